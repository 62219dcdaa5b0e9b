"""Directives in comments."""

from ci_l10n.formats.inline import find_directives, with_directives
from ci_l10n.model import Catalog, Unit


def catalog(**lines: int) -> Catalog:
    return Catalog(b"", {key: Unit(key, "text", line) for key, line in lines.items()})


def test_a_directive_holds_for_the_entries_below_it() -> None:
    found = find_directives("a = 1\n# smartling.placeholder_format = IOS\nb = 2\n", "#")
    assert found == [(2, "placeholder_format", "IOS")]
    units = with_directives(catalog(a=1, b=3), found, is_source=True).units
    assert units["a"].flags == ()
    assert units["b"].flags == ("placeholder_format=IOS",)


def test_each_kind_of_comment_is_understood() -> None:
    assert find_directives("<!-- smartling.sltrans = notranslate -->", "<!--") == [
        (1, "sltrans", "notranslate")
    ]
    assert find_directives("\r\n// smartling.character_limit = 20\r\n", "//") == [
        (2, "character_limit", "20")
    ]
    assert find_directives("key = smartling.sltrans = notranslate\n", "#") == []


def test_what_is_not_to_be_translated_is_set_aside_in_the_source_alone() -> None:
    found = find_directives("# smartling.sltrans=notranslate\nb\n# smartling.sltrans=translate\nc", "#")
    source = with_directives(catalog(b=2, c=4), found, is_source=True)
    assert (set(source.units), source.aside) == ({"c"}, frozenset({"b"}))
    assert set(with_directives(catalog(b=2, c=4), found, is_source=False).units) == {"b", "c"}


def test_of_two_directives_of_one_name_the_later_holds_below_it() -> None:
    lines = [
        "# smartling.string_format = ICU", "a", "# smartling.placeholder_format = IOS", "b",
        "# smartling.string_format = NONE", "c", "# other.tool = 1", "# smartling.paths = x", "d",
    ]  # fmt: skip
    units = with_directives(
        catalog(a=2, d=9, c=6, b=4), find_directives("\n".join(lines), "#"), is_source=True
    ).units
    assert {key: unit.flags for key, unit in units.items()} == {
        "a": ("string_format=ICU",),
        "b": ("string_format=ICU", "placeholder_format=IOS"),
        "c": ("placeholder_format=IOS", "string_format=NONE"),
        "d": ("placeholder_format=IOS", "string_format=NONE"),
    }


def test_regular_expressions_add_up_until_none() -> None:
    text = "# smartling.placeholder_format_custom = A\n# smartling.placeholder_format_custom = B\n\n\n# smartling.placeholder_format_custom = NONE\n"
    units = with_directives(catalog(a=1, b=3, c=6), find_directives(text, "#"), is_source=True).units
    assert units["a"].flags == ("placeholder_format_custom=A",)
    assert units["b"].flags == ("placeholder_format_custom=A", "placeholder_format_custom=B")
    assert units["c"].flags == ()


def test_a_limit_holds_for_one_entry_unless_the_file_ends_its_limits() -> None:
    once = find_directives("# smartling.character_limit = 5\n", "#")
    units = with_directives(catalog(a=2, b=3), once, is_source=True).units
    assert (units["a"].flags, units["b"].flags) == (("character_limit=5",), ())
    ended = find_directives("# smartling.character_limit = 5\n\n\n# smartling.character_limit = NONE\n", "#")
    units = with_directives(catalog(a=2, b=3, c=5), ended, is_source=True).units
    assert units["b"].flags == ("character_limit=5",)
    assert units["c"].flags == ("character_limit=NONE",)
