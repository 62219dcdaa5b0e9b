"""
Java ``.properties`` files.

Read as UTF-8 where that is possible, else as Latin-1, and written back so: a file of ASCII gets ``\\uXXXX`` escapes
unless the source file is UTF-8 beyond ASCII. A value's meaning is its unescaped text; whether it is a MessageFormat
pattern with doubled apostrophes is not interpreted.
"""

from collections.abc import Mapping, Sequence

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.base import About, Change, Reading, Untranslated
from ci_l10n.formats.properties.edit import Document, Editor
from ci_l10n.formats.properties.scan import Entry, Scanner
from ci_l10n.formats.spans import Edit, apply_edits
from ci_l10n.model import Catalog, Finding, Unit, Value

_BOM = b"\xef\xbb\xbf"


ABOUT = About(
    files="`.properties`, UTF-8 or ISO-8859-1",
    key="the key",
    sets="none",
    comment="the comment directly above it",
    untranslated="absent or empty",
    review="none",
    duplicates="the last, as `java.util.Properties` does",
)


class PropertiesFormat:
    """See the module's text."""

    name = "properties"
    syntaxes: tuple[str, ...] = ("messageformat", "icu", "brace", "printf", "dollar", "markup")
    marks_review = False
    about = ABOUT

    def parse(self, data: bytes, reading: Reading) -> Catalog:
        text, encoding = _decode(data, reading.path)
        units: dict[str, Unit] = {}
        shadowed: dict[str, list[Entry]] = {}
        findings: list[Finding] = []
        keys, values, rows = Scanner(text, reading.path).scan()
        newline = "\n" if "\n" in text or "\r" not in text else "\r"
        count, counted, line = text.count, 0, 1
        for key, value, row in zip(keys, values, rows, strict=True):
            line += count(newline, counted, row[1])
            counted = row[1]
            if key in units:
                earlier = units.pop(key)  # what is left stands where the last one does
                shadowed.setdefault(key, []).append(Entry(*earlier.place))
                findings.append(_duplicate(earlier, line, reading.path))
            units[key] = Unit(key, value, line, row)
        offset = len(data) - len(data.removeprefix(_BOM))
        document = Document(text, encoding, offset, rows, shadowed)
        return Catalog(data, units, tuple(findings), document)

    def edits(
        self, target: Catalog, changes: Sequence[Change], source: Catalog, reading: Reading
    ) -> list[Edit]:
        return Editor(target, source, reading.path).edits(changes)

    def skeleton(
        self, source: Catalog, values: Mapping[str, Value], untranslated: Untranslated, reading: Reading
    ) -> bytes:
        changes = [
            Change(key, values.get(key, _rest(unit.value, untranslated)))
            for key, unit in source.units.items()
        ]
        return apply_edits(source.data, Editor(source, source, reading.path).edits(changes))


def _rest(value: Value, untranslated: Untranslated) -> Value | None:
    return {"omit": None, "source": value, "empty": ""}[untranslated]


def _duplicate(earlier: Unit, line: int, path: str) -> Finding:
    return Finding(
        "warning",
        "duplicate-key",
        f"{earlier.key!r} occurs again in line {line}; programs read the last one",
        "delete the one that is not meant",
        Location(path, earlier.line, key=earlier.key),
    )


def _decode(data: bytes, path: str) -> tuple[str, str]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise ContentError(
            "the file is UTF-16; .properties files are UTF-8 or Latin-1",
            hint="convert it to UTF-8",
            location=Location(path, 1, 1),
        )
    if (nul := data.find(b"\0")) >= 0:
        raise ContentError(
            f"the file holds a NUL byte at offset {nul}, it is not text in UTF-8 or Latin-1",
            hint="if it is UTF-16, convert it to UTF-8",
            location=Location(path, data.count(b"\n", 0, nul) + 1),
        )
    try:
        return data.removeprefix(_BOM).decode(), "utf-8"
    except UnicodeDecodeError as error:
        if data.startswith(_BOM):
            raise ContentError(
                f"not UTF-8, although the file begins with its byte order mark: byte 0x{error.object[error.start]:02x}",
                hint="save the file as UTF-8",
                location=Location(path, data.count(b"\n", 0, error.start + len(_BOM)) + 1),
            ) from None
        return data.decode("latin-1"), "latin-1"


FORMAT = PropertiesFormat()
