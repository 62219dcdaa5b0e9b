"""The GraphQL mutations: commits on a branch, moves of several refs, drafts, auto-merge."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ci_l10n.sandbox.github.commits import GITHUB, Identity, actor, write_commit
from ci_l10n.sandbox.github.merging import merge_state
from ci_l10n.sandbox.github.moves import move_refs
from ci_l10n.sandbox.github.records import AutoMerge, Hub, Project, Pull
from ci_l10n.sandbox.github.refusals import Refusal
from ci_l10n.sandbox.github.shapes import read_node_id
from ci_l10n.sandbox.github.trees import Entry, edit_tree
from ci_l10n.sandbox.github.trouble import Trouble
from ci_l10n.sandbox.receiving import ZERO, Command
from ci_l10n.sandbox.repositories import GitError, Repository, is_sha

Input = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Changed:
    """What a mutation touched, for its payload."""

    project: Project
    pull: Pull | None = None
    branch: str = ""
    sha: str = ""


class Mutations:
    """Carries out mutations by the names of their fields."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def run(self, field: str, given: Input) -> Changed:
        """Raises `Trouble` or `Refusal`, whose text is what GitHub says."""
        if field == "createCommitOnBranch":
            return self._create_commit(given)
        if field == "updateRefs":
            return self._update_refs(given)
        project, pull = self.find_pull(given["pullRequestId"])
        with project.repository.lock:
            self._change_pull(field, project, pull, given)
        return Changed(project, pull)

    def find_pull(self, node: str) -> tuple[Project, Pull]:
        """The pull request with that node id. Raises the `NOT_FOUND`."""
        name, _, number = (read_node_id(node, "PR") or "").partition("#")
        project = self._find(name)
        pull = project.pulls.get(int(number)) if project and number.isdecimal() else None
        if project is None or pull is None:
            raise Trouble("NOT_FOUND", f"Could not resolve to a node with the global id of '{node}'.")
        return project, pull

    def _find(self, full_name: str) -> Project | None:
        owner, _, name = full_name.rpartition("/")
        return self._hub.find(owner, name)

    def _change_pull(self, field: str, project: Project, pull: Pull, given: Input) -> None:
        if field == "enablePullRequestAutoMerge":
            self._enable_auto_merge(project, pull, given)
        elif field == "disablePullRequestAutoMerge":
            pull.auto_merge = None
        elif field == "convertPullRequestToDraft":
            if not self._hub.knobs.drafts:
                raise Trouble("UNPROCESSABLE", "Draft pull requests are not supported in this repository.")
            pull.draft = True
        else:
            pull.draft = False
        pull.updated = self._hub.clock.now()

    def _enable_auto_merge(self, project: Project, pull: Pull, given: Input) -> None:
        allowed = self._hub.knobs.auto_merge
        if not (project.settings.get("allow_auto_merge", False) if allowed is None else allowed):
            raise Trouble("UNPROCESSABLE", "Pull request Auto merge is not allowed for this repository")
        expected = given.get("expectedHeadOid")
        if expected is not None and expected != pull.head_sha:
            raise Trouble("UNPROCESSABLE", "Head branch was modified. Review and try the merge again.")
        state = merge_state(self._hub, project, pull)[1]
        if state in ("clean", "unstable", "unknown"):
            raise Trouble("UNPROCESSABLE", f"Pull request Pull request is in {state} status")
        method = str(given.get("mergeMethod") or "MERGE").lower()
        headline, body = given.get("commitHeadline") or "", given.get("commitBody") or ""
        pull.auto_merge = AutoMerge(self._hub.login, method, headline, body)

    def _create_commit(self, given: Input) -> Changed:
        target = given["branch"]
        full_name, branch = target.get("repositoryNameWithOwner") or "", target.get("branchName") or ""
        if target.get("id"):
            full_name, _, branch = (read_node_id(target["id"], "REF") or "").partition(":")
        project = self._find(full_name)
        branch = branch.removeprefix("refs/heads/")
        if project is None:
            raise Trouble("NOT_FOUND", f"Could not resolve to a Repository with the name '{full_name}'.")
        with project.repository.lock:
            return Changed(project, branch=branch, sha=self._commit(project, branch, given))

    def _commit(self, project: Project, branch: str, given: Input) -> str:
        repository, expected = project.repository, given["expectedHeadOid"]
        head = repository.branch(branch) if branch else None
        if head is None:
            raise Trouble("NOT_FOUND", f"Could not resolve to a Ref with the name '{branch}'.")
        if head != expected:
            text = f'Expected branch to point to "{expected}" but it did not.  Pull and try again.'
            raise Trouble("STALE_DATA", text)
        entries = read_changes(repository, given.get("fileChanges") or {})
        try:
            tree = edit_tree(repository, head, entries)
        except GitError as error:
            raise Trouble(
                "UNPROCESSABLE", "A path was requested for deletion which does not exist"
            ) from error
        message = given["message"]["headline"]
        if given["message"].get("body"):
            message += f"\n\n{given['message']['body']}"
        committer = Identity(*GITHUB, int(self._hub.clock.now()))
        signs = self._hub.knobs.web_commit_signing
        sha = write_commit(repository, tree, [head], message, actor(self._hub), committer, sign=signs)
        move_refs(self._hub, project, [Command(f"refs/heads/{branch}", head, sha)])
        return sha

    def _update_refs(self, given: Input) -> Changed:
        project = self._find(read_node_id(given["repositoryId"], "R") or "")
        if project is None:
            node = given["repositoryId"]
            raise Trouble("NOT_FOUND", f"Could not resolve to a node with the global id of '{node}'.")
        with project.repository.lock:
            commands = [_ref_command(project.repository, update) for update in given["refUpdates"]]
            move_refs(self._hub, project, commands)
        return Changed(project)


def read_changes(repository: Repository, changes: Input) -> list[Entry]:
    """
    The entries of `fileChanges`, with the contents stored. Raises `Trouble`.

    Every file becomes a plain one (`100644`): modes cannot be said, and those that were there are lost.
    """
    additions, deletions = changes.get("additions") or [], changes.get("deletions") or []
    seen: set[str] = set()
    for path in (item["path"] for item in (*additions, *deletions)):
        if path in seen:
            raise Trouble("UNPROCESSABLE", f"A path was requested to be changed more than once: {path}")
        seen.add(path)
        if any(part in ("", ".", "..", ".git") for part in path.split("/")):
            raise Trouble("UNPROCESSABLE", f"A path was requested which is not valid: {path}")
    entries = [Entry(item["path"], "100644", None) for item in deletions]
    for item in additions:
        try:
            data = base64.b64decode(item["contents"], validate=True)
        except (binascii.Error, ValueError):
            raise Trouble("UNPROCESSABLE", f"The contents of {item['path']} are not valid Base64") from None
        entries.append(Entry(item["path"], "100644", repository.write_blob(data)))
    return entries


def _ref_command(repository: Repository, update: Input) -> Command:
    """One checked move. Raises `Trouble` or the 422 when the ref is not where it was said to be."""
    name, after, before = str(update["name"]), str(update["afterOid"]), update.get("beforeOid")
    if not name.startswith("refs/") or not repository.is_ref_name(name):
        raise Trouble("UNPROCESSABLE", f"{name} is not a valid ref name")
    if not is_sha(after) or (before is not None and not is_sha(before)):
        raise Trouble("UNPROCESSABLE", "A git object id has 40 hexadecimal digits")
    old = repository.ref(name) or ZERO
    if before is not None and before != old:
        raise Trouble("STALE_DATA", f"Expected {name} to point to {before} but it points to {old}")
    if after != ZERO and repository.kind(after) is None:
        raise Refusal(422, "Object does not exist")
    forward = ZERO in (old, after) or repository.is_ancestor(old, after)
    if not forward and not update.get("force"):
        raise Trouble("UNPROCESSABLE", f"Update of {name} is not a fast forward")
    return Command(name, old, after)
