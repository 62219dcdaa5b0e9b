"""`/user`, `/repos/{owner}/{repo}` with branches, rules and contents, and what a client asks first."""

import base64
import fnmatch
from collections.abc import Mapping
from urllib.parse import quote

from ci_l10n.sandbox.github import shapes
from ci_l10n.sandbox.github.call import Answer, Call, Route
from ci_l10n.sandbox.github.commits import full_commit, read_commit
from ci_l10n.sandbox.github.refusals import custom, empty_repository, forbidden, invalid, not_found
from ci_l10n.sandbox.github.shapes import Json
from ci_l10n.sandbox.repositories import Repository

_SETTINGS = {
    "allow_merge_commit": True,
    "allow_squash_merge": True,
    "allow_rebase_merge": True,
    "allow_auto_merge": False,
    "delete_branch_on_merge": False,
}
_PULL_REQUEST_RULE = {
    "dismiss_stale_reviews_on_push": False,
    "require_code_owner_review": False,
    "require_last_push_approval": False,
    "required_approving_review_count": 1,
    "required_review_thread_resolution": False,
}


def get_meta(call: Call) -> Answer:
    return Answer({"verifiable_password_authentication": False, "installed_version": "3.18.0"})


def get_user(call: Call) -> Answer:
    if call.hub.knobs.workflow_token:  # it is the token of an app: there is no user behind it
        raise forbidden()
    return Answer(shapes.full_user(call.hub, call.hub.login))


def create_repository(call: Call) -> Answer:
    name = call.get("name", str)
    try:
        repository = call.hub.repositories.create(call.hub.owner, name)
    except FileExistsError:
        raise custom("Repository", "name already exists on this account") from None
    except ValueError:
        raise invalid("Repository", "name") from None
    call.hub.forget(repository.full_name)
    project = call.hub.project(repository)
    project.private = bool(call.find("private", bool))
    project.description = call.find("description", str)
    project.settings = {
        key: default if (given := call.find(key, bool)) is None else given
        for key, default in _SETTINGS.items()
    }
    return Answer(shapes.repository(call.hub, project), 201)


def get_repository(call: Call) -> Answer:
    return Answer(shapes.repository(call.hub, call.project, call.right))


def update_repository(call: Call) -> Answer:
    project = call.project
    branch = call.find("default_branch", str)
    if branch is not None:
        if project.repository.branch(branch) is None:
            raise custom(
                "Repository", f"The branch {branch} was not found. Please push that ref first or create it."
            )
        project.repository.set_default_branch(branch)
    for key in _SETTINGS:
        given = call.find(key, bool)
        if given is not None:
            project.settings[key] = given
    return Answer(shapes.repository(call.hub, project))


def get_actions_setting(call: Call) -> Answer:
    """What workflows may do; administrators see it, tokens of workflows never."""
    if call.hub.knobs.workflow_token or call.right != "write":
        raise forbidden()
    may_open = call.hub.knobs.may_create_pulls
    return Answer({"default_workflow_permissions": "read", "can_approve_pull_request_reviews": may_open})


def delete_repository(call: Call) -> Answer:
    repository = call.project.repository
    call.hub.repositories.delete(repository.owner, repository.name)
    call.hub.forget(repository.full_name)
    return Answer(None, 204)


def _is_protected(call: Call, branch: str) -> bool:
    return any(fnmatch.fnmatchcase(branch, pattern) for pattern in call.hub.knobs.protected_branches)


def list_branches(call: Call) -> Answer:
    url = f"{call.hub.api}/repos/{call.project.repository.full_name}"
    found = [
        {
            "name": (name := ref.removeprefix("refs/heads/")),
            "commit": {"sha": sha, "url": f"{url}/commits/{sha}"},
            "protected": _is_protected(call, name),
        }
        for ref, sha in call.project.repository.refs("refs/heads/").items()
    ]
    only = call.request.args.get("protected")
    return call.paged([one for one in found if only is None or one["protected"] is (only == "true")])


def get_branch(call: Call) -> Answer:
    repository, name = call.project.repository, call.path["branch"]
    sha = repository.branch(name)
    if sha is None:
        raise not_found()
    protected = _is_protected(call, name)
    url = f"{call.hub.api}/repos/{repository.full_name}/branches/{quote(name)}"
    checks = {"enforcement_level": "off", "contexts": [], "checks": []}
    return Answer(
        {
            "name": name,
            "commit": full_commit(call.hub, call.project, read_commit(repository, sha)),
            "_links": {"self": url, "html": f"{call.hub.origin}/{repository.full_name}/tree/{quote(name)}"},
            "protected": protected,
            "protection": {"enabled": protected, "required_status_checks": checks},
            "protection_url": f"{url}/protection",
        }
    )


def list_rules(call: Call) -> Answer:
    """Rules for a branch name, whether there is such a branch or not."""
    name = call.path["branch"]
    found = [rule for rule in call.hub.knobs.branch_rules if _applies(rule, name)]
    if any(fnmatch.fnmatchcase(f"refs/heads/{name}", pattern) for pattern in call.hub.knobs.ruled_refs):
        found.append({"type": "pull_request", "parameters": _PULL_REQUEST_RULE})
    source = {
        "ruleset_source_type": "Repository",
        "ruleset_source": call.project.repository.full_name,
        "ruleset_id": 1,
    }
    return call.paged([{key: rule[key] for key in rule if key != "branches"} | source for rule in found])


def _applies(rule: Mapping[str, object], branch: str) -> bool:
    pattern = str(rule.get("branches", "~ALL"))
    return pattern == "~ALL" or fnmatch.fnmatchcase(branch, pattern)


def resolve(repository: Repository, name: str, kind: str = "commit") -> str:
    """The object of that kind that a branch, tag, ref or id stands for. Raises the 404."""
    if name and not name.startswith("-"):
        tries = [f"refs/heads/{name}", f"refs/tags/{name}", name]
        for one in tries:
            done = repository.run("rev-parse", "--verify", "--quiet", f"{one}^{{{kind}}}", check=False)
            if done.returncode == 0:
                return done.stdout.decode().strip()
    raise not_found()


def get_commit(call: Call) -> Answer:
    repository = call.project.repository
    sha = resolve(repository, call.path["ref"])
    return Answer(full_commit(call.hub, call.project, read_commit(repository, sha)))


def list_commits(call: Call) -> Answer:
    repository = call.project.repository
    if not repository.refs():
        raise empty_repository()
    start = resolve(repository, call.request.args.get("sha") or repository.default_branch)
    path = call.request.args.get("path")
    limit = [f":(literal){path}"] if path else []
    found = repository.text("rev-list", "--max-count=1000", start, "--", *limit).split()
    return call.paged([full_commit(call.hub, call.project, read_commit(repository, sha)) for sha in found])


def get_contents(call: Call) -> Answer:
    """A file with its bytes in base64, or the entries of a folder."""
    repository, path = call.project.repository, call.path.get("path", "").strip("/")
    ref = call.request.args.get("ref") or repository.default_branch
    tree = resolve(repository, ref, "tree")
    if not path:
        return Answer(_folder(call, ref, tree, ""))
    row = repository.text("ls-tree", "-z", "-l", tree, "--", f":(literal){path}").rstrip("\0")
    if not row:
        raise not_found()
    mode, kind, sha, size = row.partition("\t")[0].split()
    if kind == "tree":
        return Answer(_folder(call, ref, sha, f"{path}/"))
    entry = _entry(call, ref, path, (mode, kind, sha, size))
    if kind == "blob":
        content = base64.encodebytes(repository.run("cat-file", "blob", sha).stdout).decode()
        entry |= {"content": content, "encoding": "base64"}
    return Answer(entry)


def _folder(call: Call, ref: str, tree: str, prefix: str) -> list[Json]:
    rows = call.project.repository.text("ls-tree", "-z", "-l", tree).split("\0")
    pairs = (row.split("\t", 1) for row in rows if row)
    return [_entry(call, ref, prefix + name, head.split()) for head, name in pairs]


def _entry(call: Call, ref: str, path: str, row: tuple[str, str, str, str] | list[str]) -> Json:
    mode, kind, sha, size = row
    words = {"tree": "dir", "commit": "submodule"}
    name = call.project.repository.full_name
    url = f"{call.hub.api}/repos/{name}/contents/{quote(path)}?ref={quote(ref)}"
    git_url = f"{call.hub.api}/repos/{name}/git/{'trees' if kind == 'tree' else 'blobs'}/{sha}"
    html_url = f"{call.hub.origin}/{name}/{'tree' if kind == 'tree' else 'blob'}/{quote(ref)}/{quote(path)}"
    return {
        "name": path.rpartition("/")[2],
        "path": path,
        "sha": sha,
        "size": int(size) if size.isdecimal() else 0,
        "type": "symlink" if mode == "120000" else words.get(kind, "file"),
        "url": url,
        "git_url": git_url,
        "html_url": html_url,
        "download_url": None,
        "_links": {"self": url, "git": git_url, "html": html_url},
    }


_REPO = "/repos/<owner>/<repo>"

ROUTES = (
    Route("GET", "/meta", get_meta, public=True),
    Route("GET", "/user", get_user),
    Route("POST", "/user/repos", create_repository),
    Route("GET", _REPO, get_repository),
    Route("PATCH", _REPO, update_repository),
    Route("DELETE", _REPO, delete_repository),
    Route("GET", f"{_REPO}/actions/permissions/workflow", get_actions_setting),
    Route("GET", f"{_REPO}/branches", list_branches),
    Route("GET", f"{_REPO}/branches/<path:branch>", get_branch),
    Route("GET", f"{_REPO}/rules/branches/<path:branch>", list_rules),
    Route("GET", f"{_REPO}/commits", list_commits),
    Route("GET", f"{_REPO}/commits/<path:ref>", get_commit),
    Route("GET", f"{_REPO}/contents", get_contents),
    Route("GET", f"{_REPO}/contents/<path:path>", get_contents),
)
