"""Merge requests on GitLab."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from ci_l10n.clock import Clock, SystemClock
from ci_l10n.errors import DeliveryError
from ci_l10n.forge.answers import text, text_or_none, whole
from ci_l10n.forge.base import ChangeRequest, Proposal
from ci_l10n.forge.gitlab_api import TIMEOUT, GitLabApi, Refused
from ci_l10n.forge.gitlab_dressing import Dressing
from ci_l10n.forge.gitlab_merging import AutoMerge, is_set
from ci_l10n.forge.modes import Modes
from ci_l10n.redact import Redactor

T = TypeVar("T")

_BODY_LIMIT = 1_000_000  # GitLab takes 1,048,576 characters
_TITLE_LIMIT = 255
_DRAFT = re.compile(r"\s*(?:draft:|\[draft\]|\(draft\))\s*", re.IGNORECASE)


class GitLabForge:
    """The merge requests of one project."""

    name = "gitlab"
    body_limit = _BODY_LIMIT

    def __init__(
        self,
        project: str,
        token: str,
        api_url: str,
        redactor: Redactor,
        clock: Clock | None = None,
        timeout: int = TIMEOUT,
    ) -> None:
        self.notes: list[str] = []
        self.unmet: list[tuple[str, str]] = []
        self._clock = clock or SystemClock()
        self._api = GitLabApi(project, token, api_url, redactor, self._clock, timeout)
        self._dressing = Dressing(self._api, self.notes, self.unmet)
        self._merging = AutoMerge(self._api, self._clock)
        self._requests = f"{self._api.project}/merge_requests"

    @property
    def asked(self) -> Sequence[str]:
        """The last requests, one line each."""
        return tuple(self._api.asked)

    def find(self, branch: str, base: str) -> ChangeRequest | None:
        """The open merge request of this pair, else one that a person gave another base, else the newest; one request."""
        found = self._try("list merge requests", lambda: self._find(branch, base))
        return _change_request(found) if found else None

    def _find(self, branch: str, base: str) -> Mapping[str, Any] | None:
        query = {"state": "all", "order_by": "created_at", "sort": "desc", "per_page": 20}
        found = self._api.get(self._requests, source_branch=branch, **query)
        if not isinstance(found, list):
            raise Refused(0, "the list of merge requests is not a list")
        ours = [one for one in found if isinstance(one, dict) and _is_from(one, branch)]
        here = [one for one in ours if one.get("target_branch") == base]
        is_open = (one for one in (*here, *ours) if _state(one) == "open")
        return next(is_open, here[0] if here else None)

    def create(self, proposal: Proposal) -> ChangeRequest:
        """Open the merge request with all that is asked for; what of that GitLab leaves out becomes a note."""
        values: dict[str, object] = {
            "source_branch": proposal.branch,
            "target_branch": proposal.base,
            "title": _title(proposal.title, is_draft=proposal.draft),
            "description": Modes.of(proposal).marked(proposal.body, self.body_limit),
            **self._dressing.values(proposal),
        }
        if proposal.auto_merge:
            values["squash"] = proposal.auto_merge == "squash"
        made, is_new = self._open(proposal, values)
        request = _change_request(made)
        if not is_new:
            self.update(request, proposal)
            return request
        self._dressing.compare(made)
        if proposal.follows is not None:
            self._link(request, proposal.follows)
        self._auto_merge(request, proposal, is_draft=proposal.draft)
        return request

    def _link(self, request: ChangeRequest, old: ChangeRequest) -> None:
        """The new one names the old in a comment, not in its body, which is written anew with every change."""
        try:
            self._say(request, f"This goes on with !{old.number}.")
        except Refused as refusal:
            self.notes.append(f"!{request.number} could not be linked to !{old.number}: {refusal.text}")

    def _open(
        self, proposal: Proposal, values: Mapping[str, object], attempts: int = 2
    ) -> tuple[Mapping[str, Any], bool]:
        """The merge request, and whether it was made just now."""
        try:
            made = self._api.send("post", self._requests, values)
            _opened(made)
            return made, True
        except Refused as refusal:
            if refusal.status == 409 or refusal.is_unsettled:
                existing = self._try(
                    "list merge requests", lambda: self._find(proposal.branch, proposal.base)
                )
                is_same = existing is not None and existing.get("target_branch") == proposal.base
                if existing is not None and is_same and _state(existing) == "open":
                    return existing, refusal.is_unsettled
            if refusal.is_unsettled and attempts > 1:  # looked, and it was not carried out
                return self._open(proposal, values, attempts - 1)
            raise self._api.explain(refusal, "open the merge request") from None

    def reopen(self, existing: ChangeRequest, proposal: Proposal) -> ChangeRequest | None:
        """GitLab opens one again as long as its branch is there and no other one is open for that."""
        if existing.state != "closed":
            return None
        path = self._path(existing)
        try:
            answer = self._api.send("put", path, {"state_event": "reopen"}, repeatable=True)
        except Refused as refusal:
            if refusal.status in (400, 405, 409, 422):
                return None
            raise self._api.explain(refusal, "open the merge request again") from None
        request = _change_request(answer)
        if request.state != "open":
            return None
        self.update(request, proposal)
        return request

    def update(self, existing: ChangeRequest, proposal: Proposal) -> bool:
        """Send what differs, and what is new of labels and people, in one request; what people added stays."""
        before, wanted = Modes.told_in(existing.body), Modes.of(proposal)
        is_draft = existing.draft if wanted.draft == before.draft else wanted.draft
        path, values = self._path(existing), self._differences(existing, proposal, is_draft)
        if values:
            answer = self._try(
                "update the merge request", lambda: self._api.send("put", path, values, repeatable=True)
            )
            self._dressing.compare(answer if isinstance(answer, dict) else {})
        if wanted.auto_merge != "none":
            is_switched = self._auto_merge(existing, proposal, is_draft=is_draft)
        elif before.auto_merge != "none" and existing.auto_merge:
            is_switched = self._note("auto-merge was not turned off", self._merging.cancel(path))
        else:
            is_switched = False
        return is_switched or bool(values)

    def _differences(self, existing: ChangeRequest, proposal: Proposal, is_draft: bool) -> dict[str, object]:
        """Parameters for what is not as it should be."""
        title = _title(proposal.title, is_draft=is_draft)
        body = Modes.of(proposal).marked(proposal.body, self.body_limit)
        values: dict[str, object] = {}
        if _plain_title(title) != _plain_title(existing.title) or is_draft != existing.draft:
            values["title"] = title
        if _plain(body) != _plain(existing.body):
            values["description"] = body
        return {**values, **self._dressing.additions(existing, proposal.additions())}

    def close(self, existing: ChangeRequest, comment: str) -> None:
        """Say why, then close; nothing when it is closed already."""
        if existing.state != "open":
            return
        try:
            self._say(existing, comment)
        except Refused as refusal:
            self.notes.append(f"why it is closed could not be said in a comment: {refusal.text}")
        path = self._path(existing)
        self._try(
            "close the merge request",
            lambda: self._api.send("put", path, {"state_event": "close"}, repeatable=True),
        )

    def _say(self, request: ChangeRequest, text: str, attempts: int = 2) -> None:
        """A comment; when the answer is lost, the comments tell whether it has to be said again."""
        path = f"{self._path(request)}/notes"
        try:
            self._api.send("post", path, {"body": text})
        except Refused as refusal:
            if not refusal.is_unsettled:
                raise
            said = self._api.get(path, sort="desc", order_by="created_at", per_page=20)
            if any(_plain(str(note.get("body", ""))) == _plain(text) for note in said):
                return
            if attempts <= 1:
                raise
            self._say(request, text, attempts - 1)

    def _auto_merge(self, request: ChangeRequest, proposal: Proposal, *, is_draft: bool) -> bool:
        """
        Whether it was turned on now.

        GitLab turns it off with every push, so it is asked for again even if a person did so.
        """
        if proposal.auto_merge is None or request.auto_merge:
            return False
        if is_draft:
            self.notes.append("auto-merge waits until the merge request is no draft any more")
            return False
        if proposal.auto_merge == "rebase":
            self.notes.append(
                "unsupported: auto-merge by rebase; on GitLab the merge method is a setting of the project"
            )
        squash = proposal.auto_merge == "squash"
        reason = self._merging.ensure(self._path(request), request.head, squash=squash)
        return self._note("auto-merge was not turned on", reason)

    def _note(self, what: str, reason: str) -> bool:
        if reason:
            self.notes.append(f"{what}: {reason}")
        return not reason

    def _path(self, request: ChangeRequest) -> str:
        return f"{self._requests}/{request.number}"

    def _try(self, action: str, call: Callable[[], T]) -> T:
        try:
            return call()
        except Refused as refusal:
            raise self._api.explain(refusal, action) from None


def _is_from(request: Mapping[str, Any], branch: str) -> bool:
    """From a branch of the project itself; GitLab ignores a filter it does not know, so its answer is filtered again."""
    here = request.get("source_project_id") == request.get("target_project_id")
    return here and request.get("source_branch") == branch


def _state(request: Mapping[str, Any]) -> str:
    """GitLab's `locked` is a merge request that is being merged right now."""
    return {"opened": "open", "locked": "open", "merged": "merged"}.get(str(request.get("state")), "closed")


def _change_request(request: Mapping[str, Any]) -> ChangeRequest:
    try:
        state = _state(request)
        return ChangeRequest(
            number=whole(request["iid"]),
            url=text(request["web_url"]),
            state="open" if state == "open" else "merged" if state == "merged" else "closed",
            title=text(request["title"]),
            body=text_or_none(request.get("description")),
            head=text_or_none(request.get("sha")),
            labels=tuple(map(text, request.get("labels") or ())),
            draft=_is_draft(text(request["title"])),
            auto_merge=is_set(request),
            base=text_or_none(request.get("target_branch")),
            reference=f"merge request !{request['iid']}",
            reviewer_ids=_ids(request.get("reviewers")),
            assignee_ids=_ids(request.get("assignees")),
        )
    except (KeyError, TypeError, AttributeError):
        raise DeliveryError(
            "GitLab answered with something that is no merge request",
            hint="check CI_API_V4_URL, and what stands between here and GitLab",
            code="forge-broken-answer",
        ) from None


def _opened(made: Any) -> None:
    """Raises `Refused` when the answer is no merge request: one may have been opened all the same."""
    try:
        _change_request(made)
    except DeliveryError as error:
        raise Refused(0, f"no usable answer: {error.message}", hint=error.hint) from None


def _ids(people: Any) -> tuple[int, ...]:
    return tuple(whole(each["id"]) for each in people or ())


def _is_draft(title: str) -> bool:
    return _DRAFT.match(title) is not None


def _plain_title(title: str) -> str:
    return _DRAFT.sub("", title, count=1).strip() if _is_draft(title) else title.strip()


def _title(title: str, *, is_draft: bool = False) -> str:
    """A draft is a title that says so, once."""
    if is_draft and not _is_draft(title):
        title = f"Draft: {title}"
    return title if len(title) <= _TITLE_LIMIT else title[: _TITLE_LIMIT - 1] + "…"


def _plain(text: str) -> str:
    """A text as it compares: the web editor changes line ends, and GitLab the end."""
    return text.replace("\r\n", "\n").rstrip()
