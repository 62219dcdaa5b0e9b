"""
One spelling for all sides of a key that mean the same, so that a platform's way of writing is never a change. Pure.

Platforms export ``%1$s`` for ``%s``, ``%%`` for a percent sign, ``''`` for an apostrophe, see `checks.meaning`. People's
spelling goes first, then the one that was delivered, then the source's; after that equal is equal.
"""

from collections.abc import Iterable

from ci_l10n.checks.meaning import AS_WRITTEN, Usage, is_same, may_be_spelled_otherwise, respelled
from ci_l10n.flow.sides import KeySides
from ci_l10n.model import Value


def has_spellings(k: KeySides) -> bool:
    """Whether there is anything to bring into one spelling: most texts have neither ``%`` nor ``'``."""
    return any(
        value is not None and may_be_spelled_otherwise(value)
        for value in (k.p, k.p0, k.t0, k.b0, k.source_before)
    )


def with_one_spelling(k: KeySides, usage: Usage) -> KeySides:
    """``k`` with the first spelling of each meaning on all sides, and new translations spelled as people do."""
    if usage == AS_WRITTEN or k.source is None:
        return k
    models = (k.r, k.t0, k.source)
    p, p0 = (None if value is None else respelled(usage, value, models) for value in (k.p, k.p0))
    first = _Spellings(usage, (k.r, k.t0, k.b0, k.source, k.source_before, p0, p))
    return KeySides(
        source=first.of(k.source),
        source_before=first.of(k.source_before),
        p=first.of(p),
        p0=first.of(p0),
        t0=first.of(k.t0),
        b0=first.of(k.b0),
        r=k.r,
        is_edited=k.is_edited,
    )


class _Spellings:
    def __init__(self, usage: Usage, values: Iterable[Value | None]) -> None:
        self.usage = usage
        self.values = [value for value in values if value is not None]

    def of(self, value: Value | None) -> Value | None:
        """The first value that means the same."""
        return next((each for each in self.values if is_same(self.usage, each, value)), value)
