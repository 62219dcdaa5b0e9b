"""Platform, project and server: what no repository tells, given by flags or asked."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from ci_l10n.errors import ConfigError

PLATFORMS = ("smartcat", "smartling")
SERVERS = ("eu", "us", "ea")

Ask: TypeAlias = Callable[[str], str]
"""Puts a question to a person; the answer, "" for none. Raises EOFError when nobody is there any more."""

_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_SMARTLING_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Answers:
    platform: str
    project: str
    server: str


def find_answers(
    platform: str | None, project: str | None, server: str | None, *, ask: Ask | None, assume: bool
) -> Answers:
    """
    The answers: those given, the others by ``ask``, or by default where ``assume`` is set.

    Raises `ConfigError` that names the flags where something has to be asked and nobody can answer.
    """
    if ask is None or assume:
        _check_complete(platform, project, server, assume=assume)
        ask = _nobody
    platform = platform or _chosen(ask, "Platform", PLATFORMS)
    project = _asked_project(ask, platform) if project is None else _project(platform, project)
    if platform == "smartcat":
        server = server or _chosen(ask, "Server of the account", SERVERS)
    elif server:
        raise ConfigError("--server is a data center of Smartcat", hint="leave it out for Smartling")
    return Answers(platform, project, server or "eu")


def _nobody(_: str) -> str:
    return ""


def _check_complete(platform: str | None, project: str | None, server: str | None, *, assume: bool) -> None:
    lacking = [] if project else ["--project ID"]
    if not assume:
        lacking += [] if platform else ["--platform smartcat|smartling"]
        lacking += [] if server or platform == "smartling" else ["--server eu|us|ea"]
    if lacking:
        why = "" if assume else ", and there is no terminal to ask on"
        extra = "" if assume else "; --yes takes the defaults: smartcat, eu"
        raise ConfigError(
            f"{' and '.join(lacking)} {'is' if len(lacking) == 1 else 'are'} not given{why}",
            hint=f"`ci-l10n init --yes --platform smartcat --project ID --server eu`{extra}",
            code="init-unanswered",
        )


def _chosen(ask: Ask, what: str, choices: tuple[str, ...]) -> str:
    while True:
        answer = ask(f"{what} ({', '.join(choices)}) [{choices[0]}]: ").strip().lower() or choices[0]
        if answer in choices:
            return answer


def _asked_project(ask: Ask, platform: str) -> str:
    question = (
        "Project id (in the address of its page): "
        if platform == "smartcat"
        else "Project id (Settings > API): "
    )
    while True:
        try:
            return _project(platform, ask(question))
        except ConfigError as error:
            question = f"{error.message}; {error.hint}\nProject id: "


def _project(platform: str, given: str) -> str:
    """The id in ``given``, which may be the address of a project's page on Smartcat."""
    if platform == "smartcat":
        if found := _UUID.search(given):
            return found[0].lower()
        raise ConfigError(
            f"'{given}' is no id of a Smartcat project",
            hint="it has the form 1e2d703f-9def-4d27-ab4d-350cbbe8c44b and is in the address of the project's page",
        )
    if _SMARTLING_ID.fullmatch(given.strip()):
        return given.strip()
    raise ConfigError(
        f"'{given}' is no id of a Smartling project",
        hint="it has the form abc123def and is under Settings > API of the project",
    )
