"""`.phrase.yml`: files to push and files to pull; `<locale_name>`, `<locale_code>` and `<tag>` stand for something."""

import re
from typing import Any, NamedTuple

from ci_l10n.config.yaml_source import Document
from ci_l10n.errors import Location
from ci_l10n.setup.draft import SLOT, Draft, Pattern
from ci_l10n.setup.foreign.source import (
    CREDENTIAL,
    Foreign,
    guess_source,
    items,
    kind_of,
    mapping,
    read_document,
    source_of,
    target_of,
    widened,
)
from ci_l10n.setup.slots import locale_of

_HINTS = {
    "access_token": CREDENTIAL,
    "project_id": "the project is now one of Smartcat or Smartling: --project",
    "host": "hosts come from the environment only",
    "file_format": "the format follows the path; `format:` names another one",
}
_FILE_HINTS = {
    "project_id": "the project is now one of Smartcat or Smartling: --project",
    "access_token": CREDENTIAL,
}

_PARAMS = (
    "file_format",
    "locale_id",
    "tag",
    "tags",
)  # formats and locales follow the path, tags are not needed


class _File(NamedTuple):
    template: str  # with SLOT where the locale is named
    tag: str  # what the file has for `<tag>`
    locale: str | None  # that its params name
    place: Location


def convert(foreign: Foreign, data: bytes) -> Draft:
    document = read_document(foreign, data)
    content = document.root.plain()
    top = next((name for name in ("phrase", "phraseapp") if name in content), None)
    if top is None:
        raise foreign.malformed("there is no key `phrase`", hint="is this a .phrase.yml?")
    phrase = mapping(content[top])
    foreign.unmapped_keys(document, (top,), ("push", "pull", "locale_mapping"), _HINTS)
    pushed = _files(foreign, document, (top, "push", "sources"), mapping(phrase.get("push")).get("sources"))
    pulled = _files(foreign, document, (top, "pull", "targets"), mapping(phrase.get("pull")).get("targets"))
    templates = [file.template for file in pulled if SLOT in file.template]
    named = next((file.locale for file in pushed if file.locale), None)
    source = named or guess_source(templates, foreign.tracked)
    spelled = {
        tag: str(local)
        for name, local in mapping(phrase.get("locale_mapping")).items()
        if (tag := locale_of(str(name)))
    }
    patterns = []
    for index, file in enumerate(pulled):
        if SLOT not in file.template or not target_of(file.template):
            foreign.unmapped(file.place, "the target names no locale, or by wildcards; it was left out")
        elif path := _source(foreign, file, pushed, index, source):
            kind = kind_of(file.template)
            patterns.append(Pattern(path, target_of(file.template), kind, spelled=spelled, origin=file.place))
        else:
            foreign.unmapped(file.place, f"no source of {source} was found for this target; it was left out")
    return Draft(tuple(_unique(patterns)), source)


def _files(foreign: Foreign, document: Document, keys: tuple[str, ...], entries: Any) -> list[_File]:
    found = []
    for index, entry in enumerate(items(entries)):
        given, params = mapping(entry).get("file"), mapping(mapping(entry).get("params"))
        place = document.locate((*keys, index, "file"))
        foreign.unmapped_keys(document, (*keys, index), ("file", "params"), _FILE_HINTS)
        foreign.unmapped_keys(document, (*keys, index, "params"), _PARAMS, {})
        if isinstance(given, str):
            text = re.sub(r"<locale_(name|code)>", SLOT, given)
            tag = str(params.get("tag") or params.get("tags") or "")
            template = widened(foreign.at(text.replace("<tag>", tag if tag and "," not in tag else "*")))
            found.append(_File(template, tag, locale_of(str(params.get("locale_id") or "")), place))
        else:
            foreign.unmapped(place, "the entry has no `file`")
    return found


def _source(foreign: Foreign, file: _File, pushed: list[_File], index: int, source: str) -> str | None:
    """The pushed file that belongs to a pulled one: of the same form, else of the same name, else in the same place."""
    if path := source_of(file.template, source, foreign.tracked):
        return path
    plain = [other.template for other in pushed if SLOT not in other.template]
    name = file.template.rpartition("/")[2]
    alike = [path for path in plain if path.rpartition("/")[2] == name]
    if alike:
        return alike[0]
    return plain[index] if index < len(plain) and plain[index].endswith(name[name.rfind(".") :]) else None


def _unique(patterns: list[Pattern]) -> list[Pattern]:
    """The same files may be pulled once per tag."""
    return list({(pattern.source, pattern.target): pattern for pattern in reversed(patterns)}.values())[::-1]
