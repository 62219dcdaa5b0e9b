"""How a gettext file is written: its line width and line ends, texts with their escapes, flags, the header."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ci_l10n import plurals
from ci_l10n.formats.gettext.scan import Place, Scan, comment_start
from ci_l10n.formats.spans import Edit
from ci_l10n.model import Locale

_GETTEXT_WIDTH = 79  # what GNU's tools wrap at by default
_LONG = 82  # a line that is longer, and could have been broken, says that the file does not wrap
_ENOUGH = 300  # texts, to know how a file is laid out
_FEW = 5  # wrapped lines, too few to learn a width that nobody uses
_ESCAPES = str.maketrans(
    {"\a": r"\a", "\b": r"\b", "\f": r"\f", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\v": r"\v", '"': r"\"", "\\": r"\\"}
)  # fmt: skip
_WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60"
# Where a line may be broken: after blanks, and between wide characters unless the next one closes something.
_WORD = re.compile(rf"[{_WIDE}][、。，．！？）」』】：；]*[ ]*|[^ {_WIDE}]+[ ]*|[ ]+")
_SCRIPT_MODIFIERS = {"Latn": "latin", "Cyrl": "cyrillic", "Arab": "arabic", "Deva": "devanagari"}


@dataclass(frozen=True, slots=True)
class Style:
    """How a file lays out its texts."""

    width: int | None  # None: lines are not wrapped
    splits: bool  # a text of several lines stands on several lines
    eol: str

    def field(self, keyword: str, text: str) -> str:
        """``keyword "text"`` in the layout of the file, without a line end behind it."""
        lines = [line.translate(_ESCAPES) for line in re.findall(r"[^\n]*\n|[^\n]+", text)] or [""]
        whole = f'{keyword} "{"".join(lines)}"'
        fits = self.width is None or len(whole) * 2 <= self.width or columns(whole) <= self.width
        if fits and (len(lines) == 1 or not self.splits):
            return whole
        if self.width is not None:
            lines = [piece for line in lines for piece in _wrapped(line, self.width - 2)]
        return self.eol.join((f'{keyword} ""', *(f'"{line}"' for line in lines)))


def columns(text: str) -> int:
    """The width of ``text`` on a terminal."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def _wrapped(line: str, width: int) -> Iterator[str]:
    current, used = "", 0
    for word in _WORD.findall(line):
        size = columns(word)
        if current and used + columns(word.rstrip(" ")) > width:
            yield current
            current, used = "", 0
        current, used = current + word, used + size
    yield current


def learn(scan: Scan, places: Iterable[Place]) -> Style:
    """The layout of a file from its translations, or where they say nothing, from its source texts."""
    every = list(places)
    texts = scan.text
    evidence = _Evidence()
    for part in ("body", "head"):
        for place in every:
            start, end = (place.body, place.end) if part == "body" else (place.head, place.body)
            if end - start >= _LONG or texts.count(b"\n", start, end) > 1 or b"\\n" in texts[start:end]:
                evidence.add(texts[start:end])
                if evidence.total > _ENOUGH:
                    break
        if evidence.says_width:
            break
    first = texts.find(b"\n")
    eol = "\r\n" if first > 0 and texts[first - 1 : first] == b"\r" else "\n"
    return Style(evidence.width, evidence.splits, eol)


class _Evidence:
    def __init__(self) -> None:
        self.long = self.wrapped = self.widest = self.split = self.joined = self.total = 0

    def add(self, raw: bytes) -> None:
        self.total += 1
        lines = raw.decode().split("\n")
        for line, following in zip(lines, [*lines[1:], ""], strict=True):
            line = line.strip()
            size = columns(line)
            if size > _LONG and " " in line[line.find('"') : _LONG - 2]:
                self.long += 1
            elif following.startswith('"') and not line.endswith('""'):
                if line.endswith('\\n"'):
                    self.split += 1
                else:
                    self.wrapped += 1
                    self.widest = max(self.widest, size)
            self.joined += "\\n" in line[:-3]

    @property
    def says_width(self) -> bool:
        return bool(self.long or self.wrapped)

    @property
    def width(self) -> int | None:
        if self.long > self.wrapped:
            return None
        return self.widest if self.wrapped >= _FEW else _GETTEXT_WIDTH

    @property
    def splits(self) -> bool:
        return self.split >= self.joined


def flag_edits(scan: Scan, place: Place, style: Style, *, fuzzy: bool) -> Iterator[Edit]:
    """Set the ``fuzzy`` flag, or remove it with the previous msgid (``#|``) that explained it."""
    lines = list(comment_lines(scan.text, place))
    flagged = [line for line in lines if line.kind in (b"#,", b"#=")]
    previous = [line for line in lines if line.kind == b"#|"]
    if not fuzzy:
        for line in flagged:
            if b"fuzzy" in flags_in(line.raw):
                yield Edit(line.start, line.stop, without_fuzzy(line.raw))
        for line in previous:
            yield Edit(line.start, line.stop, b"")
    elif not any(b"fuzzy" in flags_in(line.raw) for line in flagged):
        if flagged:
            place_of_flag = flagged[0].start + flagged[0].raw.index(b"#") + 2
            yield Edit(place_of_flag, place_of_flag, b" fuzzy,")
            return
        at = (
            previous[0].start
            if previous
            else max(scan.text.rfind(b"\n", place.gap, place.head) + 1, place.gap)
        )
        lead = "" if at == 0 or scan.text[at - 1 : at] == b"\n" else style.eol
        yield Edit(at, at, f"{lead}#, fuzzy{style.eol}".encode())


class CommentLine(NamedTuple):
    start: int
    stop: int  # after the line end
    kind: bytes  # `#.`, `#:`, `#,`, `#|`, `# `
    raw: bytes


def comment_lines(text: bytes, place: Place) -> Iterator[CommentLine]:
    """The comment lines directly above an entry."""
    start = comment_start(text, place)
    while (stop := text.find(b"\n", start, place.head) + 1) > 0:
        raw = text[start:stop]
        yield CommentLine(start, stop, raw.lstrip(b" \t")[:2], raw)
        start = stop


def flags_in(line: bytes) -> list[bytes]:
    """The flags of a ``#,`` line."""
    return [flag.strip() for flag in line.lstrip(b" \t")[2:].split(b",") if flag.strip()]


def without_fuzzy(line: bytes) -> bytes:
    """A ``#,`` line without the flag, nothing when it holds no other."""
    mark = line.index(b"#") + 2
    content = line.rstrip(b"\r\n")
    kept = [flag for flag in content[mark:].split(b",") if flag.strip() != b"fuzzy"]
    return line[:mark] + b",".join(kept) + line[len(content) :] if any(f.strip() for f in kept) else b""


def header_text(old: str, locale: Locale) -> str:
    """The header ``old`` made one of a UTF-8 file in ``locale``, its other fields as they are."""
    count, expression = plurals.plural_forms(locale)
    lines = old.splitlines(keepends=True)
    content = "text/plain; charset=UTF-8"
    lines = _with_field(lines, "Content-Type", content, after="MIME-Version")
    lines = _with_field(lines, "Content-Transfer-Encoding", "8bit", after="Content-Type", keep=True)
    lines = _with_field(lines, "Language", gettext_locale(locale), after="Language-Team")
    lines = _with_field(lines, "Plural-Forms", f"nplurals={count}; plural=({expression});", after="")
    return "".join(lines)


def gettext_locale(locale: Locale) -> str:
    """
    ``locale`` as gettext's header spells it: ``pt_BR``, ``sr@latin``, ``zh_Hans``.

    >>> gettext_locale("sr-Latn-RS")
    'sr_RS@latin'
    """
    language, *rest = locale.split("-")
    script = rest[0] if rest and rest[0] in _SCRIPT_MODIFIERS else ""
    parts = [part for part in rest if part != script]
    return "_".join([language, *parts]) + (f"@{_SCRIPT_MODIFIERS[script]}" if script else "")


def _with_field(lines: list[str], name: str, value: str, *, after: str, keep: bool = False) -> list[str]:
    """``lines`` with the field set, where it stands or else behind ``after`` (or at the end)."""
    names = [line.partition(":")[0].strip().lower() for line in lines]
    if name.lower() in names:
        index = names.index(name.lower())
        if keep or lines[index].partition(":")[2].strip().lower() == value.lower():
            return lines
        return [*lines[:index], f"{name}: {value}\n", *lines[index + 1 :]]
    index = names.index(after.lower()) + 1 if after.lower() in names else len(lines)
    if lines and not lines[-1].endswith("\n"):
        lines = [*lines[:-1], lines[-1] + "\n"]
    return [*lines[:index], f"{name}: {value}\n", *lines[index:]]
