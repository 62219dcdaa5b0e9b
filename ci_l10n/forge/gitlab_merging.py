"""Auto-merge on GitLab: asked for once a pipeline exists, which takes a while after a push."""

from typing import Any

from ci_l10n.clock import Clock
from ci_l10n.forge.gitlab_api import GitLabApi, Refused

_WAITS = (1.0, 2.0, 4.0, 8.0)  # seconds; the pipeline of a new merge request takes a while to appear


class AutoMerge:
    """Has GitLab merge a merge request, given by its path, when its pipeline succeeds."""

    def __init__(self, api: GitLabApi, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._waits: tuple[float, ...] = _WAITS

    def ensure(self, path: str, head: str, *, squash: bool) -> str:
        """
        Ask for it; returns why that was in vain, or an empty text.

        405 (before there is a pipeline), 409 and 422 (while GitLab looks at the commits) pass by themselves. What
        may have been carried out all the same is looked at before it is asked for again.
        """
        refusal = Refused(0, "")
        for wait in (*self._waits, None):
            try:
                self._ask(path, head, squash)
                return ""
            except Refused as refused:
                refusal = refused
            if wait is None or refusal.status in (401, 403):
                break
            self._clock.sleep(wait)
            try:
                request = self._api.get(path)
            except Refused as refused:
                return refused.text
            if is_set(request):
                return ""
            head = str(request.get("sha") or "")
        if refusal.status == 405:
            self._waits = _WAITS[
                :1
            ]  # where nothing starts pipelines, not each of many requests is waited for
        return _reason(refusal)

    def cancel(self, path: str) -> str:
        """Take it back; returns why that was in vain, or an empty text."""
        try:
            self._api.send("post", f"{path}/cancel_merge_when_pipeline_succeeds", {}, repeatable=True)
        except Refused as refused:
            return refused.text
        return ""

    def _ask(self, path: str, head: str, squash: bool) -> None:
        # One setting by its name before and since GitLab 17.11. With `sha`, nothing is merged that came meanwhile.
        values = {"auto_merge": True, "merge_when_pipeline_succeeds": True, "squash": squash, "sha": head}
        self._api.send("put", f"{path}/merge", values)


def is_set(request: Any) -> bool:
    """Whether it is merged, or will be by itself."""
    return bool(request.get("merge_when_pipeline_succeeds")) or request.get("state") == "merged"


def _reason(refusal: Refused) -> str:
    if refusal.status in (401, 403):
        place = "Settings > Repository > Protected branches"
        return f"{refusal.text}; the token's role may not merge into this branch ({place})"
    if refusal.status == 405:
        return f"{refusal.text}; no pipeline has started for it, or it cannot be merged yet"
    return refusal.text
