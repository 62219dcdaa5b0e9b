"""XLIFF: units, keys, states, the laws, layout, broken and hostile files, golden cases."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from ci_l10n.errors import ContentError
from ci_l10n.formats.base import Change, Reading, Untranslated
from ci_l10n.formats.registry import detect_format
from ci_l10n.formats.rewriting import create
from ci_l10n.formats.xliff.format import FORMAT
from ci_l10n.formats.xliff.text import literal
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
    values_of,
)
from tests.unit.formats.xliff.samples import (
    ANGULAR,
    NAMESPACE,
    ONE_LINE,
    PREFIXED,
    SEGMENTED,
    SMARTCAT,
    SYMFONY_DE,
    SYMFONY_EN,
    XCODE,
    parse,
    unit,
    wrapped,
)

INFO, LOCALIZABLE = "App/en.lproj/InfoPlist.strings#", "App/en.lproj/Localizable.strings#"
BILINGUAL = re.sub(rb"(\n +)(<source>.*</source>)\n", rb"\1\2\1<target>x</target>\n", ANGULAR)

# --- which units there are


def test_keys_of_an_apple_project_say_the_file() -> None:
    assert values_of(parse(XCODE, SOURCE)) == {
        INFO + "CFBundleName": "Acme",
        LOCALIZABLE + "CFBundleName": "Name of the bundle",
        LOCALIZABLE + "hello %@": "Hello, %@ & friends",
        LOCALIZABLE + "lines": "One\ntwo",
    }
    catalog = parse(XCODE)
    assert values_of(catalog) == {
        INFO + "CFBundleName": "Acme DE",
        LOCALIZABLE + "CFBundleName": "Name des Pakets",
        LOCALIZABLE + "lines": "",
    }
    assert catalog.units[INFO + "CFBundleName"].comment == "Bundle name"
    assert [unit.line for unit in catalog.units.values()] == [8, 20, 29]
    assert catalog.units[LOCALIZABLE + "lines"].needs_review


def test_keys_of_other_files_than_the_first_say_the_file() -> None:
    unit_a = '<trans-unit id="a"><source>x</source></trans-unit>'
    file = '<file original="{}" source-language="en"><body>{}</body></file>'
    for originals, keys in [
        (("m", "n"), ["a", "n#a"]),
        (("m.en.xlf",), ["a"]),
        (("a.xib", "m", "n"), ["a.xib#a", "a", "n#a"]),
    ]:
        files = "".join(file.format(original, unit_a) for original in originals)
        data = f'<xliff version="1.2" xmlns="{NAMESPACE}">{files}</xliff>'
        assert list(parse(data, SOURCE).units) == keys


def test_text_of_a_source_in_its_own_language_is_the_target() -> None:
    assert values_of(parse(SYMFONY_EN, SOURCE)) == {
        "1": "Hello %name%",
        "2": 'Read <a href="/terms">the terms</a> & go on',
        "3": "Plain text",
        "10": "Tenth",
    }


@pytest.mark.parametrize(
    ("languages", "state", "value"),
    [
        ('source-language="en" target-language="en"', "", "T"),
        ('source-language="en" target-language="en-US"', "", "T"),
        ('source-language="en"', "", "T"),
        ('source-language="en" target-language="de"', "", "S"),
        ('source-language="en"', ' state="needs-translation"', "S"),
    ],
)
def test_target_in_another_language_is_no_source_text(languages: str, state: str, value: str) -> None:
    data = wrapped(f'<trans-unit id="a"><source>S</source><target{state}>T</target></trans-unit>', languages)
    assert values_of(parse(data, SOURCE)) == {"a": value}


@pytest.mark.parametrize("data", [ANGULAR, PREFIXED], ids=["plain", "prefixed"])
def test_groups_notes_limits_and_what_is_not_for_translators(data: bytes) -> None:
    catalog = parse(data, SOURCE)
    assert values_of(catalog) == {
        "intro": 'Hello <x id="INTERPOLATION"/>, <x id="START_BOLD_TEXT"/>welcome<x id="CLOSE_BOLD_TEXT"/>',
        "plural": '{VAR_PLURAL, plural, =0 {just now} other {<x id="INTERPOLATION"/> minutes ago}}',
        "open": "Open",
        "prose": "Prose",
        "last": "Last",
    }
    assert catalog.aside == {"brand", "code"}
    assert catalog.units["intro"].comment == "An introduction\nUser welcome"
    assert catalog.units["open"].flags == ("character_limit=10",)
    assert not parse(data).units


def test_several_segments_are_part_of_the_text_and_one_is_not() -> None:
    source, target = parse(SEGMENTED, SOURCE), parse(SEGMENTED)
    assert source.units["one"].value == "Only one."
    assert source.units["two"].value == (
        '<mrk mid="1" mtype="seg">First.</mrk> <mrk mid="2" mtype="seg">Second.</mrk>'
    )
    assert target.units["two"].value == (
        '<mrk mid="1" mtype="seg">Erstens.</mrk> <mrk mid="2" mtype="seg">Zweitens.</mrk>'
    )


def test_comments_may_stand_anywhere() -> None:
    data = wrapped(
        '<!-- <trans-unit id="no"><source>x</source></trans-unit> -->\n      <trans-unit id="a"><!-- </source> -->'
        "<source>x<!-- </source> --></source><!-- <target>no</target> --><target>y<![CDATA[</target>]]></target>"
        "<!-- </trans-unit> --></trans-unit>"
    )
    assert values_of(parse(data)) == {"a": "y</target>"}
    assert (
        "<target>z</target><!-- </tr"
        in changed(FORMAT, data.encode(), [Change("a", "z")], data.encode()).decode()
    )


def test_directives_in_comments_are_honoured() -> None:
    data = wrapped(
        "<!-- smartling.placeholder_format = IOS -->\n" + '<trans-unit id="a"><source>x</source></trans-unit>'
    )
    assert parse(data, SOURCE).units["a"].flags == ("placeholder_format=IOS",)


def test_duplicate_keys_are_reported_and_the_last_one_is_edited() -> None:
    twice = "".join(
        f'<trans-unit id="a"><source>{n}</source><target>{n}</target></trans-unit>\n' for n in "12"
    )
    data = wrapped(twice).encode()
    catalog = parse(data)
    (finding,) = catalog.findings
    assert (finding.code, finding.location and finding.location.line) == ("duplicate-key", 4)
    assert values_of(catalog) == {"a": "2"}
    assert changed(FORMAT, data, [Change("a", "3")], data) == data.replace(b"<target>2<", b"<target>3<")
    assert b"trans-unit" not in changed(FORMAT, data, [Change("a", None)], data)
    assert b"<source>1<" not in create(FORMAT, parse(data, SOURCE), {"a": "x"}, "omit", TARGET)


def test_unit_without_an_id_is_reported_and_left_alone() -> None:
    data = wrapped("<trans-unit><source>x</source><target>y</target></trans-unit>").encode()
    catalog = parse(data)
    assert [finding.code for finding in catalog.findings] == ["missing-id"]
    assert not catalog.units
    assert create(FORMAT, parse(data, SOURCE), {}, "omit", TARGET) == data


# --- states


@pytest.mark.parametrize(
    ("before", "value", "review", "after"),
    [
        ('<target state="new">x</target>', "y", False, '<target state="translated">y</target>'),
        ("<target state='needs-l10n' a='1'>x</target>", "x", False, "<target state='translated' a='1'>x</target>"),
        ('<target state="New"/>', "y", False, '<target state="translated">y</target>'),
        ('<target state="final">x</target>', "y", False, '<target state="final">y</target>'),
        ('<target state="final">x</target>', "y", True, '<target state="needs-review-translation">y</target>'),
        ("<target>x</target>", "y", True, '<target state="needs-review-translation">y</target>'),
        ('<target xml:lang="de"/>', "y", True, '<target state="needs-review-translation" xml:lang="de">y</target>'),
        ('<target state="new">x</target>', "y", True, '<target state="new">y</target>'),
        ('<target state="new">x</target>', "", False, '<target state="new"></target>'),
        ("<note/>", "y", True, '<target state="needs-review-translation">y</target>\n        <note/>'),
    ],
)  # fmt: skip
def test_state_says_what_was_written(before: str, value: str, review: bool, after: str) -> None:
    data = unit(before).encode()
    result = changed(FORMAT, data, [Change("a", value, review)], data)
    assert result.decode() == unit(after)
    if value:
        assert parse(result).units["a"].needs_review == review


@pytest.mark.parametrize("state", ["translated", "final", "signed-off", "x-checked"])
def test_finished_state_and_approval_say_nothing_of_a_review(state: str) -> None:
    data = unit(f'<target state="{state}">x</target>', ' approved="no"')
    assert not parse(data).units["a"].needs_review


# --- the laws


SAMPLES = {
    "xcode": (XCODE, XCODE),
    "symfony": (SYMFONY_DE, SYMFONY_EN),
    "symfony source": (SYMFONY_EN, SYMFONY_EN),
    "angular": (BILINGUAL, ANGULAR),
    "angular without targets": (ANGULAR, ANGULAR),
    "prefixed": (PREFIXED, PREFIXED),
    "smartcat": (SMARTCAT, SMARTCAT),
    "one line": (ONE_LINE, ONE_LINE),
    "segmented": (SEGMENTED, SEGMENTED),
    "tabs": (re.sub(b"    ", b"\t", SYMFONY_DE), SYMFONY_EN),
    "crlf": (SYMFONY_DE.replace(b"\n", b"\r\n"), SYMFONY_EN),
    "other indentation": (SYMFONY_DE.replace(b"    ", b"  ").rstrip(), SYMFONY_EN),
    "utf-16": (SYMFONY_DE.replace(b"utf-8", b"utf-16").decode().encode("utf-16"), SYMFONY_EN),
    "latin-1": (SYMFONY_DE.decode().replace("utf-8", "iso-8859-1").encode("latin-1"), SYMFONY_EN),
}


@pytest.mark.parametrize("name", SAMPLES)
@settings(max_examples=6)
@given(st.data())
def test_laws_hold(name: str, data: st.DataObject) -> None:
    target, source = SAMPLES[name]
    catalog = parse(target)
    if catalog.units:
        result = check_laws(FORMAT, target, data.draw(changes_of(catalog, texts().map(literal))), source)
        check_order(result)


@pytest.mark.parametrize("name", SAMPLES)
@settings(max_examples=5)
@given(st.data())
def test_any_units_can_be_added_and_taken_away(name: str, data: st.DataObject) -> None:
    target, source = SAMPLES[name]
    keys = data.draw(st.lists(st.sampled_from(sorted(parse(source, SOURCE).units)), unique=True))
    text = texts().map(literal)
    changes = [Change(key, data.draw(st.none() | text)) for key in keys]
    check_order(check_laws(FORMAT, target, changes, source))


@pytest.mark.parametrize("name", SAMPLES)
def test_every_unit_can_be_removed_and_come_back(name: str) -> None:
    target, source = SAMPLES[name]
    for key in parse(target).units.keys() & parse(source, SOURCE).units.keys():
        _, restored = check_remove_and_insert(FORMAT, target, key, source)
        if not parse(target).units[key].needs_review and name not in ("one line", "smartcat"):
            assert restored == target, key


@pytest.mark.parametrize(
    "source", sorted({s for _, s in SAMPLES.values()}), ids=lambda s: s[-200:][:20].decode("latin-1")
)
@settings(max_examples=6)
@given(st.data())
def test_skeleton_holds_exactly_the_values(source: bytes, data: st.DataObject) -> None:
    units = parse(source, SOURCE).units
    keys = data.draw(st.lists(st.sampled_from(sorted(units)), unique=True))
    values = {key: data.draw(texts().map(literal)) for key in keys}
    check_order(check_skeleton(FORMAT, source, values))


def check_order(data: bytes) -> None:
    """The order of elements that the schema of XLIFF 1.2 prescribes."""
    order = [
        "source",
        "seg-source",
        "target",
        "context-group",
        "count-group",
        "prop-group",
        "note",
        "alt-trans",
    ]
    root = etree.fromstring(data)
    names = {etree.QName(child).localname for child in root}
    assert names <= {"file"}
    for element in root.iter("{*}trans-unit"):
        found = [etree.QName(child).localname for child in element if isinstance(child.tag, str)]
        assert found.count("source") == 1
        assert found.count("target") <= 1
        heads = [order.index(name) for name in found if name in order[:3]]
        assert heads == sorted(heads) == list(range(len(heads))) or heads == [0, 2]
        assert all(order.index(name) > 2 for name in found[len(heads) :])
    for file in root.iter("{*}file"):
        assert [etree.QName(child).localname for child in file] in (["header", "body"], ["body"])


# --- units that come and go


def added(target: str, source: str, key: str = "a", value: str = "x") -> str:
    return changed(FORMAT, target.encode(), [Change(key, value)], source.encode()).decode()


def test_target_goes_behind_the_source_as_the_source_stands() -> None:
    for before, after in [
        ("<source>S</source>", "<source>S</source><target>x</target>"),
        ("\n\t<source>S</source>\n", "\n\t<source>S</source>\n\t<target>x</target>\n"),
        ("\r\n  <source>S</source>\r\n", "\r\n  <source>S</source>\r\n  <target>x</target>\r\n"),
        ("<!-- c -->\n <source>S</source>", "<!-- c -->\n <source>S</source>\n <target>x</target>"),
        (
            '<source xml:space="preserve">S</source><note/>',
            '<source xml:space="preserve">S</source><target xml:space="preserve">x</target><note/>',
        ),
        (
            "<source>S</source><seg-source>S</seg-source><note>n</note>",
            "<source>S</source><seg-source>S</seg-source><target>x</target><note>n</note>",
        ),
        (
            '<source>S</source><seg-source><mrk mtype="seg" mid="1">S</mrk></seg-source>',
            '<source>S</source><seg-source><mrk mtype="seg" mid="1">S</mrk></seg-source>'
            '<target><mrk mtype="seg" mid="1">x</mrk></target>',
        ),
    ]:  # fmt: skip
        data = wrapped(f'<trans-unit id="a">{before}</trans-unit>')
        assert added(data, data) == wrapped(f'<trans-unit id="a">{after}</trans-unit>')


def test_numbered_units_are_in_the_order_of_their_numbers() -> None:
    numbers = [8, 9, 10, 11, 12]
    units = [f'<trans-unit id="{n}">\n        <source>{n}</source>\n        <target>{n}</target>\n      </trans-unit>' for n in numbers]  # fmt: skip
    whole = wrapped("\n      ".join(units))
    for n, text in zip(numbers, units, strict=True):
        rest = wrapped("\n      ".join(u for u in units if u is not text))
        assert added(rest, whole, str(n), str(n)) == whole


def test_file_and_group_that_are_missing_come_with_the_unit() -> None:
    first, second = XCODE.split(b'  <file original="App/en.lproj/L')
    target = first + b"</xliff>\n"
    result = changed(FORMAT, target, [Change(LOCALIZABLE + "hello %@", "Hallo, %@")], XCODE)
    expected = (
        XCODE.replace(
            b"        <source>Hello, %@ &amp; friends</source>\n",
            b"        <source>Hello, %@ &amp; friends</source>\n        <target>Hallo, %@</target>\n",
        )
        .replace(b"        <target>Name des Pakets</target>\n", b"")
        .replace(b'        <target state="needs-translation"></target>\n', b"")
    )
    assert result == expected
    assert second
    source = wrapped('<group id="g">\n        <note>n</note>\n        <trans-unit id="a">\n          <source>S</source>\n        </trans-unit>\n      </group>')  # fmt: skip
    assert added(
        wrapped('<trans-unit id="z"><source>Z</source><target>z</target></trans-unit>'), source
    ) == wrapped(
        '<group id="g">\n        <note>n</note>\n        <trans-unit id="a">\n          <source>S</source>\n'
        "          <target>x</target>\n        </trans-unit>\n      </group>\n"
        '      <trans-unit id="z"><source>Z</source><target>z</target></trans-unit>'
    )


def test_new_file_of_another_layout_is_laid_out_as_the_others() -> None:
    target = SYMFONY_DE.replace(b"    ", b"\t").replace(b"\n", b"\r\n")
    result = changed(FORMAT, target, [Change("3", "Text\nzwei")], SYMFONY_EN)
    start = result.index(b'<trans-unit id="3"')
    assert result[start - 5 : result.index(b"</trans-unit>", start)] == (
        b'\r\n\t\t\t<trans-unit id="3">\r\n\t\t\t\t<source>Plain text</source>\r\n'
        b"\t\t\t\t<target>Text\r\nzwei</target>\r\n\t\t\t"
    )


def test_text_of_several_lines_is_not_indented_with_its_unit() -> None:
    source = wrapped('<trans-unit id="a">\n        <source>one\n        two</source>\n      </trans-unit>')
    target = wrapped("").replace("      \n", "").replace("  ", "\t")
    result = added(target, source)
    assert (
        '\n\t\t\t<trans-unit id="a">\n\t\t\t\t<source>one\n        two</source>\n\t\t\t\t<target>x' in result
    )


def test_source_is_brought_along_with_its_new_translation() -> None:
    old, new = unit("<target>alt</target>", source="Old"), unit("<note/>", source="New &amp;\nbetter")
    assert added(old, new) == unit("<target>x</target>", source="New &amp;\nbetter")
    assert added(old, new, value="alt") == old


@pytest.mark.parametrize(
    ("attributes", "theirs"),
    [
        (' resname="key"', "<target>Text</target>"),
        ("", "<target>key</target>"),
    ],
)
def test_source_that_is_a_key_or_the_text_of_one_stays(attributes: str, theirs: str) -> None:
    source = unit(theirs, attributes, source="Text").replace('"de"', '"en"')
    target = unit("<target>alt</target>", source="key")
    assert added(target, source) == unit("<target>x</target>", source="key")


def test_renumbered_units_are_not_written_to() -> None:
    def numbered(*names: str) -> str:
        return wrapped(
            "".join(
                f'<trans-unit id="{n}" resname="{name}"><source>{name}</source><target>{name}</target></trans-unit>'
                for n, name in enumerate(names)
            )
        )

    with pytest.raises(ContentError, match="the unit '0' is 'a' in the source and 'b' here"):
        added(numbered("b", "a"), numbered("a", "b"), "0")
    assert "<target>x</target>" in added(numbered("renamed", "b"), numbered("a", "b"), "0")


def test_unit_that_the_source_wants_translated_now_is_not_set_aside_any_more() -> None:
    source, target = unit("<note/>"), unit("<note/>", ' translate="no"')
    assert added(target, source) == unit("<target>x</target>\n        <note/>")


def test_key_that_the_source_lacks_is_refused() -> None:
    with pytest.raises(ContentError, match="'b' cannot be written: the source does not have it"):
        added(unit("<note/>"), unit("<note/>"), "b")


# --- new files


@pytest.mark.parametrize(
    ("untranslated", "expected"),
    [("omit", ["1"]), ("source", ["1", "2", "3", "10"]), ("empty", ["1", "2", "3", "10"])],
)
def test_new_file_says_its_language_and_has_no_english_left_by_accident(
    untranslated: Untranslated, expected: list[str]
) -> None:
    reading = Reading("target", "pt-BR", "x")
    result = create(FORMAT, parse(SYMFONY_EN, SOURCE), {"1": "Olá"}, untranslated, reading)
    assert b'source-language="en" target-language="pt-BR"' in result
    assert list(parse(result).units) == expected
    # a <source> that is a key would be shown to people: its unit is left out; a text may stand for itself
    assert (b"user.terms" in result) == (untranslated != "omit")
    assert b"<source>Plain text</source>" in result


def test_new_file_of_a_source_without_targets_keeps_all_units() -> None:
    result = create(FORMAT, parse(ANGULAR, SOURCE), {"last": "Letzter"}, "omit", TARGET)
    expected = ANGULAR.replace(b'source-language="en"', b'source-language="en" target-language="de"').replace(
        b"<source>Last</source>", b"<source>Last</source>\n        <target>Letzter</target>"
    )
    assert result == expected


# --- broken and hostile files


@pytest.mark.parametrize(
    ("data", "message", "line"),
    [
        (b"", "the file is empty", 1),
        (b"{}", "this is not XML", 1),
        (b"<xliff>\n<file>", "ends too early", 2),
        (b"<xliff>\n<file></files></xliff>", "mismatched tag", 2),
        (b"<xliff>\n<file>\xff</file></xliff>", "not valid UTF-8: byte 0xff", 2),
        (b"<?xml version='1.0'?>\n<!-- <xliff> -->\n<html>\n</html>", "the root element is <html>", 3),
        (b"<xliff>\n&nope;</xliff>", "entity", 2),
        (b"<xliff>\n\0</xliff>", "not well-formed", 2),
        (b'<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0"/>', "this is XLIFF 2.0", 1),
        (b'<!DOCTYPE xliff SYSTEM "http://x/y.dtd"><xliff/>', "points to a file outside", 1),
        (b'<!DOCTYPE xliff [<!ENTITY a "b">]><xliff>&a;</xliff>', "DOCTYPE is not allowed", 1),
        (b"<xliff>" + b"<group>" * 100_000 + b"</group>" * 100_000 + b"</xliff>", "nested deeper", 1),
        (b"<xliff>" + b"<group>" * 100_000, "ends too early", 1),
        (
            b'<xliff>\n<trans-unit id="a">\n<source>' + b"<g>" * 9_999 + b"</g>" * 9_999 + b"</source></trans-unit></xliff>",
            "nested deeper",
            3,
        ),
        (
            b"<xliff>\n<trans-unit id='a'><source>" + b"<trans-unit id='b'/>" + b"</source></trans-unit>\n<trans-unit id='c'>\n<trans-unit id='d'></trans-unit></trans-unit></xliff>",
            "ends too early",
            4,
        ),
    ],
)  # fmt: skip
def test_broken_file_is_refused_with_its_place(data: bytes, message: str, line: int) -> None:
    with pytest.raises(ContentError, match=re.escape(message)) as caught:
        parse(data, Reading("target", "de", "a.xlf"))
    location = caught.value.location
    assert location is not None
    assert (location.path, location.line) == ("a.xlf", line)
    assert caught.value.hint


def test_xliff_1_1_is_read() -> None:
    data = unit("<target>x</target>").replace("1.2", "1.1")
    assert values_of(parse(data)) == {"a": "x"}
    check_identity(FORMAT, data.encode(), data.encode())


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a/b.xlf", "xliff"),
        ("b.xliff", "xliff"),
        ("b.xml", "xliff"),
        ("b.sdlxliff", None),
        ("b.mxliff", None),
    ],
)
def test_format_is_found_by_path_and_content(path: str, name: str | None) -> None:
    assert detect_format(path, XCODE) == name


@pytest.mark.long
@pytest.mark.parametrize(
    "inner",
    [
        " " * 2_000_000,
        '<trans-unit id="a">' + " " * 2_000_000 + "</trans-unit>",
        '<trans-unit id="a"><source>' + "<x/>" * 300_000 + "</source></trans-unit>",
        '<trans-unit id="a"' + " " * 1_000_000 + "/>",
        '<trans-unit id="a"><source>x</source>' + "<note>n</note>" * 100_000 + "</trans-unit>",
        "<!-- <trans-unit -->" * 100_000,
        "<trans-unit/>" * 20_000,
        "<group/>" * 200_000,
    ],
    ids=lambda inner: inner[:30],
)
def test_odd_file_takes_time_in_proportion(inner: str) -> None:
    data = wrapped(inner).encode()
    catalog = parse(data)
    assert FORMAT.edits(catalog, [], parse(data, SOURCE), TARGET) == []


@pytest.mark.long
def test_many_units_come_and_go_in_time_in_proportion() -> None:
    units = "".join(
        f'      <trans-unit id="k{n}x">\n        <source>S {n}</source>\n        <target>T</target>\n      </trans-unit>\n'
        for n in range(30_000)
    )
    whole = wrapped("").replace("      \n", units).encode()
    keys = list(parse(whole).units)
    without = changed(FORMAT, whole, [Change(key, None) for key in keys], whole)
    assert b"trans-unit" not in without
    assert changed(FORMAT, without, [Change(key, "T") for key in keys], whole) == whole


# --- golden cases


@pytest.mark.parametrize("case", cases("xliff"), ids=case_id)
def test_golden(case: Path) -> None:
    check_case(FORMAT, case)
