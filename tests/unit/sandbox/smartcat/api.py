"""A client of a few lines for the simulated Smartcat; it shares nothing with the real one."""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

import requests

from ci_l10n.sandbox.server import Sandbox

Json = dict[str, Any]


class Api:
    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        found = sandbox.announcement
        self.origin = found["smartcat"]
        self.session = requests.Session()
        self.session.auth = (found["smartcat_account_id"], found["smartcat_api_key"])

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        """``path`` such as `v1/account`."""
        options.setdefault("timeout", 20)
        return self.session.request(method, f"{self.origin}/api/integration/{path}", **options)

    def control(self, method: str, path: str, body: object = None) -> requests.Response:
        return requests.request(method, f"{self.origin}/_sandbox/{path}", json=body, timeout=20)

    def create(self, targets: Iterable[str] = ("de", "fr"), **model: object) -> Json:
        model = {"name": "App", "sourceLanguage": "en", "targetLanguages": list(targets), **model}
        answer = self.call(
            "POST", "v1/project/create", files={"model": (None, json.dumps(model), "application/json")}
        )
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def upload(
        self, project: str, files: Mapping[str, bytes], models: list[Json] | None = None, **query: str
    ) -> requests.Response:
        parts: list[tuple[str, tuple[str | None, Any, str]]] = []
        if models is not None:
            parts.append(("documentModel", (None, json.dumps(models), "application/json")))
        for number, (name, content) in enumerate(files.items()):
            parts.append((f"file_{number}", (name, content, "application/octet-stream")))
        return self.call("POST", "v1/project/document", params={"projectId": project, **query}, files=parts)

    def documents(self, project: str) -> dict[tuple[str, str], Json]:
        """By full path and language."""
        held = self.call("GET", f"v1/project/{project}").json().get("documents", [])
        return {(document["fullPath"], document["targetLanguage"]): document for document in held}

    def update(
        self, document: str, content: bytes, version: str = "v2", model: Json | None = None
    ) -> requests.Response:
        parts: list[tuple[str, tuple[str | None, Any, str]]] = [("file", ("any.name", content, "text/plain"))]
        if model is not None:
            parts.append(("updateDocumentModel", (None, json.dumps(model), "application/json")))
        return self.call("PUT", f"{version}/document/update", params={"documentId": document}, files=parts)

    def download(self, *documents: str, **query: str) -> requests.Response:
        """Order an export and poll until it is there."""
        ordered = self.call("POST", "v1/document/export", params={"documentIds": list(documents), **query})
        assert ordered.status_code == 200, ordered.text
        for _ in range(20):
            answer = self.call("GET", f"v1/document/export/{ordered.json()['id']}")
            if answer.status_code != 204:
                return answer
        raise AssertionError("the export never became ready")

    def export(self, *documents: str, **query: str) -> bytes:
        answer = self.download(*documents, **query)
        assert answer.status_code == 200, answer.text
        return answer.content

    def export_all(self, *documents: str, **query: str) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(self.export(*documents, **query))) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
