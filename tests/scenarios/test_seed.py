"""`seed` and `push --seed`: translations of the repository into the platform, by the command line."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ci_l10n.sandbox.server import Sandbox
from tests.scenarios.world import REPORT_SCHEMA, World

RULES = """
  - source: web/en.json
    target: web/{locale}.json
  - source: res/values/strings.xml
    target: res/values-{android_locale}/strings.xml
  - source: po/app.pot
    target: po/{locale}.po
  - source: config/en.yml
    target: config/{locale}.yml
  - source: legal/terms.en.xml
    target: legal/{stem1}.{locale}.xml
    format: xml
    directives: {source_key_paths: "/terms/{term.id}"}
"""
PO_HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
PO = (
    PO_HEAD
    + 'msgid "Save"\nmsgstr "{}"\n\nmsgid "%d file"\nmsgid_plural "%d files"\nmsgstr[0] "{}"\nmsgstr[1] "{}"\n'
)
STRINGS = (
    '<resources>\n<string name="t">{}</string>\n<plurals name="p">\n<item quantity="one">{}</item>\n'
    '<item quantity="other">{}</item>\n</plurals>\n</resources>\n'
)
TERMS = '<terms>\n<note>Term</note>\n<term id="a">{}</term>\n<term id="b">{}</term>\n</terms>\n'
EN = {"open": "Open", "greet": "Hello {name}", "one": "Save", "mid": "Middle", "two": "Save", "new": "New"}
DE = {"open": "Öffnen", "greet": "Hallo {nam}", "one": "Sichern", "mid": "Middle", "two": "Speichern"}
FILES = {
    "web/en.json": json.dumps(EN, indent=1),
    "web/de.json": json.dumps(DE, indent=1, ensure_ascii=False),
    "res/values/strings.xml": STRINGS.format("It\\'s <b>bold</b> &amp; so", "%d file", "%d files"),
    "res/values-de/strings.xml": STRINGS.format("Das ist <b>fett</b> &amp; so", "%d Datei", "%d Dateien"),
    "po/app.pot": PO.format("", "", ""),
    "po/de.po": PO.format("Sichern", "%d Datei", "%d Dateien"),
    "config/en.yml": 'en:\n  day: "Good day"\n  list: [one, two]\n',
    "config/de.yml": 'de:\n  day: "Guten Tag"\n  list: [eins, zwei]\n',
    "legal/terms.en.xml": TERMS.format("Term", "Term"),
    "legal/terms.de.xml": TERMS.format("Begriff", "Frist"),
}
SENDING = "PUT /api/integration/v1/document/translateWithXliff"
ORDER = "POST /api/integration/v1/document/export"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """Nobody translates but who is told to: a platform that has everything already needs no seed."""
    with Sandbox(translator="manual") as running:
        yield running


@pytest.fixture
def app(world: World) -> World:
    """All formats. Answers are there when they are asked for, which spares each test some seconds."""
    world.create(FILES, RULES)
    world.control("knobs", {"export_reads": 0, "import_reads": 0})
    return world


@pytest.fixture
def web(world: World) -> World:
    """One file in one format."""
    files = {name: content for name, content in FILES.items() if name.startswith("web/")}
    world.create(files, "\n  - source: web/en.json\n    target: web/{locale}.json\n")
    world.control("knobs", {"export_reads": 0, "import_reads": 0})
    return world


def run(world: World, *arguments: str) -> dict[str, Any]:
    ran = world.run(*arguments, "--json")
    assert ran.code == 0, ran.err + ran.out
    return ran.json


def counts(report: Mapping[str, Any], *names: str) -> dict[str, tuple[int, ...]]:
    files = report["files"] if report["command"] == "seed" else report["seeded"]
    return {file["target"]: tuple(file[name] for name in names) for file in files}


def found(report: Mapping[str, Any]) -> set[tuple[str, str, int | None, str | None]]:
    return {(f["code"], f["file"], f["line"], f["key"]) for f in report["findings"]}


def billed(world: World) -> int:
    return sum(bill["words"] for bill in world.control("billing"))


def test_existing_translations_are_sent_once_and_the_next_sync_finds_nothing_to_do(app: World) -> None:
    run(app, "push")
    words = billed(app)
    expected = {
        "web/de.json": (3, 1, 0),
        "res/values-de/strings.xml": (3, 0, 0),
        "po/de.po": (3, 0, 0),
        "config/de.yml": (3, 0, 0),
        "legal/terms.de.xml": (0, 0, 2),
    }
    at = app.log_length()
    report = run(app, "seed", "--confirm")
    assert counts(report, "sent", "held", "ambiguous") == expected
    assert found(report) == {
        ("placeholder-extra", "web/de.json", 3, "greet"),
        ("seed-ambiguous", "legal/terms.de.xml", 3, "a"),
        ("seed-ambiguous", "legal/terms.de.xml", 4, "b"),
    }
    calls = app.requests_to("smartcat", at)
    assert calls.count(SENDING) == 4  # files with something to send
    assert calls.count(ORDER) == 2  # one to read, one to verify
    assert json.loads(app.export("web/en.json", "de"))["two"] == "Speichern"
    assert b"Das ist <b>fett</b> &amp; so" in app.export("res/values/strings.xml", "de")
    at = app.log_length()
    again = run(app, "seed", "--confirm")
    assert (again["sent"], again["words"]) == (0, 0)
    assert counts(again, "unchanged")["po/de.po"] == (3,)
    assert SENDING not in app.requests_to("smartcat", at)
    assert billed(app) == words
    assert app.sync("--timeout", "0")["delivery"]["operation"] == "none"
    assert app.pulls() == []
    assert app.remote_ref("refs/heads/l10n/main") == ""


@pytest.mark.long
def test_other_translations_of_the_platform_are_kept_until_they_may_be_replaced(
    web: World, tmp_path: Path
) -> None:
    run(web, "push")
    web.translate("web/en.json", "de", {"Open": "Aufmachen", "Middle": "Mitte"}, complete=False)
    expected = {"web/de.json": (2, 1, 1)}
    at = web.log_length()
    assert counts(run(web, "seed", "--dry-run"), "sent", "kept", "held") == expected
    assert SENDING not in web.requests_to("smartcat", at)
    report = run(web, "seed", "--locale", "de")
    assert counts(report, "sent", "kept", "held") == expected
    assert ("seed-kept", "web/de.json", 2, "open") in found(report)
    assert counts(run(web, "seed", "--overwrite"), "sent", "kept") == {"web/de.json": (1, 0)}
    assert run(web, "seed", "--overwrite")["sent"] == 0
    page = tmp_path / "summary.md"
    page.touch()
    ran = web.run(
        "seed",
        env={"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(page), "GITHUB_REF": "refs/heads/main"},
    )
    assert "de.json</code> (<code>de</code>) | 0 | 0 | 3 | 0 | 0 | 1 | 0 |" in page.read_text()
    ran = web.run("seed")
    assert "web/de.json (de): 0 sent (0 words), 3 unchanged, 1 held" in ran.out
    assert "--> web/de.json:3  greet" in ran.out


@pytest.mark.long
def test_push_seed_waits_until_files_are_taken_apart_and_sends_what_exists(web: World) -> None:
    web.control("knobs", {"disassembling_reads": 2})
    web.write({"web/fr.json": '{"open": "Ouvrir"}'})
    web.commit("French")
    report = run(web, "push", "--seed")
    Draft202012Validator(json.loads(REPORT_SCHEMA.read_text(encoding="utf-8"))).validate(report)
    assert counts(report, "sent")["web/fr.json"] == (1,)
    assert counts(report, "sent")["web/de.json"] == (3,)
    web.control("knobs", {"disassembling_reads": 0})
    web.write(
        {
            "web/en.json": json.dumps({**EN, "new": "Newest", "mid": "Center"}, indent=1),
            "web/de.json": json.dumps({**DE, "new": "Neueste", "mid": "Mitte"}, indent=1),
        }
    )
    web.commit("Both sides at once")
    early = run(web, "seed")
    assert ("push-first", "web/en.json", None, None) in found(early)
    assert early["sent"] == 0
    later = run(web, "push", "--seed")
    assert counts(later, "sent", "unchanged")["web/de.json"] == (2, 3)


@pytest.mark.long
@pytest.mark.parametrize("fault", ["apply-then-502", "reset", "truncate"])
def test_a_seed_that_failed_is_made_up_for_by_the_next(app: World, fault: str) -> None:
    run(app, "push")
    app.control("faults", [{"match": "PUT document/translateWithXliff", "nth": 2, "do": fault}])
    first = app.run("seed", "--json")
    app.control("faults", [])
    assert first.code in (0, 4)
    run(app, "seed")
    again = run(app, "seed")
    assert again["sent"] == 0
    assert sum(n for (n,) in counts(again, "unchanged").values()) == 12


@pytest.mark.long
def test_an_import_that_the_platform_gives_up_on_is_a_finding_or_an_error(web: World) -> None:
    run(web, "push")
    web.control("knobs", {"import_faulted": True})
    ran = web.run("seed", "--json")
    assert ran.code == 4
    assert {f["code"] for f in ran.json["findings"]} >= {"seed-failed"}
    assert ran.json["sent"] == 0


@pytest.mark.long
def test_locked_segments_are_left_alone_and_what_did_not_arrive_is_named(web: World) -> None:
    run(web, "push")
    web.control("translate", {"source": "web/en.json", "locale": "de", "lock": ["Open"]})
    web.control("knobs", {"xliff_2018": True})  # files that say nothing of locks
    report = run(web, "seed", "--overwrite")
    assert ("seed-not-taken", "web/de.json", 2, "open") in found(report)
    assert counts(report, "sent") == {"web/de.json": (2,)}
    web.control("knobs", {"xliff_2018": False})
    report = run(web, "seed", "--overwrite")
    assert ("seed-locked", "web/de.json", 2, "open") in found(report)
    assert counts(report, "sent", "unchanged", "locked") == {"web/de.json": (0, 2, 1)}


@pytest.mark.long
def test_files_that_hold_all_locales_are_seeded_locale_by_locale(world: World, tmp_path: Path) -> None:
    catalog = {
        "sourceLanguage": "en",
        "strings": {
            "Open": {"localizations": {"de": {"stringUnit": {"state": "translated", "value": "Öffnen"}}}},
            "Close": {"localizations": {"fr": {"stringUnit": {"state": "needs_review", "value": "Fermer"}}}},
        },
        "version": "1.0",
    }
    world.create(
        {"app.xcstrings": json.dumps(catalog), "t.csv": "key,en,de,fr\na,Yes,Ja,\nb,No,Nein,Non\n"},
        "\n  - source: app.xcstrings\n    target: app.xcstrings\n  - source: t.csv\n    target: t.csv\n",
    )
    report = run(world, "push", "--seed")
    sent = {(f["target"], f["locale"]): f["sent"] for f in report["seeded"]}
    assert sent == {
        ("app.xcstrings", "de"): 1,
        ("app.xcstrings", "fr"): 0,
        ("t.csv", "de"): 2,
        ("t.csv", "fr"): 1,
    }
    assert world.sync("--timeout", "0")["delivery"]["operation"] == "none"


def test_without_anything_pushed_the_next_step_is_named(web: World) -> None:
    report = run(web, "seed")
    assert report["sent"] == 0
    assert {finding["code"] for finding in report["findings"]} == {"push-first"}
    web.write({"web/de.json": "{"})
    assert web.run("seed").code == 6  # not committed
    web.commit("Broken")
    run(web, "push")
    ran = web.run("seed", "--json")
    assert ran.code == 5
    assert ("seed-failed", "web/de.json", 1, None) in found(ran.json)
