"""Account and directories (reference 5.1)."""

import mimetypes

from werkzeug.wrappers import Response

from ci_l10n.sandbox.segments.registry import FORMS
from ci_l10n.sandbox.smartcat.calls import Call, Route, check_served, json_answer, route
from ci_l10n.sandbox.smartcat.directories import directory
from ci_l10n.sandbox.smartcat.failures import ApiError
from ci_l10n.sandbox.smartcat.wire import Wire, iso_date

ENGINE = {"id": "5eed0000-0000-4000-8000-000000000001", "name": "Pseudo"}


class Account:
    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.store = wire.store
        self._created = self.store.now()

    def routes(self) -> list[Route]:
        return [
            route("GET", "v1/account", self.account),
            route("GET", "v1/account/mtengines", lambda call: json_answer([ENGINE])),
            route("GET", "v1/directory", lambda call: self.directory(call, self.store.knobs.v1_directory)),
            route("GET", "v2/directory", lambda call: self.directory(call, self.store.knobs.v2_directory)),
            route("GET", "v1/directory/formats", self.formats),
        ]

    def account(self, call: Call) -> Response:
        return json_answer(
            {
                "id": self.wire.account_id,
                "name": "Sandbox",
                "isPersonal": self.store.knobs.personal_account,
                "type": "standard",
                "dateCreated": iso_date(self._created),
                "interInstallationAccountId": self.wire.account_id,
                "isDisabled": False,
            }
        )

    def directory(self, call: Call, is_served: bool) -> Response:
        check_served(is_served)
        kind = call.query.required("type")
        found = directory(kind)
        if found is None:
            raise ApiError(400, "BadParameter", f"The value '{kind}' is not valid for type.")
        return json_answer(found)

    def formats(self, call: Call) -> Response:
        names = [*FORMS, ".xml", ".txt"]
        return json_answer(
            [
                {
                    "name": name,
                    "ocr": False,
                    "mime-type": mimetypes.guess_type(f"a{name}")[0] or "application/octet-stream",
                }
                for name in names
            ]
        )
