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
_MOST_READ = 2_000_000  # bytes of a document
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
                _cut(_text(_value(source.units.get(key))), _LONGEST),
                *_cut_both(_text(before), _text(after), _LONGEST),
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
        both = _cut_both(before, after, _LONGEST_DOCUMENT)
        return ReviewedString("", 0, _cut(source, _LONGEST_DOCUMENT), *both, "document")

    def _document_text(self, blob: BlobId | None) -> str | None:
        """The text of a document; of pictures and the like, and of what is very big, what tells it from another."""
        if blob is None:
            return None
        size = self.ports.repo.blob_size(blob)
        told = f"({size:,} bytes, {blob[:10]})"
        if size > _MOST_READ:
            return told
        try:
            text = self.ports.repo.blob(blob).decode("utf-8")
        except UnicodeDecodeError:
            return told
        return told if "\0" in text else text


def _value(unit: Unit | None) -> Value | None:
    """What counts as a translation."""
    return None if unit is None or unit.needs_review or is_empty(unit.value) else unit.value


def _text(value: Value | None) -> str | None:
    """A value as text; forms and items of it one below the other."""
    if value is None or isinstance(value, str):
        return value
    return "\n".join(f"{suffix.strip('.[]_')}: {text}" for suffix, text in parts_of(value))


def _cut_both(before: str | None, after: str | None, longest: int) -> tuple[str | None, str | None]:
    """Two texts that differ, the part around their first difference where one is too long to be shown whole."""
    start = 0
    if before is not None and after is not None and max(len(before), len(after)) > longest:
        start = max(0, _first_difference(before, after) - longest // 2)
    return _cut(before, longest, start), _cut(after, longest, start)


def _first_difference(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (a, b) in pairs if a != b), min(len(one), len(other)))


def _cut(text: str | None, longest: int, start: int = 0) -> str | None:
    if text is None or (not start and len(text) <= longest):
        return text
    end = start + longest
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")
