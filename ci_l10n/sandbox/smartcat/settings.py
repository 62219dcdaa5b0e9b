"""Settings of the account: placeholders, presets of parsers, and two lists that are empty or full."""

import re
import uuid

from werkzeug.wrappers import Response

from ci_l10n.sandbox.smartcat.calls import Call, Route, done, json_answer, route
from ci_l10n.sandbox.smartcat.failures import ApiError
from ci_l10n.sandbox.smartcat.records import Preset
from ci_l10n.sandbox.smartcat.wire import Json, Wire, without_nulls

PRESETS = "v1/fileDisassemblingAlgorithmPresets"


class Settings:
    def __init__(self, wire: Wire) -> None:
        self.store = wire.store

    def routes(self) -> list[Route]:
        return [
            route("GET", "v1/placeholders", self.placeholders),
            route("PUT", "v1/placeholders", self.set_placeholders),
            route("GET", "v1/placeholders/validate", self.validate),
            route("GET", PRESETS, self.presets),
            route("POST", PRESETS, self.create_preset),
            route("GET", PRESETS + "/{id}", lambda call: json_answer(_preset(self._preset(call)))),
            route("PUT", PRESETS + "/{id}", self.change_preset),
            route("DELETE", PRESETS + "/{id}", self.delete_preset),
            route("GET", "v1/smartwords/balance", lambda call: json_answer({"balance": 1_000_000})),
            route("GET", "v1/template", lambda call: json_answer({"templates": []})),
        ]

    def placeholders(self, call: Call) -> Response:
        return json_answer([{"regex": regex} for regex in self.store.records.placeholders])

    def set_placeholders(self, call: Call) -> Response:
        """Replaces the whole set; 400, and nothing changes, when one is no regular expression."""
        body = call.json()
        given = (
            [each.get("regex") if isinstance(each, dict) else None for each in body]
            if isinstance(body, list)
            else None
        )
        if given is None or not all(isinstance(regex, str) and regex for regex in given):
            raise ApiError(400, "BadModel", 'Expected an array of objects with a "regex".')
        for regex in given:
            _check_pattern(str(regex))
        self.store.records.placeholders = [str(regex) for regex in given]
        return done()

    def validate(self, call: Call) -> Response:
        _check_pattern(call.query.required("format"))
        return done()

    def presets(self, call: Call) -> Response:
        return json_answer([_preset(preset) for preset in self.store.records.presets.values()])

    def create_preset(self, call: Call) -> Response:
        name, algorithm, settings = _fields(call)
        preset = Preset(self.store.make_uuid(), name, algorithm, settings)
        self.store.records.presets[preset.id] = preset
        return json_answer({"presetId": preset.id})

    def change_preset(self, call: Call) -> Response:
        preset = self._preset(call)
        preset.name, preset.algorithm, preset.settings = _fields(call)
        return done()

    def delete_preset(self, call: Call) -> Response:
        """A preset that is not there counts as deleted."""
        self.store.records.presets.pop(call.parts[0].lower(), None)
        return done()

    def _preset(self, call: Call) -> Preset:
        try:
            number = str(uuid.UUID(call.parts[0]))
        except ValueError:
            raise ApiError(400, "BadPresetId", f"The value '{call.parts[0]}' is not valid.") from None
        found = self.store.records.presets.get(number)
        if found is None:
            raise ApiError(404, "PresetNotFound", "The preset was not found.")
        return found


def _preset(preset: Preset) -> Json:
    return without_nulls(
        {
            "id": preset.id,
            "name": preset.name,
            "algorithmName": preset.algorithm,
            "settings": preset.settings,
        }
    )


def _fields(call: Call) -> tuple[str, str, object]:
    model = call.json_object()
    name, algorithm = model.get("name"), model.get("algorithmName")
    if not isinstance(name, str) or not name or not isinstance(algorithm, str) or not algorithm:
        raise ApiError(400, "BadModel", "The fields name and algorithmName are required.")
    return name, algorithm, model.get("settings")


def _check_pattern(pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ApiError(400, "BadPattern", f"'{pattern}' is no regular expression: {error}") from None
