"""A small Smartling of a test's own: answers by method and path, and tokens that it checks. No network is between."""

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from ci_l10n.config.model import SmartlingSettings
from ci_l10n.net.http import Request, Response
from ci_l10n.net.transport import encode_parts, full_url
from ci_l10n.redact import Redactor
from ci_l10n.tms.smartling.making import Access, Smartling, make_smartling
from tests.unit.net.fakes import FakeClock

PROJECT = "abc123def"
USER, SECRET = "user-identifier", "user-secret-value"
LOCALES = {"en": "en", "de": "de-DE", "fr": "fr"}
FILES = f"/files-api/v2/projects/{PROJECT}"


def envelope(data: object, code: str = "SUCCESS") -> bytes:
    return json.dumps({"response": {"code": code, "data": data}}).encode()


def refusal(code: str, key: str | None, message: str | None) -> bytes:
    errors = [{"key": key, "message": message, "details": None}]
    return json.dumps({"response": {"code": code, "errors": errors}}).encode()


@dataclass(frozen=True)
class Said:
    """One answer."""

    body: bytes = b""
    status: int = 200


class Seen(NamedTuple):
    method: str
    url: str
    body: bytes


@dataclass
class Service:
    """
    Answers of each call one after the other, the last one for good; ``life`` of tokens in seconds.

    Calls are named as `GET /file/status`, below the project's path in the Files API.
    """

    answers: dict[str, list[Said]] = field(default_factory=dict)
    life: float = 480
    refresh_life: float = 3660
    refuses_refresh: bool = False
    secret: str = SECRET
    issued: int = 0
    good: set[str] = field(default_factory=set)
    calls: list[str] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def on(self, call: str, *answers: Said) -> None:
        self.answers[call] = list(answers)

    def send(self, request: Request) -> Response:
        body = encode_parts(tuple(request.parts))[0] if request.parts else json.dumps(request.json).encode()
        with self.lock:
            said = self._answer(request)
            self.seen.append(Seen(request.method, full_url(request), body))
            headers = {"content-type": "application/json", "x-sl-requestid": f"request-{len(self.calls)}"}
        return Response(said.status, headers, said.body)

    def _answer(self, request: Request) -> Said:
        path = urlsplit(request.url).path
        call = f"{request.method} {path.removeprefix(FILES)}"
        self.calls.append(call)
        if path.startswith("/auth-api/"):
            return self._token(path)
        if request.headers.get("Authorization", "").removeprefix("Bearer ") not in self.good:
            return Said(refusal("AUTHENTICATION_ERROR", "invalid_token", "Invalid token"), 401)
        answers = self.answers[call]
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def _token(self, path: str) -> Said:
        if self.secret != SECRET:
            return Said(refusal("AUTHENTICATION_ERROR", None, "Wrong secret"), 401)
        if path.endswith("/refresh") and self.refuses_refresh:
            return Said(refusal("AUTHENTICATION_ERROR", "invalid_token", "Session is over"), 401)
        self.issued += 1
        token = f"access-token-{self.issued}"
        self.good.add(token)
        return Said(
            envelope(
                {
                    "accessToken": token,
                    "refreshToken": f"refresh-token-{self.issued}",
                    "expiresIn": self.life,
                    "refreshExpiresIn": self.refresh_life,
                    "tokenType": "Bearer",
                }
            )
        )


@dataclass
class Client:
    """Our side: the platform against a `Service`, and the time that passes for it."""

    smartling: Smartling
    clock: FakeClock
    redactor: Redactor
    service: Service

    def queries(self, path: str) -> list[dict[str, list[str]]]:
        return [
            parse_qs(urlsplit(each.url).query)
            for each in self.service.seen
            if urlsplit(each.url).path == FILES + path
        ]


def connected(
    service: Service,
    settings: SmartlingSettings | None = None,
    *,
    locales: Mapping[str, str] = LOCALES,
    threads: int = 1,
) -> Client:
    clock, redactor = FakeClock(), Redactor()
    access = Access(USER, SECRET, threads=threads)
    settings = settings or SmartlingSettings(PROJECT, "PUBLISHED")
    made = make_smartling(settings, access, "en", locales, clock, redactor, transport=service)
    return Client(made, clock, redactor, service)


def project(*locales: str, disabled: Sequence[str] = (), source: str = "en") -> Said:
    targets = [{"localeId": each, "enabled": True} for each in locales]
    targets += [{"localeId": each, "enabled": False} for each in disabled]
    return Said(
        envelope(
            {
                "projectId": PROJECT,
                "projectName": "App",
                "sourceLocaleId": source,
                "targetLocales": targets,
                "archived": False,
            }
        )
    )


def listing(*uris: str, total: int | None = None, uploaded: str = "2026-01-01T10:00:00Z") -> Said:
    items = [
        {"fileUri": uri, "fileType": "json", "lastUploaded": uploaded, "created": uploaded} for uri in uris
    ]
    return Said(envelope({"totalCount": len(uris) if total is None else total, "items": items}))


def status(uri: str, total: int, done: Mapping[str, int], uploaded: str = "2026-01-01T10:00:00Z") -> Said:
    """``done`` strings by locale; two words each, all of them authorized."""
    items = [
        {
            "localeId": locale,
            "authorizedStringCount": total - count,
            "authorizedWordCount": 2 * (total - count),
            "completedStringCount": count,
            "completedWordCount": 2 * count,
            "excludedStringCount": 0,
            "excludedWordCount": 0,
        }
        for locale, count in done.items()
    ]
    data = {
        "fileUri": uri,
        "fileType": "json",
        "lastUploaded": uploaded,
        "totalStringCount": total,
        "totalWordCount": 2 * total,
        "totalCount": len(items),
        "items": items,
    }
    return Said(envelope(data))


def modified(**dates: str) -> Said:
    items = [{"localeId": locale.replace("_", "-"), "lastModified": date} for locale, date in dates.items()]
    return Said(envelope({"totalCount": len(items), "items": items}))
