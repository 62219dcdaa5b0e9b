"""Which documents of the project belong to our sources, for commands that speak about single documents."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ci_l10n.flow.plan import take_inventory
from ci_l10n.flow.planning import is_selected
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.project import check_project
from ci_l10n.flow.situation import find_sources
from ci_l10n.git.state_ref import load_state
from ci_l10n.paths.rule import SourceFile
from ci_l10n.state import BlobId, Path
from ci_l10n.tms.base import RemoteFile


class Owned(NamedTuple):
    """A remote file and the source it stands for; None: one that is somebody else's."""

    file: RemoteFile
    source: SourceFile | None

    @property
    def name(self) -> str:
        return self.source.path if self.source else self.file.name


@dataclass(frozen=True, slots=True)
class Documents:
    by_id: Mapping[str, Owned]  # all of the project, in configured locales
    selected: tuple[Owned, ...]  # of our sources, as far as ``--file`` and ``--locale`` leave them in
    tree: Mapping[Path, BlobId]  # of HEAD


def find_documents(ports: Ports) -> Documents:
    """One look at the remote's state and one read of the project; nothing is written anywhere."""
    repo = ports.repo
    tree = repo.tree(repo.head)
    sources = find_sources(ports.config, tree).sources
    state = load_state(repo, ports.base, ports.config.state)
    ports.platform.resume(state.memory)
    project = ports.platform.fetch_project()
    check_project(ports.config, project)
    paths = [source.path for source in sources]
    inventory = take_inventory(paths, state, project, ports.base, is_default_base=ports.is_default_base)
    by_id = {file.id: Owned(file, None) for file in project.files}
    selected = []
    for source in sources:
        for locale, file in inventory.of(source.path).items():
            if locale not in source.targets:
                continue
            by_id[file.id] = Owned(file, source)
            if is_selected(ports, source, locale):
                selected.append(by_id[file.id])
    return Documents(by_id, tuple(selected), tree)
