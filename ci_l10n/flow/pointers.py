"""Paths of a rule that hold no content of their own: Git LFS pointers, symbolic links, submodules. Pure."""

import re
from collections.abc import Collection, Iterator, Sequence

from ci_l10n.errors import ConfigError, ContentError, Location
from ci_l10n.paths.glob import compile_glob
from ci_l10n.paths.rule import Rule, SourceFile

# Git LFS specification, "The Pointer": version first, then keys in order; less than 1024 bytes.
_VERSIONS = (
    b"version https://git-lfs.github.com/spec/",
    b"version http://git-media.io/v/",
    b"version https://hawser",
)
MOST_POINTER_BYTES = 1024


def is_pointer(data: bytes) -> bool:
    """Whether a blob stands for a file that Git LFS keeps elsewhere."""
    return len(data) < MOST_POINTER_BYTES and data.startswith(_VERSIONS) and b"\noid " in data


def check_is_content(data: bytes, path: str) -> None:
    """Raise `ContentError` for a pointer: it is neither sent nor merged, nor replaced."""
    if is_pointer(data):
        raise ContentError(
            "the commit holds a Git LFS pointer, not the file",
            hint="keep localization files in git itself (git lfs untrack, then git add --renormalize), "
            "or `exclude` this one",
            location=Location(path),
            code="lfs-pointer",
        )


def find_linked(
    rules: Sequence[Rule], sources: Sequence[SourceFile], links: Collection[str]
) -> list[ConfigError]:
    """Targets and sources that are looked for at or behind one of ``links`` (symbolic links and submodules)."""
    if not links:
        return []
    problems = [_behind(source, target, link) for source, target, link in _targets_behind(sources, links)]
    for rule in rules:
        if link := _link_on_way(_fixed_part(rule.source), links):
            problems.append(
                ConfigError(
                    f"'{rule.source}' lies at or behind '{link}', which is a symbolic link or a submodule",
                    hint="name the file itself; the sources of a submodule belong to a run in its own repository",
                    location=rule.location,
                    code="path-linked",
                )
            )
    return problems


def _targets_behind(
    sources: Sequence[SourceFile], links: Collection[str]
) -> Iterator[tuple[SourceFile, str, str]]:
    """The first such target of each rule: the others have the same cause."""
    told: set[int] = set()
    for source in sources:
        for target in source.targets.values():
            link = _link_on_way(target, links)
            if link and source.rule.index not in told:
                told.add(source.rule.index)
                yield source, target, link


def _behind(source: SourceFile, target: str, link: str) -> ConfigError:
    return ConfigError(
        f"the target '{target}' of '{source.path}' lies at or behind '{link}', which is a symbolic link or a "
        "submodule",
        hint="change `target`; files of a submodule belong to a run in its own repository",
        location=source.rule.target_location or source.rule.location,
        code="path-linked",
    )


def _fixed_part(pattern: str) -> str:
    """The folders of a glob before its first wildcard; the whole path where there is none."""
    if compile_glob(pattern).is_literal:
        return pattern
    return re.split(r"[*?\[{]", pattern, maxsplit=1)[0].rpartition("/")[0]


def _link_on_way(path: str, links: Collection[str]) -> str | None:
    parts = path.split("/")
    ways = ("/".join(parts[:count]) for count in range(1, len(parts) + 1))
    return next((way for way in ways if way in links), None)
