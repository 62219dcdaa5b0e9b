"""Questions to a forge: plain GET requests, asked once, with whatever comes back as a value."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

from ci_l10n.clock import Clock
from ci_l10n.errors import RemoteError
from ci_l10n.net.http import Request
from ci_l10n.net.log import server_ahead
from ci_l10n.net.transport import RequestsTransport
from ci_l10n.redact import Redactor

_PATIENCE = (5.0, 20.0)  # seconds to connect, to answer
_MOST_BYTES = 5_000_000


class Answer(NamedTuple):
    status: int  # 0: none
    headers: Mapping[str, str]  # names in lower case
    data: Any  # JSON; None for what is none
    words: str  # why there is no answer, or what the server says about a refusal

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300 and self.data is not None

    @property
    def is_rate_limit(self) -> bool:
        spent = self.headers.get("x-ratelimit-remaining") == "0" or "rate limit" in self.words.lower()
        return self.status == 429 or (self.status == 403 and spent)


class Asker:
    """GET requests to one API with one token."""

    def __init__(
        self, api: str, credentials: Mapping[str, str], clock: Clock, redactor: Redactor, verify: str | None
    ) -> None:
        self._api = api.rstrip("/")
        self._headers = {"Accept": "application/json", **credentials}
        self._clock = clock
        self._redactor = redactor
        self._transport = RequestsTransport(_PATIENCE, verify=verify, max_response=_MOST_BYTES)
        self.server_ahead: float | None = None  # seconds, by its `Date`

    def get(self, *segments: str) -> Answer:
        """The answer of `API/segment/...`; slashes inside of segments are escaped."""
        path = "/".join(quote(segment, safe="") for segment in segments)
        try:
            response = self._transport.send(Request("GET", f"{self._api}/{path}", headers=self._headers))
        except RemoteError as error:
            return Answer(0, {}, None, self._redactor.clean(error.message))
        self.server_ahead = server_ahead(response.headers, self._clock)
        try:
            data = json.loads(response.body)
        except ValueError:
            return Answer(response.status, response.headers, None, "the answer is not JSON")
        words = data.get("message") or data.get("error") or "" if isinstance(data, dict) else ""
        return Answer(response.status, response.headers, data, self._redactor.clean(str(words)[:300]))
