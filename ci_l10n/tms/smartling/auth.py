"""
Access tokens: short lives, one renewal for all threads, and the end of a session.

A session begins with the user's secret and goes on by refreshes, for at most twelve hours; near its end tokens live
shorter, and refreshing is refused before the refresh token has expired (API reference, Authentication).
"""

import threading
from collections.abc import Mapping
from dataclasses import replace

from ci_l10n.clock import Clock
from ci_l10n.errors import L10nError, RemoteError
from ci_l10n.net.http import PermanentError, Request, Response, Transport
from ci_l10n.redact import Redactor
from ci_l10n.tms.shapes import ShapeError
from ci_l10n.tms.smartling import wire
from ci_l10n.tms.smartling.errors import error_from, not_the_api

SESSION = 12 * 3600.0  # seconds
MARGIN = 30.0  # seconds that a token has to be good for yet: a request may wait, and be slow
MARGIN_PART = 0.1  # of its life, where that is less
_PATH = "/auth-api/v2/authenticate"
_DOING = "log in"


class Session:
    """
    A user who is logged in. ``transport`` must retry by itself; nothing is sent before the first `token`.

    Tokens are secrets: the ``redactor`` learns each of them.
    """

    def __init__(
        self, transport: Transport, server: str, user: str, secret: str, clock: Clock, redactor: Redactor
    ) -> None:
        self._transport = transport
        self._server = server
        self._user = user
        self._secret = secret
        self._clock = clock
        self._redactor = redactor
        self._lock = threading.Lock()  # held while renewing: who waits for it takes what came
        self._token: wire.Token | None = None
        self._until = 0.0
        self._refresh_until = 0.0
        self._end = 0.0

    def token(self, refused: str = "") -> str:
        """An access token that is good for a while, and is not the one that was ``refused``."""
        with self._lock:
            is_good = self._token is not None and self._clock.monotonic() < self._until
            if self._token is None or not is_good or self._token.access == refused:
                self._token = self._refreshed() or self._authenticated()
            return self._token.access

    def _refreshed(self) -> wire.Token | None:
        """None when there is nothing to refresh, or it is refused: then the session is over."""
        now = self._clock.monotonic()
        if self._token is None or not self._token.refresh or now >= min(self._refresh_until, self._end):
            return None
        response = self._post(f"{_PATH}/refresh", {"refreshToken": self._token.refresh})
        if response.status in (400, 401, 403):
            return None
        return self._take(response, now)

    def _authenticated(self) -> wire.Token:
        now = self._clock.monotonic()
        self._end = now + SESSION
        return self._take(self._post(_PATH, {"userIdentifier": self._user, "userSecret": self._secret}), now)

    def _post(self, path: str, body: Mapping[str, str]) -> Response:
        try:
            return self._transport.send(Request("POST", self._server + path, json=body))
        except PermanentError:
            raise
        except RemoteError as error:
            raise _given_up(error) from error

    def _take(self, response: Response, asked: float) -> wire.Token:
        if response.status != 200:
            error = error_from(response, _DOING)
            raise _given_up(error) if isinstance(error, RemoteError) else error
        try:
            token = wire.parse_token(wire.data_of(response.body))
        except ShapeError as error:
            raise _given_up(not_the_api(response, _DOING)) from error
        for secret in (token.access, token.refresh):
            self._redactor.add(secret)
        self._until = asked + token.life - min(MARGIN, token.life * MARGIN_PART)
        self._refresh_until = asked + token.refresh_life - min(MARGIN, token.refresh_life * MARGIN_PART)
        return token


def _given_up(error: L10nError) -> PermanentError:
    """Logging in was tried often enough: the request that needs it is not to try it all again."""
    return PermanentError(
        error.message,
        hint=error.hint,
        status=error.status if isinstance(error, RemoteError) else 0,
        code=error.code,
    )


class Authorized:
    """
    A transport whose requests carry the session's token, fetched anew for every attempt.

    A token that the server refuses although it should be good is renewed once: nothing was done with the request.
    """

    def __init__(self, transport: Transport, session: Session) -> None:
        self._transport = transport
        self._session = session

    def send(self, request: Request) -> Response:
        token = self._session.token()
        response = self._transport.send(_with(request, token))
        if response.status != 401:
            return response
        return self._transport.send(_with(request, self._session.token(refused=token)))


def _with(request: Request, token: str) -> Request:
    return replace(request, headers={**request.headers, "Authorization": f"Bearer {token}"})
