"""A key project over real HTTP, as a script of the vendor's customers drives it."""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

import requests

from ci_l10n.sandbox.server import Sandbox
from tests.unit.sandbox.smartcat.api import Api

SOURCE = {"greeting": "Hello {name}", "save": "Save all files"}


class Keys(Api):
    """Has one project: en to de and fr, two stages."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__(sandbox)
        stages = ["translation", "editing"]
        made = self.create(["de", "fr"], type="softwareLocalization", workflowStages=stages)
        self.project = str(made["id"])

    def read(self) -> dict[str, Any]:
        return dict(self.call("GET", f"v1/project/{self.project}").json())

    def start_import(
        self, files: Mapping[str, bytes] | Mapping[str, Mapping[str, Any]], query: str = "", **params: str
    ) -> requests.Response:
        """Contents that are no bytes are sent as JSON; ``query`` is sent as it is, ``params`` with hyphens."""
        parts = [
            ("files", (name, content if isinstance(content, bytes) else json.dumps(content).encode()))
            for name, content in files.items()
        ]
        options = {name.replace("_", "-"): value for name, value in params.items()}
        path = f"v2/project/{self.project}/import{'?' if query else ''}{query}"
        return self.call("POST", path, params=options, files=parts)

    def imported(
        self, files: Mapping[str, bytes] | Mapping[str, Mapping[str, Any]], query: str = "", **params: str
    ) -> dict[str, Any]:
        """The result, waited for."""
        answer = self.start_import(files, query, **params)
        assert answer.status_code == 200, answer.text
        return self.results(answer.json())[-1]

    def results(self, number: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while not found or found[-1]["status"] in ("pending", "inProgress"):
            answer = self.call("GET", f"v1/project/import-result/{number}")
            assert answer.status_code == 200
            found.append(answer.json())
        return found

    def start_export(
        self, query: str = "", keys: list[str] | None = None, **params: str
    ) -> requests.Response:
        options = {name.replace("_", "-"): value for name, value in params.items()}
        path = f"v2/project/{self.project}/export{'?' if query else ''}{query}"
        return self.call("POST", path, params=options, json=None if keys is None else {"keys": keys})

    def fetched(self, query: str = "", keys: list[str] | None = None, **params: str) -> requests.Response:
        answer = self.start_export(query, keys, **params)
        assert answer.status_code == 200, answer.text
        for _ in range(10):
            found = self.call("GET", f"v1/document/export/{answer.json()}")
            if found.status_code != 204:
                return found
        raise AssertionError("the export never became ready")

    def exported(self, query: str = "", keys: list[str] | None = None, **params: str) -> dict[str, bytes]:
        """Contents by path; a single raw file has the path ""."""
        answer = self.fetched(query, keys, **params)
        assert answer.status_code == 200, answer.text
        if not answer.content.startswith(b"PK\x03\x04"):
            return {"": answer.content}
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    def texts(self, language: str, query: str = "", **params: str) -> dict[str, str]:
        return dict(json.loads(self.exported(query, None, languages=language, **params)[""]))

    def order(self, **order: object) -> requests.Response:
        return self.control("POST", "translate", {"project": self.project, **order})

    def words(self) -> list[int]:
        return [entry["words"] for entry in self.control("GET", "billing").json()]
