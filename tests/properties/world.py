"""A repository with a file of every format, a platform, people who change both; every sync is held to the table."""

import io
import random
import subprocess
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import NamedTuple

from ci_l10n.config.model import Rule
from ci_l10n.errors import Location
from ci_l10n.flow.files import Reader
from ci_l10n.flow.report import Report
from ci_l10n.flow.slots import file_of, is_slot
from ci_l10n.formats.registry import get_format
from ci_l10n.paths.rule import Policy, Ready
from ci_l10n.state import OpenFinding
from tests.properties.specimens import SPECIMENS, WHOLE, Specimen, Texts, token_of
from tests.properties.table import Row, Settings, Text, Verdict, is_untranslated, kept_value, ours, verdict
from tests.unit.flow.repository import BRANCH, STATE, Repo

LOCALES = ("de", "fr")
_POLICY = Policy("platform", "repository", "remove", "omit", {}, Ready(95, 80))


class Side(NamedTuple):
    """One target: a format's file, or its cells in a shared one."""

    name: str
    locale: str


@dataclass
class Sample:
    """One specimen in the repository and on the platform, as it is now."""

    name: str
    specimen: Specimen
    texts: dict[str, str]
    places: list[str]  # paths of the source, the present one last
    drafts: dict[str, dict[str, Text]] = field(default_factory=dict)  # locale -> key -> token; None: no entry
    complete: dict[str, bool] = field(default_factory=dict)
    is_new: bool = True

    @property
    def reader(self) -> Reader:
        directives = {"source_key_paths": "/terms/{term.id}"} if self.name == "xml" else {}
        rule = Rule(0, Location(""), self.path, self.path, (), None, None, directives, _POLICY)
        return Reader(rule, None if self.name == "document" else get_format(self.name), "en")

    @property
    def path(self) -> str:
        return self.places[-1]

    def targets(self, locale: str) -> list[str]:
        """Where the target may lie: the newest place first."""
        if self.specimen.is_shared:
            return [self.path]
        apple = android = locale
        folders = [place.split("/")[1] for place in reversed(self.places)]
        template = self.specimen.target
        names = {"locale": locale, "apple_locale": apple, "android_locale": android}
        return [template.format(path=folder, **names) for folder in dict.fromkeys(folders)]

    def cells(self, data: bytes | None, locale: str) -> dict[str, str]:
        """Tokens by key as the file has them: "" is empty, "?" goes before what needs review."""
        if data is None:
            return {}
        if self.name == "document":
            return {WHOLE: data.decode()}
        units = self.reader.target(data, self.path, locale).units
        return {
            key: ("?" if unit.needs_review and token_of(unit.value) else "") + token_of(unit.value)
            for key, unit in units.items()
        }

    def texts_in(self, data: bytes) -> dict[str, str]:
        return {key: token_of(unit.value) for key, unit in self.reader.source(data, self.path).units.items()}

    def write(self, texts: Texts, translations: Mapping[str, Texts], locale: str) -> bytes:
        return self.specimen.write(texts, translations, locale)

    def export(self, locale: str) -> bytes:
        own = {k: v for k in self.texts if (v := self.drafts[locale].get(k)) is not None}
        return self.write(self.texts, {locale: own}, locale)


def meaning(cells: Texts, key: str) -> Text:
    token = cells.get(key)
    return None if not token or token.startswith("?") else token


class World:
    """One history; ``log`` says what happened to which key."""

    def __init__(self, folder: Path, seed: int, settings: Settings, untranslated: str) -> None:
        self.random = random.Random(seed)
        self.settings, self.untranslated = settings, untranslated
        self.serial = count()
        self.log: list[tuple[str, str]] = []
        self.samples = {name: self._sample(name, specimen) for name, specimen in SPECIMENS.items()}
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
        self.repo = Repo(folder, self._first_files(), rules=rules, locales=LOCALES, extra=extra)
        self.known: dict[tuple[Side, str], Row] = {}  # as the last sync left it
        self.texts_before: dict[str, dict[str, str]] = {}
        self.branch_before: dict[Side, dict[str, str]] = {}
        self.exports: dict[Side, bytes] = {}
        self.open: dict[tuple[str, str, str], list[OpenFinding]] = {}

    # What there is at first

    def _sample(self, name: str, specimen: Specimen) -> Sample:
        texts = {key: self._token("en", key) for key in specimen.keys}
        sample = Sample(name, specimen, texts, [specimen.source])
        for locale in LOCALES:
            sample.drafts[locale] = {key: self._draft(sample, locale, key) for key in texts}
            sample.complete[locale] = True
        return sample

    def _first_files(self) -> dict[str, str | bytes]:
        files: dict[str, str | bytes] = {}
        for sample in self.samples.values():
            translations = {}
            for locale in LOCALES:
                own = {k: self._token("git", k) for k in sample.texts if self.random.random() < 0.4}
                translations[locale] = own
                if own and not sample.specimen.is_shared and self.random.random() < 0.6:
                    data = sample.write(sample.texts, translations, locale)
                    files[sample.targets(locale)[0]] = (
                        data.replace(b"\n", b"\r\n") if locale == "fr" else data
                    )
            shared = translations if sample.specimen.is_shared else {}
            files[sample.path] = sample.write(sample.texts, shared, "en")
        return files

    def _token(self, who: str, key: str) -> str:
        return f"{who} {key} v{next(self.serial)}"

    def _draft(self, sample: Sample, locale: str, key: str) -> Text:
        """What the platform has: a translation, or one of the ways to have none."""
        kinds = ["new"] * 4 + ["", "absent", "source"] + ["review"] * sample.specimen.marks_review
        if key == WHOLE:
            kinds = ["new"] * 4 + ["source"]
        kind = self.random.choice(kinds)
        if kind == "new":
            return self._token(f"tms-{locale}", key)
        if kind == "review":
            return "?" + self._token(f"tms-{locale}", key)
        return {"": "", "absent": None, "source": sample.texts[key]}[kind]

    # What happens

    def step(self) -> None:
        """What people do between two syncs, the sync, and one more that must do nothing."""
        self._end_proposal()
        self.look()
        self._change_base()
        self._change_branch()
        self._change_platform()
        self._sync()

    def _note(self, what: str, name: str = "", key: str = "") -> None:
        self.log.append((f"{name}:{key}" if name else "", what))

    def _end_proposal(self) -> None:
        assert self.repo.forge is not None
        if not self.repo.has_branch():
            return
        how = self.random.choice(["", "", "merge", "squash", "rebase", "close", "delete"])
        if how in ("merge", "squash", "rebase") and not self.repo.forge.open:
            how = ""
        keep = self.random.random() < 0.3
        self._note(f"proposal: {how or 'stays open'}{' and the branch is kept' if keep else ''}")
        if how in ("close", "delete"):
            self.repo.forge.settle("closed")
            if how == "delete":
                self.repo.git("push", "-q", "origin", f":{BRANCH}")
        elif how:
            try:
                self.repo.merge(how, keep_branch=keep)
            except AssertionError:  # commits that cannot be replayed one by one are squashed instead
                self.repo.git("cherry-pick", "--abort")
                self.repo.merge("squash", keep_branch=keep)

    def _changes(self, sample: Sample, locale: str, cells: dict[str, str], who: str) -> bool:
        """Let a person change some of ``cells``; says whether one did."""
        before = dict(cells)
        for key in sample.texts:
            if self.random.random() > 0.2:
                continue
            ways = ["new", "new", "agree", "source", "", "delete"] + ["review"] * sample.specimen.marks_review
            if key == WHOLE:
                ways = ["new"]
            way = self.random.choice(ways)
            token = self._token(who, key)
            if way == "agree":
                token = self.drafts_of(sample, locale).get(key) or token
            chosen = {"source": sample.texts[key], "": "", "review": "?" + token}.get(way, token)
            if way == "delete":
                cells.pop(key, None)
            else:
                cells[key] = chosen
            self._note(f"{who} {locale}: {way or 'empty'} {cells.get(key)!r}", sample.name, key)
        if (
            who == "git"
            and not sample.specimen.is_shared
            and key_is_plain(sample)
            and self.random.random() < 0.05
        ):
            cells["own"] = self._token("own", "own")
        return cells != before

    def drafts_of(self, sample: Sample, locale: str) -> dict[str, str]:
        return {k: v for k, v in sample.drafts[locale].items() if v and not v.startswith("?")}

    def _change_base(self) -> None:
        files: dict[str, str | bytes | Mapping[str, str] | None] = {}
        for sample in self.samples.values():
            drifted = self._drift(sample)
            translations = {}
            edited = False
            for locale in LOCALES:
                path = self.held(sample, locale, "main")
                held = None if path is None else self.trees["main"][path]
                cells = sample.cells(held, locale)
                changed = held is not None and self._changes(sample, locale, cells, "git")
                translations[locale] = {k: v for k, v in cells.items() if k in sample.texts or not drifted}
                if sample.specimen.is_shared:
                    edited |= changed
                elif changed and path is not None and held is not None:
                    texts = {**dict.fromkeys(cells, "gone"), **sample.texts}
                    new = sample.write(texts, {locale: cells}, locale)
                    files[path] = new.replace(b"\n", b"\r\n") if b"\r\n" in held else new
            if sample.specimen.is_shared and (edited or drifted):
                files[sample.path] = sample.write(sample.texts, translations, "en")
            elif drifted:
                files[sample.path] = sample.write(sample.texts, {}, "en")
            elif not (sample.specimen.is_shared or sample.is_new) and self.random.random() < 0.04:
                self._move(sample)
        self.repo.commit(files)

    def _move(self, sample: Sample) -> None:
        """Only the source moves, as it is; targets have to follow."""
        parts = sample.path.split("/")
        new = "/".join([parts[0], f"m{next(self.serial)}", *parts[2:]])
        self._note(f"the source moves to {new}", sample.name)
        self.repo.move((sample.path, new))
        sample.places.append(new)

    def _drift(self, sample: Sample) -> bool:
        before = dict(sample.texts)
        for key in before:
            chance = self.random.random()
            if chance < 0.08:
                sample.texts[key] = self._token("en", key)
                if self.random.random() < 0.5:
                    for locale in LOCALES:
                        sample.drafts[locale][key] = self._draft(sample, locale, key)
                self._note(f"source text becomes {sample.texts[key]!r}", sample.name, key)
            elif chance < 0.11 and len(sample.texts) > 3:
                text = sample.texts.pop(key)
                self._note("leaves the source", sample.name, key)
                if self.random.random() < 0.5 and key.startswith("k") and key_is_plain(sample):
                    new = f"k{next(self.serial)}x"
                    sample.texts[new] = text
                    for locale in LOCALES:
                        sample.drafts[locale][new] = self._draft(sample, locale, new)
                    self._note(f"was {key}", sample.name, new)
        return sample.texts != before

    def held(self, sample: Sample, locale: str, ref: str) -> str | None:
        return next((path for path in sample.targets(locale) if path in self.trees[ref]), None)

    def look(self) -> None:
        """Read what the origin holds."""
        refs = self.repo.refs()
        wanted = {"main": "refs/heads/main", BRANCH: f"refs/heads/{BRANCH}", STATE: STATE}
        self.trees = {
            name: files_at(self.repo.origin, refs[ref]) if ref in refs else {} for name, ref in wanted.items()
        }

    def _change_branch(self) -> None:
        if not self.repo.has_branch() or self.random.random() < 0.4:
            return
        files: dict[str, str | bytes | Mapping[str, str] | None] = {}
        present = self.trees[BRANCH]
        for sample in self.samples.values():
            translations = {}
            edited = False
            for locale in LOCALES:
                path = sample.targets(locale)[0]
                if path not in present:
                    continue
                data = self.trees[BRANCH][path]
                cells = sample.cells(data, locale)
                changed = self._changes(sample, locale, cells, "reviewer")
                translations[locale] = cells
                if sample.specimen.is_shared:
                    edited |= changed
                elif changed:
                    texts = {**dict.fromkeys(cells, "gone"), **sample.texts}
                    new = sample.write(texts, {locale: cells}, locale)
                    files[path] = new.replace(b"\n", b"\r\n") if b"\r\n" in data else new
            if edited:
                texts = sample.texts_in(self.trees[BRANCH][sample.path])
                files[sample.path] = sample.write(texts, translations, "en")
        if files:
            self.repo.commit_on_branch(files)

    def _change_platform(self) -> None:
        for sample in self.samples.values():
            for locale in LOCALES:
                if self.random.random() < 0.2:
                    sample.complete[locale] = not sample.complete[locale]
                    self._note(f"{locale} complete: {sample.complete[locale]}", sample.name)
                for key in sample.texts:
                    if self.random.random() < 0.25:
                        sample.drafts[locale][key] = self._draft(sample, locale, key)
                        self._note(f"platform {locale}: {sample.drafts[locale][key]!r}", sample.name, key)
                self._publish(sample, locale)

    def _publish(self, sample: Sample, locale: str) -> None:
        data = sample.export(locale)
        name = sample.path
        if len(sample.places) > 1 and name not in self.repo.platform.names():
            name = sample.places[-2] if sample.places[-2] in self.repo.platform.names() else name
        self.repo.platform.answers[sample.path, locale] = data
        self.repo.platform.set(name, locale, is_complete=sample.complete[locale])

    # What must come of it

    def _sync(self) -> None:
        self.look()
        rows = self._rows()
        before = self._contents()
        report = self.repo.sync()
        self.look()
        errors = [f for f in report.findings if f.severity == "error"]
        assert not errors, errors
        self._check(rows, report, before)
        self._remember(rows, report)
        self._check_settled()

    def _rows(self) -> dict[tuple[Side, str], Row]:
        rows = {}
        on_branch = self.trees[BRANCH]
        for name, sample in self.samples.items():
            is_first = name not in self.texts_before
            for locale in LOCALES:
                side = Side(name, locale)
                path = self.held(sample, locale, "main")
                base = sample.cells(self.trees["main"][path] if path else None, locale)
                now = sample.targets(locale)[0]
                branch = sample.cells(self.trees[BRANCH][now] if now in on_branch else None, locale)
                exported = {k: v for k in sample.texts if (v := sample.drafts[locale].get(k)) is not None}
                last = {k for s, k in self.known if s == side}
                for key in dict.fromkeys((*sample.texts, *base, *branch, *last)):
                    old = self.known.get((side, key), Row())
                    was = self.branch_before.get(side, {})
                    rows[side, key] = Row(
                        source=sample.texts.get(key),
                        source_before=None if is_first else self.texts_before[name].get(key),
                        p0=old.p0, p=meaning(exported, key), t0=old.t0, b0=old.b0,
                        base=meaning(base, key), branch=meaning(branch, key),
                        edited=now in on_branch and side in self.branch_before
                        and meaning(branch, key) != meaning(was, key),
                        is_complete=sample.complete[locale] or sample.is_new,
                        open=old.open,
                    )  # fmt: skip
        return rows

    def _contents(self) -> dict[Side, list[bytes]]:
        """All versions of a target that people and we have now."""
        found: dict[Side, list[bytes]] = {}
        for name, sample in self.samples.items():
            for locale in LOCALES:
                versions = [self.delivered(sample, locale)]
                for ref in ("main", BRANCH) if self.repo.has_branch() else ("main",):
                    path = self.held(sample, locale, ref)
                    versions.append(None if path is None else self.trees[ref][path])
                found[Side(name, locale)] = [data for data in versions if data is not None]
        return found

    def delivered(self, sample: Sample, locale: str) -> bytes | None:
        """What is recorded as delivered, at any place the target ever had."""
        for path in sample.targets(locale):
            for recorded, data in self.trees[STATE].items():
                place = recorded.removeprefix("target/")
                if (
                    place != recorded
                    and file_of(place) == path
                    and (not is_slot(place) or place.endswith(locale))
                ):
                    return data
        return None

    def _check(
        self, rows: dict[tuple[Side, str], Row], report: Report, before: dict[Side, list[bytes]]
    ) -> None:
        wrong: list[str] = []
        listed: dict[tuple[str, str, str], list[OpenFinding]] = {}
        for finding in report.open:
            listed.setdefault((file_of(finding.path), finding.locale, finding.key), []).append(finding)
        opened: dict[tuple[str, str, str], list[OpenFinding]] = {}
        results: dict[Side, bytes | None] = {}
        for (side, key), row in rows.items():
            sample = self.samples[side.name]
            if side not in results:
                results[side] = self.delivered(sample, side.locale)
                wrong += self._bytes_problems(side, results[side], before[side], sample)
            expected = verdict(row, self.settings)
            found = meaning(sample.cells(results[side], side.locale), key)
            if not before[side] and expected.value is None and self.untranslated == "source":
                found = None  # what fills a target that is made new
            at = (sample.targets(side.locale)[0], side.locale, key)
            if sample.specimen.is_shared and row.source is None:
                continue  # with its source the whole entry is gone
            problems = [] if found == expected.value else [f"delivered {found!r}"]
            problems += self._listing_problems(
                row, expected, listed.get(at, []), self.open.get((*side, key), [])
            )
            opened[*side, key] = listed.get(at, [])
            wrong += [self._story(side, key, row, expected, problem) for problem in problems]
        self.open = opened
        assert not wrong, f"{len(wrong)} disagreements with the table, the first:\n" + "\n".join(wrong[:3])

    def _listing_problems(
        self, row: Row, expected: Verdict, now: list[OpenFinding], before: list[OpenFinding]
    ) -> list[str]:
        kinds = {finding.kind: finding for finding in now}
        if expected.listed and expected.listed not in kinds:
            return [f"listed only as {sorted(kinds)}"]
        if expected.listed in ("conflict", "first") and row.source and " " in row.source:
            values = kinds[expected.listed].values
            said = [values.get(side) for side in ("before", "repository", "platform")]
            repository = ours(row) if expected.listed == "first" else kept_value(row)
            wanted = [row.t0, repository, row.p]
            if any(
                (s is None) != (w is None) or (w and s and w not in s and len(s) != 40)
                for s, w in zip(said, wanted, strict=True)
            ):
                return [f"listed with {said}, not {wanted}"]
        known = {finding.kind for finding in before}
        new = kinds.keys() & {"conflict", "edit", "first"} - known - {expected.listed}
        problems = [f"listed as {sorted(new)}"] if new else []
        drifted = row.source != row.source_before and row.source is not None and row.source_before is not None
        theirs = row.p != row.p0 and not is_untranslated(row.p, row)
        is_kept = not theirs and row.t0 is not None and expected == Verdict(row.t0)
        if drifted and is_kept and not row.is_complete and not kinds.keys() & {"stale", "edit"}:
            problems.append("not listed as stale")
        return problems

    def _bytes_problems(
        self, side: Side, result: bytes | None, versions: list[bytes], sample: Sample
    ) -> list[str]:
        """Lines of values that stay are those of one of the versions people could see."""
        if result is None or not versions or result in versions:
            return []
        cells = sample.cells(result, side.locale)
        if (
            all(sample.cells(data, side.locale) == cells for data in versions)
            and not sample.specimen.is_shared
        ):
            return [f"{side}: other bytes for the same values\n{versions}\n{result!r}"]
        known = {line.strip().rstrip(b",") for data in versions for line in data.splitlines()}
        values = [sample.cells(data, side.locale) for data in versions]
        wrong = []
        for key, token in cells.items():
            if (
                " " in token
                and side.name not in ("csv", "document")
                and all(each.get(key) == token for each in values)
            ):
                lines = [line for line in result.splitlines() if token.removeprefix("?").encode() in line]
                wrong += [
                    f"{side} {key}: new line {line!r}"
                    for line in lines
                    if line.strip().rstrip(b",") not in known
                ]
        if (
            side.locale == "fr"
            and all(b"\r\n" in data for data in versions)
            and b"\n" in result.replace(b"\r\n", b"")
        ):
            wrong.append(f"{side}: mixed line ends")
        return wrong

    def _story(self, side: Side, key: str, row: Row, expected: Verdict, problem: str) -> str:
        happened = [
            f"    {what}" for place, what in self.log if place in ("", f"{side.name}:", f"{side.name}:{key}")
        ]
        head = f"{side.name} {side.locale} {key}: {problem}; the table says {expected} ({self.settings})"
        return "\n".join([head, *happened, f"    {row}"])

    def _remember(self, rows: dict[tuple[Side, str], Row], report: Report) -> None:
        self._note("-- sync")
        delivered: dict[Side, dict[str, str]] = {}
        for (side, key), row in rows.items():
            sample = self.samples[side.name]
            if side not in delivered:
                delivered[side] = sample.cells(self.delivered(sample, side.locale), side.locale)
            kinds = [finding.kind for finding in self.open.get((*side, key), [])]
            shown = next((k for k in reversed(kinds) if k in ("conflict", "edit", "first", "stale")), "")
            self.known[side, key] = Row(
                p0=row.p,
                t0=meaning(delivered[side], key),
                b0=row.base,
                open=shown,  # type: ignore[arg-type]
            )
        self.texts_before = {name: dict(sample.texts) for name, sample in self.samples.items()}
        has_branch = self.repo.has_branch()
        present = self.trees[BRANCH]
        self.branch_before = {}
        for name, sample in self.samples.items():
            sample.is_new = False
            for locale in LOCALES:
                if has_branch:
                    path = sample.targets(locale)[0]
                    data = self.trees[BRANCH][path] if path in present else None
                    self.branch_before[Side(name, locale)] = sample.cells(data, locale)

    def _check_settled(self) -> None:
        assert self.repo.forge is not None
        refs, at = self.repo.refs(), len(self.repo.forge.calls)
        self.repo.sync()
        said = "\n".join(f"{where} {what}" for where, what in self.log)
        assert self.repo.refs() == refs, f"a second run pushed\n{said}"
        assert set(self.repo.forge.calls[at:]) <= {"find"}, "a second run wrote to the forge"


def files_at(origin: Path, ref: str) -> dict[str, bytes]:
    """All files of a commit, with one process."""
    made = subprocess.run(
        ["git", "archive", "--format=tar", ref], cwd=origin, capture_output=True, check=True
    )
    with tarfile.open(fileobj=io.BytesIO(made.stdout)) as archive:
        return {
            member.name: file.read()
            for member in archive
            if member.isfile() and (file := archive.extractfile(member)) is not None
        }


def key_is_plain(sample: Sample) -> bool:
    return sample.name not in ("stringsdict", "document")
