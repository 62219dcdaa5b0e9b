"""What a check has to say about one translation."""

from typing import Literal, NamedTuple, TypeAlias

Check: TypeAlias = Literal["placeholders", "icu", "markup", "escapes", "length"]


class Problem(NamedTuple):
    check: Check
    code: str  # stable, kebab-case
    suffix: str  # of the part of `Forms` concerned, "" for a plain text
    message: str  # one sentence that names the placeholder
    hint: str
