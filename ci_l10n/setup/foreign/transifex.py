"""`.tx/config`: an INI file with one section per resource; `<lang>` stands for the language."""

import re
from typing import NamedTuple

from ci_l10n.errors import Location
from ci_l10n.setup.draft import SLOT, Draft, Pattern
from ci_l10n.setup.foreign.source import CREDENTIAL, Foreign, kind_of, source_of, target_of
from ci_l10n.setup.slots import locale_of

_KNOWN = ("file_filter", "source_file", "source_lang", "lang_map", "host", "rest_hostname")
_HINTS = {
    "minimum_perc": "`ready: {create: N, update: N}`, in percent of words",
    "type": "the format follows the path; `format:` names another one",
    "mode": "`platform: {smartcat: {export: {mode: ...}}}`",
    "token": CREDENTIAL,
    "password": CREDENTIAL,
    "resource_name": "documents are named after the path of the source",
}


class _Value(NamedTuple):
    text: str
    place: Location


def convert(foreign: Foreign, data: bytes) -> Draft:
    # Its paths begin at the folder above `.tx`.
    if foreign.folder == ".tx" or foreign.folder.endswith("/.tx"):
        foreign.folder = foreign.folder.removesuffix(".tx").rstrip("/")
    sections = _sections(foreign, data)
    main = sections.pop("main", {})
    _note_unmapped(foreign, main)
    found = [
        (values, pattern) for values in sections.values() if (pattern := _pattern(foreign, values, main))
    ]
    tags = [tag for values, _ in found if (tag := locale_of(_source_lang(values, main)))]
    return Draft(tuple(pattern for _, pattern in found), max(tags, key=tags.count) if tags else None)


def _sections(foreign: Foreign, data: bytes) -> dict[str, dict[str, _Value]]:
    sections: dict[str, dict[str, _Value]] = {}
    values: dict[str, _Value] | None = None
    last = ""
    for number, line in enumerate(data.decode("utf-8-sig", "replace").splitlines(), 1):
        place = Location(foreign.path, number, 1)
        if not line.strip() or line.lstrip().startswith(("#", ";")):
            continue
        if header := re.fullmatch(r"\[(.+)\]\s*", line):
            values = sections.setdefault(header[1], {})
        elif values is None:
            raise foreign.malformed("a line before the first [section]", place, "is this a .tx/config?")
        elif line[0].isspace() and last in values:
            values[last] = _Value(f"{values[last].text} {line.strip()}", values[last].place)
        elif match := re.fullmatch(r"([^=:]+?)\s*[=:]\s*(.*)", line):
            last = match[1]
            values[last] = _Value(match[2].strip(), place)
        else:
            raise foreign.malformed("neither `key = value` nor [section]", place)
    return sections


def _pattern(foreign: Foreign, values: dict[str, _Value], main: dict[str, _Value]) -> Pattern | None:
    _note_unmapped(foreign, values)
    given = values.get("file_filter")
    if given is None:
        if values:
            foreign.unmapped(
                next(iter(values.values())).place, "the section has no `file_filter`; it was left out"
            )
        return None
    template = foreign.at(given.text.replace("<lang>", SLOT))
    language = _source_lang(values, main)
    if "source_file" in values:
        source = foreign.at(values["source_file"].text)
    else:
        source = source_of(template, locale_of(language) or "en", foreign.tracked) or template.replace(
            SLOT, language
        )
    if SLOT not in template or not target_of(template):
        foreign.unmapped(given.place, "`file_filter` has no <lang>; the section was left out")
        return None
    kind = kind_of(template)
    maps = " , ".join(section["lang_map"].text for section in (main, values) if "lang_map" in section)
    return Pattern(source, template, kind, "locale_underscore", spelled=_mapped(maps), origin=given.place)


def _note_unmapped(foreign: Foreign, values: dict[str, _Value]) -> None:
    for name, value in values.items():
        hint = _HINTS.get(name, "")
        if name.startswith("trans."):
            foreign.unmapped(value.place, f"'{name}' names one file; all targets follow `file_filter`")
        elif hint == CREDENTIAL:
            foreign.unmapped(value.place, f"'{name}' is {hint}")
        elif name not in _KNOWN:
            foreign.unmapped(value.place, f"'{name}' has no counterpart", hint)


def _source_lang(values: dict[str, _Value], main: dict[str, _Value]) -> str:
    given = values.get("source_lang") or main.get("source_lang")
    return given.text if given else "en"


def _mapped(text: str) -> dict[str, str]:
    """`pt_BR: pt-rBR, zh_CN: zh-Hans`."""
    pairs = (item.partition(":") for item in text.split(","))
    return {
        tag: local.strip() for code, _, local in pairs if local.strip() and (tag := locale_of(code.strip()))
    }
