"""The edits that give the texts of a generic XML file other values, and the copies of entries with theirs in them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.spans import Edit
from ci_l10n.formats.xml.layout import Layout, Slot
from ci_l10n.formats.xml.text import meaning, trimmed, value_pieces
from ci_l10n.formats.xml.write import Spelling, file_spelling, illegal_character, write, write_attribute
from ci_l10n.formats.xml_layout import filled
from ci_l10n.formats.xml_scan import Element
from ci_l10n.model import Value

_ATTRIBUTE = re.compile(rb"""(\s+([^\s=/>]+)\s*=\s*)(?:(["'])(.*?)\3)""", re.S)
_BLANK_RUN = re.compile(rb"(?<![ \t\r\n])[ \t\r\n]++")
_LINE_BREAK = re.compile(rb"\r?\n([ \t]*+)")


@dataclass(frozen=True)
class Writer:
    """Writes texts as the file of ``layout`` does; ``source`` shows how to write one that is empty so far."""

    layout: Layout
    source: Layout

    @cached_property
    def spelling(self) -> Spelling:
        document = self.layout.document
        newline = (self.layout if b"\n" in document.text else self.source).newline
        return file_spelling(
            (self.layout.raw(slot) for slot in self.layout.slots.values()),
            is_ascii=document.text.isascii(), newline=newline.decode(), encoding=document.encoding,
        )  # fmt: skip

    def edits(self, slot: Slot, value: Value) -> list[Edit]:
        """Give the slot of this file ``value``; nothing where it has it already."""
        return self.edits_in(self.layout, slot, value)

    def edits_in(self, layout: Layout, slot: Slot, value: Value) -> list[Edit]:
        """
        The same for a slot of ``layout``, whose bytes are to stand in this file.

        Raises `ContentError` for what this file cannot hold.
        """
        text = self._checked(slot.key, value)
        if slot.attribute:
            return self._attribute(layout, slot, text)
        element, raw = layout.element(slot.element), layout.raw(slot)
        if meaning(raw) == text and not self._has_other_line_ends(layout, raw):
            return []
        start, end = trimmed(raw)
        core = raw[start:end]
        if not core and "<" not in raw:
            start, end = 0, len(raw)
        laid_out = start > 0 or end < len(raw)
        new = write(text, core or self._hint(slot.key), self.spelling, laid_out=laid_out).encode("utf-8")
        if element.is_empty_tag:
            return [filled(layout.text, element, new)] if new else []
        begin = element.inner + len(raw[:start].encode("utf-8"))
        return [Edit(begin, begin + len(raw[start:end].encode("utf-8")), new)]

    def _checked(self, key: str, value: Value) -> str:
        place = Location(self.layout.document.path, key=key)
        if not isinstance(value, str):
            raise ContentError(
                f"{key!r} cannot be written: XML holds one text for a key",
                hint="send a single text",
                location=place,
            )
        if bad := illegal_character(value):
            raise ContentError(
                f"the translation holds the character U+{ord(bad):04X}, which XML cannot",
                hint="remove it from the translation",
                location=place,
            )
        for kind, name in value_pieces(value) if "&" in value else ():
            if kind == "entity" and name[1:-1] not in self.layout.document.entities:
                raise ContentError(
                    f"the translation uses the entity {name}, which the file does not declare",
                    hint="declare it in the DOCTYPE of the file, or write its text in the translation",
                    location=place,
                )
        return value

    def _has_other_line_ends(self, layout: Layout, raw: str) -> bool:
        return (
            layout is not self.layout and "\n" in raw and ("\r\n" in raw) != (self.spelling.newline == "\r\n")
        )

    def _hint(self, key: str) -> str:
        slot = self.source.slots.get(key)
        if slot is None or slot.attribute:
            return ""
        raw = self.source.raw(slot)
        start, end = trimmed(raw)
        return raw[start:end]

    def _attribute(self, layout: Layout, slot: Slot, text: str) -> list[Edit]:
        element = layout.element(slot.element)
        if element.attributes.get(slot.attribute) == text:
            return []
        for match in attributes_of(layout, element):
            if match[2].decode() == slot.attribute:
                new = write_attribute(text, match[3].decode(), self.spelling)
                return [
                    Edit(element.start + match.start(4), element.start + match.end(4), new.encode("utf-8"))
                ]
        return [self._new_attribute(element, slot, text)]

    def _new_attribute(self, element: Element, slot: Slot, text: str) -> Edit:
        """An attribute that ``element`` does not have, behind the one that the source has before it."""
        own = {match[2]: element.start + match.end() for match in attributes_of(self.layout, element)}
        place = element.start + len(f"<{element.name}".encode())
        lead, quote = f" {slot.attribute}=".encode(), '"'
        model = self.source.slots.get(slot.key)
        for match in attributes_of(self.source, self.source.element(model.element)) if model else ():
            if match[2].decode() == slot.attribute:
                lead, quote = match[1], match[3].decode()
                break
            place = own.get(match[2], place)
        new = lead + f"{quote}{write_attribute(text, quote, self.spelling)}{quote}".encode()
        return Edit(place, place, new)

    def protected(self, layout: Layout, slots: Iterable[Slot]) -> list[tuple[int, int]]:
        """Where texts stand in ``layout``, without the layout round them."""
        found = []
        for slot in slots:
            if not slot.attribute:
                raw, element = layout.raw(slot), layout.element(slot.element)
                start, end = trimmed(raw)
                begin = element.inner + len(raw[:start].encode("utf-8"))
                found.append((begin, begin + len(raw[start:end].encode("utf-8"))))
        return found


def attributes_of(layout: Layout, element: Element) -> Iterator[re.Match[bytes]]:
    """The attributes in a start tag; groups are all before the quote, name, quote, and what is between the quotes."""
    return _ATTRIBUTE.finditer(layout.text[element.start : element.inner])


@dataclass(frozen=True, slots=True)
class Indentation:
    """The blanks that a line begins with, and one step further in."""

    base: bytes
    step: bytes

    def of(self, blanks: bytes, new: "Indentation") -> bytes:
        """``blanks``, indented so, as ``new`` has them."""
        if not blanks:
            return b""  # a blank line, or one that begins at the margin
        if not blanks.startswith(self.base):
            return new.base
        rest, steps = blanks[len(self.base) :], 0
        while self.step and rest.startswith(self.step):
            rest, steps = rest[len(self.step) :], steps + 1
        return new.base + new.step * steps + rest


def relaid_edits(
    text: bytes, start: int, end: int, old: Indentation, new: Indentation, newline: bytes,
    protected: Sequence[tuple[int, int]],
) -> list[Edit]:  # fmt: skip
    """Other line ends and indentation between the tags from ``start`` to ``end``; what is ``protected`` stays."""
    edits = []
    regions = sorted(protected)
    number = 0
    for run in _BLANK_RUN.finditer(text, start, end):
        if b"\n" not in run.group():
            continue
        while number < len(regions) and regions[number][1] <= run.start():
            number += 1
        inside = number < len(regions) and regions[number][0] < run.end()
        beside_tag = text[run.start() - 1 : run.start()] == b">" or text[run.end() : run.end() + 1] == b"<"
        if not inside and beside_tag:
            edits += [
                Edit(match.start(), match.end(), replacement)
                for match in _LINE_BREAK.finditer(text, run.start(), run.end())
                if (replacement := newline + old.of(match[1], new)) != match.group()
            ]
    return edits


def without_overlaps(edits: Iterable[Edit], kept: Sequence[Edit]) -> list[Edit]:
    """Those of ``edits`` that touch none of ``kept``."""
    taken = sorted((edit.start, edit.end) for edit in kept)
    found = []
    number = 0
    for edit in sorted(edits, key=lambda e: e.start):
        while number < len(taken) and taken[number][1] <= edit.start:
            number += 1
        if number == len(taken) or taken[number][0] >= edit.end:
            found.append(edit)
    return found


def shifted(edits: Iterable[Edit], by: int) -> list[Edit]:
    return [Edit(edit.start - by, edit.end - by, edit.new) for edit in edits]
