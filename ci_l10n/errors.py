"""
Every error a user can see.

::

    L10nError
    ├── ConfigError     exit 2   l10n.yml, flags, environment
    ├── AuthError       exit 3   credentials or rights
    ├── RemoteError     exit 4   the translation platform
    ├── ContentError    exit 5   a localization file
    ├── DeliveryError   exit 6   git or the forge
    └── WaitTimeout     exit 7   not complete in time, and completeness was required

Anything else that reaches `cli.main` is a bug of ours: exit 70.

Every error has a stable ``code``: that of its class, or a closer one given where it is raised. `ci_l10n.problems`
knows what each of them means.
"""

from collections.abc import Sequence
from typing import NamedTuple


class Location(NamedTuple):
    """Where in the repository something is; ``line`` and ``column`` count from 1, 0 means unknown."""

    path: str
    line: int = 0
    column: int = 0
    key: str = ""  # key path in a config (`files[2]`) or key of a unit

    def __str__(self) -> str:
        place = self.path
        if self.line:
            place += f":{self.line}"
            if self.column:
                place += f":{self.column}"
        return f"{place}  {self.key}" if self.key else place


class L10nError(Exception):
    """An expected failure; ``message`` says what happened, ``hint`` the next step, ``code`` names it for good."""

    exit_code = 70
    code = "internal-error"

    def __init__(
        self, message: str, *, hint: str = "", location: Location | None = None, code: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.location = location
        self.code = code or self.code


class ConfigError(L10nError):
    """Something the user configured cannot be; ``problems`` holds all of them at once."""

    exit_code = 2
    code = "usage"

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        location: Location | None = None,
        problems: "Sequence[ConfigError]" = (),
        code: str = "",
    ) -> None:
        super().__init__(message, hint=hint, location=location, code=code)
        self.problems = tuple(problems)


class AuthError(L10nError):
    """Missing, wrong or insufficient credentials; the hint names the secret and where to set it."""

    exit_code = 3
    code = "access-refused"


class RemoteError(L10nError):
    """
    The platform answered with an error or not at all.

    ``status`` is the HTTP status (0: no answer), ``maybe_applied`` says that the request may have taken effect, so
    nobody repeats it without looking first.
    """

    exit_code = 4
    code = "platform-failed"

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        location: Location | None = None,
        status: int = 0,
        maybe_applied: bool = False,
        code: str = "",
    ) -> None:
        super().__init__(message, hint=hint, location=location, code=code)
        self.status = status
        self.maybe_applied = maybe_applied


class ContentError(L10nError):
    """A localization file cannot be read or merged."""

    exit_code = 5
    code = "file-malformed"


class DeliveryError(L10nError):
    """Git or the forge refused, or the repository is not in a state to deliver from."""

    exit_code = 6
    code = "delivery-failed"


class WaitTimeout(L10nError):
    """Translations were not complete in time and ``--require-complete`` was given."""

    exit_code = 7
    code = "not-complete"
