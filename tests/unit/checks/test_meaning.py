"""What means the same in another spelling, what does not, and whose spelling is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_l10n.checks.meaning import Usage, is_same, reading, respelled, usage_of
from ci_l10n.model import Forms

PRINTF = ("printf", "icu", "brace", "markup")
JAVA = ("messageformat", "icu", "brace", "printf", "dollar", "markup")


def same(source: str, one: str, other: str, syntaxes: tuple[str, ...] = PRINTF) -> bool:
    return is_same(usage_of(source, syntaxes), one, other)


def spelled_as_in(source: str, text: str, syntaxes: tuple[str, ...] = PRINTF) -> object:
    return respelled(usage_of(source, syntaxes), text, [source])


@pytest.mark.parametrize(
    ("source", "one", "other"),
    [
        ("%s of %s", "%s von %s", "%1$s von %2$s"),
        ("%1$s of %2$s", "%1$s von %2$s", "%s von %s"),
        ("%@ sent %d files", "%@ hat %d Dateien gesandt", "%1$@ hat %2$d Dateien gesandt"),
        ("%-10s|", "%-10s|", "%1$-10s|"),
        ("%#@files@ in %#@folders@", "%#@files@ in %#@folders@", "%1$#@files@ in %2$#@folders@"),
        ("50% off", "50% Rabatt", "50%% Rabatt"),
        ("Half price", "50 % Rabatt", "50 %% Rabatt"),
        ("%d% off", "%d% Rabatt", "%1$d%% Rabatt"),
    ],
)
def test_numbers_and_percent_signs_that_platforms_add_mean_nothing(source: str, one: str, other: str) -> None:
    assert same(source, one, other)


@pytest.mark.parametrize(
    ("source", "one", "other"),
    [
        ("%s of %s", "%s von %s", "%2$s von %1$s"),
        ("%s of %s", "%s von %s", "%s von %d"),
        ("%s of %s", "%s von %s", "%1$s von %1$s"),
        ("%.1f", "%.1f", "%.2f"),
        ("%d", "%d", "%ld"),
        ("%d %% off", "%d %% Rabatt", "%d % Rabatt"),  # a single one would be an error there
        ("%s items", "50 %% von %s", "50 % von %s"),
        ("%*d files", "%*d Dateien", "%1$*d Dateien"),
        ("%(name)s", "%(name)s", "%(nom)s"),
        ("50% off", "%name%", "%%name%%"),
        ("Open", "Öffnen", "öffnen"),
        ("50% off", "%%s", "%s"),  # the letters, and a placeholder
        ("a\\nb", "a\\nb", "anb"),
    ],
)
def test_everything_else_tells_texts_apart(source: str, one: str, other: str) -> None:
    assert not same(source, one, other)


def test_conversions_of_a_date_are_no_arguments() -> None:
    assert not same("%d.%m.%Y", "%d/%m/%Y", "%1$d/%m/%Y")


def test_percent_signs_mean_nothing_where_the_format_has_no_conversions() -> None:
    assert not same("50% off", "50% Rabatt", "50%% Rabatt", ("brace", "dotnet"))


def test_a_directive_that_names_no_placeholders_switches_the_comparison_off() -> None:
    usage = usage_of("%s", PRINTF, ["placeholder_format=NONE"])
    assert not is_same(usage, "%s ab", "%1$s ab")


@pytest.mark.parametrize(
    ("source", "one", "other"),
    [
        ("Water", "L'eau", "L''eau"),  # no arguments: not a pattern
        ("It's {0}", "C'est {0}", "C''est {0}"),  # a program that only replaces braces
        ("It''s here", "C''est ici", "C'est ici"),
        ("Open '{0}'", "Ouvrir '{0}'", "Ouvrir ''{0}''"),
        ("{0} files", "{0} d'ici", "{0} d''ici"),  # the same arguments either way
    ],
)
def test_apostrophes_that_platforms_double_mean_nothing(source: str, one: str, other: str) -> None:
    assert same(source, one, other, JAVA)


@pytest.mark.parametrize(
    ("source", "one", "other"),
    [
        ("{0} files", "L'eau {0}", "L''eau {0}"),  # the first one hides the argument
        ("It''s {0}", "C'est {0}", "C''est {0}"),
        ("Use '{' {0}", "Avec '{' {0}", "Avec ''{'' {0}"),
        ("Water", "L'eau", "Leau"),
    ],
)
def test_apostrophes_that_quote_tell_patterns_apart(source: str, one: str, other: str) -> None:
    assert not same(source, one, other, JAVA)


def test_a_directive_says_that_apostrophes_quote() -> None:
    usage = usage_of("{0} files", JAVA, ["string_format=MESSAGE_FORMAT"])
    assert not is_same(usage, "{0} d'ici", "{0} d''ici")


def test_apostrophes_are_plain_text_outside_of_java() -> None:
    assert not same("Water", "L'eau", "L''eau")


def test_forms_are_compared_one_by_one() -> None:
    source = Forms("plural", ((".one", "%d file"), (".other", "%d files")))
    here = Forms("plural", ((".one", "%d Datei"), (".other", "%d Dateien")))
    there = Forms("plural", ((".other", "%1$d Dateien"), (".one", "%1$d Datei")))
    usage = usage_of(source, PRINTF)
    assert is_same(usage, here, there)
    assert not is_same(usage, here, Forms("plural", there.parts[:1]))
    assert not is_same(usage, here, "%1$d Dateien")
    assert not is_same(usage, here, None)
    assert respelled(usage, there, [here]) == here


def test_the_order_of_items_counts() -> None:
    here = Forms("array", (("[0]", "%s a"), ("[1]", "%s b")))
    usage = usage_of(here, PRINTF)
    assert is_same(usage, here, Forms("array", (("[0]", "%1$s a"), ("[1]", "%1$s b"))))
    assert not is_same(usage, here, Forms("array", (("[0]", "%1$s b"), ("[1]", "%1$s a"))))


@pytest.mark.parametrize(
    ("source", "text", "written"),
    [
        ("%s of %s", "%1$s von %2$s", "%s von %s"),
        ("%s of %s", "%2$s von %1$s", "%2$s von %1$s"),  # needs its numbers
        ("%s of %s", "nur %1$s", "nur %s"),
        ("%s of %s", "nur %2$s", "nur %2$s"),
        ("%s", "%1$s und %1$s", "%1$s und %1$s"),
        ("%1$s of %2$s", "%s von %s", "%1$s von %2$s"),
        ("%d% off", "%1$d%% Rabatt", "%d% Rabatt"),
        ("%d %% off", "%1$d %% Rabatt", "%d %% Rabatt"),
        ("100% sure", "100%% sicher", "100% sicher"),
        ("Sure", "5%%d", "5%%d"),  # one sign would make a conversion of it
    ],
)
def test_a_new_translation_is_spelled_as_the_source_is(source: str, text: str, written: str) -> None:
    assert spelled_as_in(source, text) == written


@pytest.mark.parametrize(
    ("source", "text", "written"),
    [
        ("Water", "L''eau", "L'eau"),
        ("It''s here", "C'est ici", "C''est ici"),
        ("It''s {0}", "C'est {0}", "C'est {0}"),  # held by the check, not mended by guessing
        ("{0} files", "{0} d''ici", "{0} d''ici"),
        ("Use '{' {0}", "Avec ''{'' {0}", "Avec ''{'' {0}"),
    ],
)
def test_apostrophes_are_written_as_in_the_source(source: str, text: str, written: str) -> None:
    assert spelled_as_in(source, text, JAVA) == written


def test_the_spelling_of_the_repository_comes_before_that_of_the_source() -> None:
    usage = usage_of("%s of %s", PRINTF)
    assert respelled(usage, "%1$s aus %2$s", ["%1$s von %2$s", "%s of %s"]) == "%1$s aus %2$s"
    assert respelled(usage, "%1$s aus %2$s", [None, "%s of %s"]) == "%s aus %s"


_PIECES = st.sampled_from(
    [
        "%",
        "%%",
        "%s",
        "%1$s",
        "%2$s",
        "%d",
        "%1$d",
        "'",
        "''",
        "{0}",
        "{1}",
        "'{'",
        "a",
        "d",
        "s",
        " ",
        "5",
        "%ab%",
        "\\n",
    ]
)
_TEXTS = st.lists(_PIECES, max_size=8).map("".join)
_SYNTAXES = st.sampled_from([PRINTF, JAVA, ("ruby", "percent", "printf"), ()])


@given(_TEXTS, _SYNTAXES, _TEXTS, _TEXTS, _TEXTS)
def test_meaning_the_same_is_an_equivalence(
    source: str, syntaxes: tuple[str, ...], one: str, two: str, three: str
) -> None:
    usage = usage_of(source, syntaxes)
    assert is_same(usage, one, one)
    assert is_same(usage, one, two) == is_same(usage, two, one)
    if is_same(usage, one, two) and is_same(usage, two, three):
        assert is_same(usage, one, three)
    assert is_same(usage, one, two) == (reading(usage, one) == reading(usage, two))


@given(_TEXTS, _SYNTAXES, _TEXTS, _TEXTS)
def test_what_is_respelled_means_the_same_and_needs_it_once(
    source: str, syntaxes: tuple[str, ...], text: str, there: str
) -> None:
    usage = usage_of(source, syntaxes)
    once = respelled(usage, text, [there, source])
    assert is_same(usage, once, text)
    assert respelled(usage, once, [there, source]) == once


@given(_TEXTS, _SYNTAXES, _TEXTS, _TEXTS)
def test_texts_that_mean_the_same_differ_in_nothing_but_numbers_and_doubled_signs(
    source: str, syntaxes: tuple[str, ...], one: str, other: str
) -> None:
    def rest(text: str) -> str:
        for number in ("1$", "2$"):
            text = text.replace(number, "")
        return text.replace("%%", "%").replace("''", "'")

    if is_same(usage_of(source, syntaxes), one, other):
        assert rest(rest(one)) == rest(rest(other))


@given(_TEXTS, _SYNTAXES, _TEXTS, st.characters(categories=["L", "N"]), st.integers(0, 20))
def test_a_letter_more_is_another_text(
    source: str, syntaxes: tuple[str, ...], text: str, letter: str, place: int
) -> None:
    usage = usage_of(source, syntaxes)
    assert not is_same(usage, text, text[:place] + letter + text[place:])


def test_without_anything_known_only_equal_texts_mean_the_same() -> None:
    assert not is_same(Usage(), "%s", "%1$s")
    assert respelled(Usage(), "%1$s", ["%s"]) == "%1$s"
