"""Reading a project: its locales and list of files once a run, and how far each file is as long as it is not complete."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from math import inf
from typing import Any

from ci_l10n.clock import Clock
from ci_l10n.errors import AuthError, RemoteError
from ci_l10n.parallel import in_parallel
from ci_l10n.tms.smartling import wire
from ci_l10n.tms.smartling.client import SmartlingClient
from ci_l10n.tms.smartling.errors import SmartlingError
from ci_l10n.tms.smartling.mapping import FileState, Mapper, uri_of
from ci_l10n.tms.smartling.remembering import (
    Remembered,
    is_touched,
    moment_before,
    pack,
    renewed,
    still_good,
    unpack,
)
from ci_l10n.tms.smartling.watching import FEW, Watch

LOCKED = 423
AUTHORIZING = 30.0  # seconds


class Reader:
    """
    What is known of the project in this run.

    ``remembers`` says whether complete files may be taken from the memory of earlier runs: only what is published can.
    """

    def __init__(
        self, client: SmartlingClient, mapper: Mapper, clock: Clock, threads: int, *, remembers: bool
    ) -> None:
        self._client = client
        self._map = mapper
        self._clock = clock
        self._threads = threads
        self._remembers = remembers
        self._wanted: frozenset[str] | None = None  # URIs; None: all
        self._project: wire.Project | None = None
        self._entries: dict[str, wire.Entry] = {}
        self._states: dict[str, FileState] = {}
        self._fresh: set[str] = set()  # sent in this run, and not seen with strings since
        self._new: set[str] = set()  # sent in this run, and not there before
        self._sent_at: dict[str, float] = {}  # seconds on a clock that never goes back
        self._read_at: dict[str, float] = {}  # seconds since the epoch; not of what was recalled
        self._memory: dict[str, Remembered] = {}
        self.restart({})

    def restart(self, memory: Mapping[str, Any]) -> None:
        """Know nothing but what an earlier run left."""
        self._project, self._entries, self._states = None, {}, {}
        self._fresh, self._new, self._read_at, self._sent_at = set(), set(), {}, {}
        self._memory = unpack(memory) if self._remembers else {}
        start = moment_before([self._clock.now()])
        self._watch = Watch(lambda: self._published(start))

    def concentrate(self, uris: Collection[str]) -> None:
        """Look at these files only."""
        self._wanted = frozenset(uris)

    @property
    def types(self) -> dict[str, str]:
        """File types by URI."""
        return {uri: entry.type for uri, entry in self._entries.items()}

    @property
    def states(self) -> Iterable[FileState]:
        return self._states.values()

    def read(self) -> wire.Project:
        """
        The project; `states` are up to date then.

        The first time 1 request, 1 for each page of files, and those of the files. After that nothing is asked about
        complete files, and of many others only about those that something was published of.
        """
        if self._project is None:
            self._project = self._client.project()
            self._map.adopt_spelling(self._project)
            self._entries = self._list()
            self._states = self._recall()
        now = self._clock.now()
        for uri, state in in_parallel(self._look_at, self._to_ask_about(), self._threads):
            if state is None:
                self.forget(uri)
            else:
                self._note(state, now)
        return self._project

    def _to_ask_about(self) -> list[str]:
        uris = [uri for uri in self._entries if not self._is_settled(uri)]
        if not self._remembers or len(uris) <= FEW:
            return uris
        touched = self._watch.touched()
        if touched is None:
            return uris
        return [uri for uri in uris if uri in touched or not self._is_taken_apart(uri)]

    def _is_taken_apart(self, uri: str) -> bool:
        """Whether its strings were seen, so that nothing but publishing can move it on."""
        return uri not in self._fresh and uri in self._states and self._states[uri].status is not None

    def _list(self) -> dict[str, wire.Entry]:
        found: dict[str, wire.Entry] = {}
        offset = 0
        while True:
            listing = self._client.list_files(offset)
            found |= {entry.uri: entry for entry in listing.entries}
            offset += len(listing.entries)
            if not listing.entries or offset >= listing.total:
                break
        return {uri: entry for uri, entry in found.items() if self._wanted is None or uri in self._wanted}

    def _recall(self) -> dict[str, FileState]:
        """Complete files that are as an earlier run saw them."""
        same = {
            uri: item
            for uri, item in still_good(self._memory, self._clock.now()).items()
            if uri in self._entries and self._is_same(item.state, self._entries[uri])
        }
        if not same:
            return {}
        try:
            published = self._published(moment_before([item.read for item in same.values()]))
        except (AuthError, RemoteError):
            return {}  # a service of its own, which tokens may not be good for: then every file is asked about
        self._watch.begin(published)
        for each in published:
            if each.uri in same and is_touched(same[each.uri], each.date):
                del same[each.uri]
        return {uri: item.state for uri, item in same.items()}

    def _is_same(self, state: FileState, entry: wire.Entry) -> bool:
        uploaded = state.status.uploaded if state.status else ""
        return bool(uploaded) and uploaded == entry.uploaded and self._map.is_done(state)

    def _published(self, moment: str) -> list[wire.Published]:
        locales = list(self._map.targets.values())
        found: list[wire.Published] = []
        while True:
            total, page = self._client.published_since(moment, locales, len(found))
            found += page
            if not page or len(found) >= total:
                return [each for each in found if each.locale in locales]

    def _is_settled(self, uri: str) -> bool:
        return uri not in self._fresh and uri in self._states and self._map.is_done(self._states[uri])

    def _look_at(self, uri: str) -> FileState | None:
        """One file: 1 request, and another one where translations may have changed; None when it is gone."""
        before = self._states.get(uri)
        entry_type = self._entries[uri].type
        try:
            status = self._client.status(uri)
            if uri in self._fresh and status.total.strings == 0:
                return FileState(uri, entry_type, None, {})  # the answer came before the strings did
            if before is not None and before.status == status:
                return before
            modified = self._client.last_modified(uri) if self._has_translations(status) else {}
        except SmartlingError as error:
            if error.status == LOCKED:
                return FileState(uri, entry_type, None, {})
            if error.is_unknown_file:
                return None
            raise
        return FileState(uri, status.type or entry_type, status, modified)

    def _has_translations(self, status: wire.Status) -> bool:
        return not self._remembers or any(each.completed.strings for each in status.locales)

    def _note(self, state: FileState, now: float) -> None:
        self._states[state.uri] = state
        self._read_at[state.uri] = now
        if state.status is not None:
            self._fresh.discard(state.uri)
            self._entries[state.uri] = self._entries[state.uri]._replace(type=state.type)

    # What this run does itself

    def sent(self, uri: str, type_name: str) -> FileState:
        """The file has a new version now."""
        if uri not in self._entries:
            self._new.add(uri)
        self._entries[uri] = wire.Entry(uri, type_name, "")
        self._fresh.add(uri)
        self._sent_at[uri] = self._clock.monotonic()
        self._states[uri] = FileState(uri, type_name, None, {})
        return self._states[uri]

    def may_be_idle(self, uri: str) -> bool:
        """Whether the file is there for longer than authorizing takes, where a project does that by itself."""
        return self._clock.monotonic() - self._sent_at.get(uri, -inf) > AUTHORIZING

    def is_new(self, uri: str) -> bool:
        """Whether there is a file only since this run."""
        return uri in self._new

    def renamed(self, uri: str, new_uri: str) -> FileState:
        """The file under its new name, as it was read last."""
        entry = self._entries.pop(uri, wire.Entry(uri, "", ""))
        self._entries[new_uri] = entry._replace(uri=new_uri)
        state = self._states.pop(uri, FileState(uri, entry.type, None, {}))
        status = replace(state.status, uri=new_uri) if state.status else None
        self._states[new_uri] = replace(state, uri=new_uri, status=status)
        self._memory.pop(uri, None)
        self._read_at.pop(uri, None)
        return self._states[new_uri]

    def forget(self, uri: str) -> None:
        """The file is gone."""
        self._entries.pop(uri, None)
        self._states.pop(uri, None)
        self._memory.pop(uri, None)

    def memory(self) -> Mapping[str, Any]:
        """Complete files, for the next run; what this run did not look at stays as it was."""
        if not self._remembers:
            return {}
        kept = dict(self._memory) if self._project is None else {}
        for uri, state in self._states.items():
            if uri in self._entries and self._is_settled(uri):
                before, read_at = self._memory.get(uri), self._read_at.get(uri)
                if read_at is not None:
                    kept[uri] = renewed(before, _ours(state, self._map), read_at)
                elif before is not None:
                    kept[uri] = before
        return pack(kept)


def _ours(state: FileState, mapper: Mapper) -> FileState:
    """The complete ``state`` without locales that are not ours, in the order in which it is remembered."""
    codes = set(mapper.targets.values())
    if state.status is None:
        return state
    nothing = wire.Counts(0, 0)
    locales = tuple(
        sorted(each._replace(authorized=nothing) for each in state.status.locales if each.locale in codes)
    )
    modified = {code: date for code, date in state.modified.items() if code in codes and date}
    return replace(state, status=replace(state.status, locales=locales), modified=modified)


def uris_of(names: Iterable[str], ids: Iterable[str]) -> set[str]:
    """The URIs that files of these names, or once recorded under these ids, have."""
    return {*names, *map(uri_of, ids)}
