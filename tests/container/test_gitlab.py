"""The GitLab example: its script in its image, with the variables and the detached checkout of a GitLab job."""

import os
from pathlib import Path

import pytest
import yaml

from tests.container import engine
from tests.scenarios.world import World

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(300),
    pytest.mark.skipif(os.geteuid() != 0, reason="the container writes as root"),
]

JOB = yaml.safe_load((engine.ROOT / "examples" / "gitlab.yml").read_text(encoding="utf-8"))["l10n"]


def test_the_script_of_the_example_delivers_a_branch(world: World, tmp_path: Path) -> None:
    assert JOB["image"]["entrypoint"] == [""]
    world.git("checkout", "-q", "--detach")
    variables = {
        "CI": "true",
        "GITLAB_CI": "true",
        "CI_COMMIT_BRANCH": "main",
        "CI_DEFAULT_BRANCH": "main",
        "CI_PROJECT_PATH": world.repository,
        "GITLAB_TOKEN": world.announced["github_token"],
        "SMARTCAT_ACCOUNT_ID": world.announced["smartcat_account_id"],
        "SMARTCAT_API_KEY": world.announced["smartcat_api_key"],
        "SMARTCAT_URL": world.announced["smartcat"],
        **JOB["variables"],
    }
    # As GitLab's runner: a shell on standard input of the image, errors end the job, the builds folder is mounted.
    (tmp_path / "script").write_text("set -eo pipefail\n" + "\n".join(JOB["script"]) + "\n", encoding="utf-8")
    mounts = ["-v", f"{world.folder}:/builds/app", "-v", f"{tmp_path}/script:/tmp/script:ro"]
    ran = engine.run(
        "sh", "-c", "exec bash </tmp/script",
        options=["--entrypoint", "", "--workdir", "/builds/app", *mounts], env=variables,
    )  # fmt: skip
    assert ran.code == 0, ran.out + ran.err
    assert b"Hello" not in world.on_branch("web/de.json")
    assert b"{name}" in world.on_branch("web/de.json")
    assert world.pulls() == []
