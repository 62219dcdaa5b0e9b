"""
The way by segments: a platform that gives its files out as bilingual XLIFF and takes parts of it back.

Segments say nothing about keys; they are matched with the texts of the file, see `alignment`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ci_l10n.errors import ContentError
from ci_l10n.flow.seeding.candidates import Candidates
from ci_l10n.flow.seeding.decisions import Filled, decide
from ci_l10n.flow.seeding.outcomes import Decision, Wish
from ci_l10n.flow.seeding.sources import SeedSource
from ci_l10n.flow.seeding.way import Job, NotShown, Parcel, Prepared, Sent
from ci_l10n.formats.bilingual_targets import Fillable, read_fillable
from ci_l10n.tms.base import Bilingual, Export, RemoteFile


class BySegments:
    """Fulfils `way.Way`."""

    def __init__(self, bilingual: Bilingual, wish: Wish) -> None:
        self.bilingual = bilingual
        self.wish = wish

    def refusal(self, view: SeedSource) -> tuple[str, str] | None:
        return None

    def narrowed(self, view: SeedSource, job: Job, candidates: Candidates) -> Candidates:
        return candidates

    def read(self, files: Sequence[RemoteFile]) -> Iterator[Export]:
        return self.bilingual.export_xliff(files)

    def prepare(self, view: SeedSource, job: Job, candidates: Candidates, export: Export) -> Prepared:
        file = _readable(job, export)
        filled = self._decide(view, candidates, file, self.wish)
        if not filled.targets:
            return Prepared(filled)
        part = file.part(filled.targets)
        return Prepared(filled, (Parcel(part, frozenset(filled.targets), self.wish.overwrite),))

    def send(self, view: SeedSource, job: Job, parcel: Parcel) -> Sent:
        self.bilingual.import_xliff(
            job.file, lambda: parcel.content, confirm=self.wish.confirm, overwrite=parcel.overwrite
        )
        return Sent()

    def read_sent(self, files: Sequence[RemoteFile]) -> Iterator[Export]:
        return self.read(files)

    def lost(self, view: SeedSource, job: Job, candidates: Candidates, export: Export) -> Iterator[Decision]:
        """Whatever is still to be sent was not taken."""
        file = _readable(job, export)
        if not file.shows_targets:
            raise NotShown("the export shows no targets")
        wish = replace(self.wish, confirm=False)  # what is confirmed is not always said
        for decision in self._decide(view, candidates, file, wish).decisions:
            if decision.kind in ("sent", "kept"):
                yield decision

    def _decide(self, view: SeedSource, candidates: Candidates, file: Fillable, wish: Wish) -> Filled:
        return decide(candidates, file, wish, is_ordered=view.is_certain)


def _readable(job: Job, export: Export) -> Fillable:
    if export.content is None:
        raise ContentError(f"no usable export: {export.problem}", hint=export.hint, location=job.place)
    return read_fillable(export.content, f"{job.file.name}.xliff")
