"""Checks: defects are found, and nothing that is right is reported."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_l10n.checks.catalog import SYNTAXES, check_value
from ci_l10n.checks.problem import Problem
from ci_l10n.model import Forms, Value

JSON = ("icu", "i18next", "brace", "ruby", "dollar", "printf", "markup")
JAVA = ("messageformat", "icu", "brace", "printf", "dollar", "markup")

FLAGS = [
    "c-format",
    "no-c-format",
    "placeholder_format=YAML",
    "placeholder_format_custom=[ab1]",
    "string_format=MESSAGE_FORMAT",
    "string_format=ICU",
    "string_format=NONE",
    "character_limit=3",
]


def check(
    source: Value,
    translation: Value,
    syntaxes: tuple[str, ...],
    locale: str = "de",
    flags: tuple[str, ...] = (),
) -> list[Problem]:
    return check_value(source, translation, locale=locale, syntaxes=syntaxes, flags=flags)


def plural(**forms: str) -> Forms:
    return Forms("plural", tuple((f".{name}", text) for name, text in forms.items()))


RIGHT: list[tuple[str, str, str]] = [
    ("printf", "%s and %s", "%2$s und %1$s"),
    ("printf", "%@ of %d", "%1$@ von %2$d"),
    ("printf", "%1$d of %2$@", "%2$@: %1$d"),
    ("printf", "%(user)s has %(n)d", "%(n)d hat %(user)s"),
    ("printf", "%d files", "%i Dateien"),
    ("printf", "%.1f MB", "%.2f Mo"),
    ("printf", "%d files", "%Id فایل"),
    ("printf", "100% sure", "100 % sicher"),
    ("printf", "100% of %s", "%s zu 100%"),
    ("printf", "50% off", "50 % de descuento"),
    ("printf", "50%off today", "50%-Rabatt"),
    ("printf", "50% discount", "%50 indirim"),
    ("printf", "50% discount", "%50indirim"),
    ("printf", "see http://a/b%20c", "siehe http://a/"),
    ("printf", "%d%% done", "%%%d erledigt"),
    ("printf", "%d%% done", "zu %d %% fertig"),
    ("printf", "%b %d, %Y", "%d.%m.%Y"),
    ("printf", "%a, %d %b", "%d日(%a) %b"),
    ("printf", "Hello %username%", "Hallo %username%"),
    ("printf", "%dx%d", "%d × %d"),
    ("printf", "%1$#@files@ left", "noch %#@files@"),
    ("printf", "%arg files", "%arg Dateien"),
    ("shell", "$file of ${dir}", "${dir}: ${file}"),
    ("shell", "costs $5", "kostet 5 $"),
    ("printf", "%#@files@ left", "noch %#@files@"),
    ("printf", "100 percent", "100 % sicher"),
    ("printf", "%lld items", "%1$lld Elemente"),
    ("printf", "50 % s", "50 %s"),
    ("percent", "Install the %extension% extension", "安装和启用%extension%扩展。"),
    ("printf", "Install the %extension% extension", "安装和启用%extension%扩展。"),
    ("printf", "day 1 of %d files", "1%d個"),
    ("percent", "Hello %name%", "Hallo %name%, hallo"),
    ("messageformat", "{0} of {1}", "{1}: {0}"),
    ("messageformat", "It''s {0}", "C''est {0}"),
    ("messageformat", "It isn't {0}", "Ce n'est pas {0}"),
    ("messageformat", "{0} is missing", "{0} n'est pas là"),
    ("messageformat", "don't", "n'est pas"),
    ("messageformat", "{0,number,#.##} MB", "{0,number,0.#} Mo"),
    ("messageformat", "{0,choice,0#none|1#one|1<{0} files}", "{0,choice,0#keine|1#eine|1<{0} Dateien}"),
    ("icu", "Hello {name}", "Hallo {name}"),
    ("icu", "{n, plural, one {# file} other {# files}}", "{n, plural, other {# 個}}"),
    ("icu", "{n, plural, one {# file} other {# files}}", "{n} 個"),
    (
        "icu",
        "{n, plural, =0 {none} one {# file} other {{n} files}}",
        "{n,plural,=0{keine}one{eine}other{# Dateien}}",
    ),
    ("icu", "{n, plural, offset:1 one {a} other {# b}}", "{n, plural, offset:1 one {c} other {# d}}"),
    ("icu", "{g, select, male {He} female {She} other {They}}", "{g, select, male {Er} other {Sie}}"),
    (
        "icu",
        "{n, selectordinal, one {#st} two {#nd} few {#rd} other {#th}}",
        "{n, selectordinal, other {#.}}",
    ),
    ("icu", "{d, date, short}", "{d, date, ::yMMMd}"),
    ("icu", "It's '{'{name}'}'", "L'élément '{'{name}'}'"),
    ("icu", "the '{name}'", "das „{name}“"),
    ("icu", "{a} isn't {b}", "{b} n'est pas {a}"),
    ("icu", "{n, plural, zero{no} one{one} other{#}}", "{n, plural, zero{kein} one{ein} other{#}}"),
    (
        "icu",
        "{n, plural, one {{n} file} other {{n} files}}",
        "{n, plural, one {{n} Datei} other {{n} Dateien}}",
    ),
    ("icu", "costs ${price}", "kostet {price} $"),
    ("icu", "style { color: red }", "Stil { Farbe: rot }"),
    ("icu", "{", "{ (Klammer)"),
    ("i18next", "{{name}} and {{ count, number }}", "{{count}} und {{name}}"),
    ("i18next", "{{- html}}", "{{html}}"),
    ("i18next", "see $t(key)", "siehe $t(key)"),
    ("i18next", "write {{", "schreibe {{"),
    ("ruby", "%{count} of %{total}", "%{total}: %{count}"),
    ("ruby", "%<n>d", "%{n}"),
    ("brace", "{0} {name!r} {x:>5}", "{x} {name} {0}"),
    ("brace", "{} of {}", "{} von {}"),
    ("brace", "{{literal}}", "{{wörtlich}}"),
    ("dollar", "${user} said", "sagte ${user}"),
    ("dollar", "${inclusive ? 'or equal' : ''}", "${inclusive ? 'oder gleich' : ''}"),
    ("markup", "a <b>bold</b> word", "ein <b>fettes</b> Wort"),
    ("markup", "<a href='x'>1</a> <i>2</i>", '<i>2</i> <a href="y">1</a>'),
    ("markup", "one<br>two", "eins<br/>zwei"),
    ("markup", "one<br/>two", "eins\nzwei"),
    ("markup", "a < b and c > d", "a > b und c < d"),
    ("markup", "open <your file>", "<Ihre Datei> öffnen"),
    ("markup", '<xliff:g id="n">%1$s</xliff:g>', "%1$s"),
    ("markup", "<html>a<html>", "<html>b</html>"),
    ("markup", "<0>x</0> <Bold>y</Bold>", "<Bold>y</Bold> <0>x</0>"),
    ("markup", "<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
    ("markup", "x", "\u200fعربي\u200e \u061c \u200c\u200d"),
    ("markup", "x", "\u2066ltr\u2069 \u202brtl\u202c"),
    ("markup", "a &nbsp; b &copy;", "&#160; a &hellip; b"),
    ("markup", 'a <x id="1"/> <g id="2">b</g>', '<g id="2">c</g> <x id="1" ctype="y"/> d'),
    ("markup", "one\\n", "eins\\nzwei"),
    ("qt", "%1 of %2", "%2: %1"),
    ("qt", "%L1 %n", "%1 %Ln"),
    ("qt", "50% off", "%50 indirim"),
    ("dotnet", "{0:N2} of {1,10}", "{1} {0:F1}"),
    ("dotnet", "{0}", "{0} {{x}} {name}"),
    ("brace", "{n, plural, one {a} other {b}}", "{n, plural, one {c} other {d}}"),
    ("percent", "one|%count% many", "eins|%count% viele|%count% mehr"),
    ("percent", "{0} none|{1} one|]1,Inf[ %count%", "{0} нет|{1} один|[2,4] %count%|[5,Inf] %count%"),
    ("i18next", "{{ n }} a|{{ n }} b", "{{ n }} 個"),
    ("markup", "x", "\tTab\r\nZeile\u00a0"),
]


@pytest.mark.parametrize(("syntax", "source", "translation"), RIGHT)
def test_what_is_right_is_not_reported(syntax: str, source: str, translation: str) -> None:
    assert check(source, translation, (syntax,)) == []


@pytest.mark.parametrize(
    "source", ["100 % sure", "it's {{ open", "a { b", "50%", "$5 {x", "it's <3", "%", "%%", "}{"]
)
def test_prose_is_right_whatever_the_format(source: str) -> None:
    for syntaxes in (JSON, JAVA, SYNTAXES):
        assert check(source, "Ganz anders – zu 100 %, ’s ist {{ und < > da", syntaxes) == []


WRONG: list[tuple[str, str, str, str, str]] = [
    ("printf", "%1$s of %2$d", "%1$s", "placeholder-missing", "%2$d is missing"),
    ("printf", "%s", "text", "placeholder-missing", "%s is missing"),
    ("printf", "%@", "Von % @", "placeholder-missing", "%@ is missing"),
    ("printf", "%s", "%s %s", "placeholder-extra", "%s is not"),
    ("printf", "%1$s", "%1$d", "placeholder-extra", "%1$d is not"),
    ("printf", "%(name)s", "%(Name)s", "placeholder-missing", "%(name)s is missing"),
    ("printf", "%s has %d", "%d hat %s", "placeholder-not-positional", "%d stands"),
    ("printf", "%1$s has %2$d", "%d hat %s", "placeholder-not-positional", "%d stands"),
    ("printf", "%s and %s", "%1$s und %s", "placeholder-missing", "%s is missing"),
    ("printf", "%#@files@", "%#@file@", "placeholder-missing", "%#@files@ is missing"),
    ("printf", "%1$#@files@", "%1$#@file@", "placeholder-missing", "%1$#@files@ is missing"),
    ("printf", "%arg files", "%argument Dateien", "placeholder-missing", "%arg is missing"),
    ("shell", "$file of ${dir}", "$datei von ${dir}", "placeholder-missing", "$file is missing"),
    ("printf", "%ld", "%d", "placeholder-missing", "%ld is missing"),
    ("printf", "%d%% of %s", "%d % von %s", "percent-unescaped", "single %"),
    ("printf", "Customer", "Kunde %1$s", "placeholder-extra", "%1$s is not"),
    ("printf", "Customer", "Kunde: %s", "placeholder-extra", "%s is not"),
    ("percent", "Hello %name%", "Hallo", "placeholder-missing", "%name% is missing"),
    ("messageformat", "{0} of {1}", "{0}", "placeholder-missing", "{1} is missing"),
    ("messageformat", "{0}", "{0} {1}", "placeholder-extra", "{1} is not"),
    ("messageformat", "{0}", "{0", "icu-syntax", "not closed"),
    ("messageformat", "{0,date}", "{0,number}", "icu-arguments", "{0} is a number here and a date"),
    ("icu", "Hello {name}", "Hallo {Name}", "placeholder-missing", "{name} is missing"),
    ("icu", "Hello {name}", "Hallo {name", "icu-syntax", "not closed"),
    ("icu", "Hello {name}", "Hallo {name}}", "icu-syntax", "closes nothing"),
    ("icu", "{n, plural, one {#} other {#}}", "{n, plural, one {#}}", "icu-syntax", "lacks the branch other"),
    (
        "icu",
        "{n, plural, one {#} other {#}}",
        "{n, plural, eins {#} other {#}}",
        "icu-syntax",
        "eins is not a plural",
    ),
    (
        "icu",
        "{n, plural, one {#} other {#}}",
        "{n, plural, one {#} few {#} other {#}}",
        "icu-plural-categories",
        "few",
    ),
    (
        "icu",
        "{n, plural, one {#} other {#}}",
        "{n, Plural, one {#} other {#}}",
        "icu-arguments",
        "is a Plural here",
    ),
    (
        "icu",
        "{n, plural, one {{x}} other {#}}",
        "{n, plural, one {} other {#}}",
        "icu-arguments",
        "{x} is missing",
    ),
    (
        "icu",
        "{n, plural, one {a} other {#}}",
        "{m, plural, one {a} other {#}}",
        "icu-arguments",
        "{m} is not",
    ),
    (
        "icu",
        "{g, select, male {a} other {b}}",
        "{g, select, männlich {a} other {b}}",
        "icu-arguments",
        "männlich",
    ),
    (
        "icu",
        "{n, plural, one {a} other {b}}",
        "{n, plural, one {a} one {c} other {b}}",
        "icu-syntax",
        "twice",
    ),
    ("i18next", "{{name}}", "{{Name}}", "placeholder-missing", "{{name}} is missing"),
    ("i18next", "{{name}}", "{name}", "placeholder-missing", "{{name}} is missing"),
    ("i18next", "plain", "neu {{x}}", "placeholder-extra", "{{x}} is not"),
    ("ruby", "%{count}", "% {count}", "placeholder-missing", "%{count} is missing"),
    ("ruby", "%{count}", "%{count} %{count}", "placeholder-extra", "%{count} is not"),
    ("brace", "{0} {1}", "{0}", "placeholder-missing", "{1} is missing"),
    ("brace", "{} {}", "{}", "placeholder-missing", "{} is missing"),
    ("dollar", "${user}", "${Benutzer}", "placeholder-missing", "${user} is missing"),
    ("markup", "<b>x</b>", "x", "markup-tags", "<b> is missing"),
    ("markup", "x", "<b>x</b>", "markup-tags", "<b> is not"),
    ("markup", "x", "eins<br/>zwei", "markup-tags", "<br> is not"),
    ("markup", "<b>x</b>", "<b>x<b>", "markup-tags", "<b> is not"),
    ("markup", "<b>x</b>", "<b>x", "markup-tags", "</b> is missing"),
    ("markup", "see <link>here</link>", "siehe <link>hier", "markup-tags", "</link> is missing"),
    ("markup", "<0>x</0>", "x", "markup-tags", "<0> is missing"),
    ("markup", "a &nbsp; b", "a & nbsp; b", "markup-entity", "& nbsp;"),
    ("markup", "a &nbsp; b", "a &nbps; b", "markup-entity", "&nbps;"),
    ("markup", 'a <x id="1"/> b', 'a <x id="2"/> b', "markup-tags", '<x id="1"> is missing'),
    ("markup", "one\ntwo", "eins\\nzwei", "escape-sequence", "\\n stands"),
    ("markup", "an element", "l\\'élément", "escape-sequence", "\\' stands"),
    ("markup", "an element", "l\\u2019élément", "escape-sequence", "\\u2019 stands"),
    ("markup", "x", "gr\ufffdn", "replacement-character", "U+FFFD"),
    ("markup", "x", "it\x92s", "control-character", "U+0092"),
    ("markup", "x", "\ud83d", "control-character", "U+D83D"),
    (
        "icu",
        "{n, plural, one {<b>#</b>} other {<b>#</b>}}",
        "{n, plural, other {#}}",
        "markup-tags",
        "<b> is",
    ),
    ("qt", "%1 of %2, %n", "%1, %n", "placeholder-missing", "%2 is missing"),
    ("qt", "%1", "%1 %2", "placeholder-extra", "%2 is not"),
    ("dotnet", "{0:N2} {1}", "{0}", "placeholder-missing", "{1} is missing"),
    ("i18next", "{n} see $t(key)", "{n} siehe", "placeholder-missing", "$t(key) is missing"),
    ("percent", "{n} %name%", "{n} %nom%", "placeholder-missing", "%name% is missing"),
    ("percent", "%n_1% a|%n_1% b", "%n_1% c|%n_2% d|%n_1% e", "placeholder-extra", "%n_2% is not"),
    ("percent", "%count% a|%count% b", "c|d|e", "placeholder-missing", "%count% is missing"),
    ("markup", "x", "y\x07", "control-character", "U+0007"),
    ("markup", "x", "y\x1b[31m", "control-character", "U+001B"),
    ("markup", "x", "\u202ey\u202c", "bidi-control", "U+202E"),
    ("markup", "x", "\u2066y", "bidi-control", "U+2066"),
    ("markup", "x", "y\u202c", "bidi-control", "U+202C"),
]


@pytest.mark.parametrize(("syntax", "source", "translation", "code", "message"), WRONG)
def test_what_is_wrong_is_reported_by_name(
    syntax: str, source: str, translation: str, code: str, message: str
) -> None:
    problems = check(source, translation, (syntax, "markup", "icu"))
    assert any(p.code == code and message in p.message for p in problems), problems
    assert all(p.hint and p.message and p.suffix == "" for p in problems)


def test_an_apostrophe_hides_an_argument_where_it_quotes() -> None:
    (problem,) = check("It''s {0} and {1}", "C'est {0} et {1}", JAVA)
    assert (problem.code, problem.hint) == (
        "placeholder-missing",
        "write '' for an apostrophe in a text with arguments",
    )
    assert "plain text: {0} is missing" in problem.message
    assert check("{0}", "'{'", JAVA) != []


def test_an_apostrophe_that_would_vanish_is_found_where_the_source_doubles_its_own() -> None:
    (problem,) = check("{0} isn''t there", "{0} n'est pas là", JAVA)
    assert problem.code == "apostrophe"
    assert check("{0} isn''t there", "{0} n''est pas là", JAVA) == []
    assert check("{0} is missing", "{0} n'est pas là", JAVA) == []


def test_a_source_with_a_single_apostrophe_shows_that_it_quotes_nothing() -> None:
    assert check("It isn't {0}", "C'est '{0}", JAVA) == []


def test_names_in_braces_are_no_java_message() -> None:
    assert check("must be {min}", "doit être d'au moins {min}", JAVA) == []


def test_a_plural_form_may_omit_a_placeholder_but_not_bring_one() -> None:
    source = plural(one="%d file in %s", other="%d files in %s")
    assert check(source, plural(one="eine Datei", few="%d", other="%d in %s"), ("printf",)) == []
    problems = check(source, plural(one="eine %@", other="%2$s: %1$d"), ("printf",))
    assert [(p.code, p.suffix) for p in problems] == [("placeholder-extra", ".one")]


def test_each_form_is_compared_with_all_forms_of_the_source() -> None:
    source = plural(one="a file", other="%d files")
    assert check(source, plural(one="%d Datei", other="%d Dateien"), ("printf",)) == []
    assert check("%d files", plural(one="eine", other="%d"), ("printf",)) == []


def test_array_items_are_compared_one_by_one() -> None:
    source = Forms("array", (("[0]", "{a}"), ("[1]", "{b}")))
    wrong = Forms("array", (("[0]", "{b}"), ("[1]", "{a}")))
    assert {p.suffix for p in check(source, wrong, ("brace",))} == {"[0]", "[1]"}


def test_untranslated_texts_are_never_wrong() -> None:
    assert check("%s {x} <b>", "", SYNTAXES) == []
    assert check(plural(one="%d a", other="%d b"), plural(one="", other="%d c"), ("printf",)) == []
    assert check("a {b} \x07 %s <b>", "a {b} \x07 %s <b>", SYNTAXES) == []


def test_only_the_syntaxes_of_the_format_count() -> None:
    assert check("%s {x} <b>x</b> ${y}", "nichts", ()) == []
    assert [p.code for p in check("%s {x}", "nichts", ("brace",))] == ["placeholder-missing"]


@pytest.mark.parametrize(
    ("flags", "found"),
    [
        (("c-format",), {"%s is missing"}),
        (("python-brace-format",), {"{x} is missing"}),
        (("no-c-format",), {"{x} is missing"}),
        ((), {"%s is missing", "{x} is missing"}),
    ],
)
def test_flags_of_the_file_say_which_syntax_an_entry_has(flags: tuple[str, ...], found: set[str]) -> None:
    assert {p.message for p in check("%s {x}", "nichts", ("printf", "brace"), flags=flags)} == found


@pytest.mark.parametrize(
    ("locale", "right"), [("ru", True), ("pl", True), ("hr", True), ("de", False), ("ja", False)]
)
def test_plural_categories_are_those_of_the_locale(locale: str, right: bool) -> None:
    source = "{n, plural, one {# file} other {# files}}"
    translation = "{n, plural, one {#} few {#} many {#} other {#}}"
    assert (check(source, translation, ("icu",), locale) == []) is right


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_makes_a_check_fail(source: str, translation: str) -> None:
    check(source, translation, SYNTAXES)
    assert check(source, source, SYNTAXES) == []


@given(
    st.text(alphabet="{}'%,<>/ab1$#=()@ .:t", max_size=60),
    st.text(alphabet="{}'%,<>/ab1$#=()@ .:t", max_size=60),
)
def test_no_text_of_special_characters_makes_a_check_fail(source: str, translation: str) -> None:
    check(source, translation, SYNTAXES)


_TEXTS = st.text(alphabet="{}'%,<>/ab1$#=&;|\\n\ufffd ", max_size=12)
_VALUES = _TEXTS | st.builds(
    Forms,
    st.sampled_from(["plural", "array"]),
    st.lists(st.tuples(st.sampled_from(["[0]", "[1]", ".one", ".other"]), _TEXTS), max_size=4).map(tuple),
)


@given(_VALUES, _VALUES, st.lists(st.sampled_from(FLAGS), max_size=3))
def test_no_value_makes_a_check_fail(source: Value, translation: Value, flags: list[str]) -> None:
    check(source, translation, SYNTAXES, flags=tuple(flags))
    assert check(source, source, SYNTAXES) == []


@pytest.mark.long
@pytest.mark.parametrize(
    "text",
    [
        "{" * 50_000,
        "{a,plural,other{" * 20_000,
        "'" * 50_000,
        "<" * 50_000,
        "<a " * 30_000,
        "%" * 50_001,
        "%(" * 30_000,
        "$t(" * 30_000,
        "{{a" * 30_000,
        "${" * 30_000,
        "{a," * 30_000,
        "<a x='" * 20_000,
        "%a" + "b" * 50_000,
        "{{" + " " * 50_000,
        "%{" * 30_000,
        "<a" + " x" * 30_000,
        "{a" + " " * 50_000,
        "%s|" * 30_000,
        "{0}|" * 30_000,
        "&" + " " * 50_000,
        "&amp ;&a" * 20_000,
        "{0} 'a''" * 20_000,
        "{0,choice,0#" * 20_000,
        "%C3%" * 30_000,
        "\\u00\\" * 20_000,
        '<x id="' * 20_000,
        "<x id='a' " * 20_000 + ">",
        "\u2068" * 50_000,
        "e\u0301" * 50_000,
    ],
    ids=range(29),
)
def test_hostile_texts_take_linear_time(text: str) -> None:
    check(text, text + "x", SYNTAXES)
    check("{a} %s {{b}} <b>c</b>", text, SYNTAXES)
    check("{0} &amp; |", text, SYNTAXES, flags=("string_format=MESSAGE_FORMAT", "character_limit=5"))


@pytest.mark.long
def test_items_without_a_source_take_linear_time() -> None:
    items = tuple((f"[{i}]", f"{{x{i}}} %s") for i in range(20_000))
    assert check(Forms("array", items[:10_000]), Forms("array", items), SYNTAXES) != []
