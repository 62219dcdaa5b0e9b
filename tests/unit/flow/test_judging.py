"""What each decision is called and why: reports, the state and later runs go by these words."""

from dataclasses import replace
from typing import Any

import pytest

from ci_l10n.flow.files import Reader
from ci_l10n.flow.merge import merge
from ci_l10n.flow.sides import UNDECIDED, Sides
from ci_l10n.formats.registry import get_format
from tests.unit.flow.test_merge import EN, POLICY, READER, RULE, catalog, merged, strings

AUF, OPEN, GIT, PLATFORM = {"a": "Auf"}, {"a": "Open"}, {"a": "Git"}, {"a": "Plattform"}
KNOWN: dict[str, Any] = {"before": EN, "p0": AUF, "t0": AUF, "b0": {}}
CONFLICT: dict[str, Any] = {**KNOWN, "p": PLATFORM, "base": GIT}
FIRST: dict[str, Any] = {"p": PLATFORM, "base": GIT}
GONE: dict[str, Any] = {"before": {**EN, "x": "Old"}, "p": AUF, "p0": AUF, "base": {**AUF, "x": "Alt"}}


@pytest.mark.parametrize(
    ("key", "sides", "value", "outcome", "codes"),
    [
        ("a", {**KNOWN, "p": AUF, "base": {}}, "Auf", "delivered", []),
        ("a", {**KNOWN, "p": PLATFORM, "base": AUF}, "Plattform", "platform", []),
        ("a", {**KNOWN, "p": AUF, "base": GIT}, "Git", "repository", ["repository-edit"]),
        ("a", {**KNOWN, "p": GIT, "base": GIT}, "Git", "same", []),
        ("a", {**CONFLICT, "conflict": "platform"}, "Plattform", "platform", ["both-changed"]),
        ("a", {**CONFLICT, "conflict": "repository"}, "Git", "repository", ["both-changed"]),
        ("a", {**CONFLICT, "conflict": "hold"}, "Git", "conflict", [UNDECIDED]),
        ("a", {**FIRST, "first_sync": "repository"}, "Git", "first", ["two-translations"]),
        ("a", {**FIRST, "first_sync": "platform"}, "Plattform", "platform", ["two-translations"]),
        ("a", {"p": AUF, "base": {}}, "Auf", "platform", []),
        ("a", {"p": AUF, "base": AUF}, "Auf", "same", []),
        ("a", {"p": {}, "base": GIT}, "Git", "same", []),
        ("a", {"p": {}, "base": {}}, None, "same", []),
        ("x", {**GONE, "obsolete": "remove"}, None, "removed", []),
        ("x", {**GONE, "obsolete": "keep"}, "Alt", "same", []),
        ("own", {"p": AUF, "base": {"own": "Eigen"}}, "Eigen", "same", ["key-not-in-source"]),
    ],
)  # fmt: skip
def test_every_decision_has_its_word_and_its_codes(
    key: str, sides: dict[str, Any], value: str | None, outcome: str, codes: list[str]
) -> None:
    (decision,) = (each for each in merged(EN, **sides).decisions if each.key == key)
    assert (decision.value, decision.outcome) == (value, outcome)
    assert [note.code for note in decision.notes] == codes
    assert all(note.key == key and note.message[0].islower() for note in decision.notes)


def test_a_key_that_only_the_platform_remembers_left_the_source() -> None:
    """The source of the last run may be lost; what was exported then had the keys of that source."""
    there = {**AUF, "x": "Alt"}
    result = merged(EN, before=None, p=AUF, p0=there, t0=there, b0=there, base=there)
    assert {each.key: each.outcome for each in result.decisions} == {"a": "delivered", "x": "removed"}
    assert strings(result) == AUF


def test_an_empty_entry_whose_key_left_the_source_is_removed_too() -> None:
    there = {**AUF, "x": ""}
    result = merged(EN, before={**EN, "x": "Old"}, p=AUF, p0=AUF, t0=AUF, b0=there, base=there)
    assert strings(result) == AUF


def test_a_value_that_a_person_takes_back_on_the_branch_stays_away() -> None:
    result = merged(EN, before=EN, p=AUF, p0=AUF, t0=AUF, b0={}, base={}, branch={})
    assert [(each.value, each.outcome) for each in result.decisions] == [(None, "repository")]


def test_what_a_check_holds_in_a_conflict_leaves_peoples_value() -> None:
    source = {"a": "Hello {name}"}
    state: dict[str, Any] = {"before": source, "p0": {"a": "Hi {name}"}, "t0": {"a": "Hi {name}"}, "b0": {}}
    result = merged(source, p={"a": "Hallo {nam}"}, base={"a": "Hallo {name}"}, conflict="platform", **state)
    (decision,) = result.decisions
    assert (decision.value, decision.outcome) == ("Hallo {name}", "held")
    assert [note.kind for note in decision.notes] == ["held", "conflict"]


def test_what_a_check_holds_in_a_first_sync_leaves_peoples_value() -> None:
    source = {"a": "Hello {name}"}
    result = merged(source, p={"a": "Hallo {nam}"}, base={"a": "Hi {name}"}, first_sync="platform")
    assert strings(result) == {"a": "Hi {name}"}
    assert [each.outcome for each in result.decisions] == ["held"]


def test_what_only_warns_is_taken_and_what_is_off_is_silent() -> None:
    source, broken = {"a": "Hello {name}"}, {"a": "Hallo {nam}"}
    warned = merged(source, p=broken, base={}, checks={"placeholders": "warn"})
    assert strings(warned) == broken
    assert [note.kind for note in warned.notes] == ["warning"]
    silent = merged(source, p=broken, base={}, checks={"placeholders": "off"})
    assert (strings(silent), list(silent.notes)) == (broken, [])


def test_a_check_that_no_policy_names_holds() -> None:
    result = merged({"a": "Hello {name}"}, p={"a": "Hallo {nam}"}, base={}, checks={})
    assert [each.outcome for each in result.decisions] == ["held"]


def test_an_unfinished_export_that_repeats_the_source_is_no_translation_to_remember() -> None:
    """Without this, a first translation by people would look like an edit of what the platform had said."""
    result = merged(EN, before=EN, p=PLATFORM, p0=OPEN, base=GIT, complete=False)
    assert [each.outcome for each in result.decisions] == ["first"]


def test_a_value_that_was_taken_back_after_an_edit_counts_as_known() -> None:
    result = merged(
        EN, before=EN, p=PLATFORM, p0=None, base=GIT, open_keys={"a": "edit"}, conflict="platform"
    )
    assert [each.outcome for each in result.decisions] == ["platform"]
    assert [note.kind for note in result.notes] == ["conflict"]


def test_an_undecided_conflict_is_decided_when_the_policy_becomes_one_that_decides() -> None:
    result = merged(
        EN, before=EN, p=PLATFORM, p0=PLATFORM, t0=GIT, b0=GIT, base=GIT, open_keys={"a": UNDECIDED}, conflict="platform"
    )  # fmt: skip
    assert [each.outcome for each in result.decisions] == ["platform"]


def test_notes_point_at_the_line_of_the_target_else_at_that_of_the_source() -> None:
    source = {"a": "Open", "b": "Hello {name}"}
    result = merged(source, p={"a": "Auf", "b": "Hallo"}, base={"z": "Z", "a": "Git"})
    places = {(note.key, note.code): (note.line, note.in_source) for note in result.notes}
    assert places["a", "two-translations"] == (3, False)
    assert [place for (key, _), place in places.items() if key == "b"] == [(3, True)]
    assert places["z", "key-not-in-source"] == (2, False)


def test_counts_are_of_the_keys_of_the_source() -> None:
    result = merged({"a": "Open", "b": "Close", "c": "Save"}, p={"a": "Auf"}, base={"own": "Eigen"})
    assert (result.translated, result.total) == (1, 3)


def test_a_translation_is_stale_when_the_source_is_known_to_have_changed() -> None:
    source = {"a": "Open file"}
    state: dict[str, Any] = {"p": AUF, "p0": AUF, "t0": AUF, "b0": {}, "base": AUF, "complete": False}
    (note,) = merged(source, before=EN, **state).notes
    assert (note.kind, note.code) == ("stale", "source-changed")
    assert list(merged(source, before=None, **state).notes) == []


def test_text_of_the_source_stays_where_a_first_translation_is_held() -> None:
    source = {"a": "Hello {name}"}
    result = merged(source, p={"a": "Hallo {nam}"}, base=source, complete=False)
    assert [(each.value, each.outcome) for each in result.decisions] == [("Hello {name}", "held")]


def test_directives_of_the_rule_reach_the_checks() -> None:
    source, other = catalog({"a": "Hello {name}"}), catalog({"a": "Hallo {nam}"})
    assert source is not None
    sides = Sides(source, None, other, None, None, None, None, None, None, fresh=True, complete=True)
    off = Reader(replace(RULE, directives={"placeholder_format": "NONE"}), get_format("json"), "en")
    assert [each.outcome for each in merge(sides, off, POLICY, "de.json", "de").decisions] == ["platform"]
    assert [each.outcome for each in merge(sides, READER, POLICY, "de.json", "de").decisions] == ["held"]


def test_another_kind_of_value_is_held_and_what_was_there_stays() -> None:
    reader = Reader(RULE, get_format("android"), "en")
    source = reader.source(plural(one="%d file", other="%d files"), "strings.xml")
    base = reader.target(plural(one="%d Datei", other="%d Dateien"), "de.xml", "de")
    text = b'<resources><string name="n">Dateien</string></resources>\n'
    (unit,) = reader.target(text, "de.xml", "de").units.values()
    platform = replace(base, units={"n": base.units["n"]._replace(value=unit.value)})
    sides = Sides(source, source, platform, None, base, None, base, None, base, fresh=True, complete=True)
    (decision,) = merge(sides, reader, POLICY, "de.xml", "de").decisions
    assert (decision.value, decision.outcome) == (base.units["n"].value, "held")
    assert [(note.kind, note.code) for note in decision.notes] == [("held", "other-shape")]


@pytest.mark.parametrize(("p", "listed"), [(PLATFORM, ["two-translations"]), (GIT, []), ({}, [])])
def test_the_other_translation_of_a_first_sync_stays_listed_while_there_is_one(
    p: dict[str, str], listed: list[str]
) -> None:
    result = merged(EN, before=EN, p=p, p0=p, t0=GIT, b0=GIT, base=GIT, open_keys={"a": "first"})
    assert [(note.kind, note.code) for note in result.notes] == [("first", code) for code in listed]
    assert strings(result) == GIT


def test_a_key_that_the_file_cannot_take_keeps_the_value_it_has_there() -> None:
    reader = Reader(RULE, get_format("resx"), "en")

    def resx(**texts: str) -> bytes:
        lines = "".join(f'<data name="{key}"><value>{text}</value></data>' for key, text in texts.items())
        return f"<root>{lines}</root>\n".encode()

    source, base = reader.source(resx(a="A"), "App.resx"), reader.target(resx(a="Alt"), "App.de.resx", "de")
    bell = base.units["a"]._replace(value="bell \x07")
    platform = replace(base, units={"a": bell})
    sides = Sides(source, source, platform, None, base, None, base, None, base, fresh=True, complete=True)
    result = merge(sides, reader, replace(POLICY, checks={"escapes": "off"}), "App.de.resx", "de")
    assert result.content == resx(a="Alt")
    assert [(each.value, each.outcome) for each in result.decisions] == [("Alt", "held")]


def test_one_note_names_every_form_that_is_wrong() -> None:
    reader = Reader(RULE, get_format("android"), "en")
    source = reader.source(plural(one="%d file", other="%d files"), "strings.xml")
    platform = reader.target(plural(one="Datei %s", other="Dateien %s"), "de.xml", "de")
    sides = Sides(source, None, platform, None, None, None, None, None, None, fresh=True, complete=True)
    ((note,),) = (each.notes for each in merge(sides, reader, POLICY, "de.xml", "de").decisions)
    assert note.suffix == ""
    told = [part.partition(": ")[0] for part in note.message.split("; ")]
    assert set(told) == {"one", "other"}


def plural(**forms: str) -> bytes:
    items = "".join(f'<item quantity="{name}">{text}</item>' for name, text in forms.items())
    return f'<resources><plurals name="n">{items}</plurals></resources>\n'.encode()


@pytest.mark.parametrize(
    ("other", "outcome", "suffixes"),
    [("%d Dateien", "platform", []), ("Dateien %s", "held", [".other"])],
)
def test_a_plural_is_judged_as_a_whole_and_its_note_names_the_form(
    other: str, outcome: str, suffixes: list[str]
) -> None:
    reader = Reader(RULE, get_format("android"), "en")
    source = reader.source(plural(one="%d file", other="%d files"), "strings.xml")
    platform = reader.target(plural(one="%d Datei", other=other), "de.xml", "de")
    sides = Sides(source, None, platform, None, None, None, None, None, None, fresh=True, complete=True)
    (decision,) = merge(sides, reader, POLICY, "de.xml", "de").decisions
    assert decision.outcome == outcome
    assert [note.suffix for note in decision.notes] == suffixes
