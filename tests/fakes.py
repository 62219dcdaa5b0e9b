"""Ports in memory, for what needs no network: a platform that has translated everything at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ci_l10n.model import Locale
from ci_l10n.tms.base import Export, Import, Project, RemoteFile, Stage


@dataclass
class MemoryPlatform:
    """Keeps sources; a translation is the source as it came, unless ``answers`` has another for (name, locale)."""

    locales: tuple[Locale, ...]
    name: str = "memory"
    account: str = "memory"
    batch_size: int = 20
    files: dict[str, RemoteFile] = field(default_factory=dict)
    sources: dict[str, bytes] = field(default_factory=dict)
    answers: dict[tuple[str, Locale], bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    remembered: Mapping[str, Any] = field(default_factory=dict)

    def resume(self, memory: Mapping[str, Any]) -> None:
        self.remembered = memory

    def memory(self) -> Mapping[str, Any]:
        return self.remembered

    def fetch_project(self) -> Project:
        self.asked.append("project")
        return Project("1", "Memory", "en", self.locales, 1, tuple(self.files.values()))

    def add_locale(self, locale: Locale) -> None:
        self.asked.append(f"locale {locale}")
        self.locales = (*self.locales, locale)

    def send_new(self, imports: Sequence[Import]) -> Iterator[list[RemoteFile]]:
        self.asked.append(f"new {len(imports)}")
        made = []
        for item in imports:
            group = str(len(self.sources))
            self.sources[group] = item.content()
            for locale in item.locales:
                file = RemoteFile(
                    f"{group}_{locale}", group, item.name, item.external_id, locale, "ready", "", True, 1,
                    (Stage(100.0, 1),), "1",
                )  # fmt: skip
                self.files[file.id] = file
                made.append(file)
        yield made

    def send_changed(self, file: RemoteFile, change: Import) -> list[RemoteFile]:
        self.asked.append(f"changed {file.name}")
        self.sources[file.group] = change.content()
        mine = [other for other in self.files.values() if other.group == file.group]
        for other in mine:
            self.files[other.id] = replace(other, fingerprint=other.fingerprint + "+")
        return [self.files[other.id] for other in mine]

    def rename(self, file: RemoteFile, name: str) -> Sequence[RemoteFile]:
        self.asked.append(f"rename {name}")
        for other in list(self.files.values()):
            if other.group == file.group:
                self.files[other.id] = replace(other, name=name)
        return ()

    def delete(self, files: Sequence[RemoteFile]) -> None:
        self.asked.append(f"delete {len(files)}")
        for file in files:
            self.files.pop(file.id, None)

    def export(self, files: Sequence[RemoteFile], *, sources: bool = False) -> Iterator[Export]:
        self.asked.append(f"export {len(files)}")
        for file in files:
            content = self.sources[file.group]
            yield Export(file, content if sources else self.answers.get((file.name, file.locale), content))

    def progress(self, file: RemoteFile) -> float:
        return file.stages[0].progress

    def notes(self) -> tuple[str, ...]:
        return ()

    def requests(self) -> tuple[int, tuple[str, ...]]:
        return len(self.asked), tuple(self.asked)

    def editor_url(self, file: RemoteFile) -> str:
        return ""
