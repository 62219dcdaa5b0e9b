"""One request on its way to a handler, and what a handler gives back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlencode

from werkzeug.wrappers import Request

from ci_l10n.sandbox.github.records import Hub, Project, Pull
from ci_l10n.sandbox.github.refusals import Refusal, not_found, wrong_request
from ci_l10n.sandbox.repositories import Right

T = TypeVar("T")

#: Types of JSON values by the words GitHub uses for them.
_WORDS: dict[type, str] = {
    str: "a string",
    bool: "a boolean",
    int: "an integer",
    list: "an array",
    dict: "an object",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A JSON answer; ``value`` None is an empty body."""

    value: object
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """``path`` holds the variables of the path, ``body`` the JSON object that was sent (empty without one)."""

    hub: Hub
    request: Request
    path: Mapping[str, str]
    body: Mapping[str, object]
    maybe_project: Project | None
    right: Right

    @property
    def project(self) -> Project:
        if self.maybe_project is None:
            raise not_found()
        return self.maybe_project

    @property
    def now(self) -> float:
        return self.hub.clock.now()

    def pull(self) -> Pull:
        """The pull request that the path names; issues are nothing but pull requests here."""
        pull = self.project.pulls.get(int(self.path["number"]))
        if pull is None:
            raise not_found()
        return pull

    def find(self, name: str, kind: type[T]) -> T | None:
        """A member of the body that may be absent or null. Raises the 422 for another type."""
        value = self.body.get(name)
        if value is None:
            return None
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise wrong_request(f"For 'properties/{name}', {value!r} is not {_WORDS[kind]}.")
        return value

    def get(self, name: str, kind: type[T]) -> T:
        """A member of the body that must be there."""
        value = self.find(name, kind)
        if value is None:
            raise wrong_request(f'"{name}" wasn\'t supplied.')
        return value

    def strings(self, name: str) -> list[str]:
        """A list of strings of the body, empty when absent."""
        values = self.find(name, list) or []
        for value in values:
            if not isinstance(value, str):
                raise wrong_request(f"For 'properties/{name}', {value!r} is not a string.")
        return list(values)

    def paged(self, items: Sequence[object]) -> Answer:
        """One page of ``items`` with the `Link` header that leads to the others."""
        size = min(max(self._number("per_page", 30), 1), 100)
        page = max(self._number("page", 1), 1)
        last = max((len(items) + size - 1) // size, 1)
        links = []
        if page > 1:
            links += [self._link(1, size, "first"), self._link(min(page - 1, last), size, "prev")]
        if page < last:
            links += [self._link(page + 1, size, "next"), self._link(last, size, "last")]
        headers = {"Link": ", ".join(links)} if links else {}
        return Answer(list(items[(page - 1) * size : page * size]), headers=headers)

    def _number(self, name: str, default: int) -> int:
        text = self.request.args.get(name, "")
        return int(text) if text.isdecimal() else default

    def _link(self, page: int, size: int, relation: str) -> str:
        query = {**self.request.args.to_dict(), "per_page": size, "page": page}
        return f'<{self.hub.origin}{self.request.path}?{urlencode(query)}>; rel="{relation}"'


Handler = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """``path`` in the notation of werkzeug, below `/api/v3`."""

    method: str
    path: str
    handler: Handler
    public: bool = False  # answers without a token

    @property
    def writes(self) -> bool:
        return self.method != "GET"


def choice(call: Call, name: str, options: Sequence[str], default: str) -> str:
    """A query parameter with few possible values."""
    value = call.request.args.get(name, default)
    if value not in options:
        raise Refusal(422, "Validation Failed", [{"resource": "Search", "field": name, "code": "invalid"}])
    return value
