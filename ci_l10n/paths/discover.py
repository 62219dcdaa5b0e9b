"""
Which tracked files are sources, and where their targets are.

A file that several rules match belongs to the first of them. A wide glob such as ``locales/*.json`` with the target
``locales/{locale}.json`` also matches the targets: what is a target of a source is not a source. The configuration
is known here only by the attributes this module needs, so that `config` can build on `paths`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ci_l10n.errors import ConfigError, Location
from ci_l10n.model import Finding, Locale
from ci_l10n.paths import clashes, template
from ci_l10n.paths.glob import Glob, compile_glob
from ci_l10n.paths.nearest import nearest_hint
from ci_l10n.paths.rule import Rule, SourceFile
from ci_l10n.paths.safe import is_printable, shown

__all__ = ["Discovery", "SourceFile", "discover"]


class RulesOfConfig(Protocol):
    """What discovery reads of a configuration."""

    @property
    def target_locales(self) -> tuple[Locale, ...]: ...
    @property
    def spellings(self) -> Mapping[Locale, Mapping[str, str]]: ...
    @property
    def rules(self) -> tuple[Rule, ...]: ...


@dataclass(frozen=True, slots=True)
class Discovery:
    """Sources by path; ``problems`` forbid a run, ``findings`` are about files that were left out."""

    sources: tuple[SourceFile, ...]
    problems: tuple[ConfigError, ...] = ()
    findings: tuple[Finding, ...] = ()


def discover(config: RulesOfConfig, tracked: Iterable[str]) -> Discovery:
    """
    Find the sources of ``config`` among ``tracked``: repository paths, undecodable bytes as lone surrogates.

    Only regular files belong in ``tracked``: no symbolic links and no submodules.
    """
    paths = sorted(set(tracked))
    problems: list[ConfigError] = []
    findings: list[Finding] = []
    claimed = _claim(config, paths, problems, findings)
    candidates = _with_targets(config, claimed)
    sources = _without_targets(config, candidates, findings)
    problems += clashes.find_clashes(sources.values(), paths)
    problems.sort(key=_place)
    return Discovery(tuple(sources[path] for path in sorted(sources)), tuple(problems), tuple(findings))


def _place(problem: ConfigError) -> tuple[int, int]:
    return (problem.location.line, problem.location.column) if problem.location else (0, 0)


def _claim(
    config: RulesOfConfig, paths: Sequence[str], problems: list[ConfigError], findings: list[Finding]
) -> dict[str, tuple[Rule, str]]:
    """The rule of each matched path and what its `**` matched."""
    claimed: dict[str, tuple[Rule, str]] = {}
    for rule in config.rules:
        exclude = [compile_glob(pattern, hidden=True) for pattern in rule.exclude]
        found = list(compile_glob(rule.source).select(paths))
        left = [(path, matched) for path, matched in found if not _is_excluded(path, exclude)]
        if not left:
            problems.append(_no_match(rule, paths, excluded=len(found)))
        elif all(path in claimed for path, _ in left):
            findings.append(_unused(rule, claimed[left[0][0]][0]))
        for path, matched in left:
            if is_printable(path):
                claimed.setdefault(path, (rule, matched))
            else:
                findings.append(_unprintable(path))
    return claimed


def _is_excluded(path: str, exclude: Iterable[Glob]) -> bool:
    return any(glob.match(path) is not None for glob in exclude)


def _with_targets(config: RulesOfConfig, claimed: Mapping[str, tuple[Rule, str]]) -> dict[str, SourceFile]:
    spelled = {locale: template.spelled(locale, config.spellings) for locale in config.target_locales}
    result: dict[str, SourceFile] = {}
    for path, (rule, matched) in claimed.items():
        name = template.name_source(path, matched)
        targets = {locale: template.expand(rule.target, name, values) for locale, values in spelled.items()}
        result[path] = SourceFile(path, rule, targets)
    return result


def _without_targets(
    config: RulesOfConfig, candidates: Mapping[str, SourceFile], findings: list[Finding]
) -> dict[str, SourceFile]:
    """
    ``candidates`` without those that are targets: of another candidate, or left over from a source that is gone.

    Files that a rule names without a wildcard stay, and so do all files of a rule that would have none left for
    these reasons: then the rule is wrong, and the clash is reported.
    """
    wide = {path for path, source in candidates.items() if not compile_glob(source.rule.source).is_literal}
    targets = _reachable(candidates, wide)
    kept = {path: source for path, source in candidates.items() if path not in targets}
    leftovers = _leftovers(config, kept, wide)
    ruined = {source.rule.index for source in kept.values()} - {
        source.rule.index for path, source in kept.items() if path not in leftovers
    }
    for path in sorted(leftovers):
        source = kept[path]
        if source.rule.index not in ruined:
            findings.append(_leftover(path, source.rule))
            del kept[path]
    return kept


def _reachable(candidates: Mapping[str, SourceFile], wide: set[str]) -> set[str]:
    """Candidates (of ``wide``) that are targets of a source, or of such a target taken for a source, and so on."""
    aimed_at = {
        target
        for path, source in candidates.items()
        for target in source.targets.values()
        if target != path and target in wide
    }
    pending = [source for path, source in candidates.items() if path not in aimed_at]
    reached: set[str] = set()
    while pending:
        source = pending.pop()
        for target in source.targets.values():
            if target in wide and target != source.path and target not in reached:
                reached.add(target)
                pending.append(candidates[target])
    return reached


def _leftovers(config: RulesOfConfig, kept: Mapping[str, SourceFile], wide: set[str]) -> set[str]:
    """Paths that have the form of a target although no source has this target."""
    paths = sorted(path for path in kept if path in wide)
    found: set[str] = set()
    for locale in config.target_locales:
        values = template.spelled(locale, config.spellings)
        for target in {rule.target for rule in config.rules if template.has_locale(rule.target)}:
            found.update(path for path, _ in template.lookalikes(target, values).select(paths))
    return found


def _no_match(rule: Rule, paths: Sequence[str], excluded: int) -> ConfigError:
    if excluded:
        message = f"everything that '{rule.source}' matches is excluded (files: {excluded})"
        return ConfigError(
            message,
            hint="narrow `exclude`, or remove this rule",
            location=rule.location,
            code="glob-no-match",
        )
    return ConfigError(
        f"'{rule.source}' matches no file",
        hint=nearest_hint(rule.source, paths),
        location=rule.location,
        code="glob-no-match",
    )


def _unused(rule: Rule, earlier: Rule) -> Finding:
    return Finding(
        "warning",
        "rule-unused",
        f"every file that '{rule.source}' matches belongs to an earlier rule, such as files[{earlier.index}]",
        hint="move the narrower rule up: the first rule that matches a file takes it",
        location=rule.location,
    )


def _unprintable(path: str) -> Finding:
    return Finding(
        "error",
        "path-refused",
        f"'{shown(path)}' has a control character in its name or is not valid UTF-8; it was left out",
        hint="rename the file",
        location=Location(shown(path)),
    )


def _leftover(path: str, rule: Rule) -> Finding:
    return Finding(
        "warning",
        "target-without-source",
        f"'{path}' looks like a translation, but the source it would belong to is not there; it was left out",
        hint=f"delete it, or if it is a source, narrow `target` in files[{rule.index}] or name it in a rule of its own",
        location=Location(path),
    )
