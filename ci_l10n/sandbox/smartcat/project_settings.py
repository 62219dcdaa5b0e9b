"""Settings of a project that are written down and shown again, without any effect on its work."""

from werkzeug.wrappers import Response

from ci_l10n.sandbox.smartcat.account import ENGINE
from ci_l10n.sandbox.smartcat.calls import Call, Route, done, json_answer, route
from ci_l10n.sandbox.smartcat.failures import ApiError
from ci_l10n.sandbox.smartcat.records import Project
from ci_l10n.sandbox.smartcat.wire import Json, Wire

LOWEST_THRESHOLD = 50  # percent, of matches from a translation memory


class ProjectSettings:
    def __init__(self, wire: Wire) -> None:
        self.store = wire.store

    def routes(self) -> list[Route]:
        project, memories = "v1/project/{id}", "v1/project/{id}/translationmemories"
        rules, glossaries = f"{project}/pretranslation-rules", f"{project}/glossaries"
        return [
            route("GET", f"{project}/mt", lambda call: self.show(call, "mt")),
            route("POST", f"{project}/mt", lambda call: self.replace(call, "mt", 204)),
            route("GET", f"{project}/mt/available", self.engines),
            route("GET", rules, lambda call: self.show(call, "rules")),
            route("POST", rules, self.add_rules),
            route("PUT", rules, lambda call: self.replace(call, "rules", 200)),
            route("GET", memories, lambda call: self.show(call, "memories")),
            route("POST", memories, self.set_memories),
            route("POST", f"{memories}/bylanguages", self.set_memories_by_language),
            route("GET", glossaries, self.glossaries),
            route("PUT", glossaries, self.set_glossaries),
            route("GET", f"{glossaries}/default", lambda call: self.show(call, "default glossaries")),
            route("POST", f"{project}/managers", self.add_managers),
            route("DELETE", f"{project}/managers", self.remove_managers),
            route("POST", f"{project}/ReferenceFiles", self.take_reference_files),
        ]

    def show(self, call: Call, name: str) -> Response:
        return json_answer(self._held(self._project(call), name))

    def replace(self, call: Call, name: str, status: int) -> Response:
        project = self._project(call)
        project.settings[name] = _array(call)
        return done(status)

    def engines(self, call: Call) -> Response:
        return json_answer([{**ENGINE, "languages": self._project(call).targets}])

    def add_rules(self, call: Call) -> Response:
        project = self._project(call)
        project.settings["rules"] = self._held(project, "rules") + _array(call)
        return done(200)

    def set_memories(self, call: Call) -> Response:
        project = self._project(call)
        memories = [_memory(each) for each in _array(call)]
        project.settings["memories"] = memories
        return done(200)

    def set_memories_by_language(self, call: Call) -> Response:
        project = self._project(call)
        found: list[object] = []
        for group in _array(call):
            held = group.get("translationMemories") if isinstance(group, dict) else None
            found += [_memory(each) for each in held] if isinstance(held, list) else []
        project.settings["memories"] = found
        return done(200)

    def glossaries(self, call: Call) -> Response:
        held = self._held(self._project(call), "glossaries")
        return json_answer(
            [{"id": number, "isDefault": False, "units": 0, "unitsPending": 0} for number in held]
        )

    def set_glossaries(self, call: Call) -> Response:
        project = self._project(call)
        project.settings["glossaries"] = _names(call)
        return done()

    def add_managers(self, call: Call) -> Response:
        project = self._project(call)
        project.settings["managers"] = list(dict.fromkeys([*self._held(project, "managers"), *_names(call)]))
        return done(200)

    def remove_managers(self, call: Call) -> Response:
        project = self._project(call)
        gone = _names(call)
        project.settings["managers"] = [each for each in self._held(project, "managers") if each not in gone]
        return done()

    def take_reference_files(self, call: Call) -> Response:
        self._project(call)
        if not call.form.files:
            raise ApiError(400, "FileMissing", "The request holds no file.")
        return done()

    def _project(self, call: Call) -> Project:
        return self.store.project(call.parts[0])

    def _held(self, project: Project, name: str) -> list[object]:
        held = project.settings.get(name)
        return held if isinstance(held, list) else []


def _array(call: Call) -> list[object]:
    body = call.json()
    if not isinstance(body, list):
        raise ApiError(400, "BadModel", "The body must be a JSON array.")
    return body


def _names(call: Call) -> list[str]:
    names = _array(call)
    if not all(isinstance(name, str) for name in names):
        raise ApiError(400, "BadModel", "The body must be an array of texts.")
    return [str(name) for name in names]


def _memory(given: object) -> Json:
    if not isinstance(given, dict) or not given.get("id"):
        raise ApiError(400, "BadModel", "A translation memory has an id.")
    threshold = given.get("matchThreshold", 75)
    if not isinstance(threshold, int) or not LOWEST_THRESHOLD <= threshold <= 102:
        raise ApiError(400, "BadThreshold", f"matchThreshold must be {LOWEST_THRESHOLD} at least.")
    return {
        "id": given["id"],
        "matchThreshold": threshold,
        "isWritable": given.get("isWritable") is True,
    }
