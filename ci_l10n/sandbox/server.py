"""The sandbox as a whole: a server on loopback, in this process or as `ci-l10n sandbox`."""

import hashlib
import json
import random
import signal
import sys
import tempfile
import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from ci_l10n.errors import ConfigError
from ci_l10n.sandbox.app import SandboxApp
from ci_l10n.sandbox.control import Control
from ci_l10n.sandbox.faults import Faults
from ci_l10n.sandbox.git_http import GitService
from ci_l10n.sandbox.github.pull_page import PullPages
from ci_l10n.sandbox.github.service import GitHubService
from ci_l10n.sandbox.gitlab.service import GitLabService
from ci_l10n.sandbox.gitlab.tokens import Secrets
from ci_l10n.sandbox.http_server import Server
from ci_l10n.sandbox.repositories import Repositories
from ci_l10n.sandbox.request_log import RequestLog
from ci_l10n.sandbox.service import SandboxClock, Service
from ci_l10n.sandbox.smartcat.service import SmartcatService
from ci_l10n.sandbox.smartling.service import SmartlingService


@dataclass(frozen=True, slots=True)
class SandboxOptions:
    """What `ci-l10n sandbox` can be told; port 0 takes a free one, ``latency_ms`` delays every answer."""

    port: int = 0
    seed: int = 0
    translator: str = "pseudo"  # pseudo | manual
    latency_ms: float = 0
    state_dir: Path | None = None


class Sandbox:
    """
    Simulated services over real HTTP; a context manager for tests.

    >>> with Sandbox(seed=1) as sandbox:
    ...     sandbox.announcement["smartcat"].startswith("http://127.0.0.1:")
    True
    """

    def __init__(
        self,
        port: int = 0,
        seed: int = 0,
        translator: str = "pseudo",
        latency_ms: float = 0,
        state_dir: Path | None = None,
    ) -> None:
        if translator not in ("pseudo", "manual"):
            raise ValueError(f"the translator is pseudo or manual, not {translator!r}")
        self._port = port
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        if state_dir is None:
            self._folder = tempfile.TemporaryDirectory(prefix="ci-l10n-sandbox-")
            self.state_dir = Path(self._folder.name)
        else:
            self.state_dir = state_dir
            _make_folder(state_dir)
        self.clock = SandboxClock()
        self.log = RequestLog()
        self.faults = Faults()
        self.smartcat_account_id = str(uuid.UUID(bytes=_digest(seed, "account")[:16], version=4))
        self.smartcat_api_key = f"1_{_secret(seed, 'key')}"
        self.smartling_user_identifier = _lower(seed, "smartling user", 30)
        self.smartling_user_secret = _secret(seed, "smartling secret")
        self.smartling_project = _lower(seed, "smartling project", 9)
        self.github_token = f"ghs_{_secret(seed, 'github')}"
        self.gitlab_secrets = Secrets(
            f"glpat-{_secret(seed, 'gitlab')[:20]}",
            f"glpat-{_secret(seed, 'gitlab person')[:20]}",
            f"glcbt-64_{_secret(seed, 'gitlab job')[:20]}",
        )
        self.smartcat = SmartcatService(
            account_id=self.smartcat_account_id,
            api_key=self.smartcat_api_key,
            seed=seed,
            translator=translator,
            clock=self.clock,
            state_file=state_dir / "smartcat.json" if state_dir is not None else None,
        )
        self.smartling = SmartlingService(
            user_identifier=self.smartling_user_identifier,
            user_secret=self.smartling_user_secret,
            project_id=self.smartling_project,
            seed=seed,
            translator=translator,
            clock=self.clock,
            state_file=state_dir / "smartling.json" if state_dir is not None else None,
        )
        github, *others = self._forges()
        self.services: list[Service] = [self.smartcat, github, *others, self.smartling]
        self.app = SandboxApp(self.services, self.faults, self.log, latency_ms, self.clock.now)
        self.control = Control(self.services, self.faults, self.log, self.clock, lambda: self.announcement)
        self.app.control = self.control
        self.app.pages = PullPages(github.respond, self.github_token)
        self._server: Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def origin(self) -> str:
        """`http://127.0.0.1:PORT`, without a slash at the end."""
        if self._server is None:
            raise RuntimeError("the sandbox is not running")
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def announcement(self) -> dict[str, str]:
        """Where everything is and how to get in."""
        found = {
            "smartcat": self.origin,
            "smartcat_account_id": self.smartcat_account_id,
            "smartcat_api_key": self.smartcat_api_key,
            "smartling": self.origin,
            "smartling_user_identifier": self.smartling_user_identifier,
            "smartling_user_secret": self.smartling_user_secret,
            "smartling_project": self.smartling_project,
        }
        return found | {
            "github": f"{self.origin}/api/v3",
            "github_token": self.github_token,
            "gitlab": f"{self.origin}/api/v4",
            "gitlab_token": self.gitlab_secrets.owner,
            "gitlab_person_token": self.gitlab_secrets.person,
            "gitlab_job_token": self.gitlab_secrets.job,
            "git": f"{self.origin}/git",
        }

    def start(self) -> Self:
        """Listen on loopback and answer from threads of this process; returns when ready."""
        self._server = Server(self._port, self.app, self.clock.now)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="sandbox", daemon=True
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop answering, end open connections, keep what is to be kept; doing it twice is fine."""
        if self._server is not None:
            self._server.shutdown()
            self._server.close_connections()
            self._server.server_close()
            self._server = None
        if self._thread is not None:
            self._thread.join(timeout=5)
            self._thread = None
        self.smartcat.close()
        self.save()
        if self._folder is not None:
            self._folder.cleanup()

    def save(self) -> None:
        """Keep what the platforms remember, where a folder was given."""
        self.smartcat.save()
        self.smartling.save()

    def translate(self, order: Mapping[str, object]) -> list[dict[str, object]]:
        """The same as `POST /_sandbox/translate`."""
        return self.control.translate(order)

    def set_knobs(self, **values: object) -> None:
        """The same as `POST /_sandbox/knobs`."""
        self.control.set_knobs(values)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _forges(self) -> list[Service]:
        """GitHub and GitLab, each with repositories of its own, and git over HTTP for both."""
        repositories = Repositories(self.state_dir / "git")
        github = GitHubService(repositories, self.github_token, self.clock, lambda: self.origin)
        gitlab_repositories = Repositories(self.state_dir / "gitlab")
        gitlab = GitLabService(gitlab_repositories, self.gitlab_secrets, self.clock, lambda: self.origin)
        return [github, gitlab, GitService(repositories, (self.github_token,), gitlab.git_host)]


SAVE_EVERY = 1.0  # seconds, while there are requests


def serve(options: SandboxOptions) -> None:
    """Run until SIGINT or SIGTERM; prints the announcement as one JSON line on stdout when ready."""
    sandbox = Sandbox(
        options.port, options.seed, options.translator, options.latency_ms, options.state_dir
    ).start()
    stop = threading.Event()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        signal.signal(number, lambda *_: stop.set())
    try:
        sys.stdout.write(json.dumps(sandbox.announcement) + "\n")
        sys.stdout.flush()
        answered = 0
        while not stop.wait(SAVE_EVERY):
            if options.state_dir is not None and (now := len(sandbox.log.entries())) != answered:
                answered = now
                sandbox.save()  # who is killed cannot do it at the end
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        sandbox.stop()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"cannot keep anything in {folder}: {error.strerror}"
        raise ConfigError(message, hint="choose another folder for --state") from error


def _digest(seed: int, purpose: str) -> bytes:
    return hashlib.sha256(f"ci-l10n sandbox {seed} {purpose}".encode()).digest()


def _secret(seed: int, purpose: str) -> str:
    """36 letters and digits that are the same for the same seed; nothing real is protected by them."""
    generator = random.Random(_digest(seed, purpose))  # noqa: S311
    return "".join(
        generator.choice("abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789") for _ in range(36)
    )


def _lower(seed: int, purpose: str, count: int) -> str:
    """Lower-case letters and digits that are the same for the same seed."""
    generator = random.Random(_digest(seed, purpose))  # noqa: S311
    return "".join(generator.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(count))
