"""Set-ups that do not work: what is broken, and the code that has to be told first."""

import os
import shutil
from collections.abc import Callable
from typing import Any

import pytest

from tests.scenarios.doctor.desk import WORKFLOW, Desk, Setup

_ELSEWHERE = "http://127.0.0.1:9"  # where nothing listens
_FOR_SMARTLING = WORKFLOW.replace("smartcat_account_id", "smartling_user_identifier").replace(
    "smartcat_api_key", "smartling_user_secret"
)
_POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935\nsize 12345\n"
_APP = "        with:\n          github_token: ${{ steps.app.outputs.token }}\n"


def configured(old: str, new: str) -> Callable[[Desk], None]:
    return lambda desk: desk.configure(old, new)


def workflow(old: str, new: str) -> Callable[[Desk], None]:
    return lambda desk: desk.edit(".github/workflows/l10n.yml", old, new)


def environment(**values: str) -> Callable[[Desk], None]:
    return lambda desk: desk.env.update(values)


def missing(*names: str) -> Callable[[Desk], None]:
    return lambda desk: desk.without.update(names)


def knobs(**values: Any) -> Callable[[Desk], None]:
    return lambda desk: desk.knobs(**values)


def gitlab_knobs(**values: Any) -> Callable[[Desk], None]:
    return lambda desk: desk.knobs("gitlab", **values)


def both(*breaks: Callable[[Desk], None]) -> Callable[[Desk], None]:
    def run(desk: Desk) -> None:
        for each in breaks:
            each(desk)

    return run


def rule(target: str) -> Callable[[Desk], None]:
    """One more rule, with its source."""

    def run(desk: Desk) -> None:
        desk.world.write({"more/en.json": '{"a": "A"}'})
        desk.configure("wait:", f"  - {{source: more/en.json, target: '{target}'}}\nwait:")

    return run


def translated_source(desk: Desk) -> None:
    desk.world.write({"web/de/app.json": "{}"})
    desk.configure("wait:", "  - {source: web/de/app.json, target: 'other/{locale}.json'}\nwait:")


def linked_source(desk: Desk) -> None:
    shutil.rmtree(desk.root / "web" / "en")
    (desk.root / "texts").mkdir()
    (desk.root / "texts" / "app.json").write_text("{}")
    (desk.root / "web" / "en").symlink_to("../texts")
    desk.world.commit("Link")


def config_outside(desk: Desk) -> None:
    outside = desk.root.parent / "shared.yml"
    outside.write_text((desk.root / "l10n.yml").read_text())
    (desk.root / "l10n.yml").unlink()
    (desk.root / "l10n.yml").symlink_to("../shared.yml")
    desk.world.commit("Share")


def fault(match: str, do: str, times: int = 1) -> Callable[[Desk], None]:
    def run(desk: Desk) -> None:
        desk.world.control("faults", [{"match": match, "nth": nth + 1, "do": do} for nth in range(times)])

    return run


def protected_branch(desk: Desk) -> None:
    desk.git("push", "-q", "origin", "HEAD:refs/heads/l10n/main")
    desk.knobs(protected_branches=["l10n/*"])


def required_check(desk: Desk) -> None:
    checks = {"required_status_checks": [{"context": "build"}]}
    desk.knobs(
        workflow_token=True,
        branch_rules=[{"branches": "main", "type": "required_status_checks", "parameters": checks}],
    )


def fork_event(desk: Desk) -> None:
    desk.event({"number": 7, "pull_request": {"head": {"ref": "x", "repo": {"full_name": "someone/app"}}}})


def signed_commits(desk: Desk) -> None:
    desk.configure(
        "wait:", "pull_request: {commit: author, author: {name: L10n, email: l10n@example.org}}\nwait:"
    )
    desk.knobs(branch_rules=[{"branches": "l10n/*", "type": "required_signatures"}])


def ruled(branches: str, kind: str) -> Callable[[Desk], None]:
    return knobs(branch_rules=[{"branches": branches, "type": kind}])


def no_checkout(desk: Desk) -> None:
    shutil.rmtree(desk.root / ".git")


def misnamed(desk: Desk) -> None:
    (desk.root / "l10n.yml").rename(desk.root / "l10n.yaml")


def no_remote(desk: Desk) -> None:
    desk.git("remote", "remove", "origin")


def no_commits(desk: Desk) -> None:
    shutil.rmtree(desk.root / ".git")
    desk.git("init", "-q", "-b", "main")


def gone_branch(desk: Desk) -> None:
    desk.git("checkout", "-q", "-b", "feature")


def unpushed(desk: Desk) -> None:
    desk.put({"README": "x"}, push=False)


def uncommitted(desk: Desk) -> None:
    desk.world.write({"web/en/app.json": '{"hello": "Hello!"}\n'})


def untracked_config(desk: Desk) -> None:
    desk.git("rm", "-q", "--cached", "l10n.yml")
    desk.git("commit", "-q", "-m", "Forget")
    desk.git("push", "-q", "origin", "HEAD:main")


def broken_sources(desk: Desk) -> None:
    sources = [path for path in desk.git("ls-files").split() if path.startswith("web/en/")]
    desk.put(dict.fromkeys(sources, '{"hello": '))


def clashing_branch(desk: Desk) -> None:
    desk.git("push", "-q", "origin", "HEAD:refs/heads/l10n")


def token_in_remote(desk: Desk) -> None:
    address = f"{desk.world.announced['git']}/{desk.world.repository}.git"
    token = desk.world.push_token
    desk.git("remote", "set-url", "origin", address.replace("://", f"://x-access-token:{token}@", 1))


def extra_header(desk: Desk) -> None:
    desk.git("config", f"http.{desk.world.origin}/.extraheader", "AUTHORIZATION: basic eDpzZWNyZXQ=")


def other_remote(address: str) -> Callable[[Desk], None]:
    def run(desk: Desk) -> None:
        desk.git("remote", "set-url", "origin", address)

    return run


def gone_remote(desk: Desk) -> None:
    desk.git("remote", "set-url", "origin", f"{desk.world.announced['git']}/acme/nowhere.git")


def refused_last_time(desk: Desk) -> None:
    desk.world.write({".git/ci-l10n/report.json": '{"error": {"code": "namespace-refused"}}'})


def shallow(desk: Desk) -> None:
    desk.put({"README": "x"})
    desk.git("fetch", "-q", "--depth=1", "origin", "main")
    assert (desk.root / ".git" / "shallow").is_file()


def other_state(desk: Desk) -> None:
    desk.git("push", "-q", "origin", "HEAD:refs/heads/l10n-state/main")


def app_token(desk: Desk) -> None:
    desk.configure("timeout: 10m", "timeout: 2h")
    desk.edit(".github/workflows/l10n.yml", "        with:\n", _APP)
    desk.knobs(workflow_token=True)


def other_owner(desk: Desk) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give files away")
    os.chown(desk.root, 12345, 12345)


def unreadable_state(desk: Desk) -> None:
    desk.world.write({"documents.json": "nonsense"})
    desk.git("checkout", "-q", "-b", "state")
    desk.git("add", "documents.json")
    desk.git("commit", "-q", "-m", "State")
    desk.git("push", "-q", "origin", "HEAD:refs/l10n/state/main")
    desk.git("checkout", "-q", "main")


def smartling(*breaks: Callable[[Desk], None]) -> Callable[[Desk], None]:
    """The same set-up with the other platform."""

    def run(desk: Desk) -> None:
        told = desk.world.announced
        names = ("url", "user_identifier", "user_secret")
        values = (told["smartling"], told["smartling_user_identifier"], told["smartling_user_secret"])
        desk.env |= {f"SMARTLING_{name.upper()}": value for name, value in zip(names, values, strict=True)}
        desk.world.write({".github/workflows/l10n.yml": _FOR_SMARTLING})
        desk.configure(
            f"  smartcat: {{project: {desk.world.project}}}",
            f"  smartling: {{project: {told['smartling_project']}}}",
        )
        for each in breaks:
            each(desk)

    return run


def detached(desk: Desk) -> None:
    desk.git("checkout", "-q", "--detach")


CONFIGURATION = (
    Setup("no configuration", "config-missing", lambda desk: desk.remove("l10n.yml")),
    Setup("configuration with another suffix", "config-missing", misnamed),
    Setup("a tab for indentation", "config-yaml", configured("  smartcat:", "\tsmartcat:")),
    Setup("an empty configuration", "config-missing-key", lambda desk: desk.put({"l10n.yml": ""})),
    Setup("a misspelled key", "config-unknown-key", configured("    target:", "    targt:")),
    Setup("a secret in the configuration", "config-secret", configured("version: 1", "version: 1\napi_key: abcdef")),
    Setup("a host in the configuration", "config-host", configured("version: 1", "version: 1\nbase_url: https://example.org")),
    Setup("another version", "config-version", configured("version: 1", "version: 2")),
    Setup("a country for a language", "locale-unknown", configured("[de, fr]", "[de, cz]")),
    Setup("a locale with an underscore", "locale-spelling", configured("[de, fr]", "[de, pt_BR]")),
    Setup("a locale twice", "locale-duplicate", configured("[de, fr]", "[de, fr, de]")),
    Setup("a glob that matches nothing", "glob-no-match", configured("web/en/**/*.json", "web/english/**/*.json")),
    Setup("everything excluded", "glob-no-match", configured("    target:", "    exclude: [web/en/**]\n    target:")),
    Setup("a pattern that leaves the checkout", "glob-invalid", configured("web/en/**/*.json", "../en/*.json")),
    Setup("one target for all locales", "target-without-locale", configured("web/{locale}/{path}", "web/all/{path}")),
    Setup("a target that leaves the checkout", "target-unsafe", configured("web/{locale}/{path}", "../{locale}/{path}")),
    Setup("a target in the git directory", "target-unsafe", configured("web/{locale}/{path}", ".git/{locale}/{path}")),
    Setup("two sources with one target", "target-collides", configured("{path}/{name}", "texts.json")),
    Setup("two rules with one target", "target-collides", rule("web/{locale}/app.json")),
    Setup("a target that is a source", "target-is-source", translated_source),
    Setup("targets that differ in case", "target-case", rule("web/{locale}/App.json")),
    Setup("an unknown placeholder", "target-placeholder", configured("{locale}", "{lang}")),
    Setup("an unknown format", "format-unknown", configured("    target:", "    format: jsonn\n    target:")),
    Setup("a time without a unit", "config-wrong-value", configured("timeout: 10m", "timeout: 10")),
    Setup("two platforms", "config-contradiction", configured("files:", "  smartling: {project: abc123def}\nfiles:")),
    Setup("a source behind a link", "path-linked", linked_source),
    Setup("a configuration behind a link", "config-outside", config_outside),
    Setup("a source that Git LFS keeps", "lfs-pointer", lambda desk: desk.put({"web/en/app.json": _POINTER})),
    Setup("a branch that is the base branch", "branch-name-invalid", configured("wait:", "pull_request: {branch: main}\nwait:")),
)  # fmt: skip

PLATFORM = (
    Setup("no credentials", "credentials-missing", missing("SMARTCAT_ACCOUNT_ID", "SMARTCAT_API_KEY")),
    Setup("a key with a blank in it", "credentials-malformed", environment(SMARTCAT_API_KEY="two words")),
    Setup("a wrong key", "smartcat-key-refused", environment(SMARTCAT_API_KEY="wrong-wrong-wrong")),
    Setup("a project that is not there", "project-missing", lambda desk: desk.configure(desk.world.project, "00000000-0000-4000-8000-000000000000")),
    Setup("a project in another language", "source-locale-differs", configured("source_locale: en", "source_locale: it")),
    Setup("a stage that the workflow lacks", "stage-missing", lambda desk: desk.configure(f"project: {desk.world.project}", f"project: {desk.world.project}, export: {{stage: 3}}")),
    Setup("a platform that does not answer", "platform-unreachable", environment(SMARTCAT_URL=_ELSEWHERE)),
    Setup("a platform without encryption", "platform-url-invalid", environment(SMARTCAT_URL="http://smartcat.example.org")),
    Setup("a login page instead of the platform", "platform-not-the-api", fault("GET project", "html")),
    Setup("a platform in trouble", "platform-trouble", fault("GET project", "500", 2)),
    Setup("no secret of Smartling", "credentials-missing", smartling(environment(SMARTLING_USER_SECRET=""))),
    Setup("a wrong secret of Smartling", "smartling-key-refused", smartling(environment(SMARTLING_USER_SECRET="wrong-wrong-wrong"))),
    Setup("a project of Smartling that is not there", "project-missing", smartling(lambda desk: desk.configure(desk.world.announced["smartling_project"], "0123abcde"))),
    Setup("a language that the Smartling project lacks", "locale-not-in-project", smartling(lambda desk: desk.world.control("knobs", {"smartling": {"locales": ["de"]}}))),
    Setup("secrets of the other platform", "workflow-secrets", smartling(workflow("smartling_user_secret:", "smartcat_api_key:"))),
    Setup("a locale that the project lacks", "locale-not-in-project", configured("[de, fr]", "[de, fr, ja]")),
)  # fmt: skip

GITHUB = (
    Setup("no token", "github-token-missing", missing("GITHUB_TOKEN")),
    Setup("a wrong token", "github-token-refused", environment(GITHUB_TOKEN="ghp_wrongwrongwrong")),
    Setup("an expired token", "github-token-refused", knobs(expires_in=0)),
    Setup("a token that may only read", "github-right-missing", both(knobs(read_only_tokens=["ghp_reader"]), environment(GITHUB_TOKEN="ghp_reader"))),
    Setup("a workflow's token that may only read", "github-right-missing", both(knobs(workflow_token=True, read_only_tokens=["ghs_reader"]), environment(GITHUB_TOKEN="ghs_reader"))),
    Setup("another repository", "github-not-found", environment(GITHUB_REPOSITORY="acme/other")),
    Setup("no repository", "forge-address-invalid", environment(GITHUB_REPOSITORY="app")),
    Setup("a rate limit that is used up", "forge-rate-limit", knobs(rate_remaining=0)),
    Setup("few requests left", "rate-limit-low", knobs(rate_remaining=50)),
    Setup("a forge without encryption", "forge-address-invalid", environment(GITHUB_API_URL="http://github.example.org/api/v3")),
    Setup("a forge that does not answer", "forge-trouble", environment(GITHUB_API_URL=_ELSEWHERE)),
    Setup("a ruleset against new branches", "push-rule", ruled("l10n/*", "creation")),
    Setup("a ruleset that wants pull requests", "push-rule", knobs(ruled_refs=["refs/heads/l10n/*"])),
    Setup("signed commits wanted of an own author", "rule-signatures", signed_commits),
    Setup("a protected branch", "branch-protected", protected_branch),
    Setup("a rule for the branch of the state", "rule-state-branch", both(configured("wait:", "state: branch\nwait:"), ruled("l10n-state/*", "creation"))),
    Setup("Actions that may not open pull requests", "actions-may-not-open-pulls", knobs(may_create_pulls=False)),
    Setup("required checks under a workflow's token", "checks-held", required_check),
    Setup("auto-merge that is not allowed", "auto-merge-off", configured("wait:", "pull_request: {auto_merge: squash}\nwait:")),
    Setup("a token of an App and a long wait", "token-lifetime", app_token),
    Setup("a pull request from a fork", "fork-without-secrets", fork_event),
)  # fmt: skip

GIT = (
    Setup("no checkout", "checkout-missing", no_checkout),
    Setup("no commits", "commits-missing", no_commits),
    Setup("no remote", "remote-missing", no_remote),
    Setup("a branch that was never pushed", "base-not-pushed", gone_branch),
    Setup("a commit that was not pushed", "commit-not-pushed", unpushed),
    Setup("a source with uncommitted changes", "uncommitted-changes", uncommitted),
    Setup("a configuration that is not committed", "uncommitted-changes", untracked_config),
    Setup("a detached HEAD and no branch", "branch-unknown", detached),
    Setup("a branch in the way", "branch-name-clash", clashing_branch),
    Setup("a remote that is gone", "remote-not-found", gone_remote),
    Setup("a remote that runs a program", "remote-unusable", other_remote("ext::sh -c true")),
    Setup("a git server that does not answer", "git-unreachable", other_remote(f"{_ELSEWHERE}/a/b.git")),
    Setup("a namespace that was refused", "namespace-refused", refused_last_time),
    Setup("a state that cannot be read", "state-unreadable", unreadable_state),
    Setup("a checkout of another user", "ownership", other_owner),
    Setup("a token in the remote's address", "leftover-credentials", token_in_remote),
    Setup("a token in a header", "leftover-credentials", extra_header),
    Setup("a shallow checkout", "history-shallow", shallow),
    Setup("a state where it is not looked for", "state-elsewhere", other_state),
)  # fmt: skip

WORKFLOWS = (
    Setup("a right that is missing", "workflow-permissions", workflow("  pull-requests: write\n", "")),
    Setup("rights that are not spelled out", "workflow-permissions-unset", workflow("permissions:\n  contents: write\n  pull-requests: write\n", "")),
    Setup("no concurrency group", "workflow-concurrency", workflow("concurrency:\n  group: l10n\n", "")),
    Setup("runs that are cancelled", "workflow-cancels", workflow("  group: l10n", "  group: l10n\n  cancel-in-progress: true")),
    Setup("no checkout before", "workflow-checkout-missing", workflow("      - uses: actions/checkout@v7\n", "")),
    Setup("secrets that are not passed", "workflow-secrets", workflow("          smartcat_api_key: ${{ secrets.SMARTCAT_API_KEY }}\n", "")),
    Setup("a secret in the workflow", "workflow-secret-literal", workflow("${{ secrets.SMARTCAT_API_KEY }}", "9_abcdefgh")),
    Setup("code of forks with secrets", "workflow-fork-code", both(workflow("{push: {branches: [main]}}", "pull_request_target"), workflow("checkout@v7", "checkout@v7\n        with: {ref: '${{ github.event.pull_request.head.sha }}'}"))),
    Setup("a runner without containers", "workflow-runner", workflow("ubuntu-latest", "windows-latest")),
    Setup("a job that ends too early", "workflow-timeout", workflow("    runs-on:", "    timeout-minutes: 5\n    runs-on:")),
    Setup("a workflow that is no YAML", "workflow-unreadable", lambda desk: desk.put({".github/workflows/other.yml": "a: [b\n"})),
    Setup("no workflow", "workflow-missing", lambda desk: desk.remove(".github/workflows/l10n.yml")),
)  # fmt: skip

GITLAB = (
    Setup("no token", "gitlab-token-missing", missing("GITLAB_TOKEN")),
    Setup("the job token", "gitlab-token-missing", lambda desk: desk.env.update(GITLAB_TOKEN=desk.world.announced["gitlab_job_token"])),
    Setup("a wrong token", "gitlab-token-refused", environment(GITLAB_TOKEN="glpat-wrongwrong")),
    Setup("a token without the scope", "gitlab-scope-missing", gitlab_knobs(read_only=True)),
    Setup("a role that is too low", "gitlab-role-too-low", gitlab_knobs(access_level=20)),
    Setup("another project", "gitlab-not-found", environment(CI_PROJECT_ID="999999")),
    Setup("no project", "gitlab-project-unnamed", missing("CI_API_V4_URL")),
    Setup("a protected branch", "branch-protected", gitlab_knobs(protected_branches=["l10n/*"])),
    Setup("a GitLab without encryption", "forge-address-invalid", environment(CI_API_V4_URL="http://gitlab.example.org/api/v4")),
    Setup("a token that expires", "token-expires", gitlab_knobs(expires_in=2 * 24 * 3600)),
    Setup("an image that starts no shell", "pipeline-entrypoint", lambda desk: desk.edit(".gitlab-ci.yml", ', entrypoint: [""]', "")),
    Setup("no resource group", "workflow-concurrency", lambda desk: desk.edit(".gitlab-ci.yml", "  resource_group: l10n\n", "")),
    Setup("no pipeline", "pipeline-missing", lambda desk: desk.remove(".gitlab-ci.yml")),
)  # fmt: skip

TWO_DEFECTS = (
    Setup("a misspelled key, a wrong token", "config-unknown-key", both(configured("    target:", "    targt:"), environment(GITHUB_TOKEN="ghp_wrongwrongwrong")), "github-token-refused"),
    Setup("a glob without a match, a wrong key", "glob-no-match", both(configured("web/en/**", "web/english/**"), environment(SMARTCAT_API_KEY="wrong-wrong-wrong")), "smartcat-key-refused"),
    Setup("a wrong key, a missing right", "smartcat-key-refused", both(workflow("  pull-requests: write\n", ""), environment(SMARTCAT_API_KEY="wrong-wrong-wrong")), "workflow-permissions"),
    Setup("no credentials, a token in the remote", "credentials-missing", both(token_in_remote, missing("SMARTCAT_ACCOUNT_ID", "SMARTCAT_API_KEY")), "leftover-credentials"),
    Setup("a wrong project, a branch that was never pushed", "project-missing", both(lambda desk: desk.configure(desk.world.project, "00000000-0000-4000-8000-000000000000"), gone_branch), "base-not-pushed"),
    Setup("a wrong token, no concurrency group", "github-token-refused", both(workflow("concurrency:\n  group: l10n\n", ""), environment(GITHUB_TOKEN="ghp_wrongwrongwrong")), "workflow-concurrency"),
    Setup("a ruleset, secrets that are not passed", "push-rule", both(workflow("          smartcat_api_key: ${{ secrets.SMARTCAT_API_KEY }}\n", ""), ruled("l10n/*", "update")), "workflow-secrets"),
    Setup("uncommitted changes, a shallow checkout", "uncommitted-changes", both(shallow, uncommitted), "history-shallow"),
    Setup("no checkout, no configuration", "checkout-missing", both(no_checkout, lambda desk: (desk.root / "l10n.yml").unlink()), "config-missing"),
    Setup("a branch in the way, a runner without containers", "branch-name-clash", both(workflow("ubuntu-latest", "macos-15"), clashing_branch), "workflow-runner"),
    Setup("a source that cannot be read, no concurrency group", "file-malformed", both(workflow("concurrency:\n  group: l10n\n", ""), broken_sources), "workflow-concurrency"),
    Setup("a low role, an image that starts no shell", "gitlab-role-too-low", both(lambda desk: desk.edit(".gitlab-ci.yml", ', entrypoint: [""]', ""), gitlab_knobs(access_level=20)), "pipeline-entrypoint", "gitlab"),
)  # fmt: skip

SETUPS = (
    *CONFIGURATION,
    *PLATFORM,
    *GITHUB,
    *GIT,
    *WORKFLOWS,
    *(each._replace(forge="gitlab") for each in GITLAB),
    *TWO_DEFECTS,
)
# One of each kind in every run; all of them take a minute.
QUICK = (
    "a misspelled key",
    "a wrong key",
    "a ruleset against new branches",
    "a commit that was not pushed",
    "a role that is too low",
    "a wrong key, a missing right",
)
# What other commands stop at, too: in the same set-up they say the same.
STOPPING = (
    "a misspelled key",
    "a glob that matches nothing",
    "two rules with one target",
    "a wrong key",
    "a project that is not there",
    "a stage that the workflow lacks",
    "a wrong secret of Smartling",
    "a token that may only read",
    "a commit that was not pushed",
    "a source with uncommitted changes",
    "no checkout",
    "a state that cannot be read",
    "a pull request from a fork",
    "a role that is too low",
)
