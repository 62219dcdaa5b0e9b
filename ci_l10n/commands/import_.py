"""`import`: one translated file into one target, offline."""

import argparse
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ci_l10n.checks.catalog import check_directives
from ci_l10n.commands.outcome import Outcome, World
from ci_l10n.directives import PREFIX
from ci_l10n.errors import ConfigError, ContentError, Location
from ci_l10n.flow.importing import Refusal, Result, Settings, import_catalog
from ci_l10n.flow.report_json import finding_json
from ci_l10n.formats.base import Format, Reading
from ci_l10n.formats.registry import NAMES, detect_format, get_format
from ci_l10n.model import Finding, Severity
from ci_l10n.paths.locales import canonical

LIMIT = 10_000_000  # bytes of a translated file (smartling-api: Translation Import API, 10 MB)


def run(args: argparse.Namespace, world: World) -> Outcome:
    """Import; the target is written in one piece, or not at all."""
    source_path, translated_path, into = (_path(world, p) for p in (args.source, args.translated, args.into))
    source_data = _read(source_path, args.source)
    directives = _directives(args.directive or ())
    format_ = _format(args, source_data, directives)
    locale = _locale(args.locale)
    source = format_.parse(source_data, Reading("source", "", args.source, directives))
    reading = Reading("target", locale, args.translated, directives)
    translated_data = _read(translated_path, args.translated, LIMIT)
    _check_format(args, format_, translated_data, directives)
    translated = format_.parse(translated_data, reading)
    reading = Reading("target", locale, args.into, directives)
    before = _read(into, args.into) if into.exists() else None
    target = format_.parse(before, reading) if before is not None else None
    settings = Settings(format_, reading, args.overwrite, args.state == "POST_TRANSLATION", args.untranslated)
    result = import_catalog(source, translated, target, settings)
    changed = result.content != before
    if changed and not args.dry_run:
        _write(into, result.content)
    odd = (*source.findings, *translated.findings, *(target.findings if target else ()))
    return _outcome(args, result, odd, changed=changed)


def _outcome(args: argparse.Namespace, result: Result, odd: Sequence[Finding], *, changed: bool) -> Outcome:
    findings = (
        *dict.fromkeys(odd),
        *(_finding(refusal, args) for refusal in result.errors),
        *(_finding(warning, args, "warning") for warning in result.warnings),
        *(_missing_directive(directive, args) for directive in result.missing_directives),
    )
    error = None
    if args.strict and result.errors:
        error = ContentError(f"{len(result.errors)} keys were not imported, and --strict was given")
    verb = "would be imported" if args.dry_run else "imported"
    line = (
        f"{result.strings} strings ({result.words} words) {verb}, {result.unchanged} unchanged, "
        f"{result.skipped} skipped, {result.held} held back, {len(result.errors)} errors"
    )
    return Outcome(
        lines=(line,),
        document=lambda code, problem: _document(args, result, findings, changed, code, problem),
        findings=findings,
        error=error,
    )


def _document(
    args: argparse.Namespace,
    result: Result,
    findings: Sequence[Finding],
    changed: bool,
    code: int,
    problem: Mapping[str, Any] | None,
) -> dict[str, Any]:
    return {
        "wordCount": result.words,
        "stringCount": result.strings,
        "translationImportErrors": [
            {
                "importKey": refusal.key,
                "stringHashcode": None,
                "fileUri": args.source,
                "messages": list(refusal.messages),
            }
            for refusal in result.errors
        ],
        "unchanged": result.unchanged,
        "skipped": result.skipped,
        "held": result.held,
        "target": args.into,
        "changed": changed,
        "findings": [finding_json(finding) for finding in findings],
        "exit_code": code,
        "error": problem,
    }


def _finding(refusal: Refusal, args: argparse.Namespace, severity: Severity = "error") -> Finding:
    location = Location(args.translated, refusal.line, 0, refusal.key)
    text, hint = "; ".join(refusal.messages), "; ".join(refusal.details)
    code = "import-refused" if severity == "error" else "import-warning"
    return Finding(severity, code, text, hint, location, args.locale)


def _missing_directive(directive: str, args: argparse.Namespace) -> Finding:
    return Finding(
        "warning",
        "directive-missing",
        f"smartling.{directive} stands in the source and not here; the source's was used",
        "repeat the source's directives in the translated file",
        Location(args.translated),
        args.locale,
    )


def _path(world: World, given: str) -> Path:
    return Path(world.directory) / given


def _read(path: Path, shown: str, limit: int | None = None) -> bytes:
    try:
        if limit is not None and path.stat().st_size > limit:
            raise ContentError(
                f"the file has more than {limit // 1_000_000} MB",
                hint="split it, the import takes any part of a file",
                location=Location(shown),
            )
        return path.read_bytes()
    except OSError as error:
        raise ContentError(f"cannot be read: {error.strerror}", location=Location(shown)) from error


def _format(args: argparse.Namespace, source: bytes, directives: Mapping[str, str]) -> Format:
    name = args.format or detect_format(args.source, source, directives)
    if name is None or name not in NAMES:
        what = (
            f"no format is called {args.format!r}"
            if args.format
            else f"the format of {args.source} is unknown"
        )
        raise ConfigError(what, hint=f"pass --format with one of {', '.join(NAMES)}")
    return get_format(name)


def _check_format(
    args: argparse.Namespace, format_: Format, translated: bytes, directives: Mapping[str, str]
) -> None:
    """Some formats can read nearly anything: a JSON file has keys and values for a properties reader as well."""
    found = None if args.format else detect_format(args.translated, translated, directives)
    if found is not None and found != format_.name:
        raise ContentError(
            f"the file is of the format {found}, the source is {format_.name}",
            hint="both files have to be of one format; pass --format if this is a mistake",
            location=Location(args.translated),
        )


def _locale(given: str) -> str:
    try:
        return canonical(given)
    except ValueError as error:
        raise ConfigError(f"--locale {given}: {error}", hint="use a BCP 47 tag such as pt-BR") from None


def _directives(given: list[str] | tuple[()]) -> dict[str, str]:
    directives = {}
    for text in given:
        name, separator, value = text.partition("=")
        if not separator:
            raise ConfigError(f"--directive {text}: no '='", hint="write --directive name=value")
        directives[name.strip().removeprefix(PREFIX)] = value
    if problems := check_directives(directives):
        raise ConfigError(f"--directive {problems[0]}", hint="see docs/reference/directives.md")
    return directives


def _write(path: Path, content: bytes) -> None:
    """In one piece: a run that dies leaves the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".ci-l10n-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
