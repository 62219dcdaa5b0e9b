"""Keys go out as files: an export is ordered here and fetched like that of a document."""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from werkzeug.wrappers import Response

from ci_l10n.sandbox.smartcat.calls import Call, Route, json_answer, route
from ci_l10n.sandbox.smartcat.failures import ApiError
from ci_l10n.sandbox.smartcat.keys.formats import DEFAULT_PATHS, Layout, render
from ci_l10n.sandbox.smartcat.keys.imports import key_project, known_format, stages_passed
from ci_l10n.sandbox.smartcat.keys.paths import Template
from ci_l10n.sandbox.smartcat.keys.progress import visible
from ci_l10n.sandbox.smartcat.keys.records import StringKey
from ci_l10n.sandbox.smartcat.keys.work import TICK, KeyWork
from ci_l10n.sandbox.smartcat.languages import language_code
from ci_l10n.sandbox.smartcat.query import Query
from ci_l10n.sandbox.smartcat.records import ExportTask, Project
from ci_l10n.sandbox.smartcat.wire import Wire

INCOMPLETE = {  # the first that is switched on counts
    "skip-incomplete-keys": "skip",
    "export-incomplete-as-blank": "blank",
    "fallback-to-default-language": "source",
}


@dataclass(frozen=True, slots=True)
class Order:
    """What is exported: ``since`` in seconds, empty ``labels`` and no ``keys`` mean all."""

    collections: list[str]
    languages: list[str]
    kind: str
    confirmed: int
    incomplete: str  # source | blank | skip
    template: Template
    zipped: bool
    since: float
    labels: frozenset[str]
    keys: frozenset[str] | None
    separator: str
    indent: str


class KeyExports:
    def __init__(self, wire: Wire) -> None:
        self.store = wire.store
        self.workflow = wire.workflow
        self.work = KeyWork(wire.workflow)

    def routes(self) -> list[Route]:
        return [route("POST", "v2/project/{id}/export", self.start)]

    def start(self, call: Call) -> Response:
        project = key_project(self.store.project(call.parts[0]))
        self.workflow.check_open(project)
        order = self._order(project, call)
        self.work.look(project)
        files = self._files(project, order)
        name, content = next(iter(files.items()))
        name = name.rpartition("/")[2]
        if order.zipped or len(files) > 1:
            name, content = self._archive(project, order, files)
        task = ExportTask(
            id=self.store.make_uuid(),
            documents=[],
            kind="keys",
            mode="",
            stage=0,
            created=self.store.now(),
            reads=self.store.knobs.export_reads,
            fails="The export failed." if self.store.knobs.export_fails else "",
            name=name,
            content=content,
        )
        self.store.records.exports[task.id] = task
        return json_answer(task.id)

    def _order(self, project: Project, call: Call) -> Order:
        query = call.query
        kind = known_format(query.text("format")) or "json"
        keys = call.json() if call.request.get_data() else None
        given = keys.get("keys") if isinstance(keys, dict) else None
        incomplete = next((policy for name, policy in INCOMPLETE.items() if query.switch(name)), "")
        return Order(
            collections=_collections(project, query),
            languages=self._languages(project, query),
            kind=kind,
            confirmed=stages_passed(query.text("completion-state"), project),
            incomplete=incomplete or ("skip" if kind == "android-xml" else "source"),
            template=Template(query.text("output-file-path-template") or DEFAULT_PATHS[kind]),
            zipped=query.switch("zip"),
            since=_seconds(query.text("modified-since")),
            labels=frozenset(query.items("labels")),
            keys=frozenset(map(str, given)) if isinstance(given, list) else None,
            separator=query.text("path-separator") or ".",
            indent=_indent(query.text("indent")),
        )

    def _languages(self, project: Project, query: Query) -> list[str]:
        codes = [language_code(code) for code in query.items("languages")] or list(project.targets)
        foreign = [code for code in codes if code not in (project.source, *project.targets)]
        if foreign:
            raise ApiError(400, "LanguageNotInProject", f"'{foreign[0]}' is no language of the project.")
        if query.switch("include-default-language") and project.source not in codes:
            codes.insert(0, project.source)
        return codes

    def _files(self, project: Project, order: Order) -> dict[str, bytes]:
        """Contents by path; without any key there is still a file for each language."""
        shown = visible(project, self.store.now())
        texts: dict[str, dict[str, str]] = {}
        origins: dict[str, tuple[str, str]] = {}
        sources: dict[str, str] = {}
        for collection in order.collections:
            folder = f"{collection}/" if len(order.collections) > 1 else ""
            keys = [key for key in shown.get(collection, {}).values() if _is_chosen(key, order)]
            sources |= {key.name: key.source for key in keys}
            for language in order.languages:
                if not order.template.splits_by_label:
                    _open(texts, origins, folder + order.template.path(language), collection, language)
                for key in keys:
                    path = folder + order.template.path(language, key.labels)
                    table = _open(texts, origins, path, collection, language)
                    text = _text(key, language, project.source, order)
                    if text is not None:
                        table[key.name] = text
        if not texts:
            _open(texts, origins, order.template.path(order.languages[0]), "main", order.languages[0])
        return {
            path: render(
                order.kind,
                table,
                Layout(origins[path][1], project.source, sources, order.separator, order.indent),
            )
            for path, table in texts.items()
        }

    def _archive(self, project: Project, order: Order, files: Mapping[str, bytes]) -> tuple[str, bytes]:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, content in files.items():
                archive.writestr(path, content)
        time = datetime.fromtimestamp(self.store.now(), UTC).strftime("%Y-%m-%d-%H%M%S")
        name = re.sub(r'[\\/:*?"<>|]', "_", f"{project.name}-{'-'.join(order.collections)}")
        return f"export-{time}-{name}.zip", packed.getvalue()


def _collections(project: Project, query: Query) -> list[str]:
    names = query.items("collections") or ["main"]
    unknown = [name for name in names if name != "main" and name not in project.table.collections]
    if unknown:
        raise ApiError(404, "CollectionNotFound", f"The project has no collection '{unknown[0]}'.")
    return names


def _open(
    texts: dict[str, dict[str, str]],
    origins: dict[str, tuple[str, str]],
    path: str,
    collection: str,
    language: str,
) -> dict[str, str]:
    """The table of a file; raises `ApiError` when two languages or collections would write the same file."""
    if origins.setdefault(path, (collection, language)) != (collection, language):
        raise ApiError(400, "BadTemplate", f"Several languages would be written to '{path}'.")
    return texts.setdefault(path, {})


def _is_chosen(key: StringKey, order: Order) -> bool:
    if order.keys is not None and key.name not in order.keys:
        return False
    if order.labels and not order.labels & set(key.labels):
        return False
    return key.modified >= order.since - TICK / 2


def _text(key: StringKey, language: str, source_language: str, order: Order) -> str | None:
    if language == source_language:
        return key.source
    value = key.values.get(language)
    if value is not None and value.confirmed >= order.confirmed:
        return value.text
    return {"source": key.source, "blank": ""}.get(order.incomplete)


def _seconds(date: str) -> float:
    try:
        moment = datetime.fromisoformat(date.replace(" ", "+")) if date else datetime.fromtimestamp(0, UTC)
    except ValueError:
        raise ApiError(400, "BadParameter", f"The value '{date}' is not valid for modified-since.") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _indent(given: str) -> str:
    """A number of spaces, or a tab."""
    if given in ("\t", "tab", "\\t"):
        return "\t"
    if given and not re.fullmatch(r"\d{1,2}", given):
        raise ApiError(400, "BadParameter", f"The value '{given}' is not valid for indent.")
    return " " * int(given or 2)
