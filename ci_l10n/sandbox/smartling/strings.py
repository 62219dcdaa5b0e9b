"""What a file says to the platform: its strings, their keys, and the hash each is known by."""

import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from ci_l10n.sandbox.segments.base import SourceText, Unreadable
from ci_l10n.sandbox.smartling.filetypes import FileType, find_type, shaped
from ci_l10n.sandbox.smartling.marks import Mark
from ci_l10n.sandbox.smartling.placeholders import Recognizer, recognizer_of
from ci_l10n.sandbox.smartling.readers import marks_of
from ci_l10n.sandbox.smartling.records import SourceFile

WITH_FORMS = (
    "android",
    "gettext",
    "qt",
)  # types whose texts depend on the language: it has other plural forms


class String(NamedTuple):
    """
    A string of a source file; a plural set is one string.

    ``base`` is what the file form calls it (without plural form), ``mark`` its key, variant and directives,
    ``texts`` its source by plural form.
    """

    base: str
    mark: Mark
    texts: tuple[tuple[str, str], ...]
    recognizer: Recognizer

    @property
    def words(self) -> int:
        return max(len(text.split()) for _, text in self.texts)

    @property
    def text(self) -> str:
        return self.texts[-1][1]

    @property
    def is_plural(self) -> bool:
        return bool(self.texts[0][0]) or self.mark.is_plural_form

    def hashcode(self, namespace: str) -> str:
        """32 hex digits: the texts, the variant, and the namespace that files share strings within."""
        parts = [namespace, self.mark.variant, *(f"{form}\0{text}" for form, text in self.texts)]
        return hashlib.md5(
            "\1".join(parts).encode("utf-8", "surrogatepass"), usedforsecurity=False
        ).hexdigest()


def base_key(text: SourceText) -> str:
    """The key of a text without its plural form."""
    if not text.form:
        return text.key
    return text.key.removesuffix(f"[{text.form}]").removesuffix(f".{text.form}")


def capture(kind: FileType, content: bytes, directives: Mapping[str, str]) -> tuple[String, ...]:
    """The strings of a file in file order, those that directives leave out excepted; raises `Unreadable`."""
    return _capture(kind, content, tuple(sorted(directives.items())))


@lru_cache(maxsize=256)
def _capture(kind: FileType, content: bytes, directives: tuple[tuple[str, str], ...]) -> tuple[String, ...]:
    slots = slots_of(kind, content, "en")  # first, as it tells what is wrong with a file
    marks = marks_of(kind, content, dict(directives))
    found: list[String] = []
    for base, texts in slots.items():
        mark = marks.get(base) or Mark(base, base, dict(directives))
        given = tuple((text.form, text.text) for text in texts if not text.is_extra)
        if given and not mark.is_skipped:
            found.append(String(base, mark, given, recognizer_of(kind.placeholders, mark.directives)))
    return tuple(found)


def type_of(file: SourceFile) -> FileType:
    """The file's type, as its directives shape it."""
    return shaped(find_type(file.type), file.content, file.directives)


def hashed(file: SourceFile) -> tuple[tuple[String, str], ...]:
    """The strings of a source file with their hashes."""
    return _hashed(type_of(file), file.content, tuple(sorted(file.directives.items())), file.namespace)


@lru_cache(maxsize=256)
def _hashed(
    kind: FileType, content: bytes, directives: tuple[tuple[str, str], ...], namespace: str
) -> tuple[tuple[String, str], ...]:
    return tuple((string, string.hashcode(namespace)) for string in _capture(kind, content, directives))


def entries_of(
    kind: FileType, content: bytes, locale: str, directives: Mapping[str, str]
) -> Iterator[tuple[String, dict[str, str]]]:
    """The strings of a translated file with their translations by plural form; raises `Unreadable`."""
    slots = slots_of(kind, content, locale)
    marks = marks_of(kind, content, directives)
    for base, texts in slots.items():
        mark = marks.get(base) or Mark(base, base, dict(directives))
        own = [text for text in texts if kind.form.is_bilingual or not text.is_extra]
        if own and not mark.is_skipped:
            given = tuple((text.form, text.text) for text in own)
            forms = {text.form: text.target if kind.form.is_bilingual else text.text for text in own}
            recognizer = recognizer_of(kind.placeholders, mark.directives)
            yield String(base, mark, given, recognizer), forms


def blanks_of(
    kind: FileType, content: bytes, locale: str, directives: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """What the strings of a translated file are matched by whose translation is empty; raises `Unreadable`."""
    slots = slots_of(kind, content, locale)
    for base, mark in marks_of(kind, content, directives).items():
        if base not in slots and not mark.is_skipped:
            yield mark.identity


def slots_of(kind: FileType, content: bytes, language: str) -> Mapping[str, list[SourceText]]:
    """The texts of a file in ``language``, by what they are called without plural form; raises `Unreadable`."""
    return _slots(kind, content, language if kind.name in WITH_FORMS else "en")


@lru_cache(maxsize=512)
def _slots(kind: FileType, content: bytes, language: str) -> Mapping[str, list[SourceText]]:
    found: dict[str, list[SourceText]] = {}
    try:
        texts = kind.form.parse(content, language)
    except (AttributeError, KeyError, IndexError, TypeError, RecursionError) as error:
        raise Unreadable(f"not what a file of the type {kind.name} holds: {error}") from error
    for text in texts:
        found.setdefault(base_key(text), []).append(text)
    return found
