"""Every combination of what the sides of a key can be, against the table; all keys of one JSON file at once."""

import itertools
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from ci_l10n.config.model import Policy, Ready, Rule
from ci_l10n.errors import Location
from ci_l10n.flow.files import Reader
from ci_l10n.flow.merge import merge
from ci_l10n.flow.sides import Edited, Merged, Sides
from ci_l10n.formats.registry import get_format
from ci_l10n.model import Catalog
from tests.properties.table import Kind, Row, Settings, Text, kept_value, ours, verdict

RULE = Rule(
    0, Location("l10n.yml"), "en.json", "{locale}.json", (), None, None, {},
    Policy("platform", "repository", "remove", "omit", {}, Ready(95, 80)),
)  # fmt: skip
READER = Reader(RULE, get_format("json"), "en")
SOURCE, OLD, GIT, PLATFORM, OTHER = "Open", "Auf", "Git", "Plattform", "Anders"
REMEMBERED = list(itertools.product((None, SOURCE, OLD), (None, OLD, GIT), (None, SOURCE, OLD)))
NOW = list(itertools.product(("", SOURCE, OLD, GIT, PLATFORM), (None, "", SOURCE, OLD, PLATFORM, OTHER)))
ON_BRANCH = (None, SOURCE, OLD, OTHER)


def rows() -> Iterator[Row]:
    for (p0, t0, b0), (p, base), branch in itertools.product(REMEMBERED, NOW, ON_BRANCH):
        yield Row(SOURCE, SOURCE, p0, p, t0, b0, base, branch)


def catalog(values: dict[str, Text]) -> Catalog:
    present = {key: value for key, value in values.items() if value is not None}
    return READER.target(json.dumps(present, indent=2).encode(), "de.json", "de")


def merge_rows(rows: dict[str, Row], settings: Settings) -> Merged:
    """All rows are keys of one file; completeness and the presence of a branch are that of the first."""
    first = next(iter(rows.values()))
    sides = {
        side: catalog({key: getattr(row, side) for key, row in rows.items()})
        for side in ("source", "source_before", "p", "p0", "t0", "b0", "base", "branch")
    }
    policy = replace(
        RULE.policy,
        conflict=settings.conflict,
        first_sync=settings.first_sync,
        obsolete=settings.obsolete,
    )
    return merge(
        Sides(
            source=sides["source"],
            source_before=sides["source_before"],
            platform=sides["p"],
            platform_before=sides["p0"],
            target=sides["t0"],
            base_before=sides["b0"],
            base=sides["base"],
            branch=Edited(sides["branch"], sides["t0"]) if first.edited else None,
            start=sides["branch"] if first.edited else sides["base"],
            fresh=True,
            complete=first.is_complete,
            open_keys={key: row.open for key, row in rows.items() if row.open},
        ),
        READER,
        policy,
        "de.json",
        "de",
    )


def seen(row: Row) -> Row:
    """Empty is no value."""
    p0, p, t0, b0, base, branch = (
        side or None for side in (row.p0, row.p, row.t0, row.b0, row.base, row.branch)
    )
    return row._replace(p0=p0, p=p, t0=t0, b0=b0, base=base, branch=branch)


def check(table: dict[str, Row], settings: Settings) -> None:
    result = merge_rows(table, settings)
    delivered = json.loads(result.content or b"{}")
    listed = {
        (note.key, note.kind): note for note in result.notes if note.kind in ("conflict", "edit", "first")
    }
    wrong = []
    for key, raw in table.items():
        row = seen(raw)
        expected = verdict(row, settings)
        kinds = [
            kind for name, kind in (("", "conflict"), ("", "edit"), ("", "first")) if (key, kind) in listed
        ]
        if (delivered.get(key) or None) != expected.value:
            wrong.append((row, expected, f"delivered {delivered.get(key)!r}"))
        elif kinds != ([expected.listed] if expected.listed else []) and not _is_listed_on(row, kinds):
            wrong.append((row, expected, f"listed {kinds}"))
        elif expected.listed in ("conflict", "first"):
            values = listed[key, expected.listed].values
            repository = ours(row) if expected.listed == "first" else kept_value(row)
            if (values["before"], values["repository"], values["platform"]) != (row.t0, repository, row.p):
                wrong.append((row, expected, f"values {values}"))
    assert not wrong, f"{len(wrong)} of {len(table)} under {settings}, such as\n" + "\n".join(
        "\n  ".join(map(str, case)) for case in wrong[:: max(1, len(wrong) // 5)]
    )


def _is_listed_on(row: Row, kinds: list[str]) -> bool:
    """An edit, and the repository's value of a first run, stay listed while the platform has another value."""
    return kinds == [row.open] and row.open in ("edit", "first")


DECIDED = [Settings("platform"), Settings("repository", "platform"), Settings("hold")]


@pytest.mark.parametrize("settings", DECIDED, ids=lambda settings: settings.conflict)
@pytest.mark.parametrize("is_complete", [True, False])
def test_every_combination_of_the_sides_is_decided_as_the_table_says(
    settings: Settings, is_complete: bool
) -> None:
    on_base = {row._replace(branch=None, is_complete=is_complete) for row in rows()}
    check({f"k{index}": row for index, row in enumerate(sorted(on_base, key=str))}, settings)
    on_branch = (row._replace(edited=True, is_complete=is_complete) for row in rows())
    check({f"k{index}": row for index, row in enumerate(on_branch)}, settings)


@pytest.mark.parametrize("settings", DECIDED, ids=lambda settings: settings.conflict)
@pytest.mark.parametrize("is_complete", [True, False])
def test_what_was_listed_before_and_a_moved_source_change_what_the_table_says_they_change(
    settings: Settings, is_complete: bool
) -> None:
    drifts = [(SOURCE, OTHER), (SOURCE, None), (None, SOURCE), (None, None), (SOURCE, SOURCE)]
    kinds: tuple[Kind, ...] = ("conflict", "edit", "first", "stale")
    on_base = sorted({row._replace(branch=None, is_complete=is_complete) for row in rows()}, key=str)
    table = [
        row._replace(source=source, source_before=before, open=kind)
        for row, (source, before), kind in itertools.product(on_base[::19], drifts, kinds)
    ]
    for obsolete in ("remove", "keep"):
        check({f"k{index}": row for index, row in enumerate(table)}, settings._replace(obsolete=obsolete))
