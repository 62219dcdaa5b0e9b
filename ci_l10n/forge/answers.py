"""Answers of forges as they come from the network: bounded in size, and of the types that are due."""

from typing import Any

from ci_l10n.errors import RemoteError

MOST = 20 * 1024 * 1024  # bytes, after decompression; a page of twenty pull requests is far below
CHUNK = 64 * 1024


def bounded(response: Any, **_: object) -> None:
    """A hook of requests that reads the body, as requests would do next, but never without end."""
    parts: list[bytes] = []
    size = 0
    for part in response.iter_content(CHUNK):
        size += len(part)
        if size > MOST:
            response.close()
            raise RemoteError(
                f"the answer is larger than {MOST} bytes",
                hint="check the address of the API and the proxy settings",
            )
        parts.append(part)
    # What has been read is kept where the library itself keeps it; there is no public place.
    response._content = b"".join(parts)


def text(value: object) -> str:
    """``value``, which must be a text; raises `TypeError`."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def text_or_none(value: object) -> str:
    """Like `text`, with nothing instead of null."""
    return "" if value is None else text(value)


def whole(value: object) -> int:
    """``value``, which must be a whole number; raises `TypeError`."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{value!r} is no whole number")
    return value
