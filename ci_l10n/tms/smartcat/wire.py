"""
Smartcat's JSON as values (API reference, `DocumentModel`, `ProjectModel` and their parts).

Letter case of keys and enumerations differs between versions of the service, optional fields are left out when they
are null, unknown fields and values appear over the years: all of that is read without complaint.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ci_l10n.tms.shapes import Fields, ShapeError, base_name, extension_of


class WorkflowStage(NamedTuple):
    progress: float  # percent, 0 to 100
    words: int  # wordsTranslated
    status: str  # lower case
    changed: str  # normalized date, "" when unknown


@dataclass(frozen=True, slots=True)
class Document:
    """One source file in one target language; ``id`` is ``<fileKey>_<languageId>`` and opaque but for the last ``_``."""

    id: str
    name: str  # without extension
    full_path: str  # folders and name without extension, "" when not given
    filename: str  # with extension, "" when not given
    external_id: str
    source_language: str
    target_language: str
    status: str  # lower case: created, inprogress, completed, updated, targetupdated...
    changed: str  # statusModificationDate, normalized
    disassembling: str  # lower case: inprogress, success, error; "" when not given
    words: int
    stages: tuple[WorkflowStage, ...]
    ready_for_completion: bool

    @property
    def file_key(self) -> str:
        return self.id.rpartition("_")[0] or self.id

    @property
    def language_id(self) -> str:
        return self.id.rpartition("_")[2] if "_" in self.id else ""

    @property
    def extension(self) -> str:
        """Of the source file, with its dot; "" when it has none."""
        return extension_of(self.filename)

    @property
    def path(self) -> str:
        """The file as the platform shows it: folders, name and extension."""
        stem = self.full_path or self.name or self.filename
        if self.filename and base_name(stem) == base_name(self.filename):
            return stem
        return stem + self.extension

    @property
    def stem(self) -> str:
        """`path` without extension: what members of export archives are called after."""
        path, extension = self.path, self.extension
        return path[: len(path) - len(extension)] if extension else path


@dataclass(frozen=True, slots=True)
class Project:
    id: str
    name: str
    status: str
    source_language: str
    target_languages: tuple[str, ...]
    stages: tuple[str, ...]  # stage types, lower case, in order
    documents: tuple[Document, ...]
    external_tag: str = ""
    description: str = ""
    details: Mapping[str, object] = field(default_factory=dict)  # what a change has to send again, as it came
    modified: str = ""  # normalized date
    progress: tuple[float, ...] = ()  # percent of each stage, over all documents and languages
    kind: str = ""  # lower case: default, softwarelocalization; "" where the service does not say


class Account(NamedTuple):
    id: str
    name: str
    is_personal: bool


class ExportTask(NamedTuple):
    id: str
    document_ids: tuple[str, ...]


def parse_project(data: object) -> Project:
    fields = Fields.of(data, "project")
    return Project(
        id=fields.required("id"),
        name=fields.text("name"),
        status=fields.enum("status"),
        source_language=fields.name("sourceLanguage"),
        target_languages=tuple(text for text in fields.items("targetLanguages") if isinstance(text, str)),
        stages=tuple(Fields.of(each, "stage").enum("stageType") for each in fields.items("workflowStages")),
        documents=tuple(parse_document(each) for each in fields.items("documents")),
        external_tag=fields.text("externalTag"),
        description=fields.text("description"),
        details=_details(fields),
        modified=fields.date("modificationDate"),
        progress=tuple(_percent(Fields.of(each, "stage")) for each in fields.items("workflowStages")),
        kind=fields.enum("type") or fields.enum("projectType"),
    )


# Fields of `ProjectChangesModel` that a project says of itself; a change that leaves one out may clear it.
_CHANGEABLE = ("description", "deadline", "clientId", "domainId", "externalTag", "specializations")


def _details(fields: "Fields") -> dict[str, object]:
    found: dict[str, object] = {name: fields.raw(name) for name in _CHANGEABLE}
    vendors = [Fields.of(each, "vendor") for each in fields.items("vendors")]
    ids = [each.text("vendorAccountId") for each in vendors if not each.flag("removedFromProject")]
    found["vendorAccountIds"] = [each for each in ids if each][:1] or None  # a change takes one at most
    return {name: value for name, value in found.items() if value is not None}


def parse_projects(data: object) -> tuple[Project, ...]:
    return tuple(parse_project(each) for each in _array(data, "project list"))


def parse_documents(data: object) -> tuple[Document, ...]:
    """The array that uploads and updates answer with; a single object is taken as an array of one."""
    if isinstance(data, Mapping):
        return (parse_document(data),)
    return tuple(parse_document(each) for each in _array(data, "documents"))


def parse_document(data: object) -> Document:
    fields = Fields.of(data, "document")
    return Document(
        id=fields.required("id"),
        name=fields.text("name"),
        full_path=fields.text("fullPath").replace("\\", "/").strip("/"),
        filename=fields.text("filename").replace("\\", "/"),
        external_id=fields.text("externalId"),
        source_language=fields.name("sourceLanguage"),
        target_language=fields.name("targetLanguage"),
        status=fields.enum("status"),
        changed=fields.date("statusModificationDate"),
        disassembling=fields.enum("documentDisassemblingStatus"),
        words=round(fields.number("wordsCount")),
        stages=tuple(_parse_stage(each) for each in fields.items("workflowStages")),
        ready_for_completion=fields.flag("readyForCompletion"),
    )


def _parse_stage(data: object) -> WorkflowStage:
    fields = Fields.of(data, "workflow stage")
    return WorkflowStage(
        progress=_percent(fields),
        words=round(fields.number("wordsTranslated")),
        status=fields.enum("status"),
        changed=fields.date("statusModificationDate"),
    )


def _percent(stage: "Fields") -> float:
    return min(max(stage.number("progress"), 0.0), 100.0)


def parse_account(data: object) -> Account:
    fields = Fields.of(data, "account")
    return Account(fields.required("id"), fields.text("name"), fields.flag("isPersonal"))


def parse_export_task(data: object) -> ExportTask:
    """`ExportDocumentTaskModel`; a bare task id, as other exports answer, is taken too."""
    if isinstance(data, str) and data:
        return ExportTask(data, ())
    fields = Fields.of(data, "export task")
    ids = tuple(each for each in fields.items("documentIds") if isinstance(each, str))
    return ExportTask(fields.required("id"), ids)


def _array(data: object, what: str) -> Sequence[object]:
    if isinstance(data, list):
        return data
    raise ShapeError(f"{what}: not an array")
