"""
A project that comes and goes: what the state remembers of it, and when it is over.

While it is open, sources lie in it under the ids that `Known.files` records. When it goes, these are forgotten;
`Known.done` keeps saying which locales were delivered complete before, so that nothing is sent again without need.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from ci_l10n.errors import AuthError, RemoteError
from ci_l10n.flow.plan import Inventory, Plan
from ci_l10n.flow.ports import Ports
from ci_l10n.model import Finding, Locale
from ci_l10n.state import Known, Path, State
from ci_l10n.tms.base import Project, Temporary

SHOWN = 10  # files that a finding names

Save = Callable[[State], State]


def temporary_of(ports: Ports) -> Temporary | None:
    """The platform's side of it, where the project is temporary."""
    return ports.platform if isinstance(ports.platform, Temporary) else None


def close_leftover(ports: Ports) -> list[Finding]:
    """Close what an interrupted run had finished with; the state says so with the next save."""
    held = temporary_of(ports)
    return _close(held) if held is not None and held.is_over else []


def follow_project(ports: Ports, state: State) -> tuple[State, list[Finding]]:
    """``state`` in view of whether the project that its files lay in still exists, and what was lost with it."""
    held = temporary_of(ports)
    if held is None or held.is_open or not any(known.files for known in state.known.values()):
        return state, []
    if (
        not held.lost
    ):  # they lay in a permanent project until now: what was exported as last sent is taken for done
        done = {
            path: replace(known, done=() if path in state.merged else tuple(sorted(known.exported)))
            for path, known in state.known.items()
        }
        return _released(replace(state, known=done)), []
    undone = [
        path for path in sorted(_held(state)) if set(state.known[path].files) - set(state.known[path].done)
    ]
    return _released(state), [_lost(held.lost, undone)]


def _lost(what: str, paths: list[Path]) -> Finding:
    if not paths:
        return Finding("notice", "project-gone", f"{what}; everything in it had been delivered")
    names = ", ".join(paths[:SHOWN]) + (f" and {len(paths) - SHOWN} more" if len(paths) > SHOWN else "")
    return Finding(
        "warning",
        "project-gone",
        f"{what}; translations that were not delivered yet are lost: {names}",
        "these files are sent again, into a new project",
    )


def needs_project(ports: Ports, plan: Plan) -> bool:
    """Whether a project has to be made before ``plan`` can be carried out; one without files to send needs none."""
    held = temporary_of(ports)
    return held is not None and not held.is_open and bool(plan.new)


def prepare_project(ports: Ports, held: Temporary) -> None:
    head = ports.repo.head
    held.prepare({"branch": ports.base, "sha": head, "sha7": head[:7]})


def mark_done(state: State, inventory: Inventory) -> State:
    """``state``, just delivered, with the locales that are over: complete, exported as they are, nothing held back."""
    open_targets = {finding.path for finding in state.findings if finding.kind == "held"}
    known = dict(state.known)
    for path in _held(state):
        entry = known[path]
        files = inventory.of(path)
        over = {
            locale
            for locale, file in files.items()
            if file.is_complete
            and entry.exported.get(locale) == file.fingerprint
            and entry.targets.get(locale) not in open_targets
        }
        done = tuple(sorted({*entry.done} - {*files} | over))
        if done != entry.done:
            known[path] = replace(entry, done=done)
    return state if known == state.known else replace(state, known=known)


def drop_if_empty(ports: Ports, state: State, save: Save) -> State:
    """Save ``state``; a project into which nothing could be sent goes, whatever else went wrong."""
    held = temporary_of(ports)
    if held is None or not held.is_open or _held(state):
        return save(state)
    try:
        if not held.is_empty():
            return save(state)
    except (AuthError, RemoteError):
        return save(state)  # the next run finds out
    return _end(held, state, save)[0]


def conclude(
    ports: Ports, state: State, project: Project, inventory: Inventory, save: Save
) -> tuple[State, list[Finding]]:
    """
    End the project when all it holds was delivered; ``project`` was read after the last file was sent.

    The state says that it is over before it is deleted, and forgets it afterwards.
    """
    held = temporary_of(ports)
    if held is None or not held.is_open:
        return state, []
    ours = _held(state)
    if not ours and not project.files:
        return drop_if_empty(ports, state, save), []
    if not all(_is_over(known, inventory.of(path)) for path, known in ours.items()):
        return state, []
    mine = {file.id for files in inventory.by_path.values() for file in files.values()}
    foreign = [file.name for file in project.files if file.id not in mine]
    if not held.keeps and not foreign:
        return _end(held, state, save)
    held.forget()
    state = save(_released(state))
    if held.keeps:
        return state, []
    what = f"the project {project.name!r} holds files that are not ours, such as {foreign[0]}"
    return state, [Finding("notice", "project-kept", f"{what}; it is not deleted", "delete it by hand")]


def _is_over(known: Known, files: Mapping[Locale, object]) -> bool:
    return set(known.files) <= set(files) <= set(known.done)


def _end(held: Temporary, state: State, save: Save) -> tuple[State, list[Finding]]:
    held.finish()
    state = save(_released(state))
    findings = _close(held)
    return (state if findings else save(state)), findings


def _close(held: Temporary) -> list[Finding]:
    try:
        held.close()
    except (AuthError, RemoteError) as error:
        hint = "the next run tries again; or delete it by hand"
        return [Finding("warning", "project-not-deleted", error.message, hint)]
    return []


def _held(state: State) -> dict[Path, Known]:
    """The sources that lie in the open project."""
    return {path: known for path, known in state.known.items() if known.files and path in state.sources}


def _released(state: State) -> State:
    """``state`` without the project: no file lies anywhere."""
    known = {path: replace(entry, files={}, exported={}) for path, entry in state.known.items()}
    return replace(state, known=known)
