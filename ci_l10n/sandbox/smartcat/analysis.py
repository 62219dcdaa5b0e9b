"""How much of a text is known already: the match bands that translation is paid by."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from ci_l10n.sandbox.smartcat.records import Remembered

BANDS = (("match_95_99", 95), ("match_85_94", 85), ("match_75_84", 75), ("match_50_74", 50))
KINDS = (
    "perfect",
    "contextMatch_102",
    "contextMatch_101",
    "match_100",
    *(name for name, _ in BANDS),
    "newWords",
    "repetitions",
    "crossFileRepeated",
)
COMMON = 500  # a word in more texts than this says nothing about likeness
CANDIDATES = 20  # texts compared letter by letter
WORDS_PER_PAGE = 250


class Likeness:
    """Texts, in the order they were added, that can be found by a similar one."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._texts: list[str] = []
        self._places: dict[str, list[int]] = {}  # in the texts, by word
        for text in texts:
            self.add(text)

    def add(self, text: str) -> None:
        for word in set(text.lower().split()):
            self._places.setdefault(word, []).append(len(self._texts))
        self._texts.append(text)

    def best(self, text: str, first: int | None = None) -> int:
        """Percent of likeness to the most similar other text of the ``first`` ones; 0 when no word is shared."""
        limit = len(self._texts) if first is None else first
        shared: Counter[int] = Counter()
        for word in sorted(set(text.lower().split())) if limit else ():
            places = self._places.get(word, [])
            count = bisect_left(places, limit)
            if count <= COMMON:
                shared.update(places[:count])
        likely = [self._texts[place] for place, _ in shared.most_common(CANDIDATES + 1)]
        compared = [SequenceMatcher(None, text, other, autojunk=False) for other in likely if other != text]
        return min(99, max((int(100 * matcher.ratio()) for matcher in compared), default=0))


class Memory:
    """What was translated from one language into another, as it was at different times."""

    def __init__(self, entries: Mapping[str, Remembered]) -> None:
        self._entries = entries
        by_time = sorted(entries, key=lambda text: entries[text].time)
        self._times = [entries[text].time for text in by_time]
        self._likeness = Likeness(by_time)

    def exact(self, text: str, neighbours: Sequence[str], until: float) -> str:
        """`contextMatch_102` when both neighbours are the same, `_101` with one, `match_100`; "" when unknown."""
        entry = self._entries.get(text)
        if entry is None or entry.time > until:
            return ""
        same = max(sum(a == b for a, b in zip(known, neighbours, strict=True)) for known in entry.neighbours)
        return ("match_100", "contextMatch_101", "contextMatch_102")[same]

    def fuzzy(self, text: str, until: float) -> int:
        return self._likeness.best(text, bisect_right(self._times, until))


class Version(NamedTuple):
    """What one document says since ``uploaded``; the memory counts as it was then."""

    texts: Sequence[str]
    uploaded: float


class Analysis:
    """Sorts the texts of the documents of one language by how well they are known."""

    def __init__(self, memory: Memory, *, exact_only: bool, with_fuzzy_repetitions: bool) -> None:
        self._memory = memory
        self._exact_only = exact_only
        self._earlier = Likeness() if with_fuzzy_repetitions else None
        self._seen: dict[str, int] = {}  # the number of the document that had it first
        self._documents = 0

    def sort(self, version: Version) -> dict[str, list[str]]:
        """The texts of the next document by kind."""
        self._documents += 1
        found: dict[str, list[str]] = {kind: [] for kind in KINDS}
        around = ["", *version.texts, ""]
        for place, text in enumerate(version.texts):
            kind = self._kind(text, (around[place], around[place + 2]), version.uploaded)
            found[kind].append(text)
            if text not in self._seen:
                self._seen[text] = self._documents
                if self._earlier is not None:
                    self._earlier.add(text)
        return found

    def _kind(self, text: str, neighbours: Sequence[str], until: float) -> str:
        if known := self._memory.exact(text, neighbours, until):
            return known
        if text in self._seen:
            return "repetitions" if self._seen[text] == self._documents else "crossFileRepeated"
        if self._exact_only:
            return "newWords"
        likeness = self._memory.fuzzy(text, until)
        if self._earlier is not None:
            likeness = max(likeness, self._earlier.best(text))
        return next((name for name, least in BANDS if likeness >= least), "newWords")


def make_rows(sorted_texts: Sequence[Mapping[str, Sequence[str]]]) -> list[dict[str, object]]:
    """The rows of the API for one or several documents; the row `total` is the sum of the others."""
    by_kind = {kind: [text for texts in sorted_texts for text in texts[kind]] for kind in KINDS}
    by_kind["total"] = [text for texts in by_kind.values() for text in texts]
    all_words = _words(by_kind["total"])
    return [
        {
            "name": kind,
            "words": _words(texts),
            "percent": round(100 * _words(texts) / all_words, 2) if all_words else 0,
            "segments": len(texts),
            "pages": round(_words(texts) / WORDS_PER_PAGE, 2),
            "charsWithoutSpaces": sum(len("".join(text.split())) for text in texts),
            "charsWithSpaces": sum(map(len, texts)),
            "effectiveWordsForBilling": _words(texts),
        }
        for kind, texts in by_kind.items()
    ]


def _words(texts: Iterable[str]) -> int:
    return sum(len(text.split()) for text in texts)
