"""Account, directories and statistics (reference 5.1, 5.4)."""

from collections.abc import Callable

from werkzeug.wrappers import Response

from ci_l10n.sandbox.segments.registry import FORMS
from ci_l10n.sandbox.smartcat.calls import Call, Route, json_answer, route
from ci_l10n.sandbox.smartcat.failures import ApiError
from ci_l10n.sandbox.smartcat.languages import LANGUAGE_IDS
from ci_l10n.sandbox.smartcat.records import Document, Project
from ci_l10n.sandbox.smartcat.wire import Json, Wire, iso_date

DIRECTORIES: dict[str, Callable[[], list[tuple[str, str]]]] = {
    "language": lambda: [(code, code) for code in LANGUAGE_IDS],
    "projectstatus": lambda: [(s, s) for s in ("created", "inProgress", "completed", "canceled")],
    "documentstatus": lambda: [
        (s, s) for s in ("created", "inProgress", "completed", "updated", "targetUpdated")
    ],
}
EMPTY_DIRECTORIES = [
    "vendor",
    "domain",
    "client",
    "group",
    "netrate",
    "currency",
    "freelancerservicetype",
    "specialization",
    "specializationknowledgelevel",
    "lspservicetype",
    "jobstatus",
    "country",
    "suppliertype",
    "workunittype",
    "translationassurancelevel",
]
ROWS = [
    "contextMatch_102",
    "contextMatch_101",
    "match_100",
    "match_95_99",
    "match_85_94",
    "match_75_84",
    "match_50_74",
    "newWords",
    "repetitions",
    "crossFileRepeated",
]


class Account:
    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.store = wire.store
        self._created = self.store.now()

    def routes(self) -> list[Route]:
        return [
            route("GET", "v1/account", self.account),
            route("GET", "v1/account/mtengines", lambda call: json_answer([])),
            route("GET", "v1/directory", self.directory),
            route("GET", "v2/directory", self.directory),
            route("GET", "v1/directory/formats", self.formats),
            route("GET", "v2/project/{id}/statistics", self.project_statistics),
            route("POST", "v1/project/{id}/statistics/build", self.build_statistics),
            route("GET", "v1/document/statistics", self.document_statistics),
        ]

    def account(self, call: Call) -> Response:
        return json_answer(
            {
                "id": self.wire.account_id,
                "name": "Sandbox",
                "isPersonal": self.store.knobs.personal_account,
                "type": "standard",
                "dateCreated": iso_date(self._created),
                "interInstallationAccountId": self.wire.account_id,
                "isDisabled": False,
            }
        )

    def directory(self, call: Call) -> Response:
        kind = call.query.required("type")
        if kind.lower() in EMPTY_DIRECTORIES:
            items: list[tuple[str, str]] = []
        elif kind.lower() in DIRECTORIES:
            items = DIRECTORIES[kind.lower()]()
        else:
            raise ApiError(400, "BadParameter", f"The value '{kind}' is not valid for type.")
        listed = [{"id": number, "name": name} for number, name in items]
        return json_answer({"type": kind[:1].lower() + kind[1:], "items": listed})

    def formats(self, call: Call) -> Response:
        names = [*FORMS, ".xml", ".txt"]
        return json_answer(
            [{"name": name, "ocr": False, "mime-type": "application/octet-stream"} for name in names]
        )

    def build_statistics(self, call: Call) -> Response:
        project = self.store.project(call.parts[0])
        self._check(list(self.store.documents(project)))
        if project.statistics_reads < 0:
            project.statistics_reads = self.store.knobs.statistics_reads
        return Response(status=202 if self._waiting(project) else 200)

    def project_statistics(self, call: Call) -> Response:
        """202 with a text while they are being made, then one entry per target language."""
        project = self.store.project(call.parts[0])
        documents = list(self.store.documents(project))
        self._check(documents)
        if project.statistics_reads < 0:
            project.statistics_reads = self.store.knobs.statistics_reads
        waiting = self._waiting(project)
        if waiting is not None:
            return waiting
        project.statistics_reads = -1
        answer: list[Json] = []
        for language in project.targets:
            held = [document for document in documents if document.language == language]
            answer.append(
                {"language": language, "statistics": _rows(held), "documents": [self._named(d) for d in held]}
            )
        return json_answer(answer)

    def document_statistics(self, call: Call) -> Response:
        document = self.store.document(call.query.required("documentId"))
        self._check([document])
        return json_answer(self._named(document))

    def _check(self, documents: list[Document]) -> None:
        for document in documents:
            self.wire.workflow.read(document)
            if not self.wire.workflow.is_taken_apart(document):
                raise ApiError(422, "NotDisassembled", "A document is not disassembled.")

    def _waiting(self, project: Project) -> Response | None:
        if project.statistics_reads == 0:
            return None
        project.statistics_reads -= 1
        return Response("Statistics are being built.", 202, content_type="text/plain; charset=utf-8")

    def _named(self, document: Document) -> Json:
        return {"name": self.store.file(document).path, "statistics": _rows([document])}


def _rows(documents: list[Document]) -> list[Json]:
    """Rows by match; the sandbox has no memory, so a text is new or a repetition within its document."""
    total: list[str] = []
    repeated: list[str] = []
    for document in documents:
        seen: set[str] = set()
        for segment in document.segments:
            (repeated if segment.source in seen else total).append(segment.source)
            seen.add(segment.source)
    counted = {"newWords": total, "repetitions": repeated, "total": total + repeated}
    words = {name: sum(len(text.split()) for text in counted.get(name, [])) for name in (*ROWS, "total")}
    return [
        {
            "name": name,
            "words": words[name],
            "percent": round(100 * words[name] / words["total"], 2) if words["total"] else 0,
            "segments": len(counted.get(name, [])),
            "pages": round(words[name] / 250, 2),
            "charsWithoutSpaces": sum(len("".join(text.split())) for text in counted.get(name, [])),
            "charsWithSpaces": sum(len(text) for text in counted.get(name, [])),
            "effectiveWordsForBilling": words[name],
        }
        for name in (*ROWS, "total")
    ]
