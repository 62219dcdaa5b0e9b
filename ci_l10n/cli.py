"""The one try/except around a command, and its exit code."""

import argparse
import errno
import io
import os
import re
import signal
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

from ci_l10n.arguments import COMMANDS, make_parser
from ci_l10n.errors import ConfigError, L10nError
from ci_l10n.problems.explanation import docs_link

if TYPE_CHECKING:
    from ci_l10n.clock import Clock
    from ci_l10n.commands.outcome import Outcome, World
    from ci_l10n.model import Finding
    from ci_l10n.redact import Redactor

INTERRUPTED = 130
BUG = 70
_INVISIBLE = re.compile(r"[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_SECRETS = ("_API_KEY", "_ACCESS_KEY", "_TOKEN", "_SECRET", "_PASSWORD", "_PAT")
_FULL = (errno.ENOSPC, errno.EDQUOT)  # wherever it happens, it is no defect of ours
_MOST_ANNOTATIONS = 10  # of each kind; GitHub shows no more per step, the rest is in the summary
_MOST_ON_TERMINAL = 5  # of each code; a first run in an old repository finds thousands


def run(argv: Sequence[str], clock: "Clock | None" = None) -> int:
    """Run one command line, by the system's clock or another; returns the exit code. Nothing is raised."""
    is_json = "--json" in argv
    code = 0
    try:
        try:
            code = _run(argv, clock, is_json=is_json)
        except KeyboardInterrupt:
            code = _interrupted(is_json=is_json)
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        return _unheard(error, code)
    return code


def _unheard(error: OSError, code: int) -> int:
    """
    What was printed could not be written; Python would say so at its very end, with a code of its own.

    Who stops reading has heard enough, which is no failure.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    if code or isinstance(error, BrokenPipeError):
        return code
    return _fail(_unwritable("the output", error), is_json=False, clean=_make_redactor().clean)


def _run(argv: Sequence[str], clock: "Clock | None", *, is_json: bool) -> int:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(
            errors="backslashreplace"
        )  # as stderr is: no text may stop a run that has written
    try:
        signal.signal(signal.SIGTERM, _terminate)
        args = make_parser().parse_args(argv)
    except L10nError as error:
        return _fail(error, is_json=is_json, clean=_make_redactor().clean)
    return _dispatch(args, clock)


def _interrupted(*, is_json: bool) -> int:
    hint = "the next run goes on from here"
    if is_json:
        error = {"code": "interrupted", "message": "interrupted", "hint": hint}
        print(_dumps({"version": 1, "exit_code": INTERRUPTED, "error": error}))
    print(f"interrupted; {hint}", file=sys.stderr)
    return INTERRUPTED


def _terminate(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def _dispatch(args: argparse.Namespace, clock: "Clock | None") -> int:
    import logging
    from dataclasses import replace

    from ci_l10n.ci.detect import make_ci
    from ci_l10n.ci.local import LocalCi
    from ci_l10n.clock import SystemClock
    from ci_l10n.commands.outcome import World

    # Warnings of libraries quote servers; without a handler of ours they would reach the log as they are.
    logging.getLogger().addHandler(logging.NullHandler())
    redactor = _make_redactor()
    terminal = LocalCi(redactor, is_json=args.json)
    world = World(os.environ, os.path.abspath(args.directory), terminal, clock or SystemClock(), redactor)
    try:
        world = replace(world, ci=make_ci(os.environ, redactor, is_json=args.json))
        module = import_module(f"ci_l10n.commands.{COMMANDS[args.command].module}")
        outcome: Outcome = module.run(args, world)
        return _show(outcome, args, world)
    except L10nError as error:
        for problem in (*getattr(error, "problems", ()), *((error,) if not _problems(error) else ())):
            _annotate_error(problem, world)
        return _fail(error, is_json=args.json, clean=redactor.clean)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _FULL:
            full = _unwritable(error.filename or "a temporary file", error)
            return _fail(full, is_json=args.json, clean=redactor.clean)
        return _crash(error, args, world)


def _unwritable(what: object, error: OSError) -> L10nError:
    from tempfile import gettempdir

    from ci_l10n.errors import DeliveryError

    hint = (
        f"free some space there, and in the folder for temporary files ({gettempdir()}; TMPDIR names another)"
    )
    return DeliveryError(f"cannot write {what}: {error.strerror}", hint=hint, code="disk-full")


def _make_redactor() -> "Redactor":
    from ci_l10n.redact import Redactor

    return Redactor(value for name, value in os.environ.items() if _is_secret(name))


def _is_secret(name: str) -> bool:
    """Is a variable a secret by its name, ours or one that another step of the job left there?"""
    return name.upper().endswith(_SECRETS) or name == "SMARTCAT_ACCOUNT_ID"


def _show(outcome: "Outcome", args: argparse.Namespace, world: "World") -> int:
    _show_findings(outcome.findings, args, world)
    if not args.json:
        for line in outcome.lines:
            world.ci.say(line)
    world.ci.summary(outcome.summary)
    world.ci.outputs(outcome.outputs)
    error = outcome.error
    code = error.exit_code if isinstance(error, L10nError) else outcome.exit_code
    problem = _error_json(error) if isinstance(error, L10nError) else None
    if args.json:
        print(world.redactor.clean(_dumps(outcome.document(code, problem))))
    if isinstance(error, L10nError):
        _print_error(error, world.redactor.clean)
    return code


def _show_findings(findings: "Sequence[Finding]", args: argparse.Namespace, world: "World") -> None:
    """As annotations, and as lines: all of them in a log, which is searched, a few of each code on a terminal."""
    by_severity: dict[str, int] = {}
    by_code: dict[str, int] = {}
    most = _MOST_ON_TERMINAL if sys.stdout.isatty() and not getattr(args, "verbose", False) else len(findings)
    for finding in findings:
        by_severity[finding.severity] = by_severity.get(finding.severity, 0) + 1
        by_code[finding.code] = by_code.get(finding.code, 0) + 1
        is_annotated = by_severity[finding.severity] <= _MOST_ANNOTATIONS
        if is_annotated:
            world.ci.annotate(finding)
        is_line = not args.json and not (is_annotated and world.ci.name == "github")
        if is_line and by_code[finding.code] <= most:
            for line in _finding_lines(finding, is_first=by_code[finding.code] == 1):
                world.ci.say(line)
    left = {} if args.json else {code: count - most for code, count in by_code.items() if count > most}
    for code, count in left.items():
        world.ci.say(f"... and {count} more {code}; -v shows all of them")


def _finding_lines(finding: "Finding", *, is_first: bool) -> list[str]:
    """A finding for people; where its code is explained is said with the first one."""
    locale = f" ({finding.locale})" if finding.locale else ""
    lines = [f"{finding.severity}[{finding.code}]: {finding.message}{locale}"]
    if finding.location:
        lines.append(f"  --> {finding.location}")
    if finding.hint:
        lines.append(f"  hint: {finding.hint}")
    if is_first:
        lines.append(f"  docs: {docs_link(finding.code)}")
    return lines


def _annotate_error(error: L10nError, world: "World") -> None:
    from ci_l10n.model import Finding

    world.ci.annotate(Finding("error", error.code, error.message, error.hint, error.location))


def _fail(error: L10nError, *, is_json: bool, clean: Any = str) -> int:
    if is_json:
        print(clean(_dumps({"version": 1, "exit_code": error.exit_code, "error": _error_json(error)})))
    _print_error(error, clean)
    return error.exit_code


def _problems(error: L10nError) -> Sequence[L10nError]:
    return error.problems if isinstance(error, ConfigError) else ()


def _print_error(error: L10nError, clean: Any) -> None:
    from ci_l10n.ci.base import one_line

    for problem in _problems(error) or (error,):
        lines = [f"error[{problem.code}]: {problem.message}"]
        if problem.location:
            lines.append(f"  --> {problem.location}")
        if problem.hint:
            lines.append(f"  hint: {problem.hint}")
        lines.append(f"  docs: {docs_link(problem.code)}")
        for line in lines:
            print(clean(one_line(line)), file=sys.stderr)


def _error_json(error: L10nError) -> dict[str, Any]:
    return {
        "code": error.code,
        "message": error.message,
        "hint": error.hint,
        "docs": docs_link(error.code),
        "file": error.location.path if error.location else None,
        "line": (error.location.line or None) if error.location else None,
        "column": (error.location.column or None) if error.location else None,
        "key": (error.location.key or None) if error.location else None,
        "problems": [_error_json(problem) for problem in _problems(error)],
    }


def _dumps(document: Mapping[str, Any] | None) -> str:
    import json

    text = json.dumps(document, ensure_ascii=False, indent=1)
    # Only texts can hold any of these: what a runner takes for a command, and what turns a terminal's text round.
    text = text.replace("##[", "#\\u0023[")
    text = _INVISIBLE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:  # half a character in a key, or a terminal that knows few of them
        return json.dumps(document, indent=1)
    return text


def _crash(error: Exception, args: argparse.Namespace, world: "World") -> int:
    from ci_l10n.ci.base import one_line
    from ci_l10n.commands.crash_report import advice, keep_report, make_report

    report = make_report(error, args, world.journal, world.redactor.clean)
    kept = keep_report(report, world.directory)
    for line in (world.redactor.clean(advice(kept)), "", *report.splitlines()):
        print(one_line(line), file=sys.stderr)
    if args.json:
        hint = f"see {kept}" if kept else "see stderr"
        problem = {
            "code": "internal-error",
            "message": "internal error",
            "hint": hint,
            "docs": docs_link("internal-error"),
        }
        print(world.redactor.clean(_dumps({"version": 1, "exit_code": BUG, "error": problem})))
    return BUG
