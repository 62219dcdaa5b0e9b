"""`plan` end to end: what it tells, what it stores, what it leaves alone, and its comment on pull requests."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.scenarios.world import REPORT_SCHEMA, Ran, World

SCHEMA = REPORT_SCHEMA.with_name("plan.schema.json")
RULES = """
  - source: web/en.json
    target: web/{locale}.json
"""
EN = '{\n  "open": "Open",\n  "greet": "Hello {name}",\n  "bye": "Good bye"\n}\n'
CHANGED = '{\n  "open": "Open it",\n  "greet": "Hello {name}",\n  "new": "A new @string"\n}\n'
RATES = "rates: {currency: EUR, new: 0.10}\n"
ACCOUNT = {"SMARTCAT_ACCOUNT_ID": "", "SMARTCAT_API_KEY": ""}


@pytest.fixture
def app(world: World) -> World:
    world.create({"web/en.json": EN}, RULES, extra=RATES)
    return world


def planned(app: World, *arguments: str, env: dict[str, str] | None = None) -> dict[str, Any]:
    ran = app.run("plan", "--json", *arguments, env=env)
    assert ran.code == 0, ran.err + ran.out
    Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(ran.json)
    plan: dict[str, Any] = ran.json
    return plan


def refs(app: World) -> str:
    return app.git("ls-remote", "origin")


class Pull:
    """A developer's pull request, and runs that GitHub starts for it."""

    def __init__(self, app: World, folder: Path, branch: str = "feature", *, is_fork: bool = False) -> None:
        self.app, self.branch = app, branch
        made = app.github(
            "POST",
            f"repos/{app.repository}/pulls",
            {"title": "Add a string", "head": branch, "base": app.base},
        )
        self.number = int(made["number"])
        head = "stranger/app" if is_fork else app.repository
        path = write_event(folder, self.number, branch, head)
        self.summary, self.output = folder / "summary.md", folder / "output"
        self.output.touch()
        self.env = {
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": "pull_request",
            "GITHUB_EVENT_PATH": str(path),
            "GITHUB_BASE_REF": app.base,
            "GITHUB_HEAD_REF": branch,
            "GITHUB_REF": f"refs/pull/{self.number}/merge",
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_OUTPUT": str(self.output),
            "RUNNER_TEMP": str(folder),
        }

    def run(self, *arguments: str, **env: str) -> Ran:
        return self.app.run(*arguments, env={**self.env, **env})

    def of_the_repository(self) -> dict[str, str]:
        """The same pull request, not from a fork."""
        path = write_event(self.summary.parent, self.number, self.branch, self.app.repository)
        return {"GITHUB_EVENT_PATH": str(path)}

    def comments(self) -> list[str]:
        path = f"repos/{self.app.repository}/issues/{self.number}/comments"
        return [one["body"] for one in self.app.github("GET", path)]


def write_event(folder: Path, number: int, branch: str, head: str) -> Path:
    """The payload of a `pull_request` event, as far as it matters."""
    pull = {"number": number, "head": {"ref": branch, "repo": {"full_name": head}}}
    path = folder / f"event-{head.replace('/', '-')}.json"
    path.write_text(json.dumps({"number": number, "pull_request": pull}))
    return path


def propose(app: World, files: dict[str, str], branch: str = "feature") -> None:
    """A developer pushes a branch; the checkout stays on it."""
    app.git("checkout", "-q", "-B", branch)
    app.write(files)
    app.git("add", "-A")
    app.git("commit", "-q", "-m", "Add a string")
    app.git("push", "-q", "-f", "origin", f"HEAD:{branch}")


def test_a_plan_tells_everything_before_the_first_sync_and_writes_nothing(app: World) -> None:
    app.write({"web/de.json": '{"open": "Auf", "bye": "Auf Wiedersehen"}'})
    app.commit("Translate")
    before, at = refs(app), app.log_length()
    plan = planned(app)
    assert plan["plan"]["new"] == ["web/en.json"]
    assert plan["words"] == plan["plan"]["words"] == 10  # five words in two locales
    assert [(s["key"], s["effect"], s["after"]) for s in plan["strings"]] == [
        ("open", "added", "Open"), ("greet", "added", "Hello {name}"), ("bye", "added", "Good bye")
    ]  # fmt: skip
    assert [(one["locale"], one["cost"]) for one in plan["locales"]] == [("de", 0.5), ("fr", 0.5)]
    assert plan["made_from"]["commit"] == app.git("rev-parse", "HEAD") == plan["made_from"]["base_commit"]
    assert plan["made_from"]["state_commit"] is None
    assert any(note.startswith("3 of these words are translated in the repository") for note in plan["notes"])
    assert all(call.startswith("GET") for call in app.requests_to("smartcat", at))
    assert app.requests_to("github", at) == []
    assert refs(app) == before


def test_after_a_sync_only_what_changed_is_planned_string_by_string(app: World) -> None:
    app.sync()
    assert planned(app)["files"] == []
    app.write({"web/en.json": CHANGED})
    app.commit("Change")
    app.translate("web/en.json", "de", {"Good bye": "Auf Wiedersehen"})
    plan = planned(app)
    assert plan["plan"]["changed"] == ["web/en.json"]
    assert [(s["key"], s["effect"], s["before"], s["after"], s["line"]) for s in plan["strings"]] == [
        ("open", "changed", "Open", "Open it", 2),
        ("new", "added", None, "A new @string", 4),
        ("bye", "removed", "Good bye", None, None),
    ]
    assert plan["exports"] == [{"source": "web/en.json", "target": "web/de.json", "locale": "de"}]
    shown = app.run("plan").out
    assert "update web/en.json: 5 words into de, fr" in shown
    assert "~ open: 'Open' -> 'Open it'  (web/en.json:2)" in shown
    assert "export web/de.json (de)" in shown
    assert "about 1.00 EUR by the rate card" in shown
    assert app.sync()["words_sent"] == plan["words"]


@pytest.mark.long
def test_an_added_locale_costs_all_words_which_the_plan_the_guard_and_the_bill_agree_on(app: World) -> None:
    app.sync()
    billed = sum(bill["words"] for bill in app.control("billing"))
    config = (app.folder / "l10n.yml").read_text().replace("[de, fr]", "[de, fr, ja]")
    app.write({"l10n.yml": config + "limits: {words: 4}\n"})
    app.commit("Add a locale")
    plan = planned(app)
    assert (plan["words"], plan["added"], plan["plan"]["words"]) == (5, {"ja": 5}, 5)
    (japanese,) = plan["locales"]
    assert (japanese["locale"], japanese["bands"]["new"], japanese["cost"]) == ("ja", 5, 0.5)
    assert [(each["locale"], each["words"]) for each in plan["statistics"]] == [("de", 5), ("fr", 5)]
    assert planned(app, env=ACCOUNT)["added"] == {"ja": 5}
    other = app.run("sync", "--allow-words", "0" * 64)
    assert (other.code, "names another plan" in other.err) == (6, True)
    assert planned(app)["hash"] == plan["hash"]
    ran = app.run("sync", "--json", "--allow-words", plan["hash"])
    assert (ran.code, ran.json["words_sent"]) == (0, 5), ran.err
    assert sum(bill["words"] for bill in app.control("billing")) - billed == 5


@pytest.mark.long
def test_a_stored_plan_has_a_hash_that_moves_only_when_the_situation_does(app: World, tmp_path: Path) -> None:
    app.sync()
    first, again, later = (str(tmp_path / name) for name in ("1.json", "2.json", "3.json"))
    planned(app, "--out", first)
    planned(app, "--out", again)
    assert Path(first).read_bytes() == Path(again).read_bytes()
    app.translate("web/en.json", "de", {"Open": "Auf"})
    planned(app, "--out", later)
    stored = [json.loads(Path(name).read_text()) for name in (first, later)]
    assert stored[0]["hash"] != stored[1]["hash"]
    assert len(stored[0]["made_from"]["documents"]) == 2
    assert stored[0]["made_from"]["state_commit"] == app.remote_ref("refs/l10n/state/main")
    app.write({"web/en.json": CHANGED})
    app.commit("Change")
    at = app.log_length()
    plan = planned(app, env=ACCOUNT)  # without credentials: compared with the last sync alone
    assert plan["platform_known"] is False
    assert (plan["exports"], plan["made_from"]["documents"]) == (None, None)
    assert plan["plan"]["changed"] == ["web/en.json"]
    assert any("platform side is unknown" in note for note in plan["notes"])
    assert app.requests_to("smartcat", at) == []
    assert "***" not in app.run("plan", env=ACCOUNT).out


@pytest.mark.long
def test_a_plan_shows_renames_deletions_and_a_guard_that_would_stop_the_sync(world: World) -> None:
    rules = "  - source: web/*.en.json\n    target: web/{stem1}.{locale}.json\n"
    files = {f"web/{n}.en.json": f'{{"k{n}": "Text number {n} of many"}}\n' for n in range(6)}
    world.create(files, rules)
    world.sync()
    for number in range(4):
        (world.folder / f"web/{number}.en.json").unlink()
    world.git("mv", "web/5.en.json", "web/five.en.json")
    world.commit("Remove")
    plan = planned(world)
    assert plan["plan"]["renamed"] == [{"from": "web/5.en.json", "to": "web/five.en.json"}]
    assert plan["plan"]["deleted"] == [f"web/{n}.en.json" for n in range(4)]
    assert [f["action"] for f in plan["files"]] == ["rename", *["delete"] * 4]
    assert ("k0", "removed") in [(s["key"], s["effect"]) for s in plan["strings"]]
    assert [f["code"] for f in plan["findings"]] == ["guard"]
    assert world.run("sync").code == 6


def test_a_pull_request_gets_one_comment_that_changes_only_with_its_content(
    app: World, tmp_path: Path
) -> None:
    propose(app, {"README.md": "Hello\n"})
    pull = Pull(app, tmp_path)
    assert pull.run("plan").code == 0
    assert pull.comments() == []  # there is nothing to tell, although nothing was ever sent
    propose(app, {"web/en.json": CHANGED})
    ran = pull.run("plan")
    assert ran.code == 0, ran.err
    (comment,) = pull.comments()
    assert comment.startswith("<!-- ci-l10n plan ")
    assert "1 string added, 1 changed, 1 removed; about 10 words" in comment
    assert "<code>Open</code> | <code>Open it</code>" in comment
    assert "A new &#64;string" in comment
    assert "@" not in comment.replace("&#64;", "")
    assert "0.50 EUR" in comment
    assert "<code>Open</code>" in pull.summary.read_text()
    at = app.log_length()
    assert pull.run("plan").code == 0
    assert pull.comments() == [comment]
    calls = app.requests_to("github", at)
    assert [call for call in calls if not call.startswith("GET")] == ["POST /api/v3/graphql"]  # who we are
    propose(app, {"web/en.json": CHANGED.replace("Open it", "Open up")})
    pull.run("plan")
    (changed,) = pull.comments()
    assert "Open up" in changed
    propose(app, {"web/en.json": EN})
    pull.run("plan")
    (settled,) = pull.comments()
    assert "Nothing is left to translate" in settled
    app.control("knobs", {"github": {"workflow_token": True}})  # we are another one from now on
    propose(app, {"web/en.json": CHANGED})
    pull.run("plan")
    first, second = pull.comments()
    assert first == settled  # anybody can write our marker
    assert "Open it" in second


def test_a_fork_or_a_token_that_may_only_read_has_the_page_of_the_run(app: World, tmp_path: Path) -> None:
    propose(app, {"web/en.json": CHANGED})
    pull = Pull(app, tmp_path, is_fork=True)
    at = app.log_length()
    ran = pull.run("plan", **ACCOUNT)
    assert ran.code == 0, ran.err
    assert pull.comments() == []
    assert "1 string added, 1 changed, 1 removed" in pull.summary.read_text()
    assert app.requests_to("smartcat", at) == []
    assert pull.run("check").code == 0
    app.control("knobs", {"github": {"read_only_tokens": [app.announced["github_token"]]}})
    ours = pull.run("plan", **pull.of_the_repository())
    assert ours.code == 0, ours.err
    assert "no comment: " in ours.out
    assert "pull-requests: write" in ours.out
    app.control("knobs", {"github": {"read_only_tokens": []}})
    assert pull.comments() == []
    for command in ("sync", "push", "pull"):
        stopped = pull.run(command)
        assert stopped.code == 3
        assert "fork" in stopped.err
        assert "ci-l10n plan" in stopped.err


def test_a_workflow_of_the_base_branch_comments_on_forks_without_an_account(
    app: World, tmp_path: Path
) -> None:
    base = app.git("rev-parse", "HEAD")
    propose(app, {"web/en.json": CHANGED})
    pull = Pull(app, tmp_path, is_fork=True)
    of_base = {
        "GITHUB_EVENT_NAME": "pull_request_target",
        "GITHUB_SHA": base,
        "GITHUB_REF": "refs/heads/main",
    }
    at = app.log_length()
    ran = pull.run("plan", **of_base)
    assert ran.code == 0, ran.err
    assert "1 string added, 1 changed, 1 removed" in pull.comments()[0]
    assert pull.run("sync", **of_base).code == 3
    assert app.requests_to("smartcat", at) == []
    before = pull.comments()
    app.git("checkout", "-q", app.base)  # what actions/checkout does
    ran = pull.run("plan", **of_base)
    assert f"this is a plan of main, which `pull_request_target` checks out, not of #{pull.number}" in ran.out
    assert "github.event.pull_request.head.sha" in ran.out
    assert pull.comments() == before


def test_a_run_of_our_own_pull_request_or_branch_stops_quietly(app: World, tmp_path: Path) -> None:
    app.sync()
    number = app.pulls()[0]["number"]
    app.git("fetch", "-q", "origin", "l10n/main")
    app.git("checkout", "-q", "-B", "l10n/main", "FETCH_HEAD")
    before = refs(app)
    push = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_EVENT_NAME": "push",
        "GITHUB_REF": "refs/heads/l10n/main",
    }
    at = app.log_length()
    for command in ("sync", "push", "plan"):
        ran = app.run(command, env=push)
        assert ran.code == 0, ran.err
        assert "nothing to do" in ran.out
    event = write_event(tmp_path, number, "l10n/main", app.repository)
    review = {
        **push,
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_REF": f"refs/pull/{number}/merge",
        "GITHUB_BASE_REF": "main",
    }
    ran = app.run("sync", env=review)
    assert ran.code == 0, ran.err
    assert "our own change request" in ran.out
    assert app.requests_to("smartcat", at) == []
    assert refs(app) == before


def test_a_comment_is_asked_for_where_there_is_no_pull_request(app: World) -> None:
    ran = app.run("plan", "--comment")
    assert ran.code == 2
    assert "no pull request" in ran.err
