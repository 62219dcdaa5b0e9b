"""Guards, words and filters of a plan, in whole runs."""

import re
from pathlib import Path

import pytest

from ci_l10n.errors import DeliveryError
from tests.unit.flow.repository import Repo, codes, dump

pytestmark = pytest.mark.long  # real git many times over; scenarios prove the main ways in every check


def sent(app: Repo) -> list[str]:
    return [write for write in app.platform.writes() if not write.startswith("export")]


@pytest.fixture
def app(tmp_path: Path) -> Repo:
    return Repo(tmp_path, {f"src/{name}.en.json": dump({name: f"Text {name}"}) for name in "abcde"})


def test_a_guard_stops_before_anything_is_sent_and_its_hash_allows_this_plan_only(app: Repo) -> None:
    app.sync()
    app.platform.writes()
    app.commit({f"src/{name}.en.json": None for name in "abcd"})
    before = app.refs()
    with pytest.raises(DeliveryError) as caught:
        app.sync()
    assert sent(app) == []
    assert app.refs() == before
    found = re.search(r"--allow-deletes (\w+)", caught.value.hint)
    assert found
    app.commit({"src/f.en.json": {"f": "A text like none before"}})
    app.commit({"src/a.en.json": {"a": "Text a"}})
    app.commit({"src/e.en.json": None})
    with pytest.raises(DeliveryError):
        app.sync(allow_deletes=found[1])
    app.commit({"src/e.en.json": {"e": "Text e"}, "src/a.en.json": None})
    app.sync(allow_deletes=found[1])
    assert sent(app) == ["delete 8", "new 1"]
    app.assert_settled()


def test_words_beyond_the_limit_stop_the_run_until_this_plan_is_allowed(tmp_path: Path) -> None:
    app = Repo(tmp_path, {"src/a.en.json": dump({"a": "one two three"})}, extra="limits: {words: 5}\n")
    with pytest.raises(DeliveryError, match="about 6 words") as caught:
        app.sync()
    found = re.search(r"--allow-words (\w+)", caught.value.hint)
    assert found
    app.commit({"src/a.en.json": {"a": "one two three four"}})
    with pytest.raises(DeliveryError):
        app.sync(allow_words=found[1])
    assert sent(app) == []
    app.commit({"src/a.en.json": {"a": "one two three"}})
    app.sync(allow_words=found[1])
    assert sent(app) == ["new 1"]


def test_only_words_that_changed_count(app: Repo) -> None:
    app.sync()
    app.commit({"src/a.en.json": {"a": "Text a", "new": "two words"}})
    assert app.sync().words_sent == 4


def test_a_dry_run_estimates_and_sends_nothing(app: Repo) -> None:
    before = app.refs()
    report = app.sync(dry_run=True)
    assert (report.words_sent, report.dry_run) == (20, True)
    assert sent(app) == []
    assert app.refs() == before


def test_only_chosen_files_are_sent_and_deleted(app: Repo) -> None:
    app.sync()
    app.platform.writes()
    app.commit({"src/a.en.json": {"a": "Other"}, "src/b.en.json": {"b": "Other"}, "src/c.en.json": None})
    app.sync(files=("src/a*",))
    assert sent(app) == ["changed src/a.en.json"]
    app.sync(files=("src/c*",))
    assert sent(app) == ["delete 2"]
    app.sync()
    assert sent(app) == ["changed src/b.en.json"]
    app.assert_settled()


def test_a_chosen_locale_is_exported_alone_and_nothing_is_called_stale_later(app: Repo) -> None:
    app.sync()
    app.commit({"src/a.en.json": {"a": "Other"}})
    app.sync(locales=("de",))
    assert app.strings("src/a.de.json") == {"a": "de:Other"}
    assert app.strings("src/a.fr.json") == {"a": "fr:Text a"}
    report = app.sync()
    assert app.strings("src/a.fr.json") == {"a": "fr:Other"}
    assert report.open == ()
    app.assert_settled()


def test_a_source_without_text_is_a_notice_and_one_that_is_broken_an_error(app: Repo) -> None:
    app.commit({"src/a.en.json": "{}\n", "src/x.en.json": '{"x": ', "src/y.en.json": {"y": "Y"}})
    report = app.sync()
    assert sorted(codes(report)) == ["file-malformed", "source-empty"]
    assert "src/y.de.json" in app.targets()


def test_sources_of_another_branch_are_not_taken_for_ours(app: Repo) -> None:
    app.sync()
    with_other = dict(app.platform.files)
    for file in list(with_other.values()):
        if file.name == "src/a.en.json":
            from dataclasses import replace

            copy = replace(
                file,
                id=f"other_{file.locale}",
                group="other",
                name="@next/src/a.en.json",
                external_id="@next/src/a.en.json",
            )
            app.platform.files[copy.id] = copy
            app.platform.sources["other"] = b"{}"
    app.commit({"src/a.en.json": None})
    app.platform.writes()
    app.sync()
    assert sent(app) == ["delete 2"]
    assert "@next/src/a.en.json" in app.platform.names()
