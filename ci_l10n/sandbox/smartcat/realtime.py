"""Texts translated while the caller waits (API reference, "Smart translation")."""

from werkzeug.wrappers import Response

from ci_l10n.sandbox.smartcat.calls import Call, Route, json_answer, route
from ci_l10n.sandbox.smartcat.failures import ApiError
from ci_l10n.sandbox.smartcat.languages import language_code
from ci_l10n.sandbox.smartcat.wire import Json, Wire
from ci_l10n.sandbox.translator import pseudo


class RealTime:
    """Stateless: nothing is kept, and nothing is billed to a project."""

    def __init__(self, wire: Wire) -> None:
        self.store = wire.store

    def routes(self) -> list[Route]:
        return [route("POST", "v1/smartTranslation/translate", self.translate)]

    def translate(self, call: Call) -> Response:
        model = call.json_object()
        language_code(_required(model, "sourceLanguage"))
        languages = [language_code(code) for code in _list(model, "targetLanguages")]
        texts = [_text(item) for item in _list(model, "texts")]
        self._check_profile(model.get("profile"))
        return json_answer(
            {
                "translations": {
                    language: [self._translated(text, language) for text in texts] for language in languages
                }
            }
        )

    def _check_profile(self, profile: object) -> None:
        known = self.store.knobs.smart_profiles
        if profile not in (None, "") and known and profile not in known:
            raise ApiError(404, "ProfileNotFound", f"Smart translation profile '{profile}' was not found.")

    def _translated(self, text: str, language: str) -> Json:
        """A text that holds one of the knob's words fails by itself; the others are still translated."""
        if any(part in text for part in self.store.knobs.smart_failing_texts if part):
            return {"translation": "", "error": True}
        return {"translation": pseudo(text, language, self.store.seed), "error": False}


def _required(model: Json, name: str) -> object:
    value = model.get(name)
    if not value:
        raise ApiError(400, "ParameterMissing", f"The {name} field is required.")
    return value


def _list(model: Json, name: str) -> list[object]:
    value = _required(model, name)
    if not isinstance(value, list):
        raise ApiError(400, "BadModel", f"The {name} field must be an array.")
    return value


def _text(item: object) -> str:
    text = item.get("text") if isinstance(item, dict) else None
    if not isinstance(text, str):
        raise ApiError(400, "BadModel", 'Each of texts must be an object with a "text".')
    return text
