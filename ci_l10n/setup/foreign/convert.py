"""Configurations of other tools: which tool a file belongs to, and its converter."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import NamedTuple

from ci_l10n.errors import ConfigError, Location
from ci_l10n.paths.glob import compile_glob
from ci_l10n.setup.bundles import DOCUMENTS, STRINGS
from ci_l10n.setup.draft import SLOT, Draft, Note, Pattern
from ci_l10n.setup.foreign import crowdin, lingo, lokalise, phrase, serge, smartling, tolgee, transifex
from ci_l10n.setup.foreign.source import Foreign

# Others are code, settings or pictures: sent as documents, they would be translated as prose.
_TEXTS = (
    STRINGS
    | DOCUMENTS
    | {".pot", ".xcstrings", ".html", ".htm", ".txt", ".docx", ".rst", ".adoc", ".json5", ".srt", ".vtt"}
)


class Tool(NamedTuple):
    """A tool, what its file is called, what tells it by its content, and who converts it."""

    name: str
    file: re.Pattern[str]
    content: re.Pattern[bytes]
    convert: Callable[[Foreign, bytes], Draft]


TOOLS = (
    Tool(
        "Crowdin",
        re.compile(r"crowdin\.ya?ml"),
        re.compile(rb"^\W*translation\W*:.*%\w+%", re.M),
        crowdin.convert,
    ),
    Tool(
        "Transifex",
        re.compile(r"\.tx/config"),
        re.compile(rb"^file_filter\s*=", re.M),
        transifex.convert,
    ),
    Tool(
        "Phrase", re.compile(r"\.phrase(app)?\.ya?ml"), re.compile(rb"^phrase(app)?:", re.M), phrase.convert
    ),
    Tool("Smartling", re.compile(r"smartling\.ya?ml"), re.compile(rb"\.FileURI"), smartling.convert),
    Tool("lingo.dev", re.compile(r"i18n\.json"), re.compile(rb'"buckets"'), lingo.convert),
    Tool(
        "Tolgee",
        re.compile(r"\.tolgeerc(\.(json|ya?ml))?"),
        re.compile(rb"filesTemplate|fileStructureTemplate"),
        tolgee.convert,
    ),
    Tool(
        "Lokalise",
        re.compile(r"lokalise[\w-]*\.ya?ml"),
        re.compile(rb"lokalise/lokalise-(push|pull)-action"),
        lokalise.convert,
    ),
    Tool("Serge", re.compile(r".*\.serge"), re.compile(rb"^\s*output_file_path\s", re.M), serge.convert),
)


def convert(path: str, folder: str, data: bytes, tracked: Sequence[str]) -> Draft:
    """
    The draft that a tool's file gives; ``folder`` is where it lies, from the top of the repository.

    Raises `ConfigError` for a file of no known tool, one that cannot be read, and one of which nothing is left.
    """
    tool = _tool(path, data)
    foreign = Foreign(path, folder, tracked)
    draft = tool.convert(foreign, data)
    patterns = tuple(
        narrowed
        for pattern in draft.patterns
        if _is_usable(foreign, pattern) and (narrowed := _narrowed(foreign, pattern))
    )
    if not patterns:
        reasons = "; ".join(f"{note.location}: {note.message}" for note in foreign.notes[-3:])
        raise ConfigError(
            f"nothing of this file can be converted{f' ({reasons})' if reasons else ''}",
            hint="run `ci-l10n init` without --from: it looks at the files themselves",
            location=Location(path),
            code="init-foreign",
        )
    return replace(draft, patterns=patterns, notes=(*draft.notes, *foreign.notes))


def notes_unread(paths: Sequence[str]) -> Iterator[Note]:
    """Configurations of other tools that lie at the top of the repository and were not asked for."""
    for path in paths:
        is_at_top = "/" not in path or path.startswith((".tx/", ".config/"))
        if is_at_top and any(tool.file.fullmatch(path) for tool in TOOLS if tool.name != "Lokalise"):
            yield Note("init-left-out", f"{path} was not read", f"`ci-l10n init --from {path}` converts it")


def _tool(path: str, data: bytes) -> Tool:
    parts = path.replace("\\", "/").split("/")
    names = (parts[-1], "/".join(parts[-2:]))
    by_name = [tool for tool in TOOLS if any(map(tool.file.fullmatch, names))]
    found = by_name or [tool for tool in TOOLS if tool.content.search(data)]
    if found:
        return found[0]
    raise ConfigError(
        "this is no configuration of a tool that is known here",
        hint=f"known are those of {', '.join(tool.name for tool in TOOLS)}; run `ci-l10n init` without --from to look at the files",
        location=Location(path),
        code="init-foreign",
    )


def _is_usable(foreign: Foreign, pattern: Pattern) -> bool:
    """Can the rule be followed in this repository? What cannot is told, and left out."""
    source, target, place = pattern.source, pattern.target, pattern.origin
    try:
        matches = any(True for _ in compile_glob(source).select(foreign.tracked))
    except ValueError as error:
        foreign.unmapped(place, f"the pattern '{source}' {error}; it was left out")
        return False
    if not matches:
        foreign.unmapped(place, f"'{source}' matches no tracked file; it was left out")
    elif SLOT not in target and source != target:
        foreign.unmapped(place, f"'{target}' names no locale; it was left out")
        return False
    return matches


def _narrowed(foreign: Foreign, pattern: Pattern) -> Pattern | None:
    """``pattern`` for those of its files that hold texts; None where none does."""
    paths = [path for path, _ in compile_glob(pattern.source).select(foreign.tracked)]
    suffixes = {PurePosixPath(path).suffix for path in paths}
    others = sorted(suffix for suffix in suffixes if suffix.lower() not in _TEXTS and not pattern.format)
    if others:
        foreign.unmapped(
            pattern.origin,
            f"files such as {next(path for path in paths if PurePosixPath(path).suffix == others[0])} "
            "cannot be merged key by key; they were left out",
        )
    kept = sorted(suffix[1:] for suffix in suffixes.difference(others))
    is_open = pattern.source.endswith(("/*", "/**"))  # tomorrow's pictures, too
    if not kept or not (others or is_open):
        return None if others else pattern
    ext = kept[0] if len(kept) == 1 else f"{{{','.join(kept)}}}"
    stem = re.sub(r"(?:\.[^./]*)?$", "", pattern.source, count=1)
    return replace(pattern, source=f"{stem}.{ext}")
