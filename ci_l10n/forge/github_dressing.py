"""What a pull request on GitHub wears: labels, reviewers, assignees, milestone. What is refused becomes a note."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from ci_l10n.clock import Clock
from ci_l10n.forge.base import ChangeRequest, Proposal
from ci_l10n.forge.github_api import GitHubApi, Refused

T = TypeVar("T")

_LATE_WAITS = (1.0, 2.0, 4.0, 8.0)  # seconds; a new pull request is not known everywhere at once
_LATE = "could not resolve to a node"
_MOST_ASSIGNEES = 10  # in one request


def settled(clock: Clock, call: Callable[[], T]) -> T:
    """``call``, again while GitHub does not know everywhere yet that the pull request exists."""
    for wait in _LATE_WAITS:
        try:
            return call()
        except Refused as refusal:
            if _LATE not in refusal.text.lower():
                raise
        clock.sleep(wait)
    return call()


class Dressing:
    """Puts on what a proposal asks for; ``notes`` takes what was refused, ``unmet`` what of that is worth asking again."""

    def __init__(self, api: GitHubApi, clock: Clock, notes: list[str], unmet: list[tuple[str, str]]) -> None:
        self._api = api
        self._clock = clock
        self._notes = notes
        self._unmet = unmet

    def put_on(self, number: int, proposal: Proposal) -> None:
        """All that is asked for."""
        self.set_labels(number, proposal.labels)
        self._request_reviews(number, proposal.reviewers, proposal.team_reviewers)
        self._assign(number, proposal.assignees)
        self._set_milestone(number, proposal.milestone)

    def add(self, existing: ChangeRequest, additions: Proposal) -> bool:
        """The additions, without labels that are there already; whether there were any."""
        have = {label.lower() for label in existing.labels}
        missing = tuple(label for label in additions.labels if label.lower() not in have)
        additions = replace(additions, labels=missing)
        self.put_on(existing.number, additions)
        people = (additions.reviewers, additions.team_reviewers, additions.assignees)
        return bool(missing or any(people) or additions.milestone)

    def set_labels(self, number: int, labels: Sequence[str]) -> None:
        """All at once; where that is refused one by one, since only those that do not exist yet need more rights."""
        path = f"/issues/{number}/labels"
        for refused, reason in self._all_or_each(
            "labels", labels, lambda some: self._post(path, {"labels": some})
        ):
            self._notes.append(
                f"label {refused!r} was not set ({reason}); making a new label needs `issues: write`: make it once"
            )

    def _request_reviews(self, number: int, people: Sequence[str], teams: Sequence[str]) -> None:
        """GitHub takes all reviewers or none, so after a refusal each is asked for alone."""
        path = f"/pulls/{number}/requested_reviewers"
        for refused, reason in self._all_or_each(
            "reviewers", people, lambda some: self._post(path, {"reviewers": some})
        ):
            self._notes.append(f"reviewer {refused!r} was not requested: {reason}")

        def ask(some: list[str]) -> object:
            return self._post(path, {"team_reviewers": [team.rpartition("/")[2] for team in some]})

        for refused, reason in self._all_or_each("team_reviewers", teams, ask):
            self._notes.append(
                f"team reviewer {refused.rpartition('/')[2]!r} was not requested: {reason}; teams need a token that may read"
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
            refused |= dict(self._all_or_each("assignees", names[start : start + _MOST_ASSIGNEES], send))
        for name in names:
            if name.lower() not in assigned:
                self._notes.append(
                    f"{name!r} was not assigned: {refused.get(name, 'no access to the repository')}"
                )

    def _set_milestone(self, number: int, title: str) -> None:
        if not title:
            return
        try:
            found = self._api.get("/milestones", state="open", per_page=100)
            milestone = next((one["number"] for one in found if one["title"] == title), None)
            if milestone is None:
                self._notes.append(f"milestone {title!r} was not set: there is no open one of that title")
                return
            path, body = f"/issues/{number}", {"milestone": milestone}
            settled(self._clock, lambda: self._api.send("PATCH", path, body, repeatable=True))
        except Refused as refusal:
            self._notes.append(f"milestone {title!r} was not set: {refusal.text}")
            self._remember("milestone", title, refusal)

    def _remember(self, field: str, name: str, refusal: Refused) -> None:
        if refusal.may_change:
            self._unmet.append((field, name))

    def _all_or_each(
        self, field: str, names: Sequence[str], send: Callable[[list[str]], object]
    ) -> list[tuple[str, str]]:
        """Send all names, or after a refusal each alone; returns (name, reason) of those refused."""
        if not names:
            return []
        try:
            settled(self._clock, lambda: send(list(names)))
        except Refused as refusal:
            if len(names) == 1:
                self._remember(field, names[0], refusal)
                return [(names[0], refusal.text)]
        else:
            return []
        return [one for name in names for one in self._all_or_each(field, [name], send)]

    def _post(self, path: str, body: object) -> Any:
        return self._api.send("POST", path, body, repeatable=True)
