"""Where people find what a run keeps."""

import pytest

from ci_l10n.ci.pages import artifacts_page

GITHUB = {
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "acme/app",
    "GITHUB_RUN_ID": "77",
}
GITLAB = {"GITLAB_CI": "true", "CI_JOB_URL": "https://gitlab.com/acme/app/-/jobs/9"}


@pytest.mark.parametrize(
    ("env", "page"),
    [
        (GITHUB, "https://github.com/acme/app/actions/runs/77#artifacts"),
        ({**GITHUB, "GITHUB_RUN_ID": ""}, ""),
        (GITLAB, "https://gitlab.com/acme/app/-/jobs/9/artifacts/browse"),
        ({"GITLAB_CI": "true"}, ""),
        ({}, ""),
    ],
)
def test_the_page_of_artifacts_is_that_of_the_run(env: dict[str, str], page: str) -> None:
    assert artifacts_page(env) == page
