"""Seeding in one process: real git, a platform in memory that keeps segments. What may go wrong in between."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import pytest

from ci_l10n.config.load import load_config
from ci_l10n.errors import AuthError, RemoteError
from ci_l10n.flow import sync
from ci_l10n.flow.ports import Options, Ports
from ci_l10n.flow.report import Report
from ci_l10n.flow.seeding.outcomes import Wish
from ci_l10n.flow.seeding.result import SeedResult
from ci_l10n.flow.seeding.run import seed
from ci_l10n.git.repo import Repository
from ci_l10n.redact import Redactor
from ci_l10n.tms.base import Export, RemoteFile
from tests.unit.flow.repository import Killed, QuietCi, Repo, SkippingClock, Vendor, dump

EN = {"open": "Open", "close": "Close", "save": "Save", "other": "Save"}
DE = {"open": "Öffnen", "close": "Schließen", "save": "Sichern", "other": "Speichern"}


@dataclass
class Segments:
    """The platform's segments by document and key; ``between`` is what people do while a seed is at work."""

    vendor: Vendor
    targets: dict[tuple[str, str], str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    between: Callable[[], None] = lambda: None
    error: Exception | None = None  # of every import
    dies: bool = False
    forgets: bool = False  # says that it took what it did not take

    def _keys(self, file: RemoteFile) -> dict[str, str]:
        strings: dict[str, str] = json.loads(self.vendor.sources[file.group])
        return strings

    def export_xliff(self, files: Sequence[RemoteFile]) -> Iterator[Export]:
        self.asked.append(f"export {len(files)}")
        for file in files:
            units = "".join(
                f'<trans-unit id="{number}"><source>{escape(text)}</source>'
                f"<target>{escape(self.targets.get((file.id, key), ''))}</target></trans-unit>"
                for number, (key, text) in enumerate(self._keys(file).items())
            )
            document = f'<xliff version="1.2"><file original="{file.id}"><body>{units}</body></file></xliff>'
            yield Export(file, document.encode())

    def import_xliff(
        self,
        file: RemoteFile,
        content: Callable[[], bytes],
        *,
        confirm: bool,
        overwrite: bool,
        timeout: float | None = None,
    ) -> None:
        self.between()
        self.asked.append(f"import {file.name} {file.locale}")
        if self.dies:
            raise Killed(file.name)
        if self.error is not None:
            raise self.error
        keys = list(self._keys(file))
        for unit in ElementTree.fromstring(content()).iter("trans-unit"):
            place = (file.id, keys[int(unit.attrib["id"])])
            if not self.forgets and (overwrite or place not in self.targets):
                self.targets[place] = unit.findtext("target", "")

    def of(self, name: str, locale: str = "de") -> dict[str, str]:
        (file,) = (f for f in self.vendor.files.values() if f.name == name and f.locale == locale)
        return {key: text for (id_, key), text in self.targets.items() if id_ == file.id}


class App(Repo):
    """A repository whose platform has segments."""

    def __init__(self, folder: Path, files: dict[str, bytes]) -> None:
        super().__init__(folder, files)
        self.segments = Segments(self.platform)

    @contextmanager
    def ports(self, **options: Any) -> Iterator[Ports]:
        clock = SkippingClock()
        with Repository.open(self.folder, redactor=Redactor(), clock=clock) as repo:
            yield Ports(
                config=load_config(repo.root),
                repo=repo,
                platform=self.platform,
                forge=None,
                ci=QuietCi(),
                clock=clock,
                base="main",
                is_default_base=True,
                options=Options(**{"deliver": "branch", **options}),
                bilingual=self.segments,
            )

    def seed(self, wish: Wish | None = None, **options: Any) -> SeedResult:
        with self.ports(**options) as ports:
            return seed(ports, wish or Wish()).result

    def push_seed(self) -> Report:
        with self.ports(seed=True) as ports:
            return sync.run(ports, "push", sync.PUSH)


@pytest.fixture
def app(tmp_path: Path) -> App:
    return App(tmp_path, {"src/app.en.json": dump(EN), "src/app.de.json": dump(DE)})


def codes(result: SeedResult) -> list[tuple[str, str]]:
    return [(finding.code, finding.location.key if finding.location else "") for finding in result.findings]


def test_a_second_seed_asks_once_and_sends_nothing(app: App) -> None:
    app.push()
    assert app.seed().sent == 4
    assert app.segments.of("src/app.en.json") == DE
    app.segments.asked.clear()
    assert app.seed().sent == 0
    assert app.segments.asked == ["export 1"]


def test_nothing_is_exported_where_nothing_is_offered(app: App) -> None:
    app.push()
    app.commit({"src/app.de.json": dict.fromkeys(DE, "")})
    assert app.seed().files[0].matched == 0
    assert app.segments.asked == []


def test_a_segment_that_somebody_changes_meanwhile_keeps_the_change(app: App) -> None:
    app.push()
    (file,) = (f for f in app.platform.files.values() if f.locale == "de")
    app.segments.between = lambda: app.segments.targets.update({(file.id, "open"): "Auf"})
    result = app.seed()
    assert app.segments.of("src/app.en.json")["open"] == "Auf"
    assert codes(result) == [("seed-not-taken", "open")]
    assert (result.files[0].sent, result.files[0].words) == (3, 3)


def test_what_the_platform_only_says_it_took_is_named(app: App) -> None:
    app.push()
    app.segments.forgets = True
    result = app.seed()
    assert {code for code, _ in codes(result)} == {"seed-not-taken"}
    assert (result.sent, result.words) == (0, 0)


def test_a_platform_that_fails_twice_is_not_asked_further(app: App) -> None:
    more = {
        f"src/m{n}.{locale}.json": dump(EN if locale == "en" else DE)
        for n in range(4)
        for locale in ("en", "de")
    }
    app.commit(more)
    app.push()
    app.segments.error = RemoteError("no", status=500)
    result = app.seed()
    assert isinstance(result.error, RemoteError)
    assert len([call for call in app.segments.asked if call.startswith("import")]) == 2
    app.segments.error = AuthError("no")
    assert isinstance(app.seed().error, AuthError)
    app.segments.error = None
    assert app.seed().sent == 20


def test_one_file_that_is_refused_does_not_keep_the_others_back(app: App) -> None:
    app.commit({"src/b.en.json": dump(EN), "src/b.de.json": b"{"})
    app.push()
    result = app.seed()
    assert result.error is None
    assert ("seed-failed", "") in codes(result)
    assert app.segments.of("src/app.en.json") == DE


def test_a_push_that_died_before_its_seeding_is_made_up_for(app: App) -> None:
    app.segments.dies = True
    with pytest.raises(Killed):
        app.push_seed()
    app.segments.dies = False
    app.platform.writes()
    report = app.push_seed()
    assert app.platform.writes() == []
    assert [file.sent for file in report.seeded] == [4]


def test_files_that_are_taken_apart_too_slowly_are_named(app: App) -> None:
    app.push()
    for id_, file in list(app.platform.files.items()):
        app.platform.files[id_] = replace(file, condition="preparing")
    report = app.push_seed()
    assert next(finding.code for finding in report.findings if finding.locale == "de") == "seed-not-ready"
    assert app.segments.asked == []


def test_a_translation_of_an_older_text_is_not_sent_and_one_made_with_the_new_text_is(app: App) -> None:
    app.push_seed()
    app.segments.targets.clear()
    app.commit(
        {
            "src/app.en.json": dump({**EN, "open": "Open it", "close": "Close it"}),
            "src/app.de.json": dump({**DE, "close": "Zumachen"}),
        }
    )
    report = app.push_seed()
    assert [finding.code for finding in report.findings if finding.code.startswith("seed")] == ["seed-stale"]
    assert app.segments.of("src/app.en.json") == {
        "close": "Zumachen",
        "save": "Sichern",
        "other": "Speichern",
    }


def test_without_a_state_the_platform_is_asked_for_its_version_of_the_source(app: App) -> None:
    app.push()
    app.lose_state()
    app.commit({"src/app.en.json": dump({"other": "Save", "open": "Open", "save": "Save"})})
    result = app.seed()
    assert codes(result) == []
    assert app.segments.of("src/app.en.json") == {"open": "Öffnen", "save": "Sichern", "other": "Speichern"}


def test_after_confirmed_seeding_the_next_sync_leaves_everything_alone(app: App) -> None:
    app.push_seed()
    for key, text in app.segments.of("src/app.en.json").items():
        app.platform.words["de", EN[key]] = text
    app.platform.words["de", "Save"] = "Sichern"
    report = app.sync(locales=("de",))
    assert app.result("src/app.de.json") == DE
    assert [item.kind for item in report.open] == ["first"]  # this platform has one translation for both
