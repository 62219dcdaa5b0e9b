"""The vendor's client for Node.js, which knows nothing of this project, against the simulated Smartling."""

import io
import zipfile
from collections.abc import Iterator

import pytest

from tests.unit.sandbox.smartling import sdks

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]

INVALID = "VALIDATION_ERROR"
REFUSED = {
    "upload broken": (400, INVALID, "parse.error"),
    "status of nothing": (404, INVALID, "file.not.found"),
    "download nothing": (404, INVALID, "file.not.found"),
    "import badly": (400, INVALID, "translationState"),
    "deleted": (423, "RESOURCE_LOCKED", "resource.locked"),
    "deleted job": (404, INVALID, "job.not.found"),
    "bad template": (400, INVALID, "job.name.evaluation.failed"),
    "batch upload other": (400, INVALID, "file.not.registered"),
    "wrong secret": (401, "AUTHENTICATION_ERROR", "invalid_credentials"),
}


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sdks.Session]:
    sdks.install()
    with sdks.sandbox_process() as told:
        yield sdks.node_session(told, tmp_path_factory.mktemp("node"))


def names(session: sdks.Session, name: str) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(session.answer(name).encode("latin-1"))) as archive:
        return archive.namelist()


def test_every_call_is_answered_as_the_client_expects(session: sdks.Session) -> None:
    refused = {name: session.error(name) for name, status, _ in session.calls if status}
    assert refused == REFUSED
    assert session.answer("refreshed") is True
    assert len(session.calls) > 50


def test_uploads_in_chunks_keep_namespace_and_directives(session: sdks.Session) -> None:
    assert session.answer("upload")["stringCount"] == 2
    assert session.answer("upload again")["overWritten"] is True
    status = session.answer("status")
    assert (status["fileType"], status["namespace"]) == ("gettext", {"name": "shared"})
    assert status["totalCount"] == len(status["items"]) > 1


def test_dates_are_dates(session: sdks.Session) -> None:
    """What the client takes for dates has become one: its own spelling has milliseconds."""
    german = next(item for item in session.answer("last modified")["items"] if item["localeId"] == "de-DE")
    for date in (
        german["lastModified"],
        session.answer("status")["created"],
        session.answer("job")["createdDate"],
    ):
        assert date.endswith(".000Z")


def test_lists_come_in_pages(session: sdks.Session) -> None:
    uris = [
        [item["fileUri"] for item in session.answer(f"list from {offset}")["items"]] for offset in (0, 1, 2)
    ]
    assert uris == [["/app.properties"], ["/po/app.po"], []]
    assert [item["fileUri"] for item in session.answer("list some")["items"]] == ["/po/app.po"]


def test_downloads_are_files(session: sdks.Session) -> None:
    for kind in ("PUBLISHED", "PENDING", "PSEUDO"):
        assert 'msgstr "⟦de-DE⟧ ' in session.answer(f"download {kind}")
    assert "title=" in session.answer("download without originals")
    older = session.answer("get translations")
    assert 'msgstr "⟦de-DE⟧ ' in older
    assert 'msgid "So long"' in older
    assert names(session, "zip of a file") == [f"{locale}/po/app.po" for locale in sdks.LOCALES]
    assert names(session, "zip of files") == ["po/app_de-DE.po", "po/app_fr-FR.po"]


def test_imports_tell_what_did_not_fit(session: sdks.Session) -> None:
    (problem,) = session.answer("import")["translationImportErrors"]
    assert problem["importKey"] == "Hello %s"
    assert 'msgstr "Adiós"' in session.answer("imported")
    assert "Hola" not in session.answer("imported")


def test_jobs_and_batches_are_carried_out(session: sdks.Session) -> None:
    assert session.answer("job files")["items"][0]["localeIds"] == ["de-DE"]
    assert [item["jobName"] for item in session.answer("find jobs")["items"]] == ["Autumn"]
    job, again = session.answer("get or create job"), session.answer("get job again")
    assert job["translationJobUid"] == again["translationJobUid"]
    assert job["jobName"].startswith("Sync 2")
    assert session.answer("batch open")["status"] == "ADDING_FILES"
    states = {item["fileUri"]: item["status"] for item in session.answer("batch done")["files"]}
    assert states == {"one.json": "COMPLETED", "two.json": "CANCELED"}
    assert session.answer("batch job")["jobStatus"] == "COMPLETED"
    assert session.answer("batches")["totalCount"] == 1
    assert {item["fileUri"] for item in session.answer("published")["items"]} == {"/po/app.po", "one.json"}
