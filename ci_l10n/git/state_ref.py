"""
The state as a commit: loading it from the server, writing the next one.

Layout of its tree: a folder for each mapping of `State` (path -> blob), and JSON files for the rest. What else lies
in the tree is left alone. The source commit stands in the message only, so that a state which differs in nothing else
makes no new commit.
"""

import dataclasses
import json
from collections.abc import Callable, Mapping
from typing import Any

from ci_l10n.config.model import StatePlace
from ci_l10n.errors import DeliveryError
from ci_l10n.git.failures import LeaseLost
from ci_l10n.git.repo import Repository
from ci_l10n.state import Delivery, Known, Maker, OpenFinding, State

VERSION = 1
SOURCE_TRAILER = "L10n-Source"
PLATFORM_TRAILER = "L10n-Platform"
CONFIG_TRAILER = "L10n-Config"
FOLDERS = {
    "sources": "source",
    "merged": "merged",
    "platform": "platform",
    "target": "target",
    "base": "base",
}
_SUBJECT = "Record the state of localization"


def state_ref_name(base: str, place: StatePlace) -> str:
    """
    The full name of the ref that holds the state of branch ``base``.

    >>> state_ref_name("main", StatePlace()), state_ref_name("main", StatePlace("branch", "app"))
    ('refs/l10n/state/main', 'refs/heads/l10n-state-app/main')
    """
    suffix = f"-{place.name}" if place.name else ""
    folder = "refs/l10n/state" if place.kind == "ref" else "refs/heads/l10n-state"
    return f"{folder}{suffix}/{base}"


def load_state(
    repo: Repository, base_branch: str, place: StatePlace, *, refs: Mapping[str, str] | None = None
) -> State:
    """
    The state on the server; an empty one when there is none, or no server.

    ``refs`` spares a request when the caller has asked for the server's refs already (`Repository.remote_refs`).
    """
    if repo.remote_url is None:
        return State()
    name = state_ref_name(base_branch, place)
    known = repo.remote_refs([name]) if refs is None else refs
    commit = known.get(name)
    if commit is None:
        return State()
    repo.fetch([name], depth=1)  # older states are nobody's business here
    if not repo.has(commit):
        # It moved between the two requests; the name cannot be trusted to be what was listed.
        raise LeaseLost(f"{name} moved while it was read", hint="another run is under way; run again")
    return read_state(repo, commit)


def read_state(repo: Repository, commit: str) -> State:
    """The state in a commit that is here. What cannot be understood is an error, never an empty state."""
    tree = repo.tree(commit)
    read = _Reader(repo, commit, tree)
    message = repo.message(commit)
    return State(
        commit=commit,
        source_commit=_trailer(message, SOURCE_TRAILER),
        made_by=Maker(_trailer(message, CONFIG_TRAILER), _trailer(message, PLATFORM_TRAILER)),
        known=read.json(
            "documents", lambda data: {path: _make(Known, item) for path, item in data.items()}, {}
        ),
        findings=read.json("findings", lambda data: tuple(_make(OpenFinding, item) for item in data), ()),
        intents=read.json("pending", tuple, ()),
        deliveries=read.json("delivery", _deliveries, {}),
        memory=read.json("memory", dict, {}),
        **_folders(tree),
    )


def write_state(
    repo: Repository, state: State, *, source_commit: str, trailers: Mapping[str, str], when: float
) -> str:
    """
    Make the commit for ``state`` on top of the one it was loaded from (``state.commit``) and return its id.

    Nothing new to say gives the old id back. Blobs must be in the repository; pushing is the caller's.
    """
    before = repo.tree(state.commit) if state.commit else {}
    after = _content(repo, state)
    changes: dict[str, str | None] = {path: None for path in before if _is_ours(path) and path not in after}
    changes.update((path, blob) for path, blob in after.items() if before.get(path) != blob)
    if state.commit and not changes:
        return state.commit
    tree = repo.make_tree(state.commit, changes)
    lines = [
        f"{name}: {_one_line(value)}" for name, value in {SOURCE_TRAILER: source_commit, **trailers}.items()
    ]
    message = "\n".join((_SUBJECT, "", *lines))
    return repo.commit(tree, [state.commit] if state.commit else [], message, author=None, when=when)


def _content(repo: Repository, state: State) -> dict[str, str]:
    files = {
        f"{folder}/{path}": blob
        for name, folder in FOLDERS.items()
        for path, blob in getattr(state, name).items()
    }
    documents = {
        "documents": {path: dataclasses.asdict(known) for path, known in state.known.items()},
        "findings": [dataclasses.asdict(finding) for finding in state.findings],
        "pending": list(state.intents),
        "delivery": {branch: dataclasses.asdict(each) for branch, each in state.deliveries.items()},
    }
    if state.memory:
        documents["memory"] = dict(state.memory)
    for name, data in documents.items():
        files[f"{name}.json"] = repo.store(_render(name, data))
    return files


def _render(name: str, data: object) -> bytes:
    # ASCII, because paths may hold bytes that are no text, which only escapes bring back unharmed.
    return json.dumps({"version": VERSION, name: data}, indent=1, sort_keys=True).encode() + b"\n"


def _is_ours(path: str) -> bool:
    folder, slash, _ = path.partition("/")
    return folder in FOLDERS.values() if slash else path in _FILES


_FILES = frozenset(f"{name}.json" for name in ("documents", "findings", "pending", "delivery", "memory"))


def _folders(tree: Mapping[str, str]) -> dict[str, Any]:
    """The mappings of path -> blob, by the names of their fields."""
    fields: dict[str, dict[str, str]] = {name: {} for name in FOLDERS}
    by_folder = {folder: fields[name] for name, folder in FOLDERS.items()}
    for path, blob in tree.items():
        folder, slash, rest = path.partition("/")
        if slash and folder in by_folder:
            by_folder[folder][rest] = blob
    return fields


class _Reader:
    """Reads the JSON files of a state, with errors that say what to do."""

    def __init__(self, repo: Repository, commit: str, tree: Mapping[str, str]) -> None:
        self._repo = repo
        self._commit = commit
        self._tree = tree

    def json(self, name: str, make: Callable[[Any], Any], absent: Any) -> Any:
        blob = self._tree.get(f"{name}.json")
        if blob is None:
            return absent
        try:
            document = json.loads(self._repo.blob(blob))
            version = document["version"]
            if isinstance(version, int) and version > VERSION:
                raise self._error(
                    name, "was written by a newer version", "use that version of ci-l10n, or a newer one"
                )
            if version != VERSION:
                raise ValueError(f"version {version!r}")
            return make(document[name])
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            hint = "restore the ref to an older commit, or delete it to start afresh (the next merge then has no base)"
            raise self._error(name, "cannot be read", hint) from error

    def _error(self, name: str, what: str, hint: str) -> DeliveryError:
        return DeliveryError(
            f"{name}.json of the state {self._commit[:12]} {what}", hint=hint, code="state-unreadable"
        )


def _make(kind: type[Any], data: Mapping[str, Any]) -> Any:
    """
    A dataclass from its JSON; lists become the tuples that they were.

    A field that is missing has its default; one we do not know is an error, for writing it back would lose it.
    """
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in data.items()})


def _deliveries(data: Mapping[str, Any]) -> dict[str, Delivery]:
    """Deliveries by branch; the first versions knew one branch, and wrote its delivery alone."""
    if isinstance(data.get("commits"), list):
        one: Delivery = _make(Delivery, data)
        return {one.branch: one} if one.branch else {}
    return {branch: _delivery(item) for branch, item in data.items()}


def _delivery(data: Mapping[str, Any]) -> Delivery:
    asked = {name: tuple(values) for name, values in data.get("asked", {}).items()}
    made: Delivery = _make(Delivery, {**data, "asked": asked})
    return made


def _trailer(message: str, name: str) -> str:
    values = [line.partition(": ")[2] for line in message.splitlines() if line.startswith(f"{name}: ")]
    return values[-1].strip() if values else ""


def _one_line(value: str) -> str:
    return " ".join(value.split())
