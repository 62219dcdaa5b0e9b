"""Broken set-ups: the right code comes first, the exit code is its own, and nothing was written anywhere."""

import json
import subprocess
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from ci_l10n.problems.explanation import docs_link
from ci_l10n.problems.registry import PROBLEMS
from ci_l10n.sandbox.server import Sandbox
from tests.scenarios.doctor.desk import Desk, Setup, make_desk, make_template, snapshot, writes_in
from tests.scenarios.doctor.setups import QUICK, SETUPS, STOPPING, TWO_DEFECTS, required_check
from tests.scenarios.world import World

NUMBERS = count()
ROOT = Path(__file__).resolve().parents[3]
SCHEMA = Draft202012Validator(
    json.loads((ROOT / "docs/reference/doctor.schema.json").read_text(encoding="utf-8"))
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with Sandbox() as sandbox:
        world = World(sandbox, tmp_path_factory.mktemp("healthy") / "app")
        make_template(world)
        yield world


@pytest.fixture
def desks(template: World, tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """Makes desks on the one sandbox, whose knobs and faults are put back afterwards."""
    knobs = template.control("knobs")

    def make(forge: str = "github") -> Desk:
        return make_desk(template, tmp_path, forge, next(NUMBERS))

    yield make
    template.control("knobs", knobs)
    template.sandbox.control.faults.clear()


def _marked(setup: Setup) -> object:
    marks = [] if setup.name in QUICK else [pytest.mark.long]
    return pytest.param(setup, id=f"{setup.forge}: {setup.name}", marks=marks)


@pytest.mark.parametrize("setup", [_marked(setup) for setup in SETUPS])
def test_the_right_code_is_told_first_and_nothing_is_written(
    setup: Setup, desks: Callable[..., Desk]
) -> None:
    desk = desks(setup.forge)
    setup.break_it(desk)
    before, files, refs = desk.world.log_length(), snapshot(desk.root), _refs(desk)

    ran = desk.examine()

    assert "Traceback" not in ran.err, ran.err
    SCHEMA.validate(ran.json)
    findings = ran.json["findings"]
    codes = [finding["code"] for finding in findings]
    assert codes[:1] == [setup.code], findings
    assert not setup.also or setup.also in codes, findings
    is_error = findings[0]["severity"] == "error"
    assert ran.code == ran.json["exit_code"] == (PROBLEMS[setup.code].exit_code if is_error else 0)
    assert (ran.json["error"] or {}).get("code") == (setup.code if is_error else None)
    assert all(finding["hint"] and finding["docs"].endswith(f"/{finding['code']}.md") for finding in findings)
    assert writes_in(desk.world.control("log")[before:]) == []
    assert snapshot(desk.root) == files
    assert _refs(desk) == refs


def _refs(desk: Desk) -> str:
    """All refs of the repository on the forge, whatever the token may see."""
    folder = desk.world.sandbox.state_dir
    assert folder is not None
    (repository,) = folder.rglob(f"{desk.world.repository}.git")
    command = ["git", f"--git-dir={repository}", "for-each-ref"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.long
@pytest.mark.parametrize("setup", [s for s in SETUPS if s.name in STOPPING], ids=lambda setup: setup.name)
def test_a_sync_stops_with_the_code_that_doctor_tells_first(setup: Setup, desks: Callable[..., Desk]) -> None:
    desk = desks(setup.forge)
    setup.break_it(desk)

    ran = desk.run("sync", "--json", "--timeout", "0")

    error = ran.json["error"]
    assert setup.code in [error["code"], *(problem["code"] for problem in error["problems"])]
    assert ran.code == PROBLEMS[setup.code].exit_code
    assert f"error[{setup.code}]: " in ran.err
    assert docs_link(setup.code) in ran.err


@pytest.mark.parametrize("forge", ["github", pytest.param("gitlab", marks=pytest.mark.long)])
def test_a_healthy_set_up_is_told_with_its_facts(forge: str, desks: Callable[..., Desk]) -> None:
    desk = desks(forge)

    ran = desk.examine()

    assert (ran.code, ran.json["findings"], ran.json["error"]) == (0, [], None)
    facts = {fact["topic"]: fact["text"] for fact in ran.json["facts"]}
    assert facts["languages"] == "en into de, fr (2)"
    assert facts["files"] == "2 sources, 4 targets"
    assert facts["files[0]"] == "web/en/**/*.json: 2 sources"
    assert desk.world.project in facts["platform"]
    assert facts["push"] == "the server would let us push"


@pytest.mark.long
def test_a_clock_that_is_wrong_is_told(tmp_path: Path) -> None:
    with Sandbox() as sandbox:  # its time never goes back
        template = World(sandbox, tmp_path / "healthy")
        make_template(template)
        desk = make_desk(template, tmp_path, "github", 0)
        template.control("clock", {"advance": 1800})

        ran = desk.examine()

    assert [finding["code"] for finding in ran.json["findings"]] == ["clock-skew"] * 2
    assert "30 minutes behind" in ran.json["findings"][0]["message"]
    assert ran.code == 0


@pytest.mark.long
def test_held_checks_are_named_with_the_way_out_that_fits(desks: Callable[..., Desk]) -> None:
    desk = desks()
    required_check(desk)

    (finding, *_) = desk.examine().json["findings"]

    assert finding["code"] == "checks-held"
    assert "main requires build" in finding["message"]
    assert "personal token" in finding["hint"]  # the repository belongs to a person
    assert (finding["file"], finding["key"]) == (".github/workflows/l10n.yml", "jobs.sync.steps[1]")


@pytest.mark.long
def test_people_read_one_line_per_finding_and_then_the_facts(desks: Callable[..., Desk]) -> None:
    desk = desks()
    desk.configure("    target:", "    targt:")
    desk.edit(".github/workflows/l10n.yml", "concurrency:\n  group: l10n\n", "")

    ran = desk.world.run("doctor")

    first, second, *others = ran.out.splitlines()
    page = "https://github.com/ci-l10n/ci-l10n/blob/main/docs/reference/problems/config-unknown-key.md"
    assert first.startswith("error[config-unknown-key]: unknown key 'targt' --> l10n.yml:8:5")
    assert "hint: did you mean 'target'?" in first
    assert first.endswith(f"docs: {page}")
    assert second.startswith("warning[workflow-concurrency]")
    assert any("begin with the first line" in line for line in others)
    assert ran.code == 2


def test_there_are_enough_set_ups() -> None:
    assert len(SETUPS) >= 60
    assert len(TWO_DEFECTS) >= 10
    names = [(setup.forge, setup.name) for setup in SETUPS]
    assert len(set(names)) == len(names)
