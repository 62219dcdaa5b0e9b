"""What readers of a key project see: the visible keys, how far they are, when something changed."""

import math
from collections.abc import Iterator

from ci_l10n.sandbox.smartcat.keys.records import StringKey
from ci_l10n.sandbox.smartcat.records import Project

KEY_PROJECT = "softwareLocalization"


def is_key_project(project: Project) -> bool:
    return project.kind == KEY_PROJECT


def visible(project: Project, now: float) -> dict[str, dict[str, StringKey]]:
    """The collections as they are or, while an import is not visible yet, as they were."""
    table = project.table
    return table.shown if now < table.hidden_until else table.collections


def visible_change(project: Project, now: float) -> float:
    """When the last visible change was made."""
    return project.table.shown_modified if now < project.table.hidden_until else project.modified


def key_progress(project: Project, stage: int, now: float) -> float:
    """Percent of the words of all languages confirmed at ``stage`` (from 0); 0 without keys."""
    total = done = 0
    for key in _keys(project, now):
        for language in project.targets:
            weight = max(1, key.words)
            value = key.values.get(language)
            total += weight
            done += weight if value is not None and value.confirmed > stage else 0
    return math.floor(10000 * done / total) / 100 if total else 0.0


def key_status(project: Project, now: float) -> str:
    """created, inProgress or completed."""
    if all(key_progress(project, stage, now) >= 100 for stage in range(len(project.stage_types))):
        return "completed"
    is_begun = any(key.values for key in _keys(project, now))
    return "inProgress" if is_begun else "created"


def _keys(project: Project, now: float) -> Iterator[StringKey]:
    for keys in visible(project, now).values():
        yield from keys.values()
