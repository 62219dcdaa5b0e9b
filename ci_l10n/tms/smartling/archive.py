"""
From the body of a download to the files in it, or the reason why there is none.

One file comes as it is, several as a ZIP with a folder for each locale. Nothing is taken for a translation that is
empty, an error page, one of the API's envelopes, or a file that was not asked for.
"""

import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ci_l10n.config.model import Sizes
from ci_l10n.net.http import Response
from ci_l10n.tms.archives import ZIP_START, Archive, BrokenArchiveError, Got, member_name, opened, read_member
from ci_l10n.tms.pages import HTML_SUFFIXES, is_gateway_page, is_html, looks_like_html
from ci_l10n.tms.shapes import ShapeError, extension_of, loads
from ci_l10n.tms.smartling.errors import message_of, trace_of

SENDER = "Smartling"
_ENVELOPE = frozenset({"code", "data", "errors", "messages"})


class Wanted(NamedTuple):
    """A file of the download, and its locale there."""

    uri: str
    locale: str


def read_one(response: Response, uri: str) -> Got:
    """The one file that ``response`` is."""
    problem = _problem_of(response.body, uri) or _page_instead(response, uri)
    return Got(None, problem) if problem else Got(response.body)


def unpack(response: Response, wanted: Sequence[Wanted], limits: Sizes) -> Iterator[Got]:
    """What an archive holds for each of ``wanted``, in order; one file's content is in memory at a time."""
    if not response.body.startswith(ZIP_START):
        problem = _instead_of_archive(response)
        yield from (Got(None, problem) for _ in wanted)
        return
    try:
        with opened(response.body, SENDER, len(wanted), limits) as (archive, members):
            by_name = _by_name(members)
            for each in wanted:
                yield _read(archive, members, by_name, each)
    except BrokenArchiveError as error:
        yield from (Got(None, str(error)) for _ in wanted)


def _by_name(members: Sequence[zipfile.ZipInfo]) -> Mapping[str, list[zipfile.ZipInfo]]:
    found: dict[str, list[zipfile.ZipInfo]] = {}
    for info in members:
        found.setdefault(_folded(member_name(info)), []).append(info)
    return found


def _read(
    archive: Archive,
    members: Sequence[zipfile.ZipInfo],
    by_name: Mapping[str, list[zipfile.ZipInfo]],
    each: Wanted,
) -> Got:
    found: list[zipfile.ZipInfo] = []
    for name in dict.fromkeys(map(_folded, names_of(each))):
        found += by_name.get(name, [])
    if len(found) == 1:
        got = read_member(archive, found[0], SENDER)
        problem = _problem_of(got.content, each.uri) if got.content is not None else ""
        return Got(None, problem) if problem else got
    if found:
        return Got(
            None, f"Smartling's archive is ambiguous: several files could be {each.uri} ({each.locale})"
        )
    names = ", ".join(member_name(info) for info in members[:5]) or "nothing"
    return Got(None, f"Smartling's archive has no {names_of(each)[0]}; it holds {names}")


def names_of(wanted: Wanted) -> list[str]:
    """
    What the member may be called: the locale is the first folder or, as in other settings, the last one.

    >>> names_of(Wanted("/po/app.pot", "de"))
    ['de/po/app.po', 'po/de/app.po', 'de/po/app.pot', 'po/de/app.pot']
    """
    names = []
    path = wanted.uri.strip("/")
    # Templates of gettext come back as catalogs.
    for uri in dict.fromkeys((path.removesuffix("t") if path.endswith(".pot") else path, path)):
        folder, slash, name = uri.rpartition("/")
        names += [f"{wanted.locale}/{uri}", f"{folder}{slash}{wanted.locale}/{name}"]
    return list(dict.fromkeys(names))


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip("/")


def _problem_of(content: bytes, uri: str) -> str:
    """Why ``content`` cannot be the file; "" when it can."""
    if not content.strip():
        return "Smartling sent an empty file"
    if looks_like_html(content) and extension_of(uri).casefold() not in HTML_SUFFIXES:
        return "Smartling sent an HTML page instead of the file"
    if is_envelope(content):
        return f"Smartling sent an answer of its API instead of the file: {message_of(Response(200, {}, content))}"
    return ""


def is_envelope(content: bytes) -> bool:
    """Is this an answer of the API, which no file is the like of?"""
    if len(content) > 65536 or not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return False
    try:
        data = loads(content)
    except ShapeError:
        return False
    if not isinstance(data, dict) or set(data) != {"response"} or not isinstance(data["response"], dict):
        return False
    envelope = data["response"]
    code = envelope.get("code")
    return envelope.keys() <= _ENVELOPE and isinstance(code, str) and code == code.upper()


def _page_instead(response: Response, uri: str) -> str:
    """A title betrays what content alone cannot: gateways' pages for HTML documents."""
    if extension_of(uri).casefold() in HTML_SUFFIXES and is_gateway_page(response):
        return f"a proxy's error page came instead of the file: {message_of(response)}"
    return ""


def _instead_of_archive(response: Response) -> str:
    """What came where an archive was due."""
    if not response.body.strip():
        return f"Smartling sent an empty archive ({trace_of(response)})"
    if is_html(response):
        return f"an HTML page came instead of the archive: {message_of(response)}"
    said = message_of(response)
    return f"Smartling sent no archive{f': {said}' if said else ''} ({trace_of(response)})"
