"""Whether a merge request can be merged, and merging it with real git."""

from ci_l10n.sandbox.gitlab.life import follow, head_pipeline, mark_merged, open_merge_requests
from ci_l10n.sandbox.gitlab.objects import Identity, merge_trees, write_commit
from ci_l10n.sandbox.gitlab.records import Hub, MergeOrder, MergeRequest, Project
from ci_l10n.sandbox.gitlab.refusals import message, not_allowed
from ci_l10n.sandbox.receiving import ZERO, Command

#: States of pipelines that may still become a success.
ACTIVE = ("created", "waiting_for_resource", "preparing", "pending", "running")


def merge_status(hub: Hub, project: Project, one: MergeRequest) -> str:
    """`detailed_merge_status` of the API."""
    if one.state != "opened":
        return "not_open"
    if one.unchecked:
        return "checking"
    return _find_obstacle(hub, project, one) or _find_pipeline_obstacle(project, one) or "mergeable"


def _find_obstacle(hub: Hub, project: Project, one: MergeRequest) -> str:
    if _has_nothing_to_merge(project, one):
        return "commits_status"
    if one.draft:
        return "draft_status"
    if has_conflicts(project, one):
        return "conflict"
    if project.merge_method != "merge" and one.base_sha != one.start_sha:
        return "need_rebase"
    return "not_approved" if hub.knobs.approvals_required else ""


def _find_pipeline_obstacle(project: Project, one: MergeRequest) -> str:
    if not project.settings.get("only_allow_merge_if_pipeline_succeeds"):
        return ""
    pipeline = head_pipeline(project, one)
    if pipeline is not None and pipeline.status in ("success", "skipped"):
        return ""
    return "ci_still_running" if pipeline is not None and pipeline.status in ACTIVE else "ci_must_pass"


def _has_nothing_to_merge(project: Project, one: MergeRequest) -> bool:
    return not {one.source, one.target} <= set(project.branches) or one.base_sha == one.head_sha


def cannot_be_merged(project: Project, one: MergeRequest) -> bool:
    """What the API calls conflicts; a missing branch is one, too."""
    return one.state == "opened" and (_has_nothing_to_merge(project, one) or has_conflicts(project, one))


def has_conflicts(project: Project, one: MergeRequest) -> bool:
    if one.base_sha in (one.start_sha, one.head_sha):
        return False
    return merge_trees(project.repository, one.start_sha, one.head_sha) is None


def merge_or_wait(hub: Hub, project: Project, one: MergeRequest, order: MergeOrder, auto: bool) -> None:
    """
    Merge now, or when the pipeline succeeds. Raises the 405 of what can be done neither way, the 406 of conflicts.

    An order to wait needs a pipeline: before there is one, and where there is none, the answer is 405.
    """
    if one.state != "opened" or one.unchecked:
        raise not_allowed()
    obstacle = _find_obstacle(hub, project, one)
    if obstacle == "conflict":
        raise message(hub.knobs.conflict_status, "Branch cannot be merged")
    pipeline = head_pipeline(project, one)
    status = pipeline.status if pipeline else ""
    if auto and status in ACTIVE and obstacle in ("", "not_approved"):
        one.auto_merge, one.updated = order, hub.clock.now()
        return
    blocked = obstacle or _find_pipeline_obstacle(project, one)
    if blocked or (auto and status != "success"):
        raise not_allowed()
    merge(hub, project, one, order)


def merge_waiting(hub: Hub, project: Project) -> None:
    """Carry out the orders of auto-merge that nothing holds back any more."""
    for one in open_merge_requests(project):
        pipeline = head_pipeline(project, one)
        if one.auto_merge is None or pipeline is None or pipeline.status != "success":
            continue
        if not _find_obstacle(hub, project, one):
            merge(hub, project, one, one.auto_merge)
    follow(hub, project)


def merge(hub: Hub, project: Project, one: MergeRequest, order: MergeOrder) -> None:
    """Merge an open merge request that nothing stands in the way of."""
    who = Identity(order.by, f"{order.by}@users.noreply.gitlab.example", hub.clock.now())
    source, tip = one.head_sha, one.start_sha
    squash_sha = None
    if order.squash or one.squash:
        squash_sha = source = _squash(project, one, order, who)
    if project.merge_method == "ff":
        merge_sha, target = None, source
    else:
        merge_sha = target = _merge_commit(project, one, (tip, source), (order, who))
    one.squash_sha, one.squash = squash_sha, squash_sha is not None
    mark_merged(one, hub.clock.now(), order.by, merge_sha)
    project.repository.move([Command(f"refs/heads/{one.target}", tip, target)])
    if order.remove_source_branch or one.remove_source_branch:
        head = project.repository.branch(one.source)
        if head is not None and one.source != project.repository.default_branch:
            project.repository.move([Command(f"refs/heads/{one.source}", head, ZERO)])


def _squash(project: Project, one: MergeRequest, order: MergeOrder, who: Identity) -> str:
    """One commit on the merge base with the tree of the source branch; its author is the one of the request."""
    repository = project.repository
    tree = repository.text("rev-parse", f"{one.head_sha}^{{tree}}")
    text = order.squash_message or one.title
    author = Identity(one.author, f"{one.author}@users.noreply.gitlab.example", who.when)
    return write_commit(repository, tree, [one.base_sha], text, author, who)


def _merge_commit(
    project: Project, one: MergeRequest, parents: tuple[str, str], by: tuple[MergeOrder, Identity]
) -> str:
    order, who = by
    tree = merge_trees(project.repository, *parents)
    if tree is None:
        raise message(422, "Branch cannot be merged")
    text = order.merge_message or (
        f"Merge branch '{one.source}' into '{one.target}'\n\n{one.title}\n\n"
        f"See merge request {project.repository.full_name}!{one.iid}"
    )
    return write_commit(project.repository, tree, parents, text, who, who)


def commits_of(project: Project, one: MergeRequest) -> list[str]:
    """Ids of the commits a merge request proposes, the newest first, as GitLab lists them."""
    return project.repository.text("rev-list", "--topo-order", f"{one.base_sha}..{one.head_sha}").split()
