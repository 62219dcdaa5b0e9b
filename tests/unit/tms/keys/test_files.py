"""Which of the service's formats a source file is sent in, and into which collection."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_l10n.errors import ContentError
from ci_l10n.tms.smartcat.keys import files as key_files
from ci_l10n.tms.smartcat.keys.files import LONGEST, Unfit, collection_of, describe


def fmt(name: str, data: str, before: str = "") -> tuple[str, str]:
    table = describe(name, None, data.encode(), "en", before)
    return table.format, table.separator


def test_examples_of_collections_hold() -> None:
    assert doctest.testmod(key_files).failed == 0


@given(st.lists(st.text(st.sampled_from("aB1._-/ ü\n,&?"), min_size=1, max_size=12), min_size=2, unique=True))
def test_two_paths_never_share_a_collection(paths: list[str]) -> None:
    names = [collection_of(path) for path in paths]
    assert len(set(names)) == len(paths)


@given(st.text(min_size=1))
def test_names_of_collections_are_safe_everywhere(path: str) -> None:
    name = collection_of(path)
    assert not set(name) - set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")
    assert 0 < len(name) <= LONGEST


def test_flat_json_is_a_flat_table_also_with_dots_in_its_keys() -> None:
    assert fmt("a.json", '{"home.title": "x", "n": 1}') == ("json", "")


def test_nested_json_is_joined_by_a_sign_that_no_key_has() -> None:
    assert fmt("a.json", '{"home": {"title": "x"}}') == ("structured-json", ".")
    assert fmt("a.json", '{"home": {"Not found.": "x"}}') == ("structured-json", "/")


def test_the_sign_that_joined_keys_before_stays_while_it_can() -> None:
    assert fmt("a.json", '{"home": {"title": "x"}}', "/") == ("structured-json", "/")
    assert fmt("a.json", '{"home": {"and/or": "x"}}', "/") == ("structured-json", ".")


def test_keys_with_every_sign_cannot_be_joined() -> None:
    with pytest.raises(Unfit, match="cannot be joined"):
        describe("a.json", None, b'{"./|~^": {"a": "x"}}', "en")


def test_plural_keys_of_i18next_are_keys_of_the_service() -> None:
    table = describe("a.json", None, b'{"n": {"a_one": "x", "a_other": "y z"}}', "en")
    assert (table.format, table.has_sets, table.words) == ("structured-json", True, 3)


def test_yaml_is_flat_or_nested_as_its_mappings_are() -> None:
    assert fmt("a.yml", "title: x\n") == ("yaml", "")
    assert fmt("en.yml", "en:\n  home: {title: x}\n") == ("structured-yaml", ".")
    assert fmt("a.yml", "a: &x {b.c: d}\ne: *x\n") == ("structured-yaml", "/")


def test_android_and_apple_files_are_sent_as_such() -> None:
    assert fmt("res/values/strings.xml", '<resources><string name="a">b</string></resources>') == (
        "android-xml",
        "",
    )
    assert fmt("en.lproj/Localizable.strings", '"a" = "b";\n') == ("ios-strings", "")


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("messages.po", 'msgid "a"\nmsgstr ""\n', "the format gettext cannot be in a key project"),
        ("Localizable.stringsdict", "<plist><dict/></plist>", "the format stringsdict"),
        ("readme.md", "# Hello", "a document cannot be in a key project"),
    ],
)
def test_other_formats_are_named_with_the_way_out(name: str, data: str, said: str) -> None:
    with pytest.raises(Unfit, match=said) as caught:
        describe(name, None, data.encode(), "en")
    assert "document project" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("messages.json", '{"hi": {"message": "Hello", "description": "A greeting"}}'),
        ("app_en.arb", '{"@@locale": "en", "hi": "Hello"}'),
    ],
)
def test_json_whose_metadata_would_be_translated_is_refused(name: str, data: str) -> None:
    with pytest.raises(Unfit, match="no text to translate"):
        describe(name, None, data.encode(), "en")


def test_json_with_comments_is_refused() -> None:
    with pytest.raises(Unfit, match="comments or trailing commas"):
        describe("a.json", None, b'{"a": "b", /* c */}', "en")


def test_malformed_files_are_the_formats_matter() -> None:
    with pytest.raises(ContentError):
        describe("a.json", None, b'{"a": ', "en")
