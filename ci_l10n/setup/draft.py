"""The values that setting up is about: what was found or converted, before and after locales have their spellings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

from ci_l10n.errors import Location
from ci_l10n.model import Locale

SLOT = "{slot}"
"""Where the locale goes in the target of a `Pattern`; which placeholder it becomes is decided by all patterns."""

Kind: TypeAlias = Literal["path", "android", "apple"]


class Note(NamedTuple):
    """Something that people should know: what was left out, what has no counterpart."""

    code: Literal["init-left-out", "init-not-mapped"]
    message: str
    hint: str = ""
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Pattern:
    """
    Sources and where their targets lie, with `SLOT` in the place of the locale.

    ``hint`` is the placeholder where no file tells how locales are spelled, ``spelled`` what another tool's
    configuration says about single ones; ``among`` are the spellings that files may have, or empty for any. `SLOT` in
    ``exclude`` stands for every target locale.
    """

    source: str
    target: str
    kind: Kind = "path"
    hint: str = "locale"
    exclude: tuple[str, ...] = ()
    format: str | None = None
    directives: Mapping[str, str] = field(default_factory=dict)
    spelled: Mapping[Locale, str] = field(default_factory=dict)
    origin: Location | None = None
    among: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ProposedRule:
    """One entry of ``files:`` as it will be written."""

    source: str
    target: str
    exclude: tuple[str, ...] = ()
    format: str | None = None
    directives: Mapping[str, str] = field(default_factory=dict)
    origin: Location | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """
    What a repository, or the configuration of another tool, says about its localization.

    Without ``target_locales`` they are those of files, and without any those ``expected``.
    """

    patterns: tuple[Pattern, ...]
    source_locale: Locale | None = None
    target_locales: tuple[Locale, ...] = ()
    notes: tuple[Note, ...] = ()
    seen: tuple[Locale, ...] = ()  # in files that hold all locales
    expected: tuple[Locale, ...] = ()  # by the settings of a framework
    expected_by: str = ""
    platform: str = ""
    project: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Everything that goes into `l10n.yml` except for the platform."""

    source_locale: Locale
    target_locales: tuple[Locale, ...]
    rules: tuple[ProposedRule, ...]
    spellings: Mapping[Locale, Mapping[str, str]]
    notes: tuple[Note, ...] = ()
