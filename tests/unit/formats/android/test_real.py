"""Android resources: real files, against independent readers."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree
from moz.l10n.formats.android.parse import android_parse
from moz.l10n.model import Expression, Markup, PatternMessage, SelectMessage

from ci_l10n.formats.android.format import FORMAT
from ci_l10n.formats.android.text import literal
from ci_l10n.formats.base import Change
from ci_l10n.formats.rewriting import rewrite
from ci_l10n.model import Forms, parts_of
from tests.corpus import corpus_files, needs_corpus
from tests.unit.formats.android.samples import parse
from tests.unit.formats.laws import (
    SOURCE,
    TARGET,
    check_identity,
    check_remove_and_insert,
)

ANDROID = "duckduckgo-android/**/*.xml"


def real_pairs() -> Iterator[tuple[Path, Path]]:
    """(source, target) of the corpus."""
    for target in corpus_files("duckduckgo-android/**/values-*/*.xml"):
        source = target.parents[1] / "values" / target.name
        if source.exists():
            yield source, target


@needs_corpus
@pytest.mark.parametrize("path", corpus_files(ANDROID), ids=lambda p: f"{p.parent.name}/{p.name}")
def test_one_edit_of_a_real_file_changes_the_lines_of_its_entry_alone(path: Path) -> None:
    data = path.read_bytes()
    catalog = parse(data)
    rng = random.Random(path.as_posix())
    for key in rng.sample(sorted(catalog.units), min(20, len(catalog.units))):
        value = catalog.units[key].value
        new = (
            "Neu & »anders«"
            if isinstance(value, str)
            else Forms(value.kind, ((value.parts[0][0], "x"), *value.parts[1:]))
        )
        result = rewrite(FORMAT, catalog, [Change(key, new)], parse(data, SOURCE), TARGET)
        before, after = data.split(b"\n"), result.split(b"\n")
        child = catalog.layout.container.children[catalog.layout.last[key]]
        own = data.count(b"\n", child.start, child.end) + 1
        first = catalog.units[key].line - 1
        assert before[:first] == after[:first]
        assert (
            len(before) - first - own == 0 or before[first + own :] == after[-(len(before) - first - own) :]
        )
        assert sum(a != b for a, b in zip(before, after, strict=False)) == 1 or own > 1


@needs_corpus
@pytest.mark.parametrize(("source", "target"), [*real_pairs()], ids=lambda p: f"{p.parent.name}/{p.name}")
def test_removed_entry_of_a_real_file_comes_back_where_it_was(source: Path, target: Path) -> None:
    data, origin = target.read_bytes(), source.read_bytes()
    catalog, english = parse(data), parse(origin, SOURCE)
    rng = random.Random(target.as_posix())
    shared = sorted(catalog.units.keys() & english.units.keys())
    for key in rng.sample(shared, min(8, len(shared))):
        _, restored = check_remove_and_insert(FORMAT, data, key, origin)
        assert len(restored.split(b"\n")) == len(data.split(b"\n"))


@needs_corpus
@pytest.mark.parametrize("path", corpus_files(ANDROID), ids=lambda p: f"{p.parent.name}/{p.name}")
def test_real_file_stays_the_same_when_nothing_changes(path: Path) -> None:
    check_identity(FORMAT, path.read_bytes(), path.read_bytes())


@needs_corpus
@pytest.mark.parametrize("path", corpus_files(ANDROID), ids=lambda p: f"{p.parent.name}/{p.name}")
def test_real_file_reads_as_independent_readers_read_it(path: Path) -> None:
    data = path.read_bytes()
    catalog = parse(data, SOURCE)
    by_lxml, by_moz = dict(read_by_lxml(data)), dict(read_by_moz(data))
    for key, unit in catalog.units.items():
        for suffix, text in parts_of(unit.value):
            name = key + suffix
            assert text == by_lxml[name], name
            if "<" not in text and "&lt;" not in text and "%%" not in text:
                # moz.l10n takes HTML apart and moves blanks and newlines about it, so only plain text is compared
                assert text == literal(by_moz[name]), name


def read_by_lxml(data: bytes) -> Iterator[tuple[str, str]]:
    """(key, value) of every entry, written a second time from what aapt2 does, character by character."""
    for child in etree.fromstring(data):
        if child.tag == "string":
            yield str(child.attrib["name"]), meaning_of(child)
        elif child.tag in ("plurals", "string-array"):
            for number, item in enumerate(child.iter("item")):
                suffix = f".{item.attrib['quantity']!s}" if child.tag == "plurals" else f"[{number}]"
                yield str(child.attrib["name"]) + suffix, meaning_of(item)


def meaning_of(element: etree._Element) -> str:
    pieces = inner_pieces(element)
    texts = [text for text in pieces if not text.startswith("\0")]
    if texts and pieces[0] is texts[0]:
        pieces[0] = pieces[0].lstrip(" \n\t")
    if texts and pieces[-1] is texts[-1]:
        pieces[-1] = pieces[-1].rstrip(" \n\t")
    return "".join(
        piece[1:] if piece.startswith("\0") else literal(compiled(piece)).removeprefix("\0")
        for piece in pieces
    )


def inner_pieces(element: etree._Element) -> list[str]:
    """Texts, and tags marked by a first zero character."""
    pieces = [element.text or ""]
    for child in element:
        attributes = "".join(f' {name!s}="{value!s}"' for name, value in child.attrib.items())
        inner = inner_pieces(child)
        if inner == [""]:
            pieces.append(f"\0<{child.tag}{attributes}/>")
        else:
            pieces += [f"\0<{child.tag}{attributes}>", *inner, f"\0</{child.tag}>"]
        pieces.append(child.tail or "")
    return pieces


def compiled(text: str) -> str:
    result = ""
    quoted = blank = False
    # quotes round an attribute are meant to stay, escaped or not
    letters = iter(re.sub(r'(<a href=)"([^"\\]*)"', lambda m: f'{m[1]}\\"{m[2]}\\"', text))
    for letter in letters:
        if letter in " \n\t" and not quoted:
            result += "" if blank else " "
            blank = True
            continue
        blank = False
        if letter == "\\":
            following = next(letters, "")
            if following == "u":
                result += chr(int("".join(next(letters) for _ in range(4)), 16))
            else:
                result += {"n": "\n", "t": "\t"}.get(following, following)
        elif letter == '"':
            quoted = not quoted
        else:
            result += letter
    return result


def read_by_moz(data: bytes) -> Iterator[tuple[str, str]]:
    """(key, text) of every entry without inline elements, as moz.l10n sees it."""
    for entry in android_parse(data, ascii_spaces=True).all_entries():
        name = ".".join(entry.id[:1])
        if isinstance(entry.value, SelectMessage):
            for (quantity,), pattern in entry.value.variants.items():
                label = quantity if isinstance(quantity, str) else quantity.value or "other"
                yield f"{name}.{label}", flat(pattern)
        elif isinstance(entry.value, PatternMessage):
            number = f"[{entry.id[1]}]" if len(entry.id) > 1 else ""
            yield name + number, flat(entry.value.pattern)


def flat(pattern: list[str | Expression | Markup]) -> str:
    """The text of a pattern; an expression is its source, a markup is left out."""
    texts = []
    for part in pattern:
        if isinstance(part, str):
            texts.append(part)
        elif isinstance(part, Expression):
            source = part.attributes.get("source")
            texts.append(source if isinstance(source, str) else str(part.arg))
    return "".join(texts)
