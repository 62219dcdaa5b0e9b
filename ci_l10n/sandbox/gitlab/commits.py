"""`repository/commits`: list, read, and make one from actions on files."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ci_l10n.sandbox.gitlab import shapes
from ci_l10n.sandbox.gitlab.branches import move_branch
from ci_l10n.sandbox.gitlab.call import Answer, Call, Route
from ci_l10n.sandbox.gitlab.merge_request_shapes import changes
from ci_l10n.sandbox.gitlab.objects import (
    EMPTY_TREE,
    Identity,
    edit_tree,
    read_commit,
    resolve,
    write_commit,
)
from ci_l10n.sandbox.gitlab.records import DEVELOPER
from ci_l10n.sandbox.gitlab.refusals import bad_parameters, message
from ci_l10n.sandbox.gitlab.shapes import Json
from ci_l10n.sandbox.receiving import ZERO
from ci_l10n.sandbox.repositories import GitError, Repository

_ACTIONS = ("create", "delete", "move", "update", "chmod")
_MOST = 10_000  # commits that a list looks at


def list_commits(call: Call) -> Answer:
    """The newest first; lists of commits are not counted."""
    repository = call.project.repository
    name = call.text("ref_name") or repository.default_branch
    if not repository.refs("refs/heads/"):
        return call.paged([], counted=False)
    path = call.text("path")
    ends = [resolve(repository, end or repository.default_branch) for end in name.split("..", 1)]
    limit = ["--", f":(literal){path}"] if path else ["--"]
    shas = repository.text("rev-list", f"--max-count={_MOST}", "..".join(ends), *limit).split()
    return call.paged(shas, lambda sha: _shape(call, sha), counted=False)


def _shape(call: Call, sha: str) -> Json:
    return shapes.commit(call.hub, call.project, read_commit(call.project.repository, sha))


def get_commit(call: Call) -> Answer:
    sha = resolve(call.project.repository, call.path["sha"])
    return Answer({**_shape(call, sha), "stats": _stats(call.project.repository, sha), **_state(call)})


def _state(call: Call) -> Json:
    return {"status": None, "project_id": call.project.id, "last_pipeline": None}


def _stats(repository: Repository, sha: str) -> Json:
    rows = repository.text("diff-tree", "--numstat", "-r", "--root", "--no-commit-id", sha).splitlines()
    counts = [row.split("\t")[:2] for row in rows]
    added = sum(int(one) for one, _ in counts if one != "-")
    removed = sum(int(one) for _, one in counts if one != "-")
    return {"additions": added, "deletions": removed, "total": added + removed}


def list_diffs(call: Call) -> Answer:
    repository = call.project.repository
    commit = read_commit(repository, resolve(repository, call.path["sha"]))
    return call.paged(changes(repository, commit.parents[0] if commit.parents else EMPTY_TREE, commit.sha))


def list_merge_requests(call: Call) -> Answer:
    """Where a commit is proposed or was merged."""
    sha = resolve(call.project.repository, call.path["sha"])
    found = [
        {"id": one.id, "iid": one.iid, "title": one.title, "state": one.state}
        for one in call.project.merge_requests.values()
        if sha in (one.head_sha, one.merge_sha, one.squash_sha)
    ]
    return call.paged(found)


@dataclass(frozen=True, slots=True)
class _Entry:
    mode: str
    sha: str


class _Tree:
    """The files of a commit while actions change them; `lines` is what `git update-index` has to be told."""

    def __init__(self, repository: Repository, base: str | None) -> None:
        self.repository = repository
        self.base = base
        rows = repository.text("ls-tree", "-r", "-z", base).split("\0") if base else []
        self.files = dict(_read_entry(row) for row in rows if row)
        self.lines: list[str] = []

    def put(self, path: str, entry: _Entry) -> None:
        self.files[path] = entry
        self.lines.append(f"{entry.mode} {entry.sha}\t{path}")

    def remove(self, path: str) -> None:
        del self.files[path]
        self.lines.append(f"0 {ZERO}\t{path}")

    def write(self) -> str:
        return edit_tree(self.repository, self.base, self.lines)


def _read_entry(row: str) -> tuple[str, _Entry]:
    head, path = row.split("\t", 1)
    mode, _, sha = head.split()
    return path, _Entry(mode, sha)


def create_commit(call: Call) -> Answer:
    """All actions or none, in one commit on a branch, which may be a new one."""
    call.need(DEVELOPER)
    call.require("branch", "commit_message", "actions")
    actions = call.params["actions"]
    if not isinstance(actions, list) or not all(isinstance(one, Mapping) for one in actions):
        raise bad_parameters(["actions is invalid"])
    branch, repository = call.text("branch") or "", call.project.repository
    old, start = _find_start(call, branch)
    tree = _Tree(repository, start)
    _apply(tree, actions, start)
    who = Identity(call.username, f"{call.username}@users.noreply.gitlab.example", call.now)
    author = Identity(call.text("author_name") or who.name, call.text("author_email") or who.email, call.now)
    text = call.text("commit_message") or ""
    try:
        sha = write_commit(repository, tree.write(), [start] if start else [], text, author, who)
    except GitError as error:
        raise message(400, str(error)) from error
    move_branch(call, branch, old, sha)
    return Answer({**_shape(call, sha), "stats": _stats(repository, sha), **_state(call)}, 201)


def _find_start(call: Call, branch: str) -> tuple[str, str | None]:
    """Where the branch is (zeros: nowhere), and the parent of the new commit (None: it has none)."""
    repository = call.project.repository
    old = repository.branch(branch)
    start_name = call.text("start_branch") or call.text("start_sha")
    if start_name is None:
        if old is None and repository.refs("refs/heads/"):
            raise message(400, "You can only create or edit files when you are on a branch")
        return old or ZERO, old
    if old is not None and not call.flag("force"):
        text = f"A branch called '{branch}' already exists. Switch to that branch in order to make changes"
        raise message(400, text)
    found = repository.run("rev-parse", "--verify", "--quiet", f"{start_name}^{{commit}}", check=False)
    if found.returncode:
        raise message(400, f"Cannot find start branch or commit: {start_name}")
    return old or ZERO, found.stdout.decode().strip()


def _apply(tree: _Tree, actions: Sequence[Mapping[str, object]], start: str | None) -> None:
    for action in actions:
        kind, path = action.get("action"), action.get("file_path")
        if kind not in _ACTIONS:
            raise bad_parameters(["actions[0][action] does not have a valid value"])
        if not isinstance(path, str) or not path or path.startswith("/") or ".." in path.split("/"):
            raise message(
                400, "Path cannot include directory traversal" if path else "You must provide a file path"
            )
        if any(part.lower() == ".git" for part in path.split("/")):
            raise message(400, f"invalid path: '{path}'")
        _check_unchanged(tree, action, path, start)
        if kind == "create":
            if path in tree.files:
                raise message(400, "A file with this name already exists")
            mode = "100755" if action.get("execute_filemode") is True else "100644"
            tree.put(path, _Entry(mode, _blob(tree, action)))
        elif kind == "move":
            _move(tree, action, path)
        elif path not in tree.files:
            raise message(400, "A file with this name doesn't exist")
        elif kind == "update":
            tree.put(path, _Entry(tree.files[path].mode, _blob(tree, action)))
        elif kind == "chmod":
            mode = "100755" if action.get("execute_filemode") is True else "100644"
            tree.put(path, _Entry(mode, tree.files[path].sha))
        else:
            tree.remove(path)


def _check_unchanged(tree: _Tree, action: Mapping[str, object], path: str, start: str | None) -> None:
    """Raises the 400 when the file was changed after the commit the client knows."""
    known = action.get("last_commit_id")
    if known and start:
        last = tree.repository.text("log", "-1", "--format=%H", start, "--", f":(literal){path}")
        if last != known:
            raise message(400, f"The file has changed since you started editing it: {path}")


def _move(tree: _Tree, action: Mapping[str, object], path: str) -> None:
    previous = action.get("previous_path")
    if not isinstance(previous, str) or previous not in tree.files:
        raise message(400, "A file with this name doesn't exist")
    if path in tree.files:
        raise message(400, "A file with this name already exists")
    entry = tree.files[previous]
    if action.get("content") is not None:
        entry = _Entry(entry.mode, _blob(tree, action))
    tree.remove(previous)
    tree.put(path, entry)


def _blob(tree: _Tree, action: Mapping[str, object]) -> str:
    content = action.get("content")
    if not isinstance(content, str):
        raise bad_parameters(["actions[0][content] is missing"])
    if action.get("encoding") != "base64":
        return tree.repository.write_blob(content.encode())
    try:
        return tree.repository.write_blob(base64.b64decode(content))
    except binascii.Error:
        raise message(400, "The content is not valid base64") from None


_COMMITS = "/projects/:id/repository/commits"

ROUTES = (
    Route("GET", _COMMITS, list_commits),
    Route("POST", _COMMITS, create_commit),
    Route("GET", f"{_COMMITS}/:sha", get_commit),
    Route("GET", f"{_COMMITS}/:sha/diff", list_diffs),
    Route("GET", f"{_COMMITS}/:sha/merge_requests", list_merge_requests),
)
