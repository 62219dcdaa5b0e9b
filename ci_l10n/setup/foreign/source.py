"""
What converters share: a foreign file with the places of its values, the remarks about it, and paths from its folder.

Formats are known from the tools' public documentation; nothing here runs or needs the tools.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ci_l10n.config.yaml_source import Document, KeyPath, parse_yaml
from ci_l10n.errors import ConfigError, Location
from ci_l10n.setup.draft import SLOT, Kind, Note
from ci_l10n.setup.slots import locale_of
from ci_l10n.setup.source_locale import likely

CREDENTIAL = "a credential; it was not taken over. Keep it in the secrets of the pipeline, and revoke it if it was pushed"


# Of JSON, beside the strings that they may be in.
_COMMENTS = re.compile(r'("(?:\\.|[^"\\\n])*")|//[^\n]*|/\*.*?(?:\*/|\Z)', re.DOTALL)


@dataclass
class Foreign:
    """Another tool's file while it is converted."""

    path: str  # as it was given
    folder: str  # that its paths are relative to, from the top of the repository; "" for the top
    tracked: Sequence[str]
    notes: list[Note] = field(default_factory=list)

    def unmapped(self, place: Location | None, what: str, hint: str = "") -> None:
        """Remark that ``what`` has no counterpart."""
        self.notes.append(Note("init-not-mapped", what, hint, place))

    def unmapped_keys(
        self, document: Document, keys: KeyPath, known: Iterable[str], hints: Mapping[str, str]
    ) -> None:
        """Remark every key of the mapping at ``keys`` that is not ``known``; ``hints`` tell about single ones."""
        node = document.find(keys)
        for name in (node.entries or {}) if node else {}:
            if name not in known:
                hint = hints.get(name, "")
                place = document.locate(keys, key=name)
                self.unmapped(
                    place,
                    f"'{name}' has no counterpart" if hint != CREDENTIAL else f"'{name}' is {hint}",
                    "" if hint == CREDENTIAL else hint,
                )

    def at(self, *parts: str) -> str:
        """A path of the file, from the top of the repository; what leads out of it is told later, where it is used."""
        segments: list[str] = []
        parts = tuple(
            part if "/" in part else part.replace("\\", "/") for part in parts
        )  # written on Windows
        for segment in "/".join((self.folder, *parts)).split("/"):
            if segment == ".." and segments and segments[-1] != "..":
                segments.pop()
            elif segment not in ("", "."):
                segments.append(segment)
        return "/".join(segments)

    def malformed(self, message: str, place: Location | None = None, hint: str = "") -> ConfigError:
        hint = (
            hint or "correct the file, or run `ci-l10n init` without --from: it looks at the files themselves"
        )
        return ConfigError(message, hint=hint, location=place or Location(self.path), code="init-foreign")


def read_document(foreign: Foreign, data: bytes) -> Document:
    """YAML, or JSON with comments; raises `ConfigError` with the place where it breaks."""
    if foreign.path.endswith((".json", "rc")) and data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        # What YAML does not know of JSON: tabs, and comments of the kind that tools allow. Columns stay.
        text = data.decode("utf-8", "surrogateescape")
        text = _COMMENTS.sub(lambda m: m[1] or re.sub(r"[^\n]", " ", m[0]), text)
        data = text.replace("\t", " ").encode("utf-8", "surrogateescape")
        _check_json(foreign, re.sub(r",(\s*[}\]])", r" \1", text))
    if not data.strip(b"\xef\xbb\xbf \r\n\t"):
        raise foreign.malformed("the file is empty")
    document = parse_yaml(data, foreign.path)
    if document.root.entries is None:
        raise foreign.malformed("the file holds no settings", hint="it should begin with a key")
    return document


def _check_json(foreign: Foreign, text: str) -> None:
    try:
        json.loads(text.lstrip("\ufeff").replace("\t", " "))
    except RecursionError:
        raise foreign.malformed("not valid JSON: nested too deeply") from None
    except ValueError as error:
        place = Location(foreign.path, getattr(error, "lineno", 0), getattr(error, "colno", 0))
        raise foreign.malformed(f"not valid JSON: {getattr(error, 'msg', error)}", place) from None


def texts(value: Any) -> list[str]:
    """The texts in a value that may be one text or a list of them."""
    return (
        [str(item) for item in value if item is not None]
        if isinstance(value, list)
        else ([str(value)] if value not in (None, "") else [])
    )


def mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def target_of(glob: str) -> str:
    """
    The target for a glob with `SLOT`: what its wildcards matched goes where they are; "" where that cannot be said.

    >>> target_of("a/{slot}/**/*.json"), target_of("a/*.{slot}.yml"), target_of("a/*/{slot}.json")
    ('a/{slot}/{path}/{name}', 'a/{stem1}.{slot}.yml', '')
    """
    folder, _, name = glob.rpartition("/")
    if folder.split("/").count("**") > 1 or re.search(r"[*?\[]", re.sub(r"(^|/)\*\*(?=/|$)", "", folder)):
        return ""
    if re.search(r"[*?\[]", name):
        if SLOT not in name:
            name = "{name}"
        elif re.fullmatch(r"\*\.\{slot\}(\.\w+)+", name):
            name = name.replace("*", "{stem1}")
        else:
            return ""
    folder = re.sub(r"(^|/)\*\*(?=/|$)", r"\1{path}", folder)
    return f"{folder}/{name}" if folder else name


def widened(glob: str) -> str:
    """
    ``glob`` with `**` for a folder that is `*`, since a target can tell only what `**` matched.

    >>> widened("i18n/*/{slot}.json")
    'i18n/**/{slot}.json'
    """
    folders = glob.split("/")[:-1]
    if folders.count("*") != 1 or "**" in folders:
        return glob
    return "/".join((*("**" if name == "*" else name for name in folders), glob.rpartition("/")[2]))


def source_of(template: str, locale: str, tracked: Iterable[str]) -> str | None:
    """``template`` (a glob with `SLOT`) with ``locale`` as the files there spell it; None where there is no such file."""
    spellings = spellings_of(template, tracked)
    exact = [text for text, tag in spellings.items() if tag == locale]
    near = [text for text, tag in spellings.items() if likely(tag) == likely(locale)]
    return template.replace(SLOT, (exact or near)[0]) if exact or near else None


def spellings_of(template: str, tracked: Iterable[str]) -> dict[str, str]:
    """Spelling and locale of the files that ``template`` (a glob with `SLOT`) stands for."""
    text = (
        re.escape(template)
        .replace(re.escape(SLOT), r"(?P<slot>[^/]+?)", 1)
        .replace(re.escape(SLOT), r"(?P=slot)")
    )
    text = text.replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*").replace(r"\?", "[^/]")
    expression = re.compile(text)
    matches = (expression.fullmatch(path) for path in tracked)
    return {m["slot"]: tag for m in matches if m and (tag := locale_of(m["slot"]))}


def guess_source(templates: Iterable[str], tracked: Sequence[str]) -> str:
    """The source locale of files that a tool names by their locale only: English where there is any."""
    tags = [tag for template in templates for tag in spellings_of(template, tracked).values()]
    english = sorted({tag for tag in tags if tag.partition("-")[0] == "en"}, key=lambda tag: (len(tag), tag))
    return english[0] if english else "en"


def kind_of(target: str) -> Kind:
    """How a target spells its locale, by what stands around it."""
    return "android" if f"values-{SLOT}" in target else "apple" if f"{SLOT}.lproj" in target else "path"
