"""`/repos/{owner}/{repo}/git`: refs, commits, blobs. Trees are in `trees`."""

import base64
import binascii
import datetime
from collections.abc import Mapping

from ci_l10n.sandbox.github.call import Answer, Call, Route
from ci_l10n.sandbox.github.commits import GITHUB, Identity, actor, git_commit, read_commit, write_commit
from ci_l10n.sandbox.github.moves import check_not_empty, move_refs
from ci_l10n.sandbox.github.refusals import not_found, unprocessable, wrong_request
from ci_l10n.sandbox.github.shapes import Json, node_id
from ci_l10n.sandbox.receiving import ZERO, Command


def _ref(call: Call, name: str, sha: str) -> Json:
    url = f"{call.hub.api}/repos/{call.project.repository.full_name}/git"
    kind = call.project.repository.kind(sha) or "commit"
    return {
        "ref": name,
        "node_id": node_id("REF", f"{call.project.repository.full_name}:{name}"),
        "url": f"{url}/{name}",
        "object": {"type": kind, "sha": sha, "url": f"{url}/{kind}s/{sha}"},
    }


def get_ref(call: Call) -> Answer:
    check_not_empty(call.project)
    name = f"refs/{call.path['ref']}"
    sha = call.project.repository.ref(name)
    if sha is None:
        raise not_found()
    return Answer(_ref(call, name, sha))


def list_matching_refs(call: Call) -> Answer:
    """All refs that start with the given text, in every namespace; none is no error."""
    prefix = f"refs/{call.path.get('ref', '')}"
    found = call.project.repository.refs(prefix)
    return Answer([_ref(call, name, sha) for name, sha in found.items()])


def create_ref(call: Call) -> Answer:
    name, sha = call.get("ref", str), call.get("sha", str)
    repository = call.project.repository
    check_not_empty(call.project)
    if not name.startswith("refs/") or name.count("/") < 2:
        raise unprocessable("Reference name must contain at least three slash-separated components.")
    if not repository.is_ref_name(name):
        raise unprocessable(f"{name} is not a valid ref name.")
    _check_object(call, name, sha)
    if repository.ref(name) is not None:
        raise unprocessable("Reference already exists")
    move_refs(call.hub, call.project, [Command(name, ZERO, sha)])
    value = _ref(call, name, sha)
    return Answer(value, 201, {"Location": value["url"]})


def _check_object(call: Call, name: str, sha: str) -> None:
    kind = call.project.repository.kind(sha)
    if kind is None:
        raise unprocessable("Object does not exist")
    if name.startswith("refs/heads/") and kind != "commit":
        raise unprocessable("Reference update failed")


def update_ref(call: Call) -> Answer:
    name, sha = f"refs/{call.path['ref']}", call.get("sha", str)
    force = bool(call.find("force", bool))
    repository = call.project.repository
    old = repository.ref(name)
    if old is None:
        raise unprocessable("Reference does not exist")
    _check_object(call, name, sha)
    if not force and not repository.is_ancestor(old, sha):
        raise unprocessable("Update is not a fast forward")
    if old != sha:
        move_refs(call.hub, call.project, [Command(name, old, sha)])
    return Answer(_ref(call, name, sha))


def delete_ref(call: Call) -> Answer:
    name = f"refs/{call.path['ref']}"
    old = call.project.repository.ref(name)
    if old is None:
        raise unprocessable("Reference does not exist")
    move_refs(call.hub, call.project, [Command(name, old, ZERO)])
    return Answer(None, 204)


def get_commit(call: Call) -> Answer:
    sha = call.path["sha"]
    if call.project.repository.kind(sha) != "commit":
        raise not_found()
    return Answer(git_commit(call.hub, call.project, read_commit(call.project.repository, sha)))


def create_commit(call: Call) -> Answer:
    """
    Signed by GitHub, if neither author nor committer nor signature is given and the token is not a person's.

    A commit with an author of its own is never signed.
    """
    message, tree, parents = call.get("message", str), call.get("tree", str), call.strings("parents")
    repository, knobs = call.project.repository, call.hub.knobs
    check_not_empty(call.project)
    if repository.kind(tree) != "tree":
        raise unprocessable("Tree SHA does not exist")
    for parent in parents:
        if repository.kind(parent) != "commit":
            raise unprocessable("Parent SHA does not exist or is not a commit object")
    signature = call.find("signature", str)
    own = signature is not None or any(call.body.get(key) for key in ("author", "committer"))
    author = _identity(call, "author") or actor(call.hub)
    committer = _identity(call, "committer") or (author if own else Identity(*GITHUB, int(call.now)))
    sign = not own and knobs.web_commit_signing and not knobs.personal_token
    sha = write_commit(repository, tree, parents, message, author, committer, signature, sign)
    value = git_commit(call.hub, call.project, read_commit(repository, sha))
    return Answer(value, 201, {"Location": value["url"]})


def _identity(call: Call, role: str) -> Identity | None:
    given = call.find(role, dict)
    if not given:
        return None
    name, email = given.get("name"), given.get("email")
    if not isinstance(name, str) or not isinstance(email, str):
        raise wrong_request(f'For \'properties/{role}\', "name" and "email" are required.')
    return Identity(name, email, _date(given, call.now))


def _date(given: Mapping[str, object], now: float) -> int:
    text = given.get("date")
    if text is None:
        return int(now)
    try:
        moment = datetime.datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        raise wrong_request(f"{text!r} is not a valid date-time.") from None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)).timestamp())


def create_blob(call: Call) -> Answer:
    content, encoding = call.get("content", str), call.find("encoding", str) or "utf-8"
    repository = call.project.repository
    check_not_empty(call.project)
    if encoding not in ("utf-8", "base64"):
        raise unprocessable("encoding must be utf-8 or base64")
    try:
        data = (
            content.encode()
            if encoding == "utf-8"
            else base64.b64decode("".join(content.split()), validate=True)
        )
    except (binascii.Error, ValueError):
        raise unprocessable("content is not valid Base64") from None
    sha = repository.write_blob(data)
    return Answer({"sha": sha, "url": _blob_url(call, sha)}, 201, {"Location": _blob_url(call, sha)})


def get_blob(call: Call) -> Answer:
    repository, sha = call.project.repository, call.path["sha"]
    if repository.kind(sha) != "blob":
        raise not_found()
    data = repository.run("cat-file", "blob", sha).stdout
    return Answer(
        {
            "sha": sha,
            "node_id": node_id("B", sha),
            "size": len(data),
            "url": _blob_url(call, sha),
            "content": base64.encodebytes(data).decode(),
            "encoding": "base64",
        }
    )


def _blob_url(call: Call, sha: str) -> str:
    return f"{call.hub.api}/repos/{call.project.repository.full_name}/git/blobs/{sha}"


_GIT = "/repos/<owner>/<repo>/git"

ROUTES = (
    Route("GET", f"{_GIT}/ref/<path:ref>", get_ref),
    Route("GET", f"{_GIT}/matching-refs", list_matching_refs),
    Route("GET", f"{_GIT}/matching-refs/<path:ref>", list_matching_refs),
    Route("POST", f"{_GIT}/refs", create_ref),
    Route("PATCH", f"{_GIT}/refs/<path:ref>", update_ref),
    Route("DELETE", f"{_GIT}/refs/<path:ref>", delete_ref),
    Route("GET", f"{_GIT}/commits/<sha>", get_commit),
    Route("POST", f"{_GIT}/commits", create_commit),
    Route("POST", f"{_GIT}/blobs", create_blob),
    Route("GET", f"{_GIT}/blobs/<sha>", get_blob),
)
