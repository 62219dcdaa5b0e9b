"""Requests to GitHub through PyGithub's requester: patient where that is safe, clear where it is not."""

import re
from collections import deque
from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import urlsplit

from ci_l10n.clock import Clock
from ci_l10n.errors import AuthError, ConfigError, DeliveryError, L10nError, RemoteError
from ci_l10n.forge.answers import bounded
from ci_l10n.forge.patience import KEPT, Refusal, is_usable, noted, patiently
from ci_l10n.net.transport import as_remote_error
from ci_l10n.redact import Redactor

TIMEOUT = 30  # seconds for one answer
_EXPIRED = (
    "the token is wrong or has expired: that of an App lives one hour, so keep `wait.timeout` below 45m, or deliver in"
    " a job of its own (`pull --deliver pr`); check the input github_token"
)


class Refused(Refusal):
    """GitHub said no; ``kind`` is of an error that came with HTTP 200, as GraphQL's do: STALE_DATA, RATE_LIMITED ..."""

    def __init__(
        self,
        status: int,
        text: str,
        headers: Mapping[str, str] | None = None,
        kind: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(status, text, headers, hint)
        self.kind = kind

    @property
    def is_rate_limit(self) -> bool:
        if self.kind == "RATE_LIMITED":
            return True
        if self.status not in (403, 429):
            return False
        told = "retry-after" in self.headers or self._is_used_up
        return (
            self.status == 429
            or told
            or re.search(r"rate limit|abuse detection", self.text, re.I) is not None
        )

    @property
    def _is_used_up(self) -> bool:
        return self.headers.get("x-ratelimit-remaining") == "0"

    @property
    def reset_at(self) -> str:
        """Of the primary limit; secondary ones are over sooner."""
        return self.headers.get("x-ratelimit-reset", "") if self._is_used_up else ""


class GitHubApi:
    """One repository of GitHub, GHES or `ghe.com`, whose addresses are taken as given."""

    def __init__(
        self,
        repository: str,
        token: str,
        api_url: str,
        redactor: Redactor,
        clock: Clock,
        graphql_url: str = "",
        timeout: int = TIMEOUT,
    ) -> None:
        if not re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*/(?!\.\.?$)[A-Za-z0-9_.-]+", repository):
            raise ConfigError(
                f"{repository!r} is not a repository",
                hint="GITHUB_REPOSITORY is `owner/name`",
                code="forge-address-invalid",
            )
        if not token:
            raise AuthError(
                "there is no token for GitHub",
                hint="set the input github_token, or GITHUB_TOKEN",
                code="github-token-missing",
            )
        redactor.add(token)
        self.repository = repository
        self._token = token
        self._api_url = api_url.rstrip("/")
        self._graphql_url = graphql_url or f"{self._api_url}/graphql"
        self._redactor = redactor
        self._clock = clock
        self._timeout = timeout
        self.asked: deque[str] = deque(maxlen=KEPT)  # the last requests, one line each
        self._requesters: dict[str, Any] = {}  # by the address that they speak to

    @property
    def owner(self) -> str:
        return self.repository.partition("/")[0]

    @property
    def token_is_of(self) -> Literal["app", "person", "unknown"]:
        """
        Whose the token is, as its prefix tells: `ghs_` belongs to Apps and workflows, the others to people.

        See "About authentication to GitHub", "GitHub's token formats"; other forges' and older tokens have none.
        """
        if self._token.startswith("ghs_"):
            return "app"
        return "person" if self._token.startswith(("ghp_", "github_pat_", "gho_", "ghu_")) else "unknown"

    def get(self, path: str, **parameters: object) -> Any:
        """Read ``path`` below the repository."""
        return patiently(self._clock, lambda: self._rest("GET", path, parameters, None), repeatable=True)

    def send(self, verb: str, path: str, body: object, *, repeatable: bool = False) -> Any:
        """
        Change something. ``repeatable`` says that doing it twice is doing it once.

        Raises `Refused`; what is not repeatable is sent again only after GitHub said that it did not act.
        """
        return patiently(self._clock, lambda: self._rest(verb, path, {}, body), repeatable=repeatable)

    def graphql(
        self, query: str, variables: Mapping[str, object], *, repeatable: bool = False
    ) -> Mapping[str, Any]:
        """
        The ``data`` of a GraphQL request.

        Raises `Refused`, whose ``kind`` is GitHub's type of the first error: those come with HTTP 200.
        """
        base, _, name = self._graphql_url.rpartition("/")
        body = {"query": query, "variables": dict(variables)}

        def ask() -> Mapping[str, Any]:
            answer = self._once(base, "POST", f"/{name}", {}, body)
            errors = answer.get("errors") if isinstance(answer, dict) else None
            if isinstance(errors, list) and errors:
                kind = str(errors[0].get("type") or "ERROR") if isinstance(errors[0], dict) else "ERROR"
                raise Refused(200, self._redactor.clean(_words({"errors": errors})), kind=kind)
            data = answer.get("data") if isinstance(answer, dict) else None
            if not isinstance(data, dict):
                raise Refused(0, "no usable answer: it holds no data")
            return data

        return patiently(self._clock, ask, repeatable=repeatable)

    def _rest(
        self,
        verb: str,
        path: str,
        parameters: dict[str, Any],
        body: object,
    ) -> Any:
        path = f"/repos/{self.repository}{path}"
        return self._once(self._api_url, verb, path, parameters, body)

    def _once(
        self,
        base: str,
        verb: str,
        path: str,
        parameters: dict[str, Any],
        body: object,
    ) -> Any:
        with noted(self.asked, verb, path):
            return self._answer(base, verb, path, parameters, body)

    def _answer(
        self,
        base: str,
        verb: str,
        path: str,
        parameters: dict[str, Any],
        body: object,
    ) -> Any:
        from github import GithubException

        requester = self._connect(base)
        try:
            with as_remote_error(urlsplit(base).hostname or base):
                _, answer = requester.requestJsonAndCheck(verb, path, parameters=parameters, input=body)
        except GithubException as error:
            headers = {name.lower(): value for name, value in (error.headers or {}).items()}
            raise Refused(error.status, self._redactor.clean(_words(error.data)), headers) from None
        except RemoteError as error:
            raise Refused(0, self._redactor.clean(f"no answer: {error.message}"), hint=error.hint) from None
        except (ValueError, RuntimeError, AssertionError, AttributeError) as error:
            # JSON that ends too early, a redirect to another host, an error page that is no object
            raise Refused(0, self._redactor.clean(f"no usable answer: {error}")) from None
        if not is_usable(answer) or _is_page(answer):
            raise Refused(0, "no usable answer: a page that is not JSON, or not the one that is due")
        return answer

    def _connect(self, base: str) -> Any:
        """PyGithub, imported late: it costs a third of a second, and runs with nothing to do need no forge."""
        if base not in self._requesters:
            from github import Auth, Github
            from github.Requester import Requester

            Requester.injectConnectionClasses(*_bounded_connections())
            # Its own patience would repeat POST requests that may have been carried out, and slow every write down.
            self._requesters[base] = Github(
                base_url=base,
                auth=Auth.Token(self._token),
                timeout=self._timeout,
                retry=None,
                seconds_between_requests=None,
                seconds_between_writes=None,
                user_agent="ci-l10n",
            ).requester
        return self._requesters[base]

    def explain(self, refusal: Refused, action: str) -> L10nError:
        """The error for a refusal nobody had an answer to."""
        message = f"GitHub would not {action}: {refusal.text}"
        if refusal.is_rate_limit:
            return DeliveryError(
                message,
                hint="the rate limit of the token is used up; run again later",
                code="forge-rate-limit",
            )
        if refusal.status == 401:
            return AuthError(message, hint=_EXPIRED, code="github-token-refused")
        if refusal.status == 403:
            needed = refusal.headers.get(
                "x-accepted-github-permissions", "pull_requests=write, contents=write"
            )
            return AuthError(
                message, hint=f"the token lacks a right; this needs: {needed}", code="github-right-missing"
            )
        if refusal.status == 404:
            return AuthError(
                message,
                hint=f"the token cannot see {self.repository}: check name and rights",
                code="github-not-found",
            )
        if refusal.is_unsettled:
            return DeliveryError(
                message,
                hint=refusal.hint or "GitHub has a problem, or something between here and it; run again",
                code="forge-trouble",
            )
        return DeliveryError(message, hint="GitHub's own words above say why", code="forge-refused")


def _bounded_connections() -> tuple[Any, Any]:
    """PyGithub's connections, which read answers of any size, with a limit."""
    from github.Requester import HTTPRequestsConnectionClass, HTTPSRequestsConnectionClass

    def with_limit(connection: Any) -> Any:
        class Bounded(connection):  # type: ignore[misc]
            def __init__(self, *args: Any, **options: Any) -> None:
                super().__init__(*args, **options)
                self.session.hooks["response"].append(bounded)

        return Bounded

    return with_limit(HTTPRequestsConnectionClass), with_limit(HTTPSRequestsConnectionClass)


def _is_page(answer: Any) -> bool:
    """What is not JSON at all, such as the page of a proxy, PyGithub wraps in an object of its own."""
    return (
        isinstance(answer, dict)
        and not set(answer) - {"data", "url"}
        and not isinstance(answer.get("data"), dict)
    )


def _words(data: Any) -> str:
    """Message and the messages of all errors; GitHub puts the reason now in one and now in the other."""
    if not data:
        return "no reason given"
    if not isinstance(data, dict):
        return str(data)[:200]
    words = [str(data.get("message") or str(data.get("data", ""))[:200])]
    for error in data.get("errors") or []:
        if isinstance(error, dict):
            told = error.get("message") or " ".join(
                str(error.get(name, "")) for name in ("resource", "field", "code")
            )
            words.append(str(told))
        else:
            words.append(str(error))
    return " ".join(": ".join(word for word in words if word).split())
