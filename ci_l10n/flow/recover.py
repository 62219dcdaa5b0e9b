"""
Finding out what became of an interrupted run, or of everything when the state is lost.

A run says what it is about to send before it sends anything. When the next run finds such intents, or remote files
that no state knows, it asks the platform instead of sending again: a new file that is there was received whole (the
upload is one request), for everything else the platform's own copy of the source is read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ci_l10n.flow.moves import move_source
from ci_l10n.flow.plan import Inventory, document_name
from ci_l10n.flow.ports import Ports
from ci_l10n.paths.rule import SourceFile
from ci_l10n.state import BlobId, Known, Path, State
from ci_l10n.tms.base import Batching, Project, RemoteFile


def finish_renames(
    state: State, project: Project, sources: Iterable[SourceFile], base: str, *, is_default_base: bool
) -> State:
    """
    ``state`` with the sources moved that an interrupted run had renamed on the platform.

    That shows only where names are ids: the old name is gone and the new one there. Elsewhere ids still lead to the file.
    """
    moved = {str(each["path"]): str(each["to"]) for each in state.intents if each.get("kind") == "renamed"}
    if not moved:
        return state
    targets = {source.path: source.targets for source in sources}
    by_name: dict[str, list[RemoteFile]] = {}
    for file in project.files:
        by_name.setdefault(file.name, []).append(file)
    ids = {file.id for file in project.files}
    for old, new in moved.items():
        known = state.known.get(old)
        files = by_name.get(document_name(new, base, is_default_base=is_default_base), [])
        is_gone = known is not None and bool(known.files) and not ids & {*known.files.values()}
        if known is not None and is_gone and files and old in state.sources and new in targets:
            state = move_source(state, old, new, targets[new])
            known = replace(state.known[new], files={file.locale: file.id for file in files})
            state = replace(state, known={**state.known, new: known})
    return state


def recover(ports: Ports, state: State, inventory: Inventory, blobs: Mapping[Path, BlobId]) -> State:
    """``state`` as it must be in view of the remote files, without intents; costs requests only for open questions."""
    intents = {str(intent["path"]): intent for intent in state.intents if "path" in intent}
    sources = dict(state.sources)
    known = dict(state.known)
    unknown: dict[str, tuple[Path, RemoteFile]] = {}
    is_batching = isinstance(ports.platform, Batching) and ports.platform.is_batching
    for path, files in inventory.by_path.items():
        intent = intents.get(path)
        if path in sources and intent is None:
            continue
        if intent is not None and is_batching:
            continue  # it is sent again, in a batch that is carried out
        file = next(iter(files.values()))
        is_new = path not in known or not known[path].files  # to this project
        if is_new:
            name = document_name(path, ports.base, is_default_base=ports.is_default_base)
            entry = known.get(path, Known(""))
            ids = {loc: f.id for loc, f in files.items()}
            known[path] = replace(entry, external_id=file.external_id or name, files=ids)
        if is_new and intent is not None and intent.get("kind") == "new":
            done = tuple(locale for locale in known[path].done if locale not in files)
            known[path] = replace(known[path], done=done)
            sources[path] = _still_there(ports, intent, blobs.get(path))
        else:
            unknown[file.id] = (path, file)
    if unknown:
        ports.ci.step(f"asking {ports.platform.name} what it has of {len(unknown)} files")
        _read_sources(ports, unknown, blobs, intents, sources)
    before = {path: blob for path, blob in state.sources.items() if sources[path] != blob}
    found = replace(state, sources=sources, merged={**before, **state.merged}, known=known, intents=())
    return state if found == state else found


def _read_sources(
    ports: Ports,
    unknown: Mapping[str, tuple[Path, RemoteFile]],
    blobs: Mapping[Path, BlobId],
    intents: Mapping[str, Mapping[str, Any]],
    sources: dict[Path, BlobId],
) -> None:
    for export in ports.platform.export([file for _, file in unknown.values()], sources=True):
        path = unknown[export.file.id][0]
        if export.content is None:
            # Not knowing costs one update; taking an old source for the new one would cost a translation.
            sources.setdefault(path, ports.repo.store(b""))
            continue
        candidates = [blobs.get(path), intents.get(path, {}).get("blob"), sources.get(path)]
        for blob in filter(None, candidates):
            if ports.repo.has(blob) and ports.repo.blob(blob) == export.content:
                sources[path] = blob
                break
        else:
            sources[path] = ports.repo.store(export.content)


def _still_there(ports: Ports, intent: Mapping[str, Any], head: BlobId | None) -> BlobId:
    """The blob that was sent; its bytes may be gone with a discarded commit, then the file counts as changed."""
    blob = str(intent.get("blob", ""))
    if blob == head or (blob and ports.repo.has(blob)):
        return blob
    return ports.repo.store(b"")
