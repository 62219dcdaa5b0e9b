"""Pull requests on GitHub."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from ci_l10n.clock import Clock, SystemClock
from ci_l10n.errors import AuthError, DeliveryError, L10nError
from ci_l10n.forge.answers import text, text_or_none, whole
from ci_l10n.forge.base import ChangeRequest, Proposal
from ci_l10n.forge.github_api import TIMEOUT, GitHubApi, Refused
from ci_l10n.forge.github_commits import GitHubCommits
from ci_l10n.forge.github_dressing import Dressing, settled
from ci_l10n.forge.github_modes import ModeSwitch
from ci_l10n.forge.modes import Modes
from ci_l10n.redact import Redactor

T = TypeVar("T")

_BODY_LIMIT = 58_000  # GitHub takes 65,536, and counts some characters more than once
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
        timeout: int = TIMEOUT,
    ) -> None:
        self.notes: list[str] = []
        self.unmet: list[tuple[str, str]] = []
        self._clock = clock or SystemClock()
        self._api = GitHubApi(repository, token, api_url, redactor, self._clock, graphql_url, timeout)
        self._dressing = Dressing(self._api, self._clock, self.notes, self.unmet)
        self._modes = ModeSwitch(self._api, self._clock, self.notes)
        self.committer = GitHubCommits(self._api)

    @property
    def asked(self) -> Sequence[str]:
        """The last requests, one line each."""
        return tuple(self._api.asked)

    def find(self, branch: str, base: str) -> ChangeRequest | None:
        """The open pull request of this pair, else one that a person gave another base, else the newest; one request."""
        pulls = self._try("list pull requests", lambda: self._pulls(branch))
        ours = [_change_request(pull) for pull in pulls if self._is_from(pull, branch)]
        here = [one for one in ours if one.base == base]
        is_open = (one for one in (*here, *ours) if one.state == "open")
        return next(is_open, here[0] if here else None)

    def _pulls(self, branch: str) -> list[Mapping[str, Any]]:
        head = f"{self._api.owner}:{branch}"
        found = self._api.get("/pulls", state="all", head=head, sort="created", direction="desc", per_page=20)
        if not isinstance(found, list):
            raise Refused(0, "the list of pull requests is not a list")
        return found

    def _is_from(self, pull: Mapping[str, Any], branch: str) -> bool:
        """GitHub ignores a filter it does not understand, so its answer is filtered again."""
        try:
            head = pull.get("head") or {}
            repository = text_or_none((head.get("repo") or {}).get("full_name")) or self._api.repository
            here = repository.lower() == self._api.repository.lower()
            return here and text(head["ref"]) == branch
        except (KeyError, TypeError, AttributeError):
            raise _no_pull_request() from None

    def create(self, proposal: Proposal) -> ChangeRequest:
        """Open the pull request and dress it; what of the dressing is refused becomes a note."""
        request, is_new = self._open(proposal, proposal.draft)
        if not is_new:
            self.update(request, proposal)
            return request
        if proposal.follows is not None:
            self._link(request, proposal.follows)
        self._dressing.put_on(request.number, proposal)
        wanted = Modes.of(proposal)
        now = self._modes.change(request, wanted, is_new=True)
        if now != wanted:
            self._send_changes(request, {"body": now.marked(proposal.body, self.body_limit)})
        return request

    def _link(self, request: ChangeRequest, old: ChangeRequest) -> None:
        """The new one names the old in a comment, not in its body, which is written anew with every change."""
        say = {"body": f"This goes on with #{old.number}, which GitHub does not open again."}
        try:
            path = f"/issues/{request.number}/comments"
            settled(self._clock, lambda: self._api.send("POST", path, say))
        except Refused as refusal:
            self.notes.append(f"#{request.number} could not be linked to #{old.number}: {refusal.text}")

    def _open(self, proposal: Proposal, draft: bool, attempts: int = 2) -> tuple[ChangeRequest, bool]:
        """The pull request, and whether it was made just now."""
        values: dict[str, object] = {"title": proposal.title, "head": proposal.branch, "base": proposal.base}
        values |= {"body": Modes.of(proposal).marked(proposal.body, self.body_limit), "draft": draft}
        try:
            return self._opened(self._api.send("POST", "/pulls", values)), True
        except Refused as refusal:
            said = refusal.text.lower()
            if draft and "draft pull requests are not supported" in said:
                self.notes.append(
                    "unsupported: drafts in this repository; the pull request is ready for review"
                )
                return self._open(proposal, False)
            if "a pull request already exists" in said or refusal.is_unsettled:
                existing = self.find(proposal.branch, proposal.base)
                if existing is not None and existing.state == "open":
                    return existing, refusal.is_unsettled
            if refusal.is_unsettled and attempts > 1:  # looked, and it was not carried out
                return self._open(proposal, draft, attempts - 1)
            raise self._refused_opening(refusal, proposal) from None

    def _opened(self, answer: Any) -> ChangeRequest:
        try:
            return _change_request(answer)
        except DeliveryError as error:  # it may have been opened all the same
            raise Refused(0, f"no usable answer: {error.message}", hint=error.hint) from None

    def _refused_opening(self, refusal: Refused, proposal: Proposal) -> L10nError:
        said = refusal.text.lower()
        if "no commits between" in said:
            hint = f"{proposal.branch} holds nothing that {proposal.base} lacks; run again"
            return DeliveryError(
                f"GitHub would not open the pull request: {refusal.text}",
                hint=hint,
                code="pull-request-empty",
            )
        if "not permitted to create or approve pull requests" in said:
            return AuthError(
                f"the workflow token may not open pull requests: {refusal.text}",
                hint=_SETTING,
                code="actions-may-not-open-pulls",
            )
        return self._api.explain(refusal, "open the pull request")

    def reopen(self, existing: ChangeRequest, proposal: Proposal) -> ChangeRequest | None:
        """GitHub opens one again only while its head is the stored one or a descendant of that."""
        if existing.state != "closed":
            return None
        path = f"/pulls/{existing.number}"
        try:
            answer = self._api.send("PATCH", path, {"state": "open"}, repeatable=True)
        except Refused as refusal:
            if refusal.status == 422:
                return None
            raise self._api.explain(refusal, "open the pull request again") from None
        request = _change_request(answer)
        self.update(request, proposal)
        return request

    def update(self, existing: ChangeRequest, proposal: Proposal) -> bool:
        """Send what differs of title and body, and what is new of the rest; what people added stays."""
        modes = self._modes.change(existing, Modes.of(proposal), is_new=False)
        body = modes.marked(proposal.body, self.body_limit)
        values = {"title": proposal.title} if proposal.title != existing.title else {}
        values |= {"body": body} if _plain(body) != _plain(existing.body) else {}
        if values:
            self._send_changes(existing, values)
        return self._dressing.add(existing, proposal.additions()) or bool(values)

    def _send_changes(self, existing: ChangeRequest, values: Mapping[str, object]) -> None:
        path = f"/pulls/{existing.number}"
        self._try("update the pull request", lambda: self._api.send("PATCH", path, values, repeatable=True))

    def close(self, existing: ChangeRequest, comment: str) -> None:
        """Say why, then close; nothing when it is closed already."""
        if existing.state != "open":
            return
        say = {"body": comment}
        number = existing.number
        self._try("comment", lambda: self._api.send("POST", f"/issues/{number}/comments", say))
        self._try(
            "close the pull request",
            lambda: self._api.send("PATCH", f"/pulls/{number}", {"state": "closed"}, repeatable=True),
        )

    def _try(self, action: str, call: Callable[[], T]) -> T:
        try:
            return call()
        except Refused as refusal:
            raise self._api.explain(refusal, action) from None


def _change_request(pull: Any) -> ChangeRequest:
    try:
        return ChangeRequest(
            number=whole(pull["number"]),
            url=text(pull["html_url"]),
            state="merged"
            if pull.get("merged_at")
            else "open"
            if text(pull["state"]) == "open"
            else "closed",
            title=text(pull["title"]),
            body=text_or_none(pull.get("body")),
            head=text(pull["head"]["sha"]),
            labels=tuple(text(label["name"]) for label in pull.get("labels") or ()),
            draft=pull.get("draft") is True,
            auto_merge=bool(pull.get("auto_merge")),
            node_id=text_or_none(pull.get("node_id")),
            base=text_or_none((pull.get("base") or {}).get("ref")),
            reference=f"pull request #{pull['number']}",
        )
    except (KeyError, TypeError, AttributeError):
        raise _no_pull_request() from None


def _no_pull_request() -> DeliveryError:
    return DeliveryError(
        "GitHub answered with something that is no pull request",
        hint="check GITHUB_API_URL, and what stands between here and GitHub",
        code="forge-broken-answer",
    )


def _plain(body: str) -> str:
    """A body as it compares: the web editor changes line ends, and GitHub the end."""
    return body.replace("\r\n", "\n").rstrip()
