"""Apple's .stringsdict: plural forms, formats, variants, layouts, and what is refused."""

import plistlib
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ci_l10n.checks.catalog import check_value
from ci_l10n.errors import ContentError
from ci_l10n.formats.base import Change
from ci_l10n.formats.rewriting import create
from ci_l10n.formats.stringsdict.format import FORMAT
from ci_l10n.model import Forms, Value
from tests.corpus import corpus_files, needs_corpus
from tests.unit.formats import golden, laws
from tests.unit.formats.laws import (
    SOURCE,
    TARGET,
    changed,
    check_laws,
    check_remove_and_insert,
    texts,
    values_of,
)

CORPUS = corpus_files("duckduckgo-ios/**/*.stringsdict")

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
"""
PLAIN = (
    HEAD
    + """<dict>
	<!-- Files & more -->
	<key>files</key>
	<dict>
		<key>NSStringLocalizedFormatKey</key>
		<string>%#@files@</string>
		<key>files</key>
		<dict>
			<key>NSStringFormatSpecTypeKey</key>
			<string>NSStringPluralRuleType</string>
			<key>NSStringFormatValueTypeKey</key>
			<string>d</string>
			<key>one</key>
			<string>one file</string>
			<key>other</key>
			<string>%d files &amp; more &lt;b&gt;</string>
		</dict>
	</dict>

	<key>with text</key>
	<dict>
		<key>NSStringLocalizedFormatKey</key>
		<string>You have %#@mails@</string>
		<key>mails</key>
		<dict>
			<key>NSStringFormatSpecTypeKey</key>
			<string>NSStringPluralRuleType</string>
			<key>zero</key>
			<string/>
			<key>one</key>
			<string><![CDATA[a <mail>]]></string>
			<!-- all others -->
			<key>other</key>
			<string>%d
mails</string>
		</dict>
	</dict>
	<key>two &amp; two</key>
	<dict>
		<key>NSStringLocalizedFormatKey</key>
		<string>%#@files@ in %#@folders@</string>
		<key>files</key>
		<dict>
			<key>NSStringFormatSpecTypeKey</key>
			<string>NSStringPluralRuleType</string>
			<key>one</key>
			<string>a file</string>
			<key>other</key>
			<string>%d files</string>
		</dict>
		<key>folders</key>
		<dict>
			<key>NSStringFormatSpecTypeKey</key>
			<string>NSStringPluralRuleType</string>
			<key>other</key>
			<string>&#34;%d&#x22; folders</string>
		</dict>
	</dict>
	<key>fits</key>
	<dict>
		<key>NSStringVariableWidthRuleType</key>
		<dict>
			<key>1</key>
			<string>Hi</string>
			<key>20</key>
			<string>Hello there</string>
		</dict>
	</dict>
	<key>tap</key>
	<dict>
		<key>NSStringDeviceSpecificRuleType</key>
		<dict>
			<key>iphone</key>
			<string>Tap</string>
			<key>mac</key>
			<dict>
				<key>NSStringLocalizedFormatKey</key>
				<string>%#@clicks@</string>
				<key>clicks</key>
				<dict>
					<key>NSStringFormatSpecTypeKey</key>
					<string>NSStringPluralRuleType</string>
					<key>one</key>
					<string>Click once</string>
					<key>other</key>
					<string>Click %d times</string>
				</dict>
			</dict>
		</dict>
	</dict>
	<key>number</key>
	<integer>5</integer>
	<key>last</key>
	<string>plain text</string>
</dict>
</plist>
"""
)
LAYOUTS = {
    "tabs": PLAIN.encode(),
    "crlf": PLAIN.replace("\n", "\r\n").encode(),
    "spaces": PLAIN.replace("\t", "    ").encode(),
    "bom": b"\xef\xbb\xbf" + PLAIN.encode(),
    "utf-16": PLAIN.replace("UTF-8", "UTF-16").replace("more", "mäür😀").encode("utf-16"),
    "one line": PLAIN.replace("\n", "").replace("\t", "").encode(),
    "without plist": PLAIN[PLAIN.index("<dict>") : PLAIN.index("</plist>")].encode(),
    "key and value on one line": PLAIN.replace("</key>\n\t\t\t<string", "</key> <string").encode(),
    "sorted": plistlib.dumps(plistlib.loads(PLAIN.encode())),
}  # fmt: skip


def plural(**forms: str) -> Forms:
    return Forms(
        "plural", tuple(("" if name == "format" else f".{name}", text) for name, text in forms.items())
    )


def parse(data: bytes) -> dict[str, Value]:
    return values_of(FORMAT.parse(data, TARGET))


def read(data: bytes) -> Any:
    """``data`` as an independent reader sees it."""
    return plistlib.loads(data, fmt=plistlib.FMT_XML)


def entry(*forms: tuple[str, str], text: str = "%#@n@", more: str = "") -> bytes:
    """A file with the entry ``a`` and its variable ``n``."""
    items = "".join(f"\t\t\t<key>{name}</key>\n\t\t\t<string>{form}</string>\n" for name, form in forms)
    return (
        f"{HEAD}<dict>\n\t<key>a</key>\n\t<dict>\n\t\t<key>NSStringLocalizedFormatKey</key>\n"
        f"\t\t<string>{text}</string>\n\t\t<key>n</key>\n\t\t<dict>\n"
        "\t\t\t<key>NSStringFormatSpecTypeKey</key>\n\t\t\t<string>NSStringPluralRuleType</string>\n"
        f"{items}\t\t</dict>\n\t</dict>\n{more}</dict>\n</plist>\n"
    ).encode()


@pytest.mark.parametrize("case", golden.cases("stringsdict"), ids=golden.case_id)
def test_golden(case: Path) -> None:
    golden.check_case(FORMAT, case)


def test_meaning_of_entries() -> None:
    assert parse(PLAIN.encode()) == {
        "files": plural(format="%#@files@", one="one file", other="%d files & more <b>"),
        "with text": plural(format="You have %#@mails@", zero="", one="a <mail>", other="%d\nmails"),
        "two & two": "%#@files@ in %#@folders@",
        "two & two.files": plural(one="a file", other="%d files"),
        "two & two.folders": plural(other='"%d" folders'),
        "fits.width.1": "Hi",
        "fits.width.20": "Hello there",
        "tap.device.iphone": "Tap",
        "tap.device.mac": plural(format="%#@clicks@", one="Click once", other="Click %d times"),
        "last": "plain text",
    }


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
def test_every_layout_means_the_same(data: bytes) -> None:
    assert parse(data).keys() == parse(PLAIN.encode()).keys()


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
@settings(max_examples=4, deadline=None)
@given(draw=st.data())
def test_laws_hold_in_every_layout(data: bytes, draw: st.DataObject) -> None:
    catalog = FORMAT.parse(data, TARGET)
    changes = [c for c in draw.draw(laws.changes_of(catalog, texts())) if not _is_format(c)]
    result = check_laws(FORMAT, data, changes, data)
    _check_with_plistlib(result)


def _is_format(change: Change) -> bool:
    """A format that becomes nothing but its variable is another matter, see below."""
    value = change.value
    text = value if isinstance(value, str) else dict(value.parts).get("", "") if value else ""
    return text.startswith("%") and text.endswith("@") and isinstance(value, str)


def _check_with_plistlib(data: bytes) -> None:
    """What plistlib reads is what the units say."""
    everything = read(data)
    for key, value in parse(data).items():
        name, rule, variant = key.partition(".width.")
        if rule:
            assert everything[name]["NSStringVariableWidthRuleType"][variant] == value
        elif isinstance(value, Forms) and ".device." not in key:
            name, variable = (key, "") if key in everything else key.rsplit(".", 1)
            variables = {k: v for k, v in everything[name].items() if isinstance(v, dict)}
            forms = variables[variable] if variable else next(iter(variables.values()))
            assert {k: v for k, v in forms.items() if not k.startswith("NS")} == {
                suffix[1:]: text for suffix, text in value.parts if suffix
            }


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
@settings(max_examples=4, deadline=None)
@given(draw=st.data())
def test_any_entries_can_be_added_to_any_others(data: bytes, draw: st.DataObject) -> None:
    units = FORMAT.parse(data, SOURCE).units
    keys = draw.draw(st.sets(st.sampled_from(sorted(units))))
    target = changed(FORMAT, data, [Change(key, None) for key in keys], data)
    result = check_laws(FORMAT, target, [Change(key, units[key].value) for key in keys], data)
    assert parse(result) == parse(data)
    assert read(result) == read(data)


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
@settings(max_examples=3, deadline=None)
@given(draw=st.data())
def test_any_set_of_entries_makes_a_new_file(data: bytes, draw: st.DataObject) -> None:
    units = FORMAT.parse(data, SOURCE).units
    keys = draw.draw(st.sets(st.sampled_from(sorted(units))))
    values = {key: draw.draw(laws.values_like(units[key].value, texts())) for key in keys}
    laws.check_skeleton(FORMAT, data, {k: v for k, v in values.items() if not _is_format(Change(k, v))})


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
def test_removed_entry_comes_back_to_the_same_bytes(data: bytes) -> None:
    for key in FORMAT.parse(data, TARGET).units:
        without, restored = check_remove_and_insert(FORMAT, data, key, data)
        assert len(without) < len(data)
        assert restored == data, key


@pytest.mark.parametrize("data", [LAYOUTS["tabs"], LAYOUTS["crlf"], LAYOUTS["one line"]])
@pytest.mark.parametrize(
    "empty", ["<dict>\n</dict>", "<dict></dict>", "<dict/>", "<dict>\n\t<!-- none -->\n</dict>"]
)
def test_an_empty_file_can_be_filled(data: bytes, empty: str) -> None:
    target = f"{HEAD}{empty}\n</plist>\n".encode()
    result = check_laws(FORMAT, target, [Change(key, value) for key, value in parse(data).items()], data)
    assert {k: v for k, v in read(data).items() if k != "number"} == read(result)


@needs_corpus
@pytest.mark.parametrize("path", CORPUS, ids=lambda p: p.parent.name)
def test_real_files_change_only_where_asked(path: Path) -> None:
    data = path.read_bytes()
    laws.check_identity(FORMAT, data, data)
    _check_with_plistlib(data)
    units = FORMAT.parse(data, TARGET).units
    for key in random.Random(path.parent.name).sample(sorted(units), 5):
        value = units[key].value
        assert isinstance(value, Forms)
        new = Forms("plural", ((value.parts[0][0], " neu <b> é"), *value.parts[1:]))
        result = check_laws(FORMAT, data, [Change(key, new)], data)
        old_lines, new_lines = data.splitlines(keepends=True), result.splitlines(keepends=True)
        taken = len(old_lines) - len(new_lines) + 1
        first = next(n for n, (a, b) in enumerate(zip(old_lines, new_lines, strict=False)) if a != b)
        assert new_lines == [*old_lines[:first], new_lines[first], *old_lines[first + taken :]]
        without, restored = check_remove_and_insert(FORMAT, data, key, data)
        assert restored == data
        read(without)


@pytest.mark.parametrize(
    ("present", "value", "expected"),
    [
        (("one", "other"), ("one", "few", "many", "other"), ("one", "few", "many", "other")),
        (("other",), ("zero", "one", "other"), ("zero", "one", "other")),
        (("other", "one"), ("few", "one", "other"), ("other", "one", "few")),
        (("few", "many", "one", "other"), ("few", "many", "one", "other", "two"), ("few", "many", "one", "other", "two")),
        (("one", "few", "many", "other"), ("one", "other"), ("one", "other")),
        (("one",), ("other",), ("other",)),
        (("one", "other"), ("few", "many"), ("few", "many")),
    ],
)  # fmt: skip
def test_forms_are_added_in_the_order_of_cldr_and_taken_out(
    present: tuple[str, ...], value: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    before = entry(*((name, f"old {name}") for name in present))
    result = check_laws(
        FORMAT, before, [Change("a", plural(format="%#@n@", **{n: f"new {n}" for n in value}))], before
    )
    assert result == entry(*((name, f"new {name}") for name in expected))


def test_the_format_of_one_variable_is_a_part_of_its_set() -> None:
    bare, text = entry(("other", "x")), entry(("other", "x"), text="Es %#@n@ &amp; gut")
    value = plural(format="Es %#@n@ & gut", other="x")
    assert check_laws(FORMAT, text, [Change("a", plural(format="%#@n@", other="x"))], bare) == bare
    assert check_laws(FORMAT, bare, [Change("a", value)], text) == text
    missing = text.replace(
        b"\t\t<key>NSStringLocalizedFormatKey</key>\n\t\t<string>Es %#@n@ &amp; gut</string>\n", b""
    )
    assert parse(missing) == parse(bare)
    assert check_laws(FORMAT, missing, [Change("a", value)], text) == text
    assert check_laws(FORMAT, missing, [Change("a", plural(format="%#@n@", other="y"))], text) == (
        missing.replace(b">x<", b">y<")
    )


def test_a_format_that_lost_its_variable_is_reported() -> None:
    for text, codes in (("Es %#@m@", ["format-without-variable"]), ("Es %1$#@n@", []), ("", [])):
        findings = FORMAT.parse(entry(("other", "x"), text=text), TARGET).findings
        assert [finding.code for finding in findings] == codes


def test_an_entry_of_another_make_is_replaced_by_the_source_s() -> None:
    source = entry(("one", "1"), ("other", "n"))
    plain = f"{HEAD}<dict>\n\t<key>a</key>\n\t<string>A</string>\n</dict>\n</plist>\n".encode()
    value = plural(format="%#@n@", one="eins", other="viele")
    result = check_laws(FORMAT, plain, [Change("a", value)], source)
    assert result == entry(("one", "eins"), ("other", "viele"))
    assert check_laws(FORMAT, source, [Change("a", "A")], plain) == plain
    renamed = source.replace(b">n</key>", b">m</key>").replace(b"#@n@", b"#@m@")
    text = plural(format="Es sind %#@n@", other="x")
    assert check_laws(FORMAT, renamed, [Change("a", text)], entry(("other", "n"), text="It %#@n@")) == (
        entry(("other", "x"), text="Es sind %#@n@")
    )


def test_a_variable_that_the_target_lacks_comes_with_the_source_s_entry() -> None:
    source = PLAIN.encode()
    target = changed(FORMAT, source, [Change("two & two.folders", None)], source)
    assert parse(target).keys() == parse(source).keys() - {"two & two.folders"}
    value = plural(other="%d Ordner")
    result = check_laws(FORMAT, target, [Change("two & two.folders", value)], source)
    assert result == source.replace(b"&#34;%d&#x22; folders", b"%d Ordner")


def test_a_format_of_several_variables_cannot_become_one_of_them() -> None:
    data = PLAIN.encode()
    with pytest.raises(ContentError, match="nothing but one of its variables"):
        changed(FORMAT, data, [Change("two & two", "%#@files@")], data)


def test_a_format_of_one_among_several_variables_is_not_for_translators() -> None:
    nested = entry(("other", "%d in %#@m@"), more="").replace(
        b"\t\t</dict>\n\t</dict>",
        b"\t\t</dict>\n\t\t<key>m</key>\n\t\t<dict><key>other</key><string>x</string></dict>\n\t</dict>",
    )
    assert list(parse(nested)) == ["a.n", "a.m"]


def test_texts_are_written_as_the_text_before_was() -> None:
    for before, text, after in (
        ("a &gt; b", "c > d & <", "c &gt; d &amp; &lt;"),
        ("a > b", "c > d ]]>", "c > d ]]&gt;"),
        ("<![CDATA[a]]>", "b <c> ]]> & é", "<![CDATA[b <c> ]]]]><![CDATA[> & é]]>"),
        ("&quot;a&quot;", '"b" it\'s', "&quot;b&quot; it's"),
        ("a&#160;b", "c\u00a0d\r\n", "c&#160;d&#13;\n"),
        (" a ", " b ", " b "),
        ("", "x", "x"),
    ):
        result = check_laws(
            FORMAT,
            entry(("other", before)),
            [Change("a", plural(format="%#@n@", other=text))],
            entry(("other", "x")),
        )
        assert result == entry(("other", after))
        assert read(result)["a"]["n"]["other"] == text


def test_the_last_of_duplicate_entries_counts_and_is_reported() -> None:
    again = "\t<key>a</key>\n\t<string>alive</string>\n"
    data = entry(("other", "dead"), more=again)
    finding = FORMAT.parse(data, TARGET).findings[0]
    assert (finding.code, finding.location and finding.location.line) == ("duplicate-key", 5)
    assert parse(data) == {"a": "alive"} == read(data)
    assert changed(FORMAT, data, [Change("a", "new")], data) == data.replace(b"alive", b"new")
    assert read(changed(FORMAT, data, [Change("a", None)], data)) == {}
    assert read(create(FORMAT, FORMAT.parse(data, SOURCE), {"a": "x"}, "omit", TARGET)) == {"a": "x"}


def test_a_variable_called_as_another_entry_has_a_key_of_its_own() -> None:
    data = PLAIN.replace("<key>last</key>", "<key>two &amp; two.files</key>").encode()
    units = parse(data)
    assert units["two & two.files"] == "plain text"
    assert units["two & two.files#variable"] == plural(one="a file", other="%d files")


def test_a_set_with_an_empty_format_is_not_translated() -> None:
    units = FORMAT.parse(PLAIN.replace("You have %#@mails@", " ").encode(), TARGET).units
    assert units["with text"].needs_review
    assert not units["files"].needs_review


def test_the_format_of_a_set_has_to_keep_its_variable() -> None:
    source = plural(format="You have %#@n@", one="%d mail", other="%d mails")
    forms = {"one": "eine Mail", "other": "%d Mails"}
    for text, good in (("Du hast %#@n@", True), ("Du hast", False), ("Du %#@m@", False), ("%d", False)):
        translation = plural(format=text, **forms)
        problems = check_value(source, translation, locale="de", syntaxes=FORMAT.syntaxes)
        assert (not problems) == good, text


def test_directives_of_smartling_are_read() -> None:
    data = PLAIN.replace("\t<key>last", "\t<!-- smartling.placeholder_format = IOS -->\n\t<key>last").encode()
    units = FORMAT.parse(data, SOURCE).units
    assert units["last"].flags == ("placeholder_format=IOS",)
    assert units["files"].flags == ()


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"bplist00\xd1\x01\x02", 1, "binary property list"),
        (HEAD.encode() + b"<dict>\n<key>a</key>\n<dict>\n", 7, "ends too early|not well-formed"),
        (HEAD.encode() + b"<array/>\n</plist>", 4, "the root is <array>"),
        (b"<plist/>", 1, "the root is <plist>"),
        (HEAD.encode() + b"<dict>\n<string>a</string>\n</dict></plist>", 5, "a <key> is expected"),
        (HEAD.encode() + b"<dict>\n<key>a</key>\n</dict></plist>", 5, "no value"),
        (HEAD.encode() + b"<dict>\n<key>a</key><key>b</key>\n</dict></plist>", 5, "no value"),
        (entry(("other", "a<b>x</b>")), 14, "another element"),
        (entry(("other", "&foo;")), 14, "the entity &foo;"),
        (b'<!DOCTYPE plist [<!ENTITY x "y">]>\n<plist><dict/></plist>', 1, "DOCTYPE"),
        (HEAD.replace('dtd">', 'dtd" [<!ENTITY x "y">]>').encode() + b"<dict/></plist>", 2, "DOCTYPE"),
        (b"", 1, "empty"),
        (b'{ "a" = "b"; }', 1, "not XML"),
        (b"<plist>" + b"<dict><key>a</key>" * 300 + b"</dict>" * 300 + b"</plist>", 1, "nested deeper"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_with_its_place(data: bytes, line: int, message: str) -> None:
    with pytest.raises(ContentError, match=message) as caught:
        FORMAT.parse(data, TARGET)
    location = caught.value.location
    assert location is not None
    assert (location.path, location.line) == ("target", line)
    assert caught.value.hint


def test_what_xml_cannot_hold_is_refused_with_its_key() -> None:
    data = PLAIN.encode()
    for text in ("\0", "\x1b", "\ud83d", "\ufffe"):
        with pytest.raises(ContentError, match="no XML file can hold") as caught:
            changed(FORMAT, data, [Change("last", text)], data)
        assert caught.value.location is not None
        assert caught.value.location.key == "last"


def test_values_of_another_kind_are_refused() -> None:
    data = PLAIN.encode()
    with pytest.raises(ContentError, match="of another kind in the source"):
        changed(FORMAT, data, [Change("files", "x")], data)
    with pytest.raises(ContentError, match="the source does not have it"):
        changed(FORMAT, data, [Change("unknown", "x")], data)


@pytest.mark.long
def test_many_entries_are_merged_in_linear_time() -> None:
    one = entry(("one", "%d file"), ("other", "%d files")).decode()
    begin, end = one.index("\t<key>a</key>"), one.index("</dict>\n</plist>")
    entries = (one[begin:end].replace("<key>a<", f"<key>a{n}<", 1) for n in range(5_000))
    source = (one[:begin] + "".join(entries) + one[end:]).encode()
    units = FORMAT.parse(source, SOURCE).units
    empty = changed(FORMAT, source, [Change(key, None) for key in units], source)
    assert parse(empty) == {}
    full = changed(FORMAT, empty, [Change(key, unit.value) for key, unit in units.items()], source)
    assert full == source


def test_the_heading_of_what_stays_is_kept_and_the_comment_of_what_goes_is_not() -> None:
    def text(name: str) -> str:
        return f"\t<key>{name}</key>\n\t<string>{name}</string>\n"

    first, second = "\t<!-- Button -->\n" + text("a"), "\n\t<!-- Settings -->\n"
    data = f"{HEAD}<dict>\n{first}{second}{text('b')}{text('c')}</dict>\n</plist>\n".encode()
    result = changed(FORMAT, data, [Change("a", None), Change("b", None)], data)
    assert b"Settings" in result
    assert b"Button" not in result
    assert parse(result) == {"c": "c"}
