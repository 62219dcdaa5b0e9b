"""The object ``"smartling": {...}`` at the top of a JSON file: directives, and never a text."""

from collections.abc import Mapping
from typing import Any

from ci_l10n.directives import OF_TEXTS
from ci_l10n.formats.json.paths import Rule, read_rules
from ci_l10n.formats.json.scan import Container
from ci_l10n.formats.key_paths import SOURCE_KEYS, TEXTS

MEMBER = "smartling"
_KNOWN = frozenset(
    {
        *OF_TEXTS, SOURCE_KEYS, TEXTS, "variants_enabled", "string_format_paths", "instruction_paths", "namespace",
        "pseudo_inflation", "entity_escaping", "entity_escaping_strategy", "plurals_detection", "sltrans",
        "placeholder_escaping", "whitespace_trim", "force_inline_for_tags", "parser_version",
    }
)  # fmt: skip


def find_directives(root: Container) -> int | None:
    """The index of the member of ``root`` that holds directives; one that holds anything else is no such thing."""
    if not root.is_object:
        return None
    names, values = root.contents()
    if MEMBER not in names:
        return None
    index = names.index(MEMBER)
    value = values[index]
    if not isinstance(value, Container) or not value.is_object or not value.labels():
        return None
    return index if _KNOWN.issuperset(value.labels()) else None


def plain(value: str | Container | None) -> Any:
    """``value`` as Python has it, numbers and the like left out as None."""
    if not isinstance(value, Container):
        return value
    if value.is_object:
        return {name: plain(inner) for name, inner in zip(*value.contents(), strict=True)}
    return [plain(inner) for inner in value.contents()[1]]


def flags_in(directives: Mapping[str, Any]) -> tuple[str, ...]:
    """What the file says of its texts, one flag for each expression of a list."""
    flags = []
    for name in OF_TEXTS:
        value = directives.get(name)
        values = value if isinstance(value, list) else [value]
        flags += [f"{name}={item}" for item in values if isinstance(item, str) and item]
    return tuple(flags)


def rules_of(given: Mapping[str, str], own: Mapping[str, Any], path: str) -> list[Rule]:
    """The rules for keys and texts: the user's when there are any, else the file's own."""
    if given.get(SOURCE_KEYS, "").strip() or given.get(TEXTS, "").strip():
        return read_rules(given.get(SOURCE_KEYS, ""), given.get(TEXTS, ""), path)
    keys = own.get(SOURCE_KEYS)
    return read_rules(keys if isinstance(keys, str) else "", own.get(TEXTS, ""), path)
