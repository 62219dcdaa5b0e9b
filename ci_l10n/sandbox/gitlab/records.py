"""What the simulated GitLab remembers besides git: projects, merge requests, labels, people."""

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from ci_l10n.sandbox.gitlab.knobs import Knobs
from ci_l10n.sandbox.repositories import Repositories, Repository
from ci_l10n.sandbox.service import SandboxClock

OWNER = 50
MAINTAINER = 40
DEVELOPER = 30
REPORTER = 20

#: The second person of this GitLab: a maintainer who reviews, pushes and merges.
PERSON = "mona"


@dataclass(frozen=True, slots=True)
class Credential:
    """A known token. ``kind`` is api (personal, group or project token) or job."""

    token: str
    username: str
    kind: str = "api"


@dataclass(frozen=True, slots=True)
class Pusher:
    """Who moves refs at the moment; what a job token pushes starts no pipeline."""

    username: str
    starts_pipelines: bool = True


@dataclass(frozen=True, slots=True)
class User:
    id: int
    username: str
    bot: bool = False


@dataclass
class Label:
    id: int
    name: str
    color: str = "#6699cc"
    description: str | None = None


@dataclass
class Milestone:
    id: int
    iid: int
    title: str
    description: str | None
    created: float
    state: str = "active"


@dataclass
class Note:
    id: int
    author: str
    body: str
    created: float
    updated: float


@dataclass
class Pipeline:
    """``hidden`` counts the reads that do not see it yet."""

    id: int
    iid: int
    ref: str
    sha: str
    status: str
    created: float
    author: str
    hidden: int = 0


@dataclass
class Protection:
    """A protected branch; levels 0 (no one), 30 (developers), 40 (maintainers)."""

    id: int
    pattern: str
    push_level: int = MAINTAINER
    merge_level: int = MAINTAINER
    allow_force_push: bool = False


@dataclass(frozen=True, slots=True)
class MergeOrder:
    """How to merge; empty texts mean GitLab's defaults."""

    by: str
    squash: bool = False
    remove_source_branch: bool = False
    merge_message: str = ""
    squash_message: str = ""


@dataclass
class MergeRequest:
    """The three ids of commits follow the branches while it is open, then stay as they were."""

    id: int
    iid: int
    author: str
    title: str
    description: str | None
    source: str
    target: str
    head_sha: str  # tip of the source branch
    start_sha: str  # tip of the target branch
    base_sha: str  # merge base of both
    created: float
    updated: float
    state: str = "opened"  # opened | closed | merged
    closed: float | None = None
    closed_by: str = ""
    merged: float | None = None
    merged_by: str = ""
    merge_sha: str | None = None
    squash_sha: str | None = None
    labels: list[str] = field(default_factory=list)
    assignees: list[str] = field(default_factory=list)
    reviewers: list[str] = field(default_factory=list)
    milestone: int | None = None
    squash: bool = False
    remove_source_branch: bool | None = None
    notes: list[Note] = field(default_factory=list)
    auto_merge: MergeOrder | None = None
    unchecked: int = 0  # reads that find its mergeability still being checked

    @property
    def draft(self) -> bool:
        return self.title.lower().startswith(("draft:", "[draft]", "(draft)"))


@dataclass
class Project:
    """One repository with everything around it. ``branches`` are the tips last seen, ``pusher`` who moves refs."""

    id: int
    repository: Repository
    created: float
    visibility: str = "private"
    description: str | None = None
    settings: dict[str, object] = field(default_factory=dict)
    merge_requests: dict[int, MergeRequest] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)  # by name
    milestones: dict[int, Milestone] = field(default_factory=dict)  # by id
    pipelines: list[Pipeline] = field(default_factory=list)
    protections: dict[str, Protection] = field(default_factory=dict)  # by pattern
    branches: dict[str, str] = field(default_factory=dict)
    pusher: Pusher | None = None

    @property
    def merge_method(self) -> str:
        """merge | rebase_merge | ff"""
        return str(self.settings.get("merge_method", "merge"))


class Hub:
    """The whole simulated GitLab: its repositories, its people, its time, its knobs, its counter of ids."""

    def __init__(
        self, repositories: Repositories, clock: SandboxClock, origin: str | Callable[[], str], owner: str
    ) -> None:
        self.repositories = repositories
        self.clock = clock
        self._origin = origin
        self.owner = owner
        self.knobs = Knobs()
        self.expires_at: float | None = None  # the owner's token, in seconds since the epoch
        self.lock = threading.RLock()
        self._projects: dict[str, Project] = {}
        self._users: dict[int, User] = {}
        self._last_id = 1000

    @property
    def origin(self) -> str:
        """`http://127.0.0.1:PORT`; may be a function, because a port is known only once it is bound."""
        return (self._origin if isinstance(self._origin, str) else self._origin()).rstrip("/")

    @property
    def api(self) -> str:
        return f"{self.origin}/api/v4"

    def next_id(self) -> int:
        with self.lock:
            self._last_id += 1
            return self._last_id

    def user(self, username: str) -> User:
        """The user of that name, who exists from now on; the id follows from the name."""
        number = int.from_bytes(hashlib.sha256(username.encode()).digest()[:3], "big") + 1
        bot = username.startswith("project_") and "_bot" in username
        return self._users.setdefault(number, User(number, username, bot))

    def find_user(self, username: str) -> User | None:
        """As `user`, but the knob decides who there is."""
        known = self.knobs.users
        if known is None or username.lower() in {name.lower() for name in known} | {self.owner}:
            return self.user(username)
        return None

    def user_by_id(self, number: int) -> User | None:
        return self._users.get(number)

    def users(self) -> list[User]:
        return list(self._users.values())

    def level(self, credential: Credential | None) -> int:
        """What somebody is in every project; 0 without a credential."""
        if credential is None:
            return 0
        return MAINTAINER if credential.username == PERSON else self.knobs.access_level

    def is_read_only(self, credential: Credential | None) -> bool:
        """Whether the scope of the token is to read."""
        return self.knobs.read_only and credential is not None and credential.username != PERSON

    def find(self, reference: str) -> Project | None:
        """
        The project of an id or of a path with namespace, however its repository came into the folder.

        A path may begin with `git/`, as addresses of repositories do here: gitlab-ci-local takes it from there.
        """
        reference = reference.removeprefix("git/")
        if reference.isdecimal():
            for repository in self.repositories.all():
                self.project(repository)
            return next((one for one in self._projects.values() if one.id == int(reference)), None)
        owner, _, name = reference.rpartition("/")
        repository_found = self.repositories.find(owner, name) if owner else None
        return None if repository_found is None else self.project(repository_found)

    def project(self, repository: Repository) -> Project:
        with self.lock:
            known = self._projects.get(repository.full_name)
            if known is None or known.repository is not repository:
                # The id follows from the name, so that it is the same after a restart.
                number = int.from_bytes(hashlib.sha256(repository.full_name.encode()).digest()[:3], "big") + 1
                known = Project(number, repository, self.clock.now())
                known.branches = branch_tips(repository)
                self._projects[repository.full_name] = known
            return known

    def forget(self, full_name: str | None = None) -> None:
        """Forget one project, or all of them."""
        with self.lock:
            if full_name is None:
                self._projects.clear()
            else:
                self._projects.pop(full_name, None)


def branch_tips(repository: Repository) -> dict[str, str]:
    """Branch names to object ids."""
    return {name.removeprefix("refs/heads/"): sha for name, sha in repository.refs("refs/heads/").items()}
