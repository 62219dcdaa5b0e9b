"""Callbacks: where an account wants to be told of changes, and which notifications did not get there."""

import re
from urllib.parse import urlsplit

from werkzeug.wrappers import Response

from ci_l10n.sandbox.smartcat.calls import Call, Route, done, json_answer, route
from ci_l10n.sandbox.smartcat.courier import Courier, Failure
from ci_l10n.sandbox.smartcat.failures import ApiError
from ci_l10n.sandbox.smartcat.records import Callback, CallbackHeader
from ci_l10n.sandbox.smartcat.wire import Json, Wire, iso_date, without_nulls

MOST = 100  # failures in one answer
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
PLAIN = re.compile(r"[\t\x20-\x7e]*")
# What a sender sets itself; the framework the service is written in refuses these as additional headers.
RESTRICTED = frozenset(
    [
        "accept",
        "connection",
        "content-length",
        "content-type",
        "date",
        "expect",
        "host",
        "if-modified-since",
        "keep-alive",
        "proxy-connection",
        "range",
        "referer",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "user-agent",
    ]
)


class Callbacks:
    """One configuration for the whole account: a second one replaces the first."""

    def __init__(self, wire: Wire, courier: Courier) -> None:
        self.store = wire.store
        self.courier = courier

    def routes(self) -> list[Route]:
        return [
            route("POST", "v1/callback", self.set),
            route("GET", "v1/callback", self.get),
            route("DELETE", "v1/callback", self.delete),
            route("GET", "v1/callback/lastErrors", self.last_errors),
        ]

    def set(self, call: Call) -> Response:
        model = {name.lower(): value for name, value in call.json_object().items()}
        url = _checked_url(model.get("url"))
        headers = model.get("additionalheaders") or []
        if not isinstance(headers, list):
            raise ApiError(400, "BadModel", "additionalHeaders must be an array.")
        self.store.records.callbacks = [Callback(url, [_checked_header(header) for header in headers])]
        return done(self.store.knobs.callback_status)

    def get(self, call: Call) -> Response:
        callback = self.store.callback()
        if callback is None:
            raise ApiError(404, "CallbackNotFound", "No callback is configured.")
        headers = [{"name": header.name, "value": header.value} for header in callback.headers]
        return json_answer({"url": callback.url, "additionalHeaders": headers})

    def delete(self, call: Call) -> Response:
        """Also when there is none; what was not delivered is given up."""
        self.store.records.callbacks = []
        self.courier.cancel()
        return done()

    def last_errors(self, call: Call) -> Response:
        limit = call.query.number("limit", MOST)
        if limit is None or not 0 < limit <= MOST:
            raise ApiError(400, "BadParameter", f"limit must be between 1 and {MOST}.")
        return json_answer([_as_json(failure) for failure in self.courier.failures()[:limit]])


def _as_json(failure: Failure) -> Json:
    return without_nulls(
        {
            "created": iso_date(failure.created),
            "url": failure.url,
            "reason": failure.answer.reason,
            "code": failure.answer.code,
            "content": failure.answer.content or None,
            "sourceIds": list(failure.ids),
        }
    )


def _checked_url(given: object) -> str:
    try:
        parts = urlsplit(given if isinstance(given, str) else "")
        is_good = parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_good = False
    if not is_good or re.search(r"[\s\x00-\x1f<>\"]", str(given)):
        raise ApiError(400, "InvalidUri", f"The URI '{given}' is not valid: it must be absolute.")
    return str(given)


def _checked_header(given: object) -> CallbackHeader:
    fields = {name.lower(): value for name, value in given.items()} if isinstance(given, dict) else {}
    name, value = fields.get("name"), fields.get("value")
    if not isinstance(name, str) or not name.strip():
        raise ApiError(400, "HeaderNameBlank", "The name of an additional header is blank.")
    if not isinstance(value, str):
        raise ApiError(400, "HeaderValueMissing", f"The value of the header '{name}' is missing.")
    if not TOKEN.fullmatch(name) or not PLAIN.fullmatch(value):
        raise ApiError(400, "HeaderNeedsEncoding", f"The header '{name}' cannot be sent without encoding.")
    if name.lower() in RESTRICTED:
        raise ApiError(400, "HeaderRestricted", f"The header '{name}' cannot be set.")
    return CallbackHeader(name, value)
