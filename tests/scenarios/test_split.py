"""One pull request per locale or rule, from one export."""

import json
from typing import Any

import pytest

from tests.scenarios.people import traffic
from tests.scenarios.world import World

RULES = """
  - source: web/*.en.json
    target: web/{stem1}.{locale}.json
  - source: docs/en/*.md
    target: docs/{locale}/{name}
"""
FILES: dict[str, str | bytes] = {
    "web/app.en.json": '{\n  "open": "Open",\n  "bye": "Good bye"\n}\n',
    "docs/en/intro.md": "# Welcome\n",
}
OUTPUTS = ("branch", "commit_sha", "pull_request_number", "pull_request_url", "pull_request_operation")


def configure(app: World, split: str) -> None:
    path = app.folder / "l10n.yml"
    text = path.read_text().partition("pull_request:")[0]
    app.write({"l10n.yml": text + (f"pull_request: {{split: {split}}}\n" if split else "")})
    app.commit(f"Split by {split or 'nothing'}")


def branches(app: World) -> list[str]:
    listed = app.git("ls-remote", "origin", "refs/heads/l10n/*").splitlines()
    return [line.partition("refs/heads/")[2] for line in listed]


def heads(app: World) -> list[str]:
    return sorted(pull["head"]["ref"] for pull in app.pulls("open"))


def files_of(app: World, branch: str) -> list[str]:
    app.git("fetch", "-q", "origin", branch)
    return app.git("diff", "--name-only", f"{app.remote_ref('refs/heads/main')}", "FETCH_HEAD").splitlines()


def assert_settled(app: World) -> None:
    before, at = app.git("ls-remote", "origin"), app.log_length()
    report = app.sync()
    assert {each["operation"] for each in report["deliveries"]} <= {"none"}
    assert app.git("ls-remote", "origin") == before
    seen = traffic(app, at)
    assert (seen.pushes, seen.writes, seen.reads <= 2) == (0, 0, True)


@pytest.fixture
def app(world: World) -> World:
    world.control("knobs", {"smartcat": {"rate_limit": False}})
    world.create(FILES, RULES, extra="pull_request: {split: locale}\n")
    return world


def test_each_locale_has_its_branch_and_pull_request_and_only_news_move(app: World) -> None:
    report = app.sync()
    assert [each["branch"] for each in report["deliveries"]] == ["l10n/main-de", "l10n/main-fr"]
    assert heads(app) == branches(app) == ["l10n/main-de", "l10n/main-fr"]
    assert files_of(app, "l10n/main-de") == ["docs/de/intro.md", "web/app.de.json"]
    assert sorted(pull["title"] for pull in app.pulls()) == [
        "Update translations (de)",
        "Update translations (fr)",
    ]
    assert all("| fr |" not in pull["body"] for pull in app.pulls() if pull["head"]["ref"].endswith("-de"))
    assert_settled(app)
    french = app.remote_ref("refs/heads/l10n/main-fr")
    app.translate("web/app.en.json", "de", {"Open": "Auf"})
    app.sync()
    assert json.loads(app.on_branch("web/app.de.json", "l10n/main-de"))["open"] == "Auf"
    assert app.remote_ref("refs/heads/l10n/main-fr") == french
    assert_settled(app)


@pytest.mark.long
def test_another_split_closes_what_has_no_use_and_takes_reviews_along(app: World) -> None:
    app.sync()
    app.git("fetch", "-q", "origin", "l10n/main-de")
    app.git("checkout", "-q", "FETCH_HEAD")
    strings = json.loads((app.folder / "web/app.de.json").read_text())
    app.write({"web/app.de.json": json.dumps({**strings, "open": "Öffnen!"}, ensure_ascii=False)})
    app.git("commit", "-q", "-a", "-m", "Review")
    app.git("push", "-q", "origin", "HEAD:l10n/main-de")
    app.git("checkout", "-q", "main")
    configure(app, "rule")
    report = app.sync()
    assert heads(app) == ["l10n/main-docs-en-md", "l10n/main-web-en-json"]
    assert branches(app) == ["l10n/main-de", *heads(app)]  # the reviewer's commit is on the first
    assert any("l10n/main-de was left" in note for note in report["notes"])
    assert json.loads(app.on_branch("web/app.de.json", "l10n/main-web-en-json"))["open"] == "Öffnen!"
    assert_settled(app)
    configure(app, "")
    app.sync()
    assert heads(app) == ["l10n/main"]
    assert branches(app) == ["l10n/main", "l10n/main-de"]
    assert json.loads(app.on_branch("web/app.de.json"))["open"] == "Öffnen!"
    assert_settled(app)


@pytest.mark.long
def test_a_merged_part_is_over_and_the_others_stay(app: World) -> None:
    app.sync()
    (german,) = [pull for pull in app.pulls() if pull["head"]["ref"] == "l10n/main-de"]
    app.github("PUT", f"repos/{app.repository}/pulls/{german['number']}/merge", {"merge_method": "squash"})
    app.pull_branch()
    app.sync()
    assert_settled(app)
    assert heads(app) == ["l10n/main-fr"]
    app.translate("web/app.en.json", "de", {"Open": "Auf"})
    app.sync()
    assert heads(app) == ["l10n/main-de", "l10n/main-fr"]
    assert files_of(app, "l10n/main-de") == ["web/app.de.json"]


@pytest.mark.long
def test_a_file_of_all_locales_has_a_branch_of_its_own(world: World) -> None:
    rules = "\n  - source: app.csv\n    target: app.csv\n  - source: a.en.json\n    target: a.{locale}.json\n"
    files: dict[str, str | bytes] = {
        "app.csv": "key,en,de,fr\nopen,Open,,\n",
        "a.en.json": '{"a": "Apple"}\n',
    }
    world.create(files, rules, extra="pull_request: {split: locale}\n")
    world.sync()
    assert heads(world) == ["l10n/main-de", "l10n/main-fr", "l10n/main-shared"]
    assert files_of(world, "l10n/main-shared") == ["app.csv"]


@pytest.mark.long
def test_outputs_are_lists_in_one_order(app: World) -> None:
    def outputs(folder: str) -> dict[str, Any]:
        file = app.folder.parent / folder
        ran = app.run(
            "sync",
            env={"GITHUB_ACTIONS": "true", "GITHUB_OUTPUT": str(file), "GITHUB_REF": "refs/heads/main"},
        )
        assert ran.code == 0, ran.err
        text = file.read_text()
        return {name: json.loads(text.partition(f"{name}<<")[2].split("\n")[1]) for name in OUTPUTS}

    (app.folder.parent / "first").touch()
    made = outputs("first")
    assert made["branch"] == ["l10n/main-de", "l10n/main-fr"]
    assert made["pull_request_operation"] == ["created", "created"]
    assert {len(values) for values in made.values()} == {2}
