"""What a repository holds: `repository/tree`, `repository/files`, `repository/compare`."""

import base64
import hashlib

from ci_l10n.sandbox.gitlab import shapes
from ci_l10n.sandbox.gitlab.call import Answer, Call, Route
from ci_l10n.sandbox.gitlab.merge_request_shapes import changes
from ci_l10n.sandbox.gitlab.objects import read_commits, resolve
from ci_l10n.sandbox.gitlab.refusals import bad_parameters, not_found
from ci_l10n.sandbox.gitlab.shapes import Json


def _commit_of_ref(call: Call) -> str:
    return resolve(call.project.repository, call.text("ref") or call.project.repository.default_branch)


def list_tree(call: Call) -> Answer:
    path, repository = (call.text("path") or "").strip("/"), call.project.repository
    if not repository.refs("refs/heads/"):
        raise not_found("Tree")
    if ".." in path.split("/"):
        raise not_found("invalid revision or path Invalid")
    flags = ["-r", "-t"] if call.flag("recursive") else []
    where = [f":(literal){path}/"] if path else []
    rows = repository.text("ls-tree", "-z", *flags, _commit_of_ref(call), "--", *where).split("\0")
    found = [_tree_entry(row) for row in rows if row]
    if path and not found:
        raise not_found("invalid revision or path Invalid")
    return call.paged(found)


def _tree_entry(row: str) -> Json:
    head, path = row.split("\t", 1)
    mode, kind, sha = head.split()
    return {"id": sha, "name": path.rpartition("/")[2], "type": kind, "path": path, "mode": mode}


def get_file(call: Call) -> Answer:
    """A file with its bytes in base64; with `/raw` behind its path the bytes themselves."""
    path = call.path["file_path"]
    is_raw = path.endswith("/raw")
    path = path.removesuffix("/raw")
    if ".." in path.split("/"):
        raise bad_parameters(["file_path should be a valid file path"])
    if not is_raw:
        call.require("ref")
    repository, commit = call.project.repository, _commit_of_ref(call)
    row = repository.text("ls-tree", "-z", commit, "--", f":(literal){path}").rstrip("\0")
    mode, kind, sha = row.partition("\t")[0].split() if row else ("", "", "")
    if kind != "blob":
        raise not_found("File")
    data = repository.run("cat-file", "blob", sha).stdout
    if is_raw:
        return Answer(data)
    last = repository.text("log", "-1", "--format=%H", commit, "--", f":(literal){path}")
    return Answer(
        {
            "file_name": path.rpartition("/")[2],
            "file_path": path,
            "size": len(data),
            "encoding": "base64",
            "content_sha256": hashlib.sha256(data).hexdigest(),
            "ref": call.text("ref"),
            "blob_id": sha,
            "commit_id": commit,
            "last_commit_id": last,
            "execute_filemode": mode == "100755",
            "content": base64.b64encode(data).decode(),
        }
    )


def compare(call: Call) -> Answer:
    """From the merge base to `to`; with `straight` from `from` itself."""
    call.require("from", "to")
    repository = call.project.repository
    start, end = (resolve(repository, call.text(name) or "", "Ref") for name in ("from", "to"))
    base = start
    if not call.flag("straight"):
        base = repository.run("merge-base", start, end, check=False).stdout.decode().strip() or start
    shas = repository.text("rev-list", "--reverse", "--topo-order", f"{base}..{end}").split()
    commits = [shapes.commit(call.hub, call.project, one) for one in read_commits(repository, shas)]
    return Answer(
        {
            "commit": commits[-1] if commits else None,
            "commits": commits,
            "diffs": changes(repository, base, end),
            "compare_timeout": False,
            "compare_same_ref": start == end,
            "web_url": f"{call.hub.origin}/{repository.full_name}/-/compare/{start}...{end}",
        }
    )


def merge_base(call: Call) -> Answer:
    refs = call.words("refs") or []
    shas = [resolve(call.project.repository, ref, "Ref") for ref in refs]
    found = call.project.repository.run("merge-base", *shas, check=False).stdout.decode().strip()
    if not found:
        raise not_found("Merge Base")
    commit = read_commits(call.project.repository, [found])[0]
    return Answer(shapes.commit(call.hub, call.project, commit))


_REPOSITORY = "/projects/:id/repository"

ROUTES = (
    Route("GET", f"{_REPOSITORY}/tree", list_tree),
    Route("GET", f"{_REPOSITORY}/files/*file_path", get_file),
    Route("GET", f"{_REPOSITORY}/compare", compare),
    Route("GET", f"{_REPOSITORY}/merge_base", merge_base),
)
