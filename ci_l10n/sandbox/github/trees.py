"""`git/trees`: read one, or make one from another with a few entries changed."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ci_l10n.sandbox.github.call import Answer, Call, Route
from ci_l10n.sandbox.github.moves import check_not_empty
from ci_l10n.sandbox.github.refusals import Refusal, unprocessable, wrong_request
from ci_l10n.sandbox.github.repos import resolve
from ci_l10n.sandbox.github.shapes import Json
from ci_l10n.sandbox.receiving import ZERO
from ci_l10n.sandbox.repositories import GitError, Repository, is_sha

_KINDS = {"100644": "blob", "100755": "blob", "120000": "blob", "040000": "tree", "160000": "commit"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of a tree; ``sha`` None takes the path away."""

    path: str
    mode: str
    sha: str | None


def edit_tree(repository: Repository, base: str | None, entries: Sequence[Entry]) -> str:
    """The id of the tree ``base`` with ``entries`` changed. Raises `GitError` for what cannot be."""
    with _index(base, repository) as environment:
        files = [entry for entry in entries if entry.mode != "040000" or entry.sha is None]
        lines = [f"{entry.mode} {entry.sha}\t{entry.path}" for entry in files if entry.sha]
        gone = [entry.path for entry in entries if entry.sha is None or entry.mode == "040000"]
        if gone:
            removed = _covered(repository.text("ls-files", "-z", env=environment).split("\0"), gone)
            there = {part for path in removed for part in _self_and_parents(path)}
            if any(entry.sha is None and entry.path not in there for entry in entries):
                raise GitError("a path to delete does not exist")
            lines = [f"0 {ZERO}\t{path}" for path in removed] + lines
        listed = "".join(f"{line}\0" for line in lines).encode("utf-8", "surrogateescape")
        repository.run("update-index", "--replace", "-z", "--index-info", stdin=listed, env=environment)
        for entry in entries:
            if entry.mode == "040000" and entry.sha:
                repository.run("read-tree", "-i", f"--prefix={entry.path}/", entry.sha, env=environment)
        return repository.text("write-tree", env=environment)


def _covered(paths: Iterable[str], wanted: Iterable[str]) -> list[str]:
    """Those of ``paths`` that are one of ``wanted`` or lie below one."""
    chosen = set(wanted)
    return [path for path in paths if any(part in chosen for part in _self_and_parents(path))]


def _self_and_parents(path: str) -> Iterator[str]:
    while path:
        yield path
        path = path.rpartition("/")[0]


@contextmanager
def _index(base: str | None, repository: Repository) -> Iterator[dict[str, str]]:
    """The environment for an index of its own, filled from a tree."""
    with tempfile.TemporaryDirectory(prefix="ci-l10n-tree-") as folder:
        environment = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        repository.run("read-tree", *([base] if base else ["--empty"]), env=environment)
        yield environment


def create_tree(call: Call) -> Answer:
    given = call.get("tree", list)
    repository, limit = call.project.repository, call.hub.knobs.tree_entries
    check_not_empty(call.project)
    if limit is not None and len(given) > limit:
        raise Refusal(502, "Server Error")
    base = call.find("base_tree", str)
    if base is not None:
        try:
            base = resolve(repository, base, "tree")
        except Refusal:
            raise unprocessable("base_tree is not a valid tree oid") from None
    entries = [_entry(repository, item) for item in given]
    _check_objects(repository, entries)
    try:
        sha = edit_tree(repository, base, entries)
    except GitError as error:
        raise unprocessable("GitRPC::BadObjectState") from error
    value = _tree(call, sha, recursive=False)
    return Answer(value, 201, {"Location": value["url"]})


def _entry(repository: Repository, item: object) -> Entry:
    if not isinstance(item, Mapping):
        raise wrong_request("For 'properties/tree/items', an object is expected.")
    path, mode, kind = item.get("path"), item.get("mode"), item.get("type")
    if not isinstance(path, str) or not path:
        raise unprocessable("tree.path is missing")
    if path.startswith("/"):
        raise unprocessable("tree.path cannot start with a slash")
    if any(part in ("", ".", "..") or part.lower() == ".git" for part in path.split("/")):
        raise unprocessable("tree.path contains a malformed path component")
    if mode not in _KINDS:
        raise unprocessable("Must supply a valid tree.mode")
    if kind is not None and kind != _KINDS[mode]:
        raise unprocessable("Must supply a valid tree.type")
    content = item.get("content")
    if isinstance(content, str) and "sha" not in item:
        return Entry(path, mode, repository.write_blob(content.encode()))
    if "sha" not in item or "content" in item:
        raise unprocessable("Must supply either tree.sha or tree.content")
    sha = item["sha"]
    if sha is not None and not is_sha(sha):
        raise unprocessable("The tree parameter sha must be a 40 character SHA1 hash")
    return Entry(path, mode, sha)


def _check_objects(repository: Repository, entries: Sequence[Entry]) -> None:
    """Everything named must be here, as what it is said to be; only submodules are elsewhere."""
    named = [entry for entry in entries if entry.sha and entry.mode != "160000"]
    asked = "".join(f"{entry.sha}\n" for entry in named).encode()
    rows = (
        repository.text("cat-file", "--batch-check=%(objecttype)", stdin=asked).splitlines() if named else []
    )
    for entry, kind in zip(named, rows, strict=True):
        if kind != _KINDS[entry.mode]:
            raise unprocessable(f"tree.sha {entry.sha} is not a valid {_KINDS[entry.mode]}")


def get_tree(call: Call) -> Answer:
    recursive = call.request.args.get("recursive") is not None
    sha = resolve(call.project.repository, call.path["sha"], "tree")
    return Answer(_tree(call, sha, recursive))


def _tree(call: Call, sha: str, recursive: bool) -> Json:
    repository = call.project.repository
    url = f"{call.hub.api}/repos/{repository.full_name}/git"
    flags = ["-r", "-t"] if recursive else []
    found: list[Json] = []
    for row in repository.text("ls-tree", "-z", "-l", *flags, sha).split("\0"):
        if row:
            head, path = row.split("\t", 1)
            mode, kind, object_id, size = head.split()
            entry: Json = {"path": path, "mode": mode, "type": kind, "sha": object_id}
            if kind != "commit":
                entry["url"] = f"{url}/{kind}s/{object_id}"
            if kind == "blob":
                entry["size"] = int(size)
            found.append(entry)
    return {"sha": sha, "url": f"{url}/trees/{sha}", "tree": found, "truncated": False}


_TREES = "/repos/<owner>/<repo>/git/trees"

ROUTES = (Route("POST", _TREES, create_tree), Route("GET", f"{_TREES}/<path:sha>", get_tree))
