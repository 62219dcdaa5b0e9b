"""gettext: reading, byte-exact edits, new files."""

import random
from gettext import GNUTranslations
from pathlib import Path
from shutil import which
from subprocess import run
from tempfile import NamedTemporaryFile

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ci_l10n import plurals
from ci_l10n.errors import ContentError
from ci_l10n.formats.base import Change, Reading
from ci_l10n.formats.gettext.format import FORMAT
from ci_l10n.formats.gettext.write import gettext_locale
from ci_l10n.formats.rewriting import create
from ci_l10n.model import Forms, Unit, Value
from tests.corpus import corpus_files, needs_corpus
from tests.unit.formats import golden, laws
from tests.unit.formats.laws import SOURCE, TARGET, changed

POT = b"""\
# Template of the shop.
#, fuzzy
msgid ""
msgstr ""
"Project-Id-Version: Shop 1\\n"
"Language-Team: LANGUAGE <LL@li.org>\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=CHARSET\\n"
"Plural-Forms: nplurals=INTEGER; plural=EXPRESSION;\\n"

#. Greets the user
#: shop.py:1
#, c-format
msgid "Hello %s"
msgstr ""

#: shop.py:2
msgctxt "menu"
msgid "Open"
msgstr ""

#: shop.py:3
#, c-format
msgid "%d file"
msgid_plural "%d files"
msgstr[0] ""
msgstr[1] ""

#: shop.py:4
msgid ""
"A long text that its author wrapped, "
"on two lines\\n"
"and a third"
msgstr ""
"""
PO = b"""\
# German of the shop.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Language: de\\n"

#. Greets the user
#: shop.py:1
#, c-format
msgid "Hello %s"
msgstr "Hallo %s"

# a translator's note
#: shop.py:2
#, fuzzy
#| msgid "Opened"
msgctxt "menu"
msgid "Open"
msgstr "Ge\xc3\xb6ffnet"

#: shop.py:3
#, c-format
msgid "%d file"
msgid_plural "%d files"
msgstr[0] "%d Datei"
msgstr[1] "%d Dateien"

#~ msgid "Bye"
#~ msgstr "Tsch\xc3\xbc\xc3\x9f"
"""
LONG = "A long text that its author wrapped, on two lines\nand a third"
FILES = Forms("plural", (("[0]", "%d Datei"), ("[1]", "%d Dateien")))


def read(data: bytes, reading: Reading = TARGET) -> dict[str, Value]:
    return laws.values_of(FORMAT.parse(data, reading))


def unit(data: bytes, key: str) -> Unit:
    return FORMAT.parse(data, TARGET).units[key]


def merged(*changes: Change, target: bytes = PO, source: bytes = POT) -> bytes:
    return changed(FORMAT, target, changes, source)


def test_a_template_gives_the_texts_to_translate() -> None:
    assert read(POT, SOURCE) == {
        "Hello %s": "Hello %s",
        "menu|Open": "Open",
        "%d file": Forms("plural", (("[0]", "%d file"), ("[1]", "%d files"))),
        LONG: LONG,
    }


def test_a_target_gives_its_translations_and_no_obsolete_entry() -> None:
    assert read(PO) == {"Hello %s": "Hallo %s", "menu|Open": "Geöffnet", "%d file": FILES}


def test_a_source_with_translations_of_its_keys_gives_those_unless_they_are_fuzzy() -> None:
    source = b'msgid "greeting"\nmsgstr "Hello"\n\n#, fuzzy\nmsgid "bye"\nmsgstr "Guess"\n'
    assert read(source, SOURCE) == {"greeting": "Hello", "bye": "bye"}


def test_flags_comments_lines_and_fuzzy_are_told() -> None:
    hello, opened = unit(PO, "Hello %s"), unit(PO, "menu|Open")
    assert (hello.flags, hello.comment, hello.needs_review, hello.line) == (
        ("c-format",),
        "Greets the user",
        False,
        10,
    )
    assert (opened.flags, opened.needs_review, opened.line) == ((), True, 17)


def test_flags_of_an_obsolete_entry_are_not_those_of_the_next_one() -> None:
    data = b'msgid "a"\nmsgstr ""\n\n#, fuzzy\n#~ msgid "old"\n#~ msgstr "alt"\n#: x\nmsgid "b"\nmsgstr ""\n'
    assert not unit(data, "b").needs_review


@pytest.mark.parametrize(
    ("spelled", "meaning"),
    [
        (r"\"q\" \\ \t\n", '"q" \\ \t\n'),
        (r"\a\b\f\v\r", "\a\b\f\v\r"),
        (r"\101\x42\q \d", "AB\\q \\d"),
        (r"\303\251 \xe9", r"\303\251 \xe9"),
        (r"\\n", r"\n"),
    ],
)
def test_escapes_are_read_and_unknown_ones_kept(spelled: str, meaning: str) -> None:
    data = b'msgid "k"\nmsgstr "%s"\n' % spelled.encode()
    assert read(data) == {"k": meaning}
    after = changed(FORMAT, data, [Change("k", meaning + "!")], data)
    assert read(after) == {"k": meaning + "!"}


def test_layout_is_free_as_in_gettext() -> None:
    data = b'  msgid   "a"  "b"\n\n"c"\n\n\tmsgstr\n "x" msgid"d"msgstr"y"'
    assert read(data) == {"abc": "x", "d": "y"}
    assert changed(FORMAT, data, [Change("d", "z")], data).endswith(b'msgid"d"msgstr "z"')


def test_unescaped_quotes_are_read_and_reported() -> None:
    data = b'msgid "see "Files" folder"\nmsgstr ""\n\nmsgid "b"\nmsgstr ""\n'
    catalog = FORMAT.parse(data, TARGET)
    assert list(catalog.units) == ['see "Files" folder', "b"]
    assert [(f.code, f.location and f.location.line) for f in catalog.findings] == [("unescaped-quote", 1)]
    after = changed(FORMAT, b"", [Change('see "Files" folder', "x")], data)
    assert after == b'msgid "see \\"Files\\" folder"\nmsgstr "x"\n'


def test_of_duplicates_the_first_counts_and_both_are_removed_together() -> None:
    data = b'msgid "a"\nmsgstr "1"\n\nmsgid "b"\nmsgstr "2"\n\nmsgid "a"\nmsgstr "3"\n'
    catalog = FORMAT.parse(data, TARGET)
    assert read(data) == {"a": "1", "b": "2"}
    assert [(f.code, f.location and f.location.line) for f in catalog.findings] == [("duplicate-key", 7)]
    assert changed(FORMAT, data, [Change("a", None)], data) == b'msgid "b"\nmsgstr "2"\n'


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b'msgid "a\nmsgstr ""\n', 1, "not closed by a quote"),
        (b'msgid "a"\nmsgstr "b\n\n', 2, "not closed by a quote"),
        (b'msgid "a"\nmsgstr ""\n\nhello there\n', 4, "'hello there' is neither"),
        (b'msgid "a"\nmsgstr ""\n"x"\n\nmsgstr "y"\n', 5, "cannot stand first"),
        (b'msgid "a"\n\nmsgid "b"\nmsgstr ""\n', 3, "cannot stand after msgid"),
        (b'msgid "a"\n# why\nmsgstr ""\n', 2, "comment stands inside"),
        (b'msgid "a"\nmsgid_plural "as"\nmsgstr ""\n', 3, "cannot stand after msgid_plural"),
        (b'msgid "a"\nmsgstr[0] ""\n', 2, "cannot stand after msgid"),
        (b'msgid "a"\n', 1, "the file ends inside an entry"),
        (b"msgid\nmsgstr", 2, "msgid has no text"),
        (b'msgid "a"\nmsgstr ""\n\nmsgctxt "b"', 4, "the file ends inside an entry"),
        (b'# c\n"stray"\n', 2, "belongs to no keyword"),
        (b"{\n}\n", 1, "'{' is neither"),
        (b'msgid "a"\nmsgstr "\xe9"\n', 2, "not in utf-8: byte 0xE9"),
        (b"\xff\xfem\x00", 1, "UTF-16"),
        (b'msgid ""\nmsgstr "Content-Type: text/plain; charset=klingon\\n"', 1, "'klingon'"),
        (b'msgid ""\nmsgstr "Content-Type: text/plain; charset=a\0b\\n"', 1, "not known here"),
        (b'domain "x"\nmsgid "a"\n', 2, "the file ends inside an entry"),
        (b'domain x\nmsgid "a"\nmsgstr ""\n', 1, "'domain x' is neither"),
        (b'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-7\\n"', 1, "'utf-7'"),
    ],
)
def test_what_is_not_gettext_is_refused_with_its_line(data: bytes, line: int, message: str) -> None:
    with pytest.raises(ContentError, match=message) as caught:
        FORMAT.parse(data, Reading("target", "de", "de.po"))
    assert caught.value.location is not None
    assert (caught.value.location.path, caught.value.location.line) == ("de.po", line)
    assert caught.value.hint


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"# only a comment", b"\xef\xbb\xbf", b'#~ msgid "a"\n#~ msgstr "b"\n']
)
def test_a_file_without_entries_is_read_and_filled(data: bytes) -> None:
    assert read(data) == {}
    after = changed(FORMAT, data, [Change("menu|Open", "Auf")], POT)
    assert after.startswith(data.rstrip(b"\n"))
    assert read(after) == {"menu|Open": "Auf"}


def test_a_new_value_touches_nothing_but_its_msgstr() -> None:
    assert merged(Change("Hello %s", "Tag %s")) == PO.replace(b"Hallo %s", b"Tag %s")
    files = Forms("plural", (("[0]", "%d Datei"), ("[1]", "%d Stück")))
    assert merged(Change("%d file", files)) == PO.replace(b"%d Dateien", "%d Stück".encode())


def test_a_new_value_ends_fuzzy_and_its_previous_msgid() -> None:
    expected = PO.replace(b'#, fuzzy\n#| msgid "Opened"\n', b"").replace(
        "Geöffnet".encode(), "Öffnen".encode()
    )
    assert merged(Change("menu|Open", "Öffnen")) == expected


def test_a_confirmed_value_ends_fuzzy_although_it_is_the_same() -> None:
    assert merged(Change("menu|Open", "Geöffnet")) == PO.replace(b'#, fuzzy\n#| msgid "Opened"\n', b"")


def test_review_sets_fuzzy_among_the_flags_or_on_a_line_of_its_own() -> None:
    assert merged(Change("Hello %s", "Tag %s", review=True)) == PO.replace(
        b'#, c-format\nmsgid "Hello %s"\nmsgstr "Hallo %s"',
        b'#, fuzzy, c-format\nmsgid "Hello %s"\nmsgstr "Tag %s"',
    )
    plain = b'msgid "a"\nmsgstr "b"\n'
    assert (
        changed(FORMAT, plain, [Change("a", "c", review=True)], plain) == b'#, fuzzy\nmsgid "a"\nmsgstr "c"\n'
    )


@pytest.mark.parametrize(
    ("line", "without"),
    [
        (b"#, fuzzy, c-format\r\n", b"#, c-format\r\n"),
        (b"#, c-format, fuzzy\n", b"#, c-format\n"),
        (b"#,fuzzy,c-format\n", b"#,c-format\n"),
        (b"#, fuzzy\n#, c-format\n", b"#, c-format\n"),
        (b"#, fuzzy\n", b""),
        (b"#= fuzzy\n#, c-format\n", b"#, c-format\n"),
    ],
)
def test_other_flags_stay_when_fuzzy_goes(line: bytes, without: bytes) -> None:
    data = b'#: a\n%bmsgid "a"\nmsgstr "b"\n'
    assert changed(FORMAT, data % line, [Change("a", "b")], POT) == data % without


def test_second_header_is_reported_and_no_entry() -> None:
    data = b'msgid ""\nmsgstr "Language: de\\n"\n\nmsgid "a"\nmsgstr "b"\n\nmsgid ""\nmsgstr "x"\n'
    catalog = FORMAT.parse(data, TARGET)
    assert [(f.code, f.location and f.location.line) for f in catalog.findings] == [("duplicate-header", 7)]
    assert read(data) == {"a": "b"}
    laws.check_laws(FORMAT, data, [Change("a", None)], data)


def test_directives_in_comments_hold_for_the_entries_below() -> None:
    data = (
        b'msgid "a"\nmsgstr ""\n\n# smartling.character_limit = 40\nmsgid "b"\nmsgstr ""\n\n'
        b'# smartling.sltrans = notranslate\nmsgid "c"\nmsgstr ""\n'
    )
    source = FORMAT.parse(data, SOURCE)
    assert {key: found.flags for key, found in source.units.items()} == {
        "a": (),
        "b": ("character_limit=40",),
    }
    assert source.aside == {"c"}
    assert list(read(data)) == ["a", "b", "c"]


@pytest.mark.skipif(which("msgfmt") is None, reason="GNU gettext is not on this machine")
def test_gnu_gettext_accepts_an_entry_that_was_obsolete(tmp_path: Path) -> None:
    target = merged(Change("Hello %s", None)) + b'\n#~ msgid "Hello %s"\n#~ msgstr "Alt"\n'
    path = tmp_path / "de.po"
    path.write_bytes(merged(Change("Hello %s", "Hallo %s"), target=target))
    run(["msgfmt", "-o", tmp_path / "de.mo", path], check=True)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_entries_come_and_go_in_files_of_any_layout(data: st.DataObject) -> None:
    """Obsolete entries of keys that come back, no header, no last line end, tight or spaced entries."""
    source = b"".join(b'#: f\nmsgid "%b"\nmsgstr ""\n\n' % key.encode() for key in "abcdef")
    header = data.draw(st.sampled_from([b"", b'msgid ""\nmsgstr "Language: de\\n"\n\n']))
    comments = st.sampled_from([b"", b"#: x\n", b"# note\n#, fuzzy\n", b'#| msgid "z"\n'])
    blocks = [
        data.draw(comments) + (b'%bmsgid "%b"\n%bmsgstr "x"' % (mark, key.encode(), mark))
        for key in data.draw(st.lists(st.sampled_from("abcdef"), unique=True))
        for mark in [data.draw(st.sampled_from([b"", b"", b"#~ "]))]
    ]
    separator = data.draw(st.sampled_from([b"\n", b"\n\n", b"\n\n\n"]))
    target = header + separator.join(blocks) + data.draw(st.sampled_from([b"", b"\n"]))
    changes = st.builds(Change, st.sampled_from("abcdef"), st.sampled_from([None, "y"]), st.booleans())
    chosen = data.draw(st.lists(changes, unique_by=lambda change: change.key))
    laws.check_laws(FORMAT, target, chosen, source)


def test_forms_are_written_exactly_as_given() -> None:
    three = Forms("plural", (("[2]", "c"), ("[0]", "a"), ("[1]", "b")))
    after = merged(Change("%d file", three))
    assert b'msgstr[0] "a"\nmsgstr[1] "b"\nmsgstr[2] "c"\n\n#~' in after
    one = Forms("plural", (("[0]", "a"),))
    assert merged(Change("%d file", one), target=after).count(b"msgstr[") == 1


def test_forms_that_gettext_cannot_count_are_refused() -> None:
    with pytest.raises(ContentError, match=r"\.one"):
        merged(Change("%d file", Forms("plural", ((".one", "a"),))))


def test_an_entry_that_became_a_plural_takes_the_msgid_plural_of_the_source() -> None:
    old = b'# note\nmsgid "%d file"\nmsgstr "%d Datei"\n'
    after = (
        b'# note\nmsgid "%d file"\nmsgid_plural "%d files"\nmsgstr[0] "%d Datei"\nmsgstr[1] "%d Dateien"\n'
    )
    assert merged(Change("%d file", FILES), target=old) == after
    with pytest.raises(ContentError, match="one side only"):
        merged(Change("Hello %s", FILES))


def test_a_missing_entry_is_copied_from_the_source_after_its_predecessor() -> None:
    without = merged(Change("menu|Open", None))
    assert without.count(b"\n\n") == PO.count(b"\n\n") - 1
    after = merged(Change("menu|Open", "Öffnen"), target=without)
    assert (
        'msgstr "Hallo %s"\n\n#: shop.py:2\nmsgctxt "menu"\nmsgid "Open"\nmsgstr "Öffnen"\n\n#: shop.py:3'
        in after.decode()
    )


def test_a_new_last_entry_stands_before_the_obsolete_ones() -> None:
    after = merged(Change(LONG, "Kurz", review=True)).decode()
    assert '"%d Dateien"\n\n#: shop.py:4\n#, fuzzy\nmsgid ""\n"A long' in after
    assert 'msgstr "Kurz"\n\n#~ msgid "Bye"' in after


def test_the_first_entry_goes_below_the_header() -> None:
    without = merged(Change("Hello %s", None))
    assert merged(Change("Hello %s", "Hallo %s"), target=without) == PO


def test_several_new_entries_keep_the_order_of_the_source() -> None:
    header = PO[: PO.index(b"\n\n") + 1]
    after = merged(
        Change("%d file", FILES), Change("Hello %s", "Hallo"), Change("menu|Open", "Auf"), target=header
    )
    assert list(read(after)) == ["Hello %s", "menu|Open", "%d file"]
    assert after.startswith(header + b"\n#. Greets")
    assert after.endswith(b'msgstr[1] "%d Dateien"\n')


def test_crlf_bom_and_a_missing_final_newline_stay() -> None:
    windows = b"\xef\xbb\xbf" + PO[: PO.index(b"\n\n#~")].replace(b"\n", b"\r\n")
    after = merged(Change(LONG, "Eins\nzwei"), Change("Hello %s", "Tag"), target=windows)
    assert after.startswith(b"\xef\xbb\xbf# German")
    assert after.count(b"\n") == after.count(b"\r\n")
    assert after.endswith(b'msgstr ""\r\n"Eins\\n"\r\n"zwei"')
    without = merged(Change(LONG, None), Change("Hello %s", "Hallo %s"), target=after)
    assert without == windows


def test_entries_without_blank_lines_between_them_stay_so() -> None:
    dense = b'msgid "a"\nmsgstr "1"\nmsgid "b"\nmsgstr "2"\n#: c\nmsgid "c"\nmsgstr "3"\n'
    without = changed(FORMAT, dense, [Change("b", None)], dense)
    assert without == dense.replace(b'msgid "b"\nmsgstr "2"\n', b"")
    source = dense.replace(b"\nmsgid", b"\n\nmsgid")
    three = dense + b'msgid "d"\nmsgstr "4"\n'
    assert (
        changed(FORMAT, three.replace(b'msgid "b"\nmsgstr "2"\n', b""), [Change("b", "2")], source) == three
    )


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "utf-8"])
def test_a_file_stays_in_its_charset(charset: str) -> None:
    data = PO.replace(b"charset=UTF-8", b"charset=" + charset.encode()).decode().encode(charset)
    after = merged(Change("Hello %s", "Grüße %s"), target=data)
    assert after == data.replace(b"Hallo %s", "Grüße %s".encode(charset))


@pytest.mark.parametrize(
    ("charset", "text"),
    [("shift_jis", "表ソ十"), ("big5", "功許蓋"), ("gb18030", "乗\u4e97𠀀"), ("euc-kr", "한국어")],
)
def test_second_bytes_that_look_like_backslashes_are_no_escapes(charset: str, text: str) -> None:
    data = f'msgid ""\nmsgstr "Content-Type: text/plain; charset={charset}\\n"\n\nmsgid "a"\nmsgstr "{text}" \n\nmsgid "b"\nmsgstr "{text}\\n" \n'
    encoded = data.encode(charset)
    assert read(encoded) == {"a": text, "b": text + "\n"}
    after = changed(FORMAT, encoded, [Change("b", f"<{text}>")], encoded)
    assert after == data.replace(f"{text}\\n", f"<{text}>").encode(charset)


def test_what_the_charset_of_the_file_lacks_is_refused() -> None:
    latin = PO.replace(b"UTF-8", b"iso-8859-1").decode().encode("latin-1")
    with pytest.raises(ContentError, match="'☃' cannot be written: the file is in iso8859-1"):
        merged(Change("Hello %s", "☃"), target=latin)


WRAPPED = (
    b'msgid "a"\nmsgstr ""\n' + b'"this line of the text was broken where gettext breaks its lines, at about \xc2\xa7 "\n' * 6 + b'"end"\n'
)  # fmt: skip


def test_long_texts_are_wrapped_where_the_file_wraps_and_only_there() -> None:
    text = "word " * 40 + "end"
    lines = changed(FORMAT, WRAPPED, [Change("a", text)], WRAPPED).splitlines()
    assert lines[1] == b'msgstr ""'
    assert all(60 < len(line) <= 80 for line in lines[2:-1])
    flat = b'msgid "a"\nmsgstr "%s"\n' % (b"a long line " * 12)
    assert changed(FORMAT, flat, [Change("a", text)], flat) == b'msgid "a"\nmsgstr "%s"\n' % text.encode()


def test_wide_characters_count_twice_and_may_be_broken_between() -> None:
    after = changed(FORMAT, WRAPPED, [Change("a", "言語設定、" * 20)], WRAPPED).decode().splitlines()
    assert after[1] == 'msgstr ""'
    assert all(20 < len(line) <= 42 and not line.startswith('"、') for line in after[2:-1])


def test_texts_of_several_lines_are_written_as_the_file_does() -> None:
    split = b'msgid "a"\nmsgstr ""\n"one\\n"\n"two"\n'
    joined = b'msgid "a"\nmsgstr "one\\ntwo"\n'
    assert changed(FORMAT, split, [Change("a", "1\n2\n")], split) == b'msgid "a"\nmsgstr ""\n"1\\n"\n"2\\n"\n'
    assert changed(FORMAT, joined, [Change("a", "1\n2\n")], joined) == b'msgid "a"\nmsgstr "1\\n2\\n"\n'
    assert changed(FORMAT, split, [Change("a", "1\n")], split) == b'msgid "a"\nmsgstr "1\\n"\n'


@pytest.mark.parametrize(
    ("locale", "spelled"),
    [
        ("de", "de"),
        ("pt-BR", "pt_BR"),
        ("sr-Latn-RS", "sr_RS@latin"),
        ("zh-Hans", "zh_Hans"),
        ("uz-Cyrl", "uz@cyrillic"),
    ],
)
def test_locales_are_spelled_as_gettext_does(locale: str, spelled: str) -> None:
    assert gettext_locale(locale) == spelled


def make(
    values: dict[str, Value], untranslated: str = "omit", locale: str = "de", source: bytes = POT
) -> str:
    reading = Reading("target", locale, "new.po")
    return create(FORMAT, FORMAT.parse(source, SOURCE), values, untranslated, reading).decode()  # type: ignore[arg-type]


def test_a_new_file_has_the_header_of_its_locale() -> None:
    after = make({"Hello %s": "Hallo %s"})
    header = after[: after.index("\n\n")]
    assert header.splitlines()[:3] == ["# Template of the shop.", 'msgid ""', 'msgstr ""']
    assert '"Project-Id-Version: Shop 1\\n"' in header
    assert '"Language-Team: LANGUAGE <LL@li.org>\\n"\n"Language: de\\n"\n"MIME-Version' in header
    assert "charset=UTF-8" in header
    assert '"Plural-Forms: nplurals=2; plural=' in header
    assert "INTEGER" not in header


def test_a_new_file_keeps_untranslated_entries_empty() -> None:
    for untranslated in ("omit", "empty"):
        values = read(make({"Hello %s": "Hallo %s"}, untranslated, "pl").encode())
        assert values["Hello %s"] == "Hallo %s"
        assert values["menu|Open"] == ""
        assert values["%d file"] == Forms("plural", (("[0]", ""), ("[1]", ""), ("[2]", "")))


def test_a_new_file_may_start_with_the_source_texts() -> None:
    values = read(make({}, "source", "ja").encode())
    assert values["menu|Open"] == "Open"
    assert values["%d file"] == Forms("plural", (("[0]", "%d files"),))
    values = read(make({}, "source", "ru").encode())
    assert values["%d file"] == Forms(
        "plural", (("[0]", "%d file"), ("[1]", "%d files"), ("[2]", "%d files"))
    )


def test_a_new_file_starts_with_the_texts_of_a_source_whose_msgids_are_names() -> None:
    source = (
        b'msgid "greeting"\nmsgstr "Hello"\n\nmsgid "new"\nmsgstr ""\n\n'
        b'msgid "files"\nmsgid_plural "files"\nmsgstr[0] "%d file"\nmsgstr[1] "%d files"\n'
    )
    values = read(make({}, "source", "de", source).encode())
    assert (values["greeting"], values["new"]) == ("Hello", "new")
    assert values["files"] == Forms("plural", (("[0]", "%d file"), ("[1]", "%d files")))
    assert read(make({}, "source", "ja", source).encode())["files"] == Forms("plural", (("[0]", "%d files"),))


def test_a_new_file_holds_no_text_of_the_source_language() -> None:
    source = b'msgid "greeting"\nmsgstr "Hello"\n\n#, fuzzy\n#| msgid "x"\nmsgid "bye"\nmsgstr "Guess"\n\nmsgid "bye"\nmsgstr "Twin"\n'
    after = make({}, source=source)
    assert after.endswith('msgid "greeting"\nmsgstr ""\n\nmsgid "bye"\nmsgstr ""\n')
    assert after.startswith('msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n')


def test_a_new_file_of_a_latin_1_source_is_utf_8() -> None:
    source = POT.replace(b"CHARSET", b"ISO-8859-1") + 'msgid "Größe"\nmsgstr ""\n'.encode("latin-1")
    after = make({"Größe": "サイズ"}, locale="ja", source=source)
    assert "charset=UTF-8" in after
    assert 'msgid "Größe"\nmsgstr "サイズ"' in after


@pytest.mark.long
@pytest.mark.parametrize(
    "data",
    [
        b" " * 1_000_000,
        b"\n" * 1_000_000,
        b"#\n" * 300_000,
        b'msgid "a"' + b" " * 1_000_000 + b"x",
        b'msgid "a"\nmsgstr ""' + b"\n" * 1_000_000 + b'msgid "b"\nmsgstr ""\n',
        b'msgid ""\n' + b'"x"\n' * 250_000,
        b'msgid "' + b"\\" * 1_000_000,
        b'msgid "' + b'" ' * 500_000,
        b"msgid " * 150_000,
    ],
    ids=["blanks", "lines", "comments", "gap", "between", "texts", "escapes", "quotes", "keywords"],
)
def test_hostile_files_take_linear_time(data: bytes) -> None:
    try:
        catalog = FORMAT.parse(data, TARGET)
        FORMAT.edits(catalog, [Change(key, None) for key in catalog.units], catalog, TARGET)
    except ContentError:
        pass


TEXTS = laws.texts(controls=True)
PLAIN = laws.texts(exclude="\x7f")  # polib does not know the escapes of other controls


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_laws_hold_for_any_values(data: st.DataObject) -> None:
    target = data.draw(st.sampled_from([PO, PO.replace(b"\n", b"\r\n"), PO.rstrip(b"\n"), WRAPPED]))
    changes = data.draw(laws.changes_of(FORMAT.parse(target, TARGET), TEXTS))
    laws.check_laws(FORMAT, target, changes, POT)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(PLAIN, PLAIN), min_size=1, unique_by=lambda pair: pair[0]))
def test_any_entry_is_inserted_and_read_by_an_independent_reader(pairs: list[tuple[str, str]]) -> None:
    texts = {key: value for key, value in pairs if key}
    source = b""
    for key in texts:
        source = polib_entry(source, key)
    target = PO[: PO.index(b"\n\n") + 1]
    after = changed(FORMAT, target, [Change(k, v) for k, v in texts.items()], source)
    assert {e.msgid: e.msgstr for e in read_by_polib(after) if e.msgid} == texts


def read_by_polib(data: bytes) -> polib.POFile:
    """From a file: of a text, polib takes U+0085 and its like for line ends."""
    with NamedTemporaryFile(suffix=".po") as file:
        file.write(data)
        file.flush()
        return polib.pofile(file.name, encoding="utf-8")


def polib_entry(data: bytes, key: str) -> bytes:
    entry = polib.POEntry(msgid=key)
    return data + str(entry).encode() + b"\n"


@pytest.mark.skipif(which("msgfmt") is None, reason="GNU gettext is not on this machine")
@pytest.mark.parametrize("locale", ["de", "pl", "ar", "ja", "pt-BR", "sr-Latn", "cy"])
def test_gnu_gettext_accepts_a_new_file(locale: str, tmp_path: Path) -> None:
    count = len(plurals.gettext_categories(locale))
    forms = Forms("plural", tuple((f"[{i}]", f"%d – {i}") for i in range(count)))
    path = tmp_path / "new.po"
    path.write_text(
        make({"%d file": forms, LONG: 'Lang\n„x“ \\ "y"\tz', "Hello %s": "%s!"}, locale=locale), "utf-8"
    )
    result = run(
        ["msgfmt", "--check", "-o", tmp_path / "new.mo", path], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    with (tmp_path / "new.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    assert compiled.gettext(LONG) == 'Lang\n„x“ \\ "y"\tz'
    assert {compiled.ngettext("%d file", "%d files", n) for n in range(200)} <= {
        text for _, text in forms.parts
    }


@pytest.mark.parametrize("key", ["Hello %s", "menu|Open", "%d file"])
@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_an_entry_removed_and_inserted_again_is_where_it_was(key: str, end: str) -> None:
    target = PO[: PO.index(b"\n\n#~")].replace(b"\n", end.encode() or b"\n") + end.encode()
    if key == "menu|Open":  # what the source lacks (a note, fuzzy) does not come back
        target = target.replace(b"# a translator's note", b"#: shop.py:2").replace(b"#: shop.py:2", b"", 1)
    _, restored = laws.check_remove_and_insert(FORMAT, target, key, POT)
    if key != "menu|Open":
        assert restored == target


@pytest.mark.parametrize("case", golden.cases("gettext"), ids=golden.case_id)
def test_golden(case: Path) -> None:
    golden.check_case(FORMAT, case)


REAL = corpus_files("sphinx/**/*.po", "sphinx/**/*.pot", "godot/**/*.po")


@needs_corpus
@pytest.mark.parametrize("path", REAL, ids=lambda p: "/".join(p.parts[-3:]))
def test_real_files_are_read_as_polib_reads_them(path: Path) -> None:
    data = path.read_bytes()
    catalog = FORMAT.parse(data, TARGET)
    expected: dict[str, Value] = {}
    for entry in polib.pofile(data.decode()):
        key = entry.msgid if entry.msgctxt is None else f"{entry.msgctxt}|{entry.msgid}"
        forms = tuple((f"[{n}]", text) for n, text in sorted(entry.msgstr_plural.items()))
        expected[key] = Forms("plural", forms) if forms else entry.msgstr
    assert laws.values_of(catalog) == expected
    laws.check_identity(FORMAT, data, data)


@needs_corpus
@pytest.mark.parametrize("path", REAL, ids=lambda p: "/".join(p.parts[-3:]))
def test_one_edit_of_a_real_file_changes_the_lines_of_one_entry(path: Path) -> None:
    data, chance = path.read_bytes(), random.Random(path.name)
    units = FORMAT.parse(data, TARGET).units
    for key in chance.sample(sorted(units), 3):
        value = units[key].value
        text = f"{value} – changed" if isinstance(value, str) else ""
        new = text or Forms("plural", tuple((s, f"{t}!") for s, t in units[key].value.parts))  # type: ignore[union-attr]
        laws.check_locality(FORMAT, data, [Change(key, new)], data)
        after = laws.check_round_trip(FORMAT, data, [Change(key, new)], data)
        start, stop = units[key].place.head, units[key].place.end
        assert after.startswith(data[:start])
        assert after.endswith(data[stop:])


@needs_corpus
def test_entries_removed_from_real_files_come_back_where_they_were() -> None:
    same = total = 0
    for path in REAL:
        data, chance = path.read_bytes(), random.Random(path.name)
        for key in chance.sample(sorted(FORMAT.parse(data, TARGET).units), 4):
            _, restored = laws.check_remove_and_insert(FORMAT, data, key, data)
            same += restored == data
            total += 1
    assert same / total > 0.9
