"""A repository with files of some formats, a platform, people who change both; every sync is held to the table."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ci_l10n.flow.slots import file_of, is_slot
from ci_l10n.state import OpenFinding
from tests.properties.agreement import bytes_problems, listing_problems
from tests.properties.chance import Chance
from tests.properties.happenings import Happenings
from tests.properties.homes import Home
from tests.properties.samples import LOCALES, Sample, Side, meaning
from tests.properties.specimens import SPECIMENS
from tests.properties.table import Row, Settings, verdict
from tests.unit.flow.repository import BRANCH, STATE

MakeHome = Callable[[Path, Mapping[str, bytes], str, str], Home]
_KINDS = ("conflict", "edit", "first", "held", "stale")
Found = dict[tuple[str, str, str], list[OpenFinding]]


class World:
    """One history."""

    def __init__(
        self, home: MakeHome, folder: Path, chance: Chance, settings: Settings, untranslated: str,
        names: Sequence[str] = tuple(SPECIMENS),
    ) -> None:  # fmt: skip
        self.settings, self.untranslated = settings, untranslated
        self.happenings = Happenings(tuple(names), chance)
        self.samples = self.happenings.samples
        rules = "".join(
            f"  - source: '{s.specimen.source.replace('/a/', '/**/')}'\n"
            f"    target: '{s.specimen.target}'\n{s.specimen.extra}"
            for s in self.samples.values()
        )
        extra = (
            f"conflict: {settings.conflict}\nfirst_sync: {settings.first_sync}\n"
            f"obsolete: {settings.obsolete}\nuntranslated: {untranslated}\n"
            "ready: {create: 0, update: 0}\nlimits: {delete: 100%}\n"
        )
        self.home = home(folder, self.happenings.first_files(), rules, extra)
        self.known: dict[tuple[Side, str], Row] = {}  # as the last sync left it
        self.texts_before: dict[str, dict[str, str]] = {}
        self.branch_before: dict[Side, dict[str, str]] = {}
        self.base_before: dict[Side, bytes | None] = {}
        self.open: Found = {}
        self.is_proposed = False  # something was delivered and waits
        self.is_landed = False  # the base branch has the commit that was delivered
        self.is_absorbed = False  # ... and all commits of the branch

    def step(self) -> None:
        """What people do between two syncs, the sync, and one more that must do nothing."""
        happenings, home = self.happenings, self.home
        self._end_proposal()
        self.trees = home.look()
        happenings.change_base(home, self.trees)
        if happenings.change_branch(home, self.trees):
            self.is_absorbed = False
            if happenings.chance.happens(30):
                self._end_proposal()
        happenings.change_platform(home)
        self._sync()

    def _end_proposal(self) -> None:
        if self.happenings.end_proposal(self.home) == "merge":
            self.is_landed = self.is_absorbed = True

    # What must come of it

    def _sync(self) -> None:
        self.trees = self.home.look()
        rows, before = self._rows(), self._contents()
        branch = self.trees[BRANCH]
        ours = branch if self.home.has_branch() else self.trees["main"]
        self.made_new = {
            Side(name, locale)
            for name, sample in self.samples.items()
            for locale in LOCALES
            if sample.held(locale, ours) is None
        }
        result = self.home.sync()
        self.trees = self.home.look()
        assert not result.errors, result.errors
        self._check(rows, result.open, before)
        self._remember(rows, branch)
        problem = self.home.sync_again()
        assert not problem, f"a second run {problem}\n" + "\n".join(
            f"{place} {what}" for place, what in self.happenings.log
        )

    def _rows(self) -> dict[tuple[Side, str], Row]:
        rows = {}
        for name, sample in self.samples.items():
            is_first = name not in self.texts_before
            for locale in LOCALES:
                side = Side(name, locale)
                base = self._cells(sample, locale, "main")
                branch = self._cells(sample, locale, BRANCH)  # also where it lay before a move
                exported = {k: v for k in sample.texts if (v := sample.drafts[locale].get(k)) is not None}
                last = {k for s, k in self.known if s == side}
                is_merged = self._is_merged(side)
                may_edit = self.home.has_branch() and side in self.branch_before and not self.is_absorbed
                for key in dict.fromkeys((*sample.texts, *base, *branch, *last)):
                    old = self.known.get((side, key), Row())
                    was = self.branch_before.get(side, {})
                    rows[side, key] = Row(
                        source=sample.texts.get(key),
                        source_before=None if is_first else self.texts_before[name].get(key),
                        p0=old.p0, p=meaning(exported, key), t0=old.t0,
                        b0=old.t0 if is_merged else old.b0,
                        base=meaning(base, key), branch=meaning(branch, key),
                        edited=may_edit and meaning(branch, key) != meaning(was, key),
                        is_complete=sample.complete[locale] or sample.is_new,
                        open=old.open,
                    )  # fmt: skip
        return rows

    def _cells(self, sample: Sample, locale: str, ref: str) -> dict[str, str]:
        path = sample.held(locale, self.trees[ref])
        return sample.cells(self.trees[ref][path] if path else None, locale)

    def _is_merged(self, side: Side) -> bool:
        """Whether the base branch counts as having held what was delivered."""
        if self.is_landed:
            return True
        if self.home.has_branch() or not self.is_proposed:
            return False
        return any(self._arrived_whole(each) for each in self.base_before) or self._arrived_in_part(side)

    def _arrived_whole(self, side: Side) -> bool:
        sample = self.samples[side.name]
        delivered = self.delivered(sample, side.locale)
        now = self.trees["main"].get(sample.targets(side.locale)[0])
        return delivered is not None and self.base_before[side] != delivered == now

    def _arrived_in_part(self, side: Side) -> bool:
        sample = self.samples[side.name]
        path = sample.held(side.locale, self.trees["main"])
        now = self.trees["main"][path] if path else None
        before = self.base_before.get(side)
        if side.name == "document" or now in (before, None):
            return False
        held, had = sample.cells(now, side.locale), sample.cells(before, side.locale)
        delivered = sample.cells(self.delivered(sample, side.locale), side.locale)
        return any(
            key in held
            and _bare(held[key]) == _bare(token)
            and (key not in had or _bare(had[key]) != _bare(token))
            for key, token in delivered.items()
        )

    def _contents(self) -> dict[Side, list[bytes]]:
        """All versions of a target that people and we have now."""
        found: dict[Side, list[bytes]] = {}
        for name, sample in self.samples.items():
            for locale in LOCALES:
                versions = [self.delivered(sample, locale)]
                for ref in ("main", BRANCH) if self.home.has_branch() else ("main",):
                    path = sample.held(locale, self.trees[ref])
                    versions.append(None if path is None else self.trees[ref][path])
                found[Side(name, locale)] = [data for data in versions if data is not None]
        return found

    def delivered(self, sample: Sample, locale: str) -> bytes | None:
        """What is recorded as delivered, at any place the target ever had."""
        for path in sample.targets(locale):
            for recorded, data in self.trees[STATE].items():
                place = recorded.removeprefix("target/")
                is_its_place = place != recorded and file_of(place) == path
                if is_its_place and (not is_slot(place) or place.endswith(locale)):
                    return data
        return None

    def _check(
        self, rows: dict[tuple[Side, str], Row], open_: Sequence[OpenFinding], before: dict[Side, list[bytes]]
    ) -> None:
        wrong: list[str] = []
        listed: Found = {}
        for finding in open_:
            listed.setdefault((file_of(finding.path), finding.locale, finding.key), []).append(finding)
        opened: Found = {}
        results: dict[Side, bytes | None] = {}
        for (side, key), row in rows.items():
            sample = self.samples[side.name]
            if side not in results:
                results[side] = self.delivered(sample, side.locale)
                wrong += bytes_problems(side, results[side], before[side], sample)
            at = (sample.targets(side.locale)[0], side.locale, key)
            opened[*side, key] = listed.get(at, [])
            if sample.specimen.is_shared and row.source is None:
                continue  # with its source the whole entry is gone
            found = meaning(sample.cells(results[side], side.locale), key)
            problems = self._disagreements(
                side, row, found, opened[*side, key], self.open.get((*side, key), [])
            )
            wrong += [self._story(side, key, row, problem) for problem in problems]
        self.open = opened
        assert not wrong, f"{len(wrong)} disagreements with the table, the first:\n" + "\n".join(wrong[:3])

    def _disagreements(
        self, side: Side, row: Row, found: str | None, now: list[OpenFinding], before: list[OpenFinding]
    ) -> list[str]:
        expected = verdict(row, self.settings)
        is_new = row.base is None or side in self.made_new
        is_filled = self.untranslated == "source" and is_new and found == row.source
        if expected.value is None and is_filled:
            found = None  # what fills a target that is made new
        is_refused = row.source is None and row.base is None and "held" in {finding.kind for finding in now}
        if is_refused and found is None:
            return []  # nothing to write the entry after: neither the source nor the target has it
        problems = [] if found == expected.value else [f"delivered {found!r}"]
        return problems + listing_problems(row, expected, now, before)

    def _story(self, side: Side, key: str, row: Row, problem: str) -> str:
        places = ("", f"{side.name}:", f"{side.name}:{key}")
        happened = [f"    {what}" for place, what in self.happenings.log if place in places]
        expected = verdict(row, self.settings)
        head = f"{side.name} {side.locale} {key}: {problem}; the table says {expected} ({self.settings})"
        return "\n".join([head, *happened, f"    {row}"])

    def _remember(self, rows: dict[tuple[Side, str], Row], branch: Mapping[str, bytes]) -> None:
        self.happenings.note("-- sync")
        delivered: dict[Side, dict[str, str]] = {}
        for (side, key), row in rows.items():
            sample = self.samples[side.name]
            if side not in delivered:
                delivered[side] = sample.cells(self.delivered(sample, side.locale), side.locale)
            kinds = [finding.kind for finding in self.open.get((*side, key), [])]
            shown = next((kind for kind in reversed(kinds) if kind in _KINDS), "")
            self.known[side, key] = Row(p0=row.p, t0=meaning(delivered[side], key), b0=row.base, open=shown)  # type: ignore[arg-type]
        self.texts_before = {name: dict(sample.texts) for name, sample in self.samples.items()}
        self.branch_before = {}
        waits = False
        for name, sample in self.samples.items():
            sample.is_new = False
            for locale in LOCALES:
                side = Side(name, locale)
                path = sample.held(locale, self.trees["main"])
                held = self.base_before[side] = self.trees["main"][path] if path else None
                waits |= self.delivered(sample, locale) != held
                if self.home.has_branch():
                    self.branch_before[side] = self._cells(sample, locale, BRANCH)
        self.is_proposed = self.home.has_branch() or (self.is_proposed and waits)
        if self.trees[BRANCH] != branch or not self.is_absorbed:
            self.is_landed = self.is_absorbed = False


def _bare(token: str) -> str:
    return token.removeprefix("?")
