"""The report of a defect of ours: everything that helps to find it, nothing secret, ready to paste."""

import argparse
import os
import platform
import re
import subprocess
import traceback
from collections.abc import Callable
from pathlib import Path

from ci_l10n import __version__
from ci_l10n.journal import Journal

NAME = "ci-l10n/crash.md"  # in the git directory
_REPORTS = "https://github.com/ci-l10n/ci-l10n/issues/new"
_MOST = 20_000  # characters of the traceback; an issue takes 65,536 in all
_PACKAGE = Path(__file__).resolve().parents[2]

# What looks like a credential, whether or not this run knew of it: tokens by their prefixes ("GitHub's token formats",
# "GitLab token overview"), values of headers and of named variables, passwords in addresses.
_SUSPECT = re.compile(
    r"\b(?:gh[a-z]_|github_pat_|gl[a-z]{2,6}-)[\w.-]{8,}"
    r"|(?P<name>\b(?:authorization|private-token|job-token|api[_-]?key|secret|token|password)\b['\"]?\s*[:=]\s*['\"]?)"
    r"(?:(?:basic|bearer)\s+)?[^\s'\",;)}\]]+"
    r"|(?P<scheme>\w+://)[^/@\s'\"]+@",
    re.IGNORECASE,
)


def make_report(
    error: Exception, args: argparse.Namespace, journal: Journal, clean: Callable[[str], str]
) -> str:
    """
    Markdown: versions, command, plan, last requests, traceback.

    ``clean`` takes out what is known to be secret; folders of this machine are shortened.
    """
    requests = _requests(journal)
    given = [
        f"* ci-l10n {__version__}, Python {platform.python_version()}, {_git_version()}, {platform.system()}",
        f"* command: `{args.command}`",
        f"* plan: {journal.plan or 'none was made yet'}",
    ]
    parts = [
        f"## Defect of ci-l10n: {type(error).__name__}",
        "\n".join(given),
        f"Last requests ({len(requests)}):",
        _fenced("\n".join(requests) or "none"),
        _fenced(_traceback(error)),
    ]
    return scrub(clean("\n\n".join(parts))) + "\n"


def _requests(journal: Journal) -> list[str]:
    """What broke may be the very thing that is asked here; that must not hide the defect."""
    try:
        return journal.last_requests()
    except Exception as error:
        return [f"could not be listed: {type(error).__name__}"]


def scrub(text: str) -> str:
    """
    ``text`` without what looks like a credential.

    >>> scrub("GET https://x:y@example.org/ Authorization: Basic YTpi")
    'GET https://***@example.org/ Authorization: ***'
    """
    return _SUSPECT.sub(_masked, text)


def _masked(match: re.Match[str]) -> str:
    if match["scheme"]:
        return f"{match['scheme']}***@"
    return f"{match['name'] or ''}***"


def _traceback(error: Exception) -> str:
    text = "".join(traceback.format_exception(error))
    for folder, name in ((str(_PACKAGE), "…"), (os.path.expanduser("~"), "~")):
        if len(folder) > 1:
            text = text.replace(folder, name)
    if len(text) > _MOST:  # the innermost frames and the message come last
        text = f"{text[: _MOST // 4]}\n[...]\n{text[-_MOST * 3 // 4 :]}"
    return text.rstrip()


def _fenced(text: str) -> str:
    """A block of code whose fence is longer than any in ``text``."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def _git_version() -> str:
    try:
        done = subprocess.run(
            ["git", "version"],  # noqa: S607 - git of the PATH, as everywhere
            capture_output=True,
            text=True,
            timeout=5,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return "no git"
    return done.stdout.strip()[:60] or "no git"


def keep_report(report: str, directory: str) -> Path | None:
    """Put the report into the git directory of the checkout; None where there is none, or it cannot be written."""
    from ci_l10n.errors import L10nError
    from ci_l10n.git.borrow import find_checkout
    from ci_l10n.git.checkout import write_files

    try:
        git_dir = find_checkout(Path(directory))[1]
        write_files(git_dir, {NAME: report.encode("utf-8", "backslashreplace")})
    except (L10nError, OSError):
        return None
    return git_dir / NAME


def advice(kept: Path | None) -> str:
    where = f" (it also lies in {kept})" if kept else ""
    return f"ci-l10n met a defect of its own; please report it at {_REPORTS} with what follows{where}:"
