"""Where the entries of a ``.strings`` text stand: comments, lines, blank lines."""

import re
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ci_l10n.formats.ios.scan import BLOCK_COMMENT, LINE_COMMENT, WIDTH, Entry
from ci_l10n.formats.spans import Edit

_EOL = r"(?>\r\n|\r|\n)"
_COMMENT = re.compile(rf"{BLOCK_COMMENT}|{LINE_COMMENT}")
_DIRECTIVE = re.compile(r"//[ \t]*(?:smartling\.|sltrans\b)")
_FIRST_COMMENT = re.compile(rf"\s*+(?:({BLOCK_COMMENT})|({LINE_COMMENT}(?>(?:{_EOL}[ \t]*{LINE_COMMENT})*)))")
# What Xcode and licences write on top of a file.
_HEADER = re.compile(r"\.strings\b|copyright|©|\(c\)|licen[cs]e|created by|all rights reserved", re.I)
_TRAILING = re.compile(
    r"(?>(?:[ \t]*+(?:/\*(?>(?:(?!\*/)[^\r\n])*)\*/|//[^\r\n]*+))+)(?=[ \t]*(?:[\r\n]|\Z))"
)
_BLANK_LINE_ABOVE = re.compile(rf"{_EOL}[ \t]*{_EOL}[ \t]*\Z")
_BLANKS = " \t"
_SAMPLE = 200


@dataclass(frozen=True)
class Document:
    """A text and the places of its entries; ``offset`` bytes (the byte order mark) stand before it in the file."""

    text: str
    encoding: str
    offset: int
    places: "array[int]"  # see `Scan`
    keys: Sequence[str]  # of the entries in file order
    begin: int  # behind the brace that opens the file, where there is one
    end: int  # the brace that closes it, or the end of the text
    shadowed: Mapping[str, Sequence[int]]  # earlier entries of keys that occur again

    @cached_property
    def newline(self) -> str:
        """The line end of the file; empty when it has none."""
        return "\r\n" if "\r\n" in self.text else next((c for c in "\n\r" if c in self.text), "")

    @cached_property
    def header_end(self) -> int:
        """Where the comment on top of the file ends that is about the file, not about its first entry."""
        match = _FIRST_COMMENT.match(self.text) if not self.begin else None
        return match.end() if match and _HEADER.search(match.group()) else 0

    @cached_property
    def spaced(self) -> bool | None:
        """Whether entries have a blank line between them; None: some have, or there are too few to know."""
        found = {self.has_blank_line_above(i) for i in range(1, min(len(self.keys), _SAMPLE))}
        return found.pop() if len(found) == 1 else None

    def entry(self, index: int) -> Entry:
        return Entry(*self.places[index * WIDTH : index * WIDTH + WIDTH])

    def start(self, index: int) -> int:
        """Where the key of an entry begins."""
        return self.places[index * WIDTH]

    def stop(self, index: int) -> int:
        """Behind the semicolon of an entry."""
        return self.places[index * WIDTH + WIDTH - 1]

    def gap_before(self, index: int) -> tuple[int, int]:
        """The characters between an entry and what comes before it; ``index`` may be one past the last."""
        start = self.stop(index - 1) if index else self.begin
        return start, self.start(index) if index < len(self.keys) else self.end

    def lead(self, index: int) -> int:
        """Where the comments begin that stand directly above an entry; its own start when there are none."""
        floor, start = self.gap_before(index)
        floor = max(floor, self.header_end)
        own_line = self.text.find("\n" if "\n" in self.newline else "\r", floor, start) if index else floor
        for match in reversed(list(_COMMENT.finditer(self.text, floor, start))):
            alone = 0 <= own_line <= match.start()
            if _breaks(self.text[match.end() : start]) > 1 or not alone or _DIRECTIVE.match(match.group()):
                break
            start = match.start()
        return start

    def comment(self, index: int) -> str:
        """The comments directly above an entry, as they are."""
        return self.text[self.lead(index) : self.start(index)].rstrip()

    def find_comment(self, comment: str, floor: int, ceiling: int) -> int | None:
        """Behind ``comment``, where it stands as it is among the comments of a gap."""
        found = list(_COMMENT.finditer(self.text, floor, ceiling))
        ends = {match.end() for match in found}
        starts = (match.start() for match in found if self.text.startswith(comment, match.start()))
        return next((start + len(comment) for start in starts if start + len(comment) in ends), None)

    def after(self, index: int) -> int:
        """Behind an entry and a comment that follows it on its line."""
        floor, ceiling = self.gap_before(index + 1)
        match = _TRAILING.match(self.text, floor)
        return match.end() if match and match.end() <= ceiling else floor

    def indent(self, index: int) -> str | None:
        """The blanks an entry's line begins with; None when the entry shares its line with others."""
        floor, start = self.gap_before(index)
        begin = self.line_start(start, floor)
        behind = self.gap_before(index + 1)
        if begin is None or (index + 1 < len(self.keys) and not _breaks(self.text[slice(*behind)])):
            return None
        line = self.text[begin:start]
        return line[: len(line) - len(line.lstrip(_BLANKS))]

    def line_start(self, position: int, floor: int) -> int | None:
        """Where the line of ``position`` begins; None when that is above ``floor``."""
        found = max(self.text.rfind("\n", floor, position), self.text.rfind("\r", floor, position))
        return found + 1 if found >= 0 else None if floor else 0

    def has_blank_line_above(self, index: int) -> bool:
        floor, _ = self.gap_before(index)
        return _BLANK_LINE_ABOVE.search(self.text, floor, self.lead(index)) is not None

    def has_blank_line_below(self, index: int) -> bool | None:
        return self.has_blank_line_above(index + 1) if index + 1 < len(self.keys) else None

    def has_heading(self, index: int, last: int) -> bool:
        """Whether the comment above an entry may be a heading of it and of those from ``last`` on."""
        start = self.start(index)
        return _breaks(self.text[self.lead(index) : start]) > 0 and self.is_continued(last)

    def is_continued(self, index: int) -> bool:
        """Whether another entry follows in the next line, without a comment of its own."""
        floor, start = self.gap_before(index + 1)
        gap = self.text[floor:start]
        return index + 1 < len(self.keys) and not gap.strip() and _breaks(gap) == 1

    def is_bare_group(self, index: int) -> bool:
        """Whether a blank line and no comment stands above an entry: a group that may have lost its first."""
        if index >= len(self.keys) or not self.has_blank_line_above(index):
            return False
        return self.lead(index) == self.start(index)

    def in_file(self, edits: "Sequence[Replacement]") -> list[Edit]:
        """``edits``, given in characters, in bytes of the file; one pass over the text."""
        offsets: dict[int, int] = {}
        position, size = 0, self.offset
        plain = self.encoding == "utf-8" and self.text.isascii()
        for here in sorted({edit[0] for edit in edits} | {edit[1] for edit in edits}):
            size += here - position if plain else len(self.text[position:here].encode(self.encoding))
            offsets[here] = size
            position = here
        return [Edit(offsets[start], offsets[end], new.encode(self.encoding)) for start, end, new in edits]


Replacement = tuple[int, int, str]
"""The characters from the first position up to the second become the text."""


def _breaks(text: str) -> int:
    """How many lines end in ``text``."""
    return text.count("\n") or text.count("\r")
