"""`crowdin.yml`: files with a source and a translation each, in which `%...%` stands for the language."""

import re
from typing import Any

from ci_l10n.config.yaml_source import Document
from ci_l10n.setup.draft import SLOT, Draft, Pattern
from ci_l10n.setup.foreign.source import CREDENTIAL, Foreign, items, kind_of, mapping, read_document, texts
from ci_l10n.setup.slots import locale_of

_LOCALE = {  # placeholder of Crowdin -> ours where no file tells
    "language_id": "locale",
    "locale": "locale",
    "two_letters_code": "language",
    "locale_with_underscore": "locale_underscore",
    "android_code": "android_locale",
    "osx_code": "apple_locale",
    "osx_locale": "apple_locale",
}
_PATH = {
    "original_file_name": "{name}",
    "file_name": "{stem}",
    "file_extension": "{ext}",
    "original_path": "{dir}",
}
_HINTS = {
    "api_token": CREDENTIAL,
    "api_key": CREDENTIAL,
    "project_id": "the project is now one of Smartcat or Smartling: --project",
    "base_url": "hosts come from the environment only",
    "preserve_hierarchy": "paths are always kept",
    "base_path_env": "paths begin where the file lies; write `base_path` if they begin elsewhere",
    "pull_request_title": "`pull_request: {title: ...}`",
    "pull_request_labels": "`pull_request: {labels: [...]}`",
    "commit_message": "`pull_request: {title: ...}` is the subject of the commit, too",
}
_FILE_HINTS = {
    "dest": "documents are named after the path of the source",
    "type": "the format follows the path; `format:` names another one",
    "update_option": "translations of changed sources follow the platform's memory",
    "excluded_target_languages": "all rules have all target locales; use a configuration of its own for the others",
    "skip_untranslated_strings": "`untranslated: omit` is the default",
    "skip_untranslated_files": "`ready: {create: 100}`",
    "export_languages": "all rules have all target locales; use a configuration of its own for the others",
    "escape_quotes": "texts are escaped as the format needs it",
    "escape_special_characters": "texts are escaped as the format needs it",
    "first_line_contains_header": "the first row of a table is its header",
    "labels": "there are no labels",
    "multilingual_spreadsheet": "the columns of a table are found by its header",
    "import_eq_suggestions": "`ci-l10n seed` sends translations that exist",
    "export_only_approved": "`export: {mode: confirmed}` is the default",
    "scheme": "columns are found by the header, or by `directives: {source_key_paths: ...}`",
}


def convert(foreign: Foreign, data: bytes) -> Draft:
    document = read_document(foreign, data)
    content = document.root.plain()
    known = (
        "files",
        "base_path",
        "export_languages",
        "languages_mapping",
        "project_id_env",
        "api_token_env",
    )
    foreign.unmapped_keys(document, (), known, _HINTS)
    base = foreign.at(str(content.get("base_path") or ""))
    common = {"languages_mapping": content.get("languages_mapping")}
    patterns = [
        pattern
        for index, entry in enumerate(items(content.get("files")))
        if (pattern := _pattern(foreign, document, index, {**common, **mapping(entry)}, base))
    ]
    targets = tuple(tag for text in texts(content.get("export_languages")) if (tag := locale_of(text)))
    return Draft(tuple(patterns), None, targets)


def _pattern(foreign: Foreign, document: Document, index: int, entry: Any, base: str) -> Pattern | None:
    keys = ("files", index)
    place = document.locate((*keys, "source"))
    foreign.unmapped_keys(
        document, keys, ("source", "translation", "ignore", "languages_mapping"), _FILE_HINTS
    )
    source, translation = entry.get("source"), entry.get("translation")
    if not isinstance(source, str) or not isinstance(translation, str):
        foreign.unmapped(place, "the entry has no `source` or no `translation`")
        return None
    names = re.findall(r"%(\w+)%", translation)
    if odd := [name for name in names if name not in _LOCALE and name not in _PATH]:
        foreign.unmapped(
            document.locate((*keys, "translation")), f"%{odd[0]}% has no counterpart; the rule was left out"
        )
        return None
    wanted = [name for name in names if name in _LOCALE]
    target = re.sub(r"%(\w+)%", lambda m: _PATH.get(m[1], SLOT), translation)
    if "osx_code" in wanted:  # it brings the suffix of the folder along
        target = target.replace(SLOT, f"{SLOT}.lproj")
    target = re.sub(r"\*\*", "{path}", target)
    target = target.lstrip("/") if "{dir}" in target else _at(foreign, base, target)
    kind = kind_of(target)
    return Pattern(
        _at(foreign, base, source),
        target,
        kind,
        _LOCALE[wanted[0]]
        if wanted and kind == "path" and _LOCALE[wanted[0]] not in ("android_locale", "apple_locale")
        else "locale",
        tuple(_at(foreign, base, re.sub(r"%\w+%", "*", glob)) for glob in texts(entry.get("ignore"))),
        spelled=_mapped(entry, wanted),
        origin=place,
    )


def _at(foreign: Foreign, base: str, path: str) -> str:
    inner = Foreign(foreign.path, base, foreign.tracked)
    return inner.at(path)


def _mapped(entry: Any, wanted: list[str]) -> dict[str, str]:
    """`languages_mapping` of the placeholders that the translation uses."""
    found = {}
    for name in wanted:
        for code, spelled in mapping(mapping(entry.get("languages_mapping")).get(name)).items():
            if tag := locale_of(code):
                found[tag] = str(spelled).removesuffix(".lproj")
    return found
