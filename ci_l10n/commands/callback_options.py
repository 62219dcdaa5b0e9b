"""The address and the headers of `callbacks set`, checked before anything is asked of anybody (pure)."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from ci_l10n.errors import ConfigError
from ci_l10n.model import Finding
from ci_l10n.net.transport import is_loopback

_EXAMPLE = "it should look like https://example.org/hooks/smartcat"
# RFC 9110, 5.1 and 5.6.2: a field name is a token; 5.5: visible characters with blanks between them.
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_VALUE = re.compile(r"[\x21-\x7e]+(?:[\x20\t]+[\x21-\x7e]+)*")
_OF_HTTP = frozenset(
    [
        "connection",
        "content-length",
        "content-type",
        "expect",
        "host",
        "keep-alive",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ]
)
"""Headers that the sender of a notification sets itself."""


def check_url(url: str) -> list[Finding]:
    """Warnings about an address; `ConfigError` for one that no notification can or should be sent to."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ConfigError(f"URL is not an address: {error}", hint=_EXAMPLE) from None
    if parts.username is not None or parts.password is not None:
        raise ConfigError(
            "URL must not hold a user or password",
            hint="pass credentials in a header: --header-env Authorization=VARIABLE",
        )
    if not url.isascii() or re.search(r"[\x00-\x20\x7f\\\"<>^`{|}]", url):
        raise ConfigError(
            f"URL {url!r} has a character that addresses do not have",
            hint="percent-encode it; names of hosts outside of ASCII are written xn--...",
        )
    if parts.scheme not in ("http", "https"):
        raise ConfigError(f"URL has the scheme {parts.scheme or 'of none'!r}, not https", hint=_EXAMPLE)
    if not parts.hostname or port == 0:
        raise ConfigError(f"URL {url!r} names no host", hint=_EXAMPLE)
    if parts.fragment or url.endswith("#"):
        raise ConfigError("URL must not have a fragment: nothing behind # is ever sent", hint=_EXAMPLE)
    return _warnings(parts.scheme, parts.hostname)


def _warnings(scheme: str, host: str) -> list[Finding]:
    if scheme == "https" or is_loopback(host):
        return []
    message = f"notifications and their headers go to {host} without encryption"
    return [Finding("warning", "callback-unencrypted", message, "use an https address")]


def read_headers(
    given: Iterable[str], from_environment: Iterable[str], env: Mapping[str, str]
) -> list[tuple[str, str]]:
    """(Name, value) of every header; `ConfigError`, which never repeats a value."""
    headers: list[tuple[str, str]] = []
    for text in given:
        name, value = _pair("--header", text, "VALUE")
        headers.append((name, _checked(f"--header {name}", value)))
    for text in from_environment:
        name, variable = _pair("--header-env", text, "VARIABLE")
        if variable not in env:
            raise ConfigError(
                f"--header-env {name}: the environment has no variable {variable!r}",
                hint="set it, in CI from a secret; --header NAME=VALUE takes the value itself",
            )
        headers.append((name, _checked(f"--header-env {name}={variable}", env[variable])))
    names = [name.casefold() for name, _ in headers]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ConfigError(f"the header {twice!r} is given twice", hint="a header has one value")
    return headers


def _pair(flag: str, text: str, what: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not separator or not name.strip():
        raise ConfigError(f"{flag} is not NAME={what}", hint=f"such as {flag} Authorization={what}")
    if not _TOKEN.fullmatch(name):
        raise ConfigError(
            f"{flag}: {name!r} is no name of a header",
            hint="letters, digits and hyphens, without blanks around them",
        )
    if name.casefold() in _OF_HTTP:
        raise ConfigError(f"{flag}: {name} belongs to HTTP itself", hint="use a name of your own, X-...")
    return name, value


def _checked(shown: str, value: str) -> str:
    if not value:
        raise ConfigError(f"{shown}: the value is empty", hint="leave the header out, or give it a value")
    if "\r" in value or "\n" in value:
        raise ConfigError(f"{shown}: the value has a line end", hint="a header is one line; strip it")
    if not _VALUE.fullmatch(value):
        raise ConfigError(
            f"{shown}: the value has characters that headers cannot carry, or blanks around it",
            hint="visible ASCII characters with blanks between them; encode others, as Base64 for example",
        )
    return value
