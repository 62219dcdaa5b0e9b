"""Reading a regular table with one expression gives what the reader of rows gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_l10n.errors import ContentError
from ci_l10n.formats.base import Reading
from ci_l10n.formats.csv.head import Head, read_head
from ci_l10n.formats.csv.regular import read_regular
from ci_l10n.formats.csv.scan import Reader
from ci_l10n.model import Unit

PIECES = ["a", "bc", ",", ",", '"', '"x, ""y"""', '"1\n2"', " ", "#", "\n", "\n", "\r\n", "é"]
TARGET = Reading("target", "de", "t.csv")


def scanned(head: Head) -> list[Unit]:
    reader = Reader(head.table, head.plan, "de", absent=head.absent)
    reader.read(head.top)
    return list(reader.units.values())


def check(text: str) -> bool:
    """Whether ``text`` is read as regular; if so, it must be what the reader reads."""
    try:
        head = read_head(text.encode(), TARGET)
        units = read_regular(head)
    except ContentError:
        return False
    if units is None:
        return False
    expected = scanned(head)
    assert list(units) == [unit.key for unit in expected]
    assert [units[unit.key] for unit in reversed(expected)] == expected[::-1]
    assert dict(units.texts) == {unit.key: unit.value for unit in expected}
    return True


@given(
    st.sampled_from(["key,de\n", "key,en,de\n", "de,key\n"]),
    st.lists(st.sampled_from(PIECES), max_size=20).map("".join),
)
def test_what_is_read_as_regular_is_what_the_reader_reads(header: str, text: str) -> None:
    check(header + text)


@pytest.mark.parametrize(
    "text",
    [
        "key,de\na,b",
        'key,de\r\n"a","b ""c"""\r\nd,\r\n',
        'key,en,de,fr\na,b,c,d\ne,"f\ng","h"x,"i\nj",k\nl,m,n\n',
        "key;de\na;b\n",
    ],
)
def test_usual_tables_are_regular(text: str) -> None:
    assert check(text)


@pytest.mark.parametrize(
    "text",
    [
        "key,de\n",
        "key,de\na,b\na,c",
        "key,de\na\nb,c",
        "key,de\n,b",
        "key,en,de\na,b,\n",
        "key,de\ra,b\n",
        'key,de\na,"b',
    ],
)
def test_what_is_not_regular_is_left_to_the_reader(text: str) -> None:
    assert not check(text)


def test_lines_of_many_units_are_counted_too() -> None:
    assert check("key,de\n" + "".join(f'key{n},"{n}\n"\n' for n in range(500)))
