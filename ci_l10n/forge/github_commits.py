"""
Commits that GitHub makes and signs itself.

GitHub signs a commit of its git data API when neither author, committer nor signature is sent and the token is that
of an App or a workflow; for people it signs what `createCommitOnBranch` makes, which knows neither modes nor merges.
See "About commit signature verification", "Signature verification for bots".
"""

import base64
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal, TypeVar

from ci_l10n.forge.committing import Declined, NewCommit, Signed
from ci_l10n.forge.github_api import GitHubApi, Refused
from ci_l10n.git.trees import SUBMODULE, EntryChange

T = TypeVar("T")

_MOST_ENTRIES = 100  # in one request for a tree; some hundreds time out
_MOST_TREES = 10  # requests for one commit
_LARGEST_REQUEST = 39_000_000  # bytes; GitHub takes less than 40 MB
_NOWHERE = "0" * 40  # stands for "there is no such ref"
_ASK_WHO = """
query ($owner: String!, $name: String!) {
  viewer { login }
  repository(owner: $owner, name: $name) { id }
}
"""
_UPDATE_REFS = """
mutation ($input: UpdateRefsInput!) {
  updateRefs(input: $input) { clientMutationId }
}
"""
_CREATE_COMMIT = """
mutation ($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) {
    commit { oid signature { isValid state } }
  }
}
"""


class GitHubCommits:
    """Makes commits in one repository; see `forge.committing.Committer`."""

    def __init__(self, api: GitHubApi) -> None:
        self._api = api
        self._known: tuple[str, str] | None = None

    def signing(self) -> Literal["any", "appended"]:
        """By the token's prefix; else by whose it is, since the logins of Apps end in `[bot]`."""
        of = self._api.token_is_of
        if of == "unknown":
            login = self._who()[0]
            return "appended" if login and not login.endswith("[bot]") else "any"
        return "appended" if of == "person" else "any"

    def make(self, commit: NewCommit) -> Signed:
        """One request, and one for each hundred files."""
        tree = self._make_tree(commit)
        body = {"message": commit.message, "tree": tree, "parents": list(commit.parents)}
        # Made twice, it is two commits, one of which nobody ever sees.
        answer = self._ask(lambda: self._api.send("POST", "/git/commits", body, repeatable=True))
        verification = _part(answer, "verification")
        return Signed(
            _id(answer, "sha"), verification.get("verified") is True, str(verification.get("reason") or "")
        )

    def _make_tree(self, commit: NewCommit) -> str:
        """
        The id of the tree, which is the same whoever makes it.

        That a commit may name a tree which only came along with a push is not documented, so GitHub makes it first;
        not where that takes too many requests, and where it fails the pushed one is tried all the same.
        """
        if len(commit.changes) > _MOST_ENTRIES * _MOST_TREES or not all(c.is_utf8 for c in commit.changes):
            return commit.tree
        tree = commit.base_tree
        try:
            for some in _batches(commit.changes):
                body = {"base_tree": tree, "tree": [_tree_entry(change) for change in some]}
                tree = _id(self._api.send("POST", "/git/trees", body, repeatable=True), "sha")
        except Refused as refusal:
            if refusal.status == 401:
                raise self._api.explain(refusal, "make a commit") from None
        except Declined:
            pass
        return commit.tree

    def move_branch(self, branch: str, before: str | None, after: str, *, force: bool) -> None:
        """A compare-and-swap, which only GraphQL has; older GHES do not know it."""
        repository = self._who()[1]
        if not repository:
            raise Declined("GitHub did not tell the id of the repository")
        update = {"name": f"refs/heads/{branch}", "beforeOid": before or _NOWHERE, "afterOid": after}
        given = {"repositoryId": repository, "refUpdates": [{**update, "force": force}]}
        self._ask(lambda: self._api.graphql(_UPDATE_REFS, {"input": given}))

    def append(self, branch: str, before: str, message: str, files: Mapping[str, bytes | None]) -> Signed:
        """One request, however many files there are. Raises `Declined` above GitHub's limit of its size."""
        headline, _, body = message.partition("\n")
        size = sum(len(path) + 64 + len(data or b"") * 4 // 3 for path, data in files.items())
        if size > _LARGEST_REQUEST:
            raise Declined(f"the files are too large for one request ({size // 1_000_000} of 39 MB)")
        changes = {
            "additions": [
                {"path": path, "contents": base64.b64encode(data).decode()}
                for path, data in files.items()
                if data is not None
            ],
            "deletions": [{"path": path} for path, data in files.items() if data is None],
        }
        given = {
            "branch": {"repositoryNameWithOwner": self._api.repository, "branchName": branch},
            "expectedHeadOid": before,
            "message": {"headline": headline, "body": body.strip("\n")},
            "fileChanges": changes,
        }
        data = self._ask(lambda: self._api.graphql(_CREATE_COMMIT, {"input": given}))
        commit = _part(_part(data, "createCommitOnBranch"), "commit")
        signature = _part(commit, "signature")
        reason = str(signature.get("state") or "unsigned").lower()
        return Signed(_id(commit, "oid"), signature.get("isValid") is True, reason)

    def _who(self) -> tuple[str, str]:
        """Login of the token's owner and the repository's id, both empty where GitHub does not say."""
        if self._known is None:
            owner, _, name = self._api.repository.partition("/")
            try:
                data = self._api.graphql(_ASK_WHO, {"owner": owner, "name": name}, repeatable=True)
            except Refused as refusal:
                if refusal.status == 401:
                    raise self._api.explain(refusal, "make a commit") from None
                data = {}
            login, id_ = _part(data, "viewer").get("login"), _part(data, "repository").get("id")
            self._known = (str(login or ""), str(id_ or ""))
        return self._known

    def _ask(self, call: Callable[[], T]) -> T:
        try:
            return call()
        except Refused as refusal:
            if refusal.status == 401:
                raise self._api.explain(refusal, "make a commit") from None
            raise Declined(refusal.text) from None


def _batches(changes: Sequence[EntryChange]) -> Iterator[Sequence[EntryChange]]:
    """What goes before what comes, for a file can become a folder."""
    ordered = sorted(changes, key=lambda change: change.id is not None)
    for start in range(0, len(ordered), _MOST_ENTRIES):
        yield ordered[start : start + _MOST_ENTRIES]


def _tree_entry(change: EntryChange) -> dict[str, str | None]:
    kind = "commit" if change.mode == SUBMODULE else "blob"
    return {"path": change.path, "mode": change.mode, "type": kind, "sha": change.id}


def _part(value: Any, name: str) -> Mapping[str, Any]:
    part = value.get(name) if isinstance(value, Mapping) else None
    return part if isinstance(part, Mapping) else {}


def _id(value: Any, name: str) -> str:
    id_ = value.get(name) if isinstance(value, Mapping) else None
    if not isinstance(id_, str) or not re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", id_):
        raise Declined("the answer names no object")
    return id_
