"""
Directives of a source, written into a translation that lacks them, where they hold for the same entries. Pure.

A platform that reads both files by themselves needs them in both (Smartling's "Translation Import API"); people forget
them in the second. Nothing else changes.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ci_l10n.formats.inline import CommentStyle, Directive, find_directives
from ci_l10n.model import Catalog

_STYLES: Mapping[str, CommentStyle] = {
    "android": "<!--",
    "csv": "#",
    "gettext": "#",
    "ios": "//",
    "properties": "#",
    "resx": "<!--",
    "xml": "<!--",
    "yaml": "#",
}
_MARKS = ("\ufeff", "\xef\xbb\xbf")  # the second one is UTF-8's, read byte by byte
_NOT_REPEATED = ("sltrans", "namespace")  # what is set aside is not sent; the name space is the source's
_ROOT = re.compile(
    r"(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>)*"
    r"<[^\s/>!?](?:\"[^\"]*\"|'[^']*'|[^>\"'])*(?<!/)>(?:[ \t]*(?:\r\n?|\n))?",
    re.S,
)
"""Up to the end of the line where the first element opens: comments before it are in no tree of elements."""
_OPENING = re.compile(r"\s*\{(\s*)")
_LINE = re.compile("\r\n?|\n")


class _Insertion(NamedTuple):
    offset: int
    text: str


def with_directives_of(source: Catalog, target: Catalog, format_name: str) -> bytes:
    """The bytes of ``target`` with the directives in comments of ``source`` that it lacks."""
    if format_name == "json":
        return _with_object(source.data, target.data)
    style = _STYLES.get(format_name)
    codec = _codec(target.data)
    there = _find(source.data.decode(_codec(source.data)), style) if style else []
    if style is None or not there:
        return target.data
    text = target.data.decode(codec)
    own = {(name, value) for _, name, value in _find(text, style)}
    missing = [d for d in there if d.name not in _NOT_REPEATED and (d.name, d.value) not in own]
    for offset, comments in reversed(list(_insertions(missing, source, target, text, style))):
        text = text[:offset] + comments + text[offset:]
    return text.encode(codec)


def _find(text: str, style: CommentStyle) -> list[Directive]:
    """The directives in ``text``, the first line included, which a byte order mark precedes."""
    return find_directives(text[_mark(text) :], style)


def _mark(text: str) -> int:
    return next((len(mark) for mark in _MARKS if text.startswith(mark)), 0)


def _codec(data: bytes) -> str:
    """ASCII is all that is read and written; other bytes only have to come out as they went in."""
    if data.startswith(b"\xff\xfe"):
        return "utf-16-le"
    return "utf-16-be" if data.startswith(b"\xfe\xff") else "latin-1"


def _insertions(
    missing: list[Directive], source: Catalog, target: Catalog, text: str, style: CommentStyle
) -> Iterator[_Insertion]:
    """Each directive before the first entry that it holds for in the source, in the order of the file."""
    lines = [0, *(match.end() for match in _LINE.finditer(text))]
    first = min((unit.line for unit in source.units.values()), default=0)
    found: dict[int, str] = {}
    for directive in missing:
        offset = _head(text, style)
        if directive.line >= first:
            below = (
                unit.line
                for key, unit in target.units.items()
                if key in source.units and source.units[key].line > directive.line
            )
            line = next(below, 0)
            if not line:
                continue
            offset = lines[line - 1]
        found[offset] = found.get(offset, "") + _comment(directive, style) + _line_end(text)
    for offset in sorted(found):
        yield _Insertion(offset, found[offset])


def _head(text: str, style: CommentStyle) -> int:
    start = _mark(text)
    if style == "<!--" and (root := _ROOT.match(text, start)):
        return root.end()
    return start


def _line_end(text: str) -> str:
    match = _LINE.search(text)
    return match[0] if match else "\n"


def _comment(directive: Directive, style: CommentStyle) -> str:
    said = f"smartling.{directive.name} = {directive.value}"
    return f"<!-- {said} -->" if style == "<!--" else f"{style} {said}"


def _with_object(source: bytes, target: bytes) -> bytes:
    """The object ``"smartling"`` of a JSON file as the first member of the other."""
    said = _object(source)
    if said is None or _object(target) is not None:
        return target
    text = target.decode("latin-1")
    opening = _OPENING.match(text, _mark(text))
    if opening is None:
        return target
    member = f'"smartling": {json.dumps(said)},'  # ASCII, so that the encoding does not matter
    return (text[: opening.end()] + member + (opening[1] or " ") + text[opening.end() :]).encode("latin-1")


def _object(data: bytes) -> object | None:
    if b'"smartling"' not in data:
        return None
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return None
    said = found.get("smartling") if isinstance(found, dict) else None
    return said if isinstance(said, dict) else None
