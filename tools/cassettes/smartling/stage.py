"""What scenes of a recording of Smartling work with, and what a scene is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeVar

from ci_l10n.clock import Clock
from ci_l10n.config.model import SmartlingSettings
from ci_l10n.errors import RemoteError
from ci_l10n.redact import Redactor
from ci_l10n.tms.base import KeyImport
from ci_l10n.tms.smartling.client import SmartlingClient
from ci_l10n.tms.smartling.making import Access, Smartling, make_smartling
from ci_l10n.tms.smartling.provider import SmartlingPlatform

T = TypeVar("T")

SOURCE = "en"
POLLS = 120  # a second apart


class Where(NamedTuple):
    """A project, and two of its locales by what we call them."""

    access: Access
    project: str
    locales: Mapping[str, str]


class LeapingClock:
    """Time with leaps, for tokens that grow old."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._leapt = 0.0

    def now(self) -> float:
        return self._clock.now() + self._leapt

    def monotonic(self) -> float:
        return self._clock.monotonic() + self._leapt

    def sleep(self, seconds: float) -> None:
        self._clock.sleep(seconds)

    def leap(self, seconds: float) -> None:
        self._leapt += seconds


class Stage:
    """What scenes work with; a session of its own."""

    def __init__(self, where: Where, clock: Clock) -> None:
        self.where = where
        self.clock = LeapingClock(clock)
        self._made = self.make()

    def make(self, **settings: Any) -> Smartling:
        """Another platform, with other settings."""
        chosen = SmartlingSettings(project=self.where.project, state="PUBLISHED", **settings)
        locales = {SOURCE: SOURCE, **self.where.locales}
        # The recorder takes itself out of all threads for a moment while it makes a connection.
        access = replace(self.where.access, threads=1)
        return make_smartling(chosen, access, SOURCE, locales, self.clock, Redactor())

    @property
    def client(self) -> SmartlingClient:
        return self._made.client

    @property
    def platform(self) -> SmartlingPlatform:
        return self._made.platform

    @property
    def key_import(self) -> KeyImport:
        return self._made.key_import

    def until(self, ask: Callable[[], T], is_over: Callable[[T], bool]) -> T:
        """Ask every second until it is over."""
        for _ in range(POLLS):
            answer = ask()
            if is_over(answer):
                return answer
            self.clock.sleep(1)
        raise RemoteError("Smartling was not ready in time", hint="run again later")


@dataclass(frozen=True)
class Scene:
    """``name`` is the cassette's; ``knobs`` are of the sandbox, where only that can answer so."""

    name: str
    play: Callable[[Stage], Any]
    knobs: dict[str, object] = field(default_factory=dict)
    settles: bool = False  # files are taken apart before the next scene
