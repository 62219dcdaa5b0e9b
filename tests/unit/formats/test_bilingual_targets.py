"""The platform's XLIFF: read, and a part of it with other targets, everything else byte for byte."""

import pytest

from ci_l10n.errors import ContentError
from ci_l10n.formats.bilingual_targets import Fillable, pieces, plain, read_fillable, written

UNIT_1 = """      <trans-unit id="71" approved="no" sc:locked="false" sc:last-modified-date="2024-01-31T09:59:00.711Z">
        <source xml:space="preserve">Tom &amp; <g id="1" ctype="x-smartcat">Jerry</g></source>
        <target state="needs-translation" xml:space="preserve" />
      </trans-unit>
"""
UNIT_2 = """      <trans-unit id="72" approved="yes" sc:locked="true">
        <source>Open</source>
        <target state="translated">Auf</target>
      </trans-unit>
"""
UNIT_3 = '      <trans-unit id="73"><source>Close</source></trans-unit>\n'
HEAD = """<?xml version="1.0" encoding="utf-8"?>
<xliff version="1.2" xmlns:sc="SmartcatXliff" xmlns="urn:oasis:names:tc:xliff:document:1.2">
  <file datatype="plaintext" date="2024-01-31T10:00:00.1234567Z" original="0123_7" target-language="de">
    <header><tool tool-name="Smartcat.ai" tool-id="40c7" /></header>
    <body>
"""
TAIL = "    </body>\n  </file>\n</xliff>\n"


def read(*units: str) -> Fillable:
    return read_fillable("".join((HEAD, *units, TAIL)).encode(), "a.xliff")


def test_what_the_platform_says_of_each_segment_is_read() -> None:
    first, second, third = read(UNIT_1, UNIT_2, UNIT_3).slots
    assert (first.id, plain(first.source), first.is_empty, first.segment.is_confirmed) == (
        "71",
        "Tom & Jerry",
        True,
        False,
    )
    assert (second.target, second.is_empty, second.segment.is_confirmed, second.segment.is_locked) == (
        "Auf",
        False,
        True,
        True,
    )
    assert (third.target, third.is_empty, third.segment.is_locked) == ("", True, False)


def test_a_confirmed_segment_is_not_empty_where_the_file_shows_no_targets() -> None:
    file = read(UNIT_3, UNIT_3.replace('id="73"', 'id="74" approved="yes"'))
    assert [slot.is_empty for slot in file.slots] == [True, False]
    assert not file.shows_targets


def test_a_source_copied_into_a_target_in_need_of_translation_is_no_translation() -> None:
    copied = UNIT_2.replace('state="translated">Auf', 'state="needs-translation">Open')
    assert read(copied).slots[0].is_empty


def test_a_part_holds_the_chosen_units_and_nothing_else_changes() -> None:
    part = read(UNIT_1, UNIT_2, UNIT_3).part({"71": 'T &amp; <g id="1" ctype="x-smartcat">J</g>'}).decode()
    filled = UNIT_1.replace(
        '<target state="needs-translation" xml:space="preserve" />',
        '<target state="translated" xml:space="preserve">T &amp; <g id="1" ctype="x-smartcat">J</g></target>',
    )
    assert part == HEAD + filled + TAIL


def test_a_unit_without_a_target_gets_one() -> None:
    part = read(UNIT_2, UNIT_3).part({"73": "Zu"}).decode()
    assert '<source>Close</source><target xml:space="preserve">Zu</target></trans-unit>' in part
    assert read_fillable(part.encode(), "a.xliff").slots[0].target == "Zu"


def test_a_file_in_utf_16_stays_in_utf_16() -> None:
    data = "".join((HEAD, UNIT_1, UNIT_2, TAIL)).replace("utf-8", "utf-16").encode("utf-16")
    part = read_fillable(data, "a.xliff").part({"72": "Öffnen"})
    assert "Öffnen" in part.decode("utf-16")


@pytest.mark.parametrize(
    "data", [b"", b"<html></html>", b"<xliff", b'<!DOCTYPE a [<!ENTITY b "c">]><xliff/>']
)
def test_what_is_no_xliff_is_refused(data: bytes) -> None:
    with pytest.raises(ContentError):
        read_fillable(data, "a.xliff")


def test_cdata_comments_and_references_are_characters() -> None:
    assert plain("a<!-- no --><![CDATA[<b>]]>&#x41;&lt;") == "a<b>A<"
    assert [piece.is_tag for piece in pieces('<g id="1">a &gt; b</g><x id="2"/>')] == [
        True,
        False,
        True,
        True,
    ]


def test_characters_that_xml_cannot_hold_are_refused() -> None:
    assert written("a < b & \r") == "a &lt; b &amp; &#13;"
    with pytest.raises(ValueError, match=r"U\+0007"):
        written("\x07")
