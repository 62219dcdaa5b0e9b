"""The texts of a target file by key, for kinds of files whose texts have unique keys ("true update")."""

from pathlib import PurePosixPath

from ci_l10n.sandbox.segments.base import Unreadable
from ci_l10n.sandbox.segments.gettext_file import GettextForm
from ci_l10n.sandbox.segments.registry import form_of
from ci_l10n.sandbox.smartcat.records import Document

KEYED = {".json", ".arb", ".yaml", ".yml", ".properties", ".po", ".strings", ".resx", ".xml", ".csv"}
ROOTED = {".yaml", ".yml"}  # a single top key names the language


def values_of(path: str, content: bytes, document: Document) -> dict[str, str]:
    """Translations by the keys of the document's segments; raises `Unreadable` for other kinds of files."""
    suffix = PurePosixPath(path).suffix.lower()
    if suffix not in KEYED or not content:
        raise Unreadable("the keys of this kind of file are not unique")
    form = form_of(path, content)
    texts = form.parse(content, document.language)
    if isinstance(form, GettextForm):
        return {text.key: text.target for text in texts}
    values = {text.key: text.text for text in texts}
    if suffix not in ROOTED:
        return values
    source_roots = {_root(segment.key) for segment in document.segments}
    roots = {_root(key) for key in values}
    if len(roots) == len(source_roots) == 1 and roots != source_roots:
        (old,), (new,) = roots, source_roots
        return {f"/{new}{key.removeprefix(f'/{old}')}": text for key, text in values.items()}
    return values


def _root(key: str) -> str:
    return key.split("/")[1] if key.startswith("/") else ""
