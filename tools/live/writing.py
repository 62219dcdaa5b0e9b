"""
Questions that need a file of our own in a project that may be written to.

A file of two short sentences is uploaded for all languages of the project, used, and deleted, whatever happens.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

from ci_l10n.errors import L10nError, RemoteError
from ci_l10n.net.http import Part, Response
from ci_l10n.tms.smartcat import wire
from ci_l10n.tms.smartcat.calls import model_part
from tools.live.asking import POLLS, UNSEEN, Asker, Finding, json_of

FOLDER = "ci-l10n-verify"
NAME = f"{FOLDER}/first.json"
CONTENT = b'{"greeting": "A short greeting", "farewell": "Another sentence"}'
CHANGED = b'{"greeting": "A short greeting", "farewell": "Quite another sentence"}'


class Written(NamedTuple):
    text: str
    finding: Finding
    knobs: str = ""


class Writing:
    """One visit to ``project_id``."""

    def __init__(self, asker: Asker, project_id: str) -> None:
        self._asker = asker
        self._query = ("projectId", project_id)
        self._path = f"v1/project/{project_id}"
        self._ids: list[str] = []

    def run(self) -> Iterator[Written]:
        try:
            yield from self._questions()
        finally:
            with suppress(L10nError):
                for each in self._ours():
                    self._asker.ask("DELETE", "v1/document", ("documentIds", each["id"]))

    def _questions(self) -> Iterator[Written]:
        if self._ours():
            unseen = UNSEEN._replace(
                evidence=f"{FOLDER} is in the project already: delete it, then run again"
            )
            yield Written("writing", unseen)
            return
        yield Written("an empty file", self._empty())
        uploaded = self._upload(NAME, CONTENT)
        documents = json_of(uploaded)
        if uploaded.status != 200 or not isinstance(documents, list) or not documents:
            yield Written("an upload", Finding("refused", self._asker.seen(uploaded)))
            return
        self._ids = [str(each["id"]) for each in documents]
        yield Written("state right after an upload", self._settling(documents[0]), "disassembling_reads")
        questions: tuple[tuple[str, Callable[[], Finding], str], ...] = (
            ("a name that is taken", self._same_name, ""),
            ("a language that the project has", self._same_language, ""),
            ("v1 update: per language or per file", self._update_v1, "v1_update"),
            ("v2 update with the bare key", self._update_v2, "v2_update"),
            ("a rename", self._rename, "rename_keeps_folder"),
            ("translate/status after an XLIFF import", self._import, "import_reads, import_faulted"),
            ("confirmTranslation", self._confirmed, "import_ignores_confirm"),
            ("PUT project without description", self._omitted, "put_clears"),
            ("deleting one language", self._delete_one, ""),
            ("deleting what is deleted", self._delete_again, ""),
        )
        for text, ask, knobs in questions:
            yield Written(text, ask(), knobs)

    def _project_now(self) -> dict[str, Any]:
        response = self._asker.ask("GET", self._path)
        project = json_of(response)
        if not isinstance(project, dict):
            raise RemoteError(
                f"the project cannot be read: {self._asker.seen(response)}", hint="run again later"
            )
        return project

    def _ours(self) -> list[dict[str, Any]]:
        documents = self._project_now().get("documents") or []
        return [each for each in documents if str(each.get("fullPath", "")).startswith(FOLDER)]

    def _upload(self, name: str, content: bytes) -> Response:
        parts = [model_part("documentModel", [{"externalId": name}]), Part("file", lambda: content, name)]
        return self._asker.ask("POST", "v1/project/document", self._query, parts=parts)

    def _empty(self) -> Finding:
        return Finding(self._asker.seen(self._upload(f"{FOLDER}/empty.json", b"")))

    def _settling(self, document: dict[str, Any]) -> Finding:
        state = f"{document.get('documentDisassemblingStatus')}, {document.get('wordsCount')} words"
        return Finding(state, f"success after {self._settle()} reads")

    def _settle(self) -> int:
        """Reads until every language of the file is taken apart."""
        for reads in range(1, POLLS + 1):
            states = {str(each.get("documentDisassemblingStatus", "")).lower() for each in self._ours()}
            if "inprogress" not in states:
                return reads
            self._asker.clock.sleep(1)
        return POLLS

    def _same_name(self) -> Finding:
        return Finding(self._asker.seen(self._upload(NAME, CONTENT)))

    def _same_language(self) -> Finding:
        language = str(self._ours()[0].get("targetLanguage"))
        query = (self._query, ("targetLanguage", language), ("addLanguageToDocuments", "true"))
        return Finding(self._asker.seen(self._asker.ask("POST", "v1/project/language", *query)))

    def _update_v1(self) -> Finding:
        return self._update("v1/document/update", self._ids[0], CHANGED)

    def _update_v2(self) -> Finding:
        return self._update("v2/document/update", self._ids[0].rpartition("_")[0], CONTENT)

    def _update(self, path: str, document: str, content: bytes) -> Finding:
        parts = [model_part("updateDocumentModel", {}), Part("file", lambda: content, NAME)]
        response = self._asker.ask("PUT", path, ("documentId", document), parts=parts)
        if response.status != 200:
            return Finding("refused", self._asker.seen(response))
        self._settle()
        exports = [self._asker.export([each], type="source")[0].body for each in self._ids]
        count = sum(export == content for export in exports)
        ids = "ids kept" if {each["id"] for each in self._ours()} == set(self._ids) else "other ids"
        return Finding(f"changed {count} of {len(self._ids)} languages, {ids}", self._asker.seen(response))

    def _rename(self) -> Finding:
        query = (("documentId", self._ids[0]), ("name", f"{FOLDER}/moved/second"))
        response = self._asker.ask("PUT", "v1/document/rename", *query)
        found = self._ours()
        names = {str(each.get("fullPath")) for each in found}
        ids = "ids kept" if {each["id"] for each in found} == set(self._ids) else "other ids"
        external = (
            "externalId kept" if {each.get("externalId") for each in found} == {NAME} else "other externalId"
        )
        return Finding(f"now {', '.join(sorted(names))}; {ids}, {external}", self._asker.seen(response))

    def _import(self) -> Finding:
        exported, _, _ = self._asker.export(self._ids[:1], type="xliff", mode="current")
        target = b'<target state="translated">verified</target>'
        content = re.sub(rb"<target[^>]*?(?:/>|>[^<]*</target>)", target, exported.body, count=1)
        query = [("documentId", self._ids[0])]
        query += [("confirmTranslation", "true"), ("overwriteUpdatedSegments", "true")]
        parts = [Part("translationFile", lambda: content, "first.xliff")]
        response = self._asker.ask("PUT", "v1/document/translateWithXliff", *query, parts=parts)
        words: list[str] = []
        for _ in range(POLLS):
            status = self._asker.ask("GET", "v1/document/translate/status", ("documentId", self._ids[0]))
            word = status.body.decode("utf-8", "replace").strip().strip('"')
            words += [word] if not words or words[-1] != word else []
            if word.lower() in ("completed", "faulted"):
                break
            self._asker.clock.sleep(1)
        return Finding(self._asker.clean(" > ".join(words)), f"import: {response.status}")

    def _confirmed(self) -> Finding:
        document = next(each for each in self._ours() if each["id"] == self._ids[0])
        stages = [f"{stage.get('progress', 0):g} %" for stage in document.get("workflowStages") or []]
        return Finding(f"stages at {', '.join(stages) or 'none'}", f"status {document.get('status')}")

    def _omitted(self) -> Finding:
        """Everything the project says of itself is sent again, but for its description."""
        project = wire.parse_project(self._project_now())
        before, marker = project.description, project.description or "ci-l10n"
        known = {name: value for name, value in project.details.items() if name != "description"}
        model = {"name": project.name, **known}
        self._asker.ask("PUT", self._path, body={**model, "description": marker})
        try:
            response = self._asker.ask("PUT", self._path, body=model)
            after = self._project_now().get("description") or ""
        finally:
            self._asker.ask("PUT", self._path, body={**model, "description": before})
        return Finding("kept" if after == marker else "cleared", self._asker.seen(response))

    def _delete_one(self) -> Finding:
        response = self._asker.ask("DELETE", "v1/document", ("documentIds", self._ids[0]))
        return Finding(f"{len(self._ours())} of {len(self._ids)} are left", self._asker.seen(response))

    def _delete_again(self) -> Finding:
        return Finding(
            self._asker.seen(self._asker.ask("DELETE", "v1/document", ("documentIds", self._ids[0])))
        )
