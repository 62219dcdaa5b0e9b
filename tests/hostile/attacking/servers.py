"""Two servers on loopback: one between a run and the sandbox that spoils answers, one that should never be asked."""

import io
import re
import threading
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, NamedTuple, Self

from werkzeug.wrappers import Request, Response

from ci_l10n.sandbox.http_server import Server

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Heard(NamedTuple):
    """A request that came to the foreign host."""

    method: str
    path: str
    text: str  # the request line, headers and body, decoded as far as they are text


@dataclass
class Listening:
    """An application on a free port of loopback, until the end of a `with`."""

    application: Application
    server: Server = field(init=False)

    def __post_init__(self) -> None:
        self.server = Server(0, self.application)

    @property
    def port(self) -> int:
        return self.server.server_port

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.shutdown()
        self.server.close_connections()
        self.server.server_close()


class ForeignHost:
    """Answers everybody kindly and writes down what they said."""

    def __init__(self) -> None:
        self._heard: list[Heard] = []

    def heard(self, case: str) -> list[Heard]:
        """What was asked for below the path of a case."""
        return [each for each in self._heard if f"/{case}/" in each.path]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        headers = "\n".join(f"{name}: {value}" for name, value in request.headers)
        body = request.get_data().decode("utf-8", "replace")
        text = f"{request.method} {request.full_path}\n{headers}\n\n{body}"
        self._heard.append(Heard(request.method, request.path, text))
        answer = Response("{}", 200, content_type="application/json")
        return answer(environ, start_response)


@dataclass(frozen=True)
class Spoiling:
    """
    What becomes of the answers to requests that match ``method`` and a part of ``path``, from the first to the last.

    ``body`` replaces the answer and the service never sees the request; ``members`` and ``renames`` change the archive
    that it gave. ``status`` and ``headers`` go with either.
    """

    method: str
    path: str
    status: int = 0  # 0: 200 with a body of ours, else the service's
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    members: Callable[[zipfile.ZipFile], None] | None = None
    renames: Mapping[str, str] = field(default_factory=dict)
    replaces: Mapping[str, str] = field(default_factory=dict)  # texts in the service's answer

    def matches(self, request: Request) -> bool:
        return request.method == self.method and re.search(self.path, request.full_path) is not None

    @property
    def is_answer(self) -> bool:
        """Whether the service is not asked at all."""
        return self.body is not None or bool(self.status)

    def answer(self) -> Response:
        return self._with_headers(
            Response(self.body or b"", self.status or 200, content_type="application/json")
        )

    def change(self, response: Response) -> Response:
        body = response.get_data()
        response.set_data(self._repacked(body) if body.startswith(b"PK") else self._replaced(body))
        return self._with_headers(response)

    def _with_headers(self, response: Response) -> Response:
        for name, value in self.headers.items():
            response.headers[name] = value
        return response

    def _replaced(self, content: bytes) -> bytes:
        for old, new in self.replaces.items():
            content = content.replace(old.encode(), new.encode())
        return content

    def _repacked(self, body: bytes) -> bytes:
        made = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(body)) as old,
            zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for info in old.infolist():
                content = self._replaced(old.read(info))
                info.filename = self.renames.get(info.orig_filename, info.orig_filename)
                new.writestr(info, content)
            if self.members:
                self.members(new)
        return made.getvalue()


class Between:
    """The sandbox, for one case, with some of its answers spoilt."""

    def __init__(self, application: Application, spoilings: Sequence[Spoiling]) -> None:
        self._application = application
        self._spoilings = spoilings

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        matching = [each for each in self._spoilings if each.matches(request)]
        if not matching:
            return self._application(environ, start_response)
        if matching[0].is_answer:
            return matching[0].answer()(environ, start_response)
        answer = Response.from_app(self._application, environ)
        for spoiling in matching:
            answer = spoiling.change(answer)
        return answer(environ, start_response)
