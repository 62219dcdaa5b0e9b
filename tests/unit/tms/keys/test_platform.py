"""A key project behind the port, against answers in the service's shapes."""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest

from ci_l10n.config.model import KeyProject
from ci_l10n.errors import ConfigError, RemoteError
from ci_l10n.net.http import Request, Response
from ci_l10n.net.transport import full_url
from ci_l10n.tms.base import Import, RemoteFile
from ci_l10n.tms.smartcat.client import SmartcatClient
from ci_l10n.tms.smartcat.keys.platform import KeysPlatform
from tests.unit.net.fakes import Answer, FakeClock, FakeTransport, answer
from tests.unit.tms.samples import PROJECT, document, project, settings

LOCALES = {"en": "en", "de": "de", "pt": "pt-BR"}
KNOWN_FORMATS = (
    "use a document project for it (`project: <id>` in a configuration of its own, see --config), or exclude it; "
    "key projects take json, yaml, android, ios"
)
NESTED = b'{"home": {"title": "Hello world"}}'


class Service:
    """A key project that takes every import; ``results`` and ``answers`` say otherwise, by file name and by call."""

    def __init__(self) -> None:
        self.project: dict[str, Any] = project(targetLanguages=["de", "pt-BR"], workflowStages=stages(40.0))
        self.results: dict[str, dict[str, Any]] = {}
        self.answers: dict[str, Answer] = {}
        self.pending = 0  # reads of a result that find the import unfinished
        self.exports: dict[str, bytes] = {}  # member of the archive -> content
        self.names: list[str] = []  # of imported files
        self.tasks: list[list[str]] = []  # languages of each export

    def respond(self, request: Request) -> Answer:
        method, path = request.method, request.url.partition("/api/integration/")[2]
        kind = "import-result" if "import-result" in path else path.rpartition("/")[2]
        if f"{method} {kind}" in self.answers:
            return self.answers[f"{method} {kind}"]
        if path == f"v1/project/{PROJECT}":
            return answer(self.project)
        if kind == "import":
            self.names.append(str(request.parts[0].filename))
            return answer(f"import-{len(self.names)}")
        if kind == "import-result":
            self.pending -= 1
            name = self.names[int(path.rpartition("-")[2]) - 1]
            state = "inProgress" if self.pending >= 0 else "completed"
            return answer({"status": state, **self.results.get(name, {})})
        if kind == "export":
            self.tasks.append(dict(request.query)["languages"].split(","))
            return answer(f"task-{len(self.tasks)}")
        languages = self.tasks[int(path.rpartition("-")[2]) - 1]
        members = {
            name: content
            for name, content in self.exports.items()
            if len(self.tasks) == 1 or name.partition(".")[0] in languages
        }
        return Response(200, {"content-type": "application/zip"}, packed(members))


def packed(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def stages(*progress: float) -> list[dict[str, Any]]:
    return [{"progress": each, "stageType": "translation"} for each in progress]


def make(
    locales: Mapping[str, str] = LOCALES, clock: FakeClock | None = None, **values: Any
) -> tuple[KeysPlatform, FakeTransport, Service]:
    service = Service()
    transport = FakeTransport(respond=service.respond)
    client = SmartcatClient(transport, "https://smartcat.ai", "account", "key")
    platform = KeysPlatform(client, settings(**values), KeyProject(PROJECT), locales, clock or FakeClock())
    return platform, transport, service


def new(path: str = "en/app.json", content: bytes = NESTED, **values: Any) -> Import:
    given: dict[str, Any] = {"external_id": path, "locales": ("de", "pt"), "format": None, **values}
    return Import(path, content=lambda: content, **given)


def send(platform: KeysPlatform, *imports: Import) -> list[RemoteFile]:
    return [file for files in platform.send_new(imports) for file in files]


def test_a_new_source_is_one_import_and_one_look_at_its_result() -> None:
    platform, transport, _ = make()
    files = send(platform, new())
    assert transport.calls == [f"POST v2/project/{PROJECT}/import", "GET v1/project/import-result/import-1"]
    assert dict(transport.requests[0].query) == {
        "collection": "en--app.json",
        "language": "en",
        "target-languages": "de,pt-BR",
        "format": "structured-json",
        "path-separator": ".",
        "overwrite-conflicting-values": "true",
        "delete-missing-keys": "true",
    }
    assert transport.requests[0].parts[0].content() == NESTED
    assert [(file.name, file.external_id, file.locale, file.group) for file in files] == [
        ("en/app.json", "en/app.json", "de", "en--app.json"),
        ("en/app.json", "en/app.json", "pt", "en--app.json"),
    ]
    assert {file.words for file in files} == {2}


def test_imports_of_a_batch_are_sent_before_the_first_is_asked_after() -> None:
    platform, transport, _ = make()
    send(platform, new("a.json"), new("b.json"))
    assert [call.split(" ")[0] for call in transport.calls] == ["POST", "POST", "GET", "GET"]


def test_an_import_is_asked_after_until_it_is_over() -> None:
    platform, transport, service = make()
    service.pending = 4
    send(platform, new())
    assert len(transport.calls) == 6


def test_an_import_that_never_ends_is_an_error_and_may_be_sent_again() -> None:
    platform, _, service = make()
    service.results["app.json"] = {"status": "pending"}
    with pytest.raises(
        RemoteError, match=r"did not finish the import of en/app\.json in 600 seconds"
    ) as caught:
        send(platform, new())
    assert "nothing is billed twice" in caught.value.hint
    service.results.clear()
    assert len(send(platform, new())) == 2


def test_a_failed_import_names_the_files_and_costs_the_others_nothing() -> None:
    platform, transport, service = make()
    service.results["bad.json"] = {"status": "failed", "failedFileNames": ["bad.json"]}
    good, bad = new("good.json"), new("x/bad.json")
    with pytest.raises(RemoteError, match=r"could not import x/bad.json .*failed: bad.json") as caught:
        send(platform, good, bad)
    assert caught.value.status == 422
    asked = len(transport.calls)
    assert len(send(platform, good)) == 2
    with pytest.raises(RemoteError, match="could not import"):
        send(platform, bad)
    assert len(transport.calls) == asked


def test_files_that_cannot_be_keys_are_refused_before_anything_is_sent() -> None:
    platform, transport, _ = make()
    with pytest.raises(RemoteError, match="gettext cannot be in a key project") as caught:
        send(platform, new("a.po", b'msgid "a"\nmsgstr ""\n'))
    assert (caught.value.status, transport.calls) == (415, [])


def test_a_file_that_cannot_be_keys_costs_the_others_nothing() -> None:
    platform, transport, _ = make()
    good, bad = new("good.json"), new("a.md", b"# Hello")
    with pytest.raises(RemoteError, match="a document cannot be in a key project"):
        send(platform, good, bad)
    assert len(send(platform, good)) == 2
    assert len(transport.calls) == 2


def test_an_attempt_that_begins_anew_sends_anew() -> None:
    platform, transport, _ = make()
    send(platform, new())
    platform.resume(platform.memory())
    send(platform, new())
    assert len(transport.calls) == 4


def test_malformed_files_are_refused_before_anything_is_sent() -> None:
    platform, transport, _ = make()
    with pytest.raises(RemoteError, match=r"a\.json: not valid JSON"):
        send(platform, new("a.json", b"{"))
    assert transport.calls == []


def test_what_cannot_be_sent_is_told_without_a_request() -> None:
    platform, transport, _ = make()
    assert platform.refusal("a.json", None, NESTED) is None
    assert platform.refusal("a.po", "gettext", b"") == (
        "the format gettext cannot be in a key project",
        KNOWN_FORMATS,
    )
    assert transport.calls == []


def test_many_languages_are_exported_by_several_tasks() -> None:
    many = {"en": "en", **{f"x{number}": f"x{number}" for number in range(150)}}
    platform, transport, service = make(locales=many)
    files = send(platform, new(locales=tuple(many)[1:]))
    service.exports = {f"{code}.json": b"{}" for code in many}
    assert {export.content for export in platform.export(files)} == {b"{}"}
    assert [call.partition(" ")[0] for call in transport.calls] == [
        "POST",
        "GET",
        "POST",
        "POST",
        "GET",
        "GET",
    ]
    assert all(len(full_url(request)) < 2000 for request in transport.requests)


def test_collections_are_remembered_and_are_files_of_the_project_in_the_next_run() -> None:
    platform, _, _ = make()
    send(platform, new())
    memory = json.loads(json.dumps(platform.memory()))
    later, transport, _ = make()
    assert later.fetch_project().files == ()
    later.resume(memory)
    read = later.fetch_project()
    assert [(file.id, file.locale, file.words) for file in read.files] == [
        ("en--app.json:de", "de", 2),
        ("en--app.json:pt-BR", "pt", 2),
    ]
    assert transport.calls == [f"GET v1/project/{PROJECT}"] * 2
    assert later.memory() == platform.memory()


@pytest.mark.parametrize(
    "memory",
    [
        {},
        {"temporary": "x"},
        {"key_project": "another", "collections": {"a": {}}},
        {"key_project": PROJECT},
        {"key_project": PROJECT, "collections": {"a": {"name": "a"}}},
    ],
)
def test_memory_of_something_else_is_no_memory(memory: Mapping[str, Any]) -> None:
    platform, _, _ = make()
    platform.resume(memory)
    assert platform.fetch_project().files == ()


def test_a_renamed_source_keeps_its_collection_without_a_request() -> None:
    platform, transport, _ = make()
    (file, *_) = send(platform, new())
    asked = len(transport.calls)
    platform.rename(file, "en/web.json")
    assert len(transport.calls) == asked
    assert {each.name for each in platform.fetch_project().files} == {"en/web.json"}
    changed = new("en/web.json", b'{"home": {"title": "Hi"}}', external_id="en/app.json")
    platform.send_changed(file, changed)
    assert ("collection", "en--app.json") in transport.requests[-2].query


def test_a_file_at_the_place_of_a_renamed_one_gets_a_collection_of_its_own() -> None:
    platform, _, _ = make()
    (file, *_) = send(platform, new())
    platform.rename(file, "en/web.json")
    (other, *_) = send(platform, new(external_id="en/app.json~2"))
    assert other.group != file.group


def test_a_deleted_source_takes_its_keys_along() -> None:
    platform, transport, _ = make()
    files = send(platform, new())
    platform.delete(files)
    request = transport.requests[2]
    assert dict(request.query) == {
        "collection": "en--app.json",
        "language": "en",
        "format": "json",
        "delete-missing-keys": "true",
    }
    assert request.parts[0].content() == b"{}\n"
    assert len(transport.calls) == 4
    assert (platform.memory(), platform.notes()) == ({}, ())


def test_several_deleted_sources_are_waited_for_together() -> None:
    platform, transport, service = make()
    files = send(platform, new("a.json"), new("b.json"))
    service.results["a.json.json"] = {"status": "failed"}
    asked = len(transport.calls)
    platform.delete(files)
    assert [call.partition(" ")[0] for call in transport.calls[asked:]] == ["POST", "POST", "GET", "GET"]
    assert platform.memory() == {}
    assert ["'a.json'" in note for note in platform.notes()] == [True]


def test_a_server_that_fails_at_deleting_is_an_error() -> None:
    platform, _, service = make()
    files = send(platform, new())
    service.answers["POST import"] = answer(status=500)
    with pytest.raises(RemoteError):
        platform.delete(files)
    assert platform.memory() != {}


def test_a_collection_that_cannot_be_emptied_is_left_to_people() -> None:
    platform, _, service = make()
    files = send(platform, new())
    service.answers["POST import"] = answer({"detail": "The file is empty."}, 400)
    platform.delete(files)
    assert platform.memory() == {}
    (note,) = platform.notes()
    assert "did not empty the collection 'en--app.json'" in note
    assert "The file is empty." in note


def test_progress_is_that_of_the_whole_project() -> None:
    platform, _, service = make()
    send(platform, new())
    service.project["workflowStages"] = stages(80.0, 10.0)
    (file, *_) = platform.fetch_project().files
    assert (platform.progress(file), file.is_complete) == (80.0, False)
    strict, _, _ = make(mode="complete")
    assert strict.progress(file) == 10.0
    service.project["workflowStages"] = stages(100.0, 100.0)
    assert platform.fetch_project().files[0].is_complete


def test_progress_of_before_an_import_is_not_believed_for_a_minute() -> None:
    clock = FakeClock()
    platform, _, service = make(clock=clock)
    service.project["workflowStages"] = stages(100.0)
    platform.fetch_project()
    service.results["app.json"] = {"keysCreated": 1}
    send(platform, new())
    (file, *_) = platform.fetch_project().files
    assert (file.condition, file.is_complete) == ("preparing", False)
    clock.sleep(60)
    (file, *_) = platform.fetch_project().files
    assert (file.condition, file.is_complete) == ("ready", True)


def test_progress_counts_again_once_the_project_shows_what_was_imported() -> None:
    platform, _, service = make()
    platform.fetch_project()
    service.results["app.json"] = {"keysUpdated": 1}
    send(platform, new())
    service.project["modificationDate"] = "2024-02-01T00:00:00Z"
    assert platform.fetch_project().files[0].condition == "ready"


@pytest.mark.parametrize(
    "news",
    [
        {"modificationDate": "2024-02-01T00:00:00Z"},
        {"workflowStages": stages(41.0)},
        {"status": "completed"},
        {"documents": [document(language="de")]},
    ],
)
def test_whatever_moves_in_the_project_moves_the_fingerprint(news: dict[str, Any]) -> None:
    platform, _, service = make()
    send(platform, new())
    before = platform.fetch_project().files[0].fingerprint
    assert platform.fetch_project().files[0].fingerprint == before
    service.project.update(news)
    assert platform.fetch_project().files[0].fingerprint != before


def test_a_collection_is_exported_in_all_its_languages_at_once() -> None:
    platform, transport, service = make()
    files = send(platform, new())
    service.exports = {"de.json": b'{"home": {"title": "Hallo"}}', "pt-BR.json": b'{"home": {}}'}
    exports = list(platform.export(files))
    assert [(each.file.locale, each.content) for each in exports] == [
        ("de", b'{"home": {"title": "Hallo"}}'),
        ("pt", b'{"home": {}}'),
    ]
    assert transport.calls[2:] == [f"POST v2/project/{PROJECT}/export", "GET v1/document/export/task-1"]
    assert dict(transport.requests[2].query) == {
        "collections": "en--app.json",
        "languages": "de,pt-BR",
        "format": "structured-json",
        "path-separator": ".",
        "completion-state": "intermediate",
        "output-file-path-template": "{LANGUAGE}.json",
        "skip-incomplete-keys": "true",
        "zip": "true",
    }


@pytest.mark.parametrize(
    ("mode", "state"), [("current", "draft"), ("confirmed", "intermediate"), ("complete", "final")]
)
def test_the_mode_says_how_complete_a_key_must_be(mode: str, state: str) -> None:
    platform, transport, service = make(mode=mode)
    files = send(platform, new())
    service.exports = {"de.json": b"{}", "pt-BR.json": b"{}"}
    list(platform.export(files))
    assert ("completion-state", state) in transport.requests[2].query


@pytest.mark.parametrize(
    ("members", "problem"),
    [
        ({"de.json": b"{}"}, "has no pt-BR"),
        ({"de.json": b"{}", "../pt-BR.json": b"{}", "pt-BR.json": b""}, "empty file"),
        ({"de.json": b"{}", "a/pt-BR.json": b"{}", "b/pt-BR.json": b"{}"}, "ambiguous"),
        ({"de.json": b"{}", "pt-BR.json": b"<html></html>"}, "HTML page"),
    ],
)
def test_an_archive_that_lacks_a_language_costs_that_language_only(
    members: Mapping[str, bytes], problem: str
) -> None:
    platform, _, service = make()
    files = send(platform, new())
    service.exports = dict(members)
    german, portuguese = platform.export(files)
    assert german.content == b"{}"
    assert portuguese.content is None
    assert problem in portuguese.problem


def test_a_collection_that_is_gone_is_sent_again_by_the_next_run() -> None:
    platform, transport, service = make()
    files = send(platform, new())
    service.answers["POST export"] = answer({"detail": "No such collection."}, 404)
    exports = list(platform.export(files))
    assert [each.content for each in exports] == [None, None]
    assert "sends the source file again" in exports[0].hint
    assert len(transport.calls) == 3
    assert platform.memory() == {}


def test_a_failed_export_is_tried_once_more_and_never_parted() -> None:
    platform, transport, service = make()
    files = send(platform, new())
    service.answers["GET task-1"] = answer(status=422)
    service.answers["GET task-2"] = answer(status=422)
    assert [each.content for each in platform.export(files)] == [None, None]
    assert [call.partition(" ")[0] for call in transport.calls[2:]] == ["POST", "GET"] * 2


def test_a_single_language_may_come_without_an_archive() -> None:
    platform, _, service = make()
    (file, *_) = send(platform, new(locales=("de",)))
    service.answers["GET task-1"] = answer(b'{"home": {"title": "Hallo"}}')
    assert [each.content for each in platform.export([file])] == [b'{"home": {"title": "Hallo"}}']


def test_sources_are_never_given_back() -> None:
    platform, transport, _ = make()
    files = send(platform, new())
    asked = len(transport.calls)
    assert [each.content for each in platform.export(files, sources=True)] == [None, None]
    assert len(transport.calls) == asked


def test_a_project_of_another_type_is_a_config_error_where_the_service_tells() -> None:
    platform, _, service = make()
    service.project["type"] = "default"
    with pytest.raises(ConfigError, match="not of the type software localization") as caught:
        platform.fetch_project()
    assert "platform.smartcat.project.keys" in caught.value.hint
    service.project["type"] = "SoftwareLocalization"
    assert platform.fetch_project().id == PROJECT


@pytest.mark.parametrize("listed", [[], [project(id="another")]])
def test_a_refused_import_into_a_project_of_another_type_is_a_config_error(listed: list[Any]) -> None:
    platform, transport, service = make()
    service.answers = {"POST import": answer(status=400), "GET list": answer(listed)}
    platform.fetch_project()
    with pytest.raises(ConfigError, match="'Acme' is not of the type software localization"):
        send(platform, new("a.json"), new("b.json"))
    assert transport.calls[1:] == [f"POST v2/project/{PROJECT}/import", "GET v1/project/list"]
    assert ("projectType", "softwareLocalization") in transport.requests[2].query


@pytest.mark.parametrize("listed", [answer([project()]), answer(status=404), answer([project(id="x")] * 100)])
def test_a_refused_import_is_the_files_matter_while_the_type_may_be_right(listed: Answer) -> None:
    platform, transport, service = make()
    service.answers = {"POST import": answer({"detail": "Bad file."}, 400), "GET list": listed}
    platform.fetch_project()
    with pytest.raises(RemoteError, match=r"a\.json .* Bad file"):
        send(platform, new("a.json"), new("b.json"))
    assert [call.partition(" ")[0] for call in transport.calls[1:]] == ["POST", "GET", "POST"]


def test_a_language_that_is_there_already_may_be_added() -> None:
    platform, _, service = make()
    service.answers["POST language"] = answer({"detail": "There already."}, 409)
    platform.add_locale("de")
    service.project["targetLanguages"] = ["de"]
    with pytest.raises(RemoteError, match="There already"):
        platform.add_locale("pt")


def test_a_service_without_the_call_gets_languages_with_the_next_import() -> None:
    platform, transport, service = make()
    service.answers["POST language"] = answer(status=404)
    platform.add_locale("de")
    assert "adds the language de with the next source file" in platform.notes()[0]
    send(platform, new())
    assert ("target-languages", "de,pt-BR") in transport.requests[1].query


def test_plural_sets_and_arrays_are_pointed_out() -> None:
    platform, _, _ = make()
    send(platform, new("a.json"))
    assert platform.notes() == ()
    send(platform, new("b.json", b'{"n_one": "a file", "n_other": "files"}'))
    (note,) = platform.notes()
    assert "(b.json)" in note


def test_texts_that_the_service_kept_are_pointed_out() -> None:
    platform, _, service = make()
    service.results["app.json"] = {"conflictingKeyValues": {"home.title": ["a", "b"]}}
    send(platform, new())
    assert platform.notes() == ("Smartcat kept other texts for these keys of en/app.json: home.title",)


def test_a_new_way_to_join_keys_is_pointed_out() -> None:
    platform, transport, _ = make()
    (file, *_) = send(platform, new())
    platform.send_changed(file, new(content=b'{"home": {"Not found.": "x"}}'))
    assert ("path-separator", "/") in transport.requests[-2].query
    assert "joined by '/' now" in platform.notes()[0]
