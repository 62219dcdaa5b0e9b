"""Java .properties: logical lines, escapes, encodings, comments, and what is refused."""

import random
from collections.abc import Mapping
from pathlib import Path

import javaproperties
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.base import Change, KeyConflict
from ci_l10n.formats.properties.format import FORMAT
from ci_l10n.formats.rewriting import create
from ci_l10n.model import Forms
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

CORPUS = corpus_files("hibernate-validator/**/*.properties", "jmeter/**/*.properties")

PLAIN = """\
# Copyright: a header stays

# Shown in the window
title=Title
  indented : with colon
blank separated by a blank

! Second paragraph
first = \\u00e9 text
second = a long \\
         text on two \\
    # lines
lonely
empty=
key\\ with\\:signs\\=\\u00e9 = it''s {0}
leading=\\  two blanks
last=Last
"""
LAYOUTS = {
    "escapes": PLAIN.encode(),
    "utf-8": PLAIN.replace("\\u00e9", "é").replace("Last", "日本").encode(),
    "latin-1": PLAIN.replace("\\u00e9", "é").encode("latin-1"),
    "crlf": PLAIN.replace("\n", "\r\n").encode(),
    "cr": PLAIN.replace("\n", "\r").encode(),
    "bom": b"\xef\xbb\xbf" + PLAIN.replace("\\u00e9", "é").encode(),
    "UTF-16": PLAIN.replace("\\u00e9", "é").encode("utf-16"),
    "big-endian": b"\xfe\xff" + PLAIN.replace("\\u00e9", "é").encode("utf-16-be"),
    "no last line end": PLAIN.rstrip("\n").encode(),
    "blank line at the end": PLAIN.encode() + b"\n  \n# end\n",
    "aligned": b"a       = 1\nlonger  = 2\nb.c     = 3\nd       = 4\n",
    "no header": b"# about a\na=1\n\n# about b\nb=2\n",
}  # fmt: skip


def parse(data: bytes) -> dict[str, object]:
    return dict(values_of(FORMAT.parse(data, TARGET)))


def java(data: bytes) -> Mapping[str, str]:
    """``data`` as an independent reader sees it."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return javaproperties.loads(data.decode("utf-16"))
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return javaproperties.loads(text)


@pytest.mark.parametrize("case", golden.cases("properties"), ids=golden.case_id)
def test_golden(case: Path) -> None:
    golden.check_case(FORMAT, case)


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
def test_reads_what_java_reads(data: bytes) -> None:
    assert parse(data) == java(data)


def test_meaning_of_separators_continued_lines_and_escapes() -> None:
    assert parse(PLAIN.encode()) == {
        "title": "Title",
        "indented": "with colon",
        "blank": "separated by a blank",
        "first": "é text",
        "second": "a long text on two # lines",
        "lonely": "",
        "empty": "",
        "key with:signs=é": "it''s {0}",
        "leading": "  two blanks",
        "last": "Last",
    }


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
@settings(max_examples=12, deadline=None)
@given(draw=st.data())
def test_laws_hold_in_every_layout(data: bytes, draw: st.DataObject) -> None:
    catalog = FORMAT.parse(data, TARGET)
    changes = draw.draw(laws.changes_of(catalog, texts(controls=True, exclude="\0")))
    result = check_laws(FORMAT, data, changes, data)
    assert java(result) == parse(result)


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
@settings(max_examples=12, deadline=None)
@given(draw=st.data())
def test_any_entries_can_be_added_to_any_others(data: bytes, draw: st.DataObject) -> None:
    units = FORMAT.parse(data, SOURCE).units
    keys = draw.draw(st.sets(st.sampled_from(sorted(units))))
    target = changed(FORMAT, data, [Change(key, None) for key in keys], data)
    result = check_laws(FORMAT, target, [Change(key, units[key].value) for key in keys], data)
    assert parse(result) == values_of(FORMAT.parse(data, TARGET))


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
@settings(max_examples=12, deadline=None)
@given(draw=st.data())
def test_any_set_of_entries_makes_a_new_file(data: bytes, draw: st.DataObject) -> None:
    units = FORMAT.parse(data, SOURCE).units
    keys = draw.draw(st.sets(st.sampled_from(sorted(units))))
    laws.check_skeleton(FORMAT, data, {key: draw.draw(texts(controls=True, exclude="\0")) for key in keys})


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
def test_removed_entry_comes_back_to_the_same_bytes(data: bytes) -> None:
    for key in FORMAT.parse(data, TARGET).units:
        without, restored = check_remove_and_insert(FORMAT, data, key, data)
        assert len(without) < len(data)
        if key not in ("second", "indented", "lonely"):  # one line is as good as two
            assert restored == data, key


@needs_corpus
@pytest.mark.parametrize("path", CORPUS, ids=lambda p: p.name)
def test_real_files_change_only_where_asked(path: Path) -> None:
    data = path.read_bytes()
    laws.check_identity(FORMAT, data, data)
    assert parse(data) == java(data)
    units = FORMAT.parse(data, TARGET).units
    for key in random.Random(path.name).sample(sorted(units), 3):
        result = check_laws(FORMAT, data, [Change(key, " neu=\\ é\n")], data)
        assert java(result) == {**java(data), key: " neu=\\ é\n"}
        old, new = data.splitlines(keepends=True), result.splitlines(keepends=True)
        taken = len(old) - len(new) + 1  # a value on several lines becomes one on one line
        first = units[key].line - 1
        assert new == [*old[:first], new[first], *old[first + taken :]]
        without, restored = check_remove_and_insert(FORMAT, data, key, data)
        assert key not in java(without)
        assert java(restored) == java(data)


def test_escapes_follow_the_file_and_then_the_source() -> None:
    euro = [Change("a", "é€😀")]
    escaped = b"a=\\u00e9\\u20ac\\ud83d\\ude00\n"
    assert check_laws(FORMAT, b"a=A\n", euro, b"a=A\n") == escaped
    assert check_laws(FORMAT, b"a=A\n", euro, "a=ä\n".encode()) == "a=é€😀\n".encode()
    assert check_laws(FORMAT, b"a=\\u00E4\n", euro, "a=ä\n".encode()) == b"a=\\u00E9\\u20AC\\uD83D\\uDE00\n"
    assert check_laws(FORMAT, "a=ä\n".encode(), euro, b"a=A\n") == "a=é€😀\n".encode()
    assert check_laws(FORMAT, b"a=\xe4\nb=\xe4\n", euro, b"a=A\nb=B\n") == (
        b"a=\xe9\\u20ac\\ud83d\\ude00\nb=\xe4\n"
    )


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        (b"a=x\n", "  two blanks ", b"a=\\  two blanks \n"),
        (b"a x\n", "= sign", b"a \\= sign\n"),
        (b"a = x\n", "= : sign", b"a = = : sign\n"),
        (b"a\n", "text", b"a=text\n"),
        (b"b : B\na\n", "text", b"b : B\na : text\n"),
        (b"a=one\\n\\\n  two\n", "eins\nzwei\n drei\n", b"a=eins\\n\\\n  zwei\\n\\\n  \\ drei\\n\n"),
        (b"a=one \\\n  two\n", "eins zwei", b"a=eins zwei\n"),
        (b"u=http\\://x\na=x\n", "p:q", b"u=http\\://x\na=p\\:q\n"),
        (b"u=http://x\na=x\n", "p:q #", b"u=http://x\na=p:q #\n"),
        (b"a=x\n", "tab\t\\ \x00\x85\u2028\ufeff", b"a=tab\\t\\\\ \\u0000\\u0085\\u2028\\ufeff\n"),
        (b"a=it''s {0}\n", "c''est {0,number}", b"a=c''est {0,number}\n"),
    ],
)
def test_values_are_written_as_the_file_does(before: bytes, text: str, after: bytes) -> None:
    assert check_laws(FORMAT, before, [Change("a", text)], before) == after
    assert java(after)["a"] == text


def test_new_entries_bring_comment_and_blank_line_and_take_the_separator_of_their_neighbours() -> None:
    source = b"# header\n\na=A\n\n# about b\n# and more\nb=B\nc=C\n"
    assert check_laws(FORMAT, b"a : Ah\n", [Change("b", "Be"), Change("c", "Ce")], source) == (
        b"a : Ah\n\n# about b\n# and more\nb : Be\nc : Ce\n"
    )
    # `b` opens the paragraph that the target has begun with `c`.
    assert check_laws(FORMAT, b"a=Ah\n\nc=Ce\n", [Change("b", "Be")], source) == (
        b"a=Ah\n\n# about b\n# and more\nb=Be\nc=Ce\n"
    )
    aligned = b"key       = 1\nlong.key  = 2\n"
    assert (
        check_laws(FORMAT, aligned, [Change("b", "Be")], b"b=B\nlong.key=2\n")
        == b"b         = Be\n" + aligned
    )


def test_removals_take_comments_along_but_never_the_header() -> None:
    data = b"# Licence\na=A\n# about b\nb=B\n\n# about c\nc=C\n\nd=D\n"
    assert changed(FORMAT, data, [Change("a", None)], data) == data.replace(b"a=A\n", b"")
    assert changed(FORMAT, data, [Change("c", None)], data) == b"# Licence\na=A\n# about b\nb=B\n\nd=D\n"
    assert changed(FORMAT, data, [Change("d", None)], data) == data.removesuffix(b"\nd=D\n")
    assert changed(FORMAT, data, [Change(key, None) for key in "abcd"], data) == b"# Licence\n"


def test_last_line_without_end_stays_so() -> None:
    source = b"a=A\nb=B\nc=C"
    assert changed(FORMAT, b"a=A\nb=B", [Change("c", "Ce")], source) == b"a=A\nb=B\nc=Ce"
    assert changed(FORMAT, source, [Change("c", None)], source) == b"a=A\nb=B"
    assert changed(FORMAT, source, [Change("c", None), Change("b", None)], source) == b"a=A"
    assert changed(FORMAT, b"", [Change("b", "Be")], source) == b"b=Be\n"


def test_the_last_of_duplicate_keys_counts_and_is_reported() -> None:
    data = b"a=dead\nb=B\na=alive\n"
    finding = FORMAT.parse(data, TARGET).findings[0]
    assert (finding.code, finding.location and finding.location.line) == ("duplicate-key", 1)
    assert changed(FORMAT, data, [Change("a", "new")], data) == b"a=dead\nb=B\na=new\n"
    assert changed(FORMAT, data, [Change("a", None)], data) == b"b=B\n"


def test_new_file_keeps_the_header_of_the_source() -> None:
    source = FORMAT.parse("# Licence\n\n# one\na=A\n\n# two\nb=B é\n".encode(), SOURCE)
    assert create(FORMAT, source, {"b": "Bé"}, "omit", TARGET) == "# Licence\n\n# two\nb=Bé\n".encode()
    assert create(FORMAT, source, {}, "omit", TARGET) == b"# Licence\n"


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        (b"a\\\n\n", "x", b"a\\\n=x\n"),
        (b"a\\", "x", b"a=x"),
        (b"a \\\n = y\n", ":x", b"a \\\n = :x\n"),
        (b"a \\\n y\n", ":x", b"a \\\n \\:x\n"),
        (b"\\\n\na=y\n", "x", b"\\\n\na=x\n"),
    ],
)
def test_values_behind_continued_lines_stay_values(before: bytes, text: str, after: bytes) -> None:
    assert check_laws(FORMAT, before, [Change("a", text)], before) == after
    assert java(after) == {"a": text}


@pytest.mark.parametrize("key", ["", "\x0b", "é", "a b", "#a", "a\\ b", "a=b:c", "\n"])
def test_any_key_can_be_added(key: str) -> None:
    for spelled in (key, f"\\{key}" if key else "=", "".join(f"\\{c}" for c in key)):
        source = f"{spelled}=x\n".encode()
        for name in FORMAT.parse(source, SOURCE).units:
            for target in (b"", b"b=c", b"b=c\\", b"b c\n", "b=ä\n".encode()):
                result = check_laws(FORMAT, target, [Change(name, "y")], source)
                assert java(result)[name] == "y"


def test_a_file_in_latin_1_stays_one() -> None:
    after = b"a=\\u00c2\\u00a0\n"
    assert changed(FORMAT, b"a=\xe4\n", [Change("a", "Â\xa0")], b"a=A\n") == after
    assert (
        changed(FORMAT, b"a=\xe4\nb=\xe4\n", [Change("a", "Â\xa0")], b"a=A\nb=B\n") == b"a=\xc2\xa0\nb=\xe4\n"
    )


def test_texts_of_a_file_in_latin_1_never_become_others_because_the_rest_is_utf_8() -> None:
    before = "# Ã©\neuro=Ã©\nx=1\nlast=\xff\n".encode("latin-1")
    for text in ("ASCII", "Â\xa0", None):
        with pytest.raises(KeyConflict, match="'last' has the last bytes") as caught:
            changed(FORMAT, before, [Change("x", "2"), Change("last", text)], before)
        assert caught.value.location == Location("target", 4, key="last")
    check_laws(FORMAT, before, [Change("last", "ß"), Change("x", None)], before)
    result = changed(FORMAT, before, [Change("euro", "€"), Change("last", "Â\xa0")], before)
    assert result == b"# \xc3\xa9\neuro=\\u20ac\nx=1\nlast=\\u00c2\\u00a0\n"


@pytest.mark.parametrize("mark", ["ï»¿", "ÿþ", "þÿ"])
def test_a_key_in_latin_1_never_becomes_a_byte_order_mark(mark: str) -> None:
    before = f"a=\xff\n{mark}b=\xff\n".encode("latin-1")
    with pytest.raises(KeyConflict, match="'a'"):
        changed(FORMAT, before, [Change("a", None)], before)


def test_line_ends_of_several_kinds_never_join() -> None:
    odd = b"a\\\r\rb"
    assert check_laws(FORMAT, odd, [Change("b", None)], odd) == b"a\\\r"
    assert changed(FORMAT, b"#\na\\\r", [Change("b", "x")], b"a\nb=\n") == b"#\na\\\r\n\nb=x"
    source = b"#\nt\r#c\nH"
    assert changed(FORMAT, b"#\n\\\r", [Change("H", "x")], source) == b"#\n\\\r\n\n#c\nH=x\n"
    assert changed(FORMAT, b"# C:\\\n", [Change("H", "x")], source) == b"# C:\\\n#c\nH=x\n"
    assert changed(FORMAT, b"# C:\\", [Change("t", "x")], source) == b"# C:\\\nt=x\n"
    before = b"e\n\\\r\rt\r\\\r\rk=v\nt\r\rt\n\n#\r \rW"
    check_laws(FORMAT, before, [Change("k", None), Change("W", None)], before)


def test_directives_in_comments_hold_for_the_entries_below_and_stay() -> None:
    data = b"""a=A
# smartling.placeholder_format = IOS
b=B
# about c
c=C
! smartling.sltrans = notranslate
d=D
# smartling.sltrans = translate
e=E
"""
    source = FORMAT.parse(data, SOURCE)
    assert [(key, unit.flags) for key, unit in source.units.items()] == [
        ("a", ()),
        *((key, ("placeholder_format=IOS",)) for key in "bce"),
    ]
    assert source.aside == {"d"}
    assert changed(FORMAT, data, [Change("b", None), Change("c", None)], data) == (
        data.replace(b"b=B\n# about c\nc=C\n", b"")
    )
    assert (
        changed(FORMAT, b"a=A\nc=C\n", [Change("b", "Be"), Change("e", "E")], data)
        == b"a=A\nb=Be\nc=C\ne=E\n"
    )


def test_forms_of_another_format_are_refused() -> None:
    with pytest.raises(ContentError, match="plural forms"):
        changed(FORMAT, b"a=A\n", [Change("a", Forms("plural", ((".one", "x"),)))], b"a=A\n")


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"a=A\nb=\\u12\n", 2),
        (b"a=A\n\\uzzzz=B\n", 2),
        (b"a=A\nb=\0\n", 2),
        ("a=A".encode("utf-16") + b"x", 1),
        ("a=A\nb=\0".encode("utf-16"), 2),
        ("a=A".encode("utf-16-le"), 1),
        (b"\xef\xbb\xbfa=A\nb=\xff\n", 2),
    ],
)
def test_bad_input_is_refused_with_its_place(data: bytes, line: int) -> None:
    with pytest.raises(ContentError) as caught:
        FORMAT.parse(data, TARGET)
    location = caught.value.location
    assert location is not None
    assert (location.path, location.line) == ("target", line)
    assert caught.value.hint


@pytest.mark.long
@pytest.mark.parametrize(
    "data",
    [
        b"a=" + b"\\" * 1_000_000 + b"\n",
        b" " * 1_000_000 + b"a=A\n",
        b"a" + b" " * 1_000_000 + b"=A\n",
        b"a=" + b"\\\n" * 500_000 + b"A\n",
        b"\n" * 1_000_000 + b"a=A\n",
        b"#" * 1_000_000 + b"\na=A",
        b"# x\n" * 250_000 + b"a=A",
        b"a" * 1_000_000,
        b"a\\\n" * 300_000,
        b" \\\n" * 300_000,
    ],
)
def test_long_runs_are_read_and_written_in_linear_time(data: bytes) -> None:
    catalog = FORMAT.parse(data, TARGET)
    for key in catalog.units:
        changed(FORMAT, data, [Change(key, "new")], data)
        changed(FORMAT, data, [Change(key, None)], data)


@pytest.mark.long
def test_many_entries_are_merged_in_linear_time() -> None:
    source = b"".join(b"# about %d\nkey%d=text %d\n\n" % (i, i, i) for i in range(20_000))
    units = FORMAT.parse(source, SOURCE).units
    full = changed(FORMAT, b"", [Change(key, unit.value) for key, unit in units.items()], source)
    assert parse(full) == values_of(FORMAT.parse(source, TARGET))
    assert parse(changed(FORMAT, source, [Change(key, None) for key in units], source)) == {}
