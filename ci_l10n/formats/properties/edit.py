"""The edits of a ``.properties`` file: values, new entries, removals."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.base import Change
from ci_l10n.formats.placing import place
from ci_l10n.formats.properties.scan import Entry
from ci_l10n.formats.properties.style import Document, learn_style
from ci_l10n.formats.spans import Edit
from ci_l10n.model import Catalog, Unit, Value

_LINE = re.compile(r"[^\r\n]*+(?:\r\n|\r|\n)")
_SEPARATES = re.compile(r"[=:]|(?:\A|(?<=[=: \t\f]))[ \t\f]")  # blanks that begin a continued line do not
_BLANK = " \t\f\r\n"
_BLANK_LINES = re.compile(r"(?>(?:[ \t\f]*+(?:\r\n|\r|\n))*)")
_DIRECTIVE = re.compile(r"[ \t\f]*+[#!][ \t]*+smartling\.")  # holds for all entries below it


class Editor:
    """Makes the changes of one target."""

    def __init__(self, target: Catalog, source: Catalog, path: str, *, ascii_only: bool = False) -> None:
        self.target, self.source, self.path = target, source, path
        self.document: Document = target.layout
        self.model: Document = source.layout
        self.text = self.document.text
        self.style = learn_style(self.document, self.model, ascii_only=ascii_only)
        self.first = next(self.document.entries(), None)
        self.removed: set[int] = set()  # starts of entries
        self.found: list[tuple[int, int, str]] = []

    def edits(self, changes: Sequence[Change]) -> list[Edit]:
        new: dict[str, str] = {}
        gone: list[Entry] = []
        for change in changes:
            unit = self.target.units.get(change.key)
            if change.value is None:
                if unit is not None:
                    gone += [*self.document.shadowed.get(change.key, ()), entry_of(unit)]
            elif unit is None:
                new[change.key] = self._text(change.key, change.value)
            elif unit.value != change.value:
                self._replace(unit, self._text(change.key, change.value))
        self.removed = {entry.start for entry in gone}
        if new:
            self._insert(new)
        self._remove(gone)
        return self.document.encode(self.found)

    def _text(self, key: str, value: Value) -> str:
        if isinstance(value, str):
            return value
        raise ContentError(
            f"{key!r} has plural forms or items, which .properties files cannot hold",
            hint="check the format of the translated file",
            location=Location(self.path, key=key),
        )

    def _replace(self, unit: Unit, text: str) -> None:
        entry = entry_of(unit)
        separator = self.text[entry.key_end : entry.value_start]
        old = self.text[entry.value_start : entry.end]
        if text and not _SEPARATES.search(separator):  # a key alone on its line, perhaps with a backslash
            separator = "=" if self.text[entry.key_end - 1] in _BLANK else self._separator(None)
            self.found.append((entry.key_end, entry.end, separator + self.style.value(text, separator)))
        else:
            self.found.append((entry.value_start, entry.end, self.style.value(text, separator, old)))

    # Removing

    def _remove(self, gone: list[Entry]) -> None:
        """Take entries away, with the comment above each and a blank line that would be one too many."""
        added = sorted(start for start, end, _ in self.found if start == end)
        spans: list[tuple[int, int, int]] = []  # where the lines above begin, start, end
        for entry in sorted(gone):
            start = comment_start(self.text, entry)
            if spans and spans[-1][2] == start and not _any_within(added, start, start):
                spans[-1] = (*spans[-1][:2], entry.after)
            else:
                spans.append((entry.above, start, entry.after))
        done = 0
        for above, start, end in spans:
            wide_start, wide_end = self._widen(above, start, end)
            if not _any_within(added, wide_start, wide_end):
                start, end = wide_start, wide_end
            self.found.append((max(start, done), end, ""))
            done = end

    def _widen(self, above: int, start: int, end: int) -> tuple[int, int]:
        """Take blank lines before or behind along: none is doubled, and a file without last line end gets none."""
        blanks = start
        for line in reversed(_lines(self.text[above:start])):
            if line.strip():
                break
            blanks -= len(line)
        behind = _BLANK_LINES.match(self.text, end)
        after = behind.end() if behind else end
        if end == len(self.text):
            ended = self.text.endswith(("\r", "\n"))
            return (blanks if ended else _before_line_end(self.text, blanks)), end
        if after == end:
            return start, end
        return (blanks, end) if start > 0 else (start, after)

    # Inserting

    def _insert(self, new: dict[str, str]) -> None:
        order, present = list(self.source.units), list(self.target.units)
        pairs = place(present, order, [key for key in new if key in self.source.units])
        last = present[-1] if present else None
        chain_of: dict[str, list[str]] = {}
        chains: dict[str | None, list[str]] = {}  # existing entry -> new ones behind it
        for anchor, key in pairs:
            chain = chain_of.get(anchor) if anchor is not None else None
            if chain is None:
                chain = chains.setdefault(anchor, [])
                chain.insert(0, key)
            else:
                chain.insert(len(chain) if chain[-1] == anchor else chain.index(str(anchor)) + 1, key)
            chain_of[key] = chain
        chains.setdefault(last, []).extend(key for key in new if key not in self.source.units)
        successor = dict(zip([None, *present], [*present, None], strict=True))
        follower = dict(zip(order, [*order[1:], None], strict=False))
        for anchor, chain in chains.items():
            if chain:
                following = successor[anchor]
                split = self._paragraph(chain, following, follower)
                self._write_behind(anchor, chain[:split], new)
                if following is not None and chain[split:]:
                    self._write_before(following, chain[split:], new)

    def _paragraph(self, chain: list[str], successor: str | None, follower: dict[str, str | None]) -> int:
        """
        From where on the new entries of ``chain`` belong into the paragraph that ``successor`` begins.

        So it is when in the source they begin it and ``successor`` follows them directly.
        """
        none = len(chain)
        unit = self.source.units.get(successor) if successor is not None else None
        if successor is None or unit is None or follower.get(chain[-1]) != successor:
            return none
        if _is_apart(self.model.text, entry_of(unit)) or not _is_apart(
            self.text, entry_of(self.target.units[successor])
        ):
            return none
        for index in range(len(chain) - 1, -1, -1):
            begun = self.source.units.get(chain[index])
            if begun is None:
                return none
            if _is_apart(self.model.text, entry_of(begun)):
                return index
        return none

    def _write_before(self, successor: str, keys: list[str], new: dict[str, str]) -> None:
        here = comment_start(self.text, entry_of(self.target.units[successor]))
        lines = [self._entry(key, new[key], successor, i > 0) for i, key in enumerate(keys)]
        self.found.append((here, here, "".join(line + self.style.newline for line in lines)))

    def _write_behind(self, anchor: str | None, keys: list[str], new: dict[str, str]) -> None:
        if not keys:
            return
        newline = self.style.newline
        inside = anchor is not None or (self.first is None and bool(self.text.strip()))
        lines = [self._entry(key, new[key], anchor, inside or i > 0) for i, key in enumerate(keys)]
        text = newline.join(lines)
        if anchor is not None:
            entry = entry_of(self.target.units[anchor])
            here = entry.after
            if entry.after > entry.end:  # it has a line end
                text += newline
            elif entry.start not in self.removed:
                text = _line_ends(self.text[entry.start :], newline) + text
        elif self.first is not None:
            here = self._top(keys[0], self.first)
            text += newline
        else:
            here = len(self.text)
            last = self.text[_last_line(self.text) :]
            is_comment = last.lstrip(_BLANK).startswith(("#", "!"))  # in which a backslash is a letter
            text = _line_ends(last.replace("\\", "/") if is_comment else last, newline) + text + newline
        self.found.append((here, here, text))

    def _top(self, key: str, first: Entry) -> int:
        """Where ``key`` goes that comes before all others: below the header, or above the first entry."""
        unit = self.source.units.get(key)
        if (
            unit is not None
            and not _is_apart(self.model.text, entry_of(unit))
            and _is_apart(self.text, first)
        ):
            here = first.above
            for line in _lines(self.text[first.above : first.start]):
                if not line.strip():
                    return here
                here += len(line)
        return comment_start(self.text, first)

    def _entry(self, key: str, text: str, neighbour: str | None, inside: bool) -> str:
        """The lines of a new entry, without the last line end: blank line and comment of the source's, key, value."""
        unit = self.source.units.get(key)
        if unit is None:
            separator = self._separator(neighbour) if key else "="
            return self.style.key(key) + separator + self.style.value(text, separator)
        entry = entry_of(unit)
        model = self.model.text
        above = _lines(model[comment_start(model, entry) : _line_start(model, entry)])
        blank = [""] if inside and _is_apart(model, entry) else []
        name = model[entry.start : entry.key_end]
        # The escape of a character behind a backslash would be the backslash's.
        is_safe = "\n" not in name and "\r" not in name and ("\\" not in name or self.style.raw(name) == name)
        name = self.style.raw(name) if is_safe else self.style.key(key)
        separator = self._separator(neighbour, entry, len(name)) if name else "="
        comment = [self.style.raw(line.rstrip("\r\n")) for line in above]
        line = name + separator + self.style.value(text, separator)
        return self.style.newline.join([*blank, *comment, line])

    def _separator(self, neighbour: str | None, entry: Entry | None = None, width: int = 0) -> str:
        """Between key and value: as in the source if the neighbour has it so too, else as the neighbour has it."""
        own: str = self.model.text[entry.key_end : entry.value_start] if entry else ""
        own = "" if "\\" in own else own
        if neighbour is None:
            neighbour = next(iter(self.target.units), None)
        if neighbour is None:
            return own or "="
        near = entry_of(self.target.units[neighbour])
        beside: str = self.text[near.key_end : near.value_start]
        if "\\" in beside or not beside:
            return own or "="
        model = self.source.units.get(neighbour)
        if own and model is not None:
            spelled = entry_of(model)
            if self.model.text[spelled.key_end : spelled.value_start] == beside:
                return own
        blanks = len(beside) - len(beside.lstrip())
        if blanks > 1 and width:  # signs in one column
            return " " * max(1, near.key_end - near.start + blanks - width) + beside.lstrip()
        return beside


def entry_of(unit: Unit) -> Entry:
    return Entry.of(unit.place)


def comment_start(text: str, entry: Entry) -> int:
    """Where the comment directly above ``entry`` begins; the file's header and directives are none."""
    begin = _line_start(text, entry)
    start = begin
    for line in reversed(_lines(text[entry.above : begin])):
        if not line.strip() or _DIRECTIVE.match(line):
            return start
        start -= len(line)
    return start if start > 0 else begin


def _line_start(text: str, entry: Entry) -> int:
    start = entry.start
    while start > entry.above and text[start - 1] in " \t\f":
        start -= 1
    return start


def _is_apart(text: str, entry: Entry) -> bool:
    """Whether a blank line stands between ``entry`` with its comment and what is above."""
    lines = _lines(text[entry.above : comment_start(text, entry)])
    return bool(lines) and not lines[-1].strip()


def _lines(text: str) -> list[str]:
    return _LINE.findall(text)


def _before_line_end(text: str, position: int) -> int:
    if text.endswith("\r\n", 0, position):
        return position - 2
    return position - 1 if position > 0 else 0


def _line_ends(end: str, newline: str) -> str:
    """What it takes behind ``end``, the last entry or line of a file, to begin a new line."""
    if not end:
        return ""
    last = end.removesuffix("\n").removesuffix("\r")
    missing = int(not end.endswith(("\r", "\n")))
    if (len(last) - len(last.rstrip("\\"))) % 2:
        missing += 1  # the backslash would join the next line
    if missing and newline == "\n" and end.endswith("\r"):
        missing += 1  # the first one would become part of it
    return newline * missing


def _last_line(text: str) -> int:
    """Where the last line that is not empty begins."""
    end = len(text.removesuffix("\n").removesuffix("\r"))
    return max(text.rfind("\n", 0, end), text.rfind("\r", 0, end)) + 1


def _any_within(places: list[int], start: int, end: int) -> bool:
    index = bisect_left(places, start)
    return index < len(places) and places[index] <= end
