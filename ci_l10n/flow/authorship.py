"""
Whose commit is it? Commits of ours say in a trailer what they changed; one that says so truly is ours.

Recorded ids are not enough: the state can be lost, a run can die between branch and state, and people rebase what we
made. A commit that was amended keeps the trailer but not the content, and is a person's.
"""

import hashlib

from ci_l10n.git.repo import Repository

TRAILER = "L10n-Content"


def content_digest(repo: Repository, before: str, after: str) -> str:
    """A digest of the paths that differ between two commits or trees, and of their blobs in ``after``."""
    tree = repo.tree(after)
    lines = [f"{tree.get(path, '')} {path}\0" for path in sorted(repo.changed_paths(before, after))]
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def with_trailer(message: str, digest: str) -> str:
    """``message``, which ends with a block of trailers, with ours."""
    return f"{message.rstrip(chr(10))}\n{TRAILER}: {digest}\n"


def is_ours(repo: Repository, commit: str) -> bool:
    """Whether the commit changed what its trailer says; counted against its first parent."""
    if TRAILER not in repo.message(commit):
        return False
    (found,) = repo.log(commit, limit=1)
    told = found.trailers.get(TRAILER)
    if not told or not found.parents or not repo.has(found.parents[0]):
        return False
    return content_digest(repo, found.parents[0], commit) == told
