"""Checks of the translation platform: credentials, project, languages, clock."""

from ci_l10n.config.model import Config
from ci_l10n.doctor.ground import Fact, Ground, Probe, Results, error, notice, warning
from ci_l10n.flow.project import check_project
from ci_l10n.tms.base import Project, Temporary

_SKEW = 120  # seconds; servers that check times allow a minute or some


def check_fork(ground: Ground) -> Results:
    """Runs for forks get no credentials; nothing that needs them can work."""
    if ground.ci.is_fork:
        message = "this run belongs to a pull request from a fork (or by Dependabot), which gets no secrets"
        hint = "run `ci-l10n plan` or `ci-l10n check` there; synchronise when the pull request is merged"
        yield error("fork-without-secrets", message, hint)


def check_platform(ground: Ground) -> Results:
    """Raises `AuthError`, `RemoteError` or `ConfigError` for what keeps the project from being used."""
    if ground.config is None or ground.ci.is_fork:
        return
    probe = ground.connect(ground.config)
    if isinstance(probe.platform, Temporary):
        probe.check_account()
        yield Fact("platform", f"{probe.platform.account}: credentials accepted")
    else:
        project = probe.platform.fetch_project()
        check_project(ground.config, project)
        yield from _check_locales(ground.config, project)
        yield Fact("platform", _describe(probe, project))
    yield from check_clock(probe.server_ahead(), probe.platform.name)


def _check_locales(config: Config, project: Project) -> Results:
    missing = [locale for locale in config.target_locales if locale not in project.target_locales]
    if missing:
        place = config.locate("target_locales")
        message = f"the project {project.name!r} does not have {', '.join(missing)} yet"
        hint = "the next push adds it; the words of all sources are then billed for that language, too"
        yield notice("locale-not-in-project", message, hint, place)
    unlisted = [locale for locale in project.target_locales if locale not in config.target_locales]
    if unlisted:
        yield Fact("left alone", f"the project also has {', '.join(unlisted)}")


def _describe(probe: Probe, project: Project) -> str:
    stages = f", {project.stages} stages" if project.stages else ""
    locales = len(project.target_locales)
    return f"{probe.platform.account}, {project.name!r}: {locales} languages, {len(project.files)} documents{stages}"


def check_clock(skew: float | None, whose: str) -> Results:
    """``skew`` in seconds: how far the server is ahead."""
    if skew is not None and abs(skew) > _SKEW:
        direction = "behind" if skew > 0 else "ahead of"
        message = f"the clock of this machine is {abs(skew) / 60:.0f} minutes {direction} that of {whose}"
        yield warning("clock-skew", message, "set the clock (NTP): tokens count as expired or not valid yet")
