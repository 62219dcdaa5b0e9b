"""From Smartcat's documents to remote files and from our locales to its language codes (pure)."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Literal

from ci_l10n.config.model import SmartcatSettings
from ci_l10n.errors import ConfigError
from ci_l10n.model import Locale
from ci_l10n.tms.base import Band, LocaleStatistics, Project, RemoteFile, Stage
from ci_l10n.tms.smartcat import wire
from ci_l10n.tms.smartcat.statistics import Language, Row, band_of

# The server fills in such a value when nobody named the document.
_MADE_UP_ID = re.compile(r"[0-9a-f]{24}")


def language_codes(
    locales: Iterable[Locale], spellings: Mapping[Locale, Mapping[str, str]]
) -> dict[Locale, str]:
    """How Smartcat spells ``locales``: as the config says under `locales:`, else as the tag itself."""
    return {locale: spellings.get(locale, {}).get("smartcat", locale) for locale in locales}


def folded(code: str) -> str:
    return code.replace("_", "-").casefold()


class Mapper:
    """Knows the configured locales and what an export depends on."""

    def __init__(self, settings: SmartcatSettings, locales: Mapping[Locale, str]) -> None:
        self._codes = dict(locales)
        self._locales: dict[str, Locale] = {}
        for locale, code in locales.items():
            other = self._locales.setdefault(folded(code), locale)
            if other != locale:
                raise ConfigError(
                    f"{other} and {locale} are both '{code}' in Smartcat",
                    hint="give one of them another `smartcat:` spelling under locales:",
                    code="language-code-shared",
                )
        self._order = f"{settings.mode}/{settings.stage}"

    def code_of(self, locale: Locale) -> str:
        return self._codes.get(locale, locale)

    def project(self, project: wire.Project) -> Project:
        targets = (self._locales.get(folded(code)) for code in project.target_languages)
        return Project(
            id=project.id,
            name=project.name,
            source_locale=self._locales.get(folded(project.source_language), project.source_language),
            target_locales=tuple(locale for locale in targets if locale is not None),
            stages=len(project.stages),
            files=tuple(self.files(project.documents)),
        )

    def files(self, documents: Iterable[wire.Document]) -> list[RemoteFile]:
        """Documents in configured locales; others are kept out."""
        pairs = ((document, self._locales.get(folded(document.target_language))) for document in documents)
        return [self._file(document, locale) for document, locale in pairs if locale is not None]

    def statistics(self, languages: Iterable[Language]) -> list[LocaleStatistics]:
        """Statistics of the configured locales, the total told apart from the bands."""
        pairs = ((language, self._locales.get(folded(language.code))) for language in languages)
        return [locale_statistics(locale, language.rows) for language, locale in pairs if locale is not None]

    def _file(self, document: wire.Document, locale: Locale) -> RemoteFile:
        condition = _condition(document)
        return RemoteFile(
            id=document.id,
            group=document.file_key,
            name=document.path,
            external_id="" if _is_made_up(document) else document.external_id,
            locale=locale,
            condition=condition,
            reason="Smartcat could not take the file apart" if condition == "failed" else "",
            is_complete=condition == "ready" and _is_complete(document),
            words=document.words,
            stages=tuple(Stage(stage.progress, stage.words) for stage in document.stages),
            fingerprint=self._fingerprint(document),
        )

    def _fingerprint(self, document: wire.Document) -> str:
        """Moves with everything an export depends on: work on the document, its source, and what is asked for."""
        stages = [
            [round(stage.progress, 4), stage.words, stage.status, stage.changed] for stage in document.stages
        ]
        facts = [self._order, document.status, document.changed, document.words, stages]
        return hashlib.blake2b(json.dumps(facts).encode(), digest_size=16).hexdigest()


def locale_statistics(locale: Locale, rows: Iterable[Row]) -> LocaleStatistics:
    """Bands and total of ``rows``; those of one name are added up."""
    words: dict[str, int] = {}
    billed: dict[str, float | None] = {}
    for row in rows:
        name = band_of(row.name)
        before = billed.get(name, 0.0)
        words[name] = words.get(name, 0) + row.words
        billed[name] = None if row.billed is None or before is None else before + row.billed
    total = words.pop("total", None)
    bands = tuple(Band(name, count, billed[name]) for name, count in words.items())
    return LocaleStatistics(locale, bands, sum(words.values()) if total is None else total)


def _is_made_up(document: wire.Document) -> bool:
    return document.external_id == document.file_key or bool(_MADE_UP_ID.fullmatch(document.external_id))


def _condition(document: wire.Document) -> Literal["preparing", "ready", "failed"]:
    """Missing means ready (old documents); a word we do not know means ready once words were counted."""
    if document.disassembling == "error":
        return "failed"
    if document.disassembling in ("", "success"):
        return "ready"
    if document.disassembling == "inprogress":
        return "preparing"
    return "ready" if document.words else "preparing"


def _is_complete(document: wire.Document) -> bool:
    """All stages may be done while the status waits for a manager's review."""
    if document.status == "completed" or document.ready_for_completion:
        return True
    return bool(document.stages) and all(stage.progress >= 99.9999 for stage in document.stages)
