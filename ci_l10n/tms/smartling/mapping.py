"""From Smartling's files, locales and counts to remote files, and from our locales to its ids (pure)."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ci_l10n.config.model import SmartlingSettings
from ci_l10n.errors import ConfigError
from ci_l10n.model import Locale
from ci_l10n.tms.base import Project, RemoteFile, Stage
from ci_l10n.tms.smartling import wire

SEPARATOR = "\x1f"  # between URI and locale in the ids of remote files; no path has it
_LISTED = 12  # locales of a project that a hint names
_NOTHING = wire.Counts(0, 0)


@dataclass(frozen=True, slots=True)
class FileState:
    """One file as it was read: its counts, None while it is being taken apart, and when its translations changed."""

    uri: str
    type: str
    status: wire.Status | None
    modified: Mapping[str, str]


def locale_ids(locales: Iterable[Locale], spellings: Mapping[Locale, Mapping[str, str]]) -> dict[Locale, str]:
    """How Smartling spells ``locales``: as the config says under `locales:`, else as the tag itself."""
    return {locale: spellings.get(locale, {}).get("smartling", locale) for locale in locales}


def folded(code: str) -> str:
    return code.replace("_", "-").casefold()


def uri_of(file_id: str) -> str:
    return file_id.partition(SEPARATOR)[0]


class Mapper:
    """
    Knows the configured locales and what an export depends on.

    ``source`` is the source locale, one of ``locales``; all others are targets.
    """

    def __init__(self, settings: SmartlingSettings, source: Locale, locales: Mapping[Locale, str]) -> None:
        self._source = source
        self._ids = dict(locales)
        self._locales: dict[str, Locale] = {}
        for locale, code in locales.items():
            other = self._locales.setdefault(folded(code), locale)
            if other != locale:
                raise ConfigError(
                    f"{other} and {locale} are both '{code}' in Smartling",
                    hint="give one of them another `smartling:` spelling under locales:",
                    code="language-code-shared",
                )
        self.targets: Mapping[Locale, str] = {
            locale: code for locale, code in locales.items() if locale != source
        }
        self._state = settings.state

    def id_of(self, locale: Locale) -> str:
        return self._ids.get(locale, locale)

    def adopt_spelling(self, project: wire.Project) -> None:
        """Ask for locales in the letter case that the project has for them."""
        known = {folded(locale.id): locale.id for locale in project.locales}
        self._ids = {locale: known.get(folded(code), code) for locale, code in self._ids.items()}
        self.targets = {locale: self._ids[locale] for locale in self.targets}

    def project(self, project: wire.Project, files: Iterable[RemoteFile]) -> Project:
        enabled = {folded(locale.id) for locale in project.locales if locale.is_enabled}
        return Project(
            id=project.id,
            name=project.name,
            source_locale=self._source_of(project),
            target_locales=tuple(locale for locale, code in self.targets.items() if folded(code) in enabled),
            stages=1,
            files=tuple(files),
            locales_from=self._advice(project),
        )

    def _source_of(self, project: wire.Project) -> Locale:
        """Projects say en-US where a repository says en: without another spelling that is meant."""
        code = project.source_locale
        found = self._locales.get(folded(code))
        if found is not None:
            return found
        is_default = self._ids.get(self._source) == self._source and "-" not in self._source
        return self._source if is_default and folded(code).partition("-")[0] == self._source else code

    def _advice(self, project: wire.Project) -> str:
        """Where locales that the project lacks come from."""
        missing = {folded(code) for code in self.targets.values()}
        disabled = [each.id for each in project.locales if not each.is_enabled and folded(each.id) in missing]
        if disabled:
            return f"enable {', '.join(disabled)} in the Smartling dashboard (Project Settings > Languages)"
        there = [each.id for each in project.locales if each.is_enabled]
        known = ", ".join(there[:_LISTED]) + (" ..." if len(there) > _LISTED else "")
        return (
            "add it in the Smartling dashboard (Project Settings > Languages), for which there is no API; where the "
            f"project spells it otherwise, say so under locales: `smartling: ...`; it has {known or 'none'}"
        )

    def files(self, state: FileState, *, may_be_idle: bool = False) -> list[RemoteFile]:
        """
        One remote file for each configured target locale.

        ``may_be_idle``: it was sent long enough ago to be authorized by now, where that happens by itself.
        """
        return [self._file(state, locale, code, may_be_idle) for locale, code in self.targets.items()]

    def _file(self, state: FileState, locale: Locale, code: str, may_be_idle: bool) -> RemoteFile:
        status = state.status
        counts = _counts_of(status, code) if status else None
        percent = percent_of(status.total, counts) if status and counts else 0.0
        done = counts.completed.words if counts else 0
        is_done = bool(status and counts and is_complete(status.total, counts))
        return RemoteFile(
            id=f"{state.uri}{SEPARATOR}{code}",
            group=state.uri,
            name=state.uri,
            external_id="",
            locale=locale,
            condition="preparing" if status is None else "ready",
            reason="",
            is_complete=is_done,
            words=status.total.words if status else 0,
            stages=(Stage(percent, done),),
            fingerprint=self._fingerprint(status, counts, state.modified.get(code, ""))
            if status and counts
            else "",
            is_idle=bool(may_be_idle and counts and not is_done and not counts.authorized.strings),
        )

    def _fingerprint(self, status: wire.Status, counts: wire.LocaleStatus, modified: str) -> str:
        """Moves with everything an export depends on: the source, work on it, and what is asked for."""
        facts = [self._state, status.uploaded, status.total, counts.completed, counts.excluded, modified]
        if self._state != "PUBLISHED":
            facts.append(counts.authorized)
        return hashlib.blake2b(json.dumps(facts).encode(), digest_size=16).hexdigest()

    def is_done(self, state: FileState) -> bool:
        """Whether nothing is left to be translated into any of our locales."""
        status = state.status
        return status is not None and all(
            is_complete(status.total, _counts_of(status, code)) for code in self.targets.values()
        )

    def unauthorized(self, state: FileState) -> int:
        """Words that nobody was told to translate, over our locales."""
        status = state.status
        if status is None:
            return 0
        left = 0
        for code in self.targets.values():
            counts = _counts_of(status, code)
            known = counts.authorized.words + counts.completed.words + counts.excluded.words
            left += max(0, status.total.words - known)
        return left


def _counts_of(status: wire.Status, code: str) -> wire.LocaleStatus:
    for counts in status.locales:
        if folded(counts.locale) == folded(code):
            return counts
    return wire.LocaleStatus(code, _NOTHING, _NOTHING, _NOTHING)


def percent_of(total: wire.Counts, counts: wire.LocaleStatus) -> float:
    """Published words of those that are to be translated; 100 when all are excluded, 0 when there are none."""
    wanted = total.words - counts.excluded.words
    if wanted <= 0:
        return 100.0 if total.words > 0 else 0.0
    return min(100.0, 100.0 * counts.completed.words / wanted)


def is_complete(total: wire.Counts, counts: wire.LocaleStatus) -> bool:
    """By strings, since some have no words."""
    return counts.completed.strings >= total.strings - counts.excluded.strings
