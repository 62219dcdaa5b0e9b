"""How a JSON file is written: indentation, separators, line ends, escapes; and texts rendered that way."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice

from ci_l10n.formats.escapes import EscapeTable
from ci_l10n.formats.json.scan import BLANK, SKIP, Container

# Characters that some writers escape although they need not (PHP `\/`, Go and Rails `\u003c`, invisible ones).
_OPTIONAL = "/<>&'=\x7f\u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u202f\ufeff"
_ALWAYS = {**{chr(code): f"\\u{code:04x}" for code in range(0x20)}, "\u2028": "\\u2028", "\u2029": "\\u2029"}
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\f": "\\f", "\b": "\\b"}
_HIGH_ESCAPE = re.compile(r"\\u(?!00[0-7])[0-9a-fA-F]{4}")
_LETTER_ESCAPE = re.compile(r"\\u[0-9]{0,3}([a-fA-F])")
_OPTIONAL_ESCAPE = re.compile(
    rf"\\(?:/|u(?i:{'|'.join(f'{ord(character):04x}' for character in _OPTIONAL)}))"
)
_SAMPLE = 50


@dataclass(frozen=True, slots=True)
class Style:
    """The habits of one file; ``multiline`` is False for minified ones."""

    newline: str
    ascii_only: bool
    upper: bool  # hexadecimal letters
    escapes: EscapeTable
    indent: str = "  "  # one level
    colon: str = ": "
    gap: str = " "  # behind a comma where the next member is on the same line
    multiline: bool = True
    spread: tuple[bool, bool] = (
        False,
        False,
    )  # (arrays, objects) inside others are never written on one line

    def may_be_short(self, is_object: bool) -> bool:
        return not self.spread[is_object]

    def quote(self, text: str) -> str:
        """``text`` as a JSON string, escaped as the file does."""
        return f'"{text.translate(self.escapes)}"'


def learn_style(text: str, root: Container, fallback: "Style | None" = None) -> Style:
    """The style of ``text``; what it does not show is taken from ``fallback``, the style of the source file."""
    escaped = "\\" in text
    shown = escaped and text.isascii() and _find_escape(_HIGH_ESCAPE, text) is not None
    letter = _find_escape(_LETTER_ESCAPE, text) if escaped else None
    ascii_only = shown or (fallback is not None and fallback.ascii_only and text.isascii())
    upper = letter.group(1).isupper() if letter else fallback is not None and fallback.upper
    fixed = _fixed_escapes(text, fallback.escapes if fallback else {})
    writing = Style(
        newline="\r\n" if "\r" in text and "\r\n" in text else "\n",
        ascii_only=ascii_only,
        upper=upper,
        escapes=EscapeTable(fixed, "\x7f" if ascii_only else "\U0010ffff", upper),
    )
    if root.members:
        return _learn_layout(writing, text, root)
    if fallback is None:
        return writing
    newline = writing.newline if "\n" in text else fallback.newline
    return replace(
        fallback,
        newline=newline,
        ascii_only=writing.ascii_only,
        upper=writing.upper,
        escapes=writing.escapes,
    )


def _find_escape(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The first match whose backslash has none before it that it would belong to."""
    for match in pattern.finditer(text):
        place = match.start()
        while place and text[place - 1] == "\\":
            place -= 1
        if (match.start() - place) % 2 == 0:
            return match
    return None


def _learn_layout(style: Style, text: str, root: Container) -> Style:
    lead = text[root.start + 1 : root.members[0].start]
    colon = _colon(text, root)
    return replace(
        style,
        indent=lead.rpartition("\n")[2] if not lead.strip(BLANK) else style.indent,
        colon=colon,
        gap=_gap(text, root, " " if colon.endswith(" ") else ""),
        multiline="\n" in lead,
        spread=(_is_spread(text, root, is_object=False), _is_spread(text, root, is_object=True)),
    )


def _is_spread(text: str, root: Container, *, is_object: bool) -> bool:
    """Whether there are arrays (or objects) of plain values below ``root``, all of them over several lines."""
    nodes = [
        node
        for node in _containers(root)[1:_SAMPLE]
        if node.is_object == is_object and node.labels() and not node.containers()
    ]
    return bool(nodes) and all("\n" in text[node.start : node.end] for node in nodes)


def _fixed_escapes(text: str, fallback: Mapping[int, str]) -> dict[str, str]:
    """What is escaped: what has to be, and optional characters that the file never has raw."""
    table = _ALWAYS | _SHORT
    found = set(_OPTIONAL_ESCAPE.findall(text)) if "\\" in text else ()
    for character in _OPTIONAL:
        spelled = [f"\\u{ord(character):04x}", f"\\u{ord(character):04X}"]
        if character == "/":
            spelled.insert(0, "\\/")
        escape = next((e for e in spelled if e in found), fallback.get(ord(character)))
        if escape and not _is_raw_in(text, character):
            table[character] = escape
    return table


def _is_raw_in(text: str, character: str) -> bool:
    if character == "/":
        return re.search(r"(?<!\\)/", text) is not None
    return character in text


def _colon(text: str, root: Container) -> str:
    """What stands between name and value, as most of the first members have it."""
    found: Counter[str] = Counter()
    for node in islice(_objects(root), _SAMPLE):
        for member in node.members[:_SAMPLE]:
            head = text[member.start : member.value_start]
            before = head.rstrip(BLANK)
            name = before.removesuffix(":").rstrip(BLANK)
            if before.endswith(":") and name.endswith('"'):
                found[head[len(name) :]] += 1
    return found.most_common(1)[0][0] if found else ": "


def _gap(text: str, root: Container, default: str) -> str:
    for node in islice(_containers(root), _SAMPLE):
        if len(node.members) > 1:
            between = text[node.members[0].end : node.members[1].start]
            if "\n" not in between:
                return between.partition(",")[2] if not between.replace(",", "").strip(BLANK) else default
    return default


def _containers(root: Container) -> "list[Container]":
    """``root`` and containers below it, breadth first, the first few."""
    found = [root]
    for node in found:
        found += [value for value in node.contents()[1][:_SAMPLE] if isinstance(value, Container)]
        if len(found) >= _SAMPLE:
            break
    return found


def _objects(root: Container) -> "list[Container]":
    return [node for node in _containers(root) if node.is_object]


def line_indent(text: str, position: int) -> str:
    """The blanks at the beginning of the line that holds ``position``."""
    start = text.rfind("\n", 0, position) + 1
    line = text[start:position]
    return line[: len(line) - len(line.lstrip(" \t"))]


def skip(text: str, position: int) -> int:
    """Behind the blanks and comments at ``position``."""
    match = SKIP.match(text, position)
    return match.end() if match else position
