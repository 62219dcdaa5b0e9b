"""The vendor's Python client, which knows nothing of this project, against the simulated Smartling."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.sandbox.smartling import sdks

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]

INVALID = "VALIDATION_ERROR"
REFUSED = {
    "upload nothing": (400, INVALID, "parse.error"),
    "status of nothing": (404, INVALID, "file.not.found"),
    "download nothing": (404, INVALID, "file.not.found"),
    "download badly": (400, INVALID, "retrievalType"),
    "import badly": (400, INVALID, "translationState"),
    "import broken": (400, INVALID, "parse.error"),
    "rename taken": (400, INVALID, "newFileUri"),
    "deleted": (423, "RESOURCE_LOCKED", "resource.locked"),
    "upload deleted": (423, "RESOURCE_LOCKED", "resource.locked"),
    "add job again": (400, INVALID, None),
    "add unknown file": (400, INVALID, "file.not.found"),
    "deleted job": (404, INVALID, "job.not.found"),
    "create batch twice": (400, INVALID, "fileUris"),
    "create batch nowhere": (404, INVALID, "job.not.found"),
    "batch upload twice": (400, INVALID, "batch.not.suitable"),
    "batch upload other": (400, INVALID, "file.not.registered"),
    "batch upload late": (400, INVALID, "batch.not.suitable"),
}


@pytest.fixture(scope="module")
def told() -> Iterator[dict[str, str]]:
    """What a sandbox announces that this client can be pointed at."""
    sdks.install()
    with sdks.sandbox_process() as announced:
        yield announced


@pytest.fixture(scope="module")
def session(told: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> sdks.Session:
    return sdks.python_session(told, tmp_path_factory.mktemp("python"))


def text(session: sdks.Session, name: str) -> str:
    """A file that was downloaded; the client cannot tell it from text in Latin-1."""
    return str(session.answer(name)).encode("latin-1").decode("utf-8")


def names(session: sdks.Session, name: str) -> set[str]:
    with zipfile.ZipFile(io.BytesIO(str(session.answer(name)).encode("latin-1"))) as archive:
        return set(archive.namelist())


def test_every_call_is_answered_as_the_client_expects(session: sdks.Session) -> None:
    refused = {name: session.error(name) for name, status, _ in session.calls if status >= 400}
    assert refused == REFUSED
    accepted = [name for name, status, _ in session.calls if status == 202]
    assert accepted == ["batch upload", "batch upload bad"]
    assert len(session.calls) > 70


def test_tokens_are_refreshed_and_wrong_secrets_are_refused(session: sdks.Session) -> None:
    assert session.answer("wrong secret").startswith("Error getting token")
    assert session.answer("refreshed") is True


def test_uploads_keep_namespace_and_directives(session: sdks.Session) -> None:
    assert session.data("upload")["overWritten"] is False
    assert session.data("upload again")["overWritten"] is True
    assert session.data("status")["namespace"] == {"name": "shared"}
    assert "client_lib_id" in session.data("status")["directives"]
    german = next(item for item in session.data("status")["items"] if item["localeId"] == "de-DE")
    assert german["completedStringCount"] == session.data("status")["totalStringCount"] == 3
    assert session.data("status of a locale")["completedWordCount"] == german["completedWordCount"]


def test_lists_come_in_pages_and_are_filtered(session: sdks.Session) -> None:
    pages = [session.data(f"list from {offset}") for offset in (0, 1, 2)]
    uris = [[item["fileUri"] for item in page["items"]] for page in pages]
    assert uris == [["/app/strings.xml"], ["/web/en.json"], []]
    assert {page["totalCount"] for page in pages} == {2}
    assert [item["fileUri"] for item in session.data("list some")["items"]] == ["/web/en.json"]
    assert session.data("list late")["items"] == session.data("last modified late")["items"] == []
    assert session.data("file types")["items"] == ["android", "json"]
    (published,) = session.data("published")["items"]
    assert (published["fileUri"], published["localeId"]) == ("/app/strings.xml", "de-DE")


def test_downloads_are_files(session: sdks.Session) -> None:
    assert '<string name="hello">Hello %s</string>' in text(session, "source")
    for kind in ("published", "pending", "pseudo"):
        translated = text(session, f"download {kind}")
        assert "⟦de-DE⟧" in translated
        assert "Goodbye" not in translated
    assert "So long" in text(session, "get translations")
    entries = {f"{locale}/app/strings.xml" for locale in sdks.LOCALES}
    assert names(session, "zip of a file") == entries
    wanted = {"app/strings_de-DE.xml", "app/strings_fr-FR.xml", "web/en_de-DE.json", "web/en_fr-FR.json"}
    assert names(session, "zip of files") == wanted


def test_imports_tell_what_did_not_fit(session: sdks.Session) -> None:
    imported = session.data("import")
    problems = {item["importKey"]: item["messages"] for item in imported["translationImportErrors"]}
    assert set(problems) == {"string@hello", "string@nowhere"}
    assert "Mismatched placeholders" in problems["string@hello"][0]
    assert "Adiós" in text(session, "imported")
    assert "Hola" not in text(session, "imported")
    kept = text(session, "kept")
    assert "Adiós" in kept, "without overwrite, what is there stays"
    assert "Hasta luego" not in kept


def test_files_are_renamed_and_deleted(session: sdks.Session) -> None:
    assert session.data("rename") is None
    assert session.data("renamed")["fileUri"] == "/web/new.json"
    assert session.data("delete") is None


def test_jobs_hold_files_and_are_ended(session: sdks.Session) -> None:
    assert session.data("add job")["jobStatus"] == "DRAFT"
    assert session.data("add file") == {"successCount": 3, "failCount": 0}
    (held,) = session.data("job files")["items"]
    assert (held["uri"], held["localeIds"]) == ("/app/strings.xml", ["de-DE", "fr-FR"])
    assert session.data("job progress")["progress"]["percentComplete"] == 100
    assert [item["jobName"] for item in session.data("find jobs")["items"]] == ["Winter"]
    assert session.data("search jobs")["totalCount"] == session.data("account jobs")["totalCount"] == 1
    assert session.data("job")["sourceFiles"] == []


def test_batches_are_carried_out_once_all_files_are_there(session: sdks.Session) -> None:
    assert session.data("batch open")["status"] == "ADDING_FILES"
    done = session.data("batch done")
    states = {item["fileUri"]: item["status"] for item in done["files"]}
    assert states == {"one.properties": "COMPLETED", "bad.json": "UPLOAD_FAILED", "never.json": "CANCELED"}
    assert [item["status"] for item in session.data("batches")["items"]] == ["COMPLETED"]
    assert session.data("batch job")["jobStatus"] == "COMPLETED"


def test_the_vendors_own_example_finds_what_it_expects(
    session: sdks.Session, told: dict[str, str], tmp_path: Path
) -> None:
    lines = sdks.vendors_example(told, tmp_path).splitlines()
    assert lines[-1] == "tearDown OK"
    assert len([line for line in lines if line.endswith(" OK")]) == 17
