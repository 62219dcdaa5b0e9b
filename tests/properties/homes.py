"""Where a history takes place: real git with a real run, or the same in memory, a thousand times faster."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

from ci_l10n.state import OpenFinding
from tests.properties.archive import files_at
from tests.unit.flow.repository import BRANCH, STATE, Repo

Files = Mapping[str, bytes | None]
"""Contents by path; None removes the file."""


class Result(NamedTuple):
    errors: tuple[str, ...]
    open: tuple[OpenFinding, ...]


class Home(Protocol):
    """A repository with a base branch, the branch of a pull request, a state and a platform."""

    can_move: bool

    def look(self) -> dict[str, dict[str, bytes]]:
        """The files of `main`, of `BRANCH` and of `STATE`, as the origin has them; what is not there has none."""

    def has_branch(self) -> bool: ...
    def has_proposal(self) -> bool: ...
    def end(self, how: str, *, keep: bool) -> bool:
        """A person ends the proposal: merge, squash, rebase, close or delete; False where it cannot be merged."""

    def commit(self, files: Files) -> None: ...
    def commit_on_branch(self, files: Files) -> None: ...
    def move(self, old: str, new: str) -> None: ...
    def publish(self, name: str, sent_as: str, locale: str, data: bytes, *, is_complete: bool) -> None:
        """What the platform has of ``name`` from now on; ``sent_as`` is where that lay when it was sent."""

    def sync(self) -> Result: ...
    def sync_again(self) -> str:
        """A run that has nothing to do: what it did nevertheless."""


class GitHome:
    """Real git, the whole flow; platform and forge in memory."""

    can_move = True

    def __init__(self, folder: Path, files: Mapping[str, bytes], rules: str, extra: str) -> None:
        self.repo = Repo(folder, files, rules=rules, extra=extra)
        assert self.repo.forge is not None
        self.forge = self.repo.forge

    def look(self) -> dict[str, dict[str, bytes]]:
        refs = self.repo.refs()
        wanted = {"main": "refs/heads/main", BRANCH: f"refs/heads/{BRANCH}", STATE: STATE}
        return {
            name: files_at(self.repo.origin, refs[ref]) if ref in refs else {} for name, ref in wanted.items()
        }

    def has_branch(self) -> bool:
        return self.repo.has_branch()

    def has_proposal(self) -> bool:
        return bool(self.forge.open)

    def end(self, how: str, *, keep: bool) -> bool:
        if how in ("close", "delete"):
            self.forge.settle("closed")
            if how == "delete":
                self.repo.git("push", "-q", "origin", f":{BRANCH}")
            return True
        try:
            self.repo.merge(how, keep_branch=keep)
        except AssertionError:
            self.repo.git("reset", "-q", "--hard", "origin/main")
            return False
        return True

    def commit(self, files: Files) -> None:
        self.repo.commit(files)

    def commit_on_branch(self, files: Files) -> None:
        self.repo.commit_on_branch(files)

    def move(self, old: str, new: str) -> None:
        self.repo.move((old, new))

    def publish(self, name: str, sent_as: str, locale: str, data: bytes, *, is_complete: bool) -> None:
        names = self.repo.platform.names()
        self.repo.platform.answers[name, locale] = data
        present = name if name in names or sent_as not in names else sent_as
        self.repo.platform.set(present, locale, is_complete=is_complete)

    def sync(self) -> Result:
        report = self.repo.sync()
        return Result(tuple(str(f) for f in report.findings if f.severity == "error"), report.open)

    def sync_again(self) -> str:
        refs, at = self.repo.refs(), len(self.forge.calls)
        self.repo.sync()
        if self.repo.refs() != refs:
            return "pushed"
        return "" if set(self.forge.calls[at:]) <= {"find"} else "wrote to the forge"
