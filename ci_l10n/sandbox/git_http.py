"""
Git over smart HTTP: `git http-backend` behind the authentication of a forge.

All repositories need a token, as private ones do. It comes as the password of Basic authentication under any user
name (`x-access-token`, `oauth2`, `gitlab-ci-token`), or as a Bearer token. Texts of refusals are shown to people by
git with `remote:` in front, because they are `text/plain`.
"""

import base64
import binascii
import re
import shutil
import subprocess
import tempfile
import zlib
from collections.abc import Collection
from typing import IO

from werkzeug.wrappers import Request, Response
from werkzeug.wsgi import wrap_file

from ci_l10n.sandbox.git_host import GitHost, GitHubHost
from ci_l10n.sandbox.receiving import declined_answer, read_commands
from ci_l10n.sandbox.repositories import Repositories, Repository, git_environment

_IN_MEMORY = 8 * 1024 * 1024
_PATH = re.compile(
    r"(?:/git)?/(?P<owner>.+)/(?P<name>[^/]+?)(?:\.git)?/(?P<what>info/refs|git-(?:upload|receive)-pack)"
)


class GitService:
    """
    Serves `/git/<owner>/<name>.git`, and `/acme/<name>.git`.

    The token says whose repository is meant when several forges have one of that name; a GitHub with ``repositories``
    and ``tokens`` is asked first.
    """

    name = "git"
    prefixes = ("/git/", "/acme/")  # the forges' own addresses have nothing in front of the owner

    def __init__(self, repositories: Repositories, tokens: Collection[str], *others: GitHost) -> None:
        self._hosts: tuple[GitHost, ...] = (GitHubHost(repositories, tokens), *others)

    def respond(self, request: Request) -> Response:
        authorization = request.headers.get("Authorization", "")
        if "," in authorization:  # WSGI joins repeated headers; neither scheme has a comma in it
            return _plain(400, 'Duplicate header: "Authorization"')
        token = read_token(authorization)
        match = _PATH.fullmatch(request.path)
        host = self._host(token, match)
        right = host.right(token)
        if right == "none":
            return _unauthorized(host, bool(token))
        repository = host.repositories.find(match["owner"], match["name"]) if match else None
        if match is None or repository is None:
            return _plain(404, host.not_found)
        if _writes(request, match["what"]) and right != "write":
            return _plain(403, host.no_write(token, repository))
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as body:
            try:
                _read_body(request, body)
            except zlib.error:
                return _plain(400, "The request body is not gzip, as its Content-Encoding says.")
            if request.method != "POST" or match["what"] != "git-receive-pack":
                return self._backend(request, host, repository, body)
            return self._receive(request, host, repository, body)

    def reset(self) -> None:
        """Nothing is kept here: the repositories belong to the forges."""

    def _host(self, token: str, match: re.Match[str] | None) -> GitHost:
        """The forge of the token; for an unknown one the first that has the repository."""
        for host in self._hosts:
            if host.is_known(token):
                return host
        having = (h for h in self._hosts if match and h.repositories.find(match["owner"], match["name"]))
        return next(having, self._hosts[0])

    def _receive(self, request: Request, host: GitHost, repository: Repository, body: IO[bytes]) -> Response:
        token = read_token(request.headers.get("Authorization", ""))
        commands, capabilities = read_commands(body)
        with repository.lock:
            decline = host.find_decline(repository, token, commands, body)
            if decline is not None:
                answer = declined_answer(decline, commands, capabilities)
                return Response(answer, content_type="application/x-git-receive-pack-result")
            body.seek(0)
            response = self._backend(request, host, repository, body)
            host.pushed(repository, token)
        return response

    def _backend(self, request: Request, host: GitHost, repository: Repository, body: IO[bytes]) -> Response:
        """Run the CGI program of git; its answer is complete before a byte of it is sent."""
        length = body.seek(0, 2)
        body.seek(0)
        environment = git_environment(
            {"receive.advertiseAtomic": str(host.repositories.rules.atomic).lower()},
            GIT_PROJECT_ROOT=str(repository.path.parent),
            GIT_HTTP_EXPORT_ALL="1",
            PATH_INFO=f"/{repository.path.name}/{_what(request)}",
            QUERY_STRING=request.query_string.decode("latin-1"),
            REQUEST_METHOD=request.method,
            CONTENT_TYPE=request.headers.get("Content-Type", ""),
            CONTENT_LENGTH=str(length),
            REMOTE_USER="acme",
            REMOTE_ADDR="127.0.0.1",
            GIT_PROTOCOL=request.headers.get("Git-Protocol", ""),
        )
        answer: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
        with tempfile.TemporaryFile() as given:
            shutil.copyfileobj(body, given)
            given.seek(0)
            subprocess.run(
                ["git", "http-backend"],  # noqa: S607 - git of the PATH, as everywhere
                stdin=given,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                env=environment,
                check=False,
            )
        return _from_cgi(request, answer)


def read_token(authorization: str) -> str:
    """The token of a Basic or Bearer header, empty without one; the scheme is compared without case."""
    scheme, _, value = authorization.strip().partition(" ")
    if scheme.lower() in {"bearer", "token"}:
        return value.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        user, _, password = base64.b64decode(value.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return password or user  # `https://TOKEN@host/` sends the token as the user


def _what(request: Request) -> str:
    match = _PATH.fullmatch(request.path)
    return match["what"] if match else ""


def _writes(request: Request, what: str) -> bool:
    return "git-receive-pack" in (what, request.args.get("service"))


def _read_body(request: Request, target: IO[bytes]) -> None:
    """Copy the body, without its transfer and content encodings, to ``target`` and rewind that."""
    gzipped = request.headers.get("Content-Encoding", "").lower() in {"gzip", "x-gzip"}
    unpack = zlib.decompressobj(wbits=31) if gzipped else None
    while block := request.stream.read(65536):
        target.write(unpack.decompress(block) if unpack else block)
    if unpack:
        target.write(unpack.flush())
        if not unpack.eof:
            raise zlib.error("truncated")
    target.seek(0)


def _from_cgi(request: Request, answer: IO[bytes]) -> Response:
    """Headers up to the first empty line, then the body."""
    length = answer.seek(0, 2)
    answer.seek(0)
    status, headers = 200, []
    while line := answer.readline().strip():
        name, _, value = line.decode("latin-1").partition(": ")
        if name == "Status":
            status = int(value.split()[0])
        else:
            headers.append((name, value))
    if not headers:
        answer.close()
        return _plain(500, "git http-backend gave no answer.")
    response = Response(wrap_file(request.environ, answer), status=status, headers=headers)
    response.content_length = length - answer.tell()
    response.call_on_close(answer.close)
    return response


def _unauthorized(host: GitHost, had_token: bool) -> Response:
    response = _plain(401, host.access_denied if had_token else "Authentication required.")
    response.headers["WWW-Authenticate"] = f'Basic realm="{host.realm}"'
    return response


def _plain(status: int, text: str) -> Response:
    return Response(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
