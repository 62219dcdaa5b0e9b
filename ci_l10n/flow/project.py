"""Reading the project, and whether it is what the configuration says."""

from collections.abc import Sequence

from ci_l10n.config.model import Config, SmartcatSettings
from ci_l10n.errors import ConfigError
from ci_l10n.flow.plan import document_name
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.recover import finish_renames
from ci_l10n.paths.rule import SourceFile
from ci_l10n.state import State
from ci_l10n.tms.base import Piecemeal, Project


def read_project(ports: Ports, sources: Sequence[SourceFile], state: State) -> tuple[Project, State]:
    """The project with the files that are ours, and ``state`` in view of what an interrupted run renamed in it."""
    if isinstance(ports.platform, Piecemeal):
        paths = {source.path for source in sources} | state.known.keys()
        names = {document_name(path, ports.base, is_default_base=ports.is_default_base) for path in paths}
        ids = {id_ for known in state.known.values() for id_ in known.files.values()}
        ports.platform.concentrate(names, ids)
    project = ports.platform.fetch_project()
    check_project(ports.config, project)
    return project, finish_renames(state, project, sources, ports.base, is_default_base=ports.is_default_base)


def check_project(config: Config, project: Project) -> None:
    """Raises `ConfigError` when the project cannot do what the configuration asks of it."""
    settings = config.platform
    stage = settings.stage if isinstance(settings, SmartcatSettings) else None
    if stage and project.stages and stage > project.stages:
        raise ConfigError(
            f"the project {project.name!r} has {project.stages} workflow stages, not {stage}",
            hint="stages count from 1; leave `stage` out to take what is confirmed at any stage",
            location=config.locate("platform.smartcat.export.stage"),
            code="stage-missing",
        )
    if project.source_locale != config.source_locale:
        raise ConfigError(
            f"the project {project.name!r} translates from {project.source_locale}, "
            f"the configuration says {config.source_locale}",
            hint="use a project with this source language, or correct source_locale",
            location=config.locate("source_locale"),
            code="source-locale-differs",
        )
    missing = [locale for locale in config.target_locales if locale not in project.target_locales]
    if missing and project.locales_from:
        raise ConfigError(
            f"the project {project.name!r} has no {', '.join(missing)}",
            hint=project.locales_from,
            location=config.locate("target_locales"),
            code="locale-not-in-project",
        )
