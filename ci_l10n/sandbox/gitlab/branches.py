"""`repository/branches` and `protected_branches`."""

from urllib.parse import quote

from ci_l10n.sandbox.gitlab import shapes
from ci_l10n.sandbox.gitlab.call import Answer, Call, Route
from ci_l10n.sandbox.gitlab.git_access import may_push, protections, why_not
from ci_l10n.sandbox.gitlab.objects import read_commits
from ci_l10n.sandbox.gitlab.records import DEVELOPER, MAINTAINER, Protection, branch_tips
from ci_l10n.sandbox.gitlab.refusals import forbidden, message, not_found
from ci_l10n.sandbox.gitlab.shapes import Json
from ci_l10n.sandbox.receiving import ZERO, Command
from ci_l10n.sandbox.repositories import GitError


def _branch(call: Call, name: str, commit: Json) -> Json:
    repository = call.project.repository
    found = list(protections(call.hub, call.project, name))
    return {
        "name": name,
        "commit": commit,
        "merged": False,
        "protected": bool(found),
        "developers_can_push": bool(found) and all(0 < one.push_level <= DEVELOPER for one in found),
        "developers_can_merge": bool(found) and all(0 < one.merge_level <= DEVELOPER for one in found),
        "can_push": may_push(call.hub, call.project, name, call.level),
        "default": name == repository.default_branch,
        "web_url": f"{call.hub.origin}/{repository.full_name}/-/tree/{quote(name)}",
    }


def _branches(call: Call, tips: dict[str, str]) -> list[Json]:
    commits = read_commits(call.project.repository, list(tips.values()))
    by_sha = {one.sha: shapes.commit(call.hub, call.project, one) for one in commits}
    return [_branch(call, name, by_sha[sha]) for name, sha in tips.items()]


def list_branches(call: Call) -> Answer:
    """Sorted by name; `pagination=keyset` leads on with the name of the last branch shown."""
    search = call.text("search") or ""
    tips = {name: sha for name, sha in branch_tips(call.project.repository).items() if _matches(name, search)}
    if call.text("pagination") != "keyset":
        return call.paged(_branches(call, tips))
    after, size = call.text("page_token") or "", call.number("per_page") or 20
    rest = {name: sha for name, sha in tips.items() if name > after}
    shown = dict(list(rest.items())[:size])
    more = {"Link": call.link({"page_token": list(shown)[-1]}, "next")} if len(rest) > size else {}
    return Answer(_branches(call, shown), headers=more)


def _matches(name: str, search: str) -> bool:
    if search.startswith("^"):
        return name.startswith(search[1:])
    return name.endswith(search[:-1]) if search.endswith("$") else search in name


def get_branch(call: Call) -> Answer:
    name = call.path["branch"]
    sha = call.project.repository.branch(name)
    if sha is None:
        raise not_found("Branch")
    return Answer(_branches(call, {name: sha})[0])


def create_branch(call: Call) -> Answer:
    call.need(DEVELOPER)
    call.require("branch", "ref")
    name, repository = call.text("branch") or "", call.project.repository
    if name.startswith("-") or not repository.is_ref_name(f"refs/heads/{name}"):
        raise message(400, "Branch name is invalid")
    if repository.branch(name) is not None:
        raise message(400, "Branch already exists")
    found = repository.run("rev-parse", "--verify", "--quiet", f"{call.text('ref')}^{{commit}}", check=False)
    if found.returncode:
        raise message(400, f"Invalid reference name: {call.text('ref')}")
    move_branch(call, name, ZERO, found.stdout.decode().strip())
    return Answer(_branches(call, {name: found.stdout.decode().strip()})[0], 201)


def delete_branch(call: Call) -> Answer:
    call.need(DEVELOPER)
    name = call.path["branch"]
    sha = call.project.repository.branch(name)
    if sha is None:
        raise not_found("Branch")
    if name == call.project.repository.default_branch:
        raise message(405, "Cannot remove HEAD branch")
    if list(protections(call.hub, call.project, name)) and call.level < MAINTAINER:
        raise message(403, "You don't have push access to branch")
    call.project.repository.move([Command(f"refs/heads/{name}", sha, ZERO)])
    return Answer(None, 204)


def move_branch(call: Call, name: str, old: str, new: str) -> None:
    """Move a branch by the API. Raises the 403 of a protected one and the 400 of a lost race."""
    command = Command(f"refs/heads/{name}", old, new)
    if why_not(call.hub, call.project, call.level, command):
        raise forbidden("You are not allowed to push into this branch")
    try:
        call.project.repository.move([command])
    except GitError as error:
        raise message(400, "Could not update branch. Please refresh and try again.") from error


def list_protected(call: Call) -> Answer:
    search = call.text("search") or ""
    rows = _all_protections(call)
    return call.paged([shapes.protection(one) for one in rows if search in one.pattern])


def _all_protections(call: Call) -> list[Protection]:
    by_knob = [Protection(0, pattern, push_level=0) for pattern in call.hub.knobs.protected_branches]
    return [*call.project.protections.values(), *by_knob]


def get_protected(call: Call) -> Answer:
    for one in _all_protections(call):
        if one.pattern == call.path["name"]:
            return Answer(shapes.protection(one))
    raise not_found()


def protect(call: Call) -> Answer:
    call.need(MAINTAINER)
    call.require("name")
    name = call.text("name") or ""
    if name in call.project.protections:
        raise message(409, f"Protected branch '{name}' already exists")
    push, merge = call.number("push_access_level"), call.number("merge_access_level")
    one = Protection(
        call.hub.next_id(),
        name,
        MAINTAINER if push is None else push,
        MAINTAINER if merge is None else merge,
        bool(call.flag("allow_force_push")),
    )
    call.project.protections[name] = one
    return Answer(shapes.protection(one), 201)


def unprotect(call: Call) -> Answer:
    call.need(MAINTAINER)
    if call.project.protections.pop(call.path["name"], None) is None:
        raise not_found()
    return Answer(None, 204)


_BRANCHES = "/projects/:id/repository/branches"
_PROTECTED = "/projects/:id/protected_branches"

ROUTES = (
    Route("GET", _BRANCHES, list_branches),
    Route("POST", _BRANCHES, create_branch),
    Route("GET", f"{_BRANCHES}/*branch", get_branch),
    Route("DELETE", f"{_BRANCHES}/*branch", delete_branch),
    Route("GET", _PROTECTED, list_protected),
    Route("POST", _PROTECTED, protect),
    Route("GET", f"{_PROTECTED}/*name", get_protected),
    Route("DELETE", f"{_PROTECTED}/*name", unprotect),
)
