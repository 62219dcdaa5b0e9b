"""Which platform the configuration names, and connecting to it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from ci_l10n.commands.outcome import World
from ci_l10n.config import credentials
from ci_l10n.config.credentials import SmartlingCredentials, smartling_credentials
from ci_l10n.config.model import Config, SmartcatSettings, SmartlingSettings
from ci_l10n.errors import ConfigError
from ci_l10n.tms.base import Bilingual, KeyImport, Platform

if TYPE_CHECKING:
    from ci_l10n.tms.smartling.making import Smartling

LONGEST = 3600  # seconds
_NO_ACCOUNT = SmartlingCredentials("-no-user-", "-no-secret-")


class Connected(NamedTuple):
    """The ports that a platform has."""

    platform: Platform
    bilingual: Bilingual | None = None
    key_import: KeyImport | None = None


def answer_timeout(env: Mapping[str, str]) -> int | None:
    """Seconds that a server may be silent, from `CI_L10N_TIMEOUT`; None: as is usual for that server."""
    given = env.get("CI_L10N_TIMEOUT", "")
    if not given:
        return None
    if not (given.isdecimal() and 1 <= int(given) <= LONGEST):
        raise ConfigError(
            f"CI_L10N_TIMEOUT is no number of seconds from 1 to {LONGEST}: '{given}'",
            hint="leave it out unless your network needs it",
        )
    return int(given)


def has_credentials(config: Config, env: Mapping[str, str]) -> bool:
    """Whether ``env`` holds any credentials for the platform that is configured."""
    is_smartling = isinstance(config.platform, SmartlingSettings)
    names = credentials.SMARTLING if is_smartling else credentials.SMARTCAT
    return any(env.get(name) for name in names)


def make_smartling_for(
    config: Config,
    settings: SmartlingSettings,
    world: World,
    *,
    shares: int = 1,
    threads: int = 1,
    attempts: int | None = None,
    may_ask: bool = True,
) -> "Smartling":
    """
    Smartling with the credentials of the environment.

    Without ``may_ask`` it has none, and serves to say what can be known without a request.
    """
    from ci_l10n.tms.smartling.making import Access, make_smartling
    from ci_l10n.tms.smartling.mapping import locale_ids

    given = smartling_credentials(world.env) if may_ask else _NO_ACCOUNT
    if may_ask:
        world.ci.mask(given.user_secret)
    certificates = world.env.get("SSL_CERT_FILE") or world.env.get("REQUESTS_CA_BUNDLE")
    access = Access(
        given.user_identifier, given.user_secret, given.url or "", certificates, shares, threads, attempts
    )
    timeout = answer_timeout(world.env) or access.timeout
    access = replace(access, timeout=timeout, limits=config.limits.sizes)
    ids = locale_ids((config.source_locale, *config.target_locales), config.spellings)
    return make_smartling(settings, access, config.source_locale, ids, world.clock, world.redactor)


def check_is_smartcat(config: Config, what: str, instead: str) -> None:
    """Raises `ConfigError` where the configuration names another platform; ``instead`` is what does the job there."""
    if not isinstance(config.platform, SmartcatSettings):
        raise ConfigError(
            f"{what}: only Smartcat has that, and the configuration names Smartling",
            hint=instead,
            location=config.locate("platform.smartling"),
            code="platform-lacks-this",
        )
