"""Projects that come and go, in whole runs with real git and a platform in memory that can die at any request."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from ci_l10n.errors import DeliveryError, RemoteError
from ci_l10n.tms.base import Project, RemoteFile
from tests.unit.flow.repository import Killed, Repo, Vendor, codes

pytestmark = pytest.mark.long  # many runs each; scenarios prove the main ones in every check

A, B = "src/a.en.json", "src/b.en.json"
DE_A, FR_A, DE_B = "src/a.de.json", "src/a.fr.json", "src/b.de.json"


@dataclass
class Passing(Vendor):
    """A vendor whose projects are made and deleted; there is one at a time, and what lies in it."""

    keeps: bool = False
    lost: str = ""
    now: dict[str, str] = field(default_factory=dict)  # what is remembered
    there: dict[str, str] = field(default_factory=dict)  # existing projects: id -> mark
    made: int = 0
    sent: list[str] = field(default_factory=list)  # names of files that were billed

    @property
    def is_open(self) -> bool:
        return self.now.get("stage") == "open"

    @property
    def is_over(self) -> bool:
        return self.now.get("stage") == "over"

    def resume(self, memory: Mapping[str, Any]) -> None:
        self.now, self.lost = dict(memory), ""

    def memory(self) -> Mapping[str, Any]:
        return dict(self.now)

    def fetch_project(self) -> Project:
        if self.now.get("stage") == "intended":
            self.asked.append("find")
            ids = [id_ for id_, mark in self.there.items() if mark == self.now["mark"]]
            self.now = {**self.now, "stage": "open", "id": ids[0]} if ids else {}
        if not self.is_open:
            return Project("", "", "en", self.locales, 0, ())
        self.asked.append("project")
        if self.now["id"] not in self.there:
            self.lost, self.now = f"the project {self.now['id']} was deleted", {}
            self.files.clear()
            return self.fetch_project()
        return Project(self.now["id"], "Passing", "en", self.locales, 1, tuple(self.files.values()))

    def prepare(self, values: Mapping[str, str]) -> None:
        self.made += 1
        self.now = {"stage": "intended", "mark": f"{values['branch']}-{self.made}"}

    def open(self) -> Project:
        self._request("create")
        assert not self.there, "there is a project already"
        self.asked.append("create")
        self.there[f"p{self.made}"] = self.now["mark"]
        self._done("create")
        self.now = {**self.now, "stage": "open", "id": f"p{self.made}"}
        return Project(self.now["id"], "Passing", "en", self.locales, 1, ())

    def is_empty(self) -> bool:
        return not self.files

    def finish(self) -> None:
        self.now = {**self.now, "stage": "over"}

    def close(self) -> None:
        self._request("close")
        self.asked.append("close")
        if self.there.pop(self.now["id"], None):
            self.files.clear()
        self._done("close")
        self.now = {}

    def forget(self) -> None:
        self.now = {}

    def gone(self) -> None:
        """Somebody deletes the project."""
        self.there.clear()
        self.files.clear()

    def send_new(self, imports: Any) -> Any:
        assert self.there, "there is no project to send to"
        self.sent += [f"{item.name}:{'+'.join(item.locales)}" for item in imports]
        return super().send_new(imports)


class TemporaryRepo(Repo):
    def __init__(self, folder: Path, files: Mapping[str, Any], **options: Any) -> None:
        super().__init__(folder, files, **options)
        self.passing = Passing(self.platform.locales)
        self.platform = self.passing


@pytest.fixture
def app(tmp_path: Path) -> TemporaryRepo:
    return TemporaryRepo(tmp_path, {A: {"one": "One"}, B: {"two": "Two"}})


def unfinished(app: TemporaryRepo, name: str, locale: str) -> RemoteFile:
    (file,) = [f for f in app.passing.files.values() if (f.name, f.locale) == (name, locale)]
    app.passing.files[file.id] = replace(file, is_complete=False)
    return file


def test_what_was_delivered_is_not_sent_again_when_the_project_is_gone(app: TemporaryRepo) -> None:
    app.sync()
    assert not app.passing.there
    assert app.passing.sent == [f"{A}:de+fr", f"{B}:de+fr"]
    app.assert_settled()
    app.commit({A: {"one": "One", "three": "Three"}})
    report = app.sync()
    assert app.passing.sent[2:] == [f"{A}:de+fr"]
    assert [item.source.path for item in report.plan.new] == [A]
    assert app.strings(DE_A) == {"one": "de:One", "three": "de:Three"}
    assert app.strings(DE_B) == {"two": "de:Two"}
    app.merge()
    app.sync()
    app.assert_settled()


def test_moving_and_deleting_delivered_files_needs_no_project(app: TemporaryRepo) -> None:
    app.sync()
    app.merge()
    app.move((A, "src/c.en.json"))
    app.commit({B: None})
    app.passing.writes()
    report = app.sync()
    assert app.passing.asked == []
    assert [item.old for item in report.plan.renamed] == [A]
    assert app.strings("src/c.de.json") == {"one": "de:One"}
    assert DE_B not in app.files()


def test_a_moved_and_changed_file_keeps_what_is_known_of_it(app: TemporaryRepo) -> None:
    text = {f"key{number}": f"Text {number}" for number in range(20)}
    app.commit({A: text})
    app.sync()
    app.merge()
    app.move((A, "src/c.en.json"))
    app.commit({"src/c.en.json": {**text, "more": "More"}})
    app.sync()
    assert app.passing.sent[2:] == ["src/c.en.json:de+fr"]
    assert app.strings("src/c.de.json")["more"] == "de:More"
    assert DE_A not in app.files()
    app.merge()
    app.sync()
    app.assert_settled()


DEATHS = [
    ("create", "before"),
    ("create", "after"),
    ("new src/a", "before"),
    ("new src/a", "after"),
    ("export", "before"),
    ("close", "before"),
    ("close", "after"),
]


@pytest.mark.parametrize(("request_", "when"), DEATHS)
def test_a_run_that_died_is_finished_by_the_next(app: TemporaryRepo, request_: str, when: str) -> None:
    if when == "before":
        app.passing.dies_before = request_
    else:
        app.passing.dies_after = request_
    with pytest.raises(Killed):
        app.sync()
    app.passing.dies_before = app.passing.dies_after = ""
    app.sync()
    assert app.passing.asked.count("create") == 1
    assert not app.passing.there
    arrived = app.passing.sent if when == "after" else list(dict.fromkeys(app.passing.sent))
    assert arrived == [f"{A}:de+fr", f"{B}:de+fr"]
    assert app.strings(DE_A) == {"one": "de:One"}
    assert app.state().memory == {}
    app.assert_settled()


def test_a_project_that_nothing_is_to_be_sent_to_any_more_is_closed(app: TemporaryRepo) -> None:
    app.sync()
    app.commit({A: {"one": "Changed"}})
    app.passing.dies_after = "create"
    with pytest.raises(Killed):
        app.sync()
    app.passing.dies_after = ""
    assert app.passing.there
    app.commit({A: {"one": "One"}})
    app.passing.writes()
    app.sync()
    assert app.passing.asked == ["find", "project", "project", "close"]
    assert not app.passing.there
    app.assert_settled()


def test_a_changed_file_that_arrived_before_the_crash_is_not_sent_again(app: TemporaryRepo) -> None:
    app.sync()
    app.commit({A: {"one": "Changed"}})
    app.passing.dies_after = "new src/a"
    with pytest.raises(Killed):
        app.sync()
    app.passing.dies_after = ""
    app.passing.writes()
    app.sync()
    assert app.passing.sent[2:] == [f"{A}:de+fr"]
    assert not any(line.startswith("export sources") for line in app.passing.asked)
    assert app.strings(DE_A) == {"one": "de:Changed"}
    assert not app.passing.there


def test_the_project_stays_while_something_is_not_complete(app: TemporaryRepo) -> None:
    app.push()
    unfinished(app, B, "fr")
    app.sync()
    assert app.passing.there
    assert app.strings(DE_A) == {"one": "de:One"}
    app.passing.set(B, "fr", is_complete=True)
    app.sync()
    assert not app.passing.there


def test_the_project_stays_while_a_string_is_held_back(app: TemporaryRepo) -> None:
    app.commit({A: {"one": "Hello {name}"}})
    app.passing.words["de", "Hello {name}"] = "Hallo"
    report = app.sync()
    assert [finding.code for finding in report.open if finding.kind == "held"]
    assert app.passing.there
    app.passing.translate("Hello {name}", "Hallo {name}")
    app.sync()
    assert app.strings(DE_A) == {"one": "Hallo {name}"}
    assert not app.passing.there


def test_the_project_stays_while_an_export_fails(app: TemporaryRepo) -> None:
    app.passing.broken[A, "de"] = "no"
    assert "export-failed" in codes(app.sync())
    assert app.passing.there
    app.passing.broken.clear()
    app.sync()
    assert not app.passing.there


def test_delivering_nowhere_deletes_nothing(app: TemporaryRepo) -> None:
    app.sync(deliver="none")
    app.pull(deliver="none")
    assert app.passing.there
    app.git("clean", "-fdq")
    app.pull()
    assert not app.passing.there


def test_parts_of_a_run_leave_the_project_to_the_rest(app: TemporaryRepo) -> None:
    app.push()
    app.sync(locales=("de",))
    assert app.passing.there
    app.sync(files=(A,))
    assert app.passing.there
    app.sync()
    assert not app.passing.there


def test_a_kept_project_is_left_to_people(app: TemporaryRepo) -> None:
    app.passing.keeps = True
    app.sync()
    assert list(app.passing.there) == ["p1"]
    assert "close" not in app.passing.asked
    assert app.state().memory == {}


def test_a_project_with_files_of_others_is_not_deleted(app: TemporaryRepo) -> None:
    app.push()
    file = next(iter(app.passing.files.values()))
    app.passing.files["9_de"] = replace(file, id="9_de", group="9", name="x.json", external_id="")
    report = app.sync()
    assert codes(report) == ["project-kept"]
    assert app.passing.there
    assert app.state().memory == {}


def test_what_a_lost_project_had_not_delivered_is_sent_again(app: TemporaryRepo) -> None:
    app.push()
    unfinished(app, B, "fr")
    app.sync()
    app.passing.gone()
    report = app.sync()
    (finding,) = report.findings
    assert (finding.code, finding.severity) == ("project-gone", "warning")
    assert B in finding.message
    assert A not in finding.message
    assert app.passing.sent[2:] == [f"{B}:fr"]
    assert app.strings("src/b.fr.json") == {"two": "fr:Two"}
    assert not app.passing.there
    app.assert_settled()


def test_a_project_that_was_lost_after_everything_was_delivered_costs_nothing(app: TemporaryRepo) -> None:
    app.passing.errors = {"close": RemoteError("no", status=500)}
    assert codes(app.sync()) == ["project-not-deleted"]
    app.passing.errors = {}
    app.passing.gone()
    app.passing.writes()
    app.sync()
    assert app.passing.asked == ["close"]
    app.assert_settled()


def test_a_new_locale_is_sent_alone(app: TemporaryRepo) -> None:
    app.sync()
    app.merge()
    app.passing.locales = ("de", "fr", "ja")
    app.configure(locales=("de", "fr", "ja"))
    app.commit()
    report = app.sync()
    assert app.passing.sent[2:] == [f"{A}:ja", f"{B}:ja"]
    assert report.words_sent == 2
    assert app.strings("src/a.ja.json") == {"one": "ja:One"}
    assert app.strings(DE_A) == {"one": "de:One"}
    assert codes(report) == []
    app.merge()
    app.sync()
    app.assert_settled()


def test_a_guard_is_hit_before_a_project_is_made(app: TemporaryRepo) -> None:
    app.configure(extra="limits: {words: 1}\n")
    app.commit()
    with pytest.raises(DeliveryError, match=r"limits\.words"):
        app.sync()
    assert app.passing.asked == []


def test_deleting_files_of_earlier_projects_hits_no_guard(app: TemporaryRepo) -> None:
    names = [f"src/f{number}.en.json" for number in range(8)]
    app.commit({name: {"k": f"Text {name}"} for name in names})
    app.sync()
    app.merge()
    app.commit(dict.fromkeys(names))
    app.sync()
    assert not [path for path in app.files() if path.startswith("src/f")]


def test_a_project_into_which_nothing_went_is_closed(app: TemporaryRepo) -> None:
    app.passing.errors = {"new": RemoteError("not this one", status=400)}
    assert set(codes(app.sync())) == {"source-refused"}
    assert not app.passing.there
    app.passing.errors = {"new": RemoteError("down", status=503)}
    with pytest.raises(RemoteError):
        app.sync()
    assert not app.passing.there
    assert app.state().memory == {}
    app.passing.errors = {}
    app.sync()
    assert app.strings(DE_A) == {"one": "de:One"}


def test_moving_on_from_a_permanent_project_sends_only_what_changes(tmp_path: Path) -> None:
    app = TemporaryRepo(tmp_path, {A: {"one": "One"}, B: {"two": "Two"}})
    app.platform = Vendor(app.platform.locales)
    app.sync()
    app.platform = app.passing
    app.commit({B: {"two": "Changed"}})
    app.sync()
    assert app.passing.sent == [f"{B}:de+fr"]
