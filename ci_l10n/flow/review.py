"""The strings of a run as people review them: what each was and what it becomes. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypeAlias

from ci_l10n.model import Locale
from ci_l10n.state import Path

Decision: TypeAlias = Literal[
    "platform", "repository", "held", "conflict", "first", "stale", "removed", "document"
]


class ReviewedString(NamedTuple):
    """One string of a target that changes; texts are None where there is none."""

    key: str  # "" for a document, which is one value
    line: int  # in the target as it becomes, 0 for a string that goes
    source: str | None
    before: str | None  # what people have
    after: str | None
    decision: Decision


@dataclass(frozen=True, slots=True)
class ReviewedFile:
    source: Path
    target: Path
    locale: Locale
    strings: tuple[ReviewedString, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """What changes, file by file; ``left_out`` strings had no room."""

    source_locale: Locale = ""
    files: tuple[ReviewedFile, ...] = ()
    left_out: int = 0


def review_json(review: Review) -> dict[str, Any]:
    """Plain data, as the stored report has it."""
    return {
        "source_locale": review.source_locale,
        "left_out": review.left_out,
        "files": [
            {
                "source": file.source,
                "target": file.target,
                "locale": file.locale,
                "strings": [each._asdict() for each in file.strings],
            }
            for file in review.files
        ],
    }


def coverage_json(rows: Mapping[Locale, tuple[float, int]]) -> dict[str, Any]:
    """
    How much of the source words is translated, in all and per locale; ``rows`` has percent and words of each.

    >>> coverage_json({"de": (50.0, 10), "fr": (100.0, 30)})["percent"]
    87.5
    """
    words = sum(count for _, count in rows.values())
    done = sum(percent * count for percent, count in rows.values())
    # Of sources without a word, numbers and signs only, the locale that is least done speaks for all.
    percent = done / words if words else min((percent for percent, _ in rows.values()), default=None)
    return {
        "percent": None if percent is None else _rounded(percent),
        "words": words,
        "locales": {
            locale: {"percent": _rounded(percent), "words": count}
            for locale, (percent, count) in rows.items()
        },
    }


def _rounded(percent: float) -> float:
    """One decimal, downwards: 100 is said of what is whole, and of nothing else."""
    return int(percent * 10 + 1e-6) / 10
