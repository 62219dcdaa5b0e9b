"""A sample of `make chaos`, and how it chooses, compares and tells."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from ci_l10n.sandbox.request_log import LoggedRequest
from tools.chaos import records
from tools.chaos.case import Case, Played, Undisturbed
from tools.chaos.choice import Choice
from tools.chaos.faults import FAULTS
from tools.chaos.scenarios import SCENARIOS
from tools.chaos.snapshot import differences
from tools.chaos.table import details, table

ROOT = Path(__file__).resolve().parents[2]
ARCHIVE = "application/zip"
SAMPLE = 5  # cases of each scenario: enough for each fault


def answered(*types: str) -> Undisturbed:
    entries = [
        LoggedRequest(n, "smartcat", "GET", "/", "", 0.0, 0, 200, 10 if kind else 0, content_type=kind)
        for n, kind in enumerate(types, 1)
    ]
    return Undisturbed(entries, {})


@pytest.mark.long
@pytest.mark.timeout(600)
def test_a_sample_of_faults_leaves_what_an_undisturbed_run_leaves() -> None:
    command = (sys.executable, "-m", "tools.chaos", "--sample", str(SAMPLE), "--seed", "7", "--jobs", "4")
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    rows = [line.strip("| ").split(" | ") for line in ran.stdout.splitlines() if line.startswith("| ")]
    assert rows[-1][:-5] == ["**all**", *[str(SAMPLE)] * len(SCENARIOS), str(SAMPLE * len(SCENARIOS))]
    assert {row[0] for row in rows[2:-1]} == set(FAULTS)


def test_every_fault_meets_every_request_that_it_can_strike() -> None:
    cases = Choice().cases(SCENARIOS[0], answered("application/json", "", ARCHIVE))
    of_bodies = {"empty", "truncated", "half", "foreign", "slow-body"}
    of_bodies |= {"gzip", "short-length", "long-length", "chunks"}
    assert {case.fault for case in cases if case.number == 1} == set(FAULTS) - {"extra"}
    assert {case.fault for case in cases if case.number == 2} == set(FAULTS) - {"extra", "types"} - of_bodies
    assert {case.fault for case in cases if case.number == 3} == set(FAULTS) - {"types"}


def test_refusals_that_are_answers_are_left_out() -> None:
    undisturbed = answered(*["application/json"] * 2)
    undisturbed.answers[0].path = "/api/v3/repos/acme/app/issues/1/labels"
    undisturbed.answers[1].path = "/api/integration/v2/document/update"
    left_out = [
        set(FAULTS)
        - {"extra"}
        - {case.fault for case in Choice().cases(SCENARIOS[0], undisturbed) if case.number == n}
        for n in (1, 2)
    ]
    assert left_out == [{"404", "409", "422"}, {"404"}]


def test_words_of_one_kind_are_alternatives_and_kinds_add_up() -> None:
    assert {each.forge for each in Choice(("smartcat", "github")).scenarios()} == {"github"}
    assert [each.name for each in Choice(("first", "update")).scenarios()] == ["first", "update"]
    cases = Choice(("first", "reset", "500")).cases(SCENARIOS[0], answered("application/json"))
    assert [case.fault for case in cases] == ["500", "reset"]
    with pytest.raises(ValueError, match="'nonsense' is none of"):
        Choice(("nonsense",)).check()


def test_shards_share_out_all_cases_and_samples_repeat() -> None:
    undisturbed = answered(*["application/json"] * 9)
    whole = Choice().cases(SCENARIOS[0], undisturbed)
    parts = [Choice(shard=(n, 3)).cases(SCENARIOS[0], undisturbed) for n in (1, 2, 3)]
    assert sorted(case for part in parts for case in part) == sorted(whole)
    drawn = Choice(sample=5, seed=1).cases(SCENARIOS[0], undisturbed)
    assert len(drawn) == 5
    assert drawn == Choice(sample=5, seed=1).cases(SCENARIOS[0], undisturbed)
    assert drawn != Choice(sample=5, seed=2).cases(SCENARIOS[0], undisturbed)


def test_kinds_of_requests_are_struck_once_by_each_fault() -> None:
    undisturbed = answered(*["application/json"] * 9)
    for number, entry in enumerate(undisturbed.answers):
        entry.path = f"/project/{number}f5f6a9c0-0000" if number < 7 else "/project"
    cases = Choice(kinds=True).cases(SCENARIOS[0], undisturbed)
    of_kind = Counter((case.fault, case.number > 7) for case in cases)
    assert set(of_kind.values()) == {1}
    assert len(of_kind) == 2 * len(set(FAULTS) - {"extra"})


def test_records_hold_the_last_of_each_case(tmp_path: Path) -> None:
    file = tmp_path / "record.jsonl"
    assert records.load(file) == []
    failed = Played(Case("first", 3, "reset"), "failed", (0, 6), "git GET /x", ("words: 2 instead of 1",))
    good = Played(Case("first", 4, "reset"), "next run", (4, 0), "git GET /x")
    for played in (failed, good):
        records.add(file, played)
    assert records.load(file) == [failed, good]
    assert records.settled(records.load(file)) == {good.case}
    repaired = Played(failed.case, "same run", (0, 0), "git GET /x")
    records.add(file, repaired)
    assert records.load(file) == [repaired, good]


def test_differences_name_the_place() -> None:
    there = {"refs/heads/main": {"a": "1", "b": "2"}, "pull": "same"}
    wanted = {"refs/heads/main": {"a": "1", "b": "3"}, "pull": "same", "words": 4}
    assert differences(there, wanted) == [
        'refs/heads/main b: "2" instead of "3"',
        "words: nothing instead of 4",
    ]


def test_failures_say_how_to_repeat_them() -> None:
    failed = Played(Case("first", 3, "reset"), "failed", (0, 0), "git GET /x", ("words: 2 instead of 1",))
    fine = Played(Case("first", 4, "reset"), "same run", (0, 0), "git GET /x")
    lines = list(table([failed, fine]))
    assert lines[0].startswith("| fault | first | together | same run |")
    assert "| reset | 2, 1 failed | 2 | 1 | 0 | 0 | 1 | 0 |" in lines
    assert 'make chaos CHAOS="--case first:3:reset"' in "\n".join(details([failed, fine]))
