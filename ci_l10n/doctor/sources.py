"""Checks of the source files themselves: whether they can be read, and whether the platform takes them."""

from collections.abc import Iterator

from ci_l10n.config.model import Config
from ci_l10n.doctor.ground import Fact, Ground, Results
from ci_l10n.errors import ContentError, L10nError, Location
from ci_l10n.flow.files import reader_for
from ci_l10n.flow.pointers import check_is_content
from ci_l10n.flow.situation import find_sources
from ci_l10n.model import Finding
from ci_l10n.paths.rule import SourceFile
from ci_l10n.tms.base import Platform, Selective

_MOST = 500  # files that are read; a diagnosis takes seconds, `check` looks at everything
_MOST_TOLD = 20


def check_sources(ground: Ground) -> Results:
    """
    Sources that no run can send. They are errors where not one is left, else warnings: a run goes on with the others.

    What configuration and checkout are told for is not told again here.
    """
    config, repo = ground.config, ground.repo
    if config is None:
        return
    try:
        tree = repo.tree(repo.head)
        sources = find_sources(config, tree, repo.links(repo.head)).sources
    except L10nError:
        return
    platform = _platform(ground, config)
    found = (_problem(source, repo.blob(tree[source.path]), config, platform) for source in sources[:_MOST])
    broken = [each for each in found if each is not None]
    yield from _told(broken, is_all=len(broken) == len(sources))
    if len(sources) > _MOST:
        yield Fact("not read", f"{len(sources) - _MOST} of the sources; `ci-l10n check` reads all files")


def _told(broken: list[Finding], *, is_all: bool) -> Iterator[Finding]:
    for each in broken[:_MOST_TOLD]:
        yield Finding("error" if is_all else "warning", each.code, each.message, each.hint, each.location)


def _platform(ground: Ground, config: Config) -> Platform | None:
    """Which files it takes shows without asking it; None without credentials, which are told elsewhere."""
    try:
        return ground.connect(config).platform
    except L10nError:
        return None


def _problem(source: SourceFile, data: bytes, config: Config, platform: Platform | None) -> Finding | None:
    try:
        check_is_content(data, source.path)
    except ContentError:
        return None  # `configuration` has told of these
    reader = reader_for(source.rule, source.path, data, config.source_locale)
    try:
        if reader.merges_keys:
            reader.source(data, source.path)
    except ContentError as error:
        return Finding(
            "error", error.code, error.message, error.hint, error.location or Location(source.path)
        )
    if isinstance(platform, Selective):
        refusal = platform.refusal(source.path, reader.format.name if reader.format else None, data)
        if refusal is not None:
            return Finding("error", "source-refused", *refusal, Location(source.path))
    return None
