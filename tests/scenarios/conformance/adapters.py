"""
What the scenarios are run over: a plain branch, patches, a simulated GitHub and a simulated GitLab.

Each is a world with the same few words for what people see and do there; a row of `ADAPTERS` says how it differs.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

import requests

from tests.scenarios.gitlab_world import GitLabWorld
from tests.scenarios.world import World

State = Literal["open", "closed", "merged"]
BRANCH = "l10n/main"
PATCH = "l10n-patch/0001-Update-translations.patch"


class Seen(NamedTuple):
    """A change request as people see it."""

    number: int
    state: State
    title: str
    body: str
    labels: tuple[str, ...]
    reviewers: tuple[str, ...]
    assignees: tuple[str, ...]
    milestone: str
    is_draft: bool


class BranchDesk(World):
    """`--deliver branch`: people merge it themselves."""

    flags: tuple[str, ...] = ("--deliver", "branch")
    service = ""  # whose requests are counted, besides those of git

    def sync(self, *arguments: str) -> dict[str, Any]:
        return super().sync(*self.flags, *arguments)

    def seen(self) -> list[Seen]:
        """All change requests, oldest first."""
        return []

    def is_proposed(self) -> bool:
        """Whether there is something to merge."""
        if not self.remote_ref(f"refs/heads/{BRANCH}"):
            return False
        self.git("fetch", "-q", "origin", BRANCH)
        return self.git("diff", "--name-only", self.base, "FETCH_HEAD") != ""

    def proposed(self, path: str) -> Mapping[str, str]:
        """Strings of a file as it is once what is proposed is merged."""
        strings: dict[str, str] = json.loads(self.on_branch_or_base(path))
        return strings

    def edit_branch(self, path: str, strings: Mapping[str, str]) -> str:
        """A person pushes a commit to the branch; its id."""
        self.git("fetch", "-q", "origin", BRANCH)
        self.git("checkout", "-q", "FETCH_HEAD")
        self.write({path: json.dumps(strings, indent=2, ensure_ascii=False) + "\n"})
        self.git("commit", "-qam", "Review")
        self.git("push", "-q", "origin", f"HEAD:{BRANCH}")
        made = self.git("rev-parse", "HEAD")
        self.git("checkout", "-q", self.base)
        return made

    def merge(self, how: str) -> None:
        """A person merges what is proposed, the branch goes, and the checkout follows."""
        self.git("fetch", "-q", "origin", BRANCH)
        if how == "merge":
            self.git("merge", "-q", "--no-ff", "-m", "Merge", "FETCH_HEAD")
        elif how == "squash":
            self.git("merge", "-q", "--squash", "FETCH_HEAD")
            self.git("commit", "-qm", "Squashed")
        else:
            self.git("cherry-pick", f"{self.base}..FETCH_HEAD")
        self.git("push", "-q", "origin", f"HEAD:{self.base}", f":{BRANCH}")

    def close(self) -> None:
        raise NotImplementedError("there is nothing to close")

    def calls(self, since: int) -> list[tuple[str, str]]:
        """Method and path of the requests to forge and git since the ``since``-th of all."""
        services = {self.service, "git"}
        log: list[dict[str, Any]] = self.control("log")[since:]
        return [(entry["method"], entry["path"]) for entry in log if entry["service"] in services]

    def clear_faults(self) -> None:
        requests.delete(f"{self.origin}/_sandbox/faults", timeout=20)


class PatchDesk(BranchDesk):
    """`--deliver patch`: people apply it with `git am`."""

    flags = ("--deliver", "patch")

    def is_proposed(self) -> bool:
        return (self.folder / PATCH).exists()

    def proposed(self, path: str) -> Mapping[str, str]:
        place = self.folder.parent / "applied"
        if not place.exists():
            self.git("clone", "-q", f"{self.announced['git']}/{self.repository}.git", str(place))
        self.git("-C", str(place), "fetch", "-q", "origin")
        self.git("-C", str(place), "reset", "-q", "--hard", f"origin/{self.base}")
        if self.is_proposed():
            self.git("-C", str(place), "am", "-q", str(self.folder / PATCH))
        strings: dict[str, str] = json.loads((place / path).read_bytes())
        return strings

    def merge(self, how: str) -> None:
        self.git("am", "-q", str(Path(PATCH)))
        self.git("push", "-q", "origin", f"HEAD:{self.base}")


class GitHubDesk(BranchDesk):
    flags = ()
    service = "github"

    def seen(self) -> list[Seen]:
        return [self._seen(pull["number"]) for pull in reversed(self.pulls())]

    def _seen(self, number: int) -> Seen:
        pull = self.github("GET", f"repos/{self.repository}/pulls/{number}")
        return Seen(
            pull["number"],
            "merged" if pull["merged_at"] else pull["state"],
            pull["title"],
            pull["body"] or "",
            tuple(sorted(label["name"] for label in pull["labels"])),
            tuple(sorted(who["login"] for who in pull["requested_reviewers"])),
            tuple(sorted(who["login"] for who in pull["assignees"])),
            pull["milestone"]["title"] if pull["milestone"] else "",
            pull["draft"],
        )

    def merge(self, how: str) -> None:
        (number,) = [each.number for each in self.seen() if each.state == "open"]
        self.github("PUT", f"repos/{self.repository}/pulls/{number}/merge", {"merge_method": how})
        self.git("push", "-q", "origin", f":{BRANCH}")
        self.pull_branch()

    def close(self) -> None:
        (number,) = [each.number for each in self.seen() if each.state == "open"]
        self.github("PATCH", f"repos/{self.repository}/pulls/{number}", {"state": "closed"})

    def make_milestone(self) -> None:
        self.github("POST", f"repos/{self.repository}/milestones", {"title": "v2"})


class GitLabDesk(GitLabWorld, BranchDesk):
    flags = ()
    service = "gitlab"

    def seen(self) -> list[Seen]:
        states: dict[str, State] = {"opened": "open", "closed": "closed", "merged": "merged"}
        return [
            Seen(
                each["iid"],
                states[each["state"]],
                each["title"],
                each["description"] or "",
                tuple(sorted(each["labels"])),
                tuple(sorted(who["username"] for who in each["reviewers"])),
                tuple(sorted(who["username"] for who in each["assignees"])),
                each["milestone"]["title"] if each["milestone"] else "",
                each["draft"],
            )
            for each in sorted(self.merge_requests(), key=lambda each: int(each["iid"]))
        ]

    def merge(self, how: str = "merge", *, squash: bool = False) -> None:
        (number,) = [each.number for each in self.seen() if each.state == "open"]
        self.on_project("PUT", f"merge_requests/{number}/merge", {"squash": squash or how == "squash"})
        self.git("push", "-q", "origin", f":{BRANCH}")
        self.pull_branch()

    def close(self) -> None:
        (number,) = [each.number for each in self.seen() if each.state == "open"]
        self.on_project("PUT", f"merge_requests/{number}", {"state_event": "close"})

    def make_milestone(self) -> None:
        self.on_project("POST", "milestones", {"title": "v2"})


@dataclass(frozen=True)
class Adapter:
    """How one way of delivery differs from the others."""

    name: str
    desk: type[BranchDesk]
    has_requests: bool  # opens change requests, so that labels and the like can be asked for
    has_branch: bool
    methods: tuple[str, ...]  # by which people merge
    body_limit: int = 0  # characters of a change request's body


ADAPTERS = (
    Adapter("branch", BranchDesk, has_requests=False, has_branch=True, methods=("merge", "squash", "rebase")),
    Adapter("patch", PatchDesk, has_requests=False, has_branch=False, methods=("am",)),
    Adapter(
        "github",
        GitHubDesk,
        has_requests=True,
        has_branch=True,
        methods=("merge", "squash", "rebase"),
        body_limit=58_000,
    ),
    Adapter(
        "gitlab",
        GitLabDesk,
        has_requests=True,
        has_branch=True,
        methods=("merge", "squash"),
        body_limit=1_048_576,
    ),
)
