"""
Apple's `.strings`: values as they are written, escapes and all, so that nothing is lost on the way.

Unlike in `segments.text_file`, an entry without translation is left out.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ci_l10n.sandbox.segments.base import SourceText, Unreadable, decode

TOKEN = re.compile(
    r"""
      (?P<comment> /\*.*?\*/ | //[^\n]* )
    | (?P<quote>") (?P<key> (?:[^"\\]|\\.)* ) " \s*=\s* "(?P<value> (?:[^"\\]|\\.)* )" \s*;
    | (?P<name> [A-Za-z0-9_.\-]+ ) \s*=\s* "(?P<text> (?:[^"\\]|\\.)* )" \s*;
    """,
    re.VERBOSE | re.DOTALL,
)


class Piece(NamedTuple):
    """An entry or a comment, and where it is; ``value`` is the span of the text between the quotes."""

    start: int
    end: int
    key: str
    value: tuple[int, int]
    comment: str


class IosForm:
    is_bilingual = False

    def parse(self, content: bytes, language: str) -> list[SourceText]:
        text = decode(content)
        return [
            SourceText(piece.key, text[piece.value[0] : piece.value[1]])
            for piece in self.pieces(text)
            if not piece.comment and text[piece.value[0] : piece.value[1]].strip()
        ]

    def render(self, content: bytes, language: str, targets: Mapping[str, str]) -> bytes:
        text, parts, position = decode(content), [], 0
        for piece in self.pieces(text):
            if piece.comment or not text[piece.value[0] : piece.value[1]].strip():
                continue
            if piece.key in targets:
                parts += [text[position : piece.value[0]], targets[piece.key]]
                position = piece.value[1]
            else:
                parts.append(text[position : piece.start])
                position = piece.end
        parts.append(text[position:])
        written = "".join(parts)
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return written.encode("utf-16")
        return (b"\xef\xbb\xbf" if content.startswith(b"\xef\xbb\xbf") else b"") + written.encode()

    def pieces(self, text: str) -> Iterator[Piece]:
        """Entries and comments in file order; raises `Unreadable` for anything else."""
        position = 0
        for match in TOKEN.finditer(text):
            self._check_between(text, position, match.start())
            position = match.end()
            if match["comment"] is not None:
                yield Piece(match.start(), match.end(), "", (0, 0), match["comment"])
            else:
                group = "value" if match["quote"] else "text"
                key = match["key"] if match["quote"] else match["name"]
                yield Piece(match.start(), match.end(), key, match.span(group), "")
        self._check_between(text, position, len(text))

    def _check_between(self, text: str, start: int, end: int) -> None:
        if text[start:end].strip().strip("\ufeff"):
            line = text.count("\n", 0, start) + 1
            raise Unreadable(f"not a .strings file: unexpected text near line {line}")
