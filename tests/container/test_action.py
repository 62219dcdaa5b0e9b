"""The container as GitHub's runner starts it, against the sandbox on the host's loopback."""

import os
from pathlib import Path

import pytest

from tests.container.engine import RUNNER, Step, run
from tests.scenarios.world import World

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(900),
    pytest.mark.skipif(os.geteuid() != 0, reason="giving the workspace to the runner's user needs root"),
]


DROPPED = """
import os, pathlib
from ci_l10n.action import become_owner
become_owner(pathlib.Path("/w"))
for line in open("/proc/self/status"):
    if line.startswith(("Uid", "Gid", "Groups", "CapPrm", "CapEff")):
        print(line.rstrip(" \\n"))
try:
    os.setuid(0)
except PermissionError:
    print("not root again")
"""


@pytest.fixture
def step(world: World, tmp_path: Path) -> Step:
    return Step(world, tmp_path / "runner")


def test_a_sync_opens_the_pull_request_and_writes_outputs_and_summary(step: Step) -> None:
    step.own()
    ran = step.run()
    assert ran.code == 0, ran.out + ran.err
    (pull,) = step.world.pulls("open")
    outputs = step.outputs
    assert outputs["changed"] == outputs["complete"] == "true"
    assert outputs["pull_request_number"] == str(pull["number"])
    assert outputs["pull_request_operation"] == "created"
    assert outputs["branch"] == pull["head"]["ref"] == "l10n/main"
    assert outputs["commit_sha"] == pull["head"]["sha"]
    assert (step.folder / "runner_temp" / outputs["report"]).is_file()
    assert "de" in step.summary


def test_every_declared_output_is_written(step: Step) -> None:
    import yaml

    declared = yaml.safe_load((Path(__file__).parents[2] / "action.yml").read_text(encoding="utf-8"))[
        "outputs"
    ]
    assert step.run().code == 0
    assert set(step.outputs) == set(declared)


def test_files_it_leaves_belong_to_the_owner_of_the_workspace(step: Step) -> None:
    step.own()
    ran = step.run()
    assert ran.code == 0, ran.out + ran.err
    assert "dubious ownership" not in ran.out + ran.err
    left = [path for top in (step.world.folder, step.folder) for path in (top, *top.rglob("*"))]
    assert [path for path in left if path.lstat().st_uid != RUNNER or path.lstat().st_gid != RUNNER] == []
    assert (step.world.folder / ".git" / "ci-l10n" / "report.json").is_file()


def test_root_becomes_user_and_group_of_the_owner_and_cannot_go_back(step: Step) -> None:
    os.chown(step.world.folder, RUNNER, RUNNER + 1)
    ran = run(
        "-c", DROPPED, options=["--entrypoint", "/usr/local/bin/python3", "-v", f"{step.world.folder}:/w"]
    )
    assert ran.code == 0, ran.err
    user, group = "\t".join([str(RUNNER)] * 4), "\t".join([str(RUNNER + 1)] * 4)
    assert ran.out.splitlines() == [
        f"Uid:\t{user}", f"Gid:\t{group}", "Groups:\t", "CapPrm:\t0000000000000000",
        "CapEff:\t0000000000000000", "not root again",
    ]  # fmt: skip


def test_a_workspace_of_root_needs_no_other_user(step: Step) -> None:
    ran = step.run(command="check")
    assert ran.code == 0, ran.out + ran.err


def test_a_container_that_may_not_drop_its_rights_says_how_to_start_it(step: Step) -> None:
    step.own()
    ran = step.run(options=["--cap-drop", "SETUID", "--cap-drop", "SETGID"])
    assert ran.code == 2, ran.out + ran.err
    assert f"::error::the container may not become the owner of the workspace, {RUNNER}:{RUNNER}" in ran.out
    assert f"--user {RUNNER}:{RUNNER}" in ran.out
    assert "Traceback" not in ran.out + ran.err
    assert step.world.pulls() == []


def test_nothing_is_written_to_the_home_that_later_steps_share(step: Step) -> None:
    """`git config --global` there would change git for every later container of the job."""
    step.own()
    ran = step.run()
    assert ran.code == 0, ran.out + ran.err
    assert [path.name for path in (step.folder / "home").rglob("*")] == []
    config = (step.world.folder / ".git" / "config").read_text(encoding="utf-8")
    assert "safe" not in config
    assert step.world.announced["github_token"] not in config


def test_secrets_never_reach_the_log(step: Step) -> None:
    ran = step.run(options=["--env", "ACTIONS_STEP_DEBUG=true"])
    announced = step.world.announced
    for line in (ran.out + ran.err + step.summary).splitlines():
        for name in ("smartcat_api_key", "github_token"):
            assert announced[name] not in line or line.startswith("::add-mask::")


def test_it_works_on_a_read_only_root_with_a_temporary_folder(step: Step) -> None:
    step.own()
    ran = step.run(options=["--read-only", "--tmpfs", "/tmp"])
    assert ran.code == 0, ran.out + ran.err
    assert step.outputs["pull_request_operation"] == "created"


def test_it_works_as_the_owner_from_the_start_without_any_capability(step: Step) -> None:
    step.own()
    ran = step.run(options=["--user", f"{RUNNER}:{RUNNER}", "--cap-drop", "all"])
    assert ran.code == 0, ran.out + ran.err
    assert step.outputs["pull_request_operation"] == "created"


def test_the_right_to_become_the_owner_is_the_only_one_it_needs(step: Step) -> None:
    step.own()
    ran = step.run(options=["--cap-drop", "all", "--cap-add", "SETUID", "--cap-add", "SETGID"])
    assert ran.code == 0, ran.out + ran.err
    assert step.outputs["pull_request_operation"] == "created"


def test_a_second_run_changes_nothing(step: Step) -> None:
    step.own()
    assert step.run().code == 0
    at = step.world.log_length()
    assert step.run().code == 0
    assert step.outputs["changed"] == "false"
    assert step.outputs["pull_request_operation"] == "none"
    assert len(step.world.requests_to("smartcat", at)) <= 2


def test_wrong_credentials_exit_with_3_and_an_annotation(step: Step) -> None:
    ran = step.run(smartcat_api_key="wrong")
    assert ran.code == 3, ran.out + ran.err
    assert "::error" in ran.out
    assert step.world.pulls() == []


def test_a_broken_configuration_exits_with_2_and_points_at_the_line(step: Step) -> None:
    config = step.world.folder / "l10n.yml"
    config.write_text(config.read_text(encoding="utf-8") + "pul_request: {}\n", encoding="utf-8")
    step.world.commit("Break")
    ran = step.run(command="check")
    assert ran.code == 2, ran.out + ran.err
    assert "file=l10n.yml,line=" in ran.out


def test_modules_in_the_workspace_are_not_imported(step: Step) -> None:
    hostile = "raise SystemExit('hostile code ran')\n"
    names = (
        "yaml.py",
        "git/__init__.py",
        "requests.py",
        "sitecustomize.py",
        "ci_l10n/__init__.py",
        "json.py",
    )
    step.world.write(dict.fromkeys(names, hostile))
    step.world.commit("Shadow modules")
    ran = step.run(command="check")
    assert ran.code == 0, ran.out + ran.err
    assert "hostile" not in ran.out + ran.err


def test_inputs_reach_the_command(step: Step) -> None:
    ran = step.run(command="push", locales="de", dry_run="true")
    assert ran.code == 0, ran.out + ran.err
    assert step.world.pulls() == []
    assert step.world.remote_ref("refs/l10n/state/main") == ""
