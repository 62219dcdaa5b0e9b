"""Entries of a gettext file as a whole: copying them from the source, putting them in, taking them out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.base import Change
from ci_l10n.formats.gettext.scan import Entry, Place, Scan, comment_start, text_of
from ci_l10n.formats.gettext.write import Style, comment_lines, flags_in, without_fuzzy
from ci_l10n.formats.placing import place as place_new
from ci_l10n.formats.spans import Edit
from ci_l10n.model import Catalog, Forms, Value

_SUFFIX = re.compile(r"\[[0-9]{1,3}\]")
_BLANK_LINE = re.compile(rb"[ \t\r\f\v]*+(?:\n|\Z)")
_SEPARATED = re.compile(rb"[ \t\r]*+\n[ \t\r]*+\n")


@dataclass(frozen=True)
class Layout:
    """What `Catalog.layout` is for gettext."""

    scan: Scan
    header: Entry | None
    places: tuple[Place, ...]  # of every entry but the header
    twins: Mapping[str, tuple[Place, ...]]  # further entries of a key, which `Catalog.units` lacks


def body_of(value: Value, style: Style, path: str, key: str) -> bytes:
    """The msgstr lines of ``value``."""
    try:
        if isinstance(value, str):
            return style.field("msgstr", value).encode()
        if (
            value.kind == "plural"
            and value.parts
            and all(_SUFFIX.fullmatch(suffix) for suffix, _ in value.parts)
        ):
            parts = sorted(value.parts, key=lambda part: int(part[0][1:-1]))
            return style.eol.join(style.field(f"msgstr{suffix}", text) for suffix, text in parts).encode()
    except UnicodeEncodeError as error:
        raise ContentError(
            "the translation holds half of a surrogate pair, which is not text",
            hint="correct it on the platform",
            location=Location(path, key=key),
        ) from error
    raise ContentError(
        f"the forms {', '.join(suffix for suffix, _ in value.parts) or '(none)'} cannot be written as msgstr[n]",
        hint="gettext counts its plural forms: [0], [1], ...",
        location=Location(path, key=key),
    )


def head_of(entry: Entry, style: Style) -> bytes:
    """The keyword lines of an entry up to its msgstr, as they are spelled, without the last line end."""
    loose = entry.place.loose
    parts = [("msgctxt", entry.context), ("msgid", entry.msgid), ("msgid_plural", entry.plural)]
    lines: list[str] = []
    for keyword, raw in parts:
        if raw is not None and loose:
            lines.append(style.field(keyword, text_of(raw, True)))
        elif raw is not None:
            lines.append(style.eol.join(line.strip() for line in f"{keyword} {raw.decode()}".split("\n")))
    return style.eol.join(lines).encode()


def source_entry(source: Catalog, change: Change, path: str) -> Entry:
    """The source's entry for ``change``; raises `ContentError` when there is none of that shape."""
    unit = source.units.get(change.key)
    entry: Entry | None = source.layout.scan.entry_at(unit.place) if unit else None
    if entry is None or (entry.plural is None) == isinstance(change.value, Forms):
        raise ContentError(
            "the source file has no such entry"
            if entry is None
            else "the entry is a plural on one side only",
            hint="export the translation again after the current source was sent",
            location=Location(path, key=change.key),
        )
    return entry


def insertions(target: Catalog, source: Catalog, new: Mapping[str, Change], style: Style) -> Iterator[Edit]:
    if not new:
        return
    text: bytes = target.layout.scan.text
    separated = _is_separated(text, target.layout.places)
    roots: dict[str, str | None] = {}
    eol = style.eol.encode()
    for anchor, key in place_new(list(target.units), list(source.units), list(new)):
        root = roots.get(anchor, anchor) if anchor else None
        roots[key] = root
        entry = _new_entry(source, new[key], target.layout.scan, style)
        header: Entry | None = target.layout.header
        before = target.units[root].place if root else header.place if header else None
        if before is not None:
            at = _line_end(text, before.end)
            blank = eol if separated or before is (header and header.place) else b""
            if text[at - 1 : at] == b"\n":
                yield Edit(at, at, blank + entry + eol)
            else:  # the last line of the file has no line end, or the next entry begins on it
                yield Edit(at, at, eol + blank + entry + (eol if text[at:].strip() else b""))
        elif target.layout.places:
            at = comment_start(text, target.layout.places[0])
            yield Edit(at, at, entry + eol + (eol if separated else b""))
        else:
            lead = b"" if not text or text.endswith(b"\n") else eol
            yield Edit(len(text), len(text), lead + (eol if text.strip() else b"") + entry + eol)


def _new_entry(source: Catalog, change: Change, scan: Scan, style: Style) -> bytes:
    """A copy of the source's entry with the value of ``change``, without a line end behind it."""
    entry = source_entry(source, change, scan.path)
    lines: list[bytes] = []
    for line in comment_lines(source.layout.scan.text, entry.place):
        if line.kind in (b"#,", b"#="):
            kept = without_fuzzy(line.raw) if b"fuzzy" in flags_in(line.raw) else line.raw
            if change.review and line.kind == b"#,":
                kept = b"#, fuzzy," + kept.strip()[2:] if kept.strip() else b""
            lines += [kept.strip()] if kept.strip() else []
        elif line.kind in (b"#.", b"#:"):
            lines.append(line.raw.strip())
    if change.review and not any(line.startswith(b"#, fuzzy") for line in lines):
        lines.append(b"#, fuzzy")
    value = change.value
    assert value is not None  # noqa: S101 - removals are not insertions
    lines += [head_of(entry, style), body_of(value, style, scan.path, change.key)]
    return style.eol.encode().join(lines)


def _is_separated(text: bytes, places: Sequence[Place]) -> bool:
    """Whether blank lines stand between the entries."""
    return len(places) < 3 or any(_SEPARATED.match(text, before.end) for before in places[:-1])


def _line_end(text: bytes, position: int) -> int:
    """Behind the line end at ``position``; ``position`` itself when more stands on the line."""
    after = position
    while text[after : after + 1] in (b" ", b"\t", b"\r"):
        after += 1
    if text[after : after + 1] == b"\n":
        return after + 1
    return after if after == len(text) else position


def removals(text: bytes, places: Sequence[Place]) -> Iterator[Edit]:
    """Remove entries with their comments and the blank lines above them (at the top of a file: below)."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(_extent(text, place) for place in places):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    for start, end in merged:
        if end == len(text) and start and not text.endswith(b"\n"):  # still no line end at the end
            start -= 2 if text[start - 2 : start] == b"\r\n" else text[start - 1 : start] == b"\n"
        yield Edit(start, end, b"")


def _extent(text: bytes, place: Place) -> tuple[int, int]:
    start, end = comment_start(text, place), _line_end(text, place.end)
    below = end
    while below < len(text) and (after := _blank_line_end(text, below)):
        below = after
    above = start
    while above > place.gap and (before := _blank_line_start(text, above, place.gap)) is not None:
        above = before
    if above < start and (below > end or end == len(text)):
        return above, end
    return start, below if above == start and not text[:start].strip(b"\xef\xbb\xbf \t\r\n") else end


def _blank_line_end(text: bytes, start: int) -> int:
    """The end of the blank line at ``start``, 0 when it is not blank."""
    match = _BLANK_LINE.match(text, start)
    return match.end() if match else 0


def _blank_line_start(text: bytes, end: int, floor: int) -> int | None:
    """The start of the blank line that ends at ``end``; None when it is not blank or not below ``floor``."""
    start = text.rfind(b"\n", floor, end - 1) + 1
    return None if start == 0 or text[start:end].strip() else start
