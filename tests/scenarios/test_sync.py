"""The main job end to end: the command line, the sandbox over HTTP, real git."""

import json

import pytest

from tests.scenarios.world import World

RULES = """
  - source: web/en.json
    target: web/{locale}.json
"""
EN = '{\n  "open": "Open",\n  "greet": "Hello {name}",\n  "bye": "Good bye"\n}\n'


@pytest.fixture
def app(world: World) -> World:
    world.create({"web/en.json": EN}, RULES)
    return world


def german(world: World, branch: str = "l10n/main") -> dict[str, str]:
    strings: dict[str, str] = json.loads(world.on_branch("web/de.json", branch))
    return strings


def test_the_first_sync_sends_waits_merges_and_opens_one_pull_request(app: World) -> None:
    report = app.sync()
    assert report["delivery"]["operation"] == "created"
    assert report["complete"] is True
    assert report["words_sent"] == 10  # five words in two locales
    (pull,) = app.pulls()
    assert pull["head"]["ref"] == "l10n/main"
    assert pull["base"]["ref"] == "main"
    assert pull["number"] == report["delivery"]["number"]
    assert set(german(app)) == {"open", "greet", "bye"}
    assert "{name}" in german(app)["greet"]


def test_the_second_sync_does_nothing_with_two_requests(app: World) -> None:
    app.sync()
    state, branch, at = app.remote_ref("refs/l10n/state/main"), app.remote_ref("l10n/main"), app.log_length()
    report = app.sync()
    assert report["delivery"]["operation"] == "none"
    assert report["delivery"]["changed"] is False
    assert app.requests_to("smartcat", at) == [f"GET /api/integration/v1/project/{app.project}"] * 2
    assert app.requests_to("github", at) == []
    assert app.remote_ref("refs/l10n/state/main") == state
    assert app.remote_ref("l10n/main") == branch


def test_requests_of_a_first_sync_follow_the_formula(app: World) -> None:
    at = app.log_length()
    app.sync()
    calls = app.requests_to("smartcat", at)
    reads = calls.count(f"GET /api/integration/v1/project/{app.project}")
    assert calls.count("POST /api/integration/v1/project/document") == 1
    assert calls.count("POST /api/integration/v1/document/export") == 1
    polls = [call for call in calls if call.startswith("GET /api/integration/v1/document/export/")]
    assert len(calls) == reads + 1 + 1 + len(polls)


@pytest.mark.long
def test_the_pull_request_holds_managed_files_only_in_one_commit(app: World) -> None:
    app.sync()
    number = app.pulls()[0]["number"]
    files = app.github("GET", f"repos/{app.repository}/pulls/{number}/files")
    assert sorted(item["filename"] for item in files) == ["web/de.json", "web/fr.json"]
    commits = app.github("GET", f"repos/{app.repository}/pulls/{number}/commits")
    assert len(commits) == 1
    assert "L10n-Source: " in commits[0]["commit"]["message"]


def test_the_checkout_is_left_as_found(app: World) -> None:
    app.write({"notes.txt": "mine"})
    before = (app.git("status", "--porcelain"), app.git("rev-parse", "HEAD"), app.git("for-each-ref"))
    app.sync()
    assert (app.git("status", "--porcelain"), app.git("rev-parse", "HEAD"), app.git("for-each-ref")) == before


def test_a_repair_in_git_is_kept_while_new_translations_arrive(app: World) -> None:
    app.sync()
    number = app.pulls()[0]["number"]
    app.github("PUT", f"repos/{app.repository}/pulls/{number}/merge", {"merge_method": "squash"})
    app.pull_branch()
    text = (app.folder / "web/de.json").read_text()
    wrong = json.loads(text)["open"]
    app.write({"web/de.json": text.replace(wrong, "Öffnen")})
    app.commit("Repair")
    app.translate("web/en.json", "de", {"Good bye": "Auf Wiedersehen"})
    report = app.sync()
    assert report["delivery"]["operation"] == "created"
    assert german(app)["open"] == "Öffnen"
    assert german(app)["bye"] == "Auf Wiedersehen"
    assert [(s["kind"], s["key"]) for s in report["strings"]] == [("edit", "open")]
    later = app.sync()
    assert later["delivery"]["operation"] == "none"
    assert german(app)["open"] == "Öffnen"


def test_a_broken_placeholder_is_held_back_and_named_in_the_pull_request(app: World) -> None:
    app.sync()
    good = german(app)["greet"]
    app.translate("web/en.json", "de", {"Hello {name}": "Hallo {nam}", "Open": "Auf"})
    report = app.sync()
    assert report["held_strings"] == 1
    assert german(app) == {**german(app), "greet": good, "open": "Auf"}
    body = app.pulls()[0]["body"]
    assert "Held back (1)" in body
    assert "greet" in body


@pytest.mark.long
def test_a_held_string_is_taken_when_the_platform_repaired_it(app: World) -> None:
    app.sync()
    app.translate("web/en.json", "de", {"Hello {name}": "Hallo {nam}"})
    app.sync()
    app.translate("web/en.json", "de", {"Hello {name}": "Hallo {name}"})
    report = app.sync()
    assert report["held_strings"] == 0
    assert german(app)["greet"] == "Hallo {name}"
    assert "Held back" not in app.pulls()[0]["body"]


def test_only_the_changed_source_is_sent(app: World) -> None:
    app.write({"web/more/en.json": '{"x": "More"}\n'})
    app.write(
        {
            "l10n.yml": (app.folder / "l10n.yml")
            .read_text()
            .replace("files:", "files:\n  - {source: web/more/en.json, target: 'web/more/{locale}.json'}")
        }
    )
    app.commit("More")
    app.sync()
    billed = app.control("billing")
    app.write({"web/en.json": EN.replace("Good bye", "See you")})
    app.commit("Change")
    at = app.log_length()
    report = app.sync()
    updates = [call for call in app.requests_to("smartcat", at) if call.startswith("PUT")]
    assert updates == ["PUT /api/integration/v2/document/update"]
    assert report["plan"]["changed"] == ["web/en.json"]
    assert report["words_sent"] == 4  # two new words in two locales
    assert billed != app.control("billing")


@pytest.mark.long
def test_a_key_that_left_the_source_leaves_the_targets(app: World) -> None:
    app.sync()
    app.write({"web/en.json": '{\n  "open": "Open",\n  "greet": "Hello {name}"\n}\n'})
    app.commit("Drop a string")
    report = app.sync()
    assert set(german(app)) == {"open", "greet"}
    assert report["delivery"]["operation"] == "updated"


@pytest.mark.long
def test_a_renamed_source_is_one_rename_and_keeps_its_translations(app: World) -> None:
    app.sync()
    before = german(app)
    app.git("mv", "web/en.json", "web/app.en.json")
    config = (app.folder / "l10n.yml").read_text()
    config = config.replace("web/en.json", "web/app.en.json").replace(
        "web/{locale}.json", "web/app.{locale}.json"
    )
    app.write({"l10n.yml": config})
    app.commit("Rename")
    billed, at = app.control("billing"), app.log_length()
    report = app.sync()
    writes = [call for call in app.requests_to("smartcat", at) if not call.startswith("GET")]
    assert [call for call in writes if "export" not in call] == ["PUT /api/integration/v1/document/rename"]
    assert app.control("billing") == billed
    assert json.loads(app.on_branch("web/app.de.json")) == before
    assert report["plan"]["renamed"] == [{"from": "web/en.json", "to": "web/app.en.json"}]


@pytest.mark.long
def test_the_pull_request_is_closed_when_nothing_differs_any_more(app: World) -> None:
    app.sync()
    for locale in ("de", "fr"):
        app.write({f"web/{locale}.json": app.on_branch(f"web/{locale}.json")})
    app.commit("Take the translations by hand")
    report = app.sync()
    assert report["delivery"]["operation"] in ("closed", "none")
    assert app.pulls("open") == []
    assert app.sync()["delivery"]["operation"] == "none"


@pytest.mark.long
def test_a_pull_request_that_a_person_closed_stays_closed_until_there_is_news(app: World) -> None:
    app.sync()
    number = app.pulls()[0]["number"]
    app.github("PATCH", f"repos/{app.repository}/pulls/{number}", {"state": "closed"})
    app.sync()
    assert app.pulls("open") == []
    app.translate("web/en.json", "de", {"Open": "Auf"})
    app.sync()
    assert len(app.pulls("open")) == 1


def test_a_reviewers_commit_on_the_branch_is_kept_and_built_upon(app: World) -> None:
    app.sync()
    app.git("fetch", "-q", "origin", "l10n/main")
    app.git("checkout", "-q", "FETCH_HEAD")
    text = (app.folder / "web/de.json").read_text()
    app.write({"web/de.json": text.replace(json.loads(text)["open"], "Öffnen")})
    app.git("commit", "-qam", "Suggest")
    app.git("push", "-q", "origin", "HEAD:l10n/main")
    reviewer = app.git("rev-parse", "HEAD")
    app.git("checkout", "-q", "main")
    app.translate("web/en.json", "de", {"Good bye": "Tschüss"})
    report = app.sync()
    assert german(app)["open"] == "Öffnen"
    assert german(app)["bye"] == "Tschüss"
    app.git("fetch", "-q", "origin", "l10n/main")
    app.git("merge-base", "--is-ancestor", reviewer, "FETCH_HEAD")
    assert report["delivery"]["operation"] == "updated"


@pytest.mark.long
def test_push_wait_pull_do_the_same_in_three_steps(app: World) -> None:
    assert app.run("push").code == 0
    waited = app.run("wait", "--json")
    assert waited.json["complete"] is True
    pulled = app.run("pull", "--deliver", "pr", "--json")
    assert pulled.json["delivery"]["operation"] == "created"
    assert app.sync()["delivery"]["operation"] == "none"


def test_pull_writes_into_the_working_tree_and_nowhere_else(app: World) -> None:
    app.run("push")
    app.run("wait")
    state = app.remote_ref("refs/l10n/state/main")
    ran = app.run("pull", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["written"] == ["web/de.json", "web/fr.json"]
    assert (app.folder / "web/de.json").exists()
    assert app.remote_ref("refs/l10n/state/main") == state
    assert app.pulls() == []


def test_a_dry_run_says_what_it_would_do_and_writes_nothing(app: World) -> None:
    at = app.log_length()
    ran = app.run("sync", "--dry-run")
    assert ran.code == 0, ran.err
    assert "would upload web/en.json" in ran.out
    assert all(call.startswith("GET") for call in app.requests_to("smartcat", at))
    assert app.remote_ref("refs/l10n/state/main") == ""


def test_status_shows_progress_per_locale_and_file(app: World) -> None:
    app.sync()
    ran = app.run("status")
    assert ran.code == 0, ran.err
    assert "de" in ran.out
    assert "100 %" in ran.out
    assert "web/en.json" in ran.out


@pytest.mark.long
def test_a_branch_can_be_delivered_without_a_forge(app: World) -> None:
    ran = app.run("sync", "--deliver", "branch", "--json")
    assert ran.code == 0, ran.err
    assert set(german(app)) == {"open", "greet", "bye"}
    assert app.pulls() == []


@pytest.mark.long
def test_documents_are_delivered_as_they_come(world: World) -> None:
    text = "# Title\n\nHello world.\n"
    world.create(
        {"docs/en/a/intro.md": text},
        "  - source: docs/en/**/*.md\n    target: docs/{locale}/{path}/{name}\n",
    )
    world.sync()
    delivered = world.on_branch("docs/de/a/intro.md").decode()
    assert delivered.startswith("# ")
    assert delivered != text


def test_one_malformed_source_is_a_finding_and_the_others_go_on(world: World) -> None:
    rules = "  - source: web/*/en.json\n    target: web/{path}/{locale}.json\n"
    rules = "  - source: web/a/en.json\n    target: web/a/{locale}.json\n  - source: web/b/en.json\n    target: web/b/{locale}.json\n"
    world.create({"web/a/en.json": '{"a": "One"}\n', "web/b/en.json": '{"b": "Two",\n'}, rules)
    report = world.sync()
    assert [finding["code"] for finding in report["findings"]] == ["file-malformed"]
    assert report["findings"][0]["file"] == "web/b/en.json"
    assert b"a" in world.on_branch("web/a/de.json")
