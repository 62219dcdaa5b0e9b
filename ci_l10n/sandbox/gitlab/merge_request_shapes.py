"""GitLab's JSON for merge requests and what they change."""

from collections.abc import Iterator

from ci_l10n.sandbox.gitlab import planning_shapes
from ci_l10n.sandbox.gitlab.life import head_pipeline
from ci_l10n.sandbox.gitlab.merging import cannot_be_merged, merge_status
from ci_l10n.sandbox.gitlab.records import Hub, MergeRequest, Project
from ci_l10n.sandbox.gitlab.shapes import Json, user_named, when
from ci_l10n.sandbox.repositories import Repository


def simple_merge_request(
    hub: Hub, project: Project, one: MergeRequest, detailed_labels: bool = False
) -> Json:
    """The shape in lists."""
    status, is_stuck = merge_status(hub, project, one), cannot_be_merged(project, one)
    ordered_by = one.auto_merge.by if one.auto_merge else one.merged_by
    path = project.repository.full_name
    people = [user_named(hub, name) for name in one.assignees]
    milestone = project.milestones.get(one.milestone or 0)
    names = sorted(one.labels)
    return {
        "id": one.id,
        "iid": one.iid,
        "project_id": project.id,
        "title": one.title,
        "description": one.description,
        "state": one.state,
        "created_at": when(one.created),
        "updated_at": when(one.updated),
        "merged_by": user_named(hub, one.merged_by) if one.merged else None,
        "merge_user": user_named(hub, ordered_by) if ordered_by else None,
        "merged_at": when(one.merged),
        "closed_by": user_named(hub, one.closed_by) if one.closed else None,
        "closed_at": when(one.closed),
        "target_branch": one.target,
        "source_branch": one.source,
        "user_notes_count": len(one.notes),
        "upvotes": 0,
        "downvotes": 0,
        "author": user_named(hub, one.author),
        "assignees": people,
        "assignee": people[0] if people else None,
        "reviewers": [user_named(hub, name) for name in one.reviewers],
        "source_project_id": project.id,
        "target_project_id": project.id,
        "labels": [planning_shapes.label(project, project.labels[name]) for name in names]
        if detailed_labels
        else names,
        "draft": one.draft,
        "imported": False,
        "imported_from": "none",
        "work_in_progress": one.draft,
        "milestone": planning_shapes.milestone(hub, project, milestone) if milestone else None,
        "merge_when_pipeline_succeeds": one.auto_merge is not None,
        "merge_status": "checking" if status == "checking" else _CAN[not is_stuck],
        "detailed_merge_status": status,
        "merge_after": None,
        "sha": one.head_sha,
        "merge_commit_sha": one.merge_sha,
        "squash_commit_sha": one.squash_sha,
        "discussion_locked": None,
        "should_remove_source_branch": None,
        "force_remove_source_branch": one.remove_source_branch,
        "prepared_at": when(one.created),
        "reference": f"!{one.iid}",
        "references": {"short": f"!{one.iid}", "relative": f"!{one.iid}", "full": f"{path}!{one.iid}"},
        "web_url": f"{hub.origin}/{path}/-/merge_requests/{one.iid}",
        "time_stats": _TIME_STATS,
        "squash": one.squash,
        "squash_on_merge": one.squash,
        "task_completion_status": {"count": 0, "completed_count": 0},
        "has_conflicts": is_stuck,
        "blocking_discussions_resolved": True,
        "approvals_before_merge": None,
    }


_CAN = {True: "can_be_merged", False: "cannot_be_merged"}
_TIME_STATS = {
    "time_estimate": 0,
    "total_time_spent": 0,
    "human_time_estimate": None,
    "human_total_time_spent": None,
}


def merge_request(hub: Hub, project: Project, one: MergeRequest) -> Json:
    """The shape of a single merge request."""
    pipeline = head_pipeline(project, one)
    count = len(_raw_changes(project.repository, one.base_sha, one.head_sha))
    return {
        **simple_merge_request(hub, project, one),
        "subscribed": False,
        "changes_count": str(count) if count else None,
        "latest_build_started_at": None,
        "latest_build_finished_at": None,
        "first_deployed_to_production_at": None,
        "pipeline": planning_shapes.pipeline(hub, project, pipeline) if pipeline else None,
        "head_pipeline": planning_shapes.full_pipeline(hub, project, pipeline) if pipeline else None,
        "diff_refs": {"base_sha": one.base_sha, "head_sha": one.head_sha, "start_sha": one.start_sha},
        "merge_error": None,
        "first_contribution": False,
        "user": {"can_merge": hub.knobs.access_level >= 30},
    }


def changes(repository: Repository, base: str, head: str) -> list[Json]:
    """The files that differ, each with its diff; renames are found."""
    found = []
    for old_mode, new_mode, status, old_path, new_path in _raw_changes(repository, base, head):
        paths = {f":(literal){path}" for path in (old_path, new_path)}
        text = repository.text("diff", "-M", base, head, "--", *sorted(paths))
        hunks = text[text.find("\n@@") + 1 :] + "\n" if "\n@@" in text else ""
        found.append(
            {
                "diff": hunks,
                "collapsed": False,
                "too_large": False,
                "new_path": new_path,
                "old_path": old_path,
                "a_mode": old_mode,
                "b_mode": new_mode,
                "new_file": status == "A",
                "renamed_file": status == "R",
                "deleted_file": status == "D",
                "generated_file": False,
            }
        )
    return found


def _raw_changes(repository: Repository, base: str, head: str) -> list[tuple[str, str, str, str, str]]:
    """Old mode, new mode, letter, old path, new path of each file that differs."""
    fields: Iterator[str] = iter(
        repository.text("diff", "--raw", "--no-abbrev", "-M", "-z", base, head, "--").split("\0")
    )
    found = []
    for entry in fields:
        if entry.startswith(":"):
            old_mode, new_mode, _, _, status = entry[1:].split(" ")
            old_path = next(fields)
            new_path = next(fields) if status[0] in "RC" else old_path
            found.append((old_mode, new_mode, status[0], old_path, new_path))
    return found
