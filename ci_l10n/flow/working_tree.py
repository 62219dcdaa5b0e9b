"""Delivery into the working tree, for runs that open no pull request."""

from collections.abc import Mapping

from ci_l10n.flow.change_set import ChangeSet
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.situation import Situation
from ci_l10n.flow.slots import by_file, file_of
from ci_l10n.git.checkout import read_file, write_files
from ci_l10n.state import BlobId, Path


def working_tree(ports: Ports, situation: Situation) -> Mapping[Path, BlobId]:
    """HEAD's files with the managed targets as they lie in the working tree, so that uncommitted work is not lost."""
    tree: dict[Path, BlobId] = dict(situation.tree)
    targets = {path for source in situation.sources for path in source.targets.values()}
    for path in ports.repo.uncommitted(set(map(file_of, targets))):
        data = read_file(ports.repo.root, path)
        if data is None:
            tree.pop(path, None)
        else:
            tree[path] = ports.repo.store(data)
    return by_file(tree, targets)


def deliver_to_working_tree(ports: Ports, changes: ChangeSet) -> list[Path]:
    """Write what differs; returns the paths."""
    different = {c.file: c.after for c in changes.targets if c.before != c.after}
    contents = {path: ports.repo.blob(blob) if blob else None for path, blob in different.items()}
    write_files(ports.repo.root, contents)
    return sorted(different)
