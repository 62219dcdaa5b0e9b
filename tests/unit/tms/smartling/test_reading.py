"""Which requests reading a project costs, and what is known without any."""

from collections.abc import Mapping, Sequence

import pytest

from ci_l10n.config.model import SmartlingSettings
from ci_l10n.errors import AuthError, ConfigError
from ci_l10n.tms.base import Import, RemoteFile
from tests.unit.tms.smartling.service import (
    PROJECT,
    Client,
    Said,
    Service,
    connected,
    envelope,
    listing,
    modified,
    project,
    refusal,
    status,
)

READ = "GET /projects-api/v2/projects/abc123def"
LIST = "GET /files/list"
STATUS = "GET /file/status"
MODIFIED = "GET /file/last-modified"
PUBLISHED = f"GET /published-files-api/v2/projects/{PROJECT}/files/list/recently-published"
EARLY, LATE = "2023-11-14T20:00:00Z", "2023-11-14T22:13:00Z"  # the clock stands at 22:13:20


def published(*pairs: tuple[str, str, str]) -> Said:
    items = [{"fileUri": uri, "localeId": locale, "publishDate": date} for uri, locale, date in pairs]
    return Said(envelope({"totalCount": len(items), "items": items}))


@pytest.fixture
def service() -> Service:
    made = Service()
    made.on(READ, project("de-DE", "fr", "es"))
    made.on(LIST, listing("a.json"))
    made.on(STATUS, status("a.json", 10, {"de-DE": 10, "fr": 5, "es": 0}))
    made.on(MODIFIED, modified(de_DE=EARLY, fr=EARLY, es=EARLY))
    made.on(PUBLISHED, published())
    return made


def asked(service: Service, at: int = 0) -> list[str]:
    return [call for call in service.calls[at:] if "auth-api" not in call]


def by_locale(files: Sequence[RemoteFile]) -> Mapping[str, RemoteFile]:
    return {file.locale: file for file in files}


def done(service: Service) -> None:
    service.on(STATUS, status("a.json", 10, {"de-DE": 10, "fr": 10, "es": 0}))


def again(client: Client) -> Sequence[RemoteFile]:
    """What the next run sees: it has nothing but the memory."""
    platform = client.smartling.platform
    platform.resume(platform.memory())
    return platform.fetch_project().files


def test_each_configured_locale_of_a_file_is_a_remote_file(service: Service) -> None:
    client = connected(service)
    found = client.smartling.platform.fetch_project()
    files = by_locale(found.files)
    assert found.target_locales == ("de", "fr")
    assert sorted(files) == ["de", "fr"]
    assert (files["de"].id, files["de"].group, files["de"].name) == ("a.json\x1fde-DE", "a.json", "a.json")
    assert (files["de"].is_complete, files["fr"].is_complete) == (True, False)
    assert [client.smartling.platform.progress(files[each]) for each in ("de", "fr")] == [100, 50]
    assert files["fr"].words == 20
    assert asked(service) == [READ, LIST, STATUS, MODIFIED]


def test_all_pages_of_the_list_are_read(service: Service) -> None:
    service.on(LIST, listing("a.json", "b.json", total=3), listing("c.json", total=3))
    client = connected(service)
    found = client.smartling.platform.fetch_project()
    offsets = [query["offset"] for query in client.queries("/files/list")]
    assert {file.group for file in found.files} == {"a.json", "b.json", "c.json"}
    assert offsets == [["0"], ["2"]]


def test_a_list_that_promises_more_than_it_has_comes_to_an_end(service: Service) -> None:
    service.on(LIST, listing("a.json", total=500), listing(total=500))
    client = connected(service)
    assert len(client.smartling.platform.fetch_project().files) == 2


def test_files_of_others_cost_nothing(service: Service) -> None:
    service.on(LIST, listing("a.json", "others/b.json"))
    client = connected(service)
    client.smartling.platform.concentrate(["a.json"], ["old.json\x1fde"])
    found = client.smartling.platform.fetch_project()
    assert {file.group for file in found.files} == {"a.json"}
    assert asked(service) == [READ, LIST, STATUS, MODIFIED]


def test_while_waiting_only_what_is_open_is_asked_about_and_dates_only_where_counts_moved(
    service: Service,
) -> None:
    client = connected(service)
    platform = client.smartling.platform
    platform.fetch_project()
    at = len(service.calls)
    platform.fetch_project()
    assert asked(service, at) == [STATUS]
    done(service)
    platform.fetch_project()
    platform.fetch_project()
    assert asked(service, at) == [STATUS, STATUS, MODIFIED]


def test_a_file_that_is_taken_apart_is_being_prepared(service: Service) -> None:
    locked = Said(refusal("RESOURCE_LOCKED", "resource.locked", "being processed"), 423)
    service.on(STATUS, locked)
    client = connected(service)
    files = client.smartling.platform.fetch_project().files
    assert {file.condition for file in files} == {"preparing"}
    assert not any(file.is_complete for file in files)
    assert client.clock.slept == []


@pytest.mark.parametrize("answer_status", [400, 404])
def test_a_file_that_went_meanwhile_is_left_out(service: Service, answer_status: int) -> None:
    service.on(STATUS, Said(refusal("VALIDATION_ERROR", "file.not.found", "none"), answer_status))
    client = connected(service)
    assert client.smartling.platform.fetch_project().files == ()


def test_the_fingerprint_moves_with_dates_counts_and_uploads(service: Service) -> None:
    def fingerprint() -> str:
        client = connected(service)
        return by_locale(client.smartling.platform.fetch_project().files)["de"].fingerprint

    first = fingerprint()
    assert fingerprint() == first
    service.on(MODIFIED, modified(de_DE=LATE, fr=EARLY))
    second = fingerprint()
    service.on(STATUS, status("a.json", 10, {"de-DE": 10, "fr": 5}, uploaded=LATE))
    third = fingerprint()
    service.on(STATUS, status("a.json", 10, {"de-DE": 9, "fr": 5}, uploaded=LATE))
    assert len({first, second, third, fingerprint()}) == 4


def test_a_complete_file_is_not_asked_about_by_the_next_run(service: Service) -> None:
    done(service)
    client = connected(service)
    before = client.smartling.platform.fetch_project().files
    at = len(service.calls)
    assert again(client) == before
    assert asked(service, at) == [READ, LIST, PUBLISHED]


def test_a_complete_file_is_asked_about_when_it_was_published_or_uploaded_since(service: Service) -> None:
    done(service)
    client = connected(service)
    client.smartling.platform.fetch_project()
    at = len(service.calls)
    service.on(PUBLISHED, published(("a.json", "fr", LATE)))
    again(client)
    assert asked(service, at) == [READ, LIST, PUBLISHED, STATUS, MODIFIED]
    service.on(PUBLISHED, published(("a.json", "es", LATE), ("b.json", "fr", LATE)))
    at = len(service.calls)
    again(client)
    assert asked(service, at) == [READ, LIST, PUBLISHED]
    service.on(LIST, listing("a.json", uploaded=LATE))
    at = len(service.calls)
    again(client)
    assert asked(service, at) == [READ, LIST, STATUS, MODIFIED]


def test_a_day_later_everything_is_asked_about(service: Service) -> None:
    done(service)
    client = connected(service)
    client.smartling.platform.fetch_project()
    client.clock.sleep(25 * 3600)
    at = len(service.calls)
    again(client)
    assert asked(service, at) == [READ, LIST, STATUS, MODIFIED]


def test_the_memory_stays_the_same_when_nothing_moved(service: Service) -> None:
    done(service)
    client = connected(service)
    platform = client.smartling.platform
    platform.fetch_project()
    memory = platform.memory()
    service.on(PUBLISHED, published(("a.json", "fr", LATE)))
    client.clock.sleep(60)
    again(client)
    assert platform.memory() == memory
    client.clock.sleep(3600)  # now a newer reading spares questions later
    again(client)
    assert platform.memory() != memory


def test_a_token_without_right_to_the_list_of_published_files_costs_requests_only(service: Service) -> None:
    done(service)
    service.on(PUBLISHED, Said(refusal("AUTHORIZATION_ERROR", None, None), 403))
    client = connected(service)
    client.smartling.platform.fetch_project()
    at = len(service.calls)
    assert len(again(client)) == 2
    assert asked(service, at) == [READ, LIST, PUBLISHED, STATUS, MODIFIED]


def test_drafts_show_in_no_list_so_nothing_is_remembered_of_them(service: Service) -> None:
    done(service)
    client = connected(service, SmartlingSettings(PROJECT, "POST_TRANSLATION"))
    client.smartling.platform.fetch_project()
    assert client.smartling.platform.memory() == {}


def test_a_memory_that_cannot_be_read_is_no_memory(service: Service) -> None:
    client = connected(service)
    client.smartling.platform.resume({"a.json": {"read": "x"}, "b.json": 3})
    assert len(client.smartling.platform.fetch_project().files) == 2


def test_locales_are_compared_without_letter_case_and_asked_for_as_the_project_spells_them(
    service: Service,
) -> None:
    service.on(READ, project("DE-de", "fr"))
    service.on(STATUS, status("a.json", 10, {"DE-de": 10, "fr": 5}))
    client = connected(service)
    found = client.smartling.platform.fetch_project()
    assert by_locale(found.files)["de"].id == "a.json\x1fDE-de"
    assert by_locale(found.files)["de"].is_complete


@pytest.mark.parametrize("source", ["en", "en-US", "en-GB"])
def test_a_source_locale_without_region_stands_for_any_of_its_language(service: Service, source: str) -> None:
    service.on(READ, project("de-DE", source=source))
    client = connected(service)
    assert client.smartling.platform.fetch_project().source_locale == "en"


def test_another_source_locale_is_told(service: Service) -> None:
    service.on(READ, project("de-DE", source="nl"))
    client = connected(service)
    assert client.smartling.platform.fetch_project().source_locale == "nl"


def test_how_locales_are_added_is_said_with_what_there_is(service: Service) -> None:
    service.on(READ, project("de-DE", "es", disabled=["fr"]))
    client = connected(service)
    found = client.smartling.platform.fetch_project()
    assert found.target_locales == ("de",)
    assert found.locales_from == "enable fr in the Smartling dashboard (Project Settings > Languages)"
    service.on(READ, project("de-DE", "es"))
    client = connected(service)
    assert "it has de-DE, es" in client.smartling.platform.fetch_project().locales_from


def test_two_locales_of_one_spelling_are_refused() -> None:
    with pytest.raises(ConfigError, match="both 'pt-BR' in Smartling"):
        connected(Service(), locales={"en": "en", "pt": "pt-BR", "pt-BR": "pt-BR"})


def test_words_that_nobody_may_translate_are_told(service: Service) -> None:
    plain = {
        f"{kind}{unit}Count": 0
        for kind in ("authorized", "completed", "excluded")
        for unit in ("String", "Word")
    }
    items = [{"localeId": locale, **plain} for locale in ("de-DE", "fr", "es")]
    data = {"fileUri": "a.json", "totalStringCount": "10", "totalWordCount": "20", "items": items}
    service.on(STATUS, Said(envelope(data)))
    client = connected(service)
    client.smartling.platform.fetch_project()
    (note,) = client.smartling.platform.notes()
    assert note.startswith("40 words (source words times locales) are not authorized")


def test_missing_rights_to_the_project_stop_everything(service: Service) -> None:
    service.on(READ, Said(refusal("AUTHORIZATION_ERROR", None, "no"), 403))
    client = connected(service)
    with pytest.raises(AuthError, match="read project abc123def"):
        client.smartling.platform.fetch_project()


MANY = [f"{name}.json" for name in "abcde"]


def many(service: Service) -> Service:
    service.on(LIST, listing(*MANY))
    return service


def test_while_many_files_are_waited_for_only_published_ones_are_asked_about(service: Service) -> None:
    client = connected(many(service))
    client.smartling.platform.fetch_project()
    assert asked(service).count(STATUS) == 5
    at = len(service.calls)
    client.smartling.platform.fetch_project()
    assert asked(service, at) == [PUBLISHED]
    service.on(PUBLISHED, published(("b.json", "fr", LATE), ("c.json", "es", LATE)))
    client.smartling.platform.fetch_project()
    assert asked(service, at) == [PUBLISHED, PUBLISHED, STATUS]
    client.smartling.platform.fetch_project()  # more may have been published in the same second
    assert asked(service, at) == [PUBLISHED, PUBLISHED, STATUS, PUBLISHED, STATUS]
    client.smartling.platform.fetch_project()
    assert asked(service, at)[5:] == [PUBLISHED]


def test_every_tenth_look_asks_about_all_of_them(service: Service) -> None:
    client = connected(many(service))
    for _ in range(20):
        client.smartling.platform.fetch_project()
    assert asked(service).count(STATUS) == 5 * 3


def test_files_that_are_being_taken_apart_are_asked_about_each_time(service: Service) -> None:
    client = connected(many(service))
    service.on(STATUS, Said(refusal("RESOURCE_LOCKED", "resource.locked", "being processed"), 423))
    client.smartling.platform.fetch_project()
    client.smartling.platform.fetch_project()
    assert asked(service).count(STATUS) == 10


def test_of_drafts_every_file_is_asked_about_each_time(service: Service) -> None:
    client = connected(many(service), SmartlingSettings(PROJECT, "POST_TRANSLATION"))
    client.smartling.platform.fetch_project()
    client.smartling.platform.fetch_project()
    assert asked(service).count(STATUS) == 10
    assert PUBLISHED not in service.calls


def test_a_list_that_is_known_already_is_not_asked_for_again(service: Service) -> None:
    client = connected(many(service))
    service.on(STATUS, *[status(name, 10, {"de-DE": 10, "fr": 10}) for name in MANY])
    client.smartling.platform.fetch_project()
    at = len(service.calls)
    service.on(PUBLISHED, published(*((name, "fr", LATE) for name in MANY)))
    service.on(STATUS, *[status(name, 10, {"de-DE": 10, "fr": 9}) for name in MANY])
    again(client)
    assert asked(service, at) == [READ, LIST, PUBLISHED, *[STATUS, MODIFIED] * 5]


def test_a_token_without_right_to_the_list_asks_for_it_once_and_then_about_all_files(
    service: Service,
) -> None:
    client = connected(many(service))
    service.on(PUBLISHED, Said(refusal("AUTHORIZATION_ERROR", None, None), 403))
    client.smartling.platform.fetch_project()
    client.smartling.platform.fetch_project()
    assert asked(service).count(PUBLISHED) == 1
    assert asked(service).count(STATUS) == 10


def test_what_nobody_may_translate_is_not_waited_for_once_it_had_time_to_be_authorized(
    service: Service,
) -> None:
    def waiting(total: int, authorized: int) -> Said:
        said = status("a.json", total, {"de-DE": 0, "fr": 0})
        return Said(
            said.body.replace(b'"authorizedStringCount": 10', b'"authorizedStringCount": %d' % authorized)
        )

    service.on(STATUS, waiting(10, 0))
    service.on("POST /file", Said(envelope({"stringCount": 10})))
    client = connected(service)
    platform = client.smartling.platform
    assert {file.is_idle for file in platform.fetch_project().files} == {True}
    list(platform.send_new([Import("a.json", "a.json", ("de",), "json", lambda: b"{}")]))
    assert {file.is_idle for file in platform.fetch_project().files} == {False}
    client.clock.sleep(31)
    assert {file.is_idle for file in platform.fetch_project().files} == {True}
    service.on(STATUS, waiting(10, 4))
    assert {file.is_idle for file in platform.fetch_project().files} == {False}
