"""Plural sets, arrays, and what stands for a missing translation."""

from ci_l10n.formats.forms import categories_of, fitting, gaps_of, instead, shape_problem
from ci_l10n.model import Forms


def plural(**forms: str) -> Forms:
    return Forms("plural", tuple((f".{name}", text) for name, text in forms.items()))


def test_forms_that_the_locale_lacks_are_dropped() -> None:
    value = plural(zero="none", one="a", few="some", other="many")
    assert fitting("files", value, categories_of("de")) == plural(one="a", other="many")
    assert fitting("files", value, categories_of("ja")) == plural(other="many")
    assert fitting("files", plural(few="some"), categories_of("de")) is None


def test_apple_platforms_look_for_zero_in_every_language() -> None:
    value = plural(zero="none", one="a", other="many")
    assert fitting("files", value, categories_of("de", "stringsdict")) == value
    assert fitting("files", value, categories_of("de", "android")) == plural(one="a", other="many")


def test_a_value_of_another_shape_is_told() -> None:
    days = Forms("array", (("[0]", "Mon"), ("[1]", "Tue")))
    assert shape_problem("text", "Text") == ""
    assert shape_problem(plural(other="x"), plural(one="a", few="b", other="c")) == ""
    assert "plural forms" in shape_problem(plural(other="x"), "Text")
    assert "2 items" in shape_problem(days, Forms("array", (("[0]", "Montag"),)))


def test_a_set_that_is_half_translated_cannot_stand_for_its_source() -> None:
    source = plural(one="a file", other="files")
    assert gaps_of(source, plural(one="a", few="", many="", other="b")) == ("few", "many")
    assert "no text for other" in shape_problem(source, plural(one="a", other=""))
    days = Forms("array", (("[0]", "Mon"), ("[1]", "Tue")))
    assert "no text for [1]" in shape_problem(days, Forms("array", (("[0]", "Mo"), ("[1]", ""))))
    assert gaps_of(source, plural(one="", other="")) == ()
    assert gaps_of(plural(zero="", other="files"), plural(zero="", other="b")) == ()


def test_what_is_untranslated_is_left_out_copied_or_empty() -> None:
    value = plural(one="a", other="b")
    assert instead(value, "omit") is None
    assert instead(value, "source") == value
    assert instead(value, "empty") == plural(one="", other="")
    assert instead("text", "empty") == ""
