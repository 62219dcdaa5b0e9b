"""Comments on pull requests of GitHub."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, TypeVar

from ci_l10n.clock import Clock
from ci_l10n.forge.commenting import Comment
from ci_l10n.forge.github_api import GitHubApi, Refused
from ci_l10n.redact import Redactor

T = TypeVar("T")

_PAGE = 100  # comments a request, the most that GitHub gives
_MOST_PAGES = 50
_WORKFLOW = "github-actions"  # who the token of a workflow acts as


class GitHubComments:
    """The comments of one repository's pull requests."""

    def __init__(
        self,
        repository: str,
        token: str,
        api_url: str,
        graphql_url: str,
        redactor: Redactor,
        clock: Clock,
    ) -> None:
        self._api = GitHubApi(repository, token, api_url, redactor, clock, graphql_url)

    def find(self, number: int, marker: str) -> Comment | None:
        """Anybody can write the marker, so the author counts as well; asked for only when there is one."""
        marked = [one for one in self._all(number) if str(one.get("body") or "").startswith(marker)]
        if not marked:
            return None
        me = self._login()
        return next(
            (Comment(int(one["id"]), str(one["body"])) for one in marked if _author(one) == me),
            None,
        )

    def _all(self, number: int) -> Iterator[Mapping[str, Any]]:
        path = f"/issues/{number}/comments"
        for page in range(1, _MOST_PAGES + 1):
            found = self._try("list the comments", partial(self._list, path, page))
            yield from (one for one in found if isinstance(one, dict) and isinstance(one.get("id"), int))
            if len(found) < _PAGE:
                return

    def _list(self, path: str, page: int) -> list[Mapping[str, Any]]:
        found = self._api.get(path, per_page=_PAGE, page=page)
        if not isinstance(found, list):
            raise Refused(0, "the list of comments is not a list")
        return found

    def _login(self) -> str:
        """Whose token it is; every kind of token may ask that of GraphQL, but not of REST."""
        try:
            data = self._api.graphql("query { viewer { login } }", {}, repeatable=True)
            return _plain_login((data.get("viewer") or {}).get("login"))
        except Refused:
            return _WORKFLOW

    def post(self, number: int, body: str) -> None:
        """Never repeated when the answer is lost: one comment too few is better than two."""
        path = f"/issues/{number}/comments"
        self._try("comment on the pull request", lambda: self._api.send("POST", path, {"body": body}))

    def edit(self, comment: Comment, body: str) -> None:
        path = f"/issues/comments/{comment.id}"
        self._try(
            "change the comment", lambda: self._api.send("PATCH", path, {"body": body}, repeatable=True)
        )

    def _try(self, action: str, call: Callable[[], T]) -> T:
        try:
            return call()
        except Refused as refusal:
            raise self._api.explain(refusal, action) from None


def _author(comment: Mapping[str, Any]) -> str:
    return _plain_login((comment.get("user") or {}).get("login"))


def _plain_login(login: object) -> str:
    """REST writes `[bot]` behind the names of Apps, GraphQL does not always."""
    return str(login or "").lower().removesuffix("[bot]")
