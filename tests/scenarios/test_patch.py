"""`--deliver patch`: a file for `git am` and the text of a pull request, with a server, without one, twice."""

import json
from pathlib import Path

import pytest

from tests.scenarios.world import World

RULES = """
  - source: web/en.json
    target: web/{locale}.json
  - source: win/en.json
    target: win/{locale}.json
"""
EN = '{\n  "open": "Open",\n  "greet": "Hello {name}",\n  "bye": "Good bye"\n}\n'
CRLF = EN.replace("\n", "\r\n").rstrip()
PATCH, BODY = "l10n-patch/0001-Update-translations.patch", "l10n-patch/0001-Update-translations.md"
PATCHES = ("--deliver", "patch")


@pytest.fixture
def app(world: World) -> World:
    author = "author, author: {name: Jörg Ö, email: joerg@example.org, sign_off: true}"
    world.create(
        {"web/en.json": EN, "win/en.json": CRLF, ".gitattributes": "* -text\n"},
        RULES,
        extra=f"pull_request: {{commit: {author}, labels: [l10n]}}\n",
    )
    return world


def apply(app: World, patch: Path, clone: Path) -> None:
    """`git am` on a clean clone, whose tree then becomes the base branch."""
    app.git("clone", "-q", f"{app.announced['git']}/{app.repository}.git", str(clone))
    app.git("-C", str(clone), "am", "-q", str(patch))
    app.git("-C", str(clone), "push", "-q", "origin", f"HEAD:{app.base}")
    app.pull_branch()


@pytest.mark.long
def test_a_patch_holds_exactly_what_the_branch_would_and_is_over_once_it_is_applied(
    app: World, tmp_path: Path
) -> None:
    report = app.sync(*PATCHES)
    assert report["delivery"] == {
        "changed": True, "branch": "", "commit": "", "operation": "none", "number": None, "url": None,
        "patch": PATCH, "body": BODY, "on_hold": False,
    }  # fmt: skip
    assert "unsupported by --deliver patch: pull_request.labels" in report["notes"]
    assert app.git("status", "--porcelain") == ""  # the folder hides itself, so that nobody commits it
    assert "| de | 100 % |" in (app.folder / BODY).read_text(encoding="utf-8")
    assert app.pulls() == []
    assert app.remote_ref("refs/heads/l10n/main") == ""

    again = app.sync(*PATCHES)  # nobody knows what became of the file, so it is made again
    assert (again["delivery"]["changed"], again["delivery"]["patch"]) == (False, PATCH)
    state = app.remote_ref("refs/l10n/state/main")
    app.sync(*PATCHES)
    assert app.remote_ref("refs/l10n/state/main") == state
    before = app.folder / PATCH
    kept = tmp_path / "kept.patch"
    kept.write_bytes(before.read_bytes())

    branch = app.run("pull", "--deliver", "branch", "--json")
    assert branch.code == 0, branch.err
    app.git("fetch", "-q", "origin", "l10n/main")
    tree = app.git("rev-parse", "FETCH_HEAD^{tree}")
    app.git("push", "-q", "origin", ":l10n/main")
    apply(app, kept, tmp_path / "clone")
    assert app.git("rev-parse", "HEAD^{tree}") == tree
    said = app.git("log", "-1", "--format=%an <%ae>%n%B")
    assert said.startswith("Jörg Ö <joerg@example.org>\nUpdate translations\n")
    assert said.endswith("Signed-off-by: Jörg Ö <joerg@example.org>")
    assert "L10n-Source: " in said
    assert b"\r\n" in (app.folder / "win/de.json").read_bytes()

    over = app.run("sync", *PATCHES)
    assert over.code == 0, over.err
    assert "nothing differs from main: there is no patch" in over.out
    assert not (app.folder / "l10n-patch").exists()


@pytest.mark.long
def test_news_make_a_patch_that_holds_the_unapplied_ones_too(app: World, tmp_path: Path) -> None:
    app.sync(*PATCHES)
    app.translate("web/en.json", "de", {"Open": "Öffnen"})
    out = tmp_path / "elsewhere"
    report = app.sync(*PATCHES, "--out", str(out))
    assert report["delivery"]["changed"] is True
    assert report["delivery"]["patch"] == str(out / "0001-Update-translations.patch")
    apply(app, out / "0001-Update-translations.patch", tmp_path / "clone")
    assert json.loads((app.folder / "web/de.json").read_text())["open"] == "Öffnen"
    assert (app.folder / "win/fr.json").exists()


@pytest.mark.long
def test_a_patch_per_locale(app: World) -> None:
    app.write(
        {"l10n.yml": (app.folder / "l10n.yml").read_text().replace("labels:", "split: locale, labels:")}
    )
    app.commit("Split")
    app.sync(*PATCHES)
    names = sorted(path.name for path in (app.folder / "l10n-patch").glob("*.patch"))
    assert names == ["0001-Update-translations-de.patch", "0002-Update-translations-fr.patch"]
    app.git("am", "-q", f"l10n-patch/{names[1]}")
    app.git("push", "-q", "origin", "HEAD:main")
    assert app.git("ls-files", "*/fr.json", "*/de.json").split() == ["web/fr.json", "win/fr.json"]
    app.sync(*PATCHES)
    assert [path.name for path in (app.folder / "l10n-patch").glob("*.patch")] == names[:1]


@pytest.mark.long
def test_a_checkout_without_a_remote_gets_its_patch_and_is_billed_once(app: World) -> None:
    app.git("remote", "remove", "origin")
    report = app.sync(*PATCHES)
    assert any("has no remote, so the state was not saved" in note for note in report["notes"])
    billed = app.control("billing")
    again = app.sync(*PATCHES)
    assert app.control("billing") == billed
    assert again["delivery"]["patch"] == PATCH
    app.git("am", "-q", PATCH)
    assert app.sync(*PATCHES)["delivery"]["patch"] is None
    assert app.control("billing") == billed
    other = app.run("sync", "--deliver", "branch")
    assert other.code == 6
    assert "no remote" in other.err


REFUSED = {
    "web": "managed files lie in this folder",
    ".git": "a folder of git itself",
    ".GIT/patches": "a folder of git itself",
    "link": "'link' is a link",
    "link/deep": "'link' is a link",
    "l10n.yml": "is not a folder",
    "../far/web": "leads into the checkout",
    "../far/.git/x": "a folder of git itself",
}


def test_folders_that_are_none_of_ours_are_refused_before_anything_is_sent(app: World) -> None:
    (app.folder / "link").symlink_to(app.folder.parent)
    (app.folder.parent / "far").symlink_to(app.folder)
    at = app.log_length()
    for out, why in REFUSED.items():
        ran = app.run("sync", *PATCHES, "--out", out)
        assert ran.code == 2, ran.out
        assert f"--out {out}: " in ran.err
        assert why in ran.err
    without = app.run("sync", "--out", "x")
    assert without.code == 2
    assert "--deliver patch" in without.err
    assert app.requests_to("smartcat", at) == []
    assert sorted(each.name for each in (app.folder / "web").iterdir()) == ["en.json"]


@pytest.mark.long
def test_a_folder_that_cannot_be_written_loses_nothing(app: World) -> None:
    blocked = app.folder.parent / "blocked"
    blocked.mkdir()
    (blocked / "0001-Update-translations.patch").mkdir()
    ran = app.run("sync", *PATCHES, "--out", str(blocked))
    assert ran.code == 6, ran.out
    assert "--out" in ran.err
    assert app.sync(*PATCHES)["delivery"]["changed"] is True
