"""Every answer of a long session, held against the independent description of the API where this machine has it."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from openapi_schema_validator import OAS30ReadValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.unit.sandbox.smartcat.api import Api

SOURCE = json.dumps({"a": "One", "b": "Two words"}).encode()


def description() -> Path | None:
    given = os.environ.get("L10N_SMARTCAT_OPENAPI")
    beside = Path(__file__).resolve().parents[5] / "shared" / "reference" / "smartcat-openapi.yaml"
    path = Path(given) if given else beside
    return path if path.is_file() else None


class Checker:
    """Finds the operation of an answer and says what is wrong with the answer."""

    def __init__(self, path: Path) -> None:
        self.document: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        self.registry: Registry[Any] = Registry().with_resource(
            "urn:api", Resource.from_contents(self.document, default_specification=DRAFT202012)
        )
        self.checked: set[str] = set()

    def problems(self, answer: requests.Response) -> list[str]:
        method = str(answer.request.method).lower()
        path = str(answer.request.url).partition("?")[0].partition("/api/integration")[2]
        template, operation = self._operation(f"/api/integration{path}", method)
        label = f"{method} {template} {answer.status_code}"
        responses: Mapping[str, Any] = operation["responses"]
        described = responses.get(str(answer.status_code))
        if described is None:
            return [f"{label}: this status is not described"]
        self.checked.add(label)
        while "$ref" in described:
            described = self._at(described["$ref"])
        content = described.get("content", {})
        if (
            not answer.content
            or "json" not in answer.headers.get("Content-Type", "")
            or "application/json" not in content
        ):
            return [] if content or not answer.content else [f"{label}: a body where none is described"]
        schema = {"$ref": f"urn:api#{self._pointer(template, method, str(answer.status_code))}"}
        if "$ref" in responses[str(answer.status_code)]:
            return []
        validator = OAS30ReadValidator(schema, registry=self.registry)
        return [
            f"{label}: {error.json_path} {error.message}"[:300]
            for error in validator.iter_errors(answer.json())
        ]

    def _operation(self, path: str, method: str) -> tuple[str, dict[str, Any]]:
        wanted = path.split("/")
        best: list[str] = []
        for template, operations in self.document["paths"].items():
            parts = template.split("/")
            fits = len(parts) == len(wanted) and all(
                part == piece or part.startswith("{") for part, piece in zip(parts, wanted, strict=True)
            )
            if fits and method in operations:
                best.append(template)
        template = min(best, key=lambda found: found.count("{"))
        return template, self.document["paths"][template][method]

    def _at(self, reference: str) -> dict[str, Any]:
        node: Any = self.document
        for part in reference.removeprefix("#/").split("/"):
            node = node[part]
        return dict(node)

    def _pointer(self, template: str, method: str, status: str) -> str:
        escaped = template.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")
        return f"/paths/{escaped}/{method}/responses/{status}/content/application~1json/schema"


def session(api: Api) -> None:
    """Use every call the sandbox has, well and badly."""
    project = api.create(["de", "fr"], workflowStages=["translation", "editing"])["id"]
    unknown = "00000000-0000-4000-8000-000000000000"
    made = api.upload(project, {"x/a.json": SOURCE, "b.po": b'msgid "One"\nmsgstr ""\n'}).json()
    ids = [document["id"] for document in made]
    api.upload(project, {"x/a.json": SOURCE})
    api.upload(project, {"empty.json": b""})
    api.upload(unknown, {"a.json": SOURCE})
    for method, path, query in (
        ("GET", "v1/account", {}),
        ("GET", "v1/account/mtengines", {}),
        ("GET", "v1/directory", {"type": "language"}),
        ("GET", "v2/directory", {"type": "documentStatus"}),
        ("GET", "v1/directory/formats", {}),
        ("GET", "v1/project/list", {"projectName": "App"}),
        ("GET", "v2/project/list", {}),
        ("GET", f"v1/project/{project}", {}),
        ("GET", f"v1/project/{unknown}", {}),
        ("GET", "v1/project/none", {}),
        ("GET", "v1/document", {"documentId": ids[0]}),
        ("GET", "v1/document", {"documentId": "0_7"}),
        ("GET", f"v2/project/{project}/statistics", {}),
        ("GET", f"v2/project/{project}/statistics", {}),
        ("POST", f"v1/project/{project}/statistics/build", {}),
        ("GET", "v1/document/statistics", {"documentId": ids[0]}),
        ("POST", "v1/project/language", {"projectId": project, "targetLanguage": "ja"}),
        ("POST", "v1/project/language", {"projectId": project, "targetLanguage": "en"}),
        ("DELETE", "v1/project/language", {"projectId": project, "targetLanguage": "ja"}),
        ("PUT", "v1/document/rename", {"documentId": ids[0], "name": "x/c"}),
        ("PUT", "v1/document/rename", {"documentId": ids[0], "name": "b"}),
        ("POST", "v1/document/complete", {"documentId": ids[0]}),
        ("POST", "v1/project/cancel", {"projectId": project}),
        ("POST", "v1/project/restore", {"projectId": project}),
        ("POST", "v1/project/complete", {"projectId": project}),
        ("POST", "v1/project/complete", {"projectId": unknown}),
    ):
        api.call(method, path, params=query)
    api.call("PUT", f"v1/project/{project}", json={"name": "New"})
    api.call("PUT", f"v1/project/{unknown}", json={"name": "New"})
    api.call("PUT", "v1/document/updateMetaInfo", params={"documentId": ids[0]}, json="note")
    for kind in ("target", "source", "xliff"):
        api.download(*ids, type=kind, mode="confirmed", stageNumber="1")
        api.download(ids[0], type=kind, mode="complete")
    api.call("POST", "v1/document/export")
    api.call("GET", f"v1/document/export/{unknown}")
    api.update(ids[0], SOURCE, "v1")
    api.update(ids[0].partition("_")[0], SOURCE)
    api.update("0" * 24, SOURCE)
    api.update(ids[0], b"")
    api.call("DELETE", "v1/document", params={"documentIds": ids})
    api.call("DELETE", "v1/document")
    api.call("DELETE", f"v1/project/{project}")


@pytest.mark.skipif(
    description() is None, reason="no description of the API on this machine (L10N_SMARTCAT_OPENAPI)"
)
def test_answers_match_the_description_of_the_api(api: Api) -> None:
    path = description()
    assert path is not None
    checker, problems = Checker(path), []
    api.session.hooks["response"].append(lambda answer, **_: problems.extend(checker.problems(answer)))
    session(api)
    assert problems == []
    assert len(checker.checked) > 40


def test_a_long_session_is_never_answered_with_a_breakdown(api: Api) -> None:
    session(api)
    entries = api.sandbox.log.entries("smartcat")
    assert len(entries) > 60
    assert {entry.status for entry in entries if entry.status >= 500} == set()
