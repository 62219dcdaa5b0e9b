"""Comments on merge requests of GitLab, which calls them notes."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, TypeVar

from ci_l10n.clock import Clock
from ci_l10n.forge.commenting import Comment
from ci_l10n.forge.gitlab_api import GitLabApi, Refused
from ci_l10n.redact import Redactor

T = TypeVar("T")

_PAGE = 100  # notes a request, the most that GitLab gives
_MOST_PAGES = 50


class GitLabComments:
    """The comments on one project's merge requests."""

    def __init__(self, project: str, token: str, api_url: str, redactor: Redactor, clock: Clock) -> None:
        self._api = GitLabApi(project, token, api_url, redactor, clock)
        self._paths: dict[int, str] = {}  # of the comments that were found; each lies below its merge request

    def find(self, number: int, marker: str) -> Comment | None:
        """Anybody can write the marker, so the author counts as well; asked for only when there is one."""
        marked = [one for one in self._all(number) if str(one.get("body") or "").startswith(marker)]
        if not marked:
            return None
        me = self._try("tell whose token it is", lambda: self._api.get("/user"))
        for one in marked:
            if (one.get("author") or {}).get("id") == me.get("id"):
                found = Comment(int(one["id"]), str(one["body"]))
                self._paths[found.id] = f"{self._notes(number)}/{found.id}"
                return found
        return None

    def _all(self, number: int) -> Iterator[Mapping[str, Any]]:
        for page in range(1, _MOST_PAGES + 1):
            found = self._try("list the comments", partial(self._list, self._notes(number), page))
            yield from (one for one in found if isinstance(one, dict) and isinstance(one.get("id"), int))
            if len(found) < _PAGE:
                return

    def _list(self, path: str, page: int) -> list[Mapping[str, Any]]:
        found = self._api.get(path, order_by="created_at", sort="asc", per_page=_PAGE, page=page)
        if not isinstance(found, list):
            raise Refused(0, "the list of comments is not a list")
        return found

    def post(self, number: int, body: str) -> None:
        """Never repeated when the answer is lost: one comment too few is better than two."""
        self._try(
            "comment on the merge request",
            lambda: self._api.send("post", self._notes(number), {"body": body}),
        )

    def edit(self, comment: Comment, body: str) -> None:
        path = self._paths[comment.id]
        self._try("change the comment", lambda: self._api.send("put", path, {"body": body}, repeatable=True))

    def _notes(self, number: int) -> str:
        return f"{self._api.project}/merge_requests/{number}/notes"

    def _try(self, action: str, call: Callable[[], T]) -> T:
        try:
            return call()
        except Refused as refusal:
            raise self._api.explain(refusal, action) from None
