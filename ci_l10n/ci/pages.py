"""Addresses of pages about runs, as the place that a run happens in knows them."""

from collections.abc import Mapping


def run_page(env: Mapping[str, str]) -> str:
    """The page of this run, where its artifacts can be found; "" outside of CI."""
    if env.get("GITLAB_CI"):
        return env.get("CI_JOB_URL", "")
    server, repository, run = (
        env.get(name, "") for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID")
    )
    return f"{server}/{repository}/actions/runs/{run}" if server and repository and run else ""


def runs_page(env: Mapping[str, str]) -> str:
    """The page that lists the runs of this workflow: it stays the same from run to run. "" where there is none."""
    server, repository = env.get("GITHUB_SERVER_URL", ""), env.get("GITHUB_REPOSITORY", "")
    path = env.get("GITHUB_WORKFLOW_REF", "").partition("@")[0]
    folder, _, name = path.rpartition("/")
    if not (server and repository and name and folder == f"{repository}/.github/workflows"):
        return ""
    return f"{server}/{repository}/actions/workflows/{name}"
