"""
From the body of an XLIFF export to the documents in it.

What members are called is not documented beyond their beginning, ``<fullPath>(<language>)``; what document a file is of
stands in it, as its ``original``.
"""

import html
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ci_l10n.config.model import Sizes
from ci_l10n.errors import ContentError
from ci_l10n.formats.xml_scan import scan
from ci_l10n.net.http import Response
from ci_l10n.tms.archives import BROKEN, ZIP_START, BrokenArchiveError, Got, member_name, opened
from ci_l10n.tms.smartcat.archive import SENDER, Wanted, instead_of_archive, problem_of, read_member

HEAD = 64 * 1024  # bytes within which the element `file` begins
_ORIGINAL = re.compile(rb"""<(?:\w+:)?file\s(?:[^<>]*\s)?original\s*=\s*(?:"([^"<]*)"|'([^'<]*)')""")
_EXTENSION = ".xliff"  # whatever a member is called, it is XML and neither HTML nor JSON


class Bilingual(NamedTuple):
    """A document of the export: its id, and what its target file would be called."""

    id: str
    target: Wanted


def unpack_xliff(response: Response, wanted: Sequence[Bilingual], limits: Sizes) -> Iterator[Got]:
    """What came back for each of ``wanted``, in order; one file's content is in memory at a time."""
    body = response.body
    if not body.startswith(ZIP_START):
        if len(wanted) == 1:
            yield _checked(Got(body, problem_of(body, _EXTENSION)), wanted[0], wanted)
            return
        yield from (Got(None, instead_of_archive(response)) for _ in wanted)
        return
    try:
        with opened(body, SENDER, len(wanted), limits) as (archive, members):
            originals = _by_original(archive, members)
            for each in wanted:
                found = originals.get(each.id) or _by_name(members, originals, each, wanted)
                if len(found) == 1:
                    yield _checked(read_member(archive, found[0], _EXTENSION), each, wanted)
                else:
                    yield Got(None, _not_one(found, members, each))
    except BrokenArchiveError as error:
        yield from (Got(None, str(error)) for _ in wanted)


def _by_original(
    archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo]
) -> Mapping[str, list[zipfile.ZipInfo]]:
    """Members by the document they say they are of, as far as they say so."""
    found: dict[str, list[zipfile.ZipInfo]] = {}
    for info in members:
        try:
            with archive.open(info) as member:
                head = member.read(HEAD)
        except BROKEN:
            continue  # it may be known by its name, and is broken then
        if original := _original(head):
            found.setdefault(original, []).append(info)
    return found


def _original(head: bytes) -> str:
    match = _ORIGINAL.search(head)
    return html.unescape((match[1] or match[2] or b"").decode("utf-8", "replace")) if match else ""


def _by_name(
    members: Sequence[zipfile.ZipInfo],
    originals: Mapping[str, list[zipfile.ZipInfo]],
    each: Bilingual,
    wanted: Sequence[Bilingual],
) -> list[zipfile.ZipInfo]:
    """Members called as the document is and not known to be another's."""
    others = [info for one in wanted for info in originals.get(one.id, ())]
    start = f"{each.target.stem}({each.target.language})".casefold()
    return [info for info in members if info not in others and member_name(info).casefold().startswith(start)]


def _not_one(found: Sequence[zipfile.ZipInfo], members: Sequence[zipfile.ZipInfo], each: Bilingual) -> str:
    name = f"{each.target.stem}({each.target.language})"
    if found:
        return f"Smartcat's archive is ambiguous: several files could be {name}"
    names = ", ".join(member_name(info) for info in members[:5]) or "nothing"
    return f"Smartcat's archive has no {name}; it holds {names}"


def _checked(got: Got, each: Bilingual, wanted: Sequence[Bilingual]) -> Got:
    """``got`` as long as it is a complete XLIFF file and no other document's."""
    if got.content is None or got.problem:
        return Got(None, got.problem)
    try:
        root = scan(got.content, each.target.stem, depth=1).elements[0]
    except ContentError as error:
        return Got(None, f"Smartcat sent a broken XLIFF file: {error.message}")
    if root.name.rpartition(":")[2] != "xliff":
        return Got(None, f"Smartcat sent a <{root.name}> instead of an XLIFF file")
    original = _original(got.content[:HEAD])
    if original != each.id and any(original == other.id for other in wanted):
        return Got(None, f"Smartcat sent the XLIFF file of another document ({original})")
    return got
