"""`report`: the last run, or a stored report, for people (Markdown, a page) and for programs (JSON, a badge)."""

import argparse
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ci_l10n.ci.detect import git_token, token_hosts
from ci_l10n.ci.pages import artifacts_page
from ci_l10n.commands.outcome import Outcome, World
from ci_l10n.commands.place import Place, place_of, read_given
from ci_l10n.commands.platforms import answer_timeout
from ci_l10n.commands.review_page import history_of
from ci_l10n.commands.run import LAST_REPORT
from ci_l10n.errors import ConfigError, L10nError
from ci_l10n.flow.markdown.summary import job_summary
from ci_l10n.flow.markdown.text import link, quote
from ci_l10n.flow.report_json import coverage_of
from ci_l10n.flow.report_reading import narrow, parse_report, report_of
from ci_l10n.git.borrow import find_checkout
from ci_l10n.git.repo import Repository
from ci_l10n.review.badge import make_badge, make_endpoint
from ci_l10n.review.charts import Moment
from ci_l10n.review.page import make_page

_MOST_BYTES = 200 * 1024 * 1024


class _File(NamedTuple):
    """What is written once everything is known to be right."""

    what: str
    place: Place
    content: bytes


def run(args: argparse.Namespace, world: World) -> Outcome:
    """Read, narrow, show; files are written where flags say so. The server is asked for nothing but history."""
    document = parse_report(*_read(args, world))
    document.setdefault("coverage", coverage_of(report_of(document)))
    _check_locales(args.locale or (), document)
    document = narrow(document, args.locale or (), args.file or ())
    files = [*_page(args, world, document), *_badges(args, world, document)]
    for file in files:
        if not args.dry_run:
            file.place.write(file.content)
        done = "would write" if args.dry_run else f"{file.what} written:"
        world.ci.step(f"{done} {file.place.shown}")
    markdown = job_summary(report_of(document))
    return Outcome(
        lines=() if files else tuple(markdown.rstrip("\n").split("\n")),
        document=lambda code, problem: document,
        summary=_summary(args, world),
    )


def _read(args: argparse.Namespace, world: World) -> tuple[bytes, str]:
    """The report, and its name for messages."""
    if args.report:
        path = os.path.join(world.directory, args.report)
        return read_given(path, args.report, _MOST_BYTES, "is it a report of a run?"), args.report
    git_dir = find_checkout(Path(world.directory))[1]
    path = str(git_dir / LAST_REPORT)
    if not os.path.isfile(path):
        raise ConfigError(
            "no run has left a report in this checkout",
            hint="run `ci-l10n sync` or `ci-l10n status` first, or name a report: ci-l10n report FILE",
            code="report-missing",
        )
    return read_given(path, LAST_REPORT, _MOST_BYTES), LAST_REPORT


def _check_locales(asked: Sequence[str], document: Mapping[str, Any]) -> None:
    """Raises `ConfigError` for a locale that the report, if it is about any, does not have."""
    known = document["coverage"]["locales"]
    for locale in asked:
        if known and locale not in known:
            raise ConfigError(
                f"the report has no locale '{locale}'",
                hint=f"it has {', '.join(known)}",
                code="locale-unknown",
            )


def _page(args: argparse.Namespace, world: World, document: Mapping[str, Any]) -> Iterator[_File]:
    if args.html is not None:
        place = place_of(world.directory, args.html)
        page = make_page(document, _history(world, document))
        yield _File("page", place, page.encode("utf-8", "replace"))


def _badges(args: argparse.Namespace, world: World, document: Mapping[str, Any]) -> Iterator[_File]:
    for given in args.badge or ():
        kind = Path(given).suffix.lower()
        if kind not in (".svg", ".json"):
            hint = "name it badge.svg, or badge.json"
            raise ConfigError(f"--badge: '{given}' is neither .svg nor .json", hint=hint)
        coverage = document["coverage"]
        content = (
            json.dumps(make_endpoint(coverage), indent=1) + "\n" if kind == ".json" else make_badge(coverage)
        )
        yield _File("badge", place_of(world.directory, given), content.encode())


def _history(world: World, document: Mapping[str, Any]) -> Mapping[str, Sequence[Moment]]:
    """Progress over time from the state on the server of the repository that this is run in, if it is one."""
    user, secret = git_token(world.env) or ("", None)
    if secret:
        world.ci.mask(secret)
    try:
        with Repository.open(
            Path(world.directory), token=secret, token_user=user, redactor=world.redactor,
            clock=world.clock, timeout=answer_timeout(world.env), token_hosts=token_hosts(world.env),
        ) as repo:  # fmt: skip
            return history_of(repo, document, world)
    except L10nError as error:
        world.ci.step(f"the page has no history of progress: {error.message}")
        return {}


def _summary(args: argparse.Namespace, world: World) -> str:
    """What the page of the run says of files that were written; the run's own summary stands there already."""
    if not args.html or args.dry_run:
        return ""
    url = artifacts_page(world.env)
    where = f"; if the workflow keeps it, it is {link('an artifact of this run', url)}" if url else ""
    return f"\nA page to review the strings was written to {quote(args.html)}{where}.\n"
