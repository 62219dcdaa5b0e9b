"""Which platform a configuration means, and how long servers may be silent."""

import pytest

from ci_l10n.commands.platforms import answer_timeout
from ci_l10n.errors import ConfigError


def test_without_a_word_each_server_has_its_usual_time() -> None:
    assert answer_timeout({}) is None
    assert answer_timeout({"CI_L10N_TIMEOUT": ""}) is None


def test_seconds_are_taken_from_the_environment() -> None:
    assert answer_timeout({"CI_L10N_TIMEOUT": "45"}) == 45


@pytest.mark.parametrize("given", ["0", "-1", "3601", "1.5", "2m", "²"])
def test_what_is_no_number_of_seconds_is_refused(given: str) -> None:
    with pytest.raises(ConfigError, match="CI_L10N_TIMEOUT"):
        answer_timeout({"CI_L10N_TIMEOUT": given})
