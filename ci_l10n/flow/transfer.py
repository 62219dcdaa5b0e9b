"""Repository to platform and back: send what the plan says, wait, export what moved."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from ci_l10n.errors import L10nError, Location, RemoteError
from ci_l10n.flow.files import reader_for
from ci_l10n.flow.moves import move_source
from ci_l10n.flow.plan import Changed, Inventory, New, Plan, Renamed
from ci_l10n.flow.ports import Ports
from ci_l10n.model import Finding, Locale
from ci_l10n.parallel import in_parallel
from ci_l10n.state import Known, Path, State
from ci_l10n.tms.base import Batching, Import, Project, RemoteFile

T = TypeVar("T")
_REFUSED = (400, 409, 413, 415, 422)  # the platform looked at the file and does not want it
_REFUSED_CODE = "source-refused"


@dataclass
class Sending:
    """The state while a plan is carried out, kept up to date after every request."""

    state: State
    findings: list[Finding] = field(default_factory=list)
    sent: set[Path] = field(default_factory=set)
    files: dict[str, RemoteFile] = field(default_factory=dict)  # by id, as the platform answered
    renamed: dict[str, RemoteFile] = field(default_factory=dict)  # by their former group, one locale of each

    @property
    def refused(self) -> set[Path]:
        """Sources that the platform does not want."""
        return {each.location.path for each in self.findings if each.code == _REFUSED_CODE and each.location}

    def seen_in(self, project: Project) -> Project:
        """``project`` as it was read before, with what was sent since."""
        others = tuple(
            file for file in project.files if file.id not in self.files and file.group not in self.renamed
        )
        return replace(project, files=(*others, *self.files.values()))


def intents_of(plan: Plan) -> tuple[Mapping[str, Any], ...]:
    """What is about to be sent, as it is recorded before the first request."""
    return (
        *({"kind": "locale", "locale": locale} for locale in plan.locales),
        *({"kind": "renamed", "path": item.old, "to": item.source.path} for item in plan.renamed),
        *({"kind": "deleted", "path": item.path} for item in plan.deleted),
        *({"kind": "new", "path": item.source.path, "blob": item.blob} for item in plan.new),
        *({"kind": "changed", "path": item.source.path, "blob": item.blob} for item in plan.changed),
    )


def send(plan: Plan, ports: Ports, sending: Sending) -> None:
    """
    Carry out ``plan``, recording each success in ``sending.state``.

    A file that the platform refuses becomes a finding and the others go on. Other errors are raised; what was
    achieved until then stands in ``sending``.
    """
    if plan.deleted:  # first: a locale that is added goes to every file there is, and names become free
        ports.ci.step(f"deleting {len(plan.deleted)} files on {ports.platform.name}")
        if files := [file for item in plan.deleted for file in item.files]:
            ports.platform.delete(files)
        sending.state = _without(sending.state, [item.path for item in plan.deleted])
    for locale in plan.locales:
        ports.ci.step(f"adding {locale} to the project")
        ports.platform.add_locale(locale)
    _rename(plan.renamed, ports, sending)
    changed = [replace(item, file=sending.renamed.get(item.file.group, item.file)) for item in plan.changed]
    with _together(plan.new, changed, ports, sending):
        _send_all_new(plan.new, ports, sending)
        # The first one finds out by which call this server updates files, so that the others need not try.
        for part in (changed[:1], changed[1:]):
            _send_changed(part, ports, sending, total=len(changed))


@contextmanager
def _together(
    new: Sequence[New], changed: Sequence[Changed], ports: Ports, sending: Sending
) -> Iterator[None]:
    """Tell a platform that wants to know what comes, and take back what it did not take in the end."""
    platform, before = ports.platform, sending.state
    items = {item.name: item for item in new} | {item.file.group: item for item in changed}
    if not isinstance(platform, Batching) or not items:
        yield
        return
    platform.begin(list(items), ports.base)
    try:
        yield
    except L10nError:
        with suppress(L10nError):  # the first failure is what is told
            _take_back(platform.finish(), items, before, sending)
        raise
    _take_back(platform.finish(), items, before, sending)


def _take_back(
    failed: Mapping[str, RemoteError], items: Mapping[str, New | Changed], before: State, sending: Sending
) -> None:
    """Let ``failed`` be as they were ``before`` they were sent."""
    for name, error in failed.items():
        path = items[name].source.path
        state = sending.state
        sending.state = replace(
            state,
            sources=_reverted(state.sources, before.sources, path),
            merged=_reverted(state.merged, before.merged, path),
            known=_reverted(state.known, before.known, path),
        )
        sending.sent.discard(path)
        sending.files = {id_: file for id_, file in sending.files.items() if file.group != name}
        sending.findings.append(_refused(path, error))


def _reverted(entries: Mapping[Path, T], before: Mapping[Path, T], path: Path) -> dict[Path, T]:
    reverted = _dropped(entries, [path])
    return {**reverted, path: before[path]} if path in before else reverted


def _send_all_new(items: Sequence[New], ports: Ports, sending: Sending) -> None:
    if ports.platform.batch_size == 1:
        _send_each_new(items, ports, sending)
        return
    for start in range(0, len(items), ports.platform.batch_size):
        ports.ci.progress(start, len(items), "new files")
        _send_new(items[start : start + ports.platform.batch_size], ports, sending)


def _rename(items: Sequence[Renamed], ports: Ports, sending: Sending) -> None:
    elsewhere = [item for item in items if item.file is not None and item.file.name != item.name]
    if elsewhere:
        ports.ci.step(f"renaming {len(elsewhere)} files on {ports.platform.name}")
    for item in items:
        if item not in elsewhere:
            _record_renamed(item, (), sending)
    for wave in _waves(elsewhere):
        for item, files in in_parallel(lambda each: _rename_one(each, ports), wave, ports.options.threads):
            _record_renamed(item, files, sending)


def _rename_one(item: Renamed, ports: Ports) -> Sequence[RemoteFile]:
    return () if item.file is None else ports.platform.rename(item.file, item.name)


def _waves(items: Sequence[Renamed]) -> Iterator[list[Renamed]]:
    """A name that another file still has is free only after that file's turn."""
    pending = list(items)
    while pending:
        taken = {item.file.name for item in pending if item.file is not None}
        wave = [item for item in pending if item.name not in taken] or pending
        yield wave
        pending = [item for item in pending if item not in wave]


def _record_renamed(item: Renamed, files: Sequence[RemoteFile], sending: Sending) -> None:
    path = item.source.path
    sending.state = move_source(sending.state, item.old, path, item.source.targets)
    if not files or item.file is None:
        return
    sending.renamed[item.file.group] = files[0]
    sending.files |= {file.id: file for file in files}
    known = replace(sending.state.known[path], files={file.locale: file.id for file in files})
    sending.state = replace(sending.state, known={**sending.state.known, path: known})


def _dropped(entries: Mapping[Path, T], paths: Iterable[Path]) -> dict[Path, T]:
    gone = set(paths)
    return {path: value for path, value in entries.items() if path not in gone}


def _without(state: State, paths: Sequence[Path]) -> State:
    """``state`` without these sources; what is known of their targets stays until their removal was delivered."""
    return replace(state, sources=_dropped(state.sources, paths))


def _send_new(batch: Sequence[New], ports: Ports, sending: Sending) -> None:
    imports = [_import(item, ports) for item in batch]
    try:
        for files in ports.platform.send_new(imports):
            _record_new(batch, files, sending)
    except RemoteError as error:
        if error.status not in _REFUSED:
            raise
        if len(batch) == 1:
            sending.findings.append(_refused(batch[0].source.path, error))
            return
        # One bad file spoils its whole request: halve until it stands alone, so that the others get through.
        middle = len(batch) // 2
        _send_new(batch[:middle], ports, sending)
        _send_new(batch[middle:], ports, sending)


def _send_each_new(items: Sequence[New], ports: Ports, sending: Sending) -> None:
    """For platforms that take one file at a time, from several threads."""
    done = in_parallel(lambda each: _send_one_new(each, ports), items, ports.options.threads)
    for count, (item, outcome) in enumerate(done):
        ports.ci.progress(count, len(items), "new files")
        if isinstance(outcome, Finding):
            sending.findings.append(outcome)
        else:
            _record_new([item], outcome, sending)


def _send_one_new(item: New, ports: Ports) -> Sequence[RemoteFile] | Finding:
    """What became of the file; a finding when the platform does not want it."""
    try:
        return [file for files in ports.platform.send_new([_import(item, ports)]) for file in files]
    except RemoteError as error:
        if error.status in _REFUSED:
            return _refused(item.source.path, error)
        raise


def _import(item: New | Changed, ports: Ports) -> Import:
    source, content = item.source, _content(ports.repo.blob, item.blob)
    reader = reader_for(source.rule, source.path, content(), ports.config.source_locale)
    return Import(
        item.name,
        item.external_id,
        tuple(source.targets),
        reader.format.name if reader.format else None,
        content,
        source.rule.directives,
    )


_READING = threading.Lock()  # a repository is read by one thread at a time


def _content(read: Callable[[str], bytes], blob: str) -> Callable[[], bytes]:
    def content() -> bytes:
        with _READING:
            return read(blob)

    return content


def _record_new(batch: Sequence[New], files: Sequence[RemoteFile], sending: Sending) -> None:
    sending.files |= {file.id: file for file in files}
    by_external: dict[str, dict[Locale, str]] = {}
    for file in files:
        by_external.setdefault(file.external_id or file.name, {})[file.locale] = file.id
    sources, known, merged = (
        dict(sending.state.sources),
        dict(sending.state.known),
        dict(sending.state.merged),
    )
    for item in batch:
        path = item.source.path
        ids = by_external.get(item.external_id) or by_external.get(item.name)
        if ids is None:
            continue
        old, before = known.get(path, Known(item.external_id)), sources.get(path, item.blob)
        done = tuple(locale for locale in old.done if locale not in item.source.targets)
        if before != item.blob:
            merged = {path: before, **merged}
        targets = {**old.targets, **item.source.targets}
        known[path] = Known(item.external_id, ids, {}, targets, old.moved, done=done)
        sources[path] = item.blob
        sending.sent.add(path)
    sending.state = replace(sending.state, sources=sources, known=known, merged=merged)


def _send_changed(items: Sequence[Changed], ports: Ports, sending: Sending, total: int) -> None:
    for item, outcome in in_parallel(lambda each: _send_one(each, ports), items, ports.options.threads):
        ports.ci.progress(len(sending.sent), total, "changed files")
        if isinstance(outcome, Finding):
            sending.findings.append(outcome)
        else:
            _record_changed(item, outcome, sending)


def _send_one(item: Changed, ports: Ports) -> Sequence[RemoteFile] | Finding:
    """What became of the file; a finding when the platform does not want it."""
    try:
        return ports.platform.send_changed(item.file, _import(item, ports))
    except RemoteError as error:
        if error.status in _REFUSED:
            return _refused(item.source.path, error)
        if not (error.maybe_applied and _arrived(item, ports)):
            raise
        return ()


def _record_changed(item: Changed, files: Sequence[RemoteFile], sending: Sending) -> None:
    path = item.source.path
    sending.files |= {file.id: file for file in files}
    old = sending.state.known.get(path, Known(item.external_id))
    ids = {**old.files, **{file.locale: file.id for file in files}}
    known = replace(old, files=ids, targets={**old.targets, **item.source.targets}, current=(), done=())
    merged = sending.state.merged
    if item.before != item.blob:
        merged = {path: item.before, **merged}
    sending.state = replace(
        sending.state,
        merged=merged,
        sources={**sending.state.sources, path: item.blob},
        known={**sending.state.known, path: known},
    )
    sending.sent.add(path)


def _arrived(item: Changed, ports: Ports) -> bool:
    """Whether the platform has the new version after an answer got lost."""
    content = _content(ports.repo.blob, item.blob)()
    return any(export.content == content for export in ports.platform.export([item.file], sources=True))


def _refused(path: Path, error: RemoteError) -> Finding:
    return Finding(
        "error",
        _REFUSED_CODE,
        error.message,
        error.hint or "correct the file; it is sent with the next run",
        Location(path),
    )


def wait(ports: Ports, ids: set[str], *, has_sent: bool, timeout: float, poll: float) -> Project:
    """
    Read the project until the remote files ``ids`` are complete (or failed) or ``timeout`` seconds passed.

    One project read per poll; the interval grows from a second up to ``poll``. ``has_sent`` says that something was sent
    just now, so that the first look is not wasted. Returns the last reading.
    """
    deadline = ports.clock.monotonic() + timeout
    pause = min(1.0, poll)
    if has_sent:
        ports.clock.sleep(pause)
    while True:
        project = ports.platform.fetch_project()
        groups = {f.group for f in project.files if f.id in ids}  # with locales that were added just now
        open_files = [f for f in project.files if f.group in groups and not is_settled(f)]
        if not open_files:
            return project
        left = deadline - ports.clock.monotonic()
        if left <= 0:
            return project
        total = sum(1 for f in project.files if f.group in groups)
        ports.ci.progress(total - len(open_files), total, "remote files complete")
        ports.clock.sleep(min(pause, left))
        pause = min(pause * 1.5, poll)


def still_preparing(ports: Ports, inventory: Inventory, paths: Iterable[Path]) -> Iterator[Finding]:
    """Findings for sources that the platform did not take apart while it was waited for."""
    for path in paths:
        waiting = [locale for locale, file in inventory.of(path).items() if file.condition == "preparing"]
        if waiting:
            yield Finding(
                "warning",
                "source-not-prepared",
                f"{ports.platform.name} has not taken the file apart yet ({', '.join(sorted(waiting))})",
                "the next run looks again; where it stays so, look at the file on the platform or send a new version",
                Location(path),
            )


def is_settled(file: RemoteFile) -> bool:
    """Nothing more is to be waited for: complete, or the platform gave up on it, or nobody works on it."""
    return file.is_complete or file.condition == "failed" or file.is_idle
