"""Real files, hostile ones, and large ones."""

import random
from pathlib import Path

import pytest
import yaml
from ruamel.yaml import YAML

from ci_l10n.errors import ContentError
from ci_l10n.formats.base import Change, Reading
from ci_l10n.formats.yaml.format import FORMAT
from ci_l10n.formats.yaml.scan import scan
from ci_l10n.model import Forms, Value
from tests.corpus import corpus_files, needs_corpus
from tests.unit.formats import laws
from tests.unit.formats.laws import TARGET, changed, check_laws, check_remove_and_insert, values_of
from tests.unit.formats.yaml.samples import LAYOUTS, base_loaded, flat, texts_by_key

CORPUS = corpus_files("rails-i18n/**/*.yml", "sylius/**/*.yml", "symfony/**/*.yml")


def reading_of(path: Path) -> Reading:
    return Reading("target", path.stem.rpartition(".")[2].replace("_", "-"), path.name)


def other(value: Value) -> Value:
    if isinstance(value, str):
        return "neu: é # 'so'"
    return Forms(value.kind, tuple((suffix, f"neu {text}") for suffix, text in value.parts))


@needs_corpus
@pytest.mark.parametrize("path", CORPUS, ids=lambda p: p.name)
def test_real_files_change_only_where_asked(path: Path) -> None:
    data, reading = path.read_bytes(), reading_of(path)
    catalog = FORMAT.parse(data, reading)
    locale = f"{path.stem}." if catalog.layout.locale_row >= 0 else ""
    loaded = base_loaded(data)
    assert texts_by_key(values_of(catalog), locale).items() <= loaded.items()
    laws.check_identity(FORMAT, data, data, reading)
    for key in random.Random(path.name).sample(sorted(catalog.units), 2):
        unit = catalog.units[key]
        new = other(unit.value)
        result = check_laws(FORMAT, data, [Change(key, new)], data, reading)
        assert base_loaded(result) == {**loaded, **texts_by_key({key: new}, locale)}
        if isinstance(unit.value, str) and result.count(b"\n") == data.count(b"\n"):
            before, after = data.splitlines(), result.splitlines()
            assert [i + 1 for i, line in enumerate(before) if line != after[i]] == [unit.line]
        check_remove_and_insert(FORMAT, data, key, data, reading)


@pytest.mark.parametrize("name", ["styles", "rails", "symfony", "flow", "crlf", "explicit keys"])
def test_ruamel_reads_the_same(name: str) -> None:
    reader = YAML(typ="rt")
    loaded = flat(reader.load(LAYOUTS[name].decode()))
    units = texts_by_key(values_of(FORMAT.parse(LAYOUTS[name], TARGET)), "en." if name == "rails" else "")
    assert {key: str(loaded[key]) for key in units if key in loaded} == {
        key: text for key, text in units.items() if key in loaded
    }
    assert units.keys() - loaded.keys() <= {"app.no", "app.012"}  # ruamel resolves keys


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
def test_the_parser_without_libyaml_gives_the_same(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    fast = scan(data, "x")
    monkeypatch.setattr("ci_l10n.formats.yaml.scan._LOADER", yaml.SafeLoader)
    slow = scan(data, "x")
    stack = [(fast.root, slow.root)]
    while stack:
        one, two = stack.pop()
        assert one is not None
        assert two is not None
        assert (one.start, one.end, one.flow) == (two.start, two.end, two.flow)
        for row, same in zip(one.rows, two.rows, strict=True):
            assert row[:6] == same[:6]
            if isinstance(row[6], str):
                assert row[6] == same[6]
            elif row[6] is not None:
                stack.append((row[6], same[6]))  # type: ignore[arg-type]


@pytest.mark.long
@pytest.mark.parametrize(
    "data",
    [
        b" " * 1_000_000 + b"\na: b\n",
        b"\n" * 1_000_000 + b"a: b\nc: d\n",
        b"a: b\n" + b"# x\n" * 200_000 + b"c: d\n",
        b"a: |\n  x\n" + b"\n" * 500_000 + b"c: d\n",
        b'a: "' + b"\\\\" * 500_000 + b'"\n',
        b"a: " + b"x " * 500_000 + b"\nb: c\n",
        b"a:\n" + b"- x\n" * 20_000,
        b"a: [" + b"x," * 20_000 + b"]",
        b"a: x\n" * 10_000,
        b"a: b\r" * 10_000,
        b"".join(b"k%d: &a%d x\n" % (i, i) for i in range(10_000))
        + b"".join(b"m%d: *a%d\n" % (i, i) for i in range(10_000)),
        b"a: &a [x]\n" + b"".join(b"%c: &%c [*%c, *%c]\n" % (i + 1, i + 1, i, i) for i in range(97, 122)),
    ],
)
def test_hostile_sizes_are_read_and_written_in_linear_time(data: bytes) -> None:
    for key, value in list(values_of(FORMAT.parse(data, TARGET)).items())[:2]:
        changed(FORMAT, data, [Change(key, other(value))], data)
        changed(FORMAT, data, [Change(key, None)], data)


@pytest.mark.long
def test_any_damage_is_read_or_refused() -> None:
    draw = random.Random(5)
    whole = LAYOUTS["styles"]
    for _ in range(1500):
        start = draw.randrange(len(whole))
        piece = draw.choice(
            [b"", b":", b"\t", b"'", b'"', b"\n", b"&a", b"*a", b"[", b"}", b"\xff", b"- ", b"!x", b"|"]
        )
        data = whole[:start] + piece + whole[start + draw.choice([0, 1, 5]) :]
        try:
            units = FORMAT.parse(data, TARGET).units
        except ContentError:
            continue
        key = draw.choice(sorted(units))
        changed(FORMAT, data, [Change(key, draw.choice([None, other(units[key].value)]))], data)


@pytest.mark.long
def test_many_entries_are_merged_in_linear_time() -> None:
    groups = (
        b"  g%d:\n" % g + b"".join(b"    k%d: text %d\n" % (i, i) for i in range(100)) for g in range(200)
    )
    source = b"en:\n" + b"".join(groups)
    units = FORMAT.parse(source, TARGET).units
    full = changed(FORMAT, b"", [Change(key, unit.value) for key, unit in units.items()], source)
    assert full == source.replace(b"en:", b"de:")
    assert changed(FORMAT, source, [Change(key, None) for key in units], source) == b"en: {}\n"
