"""A Smartling platform from settings and credentials, on top of the real network or whatever is passed in."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ci_l10n.clock import Clock
from ci_l10n.config.model import DEFAULT_SIZES, Sizes, SmartlingSettings
from ci_l10n.model import Locale
from ci_l10n.net.gate import Gated
from ci_l10n.net.http import Transport
from ci_l10n.net.log import Logged
from ci_l10n.net.retry import NOT_NOW, Retrying
from ci_l10n.net.transport import ANSWER, CONNECT, RequestsTransport
from ci_l10n.redact import Redactor
from ci_l10n.tms.smartling.auth import Authorized, Session
from ci_l10n.tms.smartling.calls import Line
from ci_l10n.tms.smartling.client import SmartlingClient
from ci_l10n.tms.smartling.imports import SmartlingKeyImport
from ci_l10n.tms.smartling.jobs import Batch
from ci_l10n.tms.smartling.mapping import Mapper
from ci_l10n.tms.smartling.provider import SmartlingPlatform
from ci_l10n.tms.smartling.reading import LOCKED, Reader
from ci_l10n.tms.smartling.uploads import Sender

SERVER = "https://api.smartling.com"
AT_ONCE = 10  # requests of one project that may be under way
TRIES = 6  # attempts at a request
PATIENCE = 8  # attempts at a file that is being worked on: about two minutes


@dataclass(frozen=True, slots=True)
class Access:
    """Where and as whom: `SMARTLING_USER_IDENTIFIER`, `SMARTLING_USER_SECRET`, `SMARTLING_URL` ("": the vendor's)."""

    user: str
    secret: str
    url: str = ""
    verify: str | None = None  # file of certificates; None: what REQUESTS_CA_BUNDLE or the library says
    shares: int = 1  # jobs that use the project at the same time
    threads: int = 8
    attempts: int | None = None  # at a request; None: as many as have a chance
    timeout: float = ANSWER  # seconds for a part of an answer to come
    limits: Sizes = DEFAULT_SIZES

    def __repr__(self) -> str:
        return f"Access(user=***, secret=***, url={self.url!r})"


class Smartling(NamedTuple):
    platform: SmartlingPlatform
    key_import: SmartlingKeyImport
    client: SmartlingClient
    log: Logged  # what was asked of the server


def make_smartling(
    settings: SmartlingSettings,
    access: Access,
    source: Locale,
    locales: Mapping[Locale, str],
    clock: Clock,
    redactor: Redactor,
    *,
    transport: Transport | None = None,
) -> Smartling:
    """
    The platform with its requests logged, bounded in number at once, and retried after passing failures.

    ``locales`` come from `mapping.locale_ids`, ``source`` is one of them. Nothing is sent yet.
    """
    redactor.add(access.user)
    redactor.add(access.secret)
    log = Logged(
        transport
        or RequestsTransport(
            (CONNECT, access.timeout), verify=access.verify, max_response=access.limits.answer
        ),
        redactor,
        clock,
    )
    server = access.url or SERVER
    client = SmartlingClient(_line(access, server, log, clock, redactor), settings.project, access.limits)
    mapper = Mapper(settings, source, locales)
    threads = min(access.threads, _share(access))
    reader = Reader(client, mapper, clock, threads, remembers=settings.state == "PUBLISHED")
    batch = Batch(client, settings, mapper.targets, clock)
    sender = Sender(client, settings, batch, clock)
    platform = SmartlingPlatform(client, settings, mapper, reader, sender, batch, log, threads)
    return Smartling(platform, SmartlingKeyImport(client, mapper, platform, clock), client, log)


def _line(access: Access, server: str, log: Logged, clock: Clock, redactor: Redactor) -> Line:
    chance = random.Random()  # noqa: S311 - spreads load, guards nothing
    attempts = access.attempts or TRIES
    login = Retrying(log, clock, chance, attempts=attempts)
    session = Session(login, server, access.user, access.secret, clock, redactor)
    authorized = Authorized(Gated(log, _share(access)), session)
    patience = access.attempts or PATIENCE
    patient = Retrying(authorized, clock, chance, attempts=patience, not_now=NOT_NOW | {LOCKED})
    return Line(server, patient, Retrying(authorized, clock, chance, attempts=attempts))


def _share(access: Access) -> int:
    return max(1, AT_ONCE // access.shares)
