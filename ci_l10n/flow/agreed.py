"""A plan that was stored, and is to be carried out as it stands. Values, without any effect."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SHORTEST = 12  # characters of a hash that name a plan; as many as are shown


@dataclass(frozen=True, slots=True)
class Origin:
    """What a plan was made from: when any of it moves, the plan is no longer true."""

    base: str  # name of the base branch
    base_commit: str  # its tip on the remote, "" when there is none
    commit: str  # that was looked at
    state_commit: str  # "" when nothing was ever sent
    documents: Mapping[str, str] | None = None  # fingerprints by id; None: the platform was not asked
    tree: str = ""  # of ``commit``: all files as they were
    config: str = ""  # path of the configuration
    locales: tuple[str, ...] = ()  # that were chosen; empty: all
    files: tuple[str, ...] = ()  # globs that sources were chosen by; empty: all


@dataclass(frozen=True, slots=True)
class Agreed:
    """A stored plan, as far as it binds the run that carries it out."""

    shown: str  # path, as the user gave it
    hash: str
    origin: Origin
    platform: str  # host and project
    sending: Mapping[str, Any]  # section `plan` of the document

    def is_named(self, given: str) -> bool:
        """Whether ``given`` is this plan's hash, or as much of it as is shown."""
        return is_short_for(given, self.hash)


def is_short_for(given: str, whole: str) -> bool:
    """Whether ``given`` is the hash ``whole``, or enough of its beginning."""
    return len(given) >= SHORTEST and whole.startswith(given)


def origin_json(origin: Origin) -> dict[str, Any]:
    """Sections `made_from` and `selection` of a stored plan."""
    return {
        "made_from": {
            "base": origin.base,
            "base_commit": origin.base_commit or None,
            "commit": origin.commit,
            "state_commit": origin.state_commit or None,
            "documents": None if origin.documents is None else dict(origin.documents),
            "tree": origin.tree,
            "config": origin.config,
        },
        "selection": {"locales": list(origin.locales), "files": list(origin.files)},
    }


def name_of(origin: Origin, platform: str, sending: Mapping[str, Any]) -> str:
    """The hash of a plan: over what it was made from, which settles everything else, and what would be sent."""
    return digest({**origin_json(origin), "platform": platform, "plan": sending})


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 in hex; the order of keys does not matter."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
