"""The story of `init`: look or convert, decide, and say what would be written."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from ci_l10n.config.load import CANDIDATES
from ci_l10n.errors import ConfigError
from ci_l10n.model import Locale
from ci_l10n.paths import locales
from ci_l10n.paths.rule import SourceFile
from ci_l10n.setup import workflow
from ci_l10n.setup.answers import Answers
from ci_l10n.setup.compose import compose
from ci_l10n.setup.detect import LOOKED_FOR, detect
from ci_l10n.setup.draft import Draft, Proposal
from ci_l10n.setup.fit import fit
from ci_l10n.setup.foreign.convert import notes_unread
from ci_l10n.setup.resolve import resolve
from ci_l10n.setup.tree import Tree
from ci_l10n.setup.writing import config_text
from ci_l10n.tms.smartcat.languages import propose_code


@dataclass(frozen=True, slots=True)
class Wishes:
    """What flags say about the content, beyond platform and project."""

    source_locale: str | None = None
    locales: Sequence[str] = ()
    forge: str = "none"
    branch: str = "main"
    config: str = "l10n.yml"
    name: str = ""  # where another configuration is there already
    is_enterprise: bool = False  # a GitHub of somebody's own


@dataclass(frozen=True, slots=True)
class Setup:
    """Everything that a repository gets: file contents by path, and what to tell people."""

    proposal: Proposal
    sources: tuple[SourceFile, ...]
    files: Mapping[str, str]
    answers: Answers
    pipeline: str  # the path of the file with GitLab's job


def propose(tree: Tree, wishes: Wishes, converted: Draft | None) -> Proposal:
    """
    Sources, targets and locales, as another tool has them or else as the files lie.

    Raises `ConfigError`: nothing found, or the source or target locales are not known and nobody named them.
    """
    wanted_source = _tag(wishes.source_locale, "--source-locale") if wishes.source_locale else None
    wanted = tuple(_tag(text, "--locale") for text in wishes.locales)
    draft = converted or detect(tree, wanted_source)
    if not converted:
        draft = replace(draft, notes=(*draft.notes, *notes_unread(tree.every)))
    if not draft.patterns:
        raise _nothing(draft)
    source = wanted_source or draft.source_locale or "en"
    patterns = draft.patterns if converted else tuple(compose(draft.patterns, tree.every))
    proposal = resolve(replace(draft, patterns=patterns), source, wanted, tree.paths)
    if not proposal.target_locales:
        raise ConfigError(
            f"nothing is translated yet, so nobody knows the target locales (source: {source})",
            hint="give them: --locale de --locale fr",
            code="init-undecided",
        )
    return proposal


def set_up(
    proposal: Proposal, answers: Answers, wishes: Wishes, tracked: Sequence[str], links: Collection[str]
) -> Setup:
    """The files to write; raises `ConfigError` where rules contradict each other or the repository."""
    settings = (answers.platform, answers.project, answers.server)
    if answers.platform == "smartcat":
        proposal = _with_codes(proposal)
    proposal, sources = fit(proposal, settings, wishes.config, tracked, links)
    files = {wishes.config: config_text(proposal, *settings, name=wishes.name)}
    pipeline = workflow.Pipeline(
        answers.platform,
        wishes.branch,
        wishes.config if wishes.config not in CANDIDATES else None,
        wishes.name,
        is_enterprise=wishes.is_enterprise,
    )
    if wishes.forge == "github":
        files[pipeline.github] = workflow.github_workflow(pipeline)
    elif wishes.forge == "gitlab":
        files[pipeline.gitlab] = workflow.gitlab_job(pipeline)
        files[workflow.GITLAB_MAIN] = workflow.include(pipeline)
    return Setup(proposal, sources, files, answers, pipeline.gitlab)


def _with_codes(proposal: Proposal) -> Proposal:
    """``proposal`` with Smartcat's codes where they differ, as long as no two locales become one language."""
    spellings = {locale: dict(kinds) for locale, kinds in proposal.spellings.items()}
    used = {proposal.source_locale, *proposal.target_locales}
    for locale in (proposal.source_locale, *proposal.target_locales):
        code = propose_code(locale)
        if code and code not in used:
            used.add(code)
            spellings[locale] = {"smartcat": code, **spellings.get(locale, {})}
    return replace(proposal, spellings=spellings)


def _tag(text: str, flag: str) -> Locale:
    try:
        return locales.from_underscore(text.replace("-", "_"))
    except ValueError:
        hint = f"write a BCP 47 tag such as de, pt-BR or zh-Hans{'; repeat --locale' if ',' in text else ''}"
        raise ConfigError(
            f"{flag}: '{text}' is not a known locale", hint=hint, code="locale-unknown"
        ) from None


def _nothing(draft: Draft) -> ConfigError:
    seen = "; ".join(note.message for note in draft.notes)
    return ConfigError(
        f"no localization files were found among those that git tracks{f' ({seen})' if seen else ''}",
        hint=f"looked for {LOOKED_FOR}; commit them first, or name them with --file",
        code="init-nothing-found",
    )
