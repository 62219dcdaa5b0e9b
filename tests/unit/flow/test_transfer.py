"""Documents, which are delivered as a whole, through every row of the table, in whole runs."""

from pathlib import Path

import pytest

from tests.unit.flow.repository import Repo, kinds

pytestmark = pytest.mark.long  # many runs each; scenarios prove the main ones in every check

RULES = "  - {source: 'docs/en/**/*.md', target: 'docs/{locale}/{path}/{name}'}\n"
NAME, TARGET = "docs/en/intro.md", "docs/de/intro.md"


def make(folder: Path, extra: str = "", target: str | None = None) -> Repo:
    files = {NAME: "# Hello\n", "other.txt": "x"} | ({TARGET: target} if target else {})
    return Repo(folder, files, rules=RULES, locales=("de",), extra=extra)


def settled(folder: Path, extra: str = "") -> Repo:
    app = make(folder, extra)
    app.sync()
    app.merge(keep_branch=True)
    app.sync()
    return app


def answer(app: Repo, text: str) -> None:
    app.platform.answers[NAME, "de"] = text.encode()
    app.platform.touch("de")


def proposed(app: Repo) -> str | None:
    """What the open change request would make of the target."""
    assert app.forge is not None
    return app.show(TARGET).decode() if app.forge.open else None


def test_a_first_export_is_proposed_and_stays_proposed(tmp_path: Path) -> None:
    app = make(tmp_path)
    app.sync()
    assert proposed(app) == "de:# Hello\n"
    app.assert_settled()


@pytest.mark.parametrize(("policy", "expected"), [("repository", None), ("platform", "de:# Hello\n")])
def test_two_translations_without_a_common_base(tmp_path: Path, policy: str, expected: str | None) -> None:
    app = make(tmp_path, f"first_sync: {policy}\n", "# Hallo\n")
    report = app.sync()
    assert proposed(app) == expected
    assert kinds(report) == [("first", "")]
    app.assert_settled()


def test_unchanged_here_and_changed_there_is_taken(tmp_path: Path) -> None:
    app = settled(tmp_path)
    answer(app, "# Hallo\n")
    app.sync()
    assert proposed(app) == "# Hallo\n"
    app.assert_settled()


def test_changed_here_and_unchanged_there_is_kept_for_good(tmp_path: Path) -> None:
    app = settled(tmp_path)
    app.commit({TARGET: "# Servus\n"})
    for _ in range(4):
        app.sync()
        assert proposed(app) is None
    app.assert_settled()


def test_changed_to_the_same_on_both_sides_is_no_conflict(tmp_path: Path) -> None:
    app = settled(tmp_path)
    app.commit({TARGET: "# Hallo\n"})
    answer(app, "# Hallo\n")
    assert [kind for kind, _ in kinds(app.sync()) if kind == "conflict"] == []
    assert proposed(app) is None
    app.assert_settled()


@pytest.mark.parametrize(
    ("policy", "expected"), [("platform", "# Hallo\n"), ("repository", None), ("hold", None)]
)
def test_a_conflict_follows_the_policy_and_is_listed(
    tmp_path: Path, policy: str, expected: str | None
) -> None:
    app = settled(tmp_path, f"conflict: {policy}\n")
    app.commit({TARGET: "# Servus\n"})
    answer(app, "# Hallo\n")
    assert kinds(app.sync()) == [("conflict", "")]
    assert proposed(app) == expected
    app.assert_settled()


def test_an_untranslated_export_replaces_nothing(tmp_path: Path) -> None:
    app = settled(tmp_path)
    app.platform.set(NAME, "de", is_complete=False)
    answer(app, "# Hello\n")
    app.sync(timeout=0)
    assert proposed(app) is None
    app.assert_settled()


def test_a_reviewers_document_on_the_branch_wins_until_the_platform_changes(tmp_path: Path) -> None:
    app = make(tmp_path)
    app.sync()
    app.commit_on_branch({TARGET: "# Servus\n"})
    app.sync()
    app.assert_settled()
    assert proposed(app) == "# Servus\n"
    app.merge(keep_branch=True)
    app.commit({TARGET: "# Grüß Gott\n"})
    app.sync()
    app.assert_settled()
    assert proposed(app) is None
    answer(app, "# Hallo\n")
    app.sync()
    assert proposed(app) == "# Hallo\n"
    app.assert_settled()


def test_a_changed_source_sends_the_document_and_takes_the_new_translation(tmp_path: Path) -> None:
    app = settled(tmp_path)
    app.commit({NAME: "# Hello you\n"})
    app.sync()
    assert proposed(app) == "de:# Hello you\n"
    app.assert_settled()


def test_a_folder_of_documents_moves_with_its_translations(tmp_path: Path) -> None:
    app = settled(tmp_path)
    app.move((NAME, "docs/en/guide/intro.md"))
    app.commit()
    app.platform.writes()
    app.sync()
    assert app.platform.writes() == ["rename docs/en/guide/intro.md"]
    assert app.show("docs/de/guide/intro.md") == b"de:# Hello\n"
    assert TARGET not in app.files()
    app.assert_settled()
