"""Tables with directives that say which column holds what; columns are numbered from 1."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ci_l10n.sandbox.segments.base import SourceText, Unreadable, decode
from ci_l10n.sandbox.smartling.comments import read_directive

OWN = ("paths", "source_key_paths", "first_row_header", "field_separator", "string_encloser")
ON = ("true", "on", "1", "yes")


@dataclass(frozen=True, slots=True)
class CsvTable:
    """``columns`` to translate with the column of their key (0: none)."""

    columns: tuple[tuple[int, int], ...]
    has_header: bool
    separator: str = ","
    encloser: str = '"'
    is_bilingual = False

    def parse(self, content: bytes, language: str) -> list[SourceText]:
        _, rows = self._read(content)
        return [
            SourceText(f"{place}:{column}", row[column - 1])
            for place, row in self._body(rows)
            for column, _ in self.columns
            if len(row) >= column and row[column - 1].strip()
        ]

    def render(self, content: bytes, language: str, targets: Mapping[str, str]) -> bytes:
        head, rows = self._read(content)
        for place, row in self._body(rows):
            for column, _ in self.columns:
                if len(row) >= column and row[column - 1].strip():
                    row[column - 1] = targets.get(f"{place}:{column}", "")
        written = io.StringIO()
        written.writelines(head)
        writer = csv.writer(
            written,
            delimiter=self.separator,
            quotechar=self.encloser,
            quoting=csv.QUOTE_ALL,
            lineterminator="\r\n",
        )
        writer.writerows(rows)
        return written.getvalue().encode()

    def keys(self, content: bytes) -> Iterator[tuple[str, str]]:
        """Name and key of each text."""
        _, rows = self._read(content)
        for place, row in self._body(rows):
            for column, key in self.columns:
                if len(row) >= column:
                    yield f"{place}:{column}", row[key - 1].strip() if 0 < key <= len(row) else ""

    def _body(self, rows: list[list[str]]) -> list[tuple[int, list[str]]]:
        return list(enumerate(rows))[1 if self.has_header else 0 :]

    def _read(self, content: bytes) -> tuple[list[str], list[list[str]]]:
        """Lines with directives at the top, and the rows after them."""
        head, body = split_head(content)
        try:
            reader = csv.reader(
                io.StringIO(body, newline=""), delimiter=self.separator, quotechar=self.encloser
            )
            return head, [row for row in reader if row]
        except csv.Error as error:
            raise Unreadable(f"not CSV: {error}") from error


def split_head(content: bytes) -> tuple[list[str], str]:
    """The comment lines at the top, and the rest."""
    lines = decode(content).splitlines(keepends=True)
    count = 0
    while count < len(lines) and lines[count].lstrip().startswith("#"):
        count += 1
    return lines[:count], "".join(lines[count:])


def table_of(content: bytes, directives: Mapping[str, str], locale: str) -> CsvTable | None:
    """
    The table that directives (of the request, or at the top of the file) describe; None without any.

    ``locale`` is that of a translated file, which may hold several.
    """
    found = dict(directives)
    for line in split_head(content)[0]:
        found.update(read_directive(line.lstrip().lstrip("#")))
    if not set(OWN) & set(found):
        return None
    keys = _numbers(found.get("source_key_paths", ""))
    default = [key + 1 for key in keys] or [1]
    paths = _numbers(found["paths"], locale) if found.get("paths") else default
    columns = tuple((path, max((key for key in keys if key < path), default=0)) for path in paths)
    separator = found.get("field_separator", ",").replace("\\t", "\t") or ","
    return CsvTable(
        columns,
        found.get("first_row_header", "").lower() in ON,
        separator[0],
        found.get("string_encloser", '"')[:1] or '"',
    )


def _numbers(given: str, locale: str = "") -> list[int]:
    """Columns: `2, 3/fr-FR` is 2, and 3 for that locale alone; what is no number counts for nothing."""
    pairs = [part.strip().strip("{}").partition("/") for part in given.split(",")]
    return [int(head) for head, _, tag in pairs if head.isdigit() and int(head) > 0 and tag in ("", locale)]
