"""An error of GraphQL: it has a `type` instead of a status."""


class Trouble(Exception):
    """``kind`` is what GitHub puts into `type`: `STALE_DATA`, `NOT_FOUND`, `UNPROCESSABLE`, `FORBIDDEN`."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
