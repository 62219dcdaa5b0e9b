"""Checks of rulesets and branch protection on GitHub, and what becomes of required checks."""

from collections.abc import Iterator, Mapping
from typing import Any

from ci_l10n.config.model import Config
from ci_l10n.doctor.github import APP_LIFE, Repo
from ci_l10n.doctor.ground import Fact, Ground, Results, error, notice, warning
from ci_l10n.git.state_ref import state_ref_name
from ci_l10n.model import Finding

# What stops a pushed commit, and what stops only some of them ("Available rules for rulesets").
_STOPS = {
    "creation": "may not be created",
    "update": "may not be updated",
    "pull_request": "takes changes through pull requests only",
    "required_status_checks": "takes commits with passed checks only",
    "merge_queue": "takes changes from a merge queue only",
    "workflows": "takes commits with passed workflows only",
    "code_scanning": "takes commits with scanned code only",
}
_HINDERS = {
    "required_linear_history": "takes no merge commits, so a base branch that moved cannot be merged into it",
    "commit_message_pattern": "wants commit messages of a certain form",
    "commit_author_email_pattern": "wants authors with certain addresses",
    "committer_email_pattern": "wants committers with certain addresses",
    "branch_name_pattern": "wants branch names of a certain form",
}
_EXEMPT = (
    "exclude it from the ruleset, let the token's identity bypass it, or choose another `pull_request.branch`"
)


def check_rules(ground: Ground, repo: Repo) -> Results:
    """Rules for the branches that are pushed to; GitHub lists them also for branches that do not exist yet."""
    config = ground.config
    if config is None or not ground.base:
        return
    bypassed: dict[object, bool] = {}
    for branch in ground.branches:
        for rule in _rules(repo, branch):
            if not _is_bypassed(repo, rule, bypassed):
                yield from _check_rule(rule, branch, config)
        yield from _check_protection(repo, branch)
    if config.state.kind == "branch":
        name = state_ref_name(ground.base, config.state).removeprefix("refs/heads/")
        found = [rule for rule in _rules(repo, name) if not _is_bypassed(repo, rule, bypassed)]
        if any(rule.get("type") in {*_STOPS, "required_signatures"} for rule in found) or _is_protected(
            repo, name
        ):
            hint = (
                f"exempt `{name.partition('/')[0]}/**` from the rule, or let the token's identity bypass it"
            )
            yield error("rule-state-branch", f"a rule covers {name}, which holds the state", hint)


def check_push_rulesets(repo: Repo) -> Results:
    """Rules about paths, suffixes and sizes, which hold for every ref, that of the state included."""
    answer = repo.ask("rulesets")
    for ruleset in answer.data if isinstance(answer.data, list) else ():
        if (
            isinstance(ruleset, dict)
            and ruleset.get("target") == "push"
            and ruleset.get("enforcement") == "active"
        ):
            message = (
                f"the push ruleset '{ruleset.get('name')}' also holds for our branches and for refs/l10n/..."
            )
            hint = "make sure that it allows the paths, suffixes and sizes of the localization files"
            yield notice("push-rule", message, hint)


def _rules(repo: Repo, branch: str) -> list[Mapping[str, Any]]:
    answer = repo.ask("rules", "branches", branch)
    rows = answer.data if isinstance(answer.data, list) and answer.is_good else []
    return [rule for rule in rows if isinstance(rule, dict)]


def _is_bypassed(repo: Repo, rule: Mapping[str, Any], known: dict[object, bool]) -> bool:
    """Whether the token's identity need not follow the ruleset; older servers do not say."""
    ruleset = rule.get("ruleset_id")
    if ruleset not in known:
        answer = repo.ask("rulesets", str(ruleset)) if ruleset else None
        can = answer.data.get("current_user_can_bypass") if answer and isinstance(answer.data, dict) else None
        known[ruleset] = can in ("always", "exempt")
    return known[ruleset]


def _check_rule(rule: Mapping[str, Any], branch: str, config: Config) -> Iterator[Finding]:
    kind = str(rule.get("type"))
    if kind == "required_signatures" and config.pull_request.author is not None:
        message = f"a rule wants signed commits on {branch}, and those of `commit: author` are not signed"
        yield error(
            "rule-signatures", message, "leave `pull_request.commit` out, or exempt the branch from the rule"
        )
    elif kind in _STOPS:
        yield error("push-rule", f"a ruleset forbids our push: {branch} {_STOPS[kind]}", _EXEMPT)
    elif kind in _HINDERS:
        yield warning("push-rule", f"a ruleset can stop our push: {branch} {_HINDERS[kind]}", _EXEMPT)


def _check_protection(repo: Repo, branch: str) -> Iterator[Finding]:
    if _is_protected(repo, branch):
        hint = "exempt the branch from the protection rule, or choose another `pull_request.branch`"
        yield error("branch-protected", f"{branch} is protected, so it cannot be pushed to", hint)


def _is_protected(repo: Repo, branch: str) -> bool:
    """Classic protection; a branch that only rulesets cover counts as protected, too, and has been told of."""
    data = repo.ask("branches", branch).data
    if not isinstance(data, dict) or data.get("protected") is not True:
        return False
    protection = data.get("protection")
    return not isinstance(protection, dict) or protection.get("enabled") is not False


def check_required(ground: Ground, repo: Repo) -> Results:
    """What GitHub does with the checks of our pull request under the token in use."""
    if not ground.base:
        return
    if repo.owner != "workflow":
        yield Fact("checks", "checks of our pull request start by themselves under this token")
        return
    required = sorted(_required(repo, ground.base))
    if not required:
        yield Fact("checks", "none is required; those of our pull request wait for somebody's approval")
        return
    message = (
        f"{ground.base} requires {', '.join(required)}; under the workflow's own token GitHub holds these checks of our"
        " pull request until somebody approves them (older servers never start them)"
    )
    place = next((use.locate(use.keys) for use in ground.uses if use.sends and not use.token), None)
    yield warning("checks-held", message, _way_out(ground, repo), place)


def _way_out(ground: Ground, repo: Repo) -> str:
    """What fits the owner of the repository; the other ways are on the page of the code."""
    owner = repo.data.get("owner")
    if isinstance(owner, dict) and owner.get("type") == "Organization":
        way = "pass the token of an App of the organisation as github_token (actions/create-github-app-token)"
        if ground.config and ground.config.wait_timeout >= APP_LIFE:
            way += ", and lower wait.timeout below 45m, as it lives one hour"
    else:
        way = "pass a fine-grained personal token (contents and pull requests: write), or that of an App, as github_token"
    return f"{way}; until then somebody with write access presses `Approve and run` on each pull request"


def _required(repo: Repo, base: str) -> set[str]:
    """Names of the checks that the base branch requires, by rulesets and by classic protection."""
    names = set()
    for rule in _rules(repo, base):
        if rule.get("type") == "required_status_checks":
            parameters = rule.get("parameters")
            rows = parameters.get("required_status_checks") if isinstance(parameters, dict) else None
            names |= {str(row.get("context")) for row in rows or () if isinstance(row, dict)} or {"checks"}
        elif rule.get("type") == "workflows":
            names.add("workflows")
    data = repo.ask("branches", base).data
    protection = data.get("protection") if isinstance(data, dict) else None
    checks = protection.get("required_status_checks") if isinstance(protection, dict) else None
    contexts = checks.get("contexts") if isinstance(checks, dict) else None
    return names | {str(name) for name in contexts or ()}
