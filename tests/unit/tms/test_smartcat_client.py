import json
from collections.abc import Callable
from functools import partial
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_l10n.errors import AuthError, RemoteError
from ci_l10n.net.http import Request
from ci_l10n.net.retry import UnsettledError
from ci_l10n.net.transport import full_url
from ci_l10n.tms.smartcat.client import MAX_FILES, MAX_URL, SmartcatClient, Upload, deletions
from tests.unit.net.fakes import Answer, FakeTransport, answer
from tests.unit.tms.samples import KEYS, PROJECT, document, project

IDS = [f"{KEYS[0]}_7", f"{KEYS[0]}_12"]


def make(
    *answers: Answer, respond: Callable[[Request], Answer] | None = None
) -> tuple[SmartcatClient, FakeTransport]:
    transport = FakeTransport(answers, respond)
    return SmartcatClient(transport, "https://smartcat.ai/", "account", "1_key"), transport


def model(request: Request) -> object:
    (part,) = [part for part in request.parts if part.filename is None]
    assert part.content_type == "application/json"
    return json.loads(part.content())


def test_every_request_carries_basic_credentials() -> None:
    client, transport = make(answer({"id": "account", "name": "Acme", "isPersonal": False}))
    assert client.account().name == "Acme"
    assert transport.requests[0].headers["Authorization"] == "Basic YWNjb3VudDoxX2tleQ=="
    assert transport.requests[0].url == "https://smartcat.ai/api/integration/v1/account"


def test_a_project_that_is_not_there_names_id_and_region() -> None:
    client, _ = make(answer(status=404))
    with pytest.raises(RemoteError, match=PROJECT) as caught:
        client.project(PROJECT)
    assert "platform.smartcat.project" in caught.value.hint
    assert "platform.smartcat.server" in caught.value.hint


def test_a_page_instead_of_json_is_not_the_api() -> None:
    client, _ = make(answer(b"<html><title>Sign in</title></html>"))
    with pytest.raises(RemoteError, match=r"HTML page \(Sign in\)") as caught:
        client.project(PROJECT)
    assert "SMARTCAT_URL" in caught.value.hint


def test_a_page_instead_of_an_empty_answer_is_not_taken_for_success() -> None:
    client, _ = make(answer(b"<html><title>Sign in</title></html>"))
    with pytest.raises(RemoteError, match="HTML page"):
        client.delete(IDS)


def test_wrong_credentials_are_an_auth_error() -> None:
    client, _ = make(answer(status=401))
    with pytest.raises(AuthError):
        client.account()


def test_projects_are_listed_page_by_page() -> None:
    client, transport = make(answer([project()] * 100), answer([project()] * 3))
    assert len(list(client.projects(name="Acme"))) == 103
    assert [dict(each.query)["offset"] for each in transport.requests] == ["0", "100"]


def test_servers_without_the_newer_list_are_asked_for_the_older_one() -> None:
    client, transport = make(answer(status=404), answer([project()]))
    assert len(list(client.projects())) == 1
    assert transport.calls == ["GET v2/project/list", "GET v1/project/list"]


def test_a_project_is_created_with_what_the_server_insists_on() -> None:
    client, transport = make(answer(project()))
    assert client.create_project("Acme", "en", ["de"]).id == PROJECT
    assert model(transport.requests[0]) == {
        "name": "Acme",
        "sourceLanguage": "en",
        "targetLanguages": ["de"],
        "assignToVendor": False,
        "externalTag": "source:ci-l10n",
    }
    assert not transport.requests[0].repeatable


def test_uploads_send_models_first_and_files_in_their_order() -> None:
    client, transport = make(answer([document()]))
    client.upload(
        PROJECT,
        [
            Upload("docs/a.json", "a", ("de", "fr"), lambda: b"A"),
            Upload("ü.json", "b", ("de",), lambda: b"B"),
        ],
    )
    request = transport.requests[0]
    assert model(request) == [
        {"externalId": "a", "targetLanguages": ["de", "fr"]},
        {"externalId": "b", "targetLanguages": ["de"]},
    ]
    assert [(part.name, part.filename) for part in request.parts] == [
        ("documentModel", None),
        ("file", "docs/a.json"),
        ("file_1", "ü.json"),
    ]
    assert not request.repeatable


def test_an_upload_that_met_a_server_error_may_have_happened() -> None:
    def respond(request: Request) -> Answer:
        return UnsettledError(request, answer({"detail": "Oops"}, status=502))

    client, _ = make(respond=respond)
    with pytest.raises(RemoteError, match=r"cannot upload a\.json: Oops") as caught:
        client.upload(PROJECT, [Upload("a.json", "a", ("de",), lambda: b"A")])
    assert caught.value.maybe_applied


def test_a_page_instead_of_the_answer_to_an_upload_leaves_open_whether_it_happened() -> None:
    client, _ = make(answer(b"<html></html>"))
    with pytest.raises(RemoteError) as caught:
        client.upload(PROJECT, [Upload("a.json", "a", ("de",), lambda: b"A")])
    assert caught.value.maybe_applied


def test_an_upload_without_an_answer_body_says_nothing() -> None:
    client, _ = make(answer())
    assert client.upload(PROJECT, [Upload("a.json", "a", ("de",), lambda: b"A")]) == ()


def update(client: SmartcatClient) -> list[str]:
    return [each.id for each in client.update(KEYS[0], lambda: IDS, "a.json", lambda: b"A")]


BOTH = [document(), document(language="fr")]


def test_an_update_is_one_request_for_all_languages() -> None:
    client, transport = make(answer(BOTH))
    assert update(client) == IDS
    assert transport.calls == ["PUT v2/document/update"]
    assert transport.requests[0].query == [("documentId", KEYS[0])]
    assert model(transport.requests[0]) == {}
    assert not transport.requests[0].repeatable
    assert not client.updated_per_language


@pytest.mark.parametrize("status", [404, 405])
def test_an_older_server_is_updated_once_per_language_and_not_asked_in_vain_again(status: int) -> None:
    client, transport = make(
        answer(status=status), answer(BOTH[:1]), answer(BOTH[1:]), answer(BOTH[:1]), answer(BOTH[1:])
    )
    assert update(client) == IDS
    assert update(client) == IDS
    assert transport.calls == ["PUT v2/document/update"] + ["PUT v1/document/update"] * 4
    assert client.updated_per_language


def test_a_server_that_knows_the_newer_call_by_document_id_only_is_served() -> None:
    client, transport = make(answer(status=400), answer(status=404), answer(BOTH), answer(BOTH))
    assert update(client) == IDS
    assert update(client) == IDS
    assert transport.calls == [
        "PUT v2/document/update",
        "PUT v1/document/update",
        "PUT v2/document/update",
        "PUT v2/document/update",
    ]


def test_a_document_that_is_gone_is_an_error_and_teaches_nothing_about_the_server() -> None:
    client, transport = make(answer(status=404), answer(status=404), answer(status=404), answer(BOTH))
    with pytest.raises(RemoteError) as caught:
        update(client)
    assert caught.value.status == 404
    assert not caught.value.maybe_applied
    assert update(client) == IDS
    assert transport.calls[-1] == "PUT v2/document/update"


def test_a_refused_update_is_not_tried_in_older_ways() -> None:
    client, transport = make(answer({"detail": "Not enabled"}, status=403))
    with pytest.raises(AuthError, match="Not enabled"):
        update(client)
    assert len(transport.requests) == 1


def test_exports_name_type_mode_and_stage() -> None:
    client, transport = make(answer({"id": "t"}), answer({"id": "t"}))
    client.request_export(IDS, mode="confirmed", stage=2)
    client.request_export(IDS, kind="source")
    assert transport.requests[0].query == [
        ("documentIds", IDS[0]),
        ("documentIds", IDS[1]),
        ("type", "target"),
        ("mode", "confirmed"),
        ("stageNumber", "2"),
    ]
    assert transport.requests[1].query[2:] == [("type", "source")]


@pytest.mark.parametrize("status", [202, 204])
def test_an_export_that_is_not_ready_is_none(status: int) -> None:
    client, _ = make(answer(status=status))
    assert client.fetch_export("t") is None


def test_adding_a_language_says_it_with_words() -> None:
    client, transport = make(answer(status=204))
    client.add_language(PROJECT, "pt-BR")
    assert transport.requests[0].query == [
        ("projectId", PROJECT),
        ("targetLanguage", "pt-BR"),
        ("addLanguageToDocuments", "true"),
    ]
    assert transport.requests[0].repeatable


def test_ids_cannot_break_out_of_the_path() -> None:
    client, transport = make(answer(project()))
    client.project("../../../evil?x=#")
    assert transport.requests[0].url.endswith("/v1/project/..%2F..%2F..%2Fevil%3Fx%3D%23")


@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="ascii", exclude_characters="\0"), min_size=1, max_size=60),
            min_size=1,
            max_size=50,
        ),
        max_size=60,
    )
)
def test_deletions_fit_into_addresses_and_lose_nothing(files: list[list[str]]) -> None:
    client, _ = make()
    batches = list(deletions(client, files))
    assert [each for batch in batches for each in batch] == [each for ids in files for each in ids]
    for batch in batches:
        url = full_url(
            Request(
                "DELETE", client.server + "/api/integration/v1/document", [("documentIds", i) for i in batch]
            )
        )
        assert len(url) <= MAX_URL


def test_twenty_files_are_deleted_by_one_request() -> None:
    client, _ = make()
    files = [[f"a882f5712d0c9d1bb54f25{number:02x}_7"] for number in range(45)]
    assert [len(batch) for batch in deletions(client, files)] == [MAX_FILES, MAX_FILES, 5]


def test_what_fits_is_measured_on_the_request_that_is_sent() -> None:
    client, transport = make(*[answer({"id": "task"})] * 2, answer("", 204))
    client.request_export(as_many_as(partial(client.export_fits, mode="confirmed")), mode="confirmed")
    staged = partial(client.export_fits, kind="xliff", mode="current", stage=2)
    client.request_export(as_many_as(staged), kind="xliff", mode="current", stage=2)
    client.delete(as_many_as(client.deletion_fits))
    assert all(MAX_URL - 42 < len(full_url(request)) <= MAX_URL for request in transport.requests)


def as_many_as(fits: Callable[[list[str]], bool]) -> list[str]:
    ids: list[str] = []
    while fits([*ids, "0123456789abcdef01234567_1046"]):
        ids.append("0123456789abcdef01234567_1046")
    return ids


def test_odd_ids_are_measured_as_they_are_sent() -> None:
    client, _ = make()
    assert client.export_fits(["x" * 500] * 3)
    assert not client.export_fits(["ä" * 300] * 2)
    assert len(quote("ä")) == 6
