"""Few rules with globs instead of one rule per file, wherever a glob takes exactly the same files."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import NamedTuple

from ci_l10n.paths import template
from ci_l10n.paths.glob import compile_glob
from ci_l10n.setup.bundles import DOCUMENTS
from ci_l10n.setup.draft import SLOT, Pattern
from ci_l10n.setup.tree import aside_globs

_MODULES = 3  # as many places of the same shape become one rule
_SPECIAL = re.compile(r"[*?\[\]{},]")


def compose(patterns: Iterable[Pattern], every: Sequence[str]) -> list[Pattern]:
    """
    ``patterns`` (each of one literal source) as globs; ``every`` are all tracked paths, in order.

    A glob is used only where it selects the sources it stands for and no other tracked file.
    """
    beside: dict[tuple[str, ...], list[Pattern]] = {}
    for pattern in sorted(patterns, key=lambda pattern: pattern.source):
        beside.setdefault(_shape(pattern), []).append(pattern)
    folded = [each for group in beside.values() for each in _fold(group, every)]
    return sorted(
        (_escaped(pattern, every) for pattern in _join_modules(folded, every)),
        key=lambda pattern: pattern.source,
    )


def _escaped(pattern: Pattern, every: Sequence[str]) -> Pattern:
    """``pattern`` whose source is a path that happens to look like a glob, as a glob for that path."""
    if _SPECIAL.search(pattern.source) and _is_among(pattern.source, every):
        return replace(pattern, source=re.sub(r"[*?\[{}]", lambda match: f"[{match[0]}]", pattern.source))
    return pattern


def _is_among(path: str, every: Sequence[str]) -> bool:
    index = bisect_left(every, path)
    return index < len(every) and every[index] == path


class _Parts(NamedTuple):
    """Source and target of a pattern, cut where they begin to differ."""

    before: str  # folders that both have
    source: str
    target: str


def _parts(pattern: Pattern) -> _Parts:
    source, target = pattern.source.split("/"), pattern.target.split("/")
    same = len(_same_start([source[:-1], target[:-1]]))
    return _Parts("/".join((*source[:same], "")), "/".join(source[same:]), "/".join(target[same:]))


def _same_start(paths: list[list[str]]) -> list[str]:
    """The names that all ``paths`` begin with."""
    together = zip(*paths, strict=False)
    return [names[0] for names in takewhile(lambda names: len(set(names)) == 1, together)]


def _shape(pattern: Pattern) -> tuple[str, ...]:
    """Equal for patterns that one glob in one place may stand for."""
    before, source, target = _parts(pattern)
    folder, _, name = source.rpartition("/")
    suffix = name.rpartition(".")[2]
    if SLOT in target.rpartition("/")[2]:
        stem = name.partition(".")[0]
        return before, pattern.kind, "name", target.replace(stem, "", 1), name.replace(stem, "", 1)
    first = folder.partition("/")[0]
    return before, pattern.kind, "folder", first, target.partition("/")[0], suffix


def _fold(group: list[Pattern], every: Sequence[str]) -> list[Pattern]:
    sources = {pattern.source for pattern in group}
    for candidate in _candidates(group):
        if _selects(candidate, every) == sources and all(_leads_to(candidate, p) for p in group):
            return [candidate]
    return group


def _candidates(group: list[Pattern]) -> Iterator[Pattern]:
    """Globs for files in one place, the ones that will take new files along first."""
    before, source, target = _parts(group[0])
    names = [pattern.source.rpartition("/")[2] for pattern in group]
    if _SPECIAL.search("".join(pattern.source for pattern in group)):
        return
    ext = names[0].rpartition(".")[2]
    if SLOT in target.rpartition("/")[2]:
        yield from _by_name(group, before, names)
        return
    folder, place = source.rpartition("/")[0], target.rpartition("/")[0]
    if "/" not in source:  # a template of gettext above the folders of its languages
        if len(group) > 1:
            yield replace(
                group[0], source=f"{before}*.{ext}", target=f"{before}{place}/{{stem}}.{_ext(target)}"
            )
        return
    if group[0].kind == "android":
        if all(name.startswith("strings") for name in names):
            yield replace(
                group[0], source=f"{before}{folder}/strings*.{ext}", target=f"{before}{place}/{{name}}"
            )
    elif len(group) > 1 or _takes_more(group[0]):
        first, slot = folder.partition("/")[0], place.partition("/")[0]
        is_document = f".{ext}" in DOCUMENTS
        if not is_document and len({_parts(pattern).source.rpartition("/")[0] for pattern in group}) == 1:
            yield replace(group[0], source=f"{before}{folder}/*.{ext}", target=f"{before}{place}/{{name}}")
        yield replace(
            group[0], source=f"{before}{first}/**/*.{ext}", target=f"{before}{slot}/{{path}}/{{name}}"
        )
    if len(group) > 1 and len({_parts(pattern).source.rpartition("/")[0] for pattern in group}) == 1:
        braces = f"{before}{folder}/{{{','.join(sorted(names))}}}"
        yield replace(group[0], source=braces, target=f"{before}{place}/{{name}}")


def _takes_more(pattern: Pattern) -> bool:
    """Will files that are added beside this one want to be translated, too?"""
    is_one_of_a_kind = "_locales" in pattern.source.split("/") or pattern.source.endswith(
        (".po", ".xliff", ".arb")
    )
    return pattern.kind == "path" and not is_one_of_a_kind


def _by_name(group: list[Pattern], before: str, names: list[str]) -> Iterator[Pattern]:
    """`messages.en.yml` and `flashes.en.yml`, or `Messages.properties` and `Labels.properties`."""
    stems = [name.partition(".")[0] for name in names]
    rest, target = names[0].removeprefix(stems[0]), group[0].target.rpartition("/")[2].removeprefix(stems[0])
    if len(group) < 2:
        return
    if rest.count(".") > 1:
        yield replace(group[0], source=f"{before}*{rest}", target=f"{before}{{stem1}}{target}")
    braces = f"{before}{{{','.join(sorted(stems))}}}{rest}"
    yield replace(group[0], source=braces, target=f"{before}{{stem1}}{target}")


def _ext(target: str) -> str:
    return target.rpartition(".")[2]


def _join_modules(patterns: list[Pattern], every: Sequence[str]) -> Iterator[Pattern]:
    """Places of the same shape, such as the modules of an Android app, by one `**`."""
    alike: dict[tuple[str, ...], list[Pattern]] = {}
    literal: dict[str, Pattern] = {}
    for pattern in patterns:
        named = _of_any_name(pattern, every)
        literal[named.source] = pattern
        parts = _parts(named)
        alike.setdefault((parts.source, parts.target, pattern.kind, pattern.hint), []).append(named)
    for group in alike.values():
        yield from (literal.get(each.source, each) for each in _join(group, patterns, every))


def _of_any_name(pattern: Pattern, every: Sequence[str]) -> Pattern:
    """The only template of a folder, whatever it is called: in the modules of Odoo, like the module."""
    folder, _, name = pattern.source.rpartition("/")
    if not name.endswith(".pot") or not folder or not pattern.target.endswith(f"/{SLOT}.po"):
        return pattern
    wild = replace(pattern, source=f"{folder}/*.pot")
    return wild if _selects(wild, every) == {pattern.source} else pattern


def _join(group: list[Pattern], patterns: Sequence[Pattern], every: Sequence[str]) -> list[Pattern]:
    """One pattern for ``group``, else one for each folder at the top that has several of them."""
    if len(group) < _MODULES:
        return group
    if joined := _joined(group, patterns, every):
        return [joined]
    tops: dict[str, list[Pattern]] = {}
    for pattern in group:
        tops.setdefault(pattern.source.partition("/")[0], []).append(pattern)
    return (
        group if len(tops) < 2 else [each for part in tops.values() for each in _join(part, patterns, every)]
    )


def _joined(group: list[Pattern], patterns: Sequence[Pattern], every: Sequence[str]) -> Pattern | None:
    parts = [_parts(pattern) for pattern in group]
    if "**" in parts[0].source or SLOT not in parts[0].target:
        return None
    folders = [part.before.split("/")[:-1] for part in parts]
    start = _same_start(folders)
    inner = [folder[len(start) :] for folder in folders]
    end = _same_start([folder[::-1] for folder in inner])[::-1]
    head, tail = "".join(f"{name}/" for name in start), "".join(f"{name}/" for name in end)
    if not head and not tail and "/" not in parts[0].source:
        return None  # `**/en.yml` would take any file of that name
    joined = replace(
        group[0],
        source=f"{head}**/{tail}{parts[0].source}",
        target=f"{head}{{path}}/{tail}{parts[0].target}",
    )
    expected = {path for pattern in group for path in _selects(pattern, every)}
    if extra := _selects(joined, every) - expected:
        joined = replace(joined, exclude=tuple(aside_globs(extra)))
    extra = _selects(joined, every) - expected
    # What other rules take along is fine as long as it goes where they say.
    sources = {pattern.source for pattern in group}
    rest = [other for other in patterns if other.source not in sources]
    others = {path: other for other in rest for path in _among(extra, other)}
    if extra - others.keys():
        return None
    is_same = all(_target(joined, path) == _target(other, path) for path, other in others.items())
    return joined if is_same and expected <= _selects(joined, every) else None


def _among(paths: Iterable[str], pattern: Pattern) -> Iterator[str]:
    glob = compile_glob(pattern.source)
    return (path for path in paths if glob.match(path) is not None)


def _selects(pattern: Pattern, every: Sequence[str]) -> set[str]:
    excluded = [compile_glob(glob, hidden=True) for glob in pattern.exclude]
    return {
        path
        for path, _ in compile_glob(pattern.source).select(every)
        if not any(glob.match(path) is not None for glob in excluded)
    }


def _leads_to(candidate: Pattern, literal: Pattern) -> bool:
    """Does ``candidate`` give the same target as the rule of one file?"""
    return _target(candidate, literal.source) == literal.target


def _target(pattern: Pattern, path: str) -> str:
    """Where ``pattern`` has the target of one of its sources, with `SLOT` for the locale."""
    name = template.name_source(path, compile_glob(pattern.source).match(path) or "")
    return template.expand(pattern.target, name, {"slot": SLOT})
