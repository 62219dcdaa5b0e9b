"""Changing a file through its format, with the safety net: what was written is read again and every key compared."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.base import Change, Format, Reading, Untranslated
from ci_l10n.formats.lazy import values_by_key
from ci_l10n.formats.spans import apply_edits
from ci_l10n.model import Catalog, Value, is_empty

MOST_REFUSED = 20  # each costs another go at the file; beyond it is the file that does not fit


def rewrite(
    format_: Format,
    target: Catalog,
    changes: Sequence[Change],
    source: Catalog,
    reading: Reading,
    refused: list[ContentError] | None = None,
) -> bytes:
    """
    ``target`` with ``changes`` made, verified; the bytes themselves when there is nothing to change.

    With ``refused``, a key that cannot be written is left out and its error put there; else it is raised.
    """
    while changes:
        try:
            return _rewrite(format_, target, changes, source, reading)
        except ContentError as error:
            left = [change for change in changes if change.key != _key_of(error)]
            if refused is None or len(left) == len(changes) or len(refused) >= MOST_REFUSED:
                raise
            refused.append(error)
            changes = left
    return target.data


def _rewrite(
    format_: Format, target: Catalog, changes: Sequence[Change], source: Catalog, reading: Reading
) -> bytes:
    result = apply_edits(target.data, format_.edits(target, changes, source, reading))
    expected = values_by_key(target.units)
    for change in changes:
        if change.value is None:
            expected.pop(change.key, None)
        else:
            expected[change.key] = change.value
    new = (change.key for change in changes if change.key not in target.units)
    # Nothing is lost when an empty `parent:` of YAML becomes the mapping that holds a new key.
    may_go = {key for key in _parents(new) if key in target.units and is_empty(expected.get(key))}
    _verify(format_, result, expected, reading, may_go=may_go)
    return result


def _key_of(error: ContentError) -> str:
    return error.location.key if error.location else ""


def _parents(keys: Iterable[str]) -> set[str]:
    """What lies above ``keys``: ``a`` and ``a.b`` above ``a.b.c``."""
    return {key[: match.start()] for key in keys for match in re.finditer(r"[.\[]", key)}


def create(
    format_: Format,
    source: Catalog,
    values: Mapping[str, Value],
    untranslated: Untranslated,
    reading: Reading,
    refused: list[ContentError] | None = None,
) -> bytes:
    """A new target file from the source's skeleton, verified for every key in ``values``; ``refused`` as above."""
    while True:
        try:
            result = format_.skeleton(source, values, untranslated, reading)
            _verify(format_, result, values, reading, exact=False)
            return result
        except ContentError as error:
            left = {key: value for key, value in values.items() if key != _key_of(error)}
            if refused is None or len(left) == len(values) or len(refused) >= MOST_REFUSED:
                raise
            refused.append(error)
            values = left


def _verify(
    format_: Format,
    result: bytes,
    expected: Mapping[str, Value],
    reading: Reading,
    *,
    exact: bool = True,
    may_go: Collection[str] = (),
) -> None:
    written = values_by_key(format_.parse(result, reading).units)
    if written == expected:
        return
    for key, value in expected.items():
        if written.get(key) != value and not (key in may_go and key not in written):
            raise _mismatch(reading.path, key, f"it would read {written.get(key)!r} instead of {value!r}")
    if exact and (extra := written.keys() - expected.keys()):
        raise _mismatch(reading.path, min(extra), "it would appear although nobody asked for it")


def _mismatch(path: str, key: str, why: str) -> ContentError:
    return ContentError(
        f"the merged file was not written, because {key!r} would come out wrong: {why}",
        hint="nothing was lost; please report this with the three files, it is a defect of ci-l10n",
        location=Location(path, key=key),
        code="file-not-rewritten",
    )
