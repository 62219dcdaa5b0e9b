"""What would be sent: a comparison of three sides, without any of them at hand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from ci_l10n.errors import Location
from ci_l10n.flow.plan import Facts, Plan, make_plan, take_inventory
from ci_l10n.paths.rule import Policy, Ready, Rule, SourceFile
from ci_l10n.state import Known, State
from ci_l10n.tms.base import Project, RemoteFile, Stage

POLICY = Policy("platform", "repository", "remove", "omit", {}, Ready(95, 80))
RULE = Rule(0, Location("l10n.yml"), "*.json", "{locale}/{name}", (), None, None, {}, POLICY)


def source(path: str) -> SourceFile:
    return SourceFile(path, RULE, {"de": f"de/{path}"})


def remote(group: str, name: str, external: str | None = None, locale: str = "de") -> RemoteFile:
    return RemoteFile(
        f"{group}_{locale}", group, name, name if external is None else external, locale, "ready", "", True, 1,
        (Stage(100, 1),), "1",
    )  # fmt: skip


def project(*files: RemoteFile, locales: tuple[str, ...] = ("de",)) -> Project:
    return Project("1", "P", "en", locales, 1, files)


def state(known: Mapping[str, str], sources: Mapping[str, str]) -> State:
    """``known``: path to group."""
    return State(
        sources=sources,
        known={
            path: Known(path, {"de": f"{group}_de"}, {}, {"de": f"de/{path}"})
            for path, group in known.items()
        },
    )


def plan(
    blobs: Mapping[str, str],
    before: State,
    remote_project: Project,
    renames: Sequence[tuple[str, str]] = (),
    base: str = "main",
    *,
    is_default_base: bool = True,
) -> Plan:
    paths = sorted(blobs)
    inventory = take_inventory(paths, before, remote_project, base, is_default_base=is_default_base)
    return make_plan(
        Facts(
            sources=[source(path) for path in paths],
            blobs=blobs,
            state=before,
            project=remote_project,
            inventory=inventory,
            renames=renames,
            target_locales=("de",),
            base=base,
            is_default_base=is_default_base,
        )
    )


def test_what_the_platform_has_as_it_is_is_not_sent() -> None:
    made = plan({"a.json": "1"}, state({"a.json": "x"}, {"a.json": "1"}), project(remote("x", "a.json")))
    assert made.is_empty


def test_new_changed_deleted_and_missing_locales_are_told_apart() -> None:
    before = state({"a.json": "x", "b.json": "y"}, {"a.json": "1", "b.json": "2"})
    made = plan(
        {"a.json": "3", "c.json": "4"},
        before,
        project(remote("x", "a.json"), remote("y", "b.json"), locales=()),
    )
    assert made.lines() == ["add locale de", "delete b.json", "upload c.json", "update a.json"]


def test_a_rename_keeps_the_external_id_and_gives_the_new_name() -> None:
    before = state({"a.json": "x"}, {"a.json": "1"})
    made = plan({"b.json": "2"}, before, project(remote("x", "a.json")), [("a.json", "b.json")])
    assert made.lines() == ["rename a.json -> b.json", "update b.json"]
    assert (made.changed[0].external_id, made.changed[0].name) == ("a.json", "b.json")


@pytest.mark.parametrize("new", ["a.arb", "a", "a.json.txt"])
def test_a_rename_across_extensions_is_a_deletion_and_a_new_file(new: str) -> None:
    before = state({"a.json": "x"}, {"a.json": "1"})
    made = plan({new: "1"}, before, project(remote("x", "a.json")), [("a.json", new)])
    assert made.lines() == ["delete a.json", f"upload {new}"]


def test_a_rename_of_a_file_that_the_platform_lost_is_a_new_file_and_forgets_the_old() -> None:
    made = plan({"b.json": "1"}, state({"a.json": "x"}, {"a.json": "1"}), project(), [("a.json", "b.json")])
    assert made.lines() == ["delete a.json", "upload b.json"]
    assert made.deleted[0].files == ()


def test_a_new_file_where_a_renamed_one_lay_does_not_take_its_external_id() -> None:
    before = state({"b.json": "x"}, {"b.json": "1"})
    before = replace(before, known={"b.json": replace(before.known["b.json"], external_id="a.json")})
    made = plan({"a.json": "2", "b.json": "1"}, before, project(remote("x", "b.json", "a.json")))
    assert made.lines() == ["upload a.json"]
    assert (made.new[0].external_id, made.new[0].name) == ("a.json~2", "a.json")


def test_names_count_before_external_ids_when_nothing_is_recorded() -> None:
    there = project(remote("x", "b.json", "a.json"), remote("y", "a.json", "a.json~2"))
    inventory = take_inventory(["a.json", "b.json"], State(), there, "main", is_default_base=True)
    assert inventory.of("a.json")["de"].group == "y"
    assert inventory.of("b.json")["de"].group == "x"


def test_an_external_id_finds_a_file_that_somebody_renamed_on_the_platform() -> None:
    inventory = take_inventory(
        ["a.json"], State(), project(remote("x", "Nice name.json", "a.json")), "main", is_default_base=True
    )
    assert inventory.of("a.json")["de"].group == "x"


def test_files_of_other_people_and_other_branches_are_left_alone() -> None:
    there = project(remote("x", "their.json", ""), remote("y", "@next/a.json"), remote("z", "a.json"))
    main = take_inventory(["a.json"], State(), there, "main", is_default_base=True)
    other = take_inventory(["a.json"], State(), there, "next", is_default_base=False)
    assert main.of("a.json")["de"].group == "z"
    assert other.of("a.json")["de"].group == "y"
    made = plan({"a.json": "1"}, State(), project(remote("z", "a.json")), base="next", is_default_base=False)
    assert [(item.name, item.external_id) for item in made.new] == [("@next/a.json", "@next/a.json")]


def test_a_locale_that_was_added_to_a_known_file_belongs_to_it() -> None:
    there = project(remote("x", "a.json"), remote("x", "a.json", locale="fr"))
    inventory = take_inventory(["a.json"], state({"a.json": "x"}, {}), there, "main", is_default_base=True)
    assert set(inventory.of("a.json")) == {"de", "fr"}


def temporary_plan(
    blob: str,
    before: State,
    *files: RemoteFile,
    renames: Sequence[tuple[str, str]] = (),
    has_news: bool = True,
) -> Plan:
    """For one source, a.json in German and French, on a platform that keeps nothing."""
    wanted = SourceFile("a.json", RULE, {"de": "de/a.json", "fr": "fr/a.json"})
    there = project(*files, locales=("de", "fr"))
    inventory = take_inventory(["a.json"], before, there, "main", is_default_base=True)
    return make_plan(
        Facts(
            sources=[wanted],
            blobs={"a.json": blob},
            state=before,
            project=there,
            inventory=inventory,
            renames=renames,
            target_locales=("de", "fr"),
            base="main",
            is_default_base=True,
            is_temporary=True,
            has_news=lambda source, before, blob: has_news and before != blob,
        )
    )


def delivered(path: str, *done: str) -> State:
    return State(sources={path: "1"}, known={path: Known(path, done=done)})


def locales(made: Plan) -> list[tuple[str, ...]]:
    return [tuple(item.source.targets) for item in made.new]


def test_what_an_earlier_project_brought_home_is_not_sent_again() -> None:
    assert temporary_plan("1", delivered("a.json", "de", "fr")).is_empty


def test_only_locales_that_are_missing_are_sent() -> None:
    assert locales(temporary_plan("1", delivered("a.json", "de"))) == [("fr",)]


def test_a_changed_source_is_sent_as_a_new_one_to_a_new_project() -> None:
    made = temporary_plan("2", delivered("a.json", "de", "fr"))
    assert locales(made) == [("de", "fr")]
    assert made.changed == ()


def test_a_source_that_changed_by_its_translations_only_is_not_sent_again() -> None:
    assert temporary_plan("2", delivered("a.json", "de", "fr"), has_news=False).is_empty


def test_a_moved_source_without_a_remote_file_moves_in_the_state_alone() -> None:
    made = temporary_plan("1", delivered("b.json", "de", "fr"), renames=[("b.json", "a.json")])
    (renamed,) = made.renamed
    assert (renamed.old, renamed.file) == ("b.json", None)
    assert (made.new, made.deleted) == ((), ())


def test_a_source_in_the_open_project_is_updated_there() -> None:
    before = replace(delivered("a.json"), known={"a.json": Known("a.json", {"de": "x_de"})})
    made = temporary_plan("2", before, remote("x", "a.json"))
    assert (len(made.changed), made.new) == (1, ())
