"""What we ask of a repository."""

import re
import tempfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from ci_l10n.clock import Clock
from ci_l10n.errors import DeliveryError
from ci_l10n.git.borrow import Checkout, borrow, find_checkout, make_private, read_config
from ci_l10n.git.checkout import find_uncommitted, write_files
from ci_l10n.git.failures import LeaseLost
from ci_l10n.git.objects import Objects
from ci_l10n.git.patches import Mail, is_plain, make_patch
from ci_l10n.git.process import Git
from ci_l10n.git.remote import RefUpdate, Remote, check_refs, make_address
from ci_l10n.git.trees import EntryChange, Listing, change_tree, parse_changes, parse_listing
from ci_l10n.redact import Redactor

__all__ = ["Commit", "LeaseLost", "RefUpdate", "Repository"]

IDENTITY = ("ci-l10n", "ci-l10n@noreply.invalid")  # whose commits are where nobody is named
FETCHED = "refs/fetched/"
_TRAILER = re.compile(r"^([A-Za-z0-9][A-Za-z0-9-]*): (.*?)\s*$", re.MULTILINE)


class Commit(NamedTuple):
    id: str
    parents: tuple[str, ...]
    message: str
    when: int = 0  # seconds since the epoch

    @property
    def trailers(self) -> dict[str, str]:
        """`Name: value` lines anywhere in the message: a squash puts them in the middle. The last one counts."""
        return dict(_TRAILER.findall(self.message))


class Repository:
    """
    A checkout, and the private repository in which all work on it is done (`git.borrow`).

    A context manager: the private repository goes with it. Ids are full object ids in hex; a commit may also be
    named `HEAD` or `refs/fetched/...`, but not by the branches of the checkout. Paths are relative to
    `root`, with slashes; bytes that are not UTF-8 are surrogates. Every method raises `DeliveryError` or `AuthError`.
    """

    def __init__(
        self, checkout: Checkout, folder: "tempfile.TemporaryDirectory[str]", state: "_Opened"
    ) -> None:
        self.root = checkout.root
        self.git_dir = checkout.git_dir
        self.head = state.head
        self.branch = state.branch
        self._checkout = checkout
        self._folder = folder
        self._remote = state.remote
        self._fenced = state.remote.git if state.remote else state.git
        self._objects = Objects(self._fenced, state.algorithm)
        self._listings: dict[str, Listing] = {}

    @classmethod
    def open(
        cls,
        workdir: Path,
        *,
        remote_url: str | None = None,
        token: str | None = None,
        token_user: str = "x-access-token",  # noqa: S107  a user name, not a secret
        token_hosts: Collection[str] | None = None,
        redactor: Redactor,
        clock: Clock | None = None,
        timeout: int | None = None,
    ) -> Self:
        """
        The repository that ``workdir`` lies in.

        ``remote_url`` defaults to the checkout's `remote.origin.url`. The token is sent to that address only, if it is
        one of ``token_hosts`` (None: whatever it is), and only over https or to this machine; without one, credentials
        in the address serve, else the user's helpers.
        ``timeout`` is how many seconds the server may be silent.
        """
        root, git_dir, common_dir = find_checkout(workdir)
        folder = tempfile.TemporaryDirectory(prefix="ci-l10n-", ignore_cleanup_errors=True)
        try:
            private = Path(folder.name).resolve() / "repository"
            git = make_private(private, redactor)
            if timeout is not None:
                git = replace(git, silence=timeout)
            checkout = Checkout(root, git_dir, common_dir, read_config(git, git_dir, common_dir))
            head, branch = _read_head(replace(git, place=checkout.place))
            url = remote_url or checkout.config.get("remote.origin.url")
            address = make_address(url, root, token_user, token, redactor, token_hosts) if url else None
            algorithm = borrow(private, checkout, head, address)
            remote = Remote(git, address, clock) if address else None
            return cls(checkout, folder, _Opened(git, head, branch, algorithm, remote))
        except BaseException:
            folder.cleanup()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Forget the private repository and everything in it that was not pushed."""
        self._objects.close()
        self._folder.cleanup()

    @property
    def _git(self) -> Git:
        """git, which now sees every object that was written."""
        self._objects.settle()
        return self._fenced

    @property
    def remote_url(self) -> str | None:
        """The remote's address without credentials."""
        return self._remote.address.url if self._remote else None

    @property
    def is_shallow(self) -> bool:
        """Whether the checkout lacks older commits."""
        return (self._checkout.common_dir / "shallow").is_file()

    # Objects

    def tree(self, commit: str) -> dict[str, str]:
        """Path to blob id of all regular files of a commit or tree. The answer is shared: do not change it."""
        return self._listing(commit).files

    def links(self, commit: str) -> frozenset[str]:
        """Paths of symbolic links and submodules, which are never read or written."""
        return self._listing(commit).links

    def executables(self, commit: str) -> frozenset[str]:
        """Paths of files with mode 100755."""
        return self._listing(commit).executables

    def _listing(self, commit: str) -> Listing:
        tree = self.tree_id(commit)
        if tree not in self._listings:
            out = self._git.run(
                "ls-tree", "-r", "-z", "--full-tree", tree, action=f"list the files of {commit}"
            )
            while len(self._listings) >= 4:  # those of a big repository take some 30 MB each
                del self._listings[next(iter(self._listings))]
            self._listings[tree] = parse_listing(out, self._objects.id_length)
        return self._listings[tree]

    def has(self, id: str) -> bool:  # noqa: A002
        """Whether the object is here."""
        return self._objects.find_header(id) is not None

    def blob(self, id: str) -> bytes:  # noqa: A002
        return self._objects.get(id, "blob").data

    def blob_size(self, id: str) -> int:  # noqa: A002
        """Bytes of a blob, without reading it."""
        header = self._objects.find_header(id)
        if header is None or header.kind != "blob":
            raise DeliveryError(
                f"the git object {id} is missing",
                hint="check out with `fetch-depth: 0`",
                code="objects-missing",
            )
        return header.size

    def store(self, data: bytes) -> str:
        """Put a blob into the private repository; returns its id."""
        return self._objects.write("blob", data)

    def make_tree(self, base: str | None, changes: Mapping[str, str | None]) -> str:
        """
        The tree of commit or tree ``base`` (None: empty) with paths set to blob ids or, for None, removed.

        A path keeps its mode, a new one gets 100644. See `git.trees.change_tree` for what is refused.
        """
        return change_tree(self._objects, self.tree_id(base) if base else None, changes)

    def commit(
        self, tree: str, parents: Sequence[str], message: str, *, author: tuple[str, str] | None, when: float
    ) -> str:
        """Make a commit; ``author`` is (name, email) and also the committer, ``when`` seconds since the epoch."""
        name, email = _identity(author)
        who = f"{name} <{email}> {int(when)} +0000"
        lines = [f"tree {self.tree_id(tree)}", *(f"parent {parent}" for parent in parents)]
        lines += [f"author {who}", f"committer {who}", "", message.replace("\0", "").rstrip("\n"), ""]
        return self._objects.write("commit", "\n".join(lines).encode("utf-8", "surrogateescape"))

    def message(self, commit: str) -> str:
        """The message of one commit."""
        data = self._objects.get(f"{commit}^{{commit}}", "commit").data
        return data.partition(b"\n\n")[2].decode("utf-8", "replace")

    def patch(self, commit: str, *, author: tuple[str, str] | None, when: float) -> bytes:
        """A commit with one parent as a mail for `git am`; see `git.patches`."""
        trees = (self.tree_id(f"{commit}^"), self.tree_id(commit))
        before, after = map(self.tree, trees)
        binary = [
            path
            for path in sorted(self.changed_paths(*trees))
            if not all(is_plain(self.blob(tree[path])) for tree in (before, after) if path in tree)
        ]
        mail = Mail(commit, _identity(author), when, self.message(commit))
        return make_patch(self._git, mail, trees, binary)

    def tree_id(self, name: str) -> str:
        """The tree of a commit or tree."""
        header = self._objects.find_header(f"{name}^{{tree}}")
        if header is None:
            raise DeliveryError(
                f"there is no tree at {name!r}",
                hint="check out with `fetch-depth: 0`",
                code="objects-missing",
            )
        return header.id

    # History

    def renames(
        self, old_tree: str, new_tree: str, paths: Collection[str] | None = None
    ) -> list[tuple[str, str]]:
        """
        (old path, new path) by git's similarity detection; ``paths`` restricts what a file can have become.

        git compares each file that went with each that came, so it is shown those and nothing else.
        """
        old, new = self.tree(old_tree), self.tree(new_tree)
        went = {path: blob for path, blob in old.items() if path not in new}
        candidates = new if paths is None else [path for path in paths if path in new]
        came = {path: new[path] for path in candidates if path not in old}
        if not went or not came:
            return []
        trees = [self.make_tree(None, files) for files in (went, came)]
        out = self._git.run(
            "diff-tree", "-r", "-M", "-l3000", "-z", "--name-status", "--diff-filter=R", *trees
        )
        fields = out.decode("utf-8", "surrogateescape").split("\0")
        return list(zip(fields[1::3], fields[2::3], strict=False))

    def changed_paths(self, a: str, b: str) -> set[str]:
        """Paths (also of links) that differ between two commits or trees."""
        trees = (self.tree_id(a), self.tree_id(b))
        out = self._git.run("diff-tree", "-r", "-z", "--name-only", "--no-renames", *trees)
        return set(out.decode("utf-8", "surrogateescape").split("\0")) - {""}

    def entry_changes(self, a: str, b: str) -> list[EntryChange]:
        """What turns the tree of ``a`` into that of ``b``, path by path, with modes."""
        trees = (self.tree_id(a), self.tree_id(b))
        return parse_changes(self._git.run("diff-tree", "-r", "-z", "--raw", "--no-renames", *trees))

    def is_ancestor(self, a: str, b: str) -> bool:
        """Whether ``b`` contains ``a``; a commit contains itself."""
        result = self._git.attempt("merge-base", "--is-ancestor", *map(_safe, (a, b)))
        if result.status > 1:
            raise self._git.failure(result, f"look for {a} in the history of {b}")
        return result.status == 0

    def merge_base(self, a: str, b: str) -> str | None:
        """A best common ancestor; None when there is none, or not in a shallow checkout."""
        result = self._git.attempt("merge-base", *map(_safe, (a, b)))
        if result.status > 1:
            raise self._git.failure(result, f"find the common ancestor of {a} and {b}")
        return result.out.decode().strip() or None

    def merge_tree(self, base_side: str, other: str) -> tuple[str, tuple[str, ...]]:
        """Merge two commits without a work tree: the tree's id, and the paths in conflict (with markers in them)."""
        result = self._git.attempt(
            "merge-tree",
            "--write-tree",
            "--name-only",
            "--no-messages",
            "-z",
            *map(_safe, (base_side, other)),
        )
        if result.status > 1:
            raise self._git.failure(result, f"merge {other} into {base_side}")
        tree, *paths = result.out.decode("utf-8", "surrogateescape").split("\0")
        return tree.strip(), tuple(dict.fromkeys(path for path in paths if path))

    def log(self, range: str, *, limit: int | None = None) -> list[Commit]:  # noqa: A002
        """Commits of a range such as `A..B`, newest first."""
        out = self._git.run(
            *("log", "-z", "--topo-order", "--no-color", "--encoding=UTF-8", "--format=%H%n%P%n%ct%n%B"),
            *([f"--max-count={limit}"] if limit is not None else []),
            *(_safe(range), "--"),
            action=f"read the history {range}",
        )
        records = out.decode("utf-8", "replace").split("\0")
        parts = (record.split("\n", 3) for record in records if record)
        return [
            Commit(id, tuple(parents.split()), message, int(when))
            for id, parents, when, message in parts  # noqa: A001
        ]

    def commits(self, tip: str, excluded: Sequence[str]) -> list[str]:
        """Ids of the commits that ``tip`` contains and none of ``excluded`` does, newest first."""
        out = self._git.run(
            "rev-list", "--topo-order", _safe(tip), *(f"^{_safe(name)}" for name in excluded), "--"
        )
        return out.decode("ascii").split()

    # The server

    def remote_refs(self, patterns: Sequence[str]) -> dict[str, str]:
        """Refs on the server by full name; ``patterns`` are full names in which `*` matches anything: one request."""
        return self._server().refs(patterns)[0]

    def remote_default_branch(self) -> str | None:
        return self._server().refs(())[1]

    def remote_overview(self, patterns: Sequence[str]) -> tuple[dict[str, str], str | None]:
        """`remote_refs` and `remote_default_branch` in one request."""
        return self._server().refs(patterns)

    def fetch(self, refs: Sequence[str], *, depth: int | None = None) -> None:
        """
        Bring refs (to `refs/fetched/...`) or commits by id into the private repository, with the history it lacks.

        ``depth`` limits that to so many commits, for refs whose history nobody looks at.
        """
        check_refs(refs, self._objects.is_id)
        if refs:
            self._server().fetch(refs, FETCHED, depth)

    def try_push(self, ref: str) -> None:
        """Whether the server would let HEAD be pushed to ``ref``; nothing is sent (`Remote.try_push`)."""
        self._server().try_push(self.head, ref)

    def push(self, updates: Sequence[RefUpdate]) -> None:
        """Move one or two refs, together where the server can. Raises `LeaseLost` when one is not as expected."""
        if updates:
            self._server().push(updates)

    def _server(self) -> Remote:
        if self._remote is None:
            raise DeliveryError(
                "the checkout has no remote",
                hint="add one: `git remote add origin URL`",
                code="remote-missing",
            )
        self._objects.settle()
        return self._remote

    # The work tree

    def uncommitted(self, paths: Iterable[str]) -> list[str]:
        """Those of ``paths`` that differ from HEAD in the work tree or the index, or are untracked."""
        return find_uncommitted(self._git, self._checkout, paths, self.tree(self.head))

    def write_files(self, changes: Mapping[str, bytes | None]) -> None:
        """Write or delete files of the work tree; see `git.checkout.write_files`."""
        write_files(self.root, changes)


class _Opened(NamedTuple):
    git: Git
    head: str
    branch: str | None
    algorithm: str
    remote: Remote | None


def _read_head(git: Git) -> tuple[str, str | None]:
    """The commit of HEAD and its branch: the one question asked of the checkout itself."""
    result = git.attempt("rev-parse", "HEAD^{commit}", "--symbolic-full-name", "HEAD")
    if result.status and "unknown revision" in result.err:
        raise DeliveryError(
            "the repository has no commits yet", hint="commit something first", code="commits-missing"
        )
    if result.status:
        raise git.failure(result, "read HEAD of the checkout")
    head, _, name = result.out.decode("utf-8", "surrogateescape").strip().partition("\n")
    return head, name.removeprefix("refs/heads/") if name.startswith("refs/heads/") else None


def _identity(author: tuple[str, str] | None) -> tuple[str, str]:
    """Name and address without what would end them early."""
    name, email = (re.sub(r"[<>\x00-\x1f\x7f]", "", part).strip() for part in author or IDENTITY)
    return name, email


def _safe(revision: str) -> str:
    """A revision that cannot be taken for an option."""
    if not revision or revision.startswith("-") or re.search(r"[\x00-\x20]", revision):
        raise DeliveryError(
            f"{revision!r} is no commit", hint="look at the names of the branches", code="objects-missing"
        )
    return revision
