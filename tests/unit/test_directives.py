"""Names of directives: what is acted upon, what may stand, what is a slip."""

from pathlib import Path

from ci_l10n import directives

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "directives.md"


def test_every_directive_is_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name in directives.NAMES if f"`{name}`" not in page] == []


def test_names_that_only_the_service_acts_upon_are_no_slips() -> None:
    assert directives.unknown_hint("string_format_paths") == ""
    assert directives.unknown_hint("character_limit_paths") == ""
    assert directives.unknown_hint("first_row_headers") == "did you mean 'first_row_header'?"
