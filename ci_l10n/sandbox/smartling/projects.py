"""The project and its account, as far as clients ask."""

from werkzeug.wrappers import Response

from ci_l10n.sandbox.smartling.calls import Call, Route, page_of, route, success
from ci_l10n.sandbox.smartling.desk import Desk
from ci_l10n.sandbox.smartling.failures import ApiError


class Projects:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        return [
            route("GET", "/projects-api/v2/projects/{project}", self._details),
            route("GET", "/accounts-api/v2/accounts/{account}/projects", self._list),
        ]

    def _details(self, call: Call) -> Response:
        disabled = (
            self._desk.knobs.disabled_locales if call.query.flag("includeDisabledLocales", False) else ()
        )
        locales = [(locale, True) for locale in self._desk.locales()] + [
            (locale, False) for locale in disabled
        ]
        targets = [
            {"localeId": locale, "description": locale, "enabled": is_enabled}
            for locale, is_enabled in locales
        ]
        return success({**self._project(), "targetLocales": targets})

    def _list(self, call: Call) -> Response:
        if call.parts[0] != self._desk.account_uid:
            raise ApiError(404, "NOT_FOUND_ERROR", "account.not.found", "Account not found")
        wanted = call.query.text("projectNameFilter").lower()
        found = [self._project()] if wanted in self._desk.project_name.lower() else []
        return success(page_of(call.query, found, 500, 500))

    def _project(self) -> dict[str, object]:
        return {
            "projectId": self._desk.project_id,
            "projectName": self._desk.project_name,
            "accountUid": self._desk.account_uid,
            "archived": False,
            "projectTypeCode": "APPLICATION_RESOURCES",
            "projectTypeDisplayValue": "Application Resources",
            "sourceLocaleId": self._desk.source_locale,
            "sourceLocaleDescription": "English",
            "packageUid": None,
        }
