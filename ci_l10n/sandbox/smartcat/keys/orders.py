"""Translators of key projects on order: `POST /_sandbox/translate`."""

from collections.abc import Mapping

from ci_l10n.sandbox.control import BadOrder, NotMine
from ci_l10n.sandbox.smartcat.keys.progress import is_key_project
from ci_l10n.sandbox.smartcat.keys.records import StringKey
from ci_l10n.sandbox.smartcat.keys.work import KeyWork
from ci_l10n.sandbox.smartcat.records import Project
from ci_l10n.sandbox.smartcat.wire import Wire
from ci_l10n.sandbox.translator import pseudo

KNOWN = frozenset(
    {"service", "project", "collection", "locale", "segments", "keys", "all", "stage", "complete"}
)


def is_about_keys(wire: Wire, order: Mapping[str, object]) -> bool:
    project = wire.store.records.projects.get(str(order.get("project", "")).lower())
    return "collection" in order or (project is not None and is_key_project(project))


def carry_out_keys(wire: Wire, order: Mapping[str, object]) -> list[dict[str, object]]:
    """
    Write, then confirm; returns the project as the API shows it.

    ``segments`` (or ``keys``) maps keys or source texts to a target, or to null (empty again), in one ``locale`` or
    in all. ``all`` writes what is empty. ``stage`` confirms what the order wrote, or all there is when it wrote
    nothing; ``complete`` confirms all there is at every stage.
    """
    unknown = set(order) - KNOWN
    if unknown:
        raise BadOrder(
            f"unknown: {', '.join(sorted(unknown))}; an order about keys takes {', '.join(sorted(KNOWN))}"
        )
    project, work = _project(wire, order), KeyWork(wire.workflow)
    keys = project.table.collections.get(str(order.get("collection", "main")), {})
    languages, edits = _languages(project, order), _edits(keys, order)
    stage = _stage(project, order)
    if order.get("all", "pseudo") != "pseudo":
        raise BadOrder('"all" can only be "pseudo"')
    work.begin(project)
    for language in languages:
        written = _write(work, project, language, keys, edits, fills="all" in order)
        chosen = written if edits or "all" in order else list(keys.values())
        _confirm(work, project, language, chosen, stage)
        if order.get("complete") is True:
            _confirm(work, project, language, list(keys.values()), len(project.stage_types))
    return [wire.project(project)]


def _write(
    work: KeyWork,
    project: Project,
    language: str,
    keys: Mapping[str, StringKey],
    edits: list[tuple[StringKey, str | None]],
    *,
    fills: bool,
) -> list[StringKey]:
    written: list[StringKey] = []
    for key, text in edits:
        if text is None:
            key.values.pop(language, None)
            work.touch(project, key)
        else:
            work.write(project, key, language, text)
            written.append(key)
    for key in keys.values() if fills else ():
        if language not in key.values:
            work.write(project, key, language, pseudo(key.source, language, work.store.seed))
            written.append(key)
    return written


def _confirm(work: KeyWork, project: Project, language: str, keys: list[StringKey], stage: int) -> None:
    for key in keys:
        value = key.values.get(language)
        if value is not None and value.confirmed < stage:
            value.confirmed = stage
            work.touch(project, key)


def _project(wire: Wire, order: Mapping[str, object]) -> Project:
    found = wire.store.records.projects.get(str(order.get("project", "")).lower())
    if found is None or not is_key_project(found):
        raise NotMine(f"no project of keys for {dict(order)}")
    return found


def _languages(project: Project, order: Mapping[str, object]) -> list[str]:
    given = str(order.get("locale", "")).lower()
    found = [language for language in project.targets if given in ("", language.lower())]
    if not found:
        raise BadOrder(f"the project has no target language {order.get('locale')!r}")
    return found


def _edits(keys: Mapping[str, StringKey], order: Mapping[str, object]) -> list[tuple[StringKey, str | None]]:
    edits: list[tuple[StringKey, str | None]] = []
    for table in ("keys", "segments"):
        given = order.get(table, {})
        if not isinstance(given, Mapping):
            raise BadOrder(f'"{table}" must be an object')
        for name, text in given.items():
            found = [keys[name]] if name in keys else [key for key in keys.values() if key.source == name]
            if not found:
                raise BadOrder(f"no key for {name!r}; there are {', '.join(map(repr, list(keys)[:20]))}")
            if text is not None and not isinstance(text, str):
                raise BadOrder(f"the target for {name!r} must be a text or null")
            edits += [(key, text) for key in found]
    return edits


def _stage(project: Project, order: Mapping[str, object]) -> int:
    stage = order.get("stage", 0)
    if isinstance(stage, bool) or not isinstance(stage, int) or not 0 <= stage <= len(project.stage_types):
        raise BadOrder(f'"stage" must be a number from 1 to {len(project.stage_types)}')
    return stage
