"""
Directives: how a file wants to be read and its texts to be checked, in Smartling's words.

They stand in the configuration, on the command line, or as comments in the file itself (``# smartling.name = value``).
Those that say something about placeholders travel as flags of a unit, spelled ``name=value``; of two that disagree the
later one holds.
"""

from collections.abc import Iterable, Mapping

PREFIX = "smartling."
OF_TEXTS = ("placeholder_format", "placeholder_format_custom", "string_format", "character_limit")
"""Directives that decide how a text is checked, all others decide how the file is read."""
OF_FILES = (
    "source_key_paths",
    "translate_paths",
    "variants_enabled",
    "plurals_detection",
    "yaml_locale_substitution",
    "sltrans",
    "paths",
    "field_separator",
    "string_encloser",
    "first_row_header",
    "locales_map",
    "translation_language_path",
    "translations_in_columns",
    "string_instructions_paths",
    "character_limit_paths",
)
NAMES = (*OF_TEXTS, *OF_FILES)
"""What is acted upon."""
_OF_SMARTLING = (
    "string_format_paths",
    "download_format",
    "instruction_comments_enabled",
    "instruction_attributes",
    "entity_escaping",
    "entity_escaping_strategy",
    "output_original_row",
    "output_not_translated_row",
    "add_utf8_bom",
    "strip_instructions_on_download",
    "pseudo_inflation",
    "namespace",
    "file_charset",
)
"""What only Smartling's own service can act upon; files that carry it need no change."""


def unknown_hint(name: str) -> str:
    """
    What to say of a ``name`` that is nearly a directive's; "" for those there are and for other tools' own.

    >>> unknown_hint("source_key_path"), unknown_hint("string_format_paths"), unknown_hint("x_y")
    ("did you mean 'source_key_paths'?", '', '')
    """
    if name in NAMES or name in _OF_SMARTLING:
        return ""
    import difflib

    close = difflib.get_close_matches(name, NAMES, n=1)
    return f"did you mean '{close[0]}'?" if close else ""


def flags_of(directives: Mapping[str, str]) -> tuple[str, ...]:
    """
    What ``directives`` say of every text of a file, as flags.

    >>> flags_of({"placeholder_format": "IOS", "source_key_paths": "/a/{b}"})
    ('placeholder_format=IOS',)
    """
    return tuple(f"{name}={directives[name]}" for name in OF_TEXTS if name in directives)


def said_by(flags: Iterable[str]) -> list[tuple[str, str]]:
    """
    (name, value) of the directives among ``flags``, in order.

    >>> said_by(["c-format", "placeholder_format=NONE"])
    [('placeholder_format', 'NONE')]
    """
    found = (flag.partition("=") for flag in flags)
    return [(name, value) for name, sign, value in found if sign and name in OF_TEXTS]
