"""python-gitlab, which knows nothing of this project, against the simulated GitLab."""

import gitlab
import pytest

from tests.unit.sandbox.gitlab.bench import Bench


def connect(bench: Bench, **how: str) -> gitlab.Gitlab:
    address = bench.told["gitlab"].removesuffix("/api/v4")
    return gitlab.Gitlab(address, **(how or {"private_token": bench.token}))  # type: ignore[arg-type]


def test_a_whole_merge_request_from_an_empty_account_to_the_merge(empty: Bench) -> None:
    client = connect(empty)
    client.auth()
    assert client.user is not None
    assert client.user.username == "acme"
    project = client.projects.create({"name": "app", "initialize_with_readme": True})
    project.branches.create({"branch": "l10n/main", "ref": "main"})
    commit = project.commits.create(
        {
            "branch": "l10n/main",
            "commit_message": "Update",
            "actions": [{"action": "create", "file_path": "i18n/de.json", "content": "{}\n"}],
        }
    )
    project = client.projects.get("acme/app")
    assert project.files.get("i18n/de.json", ref="l10n/main").decode() == b"{}\n"
    assert [one.name for one in project.branches.list(iterator=True)] == ["l10n/main", "main"]
    milestone = project.milestones.create({"title": "1.0"})
    reviewer = client.users.list(username="mona")[0]
    request = project.mergerequests.create(
        {
            "source_branch": "l10n/main",
            "target_branch": "main",
            "title": "Draft: Translations",
            "labels": ["l10n"],
            "reviewer_ids": [reviewer.id],
            "milestone_id": milestone.id,
        }
    )
    request.title, request.labels = "Translations", ["l10n", "done"]
    request.save()
    assert (request.draft, request.labels) == (False, ["done", "l10n"])
    request.notes.create({"body": "Look"})
    assert [note.body for note in request.notes.list(iterator=True)] == ["Look"]
    assert [one.id for one in request.commits()] == [commit.id]
    changes = request.changes()
    assert isinstance(changes, dict)
    assert changes["changes"][0]["new_path"] == "i18n/de.json"
    request.state_event = "close"
    request.save()
    request.state_event = "reopen"
    request.save()
    reviewing = connect(empty, private_token=empty.person).projects.get(project.id)
    reviewing.mergerequests.get(request.iid).merge(should_remove_source_branch=True)
    merged = project.mergerequests.list(state="merged", source_branch="l10n/main", get_all=True)[0]
    assert merged.merged_by["username"] == "mona"
    assert [one.name for one in project.branches.list(get_all=True)] == ["main"]


def test_refusals_are_the_errors_that_python_gitlab_knows(bench: Bench) -> None:
    bench.propose()
    project = connect(bench).projects.get("acme/app")
    order = {"source_branch": "l10n/main", "target_branch": "main", "title": "T"}
    with pytest.raises(gitlab.GitlabCreateError, match="this source branch: !1") as conflict:
        project.mergerequests.create(order)
    assert conflict.value.response_code == 409
    with pytest.raises(gitlab.GitlabMRClosedError):
        project.mergerequests.get(1).merge(merge_when_pipeline_succeeds=True)
    with pytest.raises(gitlab.GitlabAuthenticationError):
        connect(bench, private_token="wrong").auth()
    with pytest.raises(gitlab.GitlabGetError, match="404 Project Not Found"):
        connect(bench).projects.get("acme/none")
    by_job = connect(bench, job_token=bench.job).projects.get("acme/app", lazy=True)
    assert [one.iid for one in by_job.mergerequests.list(get_all=True)] == [1]
    with pytest.raises(gitlab.GitlabAuthenticationError):
        by_job.mergerequests.create(order)


def test_python_gitlab_waits_as_long_as_a_429_tells(bench: Bench) -> None:
    bench.knobs(throttled=1, retry_after=0)
    assert connect(bench, oauth_token=bench.token).projects.get("acme/app").name == "app"
