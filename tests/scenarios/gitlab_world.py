"""The world of whole runs with the repository on the simulated GitLab, under the variables of a GitLab job."""

from dataclasses import dataclass
from typing import Any

import requests

from tests.scenarios.world import World

GITHUB = ("GITHUB_TOKEN", "GITHUB_API_URL", "GITHUB_REPOSITORY")


@dataclass
class GitLabWorld(World):
    """``project_id`` is GitLab's number of the project."""

    project_id: int = 0

    def make_repository(self) -> None:
        made = self.gitlab("POST", "projects", {"name": self.repository.partition("/")[2]})
        self.project_id = int(made["id"])

    @property
    def push_token(self) -> str:
        return self.announced["gitlab_token"]

    @property
    def env(self) -> dict[str, str]:
        values = {name: value for name, value in super().env.items() if name not in GITHUB}
        job = {
            "CI": "true",
            "GITLAB_CI": "true",
            "CI_API_V4_URL": self.announced["gitlab"],
            "CI_SERVER_URL": self.origin,
            "CI_PROJECT_ID": str(self.project_id),
            "CI_PROJECT_PATH": self.repository,
            "CI_COMMIT_BRANCH": self.base,
            "CI_DEFAULT_BRANCH": "main",
            "CI_JOB_TOKEN": self.announced["gitlab_job_token"],
            "GITLAB_TOKEN": self.announced["gitlab_token"],
        }
        return {**values, **job, **self.extra_env}

    def check_out_as_a_runner(self) -> None:
        """A detached HEAD, and an `origin` that holds the job token."""
        self.git("checkout", "-q", "--detach")
        token = self.announced["gitlab_job_token"]
        address = f"{self.announced['git']}/{self.repository}.git"
        self.git("remote", "set-url", "origin", address.replace("://", f"://gitlab-ci-token:{token}@", 1))

    def gitlab(self, method: str, path: str, body: Any = None) -> Any:
        """What a person does on the web site, or looks at there."""
        headers = {"PRIVATE-TOKEN": self.announced["gitlab_token"]}
        url = f"{self.announced['gitlab']}/{path}"
        answer = requests.request(method, url, json=body, headers=headers, timeout=20)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def on_project(self, method: str, path: str, body: Any = None) -> Any:
        return self.gitlab(method, f"projects/{self.project_id}/{path}", body)

    def merge_requests(self, state: str = "all") -> list[dict[str, Any]]:
        """Newest first; ``state`` is GitLab's: opened, closed, merged, all."""
        found: list[dict[str, Any]] = self.on_project("GET", f"merge_requests?state={state}")
        return found

    def merge(self, *, squash: bool = False) -> None:
        """A person merges the open merge request, and the checkout follows."""
        (request,) = self.merge_requests("opened")
        self.on_project("PUT", f"merge_requests/{request['iid']}/merge", {"squash": squash})
        self.pull_branch()

    def forge_calls(self, since: int) -> list[str]:
        """Requests to the API from the ``since``-th of all on."""
        return self.requests_to("gitlab", since)
