"""Translators on order: `POST /_sandbox/translate`."""

import html
from collections.abc import Mapping

from ci_l10n.sandbox.control import BadOrder, NotMine
from ci_l10n.sandbox.smartcat.locks import find_locks
from ci_l10n.sandbox.smartcat.records import Document, Segment
from ci_l10n.sandbox.smartcat.store import document_id
from ci_l10n.sandbox.smartcat.wire import Wire

KNOWN = frozenset(
    {
        "service",
        "document",
        "source",
        "project",
        "locale",
        "segments",
        "keys",
        "all",
        "stage",
        "complete",
        "lock",
        "unlock",
    }
)


def carry_out(wire: Wire, order: Mapping[str, object]) -> list[dict[str, object]]:
    """
    Write, then confirm; returns the documents as the API shows them.

    ``segments`` maps source texts (``keys`` maps keys) to a target, to null (empty again) or, for plurals, to
    targets by form. ``stage`` confirms what the order wrote, or all there is when it wrote nothing; ``complete``
    confirms all there is at every stage and closes the document. ``lock`` and ``unlock``: see `find_locks`.
    """
    documents = _chosen(wire, order)
    unknown = set(order) - KNOWN
    if unknown:
        raise BadOrder(f"unknown: {', '.join(sorted(unknown))}; an order takes {', '.join(sorted(KNOWN))}")
    plans = [(document, _edits(document, order)) for document in documents]
    wanted = {key for name in ("segments", "keys") for key in _table(order, name)}
    missing = wanted - {key for _, edits in plans for _, _, key in edits}
    if missing:
        known = sorted({segment.source for document in documents for segment in document.segments})
        raise BadOrder(f"no segment for {sorted(missing)[0]!r}; there are {', '.join(map(repr, known[:20]))}")
    stage = _stage(order, documents)
    for segment, is_locked in find_locks(documents, order):
        segment.locked = is_locked
    for document, edits in plans:
        _work(wire, document, edits, order, stage)
    return [wire.document(document) for document in documents]


def _chosen(wire: Wire, order: Mapping[str, object]) -> list[Document]:
    store = wire.store
    if not {"document", "source", "project"} & set(order):
        raise BadOrder(
            'say which document: {"document": id} or {"source": external id or file name, "locale": "de"}'
        )
    found: list[Document] = []
    for document in store.records.documents.values():
        file = store.file(document)
        names = (file.external_id, file.path, file.path.rpartition("/")[2])
        if (
            str(order.get("document", document_id(document))).lower() == document_id(document)
            and order.get("source", file.path) in names
            and order.get("project", file.project) == file.project
            and str(order.get("locale", document.language)).lower() == document.language.lower()
        ):
            found.append(document)
    if not found:
        raise NotMine(f"no document for {dict(order)}")
    for document in found:
        wire.workflow.take_apart(document)
        if document.failed:
            raise BadOrder(f"{document_id(document)} could not be taken apart: {document.failed}")
    return found


def _edits(document: Document, order: Mapping[str, object]) -> list[tuple[Segment, str | None, str]]:
    """What to write where, and the name in the order that asked for it."""
    edits: list[tuple[Segment, str | None, str]] = []
    by_source, by_key = _table(order, "segments"), _table(order, "keys")
    plain = {_plain(text): text for text in by_source}
    for segment in document.segments:
        for table, name in ((by_key, segment.key), (by_source, plain.get(_plain(segment.source), ""))):
            if name not in table:
                continue
            value = table[name]
            if isinstance(value, Mapping):
                if segment.form not in value:
                    continue
                value = value[segment.form]
            if value is not None and not isinstance(value, str):
                raise BadOrder(f"the target for {name!r} must be a text, null or texts by plural form")
            edits.append((segment, value, name))
    return edits


def _plain(text: str) -> str:
    """Texts are found with and without entities and backslashes."""
    return html.unescape(text).replace("\\n", "\n").replace("\\'", "'").replace('\\"', '"').strip()


def _work(
    wire: Wire,
    document: Document,
    edits: list[tuple[Segment, str | None, str]],
    order: Mapping[str, object],
    stage: int,
) -> None:
    workflow = wire.workflow
    document.worked_after = document.import_number
    written: list[Segment] = []
    if order.get("all") == "pseudo":
        for segment in document.segments:
            if segment.target is None:
                workflow.write(document, segment, workflow.pseudo(document, segment))
                written.append(segment)
    for segment, target, _ in edits:
        workflow.write(document, segment, target)
        written.append(segment)
    is_everything = order.get("all") is not None or not edits
    for segment in document.segments if is_everything else written:
        if stage:
            workflow.confirm(document, segment, stage)
    if order.get("complete") is True:
        for segment in document.segments:
            workflow.confirm(document, segment, document.stages)
        document.is_closed = True
    workflow.touch(document)


def _table(order: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = order.get(name, {})
    if not isinstance(value, Mapping):
        raise BadOrder(f'"{name}" must be an object')
    return value


def _stage(order: Mapping[str, object], documents: list[Document]) -> int:
    """The stage to confirm, 0 for none."""
    if order.get("all", "pseudo") != "pseudo":
        raise BadOrder('"all" can only be "pseudo"')
    stage = order.get("stage", 0)
    most = min(document.stages for document in documents)
    if isinstance(stage, bool) or not isinstance(stage, int) or not 0 <= stage <= most:
        raise BadOrder(f'"stage" must be a number from 1 to {most}')
    return stage
