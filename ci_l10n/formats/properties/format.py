"""
Java ``.properties`` files.

Read as UTF-8 where that is possible, else as Latin-1, with its byte order mark as UTF-16, and written back so: a file of
ASCII gets ``\\uXXXX`` escapes unless the source file is UTF-8 beyond ASCII. A value's meaning is its unescaped text; whether it is a MessageFormat
pattern with doubled apostrophes is not interpreted.
"""

from collections.abc import Mapping, Sequence

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.base import About, Change, Reading, Untranslated
from ci_l10n.formats.forms import instead
from ci_l10n.formats.inline import find_directives, with_directives
from ci_l10n.formats.properties.latin_1 import make_edits
from ci_l10n.formats.properties.regular import read_regular
from ci_l10n.formats.properties.scan import Entry, Scanner
from ci_l10n.formats.properties.style import Document
from ci_l10n.formats.spans import Edit, apply_edits
from ci_l10n.formats.xml_scan import collector_paused
from ci_l10n.model import Catalog, Finding, Unit, Value

_BOM = b"\xef\xbb\xbf"
_UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


ABOUT = About(
    files="`.properties`, UTF-8 or ISO-8859-1, or UTF-16 with byte order mark",
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
        offset = 2 if encoding in _UTF_16.values() else len(data) - len(data.removeprefix(_BOM))
        shadowed: dict[str, list[Entry]] = {}
        findings: list[Finding] = []
        with collector_paused():
            units = read_regular(text) or _read(text, reading.path, shadowed, findings)
        catalog = Catalog(data, units, tuple(findings), Document(text, encoding, offset, shadowed))
        return with_directives(catalog, find_directives(text, "#"), is_source=reading.role == "source")

    def edits(
        self, target: Catalog, changes: Sequence[Change], source: Catalog, reading: Reading
    ) -> list[Edit]:
        return make_edits(target, source, changes, reading.path)

    def skeleton(
        self, source: Catalog, values: Mapping[str, Value], untranslated: Untranslated, reading: Reading
    ) -> bytes:
        changes = [
            Change(key, values.get(key, instead(unit.value, untranslated)))
            for key, unit in source.units.items()
        ]
        return apply_edits(source.data, make_edits(source, source, changes, reading.path))


def _read(text: str, path: str, shadowed: dict[str, list[Entry]], findings: list[Finding]) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for key, value, line, row in Scanner(text, path).scan():
        if key in units:
            earlier = units.pop(key)  # what is left stands where the last one does
            shadowed.setdefault(key, []).append(Entry.of(earlier.place))
            findings.append(_duplicate(earlier, line, path))
        units[key] = Unit(key, value, line, row)
    return units


def _duplicate(earlier: Unit, line: int, path: str) -> Finding:
    return Finding(
        "warning",
        "duplicate-key",
        f"{earlier.key!r} occurs again in line {line}; programs read the last one",
        "delete the one that is not meant",
        Location(path, earlier.line, key=earlier.key),
    )


def _decode(data: bytes, path: str) -> tuple[str, str]:
    if data[:2] in _UTF_16:
        return _decode_utf_16(data, path)
    if (nul := data.find(b"\0")) >= 0:
        raise ContentError(
            f"the file holds a NUL byte at offset {nul}, it is not text in UTF-8 or Latin-1",
            hint="if it is UTF-16 without byte order mark, convert it to UTF-8",
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


def _decode_utf_16(data: bytes, path: str) -> tuple[str, str]:
    encoding = _UTF_16[data[:2]]
    try:
        text = data[2:].decode(encoding)
    except UnicodeDecodeError as error:
        before = data[2 : 2 + error.start].decode(encoding, "replace")
        raise ContentError(
            f"not UTF-16, although the file begins with its byte order mark: offset {error.start + 2}",
            hint="save the file as UTF-8",
            location=Location(path, before.count("\n") + 1),
        ) from None
    if (nul := text.find("\0")) >= 0:
        raise ContentError(
            f"the file holds a NUL character at offset {2 * nul + 2}",
            hint="remove it, or write it as \\u0000",
            location=Location(path, text.count("\n", 0, nul) + 1),
        )
    return text, encoding


FORMAT = PropertiesFormat()
