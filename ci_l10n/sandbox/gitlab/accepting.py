"""Merging a merge request through the API, now or when its pipeline succeeds."""

from ci_l10n.sandbox.gitlab.call import Answer, Call, Route
from ci_l10n.sandbox.gitlab.git_access import may_merge
from ci_l10n.sandbox.gitlab.life import count_read
from ci_l10n.sandbox.gitlab.merge_request_shapes import merge_request
from ci_l10n.sandbox.gitlab.merging import merge_or_wait
from ci_l10n.sandbox.gitlab.records import MergeOrder
from ci_l10n.sandbox.gitlab.refusals import Refusal, message, unauthorized


def accept_merge_request(call: Call) -> Answer:
    """`PUT .../merge`. The 401 is about the right to merge, not about the token."""
    one = call.merge_request()
    if not may_merge(call.hub, call.project, one.target, call.level):
        raise unauthorized()
    sha = call.text("sha")
    auto = bool(call.flag("auto_merge") or call.flag("merge_when_pipeline_succeeds"))
    if one.state == "opened" and sha is not None and sha != one.head_sha:
        raise message(409, f"SHA does not match HEAD of source branch: {one.head_sha}")
    order = MergeOrder(
        call.username,
        bool(call.flag("squash")),
        bool(call.flag("should_remove_source_branch")),
        call.text("merge_commit_message") or "",
        call.text("squash_commit_message") or "",
    )
    try:
        merge_or_wait(call.hub, call.project, one, order, auto)
    except Refusal:
        count_read(call.project, one)  # who only asks to merge gets on, too
        raise
    return Answer(merge_request(call.hub, call.project, one))


def cancel_auto_merge(call: Call) -> Answer:
    one = call.merge_request()
    if one.auto_merge is None:
        raise message(406, "406 Not Acceptable")
    one.auto_merge = None
    return Answer(merge_request(call.hub, call.project, one), 201)


_ONE = "/projects/:id/merge_requests/:iid"

ROUTES = (
    Route("PUT", f"{_ONE}/merge", accept_merge_request),
    Route("POST", f"{_ONE}/cancel_merge_when_pipeline_succeeds", cancel_auto_merge),
)
