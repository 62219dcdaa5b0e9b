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
