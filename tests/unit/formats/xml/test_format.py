"""Generic XML: where keys and texts are, what a merge writes, what is refused."""

from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from ci_l10n.errors import ContentError
from ci_l10n.formats.base import Change, Reading
from ci_l10n.formats.registry import detect_format
from ci_l10n.formats.rewriting import create, rewrite
from ci_l10n.formats.xml.format import FORMAT
from ci_l10n.model import Catalog
from tests.unit.formats import golden, laws
from tests.unit.formats.laws import (
    changed,
    check_laws,
    check_remove_and_insert,
    check_skeleton,
    texts,
    values_of,
)
from tests.unit.formats.xml.samples import ATTRIBUTE, GROUPS, ITEMS, SAMPLES, Sample

TERMS = {"source_key_paths": "/terms/{term.id}"}


def reading(sample: Sample, role: str = "target") -> Reading:
    return Reading("source" if role == "source" else "target", "de", "file.xml", sample.directives)


def parse(data: bytes, keys: str = "/terms/{term.id}", *, role: str = "target", **directives: str) -> Catalog:
    return FORMAT.parse(data, reading(Sample(data, {"source_key_paths": keys, **directives}), role))


def values(data: bytes, keys: str = "/terms/{term.id}", **directives: str) -> dict[str, object]:
    return dict(values_of(parse(data, keys, **directives)))


def merged(
    data: bytes, changes: Mapping[str, str | None], source: bytes, directives: dict[str, str] = TERMS
) -> bytes:
    how = reading(Sample(data, directives))
    return check_laws(FORMAT, data, [Change(key, value) for key, value in changes.items()], source, how)


@pytest.mark.parametrize("case", golden.cases("xml"), ids=golden.case_id)
def test_golden(case: Path) -> None:
    golden.check_case(FORMAT, case)


# --- laws


@pytest.mark.parametrize("name", SAMPLES)
@settings(max_examples=10, deadline=None)
@given(draw=st.data())
def test_laws_hold(name: str, draw: st.DataObject) -> None:
    sample = SAMPLES[name]
    catalog = FORMAT.parse(sample.data, reading(sample))
    changes = draw.draw(laws.changes_of(catalog, texts()))
    result = check_laws(FORMAT, sample.data, changes, sample.data, reading(sample))
    etree.fromstring(result, etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True))


@pytest.mark.parametrize("name", SAMPLES)
def test_removed_entry_comes_back_to_the_same_bytes(name: str) -> None:
    sample = SAMPLES[name]
    for key in FORMAT.parse(sample.data, reading(sample)).units:
        without, restored = check_remove_and_insert(FORMAT, sample.data, key, sample.data, reading(sample))
        assert len(without) < len(sample.data)
        assert restored == sample.data, key


@pytest.mark.parametrize("name", SAMPLES)
@settings(max_examples=10, deadline=None)
@given(draw=st.data())
def test_any_entries_can_be_added_to_any_others(name: str, draw: st.DataObject) -> None:
    sample = SAMPLES[name]
    units = FORMAT.parse(sample.data, reading(sample, "source")).units
    keys = draw.draw(st.sets(st.sampled_from(sorted(units))))
    target = changed(FORMAT, sample.data, [Change(key, None) for key in keys], sample.data, reading(sample))
    again = [Change(key, units[key].value) for key in sorted(keys)]
    result = check_laws(FORMAT, target, again, sample.data, reading(sample))
    # a heading that others had kept may stand elsewhere: nothing is lost, nothing comes twice
    assert sorted(_lines(result)) == sorted(_lines(sample.data))


def _lines(data: bytes) -> list[str]:
    text = data.decode("utf-16" if data.startswith(b"\xff\xfe") else "utf-8")
    return [line for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("name", SAMPLES)
@settings(max_examples=10, deadline=None)
@given(draw=st.data())
def test_any_set_of_entries_makes_a_new_file(name: str, draw: st.DataObject) -> None:
    sample = SAMPLES[name]
    units = FORMAT.parse(sample.data, reading(sample, "source")).units
    keys = draw.draw(st.sets(st.sampled_from(sorted(units))))
    check_skeleton(FORMAT, sample.data, {key: draw.draw(texts()) for key in keys}, reading(sample))


@settings(max_examples=60, deadline=None)
@given(text=texts())
def test_a_text_reads_the_same_to_another_parser(text: str) -> None:
    from ci_l10n.formats.xml.text import literal

    for data in (
        b'<terms><term id="a">x</term></terms>',
        b'<terms><term id="a"><![CDATA[x]]></term></terms>',
    ):
        result = merged(data, {"a": literal(text)}, data)
        term = ElementTree.fromstring(result).find("term")
        assert term is not None
        assert (term.text or "") == text
        assert not list(term)


# --- where keys and texts are


def test_the_key_is_an_attribute_and_the_text_what_is_inside() -> None:
    assert values(ATTRIBUTE) == {
        "intro": "Welcome, %s!",
        "law": 'Read the <a href="%s">law</a> & obey',
        "data": 'We keep <b class="x">no</b> data… > it\'s true',
        "long": "First line\n        second line",
        "empty": "",
        "last": "Bye",
    }


def test_the_key_is_a_text_and_the_value_stands_beside_it() -> None:
    expected = {"greeting": "Hello", "bye": "Good <i>bye</i>", "thanks": "Thanks"}
    assert values(ITEMS, "data/item/{string_name}") == expected
    assert values(ITEMS, "data/item/{string_name}", translate_paths="data/item/string_text") == expected
    assert values(ITEMS, "data/item/{string_name}", translate_paths="/data/item/string_text/") == expected


def test_several_texts_of_an_entry_are_told_apart() -> None:
    data = b"<d><i><k>a</k><z>7</z><t>Text</t><n>Note</n></i><i><n>Alone</n><k>b</k></i><i><k>c</k><t>C</t></i></d>"
    catalog = parse(data, "d/i/{k}")
    assert values_of(catalog) == {"a": "Text", "c": "C"}
    assert [finding.code for finding in catalog.findings] == ["several-texts"]
    assert values(data, "d/i/{k}", translate_paths="d/i/n, d/i/t") == {
        "a": "Note",
        "a.t": "Text",
        "b": "Alone",
        "c.t": "C",
    }


def test_names_of_several_nodes_are_joined_by_a_blank() -> None:
    assert values(GROUPS, "data/{group.name}/{string.name}") == {
        "main title": "Title",
        "main body": "Body",
        "menu open": "Open",
        "menu2 open": "Open it",
        "menu2 close": "Close it",
    }


def test_the_text_may_lie_below_the_element_with_the_key_and_be_an_attribute() -> None:
    data = b'<r><i id="1"><en><t lang="en" tip="Tip">One</t></en></i><i id="2"><en/></i></r>'
    assert values(data, "r/{i.id}", translate_paths="r/i/en/t") == {"1": "One"}
    assert values(data, "r/{i.id}", translate_paths="r/i/en/t.tip") == {"1": "Tip"}


def test_a_condition_chooses_elements() -> None:
    data = b'<r><g t="x,y"><s n="a">A</s></g><g t="z"><s n="b">B</s></g><s n="c">C</s></r>'
    assert values(data, 'r/g[@t="x,y"]/{s.n}') == {"a": "A"}
    assert values(data, "r/g[@t='z']/{s.n}, r/{s.n}") == {"b": "B", "c": "C"}
    assert values(b'<r><m:s x="1" m:n="a">A</m:s><m:s m:n="b">B</m:s></r>', 'r/{m:s[@x="1"].m:n}') == {
        "a": "A"
    }


def test_paths_may_stand_in_comments_of_the_file_and_those_of_the_user_go_first() -> None:
    data = (
        b"<!-- smartling.translate_paths = data/string/ -->\n"
        b"<!-- smartling.source_key_paths =\n     data/{string.key} -->\n"
        b'<data>\n  <!-- smartling.placeholder_format = IOS -->\n  <string key="a" other="b">A</string>\n'
        b"  <!-- smartling.sltrans = notranslate -->\n"
        b'  <string key="c" other="d">C</string>\n</data>\n'
    )
    catalog = FORMAT.parse(data, Reading("source", "en", "x.xml"))
    assert values_of(catalog) == {"a": "A"}
    assert catalog.aside == {"c"}
    assert catalog.units["a"].flags == ("placeholder_format=IOS",)
    assert values(data, "data/{string.other}") == {"b": "A", "d": "C"}
    assert detect_format("x.xml", data) == "xml"
    assert detect_format("x.xml", b"<a/>", {"source_key_paths": "a"}) == "xml"
    assert detect_format("x.xml", b"<a/>") is None


def test_without_paths_the_error_shows_one_made_of_the_file() -> None:
    with pytest.raises(ContentError, match="source_key_paths") as caught:
        FORMAT.parse(
            b'<?xml version="1.0"?>\n<legal><terms><t key="x">X</t></terms></legal>',
            Reading("target", "de", "a.xml"),
        )
    assert "--directive 'source_key_paths=/legal/terms/{t.key}'" in caught.value.hint
    assert str(caught.value.location) == "a.xml:2"


@pytest.mark.parametrize(
    ("keys", "paths", "says"),
    [
        ("/terms/term", "", "does not say what the key is"),
        ("/terms/{term.id", "", "cannot be understood at '{term.id'"),
        ("/terms/*/{term.id}", "", "wildcard"),
        ("/terms//{term.id}", "", "cannot be understood at ''"),
        ("/terms.x", "", "which is not marked as the key"),
        ("/terms.x/{term.id}", "", "goes on behind the attribute"),
        ("{terms}", "", "where the text to translate is"),
        ("terms/{group}/{term.id}", "", "where the text to translate is"),
        ("/terms/{term.id}", "other/term", "begins with another element"),
        ("/terms/{term}", "terms/term", "leads to what is the key itself"),
        ("/terms/{term.id}", "terms/term.x/y", "goes on behind the attribute"),
        ("/terms/{term[@a=b].id}", "", "cannot be understood"),
    ],
)
def test_paths_that_cannot_be_are_refused_by_name(keys: str, paths: str, says: str) -> None:
    with pytest.raises(ContentError) as caught:
        values(ATTRIBUTE, keys, translate_paths=paths)
    assert says in caught.value.message
    assert caught.value.message.startswith("translate_paths" if paths else "source_key_paths")
    assert caught.value.hint
    assert caught.value.location


def test_elements_marked_as_not_translatable_are_set_aside_in_a_source() -> None:
    data = b'<terms><term id="a" translate="no">A</term><term id="b" translatable="false">B</term><term id="c">C</term></terms>'
    assert parse(data, role="source").aside == {"a", "b"}
    assert values_of(parse(data, role="source")) == {"c": "C"}
    assert list(values(data)) == ["a", "b", "c"]


# --- what a text means


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("it&apos;s &#8230; &gt;", "it's … >"),
        ("<![CDATA[a < b & c]]>", "a &lt; b &amp; c"),
        ("<![CDATA[a]]> <![CDATA[b]]>", "a b"),
        ("<a  href='x'\n c=\"&lt;&#233;\">y</a >", '<a href="x" c="&lt;é">y</a>'),
        ("<b></b>", "<b />"),
        ("\n    text\n  ", "text"),
        ("\r\n\ttext\r\n", "text"),
        ("<!-- note -->text", "text"),
        ("a\r\nb", "a\nb"),
        ("&#10;a", "<![CDATA[\na]]>"),
    ],
)
def test_spellings_of_one_meaning_are_equal(one: str, other: str) -> None:
    first, second = (
        values(f'<terms><term id="a">{raw}</term></terms>'.encode())["a"] for raw in (one, other)
    )
    assert first == second


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<b>x</b>", "&lt;b>x&lt;/b>"),
        ("<b>x</b>", "<![CDATA[<b>x</b>]]>"),
        (" a", "a"),
        ("\na", "&#10;a"),
        ("&amp;lt;b>", "&lt;b>"),
        ("\\&lt;b>x&lt;/b>", "&lt;b>x&lt;/b>"),
    ],
)
def test_other_meanings_are_other_values(one: str, other: str) -> None:
    first, second = (
        values(f'<terms><term id="a">{raw}</term></terms>'.encode())["a"] for raw in (one, other)
    )
    assert first != second


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ("it&apos;s", 'it\'s "so"', 'it&apos;s "so"'),
        ("it's", "it's", "it's"),
        ("&#8230;", "a…b", "a&#8230;b"),
        ("&#xE9;t&#xE9;", "été naïf", "&#xE9;t&#xE9; na&#xEF;f"),
        ("&#233;", "ï", "&#239;"),
        ("a > b", "x > y", "x > y"),
        ("a", "x > y", "x &gt; y"),
        ("<![CDATA[x]]>", "a & ]]> <", "<![CDATA[a & ]]]]><![CDATA[> <]]>"),
        ("<![CDATA[x]]>", "<b>y</b>", "<b>y</b>"),
        ("<b  class='q'>x</b>", '<i/><b class="q">y</b>', "<i/><b  class='q'>y</b>"),
        ("\n   x\n ", "y", "\n   y\n "),
        ("\n   x\n ", " y", "\n   &#32;y\n "),
        ("<!-- keep -->x", "y", "<!-- keep -->y"),
        ("x", "\ny\r", "&#10;y&#13;"),
        ("x", "", ""),
        ("x", "© R&D", "© R&amp;D"),
        ("x", "\\&copy;", "&amp;copy;"),
    ],
)
def test_a_new_text_is_spelled_as_the_old_one(before: str, value: str, after: str) -> None:
    data = f'<terms><term id="a">{before}</term></terms>'.encode()
    assert merged(data, {"a": value}, data) == f'<terms><term id="a">{after}</term></terms>'.encode()


def test_a_file_keeps_its_encoding() -> None:
    data = '<?xml version="1.0" encoding="ISO-8859-1"?>\n<terms><term id="a"><![CDATA[é]]></term></terms>'.encode(
        "latin-1"
    )
    assert merged(data, {"a": "ü"}, data) == data.replace("é".encode("latin-1"), "ü".encode("latin-1"))
    assert b'<term id="a">&#26085; &amp;</term>' in merged(data, {"a": "日 &"}, data)


@pytest.mark.parametrize("bad", ["\0", "\x0b", "\ufffe", "\ud800"])
def test_what_xml_cannot_hold_is_refused_with_the_key(bad: str) -> None:
    with pytest.raises(ContentError, match=f"U\\+{ord(bad):04X}") as caught:
        changed(FORMAT, ATTRIBUTE, [Change("law", f"a{bad}")], ATTRIBUTE, reading(Sample(ATTRIBUTE, TERMS)))
    assert caught.value.location
    assert caught.value.location.key == "law"


def test_an_entity_is_neither_expanded_nor_invented() -> None:
    sample = SAMPLES["entities"]
    assert values_of(FORMAT.parse(sample.data, reading(sample)))["a"] == "Use &brand; now"
    assert b">&brand;!<" in merged(sample.data, {"c": "&brand;!"}, sample.data, sample.directives)
    with pytest.raises(ContentError, match="&other;"):
        merged(sample.data, {"c": "&other;"}, sample.data, sample.directives)


# --- entries that come and go


def test_a_new_entry_is_the_source_s_with_its_comment_in_the_target_s_layout() -> None:
    target = (
        b'<terms>\r\n\t<term id="intro">Hallo, %s!</term>\r\n\t<term id="last">Ade</term>\r\n</terms>\r\n'
    )
    new = {"law": "Lies", "data": 'Wir <b class="x">halten</b>', "long": "Zeile\n        zwei"}
    assert merged(target, new, ATTRIBUTE) == (
        b'<terms>\r\n\t<term id="intro">Hallo, %s!</term>\r\n\t<term id="law" kind=\'x\'><![CDATA[Lies]]></term>\r\n\r\n'
        b'\t<!-- Privacy -->\r\n\t<term id="data">Wir <b class="x">halten</b></term>\r\n'
        b'\t<term id="long">\r\n\t\tZeile\r\n        zwei\r\n\t</term>\r\n\t<term id="last">Ade</term>\r\n</terms>\r\n'
    )


def test_containers_are_made_where_the_target_lacks_them_and_go_when_the_source_does() -> None:
    directives = SAMPLES["groups"].directives
    target = b'<data>\n  <group name="old">\n    <string name="x">X</string>\n  </group>\n</data>\n'
    made = merged(target, {"menu2 close": "Zu", "main title": "Titel"}, GROUPS, directives)
    assert made == (
        b'<data>\n  <group name="main">\n    <!-- the title -->\n    <string name="title">Titel</string>\n  </group>\n'
        b'  <group name="menu2">\n    <string name="close">Zu</string>\n  </group>\n'
        b'  <group name="old">\n    <string name="x">X</string>\n  </group>\n</data>\n'
    )
    assert (
        merged(made, {"old x": None}, GROUPS, directives)
        == made[: made.index(b'  <group name="old')] + b"</data>\n"
    )
    assert b'<group name="menu2">\n  </group>' in merged(made, {"menu2 close": None}, GROUPS, directives)


def test_entries_go_into_the_container_that_holds_their_neighbours() -> None:
    keys = {"source_key_paths": "d/s/{t.id}"}
    source = b'<d>\n <s>\n  <t id="a">A</t>\n  <t id="b">B</t>\n </s>\n <s>\n  <t id="c">C</t>\n  <t id="d">D</t>\n </s>\n</d>\n'
    target = source.replace(b'  <t id="d">D</t>\n', b"").replace(b'  <t id="b">B</t>\n', b"")
    assert merged(target, {"d": "D", "b": "B"}, source, keys) == source
    turned = b'<d>\n <s>\n  <t id="c">C</t>\n </s>\n <s>\n  <t id="a">A</t>\n </s>\n</d>\n'
    assert merged(turned, {"d": "D"}, source, keys) == turned.replace(
        b">C</t>\n", b'>C</t>\n  <t id="d">D</t>\n'
    )


def test_a_sorted_target_stays_sorted() -> None:
    source = b'<terms>\n  <x/>\n  <term id="z">Z</term>\n  <term id="c">C</term>\n  <term id="a">A</term>\n</terms>\n'
    target = (
        b"<terms>\n  <x/>\n" + b"".join(b'  <term id="%c">x</term>\n' % c for c in b"bdfh") + b"</terms>\n"
    )
    ids = [
        t.get("id") for t in ElementTree.fromstring(merged(target, {"z": "Z", "c": "C", "a": "A"}, source))
    ]
    assert ids == [None, "a", "b", "c", "d", "f", "h", "z"]


def test_of_duplicates_the_first_counts_and_all_go() -> None:
    data = b'<terms>\n  <term id="a">eins</term>\n  <term id="b">B</term>\n  <term id="a">zwei</term>\n</terms>\n'
    finding = parse(data).findings[0]
    assert (finding.code, finding.location and finding.location.line) == ("duplicate-key", 4)
    assert merged(data, {"a": "neu"}, data) == data.replace(b"eins", b"neu")
    without = changed(FORMAT, data, [Change("a", None)], data, reading(Sample(data, TERMS)))
    assert without == b'<terms>\n  <term id="b">B</term>\n</terms>\n'


def test_a_path_that_leads_nowhere_is_reported() -> None:
    assert [f.code for f in parse(ATTRIBUTE, "terms/{trem.id}").findings] == ["no-keys"]
    assert [f.code for f in parse(ATTRIBUTE).findings] == ["missing-key"]


def test_prefixes_of_copied_elements_are_declared() -> None:
    source = b'<terms xmlns:x="urn:x"><term id="a">A <x:g>b</x:g></term></terms>'
    result = merged(b"<terms/>", {"a": "B <x:g>b</x:g>"}, source)
    assert result == b'<terms xmlns:x="urn:x"><term id="a">B <x:g>b</x:g></term></terms>'
    etree.fromstring(result)


def test_a_new_file_says_its_language() -> None:
    source = b'<terms xml:lang="en"><term id="a">A</term><term id="b">B</term></terms>'
    how = Reading("target", "pt-BR", "x.xml", TERMS)
    origin = FORMAT.parse(source, Reading("source", "en", "x.xml", TERMS))
    assert (
        create(FORMAT, origin, {"b": "Be"}, "omit", how)
        == b'<terms xml:lang="pt-BR"><term id="b">Be</term></terms>'
    )


# --- broken and hostile files


@pytest.mark.parametrize(
    "data",
    [
        b"", b"   ", b"<terms>", b'<terms><term id="a">x</terms>', b"{}", b'<terms><term id="a">\0</term></terms>',
        b'<terms><term id="a">\xff</term></terms>', b'<terms><term id="a" id="b">x</term></terms>',
        b'<!DOCTYPE terms SYSTEM "file:///etc/passwd"><terms/>',
        b'<!DOCTYPE t [<!ENTITY x SYSTEM "file:///etc/passwd">]><terms><term id="a">&x;</term></terms>',
        b"<a>" * 100_000, b"<terms>" + b"<b>" * 100_000,
    ],
)  # fmt: skip
def test_broken_files_are_refused_with_their_place(data: bytes) -> None:
    with pytest.raises(ContentError) as caught:
        parse(data)
    assert caught.value.location
    assert caught.value.location.path == "file.xml"
    assert caught.value.hint


def test_an_entity_bomb_is_never_expanded() -> None:
    entities = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 50) for n in range(1, 30))
    data = b'<!DOCTYPE terms [<!ENTITY e0 "x">' + entities + b']><terms><term id="a">&e29;</term></terms>'
    assert values(data) == {"a": "&e29;"}


@pytest.mark.long
@pytest.mark.parametrize(
    "inside",
    [
        b" " * 1_000_000, b"\n" * 1_000_000, b"&amp;" * 200_000, b"<b/>" * 50_000, b"<!-- x -->" * 100_000,
        b"<![CDATA[x]]>" * 100_000, b"x\n " * 300_000, b"<" + b"b" * 1_000_000 + b"/>", b"\\" * 1_000_000 + b"&lt;",
    ],
)  # fmt: skip
def test_long_runs_are_read_and_written_in_linear_time(inside: bytes) -> None:
    data = b'<terms>\n <term id="a">' + inside + b'</term>\n <term id="b">x</term>\n</terms>'
    value = parse(data).units["a"].value
    how = reading(Sample(data, TERMS))
    other = changed(FORMAT, data, [Change("b", value), Change("a", "new")], data, how)
    assert values(other) == {"a": "new", "b": value}


@pytest.mark.long
def test_many_entries_are_merged_in_linear_time() -> None:
    source = (
        b"<terms>\n"
        + b"".join(b'  <term id="k%d">Text %d</term>\n' % (n, n) for n in range(20_000))
        + b"</terms>\n"
    )
    origin = parse(source, role="source")
    how = reading(Sample(source, TERMS))
    every = [Change(key, unit.value) for key, unit in origin.units.items()]
    empty = b"<terms>\n</terms>\n"
    assert rewrite(FORMAT, FORMAT.parse(empty, how), every, origin, how) == source
    assert (
        rewrite(FORMAT, FORMAT.parse(source, how), [Change(key, None) for key in origin.units], origin, how)
        == empty
    )
