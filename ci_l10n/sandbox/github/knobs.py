"""How the simulated GitHub can be made to behave like the many GitHubs there are: settings, rights, bad days."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Knobs:
    """Everything that can be switched; the defaults are a friendly repository under a token with all rights."""

    # rights of the token
    workflow_token: bool = False  # acts as github-actions[bot], GET /user is refused
    personal_token: bool = False  # REST commits are not signed
    more_tokens: tuple[str, ...] = ()  # with all rights, besides the one that is announced
    read_only_tokens: tuple[str, ...] = ()
    expires_in: float | None = None  # seconds from now until the token is refused with 401
    # settings of the repository or organisation
    may_create_pulls: bool = True  # "Allow GitHub Actions to create and approve pull requests"
    may_create_labels: bool = True  # `issues: write`
    drafts: bool = True  # private repositories of Free plans have none
    auto_merge: bool | None = None  # None: as the repository's own `allow_auto_merge`
    pending_checks: bool = False  # required checks have not reported: merging is blocked, auto-merge possible
    web_commit_signing: bool = True  # off on GHES unless the administrator enabled it
    update_refs: bool = True  # the mutation `updateRefs`, which older GHES do not know
    collaborators: tuple[str, ...] | None = None  # who may review; None: everybody
    teams: tuple[str, ...] | None = None  # slugs that may review; None: all
    branch_rules: tuple[
        Mapping[str, object], ...
    ] = ()  # {"branches": "l10n/*", "type": "required_signatures"}
    # refusals of moves of refs, by push and by API alike
    protected_branches: tuple[str, ...] = ()
    ruled_refs: tuple[str, ...] = ()
    ruled_because: str = "Changes must be made through a pull request."
    hidden_refs: tuple[str, ...] = ()
    most_refs: int | None = None
    atomic: bool = True
    # bad days
    late_nodes: int = 0  # refused first calls about a pull request just created
    tree_entries: int | None = 200  # above this, POST git/trees answers 502
    secondary_limit: int = 0  # the next N requests hit it
    secondary_status: int = 403  # or 429
    retry_after: int | None = None  # seconds told with it
    rate_remaining: int | None = None  # requests left in this hour; None: 5000 at the start
