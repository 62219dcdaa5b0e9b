"""Labels, people and milestone of a new merge request: names of the configuration to numbers of GitLab."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ci_l10n.forge.base import ChangeRequest, Proposal
from ci_l10n.forge.gitlab_api import GitLabApi, Refused


def labels_of(proposal: Proposal) -> list[str]:
    """Labels as GitLab has them: a comma stands between two, so none can have one in it."""
    parts = (part.strip() for label in proposal.labels for part in label.split(","))
    return list(dict.fromkeys(filter(None, parts)))


class Dressing:
    """What a merge request is created with; ``notes`` takes what cannot be set, ``unmet`` what of that may be another time."""

    def __init__(self, api: GitLabApi, notes: list[str], unmet: list[tuple[str, str]]) -> None:
        self._api = api
        self._notes = notes
        self._unmet = unmet
        self._wanted: dict[str, dict[str, int]] = {}  # role -> name -> id

    def values(self, proposal: Proposal) -> dict[str, object]:
        """Parameters for what is asked for and known to GitLab; labels are made on the fly there."""
        if proposal.team_reviewers:
            self._notes.append(
                "unsupported: team reviewers on GitLab; name people, or give the project an approval rule"
            )
        self._wanted = {
            "reviewer": self._ids("reviewer", proposal.reviewers),
            "assignee": self._ids("assignee", proposal.assignees),
        }
        values: dict[str, object] = {
            "labels": ",".join(labels_of(proposal)),
            "reviewer_ids": list(self._wanted["reviewer"].values()),
            "assignee_ids": list(self._wanted["assignee"].values()),
            "milestone_id": self._milestone(proposal.milestone),
        }
        return {name: value for name, value in values.items() if value}

    def additions(self, existing: ChangeRequest, additions: Proposal) -> dict[str, object]:
        """Parameters that add to what is there; GitLab replaces reviewers and assignees, so both are sent."""
        have = {label.lower() for label in existing.labels}
        missing = tuple(label for label in labels_of(additions) if label.lower() not in have)
        values = self.values(replace(additions, labels=missing))
        if labels := values.pop("labels", None):
            values["add_labels"] = labels
        for name, there in (("reviewer_ids", existing.reviewer_ids), ("assignee_ids", existing.assignee_ids)):
            new = values.pop(name, None)
            if isinstance(new, list) and not set(new) <= set(there):
                values[name] = [*there, *(each for each in new if each not in there)]
        return values

    def compare(self, made: Mapping[str, Any]) -> None:
        """GitLab leaves out without a word whom it cannot take, so its answer is compared."""
        for role, wanted in self._wanted.items():
            there = {one.get("id") for one in made.get(f"{role}s") or ()}
            missing = ", ".join(repr(name) for name, number in wanted.items() if number not in there)
            if missing:
                few = "; several at once need a paid tier" if len(wanted) > 1 else ""
                self._notes.append(
                    f"GitLab took {len(there)} of {len(wanted)} as {role}; not set: {missing}"
                    f" (each needs access to the project{few})"
                )

    def _ids(self, role: str, names: Iterable[str]) -> dict[str, int]:
        """Names to ids of those whom GitLab knows; the others are noted."""
        found: dict[str, int] = {}
        for name in dict.fromkeys(name.removeprefix("@") for name in names):
            reason = "GitLab knows nobody of this name"
            try:
                users = self._api.get("/users", username=name)
                ids = [int(user["id"]) for user in users if user["username"].lower() == name.lower()]
            except Refused as refusal:
                ids, reason = [], refusal.text
                self._remember(f"{role}s", name, refusal)
            except (KeyError, TypeError, AttributeError):
                ids, reason = [], "GitLab's answer is no list of people"
            if ids:
                found[name] = ids[0]
            else:
                self._notes.append(f"{role} {name!r} was not set: {reason}")
        return found

    def _milestone(self, title: str) -> int | None:
        if not title:
            return None
        reason = "there is no active one of that title in the project or its groups"
        try:
            found = self._api.get(
                f"{self._api.project}/milestones", title=title, state="active", include_ancestors="true"
            )
            ids = [int(one["id"]) for one in found if one["title"] == title]
        except Refused as refusal:
            ids, reason = [], refusal.text
            self._remember("milestone", title, refusal)
        except (KeyError, TypeError):
            ids, reason = [], "GitLab's answer is no list of milestones"
        if not ids:
            self._notes.append(f"milestone {title!r} was not set: {reason}")
        return ids[0] if ids else None

    def _remember(self, field: str, name: str, refusal: Refused) -> None:
        if refusal.may_change:
            self._unmet.append((field, name))
