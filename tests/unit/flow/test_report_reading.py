"""A stored report may come from anywhere: what is none is refused with the reason, what is one can be shown."""

import copy
import json
from typing import Any

import pytest

from ci_l10n.errors import ContentError
from ci_l10n.flow.markdown.summary import job_summary
from ci_l10n.flow.report_reading import narrow, parse_report, report_of
from tests.unit.review.reports import finding, report, string

NAME = "stored/report.json"


def parse(document: object) -> dict[str, Any]:
    return parse_report(json.dumps(document).encode(), NAME)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it is empty"),
        (b" \n", "it is empty"),
        (b"hello", "it is no JSON, or only the beginning of it"),
        (b'{"version": 1, "command": "sy', "it is no JSON, or only the beginning of it"),
        (b"\xff\xfe\x00", "it is no JSON"),
        (b"[" * 100_000, "it is no JSON"),
        (b"[1, 2]", "it is no JSON object"),
        (b"null", "it is no JSON object"),
        (b"{}", "it names no version of reports"),
        (b'{"name": "left-pad", "version": "1.3.0"}', "it names no version of reports"),
        (b'{"version": 1, "command": "plan"}', "it is a plan"),
        (b'{"version": 1, "exit_code": 2, "error": {}}', "command is missing"),
    ],
)
def test_what_is_no_report_is_refused_with_the_reason(data: bytes, why: str) -> None:
    with pytest.raises(ContentError, match=f"this is no report of a run: {why}") as refused:
        parse_report(data, NAME)
    assert (str(refused.value.location), refused.value.code) == (NAME, "report-unreadable")
    assert "name a report.json" in refused.value.hint


def test_a_report_of_a_newer_program_says_what_to_update() -> None:
    with pytest.raises(ContentError, match="stored by a newer ci-l10n") as refused:
        parse({**report(), "version": 2})
    assert "update ci-l10n" in refused.value.hint


def test_keys_that_are_not_known_are_no_problem() -> None:
    assert parse({**report(), "coming": {"soon": [1]}})["coming"] == {"soon": [1]}


@pytest.mark.parametrize(
    ("path", "value", "why"),
    [
        (("exit_code",), "0", "exit_code has another type"),
        (("exit_code",), True, "exit_code has another type"),
        (("strings",), {}, "strings is no list"),
        (("strings", 0, "kind"), "constructor", "a string has the kind 'constructor'"),
        (("strings", 0, "values", "platform"), 7, r"strings\[\].values.platform has another type"),
        (("progress", 0, "words"), 10**400, "no number that a run counts to"),
        (("progress", 0, "percent"), -1e300, "no number that a run counts to"),
        (("progress", 0, "percent"), float("nan"), "it is no JSON"),
        (("error",), "broken", "error is no object"),
        (("review", "files", 0, "strings", 0, "before"), ["x"], r"before has another type"),
    ],
)
def test_a_report_that_was_changed_says_where(path: tuple[Any, ...], value: object, why: str) -> None:
    document = copy.deepcopy(report(None, [finding("a")]))
    inner: Any = document
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    with pytest.raises(ContentError, match=why):
        parse(document)


def test_what_is_read_again_is_summed_up_like_the_run() -> None:
    stored = report(None, [finding("greet", platform="Hallo {nom}")], deliveries=[
        {"changed": True, "branch": "l10n/main", "commit": "b" * 40, "operation": "created", "number": 7,
         "url": "https://git.example/acme/app/pull/7"},
    ])  # fmt: skip
    text = job_summary(report_of(parse(stored)))
    assert "[Change request 7](https://git.example/acme/app/pull/7): created" in text
    assert "<code>Hallo {nom}</code>" in text


def test_a_run_that_failed_says_so() -> None:
    failed = report({}, exit_code=4, error={"code": "c", "message": "the platform answered 503", "hint": ""})
    assert "ended with exit code 4" in job_summary(report_of(parse(failed)))


def test_narrowing_leaves_what_is_about_the_asked_locales_and_sources() -> None:
    strings = {
        ("de.json", "de"): [string("a", None, "x")],
        ("fr.json", "fr"): [string("a", None, "y")],
    }
    document = parse(report(strings, [finding("a"), finding("a", locale="fr", file="fr.json")]))
    narrowed = narrow(document, ["fr"], [])
    assert {item["locale"] for name in ("progress", "files", "strings") for item in narrowed[name]} == {"fr"}
    assert [file["target"] for file in narrowed["review"]["files"]] == ["fr.json"]
    assert list(narrowed["coverage"]["locales"]) == ["fr"]
    assert narrow(document, [], ["other/*"])["review"]["files"] == []
    assert narrow(document, [], ["*.json"])["review"] == document["review"]
