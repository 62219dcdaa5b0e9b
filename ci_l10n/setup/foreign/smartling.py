"""`smartling.yml` of smartling-cli: patterns of files, and Go templates for what is pulled."""

import re
from typing import Any

from ci_l10n.config.yaml_source import Document
from ci_l10n.setup.draft import SLOT, Draft, Pattern
from ci_l10n.setup.foreign.source import CREDENTIAL, Foreign, kind_of, mapping, read_document

_DEFAULT = "{{name .FileURI}}{{with .Locale}}_{{.}}{{end}}{{ext .FileURI}}"
_HINTS = {
    "user_id": CREDENTIAL,
    "secret": CREDENTIAL,
    "account_id": "it is not needed",
    "threads": "the number of requests at a time follows the vendor's limit",
    "proxy": "proxies come from the environment: HTTPS_PROXY",
}
_TEMPLATES = (
    (re.compile(r"\{\{-?\s*with\s+\.Locale\s*-?\}\}(.*?)\{\{-?\s*end\s*-?\}\}"), None),
    (re.compile(r"\{\{-?\s*name\s+\.FileURI\s*-?\}\}"), "{dir}/{stem}"),
    (re.compile(r"\{\{-?\s*ext\s+\.FileURI\s*-?\}\}"), ".{ext}"),
    (re.compile(r"\{\{-?\s*\.FileURI\s*-?\}\}"), "{dir}/{name}"),
    (re.compile(r"\{\{-?\s*\.Locale\s*-?\}\}"), SLOT),
)


def convert(foreign: Foreign, data: bytes) -> Draft:
    document = read_document(foreign, data)
    content = document.root.plain()
    foreign.unmapped_keys(document, (), ("project_id", "files"), _HINTS)
    files = mapping(content.get("files"))
    default = mapping(files.get("default"))
    patterns = [
        pattern
        for glob, entry in files.items()
        if glob != "default" and (pattern := _pattern(foreign, document, glob, mapping(entry), default))
    ]
    return Draft(tuple(patterns), platform="smartling", project=str(content.get("project_id") or ""))


def _pattern(foreign: Foreign, document: Document, glob: str, entry: Any, default: Any) -> Pattern | None:
    place = document.locate(("files",), key=glob)
    for part, known in (("push", ("type", "directives")), ("pull", ("format",))):
        foreign.unmapped_keys(document, ("files", glob, part), known, {})
    foreign.unmapped_keys(document, ("files", glob), ("push", "pull"), {})
    push = mapping(entry.get("push"))
    if not push.get("type"):
        foreign.unmapped(place, "no `push.type`, so nothing was sent of it; it was left out")
        return None
    text = str(
        mapping(entry.get("pull")).get("format") or mapping(default.get("pull")).get("format") or _DEFAULT
    )
    target = _target(text)
    if target is None:
        foreign.unmapped(
            place, f"the template '{text}' cannot be expressed; it was left out", "write a `target`"
        )
        return None
    if "{dir}" not in target:
        target = foreign.at(target)
    directives = {name: _plain(value) for name, value in mapping(push.get("directives")).items()}
    is_xml = str(push["type"]).lower() == "xml" and glob.lower().endswith(".xml")
    form = "xml" if is_xml and "source_key_paths" in directives else None
    return Pattern(
        foreign.at(glob), target, kind_of(target), format=form, directives=directives, origin=place
    )


def _target(text: str) -> str | None:
    for expression, value in _TEMPLATES:
        if value is None:
            text = expression.sub(lambda m: re.sub(r"\{\{-?\s*\.\s*-?\}\}", SLOT, m[1]), text)
        else:
            text = expression.sub(value, text)
    return None if "{{" in text or SLOT not in text else text.lstrip("/")


def _plain(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
