"""
Change set → a patch file for `git am`, and the text of a pull request beside it (`--deliver patch`).

The patch holds all that the base branch lacks. It is handed over with every run until the base branch has it, since
nobody can know what became of a file; only what no run handed over before counts as a change.
"""

import re

from ci_l10n.config.model import TemporaryProject
from ci_l10n.errors import DeliveryError
from ci_l10n.flow.change_set import ChangeSet
from ci_l10n.flow.commits import Part, parts_of
from ci_l10n.flow.deliver import Writing
from ci_l10n.flow.patch_folder import PatchFolder
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.proposing import Delivered
from ci_l10n.flow.saving import save_state
from ci_l10n.flow.situation import Situation
from ci_l10n.flow.slots import file_of
from ci_l10n.state import State

_NAME_LENGTH = 52  # characters of a title in the name of a file, as git-format-patch(1) has it
_NO_REMOTE = (
    "the checkout has no remote, so the state was not saved: the next run knows no common base, and where the "
    "repository has a translation `first_sync` decides"
)


def file_names(number: int, title: str) -> tuple[str, str]:
    """
    Names of patch and text, made as git-format-patch(1) makes them.

    >>> file_names(1, "Update: all the translations!")
    ('0001-Update-all-the-translations.patch', '0001-Update-all-the-translations.md')
    """
    words = re.sub(r"\.\.+", ".", "-".join(re.findall(r"[A-Za-z0-9._]+", title)))
    stem = f"{number:04d}-{words[:_NAME_LENGTH].rstrip('.-') or 'translations'}"
    return f"{stem}.patch", f"{stem}.md"


def check_folder(ports: Ports, situation: Situation) -> None:
    """Whether patches can be delivered at all; asked before anything is sent."""
    if ports.repo.remote_url is None and isinstance(ports.config.platform.project, TemporaryProject):
        raise DeliveryError(
            "a temporary project is found again by the state, which cannot be saved without a remote",
            hint="add a remote (git remote add origin URL), or use a permanent project",
            code="remote-missing",
        )
    managed = {source.path for source in situation.sources}
    for source in situation.sources:
        managed.update(map(file_of, source.targets.values()))
    names = [name for pair in _names(ports, situation).values() for name in pair]
    _folder(ports).check(names, ports.repo.tree(ports.repo.head), managed)


def hand_over(
    ports: Ports, situation: Situation, changes: ChangeSet, recorded: State, writing: Writing
) -> tuple[State, tuple[Delivered, ...]]:
    """
    Write patches and texts into the folder, then save the state ``recorded``.

    Where nothing differs from the base branch any more, the files of earlier runs are removed.
    """
    folder, names = _folder(ports), _names(ports, situation)
    files: dict[str, bytes | None] = {}
    deliveries: list[Delivered] = []
    for part in parts_of(situation, changes):
        if part.branch.name not in names:
            continue
        patch, body = names[part.branch.name]
        files.update({patch: None, body: None})
        if part.difference:
            ports.ci.step(f"writing {folder.show(patch)}")
            files[patch] = _patch(ports, part, writing.message(part))
            files[body] = writing.body(part).encode("utf-8", "replace")
            is_news = _is_news(part, situation.state)
            shown = folder.show(patch), folder.show(body)
            deliveries.append(Delivered("", changed=is_news, patch=shown[0], body=shown[1]))
    folder.write(files)
    state = save_state(ports, recorded, before=situation.state)
    if not deliveries:
        deliveries = [Delivered("", notes=(f"nothing differs from {ports.base}: there is no patch",))]
    notes = () if ports.repo.remote_url else (_NO_REMOTE,)
    return state, (deliveries[0].noting(*notes), *deliveries[1:])


def _names(ports: Ports, situation: Situation) -> dict[str, tuple[str, str]]:
    """Names of files by the branch that would be proposed; the numbers do not depend on what differs now."""
    title = ports.config.pull_request.title
    live = [name for name, branch in situation.branches.items() if not branch.is_retired]
    return {
        name: file_names(number, situation.parts.title_of(name, title))
        for number, name in enumerate(sorted(live), start=1)
    }


def _is_news(part: Part, before: State) -> bool:
    return any(before.target.get(c.path) != c.after for c in part.targets if c.before != c.after)


def _patch(ports: Ports, part: Part, message: str) -> bytes:
    repo, author = ports.repo, ports.config.pull_request.author
    if author and author.sign_off:
        message += f"Signed-off-by: {author.name} <{author.email}>\n"
    who = (author.name, author.email) if author else None
    when = ports.clock.now()
    tree = repo.make_tree(repo.head, part.difference)
    return repo.patch(repo.commit(tree, [repo.head], message, author=who, when=when), author=who, when=when)


def _folder(ports: Ports) -> PatchFolder:
    folder = ports.options.out
    assert folder is not None  # noqa: S101 -- `--deliver patch` comes with one
    return folder
