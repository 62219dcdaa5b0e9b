"""Several configurations in one repository: no run takes the state of another one for its own."""

from collections.abc import Collection, Iterable

from ci_l10n.config.model import SmartcatSettings, TemporaryProject
from ci_l10n.errors import ConfigError, Location
from ci_l10n.flow.ports import Ports
from ci_l10n.paths.rule import SourceFile
from ci_l10n.state import Path, State


def check_is_ours(ports: Ports, state: State, tree: Collection[Path], sources: Iterable[SourceFile]) -> None:
    """
    Raises `ConfigError` when ``state`` was made for another configuration that is still in ``tree``, the files of HEAD.

    To this one, sources of the other would have left: they would be deleted on the platform, and their translations
    taken out of the pull request. A configuration that was moved goes on with its state, and so does one that has the
    same files and the same project.
    """
    config, other = ports.config, state.made_by
    if other.config in ("", config.path) or other.config not in tree:
        return
    ours = {(source.path, locale) for source in sources for locale in source.targets}
    theirs = {(path, loc) for path, known in state.known.items() if path in tree for loc in known.files}
    if theirs <= ours and (_is_temporary(ports) or other.platform == ports.platform.account):
        return
    raise ConfigError(
        f"the state of {ports.base!r} was made with {other.config}, which has other files or another project",
        hint="give this configuration a `name`: it then has a state and a branch of its own",
        location=Location(config.path),
        code="state-of-another",
    )


def _is_temporary(ports: Ports) -> bool:
    settings = ports.config.platform
    return isinstance(settings, SmartcatSettings) and isinstance(settings.project, TemporaryProject)
