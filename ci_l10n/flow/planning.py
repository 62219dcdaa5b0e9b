"""From the situation and the project to a plan: what is known, what would be sent, what it would cost."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Protocol

from ci_l10n.errors import ContentError, DeliveryError, Location
from ci_l10n.flow.agreed import Origin, name_of
from ci_l10n.flow.files import (
    Reader,
    count_changed_words,
    count_words,
    has_text,
    reader_for,
    translated_words,
)
from ci_l10n.flow.guards import Guards
from ci_l10n.flow.plan import Facts, Inventory, Plan, make_plan, take_inventory
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.report_json import plan_json
from ci_l10n.flow.shards import WHOLE
from ci_l10n.flow.slots import file_of
from ci_l10n.model import Finding, Locale
from ci_l10n.paths.glob import compile_glob
from ci_l10n.paths.rule import SourceFile
from ci_l10n.state import BlobId, Path, State
from ci_l10n.tms.base import Project, Selective, Temporary


class Tracked(Protocol):
    """What the commit holds that is looked at."""

    @property
    def sources(self) -> Sequence[SourceFile]: ...

    @property
    def tree(self) -> Mapping[Path, BlobId]: ...

    @property
    def state(self) -> State: ...

    @property
    def tip(self) -> str: ...  # of the base branch on the remote


def inventory_of(ports: Ports, situation: Tracked, state: State, project: Project) -> Inventory:
    """The project's files by the source path they stand for."""
    paths = [source.path for source in situation.sources]
    return take_inventory(paths, state, project, ports.base, is_default_base=ports.is_default_base)


def without_taken_names(ports: Ports, situation: Tracked, state: State, inventory: Inventory) -> Inventory:
    """
    ``inventory`` without files of others that have the new name of a source that moved.

    Taken for ours, they would be overwritten and the moved one deleted; the platform refuses the rename instead.
    """
    asked = {intent.get("path") for intent in state.intents} | state.sources.keys()
    if inventory.by_path.keys() <= asked:
        return inventory
    moves = _renames(ports, situation, state)
    others = {new for old, new in moves if new not in asked and inventory.of(old)}
    return inventory.part(lambda path: path not in others)


def origin_of(ports: Ports, situation: Tracked, project: Project) -> Origin:
    """What a plan is made from, when the project was read just now."""
    head = ports.repo.head
    return Origin(
        ports.base,
        situation.tip,
        head,
        situation.state.commit or "",
        {file.id: file.fingerprint for file in project.files},
        ports.repo.tree_id(head),
        ports.config.path,
        ports.options.locales,
        ports.options.files,
    )


def is_selected(ports: Ports, source: SourceFile, locale: Locale | None = None) -> bool:
    """Whether ``--file`` and ``--locale`` leave this source (in this locale) in."""
    options = ports.options
    if locale is not None and options.locales and locale not in options.locales:
        return False
    return is_chosen(ports, source.path)


def is_chosen(ports: Ports, path: Path) -> bool:
    """Whether ``--file`` leaves the source at ``path`` in."""
    globs = ports.options.files
    return not globs or any(compile_glob(glob).match(path) is not None for glob in globs)


@dataclass(frozen=True, slots=True)
class Planned:
    plan: Plan
    words: int  # source words times locales that sending adds, estimated
    findings: tuple[Finding, ...]


def plan_sending(
    ports: Ports,
    situation: Tracked,
    state: State,
    project: Project,
    inventory: Inventory,
    *,
    is_preview: bool = False,
) -> Planned:
    """
    What sending means now. Raises `DeliveryError` when a guard is hit, which in a preview is a finding.

    Sources that are malformed or hold no text are findings and are not sent.
    """
    facts = Facts(
        sources=situation.sources,
        blobs=situation.tree,
        state=state,
        project=project,
        inventory=inventory,
        renames=_renames(ports, situation, state),
        target_locales=ports.config.target_locales,
        base=ports.base,
        is_default_base=ports.is_default_base,
        is_temporary=isinstance(ports.platform, Temporary),
        has_news=lambda source, before, blob: _has_news(ports, source, before, blob),
    )
    plan = _only(make_plan(facts), lambda path: is_chosen(ports, path))
    guarded = plan
    if facts.is_temporary:  # what lay in projects that are gone is not deleted anywhere
        guarded = replace(plan, deleted=tuple(item for item in plan.deleted if item.files))
    findings: list[Finding] = []
    plan = replace(
        plan,
        changed=tuple(item for item in plan.changed if _has_news(ports, item.source, item.before, item.blob)),
    )
    plan = replace(
        plan,
        new=tuple(item for item in plan.new if _can_send(ports, item.source, item.blob, findings)),
        changed=tuple(item for item in plan.changed if _can_send(ports, item.source, item.blob, findings)),
    )
    words = estimate_words(ports, plan)
    guards = Guards(
        ports.config.limits,
        ports.options,
        lambda: name_of(origin_of(ports, situation, project), ports.platform.account, plan_json(plan, words)),
    )
    with _guarding(findings, is_preview):
        guards.check_deletions(guarded, len(state.sources))
    with _guarding(findings, is_preview):
        guards.check_words(plan, words)
    shard = ports.options.shard
    if shard != WHOLE:
        # The guards are about all files, whoever sends them.
        plan = _only(plan, shard.has)
        plan = replace(plan, extended=tuple(item for item in plan.extended if shard.has(item.source.path)))
        words = estimate_words(ports, plan)
        findings = [each for each in findings if each.location is None or shard.has(each.location.path)]
    return Planned(plan, words, tuple(findings))


@contextmanager
def _guarding(findings: list[Finding], is_preview: bool) -> Iterator[None]:
    """A guard that would stop a run is told in a preview, which stops nothing."""
    try:
        yield
    except DeliveryError as error:
        if not is_preview:
            raise
        findings.append(Finding("error", "guard", error.message, error.hint))


def _has_news(ports: Ports, source: SourceFile, before: BlobId, blob: BlobId) -> bool:
    """Whether anything for translators changed; a source that holds its translations changes whenever these do."""
    if source.path not in map(file_of, source.targets.values()) or not ports.repo.has(before):
        return True
    data = ports.repo.blob(blob)
    reader = reader_for(source.rule, source.path, data, ports.config.source_locale)
    try:
        old, new = (
            {
                key: (unit.value, unit.comment)
                for key, unit in reader.source(content, source.path).units.items()
            }
            for content in (ports.repo.blob(before), data)
        )
    except ContentError:
        return True
    return old != new


def _only(plan: Plan, is_chosen: Callable[[Path], bool]) -> Plan:
    return replace(
        plan,
        renamed=tuple(item for item in plan.renamed if is_chosen(item.source.path)),
        deleted=tuple(item for item in plan.deleted if is_chosen(item.path)),
        new=tuple(item for item in plan.new if is_chosen(item.source.path)),
        changed=tuple(item for item in plan.changed if is_chosen(item.source.path)),
    )


def _renames(ports: Ports, situation: Tracked, state: State) -> Sequence[tuple[Path, Path]]:
    """Sources that moved, by git's own similarity; asked only when some are gone and some are new."""
    now = {source.path: situation.tree[source.path] for source in situation.sources}
    gone, come = state.sources.keys() - now.keys(), now.keys() - state.sources.keys()
    if not (gone and come):
        return ()
    repo = ports.repo
    return repo.renames(repo.make_tree(None, dict(state.sources)), repo.make_tree(None, dict(now)))


def _can_send(ports: Ports, source: SourceFile, blob: BlobId, findings: list[Finding]) -> bool:
    data = ports.repo.blob(blob)
    reader = reader_for(source.rule, source.path, data, ports.config.source_locale)
    location = Location(source.path)
    try:
        if has_text(reader, data, source.path):
            return not _is_refused(ports, source, reader, data, findings)
    except ContentError as error:
        location = error.location or location
        findings.append(Finding("error", error.code, error.message, error.hint, location))
        return False
    findings.append(Finding("notice", "source-empty", "nothing to translate yet; not sent", "", location))
    return False


def _is_refused(
    ports: Ports, source: SourceFile, reader: Reader, data: bytes, findings: list[Finding]
) -> bool:
    """Whether the platform cannot take the file, which shows without asking it."""
    if not isinstance(ports.platform, Selective):
        return False
    refusal = ports.platform.refusal(source.path, reader.format.name if reader.format else None, data)
    if refusal is not None:
        findings.append(Finding("error", "source-refused", *refusal, Location(source.path)))
    return refusal is not None


def estimate_words(ports: Ports, plan: Plan) -> int:
    """Source words times locales that ``plan`` adds."""
    repo, locale = ports.repo, ports.config.source_locale
    total = 0
    for new in plan.new:
        data = repo.blob(new.blob)
        reader = reader_for(new.source.rule, new.source.path, data, locale)
        total += count_words(reader, data, new.source.path) * len(new.source.targets)
    for item in plan.changed:
        data, before = repo.blob(item.blob), repo.blob(item.before)
        reader = reader_for(item.source.rule, item.source.path, data, locale)
        words = count_changed_words(reader, before, data, item.source.path)
        total += words * len(item.source.targets)
    return total + sum(words_of_added(ports, plan).values())


def words_of_added(ports: Ports, plan: Plan) -> Mapping[Locale, int]:
    """Words of sources that the platform has already, by the locales that ``plan`` adds."""
    found: dict[Locale, int] = {}
    for item in plan.extended:
        path, data = item.source.path, ports.repo.blob(item.blob)
        try:
            words = count_words(
                reader_for(item.source.rule, path, data, ports.config.source_locale), data, path
            )
        except ContentError:  # nobody knows what the platform made of it
            continue
        for locale in item.source.targets:
            found[locale] = found.get(locale, 0) + words
    return found


def words_in_repository(ports: Ports, situation: Tracked) -> int:
    """Words of translations that people have already, so that nobody needs to pay for them again."""
    total = 0
    tree, repo = situation.tree, ports.repo
    for source in situation.sources:
        data = repo.blob(tree[source.path])
        reader = reader_for(source.rule, source.path, data, ports.config.source_locale)
        for locale, target in source.targets.items():
            if reader.merges_keys and target in tree:
                there = repo.blob(tree[target])
                total += translated_words(reader, data, there, source.path, file_of(target), locale)
    return total
