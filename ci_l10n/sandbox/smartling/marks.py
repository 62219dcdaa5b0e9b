"""Key, variant and directives of each string, by type of file."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ci_l10n.sandbox.smartling.filetypes import FileType


@dataclass(frozen=True, slots=True)
class Mark:
    """``key`` is "" for a string without; ``directives`` are those in force at its place in the file."""

    key: str
    variant: str = ""
    directives: Mapping[str, str] = field(default_factory=dict)
    is_skipped: bool = False  # a directive says that it is not to be translated
    is_plural_form: bool = False


def marks_of(kind: FileType, content: bytes, directives: Mapping[str, str]) -> dict[str, Mark]:
    return {}
