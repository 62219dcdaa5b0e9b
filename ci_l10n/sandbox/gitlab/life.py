"""
The life of a merge request, derived from the real branches.

It follows its source branch while it is open. When that goes away it is closed. When its head comes into the target
branch it is merged. A source branch that was moved back into its target leaves it open, without commits.
"""

from collections.abc import Iterable

from ci_l10n.sandbox.gitlab.records import Hub, MergeRequest, Pipeline, Project, branch_tips


def follow(hub: Hub, project: Project) -> None:
    """Bring pipelines and merge requests in line with the branches. The caller holds the lock."""
    before, project.branches = project.branches, branch_tips(project.repository)
    for branch, sha in project.branches.items():
        if before.get(branch) != sha:
            start_pipeline(hub, project, branch, sha)
    for one in open_merge_requests(project):
        _follow_one(hub, project, one)


def open_merge_requests(project: Project) -> Iterable[MergeRequest]:
    return [one for one in project.merge_requests.values() if one.state == "opened"]


def pusher_name(hub: Hub, project: Project) -> str:
    return project.pusher.username if project.pusher else hub.owner


def _follow_one(hub: Hub, project: Project, one: MergeRequest) -> None:
    head, target = project.branches.get(one.source), project.branches.get(one.target)
    now, who = hub.clock.now(), pusher_name(hub, project)
    if target is not None and _came_into_target(project, one, head or one.head_sha, target):
        one.head_sha = head or one.head_sha
        mark_merged(one, now, who, _merging_commit(project, one.head_sha, target))
    elif head is None:
        close(one, now, who)
    elif target is None:
        one.head_sha = head
    elif (head, target) != (one.head_sha, one.start_sha):
        if head != one.head_sha:  # a push ends an order to merge
            one.updated, one.auto_merge = now, None
        look_at_branches(hub, project, one)


def _came_into_target(project: Project, one: MergeRequest, head: str, target: str) -> bool:
    """Whether the target moved and has the head now, which it had not before."""
    moved = target != one.start_sha
    return moved and not _contains(project, one.start_sha, head) and _contains(project, target, head)


def _contains(project: Project, tip: str, sha: str) -> bool:
    return project.repository.is_ancestor(sha, tip)


def _merging_commit(project: Project, head: str, target: str) -> str:
    """The commit that brought ``head`` onto the first-parent line of the target."""
    line = project.repository.text("rev-list", "--first-parent", "--ancestry-path", f"{head}..{target}")
    return line.split()[-1] if line else head


def look_at_branches(hub: Hub, project: Project, one: MergeRequest) -> None:
    """Take over where source and target are now; mergeability has to be checked anew."""
    repository = project.repository
    one.head_sha = repository.branch(one.source) or one.head_sha
    one.start_sha = repository.branch(one.target) or one.start_sha
    found = repository.run("merge-base", one.start_sha, one.head_sha, check=False).stdout.decode().strip()
    one.base_sha = found or one.start_sha
    one.unchecked = hub.knobs.checking_reads
    keep_head(project, one)


def keep_head(project: Project, one: MergeRequest) -> None:
    """`refs/merge-requests/N/head` keeps the commits, as on GitLab, also after the branch is gone."""
    name = f"refs/merge-requests/{one.iid}/head"
    if project.repository.ref(name) != one.head_sha:
        project.repository.run("update-ref", "--", name, one.head_sha)


def close(one: MergeRequest, now: float, who: str) -> None:
    one.state, one.closed, one.closed_by, one.updated, one.auto_merge = "closed", now, who, now, None


def mark_merged(one: MergeRequest, now: float, who: str, merge_sha: str | None) -> None:
    one.state, one.merged, one.merged_by, one.updated = "merged", now, who, now
    one.merge_sha, one.auto_merge = merge_sha, None


def reopen(hub: Hub, project: Project, one: MergeRequest) -> bool:
    """Open a closed merge request again, if its source branch is there."""
    if one.state != "closed" or project.repository.branch(one.source) is None:
        return False
    one.state, one.closed, one.closed_by, one.updated = "opened", None, "", hub.clock.now()
    look_at_branches(hub, project, one)
    return True


def start_pipeline(hub: Hub, project: Project, branch: str, sha: str) -> None:
    """Pipelines exist for branches only, and not for what a job token pushed."""
    knobs = hub.knobs
    if knobs.pipelines == "none" or (project.pusher and not project.pusher.starts_pipelines):
        return
    message = project.repository.text("log", "-1", "--format=%B", sha).lower()
    skipped = "[skip ci]" in message or "[ci skip]" in message
    iid = len(project.pipelines) + 1
    status = "skipped" if skipped else knobs.pipelines
    who = pusher_name(hub, project)
    project.pipelines.append(
        Pipeline(hub.next_id(), iid, branch, sha, status, hub.clock.now(), who, knobs.pipeline_reads)
    )


def head_pipeline(project: Project, one: MergeRequest) -> Pipeline | None:
    """The newest pipeline of its head that can be seen."""
    for pipeline in reversed(project.pipelines):
        if (pipeline.ref, pipeline.sha) == (one.source, one.head_sha) and not pipeline.hidden:
            return pipeline
    return None


def count_read(project: Project, one: MergeRequest | None = None) -> None:
    """Time passes with what is asked: new pipelines become visible, the check of mergeability ends."""
    if one is not None:
        one.unchecked = max(one.unchecked - 1, 0)
    for pipeline in project.pipelines:
        pipeline.hidden = max(pipeline.hidden - 1, 0)
