"""Merging pull requests with real git, in a temporary work tree."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ci_l10n.sandbox.github.commits import GITHUB, Identity, actor, read_commit, write_commit
from ci_l10n.sandbox.github.life import follow, mark_merged, move_branch, open_pulls
from ci_l10n.sandbox.github.records import Hub, Project, Pull
from ci_l10n.sandbox.github.refusals import Refusal
from ci_l10n.sandbox.receiving import ZERO
from ci_l10n.sandbox.repositories import GitError, Repository

_CHECK = "ci"


@dataclass(frozen=True, slots=True)
class MergeOrder:
    """``method`` is merge, squash or rebase; empty texts mean GitHub's defaults."""

    method: str = "merge"
    title: str = ""
    message: str = ""


def is_mergeable(project: Project, pull: Pull) -> bool | None:
    """Whether head and base merge without conflict; None where git is too old (before 2.38) to tell cheaply."""
    done = project.repository.run(
        "merge-tree", "--write-tree", "--name-only", pull.base_sha, pull.head_sha, check=False
    )
    return {0: True, 1: False}.get(done.returncode)


def merge_state(hub: Hub, project: Project, pull: Pull) -> tuple[bool | None, str]:
    """`mergeable` and `mergeable_state` of GitHub's JSON."""
    if pull.state != "open":
        return None, "unknown"
    mergeable = is_mergeable(project, pull)
    if mergeable is False:
        return mergeable, "dirty"
    if pull.draft:
        return mergeable, "draft"
    return mergeable, "blocked" if hub.knobs.pending_checks else "clean"


def merge(hub: Hub, project: Project, pull: Pull, order: MergeOrder) -> str:
    """Merge an open pull request and return the id of the commit its base is at. Raises the 405."""
    if pull.state != "open" or pull.draft:
        raise Refusal(405, "Pull Request is still a draft" if pull.draft else "Pull Request is not mergeable")
    if hub.knobs.pending_checks:
        raise Refusal(405, f'Required status check "{_CHECK}" is expected.')
    allowed = project.settings.get(
        {"merge": "allow_merge_commit"}.get(order.method, f"allow_{order.method}_merge")
    )
    if allowed is False:
        raise Refusal(405, f"{order.method.capitalize()} merges are not allowed on this repository.")
    try:
        sha = _make(hub, project, pull, order)
    except GitError as error:
        raise Refusal(405, "Pull Request is not mergeable") from error
    base = pull.base_sha
    mark_merged(pull, sha, hub.clock.now(), hub.login)
    move_branch(project, pull.base, sha, base)
    if project.settings.get("delete_branch_on_merge"):
        move_branch(project, pull.head, ZERO, pull.head_sha)
    return sha


def merge_waiting(hub: Hub, project: Project) -> None:
    """Carry out the orders of auto-merge that nothing holds back any more."""
    if hub.knobs.pending_checks:
        return
    for pull in open_pulls(project):
        order = pull.auto_merge
        if order is not None and merge_state(hub, project, pull)[1] == "clean":
            merge(hub, project, pull, MergeOrder(order.method, order.title, order.message))
    follow(hub, project)


def _make(hub: Hub, project: Project, pull: Pull, order: MergeOrder) -> str:
    repository = project.repository
    if order.method == "rebase":
        return _rebase(repository, pull, actor(hub))
    with _work_tree(repository, pull.base_sha) as tree:
        _in(repository, tree, actor(hub), "merge", "--quiet", "--no-commit", "--no-ff", pull.head_sha)
        merged = _in(repository, tree, actor(hub), "write-tree")
    parents = [pull.base_sha, *([pull.head_sha] if order.method == "merge" else [])]
    committer = Identity(*GITHUB, int(hub.clock.now()))
    message = _message(project, pull, order)
    return write_commit(repository, merged, parents, message, actor(hub), committer, sign=True)


def _message(project: Project, pull: Pull, order: MergeOrder) -> str:
    owner = project.repository.owner
    if order.method == "squash":
        title = order.title or f"{pull.title} (#{pull.number})"
        default = "\n\n".join(f"* {text}" for text in _messages(project.repository, pull))
    else:
        title = order.title or f"Merge pull request #{pull.number} from {owner}/{pull.head}"
        default = pull.title
    return f"{title}\n\n{order.message or default}".strip() + "\n"


def _messages(repository: Repository, pull: Pull) -> list[str]:
    return [read_commit(repository, sha).message.strip() for sha in commits_between(repository, pull)]


def commits_between(repository: Repository, pull: Pull) -> Sequence[str]:
    """Ids of the commits a pull request proposes, oldest first."""
    return repository.text(
        "rev-list", "--reverse", "--topo-order", f"{pull.base_sha}..{pull.head_sha}"
    ).split()


def _rebase(repository: Repository, pull: Pull, who: Identity) -> str:
    with _work_tree(repository, pull.base_sha) as tree:
        for sha in commits_between(repository, pull):
            if len(read_commit(repository, sha).parents) > 1:
                raise Refusal(405, "This branch can't be rebased")
            _in(repository, tree, who, "cherry-pick", "--allow-empty", "--keep-redundant-commits", sha)
        return _in(repository, tree, who, "rev-parse", "HEAD")


@contextmanager
def _work_tree(repository: Repository, sha: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="ci-l10n-merge-") as folder:
        tree = Path(folder) / "tree"
        repository.run("worktree", "add", "--quiet", "--detach", str(tree), sha)
        try:
            yield tree
        finally:
            repository.run("worktree", "remove", "--force", str(tree))


def _in(repository: Repository, tree: Path, who: Identity, *arguments: str) -> str:
    """Run git in a linked work tree under the identity of who merges."""
    git_dir = (tree / ".git").read_text(encoding="utf-8").removeprefix("gitdir: ").strip()
    environment = {
        "GIT_AUTHOR_NAME": who.name,
        "GIT_AUTHOR_EMAIL": who.email,
        "GIT_COMMITTER_NAME": GITHUB[0],
        "GIT_COMMITTER_EMAIL": GITHUB[1],
        "GIT_WORK_TREE": str(tree),
    }
    if arguments[0] == "cherry-pick":  # keeps the author of the commit
        del environment["GIT_AUTHOR_NAME"], environment["GIT_AUTHOR_EMAIL"]
    return repository.text(
        f"--git-dir={git_dir}", f"--work-tree={tree}", "-C", str(tree), *arguments, env=environment
    )
