"""The three-way merge of one target file, key by key: sides in, decisions and bytes out. Pure."""

from collections.abc import Iterator

from ci_l10n.config.model import Policy
from ci_l10n.errors import ContentError
from ci_l10n.flow.files import Reader
from ci_l10n.flow.judging import Judge
from ci_l10n.flow.sides import Decision, Merged, Sides, value_of
from ci_l10n.formats.base import Change
from ci_l10n.formats.rewriting import create, rewrite
from ci_l10n.model import Locale, is_empty


def merge(sides: Sides, reader: Reader, policy: Policy, path: str, locale: Locale) -> Merged:
    """
    Merge one target file; raises `ContentError` when it cannot be written safely.

    Nothing but the keys that are decided here changes in the file.
    """
    judge = Judge(sides, reader, policy, locale)
    decisions = [judge.decide(key) for key in _keys(sides)]
    refused: list[ContentError] = []
    content = _write(sides, decisions, reader, policy, path, locale, refused)
    if refused:
        decisions = judge.without(decisions, refused)
    done = sum(1 for d in decisions if d.key in sides.source.units and not is_empty(d.value))
    return Merged(content, tuple(decisions), done, len(sides.source.units))


def _keys(sides: Sides) -> Iterator[str]:
    """Keys of the source in its order, then what else the repository side holds."""
    seen = set(sides.source.units)
    yield from sides.source.units
    on_branch = sides.branch.now if sides.branch else None
    for catalog in (sides.start, sides.base, on_branch, sides.target):
        for key in catalog.units if catalog else ():
            if key not in seen:
                seen.add(key)
                yield key


def _write(
    sides: Sides,
    decisions: list[Decision],
    reader: Reader,
    policy: Policy,
    path: str,
    locale: Locale,
    refused: list[ContentError],
) -> bytes | None:
    format_ = reader.by_keys
    reading = reader.reading(path, locale, sides.start.data if sides.start else None)
    if sides.start is None:
        values = {d.key: d.value for d in decisions if not is_empty(d.value) and d.value is not None}
        if not values:
            return None
        return create(format_, sides.source, values, policy.untranslated, reading, refused)
    changes = [
        Change(d.key, d.value)
        for d in decisions
        if d.value != value_of(sides.start, d.key) or (d.outcome == "removed" and d.key in sides.start.units)
    ]
    return rewrite(format_, sides.start, changes, sides.source, reading, refused)
