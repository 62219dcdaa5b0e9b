"""Everything that is kept around its texts as it is: Markdown, HTML, `.strings`, plain text; and binary files."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ci_l10n.sandbox.segments.base import SourceText, Unreadable, decode

MARKERS = re.compile(r"[ \t]*(?:(?:\#{1,6}|[-*+]|\d{1,9}[.)]|>|\[[ xX]\])[ \t]+|\|)*")
PAIR = re.compile(r'"((?:[^"\\]|\\.)*)"\s*=\s*"((?:[^"\\]|\\.)*)"\s*;', re.DOTALL)
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
HTML_SKIPPED = re.compile(
    r"<!--.*?-->|<(script|style|pre|code)\b.*?</\1\s*>|<[^<>]*>", re.DOTALL | re.IGNORECASE
)


class Piece(NamedTuple):
    key: str  # "" for what is kept
    text: str


class TextForm:
    """A text cut into pieces; ``kind``: plain | markdown | html | strings."""

    is_bilingual = False

    def __init__(self, kind: str = "plain") -> None:
        self._cut = {
            "plain": _plain_pieces,
            "markdown": _markdown_pieces,
            "html": _html_pieces,
            "strings": _strings_pieces,
        }[kind]

    def parse(self, content: bytes, language: str) -> list[SourceText]:
        return [SourceText(piece.key, piece.text) for piece in self._pieces(content) if piece.key]

    def render(self, content: bytes, language: str, targets: Mapping[str, str]) -> bytes:
        parts = [targets.get(piece.key, "") if piece.key else piece.text for piece in self._pieces(content)]
        text = "".join(parts)
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return text.encode("utf-16")
        return (b"\xef\xbb\xbf" if content.startswith(b"\xef\xbb\xbf") else b"") + text.encode("utf-8")

    def _pieces(self, content: bytes) -> Iterator[Piece]:
        """Pieces that make up the file; equal texts get numbers, so each key is there once."""
        seen: dict[str, int] = {}
        for piece in self._cut(decode(content)):
            if not piece.key:
                yield piece
                continue
            seen[piece.key] = seen.get(piece.key, 0) + 1
            number = seen[piece.key]
            yield Piece(piece.key if number == 1 else f"{piece.key}\0{number}", piece.text)


class CsvForm:
    """
    Key in the first column, text in the second.

    A table with a column for the language gets its texts there; else they take the place of the source's, under the
    language as heading.
    """

    is_bilingual = False

    def parse(self, content: bytes, language: str) -> list[SourceText]:
        return [
            SourceText(row[0], row[1]) for row in self._rows(content)[1:] if len(row) > 1 and row[1].strip()
        ]

    def render(self, content: bytes, language: str, targets: Mapping[str, str]) -> bytes:
        heading, *rows = self._rows(content)
        names = [name.strip().replace("_", "-").lower() for name in heading]
        column = names.index(language.lower(), 1) if language.lower() in names[1:] else 1
        written = io.StringIO()
        writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow([*heading[:column], language, *heading[column + 1 :]])
        for row in rows:
            if len(row) > 1:
                row += [""] * (column + 1 - len(row))
                writer.writerow([*row[:column], targets.get(row[0], ""), *row[column + 1 :]])
        return written.getvalue().encode()

    def _rows(self, content: bytes) -> list[list[str]]:
        try:
            rows = list(csv.reader(io.StringIO(decode(content), newline="")))
        except csv.Error as error:
            raise Unreadable(f"not CSV: {error}") from error
        if not rows:
            raise Unreadable("the table has no heading")
        return rows


class BinaryForm:
    """A file whose texts the sandbox cannot see: it comes back as it went."""

    is_bilingual = False

    def parse(self, content: bytes, language: str) -> list[SourceText]:
        return [SourceText("file", f"{len(content)} bytes")]

    def render(self, content: bytes, language: str, targets: Mapping[str, str]) -> bytes:
        return content


def _line_pieces(line: str, prefix: int = 0) -> Iterator[Piece]:
    """A line as kept start, text, kept end."""
    start = prefix + len(line[prefix:]) - len(line[prefix:].lstrip())
    end = len(line.rstrip())
    if start >= end:
        yield Piece("", line)
        return
    yield Piece("", line[:start])
    yield Piece(line[start:end], line[start:end])
    yield Piece("", line[end:])


def _plain_pieces(text: str) -> Iterator[Piece]:
    for line in text.splitlines(keepends=True):
        yield from _line_pieces(line)


def _markdown_pieces(text: str) -> Iterator[Piece]:
    """Lines without their markers; fenced code, front matter and what holds no letters are kept."""
    fence = ""
    for number, line in enumerate(text.splitlines(keepends=True)):
        bare = line.strip()
        opening = (
            "---"
            if number == 0 and bare == "---"
            else next((f for f in ("```", "~~~") if bare.startswith(f)), "")
        )
        if fence or opening:
            if not fence:
                fence = opening
            elif bare.startswith(fence):
                fence = ""
            yield Piece("", line)
        elif not re.search(r"\w", bare) or re.match(r"\[[^\]]+\]:\s", bare):
            yield Piece("", line)
        else:
            found = MARKERS.match(line)
            yield from _line_pieces(line, found.end() if found else 0)


def _html_pieces(text: str) -> Iterator[Piece]:
    position = 0
    for match in HTML_SKIPPED.finditer(text):
        yield from _line_pieces(text[position : match.start()])
        yield Piece("", match.group())
        position = match.end()
    yield from _line_pieces(text[position:])


def _strings_pieces(text: str) -> Iterator[Piece]:
    """Values of `"key" = "value";` outside comments; keyed by the key."""
    hidden = COMMENT.sub(lambda m: " " * len(m.group()), _without_texts(text))
    position = 0
    for match in PAIR.finditer(text):
        if not hidden[match.start()].strip() or not match[2].strip():
            continue
        yield Piece("", text[position : match.start(2)])
        yield Piece(match[1], match[2])
        position = match.end(2)
    yield Piece("", text[position:])


def _without_texts(text: str) -> str:
    """The same length with what is inside quotes blanked out, so that `//` in an address starts no comment."""
    pattern = r'/\*.*?\*/|//[^\n]*|"(?:[^"\\]|\\.)*"'

    def blank(match: re.Match[str]) -> str:
        found = match.group()
        return f'"{"x" * (len(found) - 2)}"' if found.startswith('"') else found

    return re.sub(pattern, blank, text, flags=re.DOTALL)
