"""Argument tree, the one try/except, exit codes."""

import argparse
import io
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

from ci_l10n import __version__
from ci_l10n.errors import ConfigError, L10nError

if TYPE_CHECKING:
    from ci_l10n.commands.outcome import Outcome, World
    from ci_l10n.model import Finding

INTERRUPTED = 130
BUG = 70
_MOST_ANNOTATIONS = 10  # of each kind; GitHub shows no more per step, the rest is in the summary

_COMMANDS = {
    "sync": ("run", "send what changed, wait, merge what came back, open the pull request"),
    "push": ("run", "send new, changed, renamed and deleted sources"),
    "wait": ("run", "wait until translations are complete, or the timeout"),
    "pull": ("run", "merge what is ready into the working tree (or deliver it)"),
    "status": ("run", "progress per locale and file"),
    "check": ("check", "check configuration and files, offline"),
    "import": ("import_", "merge one translated file into a target, offline"),
    "sandbox": ("sandbox", "run simulated services on this machine"),
    "demo": ("demo", "a sync of a sample app against the sandbox, step by step"),
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise ConfigError(message, hint=f"see `{self.prog} --help`")


def run(argv: Sequence[str]) -> int:
    """Run one command line; returns the exit code. Nothing is raised."""
    is_json = "--json" in argv
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(
            errors="backslashreplace"
        )  # as stderr is: no text may stop a run that has written
    try:
        signal.signal(signal.SIGTERM, _terminate)
        args = make_parser().parse_args(argv)
    except L10nError as error:
        return _fail(error, is_json=is_json)
    return _dispatch(args)


def _terminate(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def _dispatch(args: argparse.Namespace) -> int:
    from ci_l10n.ci.detect import make_ci
    from ci_l10n.clock import SystemClock
    from ci_l10n.commands.outcome import World
    from ci_l10n.redact import Redactor

    redactor = Redactor(value for name, value in os.environ.items() if _is_secret(name))
    ci = make_ci(os.environ, redactor, is_json=args.json)
    world = World(os.environ, os.path.abspath(args.directory), ci, SystemClock(), redactor)
    try:
        module = import_module(f"ci_l10n.commands.{_COMMANDS[args.command][0]}")
        outcome: Outcome = module.run(args, world)
        return _show(outcome, args, world)
    except L10nError as error:
        for problem in (*getattr(error, "problems", ()), *((error,) if not _problems(error) else ())):
            _annotate_error(problem, world)
        return _fail(error, is_json=args.json, clean=redactor.clean)
    except KeyboardInterrupt:
        print("interrupted; the next run goes on from here", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        return _crash(error, args, redactor.clean)


def _is_secret(name: str) -> bool:
    return name.endswith(("_API_KEY", "_TOKEN", "_SECRET")) or name == "SMARTCAT_ACCOUNT_ID"


def _show(outcome: "Outcome", args: argparse.Namespace, world: "World") -> int:
    counts: dict[str, int] = {}
    for finding in outcome.findings:
        counts[finding.severity] = counts.get(finding.severity, 0) + 1
        if counts[finding.severity] <= _MOST_ANNOTATIONS:
            world.ci.annotate(finding)
        if not args.json and (world.ci.name != "github" or counts[finding.severity] > _MOST_ANNOTATIONS):
            for line in _finding_lines(finding):
                world.ci.say(line)
    if not args.json:
        for line in outcome.lines:
            world.ci.say(line)
    world.ci.summary(outcome.summary)
    world.ci.outputs(outcome.outputs)
    error = outcome.error
    code = error.exit_code if isinstance(error, L10nError) else 0
    problem = _error_json(error) if isinstance(error, L10nError) else None
    if args.json:
        print(world.redactor.clean(_dumps(outcome.document(code, problem))))
    if isinstance(error, L10nError):
        _print_error(error, world.redactor.clean)
    return code


def _finding_lines(finding: "Finding") -> list[str]:
    locale = f" ({finding.locale})" if finding.locale else ""
    lines = [f"{finding.severity}: {finding.message}{locale}"]
    if finding.location:
        lines.append(f"  --> {finding.location}")
    if finding.hint:
        lines.append(f"  hint: {finding.hint}")
    return lines


def _annotate_error(error: L10nError, world: "World") -> None:
    from ci_l10n.model import Finding

    kind = type(error).__name__.removesuffix("Error").lower() + "-error"
    world.ci.annotate(Finding("error", kind, error.message, error.hint, error.location))


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
        lines = [f"error: {problem.message}"]
        if problem.location:
            lines.append(f"  --> {problem.location}")
        if problem.hint:
            lines.append(f"  hint: {problem.hint}")
        for line in lines:
            print(clean(one_line(line)), file=sys.stderr)


def _error_json(error: L10nError) -> dict[str, Any]:
    return {
        "message": error.message,
        "hint": error.hint,
        "file": error.location.path if error.location else None,
        "line": (error.location.line or None) if error.location else None,
        "column": (error.location.column or None) if error.location else None,
        "key": (error.location.key or None) if error.location else None,
        "problems": [_error_json(problem) for problem in _problems(error)],
    }


def _dumps(document: Mapping[str, Any]) -> str:
    import json

    text = json.dumps(document, ensure_ascii=False, indent=1)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:  # half a character in a key, or a terminal that knows few of them
        return json.dumps(document, indent=1)
    return text


def _crash(error: Exception, args: argparse.Namespace, clean: Any) -> int:
    import platform
    import traceback

    report = "".join(traceback.format_exception(error))
    where = f"Python {platform.python_version()} on {platform.system()}"
    print(
        clean(
            f"ci-l10n {__version__} met a defect of its own; please report it with these lines:\n"
            f"command {args.command}, {where}\n{report}"
        ),
        file=sys.stderr,
    )
    if args.json:
        print(
            _dumps(
                {"version": 1, "exit_code": BUG, "error": {"message": "internal error", "hint": "see stderr"}}
            )
        )
    return BUG


def make_parser() -> argparse.ArgumentParser:
    """The whole argument tree; documentation and completeness tests read it too."""
    parser = _Parser(prog="ci-l10n", description="Continuous localization for git repositories.")
    parser.add_argument("--version", action="version", version=f"ci-l10n {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)
    for name, (_, summary) in _COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
        _add_common(command)
        if name in ("sync", "pull"):
            _add_delivery(command, default="pr" if name == "sync" else "none")
        if name in ("sync", "push"):
            _add_guards(command)
        if name in ("sync", "wait"):
            command.add_argument(
                "--timeout", type=_duration, metavar="TIME", help="such as 10m; 0 never waits"
            )
        if name in ("sync", "wait", "pull"):
            command.add_argument("--require-complete", action="store_true", help="exit 7 when not complete")
        if name in ("sync", "pull", "check", "import"):
            command.add_argument("--strict", action="store_true", help="exit 5 when there are errors")
        if name == "import":
            _add_import(command)
        if name in ("sandbox", "demo"):
            _add_sandbox(command)
    return parser


def _add_common(command: argparse.ArgumentParser) -> None:
    command.add_argument("-C", "--directory", default=".", metavar="DIR", help="run as if started in DIR")
    command.add_argument(
        "--config", metavar="PATH", help="instead of l10n.yml, .l10n.yml or .github/l10n.yml"
    )
    command.add_argument(
        "--json", action="store_true", help="print one JSON document on stdout, nothing else"
    )
    command.add_argument("--dry-run", action="store_true", help="show what would be done; no writes anywhere")
    command.add_argument(
        "-v", "--verbose", action="store_true", help="also show the last requests to the platform"
    )
    if command.prog.rpartition(" ")[2] != "import":
        command.add_argument(
            "--locale", action="append", metavar="L", help="only this target locale (repeatable)"
        )
        command.add_argument(
            "--file", action="append", metavar="GLOB", help="only these sources (repeatable)"
        )


def _add_delivery(command: argparse.ArgumentParser, default: str) -> None:
    command.add_argument(
        "--deliver", choices=("pr", "branch", "none"), default=default, help=f"default {default}"
    )
    command.add_argument("--full", action="store_true", help="export even what looks unchanged")


def _add_guards(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--allow-deletes", metavar="HASH", help="go beyond limits.delete for exactly this plan"
    )
    command.add_argument("--allow-words", metavar="HASH", help="go beyond limits.words for exactly this plan")


def _add_import(command: argparse.ArgumentParser) -> None:
    command.add_argument("--source", required=True, metavar="SRC", help="source file")
    command.add_argument(
        "--translated", required=True, metavar="FILE", help="translated file to take values from"
    )
    command.add_argument("--into", required=True, metavar="TARGET", help="target file, made new when missing")
    command.add_argument("--locale", required=True, metavar="LOCALE", help="of the translation")
    command.add_argument("--format", metavar="F", help="instead of detecting it from the source")
    command.add_argument("--directive", action="append", metavar="NAME=VALUE", help="repeatable")
    command.add_argument("--state", choices=("PUBLISHED", "POST_TRANSLATION"), default="PUBLISHED")
    command.add_argument("--overwrite", action="store_true", help="replace translations the target has")
    command.add_argument("--untranslated", choices=("omit", "source", "empty"), default="omit")


def _add_sandbox(command: argparse.ArgumentParser) -> None:
    command.add_argument("--port", type=int, default=0, help="0: any free one")
    command.add_argument("--seed", type=int, default=0, help="of ids and translations")
    command.add_argument("--translator", choices=("pseudo", "manual"), default="pseudo")
    command.add_argument("--latency", type=int, default=0, metavar="MS", help="added to every answer")
    command.add_argument("--state", metavar="DIR", help="keep repositories and data here")


def _duration(text: str) -> float:
    from ci_l10n.config.values import parse_duration

    try:
        return parse_duration(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no time; write 30s, 10m, 1h or 0") from None
