"""Account and directories (reference 5.1)."""

from collections.abc import Callable

from werkzeug.wrappers import Response

from ci_l10n.sandbox.segments.registry import FORMS
from ci_l10n.sandbox.smartcat.calls import Call, Route, check_served, json_answer, route
from ci_l10n.sandbox.smartcat.failures import ApiError
from ci_l10n.sandbox.smartcat.languages import LANGUAGE_IDS
from ci_l10n.sandbox.smartcat.wire import Wire, iso_date

DIRECTORIES: dict[str, Callable[[], list[tuple[str, str]]]] = {
    "language": lambda: [(code, code) for code in LANGUAGE_IDS],
    "projectstatus": lambda: [(s, s) for s in ("created", "inProgress", "completed", "canceled")],
    "documentstatus": lambda: [
        (s, s) for s in ("created", "inProgress", "completed", "updated", "targetUpdated")
    ],
}
EMPTY_DIRECTORIES = [
    "vendor",
    "domain",
    "client",
    "group",
    "netrate",
    "currency",
    "freelancerservicetype",
    "specialization",
    "specializationknowledgelevel",
    "lspservicetype",
    "jobstatus",
    "country",
    "suppliertype",
    "workunittype",
    "translationassurancelevel",
]


class Account:
    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.store = wire.store
        self._created = self.store.now()

    def routes(self) -> list[Route]:
        return [
            route("GET", "v1/account", self.account),
            route("GET", "v1/account/mtengines", lambda call: json_answer([])),
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
        if kind.lower() in EMPTY_DIRECTORIES:
            items: list[tuple[str, str]] = []
        elif kind.lower() in DIRECTORIES:
            items = DIRECTORIES[kind.lower()]()
        else:
            raise ApiError(400, "BadParameter", f"The value '{kind}' is not valid for type.")
        listed = [{"id": number, "name": name} for number, name in items]
        return json_answer({"type": kind[:1].lower() + kind[1:], "items": listed})

    def formats(self, call: Call) -> Response:
        names = [*FORMS, ".xml", ".txt"]
        return json_answer(
            [{"name": name, "ocr": False, "mime-type": "application/octet-stream"} for name in names]
        )
