"""Which strings an order means, and what it writes into them."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ci_l10n.sandbox.control import BadOrder
from ci_l10n.sandbox.segments.base import SourceText
from ci_l10n.sandbox.smartling.records import SourceFile
from ci_l10n.sandbox.smartling.strings import String, hashed, slots_of, type_of


@dataclass(frozen=True, slots=True)
class Edit:
    """``forms`` None: empty the translation. ``name`` is what the order called the string."""

    hashcode: str
    forms: dict[str, str] | None
    name: str


def edits_of(
    file: SourceFile, locale: str, by_source: Mapping[str, object], by_key: Mapping[str, object]
) -> list[Edit]:
    """What is to be written into a file; raises `BadOrder` for targets that are none."""
    plain = {_plain(text): text for text in by_source}
    slots = slots_of(type_of(file), file.content, locale)
    found: list[Edit] = []
    for string, hashcode in hashed(file):
        for form, text in string.texts:
            name = plain.get(_plain(text))
            if name is not None:
                found.append(Edit(hashcode, _forms(by_source[name], name, slots[string.base], form), name))
        for name in names_of(string):
            if name in by_key:
                found.append(Edit(hashcode, _forms(by_key[name], name, slots[string.base], None), name))
    return found


def names_of(string: String) -> list[str]:
    """What a string is called: by the platform, in the file, and with dots."""
    key, base = string.mark.key, string.base
    names = (key, base, base.strip("/").replace("/", "."), key.partition("@")[2])
    return list(dict.fromkeys(name for name in names if name))


def _forms(value: object, name: str, slots: Sequence[SourceText], form: str | None) -> dict[str, str] | None:
    """Texts by plural form; a single text is meant for the form of the source it was given for, or for all."""
    if value is None:
        return None
    if isinstance(value, Mapping):
        texts = {str(key): text for key, text in value.items()}
    else:
        every = [slot.form for slot in slots]
        texts = dict.fromkeys([form] if form is not None and form in every else every, value)
    if not all(isinstance(text, str) for text in texts.values()):
        raise BadOrder(f"the target for {name!r} must be a text, null or texts by plural form")
    return {key: str(text) for key, text in texts.items()}


def _plain(text: str) -> str:
    """Texts are found with and without entities and backslashes."""
    return html.unescape(text).replace("\\n", "\n").replace("\\'", "'").replace('\\"', '"').strip()
