"""`import`: one translated file into one target, offline."""

import argparse
import os
from collections.abc import Mapping
from typing import NamedTuple

from ci_l10n.commands.import_options import (
    blamed,
    choose_format,
    parse_directives,
    parse_locale,
    refuse_source_as_target,
)
from ci_l10n.commands.import_result import Done, Names, make_outcome
from ci_l10n.commands.outcome import Outcome, World
from ci_l10n.commands.place import place_of, read_given
from ci_l10n.errors import ContentError, Location
from ci_l10n.flow.importing import Settings, import_catalog
from ci_l10n.formats.base import Format, Reading
from ci_l10n.formats.inheriting import directives_of_file, inherited
from ci_l10n.formats.registry import detect_format
from ci_l10n.model import Catalog

LIMIT = 10 * 1024 * 1024  # bytes of a translated file (Translation Import API: "10 MB limit")
_SPLIT = "split it, the import takes any part of a file"


def run(args: argparse.Namespace, world: World) -> Outcome:
    """Import; the target is written in one piece, or not at all."""
    names = Names(args.source, args.translated, args.into, parse_locale(args.locale))
    directives = parse_directives(args.directive or ())
    try:
        return _run(args, world, names, directives)
    except MemoryError:
        pass  # leaving the clause lets go of all that was read, so that there is room to say so
    raise ContentError(
        "the files need more memory than this process may use",
        hint="give it more memory, or split the files",
        location=Location(_largest(world, names)),
        code="out-of-memory",
    )


def _largest(world: World, names: Names) -> str:
    """Which of the files it was, most likely."""
    given = (names.source, names.translated, names.target)
    existing = [name for name in given if os.path.isfile(os.path.join(world.directory, name))]
    return max(
        existing, key=lambda name: os.path.getsize(os.path.join(world.directory, name)), default=names.source
    )


def _run(args: argparse.Namespace, world: World, names: Names, directives: Mapping[str, str]) -> Outcome:
    source_path, translated_path = (
        os.path.join(world.directory, p) for p in (names.source, names.translated)
    )
    place = place_of(world.directory, names.target)
    source_data = read_given(source_path, names.source)
    format_ = choose_format(args.format, names.source, source_data, directives)
    refuse_source_as_target(format_, source_path, place.path, names.target)
    try:
        source = format_.parse(source_data, Reading("source", "", names.source, directives))
    except ContentError as error:
        raise blamed(error, directives) from None
    files = _Files(format_, names, directives, directives_of_file(format_.name, source_data))
    translated_data = read_given(translated_path, names.translated, LIMIT, _SPLIT)
    if not args.format:
        _check_format(names, format_, translated_data, directives)
    translated = files.parse(translated_data, names.translated)
    before = read_given(place.path, names.target) if place.exists else None
    target = files.parse(before, names.target) if before is not None else None
    reading = files.reading(before if before is not None else source_data, names.target)
    review = args.state == "POST_TRANSLATION"
    result = import_catalog(
        source, translated, target, Settings(format_, reading, args.overwrite, review, args.untranslated)
    )
    result.missing_directives += files.lacking(translated_data)
    changed = result.content != before
    if changed and not args.dry_run:
        place.write(result.content)
    odd = (*source.findings, *translated.findings, *(target.findings if target else ()))
    done = Done(names, result, odd, changed, review, args.dry_run, args.strict)
    return make_outcome(done, format_, source, translated)


class _Files(NamedTuple):
    """The translated file and the target are read as the source is, with the directives that stand in it."""

    format: Format
    names: Names
    given: Mapping[str, str]  # on the command line
    of_source: Mapping[str, str]

    def parse(self, data: bytes, path: str) -> Catalog:
        return self.format.parse(data, self.reading(data, path))

    def reading(self, data: bytes, path: str) -> Reading:
        return Reading("target", self.names.locale, path, {**self._inherited(data), **self.given})

    def lacking(self, data: bytes) -> tuple[str, ...]:
        """The source's directives that a file does not repeat."""
        return tuple(f"{name} = {value}" for name, value in self._inherited(data).items())

    def _inherited(self, data: bytes) -> dict[str, str]:
        own = directives_of_file(self.format.name, data) if self.of_source else {}
        return inherited(self.of_source, own, self.given)


def _check_format(names: Names, format_: Format, translated: bytes, directives: Mapping[str, str]) -> None:
    """Some formats can read nearly anything: a JSON file has keys and values for a properties reader as well."""
    found = detect_format(names.translated, translated, directives)
    if found is not None and found != format_.name:
        raise ContentError(
            f"the file is of the format {found}, the source is {format_.name}",
            hint="both files have to be of one format; pass --format if this is a mistake",
            location=Location(names.translated),
            code="format-differs",
        )
