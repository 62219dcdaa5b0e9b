"""Limits, and the overrides that allow exactly one plan."""

import pytest

from ci_l10n.config.model import Limits
from ci_l10n.errors import DeliveryError
from ci_l10n.flow.agreed import Agreed, Origin
from ci_l10n.flow.guards import Guards, deletions_hash, plan_hash
from ci_l10n.flow.plan import Deleted, Plan
from ci_l10n.flow.ports import Options

WHOLE = "ab12" * 16


def deletions(count: int) -> Plan:
    return Plan(deleted=tuple(Deleted(f"{number}.json", ()) for number in range(count)))


def guards(options: Options | None = None, words: int | None = 10) -> Guards:
    return Guards(Limits(10, words), options or Options(), lambda: WHOLE)


def test_three_deletions_never_trip_the_guard() -> None:
    guards().check_deletions(deletions(3), 3)


def test_more_than_three_and_more_than_the_share_trip_it() -> None:
    guards().check_deletions(deletions(4), 40)
    with pytest.raises(DeliveryError, match="4 of 39 known"):
        guards().check_deletions(deletions(4), 39)


def test_an_override_allows_exactly_these_deletions() -> None:
    allowing = guards(Options(allow_deletes=deletions_hash(deletions(4))))
    allowing.check_deletions(deletions(4), 4)
    with pytest.raises(DeliveryError) as caught:
        allowing.check_deletions(deletions(5), 5)
    assert f"--allow-deletes {allowing.options.allow_deletes} names another plan" in caught.value.hint


def test_words_are_allowed_by_the_hash_of_the_message_or_of_the_whole_plan() -> None:
    plan = deletions(1)
    guards().check_words(plan, 10)
    guards(words=None).check_words(plan, 10**9)
    agreed = Agreed("plan.json", "cd34" * 16, Origin("main", "", "", ""), "", {})
    for given in (plan_hash(plan), WHOLE, WHOLE[:12]):
        guards(Options(allow_words=given)).check_words(plan, 11)
    guards(Options(allow_words="cd34" * 3, agreed=agreed)).check_words(plan, 11)


@pytest.mark.parametrize("given", ["", WHOLE[:11], WHOLE[:12].upper(), "cd34" * 16, "*", "true"])
def test_nothing_else_allows_words(given: str) -> None:
    with pytest.raises(DeliveryError, match="about 11 words"):
        guards(Options(allow_words=given)).check_words(deletions(1), 11)
