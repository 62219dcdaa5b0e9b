"""One key that cannot be written does not keep the others from it."""

import pytest

from ci_l10n.errors import ContentError
from ci_l10n.formats.base import Change, Reading
from ci_l10n.formats.registry import get_format
from ci_l10n.formats.rewriting import MOST_REFUSED, create, rewrite

SOURCE = b'<root>\n  <resheader name="x"><value>y</value></resheader>\n  <data name="a"><value>A</value></data>\n  <data name="b"><value>B</value></data>\n</root>\n'
READING = Reading("target", "de", "App.de.resx")
FORMAT = get_format("resx")
BAD = "bell \x07"  # no XML file can hold it
CATALOG = FORMAT.parse(SOURCE, Reading("source", "en", "App.resx"))


def test_a_bad_key_is_left_out_and_told_while_the_others_are_written() -> None:
    refused: list[ContentError] = []
    target = FORMAT.parse(SOURCE, READING)
    changes = [Change("a", BAD), Change("b", "Gut")]
    written = rewrite(FORMAT, target, changes, CATALOG, READING, refused)
    assert written == SOURCE.replace(b">B<", b">Gut<")
    assert [error.location.key for error in refused if error.location] == ["a"]


def test_a_bad_key_is_left_out_of_a_new_file() -> None:
    refused: list[ContentError] = []
    made = create(FORMAT, CATALOG, {"a": BAD, "b": "Gut"}, "omit", READING, refused)
    assert {key: unit.value for key, unit in FORMAT.parse(made, READING).units.items()} == {"b": "Gut"}
    assert len(refused) == 1


def test_without_a_list_for_them_a_bad_key_is_an_error() -> None:
    with pytest.raises(ContentError):
        rewrite(FORMAT, FORMAT.parse(SOURCE, READING), [Change("a", BAD)], CATALOG, READING)
    with pytest.raises(ContentError):
        create(FORMAT, CATALOG, {"a": BAD}, "omit", READING)


def test_a_file_that_takes_hardly_any_key_is_an_error_of_the_file() -> None:
    lines = b"".join(
        b'<data name="k%d"><value>x</value></data>' % number for number in range(MOST_REFUSED + 2)
    )
    data = b'<root><resheader name="x"><value>y</value></resheader>' + lines + b"</root>"
    target = FORMAT.parse(data, READING)
    changes = [Change(key, BAD) for key in target.units]
    with pytest.raises(ContentError):
        rewrite(FORMAT, target, changes, target, READING, [])
