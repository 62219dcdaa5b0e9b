"""Secrets never leave: every text that is shown or stored passes `Redactor.clean` first."""

import base64
import json
from collections.abc import Iterable, Iterator
from urllib.parse import quote

MASK = "***"
_SHORTEST = 4  # characters; shorter ones would mask ordinary text
_SHORTEST_ENCODED = 8  # characters of base64 that do not depend on what stands beside the secret


class Redactor:
    """Knows the secrets of this run in the spellings they can turn up in."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._needles: list[str] = []
        for secret in secrets:
            self.add(secret)

    def add(self, secret: str) -> None:
        """Hide ``secret`` from now on; very short ones would mask ordinary text and are ignored."""
        if len(secret) < _SHORTEST or secret in self._needles:
            return
        self._needles += [each for each in _spellings(secret) if each not in self._needles]
        self._needles.sort(key=len, reverse=True)

    def add_basic(self, user: str, password: str) -> None:
        """Hide the password and the Basic header made of both."""
        self.add(password)
        self.add(base64.b64encode(f"{user}:{password}".encode()).decode())

    def clean(self, text: str) -> str:
        for needle in self._needles:
            text = text.replace(needle, MASK)
        return text


def _spellings(secret: str) -> Iterator[str]:
    """As it is, in JSON and addresses, and in base64: alone, and wherever it begins in what is encoded."""
    yield from dict.fromkeys((secret, json.dumps(secret)[1:-1], quote(secret, safe="")))
    raw = secret.encode("utf-8", "surrogateescape")
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        yield encode(raw).decode()
        for before in range(3):
            # Characters that hold bits of what stands before or after it are left out.
            encoded = encode(bytes(before) + raw).decode().rstrip("=")
            certain = encoded[(before * 8 + 5) // 6 : (before + len(raw)) * 8 // 6]
            if len(certain) >= _SHORTEST_ENCODED:
                yield certain
