"""Records in the JSON shapes of the API (reference 4): camelCase, nulls left out, dates in UTC."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import PurePosixPath

from ci_l10n.sandbox.smartcat.keys.progress import is_key_project, key_progress, visible_change
from ci_l10n.sandbox.smartcat.languages import LANGUAGE_IDS
from ci_l10n.sandbox.smartcat.records import Document, Project
from ci_l10n.sandbox.smartcat.store import document_id
from ci_l10n.sandbox.smartcat.workflow import Workflow

Json = dict[str, object]


def iso_date(seconds: float) -> str:
    """`2024-01-31T10:00:00.17Z`: as many digits of a second as there are."""
    text = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    return text.rstrip("0").rstrip(".") + "Z"


def without_nulls(value: Mapping[str, object]) -> Json:
    return {name: below for name, below in value.items() if below is not None}


def stem_path(path: str) -> str:
    """Folders and name without extension."""
    suffix = PurePosixPath(path).suffix
    return path.removesuffix(suffix) if suffix else path


class Wire:
    def __init__(self, workflow: Workflow, account_id: str) -> None:
        self.workflow = workflow
        self.store = workflow.store
        self.account_id = account_id
        self._models: dict[str, tuple[object, Json]] = {}  # by document: what it depends on, the model

    def document(self, document: Document) -> Json:
        """A DocumentModel; not to be changed. Made anew only when something moved: projects can be large."""
        file, knobs = self.store.file(document), self.store.knobs
        stamp = (
            (document.modified, document.reads, file.path, file.meta),
            (knobs.pascal_case, knobs.extra_fields, knobs.manager_review),
        )
        number = document_id(document)
        found = self._models.get(number)
        if found is None or found[0] != stamp:
            found = self._models[number] = (stamp, self._document(document))
        return found[1]

    def forget(self, document: Document) -> None:
        """Something changed that moves no date."""
        self._models.pop(document_id(document), None)

    def _document(self, document: Document) -> Json:
        file = self.store.file(document)
        path = PurePosixPath(file.path)
        disassembling = "error" if document.failed else ("inProgress" if document.reads >= 0 else "success")
        is_ready = self.workflow.is_ready_for_completion(document)
        return self._extended(
            {
                "id": document_id(document),
                "name": stem_path(path.name),
                "fullPath": stem_path(file.path),
                "filename": path.name,
                "originalFilename": file.original_name,
                "creationDate": iso_date(document.created),
                "sourceLanguage": self.store.project_of(document).source,
                "documentDisassemblingStatus": self.enum(disassembling),
                "targetLanguage": document.language,
                "status": self.enum(self.workflow.status(document)),
                "wordsCount": document.words,
                "statusModificationDate": iso_date(document.modified),
                "pretranslateCompleted": False,
                "workflowStages": [self._stage(document, stage) for stage in range(document.stages)],
                "externalId": file.external_id,
                "projectId": file.project,
                "metaInfo": file.meta,
                "placeholdersAreEnabled": file.placeholders,
                "readyForCompletion": True if is_ready else None,
            }
        )

    def project(self, project: Project, *, documents: bool = True) -> Json:
        """A ProjectModel; without documents when there are none or they are not wanted."""
        workflow = self.workflow
        held = list(self.store.documents(project)) if documents else []
        changed = max([visible_change(project, self.store.now()), *(document.modified for document in held)])
        stages = [
            {
                "id": stage_id,
                "progress": self._key_progress(project, stage)
                if is_key_project(project)
                else self._project_progress(held, stage),
                "stageType": self.enum(kind),
            }
            for stage, (stage_id, kind) in enumerate(zip(project.stage_ids, project.stage_types, strict=True))
        ]
        return self._extended(
            {
                "id": project.id,
                "accountId": self.account_id,
                "name": project.name,
                "description": project.description,
                "deadline": project.deadline,
                "creationDate": iso_date(project.created),
                "modificationDate": iso_date(changed),
                "sourceLanguageId": LANGUAGE_IDS[project.source],
                "sourceLanguage": project.source,
                "targetLanguages": list(project.targets),
                "status": self.enum(workflow.project_status(project)),
                "statusModificationDate": iso_date(visible_change(project, self.store.now())),
                "domainId": project.domain,
                "clientId": project.client,
                "workflowStages": stages,
                "documents": [self.document(document) for document in held] or None,
                "externalTag": project.external_tag,
            }
        )

    def _key_progress(self, project: Project, stage: int) -> float:
        return key_progress(project, stage, self.store.now())

    def _project_progress(self, documents: list[Document], stage: int) -> float:
        words = sum(max(1, document.words) for document in documents)
        if not words:
            return 0.0
        done = sum(self.workflow.progress(document, stage) * max(1, document.words) for document in documents)
        return round(done / words, 2)

    def _stage(self, document: Document, stage: int) -> Json:
        progress = self.workflow.progress(document, stage)
        executives = document.executives.get(str(stage + 1), [])
        idle = "assigned" if executives else "notAssigned"
        status = "completed" if progress >= 100 else ("inProgress" if progress > 0 else idle)
        assigned = sum(executive.words or document.words for executive in executives)
        return {
            "id": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{document_id(document)} {stage}")),
            "progress": progress,
            "wordsTranslated": self.workflow.words_done(document, stage),
            "unassignedWordsCount": max(0, document.words - assigned),
            "status": self.enum(status),
            "statusModificationDate": iso_date(
                document.stage_dates[stage] if stage < len(document.stage_dates) else document.modified
            ),
            "executives": [
                {
                    "assignedWordsCount": executive.words or document.words,
                    "progress": progress,
                    "id": executive.id,
                    "supplierType": self.enum(executive.kind),
                }
                for executive in executives
            ],
        }

    def enum(self, value: str) -> str:
        """A value of an enumeration in the spelling the knob asks for."""
        return value[:1].upper() + value[1:] if self.store.knobs.pascal_case else value

    def _extended(self, value: Json) -> Json:
        if self.store.knobs.extra_fields:
            value |= {"$$sandbox": {"nested": [1, 2, 3]}, "somethingNew": "unknown"}
        return without_nulls(value)
