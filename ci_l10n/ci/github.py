"""GitHub Actions: annotations, outputs and the job summary, through actions-toolkit."""

import contextlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ci_l10n.ci.base import Reviewed, one_line
from ci_l10n.ci.local import LocalCi
from ci_l10n.model import Finding
from ci_l10n.redact import Redactor

_OF_BASE = "pull_request_target"  # the event whose runs have workflow, token, secrets and checkout of the base branch
_EVENT_LIMIT = 10_000_000  # bytes of an event file that are read


class GitHubCi(LocalCi):
    """A step of a workflow; lines of progress are plain, because logs are no terminals."""

    name = "github"

    def __init__(self, redactor: Redactor, env: Mapping[str, str], *, is_json: bool = False) -> None:
        event = _event(env.get("GITHUB_EVENT_PATH", ""))
        super().__init__(
            redactor,
            is_json=is_json,
            base_branch=_base_branch(env),
            default_branch=_text(event, "repository", "default_branch"),
        )
        self.is_fork = _is_fork(env, event)
        self.may_comment = not self.is_fork or env.get("GITHUB_EVENT_NAME") == _OF_BASE
        self.change_request = _change_request(env, event)
        self._is_json = is_json
        self._summary_file = env.get("GITHUB_STEP_SUMMARY", "")
        self._last_percent = -1

    def progress(self, done: int, total: int, what: str) -> None:
        """A line at each quarter."""
        quarter = 4 * done // total if total else 0
        if done and quarter != self._last_percent:
            self.step(f"{done} of {total} {what}")
        self._last_percent = quarter

    def mask(self, secret: str) -> None:
        super().mask(secret)
        if secret:
            with self._commands() as core:
                core.set_secret(secret)

    def annotate(self, finding: Finding) -> None:
        place = finding.location
        properties: dict[str, Any] = {"title": one_line(finding.code)}
        if place:
            properties["file"] = place.path
            if place.line:
                properties["start_line"] = place.line
        text = finding.message + (f"\n{finding.hint}" if finding.hint else "")
        key = f"{place.key}: " if place and place.key else ""
        locale = f" ({finding.locale})" if finding.locale else ""
        with self._commands() as core:
            shown = _without_nothing(properties)
            getattr(core, finding.severity)(self._redactor.clean(_lines_of(key + text + locale)), **shown)

    def summary(self, markdown: str) -> None:
        if not self._summary_file:
            return
        try:
            with Path(self._summary_file).open("a", encoding="utf-8", errors="replace") as file:
                file.write(self._redactor.clean(markdown))
        except OSError as error:
            self.step(f"the summary of the job was not written: {error.strerror}")

    def outputs(self, values: Mapping[str, str]) -> None:
        if not Path(os.environ.get("GITHUB_OUTPUT", "")).is_file():
            return
        with self._commands() as core:
            for name, value in values.items():
                core.set_output(name, self._redactor.clean(value))

    @contextlib.contextmanager
    def _commands(self) -> Iterator[Any]:
        """actions-toolkit writes commands to stdout; a JSON document there must stay alone."""
        from actions_toolkit import core

        self._clear()
        with contextlib.redirect_stdout(sys.stderr) if self._is_json else contextlib.nullcontext():
            yield core


def _lines_of(text: str) -> str:
    """Harmless lines: the command escapes what ends one, but colours and directions would get into the log."""
    return "\n".join(one_line(line) for line in text.split("\n"))


def _without_nothing(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in properties.items() if value}


def _base_branch(env: Mapping[str, str]) -> str | None:
    """The branch that was pushed, or that a pull request wants to be merged into."""
    if base := env.get("GITHUB_BASE_REF"):
        return base
    ref = env.get("GITHUB_REF", "")
    return ref.removeprefix("refs/heads/") if ref.startswith("refs/heads/") else None


def _event(path: str) -> Mapping[str, Any]:
    """The payload of the event; it comes from outside, so nothing in it is trusted to have a shape."""
    file = Path(path) if path else None
    if file is None or not file.is_file() or file.stat().st_size > _EVENT_LIMIT:
        return {}
    try:
        event = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return event if isinstance(event, dict) else {}


def _text(event: Any, *names: str) -> str | None:
    for name in names:
        event = event.get(name) if isinstance(event, dict) else None
    return event if isinstance(event, str) else None


def _change_request(env: Mapping[str, str], event: Mapping[str, Any]) -> Reviewed | None:
    if not env.get("GITHUB_EVENT_NAME", "").startswith("pull_request"):
        return None
    number, branch = event.get("number"), _text(event, "pull_request", "head", "ref")
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        return None
    is_of_base = env.get("GITHUB_EVENT_NAME") == _OF_BASE
    return Reviewed(number, branch or "", env.get("GITHUB_SHA", "") if is_of_base else "")


def _is_fork(env: Mapping[str, str], event: Mapping[str, Any]) -> bool:
    """
    A pull request from another repository, or by Dependabot: its runs get no secrets, or should not use them.

    So does a workflow that such a run's workflow started (`workflow_run`), which GitHub gives all secrets. A repository
    that the payload does not name, because it was deleted meanwhile, is another one.
    """
    name = env.get("GITHUB_EVENT_NAME", "")
    if name == "workflow_run":
        started_by = _text(event, "workflow_run", "event") or ""
        head = _text(event, "workflow_run", "head_repository", "full_name")
        return started_by.startswith("pull_request") and head != env.get("GITHUB_REPOSITORY")
    if not name.startswith("pull_request"):
        return False
    head = _text(event, "pull_request", "head", "repo", "full_name")
    is_told = event.get("pull_request") is not None
    return env.get("GITHUB_ACTOR") == "dependabot[bot]" or (is_told and head != env.get("GITHUB_REPOSITORY"))
