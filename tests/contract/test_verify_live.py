"""The script that asks a live account what the API's documentation leaves open, asked of the sandbox."""

import base64
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import requests

from ci_l10n.sandbox.server import Sandbox
from tests.contract.platforms import Bench, HurriedClock, make_bench, source
from tools import verify_live
from tools.live.asking import Asker, Subject
from tools.live.reading import BURST, QUESTIONS, burst

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "verify-live.md"
WRITTEN = (
    "an empty file",
    "state right after an upload",
    "a name that is taken",
    "a language that the project has",
    "v1 update: per language or per file",
    "v2 update with the bare key",
    "a rename",
    "translate/status after an XLIFF import",
    "confirmTranslation",
    "PUT project without description",
    "deleting one language",
    "deleting what is deleted",
)
HOOK = "http://127.0.0.1:9/planted-receiver"
VALUE = "planted-header-value"


class Told(NamedTuple):
    code: int
    lines: dict[str, str]  # question -> answer
    out: str
    err: str
    calls: list[str]


class Desk:
    """A sandbox with a project of two files, and a callback with secrets in it."""

    def __init__(self, bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
        self.bench = bench
        self._capsys = capsys
        told = bench.sandbox.announcement
        self.auth = (told["smartcat_account_id"], told["smartcat_api_key"])
        self.root = f"{told['smartcat']}/api/integration/v1"
        body = {"url": HOOK, "additionalHeaders": [{"name": "X-Token", "value": VALUE}]}
        requests.post(f"{self.root}/callback", json=body, auth=self.auth, timeout=10).raise_for_status()
        sources = [source(name, b'{"a": "Hello there"}') for name in ("a.json", "b.json")]
        for batch in bench.platform.send_new(sources):
            assert batch
        bench.ready()
        bench.sandbox.set_knobs(rate_limit=False)

    def run(self, *arguments: str) -> Told:
        self.bench.forget()
        code = verify_live.main(arguments, HurriedClock())
        out, err = self._capsys.readouterr()
        questions = (*(question.text for question in QUESTIONS), *WRITTEN)
        lines = {
            text: line[len(text) + 2 :]
            for text in questions
            for line in out.splitlines()
            if line.startswith(f"{text}: ")
        }
        return Told(code, lines, out, err, self.bench.calls())

    def project(self) -> dict[str, Any]:
        answer = requests.get(f"{self.root}/project/{self.bench.project_id}", auth=self.auth, timeout=10)
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Desk]:
    with Sandbox() as sandbox:
        told = sandbox.announcement
        for name in ("SMARTCAT_ACCOUNT_ID", "SMARTCAT_API_KEY", "SMARTCAT_URL"):
            monkeypatch.setenv(name, told["smartcat" if name.endswith("URL") else name.lower()])
        yield Desk(make_bench(sandbox), capsys)


def test_every_question_is_one_line_and_nothing_is_written_unless_asked_for(desk: Desk) -> None:
    before, words = desk.project(), desk.bench.billed()
    told = desk.run()
    assert told.code == 0, told.err
    assert told.lines.keys() == {question.text for question in QUESTIONS}
    assert len(told.out.splitlines()) == len(QUESTIONS)
    assert desk.project() == before
    assert desk.bench.billed() == words
    reading = {"GET", "POST v1/document/export"}
    asked = {call for call in told.calls if not {call, call.partition(" ")[0]} & reading}
    assert all(
        call.startswith("PUT v") and "/document/" in call for call in asked
    )  # with ids that do not exist


def assert_nothing_secret(desk: Desk, told: Told) -> None:
    basic = base64.b64encode(":".join(desk.auth).encode()).decode()
    for secret in (*desk.auth, basic, HOOK, VALUE):
        assert secret not in told.out + told.err


def test_a_server_as_the_sandbox_is_by_default_is_described(desk: Desk) -> None:
    before = desk.project()
    told = desk.run("--write", desk.bench.project_id, "--burst")
    assert_nothing_secret(desk, told)
    lines = told.lines
    expected = {
        "a callback": "configured (200; lastErrors: 200,",
        "401: body and challenge": "401, text/plain, no body (WWW-Authenticate: Basic)",
        "error of a PUT": "404, application/problem+json, object with type",
        "v1 document/update": "served",
        "statistics of a document": "202 while it counts",
        "spelling of enumerations and file keys": "camelCase enumerations, hexadecimal file keys",
        "an export downloaded twice": "the same file (200 after 1 x 204, then 200)",
        "Content-Disposition of an export": "attachment, filename, filename*",
        "an export of two documents": "a ZIP",
        "spellings of documentIds": "accepted: repeated, comma, brackets, line ends",
        "translate/status without an import": "404",
        "an empty file": "400",
        "a name that is taken": "409",
        "a language that the project has": "204",
        "v1 update: per language or per file": "changed 1 of 2 languages, ids kept",
        "v2 update with the bare key": "changed 2 of 2 languages, ids kept",
        "a rename": "now ci-l10n-verify/moved/second; ids kept, externalId kept",
        "translate/status after an XLIFF import": "inProgress > completed",
        "PUT project without description": "cleared",
        "deleting one language": "1 of 2 are left",
        "deleting what is deleted": "204",
    }
    assert {text: lines[text][: len(start)] for text, start in expected.items()} == expected
    after = desk.project()
    assert after["documents"] == before["documents"]
    assert after["description"] == before["description"]


def test_another_server_is_described_as_it_is(desk: Desk) -> None:
    knobs = {
        "error_shape": "E1",
        "v1_update": False,
        "statistics_as_text": True,
        "pascal_case": True,
        "export_once": True,
        "content_disposition": False,
        "repeated_ids_only": True,
        "rename_keeps_folder": True,
        "put_clears": False,
        "import_faulted": True,
    }
    desk.bench.sandbox.set_knobs(**knobs)
    told = desk.run("--write", desk.bench.project_id)
    assert_nothing_secret(desk, told)
    lines = told.lines
    expected = {
        "error of a PUT": "404, application/json, JSON string",
        "v1 document/update": "not served",
        "v2 document/update": "served",
        "statistics of a document": "200 with a text while it counts",
        "spelling of enumerations and file keys": "PascalCase",
        "an export downloaded twice": "only once (200 after 1 x 204, then 404)",
        "Content-Disposition of an export": "no Content-Disposition",
        "spellings of documentIds": "accepted: repeated (",
        "v1 update: per language or per file": "refused (404",
        "a rename": "now ci-l10n-verify/second",
        "translate/status after an XLIFF import": "InProgress > Faulted",
        "PUT project without description": "kept",
    }
    assert {text: lines[text][: len(start)] for text, start in expected.items()} == expected


def test_too_many_requests_are_seen_when_asked_for(desk: Desk) -> None:
    desk.bench.sandbox.set_knobs(rate_limit=True, retry_after=3)
    access = verify_live.access_from(os.environ)
    found = burst(Asker(access, "eu", HurriedClock()), Subject({"id": ""}))
    assert re.fullmatch(r"\d+ of 12 refused, retry-after: 3", found.observed)
    assert found.evidence.startswith("429, ")


def test_what_was_written_is_deleted_also_after_a_failure(desk: Desk) -> None:
    before = desk.project()["documents"]
    desk.bench.sandbox.faults.add([{"match": "PUT document/rename", "nth": 2, "do": "reset"}])
    told = desk.run("--write", desk.bench.project_id)
    assert told.code == 4
    assert "v2 update with the bare key" in told.lines
    assert "a rename" not in told.lines
    assert desk.project()["documents"] == before


def test_what_cannot_be_asked_ends_with_the_next_step(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    told = desk.run("--project", "00000000-0000-4000-8000-000000000000")
    assert (told.code, "platform.smartcat.server" in told.err) == (4, True)
    desk.bench.sandbox.faults.add([{"match": "GET account", "do": "html"}])
    told = desk.run()
    assert (told.code, "SMARTCAT_URL" in told.err) == (4, True)
    monkeypatch.setenv("SMARTCAT_API_KEY", "1_wrong")
    told = desk.run()
    assert (told.code, told.out) == (3, "")
    assert "cannot be read: 401" in told.err
    monkeypatch.delenv("SMARTCAT_API_KEY")
    told = desk.run()
    assert (told.code, told.out, told.calls) == (3, "", [])
    assert "SMARTCAT_API_KEY" in told.err


def test_an_account_without_projects_is_asked_what_needs_none(desk: Desk) -> None:
    desk.bench.client.delete_project(desk.bench.project_id)
    desk.bench.sandbox.faults.add([{"match": "GET account", "do": "429"}])  # others use the account too
    told = desk.run()
    assert told.code == 0
    assert told.lines["an export downloaded twice"] == (
        "not observed (needs a project with 1 documents) [export_once, export_reads]"
    )


def test_the_page_explains_every_question_and_its_knobs() -> None:
    page = PAGE.read_text("utf-8")
    for question in (*QUESTIONS, BURST):
        assert f"| {question.text} |" in page
        for knob in filter(None, question.knobs.split(", ")):
            assert f"`{knob}`" in page
    for text in WRITTEN:
        assert f"| {text} |" in page
