"""Ways of a commit to its branch, with a forge that signs, refuses, forgets to answer or is too late."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import pytest

from ci_l10n.config.load import load_config
from ci_l10n.errors import AuthError
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.publishing import LocalCommit, Published, objects_ref, publish
from ci_l10n.forge.committing import Declined, NewCommit, Signed
from ci_l10n.git.failures import LeaseLost
from ci_l10n.git.repo import RefUpdate, Repository
from ci_l10n.redact import Redactor
from tests.unit.flow.repository import BRANCH, QuietCi, Repo, SkippingClock, Vendor, dump
from tests.unit.git.real_git import git

HEAD = f"refs/heads/{BRANCH}"
OBJECTS = objects_ref("main")


@dataclass
class Signer:
    """A forge that makes commits in ``origin``; ``trouble`` says what goes wrong at which step."""

    origin: Path
    way: Literal["any", "appended"] = "any"
    trouble: dict[str, Callable[[], None]] = field(default_factory=dict)
    is_done_first: bool = False  # the trouble comes after the work
    verified: bool = True

    def signing(self) -> Literal["any", "appended"]:
        self._meet("signing")
        return self.way

    def make(self, commit: NewCommit) -> Signed:
        self._meet("make")
        return self._signed(commit.tree, commit.parents, commit.message)

    def move_branch(self, branch: str, before: str | None, after: str, *, force: bool) -> None:
        if not self.is_done_first:
            self._meet("move")
        git(self.origin, "update-ref", f"refs/heads/{branch}", after, before or "0" * 40)
        self._meet("move")

    def append(self, branch: str, before: str, message: str, files: Mapping[str, bytes | None]) -> Signed:
        self._meet("append")
        assert self.refs()[f"refs/heads/{branch}"] == before
        git(self.origin, "read-tree", before)
        for path, data in files.items():
            blob = git(self.origin, "hash-object", "-w", "--stdin", stdin=data) if data else "0" * 40
            mode = "100644" if data else "0"
            git(
                self.origin,
                "update-index",
                "--add",
                "--index-info",
                stdin=f"{mode} {blob}\t{path}\n".encode(),
            )
        signed = self._signed(git(self.origin, "write-tree"), (before,), message)
        git(self.origin, "update-ref", f"refs/heads/{branch}", signed.id, before)
        return signed

    def _meet(self, step: str) -> None:
        if trouble := self.trouble.get(step):
            trouble()
            raise Declined(f"{step} is out of order")

    def _signed(self, tree: str, parents: tuple[str, ...], message: str) -> Signed:
        named = [word for parent in parents for word in ("-p", parent)]
        made = git(self.origin, "commit-tree", tree, *named, stdin=message.encode())
        return Signed(made, self.verified, "valid" if self.verified else "unsigned")

    def refs(self) -> dict[str, str]:
        rows = git(self.origin, "for-each-ref", "--format=%(refname) %(objectname)").splitlines()
        return dict(row.split(" ") for row in rows)


@dataclass
class Bench:
    """A checkout, its origin, the forge, and what a run has of them."""

    app: Repo
    signer: Signer
    ports: Ports

    def commit(self, files: Mapping[str, bytes], *parents: str, rebuilt: bool = False) -> LocalCommit:
        repo = self.ports.repo
        tree = repo.make_tree(parents[0], {path: repo.store(data) for path, data in files.items()})
        message = "Translate\n\nL10n-State: none\n"
        return LocalCommit(
            repo.commit(tree, parents, message, author=None, when=1), parents, message, rebuilt
        )

    def publish(self, made: LocalCommit, before: str | None = None, leftover: str | None = None) -> Published:
        return publish(self.ports, made, BRANCH, before, leftover)

    def interfere(self) -> None:
        """Somebody else moves the branch."""
        git(self.signer.origin, "update-ref", HEAD, git(self.app.folder, "rev-parse", "HEAD"))

    @property
    def main(self) -> str:
        return self.ports.repo.head


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    app = Repo(tmp_path, {"src/app.en.json": dump({"open": "Open"})})
    signer = Signer(app.origin)
    clock = SkippingClock()
    with Repository.open(app.folder, redactor=Redactor(), clock=clock) as repo:
        platform = Vendor(("de",))
        config = load_config(repo.root)
        yield Bench(
            app,
            signer,
            Ports(config, repo, platform, None, QuietCi(), clock, "main", True, committer=signer),
        )


def test_a_signed_commit_is_on_the_branch_when_all_is_over(bench: Bench) -> None:
    made = bench.commit({"de.json": b"1"}, bench.main)
    published = bench.publish(made)
    assert published.branch_update is None
    assert published.notes == ()
    refs = bench.signer.refs()
    assert refs[HEAD] == published.commit != made.id
    assert refs[OBJECTS] == made.id
    assert published.cleanup == (OBJECTS, None, made.id)


def test_what_is_not_verified_is_said_with_the_reason(bench: Bench) -> None:
    bench.signer.verified = False
    assert "'unsigned'" in bench.publish(bench.commit({"de.json": b"1"}, bench.main)).notes[0]


@pytest.mark.parametrize("step", ["signing", "make"])
def test_what_the_forge_cannot_make_is_left_to_git(bench: Bench, step: str) -> None:
    bench.signer.trouble[step] = lambda: None
    made = bench.commit({"de.json": b"1"}, bench.main)
    published = bench.publish(made)
    assert published.branch_update == (HEAD, made.id, None)
    assert f"{step} is out of order" in published.notes[0]
    assert HEAD not in bench.signer.refs()


def test_what_the_forge_made_and_cannot_move_is_moved_by_git(bench: Bench) -> None:
    bench.signer.trouble["move"] = lambda: None
    made = bench.commit({"de.json": b"1"}, bench.main)
    published = bench.publish(made)
    assert published.notes == ()
    assert published.commit != made.id
    assert published.branch_update == RefUpdate(HEAD, published.commit, None)
    bench.ports.repo.push([published.branch_update])
    assert bench.signer.refs()[HEAD] == published.commit


def test_a_move_whose_answer_was_lost_is_found(bench: Bench) -> None:
    bench.signer.trouble["move"], bench.signer.is_done_first = (lambda: None), True
    published = bench.publish(bench.commit({"de.json": b"1"}, bench.main))
    assert published.branch_update is None
    assert bench.signer.refs()[HEAD] == published.commit


@pytest.mark.parametrize(("way", "step"), [("any", "make"), ("any", "move"), ("appended", "append")])
def test_a_branch_that_somebody_moved_is_never_overwritten(
    bench: Bench, way: Literal["any", "appended"], step: str
) -> None:
    first = bench.publish(bench.commit({"de.json": b"1"}, bench.main)).commit
    bench.ports.repo.fetch([HEAD])
    bench.signer.way = way
    bench.signer.trouble[step] = bench.interfere
    objects = bench.signer.refs()[OBJECTS]
    with pytest.raises(LeaseLost):
        bench.publish(bench.commit({"de.json": b"2"}, first), first, objects)
    assert (OBJECTS in bench.signer.refs()) == (way == "appended")  # which pushes none
    assert bench.signer.refs()[HEAD] == bench.main


def test_a_delivery_that_fails_leaves_no_objects_behind(bench: Bench) -> None:
    def expire() -> None:
        raise AuthError("the token has expired")

    bench.signer.trouble["make"] = expire
    with pytest.raises(AuthError):
        bench.publish(bench.commit({"de.json": b"1"}, bench.main))
    assert bench.signer.refs().keys() == {"refs/heads/main"}


def test_objects_of_a_run_that_died_are_replaced_and_those_of_another_run_are_not(bench: Bench) -> None:
    leftover = bench.commit({"de.json": b"0"}, bench.main).id
    git(bench.app.folder, "push", "-q", "origin", f"HEAD:{OBJECTS}")
    made = bench.commit({"de.json": b"1"}, bench.main)
    for told in (None, leftover):
        with pytest.raises(LeaseLost):
            bench.publish(made, None, told)
    assert HEAD not in bench.signer.refs()
    bench.publish(made, None, bench.main)
    assert bench.signer.refs()[OBJECTS] == made.id


def test_a_personal_token_appends_to_a_branch_that_it_begins_first(bench: Bench) -> None:
    bench.signer.way = "appended"
    first = bench.publish(bench.commit({"de.json": b"1"}, bench.main))
    assert first == Published(bench.signer.refs()[HEAD])
    bench.ports.repo.fetch([HEAD])
    second = bench.publish(bench.commit({"de.json": b"2"}, first.commit), first.commit)
    chain = git(bench.app.origin, "log", "--format=%H", HEAD).split()
    assert chain[:3] == [second.commit, first.commit, bench.main]
    assert OBJECTS not in bench.signer.refs()


def test_where_the_objects_are_refused_their_contents_are_sent(bench: Bench) -> None:
    git(bench.app.origin, "config", "receive.hideRefs", "refs/l10n")
    published = bench.publish(bench.commit({"de.json": b"1"}, bench.main))
    assert published == Published(bench.signer.refs()[HEAD])
    made = bench.commit({"de.json": b"2"}, bench.main, rebuilt=True)
    unsigned = bench.publish(made, published.commit)
    assert unsigned.branch_update == (HEAD, made.id, published.commit)
    assert "hidden ref" in unsigned.notes[0]


def test_what_a_personal_token_cannot_sign_is_named(bench: Bench) -> None:
    bench.signer.way = "appended"
    (bench.app.folder / "run.json").write_bytes(b"{}")
    (bench.app.folder / "run.json").chmod(0o755)
    with_mode = bench.app.commit({})
    bench.ports.repo.fetch(["refs/heads/main"])
    cases = {
        "merges": (bench.commit({"de.json": b"1"}, bench.main, with_mode), bench.main),
        "replaces": (bench.commit({"de.json": b"1"}, bench.main, rebuilt=True), with_mode),
        "run.json is executable": (bench.commit({"run.json": b"1"}, with_mode), with_mode),
        "not UTF-8": (bench.commit({"caf\udce9.json": b"1"}, bench.main), bench.main),
    }
    for reason, (made, before) in cases.items():
        published = bench.publish(made, before)
        assert reason in published.notes[0]
        assert published.branch_update == (HEAD, made.id, before)
    assert bench.signer.refs().keys() == {"refs/heads/main"}


def test_without_a_forge_that_signs_git_pushes(bench: Bench) -> None:
    ports = replace(bench.ports, committer=None)
    made = bench.commit({"de.json": b"1"}, bench.main)
    assert publish(ports, made, BRANCH, None) == Published(made.id, RefUpdate(HEAD, made.id, None))
    assert bench.signer.refs().keys() == {"refs/heads/main"}
