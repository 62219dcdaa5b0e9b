from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ci_l10n.forge.github import GitHubForge
from ci_l10n.redact import Redactor
from ci_l10n.sandbox.server import Sandbox
from tests.unit.git.real_git import commit, git, make_repository

Forging = Callable[..., GitHubForge]


@dataclass
class FastClock:
    """Real beginnings, no waiting."""

    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        return 1_000_000 + sum(self.slept)

    def monotonic(self) -> float:
        return sum(self.slept)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seed=1) as running:
        yield running


@pytest.fixture
def clock() -> FastClock:
    return FastClock()


@pytest.fixture
def pushed(sandbox: Sandbox, tmp_path: Path) -> Path:
    """A checkout whose `main` and `l10n/main` are on the server as acme/app."""
    sandbox_services = {service.name: service for service in sandbox.services}
    sandbox_services["github"].repositories.create("acme", "app")  # type: ignore[attr-defined]
    root = make_repository(tmp_path / "work", {"a.json": b"{}"})
    address = f"{sandbox.announcement['git']}/acme/app.git".replace("//", f"//x:{sandbox.github_token}@", 1)
    git(root, "remote", "add", "origin", address)
    git(root, "push", "-q", "origin", "main")
    git(root, "checkout", "-q", "-b", "l10n/main")
    commit(root, {"de.json": b"{}"}, "Translate")
    git(root, "push", "-q", "origin", "l10n/main")
    return root


@pytest.fixture
def forge(sandbox: Sandbox, pushed: Path, clock: FastClock) -> GitHubForge:
    where = sandbox.announcement
    return GitHubForge(
        "acme/app", where["github_token"], where["github"], f"{where['github']}/graphql", Redactor(), clock
    )
