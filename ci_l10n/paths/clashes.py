"""Targets that must not be: unsafe paths, sources, targets of two files, names that differ only in case."""

from collections.abc import Iterable, Iterator, Sequence

from ci_l10n.errors import ConfigError, Location
from ci_l10n.model import Locale
from ci_l10n.paths import template
from ci_l10n.paths.rule import Rule, SourceFile
from ci_l10n.paths.safe import fold, path_problem, shown

_CODES = {
    "unsafe": "target-unsafe",
    "itself": "target-is-source",
    "source": "target-is-source",
    "locales": "target-collides",
    "case": "target-case",
    "folder": "target-folder",
}  # targets that two files share have a kind for each pair of rules


class _Problems:
    """Problems by rule and kind: the first of each kind is told, the others like it are counted."""

    def __init__(self) -> None:
        self._first: dict[tuple[int, str], tuple[str, str, Location]] = {}
        self._more: dict[tuple[int, str], int] = {}

    def add(self, rule: Rule, kind: str, message: str, hint: str) -> None:
        key = (rule.index, kind)
        if key in self._first:
            self._more[key] = self._more.get(key, 0) + 1
        else:
            self._first[key] = (message, hint, rule.target_location or rule.location)

    def errors(self) -> Iterator[ConfigError]:
        for key, (message, hint, location) in self._first.items():
            more = self._more.get(key)
            yield ConfigError(
                f"{message} (and {more} more like it)" if more else message,
                hint=hint,
                location=location,
                code=_CODES.get(key[1], "target-collides"),
            )


def find_clashes(sources: Iterable[SourceFile], tracked: Sequence[str]) -> list[ConfigError]:
    """Problems of the targets of ``sources``; ``tracked`` are all paths of the repository."""
    by_path = {source.path: source for source in sources}
    problems = _Problems()
    owners: dict[str, tuple[SourceFile, Locale]] = {}
    for path in sorted(by_path):
        source = by_path[path]
        for locale, target in source.targets.items():
            _check_target(source, locale, target, by_path, problems)
            owner, first = owners.setdefault(target, (source, locale))
            if owner is not source:
                _add_shared(owner, source, target, problems)
            elif first != locale and not _holds_all(source):
                _add_same_for_locales(source, first, locale, target, problems)
    _check_names(owners, tracked, problems)
    return list(problems.errors())


def _holds_all(source: SourceFile) -> bool:
    return template.is_single_file(source.path, source.rule.format)


def _check_target(
    source: SourceFile, locale: Locale, target: str, by_path: dict[str, SourceFile], problems: _Problems
) -> None:
    rule = source.rule
    if problem := path_problem(target):
        message = f"the target '{shown(target)}' of '{source.path}' for {locale} {problem}"
        problems.add(rule, "unsafe", message, "change `target`, or `exclude` this source")
    elif target == source.path:
        if not _holds_all(source) or template.has_locale(rule.target):
            message = f"the target for {locale} is the source file itself: '{target}'"
            problems.add(
                rule,
                "itself",
                message,
                "let `source` match files of the source locale only, or change `target`",
            )
    elif target in by_path:
        message = f"the target of '{source.path}' for {locale} is a source file: '{target}' ('{by_path[target].rule.source}')"
        problems.add(rule, "source", message, "a file is either written by people or by translations")


def _add_shared(first: SourceFile, second: SourceFile, target: str, problems: _Problems) -> None:
    if first.rule.index == second.rule.index:
        hint = _missing_placeholder(second.rule, first.path, second.path)
        rule = second.rule
    else:
        hint = "give one of the two rules another target, or `exclude` the file there"
        rule = max(first.rule, second.rule, key=lambda rule: rule.index)
    kind = f"shared {min(first.rule.index, second.rule.index)}"
    problems.add(rule, kind, f"'{first.path}' and '{second.path}' both write '{target}'", hint)


def _missing_placeholder(rule: Rule, first: str, second: str) -> str:
    used = set(template.placeholders(rule.target))
    same_name = first.rpartition("/")[2] == second.rpartition("/")[2]
    if same_name and "**" in rule.source and not used & {"path", "dir"}:
        return "put {path} into `target`: it gives the folders that ** matched"
    if not same_name and not used & {"name", "stem", "stem1"}:
        return "put {name} into `target`: it gives the name of the source file"
    return "let `source` match files of the source locale only, or tell them apart in `target` ({path}, {name}, {dir})"


def _add_same_for_locales(
    source: SourceFile, first: Locale, second: Locale, target: str, problems: _Problems
) -> None:
    message = f"the targets of '{source.path}' for {first} and {second} are the same file: '{target}'"
    hint = "use {locale} instead of {language}, or give one of them another `path` under `locales`"
    problems.add(source.rule, "locales", message, hint)


def _check_names(
    owners: dict[str, tuple[SourceFile, Locale]], tracked: Sequence[str], problems: _Problems
) -> None:
    """Names that some file systems take for the same file, and files where folders have to be."""
    spelled = {fold(path): path for path in tracked}
    files = set(tracked)
    folders = _folders(tracked)
    aimed_at: dict[str, str] = {}
    for target, (source, locale) in owners.items():
        other = aimed_at.setdefault(fold(target), target)
        if other == target and target not in files:
            other = spelled.get(fold(target), target)
        if other != target:
            message = f"the target '{target}' of '{source.path}' for {locale} and '{other}' differ only in case or composition"
            problems.add(
                source.rule,
                "case",
                message,
                "spell `target` (or `path` under `locales`) as the file is named",
            )
        parent = target.rpartition("/")[0]
        while parent and parent not in folders and parent not in files:
            parent = parent.rpartition("/")[0]
        if parent in files:
            message = f"the target '{target}' of '{source.path}' needs a folder '{parent}', which is a file"
            problems.add(source.rule, "folder", message, "change `target`")
        elif target in folders:
            message = f"the target '{target}' of '{source.path}' is a folder"
            problems.add(source.rule, "folder", message, "change `target`; it names a file")


def _folders(paths: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for parent in {path.rpartition("/")[0] for path in paths}:
        while parent and parent not in found:
            found.add(parent)
            parent = parent.rpartition("/")[0]
    return found
