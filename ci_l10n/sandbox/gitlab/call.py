"""One request on its way to a handler, and what a handler gives back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlencode

from ci_l10n.sandbox.gitlab.records import Credential, Hub, MergeRequest, Project
from ci_l10n.sandbox.gitlab.refusals import bad_parameters, forbidden, not_found, unauthorized

T = TypeVar("T")

_TRUE = (True, 1, "true", "1", "yes", "t", "on")
_FALSE = (False, 0, "false", "0", "no", "f", "off", "")


@dataclass(frozen=True, slots=True)
class Answer:
    """A JSON answer; ``value`` None is an empty body."""

    value: object
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """
    ``path`` holds the variables of the path, ``params`` those of query and body together.

    Parameters are strings where they come from a query or a form, JSON values otherwise.
    """

    hub: Hub
    url: str  # without the query
    path: Mapping[str, str]
    query: Mapping[str, object]
    params: Mapping[str, object]
    credential: Credential | None
    maybe_project: Project | None

    @property
    def project(self) -> Project:
        if self.maybe_project is None:
            raise not_found("Project")
        return self.maybe_project

    @property
    def now(self) -> float:
        return self.hub.clock.now()

    @property
    def username(self) -> str:
        """Who acts. Raises the 401 when nobody does."""
        if self.credential is None:
            raise unauthorized()
        return self.credential.username

    @property
    def level(self) -> int:
        """What the acting user is in projects: 20 reporter up to 50 owner; 0 without a user."""
        return self.hub.level(self.credential)

    def need(self, level: int) -> None:
        """Raises the 403 of somebody with fewer rights."""
        if self.level < level:
            raise forbidden()

    def merge_request(self) -> MergeRequest:
        """The merge request that the path names."""
        number = self.path["iid"]
        found = self.project.merge_requests.get(int(number)) if number.isdecimal() else None
        if found is None:
            raise not_found()
        return found

    def require(self, *names: str) -> None:
        """Raises the 400 that lists all of ``names`` that were not sent."""
        problems = [f"{name} is missing" for name in names if name not in self.params]
        problems += [f"{name} is empty" for name in names if self.params.get(name, "?") in ("", None)]
        if problems:
            raise bad_parameters(problems)

    def has(self, name: str) -> bool:
        return name in self.params

    def text(self, name: str) -> str | None:
        """A text; numbers and flags become texts, null is None."""
        value = self.params.get(name)
        if isinstance(value, list | dict):
            raise bad_parameters([f"{name} is invalid"])
        return None if value is None else str(value)

    def number(self, name: str) -> int | None:
        value = self.params.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, int | str) or not str(value).isdecimal():
            raise bad_parameters([f"{name} is invalid"])
        return int(value)

    def flag(self, name: str) -> bool | None:
        value = self.params.get(name)
        if value is None:
            return None
        if not isinstance(value, bool | int | str) or value not in (*_TRUE, *_FALSE):
            raise bad_parameters([f"{name} is invalid"])
        return value in _TRUE

    def choice(self, name: str, options: Sequence[str], default: str) -> str:
        """A parameter with few possible values."""
        value = self.text(name) or default
        if value not in options:
            raise bad_parameters([f"{name} does not have a valid value"])
        return value

    def words(self, name: str) -> list[str] | None:
        """Texts of a list or of one text with commas; None when not sent."""
        if name not in self.params:
            return None
        value = self.params[name]
        parts = value if isinstance(value, list) else str(value or "").split(",")
        found = [str(part).strip() for part in parts]
        return list(dict.fromkeys(part for part in found if part))

    def numbers(self, name: str) -> list[int] | None:
        """Numbers of a list or of one text with commas; None when not sent."""
        words = self.words(name)
        if words is not None and not all(word.isdecimal() for word in words):
            raise bad_parameters([f"{name} is invalid"])
        return None if words is None else [int(word) for word in words]

    def paged(
        self, items: Sequence[T], shape: Callable[[T], object] = lambda one: one, counted: bool = True
    ) -> Answer:
        """One page of ``items`` in that shape, with headers that lead to the others; logs are not ``counted``."""
        size = min(max(self.number("per_page") or 20, 1), 100)
        page = max(self.number("page") or 1, 1)
        last = max((len(items) + size - 1) // size, 1)
        following = page + 1 if page < last else None
        headers = {
            "X-Page": str(page),
            "X-Per-Page": str(size),
            "X-Next-Page": str(following or ""),
            "X-Prev-Page": str(page - 1) if page > 1 else "",
            "Link": self._links(size, page, last, counted),
        }
        if counted:
            headers |= {"X-Total": str(len(items)), "X-Total-Pages": str(last)}
        return Answer([shape(one) for one in items[(page - 1) * size : page * size]], headers=headers)

    def _links(self, size: int, page: int, last: int, counted: bool) -> str:
        numbers = {"prev": page - 1 or None, "next": page + 1 if page < last else None, "first": 1}
        if counted:
            numbers["last"] = last
        return ", ".join(
            self.link({"page": number, "per_page": size}, relation)
            for relation, number in numbers.items()
            if number
        )

    def link(self, changes: Mapping[str, object], relation: str) -> str:
        """One entry of a `Link` header: this call with other parameters."""
        return f'<{self.url}?{urlencode({**self.query, **changes}, doseq=True)}>; rel="{relation}"'


Handler = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """``path`` is below `/api/v4`: `:name` takes one segment, `*name` all the rest."""

    method: str
    path: str
    handler: Handler
    public: bool = False  # answers without a token
    job_token: bool = False  # answers to job tokens

    @property
    def writes(self) -> bool:
        return self.method not in ("GET", "HEAD")

    def match(self, segments: Sequence[str]) -> dict[str, str] | None:
        """The variables of a path, given as decoded segments; None when it is another call's."""
        wanted = self.path.strip("/").split("/")
        found: dict[str, str] = {}
        for number, part in enumerate(wanted):
            if part.startswith("*"):
                rest = "/".join(segments[number:])
                return found | {part[1:]: rest} if rest else None
            if number >= len(segments) or not segments[number]:
                return None
            if part.startswith(":"):
                found[part[1:]] = segments[number]
            elif part != segments[number]:
                return None
        return found if len(wanted) == len(segments) else None
