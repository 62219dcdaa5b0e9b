"""GitLab's JSON for what hangs on merge requests: labels, milestones, notes, pipelines."""

from ci_l10n.sandbox.gitlab.records import Hub, Label, MergeRequest, Milestone, Note, Pipeline, Project
from ci_l10n.sandbox.gitlab.shapes import Json, user_named, when


def pipeline(hub: Hub, one: Project, found: Pipeline) -> Json:
    return {
        "id": found.id,
        "iid": found.iid,
        "project_id": one.id,
        "sha": found.sha,
        "ref": found.ref,
        "status": found.status,
        "source": "push",
        "created_at": when(found.created),
        "updated_at": when(found.created),
        "web_url": f"{hub.origin}/{one.repository.full_name}/-/pipelines/{found.id}",
        "name": None,
    }


def full_pipeline(hub: Hub, one: Project, found: Pipeline) -> Json:
    times = dict.fromkeys(
        ("started_at", "finished_at", "committed_at", "duration", "queued_duration", "coverage")
    )
    status = {
        "icon": f"status_{found.status}",
        "text": found.status,
        "label": found.status,
        "group": found.status,
    }
    return {
        **pipeline(hub, one, found),
        **times,
        "before_sha": "0" * 40,
        "tag": False,
        "yaml_errors": None,
        "user": user_named(hub, found.author),
        "detailed_status": {**status, "tooltip": found.status, "has_details": True},
    }


def label(one: Project, found: Label) -> Json:
    carried = [other.state for other in one.merge_requests.values() if found.name in other.labels]
    return {
        "id": found.id,
        "name": found.name,
        "color": found.color,
        "text_color": "#FFFFFF",
        "description": found.description,
        "description_html": found.description or "",
        "open_issues_count": 0,
        "closed_issues_count": 0,
        "open_merge_requests_count": carried.count("opened"),
        "subscribed": False,
        "priority": None,
        "is_project_label": True,
    }


def milestone(hub: Hub, one: Project, found: Milestone) -> Json:
    return {
        "id": found.id,
        "iid": found.iid,
        "project_id": one.id,
        "title": found.title,
        "description": found.description or "",
        "state": found.state,
        "created_at": when(found.created),
        "updated_at": when(found.created),
        "due_date": None,
        "start_date": None,
        "expired": False,
        "web_url": f"{hub.origin}/{one.repository.full_name}/-/milestones/{found.iid}",
    }


def note(hub: Hub, one: Project, carrier: MergeRequest, found: Note) -> Json:
    return {
        "id": found.id,
        "type": None,
        "body": found.body,
        "author": user_named(hub, found.author),
        "created_at": when(found.created),
        "updated_at": when(found.updated),
        "system": False,
        "noteable_id": carrier.id,
        "noteable_type": "MergeRequest",
        "project_id": one.id,
        "resolvable": False,
        "confidential": False,
        "internal": False,
        "imported": False,
        "imported_from": "none",
        "noteable_iid": carrier.iid,
        "commands_changes": {},
    }
