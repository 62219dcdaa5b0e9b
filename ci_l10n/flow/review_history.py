"""Progress over time: a line in the message of each state commit, and reading it back."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from ci_l10n.git.repo import Repository
from ci_l10n.model import Locale

PROGRESS = "L10n-Progress"
_MOST = 200  # commits that are looked at
_ENTRY = re.compile(r"([A-Za-z0-9-]{2,60}) (\d{1,3}(?:\.\d)?) (\d{1,12})")
_STATE = r"refs/(?:l10n/state|heads/l10n-state)(?:-[a-z0-9_-]+)?"
_BASE = re.compile(r"(?!.*\.\.)[\w./+@-]{1,200}")


class Point(NamedTuple):
    """How far one locale was when a run recorded it."""

    when: int  # seconds since the epoch
    percent: float
    words: int


def progress_line(progress: Mapping[Locale, tuple[float, int]]) -> str:
    """
    What a trailer says of all locales.

    >>> progress_line({"de": (80.0, 120), "fr": (99.97, 120)})
    'de 80.0 120, fr 99.9 120'
    """
    return ", ".join(
        f"{locale} {int(percent * 10) / 10} {words}" for locale, (percent, words) in progress.items()
    )


def read_line(line: str) -> dict[Locale, tuple[float, int]]:
    """The way back; what is no entry is left out."""
    found = (_ENTRY.fullmatch(entry.strip()) for entry in line.split(","))
    return {match[1]: (min(float(match[2]), 100.0), int(match[3])) for match in found if match}


def fetch_history(repo: Repository, base: str, platform: str) -> dict[Locale, list[Point]]:
    """
    Progress of each locale, oldest first, from the states that runs against ``platform`` left on the server.

    Raises `DeliveryError` or `AuthError` when the server cannot be asked.
    """
    if repo.remote_url is None or not _BASE.fullmatch(base):
        return {}
    # Configurations with a name have states of their own.
    asked = [
        f"{kind}{name}/{base}" for kind in ("refs/l10n/state", "refs/heads/l10n-state") for name in ("", "-*")
    ]
    states = repo.remote_refs(asked)
    names = [
        ref for ref in states if re.fullmatch(f"{_STATE}/{re.escape(base)}", ref)
    ]  # `*` matches slashes, too
    repo.fetch(names, depth=_MOST)
    history: dict[Locale, list[Point]] = {}
    commits = (commit for name in names for commit in reversed(repo.log(states[name], limit=_MOST)))
    for commit in sorted(commits, key=lambda commit: commit.when):
        trailers = commit.trailers
        if platform and trailers.get("L10n-Platform") != platform:
            continue
        for locale, (percent, words) in read_line(trailers.get(PROGRESS, "")).items():
            history.setdefault(locale, []).append(Point(commit.when, percent, words))
    return history
