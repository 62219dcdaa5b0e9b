"""
Whether the first key of a file is a locale, as Rails has it, and how a new file spells its own.

Source and target are read apart, so both must come to the same answer for files that belong together: what cannot be
anything else than a locale counts as one wherever it stands, also where it is another file's (a copy of ``en.yml``);
what may as well be a word (``id:``, ``my:``) counts only where the locale of the file or its name says so.
"""

import re
from functools import cache
from pathlib import PurePosixPath

from ci_l10n.formats.base import Reading
from ci_l10n.plurals_table import CATEGORIES

_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_@][A-Za-z0-9]{2,8}){0,3}")
# Languages whose codes are words or abbreviations that a file of texts may well begin with, as may any of three letters.
_WORDS = frozenset(["am", "an", "as", "be", "br", "cv", "do", "ha", "ie", "id", "in", "io", "is", "la", "lo", "mi", "mr", "ms", "my", "ne", "no", "nr", "or", "om", "os", "pa", "ps", "rm", "sa", "sc", "se", "si", "so", "ss", "st", "su", "to", "ts", "tt", "vo", "we", "wo"])  # fmt: skip
_ALIASES = {
    "iw": "he",
    "in": "id",
    "no": "nb",
    "nn": "nb",
    "tl": "fil",
    "sh": "sr",
    "mo": "ro",
    "jw": "jv",
    "ji": "yi",
}
_SYMFONY_DOMAINS = frozenset({"messages", "validators", "security", "flashes"})
_READ_AS_OTHER = frozenset({"no", "on", "y", "n", "yes", "off"})


def is_locale_root(name: str, reading: Reading) -> bool:
    """Whether ``name``, the only key at the top of a file, is a locale and so no part of the keys."""
    if reading.directives.get("yaml_locale_substitution", "").strip().lower() == "false":
        return False
    if not _is_known(name):
        return False
    if not _may_be_a_word(name):
        return True
    if _is_symfony(reading.path):
        return False
    return _language(name) == _language(reading.locale) or any(
        _folded(name) == _folded(part) for part in _places(reading.path)
    )


def spell_root(reading: Reading) -> str:
    """The first key of a new file: as its name or folder spells the locale, else the locale itself."""
    for part in _places(reading.path):
        if _is_known(part) and _language(part) == _language(reading.locale):
            return part
    return reading.locale


def needs_quotes(root: str) -> bool:
    """Whether YAML 1.1 would read the locale as a boolean: Norwegian is ``"no":`` in Rails files."""
    return root.lower() in _READ_AS_OTHER


def _is_known(tag: str) -> bool:
    return _TAG.fullmatch(tag) is not None and re.split("[-_@]", tag)[0].lower() in _languages()


def _may_be_a_word(tag: str) -> bool:
    """`id` and `mic` may be, `zh_CN`, `de` and `pt-BR` are not."""
    return "-" not in tag and "_" not in tag and (len(tag) > 2 or tag.lower() in _WORDS)


def _places(path: str) -> list[str]:
    """What in a path may name the locale: the end of ``devise.en.yml``, ``en.yml``, the folder ``en``."""
    parsed = PurePosixPath(path)
    found = [parsed.name.removesuffix(parsed.suffix).rpartition(".")[2]]
    return [*found, parsed.parent.name]


def _is_symfony(path: str) -> bool:
    """`translations/messages.id.yaml`, which never has a locale as its first key."""
    parsed = PurePosixPath(path)
    domain, dot, _ = parsed.name.removesuffix(parsed.suffix).partition(".")
    return bool(dot) and (
        "+intl-icu" in domain or domain in _SYMFONY_DOMAINS or "translations" in parsed.parts
    )


def _language(tag: str) -> str:
    code = re.split("[-_@]", tag)[0].lower()
    return _ALIASES.get(code, code)


def _folded(tag: str) -> str:
    return tag.replace("_", "-").lower()


@cache
def _languages() -> frozenset[str]:
    names = " ".join(CATEGORIES.values()).split()
    return frozenset(name.partition("_")[0] for name in names)
