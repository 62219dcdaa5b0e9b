"""
What people do to the branch of a pull request, its base and the pull request itself, each followed by two runs.

The first run finds what happened, says so and loses nothing; the second one, without changes, pushes nothing, writes
nothing to the forge and reads it twice at most. Both leave the checkout as they found it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from _pytest.mark import ParameterSet

from tests.scenarios.people import BRANCH, DE, FR, People, dump, is_ancestor, snapshot, traffic
from tests.scenarios.world import Ran, World

RULES = """
  - source: web/*.en.json
    target: web/{stem1}.{locale}.json
"""
EN = {"open": "Open", "bye": "Good bye"}


@dataclass(frozen=True)
class History:
    """One story: what happens after the first delivery, and what is to be seen then."""

    happens: Callable[[People], object]
    says: str = ""  # in the report of the first run, or in its error
    news: Mapping[str, str] = field(
        default_factory=dict
    )  # German translations that come from the platform then
    de: Mapping[str, str] = field(
        default_factory=dict
    )  # strings that are in the branch (or the base) in the end
    code: int = 0
    pulls: int = 1  # open ones, in the end
    opened: int = 1  # of all that were ever there
    config: str = ""
    branch: str = BRANCH  # that is proposed in the end
    knobs: Mapping[str, Any] = field(default_factory=dict)  # of the forge, from then on


# -- what happens ------------------------------------------------------------------------------------------------


def reviewer_commits(people: People) -> None:
    people.edit(DE, open="Öffnen!")


def reviewer_commits_elsewhere(people: People) -> None:
    people.on()
    people.pushed.append(people.commit({"notes.txt": "Reviewed\n"}))
    people.push()


def suggestion(people: People) -> None:
    """A suggestion that was applied on the web page is a commit by the server, with both as authors."""
    people.on()
    strings = json.loads((people.folder / DE).read_text())
    message = "Update web/app.de.json\n\nCo-authored-by: Dev <dev@example.org>"
    people.pushed.append(people.commit({DE: {**strings, "open": "Öffnen!"}}, message))
    people.push()


def reviewer_rebases(people: People) -> None:
    people.commit_to_base({"notes.txt": "Two\n"})
    people.edit(DE, open="Öffnen!")
    people.git("rebase", "-q", "origin/main")
    people.pushed[:] = [people.head()]
    people.push(BRANCH, "--force")


def rebase_without_edits(people: People) -> None:
    people.commit_to_base({"notes.txt": "Two\n"})
    people.on()
    people.git("rebase", "-q", "origin/main")
    people.push(BRANCH, "--force")


def amend(people: People) -> None:
    """Our commit with a change of theirs in it: the trailers are ours, the content is not."""
    people.on()
    strings = json.loads((people.folder / DE).read_text())
    people.write({DE: {**strings, "open": "Öffnen!"}})
    people.git("commit", "-q", "-a", "--amend", "--no-edit")
    people.pushed.append(people.head())
    people.push(BRANCH, "--force")


def force_push_over_ours(people: People) -> None:
    people.on("main")
    people.pushed.append(people.commit({"notes.txt": "Mine\n"}))
    people.push(BRANCH, "--force")


def force_push_keeping_some(people: People) -> None:
    """Two commits of ours, the last of which is dropped for one of theirs."""
    first = people.app.remote_ref(f"refs/heads/{BRANCH}")
    people.app.translate("web/app.en.json", "de", {"Open": "Auf"})
    people.app.sync()
    people.on()
    people.git("reset", "-q", "--hard", first)
    people.pushed.append(people.commit({"notes.txt": "Mine\n"}))
    people.push(BRANCH, "--force")


def reset_to_base(people: People) -> None:
    people.on("main")
    people.push(BRANCH, "--force")


def update_branch(people: People) -> None:
    people.commit_to_base({"notes.txt": "Two\n"})
    people.on()
    people.git("merge", "-q", "--no-edit", "origin/main")
    people.pushed.append(people.head())
    people.push()


def update_branch_with_managed(people: People) -> None:
    people.commit_to_base({FR: {"open": "Ouvrir!"}})
    people.on()
    people.git("merge", "-q", "-X", "theirs", "--no-edit", "origin/main")
    people.pushed.append(people.head())
    people.push()


def base_moves_elsewhere(people: People) -> None:
    people.commit_to_base({"notes.txt": "Two\n"})


def base_moves_here(people: People) -> None:
    people.commit_to_base({DE: {"open": "Öffnen!"}})


def base_moves_here_under_a_reviewer(people: People) -> None:
    people.edit(FR, bye="Salut")
    people.commit_to_base({DE: {"open": "Öffnen!"}})


def base_is_rewritten(people: People) -> None:
    people.on("main")
    people.git("commit", "-q", "--amend", "-m", "First, in other words")
    people.push("main", "--force")


def base_goes_back(people: People) -> None:
    """A commit that was synchronised leaves the base branch."""
    people.commit_to_base({"notes.txt": "Two\n"})
    people.app.pull_branch()
    people.app.translate("web/app.en.json", "de", {"Open": "Auf"})
    people.app.sync()
    people.on("main")
    people.git("reset", "-q", "--hard", "HEAD~1")
    people.push("main", "--force")


def base_is_rewritten_under_a_reviewer(people: People) -> None:
    people.edit(DE, open="Öffnen!")
    base_is_rewritten(people)


def branch_deleted(people: People) -> None:
    people.git("push", "-q", "origin", f":{BRANCH}")


def closed(people: People) -> None:
    people.set_pull(state="closed")


def closed_and_branch_deleted(people: People) -> None:
    closed(people)
    branch_deleted(people)


def reopened(people: People) -> None:
    closed(people)
    people.set_pull(state="open")


def merged(how: str, *, keep_branch: bool = False) -> Callable[[People], None]:
    return lambda people: people.merge(how, keep_branch=keep_branch)


def reviewed_and_squashed(people: People) -> None:
    people.edit(DE, open="Öffnen!")
    people.merge("squash")


def squashed_with_edits(people: People) -> None:
    """Somebody squashes by hand, and corrects a string while at it."""
    people.on("main")
    people.git("merge", "-q", "--squash", f"origin/{BRANCH}")
    strings = json.loads((people.folder / DE).read_text())
    people.commit({DE: {**strings, "open": "Öffnen!"}}, "Translations (#1)")
    people.push("main")
    closed_and_branch_deleted(people)


def retargeted(people: People) -> None:
    people.on("main")
    people.push("develop")
    people.set_pull(base="develop")


def conflict_elsewhere(people: People) -> None:
    people.on()
    people.pushed.append(people.commit({"notes.txt": "Theirs\n"}))
    people.push()
    people.commit_to_base({"notes.txt": "Ours\n", FR: {"open": "Ouvrir!"}})


def target_deleted(people: People) -> None:
    people.on()
    people.pushed.append(people.commit({DE: None}))
    people.push()


def ours_reverted(people: People) -> None:
    people.on()
    people.git("revert", "--no-edit", "HEAD")
    people.pushed.append(people.head())
    people.push()


def state_lost(people: People) -> None:
    people.git("push", "-q", "origin", ":refs/l10n/state/main")


def state_lost_under_a_reviewer(people: People) -> None:
    people.edit(DE, open="Öffnen!")
    state_lost(people)


def base_is_renamed(people: People) -> None:
    """As GitHub does it: the open pull request gets the new name as its base."""
    people.on("main")
    people.push("trunk")
    people.set_pull(base="trunk")
    people.app.github("PATCH", f"repos/{people.app.repository}", {"default_branch": "trunk"})
    people.git("push", "-q", "origin", ":main")
    people.app.base = "trunk"
    people.app.git("checkout", "-q", "-b", "trunk")


def nothing(people: People) -> None:
    """Nobody did anything."""


NEWS = {"Good bye": "Tschüss"}
MINE = {"open": "Öffnen!"}
HELD = {"bye": "Tschüss"}


def often(name: str, story: History) -> ParameterSet:
    return pytest.param(story, id=name)


def seldom(name: str, story: History) -> ParameterSet:
    return pytest.param(story, id=name, marks=pytest.mark.long)


def when(happens: Callable[[People], object], says: str = "", **more: Any) -> History:
    return History(happens, says, **more)


KEPT, FORCED = "commit of other people", "was force-pushed by somebody"
HISTORIES = [
    often(
        "a reviewer edits a string, news in another",
        when(reviewer_commits, KEPT, news=NEWS, de={**MINE, **HELD}),
    ),
    seldom("a reviewer edits a string", when(reviewer_commits, KEPT, de=MINE)),
    seldom(
        "a reviewer edits the very string that changes",
        when(reviewer_commits, KEPT, news={"Open": "Auf"}, de={"open": "Auf"}),
    ),
    seldom("a reviewer edits an unmanaged file", when(reviewer_commits_elsewhere, KEPT, news=NEWS, de=HELD)),
    seldom("a suggestion is applied", when(suggestion, KEPT, news=NEWS, de={**MINE, **HELD})),
    seldom("a reviewer rebases with an edit", when(reviewer_rebases, FORCED, news=NEWS, de={**MINE, **HELD})),
    seldom("a reviewer rebases", when(rebase_without_edits, FORCED, news=NEWS, de=HELD)),
    seldom("a reviewer amends our commit", when(amend, FORCED, news=NEWS, de={**MINE, **HELD})),
    seldom("a force push drops ours", when(force_push_over_ours, FORCED, news=NEWS, de=HELD)),
    seldom(
        "a force push keeps some of ours",
        when(force_push_keeping_some, FORCED, news=NEWS, de={"open": "Auf", **HELD}),
    ),
    seldom("a force push takes the branch to the base", when(reset_to_base, "is not opened again", pulls=0)),
    seldom("the same with news", when(reset_to_base, "made again", news=NEWS, de=HELD, opened=2)),
    seldom("the branch is updated on the page", when(update_branch, KEPT, news=NEWS, de=HELD)),
    seldom(
        "a reviewer merges the base with managed files",
        when(update_branch_with_managed, KEPT, news=NEWS, de=HELD),
    ),
    seldom("the base moves elsewhere", when(base_moves_elsewhere, "in no file that is delivered")),
    seldom(
        "the base moves in a managed file", when(base_moves_here, "made anew", news=NEWS, de={**MINE, **HELD})
    ),
    seldom(
        "the same with a reviewer on the branch",
        when(base_moves_here_under_a_reviewer, "merged into", de=MINE),
    ),
    seldom("the base is rewritten", when(base_is_rewritten, "rewritten")),
    seldom("the base loses a commit", when(base_goes_back, "rewritten", de={"open": "Auf"})),
    seldom(
        "the base is rewritten under a reviewer",
        when(base_is_rewritten_under_a_reviewer, "rewritten", de=MINE),
    ),
    seldom("the branch is deleted", when(branch_deleted, "is not opened again", pulls=0)),
    often(
        "the branch is deleted, then news", when(branch_deleted, "made again", news=NEWS, de=HELD, opened=2)
    ),
    seldom("the pull request is closed", when(closed, pulls=0)),
    seldom("the pull request is closed, then news", when(closed, "is open again", news=NEWS, de=HELD)),
    seldom("closed and deleted", when(closed_and_branch_deleted, "is not opened again", pulls=0)),
    seldom(
        "closed and deleted, then news",
        when(closed_and_branch_deleted, "this one follows it", news=NEWS, de=HELD, opened=2),
    ),
    seldom("closed and opened again by hand", when(reopened, news=NEWS, de=HELD)),
    *(
        seldom(
            f"merged by {how}, branch {'left' if keep else 'deleted'}, {'news' if news else 'no news'}",
            when(
                merged(how, keep_branch=keep),
                "was merged" if not news else "next one",
                news=news,
                de=news and HELD,
                pulls=int(bool(news)),
                opened=1 + bool(news),
            ),
        )
        for how in ("merge", "squash", "rebase")
        for keep in (False, True)
        for news in ({}, NEWS)
    ),
    seldom("reviewed, then squashed", when(reviewed_and_squashed, "was merged", de=MINE, pulls=0)),
    seldom("squashed by hand with a correction", when(squashed_with_edits, "was closed", de=MINE, pulls=0)),
    seldom("the pull request gets another base", when(retargeted, "develop", news=NEWS, de=HELD)),
    seldom(
        "a conflict in an unmanaged file", when(conflict_elsewhere, "conflict with main in notes.txt", code=6)
    ),
    seldom("a reviewer deletes a target", when(target_deleted, KEPT)),
    seldom("a person reverts our commit", when(ours_reverted, KEPT, pulls=0)),
    seldom("the state is lost", when(state_lost, news=NEWS, de=HELD)),
    seldom("the state is lost under a reviewer", when(state_lost_under_a_reviewer, KEPT, news=NEWS, de=MINE)),
    seldom(
        "the branch is protected",
        when(nothing, "GH006", news=NEWS, code=6, knobs={"protected_branches": ["l10n/*"]}),
    ),
    seldom(
        "a rule forbids pushes",
        when(nothing, "GH013", news=NEWS, code=6, knobs={"ruled_refs": ["refs/heads/l10n/*"]}),
    ),
    seldom(
        "the base branch is renamed",
        when(base_is_renamed, "main is gone", news=NEWS, opened=2, de=HELD, branch="l10n/trunk"),
    ),
    seldom(
        "commits by git",
        when(
            reviewer_commits,
            KEPT,
            news=NEWS,
            de={**MINE, **HELD},
            config="pull_request: {commit: author, author: {name: Bot, email: bot@example.org}}\n",
        ),
    ),
]


# -- the two runs ------------------------------------------------------------------------------------------------


@pytest.fixture
def people(world: World, tmp_path: Path) -> People:
    world.control("knobs", {"smartcat": {"rate_limit": False}})
    return People(world, tmp_path / "people")


def create(people: People, config: str = "") -> None:
    """A repository, and a checkout in which somebody has work of all kinds lying around."""
    files = {"web/app.en.json": dump(EN), "notes.txt": "One\n"}
    people.app.create(files, RULES, locales=("de", "fr"), extra=config)
    people.commit_to_base({"notes.txt": "First\n"})
    people.app.pull_branch()
    people.app.write({"notes.txt": "Put aside\n"})
    people.app.git("stash", "-q")
    people.app.write({"untracked.txt": "Mine\n"})


def start(people: People, config: str = "") -> None:
    """The first pull request is open."""
    create(people, config)
    people.app.sync()


def run(people: People) -> Ran:
    """A run in a fresh look at the base branch, which must leave the checkout as it is."""
    app = people.app
    app.git("fetch", "-q", "origin", app.base)
    app.git("reset", "-q", "--hard", "FETCH_HEAD")
    before = snapshot(app.folder)
    ran = app.run("sync", "--json")
    assert snapshot(app.folder) == before
    return ran


def assert_nothing_lost(people: People, head: str) -> None:
    """What people pushed is in the branch, or the branch is as they left it."""
    now = people.app.remote_ref(f"refs/heads/{BRANCH}")
    if now and now != head:
        people.git("fetch", "-q", "origin", BRANCH)
        for commit in people.pushed:
            assert is_ancestor(people.folder, commit, now), f"{commit} is gone"


@pytest.mark.parametrize("story", HISTORIES)
def test_a_history_followed_by_two_runs(people: People, story: History) -> None:
    app = people.app
    start(people, story.config)
    story.happens(people)
    head = app.remote_ref(f"refs/heads/{BRANCH}")
    for source, translation in story.news.items():
        app.translate("web/app.en.json", "de", {source: translation})
    app.control("knobs", {"github": dict(story.knobs)})
    first = run(people)
    assert first.code == story.code, first.err + first.out
    told = "\n".join(first.json["notes"]) if not first.code else first.err
    assert story.says in told
    assert_nothing_lost(people, head)
    if story.code:
        assert app.remote_ref(f"refs/heads/{BRANCH}") == head
        return  # what is refused is tried again by every run
    at, refs = app.log_length(), app.git("ls-remote", "origin")
    second = run(people)
    assert second.code == 0, second.err + second.out
    pushes, writes, reads = traffic(app, at)
    assert (pushes, writes, reads <= 2) == (0, 0, True), f"{pushes} pushes, {writes} writes, {reads} reads"
    assert second.json["delivery"]["operation"] == "none"
    assert app.git("ls-remote", "origin") == refs
    assert [len(app.pulls("open")), len(app.pulls())] == [story.pulls, story.opened]
    is_there = app.remote_ref(f"refs/heads/{story.branch}")
    strings = json.loads(app.on_branch(DE, story.branch if is_there else app.base)) if story.de else {}
    assert {key: strings.get(key) for key in story.de} == dict(story.de)


def assert_settled(people: People) -> None:
    refs, at = people.app.git("ls-remote", "origin"), people.app.log_length()
    assert run(people).code == 0
    seen = traffic(people.app, at)
    assert (seen.pushes, seen.writes, seen.reads <= 2) == (0, 0, True), seen
    assert people.app.git("ls-remote", "origin") == refs


@pytest.mark.long
def test_a_branch_of_that_name_that_was_there_before_is_built_upon(people: People) -> None:
    create(people)
    people.on("main")
    people.pushed.append(people.commit({"notes.txt": "Mine\n"}))
    people.push(BRANCH)
    ran = run(people)
    assert ran.code == 0, ran.err
    assert any(KEPT in note for note in ran.json["notes"])
    assert_nothing_lost(people, "")
    assert set(json.loads(people.app.on_branch(DE))) == set(EN)
    assert_settled(people)


@pytest.mark.long
def test_two_bases_have_their_own_branch_and_pull_request(people: People) -> None:
    start(people)
    people.on("main")
    people.commit({"web/app.en.json": {**EN, "new": "New"}})
    people.push("release")
    people.app.base = "release"
    people.app.git("checkout", "-q", "-b", "release")
    ran = run(people)
    assert ran.code == 0, ran.err
    assert_settled(people)
    assert sorted(pull["base"]["ref"] for pull in people.app.pulls("open")) == ["main", "release"]
    assert set(json.loads(people.app.on_branch(DE, "l10n/release"))) == {*EN, "new"}
    people.app.base = "main"
    people.app.git("checkout", "-q", "main")
    assert_settled(people)
    assert set(json.loads(people.app.on_branch(DE))) == set(EN)
