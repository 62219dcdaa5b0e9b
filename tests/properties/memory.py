"""The merge, its state and its branch in memory: everything that is decided is real, git and delivery are played."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from ci_l10n.config.load import parse_config
from ci_l10n.config.model import Config
from ci_l10n.flow.branches import Branch, Edit
from ci_l10n.flow.change_set import ChangeSet, Fetched, Here
from ci_l10n.flow.changes import merge_all
from ci_l10n.flow.landing import gone_with_delivery, with_landed
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.recording import record
from ci_l10n.flow.situation import find_sources
from ci_l10n.flow.slots import by_file, with_slots
from ci_l10n.git.repo import Repository
from ci_l10n.paths.rule import SourceFile
from ci_l10n.state import BlobId, Delivery, Known, State
from ci_l10n.tms.base import RemoteFile, Stage
from tests.fakes import MemoryPlatform
from tests.properties.homes import Files, Result
from tests.unit.flow.repository import BRANCH, CONFIG, STATE, QuietCi, SkippingClock

Tree = dict[str, BlobId]
_LOCALES = ("de", "fr")


@lru_cache
def _config(rules: str, extra: str) -> Config:
    """Reading it takes longer than most histories."""
    text = CONFIG.format(locales=", ".join(_LOCALES), rules=rules) + extra
    return parse_config(text.encode(), "l10n.yml")


@dataclass
class Blobs:
    """Contents by id, and which deliveries are part of the base branch: what a merge asks of a repository."""

    head: str = "main"
    contents: dict[BlobId, bytes] = field(default_factory=dict)
    merged: set[str] = field(default_factory=set)

    def store(self, data: bytes) -> BlobId:
        name = hashlib.sha1(data, usedforsecurity=False).hexdigest()
        self.contents[name] = data
        return name

    def blob(self, name: BlobId) -> bytes:
        return self.contents[name]

    def blob_size(self, name: BlobId) -> int:
        return len(self.contents[name])

    def has(self, name: str) -> bool:
        return True

    def is_ancestor(self, older: str, newer: str) -> bool:
        return older in self.merged


class MemoryHome:
    """See `tests.properties.homes.Home`; no source moves here, which takes a plan."""

    can_move = False

    def __init__(self, folder: Path, files: Mapping[str, bytes], rules: str, extra: str) -> None:
        self.blobs = Blobs()
        self.main: Tree = {path: self.blobs.store(data) for path, data in files.items()}
        self.branch: Tree | None = None
        self.built_on: Tree = {}  # the base branch as it was then
        self.seen: Tree = {}  # the branch as the last run left it
        self.is_foreign = self.is_open = False
        self.head = ""  # of what was delivered last; "" when nothing waits
        self.tip = self.seen_tip = ""  # of the branch, now and for the last run
        self.commits = 0
        self.state = State()
        self.remote: dict[tuple[str, str], tuple[bytes, bool]] = {}
        self.due: set[tuple[str, str]] = set()
        self.ports = Ports(
            config=_config(rules.rstrip(), extra),
            repo=cast("Repository", self.blobs),
            platform=cast("Any", MemoryPlatform(_LOCALES)),
            forge=None,
            ci=QuietCi(),
            clock=SkippingClock(),
            base="main",
            is_default_base=True,
        )

    # What people do

    def look(self) -> dict[str, dict[str, bytes]]:
        delivered = {f"target/{path}": name for path, name in self.state.target.items()}
        trees = {"main": self.main, BRANCH: self.branch or {}, STATE: delivered}
        return {
            ref: {path: self.blobs.blob(name) for path, name in tree.items()} for ref, tree in trees.items()
        }

    def has_branch(self) -> bool:
        return self.branch is not None

    def has_proposal(self) -> bool:
        return self.is_open

    def end(self, how: str, *, keep: bool) -> bool:
        assert self.branch is not None
        if how in ("merge", "squash", "rebase"):
            ours, theirs = _changes(self.built_on, self.main), _changes(self.built_on, self.branch)
            if any(ours[path] != theirs[path] for path in ours.keys() & theirs):
                return False  # git would try line by line
            made = {path: name for path, name in {**self.main, **theirs}.items() if name is not None}
            self.main = made
        if how == "merge":
            self.blobs.merged |= {self.head, self.tip, self.seen_tip}
            self.is_foreign = False
        self.is_open = False
        if how == "delete" or (how != "close" and not keep):
            self.branch = None
        return True

    def commit(self, files: Files) -> None:
        self.main = self._changed(self.main, files)

    def commit_on_branch(self, files: Files) -> None:
        assert self.branch is not None
        self.branch, self.is_foreign = self._changed(self.branch, files), True
        self.tip = self._commit()

    def _commit(self) -> str:
        self.commits += 1
        return f"commit {self.commits}"

    def _changed(self, tree: Tree, files: Files) -> Tree:
        written = {path: self.blobs.store(data) for path, data in files.items() if data is not None}
        return {path: name for path, name in tree.items() if path not in files} | written

    def move(self, old: str, new: str) -> None:
        raise NotImplementedError

    def publish(self, name: str, sent_as: str, locale: str, data: bytes, *, is_complete: bool) -> None:
        is_known = name in self.state.sources
        self.remote[name, locale] = (data, is_complete or not is_known)
        self.due.add((name, locale))

    # What a run does

    def sync(self) -> Result:
        found = find_sources(self.ports.config, self.main)
        sources = [with_slots(source) for source in found.sources]
        targets = {path for source in sources for path in source.targets.values()}
        tree = by_file(self.main, targets)
        state = self._with_sent(sources)
        delivery = Delivery(head=self.head, seen=self.seen_tip)
        last = {BRANCH: Branch(BRANCH, delivery, head=self.tip if self.has_branch() else None)}
        state = with_landed(state, last, {BRANCH: targets}, tree, self.ports.repo)
        here = Here(tree, by_file(self._edits(), targets), gone_with_delivery(last, {BRANCH: targets}))
        changes = merge_all(self.ports, state, sources, self._fetched(sources), here, lambda _, __: True)
        self.state = record(changes, state, is_whole=True)
        self._deliver(changes, state)
        return Result(tuple(str(f) for f in changes.findings if f.severity == "error"), self.state.findings)

    def _with_sent(self, sources: list[SourceFile]) -> State:
        state = self.state
        merged, known = dict(state.merged), dict(state.known)
        for source in sources:
            before = state.sources.get(source.path)
            if before is None:
                known[source.path] = Known(source.path, targets=dict(source.targets))
            elif before != self.main[source.path]:
                merged = {source.path: before, **merged}
        sent = {source.path: self.main[source.path] for source in sources}
        return replace(state, sources=sent, merged=merged, known=known)

    def _edits(self) -> dict[str, Edit]:
        if self.branch is None:
            return {}
        return {
            path: Edit(self.branch.get(path), self.seen.get(path))
            for path in self.branch.keys() | self.seen
            if self.branch.get(path) != self.seen.get(path)
        }

    def _fetched(self, sources: list[SourceFile]) -> Fetched:
        exports, files = {}, {}
        for source in sources:
            for locale, path in source.targets.items():
                data, is_complete = self.remote[source.path, locale]
                files[path] = RemoteFile(
                    path,
                    source.path,
                    source.path,
                    "",
                    locale,
                    "ready",
                    "",
                    is_complete,
                    1,
                    (Stage(1.0, 1),),
                    "",
                )
                if (source.path, locale) in self.due:
                    exports[path] = (self.blobs.store(data), "")
        self.due.clear()
        return Fetched(exports, files)

    def _deliver(self, changes: ChangeSet, before: State) -> None:
        wanted = [change for change in changes.targets if change.before != change.after]
        if not wanted:
            if not self.is_foreign:
                self.branch = None
            if self.branch is None:
                self.head = ""
            self.is_open = False
        elif self.branch is not None or not self._is_given_up(wanted, before):
            made = self._changed(self.main, {})
            for change in wanted:
                if change.after is None:
                    made.pop(change.file, None)
                else:
                    made[change.file] = change.after
            self._push(made)
        self.seen, self.seen_tip = dict(self.branch or {}), self.tip

    def _is_given_up(self, wanted: list[Any], before: State) -> bool:
        return bool(self.head) and all(before.target.get(c.path) == c.after for c in wanted)

    def _push(self, made: Tree) -> None:
        if self.branch is None:
            self.is_foreign = False
        if self.branch != made:
            self.head = self.tip = self._commit()
            self.is_open = True
        self.branch, self.built_on = made, dict(self.main)

    def sync_again(self) -> str:
        before = (self.branch, self.state, self.commits)
        self.sync()
        return "" if (self.branch, self.state, self.commits) == before else "changed something"


def _changes(before: Tree, after: Tree) -> dict[str, BlobId | None]:
    return {
        path: after.get(path) for path in before.keys() | after.keys() if before.get(path) != after.get(path)
    }
