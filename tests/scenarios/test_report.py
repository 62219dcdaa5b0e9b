"""`report` and `--review-page`: what a run did, for people, in the checkout, in CI, and from a stored file."""

import json
import re
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.scenarios.world import World

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]

EN = {"save": "Save", "share": "Share {count} pears", "cancel": "Cancel"}
RULES = "  - source: web/en.json\n    target: web/{locale}.json\n  - source: docs/en/*.md\n    target: docs/{locale}/{name}\n"
IN_ACTIONS = {"GITHUB_SERVER_URL": "https://github.example", "GITHUB_RUN_ID": "77"}


def dump(strings: dict[str, str]) -> str:
    return json.dumps(strings, ensure_ascii=False, indent=2) + "\n"


def data_of(page: Path) -> dict[str, Any]:
    """What the script of a page reads."""
    found = re.search(
        r'<script type="application/json" id="data">(.*?)</script>', page.read_text(encoding="utf-8")
    )
    assert found
    document: dict[str, Any] = json.loads(found[1])
    return document


def strings_of(page: Path) -> dict[tuple[str, str], tuple[str | None, ...]]:
    """Source, before and after of each string, by target and key."""
    data = data_of(page)
    rows = [data["rows"][start : start + 8] for start in range(0, len(data["rows"]), 8)]

    def text(index: int) -> str | None:
        return None if index < 0 else data["texts"][index]

    return {
        (data["files"][row[0]]["target"], data["texts"][row[1]]): tuple(map(text, row[3:6])) for row in rows
    }


@pytest.fixture
def app(world: World) -> World:
    """A first pull request is merged; then people and translators went on, one of them wrongly."""
    files = {"web/en.json": dump(EN), "docs/en/a.md": "# Picking\n\nTwist.\n", ".gitignore": "*.html\n"}
    world.create(files, RULES, locales=("de", "he"))
    world.sync("--timeout", "10s")
    (pull,) = world.pulls("open")
    world.github("PUT", f"repos/{world.repository}/pulls/{pull['number']}/merge", {"merge_method": "squash"})
    world.pull_branch()
    german = json.loads((world.folder / "web/de.json").read_text(encoding="utf-8"))
    world.write({"web/de.json": dump({**german, "cancel": "Abbruch"})})
    world.commit("Shorter")
    world.translate(
        "web/en.json",
        "de",
        {"Share {count} pears": "Birnen teilen", "Cancel": "Verwerfen", "Save": "Sichern"},
    )
    world.translate("web/en.json", "he", {"Save": "שמור"})
    return world


def test_a_run_writes_the_page_and_the_pull_request_and_the_summary_lead_to_it(
    app: World, tmp_path: Path
) -> None:
    page, summary, outputs = tmp_path / "temp" / "review.html", tmp_path / "summary.md", tmp_path / "outputs"
    outputs.touch()
    app.extra_env |= {
        **IN_ACTIONS, "GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary), "GITHUB_OUTPUT": str(outputs),
        "GITHUB_REF": "refs/heads/main", "RUNNER_TEMP": str(page.parent),
    }  # fmt: skip
    report = app.sync("--timeout", "2s", "--review-page", str(page))
    run = "https://github.example/acme/app/actions/runs/77#artifacts"
    (pull,) = app.pulls("open")
    assert f"the review page, [an artifact of the run]({run})" in pull["body"]
    assert f"the review page, [an artifact of this run]({run})" in summary.read_text(encoding="utf-8")
    assert "review_page" in outputs.read_text(encoding="utf-8")
    assert "review.html" in outputs.read_text(encoding="utf-8")

    found = strings_of(page)
    assert found["web/de.json", "save"][0::2] == ("Save", "Sichern")
    source, before, after = found["web/de.json", "share"]
    assert source == "Share {count} pears"
    assert before == after != "Birnen teilen", "held back: what was there stays"
    assert found["web/de.json", "cancel"][1:] == ("Abbruch", "Verwerfen")
    assert found["web/he.json", "save"][2] == "שמור"
    data = data_of(page)
    assert {file["dir"] for file in data["files"] if file["locale"] == "he"} == {"rtl"}
    assert all(file["url"].startswith(app.announced["smartcat"].rstrip("/")) for file in data["files"])
    values = {note["kind"]: note["values"] for notes in data["notes"] for note in notes}
    assert values["held"]["platform"] == "Birnen teilen"
    assert (values["conflict"]["repository"], values["conflict"]["platform"]) == ("Abbruch", "Verwerfen")
    assert 'role="img" aria-label="de: ' in page.read_text(encoding="utf-8"), "progress of two runs is a line"

    # The same page is made of the stored report; nothing of it is in what was delivered.
    assert app.run("report", "--html", "again.html").code == 0
    assert (app.folder / "again.html").read_bytes() == page.read_bytes()
    names = [item["filename"] for item in app.github("GET", f"repos/acme/app/pulls/{pull['number']}/files")]
    assert names == [file["target"] for file in report["files"]]
    assert app.git("status", "--porcelain") == ""

    # A run in which nothing happens leaves the description alone, with its link to the page that tells of it.
    app.extra_env["GITHUB_RUN_ID"] = "78"
    assert app.sync("--timeout", "0", "--review-page", str(page))["delivery"]["operation"] == "none"
    assert app.pulls("open")[0]["body"] == pull["body"]
    assert strings_of(page) == found


def test_the_page_tells_of_a_run_that_failed_and_is_refused_early_where_it_cannot_be_written(
    app: World,
) -> None:
    ran = app.run("sync", "--review-page", "failed.html", env={"SMARTCAT_API_KEY": "wrong"})
    assert ran.code == 3, ran.err
    page = (app.folder / "failed.html").read_text(encoding="utf-8")
    assert "The run ended with exit code 3." in page
    before = app.git("ls-remote", "origin")
    refused = app.run("sync", "--review-page", ".git/config")
    assert (refused.code, "it lies in a git directory" in refused.err) == (5, True)
    assert app.git("ls-remote", "origin") == before, "refused before anything was done"
    dry = app.run("sync", "--dry-run", "--review-page", "pages/dry.html")
    assert (dry.code, "would write pages/dry.html" in dry.err + dry.out) == (0, True)
    assert not (app.folder / "pages").exists()


def test_a_report_is_shown_stored_narrowed_and_made_a_badge(app: World) -> None:
    nothing = app.run("report")
    assert (nothing.code, "no run has left a report" in nothing.err) == (0, False)
    app.sync("--timeout", "2s")
    assert "## Localization: sync" in app.run("report").out
    assert app.run("report", "--json").json["held_strings"] == 1
    assert app.run("report", "--badge", "b.svg", "--badge", "b.json").code == 0
    assert (app.folder / "b.svg").is_file()
    badge = json.loads((app.folder / "b.json").read_text())
    assert badge["message"] == f"{int(badge['coverage']['percent'])}%"
    assert app.run("report", "--locale", "he", "--badge", "he.svg").code == 0
    assert ElementTree.fromstring((app.folder / "he.svg").read_text()).get("aria-label") == "translated: 100%"
    for flags, code, message in (
        (("--locale", "fr"), 2, "the report has no locale 'fr'"),
        (("--badge", "README.md"), 2, "'README.md' is neither .svg nor .json"),
        (("--html", ".git/x.html"), 5, "it lies in a git directory"),
        (("--html", "web"), 5, "it is not a regular file"),
        (("--html", "l10n.yml/x.html"), 5, "x.html"),
        (("missing.json",), 5, "missing.json"),
        (("l10n.yml",), 5, "this is no report of a run"),
    ):
        ran = app.run("report", *flags)
        assert (ran.code, message in ran.err) == (code, True), (flags, ran.err)
        assert "docs: " in ran.err


def test_a_report_of_another_repository_is_a_page_without_its_history(app: World, tmp_path: Path) -> None:
    app.sync("--timeout", "2s")
    stored = app.folder / ".git" / "ci-l10n" / "report.json"
    foreign = json.loads(stored.read_text(encoding="utf-8")) | {"commit": "f" * 40}
    (tmp_path / "foreign.json").write_text(json.dumps(foreign), encoding="utf-8")
    ran = app.run("report", str(tmp_path / "foreign.json"), "--html", str(tmp_path / "foreign.html"))
    assert ran.code == 0
    assert "commit ffffffffff of the report is not in this checkout" in ran.err
    assert '<svg class="line"' not in (tmp_path / "foreign.html").read_text(encoding="utf-8")

    # Anywhere, and with nothing: the page needs no repository and no server.
    shutil.copy(stored, tmp_path / "report.json")
    ran = app.run("report", "report.json", "--html", "page.html", "-C", str(tmp_path))
    assert ran.code == 0
    assert "has no history of progress" in ran.err
    assert strings_of(tmp_path / "page.html") == strings_of(tmp_path / "foreign.html")
    assert app.run("report", "-C", str(tmp_path)).code == 6


def test_documents_are_one_string_and_what_differs_is_in_sight(world: World) -> None:
    long_text = "# Title\n\n" + "Some words in a line.\n\n" * 2_000
    world.create(
        {"docs/en/a.md": long_text},
        "  - source: docs/en/*.md\n    target: docs/{locale}/{name}\n",
        locales=("de",),
    )
    world.run("sync", "--timeout", "10s", "--review-page", "page.html")
    (found,) = strings_of(world.folder / "page.html").values()
    assert found[0] is not None
    assert found[0].startswith("# Title")
    assert found[0].endswith("…")
    assert found[1] is None
