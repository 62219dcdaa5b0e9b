"""Jobs API v3: the files and locales of a job, its authorization, how far it is."""

from collections.abc import Sequence

from werkzeug.wrappers import Response

from ci_l10n.sandbox.smartling.bodies import Body
from ci_l10n.sandbox.smartling.calls import Call, Route, page_of, route, success
from ci_l10n.sandbox.smartling.failures import ApiError, invalid
from ci_l10n.sandbox.smartling.job_processes import JobProcesses
from ci_l10n.sandbox.smartling.job_records import Job
from ci_l10n.sandbox.smartling.job_shelf import MOST_FILES, JobShelf, file_uid
from ci_l10n.sandbox.smartling.jobs import ONE
from ci_l10n.sandbox.smartling.records import SourceFile
from ci_l10n.sandbox.smartling.translating import authorize


class JobContent:
    def __init__(self, shelf: JobShelf, processes: JobProcesses) -> None:
        self.shelf = shelf
        self._processes = processes

    def routes(self) -> list[Route]:
        return [
            route("POST", ONE + "/file/add", self._add, writes=True),
            route("POST", ONE + "/file/remove", self._remove, writes=True),
            route("GET", ONE + "/files", self._files),
            route("POST", ONE + "/authorize", self._authorize, writes=True),
            route("POST", ONE + "/locales/{locale}", self._add_locale, writes=True),
            route("DELETE", ONE + "/locales/{locale}", self._remove_locale, writes=True),
        ]

    def _add(self, call: Call) -> Response:
        job, body = self.shelf.get_open(call.parts[1]), Body(call.json_object())
        file = self._file(body.required("fileUri"))
        locales = body.texts("targetLocaleIds") or list(job.locales)
        for locale in locales:
            self.shelf.desk.check_locale(locale)
        if str(file.number) not in job.files and len(job.files) >= MOST_FILES:
            raise invalid(None, f"A job cannot hold more than {MOST_FILES} files")
        done = {"successCount": 0, "failCount": 0}

        def add() -> None:
            done["successCount"] = sum(self.shelf.put_in(job, file, locales).values())

        return self._processes.run(job, add, done)

    def _file(self, uri: str) -> SourceFile:
        """The source file; one that is being taken in is refused with 423 and, here, a `VALIDATION_ERROR`."""
        try:
            return self.shelf.desk.file(uri)
        except ApiError as error:
            if error.status != 423:
                raise invalid(error.key, error.message) from error
            raise ApiError(423, "VALIDATION_ERROR", None, f"File locked: {uri}") from error

    def _remove(self, call: Call) -> Response:
        job, body = self.shelf.get_open(call.parts[1]), Body(call.json_object())
        uri = body.required("fileUri")
        held = {file.uri: (file, locales) for file, locales in self.shelf.contents(job)}
        if uri not in held:
            raise invalid("file.not.found", f"The file {uri} is not in the job", status=404)
        file, locales = held[uri]
        strings = self._strings(file, locales)
        return self._processes.run(
            job, lambda: _drop(job, str(file.number)), {"successCount": strings, "failCount": 0}
        )

    def _files(self, call: Call) -> Response:
        job = self.shelf.get(call.parts[1])
        found: list[dict[str, object]] = [
            {"uri": file.uri, "fileUid": file_uid(file), "localeIds": list(locales)}
            for file, locales in self.shelf.contents(job)
        ]
        return success(page_of(call.query, found, 1000, 1000))

    def _authorize(self, call: Call) -> Response:
        """All of it, or the locales of `localeWorkflows`; an empty body is fine."""
        job, body = self.shelf.get_open(call.parts[1]), Body(call.json_object())
        chosen = [item.required("targetLocaleId") for item in body.bodies("localeWorkflows")]
        for locale in chosen:
            if locale not in job.locales:
                raise invalid(
                    None, f"Locale {locale} is not in the job", details={"field": "localeWorkflows"}
                )
        contents = list(self.shelf.contents(job))
        if not contents:
            raise invalid(None, "A job without content cannot be authorized")
        for file, locales in contents:
            authorize(self.shelf.desk, file, [locale for locale in locales if locale in (chosen or locales)])
        self.shelf.note_authorization(job)
        return success(None)

    def _add_locale(self, call: Call) -> Response:
        """`syncContent` (the default) adds what the job holds in that locale, too."""
        job, locale = self.shelf.get_open(call.parts[1]), call.parts[2]
        body = Body(call.json_object())
        self.shelf.desk.check_locale(locale)
        is_synced = not body.has("syncContent") or body.flag("syncContent")

        def add() -> None:
            if locale not in job.locales:
                job.locales.append(locale)
            for file, _ in list(self.shelf.contents(job)) if is_synced else []:
                self.shelf.put_in(job, file, [locale])

        return self._processes.run(job, add, None)

    def _remove_locale(self, call: Call) -> Response:
        job, locale = self.shelf.get_open(call.parts[1]), call.parts[2]
        if locale not in job.locales:
            raise invalid(None, f"Locale {locale} is not in the job", status=404)

        def remove() -> None:
            job.locales.remove(locale)
            for number, locales in list(job.files.items()):
                if locale in locales:
                    locales.remove(locale)
                if not locales:
                    _drop(job, number)

        return self._processes.run(job, remove, None)

    def _strings(self, file: SourceFile, locales: Sequence[str]) -> int:
        return sum(self.shelf.count(file, locale).total.strings for locale in locales)


def _drop(job: Job, number: str) -> None:
    del job.files[number]
