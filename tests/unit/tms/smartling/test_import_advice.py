"""What is said before an import, and after one that was not taken whole."""

import pytest

from ci_l10n.formats.registry import NAMES
from ci_l10n.tms.smartling.import_advice import file_refusal, hint_of, key_refusal


@pytest.mark.parametrize("name", [None, "xliff", "xcstrings"])
def test_files_without_keys_of_their_own_cannot_be_imported(name: str | None) -> None:
    refusal = file_refusal("docs/a.md", name, b"", {})
    assert refusal is not None
    assert "docs/a.md" in refusal[0]
    assert refusal[1]


def test_every_other_format_can_be_imported() -> None:
    keyed = {"source_key_paths": "1"}
    refused = {name for name in NAMES if file_refusal("a", name, b"", keyed)}
    assert refused == {"xliff", "xcstrings"}


@pytest.mark.parametrize("name", ["xml", "csv"])
def test_tables_and_plain_xml_need_key_paths(name: str) -> None:
    refusal = file_refusal("a.xml", name, b"", {})
    assert refusal is not None
    assert "source_key_paths" in refusal[1]


def test_texts_that_are_processed_as_html_cannot_be_imported() -> None:
    assert file_refusal("a.json", "json", b"", {"string_format_paths": "html: [*/body]"}) is not None
    assert file_refusal("a.json", "json", b"", {"string_format": "html"}) is not None
    assert file_refusal("a.json", "json", b"", {"string_format": "NONE"}) is None


def test_plurals_of_smartlings_own_form_cannot_be_imported() -> None:
    assert key_refusal("ios", "files##{other}") is not None
    assert key_refusal("ios", "files##") is None
    assert key_refusal("json", "files##{other}") is None


def test_each_kind_of_error_has_its_next_step() -> None:
    hints = {
        hint_of(["Mismatched placeholders for original string and translated one"]),
        hint_of(["Key not found"]),
        hint_of(["Something else"]),
        hint_of([]),
    }
    assert len(hints) == 3
    assert all(hints)
