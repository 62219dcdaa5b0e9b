"""
From the body of an export to the files in it, or the reason why there is none.

One document comes as it is, several as a ZIP whose members are called ``<fullPath>(<language>)<extension>``. Nothing is
taken for a translation that is empty, an error page, of unexpected name, or larger than any localization file.
"""

import io
import json
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from ci_l10n.config.model import Sizes
from ci_l10n.net.http import Response
from ci_l10n.tms import archives
from ci_l10n.tms.archives import BROKEN, ZIP_START, Archive, BrokenArchiveError, Got, member_name, opened
from ci_l10n.tms.pages import HTML_SUFFIXES, is_gateway_page, is_html, looks_like_html
from ci_l10n.tms.shapes import ShapeError, loads
from ci_l10n.tms.smartcat.errors import message_of

SENDER = "Smartcat"
_PROBLEM_KEYS = frozenset({"type", "title", "status", "detail", "instance", "traceid", "errors"})
_MESSAGE_KEYS = frozenset({"message", "details", "correlationid", "requestid", "code", "statuscode"})


class Wanted(NamedTuple):
    """A document of the export: its path without extension, its extension with the dot, its language there."""

    stem: str
    extension: str
    language: str


def unpack(
    response: Response, wanted: Sequence[Wanted], limits: Sizes, *, sources: bool = False
) -> Iterator[Got]:
    """What came back for each of ``wanted``, in order; one file's content is in memory at a time."""
    body = response.body
    if len(wanted) == 1 and not _is_archive_of(body, wanted[0], sources):
        problem = problem_of(body, wanted[0].extension) or _page_instead(response, wanted[0].extension)
        yield Got(None, problem) if problem else Got(body)
        return
    if not body.startswith(ZIP_START):
        problem = instead_of_archive(response)
        yield from (Got(None, problem) for _ in wanted)
        return
    yield from _unzip(body, wanted, limits, sources)


def problem_of(content: bytes, extension: str) -> str:
    """Why ``content`` cannot be a file with this extension; "" when it can."""
    if not content.strip():
        return "Smartcat sent an empty file"
    if looks_like_html(content) and extension.casefold() not in HTML_SUFFIXES:
        return "Smartcat sent an HTML page instead of the file"
    if (said := _error_object(content, extension)) is not None:
        return f"Smartcat sent an error message instead of the file: {said}"
    return ""


def _error_object(content: bytes, extension: str) -> str | None:
    """The message when ``content`` is one of the API's error objects; in JSON files only what is one beyond doubt."""
    if len(content) > 65536 or not content.lstrip().startswith(b"{"):
        return None
    try:
        data = loads(content)
    except ShapeError:
        return None
    keys = {str(key).casefold() for key in data}
    status = data.get("status", data.get("Status"))
    is_problem = keys <= _PROBLEM_KEYS and isinstance(status, int) and status >= 400
    is_message = "json" not in extension.casefold() and keys <= _PROBLEM_KEYS | _MESSAGE_KEYS
    if keys and (is_problem or is_message):
        return message_of(Response(200, {}, content)) or json.dumps(data)[:200]
    return None


def _page_instead(response: Response, extension: str) -> str:
    """Headers and titles betray what content alone cannot: problem bodies, and gateways' pages for HTML documents."""
    if "problem+json" in response.headers.get("content-type", "").casefold():
        return f"Smartcat sent an error message instead of the file: {message_of(response)}"
    if extension.casefold() in HTML_SUFFIXES and is_gateway_page(response):
        return f"a proxy's error page came instead of the file: {message_of(response)}"
    return ""


def instead_of_archive(response: Response) -> str:
    """What came where an archive was due."""
    if not response.body.strip():
        return "Smartcat sent an empty archive"
    if is_html(response):
        return f"an HTML page came instead of the archive: {message_of(response)}"
    return f"Smartcat sent no archive: {message_of(response)[:200]}"


def _is_archive_of(body: bytes, wanted: Wanted, sources: bool) -> bool:
    """Did a single document come in a ZIP all the same? Office files are ZIPs too, so its name must be in it."""
    if not body.startswith(ZIP_START):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return any(member_name(info) in _names(wanted, sources) for info in archive.infolist())
    except BROKEN:
        return False


def _unzip(body: bytes, wanted: Sequence[Wanted], limits: Sizes, sources: bool) -> Iterator[Got]:
    try:
        with opened(body, SENDER, len(wanted), limits) as (archive, members):
            for each, found in zip(wanted, _assign(members, wanted, sources), strict=True):
                yield (
                    Got(None, found)
                    if isinstance(found, str)
                    else read_member(archive, found, each.extension)
                )
    except BrokenArchiveError as error:
        yield from (Got(None, str(error)) for _ in wanted)


def read_member(archive: Archive, info: zipfile.ZipInfo, extension: str) -> Got:
    """One file of the archive, unless it is broken, hostile or no file with this extension."""
    got = archives.read_member(archive, info, SENDER)
    problem = problem_of(got.content, extension) if got.content is not None else ""
    return Got(None, problem) if problem else got


def _assign(
    members: Sequence[zipfile.ZipInfo], wanted: Sequence[Wanted], sources: bool
) -> list[zipfile.ZipInfo | str]:
    """
    The member of each document, or why there is none.

    Exact names first, then names that differ in letter case or Unicode form, then names without their folders;
    each step only where exactly one document and one member are left that fit.
    """
    found: dict[int, zipfile.ZipInfo | str] = {}
    rest = list(members)
    for key in (_same, _folded, _without_folders):
        _assign_by(key, rest, wanted, sources, found)
    names = ", ".join(member_name(info) for info in members[:5]) or "nothing"
    return [
        found.get(index, f"Smartcat's archive has no {_names(each, sources)[0]}; it holds {names}")
        for index, each in enumerate(wanted)
    ]


def _assign_by(
    key: Callable[[str], str],
    rest: list[zipfile.ZipInfo],
    wanted: Sequence[Wanted],
    sources: bool,
    found: dict[int, zipfile.ZipInfo | str],
) -> None:
    open_ones = [index for index in range(len(wanted)) if index not in found]
    by_name: dict[str, list[zipfile.ZipInfo]] = {}
    for info in rest:
        by_name.setdefault(key(member_name(info)), []).append(info)
    claims: dict[str, int] = {}
    for index in open_ones:
        for name in {key(name) for name in _names(wanted[index], sources)}:
            claims[name] = claims.get(name, 0) + 1
    for index in open_ones:
        for name in dict.fromkeys(key(name) for name in _names(wanted[index], sources)):
            candidates = by_name.get(name, [])
            if len(candidates) > 1 or (candidates and claims[name] > 1):
                found[index] = f"Smartcat's archive is ambiguous: several files could be {name}"
                break
            if candidates:
                found[index] = candidates[0]
                rest.remove(candidates[0])
                break


def _same(name: str) -> str:
    return name


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold().strip("/")


def _without_folders(name: str) -> str:
    return _folded(name).rpartition("/")[2]


def _names(wanted: Wanted, sources: bool) -> list[str]:
    """What the member may be called; sources are not known to carry a language."""
    with_language = f"{wanted.stem}({wanted.language}){wanted.extension}"
    return [with_language, wanted.stem + wanted.extension] if sources else [with_language]
