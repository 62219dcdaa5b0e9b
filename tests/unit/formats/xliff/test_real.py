"""XLIFF: real files, against an independent reader."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from ci_l10n.formats.base import Change
from ci_l10n.formats.rewriting import create, rewrite
from ci_l10n.formats.xliff.format import FORMAT
from tests.corpus import corpus_files, needs_corpus
from tests.unit.formats.laws import SOURCE, TARGET, check_identity, check_remove_and_insert, values_of
from tests.unit.formats.xliff.samples import parse


def pairs() -> Iterator[tuple[Path, Path]]:
    """(source, target) of the corpus."""
    for path in corpus_files("symfony/**/*.xlf", "focus-ios/*/*.xliff"):
        name = path.name.split(".")
        english = path.parent / f"{name[0]}.en.xlf"
        yield (english if path.suffix == ".xlf" else path.parents[1] / "en-US" / path.name), path


def path_id(path: Path) -> str:
    return f"{path.parents[2].name}-{path.parent.name}-{path.name}"


PAIRS = pytest.mark.parametrize(("source", "target"), [*pairs()], ids=path_id)


@needs_corpus
@PAIRS
def test_real_file_reads_as_an_independent_reader_reads_it(source: Path, target: Path) -> None:
    data = target.read_bytes()
    catalog = parse(data)
    expected = {}
    for unit in etree.fromstring(data).iter("{*}trans-unit"):
        text = unit.find("{*}target")
        if text is not None:
            original = unit.getparent().getparent().get("original")  # type: ignore[union-attr]
            prefix = f"{original}#" if target.suffix == ".xliff" else ""
            expected[f"{prefix}{unit.get('id')}"] = "".join(map(str, text.itertext()))
    assert values_of(catalog) == expected
    assert catalog.units.keys() <= parse(source.read_bytes(), SOURCE).units.keys()
    check_identity(FORMAT, data, source.read_bytes())


@needs_corpus
@PAIRS
def test_one_edit_of_a_real_file_changes_one_line(source: Path, target: Path) -> None:
    data, origin = target.read_bytes(), parse(source.read_bytes(), SOURCE)
    catalog = parse(data)
    rng = random.Random(target.as_posix())
    for key in rng.sample(sorted(catalog.units), 20):
        result = rewrite(FORMAT, catalog, [Change(key, "Neu & <b>»anders«</b>")], origin, TARGET)
        before, after = data.split(b"\n"), result.split(b"\n")
        assert [n for n, (a, b) in enumerate(zip(before, after, strict=True)) if a != b] == [
            n for n in range(catalog.units[key].line, len(before)) if b"<target" in before[n]
        ][:1]


@needs_corpus
@PAIRS
def test_removed_unit_of_a_real_file_comes_back_where_it_was(source: Path, target: Path) -> None:
    data, origin = target.read_bytes(), source.read_bytes()
    catalog, english = parse(data), parse(origin, SOURCE)
    rng = random.Random(target.as_posix())
    for key in rng.sample(sorted(catalog.units), 8):
        _, restored = check_remove_and_insert(FORMAT, data, key, origin)
        assert len(restored.split(b"\n")) == len(data.split(b"\n"))
        entry, original = catalog.layout.find(key), english.layout.find(key)
        ours = catalog.layout.raw(catalog.layout.parts(entry).source)
        theirs = english.layout.raw(english.layout.parts(original).source)
        if ours == theirs and not catalog.units[key].needs_review:
            assert restored == data


@needs_corpus
@PAIRS
def test_new_file_of_all_translations_of_a_real_one_is_valid_and_complete(source: Path, target: Path) -> None:
    origin, values = parse(source.read_bytes(), SOURCE), values_of(parse(target.read_bytes()))
    result = create(FORMAT, origin, values, "omit", TARGET)
    assert values_of(parse(result)) == values
    assert {file.get("target-language") for file in etree.fromstring(result).iter("{*}file")} == {"de"}
