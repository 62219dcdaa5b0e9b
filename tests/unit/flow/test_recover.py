"""A run may die at any request, before or after it took effect: nothing is sent twice, nothing is lost."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ci_l10n.errors import RemoteError
from ci_l10n.tms.base import Import
from tests.unit.flow.repository import Killed, Repo, dump, kinds

pytestmark = pytest.mark.long  # many runs each; scenarios prove the main ones in every check

MANY = {f"key{number}": f"Text {number}" for number in range(20)}


def add_file(app: Repo) -> None:
    app.commit({"src/more.en.json": {"more": "More"}})


def change_file(app: Repo) -> None:
    app.commit({"src/app.en.json": {**MANY, "new": "New"}})


def rename_file(app: Repo) -> None:
    app.move(("src/app.en.json", "src/shell.en.json"))
    app.commit()


def rename_and_change_file(app: Repo) -> None:
    app.move(("src/app.en.json", "src/shell.en.json"))
    app.commit({"src/shell.en.json": {**MANY, "new": "New"}})


def delete_file(app: Repo) -> None:
    app.commit({"src/old.en.json": None})


def add_locale(app: Repo) -> None:
    app.configure(locales=("de", "fr", "ja"))
    app.commit()


CASES: list[tuple[Callable[[Repo], None], str, list[str]]] = [
    (add_file, "new", ["new 1"]),
    (change_file, "changed", ["changed src/app.en.json"]),
    (rename_file, "rename", ["rename src/shell.en.json"]),
    (rename_and_change_file, "rename", ["rename src/shell.en.json", "changed src/app.en.json"]),
    (rename_and_change_file, "changed", ["rename src/shell.en.json", "changed src/app.en.json"]),
    (delete_file, "delete", ["delete 2"]),
    (add_locale, "locale", ["locale ja"]),
]


@pytest.fixture
def app(tmp_path: Path) -> Repo:
    made = Repo(tmp_path, {"src/app.en.json": dump(MANY), "src/old.en.json": dump({"old": "Old"})})
    made.sync()
    made.merge()
    made.sync()
    made.platform.writes()
    return made


def sent(app: Repo) -> list[str]:
    return [write for write in app.platform.writes() if not write.startswith("export")]


@pytest.mark.parametrize("applied", [True, False])
@pytest.mark.parametrize(("act", "request_", "expected"), CASES)
def test_a_death_while_sending_is_made_good_without_sending_twice(
    app: Repo, act: Callable[[Repo], None], request_: str, expected: list[str], applied: bool
) -> None:
    act(app)
    app.platform.dies_after, app.platform.dies_before = (request_, "") if applied else ("", request_)
    with pytest.raises(Killed):
        app.sync()
    assert app.state().intents
    app.platform.dies_after = app.platform.dies_before = ""
    app.sync()
    writes = [write.replace("src/shell.en.json", "src/app.en.json") for write in sent(app)]
    once = [write.replace("src/shell.en.json", "src/app.en.json") for write in expected]
    if act is delete_file and applied:
        writes = writes[:1]  # deleting what is gone is free
    assert writes == once
    assert app.state().intents == ()
    proposed = {path: app.show(path) for path in app.targets()} if app.has_branch() else {}
    app.assert_settled()
    straight = Repo(
        app.folder.parent / "straight",
        {"src/app.en.json": dump(MANY), "src/old.en.json": dump({"old": "Old"})},
    )
    straight.sync()
    straight.merge()
    straight.sync()
    act(straight)
    straight.sync()
    assert proposed == (
        {path: straight.show(path) for path in straight.targets()} if straight.has_branch() else {}
    )


def test_a_death_after_everything_was_sent_leaves_a_clean_next_run(app: Repo) -> None:
    change_file(app)
    app.platform.dies_before = "export"
    with pytest.raises(Killed):
        app.sync()
    app.platform.dies_before = ""
    assert app.state().intents == ()
    app.sync()
    assert sent(app) == ["changed src/app.en.json"]
    assert app.strings("src/app.de.json")["new"] == "de:New"


def test_a_key_that_left_in_an_interrupted_update_leaves_the_targets_at_once(app: Repo) -> None:
    """Also when the platform has nothing to export yet: the version before is remembered."""
    app.commit({"src/app.en.json": {key: text for key, text in MANY.items() if key != "key3"}})
    app.platform.dies_after = "changed"
    with pytest.raises(Killed):
        app.sync()
    app.platform.dies_after = ""
    for locale in ("de", "fr"):
        app.platform.set("src/app.en.json", locale, condition="preparing")
    app.sync(timeout=0)
    assert "key3" not in app.strings("src/app.de.json")
    app.platform.set("src/app.en.json", "de", condition="ready")
    app.sync(timeout=0)
    assert "key3" not in app.strings("src/app.de.json")


def test_an_answer_that_got_lost_is_looked_into(app: Repo) -> None:
    change_file(app)

    class LosesAnswers(type(app.platform)):  # type: ignore[misc]
        def send_changed(self, file, change):  # type: ignore[no-untyped-def]
            super().send_changed(file, change)
            raise RemoteError("the answer got lost", maybe_applied=True)

    app.platform.__class__ = LosesAnswers
    app.sync()
    assert sent(app) == ["changed src/app.en.json"]
    assert app.strings("src/app.de.json")["new"] == "de:New"
    app.assert_settled()


def test_a_refused_source_is_a_finding_and_the_others_get_through(app: Repo) -> None:
    app.platform.errors["new src/bad"] = RemoteError("not like this", status=400)
    app.commit({f"src/{name}.en.json": {name: name} for name in ("aa", "bad", "cc")})
    report = app.sync()
    assert [(f.code, str(f.location)) for f in report.findings] == [("source-refused", "src/bad.en.json")]
    assert ([item.name for item in report.plan.new], report.words_sent) == (
        ["src/aa.en.json", "src/cc.en.json"],
        4,
    )
    assert app.targets() == [
        f"src/{name}.{loc}.json" for name in ("aa", "app", "cc", "old") for loc in ("de", "fr")
    ]
    app.platform.errors.clear()
    app.sync()
    assert "src/bad.de.json" in app.targets()


def test_an_outage_while_sending_keeps_what_was_achieved(app: Repo) -> None:
    app.commit({f"src/{name}.en.json": {name: name} for name in ("aa", "bb")})
    app.platform.batch_size = 1
    app.platform.errors["new src/bb"] = RemoteError("down", status=500)
    with pytest.raises(RemoteError):
        app.sync()
    assert "src/aa.en.json" in app.state().sources
    assert app.state().intents
    app.platform.errors.clear()
    app.platform.writes()
    app.sync()
    assert sent(app) == ["new 1"]
    app.assert_settled()


def test_a_lost_state_is_rebuilt_and_nothing_is_sent(app: Repo) -> None:
    app.commit({"src/app.de.json": {**{key: f"de:{text}" for key, text in MANY.items()}, "key1": "Eins"}})
    app.lose_state()
    report = app.sync()
    assert sent(app) == []
    assert not app.has_branch()
    assert ("first", "key1") in kinds(report)
    app.assert_settled()


def test_a_lost_state_finds_renamed_documents_and_those_that_took_their_names(app: Repo) -> None:
    rename_file(app)
    app.sync()
    app.commit({"src/app.en.json": {"entirely": "Something else"}})
    app.sync()
    app.merge()
    app.platform.writes()
    app.lose_state()
    app.sync()
    assert sent(app) == []
    assert app.platform.names() == ["src/app.en.json", "src/old.en.json", "src/shell.en.json"]
    app.assert_settled()


def test_a_rename_after_a_lost_state_takes_the_translations_along(app: Repo) -> None:
    app.lose_state()
    app.sync()
    rename_file(app)
    app.sync()
    assert app.strings("src/shell.de.json")["key1"] == "de:Text 1"
    assert "src/app.de.json" not in app.targets()
    app.assert_settled()


def test_a_document_that_was_deleted_on_the_platform_is_sent_again(app: Repo) -> None:
    app.platform.files.clear()
    app.sync()
    assert sent(app) == ["new 2"]
    assert not app.has_branch()
    app.assert_settled()


def test_a_document_deleted_on_the_platform_and_renamed_here_leaves_no_trace(app: Repo) -> None:
    for file in [f for f in app.platform.files.values() if f.name == "src/app.en.json"]:
        del app.platform.files[file.id]
    rename_file(app)
    app.sync()
    assert "src/app.en.json" not in app.state().sources
    assert app.strings("src/shell.de.json")["key1"] == "de:Text 1"
    app.assert_settled()


def test_what_was_sent_from_a_discarded_commit_is_updated(app: Repo) -> None:
    change_file(app)
    app.platform.dies_before = "changed"
    with pytest.raises(Killed):
        app.sync()
    app.platform.dies_before = ""
    app.commit({"src/app.en.json": {**MANY, "other": "Other"}})
    app.sync()
    assert sent(app) == ["changed src/app.en.json"]
    assert app.strings("src/app.de.json")["other"] == "de:Other"


def test_a_moved_source_never_takes_over_the_file_of_others_that_has_its_new_name(app: Repo) -> None:
    (theirs,) = app.platform.send_new([Import("src/shell.en.json", "theirs", ("de",), "json", lambda: b"{}")])
    ours = {file.id for file in app.platform.files.values() if file.name == "src/app.en.json"}
    app.platform.writes()
    rename_file(app)
    app.sync()
    assert sent(app) == ["rename src/shell.en.json"]
    assert ours < app.platform.files.keys()
    assert app.platform.sources[theirs[0].group] == b"{}"
