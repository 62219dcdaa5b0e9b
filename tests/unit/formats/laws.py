"""
The laws of every format, as functions a format's test calls, and texts that are hard to write.

`check_laws` runs them all for one file and one list of changes; the others are for closer looks::

    check_laws(FORMAT, target, [Change("a", "x"), Change("b", None)], source, TARGET)
    check_remove_and_insert(FORMAT, target, "a", source, TARGET)
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from hypothesis import strategies as st

from ci_l10n.formats.base import Change, Format, Reading
from ci_l10n.formats.rewriting import create, rewrite
from ci_l10n.formats.spans import Edit
from ci_l10n.model import Catalog, Forms, Value

SOURCE = Reading("source", "en", "source")
TARGET = Reading("target", "de", "target")

NASTY = (
    "", " ", "  leading", "trailing  ", "\ttab\t", "line\nline", "line\n", "\n", "cr\rlf\r\nend", "\r",
    '"', '""', "'", "''", "it's", '"quoted"', "back\\slash", "\\", "\\\\", "\\n", "\\u00e9", "\\\"", "ends with \\",
    "é", "日本語", "שלום", "😀", "e\u0301", "\u0085", "\u2028", "\u2029", "\ufeff", "\u00a0", "\u200b", "\u200f",
    "%s", "%1$d %%", "100 %", "{x}", "{{x}}", "${x}", "%{x}", "%(x)s", "{n, plural, one {#} other {#}}", "'{'",
    "<b>bold</b>", "<br/>", "a & b", "&amp;", "&#10;", "]]>", "<![CDATA[x]]>", "<!-- x -->", "</string>",
    "# not a comment", "! not a comment", "// no", "/* no */", "a = b", "a: b", ": x", "- x", "key=value", "; x",
    "yes", "no", "null", "~", "true", "012", "1.10", "12:30", "@x", "?x", "|", ">", "*a", "&a", "`", "[x]", "a,b",
    "word " * 60, "x" * 300,
)  # fmt: skip
"""Texts that trip writers of one format or another."""


def texts(*, exclude: str = "", controls: bool = False, max_size: int = 30) -> st.SearchStrategy[str]:
    """
    Any text and many a nasty one, without the characters in ``exclude``.

    ``controls`` allows C0 controls other than tab and line ends, which XML formats cannot hold. Lone surrogates are
    never drawn.
    """
    low = "" if controls else "".join(chr(c) for c in range(0x20) if chr(c) not in "\t\n\r") + "\ufffe\uffff"
    forbidden = set(exclude + low)
    letters = st.characters(codec="utf-8", exclude_characters=sorted(forbidden))
    hard = st.sampled_from([text for text in NASTY if not forbidden & set(text)])
    special = st.sampled_from(
        [c for c in "\"'\\\n\r\t \u0085\u2028\ufeff😀é{}<>&%#=:;,@$|`" if c not in forbidden]
    )
    return hard | st.text(letters | special, max_size=max_size)


def values_like(value: Value, text: st.SearchStrategy[str]) -> st.SearchStrategy[Value]:
    """Values of the shape of ``value``: a text, or forms with the same suffixes."""
    if isinstance(value, str):
        return text
    suffixes = [suffix for suffix, _ in value.parts]
    size = len(suffixes)
    return st.lists(text, min_size=size, max_size=size).map(
        lambda drawn: Forms(value.kind, tuple(zip(suffixes, drawn, strict=True)))
    )


@st.composite
def changes_of(
    draw: st.DrawFn, catalog: Catalog, text: st.SearchStrategy[str], *, removals: bool = True
) -> list[Change]:
    """Changes of some units of ``catalog``: other values, and removals."""
    keys = draw(st.lists(st.sampled_from(sorted(catalog.units)), unique=True, max_size=8))
    changes = []
    for key in keys:
        shape = values_like(catalog.units[key].value, text)
        changes.append(Change(key, draw(st.none() | shape if removals else shape)))
    return changes


def values_of(catalog: Catalog) -> dict[str, Value]:
    return {key: unit.value for key, unit in catalog.units.items()}


def source_reading(reading: Reading) -> Reading:
    return replace(SOURCE, directives=reading.directives)


def changed(
    format_: Format, data: bytes, changes: Sequence[Change], source: bytes, reading: Reading = TARGET
) -> bytes:
    """``data`` with ``changes`` made."""
    origin = format_.parse(source, source_reading(reading))
    return rewrite(format_, format_.parse(data, reading), changes, origin, reading)


def check_laws(
    format_: Format, data: bytes, changes: Sequence[Change], source: bytes, reading: Reading = TARGET
) -> bytes:
    """All laws for making ``changes`` in ``data``; returns the result."""
    check_identity(format_, data, source, reading)
    check_locality(format_, data, changes, source, reading)
    result = check_round_trip(format_, data, changes, source, reading)
    check_idempotence(format_, data, changes, source, reading)
    return result


def check_identity(format_: Format, data: bytes, source: bytes, reading: Reading = TARGET) -> None:
    """No change, and changing every value to what it is already, give the same bytes."""
    assert changed(format_, data, [], source, reading) == data
    catalog = format_.parse(data, reading)
    same = [Change(unit.key, unit.value, unit.needs_review) for unit in catalog.units.values()]
    assert changed(format_, data, same, source, reading) == data


def check_locality(
    format_: Format, data: bytes, changes: Sequence[Change], source: bytes, reading: Reading = TARGET
) -> None:
    """
    Edits do not overlap, lie in the file, and replacing or removing an entry stays between its neighbours' lines.

    Two entries may share a line (minified files): then the bytes of that line are the limit.
    """
    catalog = format_.parse(data, reading)
    origin = format_.parse(source, source_reading(reading))
    every = format_.edits(catalog, changes, origin, reading)
    end = 0
    for edit in sorted(every, key=lambda e: (e.start, e.end)):
        assert end <= edit.start <= edit.end <= len(data), f"{edit} overlaps or is outside of the file"
        end = edit.end
    for change in changes:
        if change.key in catalog.units:
            for edit in format_.edits(catalog, [change], origin, reading):
                _check_lines(data, catalog, change, edit)


def _check_lines(data: bytes, catalog: Catalog, change: Change, edit: Edit) -> None:
    """``edit`` touches no line on which another entry begins, its own and those up to the next one excepted."""
    own = catalog.units[change.key].line
    lines = {unit.line for unit in catalog.units.values()}
    before = max((line for line in lines if line < own), default=0)
    newline = b"\n" if b"\n" in data else b"\r"
    after = min((line for line in lines if line > own), default=data.count(newline) + 2)
    first = data.count(newline, 0, edit.start) + 1
    last = data.count(newline, 0, max(edit.start, edit.end - 1)) + 1
    # The last entry's separator stands behind its predecessor: removing may begin at the end of that line.
    tolerance = 1 if change.value is None or isinstance(change.value, Forms) else 0
    assert before + 1 - tolerance <= first, (
        f"{edit} for {change.key!r} touches line {first} of its predecessor"
    )
    assert last <= after - 1 + tolerance, f"{edit} for {change.key!r} touches line {last} of its successor"


def check_round_trip(
    format_: Format, data: bytes, changes: Sequence[Change], source: bytes, reading: Reading = TARGET
) -> bytes:
    """The result reads as the new values, removed keys are gone, all other keys are as they were."""
    expected = values_of(format_.parse(data, reading))
    for change in changes:
        if change.value is None:
            expected.pop(change.key, None)
        else:
            expected[change.key] = change.value
    result = changed(format_, data, changes, source, reading)
    assert values_of(format_.parse(result, reading)) == expected
    return result


def check_idempotence(
    format_: Format, data: bytes, changes: Sequence[Change], source: bytes, reading: Reading = TARGET
) -> None:
    """Making the same changes again changes nothing."""
    once = changed(format_, data, changes, source, reading)
    assert changed(format_, once, changes, source, reading) == once


def check_remove_and_insert(
    format_: Format, data: bytes, key: str, source: bytes, reading: Reading = TARGET
) -> tuple[bytes, bytes]:
    """Remove ``key``, then insert it again with the value it had; returns the file without and with it."""
    before = format_.parse(data, reading)
    value = before.units[key].value
    without = changed(format_, data, [Change(key, None)], source, reading)
    rest = {other: text for other, text in values_of(before).items() if other != key}
    assert values_of(format_.parse(without, reading)) == rest
    restored = changed(format_, without, [Change(key, value)], source, reading)
    assert values_of(format_.parse(restored, reading)) == rest | {key: value}
    assert changed(format_, without, [Change(key, None)], source, reading) == without
    return without, restored


def check_skeleton(
    format_: Format, source: bytes, values: Mapping[str, Value], reading: Reading = TARGET
) -> bytes:
    """A new file holds exactly ``values`` when what is untranslated is omitted, and else every key of the source."""
    origin = format_.parse(source, source_reading(reading))
    omitted = create(format_, origin, values, "omit", reading)
    written = {k: v for k, v in values_of(format_.parse(omitted, reading)).items() if k not in origin.aside}
    assert written == {k: v for k, v in values.items() if k in origin.units and k not in origin.aside}
    for untranslated in ("source", "empty"):
        full = format_.parse(create(format_, origin, values, untranslated, reading), reading)
        assert full.units.keys() >= origin.units.keys() - origin.aside
    return omitted
