"""What a merge request holds: its commits, diffs and pipelines."""

from ci_l10n.sandbox.gitlab import planning_shapes, shapes
from ci_l10n.sandbox.gitlab.call import Answer, Call, Route
from ci_l10n.sandbox.gitlab.life import count_read
from ci_l10n.sandbox.gitlab.merge_request_shapes import changes, merge_request
from ci_l10n.sandbox.gitlab.merging import commits_of
from ci_l10n.sandbox.gitlab.objects import read_commits


def list_commits(call: Call) -> Answer:
    commits = read_commits(call.project.repository, commits_of(call.project, call.merge_request()))
    return call.paged(commits, lambda one: shapes.commit(call.hub, call.project, one))


def list_diffs(call: Call) -> Answer:
    one = call.merge_request()
    return call.paged(changes(call.project.repository, one.base_sha, one.head_sha))


def get_changes(call: Call) -> Answer:
    """The deprecated call that shows the merge request and its diffs together."""
    one = call.merge_request()
    found = changes(call.project.repository, one.base_sha, one.head_sha)
    shown = merge_request(call.hub, call.project, one)
    return Answer({**shown, "changes": found, "overflow": False})


def list_pipelines(call: Call) -> Answer:
    """Pipelines of the merge request, the newest first."""
    one = call.merge_request()
    found = [p for p in reversed(call.project.pipelines) if p.ref == one.source and not p.hidden]
    answer = call.paged([planning_shapes.pipeline(call.hub, call.project, p) for p in found])
    count_read(call.project)
    return answer


_ONE = "/projects/:id/merge_requests/:iid"

ROUTES = (
    Route("GET", f"{_ONE}/commits", list_commits),
    Route("GET", f"{_ONE}/diffs", list_diffs),
    Route("GET", f"{_ONE}/changes", get_changes),
    Route("GET", f"{_ONE}/pipelines", list_pipelines),
)
