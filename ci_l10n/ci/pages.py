"""Addresses of pages about runs, as the place that a run happens in knows them."""

from collections.abc import Mapping


def artifacts_page(env: Mapping[str, str]) -> str:
    """
    Where people find the files that this run keeps; "" outside of CI.

    GitHub gives an artifact an address when it is uploaded, which is after the run: its list is on the run's page.
    """
    if env.get("GITLAB_CI"):
        job = env.get("CI_JOB_URL", "")
        return f"{job}/artifacts/browse" if job else ""
    server, repository, run = (
        env.get(name, "") for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID")
    )
    return f"{server}/{repository}/actions/runs/{run}#artifacts" if server and repository and run else ""
