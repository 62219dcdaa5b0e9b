"""Jobs API v3: how much of a job, or of one file of it, is translated."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from werkzeug.wrappers import Response

from ci_l10n.sandbox.smartling.calls import Call, Route, route, success
from ci_l10n.sandbox.smartling.failures import invalid
from ci_l10n.sandbox.smartling.job_shelf import JobShelf
from ci_l10n.sandbox.smartling.jobs import ONE
from ci_l10n.sandbox.smartling.records import SourceFile

Json = dict[str, object]
Content = tuple[SourceFile, Sequence[str]]


class Sum(NamedTuple):
    strings: int
    words: int

    def and_(self, strings: int, words: int) -> "Sum":
        return Sum(self.strings + strings, self.words + words)

    def as_json(self) -> Json:
        return {"stringCount": self.strings, "wordCount": self.words}


class Amounts(NamedTuple):
    """What there is to translate, by how far it is."""

    unauthorized: Sum = Sum(0, 0)
    authorized: Sum = Sum(0, 0)
    completed: Sum = Sum(0, 0)

    def plus(self, other: "Amounts") -> "Amounts":
        return Amounts(*(mine.and_(*theirs) for mine, theirs in zip(self, other, strict=True)))


class JobProgress:
    def __init__(self, shelf: JobShelf) -> None:
        self.shelf = shelf

    def routes(self) -> list[Route]:
        return [
            route("GET", ONE + "/progress", self._job),
            route("GET", ONE + "/file/progress", self._file),
        ]

    def _job(self, call: Call) -> Response:
        job, locale = self.shelf.get(call.parts[1]), call.query.text("targetLocaleId")
        if locale and locale not in job.locales:
            raise invalid(None, f"Locale {locale} is not in the job", status=404)
        return success(
            self._report(list(self.shelf.contents(job)), [locale] if locale else list(job.locales))
        )

    def _file(self, call: Call) -> Response:
        job, uri = self.shelf.get(call.parts[1]), call.query.required("fileUri")
        found = [(file, locales) for file, locales in self.shelf.contents(job) if file.uri == uri]
        if not found:
            raise invalid("file.not.found", f"The file {uri} is not in the job", status=404)
        return success(self._report(found, found[0][1]))

    def _report(self, contents: Sequence[Content], locales: Iterable[str]) -> Json:
        amounts = {locale: self._amounts(contents, locale) for locale in locales}
        total = Amounts()
        for each in amounts.values():
            total = total.plus(each)
        listed = [
            {
                "targetLocaleId": locale,
                "targetLocaleDescription": locale,
                "unauthorizedProgressReport": each.unauthorized.as_json(),
                "workflowProgressReportList": [],
                **_progress(each),
            }
            for locale, each in amounts.items()
        ]
        return {"contentProgressReport": listed, **_progress(total)}

    def _amounts(self, contents: Sequence[Content], locale: str) -> Amounts:
        found = Amounts()
        for file, locales in contents:
            if locale not in locales:
                continue
            each = self.shelf.count(file, locale)
            rest = Sum(
                each.total.strings - each.authorized.strings - each.completed.strings - each.excluded.strings,
                each.total.words - each.authorized.words - each.completed.words - each.excluded.words,
            )
            found = found.plus(Amounts(rest, Sum(*each.authorized), Sum(*each.completed)))
        return found


def _progress(amounts: Amounts) -> Json:
    words = sum(each.words for each in amounts)
    done = round(100 * amounts.completed.words / words) if words else 0
    return {
        "progress": {"percentComplete": done, "totalWordCount": words},
        "summaryReport": [
            {"workflowStepType": "TRANSLATION", **amounts.authorized.as_json()},
            {"workflowStepType": "PUBLISHED", **amounts.completed.as_json()},
        ],
    }
