from typing import Any

import pytest
import requests

from tests.unit.sandbox.smartcat.api import Api

TEXTS = ["Hello {name}", "<b>Save</b> %1$s", "", "Later"]


def ask(api: Api, **changes: object) -> requests.Response:
    model: dict[str, Any] = {
        "sourceLanguage": "en",
        "targetLanguages": ["de", "FR"],
        "isHtml": False,
        "texts": [{"text": text, "context": "menu"} for text in TEXTS],
        **changes,
    }
    return api.call(
        "POST",
        "v1/smartTranslation/translate",
        json={name: value for name, value in model.items() if value is not None},
    )


def test_every_language_gets_the_texts_in_their_order(api: Api) -> None:
    answer = ask(api, profile="p1", externalTag="ci")
    assert answer.status_code == 200
    translations = answer.json()["translations"]
    assert list(translations) == ["de", "fr"]
    for language in ("de", "fr"):
        made = [entry["translation"] for entry in translations[language]]
        assert made[2] == ""
        assert made[0].startswith(f"⟦{language}⟧ ")
        assert "{name}" in made[0]
        assert "<b>" in made[1]
        assert "%1$s" in made[1]
        assert {entry["error"] for entry in translations[language]} == {False}
    assert ask(api).json() == answer.json()
    assert api.control("GET", "billing").json() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"sourceLanguage": None},
        {"targetLanguages": None},
        {"targetLanguages": []},
        {"targetLanguages": "de"},
        {"texts": None},
        {"texts": []},
        {"texts": ["plain"]},
        {"texts": [{"context": "x"}]},
        {"texts": [{"text": "half \ud800"}]},
        {"targetLanguages": ["de", "xx-none"]},
        {"sourceLanguage": "klingon"},
    ],
)
def test_incomplete_and_unknown_values_are_refused(api: Api, changes: dict[str, object]) -> None:
    answer = ask(api, **changes)
    assert answer.status_code == 400
    assert answer.json()["detail"]


def test_a_profile_that_does_not_exist_is_not_found(api: Api) -> None:
    api.control("POST", "knobs", {"smart_profiles": ["p1"]})
    assert ask(api, profile="p1").status_code == 200
    assert ask(api).status_code == 200
    assert ask(api, profile="p2").status_code == 404


def test_one_text_can_fail_alone(api: Api) -> None:
    api.control("POST", "knobs", {"smart_failing_texts": ["Save"]})
    entries = ask(api).json()["translations"]["de"]
    assert [entry["error"] for entry in entries] == [False, True, False, False]
    assert entries[3]["translation"].startswith("⟦de⟧")
