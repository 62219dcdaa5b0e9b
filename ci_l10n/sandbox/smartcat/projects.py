"""Projects: list, create, read, change, end, and their languages (reference 5.2, 5.3)."""

from werkzeug.wrappers import Response

from ci_l10n.sandbox.smartcat.billing import bill
from ci_l10n.sandbox.smartcat.calls import Call, Route, check_served, done, json_answer, route
from ci_l10n.sandbox.smartcat.documents import Documents
from ci_l10n.sandbox.smartcat.failures import ApiError
from ci_l10n.sandbox.smartcat.keys.work import KeyWork
from ci_l10n.sandbox.smartcat.languages import language_code
from ci_l10n.sandbox.smartcat.records import Document, Project
from ci_l10n.sandbox.smartcat.wire import Wire

STAGES = {
    kind.lower(): kind
    for kind in [
        "translation",
        "editing",
        "proofreading",
        "postediting",
        "finalPageProof",
        "notarization",
        "certifiedTranslation",
        "transcreation",
        "legalization",
        "preliminaryPageProof",
        "lQAReview",
        "subtitleReview",
        "voiceOverReview",
        "sourceReview",
    ]
}
PAGE = 100


class Projects:
    def __init__(self, wire: Wire, documents: Documents) -> None:
        self.wire = wire
        self.store = wire.store
        self.workflow = wire.workflow
        self.documents = documents
        self.keys = KeyWork(wire.workflow)

    def routes(self) -> list[Route]:
        return [
            route("GET", "v1/project/list", lambda call: self.find(call, None, self.store.knobs.v1_list)),
            route("GET", "v2/project/list", lambda call: self.find(call, PAGE, self.store.knobs.v2_list)),
            route("POST", "v1/project/create", self.create),
            route("POST", "v1/project/cancel", lambda call: self.order(call, "canceled")),
            route("POST", "v1/project/restore", lambda call: self.order(call, "")),
            route("POST", "v1/project/complete", lambda call: self.order(call, "completed")),
            route("POST", "v1/project/language", self.add_language),
            route("DELETE", "v1/project/language", self.remove_language),
            route("GET", "v1/project/{id}", self.get),
            route("PUT", "v1/project/{id}", self.change),
            route("DELETE", "v1/project/{id}", self.delete),
        ]

    def find(self, call: Call, page: int | None, is_served: bool) -> Response:
        check_served(is_served)
        query = call.query
        limit, offset = query.number("limit", page), query.number("offset", 0) or 0
        if offset < 0 or (limit is not None and not 0 < limit <= PAGE):
            raise ApiError(400, "BadParameter", f"limit must be between 1 and {PAGE}, offset not negative.")
        kind, clients = query.text("projectType", "all").lower(), query.items("clientIds")
        found = [
            project
            for project in self.store.records.projects.values()
            if query.text("projectName").lower() in project.name.lower()
            and query.text("externalTag").lower() in (project.external_tag or "").lower()
            and (not clients or project.client in clients)
            and kind
            in ("all", {"default": "nonsoftwarelocalization"}.get(project.kind, "softwarelocalization"))
        ]
        chosen = found[offset : None if limit is None else offset + limit]
        with_documents = query.flag("includeDocuments", True)
        return json_answer([self._read(project, documents=with_documents) for project in chosen])

    def get(self, call: Call) -> Response:
        return json_answer(self._read(self.store.project(call.parts[0])))

    def _read(self, project: Project, *, documents: bool = True) -> dict[str, object]:
        self.keys.look(project)
        if documents:
            for document in self.store.documents(project):
                self.workflow.read(document)
        return self.wire.project(project, documents=documents)

    def create(self, call: Call) -> Response:
        self.documents.check_account()
        if not call.form.models:
            raise ApiError(400, "EmptyModel", "The model is missing.")
        project = self._made(call.form.models[0])
        self.store.records.projects[project.id] = project
        try:
            if call.form.files:
                models = call.form.models[0].get("documentProperties")
                self.documents.add(project, call.form.files, models if isinstance(models, list) else [], {})
        except ApiError:
            self.store.remove_project(project)
            raise
        return json_answer(self.wire.project(project))

    def _made(self, model: dict[str, object]) -> Project:
        name, targets = str(model.get("name") or "").strip(), model.get("targetLanguages")
        if not name:
            raise ApiError(400, "NameMissing", "The name field is required.")
        if not model.get("sourceLanguage"):
            raise ApiError(400, "SourceLanguageMissing", "The sourceLanguage field is required.")
        if not isinstance(targets, list) or not targets:
            raise ApiError(400, "TargetLanguagesMissing", "The targetLanguages field is required.")
        source = language_code(model["sourceLanguage"])
        codes = list(dict.fromkeys(language_code(code) for code in targets))
        if source in codes:
            raise ApiError(400, "TargetEqualsSource", "A target language equals the source language.")
        if self.store.knobs.require_assign_to_vendor and not isinstance(model.get("assignToVendor"), bool):
            raise ApiError(400, "AssignToVendorMissing", "The assignToVendor field is required.")
        self._check_fields(model)
        stages = self._stages(model.get("workflowStages"))
        now, kind = self.store.now(), str(model.get("type") or "default")
        return Project(
            id=self.store.make_uuid(),
            name=name,
            source=source,
            targets=codes,
            stage_types=stages,
            stage_ids=[self.store.make_uuid() for _ in stages],
            created=now,
            modified=now,
            description=str(model.get("description") or ""),
            deadline=_text(model.get("deadline")),
            external_tag=_text(model.get("externalTag")),
            domain=_number(model.get("domainId")),
            client=_text(model.get("clientId")),
            kind=kind[:1].lower() + kind[1:],
        )

    def _check_fields(self, model: dict[str, object]) -> None:
        limit, vendors = self.store.knobs.description_limit, model.get("vendorAccountIds")
        if limit and len(str(model.get("description") or "")) > limit:
            raise ApiError(400, "DescriptionTooLong", f"The description has more than {limit} characters.")
        if isinstance(vendors, list) and len(vendors) > 1:
            raise ApiError(400, "TooManyVendors", "vendorAccountIds can hold one id only.")

    def _stages(self, given: object) -> list[str]:
        if not isinstance(given, list) or not given:
            return ["translation"]
        unknown = [stage for stage in given if str(stage).lower() not in STAGES]
        if unknown:
            raise ApiError(400, "BadWorkflowStage", f"Workflow stage '{unknown[0]}' is unknown.")
        return [STAGES[str(stage).lower()] for stage in given]

    def change(self, call: Call) -> Response:
        """Change the fields that are sent; with the knob ``put_clears`` the others are emptied."""
        project, model = self.store.project(call.parts[0]), call.json_object()
        name = str(model.get("name") or project.name).strip()
        others = (other for other in self.store.records.projects.values() if other is not project)
        if name != project.name and any(other.name == name for other in others):
            raise ApiError(409, "ProjectNameNotUnique", f"There is another project named '{name}'.")
        self._check_fields(model)
        clears = self.store.knobs.put_clears
        project.name = name
        if clears or "description" in model:
            project.description = str(model.get("description") or "")
        if clears or "deadline" in model:
            project.deadline = _text(model.get("deadline"))
        if clears or "externalTag" in model:
            project.external_tag = _text(model.get("externalTag"))
        if clears or "domainId" in model:
            project.domain = _number(model.get("domainId"))
        if clears or "clientId" in model:
            project.client = _text(model.get("clientId"))
        if model.get("workflowStages"):
            self._change_stages(project, self._stages(model["workflowStages"]))
        project.modified = self.store.now()
        return done()

    def _change_stages(self, project: Project, stages: list[str]) -> None:
        project.stage_types = stages
        project.stage_ids = [self.store.make_uuid() for _ in stages]
        for document in self.store.documents(project):
            document.stages = len(stages)
            for segment in document.segments:
                segment.confirmed = min(segment.confirmed, len(stages))
            self.workflow.touch(document)
        self.keys.cut_stages(project)

    def delete(self, call: Call) -> Response:
        self.store.remove_project(self.store.project(call.parts[0]))
        return done()

    def order(self, call: Call, state: str) -> Response:
        project = self.store.project(call.query.required("projectId"))
        if state == "completed":
            open_documents = [
                d for d in self.store.documents(project) if self.workflow.status(d) != "completed"
            ]
            if open_documents or self.keys.are_open(project) or project.state == "canceled":
                raise ApiError(409, "CannotComplete", "The project has work that is not completed.")
        project.state = state
        project.modified = self.store.now()
        return done()

    def add_language(self, call: Call) -> Response:
        project = self.store.project(call.query.required("projectId"))
        code = language_code(call.query.required("targetLanguage"))
        with_documents = call.query.flag("addLanguageToDocuments", True)
        if code == project.source:
            raise ApiError(400, "TargetEqualsSource", "The target language equals the source language.")
        refusal = self.store.knobs.repeated_language_status
        if code in project.targets and refusal >= 400:
            raise ApiError(
                refusal, "LanguageExists", f"The project has the target language '{code}' already."
            )
        if code not in project.targets:
            project.targets.append(code)
            project.modified = self.store.now()
            self.keys.add_language(project)
        for file in self.store.files(project) if with_documents else ():
            held = self.store.languages_of(file)
            if all(document.language != code for document in held):
                added = self.documents.open(project, file, code, held[-1].content)
                bill(self.store, project, file, [added], "language")
        return done()

    def remove_language(self, call: Call) -> Response:
        project = self.store.project(call.query.required("projectId"))
        code = language_code(call.query.required("targetLanguage"))
        if code not in project.targets:
            raise ApiError(404, "LanguageNotFound", f"The project has no target language '{code}'.")
        if project.targets == [code]:
            raise ApiError(400, "LastLanguage", "The last target language cannot be removed.")
        project.targets.remove(code)
        project.modified = self.store.now()
        self.keys.remove_language(project, code)
        gone: list[Document] = [d for d in self.store.documents(project) if d.language == code]
        for document in gone:
            self.store.remove(document)
        return done()


def _text(value: object) -> str | None:
    return None if value in (None, "") else str(value)


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
