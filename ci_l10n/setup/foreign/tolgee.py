"""`.tolgeerc`, as JSON or YAML: a template of paths with `{languageTag}`, or a list of files."""

from typing import Any

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
    texts,
    widened,
)
from ci_l10n.setup.slots import locale_of

_TAGS = {
    "{languageTag}": "locale",
    "{snakeLanguageTag}": "locale_underscore",
    "{androidLanguageTag}": "android_locale",
}
_EXTENSIONS = {
    "JSON": "json", "PO": "po", "PROPERTIES": "properties", "ANDROID": "xml", "COMPOSE": "xml", "FLUTTER": "arb",
    "CSV": "csv", "YAML": "yaml", "XLIFF": "xlf", "RESX": "resx",
}  # fmt: skip
_HINTS = {
    "apiKey": CREDENTIAL,
    "apiUrl": "hosts come from the environment only",
    "projectId": "the project is now one of Smartcat or Smartling: --project",
    "format": "the format follows the path; `format:` names another one",
    "patterns": "code is not searched for keys",
    "extractor": "code is not searched for keys",
}
_PUSH_HINTS = {
    "forceMode": "`conflict: platform | repository | hold`",
    "removeOtherKeys": "keys that leave the source leave the platform, too",
    "tagNewKeys": "there are no tags",
}
_PULL_HINTS = {
    "states": "`platform: {smartcat: {export: {mode: ...}}}`",
    "emptyDir": "nothing outside the managed files is touched",
    "tags": "there are no tags",
}


def convert(foreign: Foreign, data: bytes) -> Draft:
    document = read_document(foreign, data)
    content = document.root.plain()
    foreign.unmapped_keys(document, (), ("$schema", "push", "pull"), _HINTS)
    foreign.unmapped_keys(
        document, ("push",), ("filesTemplate", "files", "language", "languages"), _PUSH_HINTS
    )
    foreign.unmapped_keys(document, ("pull",), ("path", "fileStructureTemplate", "languages"), _PULL_HINTS)
    push, pull = mapping(content.get("push")), mapping(content.get("pull"))
    found = list(_templates(foreign, document, content, push, pull))
    listed = [
        tag for key in ("language", "languages") for text in texts(push.get(key)) if (tag := locale_of(text))
    ]
    globs = [glob for glob, _, _ in found]
    source = listed[0] if len(listed) == 1 else guess_source(globs, foreign.tracked)
    patterns = []
    for glob, hint, place in found:
        kind = kind_of(glob)
        path = source_of(glob, source, foreign.tracked) or _unmarked(glob, foreign.tracked)
        if path and target_of(glob):
            patterns.append(Pattern(path, target_of(glob), kind, hint, origin=place))
        else:
            foreign.unmapped(
                place,
                f"no file of {source} has the form '{glob.replace(SLOT, '{languageTag}')}'; it was left out",
            )
    pulled = tuple(tag for text in texts(pull.get("languages")) if (tag := locale_of(text)))
    return Draft(tuple(patterns), source, pulled)


def _templates(
    foreign: Foreign, document: Document, content: Any, push: Any, pull: Any
) -> list[tuple[str, str, Location]]:
    """Globs with `SLOT`, the placeholder each one asks for, and its place."""
    ext = next(
        (e for name, e in _EXTENSIONS.items() if str(content.get("format", "")).startswith(name)), "json"
    )
    if given := texts(push.get("filesTemplate")):
        node = document.locate(("push", "filesTemplate"))
        return [(*_glob(foreign, text, ext), node) for text in given]
    if files := items(push.get("files")):
        return _from_files(foreign, document, files)
    if pull.get("path"):
        text = f"{pull['path']}/{pull.get('fileStructureTemplate') or '{languageTag}.{extension}'}"
        return [(*_glob(foreign, text, ext), document.locate(("pull", "path")))]
    raise foreign.malformed(
        "neither `push.filesTemplate`, `push.files` nor `pull.path` says where files are",
        document.locate(()),
        "run `ci-l10n init` without --from: it looks for them",
    )


def _glob(foreign: Foreign, text: str, ext: str) -> tuple[str, str]:
    hint = next((ours for theirs, ours in _TAGS.items() if theirs in text), "locale")
    for theirs in _TAGS:
        text = text.replace(theirs, SLOT)
    text = text.replace("{extension}", ext).replace("{namespace}", "*")
    return widened(foreign.at(text)), "locale" if hint == "android_locale" else hint


def _from_files(foreign: Foreign, document: Document, files: list[Any]) -> list[tuple[str, str, Location]]:
    """Files with their language: those that differ by it only are one template."""
    found: dict[str, Location] = {}
    for index, entry in enumerate(files):
        path, language = str(mapping(entry).get("path") or ""), str(mapping(entry).get("language") or "")
        place = document.locate(("push", "files", index, "path"))
        if path and language and language in path:
            head, _, tail = path.rpartition(language)
            found.setdefault(foreign.at(f"{head}{SLOT}{tail}"), place)
        else:
            foreign.unmapped(place, "the path does not name its language; it was left out")
    return [(glob, "locale", place) for glob, place in found.items()]


def _unmarked(glob: str, tracked: object) -> str | None:
    path = glob.replace(f"values-{SLOT}", "values")
    return path if isinstance(tracked, list | tuple) and path in tracked else None
