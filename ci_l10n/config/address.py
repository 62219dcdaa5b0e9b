"""Which machine an address leads to. Pure."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def host_of(url: str) -> str:
    """
    The host of an address; all names and ports of this machine are "localhost". "" for what is no address.

    >>> host_of("https://GitHub.com/acme/app.git"), host_of("http://127.0.0.1:8080/x"), host_of("git@host:x")
    ('github.com', 'localhost', '')
    """
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return "localhost" if is_loopback(host) else host


def is_loopback(host: str) -> bool:
    """Is ``host`` this machine, by its spelling alone?"""
    if host.lower() in ("localhost", "localhost."):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
