"""Workflows of GitHub that use ci-l10n, with the place of everything in them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ci_l10n.config.yaml_source import Document, KeyPath
from ci_l10n.errors import Location

_OURS = re.compile(r"(?:^|/)ci-l10n(?:[@:]|$)|^docker://\S*ci-l10n")
_COMMAND = re.compile(r"\bci-l10n\s+([a-z]+)")
_SENDING = ("sync", "push", "pull", "seed", "apply")  # what needs more than looking
_OWN_TOKEN = re.compile(r"\$\{\{\s*(github\.token|secrets\.GITHUB_TOKEN)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Use:
    """One step that runs ci-l10n."""

    document: Document
    job: str
    keys: KeyPath  # of the step
    command: str  # "" where it cannot be told
    inputs: Mapping[str, str]  # of the action, with the environment of step, job and workflow below it
    is_action: bool
    workflow: Mapping[str, Any] = field(repr=False)

    @property
    def settings(self) -> Mapping[str, Any]:
        """The job."""
        return mapping(mapping(self.workflow.get("jobs")).get(self.job))

    @property
    def earlier(self) -> list[Mapping[str, Any]]:
        """The steps before it."""
        return [mapping(step) for step in sequence(self.settings.get("steps"))[: int(self.keys[-1])]]

    @property
    def sends(self) -> bool:
        """Whether it changes anything anywhere; a pull without delivery does not."""
        options = str(self.inputs.get("options", ""))
        if self.command == "pull":
            return "--deliver" in options
        return self.command in _SENDING

    @property
    def token(self) -> str:
        """The expression of the token that is passed; "" for the workflow's own, which the input's default is."""
        given = str(self.inputs.get("github_token") or self.inputs.get("GITHUB_TOKEN") or "")
        return "" if _OWN_TOKEN.fullmatch(given.strip()) else given

    def locate(self, keys: KeyPath, *, key: str | None = None) -> Location:
        return self.document.locate(keys, key=key)


def find_uses(document: Document) -> Iterator[Use]:
    """The steps of a workflow that run ci-l10n."""
    workflow = mapping(document.root.plain())
    for name, job in mapping(workflow.get("jobs")).items():
        for index, given in enumerate(sequence(mapping(job).get("steps"))):
            step = mapping(given)
            action, script = str(step.get("uses") or ""), str(step.get("run") or "")
            is_action = _OURS.search(action) is not None
            called = _COMMAND.search(script)
            if not is_action and not called:
                continue
            levels = (workflow.get("env"), mapping(job).get("env"), step.get("env"), step.get("with"))
            inputs = {str(key): str(value) for level in levels for key, value in mapping(level).items()}
            command = inputs.get("command", "sync") if is_action else called[1] if called else ""
            if called and not is_action:
                inputs["options"] = script
            keys: KeyPath = ("jobs", name, "steps", index)
            yield Use(document, name, keys, command, inputs, is_action, workflow)


def triggers(workflow: Mapping[str, Any]) -> set[str]:
    """Names of the events of a workflow."""
    given = workflow.get("on")
    if isinstance(given, str):
        return {given}
    return {str(name) for name in given} if isinstance(given, list | dict) else set()


def mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def sequence(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
