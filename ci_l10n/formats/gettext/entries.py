"""Entries of a gettext file as a whole: copying them from the source, putting them in, taking them out."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
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
_BLANK_LINES = re.compile(rb"(?>(?:[ \t\r]*+\n)+)")
_DIRECTIVE = re.compile(rb"[ \t]*+#[ \t]*+smartling\.")
_NOTHING = b"\xef\xbb\xbf \t\r\n"
_ENOUGH = 1000  # entries, to know how a file is laid out


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


def insertions(
    target: Catalog,
    source: Catalog,
    new: Mapping[str, Change],
    style: Style,
    gone: Collection[str],
    removed: Sequence[Edit],
) -> Iterator[Edit]:
    """Put ``new`` in; the entries of the keys ``gone`` are being taken out by the edits ``removed``."""
    if not new:
        return
    text: bytes = target.layout.scan.text
    roots: dict[str, str | None] = {}
    eol = style.eol.encode()
    separated = eol * _blank_lines(text, target.layout.places)
    present = [key for key in target.units if key not in gone]
    # the last line of the file has no line end, and is going to be taken out: the one before it loses its own
    cut = next((edit.start for edit in removed if edit.end == len(text) and text[-1:] != b"\n"), len(text))
    top: list[bytes] = []
    for anchor, key in place_new(present, list(source.units), list(new)):
        root = roots.get(anchor, anchor) if anchor else None
        roots[key] = root
        entry = _new_entry(source, new[key], target.layout.scan, style)
        header: Entry | None = target.layout.header
        before = target.units[root].place if root else header.place if header else None
        if before is not None:
            at = min(_line_end(text, before.end), cut)
            blank = separated or (eol if before is (header and header.place) else b"")
            if text[at - 1 : at] == b"\n":
                yield Edit(at, at, blank + entry + eol)
            else:  # the last line of the file has no line end, or the next entry begins on it
                rest = at < cut and text[at:].strip()
                yield Edit(at, at, eol + blank + entry + (eol if rest else b""))
        else:
            top.append(entry)
    if top:
        yield _at_top(target.layout, top, eol, separated, removed)


def _at_top(
    layout: Layout, entries: Sequence[bytes], eol: bytes, separated: bytes, removed: Sequence[Edit]
) -> Edit:
    """Put entries before all others, into a file that has no header."""
    text, joined = layout.scan.text, (eol + separated).join(entries)
    if not layout.places:
        lead = b"" if not text or text.endswith(b"\n") else eol
        end = eol if lead == b"" else b""
        return Edit(len(text), len(text), lead + (eol if text.strip() else b"") + joined + end)
    at = comment_start(text, layout.places[0])
    taken = next((edit for edit in removed if edit.start <= at < edit.end), None)
    stays = text[taken.end if taken else at :].strip()
    if taken and taken.start < at:  # with the blank lines above it
        lead = separated if text[: taken.start].endswith(b"\n") else eol + separated
        end = eol if stays or text.endswith(b"\n") else b""
        return Edit(taken.start, taken.start, lead + joined + end)
    end = eol + separated if stays else eol if text.endswith(b"\n") else b""
    return Edit(at, at, joined + end)


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


def _blank_lines(text: bytes, places: Sequence[Place]) -> int:
    """How many blank lines stand between the entries, where there are any."""
    matches = (_BLANK_LINES.match(text, place.end) for place in places[: min(len(places) - 1, _ENOUGH)])
    counts = Counter(match.group().count(b"\n") - 1 for match in matches if match)
    counts.pop(0, None)
    return counts.most_common(1)[0][0] if counts else int(len(places) < 3)


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
        if not text[:start].strip(_NOTHING):
            while end < len(text) and (below := _blank_line_end(text, end)):
                end = below
        if end == len(text) and start and not text.endswith(b"\n"):  # still no line end at the end
            start -= 2 if text[start - 2 : start] == b"\r\n" else text[start - 1 : start] == b"\n"
        yield Edit(start, end, b"")


def _own_comment_start(text: bytes, place: Place) -> int:
    """Where the comments begin that go with an entry: a directive of the platform holds for what follows as well."""
    start = comment_start(text, place)
    if b"smartling." in text[start : place.head]:
        for line in comment_lines(text, place):
            if _DIRECTIVE.match(line.raw):
                start = line.stop
    return start


def _extent(text: bytes, place: Place) -> tuple[int, int]:
    start, end = _own_comment_start(text, place), _line_end(text, place.end)
    below = end
    while below < len(text) and (after := _blank_line_end(text, below)):
        below = after
    above = start
    while above > place.gap and (before := _blank_line_start(text, above, place.gap)) is not None:
        above = before
    return (above if below > end or end == len(text) else start), end


def _blank_line_end(text: bytes, start: int) -> int:
    """The end of the blank line at ``start``, 0 when it is not blank."""
    match = _BLANK_LINE.match(text, start)
    return match.end() if match else 0


def _blank_line_start(text: bytes, end: int, floor: int) -> int | None:
    """The start of the blank line that ends at ``end``; None when it is not blank or not below ``floor``."""
    start = text.rfind(b"\n", floor, end - 1) + 1
    return None if start == 0 or text[start:end].strip() else start
