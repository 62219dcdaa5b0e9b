"""Holds answers against an OpenAPI description: status, kind of body, every field of a JSON body."""

import copy
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import requests
import yaml
from openapi_schema_validator import OAS30ReadValidator, oas30_format_checker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

PREFIX = "/api/integration/"


class Operation(NamedTuple):
    """``path`` such as `v1/project/{projectId}`."""

    method: str
    path: str


class Description:
    """Fields that are not described are problems too, so that a misspelt one is noticed."""

    def __init__(self, path: Path) -> None:
        self._document: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        self._strict = copy.deepcopy(self._document)
        for schema in self._strict["components"]["schemas"].values():
            if "properties" in schema and "allOf" not in schema:
                schema.setdefault("additionalProperties", False)
        self._registry: Registry[Any] = Registry().with_resource(
            "urn:api", Resource.from_contents(self._strict, default_specification=DRAFT202012)
        )

    def operations(self) -> Iterator[Operation]:
        for path, methods in self._document["paths"].items():
            for method in sorted({"get", "put", "post", "delete"} & set(methods)):
                yield Operation(method.upper(), path.removeprefix(PREFIX))

    def find(self, method: str, path: str) -> Operation | None:
        """The operation of ``path`` such as `v1/project/1234`; the one with the fewest variable parts."""
        fitting = [
            operation
            for operation in self.operations()
            if operation.method == method
            and re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(operation.path)), path)
        ]
        return min(fitting, key=lambda operation: operation.path.count("{"), default=None)

    def problems(self, operation: Operation, answer: requests.Response) -> list[str]:
        label = f"{operation.method} {operation.path} {answer.status_code}"
        responses = self._operation(operation)["responses"]
        described = responses.get(str(answer.status_code))
        if described is None:
            return [f"{label}: this status is not described"]
        pointer = f"{self._pointer(operation)}/responses/{answer.status_code}"
        while "$ref" in described:
            pointer = described["$ref"].removeprefix("#")
            described = self._at(described["$ref"])
        return [f"{label}: {text}"[:300] for text in self._body_problems(pointer, described, answer)]

    def _body_problems(
        self, pointer: str, described: Mapping[str, Any], answer: requests.Response
    ) -> Iterator[str]:
        content: Mapping[str, Any] = described.get("content", {})
        kind = answer.headers.get("Content-Type", "").partition(";")[0]
        if not content:
            if answer.content and "x-body" not in described:
                yield "a body where none is described"
            return
        if answer.status_code >= 400 and not answer.content:
            return  # most GETs are refused without a body, whatever is described
        if "application/json" not in content:
            if kind not in content and "application/octet-stream" not in content:
                yield f"{kind} is not described"
            return
        if "json" not in kind:
            yield f"{kind or 'nothing'} instead of JSON"
            return
        schema = {"$ref": f"urn:api#{pointer}/content/application~1json/schema"}
        validator = OAS30ReadValidator(schema, registry=self._registry, format_checker=oas30_format_checker)
        for error in validator.iter_errors(answer.json()):
            yield f"{error.json_path} {error.message}"

    def _operation(self, operation: Operation) -> dict[str, Any]:
        return dict(self._document["paths"][PREFIX + operation.path][operation.method.lower()])

    def _at(self, reference: str) -> dict[str, Any]:
        node: Any = self._document
        for part in reference.removeprefix("#/").split("/"):
            node = node[part]
        return dict(node)

    def _pointer(self, operation: Operation) -> str:
        path = (PREFIX + operation.path).replace("~", "~0").replace("/", "~1")
        return f"/paths/{path}/{operation.method.lower()}".replace("{", "%7B").replace("}", "%7D")
