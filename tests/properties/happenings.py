"""What people and a platform do between two runs, as chance has it; the log tells it again when a run was wrong."""

from collections.abc import Mapping
from itertools import count

from tests.properties.chance import Chance
from tests.properties.homes import Home
from tests.properties.samples import LOCALES, Sample, key_is_plain
from tests.properties.specimens import SPECIMENS, WHOLE, Specimen, Texts
from tests.properties.table import BROKEN, Text
from tests.unit.flow.repository import BRANCH

Trees = Mapping[str, Mapping[str, bytes]]


class Happenings:
    """The samples of one history and everybody who changes them; ``log`` holds (sample:key, what happened)."""

    def __init__(self, names: tuple[str, ...], chance: Chance) -> None:
        self.chance = chance
        self.serial = count()
        self.log: list[tuple[str, str]] = []
        self.samples = {name: self._sample(name, SPECIMENS[name]) for name in names}

    def note(self, what: str, name: str = "", key: str = "") -> None:
        self.log.append((f"{name}:{key}" if name else "", what))

    # What there is at first

    def _sample(self, name: str, specimen: Specimen) -> Sample:
        texts = {key: self._token("en", key) for key in specimen.keys}
        sample = Sample(name, specimen, texts, [specimen.source])
        for locale in LOCALES:
            sample.drafts[locale] = {key: self._draft(sample, locale, key) for key in texts}
            sample.complete[locale] = True
        return sample

    def first_files(self) -> dict[str, bytes]:
        files: dict[str, bytes] = {}
        for sample in self.samples.values():
            translations: dict[str, Texts] = {}
            for locale in LOCALES:
                own = {key: self._token("git", key) for key in sample.texts if self.chance.happens(40)}
                translations[locale] = own
                if own and not sample.specimen.is_shared and self.chance.happens(60):
                    data = sample.write(sample.texts, translations, locale)
                    ends = b"\r\n" if locale == "fr" else b"\n"
                    files[sample.targets(locale)[0]] = data.replace(b"\n", ends)
            shared = translations if sample.specimen.is_shared else {}
            files[sample.path] = sample.write(sample.texts, shared, "en")
        return files

    def _token(self, who: str, key: str) -> str:
        return f"{who} {key} v{next(self.serial)}"

    def _draft(self, sample: Sample, locale: str, key: str) -> Text:
        """What the platform has: a translation, one that no check lets pass, or one of the ways to have none."""
        kinds = ["new"] * 4 + ["", "absent", "source", "broken"] + ["review"] * sample.specimen.marks_review
        kind = self.chance.choice(["new"] * 4 + ["source"] if key == WHOLE else kinds)
        token = self._token(f"tms-{locale}", key)
        marked = {"new": token, "review": f"?{token}", "broken": token + BROKEN}
        return {**marked, "": "", "absent": None, "source": sample.texts[key]}[kind]

    # The proposal

    def end_proposal(self, home: Home) -> str:
        """Let a person end it, or nobody; says how."""
        if not home.has_branch():
            return ""
        how = self.chance.choice(["", "", "merge", "squash", "rebase", "close", "delete"])
        if how in ("merge", "squash", "rebase") and not home.has_proposal():
            how = ""
        if how:
            keep = self.chance.happens(30)
            self.note(f"proposal: {how}{', the branch is kept' if keep else ''}")
            if not home.end(how, keep=keep):
                self.note("... which conflicts")
                return ""
        return how

    # The source and the base branch

    def change_base(self, home: Home, trees: Trees) -> None:
        files: dict[str, bytes | None] = {}
        for sample in self.samples.values():
            drifted = self._drift(sample)
            translations: dict[str, Texts] = {}
            edited = False
            for locale in LOCALES:
                path = sample.held(locale, trees["main"])
                if path is None:
                    continue
                held = trees["main"][path]
                if not sample.specimen.is_shared and self.chance.happens(4):
                    self.note(f"git {locale}: the file is deleted", sample.name)
                    files[path] = None
                    continue
                cells = sample.cells(held, locale)
                changed = self._edit(sample, locale, cells, "git")
                translations[locale] = {k: v for k, v in cells.items() if k in sample.texts or not drifted}
                edited |= changed
                if changed and not sample.specimen.is_shared:
                    files[path] = _rewritten(sample, held, cells, locale)
            if drifted or (sample.specimen.is_shared and edited):
                shared = translations if sample.specimen.is_shared else {}
                files[sample.path] = sample.write(sample.texts, shared, "en")
            elif (
                home.can_move and not (sample.specimen.is_shared or sample.is_new) and self.chance.happens(4)
            ):
                self._move(home, sample)
        home.commit(files)

    def _move(self, home: Home, sample: Sample) -> None:
        """Only the source moves, as it is; targets have to follow."""
        parts = sample.path.split("/")
        new = "/".join([parts[0], f"m{next(self.serial)}", *parts[2:]])
        self.note(f"the source moves to {new}", sample.name)
        home.move(sample.path, new)
        sample.places.append(new)

    def _drift(self, sample: Sample) -> bool:
        """Texts change, leave, or get other names."""
        before = dict(sample.texts)
        for key in before:
            if self.chance.happens(8):
                sample.texts[key] = self._token("en", key)
                if self.chance.happens(50):
                    self._redraft(sample, key)
                self.note(f"source text becomes {sample.texts[key]!r}", sample.name, key)
            elif len(sample.texts) > 3 and self.chance.happens(3):
                text = sample.texts.pop(key)
                self.note("leaves the source", sample.name, key)
                if key.startswith("k") and key_is_plain(sample) and self.chance.happens(50):
                    new = f"k{next(self.serial)}x"
                    sample.texts[new] = text
                    self._redraft(sample, new)
                    self.note(f"was {key}", sample.name, new)
        return sample.texts != before

    def _redraft(self, sample: Sample, key: str) -> None:
        for locale in LOCALES:
            sample.drafts[locale][key] = self._draft(sample, locale, key)

    def _edit(self, sample: Sample, locale: str, cells: dict[str, str], who: str) -> bool:
        """Let a person change some of ``cells``; says whether one did."""
        before = dict(cells)
        for key in sample.texts:
            if not self.chance.happens(20):
                continue
            ways = ["new", "new", "agree", "source", "", "delete"] + ["review"] * sample.specimen.marks_review
            way = "new" if key == WHOLE else self.chance.choice(ways)
            token = self._token(who, key)
            drafted = sample.drafts[locale].get(key)
            if way == "agree" and drafted and not drafted.startswith("?") and BROKEN not in drafted:
                token = drafted
            if way == "delete":
                cells.pop(key, None)
            else:
                cells[key] = {"source": sample.texts[key], "": "", "review": f"?{token}"}.get(way, token)
            self.note(f"{who} {locale}: {way or 'empty'} {cells.get(key)!r}", sample.name, key)
        is_plain = who == "git" and not sample.specimen.is_shared and key_is_plain(sample)
        if is_plain and self.chance.happens(5):
            cells["own"] = self._token("own", "own")
        return cells != before

    # The branch of the pull request

    def change_branch(self, home: Home, trees: Trees) -> bool:
        """Let a reviewer commit there; says whether one did."""
        if not home.has_branch() or not self.chance.happens(60):
            return False
        files: dict[str, bytes | None] = {}
        present = trees[BRANCH]
        for sample in self.samples.values():
            translations: dict[str, Texts] = {}
            edited = False
            for locale in LOCALES:
                path = sample.targets(locale)[0]
                if path not in present:
                    continue
                if not sample.specimen.is_shared and self.chance.happens(3):
                    self.note(f"reviewer {locale}: the file is deleted", sample.name)
                    files[path] = None
                    continue
                cells = sample.cells(present[path], locale)
                changed = self._edit(sample, locale, cells, "reviewer")
                translations[locale] = cells
                edited |= changed
                if changed and not sample.specimen.is_shared:
                    files[path] = _rewritten(sample, present[path], cells, locale)
            if edited and sample.specimen.is_shared:
                texts = sample.texts_in(present[sample.path])
                files[sample.path] = sample.write(texts, translations, "en")
        if files:
            home.commit_on_branch(files)
        return bool(files)

    # The platform

    def change_platform(self, home: Home) -> None:
        for sample in self.samples.values():
            for locale in LOCALES:
                if self.chance.happens(20):
                    sample.complete[locale] = not sample.complete[locale]
                    self.note(f"{locale} complete: {sample.complete[locale]}", sample.name)
                for key in sample.texts:
                    if self.chance.happens(25):
                        sample.drafts[locale][key] = self._draft(sample, locale, key)
                        self.note(f"platform {locale}: {sample.drafts[locale][key]!r}", sample.name, key)
                sent_as = sample.places[max(0, len(sample.places) - 2)]
                is_complete = sample.complete[locale]
                home.publish(sample.path, sent_as, locale, sample.export(locale), is_complete=is_complete)


def _rewritten(sample: Sample, held: bytes, cells: Texts, locale: str) -> bytes:
    """The file with other cells, line ends as they were."""
    texts = {**dict.fromkeys(cells, "gone"), **sample.texts}
    new = sample.write(texts, {locale: cells}, locale)
    return new.replace(b"\n", b"\r\n") if b"\r\n" in held else new
