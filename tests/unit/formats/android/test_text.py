"""What a text of an Android resource means, and writing it in the style of the old one."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from ci_l10n.errors import ContentError
from ci_l10n.formats.android.format import FORMAT
from ci_l10n.formats.android.text import literal, meaning
from ci_l10n.formats.android.write import NonAscii, style_of, write
from ci_l10n.formats.base import Change
from ci_l10n.model import Value
from tests.unit.formats.android.samples import parse, wrapped
from tests.unit.formats.laws import (
    changed,
    texts,
)


def value_of(raw: str) -> Value:
    return parse(wrapped(f'<string name="a">{raw}</string>')).units["a"].value


def replaced(raw: str, value: str, **attributes: str) -> str:
    """What stands in a string after its text ``raw`` was replaced by the meaning ``value``."""
    before = wrapped(f'<string name="a">{raw}</string>').encode()
    after = changed(FORMAT, before, [Change("a", value)], before).decode()
    match = re.fullmatch(r'<resources>\n    <string name="a">(.*)</string>\n</resources>\n', after, re.S)
    assert match is not None
    return match.group(1)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("Hello", "Hello"),
        ("  two \n   lines ", "two lines"),
        (r"It\'s", "It's"),
        (r"It\&apos;s", "It's"),
        (r"a\nb\tc", "a\nb\tc"),
        (r"\"q\"", '"q"'),
        (r"\@home \? \\ \# \&amp; \’", "@home ? \\ # & ’"),
        (r"\u00e9\u20AC", "é€"),
        (r"\ud83d", "\\ud83d"),
        ("\"  kept\n  'as' is  \"", "  kept\n  'as' is  "),
        ('a  "  b  "  c', "a   b   c"),
        ("&#8230;&#x2026;&#160;&#128;", "……\u00a0\x80"),
        ("&lt;b&gt;x&lt;/b&gt;", "&lt;b>x&lt;/b>"),
        ("<![CDATA[<b>x</b>]]>", "&lt;b>x&lt;/b>"),
        ("<![CDATA[a]]>  <![CDATA[b]]>", "a b"),
        ("<b>x</b>", "<b>x</b>"),
        ("AT&amp;T", "AT&T"),
        ("&amp;nbsp;", "&amp;nbsp;"),
        ("&amp;lt;", "&amp;lt;"),
        ("1 &lt; 2 &amp;&amp; 3", "1 < 2 && 3"),
        ("<a  href = 'x'  >y</a >", '<a href="x">y</a>'),
        ("<br></br><br />", "<br/><br/>"),
        ("a<!-- no -->b", "ab"),
        ("\\@string/x", "\\@string/x"),
        ("\\\\@string/x", "\\\\@string/x"),
        ("@ home", "@ home"),
        (r"dropped\ ", "dropped"),
        (r"a\ \ b", "a  b"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_text_means_what_the_resource_compiler_makes_of_it(raw: str, value: str) -> None:
    assert value_of(raw) == value


def test_escaped_markup_and_cdata_are_equal_but_never_elements() -> None:
    assert value_of("<![CDATA[<b>x</b>]]>") == value_of("&lt;b>x&lt;/b&gt;") != value_of("<b>x</b>")


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ("x", "don't", r"don\'t"),
        ('"x"', "don't  go", '"don\'t  go"'),
        (r'"it\'s"', "don't", r'"don\'t"'),
        (r"it\&apos;s", "don't", r"don\&apos;t"),
        ("x", '"q"', r"\"q\""),
        ("x", "@me", r"\@me"),
        ("x", "?", r"\?"),
        ("x", "\\@string/x", r"\@string/x"),
        ("x", "@string/x", None),
        ("x", " a  b ", r"\u0020a \u0020b\u0020"),
        ("x", "a\nb\tc\\d", r"a\nb\tc\\d"),
        ("<![CDATA[<b>x</b>]]>", "&lt;i>it's&lt;/i> & ]]>", r"<![CDATA[<i>it\'s</i> & ]]]]><![CDATA[>]]>"),
        ("<![CDATA[x]]>", "<b>y</b>", "<b>y</b>"),
        ("Hi <![CDATA[<b>x</b>]]>!", "It's &lt;b>y's&lt;/b> & so", r"It\'s <![CDATA[<b>y\'s</b>]]> &amp; so"),
        ("<![CDATA[<b>x</b>]]> a <![CDATA[<i>y</i>]]>", "&lt;b>x&lt;/b> c", "<![CDATA[<b>x</b>]]> c"),
        ("Hi <![CDATA[<b>x</b>]]>", "no markup & such", "<![CDATA[no markup & such]]>"),
        ("Hi <![CDATA[<x & y>]]>", "<b>y</b>", "<b>y</b>"),
        ("&lt;b&gt;x&lt;/b&gt;", "&lt;i>y&lt;/i>", "&lt;i&gt;y&lt;/i&gt;"),
        ("&lt;b>x&lt;/b>", "&lt;i>y&lt;/i>", "&lt;i>y&lt;/i>"),
        ("a > b", "c > d", "c > d"),
        ("Hi<br />you", "Du<br/>da", "Du<br />da"),
        ("<a href='x'>y</a>", '<a href="x">z</a>', "<a href='x'>z</a>"),
        ("\n        x\n    ", "y", "\n        y\n    "),
        ("a&#160;b", "c\u00a0d é", "c&#160;d é"),
        (r"a\u00a0b", "c\u00a0d", r"c\u00a0d"),
        ("x", "control \x01", r"control \u0001"),
        ("x", "<b>not closed", None),
        ("", "filled", "filled"),
        ("x", "", ""),
    ],
)
def test_replaced_text_keeps_the_style_of_the_entry(before: str, value: str, after: str | None) -> None:
    if after is None:
        with pytest.raises(ContentError, match="would come out wrong"):
            replaced(before, value)
    else:
        assert replaced(before, value) == after


STYLES = (
    "x",
    "<![CDATA[x]]>",
    '"x"',
    r'"it\'s"',
    "a&gt;b",
    r"&apos;\&quot;&#160;\u00e9&#x1F600;",
    '<![CDATA["x"]]>',
    "&quot;x&quot;",
    "<b >x</b ><br  />",
    '<![CDATA[<a href="x">y</a>]]>',
    r"<![CDATA[<a href=\"x\">y</a>]]>",
    '&lt;a href="x"&gt;y',
    "Hi <![CDATA[<b>x</b>]]>!",
)


@pytest.mark.parametrize("raw", STYLES)
@settings(deadline=None)
@given(
    text=texts(controls=True) | st.text("<a href=\"\\' x>/b&;", max_size=20),
    non_ascii=st.sampled_from(["raw", "decimal", "hexadecimal", "backslash"]),
)
def test_every_text_can_be_written_in_every_style(raw: str, text: str, non_ascii: NonAscii) -> None:
    value = literal(text)
    written = write(value, style_of(raw, non_ascii))
    etree.fromstring(f"<a>{written}</a>")
    assert meaning(written) == value


@pytest.mark.parametrize(
    ("spelled", "expected"), [("&#233;", "&#8364;"), ("&#xE9;", "&#x20AC;"), (r"\u00e9", r"\u20ac")]
)
def test_file_without_raw_characters_beyond_ascii_gets_none(spelled: str, expected: str) -> None:
    before = wrapped(f'<string name="a">{spelled}</string><string name="b">x</string>').encode()
    after = changed(FORMAT, before, [Change("b", "€")], before)
    assert after == before.replace(b">x<", f">{expected}<".encode())


@pytest.mark.long
@pytest.mark.parametrize(
    "raw",
    [
        "&amp;" * 200_000 + "<b/>",
        "<![CDATA[" + '<a "' * 250_000 + "]]>",
        "\\" * 1_000_000,
        '"' * 1_000_000,
        " " * 1_000_000 + "x",
        "<b>x</b>" * 30_000,
    ],
    ids=lambda raw: raw[:12],
)
def test_long_text_takes_time_in_proportion(raw: str) -> None:
    value = meaning(raw)
    style = style_of(raw, "raw")
    assert meaning(write(value, style)) == value
