"""Commits that are known as ours without any record of them."""

from pathlib import Path

import pytest

from ci_l10n.flow.authorship import TRAILER, is_ours
from ci_l10n.git.repo import Repository
from ci_l10n.redact import Redactor
from tests.unit.flow.repository import BRANCH, Repo, dump


@pytest.fixture
def app(tmp_path: Path) -> Repo:
    app = Repo(tmp_path, {"src/app.en.json": dump({"open": "Open"}), "notes.txt": "One\n"})
    app.sync()
    app.git("fetch", "-q", "origin", BRANCH)
    app.git("checkout", "-q", "FETCH_HEAD")
    return app


def ours(app: Repo, revision: str = "HEAD") -> bool:
    with Repository.open(app.folder, redactor=Redactor()) as repo:
        return is_ours(repo, app.git("rev-parse", revision))


def test_a_commit_of_ours_says_truly_what_it_changed(app: Repo) -> None:
    assert TRAILER in app.git("log", "-1", "--format=%B")
    assert ours(app)
    assert not ours(app, "main")


def test_a_rebased_commit_of_ours_stays_ours(app: Repo) -> None:
    before = app.git("rev-parse", "HEAD")
    app.git("checkout", "-q", "main")
    app.commit({"notes.txt": "Two\n"})
    app.git("cherry-pick", before)
    assert ours(app)


def test_an_amended_commit_is_a_persons(app: Repo) -> None:
    (app.folder / "src/app.de.json").write_bytes(dump({"open": "Auf"}))
    app.git("commit", "-q", "-a", "--amend", "--no-edit")
    assert TRAILER in app.git("log", "-1", "--format=%B")
    assert not ours(app)


def test_a_revert_is_a_persons(app: Repo) -> None:
    app.git("revert", "--no-edit", "HEAD")
    assert not ours(app)
