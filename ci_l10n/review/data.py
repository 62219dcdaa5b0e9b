"""
From a report to what the page shows: every string once, with what was found about it. Pure.

Texts repeat a lot (a source stands beside each of its translations), so rows refer to one list of texts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ci_l10n.review.escaping import safe_url

MOST_BYTES = 13_000_000  # of texts and rows; the page is to open quickly
SEVERITY = {
    "held": "error",
    "conflict": "warning",
    "warning": "warning",
    "stale": "warning",
    "first": "notice",
    "edit": "notice",
    "people": "notice",
}
DECISION = {"edit": "repository", "people": "repository", "warning": "platform"}  # others are called alike
ROW = 8  # numbers of one row: file, key, line, source, before, after, decision, first note (or -1)
_RIGHT_TO_LEFT = {"Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm", "Rohg", "Mand", "Samr", "Mend", "Yezi"}
_ROW_BYTES = 40  # of a row's numbers, about


@dataclass
class PageData:
    """What the script reads."""

    source_locale: str = ""
    texts: list[str] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)  # `ROW` numbers each; texts by index, -1 for none
    notes: list[list[dict[str, Any]]] = field(default_factory=list)  # of one row each
    decisions: list[str] = field(default_factory=list)
    left_out: int = 0

    @property
    def count(self) -> int:
        return len(self.rows) // ROW

    def as_json(self) -> dict[str, Any]:
        return {
            "source": {"locale": self.source_locale, "dir": direction(self.source_locale)},
            "texts": self.texts,
            "files": self.files,
            "rows": self.rows,
            "notes": self.notes,
            "decisions": self.decisions,
        }


def make_data(report: Mapping[str, Any], most: int = MOST_BYTES) -> PageData:
    """The rows of ``report``: strings with findings first, worst first, then what else changes, file by file."""
    return _Collecting(report, most).all()


class _Collecting:
    def __init__(self, report: Mapping[str, Any], most: int) -> None:
        review = report.get("review") or {}
        self.report, self.review, self.room = report, review, most
        self.data = PageData(review.get("source_locale", ""), left_out=review.get("left_out", 0))
        self.text_ids: dict[str, int] = {}
        self.file_ids: dict[tuple[str, str], int] = {}
        self.sources = {(p["target"], p["locale"]): p for p in report.get("progress", ())}
        self.notes: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
        for item in report.get("strings", ()):
            self.notes.setdefault((item["file"], item["locale"], _key_of(item)), []).append(item)

    def all(self) -> PageData:
        changed, plain = {}, []
        for file, string in self._strings():
            place = (file["target"], file["locale"], string["key"])
            if self._notes_at(place):
                changed[place] = string
            else:
                plain.append((place, string))
        rank = ("error", "warning", "notice")
        for place, notes in sorted(
            self.notes.items(), key=lambda each: min(rank.index(SEVERITY[n["kind"]]) for n in each[1])
        ):
            self._add(place, changed.get(place) or _unchanged(notes), notes)
        for place, string in plain:
            self._add(place, string, ())
        return self.data

    def _strings(self) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        for file in self.review.get("files", ()):
            self.sources.setdefault((file["target"], file["locale"]), file)
            for string in file["strings"]:
                yield file, string

    def _notes_at(self, place: tuple[str, str, str]) -> list[Mapping[str, Any]]:
        return self.notes.get(place, [])

    def _add(
        self, place: tuple[str, str, str], string: Mapping[str, Any], notes: tuple[Any, ...] | list[Any]
    ) -> None:
        texts = (string["source"], string["before"], string["after"])
        new = {each for each in (place[2], *texts) if each is not None and each not in self.text_ids}
        size = _ROW_BYTES + sum(len(each.encode("utf-8", "replace")) + 3 for each in new)
        size += 400 * len(notes) + sum(len(str(note["values"])) for note in notes)
        if size > self.room:
            self.data.left_out += 1
            return
        self.room -= size
        self.data.rows += (
            self._file(place[0], place[1]),
            self._text(place[2]),
            string["line"] or max((note["line"] for note in notes), default=0),
            *map(self._text, texts),
            self._decision(string["decision"]),
            len(self.data.notes) if notes else -1,
        )
        if notes:
            self.data.notes.append([_note(note) for note in notes])

    def _file(self, target: str, locale: str) -> int:
        if (target, locale) not in self.file_ids:
            self.file_ids[target, locale] = len(self.data.files)
            known = self.sources.get((target, locale), {})
            self.data.files.append(
                {
                    "target": target,
                    "source": known.get("source", ""),
                    "locale": locale,
                    "dir": direction(locale),
                    "url": safe_url(known.get("editor_url") or self._url(target, locale)),
                }
            )
        return self.file_ids[target, locale]

    def _url(self, target: str, locale: str) -> object:
        progress = self.report.get("progress", ())
        return next(
            (p.get("editor_url") for p in progress if (p["target"], p["locale"]) == (target, locale)), ""
        )

    def _text(self, value: str | None) -> int:
        if value is None:
            return -1
        if value not in self.text_ids:
            self.text_ids[value] = len(self.data.texts)
            self.data.texts.append(value)
        return self.text_ids[value]

    def _decision(self, name: str) -> int:
        if name not in self.data.decisions:
            self.data.decisions.append(name)
        return self.data.decisions.index(name)


def _key_of(item: Mapping[str, Any]) -> str:
    """The key of the whole string: findings may be about one form of it."""
    return str(item["key"]).removesuffix(item.get("suffix", ""))


def _unchanged(notes: list[Mapping[str, Any]]) -> dict[str, Any]:
    """A string that stays as it is, but of which something is to be said."""
    note = notes[0]
    values, kind = note["values"], note["kind"]
    stays = values.get("repository") or values.get("before")
    return {
        "line": note["line"],
        "source": values.get("source"),
        "before": stays,
        "after": stays,
        "decision": DECISION.get(kind, kind),
    }


def _note(item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "kind": item["kind"],
        "severity": SEVERITY[item["kind"]],
        "code": item["code"],
        "message": item["message"],
        "values": {name: item["values"].get(name) for name in ("before", "repository", "platform")},
    }


@cache
def direction(locale: str) -> str:
    """How text of a locale runs: "rtl", "ltr", or "auto" where that is not known."""
    from langcodes import Language
    from langcodes.tag_parser import LanguageTagError

    try:
        script = Language.get(locale).maximize().script if locale else None
    except LanguageTagError:
        script = None
    if script is None:
        return "auto"
    return "rtl" if script in _RIGHT_TO_LEFT else "ltr"
