"""
Smartling's JSON as values (API reference: auth v2, projects v2, files v2).

All answers share an envelope, ``{"response": {"code": ..., "data": ...}}``. Counts come as numbers or as texts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ci_l10n.tms.shapes import Fields, ShapeError, loads


class Token(NamedTuple):
    """An access to the API; both lives in seconds from when it was asked for."""

    access: str
    refresh: str
    life: float
    refresh_life: float


class TargetLocale(NamedTuple):
    id: str
    is_enabled: bool


@dataclass(frozen=True, slots=True)
class Project:
    id: str
    name: str
    source_locale: str
    locales: tuple[TargetLocale, ...]
    is_archived: bool


class Entry(NamedTuple):
    """A file as lists show it."""

    uri: str
    type: str
    uploaded: str  # normalized date of the last upload


class Listing(NamedTuple):
    total: int
    entries: tuple[Entry, ...]


class Counts(NamedTuple):
    strings: int
    words: int


class LocaleStatus(NamedTuple):
    """``authorized`` does not include ``completed``; ``excluded`` is not to be translated into this locale."""

    locale: str
    authorized: Counts
    completed: Counts  # published
    excluded: Counts


@dataclass(frozen=True, slots=True)
class Status:
    """One file: its size, and how far each locale is."""

    uri: str
    type: str
    uploaded: str
    total: Counts  # without what is excluded everywhere
    locales: tuple[LocaleStatus, ...]


class Uploaded(NamedTuple):
    """What an upload was answered with; nothing is counted while the file is still taken apart (202)."""

    strings: int
    is_counted: bool


class Published(NamedTuple):
    uri: str
    locale: str
    date: str  # normalized


def data_of(body: bytes) -> object:
    """What the envelope holds; `ShapeError` when ``body`` is none."""
    document = loads(body)
    envelope = document.get("response") if isinstance(document, Mapping) else None
    if not isinstance(envelope, Mapping) or not ("code" in envelope or "data" in envelope):
        raise ShapeError("not in an envelope")
    return envelope.get("data")


def parse_token(data: object) -> Token:
    fields = Fields.of(data, "authentication")
    return Token(
        fields.required("accessToken"),
        fields.text("refreshToken"),
        fields.number("expiresIn"),
        fields.number("refreshExpiresIn"),
    )


def parse_project(data: object) -> Project:
    fields = Fields.of(data, "project")
    locales = []
    for item in fields.items("targetLocales"):
        locale = Fields.of(item, "locale")
        is_enabled = locale.raw("enabled") is None or locale.flag("enabled")
        locales.append(TargetLocale(locale.required_name("localeId"), is_enabled))
    return Project(
        fields.required("projectId"),
        fields.text("projectName"),
        fields.required_name("sourceLocaleId"),
        tuple(locales),
        fields.flag("archived"),
    )


def parse_listing(data: object) -> Listing:
    fields = Fields.of(data, "list of files")
    entries = []
    for item in fields.required_items("items"):
        entry = Fields.of(item, "file")
        entries.append(
            Entry(entry.required_name("fileUri"), entry.text("fileType"), entry.date("lastUploaded"))
        )
    return Listing(int(fields.number("totalCount")), tuple(entries))


def parse_status(data: object) -> Status:
    fields = Fields.of(data, "status of a file")
    if fields.raw("items") is None and fields.raw("totalStringCount") is None:
        raise ShapeError("status of a file without counts")
    return Status(
        fields.required_name("fileUri"),
        fields.text("fileType"),
        fields.date("lastUploaded"),
        _counts(fields, "total"),
        tuple(_locale_status(Fields.of(item, "status of a locale")) for item in fields.items("items")),
    )


def _locale_status(fields: Fields) -> LocaleStatus:
    return LocaleStatus(
        fields.required_name("localeId"),
        _counts(fields, "authorized"),
        _counts(fields, "completed"),
        _counts(fields, "excluded"),
    )


def _counts(fields: Fields, what: str) -> Counts:
    return Counts(int(fields.number(f"{what}StringCount")), int(fields.number(f"{what}WordCount")))


def parse_last_modified(data: object) -> Mapping[str, str]:
    """When each locale's translations changed last, as normalized dates."""
    items = [Fields.of(item, "locale") for item in Fields.of(data, "last modified").items("items")]
    return {item.required_name("localeId"): item.date("lastModified") for item in items}


def parse_uploaded(data: object) -> Uploaded:
    if data is None:
        return Uploaded(0, is_counted=False)
    fields = Fields.of(data, "upload")
    return Uploaded(int(fields.number("stringCount")), is_counted=fields.raw("stringCount") is not None)


def parse_published(data: object) -> tuple[int, Sequence[Published]]:
    """How many there are in all, and those of this page."""
    fields = Fields.of(data, "list of published files")
    items = [Fields.of(item, "published file") for item in fields.required_items("items")]
    found = [
        Published(item.required_name("fileUri"), item.required_name("localeId"), item.date("publishDate"))
        for item in items
    ]
    return int(fields.number("totalCount")), found
