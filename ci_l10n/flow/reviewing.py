"""Comparing what people have with what a run makes of it, string by string, for those who review it."""

from collections.abc import Iterator, Mapping, Sequence

from ci_l10n.errors import ContentError, DeliveryError
from ci_l10n.flow.change_set import TargetChange
from ci_l10n.flow.files import Reader, reader_for
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.review import Decision, Review, ReviewedFile, ReviewedString
from ci_l10n.model import Catalog, Unit, Value, is_empty, parts_of
from ci_l10n.paths.rule import SourceFile
from ci_l10n.state import BlobId, OpenFinding, Path

MOST_STRINGS = 60_000
MOST_CHARACTERS = 12_000_000  # of all texts together
_LONGEST = 4_000  # characters of a string
_LONGEST_DOCUMENT = 20_000
_DECISIONS: dict[str, Decision] = {  # by kind of finding, the most important one first
    "held": "held",
    "conflict": "conflict",
    "first": "first",
    "edit": "repository",
    "people": "repository",
    "stale": "stale",
}


def make_review(
    ports: Ports,
    sources: Sequence[SourceFile],
    tree: Mapping[Path, BlobId],
    changes: Sequence[TargetChange],
    findings: Sequence[OpenFinding],
) -> Review:
    """The strings that differ in ``changes``; ``tree`` has the sources, ``findings`` say why some are as they are."""
    reviewing = _Reviewing(ports, {source.path: source for source in sources}, tree, findings)
    files = [file for change in changes if (file := reviewing.file(change)) is not None]
    return Review(ports.config.source_locale, tuple(files), reviewing.left_out)


class _Reviewing:
    """Reads each source once for all its targets, and stops where there is no more room."""

    def __init__(
        self,
        ports: Ports,
        sources: Mapping[Path, SourceFile],
        tree: Mapping[Path, BlobId],
        findings: Sequence[OpenFinding],
    ) -> None:
        self.ports, self.sources, self.tree = ports, sources, tree
        self.decisions: dict[tuple[Path, str], Decision] = {}
        for kind, decision in reversed(_DECISIONS.items()):  # the most important one comes last, and stays
            self.decisions |= {(f.path, f.key): decision for f in findings if f.kind == kind}
        self.strings, self.room, self.left_out = 0, MOST_CHARACTERS, 0
        self.read: tuple[Path, Reader, Catalog | None] | None = None

    def file(self, change: TargetChange) -> ReviewedFile | None:
        """What changes in one target; None when nothing does, or when it cannot be read, which a finding says."""
        if change.effect == "none" or change.source not in self.sources:
            return None
        try:
            strings = tuple(each for each in self._strings(change) if self._fits(each))
        except (ContentError, DeliveryError):
            return None
        return ReviewedFile(change.source, change.file, change.locale, strings) if strings else None

    def _fits(self, string: ReviewedString) -> bool:
        size = sum(len(text or "") for text in string[:4] if isinstance(text, str))
        if self.strings >= MOST_STRINGS or size > self.room:
            self.left_out += 1
            return False
        self.strings += 1
        self.room -= size
        return True

    def _strings(self, change: TargetChange) -> Iterator[ReviewedString]:
        reader, source = self._source_of(change.source)
        if source is None:
            yield self._document(change)
            return
        old, new = (self._units(reader, change, blob) for blob in (change.held, change.after))
        for key in [*new, *(key for key in old if key not in new)]:
            before, after = _value(old.get(key)), _value(new.get(key))
            if before == after:
                continue
            yield ReviewedString(
                key,
                new[key].line if key in new else 0,
                _text(_value(source.units.get(key))),
                _text(before),
                _text(after),
                self.decisions.get((change.path, key)) or ("removed" if after is None else "platform"),
            )

    def _source_of(self, path: Path) -> tuple[Reader, Catalog | None]:
        if self.read is None or self.read[0] != path:
            data = self.ports.repo.blob(self.tree[path])
            reader = reader_for(self.sources[path].rule, path, data, self.ports.config.source_locale)
            self.read = (path, reader, reader.source(data, path) if reader.merges_keys else None)
        return self.read[1:]

    def _units(self, reader: Reader, change: TargetChange, blob: BlobId | None) -> Mapping[str, Unit]:
        if blob is None:
            return {}
        return reader.target(self.ports.repo.blob(blob), change.file, change.locale).units

    def _document(self, change: TargetChange) -> ReviewedString:
        source, before, after = map(
            self._document_text, (self.tree[change.source], change.held, change.after)
        )
        return ReviewedString("", 0, source, before, after, "document")

    def _document_text(self, blob: BlobId | None) -> str | None:
        if blob is None or self.ports.repo.blob_size(blob) > 4 * _LONGEST_DOCUMENT:
            return None
        try:
            text = self.ports.repo.blob(blob).decode("utf-8")
        except UnicodeDecodeError:
            return None
        return None if "\0" in text else _cut(text, _LONGEST_DOCUMENT)


def _value(unit: Unit | None) -> Value | None:
    """What counts as a translation."""
    return None if unit is None or unit.needs_review or is_empty(unit.value) else unit.value


def _text(value: Value | None) -> str | None:
    """A value as text; forms and items of it one below the other."""
    if value is None or isinstance(value, str):
        return value and _cut(value, _LONGEST)
    lines = (f"{suffix.strip('.[]_')}: {text}" for suffix, text in parts_of(value))
    return _cut("\n".join(lines), _LONGEST)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
