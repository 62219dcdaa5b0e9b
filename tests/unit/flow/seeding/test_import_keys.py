"""Which key a platform means."""

import pytest

from ci_l10n.flow.seeding.import_keys import find_key
from ci_l10n.model import Forms, Unit

UNITS = {
    unit.key: unit
    for unit in (
        Unit("title", "Titel", 1),
        Unit("menu.open", "Öffnen", 2),
        Unit("files", Forms("plural", ((".one", "a"), (".other", "b"))), 3),
        Unit("days", Forms("array", (("[0]", "Mo"), ("[1]", "Di"))), 4),
        Unit("verb|Open", "Öffnen", 5),
        Unit("noun|Close", "Schluss", 6),
        Unit("verb|Close", "Schließen", 7),
        Unit("me@example", "Post", 8),
    )
}


@pytest.mark.parametrize(
    ("named", "key"),
    [
        ("title", "title"),
        ("string@title", "title"),
        ("data@title", "title"),
        ("/menu/open", "menu.open"),
        ("menu/open", "menu.open"),
        ("plurals@files", "files"),
        ("files/one", "files"),
        ("string-array@days[1]", "days"),
        ("/days/0", "days"),
        ("Open", "verb|Open"),
        ("me@example", "me@example"),
        ("Close", None),  # of which of the two?
        ("nothing", None),
        ("", None),
    ],
)
def test_a_key_is_found_however_it_is_named(named: str, key: str | None) -> None:
    assert find_key(named, UNITS) == key
