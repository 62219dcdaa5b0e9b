"""Credentials and hosts, which come from the environment alone. The environment is passed in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ci_l10n.config.address import is_loopback
from ci_l10n.errors import AuthError, ConfigError

_PLACES = (
    "on GitHub, add it to the repository's secrets (Settings > Secrets and variables > Actions) and pass it to the "
    "action as `{input}: ${{{{ secrets.{name} }}}}`; on GitLab, add a masked CI/CD variable {name}; elsewhere, "
    "export {name}"
)


SMARTCAT = ("SMARTCAT_ACCOUNT_ID", "SMARTCAT_API_KEY")
SMARTLING = ("SMARTLING_USER_IDENTIFIER", "SMARTLING_USER_SECRET")


@dataclass(frozen=True, slots=True)
class SmartcatCredentials:
    """Account id, API key and, when the environment names another host, its URL without a slash at the end."""

    account_id: str
    api_key: str = field(repr=False)
    url: str | None = None


def smartcat_credentials(env: Mapping[str, str]) -> SmartcatCredentials:
    """
    Read `SMARTCAT_ACCOUNT_ID`, `SMARTCAT_API_KEY` and `SMARTCAT_URL` from ``env``.

    Raises `AuthError` that names what is missing and where it is set, `ConfigError` for an unusable URL.
    """
    place = "Smartcat: Settings > API"
    account_id, api_key = _read_both(env, SMARTCAT, place)
    if ":" in account_id:
        raise _odd(SMARTCAT[0], place)
    return SmartcatCredentials(account_id, api_key, service_url(env, "SMARTCAT_URL"))


@dataclass(frozen=True, slots=True)
class SmartlingCredentials:
    """User identifier, user secret and, when the environment names another host, its URL without a slash at the end."""

    user_identifier: str = field(repr=False)
    user_secret: str = field(repr=False)
    url: str | None = None


def smartling_credentials(env: Mapping[str, str]) -> SmartlingCredentials:
    """Read `SMARTLING_USER_IDENTIFIER`, `SMARTLING_USER_SECRET` and `SMARTLING_URL`; raises as `smartcat_credentials`."""
    user, secret = _read_both(env, SMARTLING, "Smartling: Account Settings > API")
    return SmartlingCredentials(user, secret, service_url(env, "SMARTLING_URL"))


def _read_both(env: Mapping[str, str], names: tuple[str, str], place: str) -> tuple[str, str]:
    """The values of two variables that belong together; ``place`` is where the service shows them."""
    first, second = (env.get(name, "").strip() for name in names)
    missing = [name for name, value in zip(names, (first, second), strict=True) if not value]
    if missing:
        verb = "are" if len(missing) > 1 else "is"
        raise AuthError(
            f"{' and '.join(missing)} {verb} not set",
            hint=_where_to_set(missing[0]),
            code="credentials-missing",
        )
    for name, value in zip(names, (first, second), strict=True):
        if not re.fullmatch(r"[\x21-\x7e]+", value):
            raise _odd(name, place)
    return first, second


def _odd(name: str, place: str) -> AuthError:
    return AuthError(
        f"{name} has characters that no such value has (blanks, line breaks or others)",
        hint=f"copy it again from {place}",
        code="credentials-malformed",
    )


_EXAMPLES = {"SMARTCAT_URL": "https://smartcat.com", "SMARTLING_URL": "https://api.smartling.com"}


def service_url(env: Mapping[str, str], name: str, code: str = "platform-url-invalid") -> str | None:
    """
    The URL in the variable ``name`` of ``env``, without a slash at the end; None when it is unset or empty.

    Credentials go there: it must be https, or http on this machine's loopback. Raises `ConfigError` with ``code``.
    """
    text = env.get(name, "").strip()
    if not text:
        return None
    problem = _url_problem(text)
    if problem:
        # The value itself stays out of the message: it may hold a password.
        raise ConfigError(
            f"{name} {problem}",
            hint=f"such as {_EXAMPLES.get(name, 'https://git.example.org')} or http://127.0.0.1:8080",
            code=code,
        )
    return text.rstrip("/")


def _url_problem(text: str) -> str:
    if not re.fullmatch(r"[\x21-\x7e]+", text):
        return "has blanks or characters that a URL does not have"
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "is not a URL"
    if parts.scheme not in ("http", "https") or not host or "\\" in text:
        return "is not an http or https URL"
    if "@" in parts.netloc:
        return "has a user name in it; credentials have variables of their own"
    if parts.query or parts.fragment or "?" in text or "#" in text:
        return "has a query or a fragment"
    if parts.scheme == "http" and not is_loopback(host):
        return "is http, which would send the credentials in the clear; only loopback hosts may be http"
    return ""


def _where_to_set(name: str) -> str:
    return _PLACES.format(name=name, input=name.lower())
