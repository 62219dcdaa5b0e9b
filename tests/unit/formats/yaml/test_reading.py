"""What of a YAML file is a unit, under which key, and what is refused."""

import pytest

from ci_l10n.errors import ContentError
from ci_l10n.formats.base import Reading
from ci_l10n.formats.yaml.format import FORMAT
from ci_l10n.model import Catalog, Forms
from tests.unit.formats.laws import SOURCE, TARGET, values_of


def read(text: str, reading: Reading = TARGET) -> dict[str, object]:
    return dict(values_of(FORMAT.parse(text.encode(), reading)))


def codes(catalog: Catalog) -> list[tuple[str, int]]:
    return [(f.code, f.location.line if f.location else 0) for f in catalog.findings]


def plural(**forms: str) -> Forms:
    return Forms("plural", tuple((f".{name}", text) for name, text in forms.items()))


def array(*items: tuple[int, str]) -> Forms:
    return Forms("array", tuple((f"[{i}]", text) for i, text in items))


@pytest.mark.parametrize(
    "scalar",
    ["yes", "No", "on", "true", "12", "-1", "012", "0x1F", "1_000", "1.10", "1.0e+3", ".inf", "12:30", "2001-12-14", "~",
     "null", "=", "!!int 3", "!ruby/symbol x", "!!binary aGk=", "*a", "[]", "{}"],
)  # fmt: skip
def test_what_is_no_text_is_no_unit(scalar: str) -> None:
    assert read(f"anchor: &a Text\nkey: {scalar}\n") == {"anchor": "Text"}


@pytest.mark.parametrize(
    ("scalar", "text"),
    [
        ("Text", "Text"), ("'yes'", "yes"), ('"12"', "12"), ("y", "y"), (":day", ":day"), ("!!str 12", "12"),
        ("! yes", "yes"), ("&x Text", "Text"), ("&x 'it''s'", "it's"), ('"\\x41\\u00e9\\n"', "Aé\n"), ("''", ""),
        ("one\n  two", "one two"), ("|\n  a\n   b\n", "a\n b\n"), (">-\n  a\n  b\n\n  c", "a b\nc"),
        ("|+\n  a\n", "a\n\n"), ("|2-\n    a\n", "  a"), ("a#b", "a#b"), ("1,000", "1,000"), ("12 monkeys", "12 monkeys"),
    ],
)  # fmt: skip
def test_texts_in_every_style(scalar: str, text: str) -> None:
    assert read(f"key: {scalar}\n") == {"key": text}


def test_keys_are_kept_as_written() -> None:
    text = "no: a\n012: b\n1.10: c\n~: d\n'on': e\n\"x y\": f\n? explicit\n: g\nyes: {12:30: h}\n"
    assert list(read(text)) == ["no", "012", "1.10", "~", "on", "x y", "explicit", "yes.12:30"]


def test_an_empty_value_is_untranslated_in_a_target_and_nothing_in_a_source() -> None:
    assert read("a:\nb: B\nc: # later\n") == {"a": "", "b": "B", "c": ""}
    assert read("a:\nb: B\n", SOURCE) == {"b": "B"}


def test_sequences_of_texts_are_arrays_with_nulls_in_place() -> None:
    assert read(
        "a: [x, 'y']\nb:\n-\n- Jan\n- ~\n- Feb\nc: [1, x]\nd: [~]\ne:\n  - t: T\n    n: 1\n  - [u, v]\n"
    ) == {
        "a": array((0, "x"), (1, "y")),
        "b": array((1, "Jan"), (3, "Feb")),
        "c[1]": "x",
        "e[0].t": "T",
        "e[1]": array((0, "u"), (1, "v")),
    }


@pytest.mark.parametrize(
    ("forms", "value"),
    [
        ("{one: a, other: b}", plural(one="a", other="b")),
        ("{one: a, few: b, many: c}", plural(one="a", few="b", many="c")),
        ('{other: "%{count} b"}', plural(other="%{count} b")),
        ("{one: a, other: }", plural(one="a")),
    ],
)
def test_plural_sets(forms: str, value: Forms) -> None:
    assert read(f"k: {forms}\n") == {"k": value}
    assert "k" not in read(f"k: {forms}\n", Reading("target", "de", "x", {"plurals_detection": "off"}))


def test_forms_that_are_null_are_none_and_a_set_of_nulls_is_an_untranslated_set() -> None:
    assert read("k:\n  one: a\n  other: ~\n") == {"k": plural(one="a")}
    assert read("k:\n  one:\n  other:\n") == {"k": plural(one="", other="")}
    assert read("k:\n  one:\n  other:\n", SOURCE) == {}


@pytest.mark.parametrize("forms", ["{other: b}", "{one: a}", "{one: a, two: b}", "{one: a, other: b, title: c}",
                                   "{one: 1, other: b}", "{one: a, other: {x: y}}"])  # fmt: skip
def test_what_only_looks_like_a_plural_set(forms: str) -> None:
    assert "k" not in read(f"k: {forms}\n")


def test_a_lone_other_is_a_plural_set_where_the_language_has_no_more() -> None:
    assert read("k: {other: x}\n", Reading("target", "ja", "x")) == {"k": plural(other="x")}


def test_of_duplicate_keys_the_last_one_counts_and_the_first_is_reported() -> None:
    catalog = FORMAT.parse(b"a: 1st\nb:\n  c: x\na: last\nb:\n  d: y\n", TARGET)
    assert values_of(catalog) == {"a": "last", "b.d": "y"}
    assert codes(catalog) == [("duplicate-key", 1), ("duplicate-key", 2)]
    assert "line 4" in catalog.findings[0].message


def test_an_answer_without_quotes_is_reported() -> None:
    assert codes(FORMAT.parse(b"a: No\nb: no\n", TARGET)) == [("boolean-text", 1)]


def test_aliases_and_merge_keys_are_left_alone() -> None:
    bomb = "a: &a {x: X}\nb: &b [*a, *a]\nc: &c [*b, *b]\nd:\n  <<: *a\n  <<: {y: Y}\n  z: Z\n*a : k\n"
    assert read(bomb) == {"a.x": "X", "d.z": "Z"}


@pytest.mark.parametrize(
    ("root", "locale", "path", "is_rails"),
    [
        ("en", "", "source.yml", True),
        ("en", "en", "config/locales/en.yml", True),
        ("en-US", "", "x.yml", True),
        ("zh_CN", "zh-CN", "x.yml", True),
        ("en", "de", "de.yml", True),  # a copy that was not swapped
        ("fr", "de", "de.yml", True),
        ("pt", "pt-BR", "pt.yml", True),
        ("no", "nb", "x.yml", True),
        ("no", "de", "x.yml", False),
        ("id", "id", "config/locales/id.yml", True),
        ("id", "", "config/locales/devise.id.yml", True),
        ("id", "id", "translations/messages.id.yaml", False),
        ("id", "en", "messages.en.yml", False),
        ("fil", "fil", "fil.yml", True),
        ("app", "", "app.yml", False),
        ("app", "de", "app.de.yml", False),
        ("ui", "", "ui.yml", False),
        ("my", "de", "de.yml", False),
        ("english", "en", "en.yml", False),
    ],
)
@pytest.mark.parametrize("role", ["source", "target"])
def test_a_locale_at_the_root_is_no_part_of_the_keys(
    role: str, root: str, locale: str, path: str, is_rails: bool
) -> None:
    reading = Reading("source" if role == "source" else "target", locale, path)
    assert read(f"{root}:\n  a: A\n", reading) == {"a" if is_rails else f"{root}.a": "A"}


def test_the_locale_is_a_key_like_any_when_something_stands_beside_it_or_the_directive_says_so() -> None:
    assert read("en:\n  a: A\nb: B\n") == {"en.a": "A", "b": "B"}
    assert read("en: A\n") == {"en": "A"}
    fixed = Reading("target", "de", "de.yml", {"yaml_locale_substitution": "FALSE"})
    assert read("en:\n  a: A\n", fixed) == {"en.a": "A"}


def test_directives_in_comments() -> None:
    text = "# smartling.placeholder_format = YAML\na: A\n# smartling.sltrans = notranslate\nb: B\n"
    catalog = FORMAT.parse(text.encode(), SOURCE)
    assert catalog.units["a"].flags == ("placeholder_format=YAML",)
    assert catalog.aside == {"b"}


@pytest.mark.parametrize("data", [b"", b"# nothing\n", b"---\n", b"{}\n", b"---\n...\n", b"\xef\xbb\xbf"])
def test_files_without_entries(data: bytes) -> None:
    assert values_of(FORMAT.parse(data, TARGET)) == {}


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"a: 'x\nb: y\n", 3, "not valid YAML"),
        (b"a: x\n\tb: y\n", 2, "not valid YAML"),
        (b"a: x\nb: [ :y ]\n", 2, "not valid YAML"),
        (b"a: x\nb: *c\n", 2, "no anchor"),
        (b"a: x\nb: \0\n", 2, r"U\+0000"),
        (b"a: x\nb: \x07\n", 2, r"U\+0007"),
        (b"a: x\nb: \xe9\n", 2, "UTF-8"),
        ("a: x".encode("utf-16"), 1, "UTF-16"),
        ("a: x".encode("utf-16-be"), 1, "UTF-16"),
        (b"a: x\n---\nb: y\n", 3, "second document"),
        (b"just text\n", 1, "mapping"),
        (b"a: x\n" + b"k" * 2000 + b": v\n", 2, "a key has more than 1024 characters"),
        (b"a: x\n'" + b"k" * 2000 + b"': v\n", 2, "a key has more than 1024 characters"),
        (b"a:\n" + b"".join(b" " * i + b"b:\n" for i in range(1, 300)), 201, "200 levels"),
        (b"a: " + b"[" * 100_000, 1, "200 levels"),
        (b"[" * 100_000 + b"]" * 100_000 + b": x", 1, "200 levels"),
        (b"- " * 100_000, 1, "200 levels"),
        (b"a: " + b"{a: " * 100_000, 1, "200 levels"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_place(data: bytes, line: int, message: str) -> None:
    with pytest.raises(ContentError, match=message) as caught:
        FORMAT.parse(data, TARGET)
    assert caught.value.location is not None
    assert (caught.value.location.path, caught.value.location.line) == ("target", line)
    assert caught.value.hint
