"""Java .properties: logical lines, escapes, encodings, comments, and what is refused."""

import io
import random
import time
from collections.abc import Mapping
from pathlib import Path

import javaproperties
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ci_l10n.errors import ContentError
from ci_l10n.formats.base import Change
from ci_l10n.formats.properties import FORMAT
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
    "no last line end": PLAIN.rstrip("\n").encode(),
    "blank line at the end": PLAIN.encode() + b"\n  \n# end\n",
    "aligned": b"a       = 1\nlonger  = 2\nb.c     = 3\nd       = 4\n",
    "no header": b"# about a\na=1\n\n# about b\nb=2\n",
}  # fmt: skip


def parse(data: bytes) -> dict[str, object]:
    return dict(values_of(FORMAT.parse(data, TARGET)))


def java(data: bytes) -> Mapping[str, str]:
    """``data`` as an independent reader sees it."""
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
@settings(max_examples=40)
@given(draw=st.data())
def test_laws_hold_in_every_layout(data: bytes, draw: st.DataObject) -> None:
    catalog = FORMAT.parse(data, TARGET)
    changes = draw.draw(laws.changes_of(catalog, texts(controls=True, exclude="\0")))
    result = check_laws(FORMAT, data, changes, data)
    assert java(result) == parse(result)


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
@settings(max_examples=40)
@given(draw=st.data())
def test_any_entries_can_be_added_to_any_others(data: bytes, draw: st.DataObject) -> None:
    units = FORMAT.parse(data, SOURCE).units
    keys = draw.draw(st.sets(st.sampled_from(sorted(units))))
    target = changed(FORMAT, data, [Change(key, None) for key in keys], data)
    result = check_laws(FORMAT, target, [Change(key, units[key].value) for key in keys], data)
    assert parse(result) == values_of(FORMAT.parse(data, TARGET))


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
@settings(max_examples=40)
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
