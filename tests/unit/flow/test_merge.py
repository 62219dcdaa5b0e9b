"""The table of the three-way merge, row by row, on real JSON bytes."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from ci_l10n.errors import Location
from ci_l10n.flow.files import Reader
from ci_l10n.flow.merge import merge
from ci_l10n.flow.sides import Edited, Merged, Sides
from ci_l10n.formats.registry import get_format
from ci_l10n.model import Catalog
from ci_l10n.paths.rule import Policy, Ready, Rule

POLICY = Policy(
    conflict="platform",
    first_sync="repository",
    obsolete="remove",
    untranslated="omit",
    checks={"placeholders": "hold", "icu": "hold", "markup": "hold", "escapes": "hold", "length": "warn"},
    ready=Ready(95, 80),
)
RULE = Rule(0, Location("l10n.yml"), "en.json", "{locale}.json", (), None, None, {}, POLICY)
READER = Reader(RULE, get_format("json"), "en")

Strings = Mapping[str, str] | None


def catalog(strings: Strings) -> Catalog | None:
    if strings is None:
        return None
    return READER.target(json.dumps(strings, indent=2, ensure_ascii=False).encode(), "de.json", "de")


def merged(
    source: Strings,
    *,
    before: Strings = None,
    p: Strings = None,
    p0: Strings = None,
    t0: Strings = None,
    b0: Strings = None,
    base: Strings = None,
    branch: Strings = None,
    fresh: bool = True,
    complete: bool = True,
    open_keys: Mapping[str, str] | None = None,
    **policy: Any,
) -> Merged:
    start = branch if branch is not None else base
    sides = Sides(
        source=catalog(source) or pytest.fail("no source"),
        source_before=catalog(before),
        platform=catalog(p),
        platform_before=catalog(p0),
        target=catalog(t0),
        base_before=catalog(b0),
        base=catalog(base),
        branch=None if branch is None else Edited(catalog(branch), catalog(t0)),
        start=catalog(start),
        fresh=fresh,
        complete=complete,
        open_keys=open_keys or {},
    )
    return merge(sides, READER, replace(POLICY, **policy), "de.json", "de")


def strings(result: Merged) -> dict[str, str] | None:
    return None if result.content is None else json.loads(result.content)


def kinds(result: Merged) -> list[tuple[str, str]]:
    return [(note.kind, note.key) for note in result.notes]


EN = {"a": "Open"}


def test_what_was_delivered_stays_delivered_while_the_pull_request_is_open() -> None:
    result = merged(EN, before=EN, p={"a": "Auf"}, p0={"a": "Auf"}, t0={"a": "Auf"}, b0={}, base={})
    assert strings(result) == {"a": "Auf"}
    assert kinds(result) == []


def test_a_changed_translation_is_taken_when_nobody_touched_ours() -> None:
    result = merged(
        EN, before=EN, p={"a": "Öffnen"}, p0={"a": "Auf"}, t0={"a": "Auf"}, b0={}, base={"a": "Auf"}
    )
    assert strings(result) == {"a": "Öffnen"}


def test_a_repair_in_git_stays_and_is_listed() -> None:
    result = merged(
        EN, before=EN, p={"a": "Auf"}, p0={"a": "Auf"}, t0={"a": "Auf"}, b0={}, base={"a": "Öffnen"}
    )
    assert strings(result) == {"a": "Öffnen"}
    assert kinds(result) == [("edit", "a")]


def test_a_repair_in_git_stays_kept_in_later_runs() -> None:
    """After the repair was recorded as delivered, the platform's old value does not come back."""
    fix = {"a": "Öffnen"}
    result = merged(
        EN, before=EN, p={"a": "Auf"}, p0={"a": "Auf"}, t0=fix, b0=fix, base=fix, open_keys={"a": "edit"}
    )
    assert strings(result) == fix
    assert kinds(result) == [("edit", "a")]


def test_a_repair_is_kept_when_the_platform_loses_its_translation() -> None:
    result = merged(EN, before=EN, p={"a": ""}, p0={"a": "Auf"}, t0={"a": "Auf"}, b0={}, base={"a": "Öffnen"})
    assert strings(result) == {"a": "Öffnen"}


def test_the_same_change_on_both_sides_is_no_conflict() -> None:
    new = {"a": "Öffnen"}
    result = merged(EN, before=EN, p=new, p0={"a": "Auf"}, t0={"a": "Auf"}, b0={}, base=new)
    assert strings(result) == new
    assert kinds(result) == []


@pytest.mark.parametrize(
    ("policy", "expected"), [("platform", "Plattform"), ("repository", "Git"), ("hold", "Git")]
)
def test_a_conflict_follows_the_policy_and_is_listed_with_three_values(policy: str, expected: str) -> None:
    result = merged(
        EN,
        before=EN,
        p={"a": "Plattform"},
        p0={"a": "Auf"},
        t0={"a": "Auf"},
        b0={},
        base={"a": "Git"},
        conflict=policy,
    )
    assert strings(result) == {"a": expected}
    (note,) = result.notes
    assert note.kind == "conflict"
    assert note.values == {"source": "Open", "before": "Auf", "repository": "Git", "platform": "Plattform"}


def test_a_held_conflict_stays_held_in_later_runs() -> None:
    git = {"a": "Git"}
    p = {"a": "Plattform"}
    result = merged(
        EN, before=EN, p=p, p0=p, t0=git, b0=git, base=git, conflict="hold", open_keys={"a": "conflict"}
    )
    assert strings(result) == git
    assert kinds(result) == [("conflict", "a")]


def test_a_first_sync_fills_what_is_missing_and_leaves_what_is_there() -> None:
    source = {"a": "Open", "b": "Close"}
    result = merged(source, p={"a": "Auf", "b": "Zu"}, base={"a": "Öffnen"})
    assert strings(result) == {"a": "Öffnen", "b": "Zu"}
    assert kinds(result) == [("first", "a")]


def test_a_first_sync_can_prefer_the_platform() -> None:
    result = merged(EN, p={"a": "Auf"}, base={"a": "Öffnen"}, first_sync="platform")
    assert strings(result) == {"a": "Auf"}


def test_a_new_target_is_made_of_translated_keys_only() -> None:
    source = {"a": "Open", "b": "Close"}
    result = merged(source, p={"a": "Auf", "b": ""})
    assert strings(result) == {"a": "Auf"}


def test_no_file_is_made_when_nothing_is_translated() -> None:
    assert merged(EN, p={"a": "Open"}, complete=False).content is None


def test_text_equal_to_the_source_is_a_translation_once_the_file_is_complete() -> None:
    assert strings(merged(EN, p={"a": "Open"}, complete=True)) == {"a": "Open"}


def test_an_export_that_fell_back_to_the_new_source_text_does_not_replace_a_translation() -> None:
    result = merged(
        {"a": "Open file"},
        before=EN,
        p={"a": "Open file"},
        p0={"a": "Auf"},
        t0={"a": "Auf"},
        b0={},
        base={"a": "Auf"},
        complete=False,
    )
    assert strings(result) == {"a": "Auf"}
    assert kinds(result) == [("stale", "a")]


def test_a_stale_string_stays_listed_until_the_platform_is_complete_again() -> None:
    state: dict[str, Any] = {"p0": {"a": "Auf"}, "t0": {"a": "Auf"}, "b0": {}, "base": {"a": "Auf"}}
    source = {"a": "Open file"}
    later = merged(source, before=source, p={"a": "Auf"}, fresh=False, open_keys={"a": "stale"}, **state)
    assert kinds(later) == [("stale", "a")]
    confirmed = merged(source, before=source, p={"a": "Auf"}, fresh=True, open_keys={"a": "stale"}, **state)
    assert kinds(confirmed) == []


def test_a_broken_placeholder_is_held_back_and_the_others_go_through() -> None:
    source = {"a": "Hello {name}", "b": "Close"}
    result = merged(
        source,
        before=source,
        p={"a": "Hallo {nam}", "b": "Zu"},
        p0={"a": "Hallo {name}", "b": "Schließen"},
        t0={"a": "Hallo {name}", "b": "Schließen"},
        b0={},
        base={"a": "Hallo {name}", "b": "Schließen"},
    )
    assert strings(result) == {"a": "Hallo {name}", "b": "Zu"}
    assert {kind for kind, _ in kinds(result)} == {"held"}


def test_a_held_string_is_taken_once_it_passes_although_the_export_is_the_same_as_last_time() -> None:
    source = {"a": "Hello {nam}"}
    same = {"a": "Hallo {nam}"}
    result = merged(
        source, before={"a": "Hello {name}"}, p=same, p0=same, t0={}, b0={}, base={}, open_keys={"a": "held"}
    )
    assert strings(result) == same
    assert kinds(result) == []


def test_a_key_that_left_the_source_is_removed_and_peoples_own_keys_stay() -> None:
    result = merged(
        {"a": "Open"},
        before={"a": "Open", "gone": "Old"},
        p={"a": "Auf"},
        p0={"a": "Auf", "gone": "Alt"},
        t0={"a": "Auf", "gone": "Alt", "own": "Eigen"},
        b0={"a": "Auf", "gone": "Alt", "own": "Eigen"},
        base={"a": "Auf", "gone": "Alt", "own": "Eigen"},
    )
    assert strings(result) == {"a": "Auf", "own": "Eigen"}
    assert kinds(result) == [("people", "own")]


def test_obsolete_keys_can_be_kept() -> None:
    there = {"a": "Auf", "gone": "Alt"}
    result = merged(
        {"a": "Open"},
        before={"a": "Open", "gone": "Old"},
        p=there,
        p0=there,
        t0=there,
        b0=there,
        base=there,
        obsolete="keep",
    )
    assert strings(result) == there


def test_a_removal_stays_removed_while_the_pull_request_is_open() -> None:
    there = {"a": "Auf", "gone": "Alt"}
    result = merged(
        {"a": "Open"},
        before={"a": "Open"},
        p={"a": "Auf"},
        p0={"a": "Auf"},
        t0={"a": "Auf"},
        b0=there,
        base=there,
    )
    assert strings(result) == {"a": "Auf"}


def test_an_edit_on_the_pull_request_branch_wins_over_the_delivered_value() -> None:
    result = merged(
        EN,
        before=EN,
        p={"a": "Auf"},
        p0={"a": "Auf"},
        t0={"a": "Auf"},
        b0={},
        base={},
        branch={"a": "Öffnen"},
    )
    assert strings(result) == {"a": "Öffnen"}


def test_merging_twice_changes_nothing() -> None:
    source = {"a": "Open", "b": "Close", "c": "Save"}
    p = {"a": "Auf", "b": "Zu", "c": "Sichern"}
    once = merged(source, p=p, base={"a": "Öffnen"})
    delivered = strings(once)
    twice = merged(source, before=source, p=p, p0=p, t0=delivered, b0={"a": "Öffnen"}, base=delivered)
    assert twice.content == once.content


def test_forms_the_locale_does_not_have_are_not_written_but_zero_and_the_plain_key_are() -> None:
    source = {"n": "Files", "n_one": "{{count}} file", "n_other": "{{count}} files"}
    german = {
        "n": "Dateien",
        "n_zero": "keine Datei",
        "n_one": "{{count}} Datei",
        "n_few": "x {{count}}",
        "n_other": "{{count}} Dateien",
    }
    assert strings(merged(source, p=german)) == {k: v for k, v in german.items() if k != "n_few"}


def test_a_key_that_the_file_cannot_take_is_held_and_the_others_are_written() -> None:
    reader = Reader(RULE, get_format("resx"), "en")
    head = '<root>\n  <resheader name="x"><value>y</value></resheader>\n'

    def resx(**texts: str) -> bytes:
        lines = "".join(f'  <data name="{k}"><value>{v}</value></data>\n' for k, v in texts.items())
        return f"{head}{lines}</root>\n".encode()

    platform = reader.target(resx(a="X", b="Gut"), "App.de.resx", "de")
    bell = platform.units["a"]._replace(value="bell \x07")
    sides = Sides(
        source=reader.source(resx(a="A", b="B"), "App.resx"),
        source_before=None,
        platform=replace(platform, units={**platform.units, "a": bell}),
        platform_before=None,
        target=None,
        base_before=None,
        base=None,
        branch=None,
        start=None,
        fresh=True,
        complete=True,
    )
    result = merge(sides, reader, replace(POLICY, checks={"escapes": "off"}), "App.de.resx", "de")
    assert result.content == resx(b="Gut")
    assert [(note.kind, note.key, note.code) for note in result.notes] == [("held", "a", "cannot-be-written")]
    assert result.translated == 1
