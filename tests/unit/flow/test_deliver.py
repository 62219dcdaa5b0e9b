"""Branch, state and change request, whatever people do to them meanwhile."""

from pathlib import Path

import pytest

from ci_l10n.errors import DeliveryError
from tests.unit.flow.repository import BRANCH, RULES, Killed, MemoryForge, Repo, dump
from tests.unit.git.real_git import commit, git

pytestmark = pytest.mark.long  # real git many times over; scenarios prove the main ways in every check

EN = {"open": "Open", "bye": "Good bye"}


@pytest.fixture
def app(tmp_path: Path) -> Repo:
    return Repo(tmp_path, {"src/app.en.json": dump(EN), "notes.txt": "One\n"})


def forge(app: Repo) -> MemoryForge:
    assert app.forge is not None
    return app.forge


def parents(app: Repo, ref: str = BRANCH) -> list[str]:
    return git(app.origin, "log", "-1", "--format=%P", ref).split()


@pytest.mark.parametrize("how", ["squash", "merge", "rebase"])
@pytest.mark.parametrize("keep_branch", [True, False])
def test_a_merged_request_is_over_and_news_open_another(app: Repo, how: str, keep_branch: bool) -> None:
    app.sync()
    app.merge(how, keep_branch=keep_branch)
    app.sync()
    app.assert_settled()
    assert forge(app).open == []
    app.platform.translate("Open", "Öffnen")
    app.sync()
    assert forge(app).open == [2]
    assert app.strings("src/app.de.json") == {"open": "Öffnen", "bye": "de:Good bye"}
    assert parents(app) == [app.git("rev-parse", "main")]
    app.assert_settled()


def test_a_moved_base_makes_the_branch_anew_only_when_managed_files_moved(app: Repo) -> None:
    app.sync()
    before = app.refs()[f"refs/heads/{BRANCH}"]
    app.commit({"notes.txt": "Two\n"})
    app.sync()
    assert app.refs()[f"refs/heads/{BRANCH}"] == before
    app.commit({"src/app.de.json": {"open": "Auf"}})
    app.sync()
    assert parents(app) == [app.git("rev-parse", "main")]
    assert app.strings("src/app.de.json") == {"open": "Auf", "bye": "de:Good bye"}
    app.assert_settled()


def test_a_deleted_branch_is_not_made_again_without_news(app: Repo) -> None:
    app.sync()
    app.git("push", "-q", "origin", f":{BRANCH}")
    forge(app).settle("closed")
    report = app.sync()
    assert not app.has_branch()
    assert report.delivered is not None
    assert "was deleted" in report.delivered.notes[0]
    app.assert_settled()
    app.platform.translate("Open", "Öffnen")
    app.sync()
    assert app.strings("src/app.de.json") == {"open": "Öffnen", "bye": "de:Good bye"}
    assert forge(app).open == [2]


def test_a_closed_request_stays_closed_until_there_is_news(app: Repo) -> None:
    app.sync()
    forge(app).settle("closed")
    for _ in range(3):
        app.assert_settled()
    assert forge(app).open == []
    app.platform.translate("Open", "Öffnen")
    app.sync()
    assert forge(app).open == [2]


def test_a_foreign_commit_and_a_moved_base_meet_in_a_merge_commit(app: Repo) -> None:
    app.sync()
    reviewer = app.commit_on_branch({"src/app.de.json": {"open": "Öffnen", "bye": "de:Good bye"}})
    head = app.commit({"src/app.fr.json": {"open": "Ouvrir"}})
    app.sync()
    assert parents(app) == [reviewer, head]
    assert app.strings("src/app.de.json")["open"] == "Öffnen"
    assert app.strings("src/app.fr.json") == {"open": "Ouvrir", "bye": "fr:Good bye"}
    app.assert_settled()
    before = app.refs()[f"refs/heads/{BRANCH}"]
    app.commit({"notes.txt": "Two\n"})
    app.sync()
    assert app.refs()[f"refs/heads/{BRANCH}"] == before  # one merge is enough


def test_a_conflict_outside_of_managed_files_stops_the_run_and_leaves_the_branch(app: Repo) -> None:
    app.sync()
    app.commit_on_branch({"notes.txt": "Theirs\n"})
    app.commit({"notes.txt": "Ours\n", "src/app.fr.json": {"open": "Ouvrir"}})
    before = app.refs()[f"refs/heads/{BRANCH}"]
    with pytest.raises(DeliveryError, match="conflict"):
        app.sync()
    assert app.refs()[f"refs/heads/{BRANCH}"] == before


def test_a_conflict_in_a_file_that_could_not_be_read_stops_the_run_too(app: Repo) -> None:
    app.sync()
    app.commit_on_branch({"src/app.de.json": {"open": "Öffnen", "bye": "de:Good bye"}})
    app.commit({"src/app.de.json": '{"open": '})
    app.sync()
    assert b"<<<<" not in app.show("src/app.de.json")
    assert "Öffnen".encode() in app.show("src/app.de.json")


@pytest.mark.parametrize("has_number", [True, False])
def test_nothing_left_to_merge_closes_the_request_and_removes_the_branch(app: Repo, has_number: bool) -> None:
    app.sync()
    for locale in ("de", "fr"):
        app.commit({f"src/app.{locale}.json": app.show(f"src/app.{locale}.json")})
    if not has_number:
        app.lose_state()
    app.sync()
    if has_number:
        assert not app.has_branch()
        assert forge(app).open == []
    app.assert_settled()


def test_a_stale_branch_without_a_forge_goes_when_nothing_is_left_of_it(tmp_path: Path) -> None:
    app = Repo(
        tmp_path, {"src/a.en.json": dump({"a": "A"}), "src/b.en.json": dump({"b": "B"})}, has_forge=False
    )
    app.sync()
    app.merge(keep_branch=True)
    app.platform.translate("B", "Bär")
    app.sync()
    assert app.strings("src/b.de.json") == {"b": "Bär"}
    app.commit({"src/b.de.json": {"b": "Bär"}})
    app.sync()
    app.assert_settled()
    app.platform.translate("B", "Besen")
    app.sync()
    app.platform.translate("B", "Bär")
    app.sync()
    assert not app.has_branch()
    app.assert_settled()


def test_a_branch_delivery_waits_for_a_forge_and_is_proposed_then(app: Repo) -> None:
    app.sync(deliver="branch")
    assert app.state().deliveries[BRANCH].pending
    assert app.sync(deliver="branch").delivered.commit == ""  # type: ignore[union-attr]
    report = app.sync()
    assert forge(app).open == [1]
    assert report.delivered is not None
    assert report.delivered.operation == "created"
    app.assert_settled()


@pytest.mark.parametrize("call", ["find", "create"])
def test_a_run_that_dies_before_the_request_is_finished_by_the_next(app: Repo, call: str) -> None:
    forge(app).dies_at = call
    with pytest.raises(Killed):
        app.sync()
    forge(app).dies_at = ""
    before = app.refs()[f"refs/heads/{BRANCH}"]
    app.sync()
    assert forge(app).open == [1]
    assert app.refs()[f"refs/heads/{BRANCH}"] == before
    app.assert_settled()


def test_a_branch_whose_state_was_lost_is_known_by_its_commits(app: Repo) -> None:
    app.sync()
    head = app.refs()[f"refs/heads/{BRANCH}"]
    app.lose_state()
    app.platform.translate("Open", "Öffnen")
    app.platform.writes()
    app.sync()
    assert not [w for w in app.platform.writes() if w.startswith(("new", "changed"))]
    git(app.origin, "merge-base", "--is-ancestor", head, BRANCH)
    assert app.strings("src/app.de.json") == {"open": "Öffnen", "bye": "de:Good bye"}
    assert forge(app).open == [1]
    app.assert_settled()


def test_nothing_but_the_working_tree_is_written_without_delivery(app: Repo) -> None:
    app.push()
    before = app.refs()
    report = app.sync(deliver="none")
    assert sorted(report.written) == ["src/app.de.json", "src/app.fr.json"]
    assert app.refs() == before
    assert app.git("status", "--porcelain").split() == ["??", "src/app.de.json", "??", "src/app.fr.json"]


@pytest.mark.parametrize("what", ["source", "template"])
def test_what_a_reviewer_changed_moves_along(app: Repo, what: str) -> None:
    app.sync()
    app.commit_on_branch({"src/app.de.json": {"open": "Auf", "bye": "de:Good bye"}})
    if what == "source":
        app.move(("src/app.en.json", "src/ui.en.json"))
    else:
        app.configure(rules=RULES.replace("src/{path}/{stem1}.{locale}", "l10n/{locale}/ui"))
    app.commit()
    app.sync()
    path = "src/ui.de.json" if what == "source" else "l10n/de/ui.json"
    assert app.strings(path) == {"open": "Auf", "bye": "de:Good bye"}
    assert "src/app.de.json" not in app.files()
    app.assert_settled()


@pytest.mark.parametrize("split", ["none", "locale"])
def test_a_locale_that_goes_while_a_reviewer_is_at_it_is_over_after_one_run(app: Repo, split: str) -> None:
    app.configure(extra=f"pull_request: {{split: {split}}}\n")
    app.commit()
    app.sync()
    branch = BRANCH if split == "none" else f"{BRANCH}-de"
    app.git("fetch", "-q", "origin", branch)
    app.git("checkout", "-q", "FETCH_HEAD")
    commit(app.folder, {"src/app.de.json": dump({"open": "Auf", "bye": "de:Good bye"})})
    app.git("push", "-q", "origin", f"HEAD:{branch}")
    app.git("checkout", "-q", "main")
    app.configure(locales=("fr",))
    app.commit()
    app.sync()
    assert f"refs/heads/{branch}" in app.refs()  # with the reviewer's commit
    app.assert_settled()


def test_settings_that_change_reach_the_open_request_with_the_next_run_and_only_then(app: Repo) -> None:
    app.sync()
    app.configure(extra='pull_request: {title: "New words", reviewers: [ann]}\n')
    app.commit()
    forge(app).calls.clear()
    app.sync()
    assert forge(app).calls == ["find", "find", "update"]  # the first looks for the label l10n:hold
    assert forge(app).requests[0].title == "New words"
    assert app.state().deliveries[BRANCH].asked["reviewers"] == ("ann",)
    forge(app).calls.clear()
    app.assert_settled()
    assert forge(app).calls == []


def test_a_checkout_without_a_remote_is_enough_for_the_working_tree_and_no_more(app: Repo) -> None:
    app.push()
    app.git("commit", "-q", "--allow-empty", "-m", "Not pushed")
    assert sorted(app.pull(deliver="none").written) == ["src/app.de.json", "src/app.fr.json"]
    app.git("remote", "remove", "origin")
    (app.folder / "src/app.de.json").unlink()
    assert app.pull(deliver="none").written == ("src/app.de.json",)
    for writes in (app.push, app.sync, app.pull):
        with pytest.raises(DeliveryError, match="no remote"):
            writes()


def test_what_a_branch_cannot_have_is_said_when_there_is_something_on_it(app: Repo) -> None:
    told = "unsupported by --deliver branch: pull_request.labels"
    assert told in app.sync(deliver="branch").notes
    assert told not in app.sync(deliver="branch").notes


def test_uncommitted_work_is_merged_with_when_there_is_no_delivery(app: Repo) -> None:
    app.push()
    (app.folder / "src/app.de.json").write_bytes(dump({"open": "Auf"}))
    app.pull(deliver="none")
    assert (app.folder / "src/app.de.json").read_bytes() == dump({"open": "Auf", "bye": "de:Good bye"})


@pytest.mark.parametrize("has_foreign", [True, False])
def test_a_shallow_checkout_does_the_same(app: Repo, tmp_path: Path, has_foreign: bool) -> None:
    for number in range(3):
        app.commit({"notes.txt": f"{number}\n"})
    app.sync()
    if has_foreign:
        app.commit_on_branch({"src/app.de.json": {"open": "Öffnen", "bye": "de:Good bye"}})
    app.commit({"notes.txt": "more\n"})
    app.commit({"src/app.fr.json": {"open": "Ouvrir"}})
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{app.origin}", "shallow")
    app.run(folder=tmp_path / "shallow")
    assert app.strings("src/app.de.json")["open"] == ("Öffnen" if has_foreign else "de:Open")
    assert app.strings("src/app.fr.json") == {"open": "Ouvrir", "bye": "fr:Good bye"}
    assert len(parents(app)) == 1 + has_foreign
    before = app.refs()
    app.run(folder=tmp_path / "shallow")
    assert app.refs() == before
    app.assert_settled()


def test_an_older_shallow_checkout_does_nothing(app: Repo, tmp_path: Path) -> None:
    app.sync()
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{app.origin}", "shallow")
    app.commit({"src/app.en.json": {"open": "Open it"}})
    app.sync()
    app.platform.writes()
    report = app.run(folder=tmp_path / "shallow")
    assert "newer commit" in report.notes[0]
    assert app.platform.writes() == []
