"""CSV tables: columns, quoting, separators, encodings, several locales in one file, and what is refused."""

import csv
import io
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ci_l10n.errors import ContentError
from ci_l10n.formats.base import Change, Reading
from ci_l10n.formats.csv.format import FORMAT
from ci_l10n.formats.rewriting import create, rewrite
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

CORPUS = corpus_files("godot/**/*.csv")

ONE = '''\
key,value,description
title,Title,Shown in the window
quoted,"a, b","with ""quotes"""
lines,"first
second",
blanks,  two blanks ,"x"
short
empty,,no text
formula,=1+1,-
last,Last,é
'''
SEVERAL = '''\
keys,en,de,pt_BR,_note
A,Hello!,Hallo!,Olá!,
B,"Hello, you",,"Olá, você",about b
C,"two
lines",zwei,,
,nobody's,niemandes,,
D,Bye,Tschüss,Tchau
E,"quoted ""x""","mit ""x""",,last
'''


def quote_all(text: str) -> str:
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
        csv.reader(io.StringIO(text, newline=""))
    )
    return written.getvalue()


def separated(text: str, separator: str) -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=separator, lineterminator="\n").writerows(
        csv.reader(io.StringIO(text, newline=""))
    )
    return written.getvalue()


def layouts(text: str) -> dict[str, bytes]:
    return {
        "as is": text.encode(),
        "crlf": text.replace("\n", "\r\n").encode(),
        "cr": text.replace("\n", "\r").encode(),
        "bom": b"\xef\xbb\xbf" + text.encode(),
        "no last line end": text.rstrip("\n").encode(),
        "all quoted": quote_all(text).encode(),
        "semicolons": separated(text, ";").encode(),
        "sep=": b"sep=|\r\n" + separated(text, "|").encode(),
        "tabs in UTF-16": separated(text, "\t").encode("utf-16"),
        "big-endian": b"\xfe\xff" + text.encode("utf-16-be"),
        "directives": b"# smartling.placeholder_format = IOS\n\n" + text.encode(),
        "blank lines": text.encode() + b"\n\n",
    }


ALL = {
    f"{name} {kind}": data
    for kind, text in (("one", ONE), ("several", SEVERAL))
    for name, data in layouts(text).items()
}
CELLS = texts(controls=True, exclude="\0")


def parse(data: bytes, locale: str = "de", **directives: str) -> dict[str, object]:
    return dict(values_of(FORMAT.parse(data, Reading("target", locale, "target", directives))))


def source_of(data: bytes, locale: str = "en", **directives: str) -> dict[str, object]:
    return dict(values_of(FORMAT.parse(data, Reading("source", locale, "source", directives))))


def merged(
    target: str, source: str, changes: dict[str, Value | None], locale: str = "de", **directives: str
) -> str:
    reading = Reading("target", locale, "target", directives)
    origin = FORMAT.parse(source.encode(), Reading("source", "en", "source", directives))
    return rewrite(
        FORMAT,
        FORMAT.parse(target.encode(), reading),
        [Change(key, value) for key, value in changes.items()],
        origin,
        reading,
    ).decode()


def table(data: bytes) -> list[list[str]]:
    """``data`` as the standard library sees it."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    text = data.decode(encoding)
    separator = (
        "|" if text.startswith("sep=|") else "\t" if encoding == "utf-16" and "\t" in text[:30] else ","
    )
    separator = ";" if ";" in text[:10] else separator
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    return [row for row in rows if row and not row[0].startswith(("#", "sep="))]


@pytest.mark.parametrize("case", golden.cases("csv"), ids=golden.case_id)
def test_golden(case: Path) -> None:
    golden.check_case(FORMAT, case)


@pytest.mark.parametrize("data", ALL.values(), ids=ALL)
def test_reads_what_the_standard_library_reads(data: bytes) -> None:
    header, *rows = table(data)
    column = header.index("de") if "de" in header else 1
    expected = {row[0]: row[column] if len(row) > column else "" for row in rows if row[0]}
    if "de" in header:
        expected = {key: text for key, text in expected.items() if text}
    assert {key: text for key, text in parse(data).items() if text or "de" not in header} == expected


@pytest.mark.parametrize("data", ALL.values(), ids=ALL)
@settings(max_examples=6, deadline=None)
@given(draw=st.data())
def test_laws_hold_in_every_layout(data: bytes, draw: st.DataObject) -> None:
    catalog = FORMAT.parse(data, TARGET)
    changes = draw.draw(laws.changes_of(catalog, CELLS))
    result = check_laws(FORMAT, data, changes, data)
    for old, new in (
        zip(table(data), table(result), strict=False) if all(c.value is not None for c in changes) else ()
    ):
        column = 2 if "several" in table(data)[0] or "de" in table(data)[0] else 1
        assert old[:column] == new[:column]
        assert old[column + 1 :] == new[column + 1 :]


@pytest.mark.parametrize("data", ALL.values(), ids=ALL)
@settings(max_examples=6, deadline=None)
@given(draw=st.data())
def test_any_texts_can_be_added_to_any_others(data: bytes, draw: st.DataObject) -> None:
    units = FORMAT.parse(data, TARGET).units
    keys = draw.draw(st.sets(st.sampled_from(sorted(units))))
    without = changed(FORMAT, data, [Change(key, None) for key in keys], data)
    check_laws(FORMAT, without, [Change(key, draw.draw(CELLS)) for key in keys], data)


@pytest.mark.parametrize("data", ALL.values(), ids=ALL)
@settings(max_examples=6, deadline=None)
@given(draw=st.data())
def test_any_locale_can_be_added(data: bytes, draw: st.DataObject) -> None:
    reading = Reading("target", "fr", "target")
    keys = draw.draw(st.sets(st.sampled_from(sorted(FORMAT.parse(data, SOURCE).units))))
    check_laws(FORMAT, data, [Change(key, draw.draw(CELLS)) for key in keys], data, reading)


@pytest.mark.parametrize("data", layouts(ONE).values(), ids=layouts(ONE))
@settings(max_examples=6, deadline=None)
@given(draw=st.data())
def test_any_set_of_texts_makes_a_new_file(data: bytes, draw: st.DataObject) -> None:
    units = FORMAT.parse(data, SOURCE).units
    keys = draw.draw(st.sets(st.sampled_from(sorted(units))))
    laws.check_skeleton(FORMAT, data, {key: draw.draw(CELLS) for key in keys})


@pytest.mark.parametrize("data", ALL.values(), ids=ALL)
def test_removed_text_comes_back_to_the_same_bytes(data: bytes) -> None:
    for key in FORMAT.parse(data, TARGET).units:
        without, restored = check_remove_and_insert(FORMAT, data, key, data)
        assert without != data
        if key not in ("short", "empty", "blanks", "quoted", "E"):  # a cell may be spelled in several ways
            assert restored == data, key


@needs_corpus
@pytest.mark.parametrize("path", CORPUS, ids=lambda p: p.name)
def test_real_files_change_only_where_asked(path: Path) -> None:
    data = path.read_bytes()
    header, *rows = table(data)
    for locale in header[1:]:
        reading = Reading("target", locale, "target")
        laws.check_identity(FORMAT, data, data, reading)
        column = header.index(locale)
        assert parse(data, locale) == {row[0]: row[column] for row in rows}
        key = random.Random(locale).choice(rows)[0]
        result = check_laws(FORMAT, data, [Change(key, 'neu, "é"\n')], data, reading)
        wanted = [[*row] for row in (header, *rows)]
        next(row for row in wanted if row[0] == key)[column] = 'neu, "é"\n'
        assert table(result) == wanted


@pytest.mark.parametrize(
    ("header", "locale", "column"),
    [
        ("key,en,de", "de", 3),
        ("key,en,DE ", "de", 3),
        ("key,en,de_DE", "de", 3),
        ("key,en,pt_br", "pt-BR", 3),
        ("key,en,pt,pt-BR", "pt-BR", 4),
        ("key,en,pt", "pt-BR", 3),
        ("key,en,zh-CN,zh-TW", "zh-Hant", 4),
        ("Key,Id,English(en),German(de)", "de", 4),
        ("key,source,translation", "de", 3),
        ("location,source,target,ID,fuzzy,context", "de", 3),
        ("key,value", "de", 2),
        ("id,text,screen", "de", 2),
        ("key,description,value", "de", 3),
        ("key,context,English", "de", 3),
        ("key,en,es", "de", 0),
        ("key,en,en_US", "en-GB", 0),
        ("key,en,description", "de", 0),
    ],
)
def test_the_column_of_a_target_is_found_by_its_name(header: str, locale: str, column: int) -> None:
    row = ["k", *(str(i) for i in range(2, header.count(",") + 2))]
    data = f"{header}\n{','.join(row)}\n".encode()
    assert parse(data, locale) == ({"k": str(column)} if column else {})


@pytest.mark.parametrize(
    ("header", "locale", "column"),
    [
        ("key,en,de", "", 2),
        ("key,source,de", "", 2),
        ("key,description,en,de", "", 3),
        ("Key,Id,Shared Comments,English(en),German(de)", "", 4),
        ("key,de,en", "en", 3),
        ("key,de,en-GB", "en", 3),
        ("key,de,source", "en", 3),
        ("key,translation,source", "en", 3),
        ("key,value", "en", 2),
    ],
)
def test_the_column_of_a_source_is_the_first_one_but_for_its_name(
    header: str, locale: str, column: int
) -> None:
    row = ["k", *(str(i) for i in range(2, header.count(",") + 2))]
    assert source_of(f"{header}\n{','.join(row)}\n".encode(), locale) == {"k": str(column)}


def test_an_export_with_the_header_of_its_source_is_told_by_its_path() -> None:
    reading = Reading("target", "de", "i18n/strings.de.csv")
    assert values_of(FORMAT.parse(b"key,en\na,Ah\n", reading)) == {"a": "Ah"}
    assert values_of(FORMAT.parse(b"key,en\na,Ah\n", Reading("target", "de", "i18n/strings.csv"))) == {}


def test_a_column_that_may_be_any_language_is_not_guessed() -> None:
    with pytest.raises(ContentError, match="may all hold the texts") as caught:
        parse(b"key,English,German\na,A,B\n")
    assert "paths = N/de" in caught.value.hint
    assert parse(b"key,English,German\na,A,B\n", paths="3/de", source_key_paths="1") == {"a": "B"}
    origin = FORMAT.parse(b"key,value\na,A\n", Reading("source", "en", "all.csv"))
    target = FORMAT.parse(b"key,value\na,A\n", Reading("target", "de", "all.csv"))
    with pytest.raises(ContentError, match="one file"):
        FORMAT.edits(target, [Change("a", "x")], origin, Reading("target", "de", "all.csv"))


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        ("key,de\na,x\n", "y", "key,de\na,y\n"),
        ("key,de\na,x\n", " y ", "key,de\na, y \n"),
        ("key,de\na,x\n", "=y", "key,de\na,=y\n"),
        ("key,de\na,x\n", "y,z", 'key,de\na,"y,z"\n'),
        ("key,de\na,x\n", 'a "b"', 'key,de\na,"a ""b"""\n'),
        ('key,de\na,"x"\n', "y", 'key,de\na,"y"\n'),
        ('key,de\nb,"x"\na,\n', "y", 'key,de\nb,"x"\na,"y"\n'),
        ('key,de\nb,"x,y"\na,\n', "y", 'key,de\nb,"x,y"\na,y\n'),
        ("key;de\na;x\n", "y,z", "key;de\na;y,z\n"),
        ("key;de\na;x\n", "y;z", 'key;de\na;"y;z"\n'),
        ("key\tde\r\na\tx\r\n", "y\nz", 'key\tde\r\na\t"y\nz"\r\n'),
        ('key,de\na,"x"tail\n', "y", 'key,de\na,"y"\n'),
        ("key,x,de\na\n", "y", "key,x,de\na,,y\n"),
        ("key,en,de\na,A\n", "y", "key,en,de\na,A,y\n"),
        ("key,en,de,fr\na,A\n", "y", "key,en,de,fr\na,A,y\n"),
    ],
)
def test_cells_are_written_as_the_file_does(before: str, text: str, after: str) -> None:
    assert merged(before, before, {"a": text}) == after
    assert parse(after.encode())["a"] == text


def test_new_rows_take_what_is_not_of_other_locales_and_stand_behind_their_predecessor() -> None:
    source = "key,en,de,fr,notes\na,A,,,first\nb,B,,Bé,second\nc,C,,,\n"
    assert merged("key,de,notes,fr\na,Ah,first,\nc,Zeh,,\n", source, {"b": "Be"}) == (
        "key,de,notes,fr\na,Ah,first,\nb,Be,second,\nc,Zeh,,\n"
    )
    assert merged("key,value\nz,Zet\n", source, {"a": "Ah", "c": "Zeh"}) == "key,value\na,Ah\nc,Zeh\nz,Zet\n"
    assert merged('"key","en","de"\r\n"a","A","Ah"', source, {"b": "Be"}) == (
        '"key","en","de"\r\n"a","A","Ah"\r\n"b","B","Be"'
    )
    assert merged("", "key,en\na,A\n", {"a": "Ah"}) == "key,de\na,Ah\n"


def test_removing_leaves_other_locales_alone() -> None:
    assert merged(SEVERAL, SEVERAL, {"A": None, "D": None}) == SEVERAL.replace("Hallo!", "").replace(
        "Tschüss", ""
    )
    assert merged("key,de,fr\na,Ah,\nb,Be,Bé\n", "key,en\n", {"a": None, "b": None}) == "key,de,fr\nb,,Bé\n"
    without = ONE.replace('quoted,"a, b","with ""quotes"""\n', "").replace("last,Last,é\n", "")
    assert merged(ONE, ONE, {"quoted": None, "last": None}) == without


def test_a_new_column_stands_at_the_end_and_is_called_as_the_others_are() -> None:
    assert merged("key,en_US\na,A\n\nb,B\n", "key,en_US\na,A\nb,B\n", {"b": "Be"}, "pt-BR") == (
        "key,en_US,pt_BR\na,A,\n\nb,B,Be\n"
    )
    trailing = "key;en;;\na;A;;\n"
    assert merged(trailing, trailing, {"a": "Ah"}) == "key;en;de;\na;A;Ah;\n"
    quoted = '"key","en"\n"a","A","","stray"\n# c\n"b","B"\n'
    assert merged(quoted, quoted, {"b": "Be"}) == (
        '"key","en","","","de"\n"a","A","","stray",""\n# c\n"b","B","","","Be"\n'
    )
    ragged = "key,en,x\na\nb,B,1\n"
    assert merged(ragged, ragged, {"b": "Be"}) == "key,en,x,de\na\nb,B,1,Be\n"


def test_a_lacking_column_is_named_with_those_that_are_there() -> None:
    (finding,) = FORMAT.parse(b"\nkey,en,fr\na,A,F\n", TARGET).findings
    assert (finding.severity, finding.code, finding.locale) == ("notice", "column-lacking", "de")
    assert finding.message.endswith("'de', so no text of it is read here; there are 'key', 'en', 'fr'")
    assert finding.location is not None
    assert (finding.location.path, finding.location.line) == ("target", 2)
    assert not FORMAT.parse(b"key,en,de\na,A,F\n", TARGET).findings
    assert not FORMAT.parse(b"", TARGET).findings


def test_the_last_of_duplicate_keys_counts_and_is_reported() -> None:
    data = b"key,de\na,dead\nb,B\na,alive\n"
    finding = FORMAT.parse(data, TARGET).findings[0]
    assert (finding.code, finding.location and finding.location.line) == ("duplicate-key", 2)
    assert changed(FORMAT, data, [Change("a", "new")], data) == b"key,de\na,dead\nb,B\na,new\n"
    assert changed(FORMAT, data, [Change("a", None)], data) == b"key,de\nb,B\n"


def test_directives_name_columns() -> None:
    data = b"en,x,Hello,Hallo,10\nbye,x,Bye,,\n"
    said = {"source_key_paths": "1", "paths": "3,4/de-DE", "first_row_header": "false"}
    assert source_of(data, **said) == {"en": "Hello", "bye": "Bye"}
    assert parse(data, **said) == {"en": "Hallo"}
    assert parse(data, "fr", source_key_paths="2,1", paths="3", first_row_header="FALSE") == {
        "x en": "Hello",
        "x bye": "Bye",
    }
    reading = Reading(
        "source", "en", "", {**said, "character_limit_paths": "5", "string_instructions_paths": "2"}
    )
    unit = FORMAT.parse(data, reading).units["en"]
    assert (unit.flags, unit.comment) == (("character_limit=10",), "x")


def test_a_column_named_twice_counts_once() -> None:
    data = b"key,de\na,b\n"
    assert parse(data, source_key_paths="1,1") == {"a": "b"}


def test_several_columns_of_texts_have_keys_of_their_own() -> None:
    data = b"id,title,id2,text,more\na,A,b,B,C\n"
    said = {"source_key_paths": "1,3", "paths": "2,4,5", "first_row_header": "true"}
    assert source_of(data, **said) == {"a": "A", "b": "B", "b.more": "C"}
    assert merged(data.decode(), data.decode(), {"a": "Ah", "b.more": "Zeh"}, **said) == (
        "id,title,id2,text,more\na,Ah,b,B,Zeh\n"
    )
    assert merged("id,title,id2,text,more\n", data.decode(), {"a": "Ah", "b": "Be"}, **said) == (
        "id,title,id2,text,more\na,Ah,b,Be,\n"
    )


def test_rows_of_other_languages_are_left_alone() -> None:
    said = {
        "source_key_paths": "1",
        "paths": "2",
        "translation_language_path": "3",
        "first_row_header": "true",
    }
    data = "key,text,lang\na,A,en\na,Ah,de\nb,B,en\n"
    assert source_of(data.encode(), **said) == {"a": "A", "b": "B"}
    assert parse(data.encode(), **said) == {"a": "Ah"}
    assert merged(data, data, {"a": "Ach", "b": "Be"}, **said) == (
        "key,text,lang\na,A,en\na,Ach,de\nb,Be,de\nb,B,en\n"
    )


def test_signs_and_labels_are_as_directives_say() -> None:
    assert parse(b"key~de\na~'x''~y'\n", field_separator="~", string_encloser="'") == {"a": "x'~y"}
    assert parse(b'key,de\na,"x"\n', string_encloser="NONE") == {"a": '"x"'}
    assert parse(b"key\tde\na\tx,y,z\n", field_separator="tab") == {"a": "x,y,z"}
    assert parse(b"key||de\na||x|y\n", field_separator="||") == {"a": "x|y"}
    labels = {"locales_map": '{"de-DE": "German", "de": "Deutsch"}'}
    assert parse(b"key,English,Deutsch\na,A,Ah\n", **labels) == {"a": "Ah"}
    with pytest.raises(ContentError, match="without quotes"):
        merged("key,de\na,x\n", "key,en\na,x\n", {"a": "y,z"}, string_encloser="NONE")


def test_directives_in_the_file_are_honoured_and_kept() -> None:
    source = (
        "# smartling.source_key_paths = 1\r\n# smartling.first_row_header = TRUE\r\n"
        "# smartling.translations_in_columns = TRUE\r\n# smartling.placeholder_format = IOS\r\n"
        'key,en-US\r\na,"A, b"\r\n'
    )
    assert FORMAT.parse(source.encode(), SOURCE).units["a"].flags == ("placeholder_format=IOS",)
    after = merged(source, source, {"a": "x"})
    assert after == source.replace("en-US", "en-US,de").replace('"A, b"', '"A, b",x')


@pytest.mark.parametrize(
    ("data", "change"),
    [
        ("a,b\n# smartling.field_separator = ;\nc,d\n", Change("a", None)),  # would count for the file
        ("a,b\nc;d;e,f\n", Change("a", None)),  # would be separated by semicolons
        ("a,b\nid,x\n", Change("a", None)),  # would be a header
        ("a,b\nc,d\n", Change("a", "de")),
        ('# smartling.paths = 2,3/de\na,,c\n"x","y","z"\nd,e,f\n', Change("a", None)),  # "" would be no text
    ],
)
def test_a_first_row_that_would_say_something_else_of_the_table_is_refused(data: str, change: Change) -> None:
    reading = Reading("target", "de", "t.csv", {"source_key_paths": "1"})
    with pytest.raises(ContentError, match="first row") as caught:
        changed(FORMAT, data.encode(), [change], data.encode(), reading)
    assert "first_row_header" in caught.value.hint
    source = FORMAT.parse(data.encode(), laws.source_reading(reading))
    if change.value is None and change.key in source.units:
        rest = {key: unit.value for key, unit in source.units.items() if key != change.key}
        with pytest.raises(ContentError, match="first row"):
            create(FORMAT, source, rest, "omit", reading)
    said = {**reading.directives, "first_row_header": "false", "field_separator": ","}
    if "#" not in data:
        check_laws(FORMAT, data.encode(), [change], data.encode(), Reading("target", "de", "t.csv", said))


def test_a_new_column_never_is_that_of_the_keys() -> None:
    said = b"# smartling.source_key_paths = 1,3\n# smartling.first_row_header = true\n"
    source = said + b"key,en,id\nmenu,Open,open\n"
    result = check_laws(FORMAT, said + b"group\n", [Change("menu open", "Auf")], source)
    assert values_of(FORMAT.parse(result, TARGET)) == {"menu open": "Auf"}


@pytest.mark.parametrize(
    "directives",
    [
        {"paths": "two"},
        {"paths": "0"},
        {"paths": "2/"},
        {"paths": "99999999"},
        {"source_key_paths": "1;2"},
        {"source_key_paths": "1", "paths": "1"},
        {"first_row_header": "perhaps"},
        {"locales_map": "German"},
        {"locales_map": '{"de": 1}'},
        {"field_separator": ""},
        {"field_separator": '"'},
        {"string_encloser": "\n"},
    ],
)
def test_a_directive_that_cannot_be_is_named(directives: dict[str, str]) -> None:
    with pytest.raises(ContentError) as caught:
        parse(b"key,de\na,b\n", **directives)
    assert caught.value.hint
    assert caught.value.location
    assert any(name in caught.value.message + caught.value.hint for name in directives)


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b'key,de\na,b\nc,"open\nmore\n', 3),
        (b'"key,de\n', 1),
        (b"key,de\na,\0\n", 2),
        (b"key,de\na,\xe4\n", 2),
        ("key,de".encode("utf-16-le"), 1),
        ("key,de".encode("utf-16") + b"x", 1),
        (b"," * 20_000, 1),
    ],
)
def test_bad_input_is_refused_with_its_place(data: bytes, line: int) -> None:
    with pytest.raises(ContentError) as caught:
        FORMAT.parse(data, TARGET)
    assert caught.value.location is not None
    assert (caught.value.location.path, caught.value.location.line) == ("target", line)
    assert caught.value.hint


@pytest.mark.parametrize("value", ["a\0b", "\ud800", Forms("plural", ((".one", "x"),))])
def test_values_that_no_cell_can_hold_are_refused(value: Value) -> None:
    with pytest.raises(ContentError, match="'a'"):
        changed(FORMAT, b"key,de\na,b\n", [Change("a", value)], b"key,de\na,b\n")


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\n\n", b"key,de", b"key\n", b"# only a comment\n"])
def test_a_file_without_rows_can_be_filled(data: bytes) -> None:
    result = check_laws(FORMAT, data, [Change("a", "Ah")], b"key,en\na,A\n")
    assert parse(result) == {"a": "Ah"}


def test_a_new_file_holds_one_language_or_gets_a_column() -> None:
    def made(source: str, untranslated: str, locale: str = "de") -> str:
        origin = FORMAT.parse(source.encode(), SOURCE)
        return create(FORMAT, origin, {"b": "Be"}, untranslated, Reading("target", locale, "t.csv")).decode()  # type: ignore[arg-type]

    one = "key,value\na,A\nb,B"
    assert made(one, "omit") == "key,value\nb,Be"
    assert made(one, "source") == "key,value\na,A\nb,Be"
    assert made(one, "empty") == "key,value\na,\nb,Be"
    assert made("key,en_US,note\na,A,x\nb,B,y\n", "omit") == "key,de,note\nb,Be,y\n"
    several = "key,en,fr\na,A,Ah\nb,B,\n"
    assert made(several, "omit") == "key,en,fr,de\nb,B,,Be\n"
    assert made(several, "empty") == "key,en,fr,de\na,A,Ah,\nb,B,,Be\n"
    assert made(several, "source", "fr") == "key,en,fr\na,A,A\nb,B,Be\n"


@pytest.mark.long
@pytest.mark.parametrize(
    "data",
    [
        b"key,de\na,b" + b",x" * 300_000 + b"\n",
        b"key,de\na,b" + b',"x"' * 300_000 + b"\n",
        b"key,de\na," + b'"' * 1_000_000 + b"\n",
        b"key,de\n" + b" " * 1_000_000 + b"\n",
        b"#\n" * 300_000 + b"key,de\na,b",
        b"#" * 1_000_000 + b"\nkey,de\na,b",
        b"\n" * 1_000_000 + b"key,de\na,b",
        b"key,de\n" + b"a,b\n" * 30_000,
        b"key,de,fr\n" + b"a,,b\n" * 30_000,
        b"key,x,y,de\n" + b"".join(b"k%d\n" % i for i in range(30_000)),
    ],
)
def test_long_runs_are_read_and_written_in_linear_time(data: bytes) -> None:
    catalog = FORMAT.parse(data, TARGET)
    for key in list(catalog.units)[:1]:
        changed(FORMAT, data, [Change(key, "new")], data)
        changed(FORMAT, data, [Change(key, None)], data)


@pytest.mark.long
def test_many_rows_are_merged_in_linear_time() -> None:
    source = b"key,en,note\n" + b"".join(b"key%d,text %d,\n" % (i, i) for i in range(20_000))
    units = FORMAT.parse(source, SOURCE).units
    full = changed(FORMAT, b"key,de\n", [Change(key, unit.value) for key, unit in units.items()], source)
    assert parse(full) == source_of(source)
    assert parse(changed(FORMAT, full, [Change(key, None) for key in units], source)) == {}
