"""A checked configuration, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ci_l10n.model import Locale
from ci_l10n.paths.rule import CheckLevel, Policy, Ready, Rule

__all__ = [
    "Author",
    "CheckLevel",
    "Config",
    "KeyProject",
    "Limits",
    "Policy",
    "PullRequest",
    "Ready",
    "Rule",
    "SmartcatSettings",
    "SmartlingSettings",
    "TemporaryProject",
]


@dataclass(frozen=True, slots=True)
class TemporaryProject:
    name: str  # template
    keep: bool


@dataclass(frozen=True, slots=True)
class KeyProject:
    """A permanent project that holds keys instead of documents (Smartcat: software localization)."""

    id: str


@dataclass(frozen=True, slots=True)
class SmartcatSettings:
    project: str | TemporaryProject | KeyProject
    server: Literal["eu", "us", "ea"]
    mode: Literal["current", "confirmed", "complete"]
    stage: int | None  # counted from 1


@dataclass(frozen=True, slots=True)
class SmartlingSettings:
    project: str
    state: Literal["PUBLISHED", "POST_TRANSLATION"]


@dataclass(frozen=True, slots=True)
class Author:
    name: str
    email: str
    sign_off: bool


@dataclass(frozen=True, slots=True)
class PullRequest:
    branch: str  # template: {base}
    title: str
    labels: tuple[str, ...]
    reviewers: tuple[str, ...]
    team_reviewers: tuple[str, ...]
    assignees: tuple[str, ...]
    milestone: str
    draft: bool
    auto_merge: Literal["merge", "squash", "rebase"] | None
    author: Author | None  # None: the token's identity
    split: Literal["none", "locale", "rule"]


@dataclass(frozen=True, slots=True)
class Limits:
    delete_percent: float
    words: int | None


@dataclass(frozen=True, slots=True)
class Config:
    path: str  # relative to the checkout
    source_locale: Locale
    target_locales: tuple[Locale, ...]
    platform: SmartcatSettings | SmartlingSettings
    spellings: Mapping[Locale, Mapping[str, str]]  # locale -> {smartcat, smartling, path, android, apple}
    rules: tuple[Rule, ...]
    limits: Limits
    wait_timeout: float  # seconds
    wait_poll: float  # seconds
    state: Literal["ref", "branch"]
    pull_request: PullRequest
