import json
from http.server import BaseHTTPRequestHandler

import pytest

from ci_l10n.errors import AuthError, RemoteError
from ci_l10n.net.transport import RequestsTransport
from ci_l10n.tms.base import Draft
from ci_l10n.tms.smartcat.calls import Calls
from ci_l10n.tms.smartcat.smart_translation import Result, SmartTranslation, parse_results
from ci_l10n.tms.smartcat.translation import SmartcatTranslation
from tests.unit.net.fakes import Answer, FakeTransport, answer
from tests.unit.net.server import reply, serving

TEXTS = [("Save", "on a button"), ("Close", "")]


def make(*answers: Answer) -> tuple[SmartTranslation, FakeTransport]:
    transport = FakeTransport(answers)
    return SmartTranslation(Calls(transport, "https://smartcat.ai", "account", "key")), transport


def done(*texts: str) -> list[dict[str, object]]:
    return [{"translation": text, "error": False} for text in texts]


def test_texts_go_out_as_the_api_wants_them_and_come_back_in_their_order() -> None:
    body = json.dumps({"translations": {"de": done("Sichern", "Schließen"), "fr": done("Garder", "Fermer")}})
    with serving(reply(body.encode(), Content_Type="application/json")) as server:
        calls = Calls(RequestsTransport(), server.url, "account", "key")
        given = SmartTranslation(calls).translate("en", ["de", "fr"], TEXTS, profile="p-1", is_html=True)
    assert given["de"] == (Result("Sichern"), Result("Schließen"))
    assert given["fr"] == (Result("Garder"), Result("Fermer"))
    (seen,) = server.seen
    assert (seen.method, seen.path) == ("POST", "/api/integration/v1/smartTranslation/translate")
    assert seen.headers["content-type"].startswith("application/json")
    assert json.loads(seen.body) == {
        "sourceLanguage": "en",
        "targetLanguages": ["de", "fr"],
        "profile": "p-1",
        "isHtml": True,
        "texts": [{"text": "Save", "context": "on a button"}, {"text": "Close"}],
        "externalTag": "source:ci-l10n",
    }


def test_without_a_profile_none_is_named() -> None:
    translation, transport = make(answer({"translations": {"de": done("x", "y")}}))
    translation.translate("en", ["de"], TEXTS)
    sent = transport.requests[0].json
    assert isinstance(sent, dict)
    assert "profile" not in sent
    assert sent["isHtml"] is False


def test_letter_case_of_fields_and_languages_does_not_matter() -> None:
    data = {"Translations": {"PT_br": [{"Translation": "Salvar", "Error": False}]}}
    assert parse_results(data, ["pt-BR"], ["Save"]) == {"pt-BR": (Result("Salvar"),)}


@pytest.mark.parametrize("items", [done("Schließen"), done("a", "b", "c"), []])
def test_another_number_of_translations_is_never_paired_with_the_texts(items: object) -> None:
    results = parse_results({"translations": {"de": items}}, ["de"], ["Save", "Close"])["de"]
    assert [result.text for result in results] == ["", ""]
    assert all("for 2 texts" in result.problem for result in results)


@pytest.mark.parametrize("item", [None, {}, {"translation": None}, {"translation": " "}, 7, {"error": True}])
def test_an_entry_without_translation_keeps_its_place(item: object) -> None:
    items = [item, *done("Schließen")]
    first, second = parse_results({"translations": {"de": items}}, ["de"], ["Save", "Close"])["de"]
    assert first.problem
    assert second == Result("Schließen")


def test_a_failed_text_says_so_even_when_it_comes_with_a_text() -> None:
    (result,) = parse_results(
        {"translations": {"de": [{"translation": "Save", "error": True}]}}, ["de"], ["Save"]
    )["de"]
    assert result == Result("", "Smartcat could not translate this text")


@pytest.mark.parametrize("translations", [None, {}, {"fr": done("a", "b")}, {"de": None}])
def test_a_language_that_is_missing_is_a_problem_of_its_texts(translations: object) -> None:
    results = parse_results({"translations": translations}, ["de"], ["Save", "Close"])["de"]
    assert all("into this language" in result.problem for result in results)


@pytest.mark.parametrize("body", [b"<html><title>Sign in</title></html>", b"", b"[]", b'"no"', b"{"])
def test_what_is_no_answer_is_no_translation(body: bytes) -> None:
    translation, _ = make(answer(body))
    with pytest.raises(RemoteError, match="cannot translate 2 texts into de"):
        translation.translate("en", ["de"], TEXTS)


@pytest.mark.parametrize(("status", "hint"), [(400, "locales:"), (404, "profile"), (413, "in parts")])
def test_refusals_name_the_next_step(status: int, hint: str) -> None:
    translation, _ = make(answer({"message": "no"}, status))
    with pytest.raises(RemoteError) as caught:
        translation.translate("en", ["de"], TEXTS)
    assert hint in caught.value.hint


def test_an_account_without_the_feature_is_an_error_of_rights() -> None:
    translation, _ = make(answer(status=403))
    with pytest.raises(AuthError) as caught:
        translation.translate("en", ["de"], TEXTS)
    assert "not enabled" in caught.value.hint


def test_locales_go_out_as_smartcat_spells_them() -> None:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        reply(json.dumps({"translations": {"zh-Hans": done("好")}}).encode())(handler)

    with serving(respond) as server:
        calls = Calls(RequestsTransport(), server.url, "account", "key")
        codes = {"en-US": "en", "zh-CN": "zh-Hans"}
        machine = SmartcatTranslation(SmartTranslation(calls), codes, "en-US")
        assert machine.translate([("Good", "")], ["zh-CN"]) == {"zh-CN": [Draft("好")]}
    sent = json.loads(server.seen[0].body)
    assert (sent["sourceLanguage"], sent["targetLanguages"]) == ("en", ["zh-Hans"])


def machine(*answers: Answer) -> tuple[SmartcatTranslation, FakeTransport]:
    translation, transport = make(*answers)
    return SmartcatTranslation(translation, {}, "en"), transport


def test_a_language_that_is_refused_does_not_stop_the_others() -> None:
    no = answer({"message": "no such language"}, 400)
    given, transport = machine(no, answer({"translations": {"de": done("a", "b")}}), no)
    drafts = given.translate(TEXTS, ["de", "tlh"])
    assert drafts["de"] == [Draft("a"), Draft("b")]
    assert ["no such language" in draft.problem for draft in drafts["tlh"]] == [True, True]
    assert len(transport.requests) == 3


def test_a_refusal_of_everything_is_an_error() -> None:
    no = answer({"message": "no such profile"}, 400)
    with pytest.raises(RemoteError, match="no such profile"):
        machine(no, no, no)[0].translate(TEXTS, ["de", "fr"])
    with pytest.raises(RemoteError):
        machine(no)[0].translate(TEXTS, ["de"])
