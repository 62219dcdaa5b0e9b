from collections.abc import Sequence
from typing import Any

import pytest

from ci_l10n.errors import ConfigError, RemoteError
from ci_l10n.tms.base import Import, RemoteFile, Stage
from ci_l10n.tms.smartcat import wire
from ci_l10n.tms.smartcat.client import SmartcatClient
from ci_l10n.tms.smartcat.mapping import Mapper
from ci_l10n.tms.smartcat.provider import SmartcatPlatform
from tests.unit.net.fakes import Answer, FakeClock, FakeTransport, answer
from tests.unit.tms.samples import KEYS, PROJECT, document, project, settings, stages

LOCALES = {"en": "en", "de": "de", "fr": "fr"}


def make(*answers: Answer, **values: Any) -> tuple[SmartcatPlatform, FakeTransport]:
    transport = FakeTransport(answers)
    client = SmartcatClient(transport, "https://smartcat.ai", "account", "key")
    return SmartcatPlatform(client, settings(**values), LOCALES, FakeClock()), transport


def new(path: str, content: bytes = b"x", locales: Sequence[str] = ("de", "fr")) -> Import:
    return Import(path, path, tuple(locales), None, lambda: content)


def remote(**fields: Any) -> RemoteFile:
    return Mapper(settings(), LOCALES).files([wire.parse_document(document(**fields))])[0]


def broken() -> RemoteError:
    return RemoteError("reset", maybe_applied=True)


A = [document("a.json", key=KEYS[0]), document("a.json", "fr", KEYS[0])]
B = [document("b.json", key=KEYS[1]), document("b.json", "fr", KEYS[1])]
READ = f"GET v1/project/{PROJECT}"
UPLOAD = "POST v1/project/document"


def test_reading_the_project_is_one_request() -> None:
    platform, transport = make(answer(project([*A, *B])))
    assert len(platform.fetch_project().files) == 4
    assert transport.calls == [READ]


def test_reports_name_host_and_project() -> None:
    platform, _ = make()
    assert platform.account == f"smartcat.ai, project {PROJECT}"


def test_a_stage_that_the_workflow_lacks_is_a_config_error() -> None:
    platform, _ = make(answer(project()), stage=2)
    with pytest.raises(ConfigError, match=r"stage is 2, .* has 1 \(translation\)"):
        platform.fetch_project()


def test_new_files_go_in_batches_of_twenty() -> None:
    imports = [new(f"f{number}.json") for number in range(45)]
    platform, transport = make(*[answer(A)] * 3)
    assert len(list(platform.send_new(imports))) == 3
    assert [len(each.parts) - 1 for each in transport.requests] == [20, 20, 5]


def test_an_upload_that_arrived_in_spite_of_an_error_is_not_sent_again() -> None:
    platform, transport = make(broken(), answer(project([*A, *B])))
    (files,) = platform.send_new([new("a.json"), new("b.json")])
    assert [(each.name, each.locale) for each in files] == [
        ("a.json", "de"),
        ("a.json", "fr"),
        ("b.json", "de"),
        ("b.json", "fr"),
    ]
    assert transport.calls == [UPLOAD, READ]


def test_only_what_did_not_arrive_is_sent_again() -> None:
    platform, transport = make(broken(), answer(project(A)), answer(B))
    (files,) = platform.send_new([new("a.json"), new("b.json")])
    assert len(files) == 4
    assert transport.calls == [UPLOAD, READ, UPLOAD]
    assert [part.filename for part in transport.requests[2].parts] == [None, "b.json"]


def test_what_arrives_after_we_looked_is_found_when_the_server_says_that_it_has_it() -> None:
    platform, transport = make(
        broken(), answer(project()), answer({"detail": "Name taken"}, status=409), answer(project(A))
    )
    (files,) = platform.send_new([new("a.json")])
    assert [each.id for each in files] == [each["id"] for each in A]
    assert transport.calls == [UPLOAD, READ, UPLOAD, READ]


def test_an_upload_that_fails_again_and_again_is_given_up() -> None:
    failures: list[Answer] = [broken(), answer(project())] * 3
    platform, transport = make(*failures)
    with pytest.raises(RemoteError) as caught:
        list(platform.send_new([new("a.json")]))
    assert caught.value.maybe_applied
    assert transport.calls == [UPLOAD, READ] * 3


@pytest.mark.parametrize("status", [400, 409, 413, 422])
def test_a_refused_upload_is_raised_at_once(status: int) -> None:
    platform, transport = make(answer({"detail": "no"}, status=status))
    with pytest.raises(RemoteError) as caught:
        list(platform.send_new([new("a.json")]))
    assert caught.value.status == status
    assert transport.calls == [UPLOAD]


@pytest.mark.parametrize("content", [b"", b" \r\n"])
def test_empty_files_are_refused_without_a_request(content: bytes) -> None:
    platform, transport = make()
    with pytest.raises(RemoteError, match="empty") as caught:
        list(platform.send_new([new("a.json"), new("b.json", content)]))
    assert caught.value.status == 400
    assert "b.json" in caught.value.message
    with pytest.raises(RemoteError, match="empty"):
        platform.send_changed(remote(), new("a.json", content))
    assert transport.calls == []


def test_a_server_that_says_nothing_about_an_upload_is_asked() -> None:
    platform, transport = make(answer(), answer(project([*A, *B])))
    (files,) = platform.send_new([new("a.json")])
    assert {each.name for each in files} == {"a.json"}
    assert transport.calls == [UPLOAD, READ]


def test_a_server_that_ignores_external_ids_does_not_make_files_anonymous() -> None:
    platform, _ = make(answer([document("docs/a.json", externalId=KEYS[0])]))
    (files,) = platform.send_new([Import("docs/a.json", "old/name.json", ("de",), None, lambda: b"x")])
    assert files[0].external_id == "old/name.json"


def test_locales_are_sent_in_the_platforms_spelling() -> None:
    transport = FakeTransport([answer([document(targetLanguage="zh-CN")])])
    client = SmartcatClient(transport, "https://smartcat.ai", "a", "k")
    platform = SmartcatPlatform(client, settings(), {"en": "en", "zh-Hans": "zh-CN"}, FakeClock())
    (files,) = platform.send_new([new("docs/intro.html", locales=["zh-Hans"])])
    assert b'"targetLanguages": ["zh-CN"]' in transport.requests[0].parts[0].content()
    assert files[0].locale == "zh-Hans"


def test_a_changed_source_is_one_request_for_all_languages() -> None:
    platform, transport = make(answer(A))
    files = platform.send_changed(remote(path="a.json"), new("a.json"))
    assert [each.locale for each in files] == ["de", "fr"]
    assert transport.requests[0].query == [("documentId", KEYS[0])]
    assert platform.notes() == ()


def test_an_older_server_gets_the_source_once_per_language_also_for_languages_that_are_not_ours() -> None:
    russian = document("a.json", "ru", KEYS[0])
    platform, transport = make(
        answer(project([*A, russian])), answer(status=404), answer([A[0]]), answer([A[1]]), answer([russian])
    )
    platform.fetch_project()
    files = platform.send_changed(remote(path="a.json"), new("a.json"))
    assert [each.locale for each in files] == ["de", "fr"]
    assert transport.calls[1:] == ["PUT v2/document/update"] + ["PUT v1/document/update"] * 3
    assert "one language at a time" in platform.notes()[0]


def test_languages_added_in_between_are_updated_by_an_older_server_too() -> None:
    platform, transport = make(
        answer(project([A[0]])),
        answer(status=204),
        answer(status=404),
        answer(project(A)),
        answer([A[0]]),
        answer([A[1]]),
    )
    platform.fetch_project()
    platform.add_locale("fr")
    assert len(platform.send_changed(remote(path="a.json"), new("a.json"))) == 2
    assert transport.calls[3:] == [READ, "PUT v1/document/update", "PUT v1/document/update"]


def test_an_update_that_may_have_happened_is_not_sent_again() -> None:
    platform, transport = make(broken())
    with pytest.raises(RemoteError) as caught:
        platform.send_changed(remote(path="a.json"), new("a.json"))
    assert caught.value.maybe_applied
    assert len(transport.requests) == 1


def test_a_server_that_says_nothing_about_an_update_is_asked() -> None:
    platform, transport = make(answer(), answer(project([*A, *B])))
    files = platform.send_changed(remote(path="a.json"), new("a.json"))
    assert {each.group for each in files} == {KEYS[0]}
    assert transport.calls == ["PUT v2/document/update", READ]


def test_a_rename_sends_path_without_extension() -> None:
    platform, transport = make(answer(status=204))
    platform.rename(remote(path="a.json"), "web/größe.v2.json")
    assert transport.requests[0].query == [("documentId", f"{KEYS[0]}_7"), ("name", "web/größe.v2")]


def test_a_rename_cannot_change_the_extension() -> None:
    platform, transport = make()
    with pytest.raises(RemoteError, match="extension"):
        platform.rename(remote(path="a.json"), "a.yaml")
    assert transport.calls == []


def test_deleting_is_one_request_for_twenty_files() -> None:
    files = [remote(path=f"f{i}.json", key=f"{i:024x}") for i in range(41)]
    platform, transport = make(*[answer(status=204)] * 3)
    platform.delete(files)
    assert [len(each.query) for each in transport.requests] == [20, 20, 1]


def test_files_that_are_gone_already_are_fine_and_the_others_go_too() -> None:
    platform, transport = make(answer(status=404), answer(project(B)), answer(status=204), answer(status=404))
    platform.delete([remote(path="a.json"), *Mapper(settings(), LOCALES).files(map(wire.parse_document, B))])
    assert transport.calls == ["DELETE v1/document", READ, "DELETE v1/document", "DELETE v1/document"]


def test_a_single_file_that_is_gone_costs_no_further_request() -> None:
    platform, transport = make(answer(status=404))
    platform.delete([remote()])
    assert len(transport.requests) == 1


def test_other_failures_of_deletion_are_raised() -> None:
    platform, _ = make(answer(status=409))
    with pytest.raises(RemoteError):
        platform.delete([remote()])


def test_adding_a_locale_that_is_there_is_fine() -> None:
    platform, transport = make(answer(status=400), answer(project()))
    platform.add_locale("fr")
    assert transport.calls == ["POST v1/project/language", READ]


def test_adding_a_locale_that_the_server_does_not_know_is_an_error_with_a_hint() -> None:
    platform, _ = make(
        answer({"detail": "Unknown language"}, status=400), answer(project(targetLanguages=["de"]))
    )
    with pytest.raises(RemoteError, match="Unknown language") as caught:
        platform.add_locale("fr")
    assert "locales:" in caught.value.hint


@pytest.mark.parametrize(
    ("mode", "stage", "expected"),
    [
        ("current", None, 90),
        ("confirmed", None, 90),
        ("complete", None, 10),
        ("confirmed", 2, 50),
        ("complete", 1, 90),
    ],
)
def test_progress_is_that_of_the_exported_stage(mode: str, stage: int | None, expected: float) -> None:
    platform, _ = make(mode=mode, stage=stage)
    assert platform.progress(remote(workflowStages=stages(90, 50, 10))) == expected


def test_progress_without_stages_is_all_or_nothing() -> None:
    platform, _ = make()
    assert platform.progress(remote(workflowStages=[], status="completed")) == 100
    assert platform.progress(remote(workflowStages=[])) == 0


def test_sources_are_exported_once_for_all_languages() -> None:
    platform, transport = make(answer({"id": "t"}), answer(b"the source"))
    files = Mapper(settings(), LOCALES).files(map(wire.parse_document, A))
    exports = list(platform.export(files, sources=True))
    assert [(each.file.locale, each.content) for each in exports] == [
        ("de", b"the source"),
        ("fr", b"the source"),
    ]
    assert transport.requests[0].query == [("documentIds", A[0]["id"]), ("type", "source")]


def test_exports_follow_mode_and_stage() -> None:
    platform, transport = make(answer({"id": "t"}), answer(b"x"), mode="complete", stage=1)
    list(platform.export([remote()]))
    assert transport.requests[0].query[1:] == [("type", "target"), ("mode", "complete"), ("stageNumber", "1")]


def test_the_editor_has_an_address() -> None:
    platform, _ = make()
    assert platform.editor_url(remote()) == f"https://smartcat.ai/editor?DocumentId={KEYS[0]}&LanguageId=7"


def test_stages_are_neutral() -> None:
    assert remote().stages == (Stage(12.5, 1),)
