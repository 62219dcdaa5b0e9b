"""
Which branch a target goes to: one for all, or one per locale or rule (`pull_request.split`). Pure.

A branch per locale is called `<branch>-<locale>`, one per rule `<branch>-<name>`, with what is left of the rule's
source glob when everything but letters and digits becomes a hyphen. Files that hold several locales cannot be split by
locale; they share `<branch>-shared`. What belongs to no rule any more goes to the branch without an ending.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ci_l10n.config.model import Config
from ci_l10n.flow.slots import is_slot
from ci_l10n.model import Locale
from ci_l10n.paths.glob import compile_glob
from ci_l10n.paths.rule import Rule, SourceFile
from ci_l10n.state import Known, Path

SHARED = "shared"
_LONGEST = 60  # characters of a rule's name


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts that a delivery is made in."""

    stem: str  # the branch, when there is only one
    split: Literal["none", "locale", "rule"]
    rules: Sequence[Rule]
    names: Mapping[int, str]  # index of a rule -> its name
    by_source: Mapping[Path, int]  # source -> index of its rule

    def branch_of(self, source: Path, path: Path, locale: Locale) -> str:
        """The branch for a target (or slot) ``path`` of ``source`` in ``locale``."""
        name = self._name_of(source, path, locale)
        return f"{self.stem}-{name}" if name else self.stem

    def title_of(self, branch: str, title: str) -> str:
        """``title`` with what tells this branch's change request from the others."""
        name = branch.removeprefix(f"{self.stem}-")
        return title if self.split == "none" or name == branch else f"{title} ({name})"

    def _name_of(self, source: Path, path: Path, locale: Locale) -> str:
        if self.split == "locale":
            return SHARED if is_slot(path) else locale
        if self.split == "rule":
            index = self.by_source.get(source)
            return self.names.get(self._rule_of(source) if index is None else index, "")
        return ""

    def _rule_of(self, source: Path) -> int:
        """The rule of a source that is gone; -1 when the rule is gone as well."""
        matching = (r.index for r in self.rules if compile_glob(r.source).match(source) is not None)
        return next(matching, -1)

    def managed(
        self, sources: Sequence[SourceFile], known: Mapping[Path, Known]
    ) -> Iterator[tuple[str, Path]]:
        """Branch and target of all that is or was managed: also what goes, because its source went or moved."""
        for source in sources:
            for locale, path in source.targets.items():
                yield self.branch_of(source.path, path, locale), path
        for name, entry in known.items():
            for places in (entry.targets, entry.moved):
                for locale, path in places.items():
                    yield self.branch_of(name, path, locale), path


def make_parts(config: Config, base: str, sources: Sequence[SourceFile]) -> Parts:
    """The parts for deliveries to branch ``base``."""
    settings = config.pull_request
    return Parts(
        settings.branch.replace("{base}", base),
        settings.split,
        config.rules,
        rule_names(config.rules) if settings.split == "rule" else {},
        {source.path: source.rule.index for source in sources} if settings.split == "rule" else {},
    )


def shared_branch(config: Config, base: str, other: str) -> str:
    """
    A branch that would be proposed for both of two base branches, "" when there is none.

    Split by locale, `main` has a part on `l10n/main-de`, which is also what is proposed for a base branch `main-de`.
    """
    mine, theirs = (set(_possible_branches(config, each)) for each in (base, other))
    return min(mine & theirs, default="") if "{base}" in config.pull_request.branch else ""


def _possible_branches(config: Config, base: str) -> Iterator[str]:
    settings = config.pull_request
    stem = settings.branch.replace("{base}", base)
    yield stem
    if settings.split == "locale":
        yield from (f"{stem}-{name}" for name in (*config.target_locales, SHARED))
    elif settings.split == "rule":
        yield from (f"{stem}-{name}" for name in rule_names(config.rules).values())


def rule_names(rules: Sequence[Rule]) -> dict[int, str]:
    """
    A name for every rule, by its index; the second of two that would be called the same gets a number.

    A name follows the source glob, so a rule that is put before others renames none of their branches.
    """
    names: dict[int, str] = {}
    for rule in rules:
        plain = re.sub(r"[^A-Za-z0-9]+", "-", rule.source).strip("-").lower()[:_LONGEST].strip("-") or "rule"
        name, number = plain, 1
        while name in names.values():
            number += 1
            name = f"{plain}-{number}"
        names[rule.index] = name
    return names
