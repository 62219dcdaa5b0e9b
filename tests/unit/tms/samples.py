"""Documents and projects in Smartcat's shapes."""

from typing import Any

from ci_l10n.config.model import SmartcatSettings

PROJECT = "9d33a7c2-1f0e-4b3a-8f52-0d1c5a7e4b10"
KEYS = ("a882f5712d0c9d1bb54f2501", "a882f5712d0c9d1bb54f2502", "a882f5712d0c9d1bb54f2503")
IDS = {"de": 7, "fr": 12, "ru": 25, "pt-BR": 1046}


def settings(**values: Any) -> SmartcatSettings:
    chosen: dict[str, Any] = {"project": PROJECT, "server": "eu", "mode": "confirmed", "stage": None}
    return SmartcatSettings(**{**chosen, **values})


def document(
    path: str = "docs/intro.html", language: str = "de", key: str = KEYS[0], **fields: Any
) -> dict[str, Any]:
    """A `DocumentModel` in today's shape."""
    folder, _, filename = path.rpartition("/")
    name = filename.rpartition(".")[0] or filename
    sample: dict[str, Any] = {
        "id": f"{key}_{IDS[language]}",
        "name": name,
        "fullPath": f"{folder}/{name}" if folder else name,
        "filename": filename,
        "creationDate": "2024-01-31T10:00:00.17Z",
        "sourceLanguage": "en",
        "documentDisassemblingStatus": "success",
        "targetLanguage": language,
        "status": "inProgress",
        "statusModificationDate": "2024-01-31T10:00:00.5Z",
        "wordsCount": 8,
        "pretranslateCompleted": False,
        "workflowStages": [
            {"progress": 12.5, "wordsTranslated": 1, "unassignedWordsCount": 8, "status": "inProgress"}
        ],
        "externalId": path,
        "projectId": PROJECT,
        "placeholdersAreEnabled": True,
    }
    return {name: value for name, value in {**sample, **fields}.items() if value is not None}


def project(documents: list[dict[str, Any]] | None = None, **fields: Any) -> dict[str, Any]:
    sample: dict[str, Any] = {
        "id": PROJECT,
        "accountId": "1e2d703f-9def-4d27-ab4d-350cbbe8c44b",
        "name": "Acme",
        "sourceLanguage": "en",
        "targetLanguages": ["de", "fr"],
        "status": "inProgress",
        "workflowStages": [{"progress": 0, "stageType": "translation"}],
        "documents": documents or [],
    }
    return {**sample, **fields}


def stages(*progress: float) -> list[dict[str, Any]]:
    return [{"progress": each, "wordsTranslated": 1, "status": "inProgress"} for each in progress]
