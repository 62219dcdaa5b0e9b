"""All languages of documents in one table: the export type `multilangCsv`, whose columns are not documented."""

import csv
import io
from collections.abc import Callable, Sequence

from ci_l10n.sandbox.smartcat.records import Document, Segment


def write_table(
    documents: Sequence[Document], source_language: str, is_wanted: Callable[[Segment, Document], bool]
) -> bytes:
    """
    A row for each key of each file: key, source text, one column per language.

    Targets that are not wanted (by the mode of the export) are empty.
    """
    languages = list(dict.fromkeys(document.language for document in documents))
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for document in documents:
        for segment in document.segments:
            row = rows.setdefault((document.key, segment.key), {"ID": segment.key, "": segment.source})
            if segment.target is not None and is_wanted(segment, document):
                row[document.language] = segment.target
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["ID", source_language, *languages])
    for row in rows.values():
        writer.writerow([row.get(column, "") for column in ("ID", "", *languages)])
    return text.getvalue().encode("utf-8", "replace")
