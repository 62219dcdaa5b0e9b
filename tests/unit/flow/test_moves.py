"""What people changed is found where its target lies now, also where several locales share a file."""

from dataclasses import replace

from ci_l10n.config.model import Rule
from ci_l10n.errors import Location
from ci_l10n.flow.moves import follow_edits
from ci_l10n.flow.slots import by_file, with_slots
from ci_l10n.paths.rule import Policy, Ready, SourceFile
from ci_l10n.state import Known, State

POLICY = Policy("platform", "repository", "remove", "omit", {}, Ready(95, 80))
RULE = Rule(0, Location("l10n.yml"), "new.csv", "new.csv", (), None, None, {}, POLICY)
SHARED = with_slots(SourceFile("new.csv", RULE, {"de": "new.csv", "fr": "new.csv"}))
DE = SHARED.targets["de"]


def test_a_change_of_a_shared_file_counts_for_every_locale_in_it() -> None:
    edits = by_file({"new.csv": "edit"}, SHARED.targets.values())
    assert follow_edits(edits, State(), [SHARED])[DE] == "edit"


def test_a_change_at_the_former_place_of_a_shared_file_counts_at_the_new_one() -> None:
    old = with_slots(
        SourceFile("old.csv", replace(RULE, source="old.csv"), dict.fromkeys(("de", "fr"), "old.csv"))
    )
    state = State(known={"new.csv": Known("old.csv", targets=SHARED.targets, moved=old.targets)})
    edits = by_file({"old.csv": "edit"}, SHARED.targets.values())
    assert follow_edits(edits, state, [SHARED])[DE] == "edit"


def test_what_was_changed_at_both_places_counts_where_it_lies_now() -> None:
    plain = SourceFile("en.json", RULE, {"de": "new/de.json"})
    state = State(known={"en.json": Known("en.json", targets=plain.targets, moved={"de": "old/de.json"})})
    edits = {"old/de.json": "old", "new/de.json": "new"}
    assert follow_edits(edits, state, [plain])["new/de.json"] == "new"
