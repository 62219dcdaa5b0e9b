"""A translation in the spelling of its segment, with the segment's own tags."""

import pytest

from ci_l10n.flow.seeding.spelling import CannotBeWritten, Spellings, choose_spellings, spelled

READ = Spellings()
BOLD = '<g id="1" ctype="x-smartcat">now</g>'


def test_the_spelling_that_fits_the_texts_of_the_file_is_chosen() -> None:
    assert choose_spellings([("Open", "Open"), ('Say "x"', 'Say "x"')]) == READ
    backslashes = choose_spellings([("Open", "Open"), ("a\nb", "a\\nb")])
    assert spelled(backslashes, "Open", 'Sag "x"', "Open") == 'Sag \\"x\\"'


def test_a_text_as_people_read_it_is_escaped_for_xml_only() -> None:
    assert spelled(READ, "Tom & Jerry", "Tom & <Jerry>", "Tom &amp; Jerry") == "Tom &amp; &lt;Jerry&gt;"


def test_markup_that_the_platform_shows_as_text_stays_text() -> None:
    segment = "Do it &lt;b&gt;now&lt;/b&gt; &amp;amp; here"
    got = spelled(READ, "Do it <b>now</b> & here", "<b>Jetzt</b> & hier", segment)
    assert got == "&lt;b&gt;Jetzt&lt;/b&gt; &amp;amp; hier"


def test_a_text_with_tags_may_be_spelled_as_the_file_has_it() -> None:
    pairs = [
        ("a <b>b</b>", "a &lt;b&gt;b&lt;/b&gt;"),
        ("<i>x</i> & y", "&lt;i&gt;x&lt;/i&gt; &amp;amp; y"),
        ("z", "z"),
    ]
    spellings = choose_spellings(pairs)
    assert (
        spelled(spellings, *pairs[0][:1], "ä & <b>b</b>", pairs[0][1]) == "ä &amp;amp; &lt;b&gt;b&lt;/b&gt;"
    )
    assert spelled(spellings, "z", "Z & z", "z") == "Z &amp; z"


def test_what_a_format_marks_as_text_is_shown_without_the_mark() -> None:
    segment = "&lt;b&gt;x&lt;/b&gt; &amp;amp; y"
    assert spelled(READ, "&lt;b>x&lt;/b> &amp;amp; y", "&lt;b>ü&lt;/b>", segment) == "&lt;b&gt;ü&lt;/b&gt;"


def test_one_character_may_be_shown_in_another_spelling_of_xml() -> None:
    segment = "Say &amp;quot;x&amp;quot; &lt;b&gt;now&lt;/b&gt;"
    assert spelled(READ, 'Say "x" <b>now</b>', "<b>Jetzt</b> & da", segment).endswith(" &amp;amp; da")


def test_white_space_that_the_platform_leaves_out_is_left_out() -> None:
    assert spelled(READ, " Name: ", " Name: ", "Name:") == "Name:"
    assert spelled(READ, "Name: ", "Nom : ", "Name: ") == "Nom : "


def test_tags_become_the_inline_tags_of_the_segment() -> None:
    assert spelled(READ, "Do it <b>now</b>", "<b>Jetzt</b> & hier", f"Do it {BOLD}") == (
        '<g id="1" ctype="x-smartcat">Jetzt</g> &amp; hier'
    )


def test_placeholders_become_the_elements_that_the_platform_keeps_them_as() -> None:
    segment = '<x id="1"/> of <g id="2">%2$d</g>: <ph id="3">{name}</ph>'
    source, value = "%1$d of <b>%2$d</b>: {name}", "{name}: <b>%2$d</b>, %1$d & so"
    shown = segment.replace("%2$d", '<x id="4"/>')
    assert spelled(READ, source, value, shown) == (
        '<ph id="3">{name}</ph>: <g id="2"><x id="4"/></g>, <x id="1"/> &amp; so'
    )


def test_two_tags_may_change_places() -> None:
    segment = '<g id="1">a</g> <g id="2">b</g>'
    got = spelled(READ, "<b>a</b> <i>b</i>", "<i>B</i> <b>A</b>", segment)
    assert got == '<g id="2">B</g> <g id="1">A</g>'


@pytest.mark.parametrize(
    ("source", "value", "segment"),
    [
        ("Do it now", "Jetzt", f"Do it {BOLD}"),
        ("Do it <b>now</b>", "Jetzt", f"Do it {BOLD}"),
        ("Do it <b>now</b>", "<b>Jetzt</b> <b>gleich</b>", f"Do it {BOLD}"),
        ("Do it <b>now</b>", "</b>Jetzt<b>", f"Do it {BOLD}"),
        ("Do it <b>now</b>", "<i>Jetzt</i>", f"Do it {BOLD}"),
        ("Hello {name}", "Hallo du", 'Hello <x id="1"/>'),
        ("Hello {name}", "Hallo {name}", 'Hello <x id="1"/> <x id="2"/>'),
        ("Hello", "Hallo", "Good bye"),
        ("Hello", "Hal\x07lo", "Hello"),
    ],
)
def test_what_cannot_be_mapped_for_certain_is_not_written(source: str, value: str, segment: str) -> None:
    with pytest.raises(CannotBeWritten):
        spelled(READ, source, value, segment)
