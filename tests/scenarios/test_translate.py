"""Texts translated on the spot, and drafts for strings of a feature branch."""

import json
import subprocess
import sys

import pytest

from tests.scenarios.world import World

RULES = """\
  - source: web/en.json
    target: web/{locale}.json
  - source: po/en.po
    target: po/{locale}.po
  - source: docs/en/*.md
    target: docs/{locale}/{name}
"""
PO = """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

#. on a button
msgid "Save"
msgstr ""

#, c-format
msgid "%d file"
msgid_plural "%d files"
msgstr[0] ""
msgstr[1] ""
"""
ENGLISH = '{\n  "save": "Save",\n  "name": "Name",\n  "greet": "Hello {{name}}",\n  "pin": "42"\n}\n'
GERMAN = '{\n    "save": "Sichern", "name": "Bezeichnung"\n}'


def create(world: World, extra: str = "") -> None:
    files = {"web/en.json": ENGLISH, "web/de.json": GERMAN, "po/en.po": PO, "docs/en/a.md": "# A\n\nText.\n"}
    world.create(files, RULES, locales=("de", "pl"), extra=extra)


def translations(world: World) -> list[str]:
    return [call for call in world.requests_to("smartcat") if "smartTranslation" in call]


def test_a_text_is_translated_into_every_locale_or_those_asked_for(world: World) -> None:
    create(world)
    ran = world.run("translate", "Hello {name}", "--json")
    assert ran.code == 0, ran.err
    assert set(ran.json["translations"]) == {"de", "pl"}
    assert all("{name}" in text and text != "Hello {name}" for text in ran.json["translations"].values())
    assert ran.json["findings"] == []
    assert len(translations(world)) == 1
    ran = world.run("translate", "Save\nall", "--locale", "de", "--html", "--profile", "abc")
    assert ran.code == 0, ran.err
    (line,) = ran.out.splitlines()
    assert line.startswith("de: ")
    assert "\\n" in line


def test_a_text_comes_from_standard_input(world: World) -> None:
    create(world)
    done = subprocess.run(
        [sys.executable, "-m", "ci_l10n", "translate", "-", "--locale", "pl", "--json"],
        cwd=world.folder,
        env=world.env,
        input="Gr\u00fc\u00dfe".encode(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert list(json.loads(done.stdout)["translations"]) == ["pl"]


def test_wrong_usage_names_the_next_step(world: World) -> None:
    create(world)
    for arguments in (
        ["translate"],
        ["translate", "x", "--fill-missing"],
        ["translate", " "],
        ["translate", "x", "--file", "a"],
    ):
        ran = world.run(*arguments)
        assert ran.code == 2, arguments
        assert "hint:" in ran.err
    assert world.run("translate", "x", "--locale", "fr").code == 2
    assert translations(world) == []


def test_missing_strings_get_drafts_in_the_working_tree_and_nowhere_else(world: World) -> None:
    create(world)
    world.write({"web/de.json": GERMAN.replace("\n}", ',\n    "mine": "Meins"\n}')})
    refs = world.git("ls-remote", "origin")

    dry = world.run("translate", "--fill-missing", "--dry-run", "--json").json
    assert (dry["missing"], dry["written"], translations(world)) == (10, [], [])

    ran = world.run("translate", "--fill-missing", "--json")
    assert ran.code == 0, ran.err
    report = ran.json
    assert report["written"] == ["po/de.po", "po/pl.po", "web/de.json", "web/pl.json"]
    assert report["drafted"] == report["missing"] == 10, report["findings"]
    assert report["platform_requests"] == len(translations(world)) == 2, (
        "one for both locales, one for Polish alone"
    )
    assert any("docs/en/a.md" in note for note in report["notes"])

    german = (world.folder / "web/de.json").read_text()
    assert german.startswith(GERMAN[:-2]), "what was there is untouched, byte by byte"
    assert json.loads(german)["mine"] == "Meins"
    assert json.loads(german)["pin"] == "42"
    assert "{{name}}" in json.loads(german)["greet"]
    polish = (world.folder / "po/pl.po").read_text()
    assert polish.count("#, fuzzy") == 2
    assert "msgstr[2]" in polish
    assert world.git("ls-remote", "origin") == refs

    again = world.run("translate", "--fill-missing", "--json").json
    assert again["drafted"] == 0
    assert again["written"] == []


@pytest.mark.long
def test_committed_drafts_give_way_to_translators(world: World) -> None:
    """A marked draft counts as no translation; one without a mark is the repository's, so the rule decides."""
    rules = """\
  - {source: po/en.po, target: 'po/{locale}.po'}
  - {source: kept.json, target: 'kept.{locale}.json'}
  - {source: given.json, target: 'given.{locale}.json', first_sync: platform}
"""
    text = '{"save": "Save"}\n'
    po = PO.partition("#, c-format")[0]
    world.create({"po/en.po": po, "kept.json": text, "given.json": text}, rules, locales=("de",))
    assert world.run("translate", "--fill-missing").code == 0
    draft = json.loads((world.folder / "kept.de.json").read_text())["save"]
    world.commit("Drafts")
    world.run("push")
    for source in ("po/en.po", "kept.json", "given.json"):
        world.translate(source, "de", {"Save": "Sichern"})
    report = world.sync()
    merged = world.on_branch_or_base("po/de.po").decode()
    assert 'msgstr "Sichern"' in merged
    assert "fuzzy" not in merged
    assert json.loads(world.on_branch_or_base("given.de.json"))["save"] == "Sichern"
    assert json.loads(world.on_branch_or_base("kept.de.json"))["save"] == draft
    assert {(item["file"], item["code"]) for item in report["strings"]} == {
        ("kept.de.json", "two-translations"),
        ("given.de.json", "two-translations"),
    }

    world.write({"given.de.json": text})
    ran = world.run("translate", "--fill-missing", "--file", "given.json", "--json").json
    assert (ran["missing"], ran["platform_requests"]) == (0, 1), (
        "the platform is done with it, so it is no gap"
    )


def test_a_text_that_the_platform_cannot_translate_is_told(world: World) -> None:
    create(world)
    world.control("knobs", {"smart_failing_texts": ["Save"]})
    ran = world.run("translate", "Save", "--json")
    assert ran.code == 5
    assert ran.json["translations"] == {}
    assert {finding["locale"] for finding in ran.json["findings"]} == {"de", "pl"}
    drafts = world.run("translate", "--fill-missing", "--locale", "de", "--json")
    assert drafts.code == 0
    (finding,) = drafts.json["findings"]
    assert (finding["file"], finding["line"], finding["code"]) == ("po/en.po", 5, "not-translated")


def test_the_configured_profile_is_used_unless_another_is_named(world: World) -> None:
    create(world)
    world.control("knobs", {"smart_profiles": ["known"]})
    config = (world.folder / "l10n.yml").read_text()
    world.write({"l10n.yml": config.replace("{project:", "{profile: known, project:")})
    assert world.run("translate", "Save").code == 0
    ran = world.run("translate", "Save", "--profile", "other")
    assert ran.code == 4
    assert "profile 'other' was not found" in ran.err
    assert "Smart translation profiles" in ran.err
