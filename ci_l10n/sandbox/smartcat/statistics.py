"""Statistics of projects and documents (API reference, statistics): asked for, built for a while, then there."""

from collections.abc import Mapping, Sequence

from werkzeug.wrappers import Response

from ci_l10n.sandbox.segments.registry import form_of
from ci_l10n.sandbox.smartcat.analysis import Analysis, Memory, Version, make_rows
from ci_l10n.sandbox.smartcat.calls import Call, Route, done, json_answer, route
from ci_l10n.sandbox.smartcat.failures import ApiError
from ci_l10n.sandbox.smartcat.records import Document, Executive, Project
from ci_l10n.sandbox.smartcat.wire import Json, Wire

BUILDING = "Statistics are being built. Please repeat the request later."


class Statistics:
    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.store = wire.store
        self.workflow = wire.workflow

    def routes(self) -> list[Route]:
        return [
            route("GET", "v2/project/{id}/statistics", self.project),
            route("GET", "v1/project/{id}/statistics", self.project_by_language),
            route("POST", "v1/project/{id}/statistics/build", self.build),
            route("GET", "v1/document/statistics", self.document),
            route("GET", "v1/project/{id}/completedWorkStatistics", self.completed_work),
            route("PUT", "v1/project/{id}/fuzzyRepetitions", self.fuzzy_repetitions),
        ]

    def project(self, call: Call) -> Response:
        """202 with a text while they are being made, then one entry per target language."""
        project, documents = self._project(call)
        if self._is_waiting(project, documents):
            return _text(202)
        return json_answer(self._by_language(project, documents, call))

    def project_by_language(self, call: Call) -> Response:
        """As it was before: statistics by language; a text instead, with 200, where the knob says so."""
        project, documents = self._project(call)
        if self.store.knobs.statistics_as_text and self._is_waiting(project, documents):
            return _text(200)
        answers = self._by_language(project, documents, call)
        return json_answer({str(entry["language"]): {"statistics": entry["statistics"]} for entry in answers})

    def build(self, call: Call) -> Response:
        project, documents = self._project(call)
        call.query.flag("onlyExactMatches", False)
        return done(202 if self._is_waiting(project, documents) else 200)

    def document(self, call: Call) -> Response:
        document = self.store.document(call.query.required("documentId"))
        self._check([document])
        if self._is_waiting(document, [document]):
            return _text(200 if self.store.knobs.statistics_as_text else 202)
        sorted_texts = self._sort([document], self.store.project_of(document), call)
        return json_answer({"name": self.store.file(document).path, "statistics": self._rows(sorted_texts)})

    def completed_work(self, call: Call) -> Response:
        """What was confirmed, per person, stage and language: nothing where nobody is assigned."""
        project = self.store.project(call.parts[0])
        held: dict[tuple[str, int, str], tuple[Executive, list[Document]]] = {}
        for document in self.store.documents(project):
            for stage, executives in document.executives.items():
                for executive in executives if int(stage) <= document.stages else ():
                    place = (executive.id, int(stage), document.language)
                    held.setdefault(place, (executive, []))[1].append(document)
        return json_answer(
            [
                self._completed(project, executive, stage, documents)
                for (_, stage, _), (executive, documents) in held.items()
            ]
        )

    def _completed(
        self, project: Project, executive: Executive, stage: int, documents: Sequence[Document]
    ) -> Json:
        language = documents[0].language
        analysis = Analysis(
            Memory(self.store.memory(project.source, language)), exact_only=True, with_fuzzy_repetitions=False
        )
        found = [
            analysis.sort(Version([s.source for s in held.segments if s.confirmed >= stage], held.uploaded))
            for held in documents
        ]
        return {
            "executive": {"id": executive.id, "supplierType": self.wire.enum(executive.kind)},
            "stageType": self.wire.enum(project.stage_types[stage - 1]),
            "stageNumber": stage,
            "targetLanguage": language,
            "total": self._rows(found),
            "documents": [
                {"name": self.store.file(held).path, "statistics": self._rows([texts])}
                for held, texts in zip(documents, found, strict=True)
            ],
        }

    def fuzzy_repetitions(self, call: Call) -> Response:
        """Whether texts that are only similar to earlier ones of the project count as matches."""
        project = self.store.project(call.parts[0])
        call.query.required("withFuzzyMatches")
        project.with_fuzzy_repetitions = call.query.flag("withFuzzyMatches", False)
        return done()

    def _project(self, call: Call) -> tuple[Project, list[Document]]:
        project = self.store.project(call.parts[0])
        documents = list(self.store.documents(project))
        self._check(documents)
        return project, documents

    def _check(self, documents: Sequence[Document]) -> None:
        for document in documents:
            self.workflow.read(document)
            if not self.workflow.is_taken_apart(document):
                name = self.store.file(document).path
                raise ApiError(
                    422, "NotDisassembled", f"The document '{name}' is not disassembled.", is_described=True
                )

    def _is_waiting(self, held: Project | Document, documents: Sequence[Document]) -> bool:
        """Whether the statistics are still being built; every upload makes it necessary to build them anew."""
        version = f"{len(documents)} {max((d.uploaded for d in documents), default=0.0)}"
        if held.statistics_version != version:
            held.statistics_version, held.statistics_reads = version, self.store.knobs.statistics_reads
        held.statistics_reads -= 1
        return held.statistics_reads >= 0

    def _by_language(self, project: Project, documents: Sequence[Document], call: Call) -> list[Json]:
        answer: list[Json] = []
        for language in project.targets:
            held = [document for document in documents if document.language == language]
            sorted_texts = self._sort(held, project, call)
            named = [
                {"name": self.store.file(document).path, "statistics": self._rows([texts])}
                for document, texts in zip(held, sorted_texts, strict=True)
            ]
            answer.append({"language": language, "statistics": self._rows(sorted_texts), "documents": named})
        return answer

    def _sort(
        self, documents: Sequence[Document], project: Project, call: Call
    ) -> list[dict[str, list[str]]]:
        """The texts of documents of one language, document by document, by kind of match."""
        if not documents:
            return []
        analysis = Analysis(
            Memory(self.store.memory(project.source, documents[0].language)),
            exact_only=call.query.flag("onlyExactMatches", False),
            with_fuzzy_repetitions=project.with_fuzzy_repetitions,
        )
        return [analysis.sort(self._version(document, project)) for document in documents]

    def _rows(self, sorted_texts: Sequence[Mapping[str, Sequence[str]]]) -> list[Json]:
        return [{**row, "name": self.wire.enum(str(row["name"]))} for row in make_rows(sorted_texts)]

    def _version(self, document: Document, project: Project) -> Version:
        form = form_of(self.store.file(document).path, document.content)
        texts = form.parse(document.content, project.source)
        return Version([text.text for text in texts], document.uploaded)


def _text(status: int) -> Response:
    return Response(BUILDING, status, content_type="text/plain; charset=utf-8")
