"""Checkouts of all kinds, through the command line with real git: each is delivered from and left as it was found."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

from ci_l10n.sandbox.server import Sandbox
from tests.scenarios.world import Ran, World

EN = '{\n  "open": "Open",\n  "bye": "Good bye"\n}\n'
RULES = """
  - source: web/en.json
    target: web/{locale}.json
"""
OURS = "ci-l10n"  # our folder in the git directory, where the report of the last run lies
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "4d7a" * 16 + "\nsize 12345\n"
_number = count()


@dataclass
class App:
    """A repository that is synchronised; each test has a checkout of its own kind made of it."""

    world: World
    folder: Path
    env: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"{self.world.announced['git']}/{self.world.repository}.git"

    def clone(self, *options: str) -> Path:
        place = self.folder / f"clone{next(_number)}"
        self.world.git("clone", "-q", *options, self.address, str(place))
        return place

    def git(self, place: Path, *arguments: str) -> str:
        return self.world.git("-C", str(place), *arguments)

    def git_config(self, place: Path, key: str, value: str) -> None:
        """By writing the file: git itself would do some of what is configured on its way."""
        section, _, name = key.rpartition(".")
        group, _, sub = section.partition(".")
        head = f'[{group} "{sub}"]' if sub else f"[{group}]"
        with (place / ".git" / "config").open("a") as file:
            file.write(f'{head}\n\t{name} = "{value}"\n')

    def run(self, place: Path, *arguments: str, **env: str) -> Ran:
        home, self.world.folder = self.world.folder, place
        try:
            return self.world.run(*arguments, env={**self.env, **env})
        finally:
            self.world.folder = home

    def assert_delivers(self, place: Path, *flags: str, **env: str) -> None:
        """Something new arrives on the branch, and no command changes the checkout."""
        text = f"Auf Wiedersehen {next(_number)}"
        self.world.translate("web/en.json", "de", {"Good bye": text})
        before = snapshot(place)
        ran = self.run(place, "sync", *flags, **env)
        assert ran.code == 0, ran.err + ran.out
        assert text in self.world.on_branch("web/de.json").decode()
        assert changes(before, snapshot(place)) == []
        assert {path.lstat().st_uid for path in place.rglob("*")} == {place.lstat().st_uid}
        status = self.run(place, "status", **env)
        assert status.code == 0, status.err
        assert changes(before, snapshot(place)) == []


def snapshot(root: Path) -> dict[str, tuple[int, int, bytes]]:
    """Mode, owner and content of everything in a checkout and its git directory, but for our own report."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = str(path.relative_to(root))
        if name.startswith(f".git/{OURS}") and (root / ".git" / OURS).is_dir():
            continue
        status = path.lstat()
        content = os.fsencode(os.readlink(path)) if path.is_symlink() else b""
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
        found[name] = (status.st_mode, status.st_uid, content)
    return found


def changes(before: dict[str, tuple[int, int, bytes]], after: dict[str, tuple[int, int, bytes]]) -> list[str]:
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


@pytest.fixture(scope="module")
def app(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """One project and repository for all: they are only added to."""
    folder = tmp_path_factory.mktemp("checkouts")
    world = World(sandbox, folder / "first", base="trunk/2.x")
    world.control("reset", {})
    odd = {b"odd/\xff\xfe.txt": b"not text", b"odd/line\nend.txt": b"odd"}
    for name, content in odd.items():
        path = os.fsdecode(os.path.join(os.fsencode(folder / "first"), name))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        Path(path).write_bytes(content)
    world.create({"web/en.json": EN, "notes.txt": "Notes\n"}, RULES, locales=("de",), extra=BRANCH)
    world.sync("--deliver", "branch")
    yield App(world, folder)
    world.control("reset", {})


BRANCH = "pull_request: {branch: l10n/main}\n"


def shallow(app: App) -> Path:
    return app.clone("--depth=1", "--branch", app.world.base)


def partial(app: App) -> Path:
    return app.clone("--filter=blob:none", "--branch", app.world.base)


def treeless(app: App) -> Path:
    return app.clone("--filter=tree:0", "--branch", app.world.base)


def detached(app: App) -> Path:
    place = app.clone("--branch", app.world.base)
    app.git(place, "checkout", "-q", "--detach")
    app.git(place, "branch", "-q", "-D", app.world.base)
    return place


def with_stored_header(app: App) -> Path:
    """As actions/checkout leaves it with `persist-credentials: true`; the token in it is not ours."""
    place = app.clone("--branch", app.world.base)
    header = "AUTHORIZATION: basic eC1hY2Nlc3MtdG9rZW46b2xk"
    app.git(place, "config", f"http.{app.world.origin}/.extraheader", header)
    return place


def with_included_header(app: App) -> Path:
    """As newer versions of actions/checkout leave it: the header lies in a file that the configuration includes."""
    place = app.clone("--branch", app.world.base)
    file = app.folder / f"credentials{next(_number)}"
    file.write_text(
        f'[http "{app.world.origin}/"]\n\textraheader = AUTHORIZATION: basic eC1hY2Nlc3MtdG9rZW46b2xk\n'
    )
    app.git(place, "config", f"includeIf.gitdir:{place}/.git.path", str(file))
    return place


def worktree(app: App) -> Path:
    main = app.clone("--branch", app.world.base)
    place = app.folder / f"worktree{next(_number)}"
    app.git(main, "worktree", "add", "-q", "--detach", str(place))
    return place


def sparse(app: App) -> Path:
    place = app.clone("--branch", app.world.base, "--sparse")
    app.git(place, "sparse-checkout", "set", "odd")
    assert not (place / "web").exists()
    return place


def borrowing(app: App) -> Path:
    return app.clone("--branch", app.world.base, "--reference", str(app.folder / "first"))


def borrowing_by_a_relative_path(app: App) -> Path:
    place = app.clone("--branch", app.world.base, "--reference", str(app.folder / "first"))
    lender = os.path.relpath(app.folder / "first" / ".git" / "objects", place / ".git" / "objects")
    (place / ".git" / "objects" / "info" / "alternates").write_text(lender + "\n")
    return place


def sparse_with_a_sparse_index(app: App) -> Path:
    place = app.clone("--branch", app.world.base, "--sparse")
    app.git(place, "sparse-checkout", "set", "--cone", "--sparse-index", "odd")
    return place


def submodule(app: App) -> Path:
    """A run in a submodule, whose git directory lies in that of the other repository."""
    outer = app.folder / f"outer{next(_number)}"
    app.world.git("init", "-q", str(outer))
    app.git(outer, "submodule", "--quiet", "add", "-b", app.world.base, app.address, "inner")
    return outer / "inner"


def with_no_place_for_the_report(app: App) -> Path:
    """What a git directory that may not be written comes to."""
    place = app.clone("--branch", app.world.base)
    (place / ".git" / "ci-l10n").write_text("in the way")
    return place


def in_a_folder_of_an_odd_name(app: App) -> Path:
    place = app.clone("--branch", app.world.base)
    return place.rename(place.with_name('wörk "tree" \n\\ #x'))


def locked(app: App) -> Path:
    place = app.clone("--branch", app.world.base)
    (place / ".git" / "index.lock").write_bytes(b"")
    return place


def busy(app: App) -> Path:
    """Somebody is at work: staged, changed, untracked and stashed files, all outside of what is managed."""
    place = app.clone("--branch", app.world.base)
    (place / "notes.txt").write_text("Stashed\n")
    app.git(place, "stash", "-q")
    (place / "notes.txt").write_text("Staged\n")
    app.git(place, "add", "notes.txt")
    (place / "notes.txt").write_text("Changed\n")
    (place / "mine.txt").write_text("Untracked\n")
    (place / "link").symlink_to("/etc/passwd")
    return place


def of_another_user(app: App) -> Path:
    """What git calls dubious ownership; a container runs as another user than the one who checked out."""
    if os.geteuid() != 0:
        pytest.skip("only root can give files away")
    place = app.clone("--branch", app.world.base)
    for path in (place, *place.rglob("*")):
        os.chown(path, 12345, 12345, follow_symlinks=False)
    return place


QUICK = (of_another_user,)
MAKERS = (
    shallow, partial, treeless, detached, with_stored_header, with_included_header, worktree, sparse,
    sparse_with_a_sparse_index, borrowing, borrowing_by_a_relative_path, submodule, locked, busy,
    in_a_folder_of_an_odd_name, with_no_place_for_the_report, of_another_user,
)  # fmt: skip


KINDS = [
    pytest.param(make, id=make.__name__, marks=() if make in QUICK else (pytest.mark.long,))
    for make in MAKERS
]


@pytest.mark.parametrize("make", KINDS)
def test_it_is_delivered_from_and_left_as_it_was_found(app: App, make: Callable[[App], Path]) -> None:
    place = make(app)
    app.assert_delivers(place, GITHUB_ACTIONS="true", GITHUB_REF=f"refs/heads/{app.world.base}")


@pytest.mark.long
@pytest.mark.parametrize("make", [shallow, partial, worktree, of_another_user])
def test_a_patch_is_made_there_too(app: App, make: Callable[[App], Path], tmp_path: Path) -> None:
    place, env = make(app), {"GITHUB_ACTIONS": "true", "GITHUB_REF": f"refs/heads/{app.world.base}"}
    app.world.translate("web/en.json", "de", {"Good bye": f"Servus {next(_number)}"})
    before = snapshot(place)
    for command in ("push", "wait"):
        assert app.run(place, command, **env).code == 0
    ran = app.run(place, "pull", "--deliver", "patch", "--out", str(tmp_path / "out"), **env)
    assert ran.code == 0, ran.err
    assert changes(before, snapshot(place)) == []
    clean = app.clone("--branch", app.world.base)
    app.git(clean, "am", "-q", str(tmp_path / "out" / "0001-Update-translations.patch"))
    assert "Servus" in (clean / "web" / "de.json").read_text()


@pytest.mark.long
def test_every_command_leaves_the_checkout_as_it_was(app: App) -> None:
    place = app.clone("--branch", app.world.base)
    before = snapshot(place)
    for command in (
        ["push"],
        ["wait"],
        ["pull", "--deliver", "pr"],
        ["status"],
        ["sync", "--dry-run"],
        ["check"],
    ):
        ran = app.run(place, *command)
        assert ran.code == 0, ran.err
        assert changes(before, snapshot(place)) == [], command
    pulled = app.run(place, "pull", "--json")
    assert pulled.code == 0, pulled.err
    assert {name for name in changes(before, snapshot(place)) if not name.startswith("web/")} == set()


HOOKS = ("pre-push", "post-commit", "pre-commit", "reference-transaction", "post-checkout", "post-index-change",
         "push-to-checkout", "pre-auto-gc", "fsmonitor-watchman", "prepare-commit-msg", "post-rewrite")  # fmt: skip


def test_nothing_that_the_repository_brings_along_is_run(app: App) -> None:
    place = app.clone("--branch", app.world.base)
    marker = app.folder / "was-run"
    script = f"#!/bin/sh\necho $0 >> {marker}\nexit 1\n"
    for folder in (place / ".git" / "hooks", place / ".githooks"):
        folder.mkdir(exist_ok=True)
        for name in HOOKS:
            (folder / name).write_text(script)
            (folder / name).chmod(0o755)
    command = str(place / ".githooks" / "pre-push")
    (place / ".git" / "info" / "attributes").write_text("* filter=evil diff=evil merge=evil text=auto\n")
    for key, value in {
        "core.hooksPath": ".githooks", "core.fsmonitor": command, "core.sshCommand": command,
        "core.askPass": command, "core.gitProxy": command, "core.pager": command, "core.editor": command,
        "filter.evil.clean": command, "filter.evil.smudge": command, "filter.evil.process": command,
        "diff.evil.textconv": command, "diff.evil.command": command, "diff.external": command,
        "merge.evil.driver": command, "credential.helper": f"!{command}", "gpg.program": command,
        "uploadpack.packObjectsHook": command, "core.alternateRefsCommand": command, "commit.gpgSign": "true",
        "push.gpgSign": "if-asked", "remote.origin.uploadpack": command, "remote.origin.receivepack": command,
        "remote.origin.vcs": "evil", "url.ext::false.insteadOf": app.world.origin,
    }.items():  # fmt: skip
        app.git_config(place, key, value)
    app.assert_delivers(place)
    assert not marker.exists(), marker.read_text()


@pytest.mark.long
def test_variables_that_lead_git_elsewhere_lead_nowhere(app: App) -> None:
    place, other = app.clone("--branch", app.world.base), app.clone("--branch", app.world.base)
    there = snapshot(other)
    elsewhere = {
        "GIT_DIR": str(other / ".git"), "GIT_WORK_TREE": str(other), "GIT_INDEX_FILE": str(other / ".git" / "index"),
        "GIT_OBJECT_DIRECTORY": str(other / ".git" / "objects"), "GIT_COMMON_DIR": str(other / ".git"),
        "GIT_NAMESPACE": "other", "GIT_CEILING_DIRECTORIES": "/", "GIT_SHALLOW_FILE": "/nowhere",
        "GIT_GRAFT_FILE": "/nowhere", "GIT_REPLACE_REF_BASE": "refs/other", "GIT_EXTERNAL_DIFF": "/bin/false",
        "GIT_AUTHOR_DATE": "nonsense", "GIT_LITERAL_PATHSPECS": "0", "GIT_GLOB_PATHSPECS": "1",
        "GIT_ATTR_SOURCE": "nonsense", "GIT_DEFAULT_HASH": "sha256",
        "GIT_PROTOCOL_FROM_USER": "0", "GIT_SSH_COMMAND": "/bin/false", "GIT_ASKPASS": "/bin/false",
    }  # fmt: skip
    app.assert_delivers(place, **elsewhere)
    assert changes(there, snapshot(other)) == []


def test_a_token_without_the_right_to_push_is_told_before_anything_is_sent(app: App) -> None:
    world = app.world
    place = app.clone("--branch", world.base)
    world.control("knobs", {"github": {"read_only_tokens": [world.announced["github_token"]]}})
    try:
        (place / "web" / "en.json").write_text(EN.replace("Open", "Open it"))
        app.git(place, "commit", "-qam", "Change")
        app.git(place, "remote", "add", "local", str(app.folder / "first" / ".git"))
        at = world.log_length()
        billed = world.control("billing")
        app.git(place, "reset", "-q", "--hard", "HEAD~1")
        world.translate("web/en.json", "de", {"Good bye": f"Tschüss {next(_number)}"})
        ran = app.run(place, "sync")
    finally:
        world.control("knobs", {"github": {"read_only_tokens": []}})
    assert ran.code == 3, ran.err + ran.out
    assert "contents: write" in ran.err
    assert world.control("billing") == billed
    assert [
        call for call in world.requests_to("smartcat", at) if "POST" in call and "export" not in call
    ] == []


def test_a_detached_head_without_a_word_about_the_branch_is_a_mistake(app: App) -> None:
    ran = app.run(detached(app), "sync")
    assert ran.code == 2
    assert "HEAD is detached" in ran.err
    assert "GITHUB_REF" in ran.err


def test_a_repository_without_commits_and_a_folder_without_one_say_so(app: App, tmp_path: Path) -> None:
    shutil.copy(app.folder / "first" / "l10n.yml", tmp_path / "l10n.yml")
    outside = app.run(tmp_path, "sync")
    assert (outside.code, "is not in a git checkout" in outside.err) == (6, True)
    app.git(tmp_path, "init", "-q")
    for command in ("sync", "status", "check"):
        empty = app.run(tmp_path, command)
        assert empty.code == 6, empty.err
        assert "has no commits yet" in empty.err
        assert "hint: commit something first" in empty.err


def refused(app: App, make: Callable[[Path], None], rules: str) -> str:
    """What is said about a repository with other files and rules; nothing may be sent."""
    place = app.clone("--branch", app.world.base)
    make(place)
    text = (place / "l10n.yml").read_text()
    (place / "l10n.yml").write_text(text.replace(RULES.strip("\n"), rules.strip("\n")))
    app.git(place, "add", "-A")
    app.git(place, "commit", "-qm", "Odd")
    app.git(place, "push", "-q", "origin", "HEAD:refs/heads/odd")
    app.git(place, "checkout", "-q", "-B", "odd")
    at = app.world.log_length()
    ran = app.run(place, "sync")
    app.git(place, "push", "-q", "origin", ":refs/heads/odd")
    assert ran.code == 2, ran.err + ran.out
    assert app.world.requests_to("smartcat", at) == []
    assert app.run(place, "check").code == 2
    return ran.err


def test_targets_and_sources_in_submodules_and_behind_links_are_refused(app: App) -> None:
    def add(place: Path) -> None:
        head = app.git(place, "rev-parse", "HEAD")
        app.git(place, "update-index", "--add", "--cacheinfo", f"160000,{head},libs/ui")
        (place / "libs" / "ui").mkdir(parents=True)
        (place / "real").mkdir()
        (place / "real" / "x.json").write_text("{}\n")
        (place / "alias").symlink_to("real")

    rules = """
  - source: web/en.json
    target: libs/ui/{locale}.json
  - source: libs/ui/src/**/*.json
    target: ui/{path}/{locale}.json
  - source: real/x.json
    target: alias/{locale}.json
"""
    said = refused(app, add, rules)
    assert "the target 'libs/ui/de.json' of 'web/en.json' lies at or behind 'libs/ui'" in said
    assert "'libs/ui/src/**/*.json' lies at or behind 'libs/ui'" in said
    assert "the target 'alias/de.json' of 'real/x.json' lies at or behind 'alias'" in said
    assert "matches no file" not in said


def test_targets_that_differ_only_in_case_are_refused_with_both_names(app: App) -> None:
    def add(place: Path) -> None:
        (place / "docs").mkdir()
        for name in ("en.md", "README.de.md", "readme.de.md"):
            (place / "docs" / name).write_text("# Text\n")

    rules = """
  - source: docs/en.md
    target: docs/README.{locale}.md
  - source: web/en.json
    target: docs/readme.{locale}.md
"""
    said = refused(app, add, rules)
    assert "'docs/README.de.md'" in said
    assert "'docs/readme.de.md'" in said
    assert "differ only in case" in said


@pytest.mark.long
def test_pointers_of_git_lfs_are_neither_sent_nor_merged_nor_replaced(world: World) -> None:
    rules = RULES + "  - source: docs/*.en.md\n    target: docs/{stem1}.{locale}.md\n"
    files = {
        "web/en.json": EN, "web/de.json": POINTER,
        "docs/a.en.md": POINTER, "docs/b.en.md": "# Title\n", "docs/b.de.md": POINTER,
    }  # fmt: skip
    world.create(files, rules, locales=("de", "fr"))
    report = world.sync("--deliver", "branch")
    said = {(f["file"], f["severity"]) for f in report["findings"] if "Git LFS pointer" in f["message"]}
    assert said == {("web/de.json", "error"), ("docs/a.en.md", "error"), ("docs/b.de.md", "error")}
    assert report["plan"]["new"] == ["docs/b.en.md", "web/en.json"]
    for path in ("web/de.json", "docs/b.de.md"):
        assert world.on_branch(path).decode() == POINTER
    assert b"Open" not in world.on_branch("web/fr.json")
    assert world.sync("--deliver", "branch")["delivery"]["changed"] is False
    found = world.run("check", "--json").json["findings"]
    assert {f["file"] for f in found if "Git LFS pointer" in f["message"]} == {file for file, _ in said}


@pytest.mark.long
def test_a_sha_256_repository_is_delivered_from(world: World, tmp_path: Path) -> None:
    server = tmp_path / "server.git"
    subprocess.run(
        ["git", "init", "-q", "--bare", "--object-format=sha256", "-b", "main", str(server)], check=True
    )
    world.create({"web/en.json": EN}, RULES, locales=("de",))
    shutil.rmtree(world.folder / ".git")
    world.git("init", "-q", "--object-format=sha256", "-b", "main")
    world.git("remote", "add", "origin", f"file://{server}")
    world.commit("First")
    before = snapshot(world.folder)
    world.sync("--deliver", "branch")
    assert changes(before, snapshot(world.folder)) == []
    assert b"open" in world.on_branch("web/de.json")
    assert len(world.remote_ref("l10n/main")) == 64
    assert world.sync("--deliver", "branch")["delivery"]["changed"] is False


@pytest.mark.long
def test_a_file_that_is_not_named_in_utf_8_is_left_out_and_the_others_go_on(world: World) -> None:
    world.create({"web/a/en.json": EN}, "  - source: web/*/en.json\n    target: web/{dir}-{locale}.json\n".replace(
        "web/{dir}-", "out/{dir}/"))  # fmt: skip
    odd = os.fsencode(world.folder) + b"/web/\xff/en.json"
    os.makedirs(os.path.dirname(odd))
    Path(os.fsdecode(odd)).write_bytes(EN.encode())
    world.commit("Odd")
    report = world.sync("--deliver", "branch")
    assert [f["code"] for f in report["findings"]] == ["path-refused"]
    assert report["plan"]["new"] == ["web/a/en.json"]


if sys.platform == "win32":
    pytest.skip("names and owners of files as on Linux", allow_module_level=True)
