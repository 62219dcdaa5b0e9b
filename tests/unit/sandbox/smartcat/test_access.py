"""Credentials, the rate limit, shapes of refusals."""

import base64
import http.client
import threading
import time

import pytest
import requests

from ci_l10n.sandbox.server import Sandbox
from tests.unit.sandbox.smartcat.api import Api


def test_account_answers_to_the_announced_credentials(api: Api) -> None:
    answer = api.call("GET", "v1/account")
    assert answer.status_code == 200
    assert answer.json()["id"] == api.sandbox.announcement["smartcat_account_id"]


@pytest.mark.parametrize("header", ["", "Basic", "Basic !!!", "Basic d3Jvbmc6a2V5", "Bearer x"])
def test_wrong_credentials_are_refused_without_a_body(api: Api, header: str) -> None:
    headers = {"Authorization": header} if header else {}
    answer = requests.get(f"{api.origin}/api/integration/v1/account", headers=headers, timeout=20)
    assert (answer.status_code, answer.content) == (401, b"")
    assert answer.headers["WWW-Authenticate"] == "Basic"


def test_credentials_may_be_broken_into_lines(api: Api) -> None:
    account, key = api.sandbox.smartcat_account_id, api.sandbox.smartcat_api_key
    lines = base64.encodebytes(f"{account}:{key}".encode()).decode().split()
    assert len(lines) > 1
    connection = http.client.HTTPConnection(api.origin.removeprefix("http://"), timeout=20)
    connection.putrequest("GET", "/api/integration/v1/account")
    connection.putheader("Authorization", f"Basic {lines[0]}", *lines[1:])
    connection.endheaders()
    assert connection.getresponse().status == 200
    connection.close()


def test_credentials_follow_the_seed() -> None:
    first, second, other = Sandbox(seed=4), Sandbox(seed=4), Sandbox(seed=5)
    assert first.smartcat_api_key == second.smartcat_api_key != other.smartcat_api_key
    for sandbox in (first, second, other):
        sandbox.stop()


def test_a_burst_is_refused_and_a_pause_helps() -> None:
    with Sandbox() as sandbox:
        api = Api(sandbox)
        codes = [api.call("GET", "v1/account").status_code for _ in range(12)]
        assert codes[:4] == [200] * 4
        assert 429 in codes
        assert api.call("GET", "v1/account").content == b""
        time.sleep(0.6)
        assert api.call("GET", "v1/account").status_code == 200


def test_an_even_pace_of_four_a_second_is_never_refused() -> None:
    with Sandbox() as sandbox:
        api = Api(sandbox)
        codes: list[int] = []

        def ask() -> None:
            codes.append(api.call("GET", "v1/account").status_code)

        start = time.monotonic()
        threads = []
        for number in range(16):
            time.sleep(max(0.0, start + number / 4 - time.monotonic()))
            threads.append(threading.Thread(target=ask))
            threads[-1].start()
        for thread in threads:
            thread.join()
        assert codes == [200] * 16


def test_retry_after_comes_by_order() -> None:
    with Sandbox() as sandbox:
        api = Api(sandbox)
        sandbox.set_knobs(retry_after=7, rate_burst=1.0)
        assert api.call("GET", "v1/account").status_code == 200
        assert api.call("GET", "v1/account").headers["Retry-After"] == "7"


def test_refusals_carry_problem_details_except_for_get(api: Api) -> None:
    unknown = "00000000-0000-4000-8000-000000000000"
    refused = api.call("DELETE", f"v1/project/{unknown}")
    assert refused.status_code == 404
    assert refused.json()["detail"] == "Project was not found."
    assert refused.json()["status"] == 404
    read = api.call("GET", f"v1/project/{unknown}")
    assert (read.status_code, read.content) == (404, b"")
    assert api.call("GET", "v1/project/no-uuid").status_code == 400


@pytest.mark.parametrize(
    ("shape", "begin"),
    [("E1", '"ProjectNotFound\\r\\nProject'), ("E2", '{"Message": "Project was'), ("HTML", "<html>")],
)
def test_refusals_take_other_shapes_by_order(api: Api, shape: str, begin: str) -> None:
    api.control("POST", "knobs", {"error_shape": shape})
    answer = api.call("DELETE", "v1/project/00000000-0000-4000-8000-000000000000")
    assert answer.status_code == 404
    assert answer.text.startswith(begin)


def test_unknown_paths_and_wrong_methods_are_told_apart(api: Api) -> None:
    assert api.call("GET", "v1/nothing").status_code == 404
    assert api.call("PUT", "v1/account").status_code == 405
    assert requests.get(f"{api.origin}/elsewhere", timeout=20).status_code == 404


def test_doubled_slashes_and_a_slash_at_the_end_are_fine(api: Api) -> None:
    assert api.call("GET", "v1//directory", params={"type": "language"}).status_code == 200
    assert api.call("GET", "v1/account/").status_code == 200
    assert api.session.get(f"{api.origin}//api//integration//v1/account", timeout=20).status_code == 200


def test_very_long_addresses_break_the_server(api: Api) -> None:
    ids = [f"{number:024x}_7" for number in range(60)]
    fits = api.call("DELETE", "v1/document", params={"documentIds": ids[:40]})
    breaks = api.call("DELETE", "v1/document", params={"documentIds": ids})
    assert (fits.status_code, breaks.status_code) == (204, 500)


def test_directory_lists_language_codes_by_id(api: Api) -> None:
    items = api.call("GET", "v2/directory", params={"type": "language"}).json()["items"]
    assert {"id": "pt-BR", "name": "pt-BR"} in items
    assert len(items) == 378
    assert api.call("GET", "v1/directory", params={"type": "nonsense"}).status_code == 400


def test_personal_accounts_may_not_create_or_upload(api: Api) -> None:
    project = api.create()
    api.control("POST", "knobs", {"personal_account": True})
    assert api.upload(project["id"], {"a.json": b"{}"}).status_code == 403
    assert api.call("POST", "v1/project/create", json={"name": "x"}).status_code == 403
