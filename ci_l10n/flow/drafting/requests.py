"""Which texts are asked for, in how many requests. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from ci_l10n.flow.drafting.jobs import Job
from ci_l10n.model import Locale

MOST_TEXTS = 50  # in one request
MOST_CHARACTERS = 5_000  # of texts and contexts in one request; a longer text goes alone
MOST_LOCALES = 10  # in one request

Question: TypeAlias = tuple[str, str]  # text and its context, "" for none


class Batch(NamedTuple):
    """One request."""

    locales: tuple[Locale, ...]
    questions: tuple[Question, ...]

    @property
    def words(self) -> int:
        """Source words times locales."""
        return sum(len(text.split()) for text, _ in self.questions) * len(self.locales)


def make_batches(jobs: Iterable[Job]) -> Iterator[Batch]:
    """Every text once per locale and context, in as few requests as the bounds allow."""
    wanted: dict[Question, dict[Locale, None]] = {}
    for job in jobs:
        for missing in job.missing:
            for text in missing.texts():
                wanted.setdefault((text, missing.unit.comment), {})[job.locale] = None
    alike: dict[tuple[Locale, ...], list[Question]] = {}
    for question, locales in wanted.items():
        alike.setdefault(tuple(sorted(locales)), []).append(question)
    for every, questions in alike.items():
        for start in range(0, len(every), MOST_LOCALES):
            for piece in _pieces(questions):
                yield Batch(every[start : start + MOST_LOCALES], piece)


def _pieces(questions: Sequence[Question]) -> Iterator[tuple[Question, ...]]:
    piece: list[Question] = []
    size = 0
    for question in questions:
        length = len(question[0]) + len(question[1])
        if piece and (len(piece) == MOST_TEXTS or size + length > MOST_CHARACTERS):
            yield tuple(piece)
            piece, size = [], 0
        piece.append(question)
        size += length
    if piece:
        yield tuple(piece)
