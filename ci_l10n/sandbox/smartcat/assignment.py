"""Who works on a stage of a document (API reference, "Assignment"): written down and shown, without any effect."""

import uuid

from werkzeug.wrappers import Response

from ci_l10n.sandbox.smartcat.calls import Call, Route, done, json_answer, route
from ci_l10n.sandbox.smartcat.failures import ApiError
from ci_l10n.sandbox.smartcat.languages import LANGUAGE_IDS
from ci_l10n.sandbox.smartcat.records import Document, Executive
from ci_l10n.sandbox.smartcat.store import document_id
from ci_l10n.sandbox.smartcat.wire import Wire

MODES = ("distributeamongall", "rocket", "inviteonly")
TEAM = Executive("5eed0000-0000-4000-8000-000000000002")  # who is invited from the sandbox's own team


class Assignment:
    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.store = wire.store

    def routes(self) -> list[Route]:
        return [
            route("POST", "v1/document/assign", self.assign),
            route("POST", "v1/document/unassign", self.unassign),
            route("POST", "v1/document/assignFreelancers", self.assign_freelancers),
            route("POST", "v1/document/assignVendors", self.assign_vendor),
            route("POST", "v1/document/assignFromMyTeam", self.assign_team),
            route("POST", "v1/document/setStageUnitCount", self.set_unit_count),
            route("POST", "v1/project/{id}/assign", self.assign_as_before),
        ]

    def assign(self, call: Call) -> Response:
        document, stage = self._place(call)
        model = call.json_object()
        given = model.get("executives")
        mode = str(model.get("assignmentMode") or MODES[0])
        if not isinstance(given, list) or not given or not all(isinstance(each, dict) for each in given):
            raise ApiError(400, "ExecutivesMissing", "The executives field is required.")
        if mode.lower() not in MODES:
            raise ApiError(400, "BadParameter", f"The value '{mode}' is not valid for assignmentMode.")
        executives = [
            Executive(self._linguist(each.get("id")), _count(each.get("wordsCount"))) for each in given
        ]
        self._add(document, stage, executives)
        return done()

    def unassign(self, call: Call) -> Response:
        document, stage = self._place(call)
        user = str(call.json() or "")
        held = document.executives.get(stage, [])
        if all(executive.id != user for executive in held):
            raise ApiError(400, "NotAssigned", f"User '{user}' is not assigned to stage {stage}.")
        document.executives[stage] = [executive for executive in held if executive.id != user]
        self.wire.forget(document)
        return done()

    def assign_freelancers(self, call: Call) -> Response:
        """An array of user ids, or a single one as text, as older clients send it."""
        document, stage = self._place(call)
        body = call.json()
        given = body if isinstance(body, list) else [body]
        if not any(given):
            raise ApiError(400, "EmptyList", "The list of freelancers is empty.")
        self._add(document, stage, [Executive(self._linguist(user)) for user in given])
        return done()

    def assign_vendor(self, call: Call) -> Response:
        document, stage = self._place(call)
        vendor = self._linguist(call.query.required("vendorAccountId"))
        if any(executive.kind == "company" for executive in document.executives.get(stage, [])):
            raise ApiError(409, "AlreadyAssigned", f"A vendor is assigned to stage {stage} already.")
        self._add(document, stage, [Executive(vendor, kind="company")])
        return done()

    def assign_team(self, call: Call) -> Response:
        """The number of people who were invited: the sandbox's team has one."""
        model = call.json_object()
        ids = model.get("documentIds")
        if not isinstance(ids, list) or not ids:
            raise ApiError(400, "EmptyList", "The list of documents is empty.")
        documents = [self.store.document(str(given)) for given in ids]
        stages = [self._stage(document, str(model.get("stageNumber") or 1)) for document in documents]
        for document, stage in zip(documents, stages, strict=True):
            if TEAM not in document.executives.get(stage, []):
                self._add(document, stage, [TEAM])
        return json_answer(1)

    def set_unit_count(self, call: Call) -> Response:
        """Checked, and forgotten: there are no stages outside of the sandbox."""
        self.store.project(call.query.required("projectId"))
        body = call.json()
        if not isinstance(body, list) or not body or not all(isinstance(each, dict) for each in body):
            raise ApiError(400, "EmptyModel", "The model is empty.")
        for each in body:
            document = self.store.document(str(each.get("documentId")))
            self._stage(document, call.query.text("stageNumber", "1"))
        return done()

    def assign_as_before(self, call: Call) -> Response:
        """The stages that have somebody, who would get what is new there."""
        mode = call.query.text("mode", "currentAssignees")
        if mode.lower() != "currentassignees":
            raise ApiError(400, "BadParameter", f"The value '{mode}' is not valid for mode.")
        project = self.store.project(call.parts[0])
        return json_answer(
            [
                {
                    "documentId": document_id(document),
                    "languageId": LANGUAGE_IDS[document.language],
                    "workflowStageId": int(stage),
                }
                for document in self.store.documents(project)
                for stage, executives in document.executives.items()
                if executives and int(stage) <= len(project.stage_ids)
            ]
        )

    def _place(self, call: Call) -> tuple[Document, str]:
        document = self.store.document(call.query.required("documentId"))
        self.wire.workflow.read(document)
        if not self.wire.workflow.is_taken_apart(document):
            raise ApiError(400, "NotDisassembled", "The document is not disassembled.")
        return document, self._stage(document, call.query.text("stageNumber", "1"))

    def _stage(self, document: Document, given: str) -> str:
        if not given.isdecimal() or not 1 <= int(given) <= document.stages:
            raise ApiError(400, "BadStage", f"stageNumber must be between 1 and {document.stages}.")
        return str(int(given))

    def _linguist(self, given: object) -> str:
        """A user id; 400 when it is none, or is not among those of the knob."""
        known = self.store.knobs.linguists
        try:
            number = str(uuid.UUID(str(given)))
        except ValueError:
            raise ApiError(400, "BadUserId", f"The value '{given}' is not valid.") from None
        if known and number not in known:
            raise ApiError(400, "UserNotFound", f"There is no linguist '{number}'.")
        return number

    def _add(self, document: Document, stage: str, executives: list[Executive]) -> None:
        held = document.executives.setdefault(stage, [])
        for executive in executives:
            if any(other.id == executive.id for other in held):
                raise ApiError(400, "AlreadyAssigned", f"User '{executive.id}' is assigned already.")
        held += executives
        self.wire.forget(document)


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
