"""`merge_requests` of a project: list, open, change, merge."""

from collections.abc import Callable

from ci_l10n.sandbox.gitlab.call import Answer, Call, Route
from ci_l10n.sandbox.gitlab.life import close, count_read, look_at_branches, open_merge_requests, reopen
from ci_l10n.sandbox.gitlab.merge_request_shapes import merge_request, simple_merge_request
from ci_l10n.sandbox.gitlab.quick_actions import carry_out
from ci_l10n.sandbox.gitlab.records import DEVELOPER, OWNER, Label, MergeRequest
from ci_l10n.sandbox.gitlab.refusals import bad_parameters, invalid, message

#: GitLab refuses longer texts with 400.
DESCRIPTION_LIMIT = 1_048_576
_TITLE_LIMIT = 255
_CHANGEABLE = (
    "assignee_id assignee_ids description labels add_labels remove_labels milestone_id remove_source_branch "
    "reviewer_ids state_event target_branch title discussion_locked squash"
)


def list_merge_requests(call: Call) -> Answer:
    """All states unless told otherwise, the newest first."""
    order = call.choice("order_by", ("created_at", "updated_at", "merged_at", "title"), "created_at")
    newest_first = call.choice("sort", ("asc", "desc"), "desc") == "desc"
    fits = _filter(call)
    found = [one for one in call.project.merge_requests.values() if fits(one)]
    keys: dict[str, Callable[[MergeRequest], tuple[object, int]]] = {
        "created_at": lambda one: (one.created, one.iid),
        "updated_at": lambda one: (one.updated, one.iid),
        "merged_at": lambda one: (one.merged or 0, one.iid),
        "title": lambda one: (one.title, one.iid),
    }
    found.sort(key=keys[order], reverse=newest_first)
    detailed = bool(call.flag("with_labels_details"))
    return call.paged(found, lambda one: simple_merge_request(call.hub, call.project, one, detailed))


def _filter(call: Call) -> Callable[[MergeRequest], bool]:
    """Whether a merge request fits the query."""
    state = call.choice("state", ("opened", "closed", "locked", "merged", "all"), "all")
    source, target = call.text("source_branch"), call.text("target_branch")
    author, iids = call.text("author_username"), call.numbers("iids")
    labels, search = call.words("labels") or [], (call.text("search") or "").lower()
    draft = call.text("wip") or call.text("draft")

    def fits(one: MergeRequest) -> bool:
        return (
            state in ("all", one.state)
            and source in (None, one.source)
            and target in (None, one.target)
            and author in (None, one.author)
            and (iids is None or one.iid in iids)
            and set(labels) <= set(one.labels)
            and search in f"{one.title} {one.description or ''}".lower()
            and (draft is None or one.draft is (draft in ("yes", "true")))
        )

    return fits


def get_merge_request(call: Call) -> Answer:
    """Reading makes time pass: checks of mergeability end, new pipelines appear."""
    one = call.merge_request()
    shown = merge_request(call.hub, call.project, one)
    count_read(call.project, one)
    return Answer(shown)


def create_merge_request(call: Call) -> Answer:
    call.need(DEVELOPER)
    call.require("title", "source_branch", "target_branch")
    source, target = call.text("source_branch") or "", call.text("target_branch") or ""
    _check_target_project(call)
    if source == target:
        raise message(422, ["You can't use same project/branch for source and target"])
    _check_only_one(call, source, target)
    tips = [call.project.repository.branch(branch) for branch in (source, target)]
    missing = [
        name for name, tip in zip(("source_branch", "target_branch"), tips, strict=True) if tip is None
    ]
    if missing:
        raise message(400, {name: ["does not exist"] for name in missing})
    one = MergeRequest(
        id=call.hub.next_id(),
        iid=max(call.project.merge_requests, default=0) + 1,
        author=call.username,
        title="",
        description=None,
        source=source,
        target=target,
        head_sha=tips[0] or "",
        start_sha=tips[1] or "",
        base_sha=tips[1] or "",
        created=call.now,
        updated=call.now,
    )
    _change(call, one)
    call.project.merge_requests[one.iid] = one
    look_at_branches(call.hub, call.project, one)
    _act_upon_description(call, one)
    return Answer(merge_request(call.hub, call.project, one), 201)


def _check_target_project(call: Call) -> None:
    target = call.number("target_project_id")
    if target not in (None, call.project.id):
        raise message(404, "404 Project Not Found")


def _check_only_one(call: Call, source: str, target: str, but: MergeRequest | None = None) -> None:
    for other in open_merge_requests(call.project):
        if other is not but and (other.source, other.target) == (source, target):
            text = f"Another open merge request already exists for this source branch: !{other.iid}"
            raise message(409, [text])


def _change(call: Call, one: MergeRequest) -> None:
    """Take over the texts, people, labels and settings that were sent; either all or none."""
    title, description = _title(call, one), one.description
    if call.has("description"):
        description = call.text("description")
        if description is not None and len(description) > DESCRIPTION_LIMIT:
            raise invalid("description", f"is too long (maximum is {DESCRIPTION_LIMIT} characters)")
    assignees, reviewers = _people(call, "assignee", one.assignees), _people(call, "reviewer", one.reviewers)
    milestone, labels = _milestone(call, one), _labels(call, one)
    squash, remove = call.flag("squash"), call.flag("remove_source_branch")
    one.title, one.description = title, description
    one.assignees, one.reviewers, one.milestone, one.labels = assignees, reviewers, milestone, labels
    one.squash = one.squash if squash is None else squash
    one.remove_source_branch = one.remove_source_branch if remove is None else remove
    for name in labels:
        if name not in call.project.labels:
            call.project.labels[name] = Label(call.hub.next_id(), name)


def _act_upon_description(call: Call, one: MergeRequest) -> None:
    if call.has("description") and one.description:
        one.description = carry_out(call.hub, call.project, one, one.description, call.username)


def _title(call: Call, one: MergeRequest) -> str:
    if not call.has("title"):
        return one.title
    title = call.text("title") or ""
    if not title.strip():
        raise bad_parameters(["title is empty"])
    if len(title) > _TITLE_LIMIT:
        raise invalid("title", f"is too long (maximum is {_TITLE_LIMIT} characters)")
    return title


def _people(call: Call, role: str, before: list[str]) -> list[str]:
    """User names for `<role>_ids` or `<role>_id`; unknown ids and strangers are dropped, 0 stands for nobody."""
    numbers = call.numbers(f"{role}_ids")
    if numbers is None and call.has(f"{role}_id"):
        numbers = [call.number(f"{role}_id") or 0]
    if numbers is None:
        return before
    knobs = call.hub.knobs
    found = [one.username for number in numbers if (one := call.hub.user_by_id(number))]
    if knobs.members is not None:
        found = [name for name in found if name in (*knobs.members, call.hub.owner)]
    return found[:1] if knobs.free_tier else found


def _milestone(call: Call, one: MergeRequest) -> int | None:
    if not call.has("milestone_id"):
        return one.milestone
    number = call.number("milestone_id")
    return number if number in call.project.milestones else None


def _labels(call: Call, one: MergeRequest) -> list[str]:
    """`labels` replaces, `add_labels` and `remove_labels` change."""
    replaced, added = call.words("labels"), call.words("add_labels") or []
    removed = call.words("remove_labels") or []
    names = [*(one.labels if replaced is None else replaced), *added]
    return [name for name in dict.fromkeys(names) if name not in removed]


def update_merge_request(call: Call) -> Answer:
    one = call.merge_request()
    if call.username != one.author:
        call.need(DEVELOPER)
    if not any(call.has(name) for name in _CHANGEABLE.split()):
        listed = _CHANGEABLE.replace(" ", ", ")
        raise bad_parameters([f"{listed} are missing, at least one parameter must be provided"])
    event = call.choice("state_event", ("close", "reopen", ""), "")
    target = call.text("target_branch") if one.state == "opened" else None
    if target not in (None, one.target):
        _check_only_one(call, one.source, target or "", one)
        if call.project.repository.branch(target or "") is None:
            raise message(400, {"target_branch": ["does not exist"]})
    if event == "reopen" and one.state == "closed":
        _check_only_one(call, one.source, one.target, one)
    _change(call, one)
    one.updated = call.now
    if target not in (None, one.target):
        one.target = target or ""
        look_at_branches(call.hub, call.project, one)
    if event == "close" and one.state == "opened":
        close(one, call.now, call.username)
    if event == "reopen":
        reopen(call.hub, call.project, one)
    _act_upon_description(call, one)
    return Answer(merge_request(call.hub, call.project, one))


def delete_merge_request(call: Call) -> Answer:
    call.need(OWNER)
    del call.project.merge_requests[call.merge_request().iid]
    return Answer(None, 204)


_ALL = "/projects/:id/merge_requests"
_ONE = f"{_ALL}/:iid"

ROUTES = (
    Route("GET", _ALL, list_merge_requests, job_token=True),
    Route("POST", _ALL, create_merge_request),
    Route("GET", _ONE, get_merge_request, job_token=True),
    Route("PUT", _ONE, update_merge_request),
    Route("DELETE", _ONE, delete_merge_request),
)
