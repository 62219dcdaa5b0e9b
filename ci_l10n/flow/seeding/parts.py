"""The file that is imported: a target with nothing in it but what is to be sent, and with the source's directives. Pure."""

from collections.abc import Mapping

from ci_l10n.directives import OF_TEXTS
from ci_l10n.errors import ContentError, Location
from ci_l10n.flow.files import Reader, check_size
from ci_l10n.formats.base import Change
from ci_l10n.formats.repeating import with_directives_of
from ci_l10n.formats.rewriting import rewrite
from ci_l10n.model import Catalog, Locale, Value

MOST_BYTES = 10 * 1024 * 1024
"""Of a translated file (Smartling's Translation Import API)."""
_TOO_LARGE = (
    "split the source file; what the platform has already is not sent, so importing a part there helps too"
)


def part_of(
    target: Catalog, source: Catalog, values: Mapping[str, Value], reader: Reader, path: str, locale: Locale
) -> bytes:
    """
    ``target`` without all keys that are not in ``values``, otherwise its own bytes.

    Raises `ContentError` when that cannot be written, or is too large.
    """
    changes = [
        Change(key, values.get(key))
        for key, unit in target.units.items()
        if key not in values or unit.value != values[key]
    ]
    reading = reader.reading(path, locale, target.data)
    part = rewrite(reader.by_keys, target, changes, source, reading)
    part = with_directives_of(source, reader.target(part, path, locale), reader.by_keys.name)
    check_size(len(part), path, MOST_BYTES, _TOO_LARGE)
    _check(reader.target(part, path, locale), source, values, path)
    return part


def _check(part: Catalog, source: Catalog, values: Mapping[str, Value], path: str) -> None:
    """What was written is read again; each text is to be read as the source's are."""
    if {key: unit.value for key, unit in part.units.items()} != values:
        raise ContentError(
            "the file to import could not be made from this one",
            hint="nothing was sent; please report this with the file, it is a defect of ci-l10n",
            location=Location(path),
        )
    for key, unit in part.units.items():
        if key in source.units and _said(unit.flags) != _said(source.units[key].flags):
            raise ContentError(
                "the directives of the source cannot be repeated here, for the entries have another order",
                hint="bring them into the order of the source, or give the directives in the rule of l10n.yml",
                location=Location(path, unit.line, 0, key),
            )


def _said(flags: tuple[str, ...]) -> set[str]:
    """What directives say, without limits of length, which nothing is matched by."""
    return {
        flag
        for flag in flags
        if flag.partition("=")[0] in OF_TEXTS and not flag.startswith("character_limit")
    }
