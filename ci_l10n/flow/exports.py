"""Which exports are due, and fetching them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ci_l10n.errors import Location
from ci_l10n.flow.change_set import Fetched
from ci_l10n.flow.plan import Inventory
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.slots import file_of, is_slot
from ci_l10n.model import Finding, Locale
from ci_l10n.paths.rule import SourceFile
from ci_l10n.state import BlobId, Known, Path, State
from ci_l10n.tms.base import RemoteFile, Stage


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one source file is in one locale."""

    source: Path
    target: Path
    locale: Locale
    percent: float  # of words, at the stage that exports are taken from
    words: int
    is_complete: bool
    is_due: bool  # enough is done to be delivered
    editor_url: str
    stages: tuple[Stage, ...] = ()  # of the workflow, in order
    id: str = ""  # of the remote file


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be exported: remote files with their targets, and what is known of all others."""

    files: tuple[tuple[RemoteFile, Path], ...]
    progress: tuple[Progress, ...]
    findings: tuple[Finding, ...]
    by_target: Mapping[Path, RemoteFile]
    done: frozenset[Path] = frozenset()  # targets that were complete when their temporary project went


def find_due(
    ports: Ports,
    state: State,
    sources: Sequence[SourceFile],
    inventory: Inventory,
    here: Mapping[Path, BlobId],
) -> Due:
    """Files that moved since their last export (all with ``--full``) and are far enough to be delivered."""
    files: list[tuple[RemoteFile, Path]] = []
    progress: list[Progress] = []
    findings: list[Finding] = []
    by_target: dict[Path, RemoteFile] = {}
    done: set[Path] = set()
    for source in sources:
        remote = inventory.of(source.path)
        known = state.known.get(source.path, Known(""))
        done.update(target for locale, target in source.targets.items() if locale in known.done)
        if not remote:
            continue
        exported = known.exported
        for locale, target in source.targets.items():
            file = remote.get(locale)
            if file is None and locale in known.done:
                continue
            if file is None or file.condition == "failed":
                findings.append(_not_available(source.path, locale, file))
                continue
            by_target[target] = file
            percent = ports.platform.progress(file)
            exists = target in state.target or (target in here and not is_slot(target))
            ready = source.rule.policy.ready
            is_enough = file.is_complete or percent >= (ready.update if exists else ready.create)
            is_due = file.condition == "ready" and is_enough
            url = ports.platform.editor_url(file)
            progress.append(
                Progress(
                    source.path,
                    file_of(target),
                    locale,
                    percent,
                    file.words,
                    file.is_complete,
                    is_due,
                    url,
                    file.stages,
                    file.id,
                )
            )
            moved = exported.get(locale) != file.fingerprint or target not in state.platform
            if is_due and (moved or ports.options.full):
                files.append((file, target))
    return Due(tuple(files), tuple(progress), tuple(findings), by_target, frozenset(done))


def _not_available(source: Path, locale: Locale, file: RemoteFile | None) -> Finding:
    if file is None:
        return Finding(
            "warning",
            "locale-missing",
            f"the platform does not translate this file into {locale}",
            "add the language to the file on the platform, or upload the file anew under another name",
            Location(source),
            locale,
        )
    return Finding(
        "error",
        "source-not-processed",
        f"the platform could not take the file apart: {file.reason or 'no reason given'}",
        "correct the source file; a new version is sent with the next run",
        Location(source),
        locale,
    )


def fetch(ports: Ports, due: Due) -> tuple[Fetched, list[Finding]]:
    """Export what is due, one file's contents at a time into git's object store."""
    exports: dict[Path, tuple[BlobId, str]] = {}
    findings: list[Finding] = []
    targets = {file.id: target for file, target in due.files}
    for count, export in enumerate(ports.platform.export([file for file, _ in due.files])):
        target = targets[export.file.id]
        ports.ci.progress(count, len(due.files), "translations fetched")
        if export.content is None:
            findings.append(
                Finding(
                    "error",
                    "export-failed",
                    f"no usable export: {export.problem}",
                    export.hint or "nothing was taken; it is fetched again with the next run",
                    Location(file_of(target)),
                    export.file.locale,
                )
            )
            continue
        exports[target] = (ports.repo.store(export.content), export.file.fingerprint)
    return Fetched(exports, due.by_target, due.done), findings
