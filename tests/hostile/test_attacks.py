"""
The corpus of attacks: repositories, jobs and services made hostile, and the command that a user types in a process.

What is asserted after every one of them is in `attacking/judging.py`.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from ci_l10n.sandbox.server import Sandbox
from tests.hostile.attacking.case import Run, all_runs
from tests.hostile.attacking.judging import check_case, check_laws, snapshot
from tests.hostile.attacking.running import run
from tests.hostile.attacking.servers import ForeignHost, Listening
from tests.hostile.attacking.site import opened

RUNS = all_runs()
CASES = {case.id: case for each in RUNS for case in each.cases}
pytestmark = pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")  # of archives, as wanted
AT_ONCE = 8  # runs wait for rate limits and second attempts most of the time


class Arena(NamedTuple):
    """What all runs share."""

    sandbox: Sandbox
    foreign: ForeignHost
    trap: str
    folder: Path


@pytest.fixture(scope="module")
def arena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    foreign = ForeignHost()
    with Sandbox(translator="pseudo") as sandbox, Listening(foreign) as host:
        sandbox.set_knobs(smartcat={"rate_limit": False})
        yield Arena(sandbox, foreign, f"http://localhost:{host.port}", tmp_path_factory.mktemp("attacks"))


@pytest.fixture(scope="module")
def results(arena: Arena) -> Iterator[Mapping[str, Future[Mapping[str, str]]]]:
    """By the id of a case: what will be known about all cases of its run."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        futures: dict[str, Future[Mapping[str, str]]] = {}
        for number, each in enumerate(RUNS):
            future = pool.submit(attack, each, arena, f"long{number}")
            futures |= dict.fromkeys((case.id for case in each.cases), future)
        yield futures


def attack(attacks: Run, arena: Arena, slug: str) -> Mapping[str, str]:
    """What is wrong after one run, by the id of the case that is to blame; any of them for what no attack may do."""
    with opened(attacks.whole, arena.folder / slug, arena.sandbox, arena.trap, slug) as site:
        for arguments in attacks.whole.before:
            ran = run(site, arguments)
            assert ran.code == 0, ran.err
        site.arm()
        before = snapshot(site.folder)
        ran = run(site, attacks.whole.command)
        laws = check_laws(site, ran, before, arena.foreign.heard(slug))
        log = f"exit {ran.code}\n{ran.out[-3000:]}\n{ran.err[-3000:]}"
        found = {case.id: [*laws, *check_case(case, site, ran)] for case in attacks.cases}
        return {name: "\n".join((*problems, log)) for name, problems in found.items() if problems}


def test_a_sample_of_attacks_does_no_harm(arena: Arena) -> None:
    quick = [each for each in RUNS if each.quick]
    assert sum(len(each.cases) for each in quick) >= 25
    with ThreadPoolExecutor(AT_ONCE) as pool:
        futures = [pool.submit(attack, each, arena, f"quick{number}") for number, each in enumerate(quick)]
    problems = [text for future in futures for text in future.result().values()]
    assert not problems, "\n\n".join(problems)


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", CASES)
def test_an_attack_does_no_harm(name: str, results: Mapping[str, Future[Mapping[str, str]]]) -> None:
    problems = results[name].result().get(name, "")
    assert not problems, problems


def test_no_attack_is_there_twice() -> None:
    names = [case.id for each in RUNS for case in each.cases]
    assert len(set(names)) == len(names) >= 120


def test_the_security_page_counts_the_attacks() -> None:
    counts = Counter(case.family for each in RUNS for case in each.cases)
    page = (Path(__file__).resolve().parents[2] / "SECURITY.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| \[([a-z ]+)\]\(tests/hostile/attacks/\w+\.yml\).*\| (\d+) \|$", page, re.MULTILINE
    )
    assert {name: int(count) for name, count in rows} == counts
    assert f"| together | {counts.total()} |" in page
