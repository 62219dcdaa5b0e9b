"""`translate --fill-missing`: what it says and prints."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ci_l10n.commands.outcome import Outcome, World
from ci_l10n.commands.wiring import make_translator
from ci_l10n.config.model import Config
from ci_l10n.errors import ContentError, L10nError
from ci_l10n.flow.drafting import Drafted, Drafts, fill_missing
from ci_l10n.flow.report_json import finding_json
from ci_l10n.flow.situation import find_sources
from ci_l10n.git.repo import Repository
from ci_l10n.model import Locale
from ci_l10n.net.log import Logged
from ci_l10n.paths.glob import compile_glob
from ci_l10n.paths.rule import SourceFile
from ci_l10n.tms.base import MachineTranslation

_MOST_KEYS = 20  # shown per file; --json has them all


def draft(
    args: argparse.Namespace, world: World, repo: Repository, config: Config, locales: tuple[Locale, ...]
) -> Outcome:
    """Write drafts into the working tree, or with --dry-run say what would be asked for."""
    discovery = find_sources(config, repo.tree(repo.head))
    sources = [source for source in discovery.sources if _is_chosen(source, args.file)]
    logs: list[Logged] = []

    def connect() -> MachineTranslation:
        translator, log = make_translator(config, world, args.profile, is_html=False)
        logs.append(log)
        return translator

    drafts = fill_missing(
        repo.root,
        sources,
        locales,
        config.source_locale,
        connect,
        lambda done, total: world.ci.progress(done, total, "requests for drafts answered"),
        dry_run=args.dry_run,
    )
    drafts.findings[:0] = discovery.findings
    if args.verbose:
        for request in logs[0].last if logs else ():
            world.ci.step(str(request))
    count = logs[0].count if logs else 0
    notes = (*drafts.notes, *_advice(drafts, sources))
    return Outcome(
        lines=(*_lines(drafts, dry_run=args.dry_run), *notes),
        document=lambda code, error: _document(drafts, notes, count, args.dry_run, code, error),
        findings=tuple(drafts.findings),
        error=_error(drafts, dry_run=args.dry_run),
    )


def _is_chosen(source: SourceFile, globs: Sequence[str] | None) -> bool:
    return not globs or any(compile_glob(glob).match(source.path) is not None for glob in globs)


def _error(drafts: Drafts, *, dry_run: bool) -> L10nError | None:
    if drafts.failure or dry_run:
        return drafts.failure
    if drafts.missing and not drafts.count:
        return ContentError(
            f"none of {drafts.missing} missing strings could be drafted", hint="each finding names its place"
        )
    return None


def _lines(drafts: Drafts, *, dry_run: bool) -> Iterator[str]:
    if not drafts.missing:
        yield "nothing is missing"
        return
    if dry_run:
        texts = sum(len(batch.questions) for batch in drafts.batches)
        yield (
            f"{drafts.missing} strings have no translation; would ask for {texts} texts, {drafts.words} words in all "
            f"locales, in {len(drafts.batches)} requests; nothing was sent or written"
        )
        return
    yield f"{drafts.count} of {drafts.missing} missing strings drafted in {len(drafts.written)} files"
    for item in drafts.drafted:
        what = "marked for review" if item.is_marked else f"unreviewed drafts, not marked: {_keys(item)}"
        yield f"  {item.target} ({item.locale}): {len(item.keys)} {what}"


def _keys(item: Drafted) -> str:
    more = f" and {len(item.keys) - _MOST_KEYS} more (--json has all)" if len(item.keys) > _MOST_KEYS else ""
    return ", ".join(item.keys[:_MOST_KEYS]) + more


def _advice(drafts: Drafts, sources: Sequence[SourceFile]) -> Iterator[str]:
    """What becomes of drafts that the file cannot mark, once they are committed."""
    policies = {source.path: source.rule.policy for source in sources}
    if any(
        not item.is_marked and policies[item.source].first_sync == "repository" for item in drafts.drafted
    ):
        yield (
            "drafts without a mark count as the repository's translations once they are committed: with "
            "`first_sync: platform` a translator's version replaces them, else both are listed and the draft stays"
        )


def _document(
    drafts: Drafts,
    notes: Sequence[str],
    requests: int,
    dry_run: bool,
    exit_code: int,
    error: Mapping[str, Any] | None,
) -> dict[str, Any]:
    return {
        "version": 1,
        "command": "translate",
        "exit_code": exit_code,
        "error": error,
        "dry_run": dry_run,
        "missing": drafts.missing,
        "words": drafts.words,
        "texts": sum(len(batch.questions) for batch in drafts.batches),
        "platform_requests": requests,
        "drafted": drafts.count,
        "files": [
            {
                "source": item.source,
                "target": item.target,
                "locale": item.locale,
                "new": item.is_new,
                "needs_review": item.is_marked,
                "keys": list(item.keys),
            }
            for item in drafts.drafted
        ],
        "written": drafts.written,
        "findings": [finding_json(finding) for finding in drafts.findings],
        "notes": list(notes),
    }
