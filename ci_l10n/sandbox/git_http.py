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

from ci_l10n.sandbox.receiving import declined_answer, find_decline, read_commands
from ci_l10n.sandbox.repositories import Repositories, Repository, Right, git_environment

_IN_MEMORY = 8 * 1024 * 1024
_PATH = re.compile(
    r"/git/(?P<owner>.+)/(?P<name>[^/]+?)(?:\.git)?/(?P<what>info/refs|git-(?:upload|receive)-pack)"
)


class GitService:
    """Serves `/git/<owner>/<name>.git`. ``tokens`` is looked at on each request, so it may change."""

    name = "git"
    prefixes = ("/git/",)

    def __init__(self, repositories: Repositories, tokens: Collection[str]) -> None:
        self._repositories = repositories
        self._tokens = tokens

    def respond(self, request: Request) -> Response:
        authorization = request.headers.get("Authorization", "")
        if "," in authorization:  # WSGI joins repeated headers; neither scheme has a comma in it
            return _plain(400, 'Duplicate header: "Authorization"')
        token = read_token(authorization)
        right = self._right(token)
        if right == "none":
            return _unauthorized(bool(token))
        match = _PATH.fullmatch(request.path)
        repository = self._repositories.find(match["owner"], match["name"]) if match else None
        if match is None or repository is None:
            return _plain(404, "Repository not found.")
        if _writes(request, match["what"]) and right != "write":
            return _plain(403, f"Permission to {repository.full_name}.git denied.")
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as body:
            try:
                _read_body(request, body)
            except zlib.error:
                return _plain(400, "The request body is not gzip, as its Content-Encoding says.")
            return self._serve(request, repository, match["what"], body)

    def reset(self) -> None:
        """Nothing is kept here: the repositories belong to the forges."""

    def _right(self, token: str) -> Right:
        known = any(token == one for one in self._tokens)
        return self._repositories.access.right(token, "write" if known else "none")

    def _serve(self, request: Request, repository: Repository, what: str, body: IO[bytes]) -> Response:
        if request.method != "POST" or what != "git-receive-pack":
            return self._backend(request, repository, what, body)
        commands, capabilities = read_commands(body)
        decline = find_decline(self._repositories.rules, commands)
        if decline is not None:
            answer = declined_answer(decline, commands, capabilities)
            return Response(answer, content_type="application/x-git-receive-pack-result")
        body.seek(0)
        with repository.lock:
            response = self._backend(request, repository, what, body)
            repository.changed()
        return response

    def _backend(self, request: Request, repository: Repository, what: str, body: IO[bytes]) -> Response:
        """Run the CGI program of git; its answer is complete before a byte of it is sent."""
        length = body.seek(0, 2)
        body.seek(0)
        environment = git_environment(
            {"receive.advertiseAtomic": str(self._repositories.rules.atomic).lower()},
            GIT_PROJECT_ROOT=str(repository.path.parent),
            GIT_HTTP_EXPORT_ALL="1",
            PATH_INFO=f"/{repository.path.name}/{what}",
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


def _unauthorized(had_token: bool) -> Response:
    text = "Invalid username or token." if had_token else "Authentication required."
    response = _plain(401, text)
    response.headers["WWW-Authenticate"] = 'Basic realm="GitHub"'
    return response


def _plain(status: int, text: str) -> Response:
    return Response(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
