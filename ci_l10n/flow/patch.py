"""
Change set → a patch file for `git am`, and the text of a pull request beside it (`--deliver patch`).

The patch holds all that the base branch lacks. It is handed over with every run until the base branch has it, since
nobody can know what became of a file; only what no run handed over before counts as a change.
"""

import re
from collections.abc import Mapping

from ci_l10n.config.model import PullRequest, TemporaryProject
from ci_l10n.errors import DeliveryError
from ci_l10n.flow.changes import ChangeSet
from ci_l10n.flow.deliver import Delivered, Writing, save_state
from ci_l10n.flow.patch_folder import PatchFolder
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.situation import Situation
from ci_l10n.flow.slots import file_of
from ci_l10n.state import BlobId, Path, State

BODY_LIMIT = 1_000_000  # characters; nobody counts
_NAME_LENGTH = 52  # characters of a title in the name of a file, as git-format-patch(1) has it
_NO_REMOTE = (
    "the checkout has no remote, so the state was not saved: the next run knows no common base, and where the "
    "repository has a translation `first_sync` decides"
)
_OF_REQUESTS = ("labels", "reviewers", "team_reviewers", "assignees", "milestone", "draft", "auto_merge")


def file_names(title: str) -> tuple[str, str]:
    """
    Names of patch and text, made as git-format-patch(1) makes them.

    >>> file_names("Update: all the translations!")
    ('0001-Update-all-the-translations.patch', '0001-Update-all-the-translations.md')
    """
    words = re.sub(r"\.\.+", ".", "-".join(re.findall(r"[A-Za-z0-9._]+", title)))
    stem = f"0001-{words[:_NAME_LENGTH].rstrip('.-') or 'translations'}"
    return f"{stem}.patch", f"{stem}.md"


def check_folder(ports: Ports, situation: Situation) -> None:
    """Whether a patch can be delivered at all; asked before anything is sent."""
    if ports.repo.remote_url is None and isinstance(ports.config.platform.project, TemporaryProject):
        raise DeliveryError(
            "a temporary project is found again by the state, which cannot be saved without a remote",
            hint="add a remote (git remote add origin URL), or use a permanent project",
        )
    managed = {source.path for source in situation.sources}
    for source in situation.sources:
        managed.update(map(file_of, source.targets.values()))
    names = file_names(ports.config.pull_request.title)
    _folder(ports).check(names, ports.repo.tree(ports.repo.head), managed)


def hand_over(
    ports: Ports, situation: Situation, changes: ChangeSet, state: State, writing: Writing
) -> tuple[State, Delivered]:
    """Write patch and text into the folder, then save the state; without a difference, remove those of before."""
    folder = _folder(ports)
    patch_name, body_name = file_names(ports.config.pull_request.title)
    difference = {c.file: c.after for c in changes.targets if c.before != c.after}
    notes = [*_unsupported(ports.config.pull_request), *([] if ports.repo.remote_url else [_NO_REMOTE])]
    if not difference:
        folder.write({patch_name: None, body_name: None})
        state = save_state(ports, state, before=situation.state)
        return state, Delivered("", notes=(f"nothing differs from {ports.base}: there is no patch", *notes))
    ports.ci.step(f"writing {folder.show(patch_name)}")
    folder.write({patch_name: _patch(ports, difference, writing.message), body_name: writing.body().encode()})
    told = situation.state.target
    is_news = any(told.get(c.path) != c.after for c in changes.targets if c.before != c.after)
    state = save_state(ports, state, before=situation.state)
    delivered = Delivered(
        "",
        changed=is_news,
        notes=tuple(notes),
        patch=folder.show(patch_name),
        body=folder.show(body_name),
    )
    return state, delivered


def _patch(ports: Ports, difference: Mapping[Path, BlobId | None], message: str) -> bytes:
    repo, author = ports.repo, ports.config.pull_request.author
    if author and author.sign_off:
        message += f"Signed-off-by: {author.name} <{author.email}>\n"
    who = (author.name, author.email) if author else None
    when = ports.clock.now()
    commit = repo.commit(repo.make_tree(repo.head, difference), [repo.head], message, author=who, when=when)
    return repo.patch(commit, author=who, when=when)


def _folder(ports: Ports) -> PatchFolder:
    folder = ports.options.out
    assert folder is not None  # noqa: S101 -- `--deliver patch` comes with one
    return folder


def _unsupported(settings: PullRequest) -> list[str]:
    """What was configured for pull requests and a file cannot have; said, not skipped silently."""
    asked = [name for name in _OF_REQUESTS if getattr(settings, name)]
    asked += ["split"] if settings.split != "none" else []
    return [f"unsupported by --deliver patch: pull_request.{name}" for name in asked]
