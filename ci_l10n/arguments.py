"""The argument tree; documentation and completeness tests read it too."""

import argparse
from collections.abc import Callable
from typing import NamedTuple, NoReturn

from ci_l10n import __version__
from ci_l10n.errors import ConfigError


class Command(NamedTuple):
    module: str  # below ci_l10n.commands, imported when the command is run
    summary: str


COMMANDS = {
    "init": Command(
        "init", "write l10n.yml and a workflow for this repository, or from another tool's configuration"
    ),
    "sync": Command("run", "send what changed, wait, merge what came back, open the pull request"),
    "push": Command("run", "send new, changed, renamed and deleted sources"),
    "wait": Command("run", "wait until translations are complete, or the timeout"),
    "pull": Command("run", "merge what is ready into the working tree (or deliver it)"),
    "plan": Command("plan", "print everything that sync would do; no writes anywhere"),
    "apply": Command("apply", "do exactly what a stored plan says, or refuse when anything moved since"),
    "status": Command("run", "progress per locale and file, statistics and cost"),
    "report": Command("report", "the last run as Markdown, JSON, a page to review it, or a badge"),
    "check": Command("check", "check configuration and files, offline"),
    "doctor": Command(
        "doctor", "check credentials, project, repository, forge and workflows; no writes anywhere"
    ),
    "import": Command("import_", "merge one translated file into a target, offline"),
    "seed": Command("seed", "send translations that the repository already has to the platform"),
    "xliff": Command("xliff", "bilingual XLIFF 1.2: export files, import segments"),
    "callbacks": Command("callbacks", "the address that the platform notifies"),
    "translate": Command("translate", "machine translation of a text, or of strings that are missing"),
    "sandbox": Command("sandbox", "run simulated services on this machine"),
    "demo": Command("demo", "a sync of a sample app against the sandbox, step by step"),
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise ConfigError(message, hint=f"see `{self.prog} --help`")


def make_parser() -> argparse.ArgumentParser:
    """
    The parser of command lines; what it returns has ``command``, and ``action`` where a command has several.

    Mistakes are raised as `ConfigError`.
    """
    parser = _Parser(prog="ci-l10n", description="Continuous localization for git repositories.")
    parser.add_argument("--version", action="version", version=f"ci-l10n {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)
    for name, (_, summary) in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=_sentence(summary))
        if name not in ACTIONS:
            _add_common(command)
            for add in _ADDITIONS.get(name, ()):
                add(command)
            continue
        actions = command.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=_Parser)
        for action, (text, add) in ACTIONS[name].items():
            leaf = actions.add_parser(action, help=text, description=_sentence(text))
            _add_common(leaf)
            add(leaf)
    return parser


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] + "."


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
    if not command.prog.endswith(("-l10n import", "-l10n init")):  # which have their own
        command.add_argument(
            "--locale", action="append", metavar="L", help="only this target locale (repeatable)"
        )
        command.add_argument(
            "--file", action="append", type=_glob, metavar="GLOB", help="only these sources (repeatable)"
        )


def _add_timeout(command: argparse.ArgumentParser) -> None:
    command.add_argument("--timeout", type=_duration, metavar="TIME", help="such as 10m; 0 never waits")


def _add_complete(command: argparse.ArgumentParser) -> None:
    command.add_argument("--require-complete", action="store_true", help="exit 7 when not complete")


def _add_strict(command: argparse.ArgumentParser) -> None:
    command.add_argument("--strict", action="store_true", help="exit 5 when there are errors")


def _add_sync(command: argparse.ArgumentParser) -> None:
    _add_delivery(command, "pr")


def _add_pull(command: argparse.ArgumentParser) -> None:
    _add_delivery(command, "none")


def _add_push(command: argparse.ArgumentParser) -> None:
    command.add_argument("--seed", action="store_true", help="send translations that exist along")
    command.add_argument("--shard", type=_shard, metavar="I/N", help="only the I-th of N parts of the files")


def _add_init(command: argparse.ArgumentParser) -> None:
    command.add_argument("--yes", action="store_true", help="ask nothing")
    command.add_argument("--platform", choices=("smartcat", "smartling"), help="default smartcat")
    command.add_argument("--project", metavar="ID", help="id of the project, or the address of its page")
    command.add_argument("--server", choices=("eu", "us", "ea"), help="of the Smartcat account; default eu")
    command.add_argument("--source-locale", metavar="L", help="instead of finding it out")
    command.add_argument(
        "--locale",
        action="append",
        metavar="L",
        help="target locale, instead of those that are there (repeatable)",
    )
    command.add_argument(
        "--file", action="append", type=_glob, metavar="GLOB", help="look at these files only (repeatable)"
    )
    command.add_argument(
        "--forge",
        choices=("github", "gitlab", "none"),
        help="whose workflow to write; default: by the remote",
    )
    command.add_argument(
        "--from",
        dest="from_file",
        metavar="FILE",
        help="convert crowdin.yml, .tx/config, .phrase.yml, smartling.yml, i18n.json, .tolgeerc, a workflow with "
        "Lokalise's actions, or a .serge file",
    )
    command.add_argument("--force", action="store_true", help="overwrite files that exist")


def _add_seed(command: argparse.ArgumentParser) -> None:
    command.add_argument("--overwrite", action="store_true", help="also where the platform has another one")
    command.add_argument("--confirm", action="store_true", help="as confirmed translations, not as drafts")


def _add_xliff_export(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--out", default=".", metavar="DIR", help="folder to write <locale>/<source path>.xliff into"
    )


def _add_xliff_import(command: argparse.ArgumentParser) -> None:
    command.add_argument("xliff", nargs="+", metavar="FILE", help="exported before, whole or in part")
    command.add_argument("--confirm", action="store_true", help="confirm the segments that are imported")
    command.add_argument(
        "--overwrite-updated", action="store_true", help="also segments that were changed since the export"
    )
    command.add_argument("--segment", action="append", metavar="ID", help="only this trans-unit (repeatable)")
    _add_timeout(command)


def _add_callbacks_set(command: argparse.ArgumentParser) -> None:
    command.add_argument("url", metavar="URL", help="notifications go to URL/document/status and the like")
    command.add_argument(
        "--header", action="append", metavar="NAME=VALUE", help="sent with each notification (repeatable)"
    )
    command.add_argument(
        "--header-env",
        action="append",
        metavar="NAME=VARIABLE",
        help="the same, with the value of an environment variable: for secrets",
    )


def _add_callbacks_errors(command: argparse.ArgumentParser) -> None:
    command.add_argument("--limit", type=int, default=100, metavar="N", help="1 to 100, newest first")


def _add_translate(command: argparse.ArgumentParser) -> None:
    command.add_argument("text", nargs="?", metavar="TEXT", help="a text; - reads it from standard input")
    command.add_argument(
        "--fill-missing", action="store_true", help="write drafts for strings that have no translation"
    )
    command.add_argument("--profile", metavar="ID", help="smart translation profile, from its page's address")
    command.add_argument("--html", action="store_true", help="TEXT is HTML")


def _add_plan(command: argparse.ArgumentParser) -> None:
    command.add_argument("--out", metavar="FILE", help="also store the plan, as JSON")
    command.add_argument(
        "--comment",
        action=argparse.BooleanOptionalAction,
        help="keep one comment on the pull request up to date; default in runs of pull requests",
    )


def _add_apply(command: argparse.ArgumentParser) -> None:
    command.add_argument("plan", metavar="PLAN", help="file that `plan --out` wrote")
    _add_delivery(command, "pr")


def _add_report(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "report", nargs="?", metavar="FILE", help="a stored report; default that of the last run"
    )
    command.add_argument("--html", metavar="OUT", help="write a page to review the strings, one file in all")
    command.add_argument(
        "--badge",
        action="append",
        metavar="OUT",
        help="write the share that is translated, as a picture (.svg) or .json (repeatable)",
    )


def _add_status(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--watch",
        action="store_true",
        help="look again each wait.poll, until everything is complete or Ctrl-C",
    )


def _nothing(command: argparse.ArgumentParser) -> None:
    pass


def _add_delivery(command: argparse.ArgumentParser, default: str) -> None:
    command.add_argument(
        "--deliver", choices=("pr", "branch", "patch", "none"), default=default, help=f"default {default}"
    )
    command.add_argument("--out", metavar="DIR", help="folder for --deliver patch; default l10n-patch")
    command.add_argument("--full", action="store_true", help="export even what looks unchanged")
    command.add_argument(
        "--review-page",
        metavar="OUT",
        help="also write a page to review the strings, as `report --html` does, and link to the run's artifacts",
    )


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


def _glob(text: str) -> str:
    from ci_l10n.paths.glob import compile_glob

    try:
        return compile_glob(text).pattern
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} {error}") from None


def _shard(text: str) -> tuple[int, int]:
    part, _, parts = text.partition("/")
    if part.isdecimal() and parts.isdecimal() and 1 <= int(part) <= int(parts) <= 64:
        return int(part), int(parts)
    raise argparse.ArgumentTypeError(f"{text!r} is no part; write 1/4, 2/4, 3/4 and 4/4")


_ADDITIONS: dict[str, tuple[Callable[[argparse.ArgumentParser], None], ...]] = {
    "init": (_add_init,),
    "sync": (_add_sync, _add_guards, _add_timeout, _add_complete, _add_strict),
    "push": (_add_guards, _add_push),
    "wait": (_add_timeout, _add_complete),
    "pull": (_add_pull, _add_complete, _add_strict),
    "plan": (_add_plan, _add_guards),
    "apply": (_add_apply, _add_guards, _add_timeout, _add_complete, _add_strict),
    "report": (_add_report,),
    "status": (_add_status,),
    "check": (_add_strict,),
    "import": (_add_strict, _add_import),
    "seed": (_add_seed,),
    "translate": (_add_translate,),
    "sandbox": (_add_sandbox,),
    "demo": (_add_sandbox,),
}

ACTIONS: dict[str, dict[str, tuple[str, Callable[[argparse.ArgumentParser], None]]]] = {
    "xliff": {
        "export": ("write one XLIFF file per source and locale", _add_xliff_export),
        "import": ("put translations of exported files back into their segments", _add_xliff_import),
    },
    "callbacks": {
        "set": ("have notifications sent to an address, instead of any other", _add_callbacks_set),
        "show": ("the address that notifications are sent to", _nothing),
        "delete": ("have no notifications sent", _nothing),
        "errors": ("notifications that could not be delivered", _add_callbacks_errors),
    },
}
