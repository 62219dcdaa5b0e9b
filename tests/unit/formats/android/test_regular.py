"""The quick way to read Android resources says the same as the thorough one."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ci_l10n.errors import ContentError
from ci_l10n.formats.android.format import make_catalog
from ci_l10n.formats.android.layout import Layout, read_layout
from ci_l10n.formats.android.regular import read_regular
from ci_l10n.formats.xml_scan import MAX_DEPTH, Element, scan
from tests.corpus import corpus_files, needs_corpus
from tests.unit.formats.android.samples import ENGLISH, GERMAN, wrapped
from tests.unit.formats.laws import SOURCE, TARGET

GOLDEN = sorted((Path(__file__).resolve().parents[3] / "golden" / "android").glob("*/*.xml"))


def thoroughly(data: bytes) -> Layout | None:
    try:
        return read_layout(scan(data, "a.xml", depth=3, internal_dtd=True))
    except ContentError:
        return None


def without_parent(elements: Sequence[Element]) -> list[Element]:
    """An item's `parent` counts elements of the document, which the quick way does not have."""
    return [element._replace(parent=0) for element in elements]


def check_same(data: bytes) -> bool:
    """Whether the quick way reads ``data``; then it finds what the thorough one finds."""
    quick = read_regular(data, "a.xml")
    if quick is None:
        return False
    truth = thoroughly(data)
    assert truth is not None
    assert quick.document.elements[0] == truth.document.elements[0]
    assert list(quick.container.children) == truth.container.children
    assert list(quick.keys) == list(truth.keys)
    assert list(quick.last.items()) == list(truth.last.items())
    assert quick.hidden == truth.hidden
    assert {index: without_parent(items) for index, items in quick.items.items()} == {
        index: without_parent(items) for index, items in truth.items.items()
    }
    check_same_units(quick, truth)
    return True


def check_same_units(quick: Layout, truth: Layout) -> None:
    for reading in (SOURCE, TARGET):
        found, expected = make_catalog(quick, reading), make_catalog(truth, reading)
        assert list(found.units.items()) == list(expected.units.items())
        assert found.aside == expected.aside
        assert found.findings == expected.findings


@pytest.mark.parametrize("path", GOLDEN, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_golden_files_read_the_same(path: Path) -> None:
    check_same(path.read_bytes())


@needs_corpus
@pytest.mark.parametrize(
    "path", corpus_files("duckduckgo-android/**/*.xml"), ids=lambda p: f"{p.parent.name}/{p.name}"
)
def test_real_files_read_the_same_the_quick_way(path: Path) -> None:
    assert check_same(path.read_bytes())


REGULAR = {
    "usual": GERMAN,
    "source": ENGLISH,
    "crlf": ENGLISH.replace(b"\n", b"\r\n"),
    "bom": b"\xef\xbb\xbf" + GERMAN,
    "no entries": b"<resources>\n</resources>",
    "one line": b'<resources><string name="a">x</string><string name="b"/></resources>',
    "end tags with blanks": b'<resources a = \'>"\'><string name="a">x</string \n>\n</resources\n>\n<!-- end -->',
    "end tag in CDATA": b'<resources><string name="a">x <![CDATA[</string><string name="b">]]> y</string></resources>',
    "end tag in a comment": b'<resources><string name="a">x<!--</string>--> y</string></resources>',
    "names that begin alike": b'<resources><string name="a">x<string-a>y</string-a></string><strings/></resources>',
    "references": b'<resources><string name="a">@string/x</string><string name="b">?attr/x</string></resources>',
    "brackets in attributes": b'<resources><string name="a" b=">">x</string><a b="/>">y</a></resources>',
    "duplicates": b'<resources><string name="a">1</string><string name="b">2</string><string name="a">3</string></resources>',
    "kinds": b'<resources><plurals name="a"><item quantity="other">x</item></plurals><string name="a">3</string></resources>',
    "attributes to normalize": b'<resources><string name="a&amp;b\tc">1</string>\n<string\nname="b">2</string></resources>',
    "beyond ASCII": '<resources>\n<!-- é -->\n<string name="ключ">日本</string><string name="é" x="é">😀</string></resources>'.encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", REGULAR)
def test_whatever_stands_between_the_tags_reads_the_same_the_quick_way(name: str) -> None:
    assert check_same(REGULAR[name])


LEFT = {
    "a DTD": b'<!DOCTYPE resources [<!ENTITY a "b">]><resources><string name="a">x &a;</string></resources>',
    "another encoding": '<?xml version="1.0" encoding="utf-16"?><resources/>'.encode("utf-16"),
    "an encoding by name": b'<?xml version="1.0" encoding="latin-1"?><resources><string name="a">\xe9</string></resources>',
    "old line ends": b'<resources>\r<string name="a">x</string>\r</resources>',
    "a text of its own": b'<resources>text<string name="a">x</string></resources>',
    "an instruction": b'<resources><?a b?><string name="a">x</string></resources>',
    "an element in its like": b'<resources><string name="a">x<string>y</string></string></resources>',
    "no start tag": b"<resources/>",
    "another root": b"<resource></resource>",
}


@pytest.mark.parametrize("name", LEFT)
def test_what_is_out_of_the_ordinary_is_left_to_the_thorough_way(name: str) -> None:
    assert read_regular(LEFT[name], "a.xml") is None
    assert name == "another root" or parse_bytes(LEFT[name]) >= 0


def parse_bytes(data: bytes) -> int:
    layout = thoroughly(data)
    assert layout is not None
    return len(layout.keys)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"<resources>", b"<resources>\n<string name='a'>x", b'<resources><string name="a">x</strin></resources>',
        b'<resources><string name="a">\xff</string></resources>', b'<resources><string name="a">&nope;</string></resources>',
        b'<resources><string name="a">]]></string></resources>', b'<resources><string name="a" name="b">x</string></resources>',
        b'<resources><string name="a">x</string></resources><a/>', b'<resources><string name="a">\0</string></resources>',
    ],
)  # fmt: skip
def test_a_broken_file_is_left_to_the_thorough_way(data: bytes) -> None:
    assert read_regular(data, "a.xml") is None
    assert thoroughly(data) is None


@pytest.mark.parametrize("tag", ["string", "plurals", "color"])
def test_nesting_is_counted_as_the_thorough_way_counts_it(tag: str) -> None:
    for deep in (MAX_DEPTH - 2, MAX_DEPTH - 1):
        data = wrapped(f'<{tag} name="a">x{"<b>" * deep}{"</b>" * deep}</{tag}>').encode()
        assert check_same(data) is (deep < MAX_DEPTH - 1) is (thoroughly(data) is not None)


PIECES = st.sampled_from([
    '<string name="a">', "</string>", '<string name="b" translatable="false">', "<string>", '<plurals name="p">', "</plurals>",
    '<item quantity="one">', "</item>", '<string-array name="l">', "</string-array>", "<item>", '<item name="i" type="string">',
    "<![CDATA[", "]]>", "<!--", "-->", "<b>", "</b>", "<br/>", "text", " ", "\n", "\r\n", "\r", "@string/x", "&amp;", "&#64;", '"',
    "'", "\\", "é", ">", '<string name="e"/>', "<?pi ?>", "</resources>", "<skip/>", '<color name="c">#fff</color>', '<a b="/">',
    "</a>", "]", "?", "<string-x/>", "<string name='q'>", '<string\tname="t">',
])  # fmt: skip
ENTRIES = st.sampled_from([
    '<string name="{}">text</string>', '<string name="{}"> @string/x</string>', '<string name="{}"></string>',
    '<string name="{}"><b>bold</b> </string >', '<string name="{}"><![CDATA[<b>]]></string>', "<!-- note -->", "\n", "\n    ",
    '<string name="{}" product="tablet">x</string>', '<plurals name="{}">\n<item quantity="one">x</item>\n</plurals>',
    '<string-array name="{}"><item>a</item><!-- </string-array> --><item/></string-array>', '<string name="{}"><!-- --></string>',
    '<string name="{}">a<![CDATA[</string>]]></string>', '<string name="{}"><br/></string>', '<string name="same">x</string>',
    '<plurals name="same"/>', "<skip />", '<item type="string" name="{}">i</item>', '<string name="{}">\\@x</string>',
    '<string name="{}"><![CDATA[]]></string>', '<string name="{}"><![CDATA[ ]]>@x</string>', '<string name="{}">""</string>',
])  # fmt: skip


@settings(deadline=None, max_examples=120)
@given(st.lists(ENTRIES, max_size=12))
def test_entries_in_any_order_read_the_same(entries: list[str]) -> None:
    text = "".join(entry.format(f"key_{number}") for number, entry in enumerate(entries))
    assert check_same(f"<resources>{text}</resources>".encode())


@settings(deadline=None, max_examples=200)
@given(st.lists(PIECES, max_size=16))
def test_pieces_of_xml_in_any_order_read_the_same(pieces: list[str]) -> None:
    check_same(f"<resources>{''.join(pieces)}</resources>".encode())
