import pytest

from ci_l10n.flow.drafting.missing import count_numbered, find_missing
from ci_l10n.formats.base import Reading
from ci_l10n.formats.registry import get_format
from ci_l10n.model import Catalog, Forms, Unit, Value


def catalog(*units: Unit, aside: frozenset[str] = frozenset()) -> Catalog:
    return Catalog(b"", {unit.key: unit for unit in units}, aside=aside)


def unit(key: str, value: Value, *, needs_review: bool = False) -> Unit:
    return Unit(key, value, 1, needs_review=needs_review)


def plural(**forms: str) -> Forms:
    return Forms("plural", tuple((f".{name}", text) for name, text in forms.items()))


def missing_keys(source: Catalog, target: Catalog | None) -> list[str]:
    found, _ = find_missing(source, target, "de", "json", None)
    return [each.unit.key for each in found]


def forms_of(value: Forms, locale: str, format_name: str = "android") -> dict[str, str]:
    (found,), _ = find_missing(catalog(unit("n", value)), None, locale, format_name, None)
    return dict(found.pieces)


def test_absent_empty_and_copied_texts_have_no_translation() -> None:
    source = catalog(unit("a", "A"), unit("b", "B"), unit("c", "C"), unit("d", "D"))
    target = catalog(unit("b", ""), unit("c", "C"), unit("d", "Deutsch"))
    assert missing_keys(source, None) == ["a", "b", "c", "d"]
    assert missing_keys(source, target) == ["a", "b", "c"]


def test_what_waits_for_review_is_a_draft_already() -> None:
    assert missing_keys(catalog(unit("a", "A")), catalog(unit("a", "Ah", needs_review=True))) == []
    assert missing_keys(catalog(unit("a", "A")), catalog(unit("a", "", needs_review=True))) == ["a"]


def test_what_translators_are_not_to_see_is_not_missing() -> None:
    source = catalog(unit("a", "A"), unit("b", ""), unit("c", " "), aside=frozenset({"a"}))
    assert missing_keys(source, None) == []


def test_a_number_needs_no_machine_and_stays_when_it_is_there() -> None:
    source = catalog(unit("a", "42"))
    (found,), _ = find_missing(source, None, "de", "json", None)
    assert list(found.texts()) == []
    assert found.value(str.upper) == "42"
    assert missing_keys(source, catalog(unit("a", "42"))) == []


def test_a_set_has_every_form_of_the_locale_from_the_one_that_fits() -> None:
    value = plural(one="%d file", other="%d files")
    assert forms_of(value, "pl") == {
        ".one": "%d file",
        ".few": "%d files",
        ".many": "%d files",
        ".other": "%d files",
    }
    assert forms_of(value, "ja") == {".other": "%d files"}


def test_zero_stays_where_the_platform_looks_for_it() -> None:
    value = plural(zero="none", one="one", other="many")
    assert ".zero" in forms_of(value, "de", "stringsdict")
    assert ".zero" not in forms_of(value, "de", "android")


def test_a_format_beside_the_forms_is_not_translated() -> None:
    value = Forms("plural", (("", "%#@files@"), (".one", "a file"), (".other", "files")))
    (found,), _ = find_missing(catalog(unit("n", value)), None, "ja", "stringsdict", None)
    assert list(found.texts()) == ["files"]
    assert found.value(str.upper) == Forms("plural", (("", "%#@files@"), (".other", "FILES")))


def test_an_array_is_made_item_by_item() -> None:
    value = Forms("array", (("[0]", "Mon"), ("[1]", "Tue")))
    (found,), _ = find_missing(catalog(unit("days", value)), None, "de", "android", None)
    assert found.value(str.upper) == Forms("array", (("[0]", "MON"), ("[1]", "TUE")))


def test_ordinals_and_foreign_plural_rules_are_left_to_people() -> None:
    ordinal = unit("n_ordinal", plural(one="st", other="th"))
    numbered = unit("f", Forms("plural", (("[0]", "file"), ("[1]", "files"))))
    found, impossible = find_missing(catalog(ordinal, numbered), None, "pl", "gettext", 2)
    assert found == []
    assert impossible == [ordinal, numbered]


@pytest.mark.parametrize(("locale", "texts"), [("de", ["file", "files"]), ("ja", ["files"]), ("lv", None)])
def test_numbered_forms_follow_gettext(locale: str, texts: list[str] | None) -> None:
    source = b'msgid "file"\nmsgid_plural "files"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    read = get_format("gettext").parse(source, Reading("source", "en"))
    assert count_numbered(read) == 2
    (found,), _ = find_missing(read, None, locale, "gettext", None)
    given = [text for _, text in found.pieces]
    assert given == texts if texts else sorted(given) == ["file", "files", "files"]
