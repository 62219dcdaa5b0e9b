"""The one comment on a change request that tells what it means for translations."""

import hashlib
from typing import Literal, TypeAlias

from ci_l10n.forge.commenting import Comments
from ci_l10n.state import Path

Kept: TypeAlias = Literal["created", "updated", "unchanged", "none"]

_NOTHING = "Nothing is left to translate in this change.\n"


def marker_of(config_path: Path) -> str:
    """
    What a comment of ours begins with, and nobody sees; a repository may have several configurations.

    >>> marker_of("l10n.yml")
    '<!-- ci-l10n plan 47d5dd06 -->'
    """
    return f"<!-- ci-l10n plan {hashlib.sha256(config_path.encode('utf-8', 'surrogateescape')).hexdigest()[:8]} -->"


def keep_comment(comments: Comments, number: int, marker: str, body: str) -> Kept:
    """
    Have exactly one comment with ``body``; without a body none is made, and one that exists says so.

    Written only when its text changes, so that nobody is notified of nothing.
    """
    existing = comments.find(number, marker)
    if existing is None and not body:
        return "none"
    text = f"{marker}\n{body or _NOTHING}"
    if existing is None:
        comments.post(number, text)
        return "created"
    if _plain(existing.body) == _plain(text):
        return "unchanged"
    comments.edit(existing, text)
    return "updated"


def _plain(text: str) -> str:
    """As it compares: forges change line ends, and the end."""
    return text.replace("\r\n", "\n").rstrip()
