"""What the text of an XLIFF segment means, and writing it in the style of the old one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ci_l10n.errors import ContentError
from ci_l10n.formats.base import Change
from ci_l10n.formats.xliff.format import FORMAT
from ci_l10n.formats.xliff.text import Piece, literal, meaning, value_pieces
from ci_l10n.formats.xliff.write import segment_of, style_of, write
from tests.unit.formats.laws import changed, texts
from tests.unit.formats.xliff.samples import unit


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("Hello", "Hello"),
        (" two \n lines ", " two \n lines "),
        ("Tom &amp; Jerry&#8230;&#x2026;&quot;&apos;", "Tom & Jerry……\"'"),
        ("1 &lt; 2 &gt; 0", "1 < 2 > 0"),
        ("&lt;b&gt;bold&lt;/b&gt;", "<b>bold</b>"),
        ("<![CDATA[<b>bold</b> & &amp;]]>", "<b>bold</b> & &amp;"),
        ("a<![CDATA[b]]>c<!-- no --><?no?>", "abc"),
        ("a\r\nb\rc&#13;", "a\nb\nc\r"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ('<x id="1"/>', '<x id="1"/>'),
        ("<x  id = '1'  ></x >", '<x id="1"/>'),
        ('<x equiv-text="{{a}}" id="A" ctype="x"/>', '<x id="A"/>'),
        ('<g id="1"><ph id="2">&lt;br/&gt;</ph>x</g>', '<g id="1"><ph id="2"><br/></ph>x</g>'),
        ('<it pos="open" id="1">&lt;b></it>', '<it id="1" pos="open"><b></it>'),
        ('&lt;x id="1"/&gt;', '&lt;x id="1"/>'),
        ('<![CDATA[<x id="1"/>]]>', '&lt;x id="1"/>'),
        ('&amp;lt;x id="1"/>', '&amp;lt;x id="1"/>'),
        ("a &lt;x and y&gt;", "a <x and y>"),
        ("<b>not of XLIFF</b>", "<xliff:b>not of XLIFF</xliff:b>"),
        ('<y:z a="1"/>', '<y:z a="1"/>'),
        ("&lt;y:z/&gt;", "&lt;y:z/>"),
        ('<x id="a&gt;&#34;\tb"/>', '<x id="a>&quot; b"/>'),
        ('<mrk mtype="seg" mid="0">all</mrk>', "all"),
        ('<mrk mtype="seg" mid="0"/>', ""),
        ('<mrk mtype="seg" mid="0"><mrk mid="1" mtype="seg">a</mrk></mrk>', "a"),
        ('<mrk mtype="seg" mid="0"><g id="1">a</g></mrk>', '<g id="1">a</g>'),
        (
            '<mrk mtype="seg" mid="0">a</mrk><mrk mtype="seg" mid="1">b</mrk>',
            '<mrk mid="0" mtype="seg">a</mrk><mrk mid="1" mtype="seg">b</mrk>',
        ),
        ('<mrk mtype="term">a</mrk>', '<mrk mtype="term">a</mrk>'),
        ("", ""),
    ],
)
def test_text_means_what_a_reader_sees(raw: str, value: str) -> None:
    assert meaning(raw) == value


def test_text_that_looks_like_an_element_is_never_one() -> None:
    assert value_pieces(meaning('&lt;x id="1"/&gt;')) == [Piece(False, '<x id="1"/>')]
    assert value_pieces(meaning('<x id="1"/>')) == [Piece(True, '<x id="1"/>')]
    assert value_pieces(meaning('&amp;lt;x id="1"/&gt;')) == [Piece(False, '&lt;x id="1"/>')]


markup = st.recursive(
    st.sampled_from(["text", "&lt;", "&amp;", "&gt;", "<![CDATA[<x/>]]>", "&lt;x/>", "&amp;lt;g>", "lt;", "amp;"])
    | st.sampled_from(['<x id="1"/>', "<bx id='2'></bx>", "<y:z/>"]),
    lambda inner: st.lists(inner, max_size=5).map("".join)
    | st.builds("<{0}>{1}</{0}>".format, st.sampled_from(["g", "b", "mrk", "ph", "y:z"]), inner),
)  # fmt: skip


@given(markup)
def test_two_texts_mean_the_same_only_when_their_elements_and_characters_are_the_same(raw: str) -> None:
    written = write(meaning(raw), style_of([], ""))
    assert seen(written) == seen(raw)
    assert meaning(written) == meaning(raw)


def seen(raw: str) -> list[str]:
    """Texts and tags as an independent reader reports them."""

    def events(element: etree._Element) -> list[str]:
        result = ["T" + (element.text or "")]
        for child in element:
            attributes = sorted(f"{k!s}={v!s}" for k, v in child.attrib.items())
            result += [f"<{child.tag!s} {attributes}>", *events(child), f"</{child.tag!s}>"]
            result.append("T" + (child.tail or ""))
        return result

    root = etree.fromstring(f'<r xmlns:y="urn:y">{raw}</r>')
    return [event for event in events(root) if event != "T"]


STYLES = (
    "x",
    "<![CDATA[x]]>",
    "a&gt;b",
    "a > b",
    "&apos;&quot;&#160;&#xE9;&#10;",
    '<x  id="1" equiv-text="&lt;b>"/>',
    '<mrk mtype="seg" mid="7">x</mrk>',
    "<!-- c -->x<?p?>",
)


@pytest.mark.parametrize("raw", STYLES)
@given(text=texts() | st.text("<x id=\"'1/>&lt;gamp", max_size=20))
def test_every_text_can_be_written_in_every_style(raw: str, text: str) -> None:
    value = literal(text)
    written = write(value, style_of([raw], "").within(segment_of(raw, "")))
    assert "".join(map(str, etree.fromstring(f"<a>{written}</a>".encode()).itertext())) == text
    assert meaning(written) == value


def replaced(target: str, value: str, source: str = "S") -> str:
    """What stands in a target after ``target`` was replaced by ``value``."""
    before = unit(f"<target>{target}</target>", source=source).encode()
    after = changed(FORMAT, before, [Change("a", value)], before).decode()
    match = re.search(r"<target>(.*)</target>", after, re.S)
    assert match is not None
    return match.group(1)


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ("x", "Tom & <b>J</b>", "Tom &amp; &lt;b&gt;J&lt;/b&gt;"),
        ("a > b", "c > d", "c > d"),
        ("a > b", "]]>", "]]&gt;"),
        ("a &gt; b", "c > d", "c &gt; d"),
        ("<![CDATA[<b>]]>", "<i> & ]]>", "<![CDATA[<i> & ]]]]><![CDATA[>]]>"),
        ("<![CDATA[<b>]]>", "a\rb", "a&#13;b"),
        ("<![CDATA[<b>]]>", '<x id="1"/>', '<x id="1"/>'),
        ("it&apos;s", "don't", "don&apos;t"),
        ("it's&apos;", "don't", "don't"),
        ("a&#10;b", "c\nd", "c&#10;d"),
        ("a&#160;b", "c\u00a0d", "c&#160;d"),
        ('Hi <x  id="1" equiv-text="E" />', '<x id="1"/> du', '<x  id="1" equiv-text="E" /> du'),
        ("x", '<g id="1">y</g>', '<g id="1">y</g>'),
        ("x", '&lt;x id="1"/>', '&lt;x id="1"/&gt;'),
        ("<b>x</b>", "<xliff:b>y</xliff:b><b>", "<b>y</b>&lt;b&gt;"),
        ('<mrk mtype="seg" mid="7">x</mrk>', "y", '<mrk mtype="seg" mid="7">y</mrk>'),
        ("", "filled", "filled"),
        ("x", "", ""),
    ],
)
def test_replaced_text_keeps_the_style_of_the_entry(before: str, value: str, after: str) -> None:
    assert replaced(before, value) == after


def test_new_text_is_written_as_the_source_is() -> None:
    source = '<x id="1" equiv-text="{{a}}"/> it&apos;s'
    assert replaced("", '\'<x id="1"/>', source) == '&apos;<x id="1" equiv-text="{{a}}"/>'
    assert replaced("", "<i>", "<![CDATA[<b>]]>") == "<![CDATA[<i>]]>"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("\x01", "XML cannot hold the character U+0001"),
        ("\ufffe", "XML cannot hold the character U+FFFE"),
        ("\ud800", "XML cannot hold the character U+D800"),
        ('<g id="1">', "<g> is not closed"),
        ('</g><g id="1">', "</g> closes nothing"),
    ],
)
def test_text_that_cannot_be_written_is_refused_by_name(value: str, message: str) -> None:
    with pytest.raises(ContentError, match=re.escape(message)) as caught:
        replaced("x", value)
    assert caught.value.location is not None
    assert caught.value.location.key == "a"


@pytest.mark.long
@pytest.mark.parametrize(
    "raw",
    [
        "&amp;" * 200_000 + "<x/>",
        "&amp;" + "amp;" * 200_000 + "lt;x/>",
        "<![CDATA[" + '<x a="' * 200_000 + "]]>",
        "&lt;x " * 200_000,
        "&lt;x" + " " * 1_000_000 + "y",
        "&lt;x" + ' a="1"' * 200_000,
        " " * 1_000_000 + "x",
        "<g>x</g>" * 50_000,
        "<mrk mtype='seg'>" * 200 + "x" * 100_000 + "</mrk>" * 200,
        "<!-- -->" * 200_000,
    ],
    ids=lambda raw: raw[:12],
)
def test_long_text_takes_time_in_proportion(raw: str) -> None:
    value = meaning(raw)
    style = style_of([raw], "")
    assert meaning(write(value, style)) == value
