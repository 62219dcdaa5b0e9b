"""A checked configuration, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from ci_l10n.errors import Location
from ci_l10n.model import Locale
from ci_l10n.paths.rule import MOST_BYTES, CheckLevel, Policy, Ready, Rule

__all__ = [
    "Author",
    "CheckLevel",
    "Config",
    "KeyProject",
    "Limits",
    "Policy",
    "PullRequest",
    "Rates",
    "Ready",
    "Rule",
    "SmartcatSettings",
    "SmartlingSettings",
    "TemporaryProject",
    "UploadSettings",
]


@dataclass(frozen=True, slots=True)
class TemporaryProject:
    """A project that is created for what is to be sent; what is None or empty is left to the account."""

    name: str  # template
    keep: bool
    description: str | None = None
    stages: tuple[str, ...] = ()  # types of the workflow's stages
    template: str | None = None  # id of the project template
    machine_translation: bool | None = None
    pretranslate: bool | None = None
    translation_memory: bool | None = None
    due: float | None = None  # seconds from creation to the deadline


@dataclass(frozen=True, slots=True)
class KeyProject:
    """A permanent project that holds keys instead of documents (Smartcat: software localization)."""

    id: str


@dataclass(frozen=True, slots=True)
class UploadSettings:
    """How sources are taken apart; None is left to the project."""

    algorithm: str | None = None  # name of the parser
    preset: str | None = None  # of the parser's settings
    placeholders: bool | None = None
    ocr: bool | None = None
    # for files that bring translations along
    substitution: str | None = None  # all | none
    lock: str | None = None  # none | byStates | confirmed
    confirm: str | None = None  # none | byStates | atFirstStage | atLastStage


@dataclass(frozen=True, slots=True)
class SmartcatSettings:
    project: str | TemporaryProject | KeyProject
    server: Literal["eu", "us", "ea"]
    mode: Literal["current", "confirmed", "complete"]
    stage: int | None  # counted from 1
    upload: UploadSettings = UploadSettings()
    profile: str = ""  # of smart translation; "": the account's own choice


@dataclass(frozen=True, slots=True)
class SmartlingSettings:
    project: str
    state: Literal["PUBLISHED", "POST_TRANSLATION"]
    authorize: bool | None = None  # None: as the project does by itself
    job: str = ""  # template of its name: {branch}; "": no job, unless `authorize` needs one
    namespace: str = ""  # of the files' strings; "": each file its own

    @property
    def uses_jobs(self) -> bool:
        return bool(self.job) or self.authorize is not None


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
class Rates:
    """A rate card: prices per source word by band; ``locales`` have their own for some bands."""

    currency: str  # ISO 4217
    prices: Mapping[str, float]  # `new` is always there
    locales: Mapping[Locale, Mapping[str, float]]

    def price(self, band: str, locale: Locale) -> float:
        """Of a word of ``band``; one that has no price costs as much as a new word."""
        own = {**self.prices, **self.locales.get(locale, {})}
        return own.get(band, own["new"])


@dataclass(frozen=True, slots=True)
class Sizes:
    """What is read at most, of the repository's files and of the platform's answers; sizes in bytes."""

    files: int = 100_000  # sources
    file: int = MOST_BYTES
    answer: int = 200 << 20
    archive_entries: int = 10_000
    archive_total: int = 2 << 30  # unpacked
    archive_ratio: int = 200  # of unpacked to packed size; text of real files stays below 50


DEFAULT_SIZES = Sizes()


@dataclass(frozen=True, slots=True)
class Limits:
    delete_percent: float
    words: int | None
    sizes: Sizes = DEFAULT_SIZES


class StatePlace(NamedTuple):
    """Where the state commits of a configuration are: the kind of ref, and the configuration's name ("": it has none)."""

    kind: Literal["ref", "branch"] = "ref"
    name: str = ""


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
    state: StatePlace
    pull_request: PullRequest
    rates: Rates | None = None
    places: Mapping[str, Location] = field(
        default_factory=dict, compare=False, repr=False
    )  # of its keys, by their paths

    def locate(self, key: str) -> Location:
        """Where ``key`` (such as `limits.files`) is set; without a line where it is not."""
        return self.places.get(key, Location(self.path, key=key))
