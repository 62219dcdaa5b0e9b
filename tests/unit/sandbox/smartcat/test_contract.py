"""Every answer of a long session, held against the independent description of the API where this machine has it."""

from typing import Any

import pytest
import requests

from tests.reference import reference
from tests.unit.sandbox.smartcat.api import Api
from tests.unit.sandbox.smartcat.openapi import PREFIX, Description, Operation
from tests.unit.sandbox.smartcat.session import UNKNOWN, whole_session

PATH = reference("smartcat-openapi.yaml")
needs_description = pytest.mark.skipif(
    PATH is None, reason="no description of the API on this machine (L10N_REFERENCE)"
)

# Where the description is silent and the sandbox is not, and why.
EXCEPTIONS = {
    "DELETE v1/project/{projectId} 404": "the description knows no unknown project here; clients take it for deleted",
    "GET v1/project/{projectId}/statistics 422": "said of the call that replaced this obsolete one",
    "POST v1/document/export 404": "the WordPress plugin has a branch for documents that are gone",
    "POST v1/smartTranslation/translate 400": "no refusal is described for real-time translation at all",
}


def served(api: Api, description: Description) -> set[Operation]:
    """What the sandbox has of the API: any answer but that there is no such resource."""
    api.control("POST", "knobs", {"error_shape": "E3"})
    found = set()
    for operation in description.operations():
        path = operation.path
        while "{" in path:
            path = path[: path.index("{")] + UNKNOWN + path[path.index("}") + 1 :]
        answer = api.call(operation.method, path)
        if answer.status_code != 405 and "No HTTP resource" not in answer.text:
            found.add(operation)
    api.control("POST", "reset")
    api.control("POST", "knobs", {"rate_limit": False})
    return found


@needs_description
def test_answers_match_the_description_of_the_api(api: Api) -> None:
    assert PATH is not None
    description = Description(PATH)
    offered = served(api, description)
    problems: list[str] = []
    answered: dict[Operation, set[int]] = {}

    def check(answer: requests.Response, **_: Any) -> None:
        path = str(answer.request.url).partition("?")[0].partition(PREFIX)[2].replace("//", "/").rstrip("/")
        operation = description.find(str(answer.request.method), path)
        assert operation is not None, f"{answer.request.method} {path} is not described"
        if operation in offered:
            answered.setdefault(operation, set()).add(answer.status_code)
            problems.extend(description.problems(operation, answer))

    api.session.hooks["response"].append(check)
    whole_session(api)
    silent = [problem for problem in problems if problem.partition(": ")[0] in EXCEPTIONS]
    assert sorted(set(problems) - set(silent)) == []
    assert {problem.partition(": ")[0] for problem in silent} == set(EXCEPTIONS), "an exception nobody needs"
    assert offered - set(answered) == set(), "not driven by the session"
    unsuccessful = {operation for operation, codes in answered.items() if min(codes) >= 300}
    assert unsuccessful == set(), "driven, but never with success"


def test_a_long_session_is_never_answered_with_a_breakdown(api: Api) -> None:
    whole_session(api)
    entries = api.sandbox.log.entries("smartcat")
    assert len(entries) > 150
    assert [entry for entry in entries if entry.status >= 500] == []
