"""What `xliff export` and `xliff import` show: lines and findings for people, one document for programs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from ci_l10n.commands.outcome import Outcome
from ci_l10n.errors import ContentError, L10nError, Location, RemoteError
from ci_l10n.flow.bilingual.export import Exported, Folder
from ci_l10n.flow.bilingual.import_ import Imported
from ci_l10n.flow.bilingual.judging import Result, Verdict
from ci_l10n.flow.report_json import finding_json
from ci_l10n.model import Finding

_LONGEST = 50  # characters of a text in the table
_LOUD = {"held": "error", "locked": "warning", "newer": "warning"}


def export_outcome(
    exported: Sequence[Exported], findings: Sequence[Finding], folder: Folder, *, dry_run: bool
) -> Outcome:
    """Findings never fail the command, unless the platform gave nothing at all: exit 4."""
    ordered = sorted(exported, key=lambda each: each.path)
    written = [each for each in ordered if each.is_written]
    lines = [
        f"{folder.shown(each.path)}: {each.translated} of {each.segments} segments translated"
        for each in written
    ]
    if dry_run:
        lines = [f"would write {folder.shown(each.path)}" for each in ordered]
    elif not exported and not findings:
        lines = ["the platform has none of the chosen files; `ci-l10n push` sends them"]
    files = [
        {
            "source": each.source,
            "locale": each.locale,
            "document": each.document,
            "path": folder.shown(each.path),
            "written": each.is_written,
            "segments": each.segments,
            "translated": each.translated,
        }
        for each in ordered
    ]
    failed = [finding for finding in findings if finding.severity == "error"]
    error = None
    if failed and not exported:
        error = RemoteError(
            "no document could be exported", hint="each finding says why", code="nothing-fetched"
        )
    return Outcome(
        lines=tuple(lines),
        document=lambda code, problem: {
            "version": 1,
            "command": "xliff export",
            "dry_run": dry_run,
            "files": files,
            "findings": [finding_json(finding) for finding in findings],
            "exit_code": code,
            "error": problem,
        },
        findings=tuple(findings),
        error=error,
    )


def import_outcome(
    results: Sequence[Imported], unreadable: Sequence[ContentError], *, dry_run: bool
) -> Outcome:
    """Exit 4 when the platform failed at a file, 5 when a file cannot be used; segments that are held are findings."""
    findings = [_file_finding(error) for error in unreadable]
    for result in results:
        findings += _findings(result)
    lines = [line for result in results for line in _lines(result, dry_run=dry_run)]
    return Outcome(
        lines=tuple(lines),
        document=lambda code, problem: {
            "version": 1,
            "command": "xliff import",
            "dry_run": dry_run,
            "documents": [_document(result) for result in results],
            "findings": [finding_json(finding) for finding in findings],
            "exit_code": code,
            "error": problem,
        },
        findings=tuple(findings),
        error=_error(results, unreadable),
    )


def _error(results: Sequence[Imported], unreadable: Sequence[ContentError]) -> L10nError | None:
    errors = [result.error for result in results if result.error]
    remote = [error for error in errors if not isinstance(error, ContentError)]
    if remote:
        return remote[0]
    unusable = len(unreadable) + len(errors)
    if unusable:
        message = (
            f"{unusable} of {len(unreadable) + len(results)} files cannot be used; nothing of them was sent"
        )
        return ContentError(message, hint="the findings name the place and the next step")
    return None


_LEFT = {"locked": "segment-locked", "newer": "segment-newer"}


def _findings(result: Imported) -> Iterator[Finding]:
    if result.error:
        yield _file_finding(result.error, result.file.path)
    locale = result.owned.file.locale if result.owned else None
    for verdict in result.verdicts:
        place = Location(result.file.path, verdict.segment.line, 0, verdict.segment.id)
        for warning in verdict.warnings:
            yield Finding("warning", "segment-warning", warning, "", place, locale)
        if verdict.result == "held":
            message = f"segment held back: {verdict.reason}"
            yield Finding("error", "segment-held", message, verdict.hint, place, locale)
        elif code := _LEFT.get(verdict.result):
            message = f"segment left as it is: {verdict.reason}"
            yield Finding("warning", code, message, verdict.hint, place, locale)


def _file_finding(error: L10nError, path: str = "") -> Finding:
    is_content = isinstance(error, ContentError)
    place = error.location or (Location(path) if path else None)
    code = "file-unusable" if is_content else "import-failed"
    return Finding("error", code, error.message, error.hint, place)


def _lines(result: Imported, *, dry_run: bool) -> Iterator[str]:
    if result.owned is None or isinstance(result.error, ContentError):
        yield f"{result.file.path}: not used"
        return
    name = f"{result.file.path}: {result.owned.name} ({result.owned.file.locale})"
    counts = [
        (sum(verdict.result == word for verdict in result.verdicts), _word(word, result, dry_run=dry_run))
        for word in get_args(Result)
    ]
    told = ", ".join(f"{count} {word}" for count, word in counts if count)
    yield f"{name}: {told or 'no segments'}"
    if result.verdicts and not result.attempted and not result.sent and not result.error:
        yield "  nothing differs that could be sent; nothing was sent"
    rows = [_row(verdict) for verdict in result.verdicts if verdict.result not in ("unchanged", "skipped")]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(4)]
    for row in rows:
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _word(word: str, result: Imported, *, dry_run: bool) -> str:
    if word != "sent":
        return {"held": "held back", "newer": "newer on the platform"}.get(word, word)
    if dry_run:
        return "would be sent"
    return "not sent or not known to have arrived" if result.error else "sent"


def _row(verdict: Verdict) -> tuple[str, str, str, str]:
    segment = verdict.segment
    return verdict.result, segment.id, _short(verdict.before), f"-> {_short(segment.target)}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return repr(line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…") if line else "(empty)"


def _document(result: Imported) -> dict[str, Any]:
    owned = result.owned
    return {
        "file": result.file.path,
        "document": result.file.original,
        "source": owned.name if owned else None,
        "locale": owned.file.locale if owned else None,
        "attempted": result.attempted,
        "error": result.error.message if result.error else None,
        "segments": [_segment(verdict) for verdict in result.verdicts],
    }


def _segment(verdict: Verdict) -> Mapping[str, Any]:
    segment = verdict.segment
    return {
        "id": segment.id,
        "source": segment.source,
        "before": verdict.before,
        "after": segment.target,
        "result": verdict.result,
        "reason": verdict.reason or None,
        "line": segment.line,
    }
