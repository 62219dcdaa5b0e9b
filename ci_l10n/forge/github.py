"""Pull requests on GitHub."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from ci_l10n.clock import Clock, SystemClock
from ci_l10n.errors import AuthError, DeliveryError, L10nError
from ci_l10n.forge.base import ChangeRequest, Proposal
from ci_l10n.forge.github_api import GitHubApi, Refused
from ci_l10n.redact import Redactor

T = TypeVar("T")

_BODY_LIMIT = 58_000  # GitHub takes 65,536, and counts some characters more than once
_LATE_WAITS = (1.0, 2.0, 4.0, 8.0)  # seconds; a new pull request is not known everywhere at once
_MOST_ASSIGNEES = 10  # in one request
_LATE = "could not resolve to a node"
_SETTING = (
    "in the repository (or organisation), Settings > Actions > General > Workflow permissions: allow GitHub Actions"
    " to create and approve pull requests; or use the token of an App or a person"
)


class GitHubForge:
    """The pull requests of one repository."""

    name = "github"
    body_limit = _BODY_LIMIT

    def __init__(
        self,
        repository: str,
        token: str,
        api_url: str,
        graphql_url: str,
        redactor: Redactor,
        clock: Clock | None = None,
    ) -> None:
        self.notes: list[str] = []
        self._clock = clock or SystemClock()
        self._api = GitHubApi(repository, token, api_url, redactor, self._clock, graphql_url)

    def find(self, branch: str, base: str) -> ChangeRequest | None:
        """The open pull request of this pair, else the newest; one request."""
        pulls = self._try("list pull requests", lambda: self._pulls(branch))
        ours = [_change_request(pull) for pull in pulls if self._is_ours(pull, branch, base)]
        return next((one for one in ours if one.state == "open"), ours[0] if ours else None)

    def _pulls(self, branch: str) -> list[Mapping[str, Any]]:
        head = f"{self._api.owner}:{branch}"
        found = self._api.get("/pulls", state="all", head=head, sort="created", direction="desc", per_page=20)
        if not isinstance(found, list):
            raise Refused(0, "the list of pull requests is not a list")
        return found

    def _is_ours(self, pull: Mapping[str, Any], branch: str, base: str) -> bool:
        """GitHub ignores a filter it does not understand, so its answer is filtered again."""
        head = pull.get("head") or {}
        repository = (head.get("repo") or {}).get("full_name") or self._api.repository
        here = repository.lower() == self._api.repository.lower()
        return here and head.get("ref") == branch and (pull.get("base") or {}).get("ref") == base

    def create(self, proposal: Proposal) -> ChangeRequest:
        """Open the pull request and dress it; what of the dressing is refused becomes a note."""
        request, is_new = self._open(proposal, proposal.draft)
        if not is_new:
            self.update(request, proposal)
            return request
        number = request.number
        self._set_labels(number, proposal.labels)
        self._request_reviews(number, proposal.reviewers, proposal.team_reviewers)
        self._assign(number, proposal.assignees)
        self._set_milestone(number, proposal.milestone)
        return request

    def _open(self, proposal: Proposal, draft: bool, attempts: int = 2) -> tuple[ChangeRequest, bool]:
        """The pull request, and whether it was made just now."""
        values: dict[str, object] = {"title": proposal.title, "head": proposal.branch, "base": proposal.base}
        values |= {"body": self._fit(proposal.body), "draft": draft}
        try:
            return _change_request(self._api.send("POST", "/pulls", values)), True
        except Refused as refusal:
            text = refusal.text.lower()
            if draft and "draft pull requests are not supported" in text:
                self.notes.append(
                    "unsupported: drafts in this repository; the pull request is ready for review"
                )
                return self._open(proposal, False)
            if "a pull request already exists" in text or refusal.is_unsettled:
                existing = self.find(proposal.branch, proposal.base)
                if existing is not None and existing.state == "open":
                    return existing, refusal.is_unsettled
            if refusal.is_unsettled and attempts > 1:  # looked, and it was not carried out
                return self._open(proposal, draft, attempts - 1)
            raise self._refused_opening(refusal, proposal) from None

    def _refused_opening(self, refusal: Refused, proposal: Proposal) -> L10nError:
        text = refusal.text.lower()
        if "no commits between" in text:
            hint = f"{proposal.branch} holds nothing that {proposal.base} lacks; run again"
            return DeliveryError(f"GitHub would not open the pull request: {refusal.text}", hint=hint)
        if "not permitted to create or approve pull requests" in text:
            return AuthError(f"the workflow token may not open pull requests: {refusal.text}", hint=_SETTING)
        return self._api.explain(refusal, "open the pull request")

    def update(self, existing: ChangeRequest, proposal: Proposal) -> bool:
        """Send what differs of title, body and labels; labels that people added stay."""
        body = self._fit(proposal.body)
        values = {"title": proposal.title} if proposal.title != existing.title else {}
        values |= {"body": body} if _plain(body) != _plain(existing.body) else {}
        if values:
            path = f"/pulls/{existing.number}"
            self._try(
                "update the pull request", lambda: self._api.send("PATCH", path, values, repeatable=True)
            )
        have = {label.lower() for label in existing.labels}
        missing = [label for label in proposal.labels if label.lower() not in have]
        self._set_labels(existing.number, missing)
        return bool(values or missing)

    def close(self, existing: ChangeRequest, comment: str) -> None:
        """Say why, then close; nothing when it is closed already."""
        if existing.state != "open":
            return
        say = {"body": self._fit(comment)}
        number = existing.number
        self._try("comment", lambda: self._api.send("POST", f"/issues/{number}/comments", say))
        self._try(
            "close the pull request",
            lambda: self._api.send("PATCH", f"/pulls/{number}", {"state": "closed"}, repeatable=True),
        )

    # The dressing

    def _set_labels(self, number: int, labels: Sequence[str]) -> None:
        """All at once; where that is refused one by one, since only those that do not exist yet need more rights."""
        path = f"/issues/{number}/labels"
        for refused, reason in self._all_or_each(labels, lambda some: self._post(path, {"labels": some})):
            self.notes.append(
                f"label {refused!r} was not set ({reason}); making a new label needs `issues: write`: make it once"
            )

    def _request_reviews(self, number: int, people: Sequence[str], teams: Sequence[str]) -> None:
        """GitHub takes all reviewers or none, so after a refusal each is asked for alone."""
        path = f"/pulls/{number}/requested_reviewers"
        for refused, reason in self._all_or_each(people, lambda some: self._post(path, {"reviewers": some})):
            self.notes.append(f"reviewer {refused!r} was not requested: {reason}")
        slugs = [team.rpartition("/")[2] for team in teams]
        for refused, reason in self._all_or_each(
            slugs, lambda some: self._post(path, {"team_reviewers": some})
        ):
            self.notes.append(
                f"team reviewer {refused!r} was not requested: {reason}; teams need a token that may read"
                " the organisation's members"
            )

    def _assign(self, number: int, names: Sequence[str]) -> None:
        """Names without access are dropped by GitHub without a word, so the answer is compared."""
        assigned: set[str] = set()

        def send(some: list[str]) -> None:
            answer = self._post(f"/issues/{number}/assignees", {"assignees": some})
            assigned.update(str(one.get("login", "")).lower() for one in answer.get("assignees") or ())

        refused: dict[str, str] = {}
        for start in range(0, len(names), _MOST_ASSIGNEES):
            refused |= dict(self._all_or_each(names[start : start + _MOST_ASSIGNEES], send))
        for name in names:
            if name.lower() not in assigned:
                self.notes.append(
                    f"{name!r} was not assigned: {refused.get(name, 'no access to the repository')}"
                )

    def _set_milestone(self, number: int, title: str) -> None:
        if not title:
            return
        try:
            found = self._api.get("/milestones", state="open", per_page=100)
            milestone = next((one["number"] for one in found if one["title"] == title), None)
            if milestone is None:
                self.notes.append(f"milestone {title!r} was not set: there is no open one of that title")
                return
            self._settled(
                lambda: self._api.send(
                    "PATCH", f"/issues/{number}", {"milestone": milestone}, repeatable=True
                )
            )
        except Refused as refusal:
            self.notes.append(f"milestone {title!r} was not set: {refusal.text}")

    def _all_or_each(
        self, names: Sequence[str], send: Callable[[list[str]], object]
    ) -> list[tuple[str, str]]:
        """Send all names, or after a refusal each alone; returns (name, reason) of those refused."""
        if not names:
            return []
        try:
            self._settled(lambda: send(list(names)))
        except Refused as refusal:
            if len(names) == 1:
                return [(names[0], refusal.text)]
        else:
            return []
        return [one for name in names for one in self._all_or_each([name], send)]

    def _post(self, path: str, body: object) -> Any:
        return self._api.send("POST", path, body, repeatable=True)

    def _settled(self, call: Callable[[], T]) -> T:
        """``call``, again while GitHub does not know everywhere yet that the pull request exists."""
        for wait in _LATE_WAITS:
            try:
                return call()
            except Refused as refusal:
                if _LATE not in refusal.text.lower():
                    raise
            self._clock.sleep(wait)
        return call()

    def _try(self, action: str, call: Callable[[], T]) -> T:
        try:
            return call()
        except Refused as refusal:
            raise self._api.explain(refusal, action) from None

    def _fit(self, body: str) -> str:
        """The caller keeps to `body_limit`; should it not, a cut text is better than none."""
        return body if len(body) <= self.body_limit else body[: self.body_limit - 1] + "…"


def _change_request(pull: Any) -> ChangeRequest:
    try:
        return ChangeRequest(
            number=int(pull["number"]),
            url=str(pull["html_url"]),
            state="merged" if pull.get("merged_at") else "open" if pull["state"] == "open" else "closed",
            title=str(pull["title"]),
            body=str(pull.get("body") or ""),
            head=str(pull["head"]["sha"]),
            labels=tuple(str(label["name"]) for label in pull.get("labels") or ()),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise DeliveryError(
            "GitHub answered with something that is no pull request",
            hint="check GITHUB_API_URL, and what stands between here and GitHub",
        ) from None


def _plain(body: str) -> str:
    """A body as it compares: the web editor changes line ends, and GitHub the end."""
    return body.replace("\r\n", "\n").rstrip()
