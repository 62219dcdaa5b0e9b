"""Translated files, as they are downloaded."""

from collections.abc import Mapping, Sequence

from ci_l10n.sandbox.segments.base import SourceText
from ci_l10n.sandbox.smartling.desk import Desk
from ci_l10n.sandbox.smartling.filetypes import find_type, shaped
from ci_l10n.sandbox.smartling.records import PUBLISHED, SourceFile
from ci_l10n.sandbox.smartling.rewriting import rewritten, style
from ci_l10n.sandbox.smartling.strings import String, capture, slots_of, type_of
from ci_l10n.sandbox.smartling.translating import find_translation, pseudo_forms, translate_rest


def render(desk: Desk, file: SourceFile, locale: str, retrieval: str, originals: bool) -> bytes:
    """A file in ``locale``. ``retrieval``: pending | published | pseudo; ``originals``: source text for what is missing."""
    kind = type_of(file)
    if kind.is_binary:
        return file.content
    translate_rest(desk, file, locale)
    return render_content(desk, file, file.content, locale, retrieval, originals)


def render_content(
    desk: Desk, file: SourceFile, content: bytes, locale: str, retrieval: str, originals: bool
) -> bytes:
    """``content`` translated with the strings of the project, under type, directives and namespace of ``file``."""
    kind = shaped(find_type(file.type), content, file.directives)
    targets: dict[str, str] = {}
    missing: set[str] = set()
    captured = {string.base: string for string in capture(kind, content, file.directives)}
    for base, texts in slots_of(kind, content, locale).items():
        string = captured.get(base)
        if string is None:  # not captured: it stays as it is
            targets |= {slot.key: slot.text for slot in texts}
            continue
        forms = _forms(desk, file, string, texts, locale, retrieval)
        for slot in texts:
            text = forms.get(slot.form)
            if text is None and (originals or not (kind.omits or kind.empties)):
                text = slot.text
            if text is not None:
                targets[slot.key] = rewritten(text, string, kind, desk.knobs)
            elif kind.empties:
                targets[slot.key] = ""
            else:
                missing.add(slot.key)
    rendered = kind.form.render(content, locale, targets)
    return style(kind, rendered, content, file.directives, frozenset(missing), desk.knobs)


def _forms(
    desk: Desk, file: SourceFile, string: String, slots: Sequence[SourceText], locale: str, retrieval: str
) -> Mapping[str, str]:
    """The translation's texts by plural form, as far as ``retrieval`` lets them be seen."""
    if retrieval == "pseudo":
        return pseudo_forms(desk, slots, locale)
    found = find_translation(desk, string.hashcode(file.namespace), locale)
    if found is None or not found.forms or (retrieval == "published" and found.state != PUBLISHED):
        return {}
    nearest = found.forms.get("other", list(found.forms.values())[-1])
    return {slot.form: found.forms.get(slot.form, nearest) for slot in slots}
