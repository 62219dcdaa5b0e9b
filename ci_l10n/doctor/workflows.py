"""Checks of the workflows in `.github/workflows` that use ci-l10n."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ci_l10n.config.model import SmartcatSettings
from ci_l10n.config.values import parse_duration
from ci_l10n.config.yaml_source import MAX_BYTES, KeyPath, parse_yaml
from ci_l10n.doctor.ground import Fact, Ground, Results, error, notice, warning
from ci_l10n.doctor.workflow_reading import Use, find_uses, mapping, triggers
from ci_l10n.errors import ConfigError, Location
from ci_l10n.model import Finding

FOLDER = ".github/workflows"
_SECRETS = {
    "smartcat": ("smartcat_account_id", "smartcat_api_key"),
    "smartling": ("smartling_user_identifier", "smartling_user_secret"),
}
_FOREIGN_CODE = re.compile(r"github\.event\.pull_request\.head|github\.head_ref|refs/pull/")
_ALL = 100  # workflow files that are read


def read_workflows(root: Path) -> tuple[tuple[Use, ...], tuple[Finding, ...]]:
    """Uses of ci-l10n in the workflows of a checkout, and the files that could not be read."""
    uses: list[Use] = []
    findings: list[Finding] = []
    folder = root / FOLDER
    files = sorted([*folder.glob("*.yml"), *folder.glob("*.yaml")]) if folder.is_dir() else []
    for file in files[:_ALL]:
        path = file.relative_to(root).as_posix()
        try:
            uses += find_uses(parse_yaml(read_start(root, path, MAX_BYTES), path))
        except OSError as problem:
            findings.append(_unreadable(path, problem.strerror or str(problem)))
        except ConfigError as problem:
            findings.append(_unreadable(path, problem.message, problem.location))
    return tuple(uses), tuple(findings)


def read_start(root: Path, path: str, most: int) -> bytes:
    """
    The first ``most`` bytes of a regular file, and one more where there are more.

    Raises OSError, also for a link: what it leads to is not part of the repository, and may be anything.
    """
    folder = root
    for name in path.split("/"):
        folder /= name
        if folder.is_symlink():
            raise OSError("links are not followed")
    if not folder.is_file():
        raise OSError("it is no regular file")
    with folder.open("rb") as file:
        return file.read(most + 1)


def _unreadable(path: str, why: str, place: Location | None = None) -> Finding:
    hint = "correct the file; GitHub does not run it like this"
    return warning(
        "workflow-unreadable", f"the workflow cannot be read: {why}", hint, place or Location(path)
    )


def check_workflows(ground: Ground) -> Results:
    """Everything that is said in the files themselves."""
    if not ground.uses:
        if ground.env.get("GITHUB_REPOSITORY"):
            hint = "examples/github.yml is one to copy; nothing to do where it is run by other means"
            yield notice("workflow-missing", f"no workflow in {FOLDER} runs ci-l10n", hint, Location(FOLDER))
        return
    for use in ground.uses:
        yield from _check_fork_code(use)
        yield from _check_checkout(use)
        yield from _check_runner(use)
        yield from _check_secrets(ground, use)
        if use.command == "plan":
            yield from _check_depth(use)
        if use.sends:
            yield from _check_permissions(use)
            yield from _check_concurrency(use)
            yield from _check_timeout(ground, use)
    used = ", ".join(
        dict.fromkeys(f"{use.document.path} ({use.command or 'a command'})" for use in ground.uses)
    )
    yield Fact("workflows", used)


def _check_permissions(use: Use) -> Iterator[Finding]:
    if use.token:  # of an App or a person, whose rights are not written here
        return
    keys: KeyPath = ("jobs", use.job)
    given = use.settings.get("permissions")
    if given is None:
        keys, given = (), use.workflow.get("permissions")
    hint = "add `permissions: {contents: write, pull-requests: write}` to the job"
    if given is None:
        message = f"the job '{use.job}' does not say which rights its token has; the default may be read-only"
        yield warning("workflow-permissions-unset", message, hint, use.locate(("jobs", use.job)))
        return
    missing = [name for name in _needed(use) if not _grants(given, name)]
    if missing:
        message = (
            f"the token of the job '{use.job}' lacks {' and '.join(f'`{name}: write`' for name in missing)}"
        )
        yield error("workflow-permissions", message, hint, use.locate(keys, key="permissions"))


def _needed(use: Use) -> tuple[str, ...]:
    if use.command in ("sync", "pull", "apply") and "--deliver branch" not in use.inputs.get("options", ""):
        return "contents", "pull-requests"
    return ("contents",)


def _grants(given: Any, name: str) -> bool:
    return given == "write-all" or (isinstance(given, Mapping) and given.get(name) == "write")


def _check_concurrency(use: Use) -> Iterator[Finding]:
    job, whole = use.settings.get("concurrency"), use.workflow.get("concurrency")
    if job is None and whole is None:
        message = (
            f"the job '{use.job}' has no `concurrency:` group, so two runs can meet and one of them stops"
        )
        hint = 'add `concurrency: {group: "l10n-${{ github.ref }}"}`'
        yield warning("workflow-concurrency", message, hint, use.locate(("jobs", use.job)))
    elif any(mapping(level).get("cancel-in-progress") is True for level in (job, whole)):
        keys: KeyPath = ("jobs", use.job, "concurrency") if job is not None else ("concurrency",)
        message = "a newer run cancels the one that sends and waits"
        hint = "leave `cancel-in-progress` out"
        yield warning("workflow-cancels", message, hint, use.locate(keys, key="cancel-in-progress"))


def _check_checkout(use: Use) -> Iterator[Finding]:
    if any(
        "checkout" in str(step.get("uses") or "") or "git clone" in str(step.get("run") or "")
        for step in use.earlier
    ):
        return
    message = f"no step before this one of the job '{use.job}' checks the repository out"
    yield error(
        "workflow-checkout-missing",
        message,
        "add `- uses: actions/checkout@v7` before it",
        use.locate(use.keys),
    )


def _check_depth(use: Use) -> Iterator[Finding]:
    for number, step in enumerate(use.earlier):
        depth = str(mapping(step.get("with")).get("fetch-depth", ""))
        if "actions/checkout" in str(step.get("uses") or "") and depth != "0":
            message = f"the job '{use.job}' runs plan in a shallow checkout, which may not hold where a pull request began"
            hint = "add `with: {fetch-depth: 0}` to the checkout where strings are to be compared with that place"
            yield notice("history-shallow", message, hint, use.locate(("jobs", use.job, "steps", number)))


def _check_runner(use: Use) -> Iterator[Finding]:
    runner = str(use.settings.get("runs-on") or "")
    if use.is_action and re.search(r"windows|macos", runner, re.IGNORECASE):
        message = f"the job '{use.job}' runs on {runner}, and container actions need Linux"
        yield error(
            "workflow-runner",
            message,
            "write `runs-on: ubuntu-latest`",
            use.locate(("jobs", use.job), key="runs-on"),
        )


def _check_secrets(ground: Ground, use: Use) -> Iterator[Finding]:
    given = {name.lower(): value.strip() for name, value in use.inputs.items()}
    for name in (*_SECRETS["smartcat"], *_SECRETS["smartling"], "github_token"):
        if (value := given.get(name, "")) and "${{" not in value and name != "smartcat_account_id":
            message = f"`{name}` is written into the workflow, where everybody can read it"
            hint = f"revoke it, keep the new one in a secret, and write `${{{{ secrets.{name.upper()} }}}}`"
            keys = (*use.keys, "with") if use.is_action else use.keys
            yield error("workflow-secret-literal", message, hint, use.locate(keys, key=name))
    if ground.config is None or use.command in ("check", "plan", "import", "report"):
        return
    platform = "smartcat" if isinstance(ground.config.platform, SmartcatSettings) else "smartling"
    missing = [name for name in _SECRETS[platform] if not given.get(name)]
    if missing:
        message = f"the step passes no {' and no '.join(f'`{name}`' for name in missing)}"
        hint = f"add `{missing[0]}: ${{{{ secrets.{missing[0].upper()} }}}}` under `with:`"
        yield error("workflow-secrets", message, hint, use.locate(use.keys))


def _check_fork_code(use: Use) -> Iterator[Finding]:
    event = next(iter(triggers(use.workflow) & {"pull_request_target", "workflow_run"}), "")
    if not event:
        return
    for number, step in enumerate(use.earlier):
        if "checkout" in str(step.get("uses") or "") and _FOREIGN_CODE.search(
            str(mapping(step.get("with")).get("ref"))
        ):
            message = f"on `{event}` the job '{use.job}' checks out code of forks, and has secrets"
            hint = "run `check` and `plan` on `pull_request`, everything else on `push`"
            place = use.locate(("jobs", use.job, "steps", number, "with"), key="ref")
            yield error("workflow-fork-code", message, hint, place)


def _check_timeout(ground: Ground, use: Use) -> Iterator[Finding]:
    minutes = use.settings.get("timeout-minutes")
    if ground.config is None or not isinstance(minutes, int | float):
        return
    wait = _wait(use) or ground.config.wait_timeout
    if use.command == "sync" and minutes * 60 <= wait:
        message = f"the job ends after {minutes} minutes, and waits for translations up to {wait / 60:.0f}"
        hint = "raise `timeout-minutes`, or lower `wait.timeout`"
        yield warning("workflow-timeout", message, hint, use.locate(("jobs", use.job), key="timeout-minutes"))


def _wait(use: Use) -> float | None:
    try:
        return parse_duration(use.inputs["timeout"]) if use.inputs.get("timeout") else None
    except ValueError:
        return None
