"""Checks of `l10n.yml` against the repository."""

from collections import Counter

from ci_l10n.config.model import Config
from ci_l10n.doctor.ground import Fact, Ground, Results, error, finding_of, findings_of
from ci_l10n.errors import ContentError, L10nError
from ci_l10n.flow.pointers import MOST_POINTER_BYTES, check_is_content
from ci_l10n.flow.situation import find_sources
from ci_l10n.paths.discover import Discovery


def check_files(ground: Ground) -> Results:
    """What every glob matches and where it leads; colliding and unsafe targets."""
    config, repo = ground.config, ground.repo
    if config is None:
        return
    try:
        discovery = find_sources(config, repo.tree(repo.head), repo.links(repo.head))
    except L10nError as problem:
        yield from findings_of(problem)
        return
    yield from discovery.findings
    yield from _check_pointers(ground, discovery)
    yield from _facts(config, discovery)


def _check_pointers(ground: Ground, discovery: Discovery) -> Results:
    """Git LFS keeps files elsewhere; a commit that holds pointers gives nothing to translate."""
    tree, repo = ground.repo.tree(ground.repo.head), ground.repo
    for source in discovery.sources:
        if repo.blob_size(tree[source.path]) < MOST_POINTER_BYTES:
            try:
                check_is_content(repo.blob(tree[source.path]), source.path)
            except ContentError as problem:
                yield finding_of(problem)
                return  # one tells it all


def _facts(config: Config, discovery: Discovery) -> Results:
    counts = Counter(source.rule.index for source in discovery.sources)
    targets = sum(len(set(source.targets.values())) for source in discovery.sources)
    locales = ", ".join(config.target_locales)
    yield Fact("languages", f"{config.source_locale} into {locales} ({len(config.target_locales)})")
    yield Fact("files", f"{len(discovery.sources)} sources, {targets} targets")
    for rule in config.rules:
        yield Fact(f"files[{rule.index}]", f"{rule.source}: {counts[rule.index]} sources")


def check_branch_name(ground: Ground) -> Results:
    """Translations are never proposed on the branch that they are for."""
    config = ground.config
    if config is None or not ground.base:
        return
    for branch in ground.branches:
        if branch == ground.base:
            hint = "write `branch: l10n/{base}`, or run this for the branch that is to be localized"
            place = config.locate("pull_request.branch")
            yield error(
                "branch-name-invalid", f"translations would be proposed on {branch} itself", hint, place
            )
