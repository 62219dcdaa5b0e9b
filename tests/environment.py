"""The environment that all tests run in: nobody's machine, outside any CI, with no secret in it."""

import re
from collections.abc import Iterable, Iterator

_SECRET = re.compile(r"(^|_)(TOKEN|API_?KEY|ACCESS_KEY(_ID)?|SECRET|PASSWORD|PASSWD|CREDENTIALS?|PAT)(_|$)")
_PLACES = re.compile(
    r"(SMARTCAT|SMARTLING|GITHUB|GITLAB|GH|INPUT|ACTIONS|RUNNER|STATE|CI)_(?!L10N_)|GITLAB_CI$"
)


def foreign(names: Iterable[str]) -> Iterator[str]:
    """Those of ``names`` that are secrets, or say which platform, forge or job this is."""
    return (name for name in names if _SECRET.search(name) or _PLACES.match(name))
