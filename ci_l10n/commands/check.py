"""`check`: configuration, globs, targets, and every file they name, offline and without credentials."""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ci_l10n.checks.catalog import check_value
from ci_l10n.commands.outcome import Outcome, World
from ci_l10n.commands.wiring import find_refusal
from ci_l10n.config.load import load_config
from ci_l10n.config.model import Config
from ci_l10n.directives import flags_of
from ci_l10n.errors import ContentError, Location
from ci_l10n.flow.files import Reader, reader_for
from ci_l10n.flow.pointers import check_is_content
from ci_l10n.flow.report_json import finding_json
from ci_l10n.flow.situation import find_sources
from ci_l10n.git.checkout import read_file
from ci_l10n.git.repo import Repository
from ci_l10n.model import Catalog, Finding, Locale, is_empty
from ci_l10n.paths.glob import compile_glob
from ci_l10n.paths.rule import SourceFile


def run(args: argparse.Namespace, world: World) -> Outcome:
    """Check what is in the working tree; config problems are raised, problems of files are findings."""
    with Repository.open(Path(world.directory), redactor=world.redactor) as repo:
        config = load_config(repo.root, args.config)
        discovery = find_sources(config, repo.tree(repo.head), repo.links(repo.head))
        findings = list(discovery.findings)
        sources = [source for source in discovery.sources if _is_chosen(source, args)]
        for source in sources:
            findings += _check_source(repo.root, config, source, tuple(args.locale or ()))
    errors = sum(1 for finding in findings if finding.severity == "error")
    targets = sum(len(source.targets) for source in sources)
    error = None
    if errors and args.strict:
        error = ContentError(f"{errors} errors, and --strict was given", code="findings-strict")
    line = ", ".join([_amount(len(sources), "source"), _amount(targets, "target")]) + ": "
    line += ", ".join([_amount(errors, "error"), _amount(len(findings) - errors, "other finding")])
    return Outcome(
        lines=(line,),
        document=lambda code, problem: _document(sources, findings, code, problem),
        findings=tuple(findings),
        error=error,
        summary=f"## Localization: check\n\n{line}\n",
    )


def _amount(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _document(
    sources: list[SourceFile], findings: list[Finding], code: int, problem: Mapping[str, Any] | None
) -> dict[str, Any]:
    return {
        "version": 1,
        "command": "check",
        "exit_code": code,
        "error": problem,
        "files": [{"source": source.path, "targets": dict(source.targets)} for source in sources],
        "findings": [finding_json(finding) for finding in findings],
    }


def _is_chosen(source: SourceFile, args: argparse.Namespace) -> bool:
    return not args.file or any(compile_glob(glob).match(source.path) is not None for glob in args.file)


def _check_source(
    root: Path, config: Config, source: SourceFile, locales: tuple[Locale, ...]
) -> Iterator[Finding]:
    data = read_file(root, source.path)
    if data is None:
        yield Finding(
            "error", "file-missing", "the source is not in the working tree", "", Location(source.path)
        )
        return
    reader = reader_for(source.rule, source.path, data, config.source_locale)
    if refusal := find_refusal(config, source.path, reader.format.name if reader.format else None, data):
        yield Finding("error", "source-refused", *refusal, Location(source.path))
        return
    chosen = {loc: path for loc, path in source.targets.items() if not locales or loc in locales}
    if not reader.merges_keys:
        yield from _check_documents(root, data, source.path, chosen)
        return
    try:
        catalog = reader.source(data, source.path)
    except ContentError as error:
        yield _malformed(error, source.path, None)
        return
    yield from catalog.findings
    for locale, path in chosen.items():
        yield from _check_target(root, reader, source, catalog, locale, path)


def _check_documents(
    root: Path, data: bytes, source: str, targets: Mapping[Locale, str]
) -> Iterator[Finding]:
    """All there is to say about files that are delivered as they come: whether they are there."""
    found: list[tuple[str, bytes | None, Locale | None]] = [(source, data, None)]
    found += [(path, read_file(root, path), locale) for locale, path in targets.items()]
    for path, content, locale in found:
        try:
            check_is_content(content or b"", path)
        except ContentError as error:
            yield _malformed(error, path, locale)


def _check_target(
    root: Path, reader: Reader, source: SourceFile, catalog: Catalog, locale: Locale, path: str
) -> Iterator[Finding]:
    data = read_file(root, path)
    if data is None:
        return  # not translated yet
    try:
        target = reader.target(data, path, locale)
    except ContentError as error:
        yield _malformed(error, path, locale)
        return
    if path != source.path:  # one file for all locales: its oddities were told with the source
        yield from target.findings
    for key, unit in target.units.items():
        original = catalog.units.get(key)
        if original is None or is_empty(unit.value) or unit.needs_review:
            continue
        flags = (*flags_of(source.rule.directives), *original.flags)
        for problem in check_value(
            original.value, unit.value, locale=locale, syntaxes=reader.by_keys.syntaxes, flags=flags, key=key
        ):
            level = source.rule.policy.checks.get(problem.check, "hold")
            if level != "off":
                location = Location(path, unit.line, 0, key + problem.suffix)
                yield Finding(
                    "error" if level == "hold" else "warning",
                    problem.code,
                    problem.message,
                    problem.hint,
                    location,
                    locale,
                )


def _malformed(error: ContentError, path: str, locale: Locale | None) -> Finding:
    return Finding("error", error.code, error.message, error.hint, error.location or Location(path), locale)
