"""Android resources: reading, the laws, layout, real files."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from moz.l10n.formats.android.parse import android_parse
from moz.l10n.model import Expression, Markup, PatternMessage, SelectMessage

from ci_l10n.errors import ContentError
from ci_l10n.formats.android import FORMAT
from ci_l10n.formats.android_text import literal
from ci_l10n.formats.base import Change, Reading
from ci_l10n.formats.rewriting import create, rewrite
from ci_l10n.model import Catalog, Forms, Value, parts_of
from tests.corpus import corpus_files, needs_corpus
from tests.unit.formats.golden import case_id, cases, check_case
from tests.unit.formats.laws import (
    SOURCE,
    TARGET,
    changed,
    changes_of,
    check_identity,
    check_laws,
    check_remove_and_insert,
    check_skeleton,
    texts,
    values_like,
    values_of,
)

ENGLISH = b"""<?xml version="1.0" encoding="utf-8"?>
<!-- Copyright -->
<resources xmlns:tools="http://schemas.android.com/tools" xmlns:xliff="urn:oasis:names:tc:xliff:document:1.2" tools:locale="en">
    <string name="app" translatable="false">Acme</string>

    <!-- Greetings -->
    <string name="hello">Hello, <xliff:g id="name" example="Ann">%1$s</xliff:g>!</string>
    <string name="bye">Don\\'t go</string>

    <!-- Shown in the list -->
    <plurals name="files">
        <item quantity="one">%d file</item>
        <item quantity="other">%d files</item>
    </plurals>

    <eat-comment/>
    <string-array name="days">
        <item>Monday</item>
        <item>Tuesday</item>
    </string-array>
    <string name="link">Read <a href="https://x.org/?a=1&amp;b=2">the <b>terms</b></a><br/></string>
    <string name="html"><![CDATA[<b>Bold</b> & <i>brave</i>]]></string>
    <string name="quoted">"It's  wide"</string>
    <string name="reference">@string/hello</string>
    <string name="nothing"/>
    <color name="red">#f00</color>
    <item type="string" name="item">Item</item>
    <string name="last">Last</string> <!-- at the end -->
</resources>
"""
GERMAN = b"""<?xml version="1.0" encoding="utf-8"?>
<resources>
  <string name="hello">Hallo</string>
  <plurals name="files">
    <item quantity="one">%d Datei</item>
    <item quantity="other">%d Dateien</item>
  </plurals>
  <string-array name="days">
    <item>Montag</item>
    <item>Dienstag</item>
  </string-array>

  <!-- only here -->
  <string name="own">Eigenes</string>
  <string name="html"><![CDATA[<b>Fett</b>]]></string>
  <string name="quoted">"Es  ist"</string>
  <string name="nothing"/>
</resources>
"""


def parse(data: bytes | str, reading: Reading = TARGET) -> Catalog:
    return FORMAT.parse(data.encode() if isinstance(data, str) else data, reading)


def wrapped(inner: str) -> str:
    return f"<resources>\n    {inner}\n</resources>\n"


def value_of(raw: str) -> Value:
    return parse(wrapped(f'<string name="a">{raw}</string>')).units["a"].value


def replaced(raw: str, value: str, **attributes: str) -> str:
    """What stands in a string after its text ``raw`` was replaced by the meaning ``value``."""
    before = wrapped(f'<string name="a">{raw}</string>').encode()
    after = changed(FORMAT, before, [Change("a", value)], before).decode()
    match = re.fullmatch(r'<resources>\n    <string name="a">(.*)</string>\n</resources>\n', after, re.S)
    assert match is not None
    return match.group(1)


# --- what a text means


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


@pytest.mark.parametrize(
    ("spelled", "expected"), [("&#233;", "&#8364;"), ("&#xE9;", "&#x20AC;"), (r"\u00e9", r"\u20ac")]
)
def test_file_without_raw_characters_beyond_ascii_gets_none(spelled: str, expected: str) -> None:
    before = wrapped(f'<string name="a">{spelled}</string><string name="b">x</string>').encode()
    after = changed(FORMAT, before, [Change("b", "€")], before)
    assert after == before.replace(b">x<", f">{expected}<".encode())


# --- which entries there are


def test_entries_of_a_source_leave_out_what_is_not_for_translators() -> None:
    catalog = parse(ENGLISH, SOURCE)
    assert list(catalog.units) == [
        "hello",
        "bye",
        "files",
        "days",
        "link",
        "html",
        "quoted",
        "item",
        "last",
    ]
    assert catalog.aside == {"app", "reference", "nothing"}
    assert catalog.units["hello"].value == 'Hello, <xliff:g id="name" example="Ann">%1$s</xliff:g>!'
    assert catalog.units["files"].value == Forms("plural", ((".one", "%d file"), (".other", "%d files")))
    assert catalog.units["days"].value == Forms("array", (("[0]", "Monday"), ("[1]", "Tuesday")))
    assert (
        catalog.units["link"].value == 'Read <a href="https://x.org/?a=1&amp;b=2">the <b>terms</b></a><br/>'
    )
    assert catalog.units["bye"].line == 8
    assert catalog.units["files"].comment == "Shown in the list"
    assert not catalog.findings


def test_empty_entry_of_a_target_is_one_to_fill() -> None:
    catalog = parse(GERMAN)
    assert catalog.units["nothing"].value == ""
    assert not catalog.aside


def test_product_variants_have_keys_of_their_own_in_any_order() -> None:
    variants = [
        '<string name="a" product="tablet">T</string>',
        '<string name="a">P</string>',
        '<string name="b" product="default">D</string>',
    ]
    for order in (variants, variants[::-1]):
        assert values_of(parse(wrapped("".join(order)))) == {"a#tablet": "T", "a": "P", "b": "D"}


def test_string_and_plurals_of_one_name_are_told_apart() -> None:
    plural = '<plurals name="a"><item quantity="other">F</item></plurals>'
    for order in (plural + '<string name="a">S</string>', '<string name="a">S</string>' + plural):
        assert values_of(parse(wrapped(order))) == {
            "a": "S",
            "a#plurals": Forms("plural", ((".other", "F"),)),
        }


def test_duplicate_keys_are_reported_and_the_last_one_is_edited() -> None:
    data = wrapped('<string name="a">1</string>\n    <string name="a">2</string>').encode()
    catalog = parse(data)
    assert [finding.code for finding in catalog.findings] == ["duplicate-key"]
    assert catalog.findings[0].location is not None
    assert catalog.findings[0].location.line == 2
    assert values_of(catalog) == {"a": "2"}
    assert changed(FORMAT, data, [Change("a", "3")], data) == data.replace(b">2<", b">3<")
    assert changed(FORMAT, data, [Change("a", None)], data) == b"<resources>\n</resources>\n"


def test_nameless_entry_and_unknown_quantity_are_reported_and_left_alone() -> None:
    data = wrapped(
        '<string>x</string>\n    <plurals name="p"><item quantity="=1">1</item><item quantity="other">o</item></plurals>'
    ).encode()
    catalog = parse(data)
    assert [finding.code for finding in catalog.findings] == ["missing-name", "unknown-quantity"]
    value = Forms("plural", ((".other", "n"),))
    assert changed(FORMAT, data, [Change("p", value)], data) == data.replace(b">o<", b">n<")


# --- the laws


MINIFIED = b'<resources><string name="hello">a</string><string name="own">b</string><plurals name="files"><item quantity="other">c</item></plurals></resources>'
SAMPLES = {
    "usual": GERMAN,
    "source itself": ENGLISH,
    "crlf": GERMAN.replace(b"\n", b"\r\n"),
    "bom": b"\xef\xbb\xbf" + GERMAN,
    "tabs": GERMAN.replace(b"  ", b"\t"),
    "one line": MINIFIED,
    "no last newline": GERMAN.rstrip(),
    "utf-16": ENGLISH.replace(b"utf-8", b"utf-16").decode().encode("utf-16"),
}


@pytest.mark.parametrize("name", SAMPLES)
@settings(deadline=None, max_examples=25)
@given(st.data())
def test_laws_hold(name: str, data: st.DataObject) -> None:
    sample = SAMPLES[name]
    changes = data.draw(changes_of(parse(sample), texts().map(literal)))
    check_laws(FORMAT, sample, changes, ENGLISH)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_key_can_be_removed_and_come_back(name: str) -> None:
    for key in parse(SAMPLES[name]).units.keys() & parse(ENGLISH, SOURCE).units.keys():
        check_remove_and_insert(FORMAT, SAMPLES[name], key, ENGLISH)


@settings(deadline=None)
@given(st.data())
def test_inserting_any_values_of_the_source_keeps_the_laws(data: st.DataObject) -> None:
    source = parse(ENGLISH, SOURCE)
    sample = SAMPLES[data.draw(st.sampled_from(sorted(SAMPLES)))]
    keys = data.draw(st.lists(st.sampled_from(sorted(source.units)), unique=True))
    text = texts().map(literal)
    changes = [Change(key, data.draw(st.none() | values_like(source.units[key].value, text))) for key in keys]
    check_laws(FORMAT, sample, changes, ENGLISH)


@settings(deadline=None)
@given(st.data())
def test_skeleton_holds_exactly_the_values(data: st.DataObject) -> None:
    source = parse(ENGLISH, SOURCE)
    keys = data.draw(st.lists(st.sampled_from(sorted(source.units)), unique=True))
    text = texts().map(literal)
    values = {key: data.draw(values_like(source.units[key].value, text)) for key in keys}
    check_skeleton(FORMAT, ENGLISH, values)


quantities = st.lists(
    st.sampled_from([".zero", ".one", ".two", ".few", ".many"]), unique=True, max_size=5
).flatmap(
    lambda chosen: st.tuples(*(st.tuples(st.just(q), texts().map(literal)) for q in [*chosen, ".other"]))
)


@pytest.mark.parametrize("name", SAMPLES)
@settings(deadline=None, max_examples=25)
@given(parts=quantities, items=st.lists(texts().map(literal), max_size=4))
def test_plurals_and_arrays_take_any_number_of_items(
    name: str, parts: tuple[tuple[str, str], ...], items: list[str]
) -> None:
    array = Forms("array", tuple((f"[{index}]", text) for index, text in enumerate(items)))
    changes = [Change("files", Forms("plural", parts)), Change("days", array)]
    check_laws(FORMAT, SAMPLES[name], changes, ENGLISH)


# --- entries that come and go


def test_entry_of_another_kind_than_the_source_is_replaced_whole() -> None:
    before = wrapped('<string name="files">Dateien</string>').encode()
    value = Forms("plural", ((".other", "%d Dateien"),))
    after = changed(FORMAT, before, [Change("files", value)], ENGLISH)
    assert after.decode() == wrapped(
        '<plurals name="files">\n        <item quantity="other">%d Dateien</item>\n    </plurals>'
    )


def test_reference_in_a_target_gives_way_to_a_translation() -> None:
    before = wrapped('<string name="last">@string/own</string>').encode()
    assert changed(FORMAT, before, [Change("last", "Ende")], ENGLISH) == before.replace(
        b"@string/own", b"Ende"
    )


def test_value_of_another_kind_than_source_and_target_is_refused() -> None:
    with pytest.raises(ContentError, match="is no <string>") as caught:
        changed(FORMAT, GERMAN, [Change("hello", Forms("plural", ((".other", "x"),)))], ENGLISH)
    assert caught.value.location is not None
    assert caught.value.location.key == "hello"


def test_key_that_the_source_lacks_is_refused() -> None:
    with pytest.raises(ContentError, match="'unheard' cannot be written"):
        changed(FORMAT, GERMAN, [Change("unheard", "x")], ENGLISH)


def test_prefix_of_a_new_tag_is_declared_as_in_the_source() -> None:
    value = '<xliff:g id="name">%1$s</xliff:g>!'
    after = changed(FORMAT, GERMAN, [Change("hello", value)], ENGLISH)
    assert b'<resources xmlns:xliff="urn:oasis:names:tc:xliff:document:1.2">\n' in after
    empty = changed(FORMAT, b"<resources />", [Change("hello", value)], ENGLISH)
    assert empty.startswith(b'<resources xmlns:xliff="urn:oasis:names:tc:xliff:document:1.2">\n    ')


@pytest.mark.parametrize("empty", ["<resources/>", "<resources></resources>", "<resources>\n</resources>"])
def test_entries_are_put_into_an_empty_file(empty: str) -> None:
    after = changed(FORMAT, f"{empty}\n".encode(), [Change("bye", "a"), Change("last", "b")], ENGLISH)
    assert after.decode() == (
        '<resources>\n    <string name="bye">a</string>\n    <string name="last">b</string>\n</resources>\n'
    )


def test_heading_stays_with_its_group_and_a_comment_goes_with_its_entry() -> None:
    data = wrapped(
        "<!-- Heading -->\n"
        '    <string name="a">1</string>\n'
        '    <string name="b">2</string>\n'
        "\n"
        "    <!-- About c -->\n"
        '    <string name="c">3</string>\n'
        "\n"
        '    <string name="d">4</string>'
    ).encode()
    without_a = changed(FORMAT, data, [Change("a", None)], data)
    assert without_a == data.replace(b'    <string name="a">1</string>\n', b"")
    without_c = changed(FORMAT, data, [Change("c", None)], data)
    assert without_c == data.replace(b'    <!-- About c -->\n    <string name="c">3</string>\n\n', b"")
    assert changed(FORMAT, without_a, [Change("a", "1")], data) == data
    assert changed(FORMAT, without_c, [Change("c", "3")], data) == data
    without_group = changed(FORMAT, data, [Change("a", None), Change("b", None)], data)
    assert without_group.startswith(b"<resources>\n    <!-- About c -->\n")


def test_directives_of_the_platform_are_never_removed_or_copied() -> None:
    data = wrapped('<!-- smartling.sltrans = notranslate -->\n    <string name="a">1</string>').encode()
    assert b"smartling" in changed(FORMAT, data, [Change("a", None)], data)
    assert b"smartling" not in changed(FORMAT, b"<resources/>", [Change("a", "x")], data)


def test_skeleton_says_its_own_locale_and_leaves_out_other_resources() -> None:
    result = create(FORMAT, parse(ENGLISH, SOURCE), {"hello": "Hallo"}, "omit", TARGET)
    assert result.decode() == (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        "<!-- Copyright -->\n"
        '<resources xmlns:tools="http://schemas.android.com/tools" '
        'xmlns:xliff="urn:oasis:names:tc:xliff:document:1.2" tools:locale="de">\n'
        "    <!-- Greetings -->\n"
        '    <string name="hello">Hallo</string>\n'
        "\n"
        "    <eat-comment/>\n"
        "</resources>\n"
    )


# --- entities, broken and hostile files


DTD = b"""<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE resources [
    <!ENTITY app "Acme <b>App</b>">
]>
<resources>
    <string name="a">Welcome to &app; \xe2\x80\xa6</string>
    <string name="b">x</string>
</resources>
"""


def test_declared_entities_are_compared_as_such_and_never_expanded() -> None:
    catalog = parse(DTD)
    assert catalog.units["a"].value == "Welcome to &app; …"
    check_identity(FORMAT, DTD, DTD)
    after = changed(FORMAT, DTD, [Change("b", "&app;!")], DTD)
    assert after == DTD.replace(b">x<", b">&app;!<")
    with pytest.raises(ContentError, match="entity &other;"):
        changed(FORMAT, DTD, [Change("b", "&other;")], DTD)


@pytest.mark.parametrize(
    ("data", "message", "line"),
    [
        (b"", "the file is empty", 1),
        (b"{}", "this is not XML", 1),
        (b"<resources>\n<string name='a'>x", "ends too early", 2),
        (b"<resources>\n<string name='a'>x</strin></resources>", "mismatched tag", 2),
        (b"<resources>\n<string name='a'>\xff</string></resources>", "not valid UTF-8: byte 0xff", 2),
        (b"<html>\n</html>", "the root element is <html>", 1),
        (b"<resources>\n<string name='a'>&nope;</string></resources>", "undefined entity", 2),
        (b"<string name='a'>x</string><string name='b'>y</string>", "junk after document element", 1),
    ],
)
def test_broken_file_is_refused_with_its_place(data: bytes, message: str, line: int) -> None:
    with pytest.raises(ContentError, match=re.escape(message)) as caught:
        parse(data, Reading("target", "de", "res/strings.xml"))
    location = caught.value.location
    assert location is not None
    assert (location.path, location.line) == ("res/strings.xml", line)
    assert caught.value.hint


# --- golden cases


@pytest.mark.parametrize("case", cases("android"), ids=case_id)
def test_golden(case: Path) -> None:
    check_case(FORMAT, case)


# --- real files

ANDROID = "duckduckgo-android/**/*.xml"


def real_pairs() -> Iterator[tuple[Path, Path]]:
    """(source, target) of the corpus."""
    for target in corpus_files("duckduckgo-android/**/values-*/*.xml"):
        source = target.parents[1] / "values" / target.name
        if source.exists():
            yield source, target


@needs_corpus
@pytest.mark.parametrize("path", corpus_files(ANDROID), ids=lambda p: f"{p.parent.name}/{p.name}")
def test_one_edit_of_a_real_file_changes_the_lines_of_its_entry_alone(path: Path) -> None:
    data = path.read_bytes()
    catalog = parse(data)
    rng = random.Random(path.as_posix())
    for key in rng.sample(sorted(catalog.units), min(20, len(catalog.units))):
        value = catalog.units[key].value
        new = (
            "Neu & »anders«"
            if isinstance(value, str)
            else Forms(value.kind, ((value.parts[0][0], "x"), *value.parts[1:]))
        )
        result = rewrite(FORMAT, catalog, [Change(key, new)], parse(data, SOURCE), TARGET)
        before, after = data.split(b"\n"), result.split(b"\n")
        child = catalog.layout.container.children[catalog.layout.last[key]]
        own = data.count(b"\n", child.start, child.end) + 1
        first = catalog.units[key].line - 1
        assert before[:first] == after[:first]
        assert (
            len(before) - first - own == 0 or before[first + own :] == after[-(len(before) - first - own) :]
        )
        assert sum(a != b for a, b in zip(before, after, strict=False)) == 1 or own > 1


@needs_corpus
@pytest.mark.parametrize(("source", "target"), [*real_pairs()], ids=lambda p: f"{p.parent.name}/{p.name}")
def test_removed_entry_of_a_real_file_comes_back_where_it_was(source: Path, target: Path) -> None:
    data, origin = target.read_bytes(), source.read_bytes()
    catalog, english = parse(data), parse(origin, SOURCE)
    rng = random.Random(target.as_posix())
    shared = sorted(catalog.units.keys() & english.units.keys())
    for key in rng.sample(shared, min(8, len(shared))):
        _, restored = check_remove_and_insert(FORMAT, data, key, origin)
        assert len(restored.split(b"\n")) == len(data.split(b"\n"))


@needs_corpus
@pytest.mark.parametrize("path", corpus_files(ANDROID), ids=lambda p: f"{p.parent.name}/{p.name}")
def test_real_file_stays_the_same_when_nothing_changes(path: Path) -> None:
    check_identity(FORMAT, path.read_bytes(), path.read_bytes())


@needs_corpus
@pytest.mark.parametrize("path", corpus_files(ANDROID), ids=lambda p: f"{p.parent.name}/{p.name}")
def test_real_file_reads_as_independent_readers_read_it(path: Path) -> None:
    data = path.read_bytes()
    catalog = parse(data, SOURCE)
    by_lxml, by_moz = dict(read_by_lxml(data)), dict(read_by_moz(data))
    for key, unit in catalog.units.items():
        for suffix, text in parts_of(unit.value):
            name = key + suffix
            assert text == by_lxml[name], name
            if "<" not in text and "&lt;" not in text and "%%" not in text:
                # moz.l10n takes HTML apart and moves blanks and newlines about it, so only plain text is compared
                assert text == literal(by_moz[name]), name


def read_by_lxml(data: bytes) -> Iterator[tuple[str, str]]:
    """(key, value) of every entry, written a second time from what aapt2 does, character by character."""
    for child in etree.fromstring(data):
        if child.tag == "string":
            yield child.attrib["name"], meaning_of(child)
        elif child.tag in ("plurals", "string-array"):
            for number, item in enumerate(child.iter("item")):
                suffix = f".{item.attrib['quantity']}" if child.tag == "plurals" else f"[{number}]"
                yield child.attrib["name"] + suffix, meaning_of(item)


def meaning_of(element: etree._Element) -> str:
    pieces = inner_pieces(element)
    texts = [text for text in pieces if not text.startswith("\0")]
    if texts and pieces[0] is texts[0]:
        pieces[0] = pieces[0].lstrip(" \n\t")
    if texts and pieces[-1] is texts[-1]:
        pieces[-1] = pieces[-1].rstrip(" \n\t")
    return "".join(
        piece[1:] if piece.startswith("\0") else literal(compiled(piece)).removeprefix("\0")
        for piece in pieces
    )


def inner_pieces(element: etree._Element) -> list[str]:
    """Texts, and tags marked by a first zero character."""
    pieces = [element.text or ""]
    for child in element:
        attributes = "".join(f' {name}="{value}"' for name, value in child.attrib.items())
        inner = inner_pieces(child)
        if inner == [""]:
            pieces.append(f"\0<{child.tag}{attributes}/>")
        else:
            pieces += [f"\0<{child.tag}{attributes}>", *inner, f"\0</{child.tag}>"]
        pieces.append(child.tail or "")
    return pieces


def compiled(text: str) -> str:
    result = ""
    quoted = blank = False
    letters = iter(
        re.sub(r'(<a href=)"([^"\\]*)"', r"\1\\\"\2\\\"", text)
    )  # quotes that everybody means to stay
    for letter in letters:
        if letter in " \n\t" and not quoted:
            result += "" if blank else " "
            blank = True
            continue
        blank = False
        if letter == "\\":
            following = next(letters, "")
            if following == "u":
                result += chr(int("".join(next(letters) for _ in range(4)), 16))
            else:
                result += {"n": "\n", "t": "\t"}.get(following, following)
        elif letter == '"':
            quoted = not quoted
        else:
            result += letter
    return result


def read_by_moz(data: bytes) -> Iterator[tuple[str, str]]:
    """(key, text) of every entry without inline elements, as moz.l10n sees it."""
    for entry in android_parse(data, ascii_spaces=True).all_entries():
        name = ".".join(entry.id[:1])
        if isinstance(entry.value, SelectMessage):
            for (quantity,), pattern in entry.value.variants.items():
                label = quantity if isinstance(quantity, str) else quantity.value or "other"
                yield f"{name}.{label}", flat(pattern)
        elif isinstance(entry.value, PatternMessage):
            number = f"[{entry.id[1]}]" if len(entry.id) > 1 else ""
            yield name + number, flat(entry.value.pattern)


def flat(pattern: list[str | Expression | Markup]) -> str:
    """The text of a pattern; an expression is its source, a markup is left out."""
    texts = []
    for part in pattern:
        if isinstance(part, str):
            texts.append(part)
        elif isinstance(part, Expression):
            source = part.attributes.get("source")
            texts.append(source if isinstance(source, str) else str(part.arg))
    return "".join(texts)
