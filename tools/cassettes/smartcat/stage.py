"""What scenes of a recording work with, and what a scene is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from ci_l10n.clock import Clock
from ci_l10n.config.model import SmartcatSettings
from ci_l10n.errors import RemoteError
from ci_l10n.redact import Redactor
from ci_l10n.tms.smartcat.making import Access, make_client
from ci_l10n.tms.smartcat.provider import SmartcatPlatform

T = TypeVar("T")

LOCALES = {"en": "en", "de": "de", "fr": "fr"}
POLLS = 120  # a second apart


class Stage:
    """What scenes work with."""

    def __init__(self, access: Access, server: str, clock: Clock, project_id: str = "") -> None:
        self.clock = clock
        self.client, _ = make_client(access, server, clock, Redactor())
        self.project_id = project_id

    @property
    def platform(self) -> SmartcatPlatform:
        settings = SmartcatSettings(project=self.project_id, server="eu", mode="current", stage=None)
        return SmartcatPlatform(self.client, settings, LOCALES, self.clock)

    def until(self, ask: Callable[[], T], is_over: Callable[[T], bool]) -> T:
        """Ask every second until it is over."""
        for _ in range(POLLS):
            answer = ask()
            if is_over(answer):
                return answer
            self.clock.sleep(1)
        raise RemoteError("Smartcat was not ready in time", hint="run again later")

    def settle(self, *, translated: bool) -> None:
        """Wait for the files to be taken apart, and to be ``translated``."""
        self.until(
            self.platform.fetch_project,
            lambda project: all(
                file.condition != "preparing" and (file.is_complete or not translated)
                for file in project.files
            ),
        )


@dataclass(frozen=True)
class Scene:
    """
    ``name`` is the cassette's. ``concerns`` says what it touches: the project that recording makes for itself, the
    whole account, or a server that only the sandbox can be (``knobs``).
    """

    name: str
    play: Callable[[Stage], Any]
    concerns: Literal["project", "account", "sandbox"] = "project"
    knobs: dict[str, object] = field(default_factory=dict)
    settles: bool = False  # documents are taken apart (and in the sandbox translated) before the next scene
