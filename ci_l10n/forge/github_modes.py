"""Draft and auto-merge of a pull request on GitHub: what only GraphQL changes."""

import re

from ci_l10n.clock import Clock
from ci_l10n.forge.base import ChangeRequest
from ci_l10n.forge.github_api import GitHubApi, Refused
from ci_l10n.forge.github_dressing import settled
from ci_l10n.forge.modes import Modes

_REFUSED = "refused"  # instead of a method: to be tried again with the next change
_STATUS_WAITS = (1.0, 2.0)  # seconds; for a moment a new pull request has no checks to wait for
_STATUS = re.compile(r"is in (clean|unstable|unknown) status", re.I)

_PAYLOAD = "pullRequest { id isDraft }"
_TO_DRAFT = (
    f"mutation($id: ID!) {{ convertPullRequestToDraft(input: {{pullRequestId: $id}}) {{ {_PAYLOAD} }} }}"
)
_TO_READY = (
    f"mutation($id: ID!) {{ markPullRequestReadyForReview(input: {{pullRequestId: $id}}) {{ {_PAYLOAD} }} }}"
)
_AUTO_MERGE = (
    "mutation($id: ID!, $method: PullRequestMergeMethod!) { enablePullRequestAutoMerge("
    f"input: {{pullRequestId: $id, mergeMethod: $method}}) {{ {_PAYLOAD} }} }}"
)
_NO_AUTO_MERGE = (
    f"mutation($id: ID!) {{ disablePullRequestAutoMerge(input: {{pullRequestId: $id}}) {{ {_PAYLOAD} }} }}"
)


class ModeSwitch:
    """Turns draft and auto-merge; ``notes`` takes what was refused."""

    def __init__(self, api: GitHubApi, clock: Clock, notes: list[str]) -> None:
        self._api = api
        self._clock = clock
        self._notes = notes

    def change(self, request: ChangeRequest, wanted: Modes, *, is_new: bool) -> Modes:
        """Apply what differs from last time; returns what is to be noted now."""
        before = Modes(wanted.draft) if is_new else Modes.told_in(request.body)
        if wanted.draft != before.draft and request.draft != wanted.draft:
            self._change_draft(request, wanted.draft)
        if wanted.auto_merge == before.auto_merge:
            return wanted
        if wanted.auto_merge == "none":
            if request.auto_merge:
                self._quietly(_NO_AUTO_MERGE, {"id": request.node_id}, "auto-merge was not turned off")
            return wanted
        is_on = self._enable_auto_merge(request, wanted.auto_merge)
        return wanted if is_on else wanted._replace(auto_merge=_REFUSED)

    def _change_draft(self, request: ChangeRequest, draft: bool) -> None:
        what = (
            "the pull request was not made a draft" if draft else "the pull request was not marked as ready"
        )
        self._quietly(_TO_DRAFT if draft else _TO_READY, {"id": request.node_id}, what)

    def _quietly(self, query: str, variables: dict[str, object], what: str) -> bool:
        try:
            settled(self._clock, lambda: self._api.graphql(query, variables, repeatable=True))
        except Refused as refusal:
            self._notes.append(f"{what}: {refusal.text}")
            return False
        return True

    def _enable_auto_merge(self, request: ChangeRequest, method: str) -> bool:
        variables = {"id": request.node_id, "method": method.upper()}
        for wait in (*_STATUS_WAITS, None):
            try:
                settled(self._clock, lambda: self._api.graphql(_AUTO_MERGE, variables, repeatable=True))
                return True
            except Refused as refusal:
                if wait is None or not _STATUS.search(refusal.text):
                    self._notes.append(_why_no_auto_merge(refusal, method))
                    return False
            self._clock.sleep(wait)
        return False


def _why_no_auto_merge(refusal: Refused, method: str) -> str:
    text = refusal.text.lower()
    if "auto merge is not allowed" in text or "auto-merge is not allowed" in text:
        way = "allow it in the repository: Settings > General > Pull Requests > Allow auto-merge"
    elif found := _STATUS.search(text):
        status = found[1]
        way = (
            f"GitHub has nothing to wait for ({status} status): protect the base branch with a required check or"
            " review, or merge by hand"
        )
    elif f"{method} merge" in text or "merge method" in text or "merges are not allowed" in text:
        way = f"allow {method} in the repository: Settings > General > Pull Requests"
    elif refusal.kind == "FORBIDDEN" or refusal.status in (401, 403):
        way = "the token needs `contents: write` and `pull-requests: write`"
    else:
        way = "the pull request itself stands"
    return f"auto-merge was not turned on: {refusal.text}; {way}"
