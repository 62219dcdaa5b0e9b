"""
Texts as YAML scalars, in the style that is wanted wherever that style can hold them, else in double quotes.

What may stand without quotes is decided by PyYAML's own resolver (YAML 1.1, as Ruby's Psych has it) and is stricter
where Psych, Symfony or YAML 1.2 are: symbols (``:name``), ``y``, numbers with commas, ``%``, ``@`` and backticks.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import yaml

_RESOLVERS: Any = yaml.resolver.Resolver.yaml_implicit_resolvers  # first character -> [(tag, pattern)]
SUSPECTS = frozenset(first for first in _RESOLVERS if first)
"""First characters of plain scalars that may be something else than a text."""
_WORDS = frozenset(
    ("y", "n", "yes", "no", "on", "off", "true", "false", "null", ".inf", "-.inf", "+.inf", ".nan")
)
_NUMERIC = re.compile(r"[-+.]?[0-9][0-9_,.:eExXoObBa-fA-F+-]*")
_HEAD = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`]|[-?](?=[^\s,\[\]{}])")
_UNSAFE_INSIDE = re.compile(
    r":(?=\s|\Z)|\s#|[^ -~\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_SPECIAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_FLOW_SIGNS = re.compile(r"[,\[\]{}:?#]")
_WRAP = re.compile(r"(?<=[^ \t]) (?=[^ \t])")
_ESCAPED = re.compile(r"\\(?:u(?!00[0-7])[0-9a-fA-F]{4}|x[89a-fA-F][0-9a-fA-F]|U[0-9a-fA-F]{8})")
HEADER = re.compile(r"([|>])([+-]?)([1-9]?)([+-]?)")

_ESCAPES = {
    "\0": "\\0", "\a": "\\a", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\v": "\\v", "\f": "\\f", "\r": "\\r",
    "\x1b": "\\e", '"': '\\"', "\\": "\\\\", "\x85": "\\N", "\u2028": "\\L", "\u2029": "\\P",
}  # fmt: skip


def is_text(value: str, style: str) -> bool:
    """Whether a scalar is a text: quoted, in a block, tagged so, or plain and nothing else to YAML 1.1."""
    if style:
        return True
    return (value[:1] not in SUSPECTS and value != "") or (value != "" and not _resolves(value))


def is_null(value: str, style: str) -> bool:
    """An empty plain scalar, as in ``key:``."""
    return not value and not style


def _resolves(value: str) -> bool:
    return any(pattern.match(value) for _, pattern in _RESOLVERS.get(value[0], ()))


def is_plain_safe(text: str, *, flow: bool = False) -> bool:
    """Whether every YAML reader takes ``text`` for itself when it stands without quotes as a value or key."""
    if not text or text[-1] in " \t" or _HEAD.match(text) is None or _UNSAFE_INSIDE.search(text):
        return False
    if flow and _FLOW_SIGNS.search(text):
        return False
    if text.startswith(("---", "...", "<<", "=")) or text.lower() in _WORDS or _NUMERIC.fullmatch(text):
        return False
    return text[0] not in SUSPECTS or not _resolves(text)


class Quotes(dict[int, str]):
    """Writes quoted scalars; ``ascii_only`` escapes all that is not ASCII. The table is for `str.translate`."""

    def __init__(self, *, ascii_only: bool = False, upper: bool = False) -> None:
        super().__init__({ord(character): escape for character, escape in _ESCAPES.items()})
        self.ascii_only = ascii_only
        self.upper = upper

    def __missing__(self, code: int) -> str:
        raw = not (_SPECIAL.match(chr(code)) or (self.ascii_only and code > 0x7E))
        digits = "" if raw else f"{code:02X}" if self.upper else f"{code:02x}"
        if raw:
            self[code] = chr(code)
        elif code <= 0xFF and not self.ascii_only:
            self[code] = f"\\x{digits}"
        else:
            self[code] = f"\\u{digits:0>4}" if code <= 0xFFFF else f"\\U{digits:0>8}"
        return self[code]

    def quote(self, text: str, sign: str = '"') -> str:
        """``text`` on one line; in single quotes only when ``sign`` says so and they can hold it."""
        if sign == "'" and not (_SPECIAL.search(text) or "\n" in text or "\t" in text):
            return "'" + text.replace("'", "''") + "'"
        return f'"{text.translate(self)}"'


def learn_quotes(texts: Sequence[str]) -> Quotes:
    """From the file, then from the source: whether letters beyond ASCII are escaped."""
    own = texts[0]
    match = _ESCAPED.search(own) if "\\" in own else None
    ascii_only = match is not None and own.isascii()
    letters = re.search(r"[a-fA-F]", match.group()[2:]) if match else None
    return Quotes(ascii_only=ascii_only, upper=bool(letters and letters.group().isupper()))


class Block:
    """
    How a block scalar is laid out: ``indent`` is the number of blanks before its lines, ``parent`` that of the
    mapping or sequence around it, ``old`` the scalar it replaces or is modelled on.
    """

    def __init__(self, style: str, indent: int, parent: int, old: str = "") -> None:
        self.style = style
        self.indent = indent
        self.parent = parent
        match = HEADER.match(old)
        self.explicit = int(match[3] or 0) if match else 0  # the indentation that the header gives
        self.header_end = match.end() if match else 0
        self.width = _width(old) if style == ">" else 0

    def render(self, text: str, newline: str, rest: str = "", *, may_keep: bool = False) -> str | None:
        """
        Header and lines, without the line end of the last one; None when this style cannot hold ``text``.

        ``rest`` is what stands behind the indicators in the first line: a comment. With ``may_keep`` blank lines may
        end the text.
        """
        body = text.rstrip("\n")
        ends = len(text) - len(body)
        if not body or _SPECIAL.search(text) or (ends > 1 and not may_keep):
            return None
        lines = body.split("\n")
        if any(line[-1:] in (" ", "\t") or line[:1] == "\t" for line in lines):
            return None
        if self.style == ">":
            if any(line[:1] == " " for line in lines):
                return None
            lines = self._folded(lines)
        first = next(line for line in lines if line)
        explicit = self.explicit > 0 or first[0] == " "
        depth = self.indent - self.parent
        if explicit and not 1 <= depth <= 9:
            return None
        chomping = "-" if ends == 0 else "" if ends == 1 else "+"
        header = f"{self.style}{depth if explicit else ''}{chomping}{rest}"
        blanks = " " * self.indent
        result = newline.join(
            [header, *(blanks + line if line else "" for line in lines), *[""] * (ends - 1)]
        )
        return result if self._reads_as(result, text) else None

    def _folded(self, paragraphs: list[str]) -> list[str]:
        """Lines that read as ``paragraphs``, wrapped where the old scalar was."""
        lines: list[str] = []
        for number, paragraph in enumerate(paragraphs):
            if number:
                lines.append("")
            if not self.width:
                lines += [paragraph] if paragraph else []
                continue
            line = ""
            for word in _WRAP.split(paragraph):
                if line and len(line) + len(word) >= self.width:
                    lines.append(line)
                    line = word
                else:
                    line = f"{line} {word}" if line else word
            lines += [line] if line else []
        return lines

    def _reads_as(self, rendered: str, text: str) -> bool:
        """Read it back: the rules of blanks in block scalars have too many corners."""
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        sample = " " * self.parent + "k: " + rendered + "\n"
        try:
            found = [e.value for e in yaml.parse(sample, Loader=loader) if isinstance(e, yaml.ScalarEvent)]
        except yaml.YAMLError:
            return False
        return found == ["k", text]


def _width(old: str) -> int:
    """How wide the lines of a folded scalar are; 0 when none of them is wrapped."""
    lines = [line.strip() for line in old.splitlines()[1:]]
    if any(first and second for first, second in pairwise(lines)):
        return max(map(len, lines)) + 1
    return 0


def header_rest(old: str) -> str:
    """What stands behind the indicators of a block scalar on its first line: a comment."""
    match = HEADER.match(old)
    line = old.splitlines()[0] if old else ""
    return line[match.end() :].rstrip() if match else ""


def block_indent(old: str) -> int | None:
    """How far the lines of a block scalar are indented; None when it has none or its indicator says so."""
    for line in old.splitlines()[1:]:
        if line.strip(" "):
            return len(line) - len(line.lstrip(" "))
    return None
