"""What arrives of an answer that a service did give, on a bad day."""

import io
import json
import time
import zipfile
from collections.abc import Callable, Iterator

from werkzeug.wrappers import Request, Response

from ci_l10n.sandbox.faults import Fault
from ci_l10n.sandbox.http_server import CUT, DROP, HANG_UP

ERROR_PAGE = (
    "<!DOCTYPE html>\n<html><head><title>Please stand by</title></head>"
    "<body><h1>Please stand by</h1><p>The service is being updated.</p></body></html>\n"
)
STRANGER = (
    "strange/unasked.json",
    b'{"open": "of somebody else"}',
)  # a member of an archive, and its content
PIECES = 8  # that a slow body comes in
FLOOD = 1024 * 1024 * 1024  # bytes, at most; clients should have had enough long before
MISSING = 10  # bytes that are announced and never come


def spoilt(fault: Fault, response: Response, request: Request) -> Response:
    """``response`` after ``fault``; it may also break the connection of ``request``."""
    if fault.kind == "apply-then-502":
        return Response(ERROR_PAGE, 502, content_type="text/html; charset=utf-8")
    if fault.kind == "no-answer":
        time.sleep(fault.seconds)
        request.environ[DROP]()
    if fault.kind == "slow-body":
        body = _whole(response)
        response.response = _dripping(body, fault.seconds)
        response.headers["Content-Length"] = str(len(body))
    if fault.kind == "truncate":
        request.environ[CUT] = len(_whole(response)) // 2
    if fault.kind == "hang-up":
        request.environ[HANG_UP] = True
    if fault.kind in ("short-length", "long-length", "chunks", "flood", "gzip"):
        _misframe(fault.kind, response, request)
    change = _CHANGES.get(fault.kind)
    if change is not None:
        response.set_data(change(_whole(response), response.mimetype or ""))
    return response


def _misframe(kind: str, response: Response, request: Request) -> None:
    """The body stays what it is; what HTTP says about it is wrong."""
    body = _whole(response)
    if kind == "gzip":
        response.headers["Content-Encoding"] = "gzip"
        return
    length = {"short-length": len(body) // 2, "long-length": len(body) + MISSING}.get(kind)
    if length is None:
        response.headers.pop("Content-Length", None)
        response.response = _flood(body) if kind == "flood" else iter([body])
        request.environ[CUT] = len(body) // 2 if kind == "chunks" else -1
    else:
        response.response = iter([body])
        response.headers["Content-Length"] = str(length)


def _flood(body: bytes) -> Iterator[bytes]:
    """``body``, and then spaces, which are as good as nothing to readers of JSON."""
    yield body
    piece = b" " * (1024 * 1024)
    for _ in range(FLOOD // len(piece)):
        yield piece


def _whole(response: Response) -> bytes:
    response.direct_passthrough = False  # what git serves is a stream otherwise
    return response.get_data()


def _dripping(body: bytes, seconds: float) -> Iterator[bytes]:
    """``body`` in pieces, the last of which is there after ``seconds``."""
    size = max(1, -(-len(body) // PIECES))
    for start in range(0, len(body), size):
        time.sleep(seconds / PIECES)
        yield body[start : start + size]


def _nothing(_body: bytes, _type: str) -> bytes:
    return b""


def _first_half(body: bytes, _type: str) -> bytes:
    """As a proxy hands on what it has: the length fits."""
    return body[: len(body) // 2]


def _foreign(body: bytes, content_type: str) -> bytes:
    """Well formed, but the answer to something else."""
    if zipfile.is_zipfile(io.BytesIO(body)):
        return _zip({STRANGER[0]: STRANGER[1]})
    if content_type == "application/json":
        return json.dumps([] if body.lstrip()[:1] == b"{" else {"status": "ok"}).encode()
    return b"OK\n"


def _other_types(body: bytes, content_type: str) -> bytes:
    """JSON of the same keys, with a value of another type at each."""
    if content_type != "application/json":
        return body
    return json.dumps(_mistyped(json.loads(body or b"null"))).encode()


def _mistyped(value: object) -> object:
    match value:
        case dict():
            return {key: _mistyped(below) for key, below in value.items()}
        case list():
            return [_mistyped(below) for below in value] or {}
        case str():
            return 7
        case bool() | None:
            return [value]
        case _:
            return str(value)


def _with_stranger(body: bytes, _type: str) -> bytes:
    """An archive that holds one file more than it should."""
    if not zipfile.is_zipfile(io.BytesIO(body)):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return _zip(members | {STRANGER[0]: STRANGER[1]})


def _zip(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


_CHANGES: dict[str, Callable[[bytes, str], bytes]] = {
    "empty": _nothing,
    "half": _first_half,
    "foreign": _foreign,
    "types": _other_types,
    "extra": _with_stranger,
}
