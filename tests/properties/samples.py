"""The samples of a history as they are in the repository and on the platform, read and written token by token."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ci_l10n.config.model import Rule
from ci_l10n.errors import Location
from ci_l10n.flow.files import Reader
from ci_l10n.formats.registry import get_format
from ci_l10n.paths.rule import Policy, Ready
from tests.properties.specimens import WHOLE, Specimen, Texts, token_of
from tests.properties.table import Text

LOCALES = ("de", "fr")
_POLICY = Policy("platform", "repository", "remove", "omit", {}, Ready(95, 80))


class Side(NamedTuple):
    """One target: a format's file, or its cells in a shared one."""

    name: str
    locale: str


@dataclass
class Sample:
    """One specimen in the repository and on the platform, as it is now."""

    name: str
    specimen: Specimen
    texts: dict[str, str]
    places: list[str]  # paths of the source, the present one last
    drafts: dict[str, dict[str, Text]] = field(default_factory=dict)  # locale -> key -> token; None: no entry
    complete: dict[str, bool] = field(default_factory=dict)
    is_new: bool = True

    @property
    def reader(self) -> Reader:
        directives = {"source_key_paths": "/terms/{term.id}"} if self.name == "xml" else {}
        rule = Rule(0, Location(""), self.path, self.path, (), None, None, directives, _POLICY)
        return Reader(rule, None if self.name == "document" else get_format(self.name), "en")

    @property
    def path(self) -> str:
        return self.places[-1]

    def targets(self, locale: str) -> list[str]:
        """Where the target may lie: the newest place first."""
        if self.specimen.is_shared:
            return [self.path]
        apple = android = locale
        folders = [place.split("/")[1] for place in reversed(self.places)]
        template = self.specimen.target
        names = {"locale": locale, "apple_locale": apple, "android_locale": android}
        return [template.format(path=folder, **names) for folder in dict.fromkeys(folders)]

    def held(self, locale: str, tree: Mapping[str, bytes]) -> str | None:
        return next((path for path in self.targets(locale) if path in tree), None)

    def cells(self, data: bytes | None, locale: str) -> dict[str, str]:
        """Tokens by key as the file has them: "" is empty, "?" goes before what needs review."""
        if data is None:
            return {}
        if self.name == "document":
            return {WHOLE: data.decode()}
        units = self.reader.target(data, self.path, locale).units
        return {
            key: ("?" if unit.needs_review and token_of(unit.value) else "") + token_of(unit.value)
            for key, unit in units.items()
        }

    def texts_in(self, data: bytes) -> dict[str, str]:
        return {key: token_of(unit.value) for key, unit in self.reader.source(data, self.path).units.items()}

    def write(self, texts: Texts, translations: Mapping[str, Texts], locale: str) -> bytes:
        return self.specimen.write(texts, translations, locale)

    def export(self, locale: str) -> bytes:
        own = {k: v for k in self.texts if (v := self.drafts[locale].get(k)) is not None}
        return self.write(self.texts, {locale: own}, locale)


def meaning(cells: Texts, key: str) -> Text:
    token = cells.get(key)
    return None if not token or token.startswith("?") else token


def key_is_plain(sample: Sample) -> bool:
    return sample.name not in ("stringsdict", "document")
