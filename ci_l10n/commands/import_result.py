"""What `import` shows: lines and findings for people, one document for programs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ci_l10n.commands.outcome import Outcome
from ci_l10n.errors import ContentError, Location
from ci_l10n.flow.importing import Refusal, Result
from ci_l10n.flow.report_json import finding_json
from ci_l10n.formats.base import Format
from ci_l10n.model import Catalog, Finding, Locale, Severity

_OTHER_FILE = "is it the right file? if it is, a directive such as source_key_paths may be missing or wrong, or --format"


@dataclass(frozen=True, slots=True)
class Names:
    """What the files are called on the command line, and the locale."""

    source: str
    translated: str
    target: str
    locale: Locale


@dataclass(frozen=True, slots=True)
class Done:
    """An import and how it came about."""

    names: Names
    result: Result
    odd: Sequence[Finding]  # of the files themselves
    changed: bool
    review: bool
    dry_run: bool
    strict: bool


def make_outcome(done: Done, format_: Format, source: Catalog, translated: Catalog) -> Outcome:
    """Findings in the order of the files, then what concerns all of the translated file."""
    names, result = done.names, done.result
    findings = (
        *dict.fromkeys(done.odd),
        *(_finding(refusal, names, "error") for refusal in result.errors),
        *(_finding(warning, names, "warning") for warning in result.warnings),
        *(_missing_directive(directive, names) for directive in result.missing_directives),
        *_strangers(names, source, translated),
        *(_unmarked(names, format_) if done.review and result.strings and not format_.marks_review else ()),
    )
    error = None
    if done.strict and result.errors:
        count = _count(len(result.errors), "key was", "keys were")
        error = ContentError(f"{count} not imported, and --strict was given", code="findings-strict")
    return Outcome(
        lines=(_line(done),),
        document=lambda code, problem: _document(done, findings, code, problem),
        findings=findings,
        error=error,
    )


def _line(done: Done) -> str:
    result = done.result
    verb = "would be imported" if done.dry_run else "imported"
    why = ", ".join(
        f"{count} {reason}{' (--overwrite replaces them)' if reason == 'translated already' else ''}"
        for reason, count in result.skips.items()
    )
    skipped = f"{result.skipped} skipped{f' ({why})' if why else ''}"
    counts = (
        f"{_count(result.strings, 'string', 'strings')} ({_count(result.words, 'word', 'words')}) {verb}",
        f"{result.unchanged} unchanged",
        skipped,
        f"{result.held} held back",
        _count(len(result.errors), "error", "errors"),
    )
    return f"{done.names.target}: {', '.join(counts)}"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _document(
    done: Done, findings: Sequence[Finding], code: int, problem: Mapping[str, Any] | None
) -> dict[str, Any]:
    result = done.result
    return {
        "version": 1,
        "command": "import",
        "wordCount": result.words,
        "stringCount": result.strings,
        "translationImportErrors": [
            {
                "importKey": refusal.key,
                "stringHashcode": None,
                "fileUri": done.names.source,
                "messages": list(refusal.messages),
            }
            for refusal in result.errors
        ],
        "unchanged": result.unchanged,
        "skipped": result.skipped,
        "held": result.held,
        "target": done.names.target,
        "changed": done.changed,
        "findings": [finding_json(finding) for finding in findings],
        "exit_code": code,
        "error": problem,
    }


def _finding(refusal: Refusal, names: Names, severity: Severity) -> Finding:
    location = Location(names.translated, refusal.line, 0, refusal.key)
    text, hint = "; ".join(refusal.messages), "; ".join(refusal.details)
    code = "import-refused" if severity == "error" else "import-warning"
    return Finding(severity, code, text, hint, location, names.locale)


def _missing_directive(directive: str, names: Names) -> Finding:
    return Finding(
        "warning",
        "directive-missing",
        f"smartling.{directive} stands in the source and not here; the source's was used",
        "repeat the source's directives in the translated file",
        Location(names.translated),
        names.locale,
    )


def _unmarked(names: Names, format_: Format) -> tuple[Finding, ...]:
    message = (
        f"{format_.name} files cannot say that a text needs review; the texts were written without a mark"
    )
    hint = "formats with a mark are listed in docs/reference/formats.md"
    return (Finding("warning", "review-not-marked", message, hint, Location(names.target), names.locale),)


def _strangers(names: Names, source: Catalog, translated: Catalog) -> tuple[Finding, ...]:
    """A file without any key of the source's is most likely another one."""
    given, known = translated.units, source.units
    path, hint = names.translated, _OTHER_FILE
    if not known and not source.aside:
        path, message = names.source, "the source has no texts"
    elif not given:
        message = "the file has no texts"
    elif not any(key in known or key in source.aside for key in given):
        message = f"not one of its {len(given)} keys is in {names.source}"
        hint = _level(source, translated) or hint
    else:
        return ()
    return (Finding("warning", "no-common-keys", message, hint, Location(path), names.locale),)


def _level(source: Catalog, translated: Catalog) -> str:
    """Keys that lie one level deeper or higher than the source's."""
    deeper = {key.partition(".")[0] for key in translated.units if key.partition(".")[2] in source.units}
    if len(deeper) == 1:
        return f"the source has these keys without {min(deeper)!r} at their beginning: take that level out"
    higher = {key.partition(".")[0] for key in source.units if key.partition(".")[2] in translated.units}
    if len(higher) == 1:
        return f"the source has these keys below {min(higher)!r}: put that level round them"
    return ""
