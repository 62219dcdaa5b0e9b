"""Where names are ids, an interrupted rename shows by the old name being gone and the new one there."""

from collections.abc import Mapping
from typing import Any

from ci_l10n.errors import Location
from ci_l10n.flow.recover import finish_renames
from ci_l10n.model import Locale
from ci_l10n.paths.rule import Policy, Ready, Rule, SourceFile
from ci_l10n.state import Known, State
from ci_l10n.tms.base import Project, RemoteFile


def remote(name: str, locale: Locale = "de", file_id: str = "") -> RemoteFile:
    ident = file_id or f"{name}/{locale}"
    return RemoteFile(ident, name, name, "", locale, "ready", "", False, 3, (), "x")


def project(*files: RemoteFile) -> Project:
    return Project("p", "App", "en", ("de",), 1, files)


def source(path: str, target: str) -> SourceFile:
    policy = Policy("platform", "repository", "remove", "omit", {}, Ready(95, 80))
    rule = Rule(
        0, Location("l10n.yml"), "*", "{locale}/{name}", (), None, None, {}, policy, Location("l10n.yml")
    )
    return SourceFile(path, rule, {"de": target})


def renaming(**more: Any) -> State:
    intent: Mapping[str, Any] = {"kind": "renamed", "path": "old.json", "to": "new.json"}
    known = {"old.json": Known("old.json", {"de": "old.json/de"}, {"de": "x"}, {"de": "de/old.json"})}
    return State(
        "c", sources={"old.json": "1"}, target={"de/old.json": "2"}, known=known, intents=(intent,), **more
    )


NEW = source("new.json", "de/new.json")


def finished(state: State, *files: RemoteFile, is_default_base: bool = True) -> State:
    return finish_renames(state, project(*files), [NEW], "dev", is_default_base=is_default_base)


def test_what_was_renamed_on_the_platform_moves_in_the_state() -> None:
    state = finished(renaming(), remote("new.json"))
    assert state.sources == {"new.json": "1"}
    assert state.target == {"de/new.json": "2"}
    assert state.known["new.json"].files == {"de": "new.json/de"}
    assert state.known["new.json"].exported == {"de": "x"}


def test_a_rename_that_did_not_happen_is_left_to_the_plan() -> None:
    assert finished(renaming(), remote("old.json")) == renaming()
    assert finished(renaming()) == renaming()


def test_a_file_of_others_under_the_new_name_is_not_taken_for_ours() -> None:
    assert finished(renaming(), remote("old.json"), remote("new.json")) == renaming()


def test_where_ids_stay_the_id_still_leads_to_the_file() -> None:
    assert finished(renaming(), remote("new.json", file_id="old.json/de")) == renaming()


def test_on_other_branches_names_carry_the_branch() -> None:
    assert finished(renaming(), remote("new.json"), is_default_base=False) == renaming()
    moved = finished(renaming(), remote("@dev/new.json"), is_default_base=False)
    assert moved.known["new.json"].files == {"de": "@dev/new.json/de"}


def test_without_such_an_intent_nothing_is_guessed() -> None:
    state = State("c", sources={"old.json": "1"}, known=renaming().known)
    assert finished(state, remote("new.json")) is state
