"""What hangs on a pull request: labels, reviewers, assignees, comments, milestone; and the labels of a repository."""

from collections.abc import Sequence

from ci_l10n.sandbox.github import shapes
from ci_l10n.sandbox.github.call import Answer, Call, Route
from ci_l10n.sandbox.github.life import close, reopen
from ci_l10n.sandbox.github.pull_shapes import issue, pull_node_id, simple_pull
from ci_l10n.sandbox.github.records import Comment, Milestone, Pull
from ci_l10n.sandbox.github.refusals import Refusal, custom, forbidden, invalid, not_found, unprocessable

_MOST_ASSIGNEES = 10


def _ready(call: Call) -> Pull:
    """The pull request; for a while after its creation the parts behind this call do not know it yet."""
    pull = call.pull()
    if pull.late > 0:
        pull.late -= 1
        raise unprocessable(
            f"Could not resolve to a node with the global id of '{pull_node_id(call.project, pull)}'."
        )
    return pull


def get_issue(call: Call) -> Answer:
    return Answer(issue(call.hub, call.project, call.pull()))


def update_issue(call: Call) -> Answer:
    """The way to set a milestone; labels and assignees given here replace all others."""
    pull = _ready(call)
    title, body, state = call.find("title", str), call.find("body", str), call.find("state", str)
    milestone = call.find("milestone", int)
    if milestone is not None and milestone not in call.project.milestones:
        raise invalid("Issue", "milestone")
    if "labels" in call.body:
        pull.labels = _known_labels(call, _names(call))
    if "assignees" in call.body:
        pull.assignees = call.strings("assignees")[:_MOST_ASSIGNEES]
    if "milestone" in call.body:
        pull.milestone = milestone
    if state == "open" and pull.state == "closed":
        reopen(call.project, pull, call.now)
    if state == "closed" and pull.state == "open":
        close(pull, call.now)
    pull.title = pull.title if title is None else title
    pull.body = pull.body if body is None else body
    pull.updated = call.now
    return Answer(issue(call.hub, call.project, pull))


def _names(call: Call) -> list[str]:
    """Label names of a body: `{"labels": [...]}` of names or of objects with a name."""
    found = []
    for item in call.find("labels", list) or []:
        name = item.get("name") if isinstance(item, dict) else item
        if not isinstance(name, str) or not name.strip():
            raise invalid("Label", "name")
        found.append(name)
    return found


def _known_labels(call: Call, names: Sequence[str]) -> list[str]:
    """The names as the repository spells them; unknown labels are made, which is a right of its own."""
    missing = [name for name in names if name.lower() not in call.project.labels]
    if missing and not call.hub.knobs.may_create_labels:
        raise forbidden()
    for name in missing:
        if len(name) > 50:
            raise invalid("Label", "name")
        call.hub.make_label(call.project, {"name": name})
    return list(dict.fromkeys(call.project.labels[name.lower()].name for name in names))


def _label_list(call: Call, pull: Pull) -> Answer:
    marked = [
        call.project.labels[name.lower()] for name in pull.labels if name.lower() in call.project.labels
    ]
    return call.paged([shapes.label(call.hub, call.project, one) for one in marked])


def list_issue_labels(call: Call) -> Answer:
    return _label_list(call, call.pull())


def add_labels(call: Call) -> Answer:
    pull = _ready(call)
    names = _known_labels(call, _names(call))
    pull.labels = list(dict.fromkeys([*pull.labels, *names]))
    pull.updated = call.now
    return _label_list(call, pull)


def set_labels(call: Call) -> Answer:
    pull = _ready(call)
    pull.labels = _known_labels(call, _names(call))
    pull.updated = call.now
    return _label_list(call, pull)


def remove_labels(call: Call) -> Answer:
    _ready(call).labels = []
    return Answer(None, 204)


def remove_label(call: Call) -> Answer:
    pull = _ready(call)
    kept = [name for name in pull.labels if name.lower() != call.path["name"].lower()]
    if len(kept) == len(pull.labels):
        raise Refusal(404, "Label does not exist")
    pull.labels = kept
    return _label_list(call, pull)


def list_labels(call: Call) -> Answer:
    return call.paged([shapes.label(call.hub, call.project, one) for one in call.project.labels.values()])


def get_label(call: Call) -> Answer:
    one = call.project.labels.get(call.path["name"].lower())
    if one is None:
        raise not_found()
    return Answer(shapes.label(call.hub, call.project, one))


def create_label(call: Call) -> Answer:
    name = call.get("name", str)
    if not call.hub.knobs.may_create_labels:
        raise forbidden()
    if name.lower() in call.project.labels:
        raise invalid("Label", "name", "already_exists")
    return Answer(shapes.label(call.hub, call.project, call.hub.make_label(call.project, call.body)), 201)


def list_reviewers(call: Call) -> Answer:
    pull = call.pull()
    owner = call.project.repository.owner
    users = [shapes.user(call.hub, login) for login in pull.reviewers]
    return Answer({"users": users, "teams": [shapes.team(call.hub, owner, slug) for slug in pull.teams]})


def request_reviewers(call: Call) -> Answer:
    """All or nothing: one person who cannot review spoils the whole call."""
    pull = _ready(call)
    people, teams = call.strings("reviewers"), call.strings("team_reviewers")
    knobs = call.hub.knobs
    if any(login.lower() == pull.author.lower() for login in people):
        raise unprocessable("Review cannot be requested from pull request author.")
    strangers = knobs.collaborators is not None and any(login not in knobs.collaborators for login in people)
    if strangers or (knobs.teams is not None and any(slug not in knobs.teams for slug in teams)):
        raise unprocessable(
            "Reviews may only be requested from collaborators. One or more of the users or teams you specified is "
            f"not a collaborator of the {call.project.repository.full_name} repository."
        )
    if teams and knobs.workflow_token:  # no workflow token can see an organisation's teams
        raise unprocessable(
            f"Could not resolve to a node with the global id of '{shapes.node_id('T', teams[0])}'."
        )
    pull.reviewers = list(dict.fromkeys([*pull.reviewers, *people]))
    pull.teams = list(dict.fromkeys([*pull.teams, *teams]))
    return Answer(simple_pull(call.hub, call.project, pull), 201)


def remove_reviewers(call: Call) -> Answer:
    pull = _ready(call)
    people, teams = call.strings("reviewers"), call.strings("team_reviewers")
    pull.reviewers = [login for login in pull.reviewers if login not in people]
    pull.teams = [slug for slug in pull.teams if slug not in teams]
    return Answer(simple_pull(call.hub, call.project, pull))


def add_assignees(call: Call) -> Answer:
    """People without access are dropped silently, as are those above ten."""
    pull = _ready(call)
    allowed = call.hub.knobs.collaborators
    wanted = [login for login in call.strings("assignees") if allowed is None or login in allowed]
    pull.assignees = list(dict.fromkeys([*pull.assignees, *wanted]))[:_MOST_ASSIGNEES]
    return Answer(issue(call.hub, call.project, pull), 201)


def remove_assignees(call: Call) -> Answer:
    pull = _ready(call)
    gone = call.strings("assignees")
    pull.assignees = [login for login in pull.assignees if login not in gone]
    return Answer(issue(call.hub, call.project, pull))


def list_comments(call: Call) -> Answer:
    return call.paged([shapes.comment(call.hub, call.project, one) for one in call.pull().comments])


def create_comment(call: Call) -> Answer:
    pull = call.pull()
    one = Comment(call.hub.next_id(), pull.number, call.hub.login, _text(call), call.now, call.now)
    pull.comments.append(one)
    pull.updated = call.now
    return Answer(shapes.comment(call.hub, call.project, one), 201)


def update_comment(call: Call) -> Answer:
    one = _comment(call)
    one.body, one.updated = _text(call), call.now
    return Answer(shapes.comment(call.hub, call.project, one))


def get_comment(call: Call) -> Answer:
    return Answer(shapes.comment(call.hub, call.project, _comment(call)))


def _comment(call: Call) -> Comment:
    for pull in call.project.pulls.values():
        for one in pull.comments:
            if one.id == int(call.path["comment_id"]):
                return one
    raise not_found()


def _text(call: Call) -> str:
    body = call.get("body", str)
    if not body.strip():
        raise invalid("IssueComment", "body", "missing_field")
    if len(body) > 65536:
        raise custom("IssueComment", "body is too long (maximum is 65536 characters)")
    return body


def list_milestones(call: Call) -> Answer:
    state = call.request.args.get("state", "open")
    found = [one for one in call.project.milestones.values() if state in ("all", one.state)]
    return call.paged([shapes.milestone(call.hub, call.project, one) for one in found])


def create_milestone(call: Call) -> Answer:
    title = call.get("title", str)
    if any(one.title == title for one in call.project.milestones.values()):
        raise invalid("Milestone", "title", "already_exists")
    number = len(call.project.milestones) + 1
    one = Milestone(call.hub.next_id(), number, title, call.find("description", str), call.now)
    call.project.milestones[number] = one
    return Answer(shapes.milestone(call.hub, call.project, one), 201)


_REPO = "/repos/<owner>/<repo>"
_ISSUE = f"{_REPO}/issues/<int:number>"
_REVIEWERS = f"{_REPO}/pulls/<int:number>/requested_reviewers"

ROUTES = (
    Route("GET", _ISSUE, get_issue),
    Route("PATCH", _ISSUE, update_issue),
    Route("GET", f"{_ISSUE}/labels", list_issue_labels),
    Route("POST", f"{_ISSUE}/labels", add_labels),
    Route("PUT", f"{_ISSUE}/labels", set_labels),
    Route("DELETE", f"{_ISSUE}/labels", remove_labels),
    Route("DELETE", f"{_ISSUE}/labels/<path:name>", remove_label),
    Route("GET", f"{_REPO}/labels", list_labels),
    Route("POST", f"{_REPO}/labels", create_label),
    Route("GET", f"{_REPO}/labels/<path:name>", get_label),
    Route("GET", _REVIEWERS, list_reviewers),
    Route("POST", _REVIEWERS, request_reviewers),
    Route("DELETE", _REVIEWERS, remove_reviewers),
    Route("POST", f"{_ISSUE}/assignees", add_assignees),
    Route("DELETE", f"{_ISSUE}/assignees", remove_assignees),
    Route("GET", f"{_ISSUE}/comments", list_comments),
    Route("POST", f"{_ISSUE}/comments", create_comment),
    Route("GET", f"{_REPO}/issues/comments/<int:comment_id>", get_comment),
    Route("PATCH", f"{_REPO}/issues/comments/<int:comment_id>", update_comment),
    Route("GET", f"{_REPO}/milestones", list_milestones),
    Route("POST", f"{_REPO}/milestones", create_milestone),
)
