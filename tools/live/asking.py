"""Raw requests to a Smartcat account, at the allowed rate, and what answers look like."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ci_l10n.clock import Clock
from ci_l10n.net.http import Part, Request, Response
from ci_l10n.net.log import Logged
from ci_l10n.net.ratelimit import RateLimited, RateLimiter
from ci_l10n.net.transport import RequestsTransport
from ci_l10n.redact import Redactor
from ci_l10n.tms.pages import is_html
from ci_l10n.tms.smartcat.making import SERVERS, Access, checked_url

POLLS = 60  # a second apart
TRIES = 5  # of a request that is answered with 429
LONGEST = 200  # characters of a text that are shown


class Finding(NamedTuple):
    """An answer to a question: what was observed, and the status, headers or names that show it."""

    observed: str
    evidence: str = ""


UNSEEN = Finding("not observed")


@dataclass(frozen=True)
class Subject:
    """What questions are asked about: a project as its JSON, with its documents."""

    project: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.project["id"])

    @property
    def documents(self) -> list[dict[str, Any]]:
        """Those that were taken apart, the smallest first."""
        found = [each for each in self.project.get("documents") or [] if each.get("wordsCount")]
        return sorted(found, key=lambda each: int(each["wordsCount"]))


class Asker:
    """Answers are returned whatever their status. Only what `clean` gives may be printed."""

    def __init__(self, access: Access, server: str, clock: Clock) -> None:
        self.server = checked_url(access.url) if access.url else SERVERS[server]
        self.clock = clock
        self._redactor = Redactor([access.account_id, access.api_key])
        self._redactor.add_basic(access.account_id, access.api_key)
        self.unlimited = Logged(RequestsTransport(verify=access.verify), self._redactor, clock)
        self._limited = RateLimited(self.unlimited, RateLimiter(clock), clock)
        self._token = base64.b64encode(f"{access.account_id}:{access.api_key}".encode()).decode()

    def request(
        self,
        method: str,
        path: str,
        query: Sequence[tuple[str, str]] = (),
        *,
        parts: Sequence[Part] = (),
        body: object = None,
        token: str = "",
    ) -> Request:
        headers = {"Authorization": f"Basic {token or self._token}"}
        url = f"{self.server}/api/integration/{path}"
        return Request(method, url, query, headers, json=body, parts=parts)

    def ask(self, method: str, path: str, *query: tuple[str, str], **more: Any) -> Response:
        """Asked again only when others used up the account's rate. `RemoteError`: there is no answer at all."""
        request = self.request(method, path, query, **more)
        for _ in range(TRIES - 1):
            response = self._limited.send(request)
            if response.status != 429:
                return response
        return self._limited.send(request)

    def clean(self, text: str) -> str:
        """One line without secrets, cut."""
        line = " ".join(self._redactor.clean(text).split())
        return line if len(line) <= LONGEST else f"{line[:LONGEST]}..."

    def seen(self, response: Response) -> str:
        """Status and the shape of the body: names of fields, and of what is only a text (an error, a status) the text."""
        kind = response.headers.get("content-type", "").partition(";")[0]
        shape = self._shape(response)
        return f"{response.status}, {kind + ', ' if kind else ''}{shape}"

    def _shape(self, response: Response) -> str:
        if not response.body.strip():
            return "no body"
        if is_html(response):
            return "HTML"
        data = json_of(response)
        if isinstance(data, dict):
            text = f"object with {', '.join(list(data)[:8])}"
        elif isinstance(data, list):
            text = f"array of {len(data)}"
        elif isinstance(data, str):
            text = f"JSON string {self.clean(data)!r}"
        else:
            text = f"text {self.clean(response.body.decode('utf-8', 'replace'))!r}"
        return text

    def export(self, ids: Sequence[str], **query: str) -> tuple[Response, str, int]:
        """The finished export (or what refused it), the task's id and how often it was not ready."""
        asked = [*(("documentIds", each) for each in ids), *query.items()]
        response = self.ask("POST", "v1/document/export", *asked)
        task = json_of(response)
        task_id = str(task.get("id", "")) if isinstance(task, dict) else ""
        if not task_id:
            return response, "", 0
        for polls in range(POLLS):
            response = self.ask("GET", f"v1/document/export/{task_id}")
            if response.status not in (202, 204):
                return response, task_id, polls
            self.clock.sleep(1)
        return response, task_id, POLLS


def json_of(response: Response) -> Any:
    """The JSON in a body; None for anything else."""
    try:
        return json.loads(response.body.decode("utf-8-sig"))
    except ValueError:
        return None


def is_served(asker: Asker, method: str, path: str, *query: tuple[str, str]) -> Finding:
    """Whether the server knows a call, by comparison with the answer to one that cannot exist."""
    response = asker.ask(method, path, *query)
    if response.status < 300:
        return Finding("served", asker.seen(response))
    unknown = asker.ask(method, f"{path}NoSuchCall", *query)
    if (response.status, response.body) == (unknown.status, unknown.body):
        return Finding("not served, or not to be told apart", asker.seen(response))
    return Finding("served", f"{asker.seen(response)}; an unknown call gives {unknown.status}")
