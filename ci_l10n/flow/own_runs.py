"""Runs that our own branches cause; they have nothing to do, and would go round in circles."""

import re
from collections.abc import Iterator

from ci_l10n.config.model import Config, PullRequest
from ci_l10n.flow.ports import Ports
from ci_l10n.git.state_ref import state_ref_name

_DEFAULT = re.compile(r"l10n(?:-([a-z0-9][a-z0-9_-]*))?/(.+)")  # `pull_request.branch` unless it is set


def why_quiet(ports: Ports) -> str:
    """
    Why this run is to stop at once, as a note; "" when it is not.

    What was merged into the base branch is none of these: such a run ends by itself, and has the merge recorded.
    """
    settings, reviewed, base = ports.config.pull_request, ports.ci.change_request, ports.base
    # In a fork people may call their branches as they like.
    if reviewed is not None and not ports.ci.is_fork and is_branch_for(settings, reviewed.branch, base):
        return f"this run belongs to our own change request from {reviewed.branch}; there is nothing to do"
    is_named = is_branch_for(settings, base, base)  # all base branches share it
    if not is_named and not _has_state(ports, possible_states(ports.config, base)):
        return ""
    return f"{base} is a branch that translations are proposed on; there is nothing to do"


def is_branch_for(settings: PullRequest, branch: str, base: str) -> bool:
    """Whether translations for ``base`` are proposed on ``branch``."""
    stem = settings.branch.replace("{base}", base)
    return branch == stem or (settings.split != "none" and branch.startswith(f"{stem}-"))


def possible_bases(settings: PullRequest, branch: str) -> Iterator[str]:
    """The base branches that ``branch`` may propose translations for, by its name alone."""
    before, placeholder, after = settings.branch.partition("{base}")
    if not placeholder:
        return
    parts = [match.start() for match in re.finditer("-", branch)] if settings.split != "none" else []
    for end in (len(branch), *parts):
        if found := re.fullmatch(f"{re.escape(before)}(.+){re.escape(after)}", branch[:end]):
            yield found[1]


def possible_states(config: Config, branch: str) -> list[str]:
    """
    The state refs, one of which is there if translations are proposed on ``branch``.

    Those of this configuration, and of others in the repository as long as their branches are called as by default.
    """
    found = [state_ref_name(base, config.state) for base in possible_bases(config.pull_request, branch)]
    if other := _DEFAULT.fullmatch(branch):
        place = config.state._replace(name=other[1] or "")
        hyphens = [match.start() for match in re.finditer("-", other[2])]
        found += [state_ref_name(other[2][:end], place) for end in (len(other[2]), *hyphens) if end]
    return list(dict.fromkeys(found))


def _has_state(ports: Ports, states: list[str]) -> bool:
    """A branch that is merely called like ours belongs to no base branch that was ever synchronised."""
    if not states or ports.repo.remote_url is None:
        return False
    return bool(ports.repo.remote_refs(states))
