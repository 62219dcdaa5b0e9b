"""Android resources: entries, the laws, layout, broken files, golden cases."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ci_l10n.errors import ContentError
from ci_l10n.formats.android.format import FORMAT
from ci_l10n.formats.android.text import literal
from ci_l10n.formats.base import Change, Reading
from ci_l10n.formats.rewriting import create
from ci_l10n.model import Forms
from tests.unit.formats.android.samples import ENGLISH, GERMAN, parse, wrapped
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
@settings(deadline=None, max_examples=10)
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
@settings(deadline=None, max_examples=10)
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


def test_directives_in_comments_hold_for_the_entries_below() -> None:
    data = wrapped(
        '<string name="a">1</string>\n'
        "    <!-- smartling.placeholder_format = IOS -->\n"
        '    <string name="b">2</string>\n'
        "    <!-- smartling.sltrans = notranslate -->\n"
        '    <string name="c">3</string>\n'
        "    <!-- smartling.sltrans = translate -->\n"
        '    <string name="d">4</string>'
    )
    source = parse(data, SOURCE)
    assert {key: unit.flags for key, unit in source.units.items()} == {
        "a": (),
        "b": ("placeholder_format=IOS",),
        "d": ("placeholder_format=IOS",),
    }
    assert source.aside == {"c"}
    assert list(parse(data).units) == ["a", "b", "c", "d"]


def test_entity_that_only_the_source_declares_is_refused_by_name() -> None:
    with pytest.raises(ContentError, match="entity &app;"):
        changed(FORMAT, b"<resources/>", [Change("a", "Welcome to &app; …")], DTD)


def test_comment_between_entries_of_one_line_belongs_to_the_next() -> None:
    data = b'<resources><string name="a">1</string><!-- b --><string name="b">2</string></resources>'
    after = changed(FORMAT, data, [Change("a", None)], data)
    assert after == b'<resources><!-- b --><string name="b">2</string></resources>'


def test_emptied_text_leaves_no_blank_lines_behind() -> None:
    data = wrapped('<string name="a">\n        long\n    </string>').encode()
    assert changed(FORMAT, data, [Change("a", "")], data) == wrapped('<string name="a"></string>').encode()


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
        (b"<resources>\n<string name='a'>&nope;</string></resources>", "entity &nope; is not declared", 2),
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
