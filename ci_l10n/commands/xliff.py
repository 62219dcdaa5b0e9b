"""`xliff export` and `xliff import`: bilingual files out of the platform, and their segments back into it."""

import argparse
import os
from dataclasses import replace

from ci_l10n.commands.outcome import Outcome, World
from ci_l10n.commands.place import Place, place_of, read_given
from ci_l10n.commands.wiring import open_ports
from ci_l10n.commands.xliff_result import export_outcome, import_outcome
from ci_l10n.errors import ConfigError, ContentError
from ci_l10n.flow.bilingual.export import Exported, Folder, export_all
from ci_l10n.flow.bilingual.import_ import import_all
from ci_l10n.flow.bilingual.judging import Wish
from ci_l10n.flow.ports import Ports
from ci_l10n.formats.bilingual import BilingualFile, parse_bilingual
from ci_l10n.model import Finding
from ci_l10n.tms.base import Bilingual


def run(args: argparse.Namespace, world: World) -> Outcome:
    return _export(args, world) if args.action == "export" else _import(args, world)


def _export(args: argparse.Namespace, world: World) -> Outcome:
    folder = _folder(args.out, world.directory)
    exported: list[Exported] = []
    findings: list[Finding] = []
    with open_ports(args, world) as ports:
        for each in export_all(ports, _bilingual(ports), folder):
            if isinstance(each, Finding):
                findings.append(each)
            else:
                exported.append(each)
        _show_requests(ports)
    return export_outcome(exported, findings, folder, dry_run=args.dry_run)


def _folder(out: str, directory: str) -> Folder:
    """Below ``directory`` no step of a path may be a link; a folder elsewhere is trusted, what lies in it is not."""
    top = os.path.abspath(os.path.join(directory, out))
    is_inside = os.path.commonpath([top, os.path.abspath(directory)]) == os.path.abspath(directory)

    def place(path: str) -> Place:
        if is_inside:
            return place_of(directory, os.path.join(out, path))
        return replace(place_of(top, path), shown=shown(path))

    def read(path: str) -> bytes | None:
        at = place(path)
        return read_given(at.path, shown(path)) if at.exists else None

    def shown(path: str) -> str:
        return os.path.normpath(os.path.join(out, path))

    return Folder(read, lambda path, content: place(path).write(content), shown)


def _import(args: argparse.Namespace, world: World) -> Outcome:
    wish = Wish(args.confirm, args.overwrite_updated, frozenset(args.segment or ()))
    files, unusable = _read_all(args.xliff, world.directory)
    if not files:
        return import_outcome([], unusable, dry_run=args.dry_run)
    known = {number for file in files for number in file.segments}
    if strangers := sorted(wish.segments - known):
        raise ConfigError(
            f"--segment {strangers[0]}: no such trans-unit in {', '.join(file.path for file in files)}",
            hint="ids stand in <trans-unit id=...>",
        )
    with open_ports(args, world) as ports:
        results = import_all(ports, _bilingual(ports), files, wish)
        _show_requests(ports)
    return import_outcome(results, unusable, dry_run=args.dry_run)


def _read_all(given: list[str], directory: str) -> tuple[list[BilingualFile], list[ContentError]]:
    """What can be read at all, before anything is asked of anybody."""
    files: list[BilingualFile] = []
    unusable: list[ContentError] = []
    for name in dict.fromkeys(given):
        try:
            files.append(parse_bilingual(read_given(os.path.join(directory, name), name), name))
        except ContentError as error:
            unusable.append(error)
    return files, unusable


def _bilingual(ports: Ports) -> Bilingual:
    if ports.bilingual is None:
        raise ConfigError(
            f"{ports.platform.name} has no bilingual files",
            hint="XLIFF round trips are Smartcat's; on Smartling, `ci-l10n pull` fetches translations and `ci-l10n seed` "
            "sends them",
            code="xliff-unsupported",
        )
    return ports.bilingual


def _show_requests(ports: Ports) -> None:
    if ports.options.verbose:
        for line in ports.platform.requests()[1]:
            ports.ci.step(line)
