"""The life of a delivery, the same on every forge and without one."""

import json

import pytest

from tests.scenarios.conformance.adapters import Adapter, BranchDesk
from tests.scenarios.conformance.conftest import EN, RULES

DE = "web/de.json"
ASKED = """
pull_request:
  labels: [l10n, bot]
  reviewers: [ann]
  team_reviewers: [docs]
  assignees: [bob]
  milestone: v2
  draft: true
"""


def assert_settled(desk: BranchDesk) -> None:
    """A run without news: nothing pushed, nothing written, at most two questions to the forge."""
    at = desk.log_length()
    report = desk.sync()
    assert (report["delivery"]["operation"], report["delivery"]["changed"]) == ("none", False)
    calls = desk.calls(at)
    assert [path for _, path in calls if "receive-pack" in path] == []
    forge = [call for call in calls if ".git/" not in call[1]]
    assert [call for call in forge if call[0] != "GET"] == []
    assert len(forge) <= 2


def only(adapter: Adapter, *, has: bool, why: str) -> None:
    if not has:
        pytest.skip(f"{adapter.name}: {why}")


def test_it_is_created_then_updated_and_left_alone_without_news(adapter: Adapter, desk: BranchDesk) -> None:
    report = desk.sync()
    assert report["delivery"]["changed"] is True
    assert desk.is_proposed()
    assert set(desk.proposed(DE)) == {"open", "bye"}
    assert report["delivery"]["operation"] == ("created" if adapter.has_requests else "none")
    assert_settled(desk)
    desk.translate("web/en.json", "de", {"Good bye": "Tschüss"})
    report = desk.sync()
    assert report["delivery"]["changed"] is True
    assert report["delivery"]["operation"] == ("updated" if adapter.has_requests else "none")
    assert desk.proposed(DE)["bye"] == "Tschüss"
    assert [each.state for each in desk.seen()] == (["open"] if adapter.has_requests else [])
    assert_settled(desk)


@pytest.mark.long
def test_what_is_asked_for_is_set_or_reported(adapter: Adapter, empty: BranchDesk) -> None:
    empty.create({"web/en.json": EN}, RULES, locales=("de",), extra=ASKED)
    if adapter.has_requests:
        empty.control("knobs", {"gitlab": {"users": ["ann", "bob"]}, "github": {"teams": []}})
        empty.make_milestone()  # type: ignore[attr-defined]
    report = empty.sync()
    notes = "\n".join(report["notes"])
    asked = ("labels", "reviewers", "team_reviewers", "assignees", "milestone", "draft")
    if not adapter.has_requests:
        assert "unsupported" in notes
        assert all(f"pull_request.{name}" in notes for name in asked), notes
        return
    (seen,) = empty.seen()
    assert seen.labels == ("bot", "l10n")
    assert seen.reviewers == ("ann",)
    assert seen.assignees == ("bob",)
    assert seen.milestone == "v2"
    assert seen.is_draft
    assert "team" in notes  # one has no teams, the other's token may not ask them
    assert_settled(empty)


@pytest.mark.long
def test_it_is_over_when_the_difference_is_gone(adapter: Adapter, desk: BranchDesk) -> None:
    desk.sync()
    desk.write({DE: json.dumps(desk.proposed(DE), indent=2, ensure_ascii=False) + "\n"})
    desk.commit("By hand")
    report = desk.sync()
    assert report["delivery"]["operation"] == ("closed" if adapter.has_requests else "none")
    assert [each.state for each in desk.seen()] == (["closed"] if adapter.has_requests else [])
    assert not desk.is_proposed()
    assert_settled(desk)


@pytest.mark.long
def test_a_persons_commit_is_kept_and_built_upon(adapter: Adapter, desk: BranchDesk) -> None:
    only(adapter, has=adapter.has_branch, why="a file has no commits of others")
    desk.sync()
    theirs = desk.edit_branch(DE, {**desk.proposed(DE), "open": "Öffnen"})
    desk.translate("web/en.json", "de", {"Good bye": "Tschüss"})
    desk.sync()
    assert desk.proposed(DE) == {"open": "Öffnen", "bye": "Tschüss"}
    desk.git("fetch", "-q", "origin", "l10n/main")
    desk.git("merge-base", "--is-ancestor", theirs, "FETCH_HEAD")
    assert_settled(desk)


@pytest.mark.long
def test_what_a_person_closed_stays_closed_until_there_is_news(adapter: Adapter, desk: BranchDesk) -> None:
    only(adapter, has=adapter.has_requests, why="there is nothing to close")
    desk.sync()
    desk.close()
    desk.sync()
    assert [each.state for each in desk.seen()] == ["closed"]
    assert_settled(desk)
    desk.translate("web/en.json", "de", {"Good bye": "Tschüss"})
    desk.sync()
    assert [each.state for each in desk.seen()].count("open") == 1
    assert desk.proposed(DE)["bye"] == "Tschüss"
    assert_settled(desk)


@pytest.mark.long
@pytest.mark.parametrize("how", ["merge", "squash", "rebase", "am"])
def test_what_was_merged_is_over_and_news_are_proposed_next(
    adapter: Adapter, desk: BranchDesk, how: str
) -> None:
    only(adapter, has=how in adapter.methods, why=f"nobody merges by {how}")
    desk.sync()
    before = desk.proposed(DE)
    desk.merge(how)
    desk.sync()
    assert_settled(desk)
    assert not desk.is_proposed()
    assert desk.proposed(DE) == before
    desk.translate("web/en.json", "de", {"Good bye": "Tschüss"})
    desk.sync()
    assert desk.proposed(DE) == {**before, "bye": "Tschüss"}
    assert [each.state for each in desk.seen()] == (["merged", "open"] if adapter.has_requests else [])
    assert_settled(desk)


@pytest.mark.long
def test_a_body_that_would_be_too_long_is_cut_to_what_the_forge_takes(
    adapter: Adapter, empty: BranchDesk
) -> None:
    only(adapter, has=adapter.has_requests, why="nobody counts")
    strings = {f"key {number}": f"Text {number} for {{name}} " + "word " * 20 for number in range(2500)}
    empty.create({"web/en.json": json.dumps(strings, indent=1)}, RULES, locales=("de",))
    empty.sync()
    broken = {text: text.replace("{name}", "{nam}").replace("Text", "Wort") for text in strings.values()}
    empty.translate("web/en.json", "de", broken)
    report = empty.sync()
    assert report["held_strings"] == len(strings)
    (seen,) = empty.seen()
    assert 1_000 < len(seen.body) <= adapter.body_limit
    assert "Held back (2500)" in seen.body
    assert_settled(empty)
