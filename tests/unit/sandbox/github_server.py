"""The simulated GitHub and its git server on a small werkzeug server, for these tests."""

import json
import os
import subprocess
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import requests
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from ci_l10n.sandbox.git_http import GitService
from ci_l10n.sandbox.github.service import GitHubService
from ci_l10n.sandbox.repositories import Repositories
from ci_l10n.sandbox.service import SandboxClock
from tests.github_schema import check_request, check_response

TOKEN = "ghp_0123456789"
#: What the published description does not list although the real service answers so.
UNLISTED = {401, 403, 404, 405, 409, 422, 429, 502}


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *_: object, **__: object) -> None:
        """The tests print nothing."""


@dataclass(frozen=True)
class Reply:
    status: int
    body: Any
    headers: Any


class GitHubServer:
    """A context manager; ``requests`` are checked against GitHub's schema as they are made with `call`."""

    def __init__(self, folder: Path) -> None:
        self.clock = SandboxClock()
        self.repositories = Repositories(folder)
        self.github = GitHubService(self.repositories, TOKEN, self.clock, lambda: self.origin)
        self.git = GitService(self.repositories, [TOKEN])
        self.origin = ""
        self.session = requests.Session()

    def __enter__(self) -> Self:
        self._server = make_server("127.0.0.1", 0, self._app, threaded=True, request_handler=_Quiet)
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.session.close()
        self._server.shutdown()
        self._server.server_close()

    def _app(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        for service in (self.github, self.git):
            if request.path.startswith(service.prefixes):
                return service.respond(request)(environ, start_response)
        return Response("nothing here", 404)(environ, start_response)

    @property
    def api(self) -> str:
        return f"{self.origin}/api/v3"

    def call(
        self, method: str, path: str, body: object = None, *, token: str = TOKEN, checked: bool = True
    ) -> Reply:
        """One REST call; request and answer are checked against GitHub's own description."""
        url = urlsplit(path)
        query = dict(pair.split("=", 1) for pair in url.query.split("&")) if url.query else {}
        if checked:
            assert check_request(method, url.path, query, body) == []
        data = None if body is None else json.dumps(body).encode()
        done = self.session.request(
            method, self.api + path, data=data, headers={"Authorization": f"token {token}"}
        )
        answer = done.json() if done.content else None
        if checked and done.status_code not in UNLISTED:
            assert check_response(method, url.path, done.status_code, answer) == []
        return Reply(done.status_code, answer, done.headers)

    def graphql(self, query: str, **variables: object) -> dict[str, Any]:
        done = self.session.post(
            f"{self.api}/graphql",
            json={"query": query, "variables": variables},
            headers={"Authorization": f"bearer {TOKEN}"},
        )
        assert done.status_code == 200, done.text
        found: dict[str, Any] = done.json()
        return found

    def remote(self, name: str = "app", token: str = TOKEN) -> str:
        login = f"x-access-token:{token}@" if token else ""
        return f"http://{login}{self.origin.removeprefix('http://')}/git/acme/{name}.git"


def git(
    folder: Path, *arguments: str, check: bool = True, stdin: bytes = b""
) -> subprocess.CompletedProcess[str]:
    """Run git as a user would, without anybody's configuration."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_AUTHOR_NAME": "Mona",
        "GIT_AUTHOR_EMAIL": "mona@example.org",
        "GIT_COMMITTER_NAME": "Mona",
        "GIT_COMMITTER_EMAIL": "mona@example.org",
    }
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=environment, capture_output=True, input=stdin, check=False
    )
    told = subprocess.CompletedProcess(
        done.args,
        done.returncode,
        done.stdout.decode("utf-8", "replace"),
        done.stderr.decode("utf-8", "replace"),
    )
    assert not check or told.returncode == 0, told.stderr
    return told


class Work:
    """A clone of `acme/app` with a first commit on `main`, pushed."""

    def __init__(self, server: GitHubServer, folder: Path) -> None:
        self.server = server
        self.folder = folder
        folder.mkdir()
        git(folder, "init", "-q", "-b", "main")
        git(folder, "remote", "add", "origin", server.remote())
        self.commit("README.md", "# App\n", "First")
        self.push("main")

    def commit(self, path: str, text: str, message: str) -> str:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        git(self.folder, "add", "-A")
        git(self.folder, "commit", "-q", "-m", message)
        return self.sha()

    def branch(self, name: str, start: str = "main") -> None:
        git(self.folder, "switch", "-q", "-C", name, start)

    def sha(self, name: str = "HEAD") -> str:
        return git(self.folder, "rev-parse", name).stdout.strip()

    def push(self, *arguments: str, check: bool = True) -> str:
        return git(self.folder, "push", "-q", "origin", *arguments, check=check).stderr

    def propose(self, branch: str = "l10n/main") -> dict[str, Any]:
        """A pull request from a new branch with one commit."""
        self.branch(branch)
        self.commit("de.json", '{"a": "b"}\n', f"Update translations on {branch}")
        self.push(branch)
        reply = self.server.call(
            "POST", "/repos/acme/app/pulls", {"title": "T", "head": branch, "base": "main"}
        )
        assert reply.status == 201, reply.body
        found: dict[str, Any] = reply.body
        return found
