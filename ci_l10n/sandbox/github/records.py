"""What the simulated GitHub remembers besides git: pull requests, labels, comments, milestones."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ci_l10n.sandbox.github.knobs import Knobs
from ci_l10n.sandbox.repositories import Repositories, Repository
from ci_l10n.sandbox.service import SandboxClock


@dataclass
class Label:
    id: int
    name: str
    color: str = "ededed"
    description: str | None = None


@dataclass
class Milestone:
    id: int
    number: int
    title: str
    description: str | None
    created: float
    state: str = "open"


@dataclass
class Comment:
    id: int
    issue: int  # number of the pull request
    author: str
    body: str
    created: float
    updated: float


@dataclass
class AutoMerge:
    """An order to merge when nothing stands in the way any more."""

    by: str
    method: str  # merge | squash | rebase
    title: str = ""
    message: str = ""


@dataclass
class Pull:
    """A pull request. ``head_sha`` follows the branch while it is open, then stays as it was."""

    id: int
    number: int
    author: str
    title: str
    body: str | None
    head: str  # branch
    base: str  # branch
    head_sha: str
    base_sha: str
    created: float
    updated: float
    draft: bool = False
    state: str = "open"  # open | closed
    closed: float | None = None
    merged: float | None = None
    merged_by: str = ""
    merge_sha: str | None = None
    dead: bool = False  # its head was inside its base: never to be reopened
    labels: list[str] = field(default_factory=list)
    assignees: list[str] = field(default_factory=list)
    reviewers: list[str] = field(default_factory=list)
    teams: list[str] = field(default_factory=list)
    milestone: int | None = None
    comments: list[Comment] = field(default_factory=list)
    auto_merge: AutoMerge | None = None
    late: int = 0  # calls still to be refused because "the node is not there yet"


@dataclass
class Project:
    """One repository with everything around it."""

    id: int
    repository: Repository
    created: float
    private: bool = True
    description: str | None = None
    settings: dict[str, bool] = field(default_factory=dict)
    pulls: dict[int, Pull] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)  # by name in lower case
    milestones: dict[int, Milestone] = field(default_factory=dict)
    last_number: int = 0

    def next_number(self) -> int:
        """Issues and pull requests share their numbers."""
        self.last_number += 1
        return self.last_number


class Hub:
    """The whole simulated GitHub: its repositories, its time, its knobs, its counter of ids."""

    def __init__(
        self, repositories: Repositories, clock: SandboxClock, origin: str | Callable[[], str], owner: str
    ) -> None:
        self.repositories = repositories
        self.clock = clock
        self._origin = origin
        self.owner = owner
        self.knobs = Knobs()
        self.lock = threading.RLock()
        self._projects: dict[str, Project] = {}
        self._last_id = 1000

    @property
    def origin(self) -> str:
        """`http://127.0.0.1:PORT`; may be a function, because a port is known only once it is bound."""
        return (self._origin if isinstance(self._origin, str) else self._origin()).rstrip("/")

    @property
    def api(self) -> str:
        return f"{self.origin}/api/v3"

    @property
    def login(self) -> str:
        """Who acts."""
        return "github-actions[bot]" if self.knobs.workflow_token else self.owner

    def next_id(self) -> int:
        with self.lock:
            self._last_id += 1
            return self._last_id

    def find(self, owner: str, name: str) -> Project | None:
        """The project of a repository, however that came into the folder."""
        repository = self.repositories.find(owner, name)
        return None if repository is None else self.project(repository)

    def project(self, repository: Repository) -> Project:
        with self.lock:
            known = self._projects.get(repository.full_name)
            if known is None or known.repository is not repository:
                known = Project(self.next_id(), repository, self.clock.now())
                self._projects[repository.full_name] = known
            return known

    def forget(self, full_name: str | None = None) -> None:
        """Forget one project, or all of them."""
        with self.lock:
            if full_name is None:
                self._projects.clear()
            else:
                self._projects.pop(full_name, None)

    def make_label(self, project: Project, values: Mapping[str, object]) -> Label:
        color = str(values.get("color") or "ededed").removeprefix("#").lower()
        description = values.get("description")
        label = Label(
            self.next_id(), str(values["name"]), color, None if description is None else str(description)
        )
        project.labels[label.name.lower()] = label
        return label
