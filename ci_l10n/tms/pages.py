"""Telling what platforms send from the pages that proxies and gateways send in their name, and showing it on one line."""

import re

from ci_l10n.net.http import Response

LONGEST = 500  # characters of a message that are shown
HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".xht"})
_GATEWAY = re.compile(
    rb"<title[^>]*>[^<]*(\b[45]\d\d\b|bad gateway|unavailable|time-?out|access denied|forbidden|sign in|just a moment)",
    re.IGNORECASE,
)


def is_html(response: Response) -> bool:
    if "html" in response.headers.get("content-type", "").casefold():
        return True
    return looks_like_html(response.body)


def looks_like_html(body: bytes) -> bool:
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<body"))


def is_gateway_page(response: Response) -> bool:
    """Does an HTML page, where one was due, have the title of an error page of a proxy, and no header of a download?"""
    is_download = "content-disposition" in response.headers
    return not is_download and _GATEWAY.search(response.body[:65536]) is not None


def title_of(body: bytes) -> str:
    """What an HTML page is titled; "" without."""
    found = re.search(rb"<title[^>]*>(.{0,300}?)</title", body[:65536], re.IGNORECASE | re.DOTALL)
    return found.group(1).decode("utf-8", "replace") if found else ""


def one_line(text: str) -> str:
    """One line without control characters: the text comes from outside and goes to terminals and logs."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
