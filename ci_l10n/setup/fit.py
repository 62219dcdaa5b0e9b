"""The last word about a proposal: is what would be written a configuration, and does it fit the repository?"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from ci_l10n.config.load import parse_config
from ci_l10n.errors import ConfigError, L10nError, Location
from ci_l10n.flow.situation import find_sources
from ci_l10n.paths.rule import SourceFile
from ci_l10n.setup.draft import Note, Proposal, ProposedRule
from ci_l10n.setup.writing import config_text

_CONTRADICTIONS = ("target-collides", "target-is-source")
_RULE = re.compile(r"files\[(\d+)\]")


def fit(
    proposal: Proposal,
    settings: tuple[str, str, str],
    path: str,
    tracked: Sequence[str],
    links: Collection[str],
) -> tuple[Proposal, tuple[SourceFile, ...]]:
    """
    ``proposal`` as it can be written, and its source files; ``settings`` are platform, project and server.

    Rules that do not fit are left out, and that is noted. Where rules that somebody wrote (they have an ``origin``)
    contradict each other, nobody else can choose: `ConfigError` at the place where they were written.
    """
    while True:
        try:
            config = parse_config(config_text(proposal, *settings).encode(), path)
            return proposal, find_sources(config, tracked, links).sources
        except ConfigError as error:
            problems = error.problems or (error,)
            contradictions = [problem for problem in problems if problem.code in _CONTRADICTIONS]
            if contradictions and any(rule.origin for rule in proposal.rules):
                raise _at_origins(contradictions, proposal.rules) from None
            proposal = _without(proposal, problems)


def _at_origins(problems: Iterable[ConfigError], rules: Sequence[ProposedRule]) -> ConfigError:
    placed = [
        ConfigError(p.message, hint=p.hint, location=_origin(p, rules) or p.location, code=p.code)
        for p in problems
    ]
    if len(placed) == 1:
        return placed[0]
    return ConfigError(
        "what was converted does not fit the repository", problems=placed, code="config-invalid"
    )


def _origin(problem: L10nError, rules: Sequence[ProposedRule]) -> Location | None:
    index = _index(problem)
    return rules[index].origin if index is not None else None


def _index(problem: L10nError) -> int | None:
    match = _RULE.match(problem.location.key) if problem.location else None
    return int(match[1]) if match else None


def _without(proposal: Proposal, problems: Sequence[ConfigError]) -> Proposal:
    bad = {index: problem for problem in reversed(problems) if (index := _index(problem)) is not None}
    kept = tuple(rule for index, rule in enumerate(proposal.rules) if index not in bad)
    if not kept and any(rule.origin for rule in proposal.rules):
        raise _at_origins(problems, proposal.rules)
    if not bad or not kept:
        raise ConfigError("what was found does not fit together", problems=problems, code="config-invalid")
    notes = tuple(_note(proposal.rules[index], problem) for index, problem in sorted(bad.items()))
    return replace(proposal, rules=kept, notes=(*proposal.notes, *notes))


def _note(rule: ProposedRule, problem: ConfigError) -> Note:
    message = f"'{rule.source}' was left out: {problem.message}"
    return Note("init-not-mapped" if rule.origin else "init-left-out", message, problem.hint, rule.origin)
