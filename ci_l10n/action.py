"""The GitHub action: inputs in, a command line out; the only reader of action inputs."""

import os
import re
import shlex
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NoReturn

from ci_l10n.errors import ConfigError

_SECRETS = {
    "smartcat_account_id": "SMARTCAT_ACCOUNT_ID",
    "smartcat_api_key": "SMARTCAT_API_KEY",
    "smartling_user_identifier": "SMARTLING_USER_IDENTIFIER",
    "smartling_user_secret": "SMARTLING_USER_SECRET",
    "github_token": "GITHUB_TOKEN",
}
_TIMED = ("sync", "apply", "wait")  # commands that know --timeout
_REVIEWED = ("sync", "apply", "pull")  # and --review-page


def main() -> NoReturn:
    """Run as the owner of the workspace: the command that inputs ask for, else the arguments as they are."""
    arguments = sys.argv[1:]
    if os.environ.get("GITHUB_ACTIONS") == "true":
        from actions_toolkit.core import error as annotate
        from actions_toolkit.core import get_input

        os.environ.update(secrets_of(get_input))
        try:
            become_owner(Path(os.environ.get("GITHUB_WORKSPACE", ".")))
            arguments = arguments or argv_of(get_input, os.environ.get("RUNNER_TEMP", ""))
        except ConfigError as error:
            annotate(f"{error.message}; {error.hint}")
            sys.exit(error.exit_code)
    from ci_l10n.cli import run

    sys.exit(run(arguments))


def argv_of(get_input: Callable[[str], str], temporary: str = "") -> list[str]:
    """
    The command line that the inputs describe; ``temporary`` is the runner's folder for files that later steps read.

    Inputs that the command does not know are left out, so that one workflow can share them between commands. Raises
    `ConfigError` when the quotes in `options` do not match, or `review_page` leads out of ``temporary``.
    """
    command = get_input("command") or "sync"
    argv = [command, "--directory", get_input("working_directory") or "."]
    if config := get_input("config"):
        argv += ["--config", config]
    if (timeout := get_input("timeout")) and command in _TIMED:
        argv += ["--timeout", timeout]
    for locale in get_input("locales").replace(",", " ").split():
        argv += ["--locale", locale]
    if (page := get_input("review_page")) and command in _REVIEWED:
        argv += ["--review-page", _below(temporary, page)]
    if get_input("dry_run").lower() == "true":
        argv.append("--dry-run")
    try:
        return [*argv, *shlex.split(get_input("options"))]
    except ValueError as error:
        hint = "quote as in a shell: --file 'a b.json'"
        raise ConfigError(f"the input `options` cannot be split into flags: {error}", hint=hint) from error


def _below(temporary: str, name: str) -> str:
    """A path of the runner, such as `runner.temp`, is another one in the container of the action."""
    if name.startswith(("/", "\\")) or re.match("[A-Za-z]:", name) or ".." in re.split(r"[/\\]", name):
        raise ConfigError(
            f"the input `review_page` is not a name below runner.temp: '{name}'",
            hint="write `review_page: l10n-review.html`, and look for it in ${{ runner.temp }}/l10n-review.html",
        )
    return os.path.join(temporary, name)


def secrets_of(get_input: Callable[[str], str]) -> Mapping[str, str]:
    """Environment variables for the secrets that were passed as inputs."""
    return {variable: value for name, variable in _SECRETS.items() if (value := get_input(name))}


def become_owner(workspace: Path) -> None:
    """
    Drop from root to the owner of ``workspace``, for good: user, group, and no other groups.

    GitHub starts containers as root and forbids USER; files that root leaves in the workspace would break the next
    checkout on a self-hosted runner. Raises `ConfigError` where the container may not do that.
    """
    if os.name == "nt" or os.geteuid() != 0 or not workspace.exists():
        return
    owner = workspace.stat()
    if owner.st_uid == 0:
        return
    try:
        os.setgroups([])
        os.setgid(owner.st_gid)
        os.setuid(owner.st_uid)
    except PermissionError as error:
        user = f"{owner.st_uid}:{owner.st_gid}"
        hint = f"start it with `--user {user}`, or leave it the capabilities SETUID and SETGID"
        raise ConfigError(
            f"the container may not become the owner of the workspace, {user}", hint=hint
        ) from error
    if not os.access(os.environ.get("HOME", "/"), os.W_OK):
        os.environ["HOME"] = "/tmp"  # noqa: S108 -- git reads its global configuration there, nothing is written
