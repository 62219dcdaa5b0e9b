"""Commit objects that the simulated GitHub makes itself, signed or not, and the JSON of any commit."""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ci_l10n.sandbox.github.records import Hub, Project
from ci_l10n.sandbox.github.shapes import Json, node_id, user, when
from ci_l10n.sandbox.repositories import Repository

GITHUB = ("GitHub", "noreply@github.com")
#: Not a secret: it lets the sandbox recognize its own signatures after a restart.
_KEY = b"web-flow of the sandbox"
_ARMOR = "-----BEGIN PGP SIGNATURE-----\n\n{}\n-----END PGP SIGNATURE-----"
_FORBIDDEN = re.compile(r"[<>\n\0]")
_IDENTITY = re.compile(r"(.*?) ?<([^<>]*)> (-?\d+) ([+-]\d{4})")


@dataclass(frozen=True, slots=True)
class Identity:
    """``when`` is in seconds since the epoch."""

    name: str
    email: str
    when: int

    def __str__(self) -> str:
        name, email = _FORBIDDEN.sub("", self.name), _FORBIDDEN.sub("", self.email)
        return f"{name} <{email}> {self.when} +0000"


@dataclass(frozen=True, slots=True)
class Commit:
    """A parsed commit object."""

    sha: str
    tree: str
    parents: tuple[str, ...]
    author: Identity
    committer: Identity
    message: str
    signature: str | None
    payload: str


def actor(hub: Hub) -> Identity:
    """The identity that GitHub gives to commits of the token's owner."""
    return Identity(hub.login, f"{hub.login}@users.noreply.github.com", int(hub.clock.now()))


def write_commit(
    repository: Repository,
    tree: str,
    parents: Sequence[str],
    message: str,
    author: Identity,
    committer: Identity,
    signature: str | None = None,
    sign: bool = False,
) -> str:
    """Store a commit object and return its id; ``sign`` puts the sandbox's own signature on it."""
    head = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
    head += [f"author {author}", f"committer {committer}"]
    payload = "\n".join(head) + f"\n\n{message}"
    if sign:
        signature = _sign(payload)
    if signature:
        head.append("gpgsig " + signature.strip("\n").replace("\n", "\n "))
    text = "\n".join(head) + f"\n\n{message}"
    return repository.text("hash-object", "-t", "commit", "-w", "--stdin", stdin=text.encode())


def read_commit(repository: Repository, sha: str) -> Commit:
    """Parse a commit that is known to be there."""
    raw = repository.run("cat-file", "commit", sha).stdout.decode("utf-8", "replace")
    head, _, message = raw.partition("\n\n")
    plain, signature = _take_signature(head.split("\n"))
    fields: dict[str, list[str]] = {}
    for line in plain:
        key, _, value = line.partition(" ")
        fields.setdefault(key, []).append(value)
    return Commit(
        sha,
        fields["tree"][0],
        tuple(fields.get("parent", ())),
        _read_identity(fields["author"][0]),
        _read_identity(fields["committer"][0]),
        message,
        signature,
        "\n".join(plain) + f"\n\n{message}",
    )


def _take_signature(lines: Sequence[str]) -> tuple[list[str], str | None]:
    """The header lines without the signature, and the signature."""
    plain: list[str] = []
    signature: list[str] = []
    inside = False
    for line in lines:
        if line.startswith("gpgsig "):
            inside = True
            signature.append(line.removeprefix("gpgsig "))
        elif inside and line.startswith(" "):
            signature.append(line[1:])
        else:
            inside = False
            plain.append(line)
    return plain, "\n".join(signature) or None


def _read_identity(text: str) -> Identity:
    match = _IDENTITY.fullmatch(text)
    return Identity(match[1], match[2], int(match[3])) if match else Identity(text, "", 0)


def _sign(payload: str) -> str:
    return _ARMOR.format(base64.b64encode(hmac.digest(_KEY, payload.encode(), hashlib.sha256)).decode())


def verification(commit: Commit) -> Json:
    """Whether GitHub vouches for the commit: it does for what it signed itself."""
    verified = commit.signature is not None and hmac.compare_digest(commit.signature, _sign(commit.payload))
    reason = "valid" if verified else "unsigned" if commit.signature is None else "unknown_key"
    return {
        "verified": verified,
        "reason": reason,
        "signature": commit.signature,
        "payload": commit.payload if commit.signature else None,
        "verified_at": when(commit.committer.when) if verified else None,
    }


def git_commit(hub: Hub, project: Project, commit: Commit) -> Json:
    """The shape of `git/commits`."""
    urls = _Urls(hub, project)
    return {
        "sha": commit.sha,
        "node_id": node_id("C", commit.sha),
        "url": f"{urls.api}/git/commits/{commit.sha}",
        "html_url": f"{urls.html}/commit/{commit.sha}",
        "author": _person(commit.author),
        "committer": _person(commit.committer),
        "tree": {"sha": commit.tree, "url": f"{urls.api}/git/trees/{commit.tree}"},
        "message": commit.message,
        "parents": [urls.parent(sha, "git/commits") for sha in commit.parents],
        "verification": verification(commit),
    }


def full_commit(hub: Hub, project: Project, commit: Commit) -> Json:
    """The shape of `commits` and of the commits of a pull request."""
    urls = _Urls(hub, project)
    url = f"{urls.api}/commits/{commit.sha}"
    inner = git_commit(hub, project, commit)
    kept = ("url", "author", "committer", "tree", "message", "verification")
    return {
        "sha": commit.sha,
        "node_id": inner["node_id"],
        "url": url,
        "html_url": inner["html_url"],
        "comments_url": f"{url}/comments",
        "commit": {key: inner[key] for key in kept} | {"comment_count": 0},
        "author": _account(hub, commit.author),
        "committer": user(hub, "web-flow")
        if commit.committer.email == GITHUB[1]
        else _account(hub, commit.committer),
        "parents": [urls.parent(sha, "commits") for sha in commit.parents],
    }


@dataclass(frozen=True, slots=True)
class _Urls:
    hub: Hub
    project: Project

    @property
    def api(self) -> str:
        return f"{self.hub.api}/repos/{self.project.repository.full_name}"

    @property
    def html(self) -> str:
        return f"{self.hub.origin}/{self.project.repository.full_name}"

    def parent(self, sha: str, kind: str) -> Mapping[str, str]:
        return {"sha": sha, "url": f"{self.api}/{kind}/{sha}", "html_url": f"{self.html}/commit/{sha}"}


def _person(identity: Identity) -> Json:
    return {"name": identity.name, "email": identity.email, "date": when(identity.when)}


def _account(hub: Hub, identity: Identity) -> Json | None:
    """The account behind an address: only addresses that GitHub itself hands out belong to somebody."""
    login, _, host = identity.email.partition("@")
    return user(hub, login) if host == "users.noreply.github.com" else None
