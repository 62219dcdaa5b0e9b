"""Smartcat's account and project calls; every method is one request unless it says otherwise."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from ci_l10n.errors import RemoteError
from ci_l10n.net.http import Part, Request
from ci_l10n.tms.smartcat import wire
from ci_l10n.tms.smartcat.calls import Calls, model_part
from ci_l10n.tms.smartcat.errors import REGION
from ci_l10n.tms.smartcat.uploads import Upload, file_parts, property_model

PAGE = 100  # the most that project lists give at once
NO_ENDPOINT = (404, 405, 501)
NO_PROJECT = f"check platform.smartcat.project (the uuid in the address of the project's page); {REGION}"
_REFUSED_PROJECT = (
    "check the spelling of the languages (another one is set under locales:) and what l10n.yml says of the project; "
    "Smartcat's message says which it is"
)
EXTERNAL_TAG = "source:ci-l10n"  # marks our projects, as other integrations mark theirs
LONGEST_NAME = (
    94  # characters; what other integrations cut names to, the server's own limit is not documented
)
_FORBIDDEN = str.maketrans(dict.fromkeys('*|\\:"<>?/', "_"))


@dataclass(frozen=True, slots=True)
class NewProject:
    """
    What a project is created with. An unset option (None, empty) is not sent: the account's own default holds.

    ``uploads`` are created together with the project, in the same request.
    """

    name: str
    source: str
    targets: tuple[str, ...]
    external_tag: str = EXTERNAL_TAG
    description: str | None = None
    deadline: str | None = None  # ISO 8601, UTC
    stages: tuple[str, ...] = ()  # workflowStages: translation, editing, proofreading ...
    template: str | None = None  # templateId
    use_mt: bool | None = None
    pretranslate: bool | None = None
    use_translation_memory: bool | None = None
    kind: str | None = None  # softwareLocalization for a project of keys
    uploads: tuple[Upload, ...] = field(default=())

    def model(self) -> dict[str, object]:
        """`CreateProjectModel`."""
        optional: dict[str, object | None] = {
            "externalTag": self.external_tag or None,
            "description": self.description,
            "deadline": self.deadline,
            "workflowStages": list(self.stages) or None,
            "templateId": self.template,
            "useMT": self.use_mt,
            "pretranslate": self.pretranslate,
            "useTranslationMemory": self.use_translation_memory,
            "type": self.kind,
            "documentProperties": [property_model(each) for each in self.uploads] or None,
        }
        return {
            "name": self.name,
            "sourceLanguage": self.source,
            "targetLanguages": list(self.targets),
            "assignToVendor": False,  # must be there
            **{name: value for name, value in optional.items() if value is not None},
        }


def project_name(text: str) -> str:
    """``text`` as the service takes it for a name: without the characters it refuses, and not too long."""
    return " ".join(text.translate(_FORBIDDEN).split())[:LONGEST_NAME].strip()


class ProjectCalls(Calls):
    """Account, projects and their languages."""

    def account(self) -> wire.Account:
        """Whose credentials these are."""
        return self.ask("GET", "v1/account", "read the account", wire.parse_account)

    def project(self, project_id: str) -> wire.Project:
        """The project with all its documents."""
        hints = {400: NO_PROJECT, 404: NO_PROJECT}
        doing = f"read project {project_id}"
        try:
            return self.ask("GET", _path(project_id), doing, wire.parse_project, hints=hints)
        except RemoteError as error:
            if error.status in hints:
                error.code = "project-missing"
            raise

    def projects(self, name: str = "", external_tag: str = "") -> Iterator[wire.Project]:
        """Projects whose name and tag contain these texts; one request per 100."""
        version = "v2"
        offset = 0
        while True:
            query = [("projectName", name), ("externalTag", external_tag)]
            query = [pair for pair in query if pair[1]] + [("offset", str(offset)), ("limit", str(PAGE))]
            path = f"{version}/project/list"
            try:
                page = self.ask("GET", path, "list the projects", wire.parse_projects, query=query)
            except RemoteError as error:
                if error.status not in NO_ENDPOINT or version == "v1":
                    raise
                version = "v1"
                continue
            yield from page
            if len(page) < PAGE:
                return
            offset += PAGE

    def create(self, new: NewProject) -> wire.Project:
        """A new project. After an error with ``maybe_applied``, look for its name first."""
        parts: list[Part] = [model_part("model", new.model()), *file_parts(new.uploads)]
        doing = f"create project '{new.name}'"
        return self.ask(
            "POST",
            "v1/project/create",
            doing,
            wire.parse_project,
            parts=parts,
            repeatable=False,
            hints={400: _REFUSED_PROJECT, 404: f"there is no such account; {REGION}"},
        )

    def create_project(
        self, name: str, source: str, targets: Sequence[str], *, external_tag: str = EXTERNAL_TAG
    ) -> wire.Project:
        """A new project without documents or settings of its own."""
        return self.create(NewProject(name, source, tuple(targets), external_tag))

    def change_project(self, project: wire.Project, changes: Mapping[str, object]) -> None:
        """
        Change fields of `ProjectChangesModel` (name, description, deadline, externalTag, workflowStages ...).

        What is not sent may be cleared, so all that is known of ``project`` (as just read) is sent along.
        """
        model = {**project.details, "name": project.name, **changes}
        hints = {409: "another project has this name; give it another one"}
        request = Request("PUT", self.url(_path(project.id)), headers=self.headers, json=model)
        self.send(request, f"change project '{project.name}'", hints)

    def delete_project(self, project_id: str) -> None:
        self.tell("DELETE", _path(project_id), f"delete project {project_id}")

    def cancel_project(self, project_id: str) -> None:
        self._order("cancel", project_id)

    def restore_project(self, project_id: str) -> None:
        """Take back a cancellation."""
        self._order("restore", project_id)

    def complete_project(self, project_id: str) -> None:
        """Close the project; 409 while documents are not completed."""
        self._order("complete", project_id)

    def _order(self, verb: str, project_id: str) -> None:
        query = [("projectId", project_id)]
        self.tell("POST", f"v1/project/{verb}", f"{verb} project {project_id}", query=query)

    def add_language(self, project_id: str, language: str) -> None:
        """Add a target language to the project and to all its documents."""
        query = [
            ("projectId", project_id),
            ("targetLanguage", language),
            ("addLanguageToDocuments", "true"),  # the word; 1 is not understood
        ]
        hints = {
            400: f"check the spelling of '{language}' and set another one under locales: if Smartcat's differs"
        }
        self.tell("POST", "v1/project/language", f"add language {language}", query=query, hints=hints)

    def remove_language(self, project_id: str, language: str) -> None:
        """Remove a target language, and with it the translations of all documents into it."""
        query = [("projectId", project_id), ("targetLanguage", language)]
        hints = {400: "the last language of a project cannot be removed; delete the project instead"}
        self.tell("DELETE", "v1/project/language", f"remove language {language}", query=query, hints=hints)


def _path(project_id: str) -> str:
    return f"v1/project/{quote(project_id, safe='')}"
