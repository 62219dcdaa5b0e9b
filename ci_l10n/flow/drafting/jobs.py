"""What targets lack in the working tree, file by file."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ci_l10n.errors import ContentError, Location
from ci_l10n.flow.drafting.missing import Missing, count_numbered, find_missing
from ci_l10n.flow.files import Reader, reader_for
from ci_l10n.git.checkout import read_file
from ci_l10n.model import Catalog, Finding, Locale, Unit
from ci_l10n.paths.rule import SourceFile


@dataclass(frozen=True, slots=True)
class Job:
    """What one target lacks."""

    source: SourceFile
    locale: Locale
    reader: Reader
    catalog: Catalog  # of the source
    missing: tuple[Missing, ...]

    @property
    def path(self) -> str:
        return self.source.targets[self.locale]

    @property
    def marks(self) -> bool:
        """Whether the file can say that a translation needs review."""
        return self.reader.by_keys.marks_review


@dataclass(slots=True)
class Search:
    """
    Looks for jobs below ``root``; files that cannot be read become findings, documents notes.

    ``is_complete`` says whether the platform calls a source complete in a locale; it is asked only where a target has
    texts of the source. Where it does, they are translations: some words are the same in both languages.
    """

    root: Path
    source_locale: Locale
    locales: Sequence[Locale]
    is_complete: Callable[[str, Locale], bool]
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def jobs(self, source: SourceFile) -> Iterator[Job]:
        """What the targets of one source lack."""
        read = self._read(source)
        if read is None:
            return
        reader, catalog = read
        for locale, path in source.targets.items():
            if locale not in self.locales:
                continue
            try:
                missing, impossible = self._missing(reader, catalog, path, locale)
            except ContentError as error:
                self.findings.append(malformed(error, path, locale))
                continue
            self.findings += (_without_forms(unit, source.path, locale) for unit in impossible)
            if any(each.is_copy for each in missing) and self.is_complete(source.path, locale):
                missing = [each for each in missing if not each.is_copy]
            if missing:
                yield Job(source, locale, reader, catalog, tuple(missing))

    def _read(self, source: SourceFile) -> tuple[Reader, Catalog] | None:
        data = read_file(self.root, source.path)
        if data is None:
            message = "the source is not in the working tree"
            self.findings.append(Finding("error", "file-missing", message, "", Location(source.path)))
            return None
        try:
            reader = reader_for(source.rule, source.path, data, self.source_locale)
            if reader.merges_keys:
                return reader, reader.source(data, source.path)
        except ContentError as error:
            self.findings.append(malformed(error, source.path))
            return None
        self.notes.append(f"{source.path} is a document, which is translated as a whole: no drafts for it")
        return None

    def _missing(
        self, reader: Reader, catalog: Catalog, path: str, locale: Locale
    ) -> tuple[list[Missing], list[Unit]]:
        data = read_file(self.root, path)
        format_, target = reader.by_keys, None if data is None else reader.target(data, path, locale)
        numbered = None
        if count_numbered(catalog) is not None:
            reading = reader.reading(path, locale, data)
            numbered = count_numbered(
                target or format_.parse(format_.skeleton(catalog, {}, "empty", reading), reading)
            )
        return find_missing(catalog, target, locale, format_.name, numbered)


def _without_forms(unit: Unit, path: str, locale: Locale) -> Finding:
    message = "no draft: which plural forms the target needs is not known"
    hint = "translate it on the platform or by hand"
    return Finding("notice", "forms-unknown", message, hint, Location(path, unit.line, 0, unit.key), locale)


def malformed(error: ContentError, path: str, locale: Locale | None = None) -> Finding:
    """A file that cannot be read or written, at the place that the error names."""
    return Finding("error", error.code, error.message, error.hint, error.location or Location(path), locale)
