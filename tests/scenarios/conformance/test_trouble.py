"""Forges that are down, slow or busy: whatever failed, the next run finishes the job, and does nothing twice."""

import pytest

from tests.scenarios.conformance.adapters import Adapter, BranchDesk
from tests.scenarios.conformance.test_life import DE, assert_settled, only

WRITES = ("POST", "PUT", "PATCH", "DELETE")


def assert_finished(adapter: Adapter, desk: BranchDesk) -> None:
    assert desk.proposed(DE)["bye"] == "Tschüss"
    assert [each.state for each in desk.seen()] == (["open"] if adapter.has_requests else [])
    assert_settled(desk)


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("fault", ["500", "apply-then-502"])
def test_a_forge_that_is_down_at_any_step_is_finished_by_the_next_run(
    adapter: Adapter, desk: BranchDesk, fault: str
) -> None:
    desk.sync()
    desk.translate("web/en.json", "de", {"Good bye": "Tschüss"})
    at = desk.log_length()
    desk.sync()
    steps = [step for step in dict.fromkeys(desk.calls(at)) if fault == "500" or step[0] in WRITES]
    assert steps
    for method, path in steps:
        news = f"Auf {method} {path}"
        desk.translate("web/en.json", "de", {"Good bye": news})
        desk.control("faults", [{"match": f"{method} {path}", "do": fault, "times": 20}])
        ran = desk.run("sync", *desk.flags)
        desk.clear_faults()
        assert ran.code in (0, 3, 4, 6), ran.err
        assert ran.code == 0 or "hint: " in ran.err
        desk.sync()
        assert desk.proposed(DE)["bye"] == news, (method, path)
    desk.translate("web/en.json", "de", {"Good bye": "Tschüss"})
    desk.sync()
    assert_finished(adapter, desk)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_the_first_delivery_is_finished_too(adapter: Adapter, desk: BranchDesk) -> None:
    only(adapter, has=adapter.has_requests, why="a push is all there is")
    creating = "pulls" if adapter.name == "github" else "merge_requests"
    for fault in ("500", "reset", "apply-then-502"):
        desk.control("faults", [{"match": f"POST {creating}", "do": fault, "times": 1}])
        ran = desk.run("sync")
        assert ran.code in (0, 6), ran.err
    desk.clear_faults()
    desk.sync()
    assert [each.state for each in desk.seen()] == ["open"]
    assert_settled(desk)


@pytest.mark.long
@pytest.mark.parametrize("status", ["429", "503"])
def test_a_busy_forge_is_asked_again_when_it_says(adapter: Adapter, desk: BranchDesk, status: str) -> None:
    only(adapter, has=adapter.has_requests, why="there is no forge")
    busy = {"do": status, "times": 1, "retry_after": 1}
    wanted = "pulls" if adapter.name == "github" else "merge_requests"
    desk.control("faults", [{"match": f"GET {wanted}", **busy}, {"match": f"POST {wanted}", **busy}])
    report = desk.sync()
    assert report["delivery"]["operation"] == "created"
    desk.translate("web/en.json", "de", {"Good bye": "Tschüss"})
    desk.sync()
    assert_finished(adapter, desk)
