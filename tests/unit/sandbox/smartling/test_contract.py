"""Every answer of a long session, held against shapes written from the vendor's reference."""

from typing import Any

import requests

from tests.unit.sandbox.smartling import shapes
from tests.unit.sandbox.smartling.api import Api
from tests.unit.sandbox.smartling.session import whole_session


def test_answers_have_the_shapes_of_the_reference_and_none_is_a_breakdown(api: Api) -> None:
    problems: list[str] = []
    answered: dict[tuple[str, str], set[int]] = {}

    def check(answer: requests.Response, **_: Any) -> None:
        path = str(answer.request.url).partition("?")[0].removeprefix(api.origin)
        operation = shapes.find(str(answer.request.method), path)
        if operation is None:
            assert answer.status_code == 404, f"{answer.request.method} {path} is not described"
            return
        answered.setdefault((operation.method, operation.path), set()).add(answer.status_code)
        problems.extend(shapes.problems(operation, answer))

    api.session.hooks["response"].append(check)
    whole_session(api)
    assert sorted(set(problems)) == []
    described = {(each.method, each.path): set(each.answers) for each in shapes.OPERATIONS}
    missing = {each: wanted - answered.get(each, set()) for each, wanted in described.items()}
    assert {each: codes for each, codes in missing.items() if codes} == {}, "described, but never seen"
    codes = set().union(*answered.values())
    assert codes >= {200, 202, 204, 400, 401, 403, 404, 423}

    entries = api.sandbox.log.entries("smartling")
    assert len(entries) > 100
    assert [entry for entry in entries if entry.status >= 500] == []
