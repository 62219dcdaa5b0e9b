"""Labels, milestones and pipelines of a project."""

from ci_l10n.sandbox.gitlab import planning_shapes
from ci_l10n.sandbox.gitlab.call import Answer, Call, Route
from ci_l10n.sandbox.gitlab.life import count_read
from ci_l10n.sandbox.gitlab.records import REPORTER, Label, Milestone
from ci_l10n.sandbox.gitlab.refusals import message, not_found


def list_labels(call: Call) -> Answer:
    """Sorted by name."""
    search = (call.text("search") or "").lower()
    found = [one for _, one in sorted(call.project.labels.items()) if search in one.name.lower()]
    return call.paged(found, lambda one: planning_shapes.label(call.project, one))


def create_label(call: Call) -> Answer:
    call.need(REPORTER)
    call.require("name", "color")
    name = call.text("name") or ""
    if name in call.project.labels:
        raise message(409, "Label already exists")
    if "," in name:
        raise message(400, {"title": ["is invalid"]})
    one = Label(call.hub.next_id(), name, call.text("color") or "", call.text("description"))
    call.project.labels[name] = one
    return Answer(planning_shapes.label(call.project, one), 201)


def get_label(call: Call) -> Answer:
    for name, one in call.project.labels.items():
        if call.path["label"] in (name, str(one.id)):
            return Answer(planning_shapes.label(call.project, one))
    raise not_found("Label")


def list_milestones(call: Call) -> Answer:
    """The newest first; `title` and `iids` find exactly those."""
    state = call.choice("state", ("active", "closed", ""), "")
    title, search, iids = call.text("title"), (call.text("search") or "").lower(), call.numbers("iids")
    found = [
        one
        for one in reversed(call.project.milestones.values())
        if state in ("", one.state)
        and title in (None, one.title)
        and search in one.title.lower()
        and (iids is None or one.iid in iids)
    ]
    return call.paged(found, lambda one: planning_shapes.milestone(call.hub, call.project, one))


def create_milestone(call: Call) -> Answer:
    call.need(REPORTER)
    call.require("title")
    title, milestones = call.text("title") or "", call.project.milestones
    if any(one.title == title for one in milestones.values()):
        raise message(400, {"title": ["already being used for another group or project milestone."]})
    one = Milestone(call.hub.next_id(), len(milestones) + 1, title, call.text("description"), call.now)
    milestones[one.id] = one
    return Answer(planning_shapes.milestone(call.hub, call.project, one), 201)


def _milestone(call: Call) -> Milestone:
    number = call.path["milestone_id"]
    found = call.project.milestones.get(int(number)) if number.isdecimal() else None
    if found is None:
        raise not_found("Milestone")
    return found


def get_milestone(call: Call) -> Answer:
    return Answer(planning_shapes.milestone(call.hub, call.project, _milestone(call)))


def update_milestone(call: Call) -> Answer:
    call.need(REPORTER)
    one = _milestone(call)
    event = call.choice("state_event", ("close", "activate", ""), "")
    one.state = {"close": "closed", "activate": "active"}.get(event, one.state)
    one.title = call.text("title") or one.title
    return Answer(planning_shapes.milestone(call.hub, call.project, one))


def list_pipelines(call: Call) -> Answer:
    """Those that can be seen, the newest first; reading makes hidden ones appear."""
    ref, sha, status = call.text("ref"), call.text("sha"), call.text("status")
    found = [
        one
        for one in reversed(call.project.pipelines)
        if not one.hidden
        and ref in (None, one.ref)
        and sha in (None, one.sha)
        and status in (None, one.status)
    ]
    answer = call.paged(found, lambda one: planning_shapes.pipeline(call.hub, call.project, one))
    count_read(call.project)
    return answer


def get_pipeline(call: Call) -> Answer:
    for one in call.project.pipelines:
        if str(one.id) == call.path["pipeline_id"] and not one.hidden:
            return Answer(planning_shapes.full_pipeline(call.hub, call.project, one))
    raise not_found()


_PROJECT = "/projects/:id"

ROUTES = (
    Route("GET", f"{_PROJECT}/labels", list_labels),
    Route("POST", f"{_PROJECT}/labels", create_label),
    Route("GET", f"{_PROJECT}/labels/:label", get_label),
    Route("GET", f"{_PROJECT}/milestones", list_milestones),
    Route("POST", f"{_PROJECT}/milestones", create_milestone),
    Route("GET", f"{_PROJECT}/milestones/:milestone_id", get_milestone),
    Route("PUT", f"{_PROJECT}/milestones/:milestone_id", update_milestone),
    Route("GET", f"{_PROJECT}/pipelines", list_pipelines),
    Route("GET", f"{_PROJECT}/pipelines/:pipeline_id", get_pipeline),
)
