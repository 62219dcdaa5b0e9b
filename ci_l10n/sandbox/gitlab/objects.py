"""Commits and trees that the simulated GitLab makes itself, and how it reads those that are there."""

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ci_l10n.sandbox.gitlab.refusals import not_found
from ci_l10n.sandbox.repositories import Repository

#: Git knows it without having it stored.
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
_FIELDS = "%H%x00%P%x00%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%cI%x00%B%x00%x01"


@dataclass(frozen=True, slots=True)
class Identity:
    """``when`` is in seconds since the epoch."""

    name: str
    email: str
    when: float


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit as the API shows it; dates are in ISO 8601."""

    sha: str
    parents: tuple[str, ...]
    author_name: str
    author_email: str
    authored: str
    committer_name: str
    committer_email: str
    committed: str
    message: str


def read_commits(repository: Repository, shas: Sequence[str]) -> list[Commit]:
    """Commits by their ids, in that order, with one process for all."""
    if not shas:
        return []
    given = "".join(f"{sha}\n" for sha in shas).encode()
    text = repository.run("log", "--no-walk=unsorted", "--stdin", f"--format={_FIELDS}", stdin=given).stdout
    found = []
    for row in text.decode("utf-8", "replace").split("\0\x01"):
        fields = row.lstrip("\n").split("\0")
        if len(fields) >= 9:
            sha, parents, *rest = fields[:9]
            found.append(Commit(sha, tuple(parents.split()), *rest))
    return found


def read_commit(repository: Repository, sha: str) -> Commit:
    return read_commits(repository, [sha])[0]


def resolve(repository: Repository, name: str, what: str = "Commit") -> str:
    """The commit that a branch, tag, ref or id stands for. Raises the 404 about ``what``."""
    if name and not name.startswith("-"):
        for one in (f"refs/heads/{name}", f"refs/tags/{name}", name):
            done = repository.run("rev-parse", "--verify", "--quiet", f"{one}^{{commit}}", check=False)
            if done.returncode == 0:
                return done.stdout.decode().strip()
    raise not_found(what)


def write_commit(
    repository: Repository,
    tree: str,
    parents: Iterable[str],
    message: str,
    author: Identity,
    committer: Identity,
) -> str:
    """Store a commit object and return its id."""
    environment = {
        "GIT_AUTHOR_NAME": author.name,
        "GIT_AUTHOR_EMAIL": author.email,
        "GIT_AUTHOR_DATE": f"{int(author.when)} +0000",
        "GIT_COMMITTER_NAME": committer.name,
        "GIT_COMMITTER_EMAIL": committer.email,
        "GIT_COMMITTER_DATE": f"{int(committer.when)} +0000",
    }
    options = [part for parent in parents for part in ("-p", parent)]
    return repository.text("commit-tree", *options, tree, stdin=message.encode(), env=environment)


def merge_trees(repository: Repository, ours: str, theirs: str) -> str | None:
    """The tree of a merge, or None when there are conflicts. Needs git 2.38."""
    done = repository.run(
        "merge-tree", "--write-tree", "--allow-unrelated-histories", ours, theirs, check=False
    )
    return None if done.returncode else done.stdout.decode().split()[0]


def edit_tree(repository: Repository, base: str | None, lines: Sequence[str]) -> str:
    """The id of the tree of ``base`` after ``lines``, in the form `git update-index --index-info` reads."""
    with tempfile.TemporaryDirectory(prefix="ci-l10n-tree-") as folder:
        environment = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        repository.run("read-tree", *([base] if base else ["--empty"]), env=environment)
        listed = "".join(f"{line}\0" for line in lines).encode("utf-8", "surrogateescape")
        repository.run("update-index", "--replace", "-z", "--index-info", stdin=listed, env=environment)
        return repository.text("write-tree", env=environment)
