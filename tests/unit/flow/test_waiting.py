"""Waiting: one project read per poll, until everything that was sent is settled or the time is over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import pytest

from ci_l10n.flow import transfer
from ci_l10n.flow.plan import Inventory
from ci_l10n.flow.ports import Ports
from ci_l10n.tms.base import Import, Project, RemoteFile, Stage
from tests.fakes import MemoryPlatform
from tests.unit.flow.repository import QuietCi, Repo, SkippingClock, Vendor, codes, dump


def remote(locale: str = "de", **changes: Any) -> RemoteFile:
    file = RemoteFile(
        f"1_{locale}", "1", "a.json", "a.json", locale, "ready", "", False, 1, (Stage(0, 0),), "1"
    )
    return replace(file, **changes)


@dataclass
class Series(MemoryPlatform):
    """Gives one reading after the other, and the last one for ever."""

    readings: Sequence[Sequence[RemoteFile]] = ()
    clock: SkippingClock = field(default_factory=SkippingClock)
    reads: list[float] = field(default_factory=list)  # seconds since the start

    def fetch_project(self) -> Project:
        self.reads.append(round(self.clock.time - 1_700_000_000, 3))
        index = min(len(self.reads), len(self.readings)) - 1
        return Project("1", "P", "en", self.locales, 1, tuple(self.readings[index]))


class Slow(Vendor):
    """Takes its time with what it gets."""

    def send_new(self, imports: Sequence[Import]) -> Iterator[list[RemoteFile]]:
        for files in super().send_new(imports):
            yield [replace(file, condition="preparing", is_complete=False) for file in files]


def wait(
    *readings: Sequence[RemoteFile], timeout: float = 60, poll: float = 3, has_sent: bool = True
) -> Series:
    platform = Series(("de", "fr"), readings=readings)
    unused = cast(Any, None)
    ports = Ports(unused, unused, platform, None, QuietCi(), platform.clock, "main", True)
    transfer.wait(ports, {"1_de"}, has_sent=has_sent, timeout=timeout, poll=poll)
    return platform


OPEN, DONE = [remote()], [remote(is_complete=True)]


def test_the_interval_grows_up_to_the_configured_one() -> None:
    assert wait(OPEN, OPEN, OPEN, OPEN, OPEN, DONE).reads == [1, 2, 3.5, 5.75, 8.75, 11.75]


def test_nothing_sent_means_no_pause_before_the_first_look() -> None:
    assert wait(DONE, has_sent=False).reads == [0]


def test_the_last_look_is_at_the_end_of_the_time() -> None:
    assert wait(OPEN, timeout=6).reads == [1, 2, 3.5, 5.75, 6]


@pytest.mark.parametrize("settled", [remote(is_complete=True), remote(condition="failed")])
def test_what_is_complete_or_failed_is_not_waited_for(settled: RemoteFile) -> None:
    assert len(wait([settled]).reads) == 1


def test_a_locale_that_the_file_got_meanwhile_is_waited_for() -> None:
    assert len(wait([*DONE, remote("fr")], [*DONE, remote("fr", is_complete=True)]).reads) == 2


def test_files_of_others_are_not_waited_for() -> None:
    assert len(wait([*DONE, remote("de", id="9_de", group="9")]).reads) == 1


def test_what_is_still_being_prepared_is_told_once_per_file() -> None:
    files = {locale: remote(locale, condition="preparing") for locale in ("fr", "de")}
    inventory = Inventory({"a.json": files, "b.json": {"de": remote()}})
    ports = Ports(
        *cast(Any, (None, None, MemoryPlatform(("de",)), None, QuietCi(), SkippingClock(), "main", True))
    )
    (finding,) = transfer.still_preparing(ports, inventory, ["a.json", "b.json", "c.json"])
    assert (finding.code, finding.severity) == ("source-not-prepared", "warning")
    assert "de, fr" in finding.message
    assert finding.location is not None
    assert finding.location.path == "a.json"


@pytest.mark.long
def test_a_run_tells_what_the_platform_did_not_take_apart_in_time(tmp_path: Path) -> None:
    app = Repo(tmp_path, {"src/a.en.json": dump({"one": "One"})})
    app.push()
    app.platform.set("src/a.en.json", "de", condition="preparing", is_complete=False)
    report = app.sync()
    assert codes(report) == ["source-not-prepared"]
    assert not report.is_complete
    reads = app.platform.asked.count("project")
    assert codes(app.sync(timeout=0)) == []
    assert app.platform.asked.count("project") == reads + 1


@pytest.mark.long
def test_what_was_sent_without_waiting_is_not_called_complete(tmp_path: Path) -> None:
    app = Repo(tmp_path, {"src/a.en.json": dump({"one": "One"})})
    app.platform = Slow(app.platform.locales)
    report = app.push()
    assert report.pending_locales == ("de", "fr")


@pytest.mark.long
def test_what_the_platform_calls_complete_is_delivered_whatever_its_percentage(tmp_path: Path) -> None:
    app = Repo(tmp_path, {"src/a.en.json": dump({"one": "One"})})
    app.push()
    app.platform.set("src/a.en.json", "de", stages=(Stage(0.0, 0),), is_complete=True)
    app.sync()
    assert app.strings("src/a.de.json") == {"one": "de:One"}
