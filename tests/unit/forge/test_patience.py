from collections.abc import Callable

import pytest

from ci_l10n.forge import github_api, gitlab_api
from ci_l10n.forge.patience import Refusal, patiently
from tests.unit.forge.conftest import FastClock


def answering(*refusals: Refusal) -> Callable[[], str]:
    """A call that is refused so often before it is answered."""
    left = list(refusals)

    def call() -> str:
        if left:
            raise left.pop(0)
        return "done"

    return call


def test_what_may_be_repeated_is_repeated_with_growing_pauses(clock: FastClock) -> None:
    lost = Refusal(502, "bad gateway"), Refusal(0, "no answer")
    assert patiently(clock, answering(*lost), repeatable=True) == "done"
    assert clock.slept == [1.0, 2.0]


def test_what_may_have_happened_already_is_never_repeated(clock: FastClock) -> None:
    with pytest.raises(Refusal):
        patiently(clock, answering(Refusal(502, "bad gateway")), repeatable=False)
    assert clock.slept == []


def test_a_rate_limit_is_waited_out_also_where_nothing_may_be_repeated(clock: FastClock) -> None:
    limits = Refusal(429, "slow down", {"retry-after": "7"}), Refusal(429, "slow down")
    assert patiently(clock, answering(*limits), repeatable=False) == "done"
    assert clock.slept == [7.0, 60.0]


def test_an_endless_rate_limit_is_not_waited_out(clock: FastClock) -> None:
    with pytest.raises(Refusal):
        patiently(clock, answering(Refusal(429, "slow down", {"retry-after": "3600"})), repeatable=True)
    assert clock.slept == []


def test_a_no_is_a_no(clock: FastClock) -> None:
    with pytest.raises(Refusal):
        patiently(clock, answering(Refusal(422, "invalid")), repeatable=True)


@pytest.mark.parametrize(
    ("refusal", "seconds"),
    [
        (github_api.Refused(403, "", {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1020"}), 21),
        (github_api.Refused(403, "", {"x-ratelimit-remaining": "9", "x-ratelimit-reset": "4000"}), 60),
        (gitlab_api.Refused(429, "", {"ratelimit-reset": "1020"}), 21),
        (gitlab_api.Refused(429, "", {"ratelimit-reset": "900"}), 1),
    ],
)
def test_the_end_of_a_limit_is_read_as_each_forge_tells_it(refusal: Refusal, seconds: float) -> None:
    assert refusal.rate_wait(now=1000) == seconds
