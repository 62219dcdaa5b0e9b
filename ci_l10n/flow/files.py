"""Reading localization files as a rule of the configuration wants them read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ci_l10n.config.model import Rule
from ci_l10n.errors import ContentError, Location
from ci_l10n.flow.pointers import check_is_content
from ci_l10n.formats.base import Format, Reading
from ci_l10n.formats.inheriting import directives_of_file, inherited
from ci_l10n.formats.registry import detect_format, get_format
from ci_l10n.model import Catalog, Locale, Value, is_empty, texts_of
from ci_l10n.paths.rule import MOST_BYTES


def check_size(size: int, path: str, most: int = MOST_BYTES, hint: str = "") -> None:
    """Raise `ContentError` for a file of more than ``most`` bytes, before it is parsed into many times its size."""
    if size > most:
        raise ContentError(
            f"the file has more than {_shown(most)}",
            hint=hint
            or "is it the right file? split it, exclude it from the rule, or raise limits.file_size",
            location=Location(path),
            code="file-too-large",
        )


def _shown(size: int) -> str:
    return f"{size >> 20} MB" if size >= 1 << 20 else f"{size >> 10} kB"


@dataclass(frozen=True, slots=True)
class Reader:
    """How one source file and its targets are read: the rule's format and directives; no format is a document."""

    rule: Rule
    format: Format | None
    source_locale: Locale
    own: Mapping[str, str] = field(default_factory=dict)  # directives in comments of the source

    @property
    def by_keys(self) -> Format:
        """The format; only for readers that have one, which callers ask `merges_keys` first."""
        if self.format is None:
            raise TypeError(f"{self.rule.source} is a document and has no keys")
        return self.format

    @property
    def merges_keys(self) -> bool:
        """Whether targets are merged key by key; else the whole file is one value."""
        return self.format is not None and self.rule.delivery != "replace"

    def source(self, data: bytes, path: str) -> Catalog:
        """Parse a source file; raises `ContentError`. Only for readers with a format."""
        return self._parse(data, Reading("source", self.source_locale, path, self.rule.directives))

    def target(self, data: bytes, path: str, locale: Locale) -> Catalog:
        """Parse a target file or an export of it; raises `ContentError`. Only for readers with a format."""
        return self._parse(data, self.reading(path, locale, data))

    def reading(self, path: str, locale: Locale, data: bytes | None = None) -> Reading:
        """How the target ``data`` is read: as the source, also where it does not repeat the source's comments."""
        given = self.rule.directives
        if self.own and data is not None:
            told = directives_of_file(self.by_keys.name, data)
            given = {**inherited(self.own, told, given), **given}
        return Reading("target", locale, path, given)

    def _parse(self, data: bytes, reading: Reading) -> Catalog:
        check_size(len(data), reading.path, self.rule.most_bytes)
        check_is_content(data, reading.path)
        return self.by_keys.parse(data, reading)


def reader_for(rule: Rule, path: str, data: bytes, source_locale: Locale) -> Reader:
    """The reader of a source file; its targets are read the same way."""
    name = rule.format or detect_format(path, data, rule.directives)
    if name is None:
        return Reader(rule, None, source_locale)
    return Reader(rule, get_format(name), source_locale, directives_of_file(name, data))


def count_words(reader: Reader, data: bytes, path: str) -> int:
    """
    Words a platform would bill for, estimated: runs of characters between blanks in the texts of ``data``.

    Raises `ContentError` when the file cannot be parsed.
    """
    if reader.format is None:
        return len(data.decode("utf-8", "replace").split())
    return sum(_words(unit.value) for unit in reader.source(data, path).units.values())


def count_changed_words(reader: Reader, before: bytes, after: bytes, path: str) -> int:
    """Words in the texts of ``after`` that ``before`` does not have."""
    if reader.format is None:
        known = set(before.decode("utf-8", "replace").split("\n\n"))
        blocks = after.decode("utf-8", "replace").split("\n\n")
        return sum(len(block.split()) for block in blocks if block not in known)
    new = reader.source(after, path).units
    try:
        old = reader.source(before, path).units
    except ContentError:  # what was sent is unknown or was malformed: everything counts
        old = {}
    return sum(
        _words(unit.value) for key, unit in new.items() if key not in old or old[key].value != unit.value
    )


def has_text(reader: Reader, data: bytes, path: str) -> bool:
    """Whether there is anything to translate; platforms refuse files without. Raises `ContentError`."""
    check_is_content(data, path)
    if reader.format is None:
        return bool(data.strip())
    return any(
        not is_empty(unit.value) and any(text.strip() for text in texts_of(unit.value))
        for unit in reader.source(data, path).units.values()
    )


def _words(value: Value) -> int:
    return sum(len(text.split()) for text in texts_of(value))


def translated_words(
    reader: Reader, source: bytes, target: bytes, source_path: str, target_path: str, locale: Locale
) -> int:
    """Words of source texts that have a translation in ``target``; 0 for files that cannot be parsed."""
    try:
        units = reader.source(source, source_path).units
        done = reader.target(target, target_path, locale).units
    except ContentError:
        return 0
    return sum(
        _words(unit.value)
        for key, unit in units.items()
        if key in done and not is_empty(done[key].value) and not done[key].needs_review
    )
