"""Checkouts that are not what the remote holds, and runs that meet."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ci_l10n.errors import ConfigError, DeliveryError
from ci_l10n.git.repo import RefUpdate, Repository
from tests.unit.flow.repository import BRANCH, STATE, Repo, dump
from tests.unit.git.real_git import git

pytestmark = pytest.mark.long  # real git many times over; scenarios prove the main ways in every check

EN = {"open": "Open"}


@pytest.fixture
def app(tmp_path: Path) -> Repo:
    return Repo(tmp_path, {"src/app.en.json": dump(EN)})


def before_push(monkeypatch: pytest.MonkeyPatch, act: Callable[[list[RefUpdate]], None]) -> None:
    """Have somebody do something right before each push of a run."""
    original = Repository.push

    def push(self: Repository, updates: list[RefUpdate]) -> None:
        act(updates)
        original(self, updates)

    monkeypatch.setattr(Repository, "push", push)


def move_state(app: Repo) -> None:
    """Another run records something."""
    tree = git(app.origin, "mktree") if STATE not in app.refs() else f"{STATE}^{{tree}}"
    parent = ["-p", STATE] if STATE in app.refs() else []
    new = git(app.origin, "commit-tree", tree, *parent, "-m", "Another run\n\nL10n-Source: 1")
    git(app.origin, "update-ref", STATE, new)


def test_a_checkout_with_unpushed_commits_is_refused(app: Repo) -> None:
    app.git("commit", "-q", "--allow-empty", "-m", "Mine")
    with pytest.raises(DeliveryError, match="not part of 'main'"):
        app.sync()
    assert app.platform.writes() == []


@pytest.mark.parametrize("other", ["main-de", "main-shared"])
def test_a_branch_that_another_base_would_be_delivered_on_is_refused(app: Repo, other: str) -> None:
    app.configure(extra="pull_request: {split: locale}\n")
    app.commit()
    for name in ("main-fr-old", other):  # one that shares nothing
        git(app.origin, "update-ref", f"refs/heads/{name}", "main")
        git(app.origin, "update-ref", f"refs/l10n/state/{name}", "main")
    with pytest.raises(ConfigError, match=f"l10n/{other} would be the branch") as raised:
        app.sync()
    assert str(raised.value.location).startswith("l10n.yml")
    assert app.platform.writes() == []
    git(app.origin, "update-ref", "-d", f"refs/heads/{other}")
    app.sync()
    assert {"refs/heads/l10n/main-de", "refs/heads/l10n/main-fr"} <= app.refs().keys()


@pytest.mark.parametrize("path", ["src/app.en.json", "src/app.de.json", "l10n.yml"])
def test_uncommitted_managed_files_are_refused(app: Repo, path: str) -> None:
    app.commit({"src/app.de.json": {"open": "Auf"}})
    with (app.folder / path).open("a") as file:
        file.write("\n")
    with pytest.raises(DeliveryError, match=path):
        app.sync()
    assert app.platform.writes() == []


def test_an_older_checkout_than_the_last_sync_does_nothing(app: Repo) -> None:
    app.sync()
    old = app.git("rev-parse", "HEAD")
    app.commit({"src/app.en.json": {"open": "Open it"}})
    app.sync()
    app.platform.writes()
    before = app.refs()
    app.git("checkout", "-q", old)
    report = app.sync()
    assert "newer commit" in report.notes[0]
    assert app.platform.writes() == []
    assert app.refs() == before


def test_a_run_that_is_overtaken_when_it_says_what_it_will_send_plans_again(
    app: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.sync()
    app.commit({"src/app.en.json": {"open": "Open it"}})
    app.platform.writes()
    pushes = []

    def act(updates: list[RefUpdate]) -> None:
        pushes.append(updates)
        if len(pushes) == 1:
            move_state(app)

    before_push(monkeypatch, act)
    app.sync()
    assert [w for w in app.platform.writes() if not w.startswith("export")] == ["changed src/app.en.json"]
    assert app.strings("src/app.de.json") == {"open": "de:Open it"}
    app.assert_settled()


def test_a_reviewer_who_pushes_during_the_run_is_built_upon(
    app: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.sync()
    app.platform.translate("Open", "Öffnen")
    app.platform.words["fr", "Open"] = "Ouvrir"
    done: list[str] = []

    def act(updates: list[RefUpdate]) -> None:
        if not done and any(update.ref.endswith(BRANCH) for update in updates):
            done.append(app.commit_on_branch({"src/app.fr.json": {"open": "Ouvre"}}))

    before_push(monkeypatch, act)
    app.sync()
    assert app.strings("src/app.de.json") == {"open": "Öffnen"}
    assert app.strings("src/app.fr.json") == {"open": "Ouvre"}
    git(app.origin, "merge-base", "--is-ancestor", done[0], BRANCH)
    app.assert_settled()


def test_a_run_that_is_overtaken_twice_stops(app: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    app.sync()
    app.platform.translate("Open", "Öffnen")
    head = app.refs()[f"refs/heads/{BRANCH}"]
    before_push(monkeypatch, lambda updates: move_state(app))
    with pytest.raises(DeliveryError, match="another run keeps changing"):
        app.sync()
    assert app.refs()[f"refs/heads/{BRANCH}"] == head


def test_a_run_that_finds_another_one_sending_stops_after_the_second_look(
    app: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both want to send the same file; the one that comes second sends nothing."""
    app.sync()
    app.commit({"src/app.en.json": {"open": "Open it"}})
    app.platform.writes()
    first = Repository.push

    def push(self: Repository, updates: list[RefUpdate]) -> None:
        monkeypatch.setattr(Repository, "push", first)
        app.platform.dies_before = "changed"
        with pytest.raises(BaseException, match="changed"):
            app.sync()
        app.platform.dies_before = ""
        first(self, updates)

    monkeypatch.setattr(Repository, "push", push)
    with pytest.raises(DeliveryError, match="sending files right now"):
        app.sync()
    assert app.platform.writes() == []
    app.sync()
    assert app.strings("src/app.de.json") == {"open": "de:Open it"}


def test_a_checkout_is_left_as_it_was_found(app: Repo) -> None:
    (app.folder / "mine.txt").write_text("mine")
    before = (app.git("status", "--porcelain"), app.git("rev-parse", "HEAD"), app.git("for-each-ref"))
    app.sync()
    assert (app.git("status", "--porcelain"), app.git("rev-parse", "HEAD"), app.git("for-each-ref")) == before
