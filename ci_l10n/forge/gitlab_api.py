"""Requests to GitLab through python-gitlab: patient where that is safe, clear where it is not."""

import re
from collections import deque
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from ci_l10n.clock import Clock
from ci_l10n.errors import AuthError, ConfigError, DeliveryError, L10nError, RemoteError
from ci_l10n.forge.answers import bounded
from ci_l10n.forge.patience import KEPT, Refusal, is_usable, noted, patiently
from ci_l10n.net.transport import as_remote_error
from ci_l10n.redact import Redactor

TIMEOUT = 30  # seconds for one answer
WAY_IN = (
    "make a project or group access token (Settings > Access tokens) with the role Developer and the scope `api`,"
    " and set it as the masked CI/CD variable GITLAB_TOKEN"
)


class Refused(Refusal):
    """GitLab said no."""

    @property
    def is_passing(self) -> bool:
        """409 is also GitLab's word for a lock that it did not get in time."""
        return super().is_passing or (self.status == 409 and "lock" in self.text.lower())

    @property
    def reset_at(self) -> str:
        return self.headers.get("ratelimit-reset", "")


class GitLabApi:
    """One project of a GitLab; ``project`` is its number or its path, the address is taken as given."""

    def __init__(
        self,
        project: str,
        token: str,
        api_url: str,
        redactor: Redactor,
        clock: Clock,
        timeout: int = TIMEOUT,
    ) -> None:
        if not re.fullmatch(r"\d+|\w[\w.-]*(/\w[\w.-]*)+", project):
            raise ConfigError(
                f"{project!r} is not a project of GitLab",
                hint="CI_PROJECT_ID is a number, CI_PROJECT_PATH a/b",
                code="forge-address-invalid",
            )
        if not re.match(r"https?://", api_url):
            raise ConfigError(
                f"{api_url!r} is not an address",
                hint="CI_API_V4_URL is https://.../api/v4",
                code="forge-address-invalid",
            )
        if not token:
            raise AuthError("there is no token for GitLab", hint=WAY_IN, code="gitlab-token-missing")
        redactor.add(token)
        self.project = f"/projects/{quote(project, safe='')}"
        self._name = project
        self._token = token
        self._api_url = api_url.rstrip("/")
        self._redactor = redactor
        self._clock = clock
        self._timeout = timeout
        self.asked: deque[str] = deque(maxlen=KEPT)  # the last requests, one line each
        self._gitlab: Any = None
        self._headers: dict[str, str] = {}  # of the last answer

    def get(self, path: str, **query: object) -> Any:
        """Read ``path`` below the API's address."""
        return patiently(self._clock, lambda: self._once("get", path, query, None), repeatable=True)

    def send(self, verb: str, path: str, body: Mapping[str, object], *, repeatable: bool = False) -> Any:
        """
        Change something. ``repeatable`` says that doing it twice is doing it once.

        Raises `Refused`; what is not repeatable is sent again only after GitLab said that it did not act.
        """
        return patiently(self._clock, lambda: self._once(verb, path, {}, body), repeatable=repeatable)

    def _once(
        self, verb: str, path: str, query: Mapping[str, object], body: Mapping[str, object] | None
    ) -> Any:
        with noted(self.asked, verb.upper(), path):
            return self._answer(verb, path, query, body)

    def _answer(
        self, verb: str, path: str, query: Mapping[str, object], body: Mapping[str, object] | None
    ) -> Any:
        from gitlab.exceptions import GitlabError

        try:
            with as_remote_error(urlsplit(self._api_url).hostname or ""):
                answer = self._ask(verb, path, query, body)
            return _usable(answer.json())
        except GitlabError as error:
            words = _words(error.error_message, error.response_body)
            raise Refused(error.response_code or 0, self._redactor.clean(words), self._headers) from None
        except (
            ValueError,
            RecursionError,
        ) as error:  # also those of requests: an error page, JSON that ends too early
            raise Refused(0, self._redactor.clean(f"no usable answer: {error}")) from None
        except RemoteError as error:
            raise Refused(0, self._redactor.clean(f"no answer: {error.message}"), hint=error.hint) from None

    def _ask(
        self, verb: str, path: str, query: Mapping[str, object], body: Mapping[str, object] | None
    ) -> Any:
        from requests.exceptions import TooManyRedirects

        try:
            return self._connect().http_request(
                verb,
                f"{self._api_url}{path}",
                query_data=dict(query),
                post_data=dict(body) if body is not None else None,
                obey_rate_limit=False,  # its own patience sleeps as long as it is told to
                max_retries=0,
            )
        except TooManyRedirects as error:
            moved = error.response.headers.get("Location", "") if error.response is not None else ""
            raise Refused(301, self._redactor.clean(f"redirected to {moved}")) from None

    def _connect(self) -> Any:
        """python-gitlab, imported late: it costs a third of a second, and runs with nothing to do need no forge."""
        if self._gitlab is None:
            import requests
            from gitlab import Gitlab

            session = requests.Session()
            session.max_redirects = 0  # `PRIVATE-TOKEN` would be sent along, to whatever host
            session.hooks["response"] += [self._remember, bounded]
            self._gitlab = Gitlab(
                self._api_url,
                private_token=self._token,
                timeout=self._timeout,
                user_agent="ci-l10n",
                session=session,
            )
        return self._gitlab

    def _remember(self, response: Any, **_: object) -> None:
        """python-gitlab's errors come without the headers, which say how long to wait."""
        self._headers = {name.lower(): value for name, value in response.headers.items()}

    def explain(self, refusal: Refused, action: str) -> L10nError:
        """The error for a refusal nobody had an answer to."""
        message = f"GitLab would not {action}: {refusal.text}"
        if refusal.is_rate_limit:
            return DeliveryError(
                message,
                hint="the rate limit of the token is used up; run again later",
                code="forge-rate-limit",
            )
        if refusal.status == 401:
            hint = f"GITLAB_TOKEN is wrong, has expired or was revoked: {WAY_IN}"
            return AuthError(message, hint=hint, code="gitlab-token-refused")
        if refusal.status == 403 and "scope" in refusal.text.lower():
            return AuthError(
                message, hint=f"GITLAB_TOKEN lacks the scope `api`: {WAY_IN}", code="gitlab-scope-missing"
            )
        if refusal.status == 403:
            hint = f"GITLAB_TOKEN may not do this in {self._name}; the role Developer may: {WAY_IN}"
            return AuthError(message, hint=hint, code="gitlab-role-too-low")
        if refusal.status == 404:
            hint = (
                f"GITLAB_TOKEN cannot see {self._name}: the token must be of this project or its group, and"
            )
            hint += " CI_API_V4_URL and CI_PROJECT_ID those of the project"
            return AuthError(message, hint=hint, code="gitlab-not-found")
        if refusal.status == 301:
            hint = "tokens do not follow redirects: set CI_API_V4_URL and CI_PROJECT_ID to where it is now"
            return DeliveryError(message, hint=hint, code="forge-moved")
        if refusal.is_unsettled:
            return DeliveryError(
                message,
                hint=refusal.hint or "GitLab has a problem, or something between here and it; run again",
                code="forge-trouble",
            )
        return DeliveryError(message, hint="GitLab's own words above say why", code="forge-refused")


def _words(message: Any, body: bytes | None) -> str:
    """
    What an error says, on one line.

    GitLab's messages are a text, a list of texts, or lists of texts by field; OAuth's errors have a description.
    """
    if isinstance(message, bytes):
        message = message.decode("utf-8", "replace")
    if isinstance(message, dict):
        message = "; ".join(f"{field}: {_words(said, None)}" for field, said in message.items())
    elif isinstance(message, list):
        message = "; ".join(map(str, message))
    described = re.search(rb'"error_description"\s*:\s*"([^"\\]{1,200})"', body or b"")
    more = f": {described[1].decode('utf-8', 'replace')}" if described else ""
    return " ".join(f"{message}{more}"[:500].split())


def _usable(answer: object) -> object:
    if not is_usable(answer):
        raise ValueError("not the JSON that is due")
    return answer
