"""The one project of the simulated Smartling: its files, its locales, and what is locked."""

import random
import re
import time

from ci_l10n.sandbox.service import SandboxClock
from ci_l10n.sandbox.smartling.failures import invalid, invalid_value, locked
from ci_l10n.sandbox.smartling.knobs import Knobs
from ci_l10n.sandbox.smartling.locales import LISTED, SOURCE
from ci_l10n.sandbox.smartling.records import Records, SourceFile, StringRecord

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
PROJECT_NAME = "Sandbox"


def iso_date(seconds: float) -> str:
    """`2024-01-31T10:00:00Z`."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


class Desk:
    """
    What all parts of the service work with. Not safe for threads by itself: the service lets one request in at a time.

    ``translator`` is `pseudo` or `manual`.
    """

    def __init__(self, project_id: str, seed: int, translator: str, clock: SandboxClock) -> None:
        self.project_id = project_id
        self.project_name = PROJECT_NAME
        self.source_locale = SOURCE
        self.seed = seed
        self.translator = translator
        self.clock = clock
        self.knobs = Knobs()
        self.records = Records()
        self.account_uid = self._letters(f"{seed} account", 9)

    def now(self) -> float:
        return self.clock.now()

    def make_uid(self) -> str:
        """12 lower-case letters and digits; the same ones for the same seed."""
        self.records.counter += 1
        return self._letters(f"{self.seed} {self.records.counter}", 12)

    def find(self, uri: str) -> SourceFile | None:
        """The file, locked or not."""
        return self.records.files.get(uri)

    def file(self, uri: str) -> SourceFile:
        """The file, for a call about it; raises `ApiError`: unknown, or 423 while it is locked."""
        found = self.find(uri)
        if found is None:
            if self._is_leaving(uri):
                raise locked(uri)
            status = self.knobs.unknown_file_status
            raise invalid("file.not.found", f"The file {uri} could not be found", status)
        if self.is_locked(uri):
            found.reads = max(0, found.reads - 1)
            raise locked(uri)
        return found

    def is_locked(self, uri: str) -> bool:
        """Whether the file is being taken in or deleted."""
        found = self.find(uri)
        if found is None:
            return self._is_leaving(uri)
        return found.reads > 0 or self.now() < found.ready

    def remove(self, file: SourceFile) -> None:
        """Take a file away; its URI stays locked for a while."""
        del self.records.files[file.uri]
        self.records.leaving[file.uri] = self.now() + self.knobs.delete_seconds

    def is_enabled(self, locale: str) -> bool:
        """Whether the project translates into ``locale``."""
        knobs = self.knobs
        if not re.fullmatch(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*", locale) or locale == self.source_locale:
            return False
        return locale not in knobs.disabled_locales and (not knobs.locales or locale in knobs.locales)

    def check_locale(self, locale: str) -> str:
        """``locale``, from now on among those that are listed; raises `ApiError` for one the project has not."""
        if not self.is_enabled(locale):
            raise invalid_value("localeId", locale)
        if locale not in self.records.locales:
            self.records.locales.append(locale)
        return locale

    def locales(self) -> list[str]:
        """Enabled locales."""
        if self.knobs.locales:
            return [locale for locale in self.knobs.locales if locale not in self.knobs.disabled_locales]
        listed = dict.fromkeys([*LISTED, *self.records.locales])
        return [locale for locale in listed if locale not in self.knobs.disabled_locales]

    def string(self, hashcode: str) -> StringRecord:
        """The record of a string, made when there is none."""
        return self.records.strings.setdefault(hashcode, StringRecord())

    def clear(self) -> None:
        """Forget everything; ids go on, so that nothing old is taken for something new."""
        self.records = Records(counter=self.records.counter)
        self.knobs = Knobs()

    def _is_leaving(self, uri: str) -> bool:
        return self.now() < self.records.leaving.get(uri, 0.0)

    def _letters(self, seed: str, count: int) -> str:
        generator = random.Random(f"smartling {seed}")  # noqa: S311 - names nothing secret
        return "".join(generator.choice(LETTERS) for _ in range(count))
