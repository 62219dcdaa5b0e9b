import pytest

from ci_l10n.ci.detect import git_token, gitlab_access, is_gitlab, make_ci, named_branch
from ci_l10n.errors import AuthError, ConfigError
from ci_l10n.redact import Redactor

JOB = {
    "GITLAB_CI": "true",
    "CI_API_V4_URL": "https://gitlab.example/root/api/v4",
    "CI_PROJECT_ID": "42",
    "CI_PROJECT_PATH": "group/sub/app",
    "CI_JOB_TOKEN": "glcbt-64_job",
    "GITLAB_TOKEN": "glpat-mine",
}


def test_a_job_of_gitlab_names_address_and_project_itself() -> None:
    access = gitlab_access(JOB)
    assert (access.project, access.api_url) == ("42", "https://gitlab.example/root/api/v4")
    assert "glpat-mine" not in repr(access)


def test_the_path_stands_in_where_the_number_is_nobodys() -> None:
    local = {**JOB, "GITLAB_CI": "false", "CI_PROJECT_ID": "1217"}
    assert gitlab_access(local).project == "group/sub/app"
    assert gitlab_access({**local, "CI_PROJECT_ID": "7"}).project == "7"
    assert gitlab_access({**JOB, "CI_PROJECT_ID": ""}).project == "group/sub/app"


@pytest.mark.parametrize("token", ["", "glcbt-64_job", "glcbt-64_of_another_job"])
def test_the_job_token_is_refused_with_the_way_out(token: str) -> None:
    with pytest.raises(AuthError, match="cannot create merge requests") as raised:
        gitlab_access({**JOB, "GITLAB_TOKEN": token})
    assert "project access token" in raised.value.hint
    assert "scope api" in raised.value.hint


@pytest.mark.parametrize("missing", ["CI_API_V4_URL", "CI_PROJECT_ID"])
def test_a_project_that_nobody_names_is_an_error(missing: str) -> None:
    with pytest.raises(ConfigError, match=missing):
        gitlab_access({**JOB, "CI_PROJECT_PATH": "", missing: ""})


def test_github_comes_first_where_both_are_named() -> None:
    both = {**JOB, "GITHUB_REPOSITORY": "acme/app", "GITHUB_TOKEN": "ghp_x"}
    assert not is_gitlab(both)
    assert git_token(both) == ("x-access-token", "ghp_x")
    assert is_gitlab({**both, "GITHUB_REPOSITORY": ""})
    assert git_token({**both, "GITHUB_REPOSITORY": ""}) == ("oauth2", "glpat-mine")


def test_git_never_pushes_with_the_job_token() -> None:
    assert git_token({"CI_JOB_TOKEN": "glcbt-64_job", "CI_PROJECT_ID": "42"}) is None
    assert git_token({**JOB, "GITLAB_TOKEN": JOB["CI_JOB_TOKEN"]}) is None


def test_a_pipeline_of_a_merge_request_is_for_its_target_branch() -> None:
    env = {
        **JOB,
        "CI_DEFAULT_BRANCH": "main",
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "release",
        "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "42",
    }
    ci = make_ci(env, Redactor())
    assert (ci.name, ci.base_branch, ci.default_branch, ci.is_fork) == ("gitlab", "release", "main", False)
    assert make_ci({**env, "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "43"}, Redactor()).is_fork
    in_the_fork = {**env, "CI_MERGE_REQUEST_PROJECT_ID": "41"}
    assert make_ci(in_the_fork, Redactor()).is_fork
    assert not make_ci({**in_the_fork, "CI_MERGE_REQUEST_PROJECT_ID": "42"}, Redactor()).is_fork


@pytest.mark.parametrize(
    ("env", "branch"),
    [
        ({}, None),
        ({"GITHUB_REF": "refs/heads/main"}, "main"),
        ({"GITHUB_REF": "refs/pull/1/merge", "CI_COMMIT_BRANCH": "release/2"}, "release/2"),
        ({"CI_COMMIT_BRANCH": ""}, None),
    ],
)
def test_other_ci_systems_name_the_branch_of_a_detached_head_as_the_big_ones_do(
    env: dict[str, str], branch: str | None
) -> None:
    assert named_branch(env) == branch
