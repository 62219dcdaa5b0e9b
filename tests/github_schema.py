"""
Requests and answers checked against GitHub's own description of its REST API (`tests/data/github-openapi.json`).

The description is cut out of the whole by `tools/github_schema.py`, which also lists the calls it holds.
"""

import functools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from openapi_schema_validator import OAS30Validator
from referencing import Registry
from referencing.jsonschema import DRAFT4

_URN = "urn:github"
#: Path variables that may hold slashes; all others end at the next one.
_LONG = frozenset({"ref", "branch", "path", "name"})


@dataclass(frozen=True)
class Operation:
    """One call: ``pointer`` is the JSON pointer to its description."""

    path: str
    pattern: re.Pattern[str]
    pointer: str
    description: Mapping[str, Any]


def check_request(method: str, path: str, query: Mapping[str, str], body: object = None) -> list[str]:
    """
    What is wrong with a request, by GitHub's own schema; empty when nothing is.

    ``path`` may begin with the prefix of the API (`/api/v3`); ``body`` is parsed JSON, None without one.
    """
    operation, variables = _find(method, path)
    if operation is None:
        return [f"{method} {path} is not a call of the description"]
    parameters = {(one["in"], one["name"]): one for one in _parameters(operation)}
    problems = [
        f"{path}: {name} {problem}"
        for name, text in variables.items()
        for problem in _check_text(text, parameters[("path", name)]["schema"])
    ]
    for name, text in query.items():
        if ("query", name) not in parameters:
            problems.append(f"unknown query parameter {name}")
        else:
            problems += [
                f"query {name} {it}" for it in _check_text(text, parameters[("query", name)]["schema"])
            ]
    for (place, name), one in parameters.items():
        if place == "query" and one.get("required") and name not in query:
            problems.append(f"query parameter {name} is missing")
    return problems + list(_check_body(operation, body))


def check_response(method: str, path: str, status: int, body: object = None) -> list[str]:
    """What is wrong with an answer, by the same description."""
    operation, _ = _find(method, path)
    if operation is None:
        return [f"{method} {path} is not a call of the description"]
    responses = operation.description["responses"]
    if str(status) not in responses:
        return [f"{method} {path} never answers {status}"]
    pointer = f"{operation.pointer}/responses/{status}"
    response = responses[str(status)]
    if "$ref" in response:
        pointer = response["$ref"].removeprefix("#")
        response = _resolve(response)
    content = response.get("content", {})
    if not content:
        return [] if body is None else ["a body where there is none"]
    media = "application/json" if "application/json" in content else next(iter(content))
    return _errors(body, f"{pointer}/content/{media.replace('/', '~1')}/schema")


def _check_body(operation: Operation, body: object) -> Iterator[str]:
    request = operation.description.get("requestBody")
    if request is None:
        if body not in (None, {}):
            yield "a body where there is none"
        return
    if body is None:
        if request.get("required"):
            yield "the body is missing"
        return
    media, content = next(iter(request["content"].items()))
    yield from _errors(body, f"{operation.pointer}/requestBody/content/{media.replace('/', '~1')}/schema")
    known = content["schema"].get("properties")
    if known is not None and isinstance(body, dict):
        yield from (f"unknown property {name}" for name in body if name not in known)


def _check_text(text: str, schema: Mapping[str, Any]) -> Iterator[str]:
    if schema.get("type") == "integer" and not re.fullmatch(r"-?\d+", text):
        yield f"must be an integer, not {text!r}"
    if "enum" in schema and text not in schema["enum"]:
        yield f"must be one of {schema['enum']}, not {text!r}"


def _errors(value: object, pointer: str) -> list[str]:
    validator = OAS30Validator({"$ref": f"{_URN}#{pointer}"}, registry=_registry())
    return [f"{error.json_path}: {error.message}"[:500] for error in validator.iter_errors(value)]


@functools.cache
def _description() -> dict[str, Any]:
    path = Path(__file__).parent / "data" / "github-openapi.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    _admit_null(found)
    return found


def _admit_null(value: Any) -> None:
    """
    Let `nullable` win over `enum` and `oneOf`, in place.

    OpenAPI 3.0 reads them strictly, but GitHub means it: `state_reason` and the account of a commit's author are
    null in its real answers.
    """
    if isinstance(value, list):
        for item in value:
            _admit_null(item)
    elif isinstance(value, dict):
        if value.get("nullable") is True:
            if "enum" in value:
                value["enum"].append(None)
            for word in ("oneOf", "anyOf"):
                if word in value:
                    value[word].append({"nullable": True, "enum": [None]})
        for item in value.values():
            _admit_null(item)


@functools.cache
def _registry() -> Any:
    return Registry().with_resource(_URN, DRAFT4.create_resource(_description()))


@functools.cache
def _operations() -> tuple[tuple[str, Operation], ...]:
    found = []
    for path, methods in _description()["paths"].items():
        pattern = re.sub(r"\\{(\w+)\\}", lambda match: _variable(match[1]), re.escape(path))
        for method, description in methods.items():
            pointer = f"/paths/{path.replace('~', '~0').replace('/', '~1')}/{method}"
            found.append((method, Operation(path, re.compile(pattern), _escaped(pointer), description)))
    # Fixed words before variables: `labels` is no issue number.
    return tuple(sorted(found, key=lambda pair: pair[1].path.count("{")))


def _variable(name: str) -> str:
    return f"(?P<{name}>.+)" if name in _LONG else f"(?P<{name}>[^/]+)"


def _escaped(pointer: str) -> str:
    """Braces are not allowed in the fragment of a URI."""
    return pointer.replace("{", "%7B").replace("}", "%7D")


def _find(method: str, path: str) -> tuple[Operation | None, dict[str, str]]:
    for verb, operation in _operations():
        match = operation.pattern.fullmatch(path.removeprefix("/api/v3"))
        if verb == method.lower() and match:
            return operation, {name: unquote(text) for name, text in match.groupdict().items()}
    return None, {}


def _parameters(operation: Operation) -> list[Mapping[str, Any]]:
    return [_resolve(one) for one in operation.description.get("parameters", [])]


def _resolve(value: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in value:
        return value
    found: Any = _description()
    for part in value["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return _resolve(found)
