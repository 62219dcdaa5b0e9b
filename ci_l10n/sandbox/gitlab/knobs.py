"""How the simulated GitLab can be made to behave like the many GitLabs there are: plans, rights, bad days."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Knobs:
    """Everything that can be switched; the defaults are a friendly project under a token with all rights."""

    # the token
    project_token: bool = False  # belongs to a bot of the project instead of a person
    access_level: int = 50  # of the token's owner: 20 reporter, 30 developer, 40 maintainer, 50 owner
    read_only: bool = False  # scope `read_api` and `read_repository` only
    expires_in: float | None = None  # seconds from now until the token is refused with 401
    job_token_push: bool = False  # "Allow Git push requests to the repository"
    job_token_write_status: int = 401  # answer to writes with a job token
    # plan and people
    free_tier: bool = False  # one assignee and one reviewer; the others are dropped silently
    users: tuple[str, ...] | None = None  # user names there are; None: whoever is asked for
    members: tuple[str, ...] | None = None  # others are dropped as reviewers; None: everybody is a member
    # pushes
    protect_default_branch: bool = False  # new projects protect it: maintainers push, nobody forces
    protected_branches: tuple[str, ...] = ()  # patterns nobody may push to
    hidden_refs: tuple[str, ...] = ()  # prefixes of refs that no push may change: "refs/l10n/"
    push_rule: str = ""  # text a push to a branch is refused with
    atomic: bool = True  # whether the server offers atomic pushes
    # pipelines and merging
    pipelines: str = "none"  # what pushes start: none, running, success, failed
    pipeline_reads: int = 0  # reads of a merge request or of pipelines before a new pipeline is seen
    checking_reads: int = 0  # reads of a merge request that find its mergeability still being checked
    approvals_required: int = 0
    conflict_status: int = 406  # answer to merging what has conflicts; 422 and 405 are known, too
    # bad days
    throttled: int = 0  # the next N requests are answered with 429
    retry_after: int | None = 60  # seconds told with it
