import threading

import pytest

from ci_l10n.errors import AuthError, RemoteError
from tests.unit.tms.smartling.service import (
    Client,
    Said,
    Service,
    connected,
    project,
    refusal,
)

LOGIN = "POST /auth-api/v2/authenticate"
REFRESH = "POST /auth-api/v2/authenticate/refresh"
READ = "GET /projects-api/v2/projects/abc123def"


def serving_project(**settings: float | bool | str) -> Service:
    service = Service(**settings)  # type: ignore[arg-type]
    service.on(READ, project("de-DE", "fr"))
    return service


def read(client: Client) -> None:
    client.smartling.client.project()


def test_one_login_serves_many_calls() -> None:
    service = serving_project()
    client = connected(service)
    read(client)
    read(client)
    assert service.calls == [LOGIN, READ, READ]


def test_a_token_is_renewed_before_it_expires_by_the_answers_own_number() -> None:
    service = serving_project(life=100)
    client = connected(service)
    read(client)
    client.clock.sleep(89)
    read(client)
    client.clock.sleep(2)  # a tenth of its life is left
    read(client)
    assert service.calls == [LOGIN, READ, READ, REFRESH, READ]


def test_a_refresh_token_that_is_too_old_is_not_tried() -> None:
    service = serving_project(life=100, refresh_life=200)
    client = connected(service)
    read(client)
    client.clock.sleep(250)
    read(client)
    assert service.calls == [LOGIN, READ, LOGIN, READ]


def test_a_session_ends_after_twelve_hours_however_long_tokens_live() -> None:
    service = serving_project(life=480, refresh_life=100_000)
    client = connected(service)
    read(client)
    client.clock.sleep(12 * 3600)
    read(client)
    assert service.calls == [LOGIN, READ, LOGIN, READ]


def test_a_refused_refresh_logs_in_again() -> None:
    service = serving_project(refuses_refresh=True)
    client = connected(service)
    read(client)
    client.clock.sleep(500)
    read(client)
    assert service.calls == [LOGIN, READ, REFRESH, LOGIN, READ]


def test_a_token_that_the_server_takes_back_is_renewed_once_and_the_call_repeated() -> None:
    service = serving_project()
    client = connected(service)
    read(client)
    service.good.clear()
    read(client)
    assert service.calls == [LOGIN, READ, READ, REFRESH, READ]


def test_many_threads_share_one_refresh() -> None:
    service = serving_project(life=100)
    client = connected(service, threads=8)
    read(client)
    client.clock.sleep(95)
    threads = [threading.Thread(target=read, args=(client,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert service.calls.count(REFRESH) == 1
    assert service.calls.count(LOGIN) == 1


def test_wrong_credentials_are_told_from_missing_rights() -> None:
    wrong = serving_project(secret="another")
    client = connected(wrong)
    with pytest.raises(AuthError) as caught:
        read(client)
    assert caught.value.code == "smartling-key-refused"
    assert "SMARTLING_USER_SECRET" in caught.value.hint
    assert "request-1" in caught.value.message
    assert wrong.calls == [LOGIN]

    forbidden = serving_project()
    forbidden.on(READ, Said(refusal("AUTHORIZATION_ERROR", None, None), 403))
    client = connected(forbidden)
    with pytest.raises(AuthError) as caught:
        read(client)
    assert caught.value.code == "smartling-forbidden"
    assert "no right" in caught.value.message


def test_a_login_service_that_is_down_is_tried_a_few_times_and_not_once_more_for_each_call() -> None:
    service = serving_project()
    service.refuses_refresh = True

    class Down(Service):
        def _token(self, path: str) -> Said:
            return Said(b"<html><title>502 Bad Gateway</title></html>", 502)

    down = Down()
    client = connected(down)
    with pytest.raises(RemoteError, match="Bad Gateway"):
        read(client)
    assert down.calls == [LOGIN] * 6


def test_tokens_are_secrets() -> None:
    service = serving_project()
    client = connected(service)
    read(client)
    cleaned = client.redactor.clean("access-token-1 refresh-token-1 user-secret-value")
    assert cleaned == "*** *** ***"
