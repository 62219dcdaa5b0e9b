"""How values, entries and new files are written."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ci_l10n.errors import ContentError
from ci_l10n.formats.base import Change, KeyConflict, Reading
from ci_l10n.formats.rewriting import create, rewrite
from ci_l10n.formats.spans import apply_edits
from ci_l10n.formats.yaml.format import FORMAT
from ci_l10n.formats.yaml.scalars import is_plain_safe
from ci_l10n.model import Forms, Value
from tests.unit.formats.laws import NASTY, SOURCE, TARGET, changed, check_laws, texts

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def after(before: str, changes: dict[str, Value | None], source: str = "", reading: Reading = TARGET) -> str:
    every = [Change(key, value) for key, value in changes.items()]
    return check_laws(FORMAT, before.encode(), every, (source or before).encode(), reading).decode()


@pytest.mark.parametrize(
    ("before", "text", "written"),
    [
        ("k: x # c", "z", "k: z # c"),
        ("k: x", "a: b", 'k: "a: b"'),
        ("k: x\nl: 'q'", "a #b", "k: 'a #b'\nl: 'q'"),
        ("k: x", "ends with:", 'k: "ends with:"'),
        ("k: x", "yes", 'k: "yes"'),
        ("k: x", "Null", 'k: "Null"'),
        ("k: x", "y", 'k: "y"'),
        ("k: x", "1,000.5", 'k: "1,000.5"'),
        ("k: x", "12:30", 'k: "12:30"'),
        ("k: x", "%{n} x", 'k: "%{n} x"'),
        ("k: x", "@you", 'k: "@you"'),
        ("k: x", "`x`", 'k: "`x`"'),
        ("k: x", ":smile:", 'k: ":smile:"'),
        ("k: :day", ":year", "k: :year"),
        ("k: x", "a:b #no", 'k: "a:b #no"'),
        ("k: x", "a:b#c", "k: a:b#c"),
        ("k: x", "- x", 'k: "- x"'),
        ("k: x", "-x", "k: -x"),
        ("k: x", "", 'k: ""'),
        ("k: x", " x", 'k: " x"'),
        ("k: x", "a\tb", 'k: "a\\tb"'),
        ("k: x", "a\u0085\u2028\ufeff\x07\x01", 'k: "a\\N\\L\\ufeff\\a\\x01"'),
        ("k: 'x'", 'it\'s "so"', "k: 'it''s \"so\"'"),
        ("k: 'x'", "a\nb", 'k: "a\\nb"'),
        ('k: "x"', "plain", 'k: "plain"'),
        ('k: "x"', '\\ "q"', 'k: "\\\\ \\"q\\""'),
        ("k: [x, y]", None, ""),
        ("k: one\n  two # c\nl: x", "eins", "k: eins # c\nl: x"),
        ("k: |\n    x\n\nl: y", "a\n\n  b\n", "k: |\n    a\n\n      b\n\nl: y"),
        ("k: |\n  x\n", "a", "k: |-\n  a\n"),
        ("k: |\n  x", "a\n", "k: |\n  a\n"),
        ("k: |-\n  x\n\n\nl: y", "a\n\n", "k: |+\n  a\n\nl: y"),
        ("k: |+\n  x\n\nl: y", "a\n", "k: |\n  a\nl: y"),
        ("k: |2\n   x\nl: y", "  a\n", "k: |2\n    a\nl: y"),
        ("k: |\n  x\nl: y", "  a\n", "k: |2\n    a\nl: y"),
        ("k: |\n  x\nl: y", " ", 'k: " "\nl: y'),
        ("k: | # c\n  x\nl: y", "a \n", 'k: "a \\n" # c\nl: y'),
        ("k: >\n  one\n  two\nl: y", "a b c d e f g h\ni\n", "k: >\n  a b\n  c d\n  e f\n  g h\n\n  i\nl: y"),
        ("k: >\n  one two\nl: y", "a b c d e f g h\n", "k: >\n  a b c d e f g h\nl: y"),
        ("k: &a x\nl: *a", "y z", "k: &a y z\nl: *a"),
        ("k: !!str 12", "yes", 'k: !!str "yes"'),
        ("{k: x}", "a, b", '{k: "a, b"}'),
        ("{k: x}", "a b", "{k: a b}"),
        ("{'k': 'x'}", "a, b", "{'k': 'a, b'}"),
        ("k:", "x", "k: x"),
        ("k: # c", "x", "k: x # c"),
        ("k: &a\nl: m", "x", "k: &a x\nl: m"),
        ("{k: , l: m}", "x", "{k: x, l: m}"),
        ("{k, l: m}", "x", "{k: x, l: m}"),
        ('k: "\\u00E9"', "ü😀", 'k: "\\u00FC\\U0001F600"'),
        ("k: &a:x\nl: *a", ": y", 'k: &a ": y"\nl: *a'),
        ("? k\n? l\n", "x", "? k\n: x\n? l\n"),
        ("? k # c\n? l\n", "x", "? k # c\n: x\n? l\n"),
    ],
)
def test_a_value_keeps_its_style_where_the_style_can_hold_it(
    before: str, text: str | None, written: str
) -> None:
    if text is None:
        assert after(before, {"k": None}) == "{}\n"
    else:
        assert after(before, {"k": text}) == written
        assert yaml.safe_load(written)["k"] == text


@settings(max_examples=60, deadline=None)
@given(
    texts(controls=True)
    | st.from_regex(r"[-+.]?[0-9][0-9_,.:eE+-]{0,6}|[ynotfYNOTF~.<=:?-]{1,5}", fullmatch=True)
)
def test_what_is_written_without_quotes_is_that_text_to_pyyaml(text: str) -> None:
    if is_plain_safe(text):
        assert yaml.safe_load(f"k: {text}\n") == {"k": text}
        assert yaml.safe_load(f"- {text} # c\n") == [text]
    if is_plain_safe(text, flow=True):
        assert yaml.safe_load(f"{{{text}: {text}, k: [{text}]}}") == {text: text, "k": [text]}


@pytest.mark.parametrize(
    "style", ["x", "'x'", '"x"', "|\n    x\n", "|-\n    x", ">\n    x\n", ">+\n    x\n\n"]
)
def test_hostile_texts_in_every_style(style: str) -> None:
    target = FORMAT.parse(f"a:\n  k: {style}\n  l: m\n".encode(), TARGET)
    source = FORMAT.parse(b"a: {k: x}\n", SOURCE)
    for text in NASTY:
        written = apply_edits(target.data, FORMAT.edits(target, [Change("a.k", text)], source, TARGET))
        assert yaml.load(written.decode(), Loader=LOADER) == {"a": {"k": text, "l": "m"}}


@pytest.mark.parametrize(
    ("before", "changes", "source", "expected"),
    [
        # missing parents; those that are empty, null or in brackets
        ("a: A\n", {"b.c.d": "D"}, "a: A\nb:\n  # about c\n  c:\n    n: 1\n    d: D\n", "a: A\nb:\n  # about c\n  c:\n    n: 1\n    d: D\n"),
        ("a:\nz: Z\n", {"a.b": "B"}, "a:\n  b: B\nz: Z\n", "a:\n  b: B\nz: Z\n"),
        ("a: {} # c\nz: Z\n", {"a.b": "B"}, "a:\n  b: B\nz: Z\n", "a: # c\n  b: B\nz: Z\n"),
        ("a: ~", {"a.b": "B"}, "a:\n  b: B\n", "a:\n  b: B"),
        ("a: {x: X}\n", {"a.b": "B", "a.c.d": "D"}, "a:\n  b: B\n  c: {d: D}\n  x: X\n", "a: {b: B, c: {d: D}, x: X}\n"),
        ("a: {}\n", {"a.b": "B"}, "a: {b: B}\n", "a:\n  b: B\n"),
        ("{}\n", {"a.b": "B"}, "a:\n  b: B\n", "a:\n  b: B\n"),
        ("", {"a.b": "B"}, "en:\n  a:\n    b: B\n", "de:\n  a:\n    b: B\n"),
        ("# mine\n", {"a": "A"}, "a: A\n", "# mine\na: A\n"),
        ("de: {}\n", {"a": "A"}, "en:\n  a: A\n", "de:\n  a: A\n"),
        ("---\n...\n", {"a": "A"}, "a: A\n", "---\na: A\n...\n"),
        ("a: A", {"b": "B"}, "a: A\nb: B\n", "a: A\nb: B"),
        # what is no text is replaced, never doubled
        ("k: yes\n", {"k": "Ja"}, "k: 'Yes'\n", "k: 'Ja'\n"),
        ("k: 12 # c\n", {"k": "Zwölf"}, "k: twelve\n", "k: Zwölf # c\n"),
        ("a: &a A\nk: *a\n", {"k": "K"}, "a: A\nk: K\n", "a: &a A\nk: K\n"),
        # quotes: as the file has them, else as the source has them
        ("a: 'A'\nb: 'B'\n", {"c": "C"}, "a: A\nb: B\nc: C\n", "a: 'A'\nb: 'B'\nc: 'C'\n"),
        ("a: A\nb: 'B: b'\n", {"c": "C", "d": "D: d"}, 'a: A\nb: B\nc: "C"\nd: "D: d"\n', "a: A\nb: 'B: b'\nc: C\nd: 'D: d'\n"),
        ("a: A\n", {"c": "C\nc\n"}, "a: A\nc: |\n  x\n  y\n", "a: A\nc: |\n  C\n  c\n"),
        # indentation
        ("a:\n    b: B\n", {"c.d": "D"}, "a:\n  b: B\nc:\n  d: D\n", "a:\n    b: B\nc:\n    d: D\n"),
        ("a:\n  - x\n", {"l": Forms("array", (("[0]", "v"),))}, "a:\n- x\nl:\n- z\n", "a:\n  - x\nl:\n  - v\n"),
        # removal
        ("a:\n  b:\n    c: C\nd: D\n", {"a.b.c": None}, "", "d: D\n"),
        ("a:\n  b: B\nd: D\n", {"a.b": None}, "a: {}\n", "a: {}\nd: D\n"),
        ("a: {b: B, c: C}\nd: D\n", {"a.b": None, "a.c": None}, "", "d: D\n"),
        ("l:\n- t: T\n  u: U\n- t: V\n", {"l[0].t": None, "l[1].t": None}, "", "l:\n- u: U\n- {}\n"),
        ("de:\n  a: A\n", {"a": None}, "en:\n  a: A\n", "de: {}\n"),
        ("a: &a A\nb: *a\nc: C\n", {"a": None}, "", "c: C\n"),
        ("a: A\na: B\nc: C\n", {"a": None}, "", "c: C\n"),
        ("a: A\na: B\nc: C\n", {"a": "D"}, "", "a: A\na: D\nc: C\n"),
    ],
)  # fmt: skip
def test_entries_are_added_and_removed(
    before: str, changes: dict[str, Value | None], source: str, expected: str
) -> None:
    every = [Change(key, value) for key, value in changes.items()]
    origin = (source or before).encode()
    result = changed(FORMAT, before.encode(), every, origin)
    assert result.decode() == expected
    assert changed(FORMAT, result, every, origin) == result


@pytest.mark.parametrize(
    ("path", "locale", "root"),
    [
        ("config/locales/pt-BR.yml", "pt-BR", "pt-BR"),
        ("config/locales/zh_CN.yml", "zh-Hans-CN", "zh_CN"),
        ("config/locales/devise.de.yml", "de", "de"),
        ("locales/fr/app.yml", "fr", "fr"),
        ("no.yml", "no", '"no"'),
        ("out.yml", "sr-Latn", "sr-Latn"),
    ],
)
def test_a_new_file_begins_with_its_locale(path: str, locale: str, root: str) -> None:
    source = FORMAT.parse(b"# top\nen: # here\n  a: A\n", SOURCE)
    reading = Reading("target", locale, path)
    assert create(FORMAT, source, {"a": "x"}, "omit", reading) == f"# top\n{root}: # here\n  a: x\n".encode()


def test_a_locale_that_stands_there_is_never_changed() -> None:
    source = "en:\n  a: A\n  b: B\n"
    assert after("de-AT:\n  a: A\n", {"b": "Be"}, source) == "de-AT:\n  a: A\n  b: Be\n"
    assert after("en:\n  a: A\n", {"b": "Be"}, source) == "en:\n  a: A\n  b: Be\n"
    reading = Reading("target", "de", "x", {"yaml_locale_substitution": "false"})
    origin = FORMAT.parse(source.encode(), Reading("source", "en", "x", reading.directives))
    assert create(FORMAT, origin, {"en.a": "Ah"}, "omit", reading) == b"en:\n  a: Ah\n"


def test_aliases_of_what_a_new_file_omits_go_too() -> None:
    source = FORMAT.parse(b"a: &a A\nb: *a\nc: &c\n  d: D\ne:\n  <<: *c\n  f: F\n", SOURCE)
    assert create(FORMAT, source, {}, "omit", TARGET) == b"{}\n"
    assert create(FORMAT, source, {"e.f": "x"}, "omit", TARGET) == b"e:\n  f: x\n"


LONG = "k" * 2000


@pytest.mark.parametrize(
    ("before", "changes", "source", "expected"),
    [
        # a group must not turn into a plural set or an array, nor a set into a group
        ("h:\n  one: a\n  title: c\n  other: b\n", {"h.title": None}, "", "h:\n  one: a\n  title: ~\n  other: b\n"),
        ("h:\n  title: c\n", {"h.title": None, "h.one": "a", "h.other": "b"}, "h:\n  one: x\n  title: z\n  other: y\n", "h:\n  one: a\n  title: ~\n  other: b\n"),
        ("a: A\n", {"h.one": "x", "h.other": "b"}, "a: A\nh:\n  one: x\n  other: y\n  title: z\n", "a: A\nh:\n  one: x\n  other: b\n  title: ~\n"),
        ("a: A\n", {"h": Forms("plural", ((".one", "x"),))}, "h:\n  one: x\n  other: y\na: A\n", "h:\n  one: x\n  other: ~\na: A\n"),
        ("h:\n  one: x\n  other: y\n", {"h": Forms("plural", ((".one", "z"),))}, "", "h:\n  one: z\n  other: ~\n"),
        ("h:\n  one:\n  other:\n", {"h": Forms("plural", ((".one", "z"), (".other", "w")))}, "", "h:\n  one: z\n  other: w\n"),
        # forms that the source's language lacks stand where CLDR has them
        ("a: A\n", {"h": Forms("plural", ((".one", "x"), (".few", "f"), (".other", "z")))}, "a: A\nh:\n  one: x\n  other: y\n", "a: A\nh:\n  one: x\n  few: f\n  other: z\n"),
        # a lone pair in a sequence has no brackets
        ("c: [A, x: y, C]\n", {"c[1].x": None}, "", "c: [A, {}, C]\n"),
        ("c: [A, x: y, C]\n", {"c[1].z": "Z"}, "c: [A, {x: y, z: w}, C]\n", "c: [A, {x: y, z: Z}, C]\n"),
        ("c: [A, {x: y}]\n", {"c[0]": None, "c[1].x": None}, "", "c: [~, {}]\n"),
        ("l:\n-\n  t: T\n- u: U\n", {"l[0].t": None}, "", "l:\n- {}\n- u: U\n"),
        ("? a\n? b\n", {"a.x": "X"}, "a:\n  x: X\nb: B\n", "? a\n:\n  x: X\n? b\n"),
        ("? a:b,\n  c\n", {"a:b, c": "X"}, "", "? a:b,\n  c\n: X\n"),
        ("a: A\n?\n  b\n: B\nc: C\n", {"b": None}, "", "a: A\nc: C\n"),
        ("? a\n  b\nc: C\n", {"a b": None}, "", "c: C\n"),
        # the last line has no end
        ("a: |\n  x", {"b": "B"}, "a: A\nb: B\n", "a: |-\n  x\nb: B"),
        ("a: >2+\n    x", {"b": "B"}, "a: A\nb: B\n", "a: >2-\n    x\nb: B"),
        # a comment at the top that is the first entry's in the source
        ("# b\nb: B\n", {"a": "A"}, "a: A\n# b\nb: B\n", "a: A\n# b\nb: B\n"),
        ("# mine\nb: B\n", {"a": "A"}, "a: A\n# b\nb: B\n", "# mine\na: A\nb: B\n"),
        # keys that need a question mark
        ("a: A\n", {LONG: "B"}, f"a: A\n? {LONG}\n: b\n", f"a: A\n? {LONG}\n: B\n"),
        ("{a: A}\n", {LONG: "B"}, f"a: A\n? {LONG}\n: b\n", f"{{a: A, ? {LONG}: B}}\n"),
    ],
)  # fmt: skip
def test_odd_neighbours(before: str, changes: dict[str, Value | None], source: str, expected: str) -> None:
    every = [Change(key, value) for key, value in changes.items()]
    result = changed(FORMAT, before.encode(), every, (source or before).encode())
    assert result.decode() == expected


@pytest.mark.parametrize(
    ("before", "changes", "source", "key"),
    [
        ("g: text\nb: B\n", {"g.a": "A"}, "g:\n  a: A\nb: B\n", "g.a"),
        ("h:\n  one: a\n  other: b\n", {"h.title": "T"}, "h:\n  one: x\n  other: y\n  title: z\n", "h.title"),
        ("h:\n  - a\n", {"h.b": "B"}, "h:\n  b: B\n", "h.b"),
        ("d:\n- [x]\n- y\n", {"d[0]": None}, "", "d[0]"),
        ("k: x\n", {"k": "\ud800"}, "", "k"),
    ],
)
def test_a_conflict_of_shapes_costs_only_its_key(
    before: str, changes: dict[str, Value | None], source: str, key: str
) -> None:
    target = FORMAT.parse(before.encode(), TARGET)
    origin = FORMAT.parse((source or before).encode(), SOURCE)
    every = [Change(*change) for change in changes.items()]
    with pytest.raises(KeyConflict) as caught:
        rewrite(FORMAT, target, every, origin, TARGET)
    assert caught.value.location is not None
    assert caught.value.location.key == key


def test_a_group_left_alone_is_not_taken_for_the_locale() -> None:
    with pytest.raises(ContentError, match="taken for its locale") as caught:
        changed(FORMAT, b"en:\n  a: A\nb: B\n", [Change("b", None)], b"en:\n  a: A\nb: B\n")
    hint = "# smartling.yaml_locale_substitution = false\n"
    assert hint.strip() in (caught.value.hint or "")
    fixed = f"{hint}en:\n  a: A\nb: B\n".encode()
    assert changed(FORMAT, fixed, [Change("b", None)], fixed) == f"{hint}en:\n  a: A\n".encode()


def test_a_locale_that_stands_there_twice_is_renamed_twice() -> None:
    source = FORMAT.parse(b"en:\n  a: A\nen:\n  b: B\n", SOURCE)
    assert create(FORMAT, source, {"b": "x"}, "omit", TARGET) == b"de:\n  a: A\nde:\n  b: x\n"


def test_many_new_keys_take_no_more_than_their_time() -> None:
    source = "".join(f"k{n}: v\n" for n in range(20_000))
    every = [Change(f"k{n}", "w") for n in range(1, 20_000)]
    written = changed(FORMAT, b"k0: w\n", every, source.encode())
    assert written.decode() == source.replace("v", "w")


def test_a_text_that_yaml_cannot_hold_is_refused_by_its_key() -> None:
    with pytest.raises(ContentError, match="'k' holds half of a character"):
        changed(FORMAT, b"k: x\n", [Change("k", "\ud800")], b"k: x\n")


def test_a_text_in_place_of_a_group_is_refused() -> None:
    with pytest.raises(ContentError, match="another shape"):
        changed(FORMAT, b"k:\n  a: x\n", [Change("k", "y")], b"k: x\n")
