"""gettext PO and POT by polib."""

from collections.abc import Iterator, Mapping

import polib

from ci_l10n.sandbox.plural_forms import gettext_count, gettext_rule
from ci_l10n.sandbox.segments.base import SourceText, Unreadable, decode


class GettextForm:
    is_bilingual = True

    def parse(self, content: bytes, language: str) -> list[SourceText]:
        return [text for entry in _entries(_load(content)) for text in _texts(entry, gettext_count(language))]

    def render(self, content: bytes, language: str, targets: Mapping[str, str]) -> bytes:
        catalog = _load(content)
        catalog.metadata["Language"] = language.replace("-", "_")
        catalog.metadata["Plural-Forms"] = gettext_rule(language)
        catalog.metadata["X-Generator"] = "ci-l10n sandbox"
        if "charset=utf-8" not in catalog.metadata.get("Content-Type", "charset=utf-8").lower():
            catalog.metadata["Content-Type"] = "text/plain; charset=UTF-8"
        catalog.metadata_is_fuzzy = False
        for entry in _entries(catalog):
            texts = _texts(entry, gettext_count(language))
            if entry.msgid_plural:
                entry.msgstr_plural = {int(text.form): targets.get(text.key, "") for text in texts}
            else:
                entry.msgstr = targets.get(texts[0].key, "")
            if "fuzzy" in entry.flags:
                entry.flags.remove("fuzzy")
        return str(catalog).encode("utf-8") + b"\n"


def _load(content: bytes) -> polib.POFile:
    text = decode(content)
    if "\n" not in text:
        text += "\n"  # polib takes a text of one line for the name of a file
    try:
        return polib.pofile(text, encoding="utf-8", check_for_duplicates=False)
    except (OSError, ValueError, IndexError) as error:
        raise Unreadable(f"not a gettext file: {error}") from error


def _entries(catalog: polib.POFile) -> Iterator[polib.POEntry]:
    for entry in catalog:
        if entry.msgid.strip() and not entry.obsolete:
            yield entry


def _texts(entry: polib.POEntry, count: int) -> list[SourceText]:
    key = entry.msgid if entry.msgctxt is None else f"{entry.msgctxt}\x04{entry.msgid}"
    is_fuzzy = "fuzzy" in entry.flags
    if not entry.msgid_plural:
        return [SourceText(key, entry.msgid, target="" if is_fuzzy else entry.msgstr)]
    forms = dict(entry.msgstr_plural or {})
    return [
        SourceText(
            f"{key}[{number}]",
            entry.msgid if number == 0 and count > 1 else entry.msgid_plural,
            form=str(number),
            is_extra=number > 1,
            target="" if is_fuzzy else str(forms.get(number, "")),
        )
        for number in range(count)
    ]
