"""What is exported when, and what happens to exports that cannot be used."""

from pathlib import Path

import pytest

from tests.unit.flow.repository import Repo, Stage, codes, dump, kinds

pytestmark = pytest.mark.long  # real git many times over; scenarios prove the main ways in every check

EN = {"open": "Open", "bye": "Good bye"}


@pytest.fixture
def app(tmp_path: Path) -> Repo:
    return Repo(tmp_path, {"src/app.en.json": dump(EN), "src/more.en.json": dump({"more": "More"})})


def exports(app: Repo) -> list[str]:
    return [write for write in app.platform.writes() if write.startswith("export")]


def test_only_what_moved_is_exported(app: Repo) -> None:
    app.sync()
    assert exports(app) == ["export 0_de 0_fr 1_de 1_fr"]
    app.platform.set("src/app.en.json", "de")
    app.sync()
    assert exports(app) == ["export 0_de"]
    app.sync()
    assert exports(app) == []
    app.sync(full=True)
    assert exports(app) == ["export 0_de 0_fr 1_de 1_fr"]


def test_a_file_appears_at_one_share_and_is_refreshed_at_another(app: Repo) -> None:
    app.push()
    for locale, percent in (("de", 94.0), ("fr", 95.0)):
        app.platform.set("src/app.en.json", locale, stages=(Stage(percent, 1),), is_complete=False)
    app.sync(timeout=0)
    assert "src/app.de.json" not in app.targets()
    assert "src/app.fr.json" in app.targets()
    app.platform.words["fr", "Open"] = "Ouvrir"
    app.platform.set("src/app.en.json", "fr", stages=(Stage(79.0, 1),), is_complete=False)
    app.sync(timeout=0)
    assert app.strings("src/app.fr.json")["open"] == "fr:Open"
    app.platform.set("src/app.en.json", "fr", stages=(Stage(80.0, 1),), is_complete=False)
    app.sync(timeout=0)
    assert app.strings("src/app.fr.json")["open"] == "Ouvrir"


def test_an_export_problem_concerns_one_file_and_is_tried_again(app: Repo) -> None:
    app.platform.broken["src/app.en.json", "de"] = "no such thing"
    report = app.sync()
    assert codes(report) == ["export-failed"]
    assert app.targets() == ["src/app.fr.json", "src/more.de.json", "src/more.fr.json"]
    assert "de" not in app.state().known["src/app.en.json"].exported
    app.platform.broken.clear()
    exports(app)
    app.sync()
    assert exports(app) == ["export 0_de"]
    assert app.strings("src/app.de.json")["open"] == "de:Open"
    app.assert_settled()


def test_a_file_the_platform_gave_up_on_is_an_error_and_others_go_on(app: Repo) -> None:
    app.push()
    app.platform.set("src/app.en.json", "de", condition="failed", reason="broken", is_complete=False)
    report = app.sync()
    assert codes(report) == ["source-not-processed"]
    assert app.targets() == ["src/app.fr.json", "src/more.de.json", "src/more.fr.json"]
    app.assert_settled()


def test_a_locale_that_a_file_lacks_on_the_platform_is_a_warning(app: Repo) -> None:
    app.push()
    app.platform.files.pop("0_de")
    report = app.sync()
    assert codes(report) == ["locale-missing"]
    app.assert_settled()


def test_a_run_waits_for_a_locale_that_it_added(app: Repo) -> None:
    app.sync()
    app.configure(locales=("de", "fr", "ja"))
    app.commit()
    add = app.platform.add_locale

    def add_slowly(locale: str) -> None:
        add(locale)
        app.platform.set("src/app.en.json", locale, condition="preparing", is_complete=False)

    reads = []
    fetch = app.platform.fetch_project

    def fetch_later():  # type: ignore[no-untyped-def]
        reads.append(1)
        if len(reads) == 4:
            app.platform.set("src/app.en.json", "ja", condition="ready", is_complete=True)
        return fetch()

    app.platform.add_locale = add_slowly  # type: ignore[method-assign]
    app.platform.fetch_project = fetch_later  # type: ignore[method-assign]
    app.sync()
    assert len(reads) == 4
    assert "src/app.ja.json" in app.targets()


def test_open_findings_survive_runs_that_do_not_look_into_the_file(app: Repo) -> None:
    app.sync()
    app.commit({"src/app.en.json": {"open": "Open {name}", "bye": "Good bye"}})
    app.platform.words["de", "Open {name}"] = "Öffne"
    app.sync()
    for options in ({}, {"locales": ("fr",)}, {"files": ("src/more*",)}, {"timeout": 0}):
        report = app.sync(**options)
        assert [(k, key) for k, key in kinds(report) if k == "held"] == [("held", "open")]
    app.platform.translate("Open {name}", "Öffne {name}")
    assert kinds(app.sync()) == []
    assert app.strings("src/app.de.json")["open"] == "Öffne {name}"
    app.assert_settled()


def test_nothing_of_a_broken_file_makes_other_locales_stale(app: Repo) -> None:
    app.sync()
    app.merge()
    app.commit({"src/app.fr.json": '{"open": ', "src/app.en.json": {"open": "Open it", "bye": "Good bye"}})
    for _ in range(3):
        report = app.sync()
        assert kinds(report) == []
        assert codes(report) == ["file-malformed"]
    assert app.strings("src/app.de.json")["open"] == "de:Open it"
    assert app.show("src/app.fr.json") == b'{"open": '
