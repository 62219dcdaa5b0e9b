"""How the values of imported files get into a project of keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ci_l10n.sandbox.smartcat.keys.records import KeyImport, StringKey
from ci_l10n.sandbox.smartcat.keys.work import KeyWork
from ci_l10n.sandbox.smartcat.records import Project


class KeyFile(NamedTuple):
    """A file that was read: texts by key, and labels for these keys."""

    texts: Mapping[str, str]
    labels: list[str]


@dataclass(frozen=True, slots=True)
class Terms:
    """What an import asks for; ``confirmed`` counts the stages that imported translations have passed."""

    collection: str
    language: str
    overwrites: bool
    confirmed: int
    deletes_missing: bool


@dataclass(frozen=True, slots=True)
class Intake:
    """Takes files into ``project`` on ``terms`` and counts in ``result`` what happened."""

    work: KeyWork
    project: Project
    terms: Terms
    result: KeyImport

    def take(self, files: Sequence[KeyFile]) -> None:
        keys = self.project.table.collections.setdefault(self.terms.collection, {})
        is_source = self.terms.language == self.project.source
        for texts, labels in files:
            for name, text in texts.items():
                take = self._take_source if is_source else self._take_target
                changed = take(keys, name, text)
                if changed is not None:
                    changed.labels = list(dict.fromkeys([*changed.labels, *labels]))
        if self.terms.deletes_missing:
            self._delete(keys, {name for texts, _ in files for name in texts})

    def _take_source(self, keys: dict[str, StringKey], name: str, text: str) -> StringKey | None:
        """A changed source loses its translations. Returns the key if it is new or was changed."""
        key = keys.get(name)
        if key is None:
            key = keys[name] = StringKey(name, text, 0.0)
            self.result.created += 1
        elif key.source == text:
            self.result.unchanged += 1
            return None
        elif not self.terms.overwrites:
            self.result.conflicts[name] = [key.source, text]
            return None
        else:
            key.source = text
            key.values.clear()
            self.result.updated += 1
        self.work.touch(self.project, key)
        return key

    def _take_target(self, keys: dict[str, StringKey], name: str, text: str) -> StringKey | None:
        """Returns the key if its translation is new, was changed or confirmed."""
        key, terms = keys.get(name), self.terms
        if key is None:
            self.result.without_source += 1
            return None
        value = key.values.get(terms.language)
        if value is not None and value.text == text and value.confirmed >= terms.confirmed:
            self.result.unchanged += 1
            return None
        if value is not None and value.text != text and not terms.overwrites:
            self.result.conflicts[name] = [value.text, text]
            return None
        self.work.write(self.project, key, terms.language, text, terms.confirmed)
        self.result.updated += 1
        return key

    def _delete(self, keys: dict[str, StringKey], kept: set[str]) -> None:
        for name in [name for name in keys if name not in kept]:
            del keys[name]
            self.result.deleted += 1
            self.work.touch(self.project)
