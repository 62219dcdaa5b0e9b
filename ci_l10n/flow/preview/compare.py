"""Sources then and now, string by string."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from ci_l10n.errors import ContentError, Location
from ci_l10n.flow.files import Reader, count_changed_words, count_words, reader_for
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.preview.model import Action, FileChange, StringChange
from ci_l10n.model import Finding, parts_of
from ci_l10n.paths.glob import compile_glob
from ci_l10n.paths.rule import Rule, SourceFile
from ci_l10n.state import BlobId, Path


@dataclass(frozen=True, slots=True)
class Compared:
    files: tuple[FileChange, ...]
    strings: tuple[StringChange, ...]
    findings: tuple[Finding, ...]  # files that cannot be read


def compare_sources(
    ports: Ports,
    sources: Sequence[SourceFile],
    now: Mapping[Path, BlobId],
    before: Mapping[Path, BlobId],
) -> Compared:
    """What changed between ``before`` (source paths to blobs) and ``sources`` as they are ``now``."""
    comparison = _Comparison(ports)
    old_path = _old_paths(ports, {source.path: now[source.path] for source in sources}, before)
    for source in sources:
        old = old_path.get(source.path, source.path)
        comparison.source(source, now[source.path], old, before.get(old))
    present = {source.path for source in sources} | set(old_path.values())
    for path in sorted(before.keys() - present):
        comparison.gone(path, before[path])
    return Compared(tuple(comparison.files), tuple(comparison.strings), tuple(comparison.findings))


def _old_paths(
    ports: Ports, now: Mapping[Path, BlobId], before: Mapping[Path, BlobId]
) -> Mapping[Path, Path]:
    """Where the sources that moved lay, by git's own similarity; asked only when some are gone and some are new."""
    gone = {path: blob for path, blob in before.items() if path not in now}
    come = {path: blob for path, blob in now.items() if path not in before}
    if not (gone and come):
        return {}
    repo = ports.repo
    return {new: old for old, new in repo.renames(repo.make_tree(None, gone), repo.make_tree(None, come))}


class _Comparison:
    """Collects what changed, file by file."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._locale = ports.config.source_locale
        self.files: list[FileChange] = []
        self.strings: list[StringChange] = []
        self.findings: list[Finding] = []

    def source(self, source: SourceFile, blob: BlobId, old: Path, before: BlobId | None) -> None:
        """One source that is there now; ``before`` is what it was, at ``old``."""
        moved = old if old != source.path and before is not None else ""
        locales = tuple(sorted(source.targets))
        if moved:
            self.files.append(FileChange("rename", source.path, moved, 0, (), blob))
        if before == blob:
            return
        data = self._ports.repo.blob(blob)
        reader = reader_for(source.rule, source.path, data, self._locale)
        earlier = self._read(before)
        try:
            if earlier is None:
                words = count_words(reader, data, source.path)
            else:
                words = count_changed_words(reader, earlier, data, source.path)
            changes = list(_strings(reader, source.path, old, earlier, data))
        except ContentError as error:
            self._unreadable(error, source.path)
            return
        self.strings += changes
        if words or changes or reader.format is None:
            action: Action = "upload" if before is None else "update"
            self.files.append(FileChange(action, source.path, "", words, locales, blob))

    def gone(self, path: Path, before: BlobId) -> None:
        """One source that is there no more, with its strings as far as they can still be read."""
        self.files.append(FileChange("delete", path, "", 0, (), ""))
        rule = self._rule_of(path)
        data = self._read(before)
        if rule is None or data is None:
            return
        with suppress(ContentError):  # what cannot be read goes away all the same
            self.strings += _strings(reader_for(rule, path, data, self._locale), path, path, data, None)

    def _read(self, blob: BlobId | None) -> bytes | None:
        """What a source was; None when there was none, or when it went with commits that are gone."""
        repo = self._ports.repo
        return repo.blob(blob) if blob is not None and repo.has(blob) else None

    def _rule_of(self, path: Path) -> Rule | None:
        rules = self._ports.config.rules
        return next((rule for rule in rules if compile_glob(rule.source).match(path) is not None), None)

    def _unreadable(self, error: ContentError, path: Path) -> None:
        location = error.location or Location(path)
        self.findings.append(Finding("error", error.code, error.message, error.hint, location))


def _strings(
    reader: Reader, path: Path, old: Path, before: bytes | None, after: bytes | None
) -> Iterator[StringChange]:
    """Strings by key; nothing for documents, which have none. Raises `ContentError` for what is there now."""
    if reader.format is None:
        return
    now = {} if after is None else _texts(reader, after, path)
    try:
        then = {} if before is None else _texts(reader, before, old)
    except ContentError:  # it was malformed: everything is new
        then = {}
    kept = {text for key, (text, _) in now.items() if key in then and then[key][0] == text}
    for key, (text, line) in now.items():
        if key not in then:
            yield StringChange(path, key, "added", None, text, line, text in kept)
        elif then[key][0] != text:
            yield StringChange(path, key, "changed", then[key][0], text, line, text in kept)
    for key, (text, _) in then.items():
        if key not in now:
            yield StringChange(path, key, "removed", text, None, 0)


def _texts(reader: Reader, data: bytes, path: Path) -> dict[str, tuple[str, int]]:
    """Text and line of each string; forms and items of a key are strings of their own."""
    units = reader.source(data, path).units
    return {
        key + suffix: (text, unit.line)
        for key, unit in units.items()
        for suffix, text in parts_of(unit.value)
    }
