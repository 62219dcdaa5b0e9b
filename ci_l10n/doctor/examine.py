"""The story of a diagnosis: open what can be opened, run every check, put the most important finding first."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from ci_l10n.ci.base import Ci
from ci_l10n.ci.detect import git_token, is_gitlab, named_branch, token_hosts
from ci_l10n.clock import Clock
from ci_l10n.config.load import load_config
from ci_l10n.config.model import Config
from ci_l10n.doctor import checkout, configuration, platform, remote, sources
from ci_l10n.doctor.forge import check_files, check_forge
from ci_l10n.doctor.ground import Fact, Ground, Probe, Result, Results, error, findings_of, notice
from ci_l10n.doctor.workflows import read_workflows
from ci_l10n.errors import L10nError
from ci_l10n.git.borrow import Checkout, find_checkout, read_config
from ci_l10n.git.process import Git
from ci_l10n.git.repo import Repository
from ci_l10n.model import Finding
from ci_l10n.problems.registry import PROBLEMS
from ci_l10n.redact import Redactor

_RANK = {"error": 0, "warning": 1, "notice": 2}
_UNREACHED = (
    "platform-unreachable",
    "platform-proxy",
    "platform-certificate",
    "git-unreachable",
    "forge-trouble",
)


@dataclass(frozen=True)
class Place:
    """What a diagnosis begins with; ``connect`` is that of `Ground`."""

    env: Mapping[str, str]
    directory: Path
    config: str | None  # --config
    ci: Ci
    clock: Clock
    redactor: Redactor
    connect: Callable[[Config], Probe]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Findings, the most important first, and what was found to be as it should be."""

    findings: tuple[Finding, ...]
    facts: tuple[Fact, ...]

    @property
    def first_error(self) -> Finding | None:
        return self.findings[0] if self.findings and self.findings[0].severity == "error" else None

    @property
    def exit_code(self) -> int:
        """That of a run which the most important error would end; 0 without errors."""
        first = self.first_error
        return (PROBLEMS[first.code].exit_code or 2) if first else 0


class Check(NamedTuple):
    run: Callable[[Ground], Results]
    asks: str = ""  # what stays unknown when its server cannot be reached


# Of two errors that one is told first which has to be corrected first.
_CHECKS = (
    Check(platform.check_fork),
    Check(configuration.check_files),
    Check(configuration.check_branch_name),
    Check(platform.check_platform, "project, languages and rate limit of the platform"),
    Check(check_forge, "rights of the token and rules of the branches"),
    Check(remote.check_namespace),
    Check(remote.check_remote, "branches and state on the git server"),
    Check(sources.check_sources),
)
_CHECKS_OF_FILES = (
    Check(check_files),
    Check(checkout.check_uncommitted),
    Check(checkout.check_owner),
    Check(checkout.check_space),
    Check(checkout.check_leftovers),
    Check(checkout.check_history),
    Check(checkout.describe),
)
_CHECK_PUSH = Check(remote.check_push, "whether a push would be let in")


def examine(place: Place) -> Diagnosis:
    """Look at everything; nothing is written anywhere, and no finding keeps the other checks from running."""
    with ExitStack() as opened:
        results = list(_results(place, opened))
    findings = dict.fromkeys(_with_cure(each) for each in results if isinstance(each, Finding))
    ordered = sorted(
        findings, key=lambda finding: _RANK[finding.severity]
    )  # stable: checks come in their order
    return Diagnosis(tuple(ordered), tuple(each for each in results if isinstance(each, Fact)))


def _with_cure(finding: Finding) -> Finding:
    """What is said about the code in general serves where nothing closer is known."""
    return finding if finding.hint else replace(finding, hint=PROBLEMS[finding.code].cure)


def _results(place: Place, opened: ExitStack) -> Iterator[Result]:
    try:
        repo = opened.enter_context(_open(place))
    except L10nError as problem:
        yield from findings_of(problem)
        yield from _without_repository(place)
        return
    config = None
    try:
        config = load_config(repo.root, place.config)
    except L10nError as problem:
        yield from findings_of(problem)
    base = place.ci.base_branch or repo.branch or named_branch(place.env) or ""
    if not base:
        hint = "check out a branch, or set GITHUB_REF (refs/heads/...) or CI_COMMIT_BRANCH"
        yield error("branch-unknown", "HEAD is detached and the environment names no branch", hint)
    uses, unreadable = read_workflows(repo.root)
    ground = Ground(
        env=place.env,
        ci=place.ci,
        clock=place.clock,
        redactor=place.redactor,
        repo=repo,
        checkout=_checkout_of(place, repo),
        config=config,
        base=base,
        connect=place.connect,
        uses=uses,
    )
    yield from _look(ground)
    yield from unreadable


def _look(ground: Ground) -> Iterator[Result]:
    asked = list(_run(_CHECKS, ground))
    yield from asked
    if ground.repo.remote_url and not any(_is_about_access(each) for each in asked):
        yield from _run([_CHECK_PUSH], ground)
    yield from _run(_CHECKS_OF_FILES, ground)


def _is_about_access(result: Result) -> bool:
    """Whether it is known already that a push would not be let in, or cannot be asked."""
    if not isinstance(result, Finding) or result.severity != "error":
        return False
    return result.code.startswith(("git-", "github-", "gitlab-", "forge-", "fork-", "repository-", "remote-"))


def _run(checks: Iterable[Check], ground: Ground) -> Iterator[Result]:
    for check in checks:
        results: list[Result] = []
        try:
            results.extend(check.run(ground))
        except L10nError as problem:
            results.extend(findings_of(problem))
        yield from results
        if check.asks and any(isinstance(each, Finding) and each.code in _UNREACHED for each in results):
            hint = "run doctor again where the network is there"
            yield notice("not-asked", f"could not be asked: {check.asks}", hint)


def _open(place: Place) -> Repository:
    user, token = git_token(place.env) or ("", None)
    if token:
        place.redactor.add(token)
    return Repository.open(
        place.directory,
        token=token,
        token_user=user,
        token_hosts=token_hosts(place.env),
        redactor=place.redactor,
        clock=place.clock,
    )


def _checkout_of(place: Place, repo: Repository) -> Checkout:
    """The checkout's own settings, as text."""
    root, git_dir, common_dir = find_checkout(repo.root)
    git = Git(Checkout(root, git_dir, common_dir, {}).place, place.redactor)
    return Checkout(root, git_dir, common_dir, read_config(git, git_dir, common_dir))


def _without_repository(place: Place) -> Iterator[Result]:
    """The configuration is a file, whatever is wrong with git."""
    try:
        root = find_checkout(place.directory)[0]
    except L10nError:
        root = place.directory
    try:
        load_config(root, place.config)
    except L10nError as problem:
        yield from findings_of(problem)
    platform_name = "GitLab" if is_gitlab(place.env) else "the forge"
    hint = "correct the first finding, and run doctor again"
    yield notice(
        "not-asked", f"the platform and {platform_name} were not asked, for lack of a repository", hint
    )
