"""`/version`, `/user`, `/users`, `/projects` and the members of a project."""

from ci_l10n.sandbox.gitlab import shapes
from ci_l10n.sandbox.gitlab.call import Answer, Call, Route
from ci_l10n.sandbox.gitlab.objects import Identity, edit_tree, write_commit
from ci_l10n.sandbox.gitlab.records import DEVELOPER, MAINTAINER, OWNER, Project, Protection
from ci_l10n.sandbox.gitlab.refusals import bad_parameters, invalid, message, not_found
from ci_l10n.sandbox.receiving import ZERO, Command

VERSION = {"version": "18.5.1-ee", "revision": "0123456789a"}
_SETTINGS: dict[str, object] = {
    "merge_method": "merge",
    "squash_option": "default_off",
    "only_allow_merge_if_pipeline_succeeds": False,
    "allow_merge_on_skipped_pipeline": None,
    "only_allow_merge_if_all_discussions_are_resolved": False,
    "remove_source_branch_after_merge": True,
}
_CHOICES = {
    "merge_method": ("merge", "rebase_merge", "ff"),
    "squash_option": ("never", "always", "default_on", "default_off"),
}
_VISIBILITIES = ("private", "internal", "public")


def get_version(call: Call) -> Answer:
    return Answer(
        {**VERSION, "kas": {"enabled": False, "externalUrl": None, "version": None}, "enterprise": True}
    )


def get_user(call: Call) -> Answer:
    return Answer(shapes.full_user(call.hub, call.hub.user(call.username)))


def get_token(call: Call) -> Answer:
    """What the token is itself: scopes, and when it ends."""
    hub, expires = call.hub, call.hub.expires_at
    scopes = ["read_api", "read_repository"] if hub.is_read_only(call.credential) else ["api"]
    return Answer(
        {
            "id": hub.user(call.username).id,
            "name": "ci",
            "revoked": False,
            "created_at": "2020-01-01T00:00:00.000Z",
            "description": None,
            "scopes": scopes,
            "user_id": hub.user(call.username).id,
            "last_used_at": shapes.when(call.now),
            "active": True,
            "expires_at": None if expires is None else str(shapes.when(expires)).partition("T")[0],
        }
    )


def list_users(call: Call) -> Answer:
    """`?username=` finds exactly that user, without regard to case, or nobody."""
    name, search = call.text("username"), call.text("search")
    if name is not None:
        found = [one] if (one := call.hub.find_user(name)) else []
    else:
        found = [one for one in call.hub.users() if (search or "").lower() in one.username.lower()]
    return call.paged([shapes.user(call.hub, one) for one in found])


def get_any_user(call: Call) -> Answer:
    number = call.path["user_id"]
    found = call.hub.user_by_id(int(number)) if number.isdecimal() else None
    if found is None:
        raise not_found("User")
    return Answer(shapes.user(call.hub, found))


def _member_level(call: Call, username: str) -> int:
    """What somebody is in the project; 0 for strangers."""
    if username == call.hub.owner:
        return OWNER
    members = call.hub.knobs.members
    if members is None:
        return MAINTAINER
    return DEVELOPER if username in members else 0


def list_members(call: Call) -> Answer:
    query = (call.text("query") or "").lower()
    known = {one.username: one for one in call.hub.users()}
    known |= {name: call.hub.user(name) for name in (call.hub.owner, *(call.hub.knobs.members or ()))}
    rows = [(one, _member_level(call, one.username)) for name, one in sorted(known.items())]
    found = [
        shapes.member(call.hub, one, level) for one, level in rows if level and query in one.username.lower()
    ]
    return call.paged(found)


def get_member(call: Call) -> Answer:
    number = call.path["user_id"]
    one = call.hub.user_by_id(int(number)) if number.isdecimal() else None
    level = _member_level(call, one.username) if one else 0
    if one is None or not level:
        raise not_found()
    return Answer(shapes.member(call.hub, one, level))


def list_projects(call: Call) -> Answer:
    search = (call.text("search") or "").lower()
    found = [call.hub.project(repository) for repository in call.hub.repositories.all()]
    shown = [one for one in found if search in one.repository.name.lower()]
    return call.paged([shapes.project(call.hub, one, call.level) for one in shown])


def create_project(call: Call) -> Answer:
    """A project in the namespace of the token's owner."""
    path = call.text("path") or (call.text("name") or "").replace(" ", "-").lower()
    if not path:
        raise bad_parameters(["name, path are missing, at least one parameter must be provided"])
    namespace = call.number("namespace_id")
    if namespace not in (None, call.hub.user(call.hub.owner).id):
        raise message(400, {"namespace": ["is not valid"]})
    branch = call.text("default_branch") or "main"
    try:
        repository = call.hub.repositories.create(call.hub.owner, path, branch)
    except FileExistsError:
        taken = ["has already been taken"]
        raise message(400, {"project_namespace.name": taken, "name": taken, "path": taken}) from None
    except ValueError:
        raise invalid("path", "can contain only letters, digits, '_', '-' and '.'.") from None
    call.hub.forget(repository.full_name)
    project = call.hub.project(repository)
    project.settings = dict(_SETTINGS)
    _set_settings(call, project)
    if call.hub.knobs.protect_default_branch:
        project.protections[branch] = Protection(call.hub.next_id(), branch)
    if call.flag("initialize_with_readme"):
        _commit_readme(call, project, branch)
    return Answer(shapes.project(call.hub, project, call.level), 201)


def _commit_readme(call: Call, project: Project, branch: str) -> None:
    repository = project.repository
    blob = repository.write_blob(f"# {repository.name}\n".encode())
    tree = edit_tree(repository, None, [f"100644 {blob}\tREADME.md"])
    who = Identity(call.username, f"{call.username}@users.noreply.gitlab.example", call.now)
    sha = write_commit(repository, tree, [], "Initial commit", who, who)
    repository.move([Command(f"refs/heads/{branch}", ZERO, sha)])


def _set_settings(call: Call, project: Project) -> None:
    if call.has("description"):
        project.description = call.text("description")
    project.visibility = call.choice("visibility", _VISIBILITIES, project.visibility)
    for name in _SETTINGS:
        if name in _CHOICES and call.has(name):
            project.settings[name] = call.choice(name, _CHOICES[name], "")
        elif call.has(name):
            project.settings[name] = call.flag(name)


def get_project(call: Call) -> Answer:
    return Answer(shapes.project(call.hub, call.project, call.level))


def update_project(call: Call) -> Answer:
    call.need(MAINTAINER)
    branch = call.text("default_branch")
    if branch is not None:
        if call.project.repository.branch(branch) is None:
            raise message(400, {"base": [f"Could not change HEAD: branch '{branch}' does not exist"]})
        call.project.repository.set_default_branch(branch)
    _set_settings(call, call.project)
    return Answer(shapes.project(call.hub, call.project, call.level))


def delete_project(call: Call) -> Answer:
    call.need(OWNER)
    repository = call.project.repository
    call.hub.repositories.delete(repository.owner, repository.name)
    call.hub.forget(repository.full_name)
    return Answer({"message": "202 Accepted"}, 202)


ROUTES = (
    Route("GET", "/version", get_version),
    Route("GET", "/metadata", get_version),
    Route("GET", "/user", get_user),
    Route("GET", "/personal_access_tokens/self", get_token),
    Route("GET", "/users", list_users),
    Route("GET", "/users/:user_id", get_any_user),
    Route("GET", "/projects", list_projects),
    Route("POST", "/projects", create_project),
    Route("GET", "/projects/:id", get_project),
    Route("PUT", "/projects/:id", update_project),
    Route("DELETE", "/projects/:id", delete_project),
    Route("GET", "/projects/:id/members", list_members),
    Route("GET", "/projects/:id/members/all", list_members),
    Route("GET", "/projects/:id/members/all/:user_id", get_member),
    Route("GET", "/projects/:id/members/:user_id", get_member),
)
