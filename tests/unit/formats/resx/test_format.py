""".NET resources: texts and what is none, escapes, CDATA, line ends, and what is refused."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from ci_l10n.errors import ContentError
from ci_l10n.formats.base import Change
from ci_l10n.formats.registry import detect_format
from ci_l10n.formats.resx.format import FORMAT
from ci_l10n.formats.rewriting import create
from ci_l10n.model import Forms
from tests.unit.formats import golden, laws
from tests.unit.formats.laws import SOURCE, TARGET, changed, check_laws, check_remove_and_insert, values_of

HEAD = """\
<?xml version="1.0" encoding="utf-8"?>
<root>
  <!--
    an example: <data name="Name1"><value>this is no text</value></data>
    -->
  <resheader name="resmimetype">
    <value>text/microsoft-resx</value>
  </resheader>
"""
PLAIN = f"""\
{HEAD}  <assembly alias="d" name="System.Drawing" />
  <data name="title" xml:space="preserve">
    <value>Title</value>
  </data>
  <data name="tags" xml:space="preserve">
    <value>&lt;b&gt;bold&lt;/b&gt; &amp; more</value>
    <comment>About the tags
    in two lines</comment>
  </data>
  <data name="size" type="System.Drawing.Size, d">
    <value>1, 2</value>
  </data>

  <!-- about the mail -->
  <data name="mail" xml:space="preserve">
    <value><![CDATA[<p>Dear {{0}}</p>
  indented]]></value>
  </data>
  <data name="&gt;&gt;title.Name"><value>title</value></data>
  <data name="string" type="System.String, mscorlib"><value> two blanks  </value></data>
  <data name="empty"><value /></data>
  <data name="ключ&quot;"><value>é 日本</value><comment /></data>
</root>
"""
LAYOUTS = {
    "visual studio": b"\xef\xbb\xbf" + PLAIN.rstrip("\n").replace("\n", "\r\n").encode(),
    "lf": PLAIN.encode(),
    "tabs": PLAIN.replace("  ", "\t").encode(),
    "utf-16": PLAIN.replace("utf-8", "utf-16").encode("utf-16"),
    "one line": PLAIN.replace("\n  ", "").replace("\n", "").encode(),
    "latin-1": PLAIN.replace("utf-8", "iso-8859-1").encode("latin-1", "xmlcharrefreplace"),
}
TEXTS = laws.texts()


def lxml(data: bytes) -> dict[str, str]:
    """The texts of ``data`` as an independent reader sees them."""
    found: dict[str, str] = {}
    for child in etree.fromstring(data, etree.XMLParser(resolve_entities=False, strip_cdata=False)):
        is_text = child.tag == "data" and child.get("type", "System.String").startswith("System.String")
        name = child.get("name")
        if is_text and "mimetype" not in child.attrib and not str(name).startswith(">>"):
            value = child.find("value")
            found.setdefault(str(name), "" if value is None else "".join(map(str, value.itertext())))
    return found


def entries(*blocks: str) -> bytes:
    return f"{HEAD}{''.join(blocks)}</root>\n".encode()


def entry(name: str, value: str) -> str:
    return f'  <data name="{name}" xml:space="preserve">\n    <value>{value}</value>\n  </data>\n'


@pytest.mark.parametrize("case", golden.cases("resx"), ids=golden.case_id)
def test_golden(case: Path) -> None:
    golden.check_case(FORMAT, case)


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
def test_reads_what_lxml_reads(data: bytes) -> None:
    values = values_of(FORMAT.parse(data, TARGET))
    assert values == lxml(data)
    assert [*values][:5] == ["title", "tags", "mail", "string", "empty"]


def test_comments_of_entries_are_known() -> None:
    units = FORMAT.parse(PLAIN.encode(), SOURCE).units
    assert units["tags"].comment == "About the tags\n    in two lines"
    assert units["tags"].line == PLAIN[: PLAIN.index('name="tags"')].count("\n") + 1


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
@settings(max_examples=12, deadline=None)
@given(draw=st.data())
def test_laws_hold_in_every_layout(data: bytes, draw: st.DataObject) -> None:
    changes = draw.draw(laws.changes_of(FORMAT.parse(data, TARGET), TEXTS))
    result = check_laws(FORMAT, data, changes, data)
    assert lxml(result) == values_of(FORMAT.parse(result, TARGET))


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
@settings(max_examples=12, deadline=None)
@given(draw=st.data())
def test_any_entries_can_be_added_to_any_others(data: bytes, draw: st.DataObject) -> None:
    units = FORMAT.parse(data, SOURCE).units
    keys = draw.draw(st.sets(st.sampled_from(sorted(units))))
    target = changed(FORMAT, data, [Change(key, None) for key in keys], data)
    result = check_laws(FORMAT, target, [Change(key, draw.draw(TEXTS)) for key in keys], data)
    assert lxml(result).keys() == units.keys()


@settings(max_examples=8, deadline=None)
@given(draw=st.data())
def test_any_set_of_entries_makes_a_new_file(draw: st.DataObject) -> None:
    for data in LAYOUTS.values():
        keys = draw.draw(st.sets(st.sampled_from(sorted(FORMAT.parse(data, SOURCE).units))))
        laws.check_skeleton(FORMAT, data, {key: draw.draw(TEXTS) for key in keys})


@pytest.mark.parametrize("name", ["visual studio", "lf", "tabs", "utf-16"])
def test_removed_entry_comes_back_to_the_same_bytes(name: str) -> None:
    data = LAYOUTS[name]
    for key in FORMAT.parse(data, TARGET).units:
        without, restored = check_remove_and_insert(FORMAT, data, key, data)
        assert len(without) < len(data)
        assert restored == data, key


def test_first_text_of_a_target_goes_behind_its_headers() -> None:
    source = entries(entry("a", "A"), entry("b", "B"))
    assert check_laws(FORMAT, entries(), [Change("b", "Be")], source) == entries(entry("b", "Be"))
    target = entries(entry("b", "Be"))
    assert check_laws(FORMAT, target, [Change("a", "Ah")], source) == entries(
        entry("a", "Ah"), entry("b", "Be")
    )


def test_sorted_target_stays_sorted() -> None:
    names = ["b", "d", "f", "h"]
    target = entries(*(entry(name, name) for name in names))
    source = entries(*(entry(name, name) for name in ["h", "b", "a", "f", "e", "d"]))
    result = changed(FORMAT, target, [Change("a", "1"), Change("e", "2")], source)
    assert list(lxml(result)) == ["a", "b", "d", "e", "f", "h"]


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        ("x", "a & b < c > d", "a &amp; b &lt; c &gt; d"),
        ("1 > 0", "a > b", "a > b"),
        ("say &quot;x&quot;", '"y"', "&quot;y&quot;"),
        ("it&apos;s", "c'est", "c&apos;est"),
        ("x", "\"q\" 'a'", "\"q\" 'a'"),
        ("x", "cr\rlf\n", "cr&#xD;lf\n"),
        ("<![CDATA[<b>x</b>]]>", "<i>y</i>", "<![CDATA[<i>y</i>]]>"),
        ("<![CDATA[x]]>", "a ]]> b", "<![CDATA[a ]]]]><![CDATA[> b]]>"),
        ("<![CDATA[x]]>", "cr\r", "cr&#xD;"),
        ("a<!-- note -->b", "c", "c"),
        ("&#233;", "é日", "&#233;&#26085;"),
        ("x", "  blanks\t ", "  blanks\t "),
    ],
)
def test_values_are_written_as_the_file_does(before: str, text: str, after: str) -> None:
    data = entries(entry("a", before))
    result = check_laws(FORMAT, data, [Change("a", text)], data)
    assert result == entries(entry("a", after))
    assert lxml(result)["a"] == text


def test_lines_of_a_value_end_as_those_of_the_file() -> None:
    data = entries(entry("a", "x")).replace(b"\n", b"\r\n")
    result = check_laws(FORMAT, data, [Change("a", "one\ntwo")], data)
    assert b"<value>one\r\ntwo</value>" in result
    assert lxml(result)["a"] == "one\ntwo"


def test_indented_lines_of_a_new_value_stay_as_they_are() -> None:
    source = entries(entry("a", "A"), entry("b", "B"))
    target = entries(entry("a", "A")).replace(b"  ", b"\t")
    result = check_laws(FORMAT, target, [Change("b", "one\n    two")], source)
    assert result.endswith(
        b'\t<data name="b" xml:space="preserve">\n\t\t<value>one\n    two</value>\n\t</data>\n</root>\n'
    )


def test_entry_without_a_value_gets_one() -> None:
    data = entries('  <data name="a" />\n', '  <data name="b">\n    <comment>c</comment>\n  </data>\n')
    assert lxml(changed(FORMAT, data, [Change("a", "x")], data)) == {"a": "x", "b": ""}
    result = check_laws(FORMAT, data, [Change("a", "x"), Change("b", "y")], data)
    assert b'<data name="a">\n    <value>x</value>\n  </data>' in result
    assert b'<data name="b">\n    <value>y</value>\n    <comment>c</comment>' in result


def test_what_is_no_text_is_no_unit_and_stays() -> None:
    data = entries(
        '  <data name="logo" type="System.Resources.ResXFileRef, f"><value>..\\a.png</value></data>\n',
        '  <data name="icon" mimetype="application/x-microsoft.net.object.binary.base64"><value>AA</value></data>\n',
        '  <data name="&gt;&gt;a.Type"><value>Button</value></data>\n',
        '  <metadata name="m"><value>True</value></metadata>\n',
        entry("$this.Text", "Title"),
        '  <data name="build"><value>1.0</value><comment>@Invariant: never</comment></data>\n',
    )
    source = FORMAT.parse(data, SOURCE)
    assert list(source.units) == ["$this.Text"]
    assert source.aside == {"build"}
    made = create(FORMAT, source, {"$this.Text": "Titel"}, "omit", TARGET)
    assert b"logo" in made
    assert b"icon" in made
    assert b"build" not in made


def test_elements_in_a_value_are_left_alone_with_a_finding() -> None:
    data = entries(entry("a", "x <b>y</b>"), entry("b", "B"))
    catalog = FORMAT.parse(data, TARGET)
    assert list(catalog.units) == ["b"]
    assert [finding.code for finding in catalog.findings] == ["elements-in-value"]


def test_first_of_duplicate_names_counts_as_for_msbuild() -> None:
    data = entries(entry("a", "alive"), entry("a", "dead"), entry("A", "dead too"))
    catalog = FORMAT.parse(data, TARGET)
    assert [finding.code for finding in catalog.findings] == ["duplicate-key", "same-but-for-case"]
    assert catalog.units["a"].value == "alive"
    assert changed(FORMAT, data, [Change("a", "new")], data) == data.replace(b"alive", b"new")
    assert lxml(changed(FORMAT, data, [Change("a", None)], data)) == {"A": "dead too"}


def test_control_characters_and_forms_are_refused() -> None:
    data = entries(entry("a", "A"))
    for text in ("\0", "a\x0b", "\ud800", "\uffff"):
        with pytest.raises(ContentError, match="XML cannot") as caught:
            changed(FORMAT, data, [Change("a", text)], data)
        assert caught.value.location is not None
        assert caught.value.location.key == "a"
    with pytest.raises(ContentError, match="plural set"):
        changed(FORMAT, data, [Change("a", Forms("plural", ((".one", "x"),)))], data)


def test_key_that_the_source_lacks_is_refused() -> None:
    data = entries(entry("a", "A"))
    with pytest.raises(ContentError, match="the source does not have it"):
        changed(FORMAT, data, [Change("b", "B")], data)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty"),
        (b"<root><data name='a'><value>x</value>", "ends too early"),
        (b"<resources/>", "<root>"),
        (b"<!DOCTYPE root [<!ENTITY a 'b'>]><root>&a;</root>", "DOCTYPE"),
        (b"<!DOCTYPE root SYSTEM 'file:///etc/passwd'><root/>", "DOCTYPE"),
        (b"<root>\xff</root>", "UTF-8"),
        (b"<root>\0</root>", "not well-formed"),
        (b"<root>" * 100_000, "nested deeper"),
        (b"<root><data name='a'><value>&nope;</value></data></root>", "entity"),
    ],
)
def test_bad_input_is_refused_with_its_place(data: bytes, what: str) -> None:
    with pytest.raises(ContentError, match=what) as caught:
        FORMAT.parse(data, TARGET)
    assert caught.value.location is not None
    assert caught.value.hint


def test_detected_by_suffix_and_by_content() -> None:
    assert detect_format("Resources.resx", b"") == "resx"
    assert detect_format("strings.data.xml", PLAIN.encode()) == "resx"


@pytest.mark.long
def test_many_entries_are_merged_in_linear_time() -> None:
    data = entries(*(entry(f"k{i}", f"text {i}") for i in range(30_000)))
    keys = [f"k{i}" for i in range(0, 30_000, 2)]
    without = changed(FORMAT, data, [Change(key, None) for key in keys], data)
    assert changed(FORMAT, without, [Change(key, f"text {key[1:]}") for key in keys], data) == data


@pytest.mark.long
@pytest.mark.parametrize(
    "value",
    [
        " " * 1_000_000,
        "<![CDATA[" + "]" * 1_000_000 + "]]>",
        "<![CDATA[x]]>" * 100_000,
        "<!-- x -->" * 100_000,
        "&amp;" * 200_000,
        "&#xA;" * 200_000,
    ],
)
def test_long_runs_are_read_and_written_in_linear_time(value: str) -> None:
    data = entries(entry("a", value))
    assert FORMAT.parse(data, TARGET).units["a"].value == lxml(data)["a"]
    assert lxml(changed(FORMAT, data, [Change("a", "new\n" * 100_000)], data))["a"] == "new\n" * 100_000
