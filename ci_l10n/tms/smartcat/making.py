"""A Smartcat platform from settings and credentials, on top of the real network or whatever is passed in."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from ci_l10n.clock import Clock
from ci_l10n.config.model import DEFAULT_SIZES, KeyProject, Sizes, SmartcatSettings, TemporaryProject
from ci_l10n.errors import AuthError, ConfigError
from ci_l10n.model import Locale
from ci_l10n.net.http import Transport
from ci_l10n.net.log import Logged
from ci_l10n.net.ratelimit import RateLimited, RateLimiter
from ci_l10n.net.retry import ATTEMPTS, Retrying
from ci_l10n.net.transport import ANSWER, CONNECT, RequestsTransport, is_loopback
from ci_l10n.redact import Redactor
from ci_l10n.tms.base import Bilingual
from ci_l10n.tms.smartcat.bilingual import SmartcatBilingual
from ci_l10n.tms.smartcat.client import SmartcatClient
from ci_l10n.tms.smartcat.errors import SECRETS
from ci_l10n.tms.smartcat.keys.bilingual import KeyBilingual
from ci_l10n.tms.smartcat.keys.platform import KeysPlatform
from ci_l10n.tms.smartcat.provider import SmartcatPlatform
from ci_l10n.tms.smartcat.temporary import TemporaryPlatform

SERVERS = {"eu": "https://smartcat.ai", "us": "https://us.smartcat.ai", "ea": "https://ea.smartcat.ai"}


@dataclass(frozen=True, slots=True)
class Access:
    """Where and as whom: `SMARTCAT_ACCOUNT_ID`, `SMARTCAT_API_KEY`, `SMARTCAT_URL` ("": by `server` of the settings)."""

    account_id: str
    api_key: str
    url: str = ""
    verify: str | None = None  # file of certificates; None: what REQUESTS_CA_BUNDLE or the library says
    shares: int = 1  # jobs that use the account at the same time
    attempts: int = ATTEMPTS  # at a request that failed for a passing reason
    timeout: float = ANSWER  # seconds for a part of an answer to come
    limits: Sizes = DEFAULT_SIZES

    def __repr__(self) -> str:
        return f"Access(account_id=***, api_key=***, url={self.url!r})"


class Smartcat(NamedTuple):
    platform: SmartcatPlatform | KeysPlatform
    client: SmartcatClient  # for what only Smartcat has
    log: Logged  # what was asked of the server
    bilingual: Bilingual


def make_smartcat(
    settings: SmartcatSettings,
    access: Access,
    locales: Mapping[Locale, str],
    clock: Clock,
    redactor: Redactor,
    *,
    transport: Transport | None = None,
) -> Smartcat:
    """
    The platform with every attempt limited in rate and logged, and passing failures retried.

    ``locales`` come from `mapping.language_codes`. Nothing is sent yet. `AuthError` for missing credentials,
    `ConfigError` for an unusable address.
    """
    client, log = make_client(access, settings.server, clock, redactor, transport=transport)
    bilingual = SmartcatBilingual(client, locales, clock)
    if isinstance(settings.project, TemporaryProject):
        temporary = TemporaryPlatform(client, settings, settings.project, locales, clock, log)
        return Smartcat(temporary, client, log, bilingual)
    if isinstance(settings.project, KeyProject):
        keys = KeysPlatform(client, settings, settings.project, locales, clock, log)
        return Smartcat(keys, client, log, KeyBilingual(client, settings.project.id, locales, clock))
    platform = SmartcatPlatform(client, settings, locales, clock, log)
    return Smartcat(platform, client, log, bilingual)


def make_client(
    access: Access, server: str, clock: Clock, redactor: Redactor, *, transport: Transport | None = None
) -> tuple[SmartcatClient, Logged]:
    account_id, api_key = access.account_id.strip(), access.api_key.strip()
    missing = [
        name
        for name, value in (("SMARTCAT_ACCOUNT_ID", account_id), ("SMARTCAT_API_KEY", api_key))
        if not value
    ]
    if missing:
        raise AuthError(
            f"Smartcat: {' and '.join(missing)} not set", hint=SECRETS, code="credentials-missing"
        )
    redactor.add(account_id)
    redactor.add_basic(account_id, api_key)
    url = checked_url(access.url) if access.url else SERVERS[server]
    log = Logged(
        transport
        or RequestsTransport(
            (CONNECT, access.timeout), verify=access.verify, max_response=access.limits.answer
        ),
        redactor,
        clock,
    )
    limited = RateLimited(log, RateLimiter(clock, shares=access.shares), clock)
    retrying = Retrying(limited, clock, random.Random(), attempts=access.attempts)  # noqa: S311 - spreads load, guards nothing
    return SmartcatClient(retrying, url, account_id, api_key, access.limits), log


def checked_url(url: str) -> str:
    """``SMARTCAT_URL`` without path; `ConfigError` for what credentials must not be sent to."""
    parts = urlsplit(url.strip())
    hint = "it should look like https://smartcat.ai"
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise ConfigError(
            f"SMARTCAT_URL is not an address: '{_without_user(url)}'", hint=hint, code="platform-url-invalid"
        )
    if parts.username is not None or parts.password is not None:
        raise ConfigError(
            "SMARTCAT_URL must not hold a user or password", hint=hint, code="platform-url-invalid"
        )
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ConfigError(
            f"SMARTCAT_URL would send credentials to {parts.hostname} without encryption",
            hint=hint,
            code="platform-url-invalid",
        )
    path = parts.path.rstrip("/")
    return f"{parts.scheme}://{parts.netloc}{path.removesuffix('/v1').removesuffix('/api/integration')}"


def _without_user(url: str) -> str:
    return url.rpartition("@")[2]
