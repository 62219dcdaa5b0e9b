"""Platform, project and server: what no repository tells, given by flags or asked."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from ci_l10n.errors import ConfigError

SERVERS = ("eu", "us", "ea")

Ask: TypeAlias = Callable[[str], str]
"""Puts a question to a person; the answer, "" for none. Raises EOFError when nobody is there any more."""

_HOST = re.compile(r"//(www\.)?((?P<server>eu|us|ea)\.)?smartcat\.(com|ai)(?=[/:?#]|$)", re.IGNORECASE)
_SMARTLING_PAGE = re.compile(r"smartling\.com/(?:[\w./-]*/)?projects/(?P<id>[A-Za-z0-9]{4,64})\b")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_SMARTLING_ID = re.compile(r"(?P<id>[A-Za-z0-9_-]{1,64})")


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

    The platform is never asked for: it is Smartcat unless somebody says otherwise. The address of a project's page
    tells the server, too. Raises `ConfigError` that names the flags where something has to be asked and nobody can
    answer.
    """
    platform = platform or "smartcat"
    if platform != "smartcat" and server:
        raise ConfigError("--server is a data center of Smartcat", hint="leave it out for Smartling")
    if ask is None or assume:
        _check_complete(platform, project, server or _server_of(project or ""), assume=assume)
        ask = _nobody
    given = project if project is not None else _asked_project(ask, platform)
    project = _project(platform, given)
    if platform == "smartcat":
        server = server or _server_of(given) or _chosen(ask, "Server of the account", SERVERS)
    return Answers(platform, project, server or "eu")


def _nobody(_: str) -> str:
    return ""


def _check_complete(platform: str, project: str | None, server: str | None, *, assume: bool) -> None:
    lacking = [] if project else ["--project ID"]
    if not assume:
        lacking += [] if server or platform == "smartling" else ["--server eu|us|ea"]
    if lacking:
        why = "" if assume else ", and there is no terminal to ask on"
        extra = "" if assume else "; --yes takes the default: eu"
        raise ConfigError(
            f"{' and '.join(lacking)} {'is' if len(lacking) == 1 else 'are'} not given{why}",
            hint=f"`ci-l10n init --yes --platform {platform} --project ID{' --server eu' if platform == 'smartcat' else ''}`{extra}",
            code="init-unanswered",
        )


def _server_of(address: str) -> str | None:
    """
    The server that the address of a page names.

    >>> _server_of("https://us.smartcat.com/projects/..."), _server_of("https://smartcat.com/projects/..."), _server_of("")
    ('us', 'eu', None)
    """
    found = _HOST.search(address)
    return (found["server"] or "eu").lower() if found else None


def _chosen(ask: Ask, what: str, choices: tuple[str, ...]) -> str:
    while True:
        answer = ask(f"{what} ({', '.join(choices)}) [{choices[0]}]: ").strip().lower() or choices[0]
        if answer in choices:
            return answer


def _asked_project(ask: Ask, platform: str) -> str:
    """What was answered, once it holds an id."""
    question = (
        "Project id, or the address of the project's page on Smartcat: "
        if platform == "smartcat"
        else "Project id (Settings > API of the project on Smartling): "
    )
    while True:
        answer = ask(question)
        try:
            _project(platform, answer)
        except ConfigError as error:
            question = f"{error.message}; {error.hint}\nProject id: "
        else:
            return answer


def _project(platform: str, given: str) -> str:
    """The id in ``given``, which may be the address of a project's page."""
    if platform == "smartcat":
        if found := _UUID.search(given):
            return found[0].lower()
        raise ConfigError(
            f"'{given}' is no id of a Smartcat project",
            hint="it has the form 1e2d703f-9def-4d27-ab4d-350cbbe8c44b and is in the address of the project's page; "
            "--platform smartling is for projects of Smartling",
        )
    if found := _SMARTLING_PAGE.search(given) or _SMARTLING_ID.fullmatch(given.strip()):
        return found["id"]
    raise ConfigError(
        f"'{given}' is no id of a Smartling project",
        hint="it has the form abc123def and is under Settings > API of the project",
    )
