"""What a reading of a key project says: of all keys together, nothing of single ones or of collections (pure)."""

import hashlib
import json

from ci_l10n.errors import ConfigError
from ci_l10n.tms.smartcat import wire
from ci_l10n.tms.smartcat.keys.calls import NOT_KEYS
from ci_l10n.tms.smartcat.mapping import folded

DONE = 99.9999  # percent


def check_type(project: wire.Project) -> None:
    """Raises `ConfigError` when the service says that it is another kind of project."""
    if project.kind not in ("", "softwarelocalization"):
        raise other_type(project)


def other_type(project: wire.Project) -> ConfigError:
    return ConfigError(
        f"the project '{project.name}' is not of the type software localization",
        hint=NOT_KEYS,
        code="project-of-other-type",
    )


def is_complete(project: wire.Project) -> bool:
    if project.status == "completed":
        return True
    return bool(project.progress) and all(progress >= DONE for progress in project.progress)


def fingerprint(project: wire.Project, mode: str, language: str = "") -> str:
    """Moves with everything the project tells that may change an export into ``language`` (without: into any)."""
    documents = [
        [document.id, document.status, document.changed, document.words, document.stages]
        for document in project.documents
        if not language or folded(document.target_language) == folded(language)
    ]
    facts = [mode, project.status, project.modified, project.progress, documents]
    return hashlib.blake2b(json.dumps(facts).encode(), digest_size=16).hexdigest()
