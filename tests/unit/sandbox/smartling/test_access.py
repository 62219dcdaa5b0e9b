"""Who may ask the simulated Smartling, for how long, and how much at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from ci_l10n.sandbox.server import Sandbox
from tests.unit.sandbox.smartling.api import Api

AUTH = "auth-api/v2/authenticate"


def project(api: Api) -> int:
    return api.call("GET", f"projects-api/v2/projects/{api.project}").status_code


def test_wrong_credentials_are_told_apart_from_missing_rights(api: Api) -> None:
    told = api.sandbox.announcement
    wrong = {"userIdentifier": told["smartling_user_identifier"], "userSecret": "guess"}
    assert api.refusal("POST", AUTH, json=wrong)[:2] == (401, "AUTHENTICATION_ERROR")
    api.control("knobs", {"smartling": {"forbidden": True}})
    assert api.refusal("GET", f"{api.files}/files/list")[:2] == (403, "AUTHORIZATION_ERROR")


def test_reading_only_refuses_what_changes_anything(api: Api) -> None:
    api.control("knobs", {"smartling": {"read_only": True}})
    assert api.upload("a.xml").status_code == 403
    assert project(api) == 200


@pytest.mark.parametrize("header", ["", "Bearer nobody", "Basic dTpw", "Bearer"])
def test_without_a_good_token_everything_is_401(api: Api, header: str) -> None:
    api.session.headers["Authorization"] = header
    assert api.refusal("GET", f"{api.files}/files/list")[:2] == (401, "AUTHENTICATION_ERROR")


def test_tokens_expire_by_the_clock_and_are_refreshed(api: Api) -> None:
    tokens = api.log_in()
    assert (tokens["expiresIn"], tokens["refreshExpiresIn"], tokens["tokenType"]) == (480, 3660, "Bearer")
    api.control("clock", {"advance": 479})
    assert project(api) == 200
    api.control("clock", {"advance": 2})
    assert project(api) == 401
    fresh = api.data("POST", f"{AUTH}/refresh", json={"refreshToken": tokens["refreshToken"]})
    api.session.headers["Authorization"] = f"Bearer {fresh['accessToken']}"
    assert project(api) == 200


def test_a_session_ends_after_twelve_hours_however_often_it_is_refreshed(api: Api) -> None:
    tokens = api.log_in()
    for _ in range(11):
        api.control("clock", {"advance": 3600})
        tokens = api.data("POST", f"{AUTH}/refresh", json={"refreshToken": tokens["refreshToken"]})
    api.control("clock", {"advance": 3500})
    tokens = api.data("POST", f"{AUTH}/refresh", json={"refreshToken": tokens["refreshToken"]})
    assert 0 < tokens["expiresIn"] <= 100
    assert tokens["refreshExpiresIn"] <= 100
    api.control("clock", {"advance": 101})
    refusal = api.refusal("POST", f"{AUTH}/refresh", json={"refreshToken": tokens["refreshToken"]})
    assert refusal[:2] == (401, "AUTHENTICATION_ERROR")


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"userIdentifier": 3}'])
def test_broken_logins_are_refused(api: Api, body: bytes) -> None:
    assert api.refusal("POST", AUTH, data=body)[:2] == (400, "VALIDATION_ERROR")


def test_the_project_lists_locales_and_others_work_too(api: Api) -> None:
    found = api.data("GET", f"projects-api/v2/projects/{api.project}")
    listed = [locale["localeId"] for locale in found["targetLocales"]]
    assert {"de", "de-DE", "pt-BR", "zh-CN", "ja-JP"} <= set(listed)
    assert found["sourceLocaleId"] not in listed
    api.upload("a.xml")
    path = f"{api.files}/locales/tlh-AA/file"
    assert api.call("GET", path, params={"fileUri": "a.xml"}).status_code == 200
    assert "tlh-AA" in str(api.data("GET", f"projects-api/v2/projects/{api.project}"))


def test_locales_can_be_few_and_disabled(api: Api) -> None:
    api.control("knobs", {"smartling": {"locales": ["de", "fr"], "disabled_locales": ["fr"]}})
    api.upload("a.xml")
    path = f"projects-api/v2/projects/{api.project}"
    assert [item["localeId"] for item in api.data("GET", path)["targetLocales"]] == ["de"]
    every = api.data("GET", path, params={"includeDisabledLocales": "true"})["targetLocales"]
    assert [(item["localeId"], item["enabled"]) for item in every] == [("de", True), ("fr", False)]
    for locale in ("fr", "ja", "en", "../x"):
        asked = api.call("GET", f"{api.files}/locales/{locale}/file/status", params={"fileUri": "a.xml"})
        assert asked.status_code in (400, 404), locale


def test_other_projects_are_not_found(api: Api) -> None:
    assert api.refusal("GET", "projects-api/v2/projects/abcdefghi")[:2] == (404, "NOT_FOUND_ERROR")
    assert api.refusal("GET", "files-api/v2/projects/abcdefghi/files/list")[0] == 404
    assert api.refusal("GET", f"{api.files}/no/such/thing")[0] == 404


def test_projects_of_the_account_are_listed(api: Api) -> None:
    account = api.data("GET", f"projects-api/v2/projects/{api.project}")["accountUid"]
    found = api.data("GET", f"accounts-api/v2/accounts/{account}/projects")
    assert [item["projectId"] for item in found["items"]] == [api.project]


def test_more_than_ten_file_operations_at_once_are_too_many(api: Api) -> None:
    api.control("knobs", {"smartling": {"operation_seconds": 0.5}})
    token = {"Authorization": str(api.session.headers["Authorization"])}

    def ask(_: int) -> requests.Response:
        return requests.get(f"{api.origin}/{api.files}/files/list", headers=token, timeout=20)

    refused: list[requests.Response] = []
    with ThreadPoolExecutor(14) as pool:
        while not refused:  # on a busy machine they may come one after the other
            refused = [answer for answer in pool.map(ask, range(14)) if answer.status_code == 429]
    assert len(refused) <= 4
    told = refused[0].json()["response"]
    assert told["code"] == "MAX_OPERATIONS_LIMIT_EXCEEDED"
    assert "limit of 10 concurrent" in told["errors"][0]["message"]


def test_refusals_come_in_all_known_shapes(api: Api) -> None:
    path = f"{api.files}/file/status"
    for shape, kind in (("list", list), ("object", dict), ("null", type(None))):
        api.control("knobs", {"smartling": {"errors_shape": shape, "error_keys": False}})
        answer = api.call("GET", path, params={"fileUri": "no"})
        assert answer.status_code == 404
        assert answer.headers["X-SL-RequestId"]
        errors = answer.json()["response"]["errors"]
        assert isinstance(errors, kind)
        if isinstance(errors, list):
            assert errors[0]["key"] is None
            assert errors[0]["message"]


def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    with Sandbox(seed=3, translator="manual", state_dir=tmp_path) as first:
        api = Api(first)
        api.upload("a.xml")
        first.translate({"source": "a.xml", "locale": "de", "segments": {"Hello": "Hallo"}, "stage": 1})
    with Sandbox(seed=3, translator="manual", state_dir=tmp_path) as second:
        api = Api(second)
        found = api.call("GET", f"{api.files}/locales/de/file", params={"fileUri": "a.xml"})
        assert "Hallo" in found.text


def test_reset_forgets_files_and_knobs_and_keeps_credentials(api: Api) -> None:
    api.upload("a.xml")
    api.control("knobs", {"smartling": {"list_limit": 1}})
    api.control("reset", {})
    api.log_in()
    assert api.data("GET", f"{api.files}/files/list")["totalCount"] == 0
    assert api.sandbox.smartling.knobs()["list_limit"] == 100


def test_faults_strike_requests_to_this_platform_too(api: Api) -> None:
    api.control("faults", [{"match": "POST file", "do": "apply-then-502"}])
    assert api.upload("a.xml").status_code == 502
    assert api.data("GET", f"{api.files}/files/list")["totalCount"] == 1
    log = requests.get(f"{api.origin}/_sandbox/log?service=smartling", timeout=20).json()
    assert {"service": "smartling", "method": "POST", "status": 502, "fault": "apply-then-502"}.items() <= (
        log[-2].items()
    )
