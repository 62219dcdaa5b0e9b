"""Secrets never leave: every text that is shown or stored passes `Redactor.clean` first."""

import base64
from collections.abc import Iterable

MASK = "***"


class Redactor:
    """Knows the secrets of this run in the spellings they can turn up in."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._needles: list[str] = []
        for secret in secrets:
            self.add(secret)

    def add(self, secret: str) -> None:
        """Hide ``secret`` from now on; very short ones would mask ordinary text and are ignored."""
        if len(secret) < 4:
            return
        encoded = base64.b64encode(secret.encode()).decode()
        for needle in (secret, encoded):
            if needle not in self._needles:
                self._needles.append(needle)
        self._needles.sort(key=len, reverse=True)

    def add_basic(self, user: str, password: str) -> None:
        """Hide the password and the Basic header made of both."""
        self.add(password)
        self.add(base64.b64encode(f"{user}:{password}".encode()).decode())

    def clean(self, text: str) -> str:
        for needle in self._needles:
            text = text.replace(needle, MASK)
        return text
