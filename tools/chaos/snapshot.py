"""What is there when all is over: platform, branches, change requests and state, without what must differ."""

import hashlib
import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.scenarios.gitlab_world import GitLabWorld
from tests.scenarios.world import World

STATE = "refs/l10n/"
CACHES = frozenset({"memory.json"})  # of the state: what is asked of the platform again when it is not there
MOST = 200  # characters of a value that are shown
Snapshot = Mapping[str, object]


def take_snapshot(world: World) -> Snapshot:
    """By a name for each thing: its content, as something that can be compared and printed."""
    names = _names(world)
    found: dict[str, object] = {
        **_smartcat(world),
        **_smartling(world),
        "words billed": _bills(world),
        **_requests(world, names),
    }
    repository = _repository(world)
    for ref in _git(repository, "for-each-ref", "--format=%(refname)").splitlines():
        if not ref.startswith(("refs/pull/", "refs/merge-requests/", "refs/keep-around/")):
            found[ref] = _state(repository, ref, names) if ref.startswith(STATE) else _tree(repository, ref)
    return found


def differences(there: object, wanted: object, name: str = "") -> list[str]:
    """One line for each thing that is not as it should be."""
    if there == wanted:
        return []
    if not (isinstance(there, Mapping) and isinstance(wanted, Mapping)):
        return [f"{name}: {_short(there)} instead of {_short(wanted)}"]
    return [
        line
        for below in sorted({*there, *wanted})
        for line in differences(there.get(below), wanted.get(below), f"{name} {below}".strip())
    ]


def _short(value: object) -> str:
    text = "nothing" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= MOST else f"{text[:MOST]}..."


def _names(world: World) -> dict[str, str]:
    """Ids of documents, which depend on how many were made before, and what they stand for."""
    records = world.sandbox.smartcat.store.records
    return {
        f"{document.key}_{id_.rpartition('_')[2]}": f"<{records.files[document.key].path} {document.language}>"
        for id_, document in records.documents.items()
    }


def _smartcat(world: World) -> dict[str, object]:
    records = world.sandbox.smartcat.store.records
    found: dict[str, object] = {"smartcat projects": len(records.projects)}
    for document in records.documents.values():
        file = records.files[document.key]
        name = f"smartcat {file.path} {document.language} {file.external_id}"
        while name in found:
            name += " again"
        segments = [(s.key, s.source, s.target, s.confirmed) for s in document.segments]
        found[name] = [_digest(document.content), file.meta, sorted(map(list, segments))]
    return found


def _smartling(world: World) -> dict[str, object]:
    records = world.sandbox.smartling.desk.records
    found: dict[str, object] = {
        f"smartling {file.uri}": [file.type, _digest(file.content), file.directives, file.namespace]
        for file in records.files.values()
    }
    found["smartling strings"] = {
        key: {locale: [t.forms, t.state] for locale, t in sorted(string.translations.items())}
        for key, string in sorted(records.strings.items())
    }
    return found


def _bills(world: World) -> list[list[object]]:
    """Each upload that cost something; words that were billed twice are there twice."""
    entries = [*world.sandbox.smartcat.billing(), *world.sandbox.smartling.billing()]
    found = [[e["source"], e["kind"], e["languages"], e["words"]] for e in entries if e["words"]]
    return sorted(found, key=str)


def _requests(world: World, names: Mapping[str, str]) -> dict[str, object]:
    asked: list[dict[str, Any]] = world.merge_requests() if isinstance(world, GitLabWorld) else world.pulls()
    text = "description" if isinstance(world, GitLabWorld) else "body"
    return {
        f"change request {one.get('iid') or one['number']}": [
            one["title"], one["state"], one["draft"], _labels(one), _plain(one[text] or "", names)
        ]
        for one in asked
    }  # fmt: skip


def _labels(one: Mapping[str, Any]) -> list[str]:
    return sorted(label["name"] if isinstance(label, dict) else label for label in one["labels"])


def _repository(world: World) -> Path:
    folder = "gitlab" if isinstance(world, GitLabWorld) else "git"
    return world.sandbox.state_dir / folder / f"{world.repository}.git"


def _git(repository: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=repository, capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace")


def _tree(repository: Path, ref: str) -> dict[str, object]:
    """Mode, type and id by path."""
    lines = _git(repository, "ls-tree", "-r", ref).splitlines()
    return {path: entry for entry, _, path in (line.partition("\t") for line in lines)}


def _state(repository: Path, ref: str, names: Mapping[str, str]) -> dict[str, object]:
    """Files of the state: what was sent and received as its blob, what the run remembers as text."""
    found: dict[str, object] = {}
    for path, entry in _tree(repository, ref).items():
        blob = str(entry).split(" ")[2]
        if "/" in path or not path.endswith(".json"):
            found[path] = blob
        elif path not in CACHES:
            found[path] = json.loads(_remembered(_git(repository, "cat-file", "blob", blob), names))
    return found


def _remembered(text: str, names: Mapping[str, str]) -> str:
    """
    Without what must differ: ids and commits, and times.

    How many commits a branch took is the recovery's affair; what it holds in the end is compared.
    """
    text = re.sub(r'("commits": )\[[^]]*\]', r'\1"..."', text)
    return _plain(text, names)


def _plain(text: str, names: Mapping[str, str]) -> str:
    for id_, name in names.items():
        text = text.replace(id_, name)
    text = re.sub(r"\b[0-9a-f]{40}\b", "<commit>", text)
    text = re.sub(r"\b[0-9a-f]{32}\b", "<mark>", text)
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z?", "<time>", text)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
