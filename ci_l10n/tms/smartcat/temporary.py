"""A Smartcat project that is created for what is to be sent, and deleted when all of it came back."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from ci_l10n.clock import Clock
from ci_l10n.config.model import SmartcatSettings, TemporaryProject
from ci_l10n.errors import RemoteError
from ci_l10n.model import Locale
from ci_l10n.net.log import Logged
from ci_l10n.tms.base import Project
from ci_l10n.tms.smartcat import wire
from ci_l10n.tms.smartcat.client import SmartcatClient
from ci_l10n.tms.smartcat.projects import EXTERNAL_TAG, NewProject, project_name
from ci_l10n.tms.smartcat.provider import SETTLE, SmartcatPlatform

TRIES = 3  # to create the project, each followed by a look whether it is there


@dataclass(frozen=True, slots=True)
class _Remembered:
    """
    What the next run is told of the project.

    ``stage``: nothing (there is none), intended (about to be created), open, over (about to be deleted).
    """

    stage: str = "nothing"
    id: str = ""
    name: str = ""
    mark: str = ""  # part of the description, so that a project of the same name is not taken for ours


_NOTHING = _Remembered()


class TemporaryPlatform(SmartcatPlatform):
    """
    A `Platform` and a `Temporary`: while there is no project it answers for an empty one without a request.

    ``locales`` has the source locale first, then the targets that projects are created with.
    """

    def __init__(
        self,
        client: SmartcatClient,
        settings: SmartcatSettings,
        wanted: TemporaryProject,
        locales: Mapping[Locale, str],
        clock: Clock,
        log: Logged | None = None,
    ) -> None:
        super().__init__(client, settings, locales, clock, log)
        self._wanted = wanted
        self._source, *self._targets = locales
        self._now = _NOTHING
        self._made = _NOTHING  # what this process created
        self._orphan = _NOTHING  # the same, when another run's state went first
        self._notes: list[str] = []
        self.lost = ""
        self.keeps = wanted.keep
        self._set_account("temporary project")

    # What flow is told

    @property
    def is_open(self) -> bool:
        return self._now.stage == "open"

    @property
    def is_over(self) -> bool:
        return self._now.stage == "over" or self._orphan != _NOTHING

    def resume(self, memory: Mapping[str, Any]) -> None:
        given = memory.get("project")
        known = given if isinstance(given, dict) else {}
        self._remember_as(_Remembered(**{name: str(known.get(name, "")) for name in asdict(_NOTHING)}))
        if self._now.stage not in ("intended", "open", "over"):
            self._remember_as(_NOTHING)
        if self._made.mark != self._now.mark:
            self._orphan, self._made = self._made, _NOTHING
        self.lost = ""

    def memory(self) -> Mapping[str, Any]:
        return {} if self._now == _NOTHING else {"project": asdict(self._now)}

    def notes(self) -> tuple[str, ...]:
        return (*super().notes(), *self._notes)

    # Looking

    def fetch_project(self) -> Project:
        """The project, or an empty one when there is none; `lost` says what became of one that memory told of."""
        if self._now.stage == "intended":
            found = self._find()
            if found is not None:
                return self._adopt(found)
            self._remember_as(_NOTHING)
        if not self.is_open:
            return Project("", "", self._source, tuple(self._targets), 0, ())
        try:
            project = self._read()
        except RemoteError as error:
            if error.status != 404:
                raise
            return self._lose("was deleted on Smartcat")
        if project.status == "canceled":
            return self._lose("was canceled on Smartcat")
        return self._neutral(project)

    def is_empty(self) -> bool:
        """Whether the project holds no document at all, in whatever language: one request."""
        try:
            return not self._read().documents
        except RemoteError as error:
            if error.status != 404:
                raise
            return True

    def _find(self) -> wire.Project | None:
        """The project that an interrupted run was about to create, if it did."""
        name = self._now.name
        for project in self._client.projects(name, EXTERNAL_TAG):
            is_named = " ".join(project.name.split()) == name
            is_marked = not project.description or self._now.mark in project.description
            if is_named and is_marked and project.status != "canceled":
                return project
        return None

    # Creating and ending

    def prepare(self, values: Mapping[str, str]) -> None:
        name = self._wanted.name
        for placeholder, value in {**values, **self._moment()}.items():
            name = name.replace(f"{{{placeholder}}}", value)
        self._remember_as(
            _Remembered("intended", name=project_name(name) or "ci-l10n", mark=secrets.token_hex(8))
        )

    def open(self) -> Project:
        for attempt in range(1, TRIES + 1):
            try:
                made: wire.Project | None = self._client.create(self._new_project())
            except RemoteError as error:
                if not error.maybe_applied:
                    self._remember_as(_NOTHING)
                    raise
                self._clock.sleep(SETTLE)
                made = self._find()
                if made is None and attempt == TRIES:
                    raise
            if made is not None:
                break
        assert made is not None  # noqa: S101 - the last attempt raises
        self._notes.append(f"created the project '{made.name}' ({made.id})")
        project = self._adopt(made)
        self._made = self._now
        return project

    def finish(self) -> None:
        self._remember_as(replace(self._now, stage="over"))

    def close(self) -> None:
        """Deleting what is gone already is fine."""
        if self._orphan != _NOTHING:
            self._delete(self._orphan)
            self._orphan = _NOTHING
        if self._now.stage == "over":
            self._delete(self._now)
            self.forget()

    def _delete(self, project: _Remembered) -> None:
        try:
            self._client.delete_project(project.id)
        except RemoteError as error:
            if error.status != 404:
                raise
        self._notes.append(f"deleted the project '{project.name}' ({project.id})")

    def forget(self) -> None:
        self._remember_as(_NOTHING)
        self._made = _NOTHING

    def _new_project(self) -> NewProject:
        wanted, now = self._wanted, self._clock.now()
        fate = "left to people" if wanted.keep else "deleted"
        about = wanted.description or f"Created by ci-l10n; {fate} when everything in it was delivered"
        return NewProject(
            name=self._now.name,
            source=self._map.code_of(self._source),
            targets=tuple(self._map.code_of(locale) for locale in self._targets),
            description=f"{about} (run {self._now.mark})",
            deadline=None if wanted.due is None else _iso(now + wanted.due),
            stages=wanted.stages,
            template=wanted.template,
            use_mt=wanted.machine_translation,
            pretranslate=wanted.pretranslate,
            use_translation_memory=wanted.translation_memory,
        )

    def _moment(self) -> dict[str, str]:
        now = datetime.fromtimestamp(self._clock.now(), UTC)
        return {"date": now.strftime("%Y-%m-%d"), "time": now.strftime("%H-%M-%S")}

    def _adopt(self, project: wire.Project) -> Project:
        self._remember_as(replace(self._now, stage="open", id=project.id))
        self._note_documents(project)
        return self._neutral(project)

    def _lose(self, why: str) -> Project:
        self.lost = f"the temporary project '{self._now.name}' ({self._now.id}) {why}"
        self._remember_as(_NOTHING)
        return self.fetch_project()

    def _remember_as(self, now: _Remembered) -> None:
        self._now = now
        self._project_id = now.id
        if now.id:
            self._set_account(f"project {now.id}")


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
