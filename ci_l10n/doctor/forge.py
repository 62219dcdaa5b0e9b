"""Which forge is asked, and what."""

from ci_l10n.ci.detect import is_gitlab
from ci_l10n.doctor.github import (
    check_auto_merge,
    check_setting,
    check_token,
    find_access,
    looks_like_github,
    open_repo,
)
from ci_l10n.doctor.github_rules import check_push_rulesets, check_required, check_rules
from ci_l10n.doctor.gitlab import check_gitlab, check_pipeline
from ci_l10n.doctor.ground import Fact, Ground, Results
from ci_l10n.doctor.platform import check_clock
from ci_l10n.doctor.workflows import check_workflows
from ci_l10n.model import Finding


def check_forge(ground: Ground) -> Results:
    """GitHub, GitLab, or none; a run for a fork has no token to ask with."""
    if ground.ci.is_fork:
        return
    if is_gitlab(ground.env):
        yield from check_gitlab(ground)
    elif looks_like_github(ground):
        yield from _check_github(ground)
    else:
        yield Fact("forge", "none is known here; --deliver branch or patch needs none")


def check_files(ground: Ground) -> Results:
    """What the repository itself says about the runs on its forge."""
    if is_gitlab(ground.env):
        yield from check_pipeline(ground)
    yield from check_workflows(ground)


def _check_github(ground: Ground) -> Results:
    access = find_access(ground)
    if isinstance(access, Finding):
        yield access
        return
    repo = open_repo(ground, access)
    if isinstance(repo, Finding):
        yield repo
        return
    yield from check_token(ground, repo)
    yield from check_setting(ground, repo)
    yield from check_auto_merge(ground, repo)
    yield from check_rules(ground, repo)
    yield from check_push_rulesets(repo)
    yield from check_required(ground, repo)
    yield from check_clock(repo.asker.server_ahead, "GitHub")
