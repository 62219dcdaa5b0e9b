"""Checks of the checkout and of the machine: history, owner, space, leftover credentials."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from ci_l10n.doctor.ground import Fact, Ground, Results, error, notice, warning
from ci_l10n.errors import Location
from ci_l10n.flow.situation import find_sources
from ci_l10n.flow.slots import file_of
from ci_l10n.model import Finding

_LITTLE = 200 * 1024**2  # bytes
_NOTHING = 10 * 1024**2


def check_uncommitted(ground: Ground) -> Results:
    """Sources, targets and the configuration are sent and merged as the commit holds them."""
    config, repo = ground.config, ground.repo
    if config is None:
        return
    paths = {config.path}
    for source in find_sources(config, repo.tree(repo.head), repo.links(repo.head)).sources:
        paths.add(source.path)
        paths.update(map(file_of, source.targets.values()))
    if dirty := sorted(repo.uncommitted(paths)):
        more = f" and {len(dirty) - 1} more" if len(dirty) > 1 else ""
        hint = "commit and push it first, or put it aside with git stash"
        yield error(
            "uncommitted-changes", f"{dirty[0]}{more} differs from the last commit", hint, Location(dirty[0])
        )


def check_history(ground: Ground) -> Results:
    if ground.repo.is_shallow:
        message = "the checkout is shallow; that is fine for sync, and `plan` may not find where a pull request began"
        yield notice(
            "history-shallow", message, "`fetch-depth: 0` for actions/checkout in workflows that run plan"
        )


def check_owner(ground: Ground) -> Results:
    """Files of another user cannot be written, or would be left to root."""
    if os.name == "nt":
        return
    root, git_dir = ground.repo.root, ground.repo.git_dir
    owner, me = root.stat().st_uid, os.geteuid()
    for folder in (root, git_dir):
        if not os.access(folder, os.W_OK):
            hint = "run as the owner of the checkout"
            yield error("file-unwritable", f"{folder} cannot be written by this user", hint)
            return
    if owner != me:  # root may write, and what it writes gets the owner; plain git of other steps stops there
        hint = "run as its owner, or add it to `safe.directory` of the global git configuration for your other steps"
        yield warning("ownership", f"the checkout belongs to user {owner}, and this is user {me}", hint)


def check_space(ground: Ground) -> Results:
    for folder in dict.fromkeys((ground.repo.root, Path(tempfile.gettempdir()))):
        free = shutil.disk_usage(folder).free
        message = f"{free // 1024**2} MB are free in {folder}"
        hint = "free some space, or point TMPDIR at another disk"
        if free < _NOTHING:
            yield error("disk-full", message, hint)
        elif free < _LITTLE:
            yield warning("disk-low", message, hint)


def check_leftovers(ground: Ground) -> Results:
    """Tokens that lie in the checkout's own configuration, for every later step to read."""
    hint = (
        "`persist-credentials: false` for actions/checkout, `git remote set-url` without the token; ci-l10n brings"
        " its own. Revoke a token that was kept in a shared place"
    )
    place = Location(".git/config")
    for key, value in ground.checkout.config.items():
        if re.fullmatch(r"remote\..+\.(push)?url", key) and _has_password(value):
            name = key.split(".")[1]
            # The runner of GitLab writes its own token of the job there, which ends with the job.
            if urlsplit(value).username == "gitlab-ci-token":
                continue
            yield warning(
                "leftover-credentials", f"the address of the remote '{name}' holds a token", hint, place
            )
        elif re.fullmatch(r"http\..*extraheader", key) and "authorization" in value.lower():
            yield warning("leftover-credentials", "http.extraheader holds a token", hint, place)


def _has_password(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    is_token = re.match(r"gh[a-z]_|github_pat_|gl[a-z]+-", parts.username or "") is not None
    return bool(parts.password) or is_token


def describe(ground: Ground) -> Iterator[Fact | Finding]:
    branch = ground.repo.branch or "detached HEAD"
    yield Fact("checkout", f"{branch} at {ground.repo.head[:10]}, for {ground.base or 'no branch'}")
