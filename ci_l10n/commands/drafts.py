"""`translate --fill-missing`: what it says and prints."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ci_l10n.commands.outcome import Outcome, World
from ci_l10n.commands.wiring import make_smartcat_for, make_translator
from ci_l10n.config.model import Config, SmartcatSettings
from ci_l10n.errors import ContentError, L10nError
from ci_l10n.flow.drafting.drafts import Drafted, DraftPlan, Drafts, plan_drafts, write_drafts
from ci_l10n.flow.drafting.jobs import Search
from ci_l10n.flow.report_json import finding_json
from ci_l10n.flow.situation import find_sources
from ci_l10n.git.repo import Repository
from ci_l10n.model import Finding, Locale
from ci_l10n.paths.glob import compile_glob
from ci_l10n.paths.rule import SourceFile
from ci_l10n.tms.base import MachineTranslation, RemoteFile

if TYPE_CHECKING:
    from ci_l10n.tms.smartcat.making import Smartcat

_MOST_KEYS = 20  # shown per file; --json has them all


@dataclass(frozen=True, slots=True)
class _Done:
    """A run, for what is shown of it."""

    plan: DraftPlan
    drafts: Drafts
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    requests: int
    dry_run: bool


def draft(
    args: argparse.Namespace, world: World, repo: Repository, config: Config, locales: tuple[Locale, ...]
) -> Outcome:
    """Write drafts into the working tree, or with --dry-run say what would be asked for."""
    discovery = find_sources(config, repo.tree(repo.head))
    sources = [source for source in discovery.sources if _is_chosen(source, args.file)]
    platform = _Platform(args, world, config)
    plan = plan_drafts(sources, Search(repo.root, config.source_locale, locales, platform.is_complete))
    drafts = Drafts()
    if not args.dry_run:
        told = "requests for drafts answered"
        drafts = write_drafts(
            repo.root, plan, platform.translator, lambda done, of: world.ci.progress(done, of, told)
        )
    count, lines = platform.requests()
    if args.verbose:
        for line in lines:
            world.ci.step(line)
    done = _Done(
        plan,
        drafts,
        findings=(*discovery.findings, *plan.findings, *drafts.findings),
        notes=(*plan.notes, *_advice(plan, drafts)),
        requests=count,
        dry_run=args.dry_run,
    )
    return Outcome(
        lines=(*_lines(done), *done.notes),
        document=lambda code, error: _document(done, code, error),
        findings=done.findings,
        error=_error(done),
    )


class _Platform:
    """Smartcat, connected to when it is needed first."""

    def __init__(self, args: argparse.Namespace, world: World, config: Config) -> None:
        self._args = args
        self._world = world
        self._config = config

    @cached_property
    def _smartcat(self) -> "Smartcat":
        return make_smartcat_for(self._config, self._world)

    @cached_property
    def _files(self) -> Sequence[RemoteFile]:
        """Of the project; none where it is made anew for each run, or there are no credentials to look with."""
        settings = self._config.platform
        is_lasting = isinstance(settings, SmartcatSettings) and isinstance(settings.project, str)
        if self._args.dry_run or not is_lasting:
            return ()
        return self._smartcat.platform.fetch_project().files

    def is_complete(self, path: str, locale: Locale) -> bool:
        """Whether the project calls this source complete; a dry run does not look."""
        return any(
            file.is_complete and file.locale == locale and path in (file.external_id, file.name)
            for file in self._files
        )

    def translator(self) -> MachineTranslation:
        return make_translator(self._config, self._smartcat.client, self._args.profile, is_html=False)

    def requests(self) -> tuple[int, tuple[str, ...]]:
        """Attempts so far, and the last of them."""
        return self._smartcat.platform.requests() if "_smartcat" in self.__dict__ else (0, ())


def _is_chosen(source: SourceFile, globs: Sequence[str] | None) -> bool:
    return not globs or any(compile_glob(glob).match(source.path) is not None for glob in globs)


def _error(done: _Done) -> L10nError | None:
    if done.drafts.failure or done.dry_run:
        return done.drafts.failure
    if done.plan.missing and not done.drafts.count:
        return ContentError(
            f"none of {done.plan.missing} missing strings could be drafted",
            hint="each finding names its place",
            code="nothing-drafted",
        )
    return None


def _lines(done: _Done) -> Iterator[str]:
    plan, drafts = done.plan, done.drafts
    if not plan.missing:
        yield "nothing is missing"
    elif done.dry_run:
        yield (
            f"{plan.missing} strings have no translation; would ask for {plan.texts} texts, {plan.words} words in all "
            f"locales, in {len(plan.batches)} requests; nothing was sent or written"
        )
    else:
        yield f"{drafts.count} of {plan.missing} missing strings drafted in {len(drafts.written)} files"
    for item in drafts.drafted:
        what = "marked for review" if item.is_marked else f"unreviewed drafts, not marked: {_keys(item)}"
        yield f"  {item.target} ({item.locale}): {len(item.keys)} {what}"


def _keys(item: Drafted) -> str:
    more = f" and {len(item.keys) - _MOST_KEYS} more (--json has all)" if len(item.keys) > _MOST_KEYS else ""
    return ", ".join(item.keys[:_MOST_KEYS]) + more


def _advice(plan: DraftPlan, drafts: Drafts) -> Iterator[str]:
    """What becomes of drafts that the file cannot mark, once they are committed."""
    policies = {job.source.path: job.source.rule.policy for job in plan.jobs}
    if any(
        not item.is_marked and policies[item.source].first_sync == "repository" for item in drafts.drafted
    ):
        yield (
            "drafts without a mark count as the repository's translations once they are committed: with "
            "`first_sync: platform` a translator's version replaces them, else the draft may stay, listed in the report"
        )


def _document(done: _Done, exit_code: int, error: Mapping[str, Any] | None) -> dict[str, Any]:
    plan, drafts = done.plan, done.drafts
    return {
        "version": 1,
        "command": "translate",
        "exit_code": exit_code,
        "error": error,
        "dry_run": done.dry_run,
        "missing": plan.missing,
        "words": plan.words,
        "texts": plan.texts,
        "platform_requests": done.requests,
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
        "findings": [finding_json(finding) for finding in done.findings],
        "notes": list(done.notes),
    }
