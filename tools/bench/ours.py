"""The formats of this project as the bench sees a library: parse, one edit, splice."""

from functools import partial

from ci_l10n.formats.base import Change, Reading
from ci_l10n.formats.registry import NAMES, get_format
from ci_l10n.formats.spans import apply_edits
from ci_l10n.model import Forms, Unit, Value
from tools.bench.measure import NEW, main


def splice(name: str, data: bytes, change: bool) -> bytes:
    """As the merge does it, without reading the result again."""
    format_ = get_format(name)
    reading = Reading("target", "de", "bench")
    catalog = format_.parse(data, reading)
    changes = []
    if change and catalog.units:
        keys = list(catalog.units)
        changes = [_changed(catalog.units[keys[len(keys) // 2]])]
    return apply_edits(data, format_.edits(catalog, changes, catalog, reading))


def _changed(unit: Unit) -> Change:
    return Change(unit.key, _new_value(unit.value))


def _new_value(value: Value) -> Value:
    """One text changed: of a set its last."""
    if isinstance(value, str):
        return NEW
    *others, (suffix, _) = value.parts
    return Forms(value.kind, (*others, (suffix, NEW)))


if __name__ == "__main__":
    main({name: {"ci-l10n": partial(splice, name)} for name in NAMES})
