"""`callbacks`: the one address that the platform notifies for an account, and what it could not deliver."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from ci_l10n.commands.callback_options import check_url, read_headers
from ci_l10n.commands.outcome import Outcome, World
from ci_l10n.commands.platforms import check_is_smartcat
from ci_l10n.commands.wiring import make_smartcat_for, refuse_fork
from ci_l10n.config.load import load_config
from ci_l10n.config.model import Config, SmartcatSettings
from ci_l10n.errors import ConfigError, L10nError, RemoteError
from ci_l10n.flow.report_json import finding_json
from ci_l10n.model import Finding
from ci_l10n.redact import MASK, Redactor

if TYPE_CHECKING:
    from ci_l10n.tms.smartcat.callbacks import Callback, CallbackError
    from ci_l10n.tms.smartcat.making import Smartcat

_MOST = 100  # errors that can be asked for
_INSTEAD = "on Smartling, let a scheduled workflow run `ci-l10n pull --deliver pr`: it asks for what was published since"
_ANOTHER = "the account has one callback, which all its integrations share; set theirs again if it was needed"


def run(args: argparse.Namespace, world: World) -> Outcome:
    """What can be wrong with flags is said before the platform is asked anything."""
    headers, findings = _check(args, world)
    refuse_fork(world)
    config = load_config(_root(Path(world.directory)), args.config)
    check_is_smartcat(config, "callbacks", _INSTEAD)
    smartcat = make_smartcat_for(config, world)
    try:
        if args.action == "errors":
            return _errors(args, config, smartcat)
        if args.action == "show":
            return _show(smartcat)
        if args.action == "delete":
            return _delete(args, smartcat)
        return _set(args, smartcat, headers, findings)
    finally:
        if args.verbose:
            for entry in smartcat.log.last:
                world.ci.step(str(entry))


def _check(args: argparse.Namespace, world: World) -> tuple[list[tuple[str, str]], list[Finding]]:
    if args.action == "errors" and not 1 <= args.limit <= _MOST:
        raise ConfigError(
            f"--limit {args.limit}: not from 1 to {_MOST}", hint="leave it out for all there are"
        )
    if args.action != "set":
        return [], []
    findings = check_url(args.url)
    headers = read_headers(args.header or (), args.header_env or (), world.env)
    for name, value in headers if args.header_env else ():
        if any(text.startswith(f"{name}=") for text in args.header_env):
            world.ci.mask(value)
    return headers, findings


def _root(directory: Path) -> Path:
    """The checkout that ``directory`` lies in; git itself is not needed for this."""
    return next((each for each in (directory, *directory.parents) if (each / ".git").exists()), directory)


def _set(
    args: argparse.Namespace,
    smartcat: "Smartcat",
    headers: Sequence[tuple[str, str]],
    findings: list[Finding],
) -> Outcome:
    """Look first: what is there may be another integration's."""
    from ci_l10n.tms.smartcat.callbacks import Callback, Callbacks, Header

    callbacks = Callbacks(smartcat.client)
    before = callbacks.show()
    wanted = Callback(args.url, tuple(Header(*pair) for pair in headers))
    is_other = before is not None and before.url != wanted.url
    if before is not None and is_other:
        verb = "would be replaced" if args.dry_run else "was replaced"
        message = f"another callback {verb}: {_shown(before.url)}"
        findings.append(Finding("warning", "callback-replaced", message, _ANOTHER))
    if not args.dry_run and before != wanted:
        try:
            callbacks.set(wanted)
        except L10nError as error:  # the server may repeat what it refuses
            error.message = Redactor(value for _, value in headers).clean(error.message)
            raise
    verb = "would be sent" if args.dry_run else "are sent"
    names = ", ".join(name for name, _ in headers)
    line = f"notifications {verb} to {args.url}{f' with {names}' if names else ''}"
    more = {
        **_callback_json(wanted),
        "replaced": _shown(before.url) if before and is_other else None,
        "changed": before != wanted,
        "dry_run": args.dry_run,
    }
    return _outcome("set", (line,), more, findings)


def _show(smartcat: "Smartcat") -> Outcome:
    from ci_l10n.tms.smartcat.callbacks import Callbacks

    callback = Callbacks(smartcat.client).show()
    if callback is None:
        return Outcome(lines=("no callback is configured",), document=lambda code, problem: None)
    lines = [_shown(callback.url), *(f"  {header.name}: {MASK}" for header in callback.headers)]
    return _outcome("show", lines, _callback_json(callback))


def _delete(args: argparse.Namespace, smartcat: "Smartcat") -> Outcome:
    from ci_l10n.tms.smartcat.callbacks import Callbacks

    callbacks = Callbacks(smartcat.client)
    callback = callbacks.show()
    if callback is not None and not args.dry_run:
        callbacks.delete()
    url = _shown(callback.url) if callback else None
    verb = "would be deleted" if args.dry_run else "deleted"
    line = f"{verb}: {url}" if url else "no callback is configured; nothing to delete"
    return _outcome("delete", (line,), {"deleted": url, "dry_run": args.dry_run})


def _errors(args: argparse.Namespace, config: Config, smartcat: "Smartcat") -> Outcome:
    from ci_l10n.tms.smartcat.callbacks import Callbacks

    errors = Callbacks(smartcat.client).last_errors(args.limit)
    names = _names(config, smartcat) if any(error.sources for error in errors) else {}
    lines = [line for error in errors for line in _error_lines(error, names)]
    found = [
        {
            "created": error.created,
            "url": _shown(error.url),
            "code": error.code,
            "reason": error.reason,
            "content": error.content,
            "documents": [{"id": each, "name": names.get(each)} for each in error.sources],
        }
        for error in errors
    ]
    return _outcome("errors", lines or ["no notification failed"], {"errors": found})


def _names(config: Config, smartcat: "Smartcat") -> Mapping[str, str]:
    """What the documents of the project are called; errors may also be about others, and names are but a help."""
    settings = config.platform
    if not isinstance(settings, SmartcatSettings) or not isinstance(settings.project, str):
        return {}
    try:
        project = smartcat.client.project(settings.project)
    except RemoteError:
        return {}
    documents = {each.id: f"{each.path} ({each.target_language})" for each in project.documents}
    return {project.id: f"project {project.name}", **documents}


def _error_lines(error: "CallbackError", names: Mapping[str, str]) -> list[str]:
    status = f"status {error.code}" if error.code is not None else "no answer"
    lines = [f"{error.created}  {_shown(error.url)}  {status}  {error.reason}".rstrip()]
    return lines + [f"  {names.get(each, each)}" for each in error.sources]


def _callback_json(callback: "Callback") -> dict[str, Any]:
    """Values of headers are secrets and never shown."""
    headers = [{"name": header.name, "value": MASK} for header in callback.headers]
    return {"url": _shown(callback.url), "headers": headers}


def _shown(url: str) -> str:
    """``url`` without a password that somebody put in it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    if "@" not in parts.netloc:
        return url
    return urlunsplit(parts._replace(netloc=f"{MASK}@{parts.netloc.rpartition('@')[2]}"))


def _outcome(
    action: str, lines: Sequence[str], more: Mapping[str, Any], findings: Sequence[Finding] = ()
) -> Outcome:
    return Outcome(
        lines=tuple(lines),
        document=lambda code, problem: {
            "version": 1,
            "command": f"callbacks {action}",
            **more,
            "findings": [finding_json(finding) for finding in findings],
            "exit_code": code,
            "error": problem,
        },
        findings=tuple(findings),
    )
