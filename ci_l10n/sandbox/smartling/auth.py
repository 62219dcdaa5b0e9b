"""Authentication: tokens that expire by the sandbox's clock, refreshes, and the end of a session."""

import hmac
import random

from werkzeug.wrappers import Request, Response

from ci_l10n.sandbox.smartling.calls import Call, Route, route, success
from ci_l10n.sandbox.smartling.desk import Desk
from ci_l10n.sandbox.smartling.failures import ApiError, invalid, not_authenticated
from ci_l10n.sandbox.smartling.records import Session

ROOT = "/auth-api/v2/authenticate"


class Auth:
    def __init__(self, desk: Desk, user_identifier: str, user_secret: str) -> None:
        self._desk = desk
        self._user = user_identifier
        self._secret = user_secret

    def routes(self) -> list[Route]:
        return [
            route("POST", ROOT, self._authenticate, is_public=True),
            route("POST", f"{ROOT}/user", self._authenticate, is_public=True),  # logins of the vendor's staff
            route("POST", f"{ROOT}/refresh", self._refresh, is_public=True),
        ]

    def check(self, request: Request) -> None:
        """Raises `ApiError` 401 unless the request carries an access token that is still good."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise not_authenticated("Missing or invalid Authorization header")
        now = self._desk.now()
        if all(now >= held.access.get(token.strip(), 0.0) for held in self._desk.records.sessions.values()):
            raise not_authenticated()

    def _authenticate(self, call: Call) -> Response:
        given = call.json_object()
        user, secret = self._text(given, "userIdentifier"), self._text(given, "userSecret")
        right = [hmac.compare_digest(user.encode(), self._user.encode())]
        right.append(hmac.compare_digest(secret.encode(), self._secret.encode()))
        if not all(right):
            raise ApiError(
                401, "AUTHENTICATION_ERROR", "invalid_credentials", "Invalid user identifier or user secret"
            )
        session, sessions = Session(self._desk.now()), self._desk.records.sessions
        for uid in [uid for uid, held in sessions.items() if self._desk.now() >= self._end(held)]:
            del sessions[uid]
        sessions[self._desk.make_uid()] = session
        return self._issue(session)

    def _refresh(self, call: Call) -> Response:
        token = self._text(call.json_object(), "refreshToken")
        now = self._desk.now()
        for session in self._desk.records.sessions.values():
            if now < session.refresh.get(token, 0.0) and now < self._end(session):
                return self._issue(session)
        raise not_authenticated("Invalid or expired refresh token")

    def _issue(self, session: Session) -> Response:
        """New tokens; near the end of a session they last no longer than it."""
        now, knobs = self._desk.now(), self._desk.knobs
        left = max(0, int(self._end(session) - now))
        access, refresh = min(knobs.token_seconds, left), min(knobs.refresh_seconds, left)
        for kept in (session.access, session.refresh):
            for token in [token for token, expires in kept.items() if expires <= now]:
                del kept[token]
        access_token, refresh_token = self._token("access"), self._token("refresh")
        session.access[access_token] = now + access
        session.refresh[refresh_token] = now + refresh
        return success(
            {
                "accessToken": access_token,
                "refreshToken": refresh_token,
                "expiresIn": access,
                "refreshExpiresIn": refresh,
                "tokenType": "Bearer",
            }
        )

    def _end(self, session: Session) -> float:
        return session.started + self._desk.knobs.session_seconds

    def _token(self, purpose: str) -> str:
        self._desk.records.counter += 1
        generator = random.Random(f"{self._secret} {purpose} {self._desk.records.counter}")  # noqa: S311
        return f"sandbox.{generator.randbytes(24).hex()}.{purpose}"

    def _text(self, given: dict[str, object], name: str) -> str:
        value = given.get(name)
        if not isinstance(value, str) or not value:
            raise invalid(name, f"Parameter '{name}' is required", details={"field": name})
        return value
