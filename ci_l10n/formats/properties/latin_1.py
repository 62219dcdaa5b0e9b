"""Files in Latin-1, which are told by bytes that UTF-8 cannot hold: they keep such bytes, or have nothing beyond ASCII."""

import codecs
import re
from bisect import bisect_left
from collections.abc import Sequence

from ci_l10n.errors import Location
from ci_l10n.formats.base import Change, KeyConflict
from ci_l10n.formats.properties.edit import Editor, entry_of
from ci_l10n.formats.properties.style import Document
from ci_l10n.formats.spans import Edit, apply_edits
from ci_l10n.model import Catalog, Unit

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


def make_edits(target: Catalog, source: Catalog, changes: Sequence[Change], path: str) -> list[Edit]:
    """
    The edits of ``target``; a file in Latin-1 stays one that nobody takes for UTF-8.

    Raises `KeyConflict` where that cannot be: the change would take the last bytes that UTF-8 cannot hold, and what is
    left in other keys and values would get another meaning.
    """
    edits = Editor(target, source, path).edits(changes)
    if target.layout.encoding == "latin-1" and _is_taken_for_unicode(target.data, edits):
        edits = Editor(target, source, path, ascii_only=True).edits(changes)
        if _is_taken_for_unicode(target.data, edits) and _leaves_beyond_ascii(target.layout, edits):
            raise _mixed_encodings(target, changes, path)
    return edits


def _is_taken_for_unicode(data: bytes, edits: list[Edit]) -> bool:
    result = apply_edits(data, edits)
    if result.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    try:
        result.decode()
    except UnicodeDecodeError:
        return False
    return not result.isascii()


def _leaves_beyond_ascii(document: Document, edits: list[Edit]) -> bool:
    """Whether keys and values of a file in Latin-1 that ``edits`` leave alone are not all ASCII."""
    changed = sorted((edit.start, edit.end) for edit in edits)
    for entry in document.entries():
        for match in _BEYOND_ASCII.finditer(document.text, entry.start, entry.end):
            index = bisect_left(changed, (match.end(),))
            if not index or changed[index - 1][1] <= match.start():
                return True
    return False


def _mixed_encodings(target: Catalog, changes: Sequence[Change], path: str) -> KeyConflict:
    units = [target.units[change.key] for change in changes if change.key in target.units]
    last = next((unit for unit in units if not _is_utf_8(target, unit)), units[0])
    return KeyConflict(
        f"{last.key!r} has the last bytes that are not UTF-8; without them the other texts would read differently",
        hint="save the file in one encoding, best UTF-8: it looks as if it mixed two",
        location=Location(path, last.line, key=last.key),
    )


def _is_utf_8(target: Catalog, unit: Unit) -> bool:
    """Whether the lines of ``unit``, with those above them and earlier ones of its key, are UTF-8."""
    document: Document = target.layout
    entries = [*document.shadowed.get(unit.key, ()), entry_of(unit)]
    try:
        for entry in entries:
            target.data[entry.above : entry.after].decode()
    except UnicodeDecodeError:
        return False
    return True
