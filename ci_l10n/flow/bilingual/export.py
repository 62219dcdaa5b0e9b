"""`xliff export`: every document of our sources as a bilingual file."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ci_l10n.errors import ContentError, Location
from ci_l10n.flow.bilingual.documents import Owned, find_documents
from ci_l10n.flow.bilingual.judging import has_own_work
from ci_l10n.flow.ports import Ports
from ci_l10n.formats.bilingual import parse_bilingual
from ci_l10n.model import Finding, Locale
from ci_l10n.tms.base import Bilingual, Export


class Exported(NamedTuple):
    """One document and the file it became; ``is_written`` is false when something was in the way."""

    source: str
    locale: Locale
    document: str  # the platform's id
    path: str  # <locale>/<source path>.xliff
    is_written: bool
    segments: int = 0
    translated: int = 0


class Folder(NamedTuple):
    """Where the files go, as functions of a path below it."""

    read: Callable[[str], bytes | None]
    write: Callable[[str, bytes], None]
    shown: Callable[[str], str]


def export_all(ports: Ports, bilingual: Bilingual, folder: Folder) -> Iterator[Exported | Finding]:
    """One project read and as few export tasks as possible; what cannot be had is a finding."""
    ready: dict[str, Owned] = {}
    for owned in find_documents(ports).selected:
        if owned.file.condition == "ready":
            ready[owned.file.id] = owned
        else:
            yield _not_ready(owned)
    if ports.options.dry_run:
        yield from (_exported(owned, is_written=False) for owned in ready.values())
        return
    for count, export in enumerate(bilingual.export_xliff([owned.file for owned in ready.values()])):
        ports.ci.progress(count, len(ready), "documents exported")
        yield from _save(ready[export.file.id], export, folder)


def _save(owned: Owned, export: Export, folder: Folder) -> Iterator[Exported | Finding]:
    path = _path(owned)
    place = Location(folder.shown(path))
    if export.content is None:
        yield Finding("error", "export-failed", export.problem, export.hint, place, owned.file.locale)
        return
    try:
        current = parse_bilingual(export.content, path)
    except ContentError as error:
        message = f"the platform sent no usable XLIFF: {error.message}"
        yield Finding("error", "export-failed", message, "run the export again", place, owned.file.locale)
        return
    if has_own_work(folder.read(path), current):
        yield Finding(
            "warning",
            "file-kept",
            "the file has translations that the platform does not have; it was left as it is",
            "import it with `ci-l10n xliff import` first, or delete it, then export again",
            place,
            owned.file.locale,
        )
        yield _exported(owned, is_written=False)
        return
    folder.write(path, export.content)
    done = sum(1 for segment in current.segments.values() if segment.target)
    yield _exported(owned, is_written=True)._replace(segments=len(current.segments), translated=done)


def _exported(owned: Owned, *, is_written: bool) -> Exported:
    return Exported(owned.name, owned.file.locale, owned.file.id, _path(owned), is_written)


def _path(owned: Owned) -> str:
    return f"{owned.file.locale}/{owned.name}.xliff"


def _not_ready(owned: Owned) -> Finding:
    file = owned.file
    if file.condition == "failed":
        message = f"the platform could not take the file apart: {file.reason or 'no reason given'}"
        hint = "correct the source file and send it again"
    else:
        message, hint = "the platform is still taking the file apart", "run the export again in a moment"
    return Finding("warning", "source-not-processed", message, hint, Location(owned.name), file.locale)
