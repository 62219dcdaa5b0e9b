"""`translate`: a text on the spot, or drafts for strings of the working tree that have no translation."""

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ci_l10n.checks.catalog import check_value
from ci_l10n.commands.drafts import draft
from ci_l10n.commands.outcome import Outcome, World
from ci_l10n.commands.platforms import check_is_smartcat
from ci_l10n.commands.wiring import chosen_locales, make_smartcat_for, make_translator, refuse_fork
from ci_l10n.config.load import load_config
from ci_l10n.config.model import Config
from ci_l10n.errors import ConfigError, ContentError
from ci_l10n.flow.report_json import finding_json
from ci_l10n.formats.registry import get_format
from ci_l10n.git.repo import Repository
from ci_l10n.model import Finding, Locale
from ci_l10n.tms.base import Draft

MOST_CHARACTERS = 20_000  # of a text from the command line or standard input
_INSTEAD = "on Smartling, machine translation is a step of the project's workflow: set it up in the dashboard"
_USAGE = 'ci-l10n translate "Save changes" --locale de, or ci-l10n translate --fill-missing'


def run(args: argparse.Namespace, world: World) -> Outcome:
    """Translate TEXT and print it, or fill what is missing; nothing is sent to a project, nothing is delivered."""
    _check_usage(args)
    if not args.dry_run:
        refuse_fork(world)
    with Repository.open(Path(world.directory), redactor=world.redactor) as repo:
        config = load_config(repo.root, args.config)
        check_is_smartcat(config, "translate", _INSTEAD)
        locales = chosen_locales(args, config) or config.target_locales
        if args.fill_missing:
            return draft(args, world, repo, config, locales)
    return _translate(args, world, config, locales)


def _check_usage(args: argparse.Namespace) -> None:
    if args.fill_missing and args.text is not None:
        raise ConfigError("both TEXT and --fill-missing", hint=f"give one of them: {_USAGE}")
    if not args.fill_missing and args.text is None:
        raise ConfigError("neither TEXT nor --fill-missing", hint=_USAGE)
    if not args.fill_missing and args.file:
        raise ConfigError("--file has no effect on a text", hint="it belongs to --fill-missing")
    if args.fill_missing and args.html:
        raise ConfigError("--html belongs to TEXT", hint="strings of files are sent as they are")


def _text_of(given: str) -> str:
    """TEXT, or what standard input holds; raises `ConfigError` for what cannot be sent."""
    text = given
    if given == "-":
        data = sys.stdin.buffer.read(4 * MOST_CHARACTERS + 1)
        try:
            text = data.decode("utf-8").removesuffix("\n").removesuffix("\r")
        except UnicodeDecodeError:
            if len(data) <= 4 * MOST_CHARACTERS:
                raise ConfigError(
                    "standard input is not UTF-8", hint="convert it first, with iconv"
                ) from None
            text = data.decode("utf-8", "replace")
    if not text.strip():
        raise ConfigError("there is no text to translate", hint=_USAGE)
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise ConfigError("the text is not UTF-8", hint="convert it first, with iconv")
    if len(text) > MOST_CHARACTERS:
        raise ConfigError(
            f"the text has more than {MOST_CHARACTERS:,} characters",
            hint="translate it in parts; whole documents belong under files: in the configuration",
        )
    return text


def _translate(
    args: argparse.Namespace, world: World, config: Config, locales: tuple[Locale, ...]
) -> Outcome:
    text = _text_of(args.text)
    if args.dry_run:
        line = f"would translate {len(text.split())} words into {', '.join(locales)}; nothing was sent"
        return Outcome((line,), lambda code, error: _document({}, [], code, error, is_dry=True))
    smartcat = make_smartcat_for(config, world)
    translator = make_translator(config, smartcat.client, args.profile, is_html=args.html)
    drafts = {
        locale: given[0] for locale, given in translator.translate([(text, "")], locales).items() if given
    }
    if args.verbose:
        for request in smartcat.log.last:
            world.ci.step(str(request))
    findings = [finding for locale in locales for finding in _findings(text, drafts[locale], locale)]
    done = {locale: drafts[locale].text for locale in locales if not drafts[locale].problem}
    error = None
    if not done:
        error = ContentError(
            "nothing could be translated",
            hint="see the findings; another --profile may do better",
            code="nothing-drafted",
        )
    return Outcome(
        lines=tuple(f"{locale}: {_one_line(translation)}" for locale, translation in done.items()),
        document=lambda code, problem: _document(done, findings, code, problem),
        findings=tuple(findings),
        error=error,
    )


def _findings(text: str, given: Draft, locale: Locale) -> Iterator[Finding]:
    """What the platform or the checks say against a translation; a broken one is printed all the same."""
    if given.problem:
        yield Finding("error", "not-translated", given.problem, "", None, locale)
        return
    # A text of nowhere: whatever placeholders it has are taken for some.
    syntaxes = get_format("json").syntaxes
    for problem in check_value(text, given.text, locale=locale, syntaxes=syntaxes):
        yield Finding("warning", problem.code, problem.message, problem.hint, None, locale)


def _one_line(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n") if "\n" in text else text


def _document(
    translations: Mapping[Locale, str],
    findings: list[Finding],
    exit_code: int,
    error: Mapping[str, Any] | None,
    *,
    is_dry: bool = False,
) -> dict[str, Any]:
    return {
        "version": 1,
        "command": "translate",
        "exit_code": exit_code,
        "error": error,
        "dry_run": is_dry,
        "translations": dict(translations),
        "findings": [finding_json(finding) for finding in findings],
    }
