"""The address that the platform notifies, one for the whole account, and what it could not deliver there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ci_l10n.errors import RemoteError
from ci_l10n.net.http import Request
from ci_l10n.tms.pages import is_html
from ci_l10n.tms.shapes import Fields, ShapeError, loads
from ci_l10n.tms.smartcat.calls import Calls
from ci_l10n.tms.smartcat.errors import not_the_api

MOST_ERRORS = 100  # that one request may ask for
_PATH = "v1/callback"
_SET_HINT = (
    "the address has to be one that Smartcat can reach; headers that it sends itself, such as Accept or User-Agent, "
    "cannot be set: give yours a name of its own"
)


class Header(NamedTuple):
    """Sent along with every notification; its value is usually a secret."""

    name: str
    value: str

    def __repr__(self) -> str:
        return f"Header(name={self.name!r}, value=***)"


@dataclass(frozen=True, slots=True)
class Callback:
    """Where notifications go: suffixes such as ``/document/status`` are appended to ``url`` as text."""

    url: str
    headers: tuple[Header, ...] = ()


@dataclass(frozen=True, slots=True)
class CallbackError:
    """A notification that did not arrive."""

    created: str  # normalized date
    url: str
    reason: str
    code: int | None  # status that the receiver answered with
    content: str  # what it answered, as far as it was kept
    sources: tuple[str, ...]  # ids of the documents or projects it was about


class Callbacks:
    """The calls under `callback` (API reference: callbacks)."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def set(self, callback: Callback) -> None:
        """Replace whatever is configured; doing it twice does no harm."""
        calls = self._calls
        headers = [{"name": header.name, "value": header.value} for header in callback.headers]
        model = {"url": callback.url, "additionalHeaders": headers}
        request = Request("POST", calls.url(_PATH), headers=calls.headers, json=model)
        doing = "set the callback"
        response = calls.send(request, doing, {400: _SET_HINT})
        if is_html(response):
            raise not_the_api(response, doing)

    def show(self) -> Callback | None:
        """What is configured; None for nothing."""
        calls = self._calls
        doing = "read the callback"
        try:
            response = calls.send(Request("GET", calls.url(_PATH), headers=calls.headers), doing, {})
        except RemoteError as error:
            if error.status == 404:
                return None
            raise
        if response.status == 204:
            return None
        try:
            return parse_callback(loads(response.body))
        except ShapeError as error:
            raise not_the_api(response, doing) from error

    def delete(self) -> None:
        """Have nothing sent; fine when nothing was configured."""
        try:
            self._calls.tell("DELETE", _PATH, "delete the callback")
        except RemoteError as error:
            if error.status != 404:
                raise

    def last_errors(self, limit: int = MOST_ERRORS) -> tuple[CallbackError, ...]:
        """The most recent notifications that failed, newest first; ``limit`` is at most `MOST_ERRORS`."""
        doing = "read the callback's errors"
        query = [("limit", str(limit))]
        errors = self._calls.ask("GET", f"{_PATH}/lastErrors", doing, parse_errors, query=query)
        return tuple(sorted(errors, key=lambda error: error.created, reverse=True))[:limit]


def parse_callback(data: object) -> Callback | None:
    """`CallbackPropertyModel`; null and a model without address mean that nothing is configured."""
    if data is None:
        return None
    fields = Fields.of(data, "callback")
    if not (url := fields.text("url")):
        return None
    headers = [Fields.of(each, "header") for each in fields.items("additionalHeaders")]
    return Callback(url, tuple(Header(each.text("name"), each.text("value")) for each in headers))


def parse_errors(data: object) -> tuple[CallbackError, ...]:
    if not isinstance(data, Sequence) or isinstance(data, str):
        raise ShapeError("callback errors: not an array")
    return tuple(_parse_error(each) for each in data)


def _parse_error(data: object) -> CallbackError:
    fields = Fields.of(data, "callback error")
    code = fields.text("code")
    sources = (str(each) for each in fields.items("sourceIds"))
    return CallbackError(
        created=fields.date("created"),
        url=fields.text("url"),
        reason=fields.text("reason"),
        code=int(code) if re.fullmatch("-?[0-9]{1,9}", code) else None,
        content=fields.text("content"),
        sources=tuple(sources),
    )
