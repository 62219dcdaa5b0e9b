"""A Smartcat project in a sandbox, and the platform that talks to it over real HTTP."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ci_l10n.clock import Clock, SystemClock
from ci_l10n.config.model import SmartcatSettings
from ci_l10n.net.log import Logged
from ci_l10n.redact import Redactor
from ci_l10n.sandbox.server import Sandbox
from ci_l10n.tms.base import Import, Project
from ci_l10n.tms.smartcat.client import SmartcatClient
from ci_l10n.tms.smartcat.making import Access, make_client, make_smartcat
from ci_l10n.tms.smartcat.provider import SmartcatPlatform

LOCALES = {"en": "en", "de": "de", "pt-BR": "pt-BR"}
HURRY = 20


class HurriedClock:
    """Time that passes faster, for tests that are not about time."""

    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic() * HURRY

    def sleep(self, seconds: float) -> None:
        time.sleep(max(seconds, 0) / HURRY)


@dataclass(frozen=True)
class Bench:
    """What a test works with; ``client`` is outside the platform's log."""

    sandbox: Sandbox
    platform: SmartcatPlatform
    log: Logged
    client: SmartcatClient
    project_id: str

    def calls(self) -> list[str]:
        """Requests to Smartcat since the last `forget`, as the server saw them; task ids are left out."""
        calls = []
        for entry in self.sandbox.log.as_json("smartcat"):
            path = str(entry["path"]).partition("/api/integration/")[2]
            if path.startswith("v1/document/export/"):
                path = "v1/document/export/TASK"
            calls.append(f"{entry['method']} {path.replace(self.project_id, 'PROJECT')}")
        return calls

    def forget(self) -> None:
        self.sandbox.log.clear()

    def fault(self, match: str, do: str, **more: Any) -> None:
        self.sandbox.faults.add([{"match": match, "do": do, **more}])

    def billed(self) -> int:
        words = sum(int(str(entry["words"])) for entry in self.sandbox.control.billing())
        assert isinstance(words, int)
        return words

    def ready(self) -> Project:
        """The project once everything in it was translated; forgets the requests this takes."""
        for _ in range(200):
            project = self.platform.fetch_project()
            if all(file.condition == "failed" or file.is_complete for file in project.files):
                self.forget()
                return project
            time.sleep(0.05)
        raise AssertionError("the sandbox does not translate")


def make_bench(
    sandbox: Sandbox, *, locales: Sequence[str] = ("de", "pt-BR"), clock: Clock | None = None, **values: Any
) -> Bench:
    """
    A project of its own. Without ``clock`` time is hurried and the sandbox does not limit the rate.

    ``values`` are those of `SmartcatSettings`.
    """
    told = sandbox.announcement
    sandbox.set_knobs(rate_limit=False)
    access = Access(told["smartcat_account_id"], told["smartcat_api_key"], told["smartcat"])
    client, _ = make_client(access, "eu", HurriedClock(), Redactor())
    project = client.create_project("Acme", "en", list(locales))
    chosen: dict[str, Any] = {"project": project.id, "server": "eu", "mode": "current", "stage": None}
    settings = SmartcatSettings(**{**chosen, **values})
    made = make_smartcat(settings, access, LOCALES, clock or HurriedClock(), Redactor())
    sandbox.set_knobs(rate_limit=clock is not None)
    sandbox.log.clear()
    assert isinstance(made.platform, SmartcatPlatform)
    return Bench(sandbox, made.platform, made.log, client, project.id)


def real_time() -> Clock:
    return SystemClock()


def source(path: str, content: bytes, locales: Sequence[str] = ("de", "pt-BR")) -> Import:
    return Import(path, path, tuple(locales), None, lambda: content)
