"""One rule of a configuration: which sources, which targets, and how they are merged."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ci_l10n.errors import Location
from ci_l10n.model import Locale

MOST_BYTES = 100 << 20
"""Of a localization file: GitHub takes no larger one, and no real one has a tenth of it."""
CheckLevel: TypeAlias = Literal["hold", "warn", "off"]


@dataclass(frozen=True, slots=True)
class Ready:
    """Percent of words of a file in a locale: to appear first, to be refreshed."""

    create: float
    update: float


@dataclass(frozen=True, slots=True)
class Policy:
    """What a rule says about merging; rules inherit what the file sets."""

    conflict: Literal["platform", "repository", "hold"]
    first_sync: Literal["repository", "platform"]
    obsolete: Literal["remove", "keep"]
    untranslated: Literal["omit", "source", "empty"]
    checks: Mapping[str, CheckLevel]  # placeholders, icu, markup, escapes, length
    ready: Ready


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of ``files:``."""

    index: int
    location: Location  # of its ``source`` value in the config file
    source: str
    target: str
    exclude: tuple[str, ...]
    format: str | None  # None: detect
    delivery: Literal["merge", "replace"] | None  # None: merge for formats, replace for documents
    directives: Mapping[str, str]
    policy: Policy
    target_location: Location | None = None  # of its ``target`` value
    most_bytes: int = MOST_BYTES  # of a file that it names


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A source file, the rule that it belongs to, and its target path in every target locale."""

    path: str
    rule: Rule
    targets: Mapping[Locale, str]
