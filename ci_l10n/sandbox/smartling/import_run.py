"""What an import does to each string: the rules by which translations find their sources and are accepted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ci_l10n.sandbox.smartling.desk import Desk
from ci_l10n.sandbox.smartling.filetypes import FileType
from ci_l10n.sandbox.smartling.readers import IOS_PLURAL
from ci_l10n.sandbox.smartling.records import PENDING, PUBLISHED, SourceFile
from ci_l10n.sandbox.smartling.strings import String, blanks_of, entries_of, hashed
from ci_l10n.sandbox.smartling.translating import find_translation, write

MISMATCH = "Mismatched placeholders for original string and translated one"
PLURALS = "Plural strings of this format cannot be imported"
KEPT = "The string already has a translation"


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """A checked import; ``state`` is PUBLISHED or POST_TRANSLATION."""

    file: SourceFile
    kind: FileType
    content: bytes
    locale: str
    state: str
    overwrites: bool
    directives: Mapping[str, str]


class Refused(NamedTuple):
    """``hashcode`` is that of the source string, None for a key that is not there."""

    key: str
    hashcode: str | None
    message: str


class Source(NamedTuple):
    string: String
    hashcode: str


@dataclass
class ImportRun:
    """One import; ``strings`` and ``words`` count what it imported."""

    desk: Desk
    order: ImportOrder
    strings: int = 0
    words: int = 0
    errors: list[Refused] = field(default_factory=list)

    def carry_out(self) -> None:
        """Take the entries of the translated file in their order; raises `Unreadable` before anything is stored."""
        order = self.order
        given = (order.kind, order.content, order.locale, order.directives)
        entries, blanks = list(entries_of(*given)), list(blanks_of(*given))
        sources = self._sources()
        for entry, forms in entries:
            self._take(entry, forms, sources.get(entry.mark.identity))
        for identity in blanks if self.desk.knobs.empty_values == "import" else ():
            if identity in sources:
                self._store(sources[identity], {"": ""}, fits=True)

    def _sources(self) -> dict[tuple[str, str], Source]:
        """The strings of the source file that have a key; of equal keys the first counts."""
        found: dict[tuple[str, str], Source] = {}
        for string, hashcode in hashed(self.order.file):
            if string.mark.key and (self.desk.knobs.json_keys or not string.mark.has_default_key):
                found.setdefault(string.mark.identity, Source(string, hashcode))
        return found

    def _take(self, entry: String, forms: dict[str, str], source: Source | None) -> None:
        knobs, key = self.desk.knobs, entry.mark.key
        if self.order.kind.name == "ios" and IOS_PLURAL.search(key):
            self.errors.append(Refused(key, source.hashcode if source else None, PLURALS))
        elif source is None:
            if knobs.unknown_keys == "report":
                self.errors.append(Refused(key, None, knobs.unknown_key_message))
        elif not any(forms.values()) and knobs.empty_values == "skip":
            self._count(source, is_imported=False)
        else:
            fits = source.string.is_plural or self._fits(source.string, entry, forms)
            self._store(source, forms, fits=fits)

    def _store(self, source: Source, forms: dict[str, str], *, fits: bool) -> None:
        """Write a translation to the string it belongs to; ``fits``: their placeholders agree."""
        desk, order, key = self.desk, self.order, source.string.mark.key
        before = find_translation(desk, source.hashcode, order.locale)
        if before is not None and before.forms and not order.overwrites:
            if desk.knobs.kept_strings == "report":
                self.errors.append(Refused(key, source.hashcode, KEPT))
            self._count(source, is_imported=False)
        elif fits:
            write(desk, source.hashcode, order.locale, forms, self._state(), "import")
            self._count(source, is_imported=True)
        else:
            write(desk, source.hashcode, order.locale, forms, PENDING, "import").issue = True
            self.errors.append(Refused(key, source.hashcode, MISMATCH))
            self._count(source, is_imported=False)

    def _fits(self, source: String, entry: String, forms: Mapping[str, str]) -> bool:
        """Whether the placeholders agree: in number, or by the knob in name too."""
        wanted = sorted(source.recognizer.find(source.text))
        for text in forms.values():
            found = sorted(entry.recognizer.find(text))
            if len(found) != len(wanted) or (self.desk.knobs.names_matter and found != wanted):
                return False
        return True

    def _state(self) -> str:
        without = self.desk.knobs.without_post_translation
        has_steps = self.order.locale not in without and "*" not in without
        return PENDING if self.order.state == "POST_TRANSLATION" and has_steps else PUBLISHED

    def _count(self, source: Source, is_imported: bool) -> None:
        if (is_imported or self.desk.knobs.count_all) and not self.desk.knobs.count_zero:
            self.strings += 1
            self.words += source.string.words
