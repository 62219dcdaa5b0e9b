"""Every code there is; a test compares them with what the program raises, and each has a page in the documentation."""

from collections.abc import Mapping

from ci_l10n.problems.access import ACCESS
from ci_l10n.problems.configuration import CONFIGURATION
from ci_l10n.problems.content import CONTENT
from ci_l10n.problems.delivery import DELIVERY
from ci_l10n.problems.explanation import Explanation
from ci_l10n.problems.initial import INITIAL
from ci_l10n.problems.plans import PLANS
from ci_l10n.problems.platform import PLATFORM
from ci_l10n.problems.setup import SETUP
from ci_l10n.problems.strings import STRINGS

AREAS: Mapping[str, Mapping[str, Explanation]] = {
    "Configuration": CONFIGURATION,
    "Setting up": INITIAL,
    "Credentials and rights": ACCESS,
    "The platform": PLATFORM,
    "Git and the forge": DELIVERY,
    "Stored plans": PLANS,
    "Runners and settings": SETUP,
    "Files": CONTENT,
    "Strings": STRINGS,
}
PROBLEMS: Mapping[str, Explanation] = {
    code: each for explanations in AREAS.values() for code, each in explanations.items()
}
