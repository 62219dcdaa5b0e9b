"""Words to pay for: new and changed texts of an upload, times the languages they are uploaded for."""

from collections.abc import Sequence
from dataclasses import asdict

from ci_l10n.sandbox.segments.base import Unreadable
from ci_l10n.sandbox.segments.registry import form_of
from ci_l10n.sandbox.smartcat.records import Bill, Document, Project, SourceFile
from ci_l10n.sandbox.smartcat.store import Store


def bill(store: Store, project: Project, file: SourceFile, documents: Sequence[Document], kind: str) -> None:
    """
    Write down what the present content of ``documents`` (languages of one file) costs.

    A text that was paid for in that document and has not changed since costs nothing; what cannot be taken apart
    costs nothing either.
    """
    words = 0
    for document in documents:
        try:
            texts = form_of(file.path, document.content).parse(document.content, project.source)
        except Unreadable:
            continue
        words += sum(text.words for text in texts if document.billed.get(text.key) != text.text)
        document.billed.update((text.key, text.text) for text in texts)
        document.next_words = sum(text.words for text in texts)
    source = file.external_id if file.has_external_id else file.path
    upload = store.count_upload(project.id, source)
    languages = [document.language for document in documents]
    store.records.bills.append(
        Bill(project.id, project.name, source, upload, kind, languages, words, store.now())
    )


def bills_as_json(store: Store) -> list[dict[str, object]]:
    return [{"service": "smartcat", **asdict(entry)} for entry in store.records.bills]
