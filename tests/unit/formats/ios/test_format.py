"""Apple's .strings: texts as CoreFoundation reads them, encodings, comments, and what is refused."""

import plistlib
import random
from pathlib import Path

import openstep_parser  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ci_l10n.errors import ContentError
from ci_l10n.formats.base import Change, Reading
from ci_l10n.formats.ios.format import FORMAT
from ci_l10n.formats.rewriting import create
from ci_l10n.model import Forms
from tests.corpus import corpus_files, needs_corpus
from tests.unit.formats import golden, laws
from tests.unit.formats.ios import core_foundation
from tests.unit.formats.laws import (
    SOURCE,
    TARGET,
    changed,
    check_laws,
    check_remove_and_insert,
    texts,
    values_of,
)

CORPUS = corpus_files("duckduckgo-ios/**/*.strings")

PLAIN = r"""/*
  Localizable.strings
  Created by nobody
*/

/* Title of the window */
"title" = "Title";

/* No comment provided by engineer. */
"quotes" = "He said \"it's\" \\ back\nnext \U00e9\U201d";

// MARK: Settings
"settings.a" = "A";
"settings.b" = "B"; // behind it
"alone";

/* one */
/* two ** stars **/
"a key with \"quotes\" é" =
    "on the next line";
bare.key-1 = bare$value;
"lines" = "first
second	tab";

"last" /* x */ = /* y */ 'single "quoted"';
"""
LAYOUTS = {
    "utf-8": PLAIN.encode(),
    "crlf": PLAIN.replace("\n", "\r\n").encode(),
    "cr": PLAIN.replace("\n", "\r").encode(),
    "bom": b"\xef\xbb\xbf" + PLAIN.encode(),
    "utf-16-le": b"\xff\xfe" + PLAIN.encode("utf-16-le"),
    "utf-16-be": b"\xfe\xff" + PLAIN.replace("Title", "Ti😀tle").encode("utf-16-be"),
    "utf-16-le without mark": PLAIN.encode("utf-16-le"),
    "utf-16-be without mark": PLAIN.replace("\n", "\r\n").encode("utf-16-be"),
    "no last line end": PLAIN.rstrip("\n").encode(),
    "blank lines around": b"\n\n" + PLAIN.encode() + b"\n  \n// the end\n",
    "braces": b"{\n  " + PLAIN.replace("\n", "\n  ").replace("\n  \n", "\n\n").encode() + b"\n}\n",
    "one line": b'{ "a" = "1"; "b" = \'2\'; c; "d"="4" ; "e" = "5"; }',
    "packed": b'"a"="1";"b"="2";"c"="3";',
    "comments beside": b'/* a */ "a" = "1";\n/* b */ "b" = "2";\n"c" = "3"; /* c */\n',
    "aligned": b'"a"       = "1";\n"longer"  = "2";\n"b.c"     = "3";\n"d"       = "4";\n',
}  # fmt: skip


def parse(data: bytes, reading: Reading = TARGET) -> dict[str, object]:
    return dict(values_of(FORMAT.parse(data, reading)))


@pytest.mark.parametrize("case", golden.cases("ios"), ids=golden.case_id)
def test_golden(case: Path) -> None:
    golden.check_case(FORMAT, case)


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
def test_reads_what_core_foundation_reads(data: bytes) -> None:
    assert parse(data) == core_foundation.read(data)
    assert len(parse(data)) >= 3


def test_reads_what_openstep_parser_reads() -> None:
    text = '/* a */ "a" = "it\'s \\"quoted\\"\\n\\ttab";\nbare = value.x;\n/* c */\n"c" = "é";\n'
    read = openstep_parser.OpenStepDecoder.ParseFromString("{" + text + "}")
    assert parse(text.encode()) == read


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
@settings(max_examples=4, deadline=None)
@given(draw=st.data())
def test_laws_hold_in_every_layout(data: bytes, draw: st.DataObject) -> None:
    catalog = FORMAT.parse(data, TARGET)
    changes = draw.draw(laws.changes_of(catalog, texts(controls=True)))
    result = check_laws(FORMAT, data, changes, data)
    assert core_foundation.read(result) == parse(result)


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
@settings(max_examples=4, deadline=None)
@given(draw=st.data())
def test_any_entries_can_be_added_to_any_others(data: bytes, draw: st.DataObject) -> None:
    units = FORMAT.parse(data, SOURCE).units
    keys = draw.draw(st.sets(st.sampled_from(sorted(units))))
    target = changed(FORMAT, data, [Change(key, None) for key in keys], data)
    result = check_laws(FORMAT, target, [Change(key, units[key].value) for key in keys], data)
    assert core_foundation.read(result) == parse(data)


@settings(max_examples=25, deadline=None)
@given(draw=st.data())
def test_entries_of_one_layout_fit_into_every_other(draw: st.DataObject) -> None:
    target, source = draw.draw(st.sampled_from(list(LAYOUTS.values()))), LAYOUTS["utf-8"]
    units = FORMAT.parse(source, SOURCE).units
    result = check_laws(FORMAT, target, [Change(key, unit.value) for key, unit in units.items()], source)
    assert core_foundation.read(result) == parse(target) | parse(source)


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
@settings(max_examples=4, deadline=None)
@given(draw=st.data())
def test_any_set_of_entries_makes_a_new_file(data: bytes, draw: st.DataObject) -> None:
    units = FORMAT.parse(data, SOURCE).units
    keys = draw.draw(st.sets(st.sampled_from(sorted(units))))
    laws.check_skeleton(FORMAT, data, {key: draw.draw(texts(controls=True)) for key in keys})


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
def test_removed_entry_comes_back(data: bytes) -> None:
    units = FORMAT.parse(data, TARGET).units
    for key in units:
        without, restored = check_remove_and_insert(FORMAT, data, key, data)
        assert len(without) < len(data)
        if key not in ("quotes", "lines"):  # with it goes what shows how the file spells lines
            assert restored == data, key


@needs_corpus
@pytest.mark.parametrize("path", CORPUS, ids=lambda p: f"{p.parent.name}-{p.name}")
def test_real_files_change_only_where_asked(path: Path) -> None:
    data = path.read_bytes()
    laws.check_identity(FORMAT, data, data)
    assert parse(data) == core_foundation.read(data)
    units = FORMAT.parse(data, TARGET).units
    for key in random.Random(path.name).sample(sorted(units), min(3, len(units))):
        result = check_laws(FORMAT, data, [Change(key, ' neu "x" \\ é\n')], data)
        old, new = data.splitlines(keepends=True), result.splitlines(keepends=True)
        taken = len(old) - len(new) + 1  # a value on several lines becomes one on one line
        first = units[key].line - 1
        assert new == [*old[:first], new[first], *old[first + taken :]]
        without, restored = check_remove_and_insert(FORMAT, data, key, data)
        assert key not in core_foundation.read(without)
        assert core_foundation.read(restored) == core_foundation.read(data)


def test_meaning_of_escapes() -> None:
    assert parse(rb"""a = "\a\b\f\n\r\t\v\"\'\\\?\/";""") == {"a": "\a\b\f\n\r\t\v\"'\\?/"}
    assert parse(rb"a = '\U00e9\Ud83d\Ude00\U41;\'';") == {"a": "é😀A;'"}
    assert parse(rb'a = "\101\12\1234\3"; b = "\200\350\377";') == {"a": "A\nS4\x03", "b": "\xa0Ł\ufffd"}
    assert parse(b'a = "one\\\ntwo";') == {"a": "one\ntwo"}
    assert parse(rb'a = "caf\u00e9 \user";') == {"a": "café user"}  # CoreFoundation would show `cafu00e9`


def test_values_are_written_as_the_value_before_was() -> None:
    for before, text, after in (
        (rb'a = "it\'s";', "that's", rb'a = "that\'s";'),
        (rb'a = "it is";', "that's", rb"""a = "that's";"""),
        (rb"""a = "x"; b = "it\'s";""", "that's", rb"""a = "that\'s"; b = "it\'s";"""),
        (rb"""a = "x"; b = "it\'s'";""", "that's", rb"""a = "that's"; b = "it\'s'";"""),
        (b"a = 'x';", "that's \"it\"", b"a = 'that\\'s \"it\"';"),
        (b"a = x;", "y.z", b"a = y.z;"),
        (b"a = x;", "a//b", b'a = "a//b";'),
        (b"a = x;", "", b'a = "";'),
        (b"a;", "b", b'a = "b";'),
        (b"a;b=c;", "b", b"a=b;b=c;"),
        (b'a = "1\n2";', "x\ny\tz\r\n", b'a = "x\ny\\tz\\r\n";'),
        (b'a = "1\r\n2";\r\n', "x\r\ny\nz", b'a = "x\r\ny\\nz";\r\n'),
        (rb'a = "1\n2";', "x\ny", rb'a = "x\ny";'),
        (b'a = "1\t2";', "x\ty", b'a = "x\ty";'),
        (rb'a = "\Ud83d\U00e9";', "é😀", rb'a = "\U00e9\Ud83d\Ude00";'),
        (rb'a = "\U00AB";', "é«", b'a = "\xc3\xa9\\U00AB";'),
        ("a = \"x\"; b = \"\u2028\";".encode(), "y\u2028\u2029\ufeff\x7f\x0b", 'a = "y\u2028\\U2029\\Ufeff\\U007f\\U000b"; b = "\u2028";'.encode()),
    ):  # fmt: skip
        assert check_laws(FORMAT, before, [Change("a", text)], before) == after
        assert core_foundation.read(after)["a"] == text


def test_lone_surrogates_survive() -> None:
    before = rb'a = "\Ud83d"; b = "x";'
    assert parse(before)["a"] == "\ud83d"
    assert changed(FORMAT, before, [Change("b", "\ude00")], before) == rb'a = "\Ud83d"; b = "\Ude00";'


def test_the_last_of_duplicate_keys_counts_and_is_reported() -> None:
    data = b'"a" = "dead";\n"b" = "B";\n"a" = "alive";\n'
    finding = FORMAT.parse(data, TARGET).findings[0]
    assert (finding.code, finding.location and finding.location.line) == ("duplicate-key", 1)
    assert core_foundation.read(data)["a"] == "alive"
    assert changed(FORMAT, data, [Change("a", "new")], data) == data.replace(b"alive", b"new")
    assert changed(FORMAT, data, [Change("a", None)], data) == b'"b" = "B";\n'
    source = FORMAT.parse(data, SOURCE)
    assert create(FORMAT, source, {}, "source", TARGET) == b'"b" = "B";\n"a" = "alive";\n'


def test_directives_of_smartling_flag_the_entries_below_and_set_entries_aside() -> None:
    data = (
        b'"a" = "A";\n// smartling.placeholder_format = IOS\n"b" = "B";\n'
        b'// smartling.sltrans = notranslate\n"c" = "C";\n// smartling.sltrans = translate\n"d" = "D";\n'
    )
    source = FORMAT.parse(data, SOURCE)
    assert {key: unit.flags for key, unit in source.units.items()} == {
        "a": (),
        "b": ("placeholder_format=IOS",),
        "d": ("placeholder_format=IOS",),
    }
    assert source.aside == {"c"}
    assert changed(FORMAT, data, [Change("b", None)], data) == data.replace(b'"b" = "B";\n', b"")
    assert "// smartling" not in changed(FORMAT, b'"a" = "Ah";\n', [Change("d", "De")], data).decode()


def test_plurals_of_smartling_are_keys() -> None:
    data = b'"files##{one}" = "%d file";\n"files##{other}" = "%d files";\n'
    assert list(parse(data)) == ["files##{one}", "files##{other}"]


def test_forms_of_another_format_are_refused() -> None:
    with pytest.raises(ContentError, match="plural forms"):
        changed(FORMAT, b"a = A;", [Change("a", Forms("plural", ((".one", "x"),)))], b"a = A;")


@pytest.mark.parametrize(
    ("data", "line", "column", "message"),
    [
        (b'"a" = "A"\n"b" = "B";\n', 1, 10, "';' is missing after \"A\""),
        (b'"a" = "A";\n"b" = "B"', 2, 10, "';' is missing"),
        (b'"a" "A";\n', 1, 5, "'=' or ';' is missing after \"a\""),
        (b'"a" = ;\n', 1, 7, "the value is missing"),
        (b'"a" =', 1, 6, "the value is missing"),
        (b'"a" = "A";\n"b', 2, 1, "no closing quote"),
        (b'"a" = "A";\n"b" = "B;\n', 2, 7, "no closing quote"),
        (b'"a" = "A\\";\n', 1, 7, "no closing quote"),
        (b'"a" = "A"x"";\n', 1, 10, "';' is missing"),
        (b'"a" = "A";\n/* never\n', 2, 1, "never closed"),
        (b'"a" = /* never "A";\n', 1, 7, "never closed"),
        (b'"a" = "A";\n= "B";\n', 2, 1, "unexpected '='"),
        (b'"a" = "A";;\n', 1, 11, "unexpected ';'"),
        (b'"a" = "A";\n<<<<<<< HEAD\n', 2, 1, "unexpected '<'"),
        ('"a" = "A";\n“b” = "B";\n'.encode(), 2, 1, "unexpected '“'"),
        (b'"a" = { "b" = "B"; };\n', 1, 7, "a dictionary, not a text"),
        (b'"a" = ("b");\n', 1, 7, "an array, not a text"),
        (b'{ "a" = "A";\n', 1, 1, "brace"),
        (b'{ "a" = "A"; }\n"b"', 2, 1, "behind the brace"),
        (b'"a" = "A"; }\n', 1, 12, "unexpected '}'"),
        (b'"a" = "A";\n\0', 2, 1, "unexpected"),
        (b'"a" = "A";\r\n"b" = "\xff";', 2, 8, "not valid UTF-8"),
        (b'\xef\xbb\xbf"a" = "A";\n\xc3', 2, 1, "not valid UTF-8"),
        ('"a" = "A";\n"b'.encode("utf-16")[:-1], 2, 2, "not valid UTF-16"),
        (b"bplist00\xd1\x01\x02QaQb", 1, 0, "binary property list"),
        (b"\0\0\0\0", 1, 1, "unexpected"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_with_its_place(data: bytes, line: int, column: int, message: str) -> None:
    with pytest.raises(ContentError, match=message) as caught:
        FORMAT.parse(data, TARGET)
    location = caught.value.location
    assert location is not None
    assert (location.path, location.line, location.column) == ("target", line, column)
    assert caught.value.hint


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"\xef\xbb\xbf", b"\xff\xfe", b"/* only a comment */", b"{}", b"// x"]
)
def test_files_without_entries_can_be_filled(data: bytes) -> None:
    source = b'/* A */\n"a" = "A";\n\n"b" = "B";\n'
    assert parse(data) == {}
    result = check_laws(FORMAT, data, [Change("a", "Ah"), Change("b", "Be")], source)
    assert core_foundation.read(result) == {"a": "Ah", "b": "Be"}


XML = b"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
\t<key>a</key>
\t<string>A &amp; B</string>
\t<!-- about b -->
\t<key>b.c</key>
\t<string>B</string>
</dict>
</plist>
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_xml_property_lists_are_read_and_edited(encoding: str) -> None:
    data = XML.decode().replace("UTF-8", encoding[:6].upper().rstrip("-")).encode(encoding)
    assert parse(data) == {"a": "A & B", "b.c": "B"}
    result = check_laws(FORMAT, data, [Change("a", "<Ä>")], XML)
    assert result.decode(encoding) == data.decode(encoding).replace("A &amp; B", "&lt;Ä&gt;")
    without, restored = check_remove_and_insert(FORMAT, data, "b.c", XML)
    assert "about b" not in without.decode(encoding)
    assert restored == data
    laws.check_skeleton(FORMAT, data, {"b.c": "Be"})


def test_xml_and_text_do_not_mix() -> None:
    for target, source in ((XML, b"a = A;"), (b"a = A;", XML)):
        with pytest.raises(ContentError, match="the other is not"):
            changed(FORMAT, target, [Change("a", "x")], source)
    assert plistlib.loads(XML) == parse(XML)


@pytest.mark.long
@pytest.mark.parametrize(
    "data",
    [
        b"\\" * 1_000_000,
        b'"a" = "' + b"\\\\" * 500_000 + b'";',
        b'"a" = "' + b"\\" * 1_000_001,
        b" " * 1_000_000 + b"a=A;",
        b'"a"' + b" " * 1_000_000 + b'= "A";',
        b"/*" + b"*" * 1_000_000,
        b"/*" * 500_000,
        b"/**/" * 250_000 + b"a=A;",
        b"// x\n" * 200_000 + b"a=A;",
        b"/" * 1_000_000,
        b"\n" * 1_000_000 + b"a=A;" + b"\n" * 1_000_000,
        b" \n" * 500_000 + b"a=A;" + b" \n" * 500_000 + b"b=B;",
        b"{" * 100_000,
        b"a=" + b"{" * 100_000,
        b'"' * 1_000_001,
        b"'" * 1_000_001,
        b"a;" * 100_000,
        b"a=A;/* c */" * 100_000,
        b"a=A;\n" + b"// x\n" * 200_000 + b"b=B;\n",
        b"a" * 1_000_000,
        b"\0" * 1_000_000,
    ],
)
def test_long_runs_are_read_and_written_in_linear_time(data: bytes) -> None:
    try:
        catalog = FORMAT.parse(data, TARGET)
    except ContentError as error:
        assert error.location  # noqa: PT017 - either is right, hanging is not
        return
    for key in catalog.units:
        changed(FORMAT, data, [Change(key, "new\n")], data)
        changed(FORMAT, data, [Change(key, None)], data)


@pytest.mark.long
def test_many_entries_are_merged_in_linear_time() -> None:
    source = b"".join(b'/* about %d */\n"key%d" = "text %d";\n\n' % (i, i, i) for i in range(20_000))
    units = FORMAT.parse(source, SOURCE).units
    full = changed(FORMAT, b"", [Change(key, unit.value) for key, unit in units.items()], source)
    assert parse(full) == values_of(FORMAT.parse(source, TARGET))
    assert parse(changed(FORMAT, source, [Change(key, None) for key in units], source)) == {}
