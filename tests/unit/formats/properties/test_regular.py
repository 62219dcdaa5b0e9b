"""Reading a regular text with one expression gives what the scanner gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_l10n.formats.properties.regular import Finder, read_regular
from ci_l10n.formats.properties.scan import Scanner
from ci_l10n.model import Unit

PIECES = [
    "a",
    "bc",
    "#",
    "!",
    "=",
    ":",
    " ",
    "\t",
    "\f",
    "\n",
    "\n",
    "\r\n",
    "\\",
    "\\n",
    "\\u00e9",
    "é",
    "\x85",
]


def scanned(text: str) -> list[Unit]:
    return [Unit(*row) for row in Scanner(text, "").scan()]


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_what_is_read_as_regular_is_what_the_scanner_reads(text: str) -> None:
    units = read_regular(text)
    if units is None:
        return
    expected = scanned(text)
    assert list(units) == [unit.key for unit in expected]
    assert list(units.values()) == expected
    assert dict(units.texts) == {unit.key: unit.value for unit in expected}
    finder = Finder(text)
    assert [finder.unit(unit.key, str(unit.value)) for unit in reversed(expected)] == expected[::-1]


@pytest.mark.parametrize(
    "text", ["", "# c", "a=b", "\n# c\n a b\r\n\r\n!\nc : d = \\u00e9\n#", "aa=\na=\n  aaa", "a=#\n"]
)
def test_usual_texts_are_regular(text: str) -> None:
    units = read_regular(text)
    assert units is not None
    assert list(units.values()) == scanned(text)


@pytest.mark.parametrize(
    "text", ["a=1\na=2", "a\\ b=c", "=c", ": c\n", "a=b\\\n c", "a=b\\", "a\rb", "a=\\u12", "# c \\\na=b"]
)
def test_what_is_not_regular_is_left_to_the_scanner(text: str) -> None:
    assert read_regular(text) is None


def test_many_units_are_made_at_once() -> None:
    text = "".join(f"\n# note\nkey{n} = {n}\n" for n in range(1000))
    units = read_regular(text)
    assert units is not None
    assert [units[unit.key] for unit in scanned(text)[::-1]] == scanned(text)[::-1]
