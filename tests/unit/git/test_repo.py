import subprocess
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ci_l10n.errors import DeliveryError
from ci_l10n.git.repo import LeaseLost, RefUpdate, Repository
from ci_l10n.redact import Redactor
from tests.unit.git.conftest import FILES, Opener
from tests.unit.git.real_git import commit, git, make_repository, publish, snapshot

ODD_NAMES = [
    'a "quoted" name',
    "line\nbreak",
    "-dash",
    "ünï/ cödé",
    "tab\there",
    "日本/語",
    "back\\slash",
    "b\udcff.txt",
]


def _everything(repo: Repository) -> None:
    """One of each thing a run does."""
    blob = repo.store(b"new")
    tree = repo.make_tree(repo.head, {"web/fr.json": blob})
    made = repo.commit(tree, [repo.head], "Add French", author=None, when=1)
    repo.push([RefUpdate("refs/heads/l10n/main", made, None), RefUpdate("refs/l10n/state/main", made, None)])
    repo.fetch(["refs/l10n/state/main"], depth=1)
    repo.fetch(["refs/heads/main", "refs/heads/l10n/main"])
    repo.uncommitted(["web/en.json", "web/de.json"])
    repo.log(f"{repo.head}..{made}")


def test_a_run_leaves_every_byte_of_the_checkout_as_it_was(checkout: Path, opened: Opener) -> None:
    (checkout / "web/de.json").write_bytes(b"edited")
    before = snapshot(checkout)
    _everything(opened(checkout))
    assert snapshot(checkout) == before


def test_head_branch_and_root_are_known_from_a_sub_directory(checkout: Path, opened: Opener) -> None:
    repo = opened(checkout / "web")
    assert repo.root == checkout.resolve()
    assert repo.head == git(checkout, "rev-parse", "HEAD")
    assert repo.branch == "main"
    assert repo.git_dir == checkout.resolve() / ".git"


def test_a_detached_head_has_no_branch(checkout: Path, opened: Opener) -> None:
    git(checkout, "checkout", "-q", "--detach")
    assert opened(checkout).branch is None


def test_an_added_worktree_works_and_stays_as_it_was(checkout: Path, tmp_path: Path, opened: Opener) -> None:
    git(checkout, "worktree", "add", "-q", "-b", "other", str(tmp_path / "tree"))
    before = (snapshot(checkout), snapshot(tmp_path / "tree"))
    repo = opened(tmp_path / "tree")
    _everything(repo)
    assert repo.branch == "other"
    assert (snapshot(checkout), snapshot(tmp_path / "tree")) == before


def test_a_shallow_clone_works_and_stays_shallow(
    checkout: Path, server: Path, tmp_path: Path, opened: Opener
) -> None:
    commit(checkout, {"web/en.json": b"2"})
    git(checkout, "push", "-q", "origin", "main")
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{server}", "shallow")
    before = snapshot(tmp_path / "shallow")
    repo = opened(tmp_path / "shallow")
    _everything(repo)
    assert repo.is_shallow
    assert snapshot(tmp_path / "shallow") == before
    assert git(server, "rev-list", "--count", "l10n/main") == "3"


def test_a_full_clone_does_not_become_shallow_by_a_fetch_of_depth_one(
    checkout: Path, server: Path, opened: Opener
) -> None:
    repo = opened(checkout)
    _everything(repo)
    assert not repo.is_shallow
    assert git(checkout, "rev-parse", "--is-shallow-repository") == "false"


def test_a_partial_clone_fetches_what_it_lacks(
    server: Path, checkout: Path, tmp_path: Path, opened: Opener
) -> None:
    git(server, "config", "uploadpack.allowFilter", "true")
    git(server, "config", "uploadpack.allowAnySHA1InWant", "true")
    git(tmp_path, "clone", "-q", "--filter=blob:none", "--no-checkout", f"file://{server}", "partial")
    before = snapshot(tmp_path / "partial")
    repo = opened(tmp_path / "partial")
    assert repo.blob(repo.tree(repo.head)["web/en.json"]) == FILES["web/en.json"]
    _everything(repo)
    assert snapshot(tmp_path / "partial") == before


def test_a_sha256_repository_works(tmp_path: Path, opened: Opener) -> None:
    root = make_repository(tmp_path / "work", FILES, "--object-format=sha256")
    publish(root, tmp_path / "server.git")
    repo = opened(root)
    assert len(repo.head) == 64
    _everything(repo)
    assert git(tmp_path / "server.git", "show", "l10n/main:web/fr.json") == "new"


def test_a_folder_that_is_no_checkout_is_an_error_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match="not in a git checkout") as raised:
        Repository.open(tmp_path, redactor=Redactor())
    assert "checkout step" in raised.value.hint


def test_a_repository_without_commits_is_an_error_with_a_hint(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    with pytest.raises(DeliveryError, match="no commits yet"):
        Repository.open(tmp_path, redactor=Redactor())


def test_the_private_repository_goes_with_the_context(checkout: Path, tmp_path: Path) -> None:
    import tempfile

    spot = tmp_path / "temporary"
    spot.mkdir()
    tempfile.tempdir = str(spot)
    try:
        with Repository.open(checkout, redactor=Redactor()) as repo:
            repo.store(b"x")
            repo.blob(repo.tree(repo.head)["README.md"])
            assert list(spot.iterdir())
        assert not list(spot.iterdir())
    finally:
        tempfile.tempdir = None


def test_odd_path_names_are_listed_read_and_written(tmp_path: Path, opened: Opener) -> None:
    root = make_repository(
        tmp_path / "work", {name: name.encode("utf-8", "surrogateescape") for name in ODD_NAMES}
    )
    repo = opened(root)
    tree = repo.tree(repo.head)
    assert sorted(tree) == sorted(ODD_NAMES)
    for name, blob in tree.items():
        assert repo.blob(blob) == name.encode("utf-8", "surrogateescape")
    changed = repo.make_tree(repo.head, {name: repo.store(b"1") for name in ODD_NAMES})
    assert set(repo.tree(changed).values()) == {repo.store(b"1")}
    assert repo.changed_paths(repo.head, changed) == set(ODD_NAMES)


def test_links_and_submodules_are_kept_apart_from_files(checkout: Path, opened: Opener) -> None:
    (checkout / "link.json").symlink_to("web/en.json")
    (checkout / "run.sh").write_bytes(b"#!")
    (checkout / "run.sh").chmod(0o755)
    git(checkout, "add", "-A")
    sub = git(checkout, "rev-parse", "HEAD")
    git(checkout, "update-index", "--add", "--cacheinfo", f"160000,{sub},sub")
    git(checkout, "commit", "-q", "-m", "Odd things")
    repo = opened(checkout)
    assert set(repo.tree(repo.head)) == {*FILES, "run.sh"}
    assert repo.links(repo.head) == {"link.json", "sub"}
    assert repo.executables(repo.head) == {"run.sh"}
    changed = repo.make_tree(repo.head, {"run.sh": repo.store(b"#!new")})
    assert repo.executables(changed) == {"run.sh"}
    assert repo.links(changed) == {"link.json", "sub"}
    for path in ("link.json", "sub", "sub/x", "link.json/x"):
        with pytest.raises(DeliveryError, match="cannot write"):
            repo.make_tree(repo.head, {path: repo.store(b"1")})


@pytest.mark.parametrize(
    "path",
    ["", "/etc/x", "../x", "a/../x", ".git/config", "a/.GIT/x", "git~1/x", ".git./x", ".g\u200cit/x", "a//b"],
)
def test_a_tree_never_gets_a_path_that_leaves_it(path: str, checkout: Path, opened: Opener) -> None:
    repo = opened(checkout)
    with pytest.raises(DeliveryError, match="no path"):
        repo.make_tree(repo.head, {path: repo.store(b"1")})


def test_blobs_are_read_and_measured_from_many_threads(checkout: Path, opened: Opener) -> None:
    repo = opened(checkout)
    blobs = {repo.store(b"%d" % number * number): b"%d" % number * number for number in range(300)}
    wrong: list[str] = []

    def read() -> None:
        wrong.extend(
            blob
            for blob, data in blobs.items()
            if repo.blob(blob) != data or repo.blob_size(blob) != len(data)
        )

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_missing_blob_is_an_error_with_a_hint(checkout: Path, opened: Opener) -> None:
    repo = opened(checkout)
    assert not repo.has("0" * 39 + "1")
    with pytest.raises(DeliveryError, match="missing") as raised:
        repo.blob("0" * 39 + "1")
    assert "fetch-depth" in raised.value.hint


def test_a_blob_stored_before_is_found_after_a_fetch_and_the_other_way_round(
    checkout: Path, opened: Opener
) -> None:
    repo = opened(checkout)
    repo.blob(repo.tree(repo.head)["README.md"])  # the reading process runs already
    other = repo.commit(repo.make_tree(None, {"x": repo.store(b"x")}), [], "x", author=None, when=0)
    repo.push([RefUpdate("refs/l10n/state/x", other, None)])
    second = opened(checkout)
    second.blob(second.tree(second.head)["README.md"])
    second.fetch(["refs/l10n/state/x"], depth=1)
    assert second.blob(second.tree(other)["x"]) == b"x"


def test_a_commit_is_what_git_would_have_made(checkout: Path, opened: Opener) -> None:
    repo = opened(checkout)
    tree = repo.make_tree(repo.head, {"web/fr.json": repo.store(b"f")})
    made = repo.commit(
        tree, [repo.head], "Übersetzt\n\nL10n-State: 12\n", author=("A <x>\n", "a@b"), when=12.9
    )
    repo.push([RefUpdate("refs/heads/made", made, None)])
    git(checkout, "fetch", "-q", "origin", "made")
    assert git(checkout, "log", "-1", "--format=%an|%ae|%at|%s|%cn|%P|%(trailers:key=L10n-State)", made) == (
        f"A x|a@b|12|Übersetzt|A x|{repo.head}|L10n-State: 12\n"
    ).rstrip("\n")
    assert "error" not in git(checkout, "fsck", "--strict", made)
    (found,) = repo.log(f"{repo.head}..{made}")
    assert (found.id, found.parents, found.trailers) == (made, (repo.head,), {"L10n-State": "12"})
    assert repo.message(made) == found.message


def test_renames_are_found_among_unrelated_files(checkout: Path, opened: Opener) -> None:
    repo = opened(checkout)
    text = "".join(f"line {number}\n" for number in range(50)).encode()
    old = repo.make_tree(
        None, {"en/a.json": repo.store(text), "en/b.json": repo.store(b"other"), "c": repo.store(b"c")}
    )
    new = repo.make_tree(
        None,
        {
            "en/moved.json": repo.store(text + b"more\n"),
            "en/new.json": repo.store(b"nothing alike"),
            "copy.txt": repo.store(text),
            "c": repo.store(b"c"),
        },
    )
    assert repo.renames(old, new, {"en/moved.json", "en/new.json", "c"}) == [("en/a.json", "en/moved.json")]
    assert repo.renames(old, new) == [("en/a.json", "copy.txt")]
    assert repo.renames(old, old) == []


def test_history_questions_are_answered(checkout: Path, opened: Opener) -> None:
    first = git(checkout, "rev-parse", "HEAD")
    git(checkout, "checkout", "-q", "-b", "side")
    side = commit(checkout, {"web/de.json": b"side\n"})
    git(checkout, "checkout", "-q", "main")
    main = commit(checkout, {"web/de.json": b"main\n", "new": b"n"})
    repo = opened(checkout)
    assert repo.merge_base(main, side) == first
    assert repo.is_ancestor(first, side)
    assert not repo.is_ancestor(main, side)
    tree, conflicts = repo.merge_tree(main, side)
    assert conflicts == ("web/de.json",)
    assert "new" in repo.tree(tree)
    assert repo.merge_tree(main, first) == (git(checkout, "rev-parse", "main^{tree}"), ())
    assert [one.id for one in repo.log(main)] == [main, first]
    assert [one.id for one in repo.log(main, limit=1)] == [main]
    assert repo.commits(main, [first]) == [main]
    assert set(repo.commits(side, [])) == {side, first}
    alone = repo.commit(repo.make_tree(None, {}), [], "alone", author=None, when=0)
    assert repo.merge_base(main, alone) is None
    with pytest.raises(DeliveryError) as raised:
        repo.merge_tree(main, alone)
    assert "fetch-depth" in raised.value.hint


def test_refs_and_default_branch_of_the_server_come_in_one_answer(
    checkout: Path, server: Path, opened: Opener
) -> None:
    git(server, "update-ref", "refs/l10n/state/main", "main")
    git(server, "update-ref", "refs/heads/x/refs/heads/main", "main")
    repo = opened(checkout)
    assert repo.remote_overview(["refs/heads/main", "refs/l10n/*", "refs/heads/none"]) == (
        {"refs/heads/main": repo.head, "refs/l10n/state/main": repo.head},
        "main",
    )
    assert repo.remote_refs(["refs/heads/x*"]) == {"refs/heads/x/refs/heads/main": repo.head}
    assert repo.remote_default_branch() == "main"


def _commits(repo: Repository, *texts: bytes) -> list[str]:
    return [
        repo.commit(repo.make_tree(repo.head, {"f": repo.store(text)}), [repo.head], "c", author=None, when=0)
        for text in texts
    ]


def test_a_push_creates_moves_and_deletes_refs(checkout: Path, server: Path, opened: Opener) -> None:
    repo = opened(checkout)
    one, two = _commits(repo, b"1", b"2")
    state, branch = "refs/l10n/state/main", "refs/heads/l10n/main"
    repo.push([RefUpdate(branch, one, None), RefUpdate(state, one, None)])
    assert repo.remote_refs([state, branch]) == {state: one, branch: one}
    repo.push([RefUpdate(branch, two, one), RefUpdate(state, two, one)])
    assert repo.remote_refs([state, branch]) == {state: two, branch: two}
    repo.push([RefUpdate(branch, None, two)])
    assert repo.remote_refs([state, branch]) == {state: two}


def test_a_lost_lease_moves_neither_ref(checkout: Path, opened: Opener) -> None:
    repo = opened(checkout)
    one, two, three = _commits(repo, b"1", b"2", b"3")
    state, branch = "refs/l10n/state/main", "refs/heads/l10n/main"
    repo.push([RefUpdate(branch, one, None), RefUpdate(state, one, None)])
    with pytest.raises(LeaseLost):
        repo.push([RefUpdate(branch, two, one), RefUpdate(state, two, three)])
    with pytest.raises(LeaseLost):
        repo.push([RefUpdate(branch, two, one), RefUpdate(state, two, None)])
    with pytest.raises(LeaseLost):
        repo.push([RefUpdate(branch, None, three)])
    assert repo.remote_refs([state, branch]) == {state: one, branch: one}


def test_a_server_without_atomic_pushes_gets_the_refs_one_by_one(
    checkout: Path, server: Path, opened: Opener
) -> None:
    git(server, "config", "receive.advertiseAtomic", "false")
    repo = opened(checkout)
    one, two, three = _commits(repo, b"1", b"2", b"3")
    state, branch = "refs/l10n/state/main", "refs/heads/l10n/main"
    repo.push([RefUpdate(branch, one, None), RefUpdate(state, one, None)])
    with pytest.raises(LeaseLost):
        repo.push([RefUpdate(branch, two, one), RefUpdate(state, two, three)])
    assert repo.remote_refs([state, branch]) == {branch: two, state: one}
    with pytest.raises(ValueError, match="two refs"):
        repo.push([RefUpdate(f"refs/heads/{name}", one, None) for name in "abc"])


def test_a_branch_that_stands_in_the_way_is_explained(checkout: Path, server: Path, opened: Opener) -> None:
    git(server, "branch", "l10n", "main")
    repo = opened(checkout)
    with pytest.raises(DeliveryError) as raised:
        repo.push([RefUpdate("refs/heads/l10n/main", _commits(repo, b"1")[0], None)])
    assert not isinstance(raised.value, LeaseLost)
    assert "rename" in raised.value.hint


@pytest.mark.parametrize(
    ("hook", "code"),
    [
        ("GH013: Repository rule violations found for refs/x", "push-rule"),
        ("GH006: Protected branch update failed", "branch-protected"),
        ("GitLab: Commit message does not follow the pattern", "push-rule"),
    ],
)
def test_rules_of_the_server_are_explained(
    hook: str, code: str, checkout: Path, server: Path, opened: Opener
) -> None:
    (server / "hooks").mkdir(exist_ok=True)
    script = server / "hooks" / "pre-receive"
    script.write_text(f"#!/bin/sh\necho 'error: {hook}' >&2\nexit 1\n")
    script.chmod(0o755)
    repo = opened(checkout)
    with pytest.raises(DeliveryError, match=hook[:5]) as raised:
        repo.push([RefUpdate("refs/l10n/state/main", repo.head, None)])
    assert "rule" in raised.value.hint
    assert raised.value.code == code


def test_a_refused_namespace_names_the_way_out(checkout: Path, server: Path, opened: Opener) -> None:
    git(server, "config", "receive.hideRefs", "refs/l10n")
    repo = opened(checkout)
    with pytest.raises(DeliveryError) as raised:
        repo.push([RefUpdate("refs/l10n/state/main", repo.head, None)])
    assert "state: branch" in raised.value.hint


def test_a_missing_server_is_explained(checkout: Path, tmp_path: Path, opened: Opener) -> None:
    with pytest.raises(DeliveryError) as raised:
        opened(checkout, remote_url=str(tmp_path / "nowhere")).remote_refs(["refs/heads/main"])
    assert "address of the remote" in raised.value.hint


def test_a_checkout_without_a_remote_says_so_when_one_is_needed(tmp_path: Path, opened: Opener) -> None:
    repo = opened(make_repository(tmp_path / "work", FILES))
    assert repo.remote_url is None
    with pytest.raises(DeliveryError, match="no remote"):
        repo.remote_refs(["refs/heads/main"])


def test_a_relative_remote_counts_from_the_checkout(
    checkout: Path, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(checkout, "remote", "set-url", "origin", "../server.git")
    monkeypatch.chdir(checkout / "web")
    assert opened(checkout).remote_refs(["refs/heads/main"])


@pytest.mark.parametrize(
    "ref",
    [
        "--upload-pack=touch pwned",
        "main",
        "refs/heads/../x",
        "refs/heads/a b",
        "refs/heads/a:refs/heads/b",
        "+refs/heads/a",
    ],
)
def test_refs_that_are_no_refs_are_refused(ref: str, checkout: Path, opened: Opener) -> None:
    repo = opened(checkout)
    with pytest.raises(DeliveryError):
        repo.fetch([ref])
    with pytest.raises(DeliveryError):
        repo.push([RefUpdate(ref, repo.head, None)])
    with pytest.raises(DeliveryError):
        repo.merge_base(f"--{ref}", "HEAD")


NAMES = st.sampled_from(["a", "b", "a.b", "a-", "a0", "B", "ü", "a/b", "a/c", "a/b/c", "x/y/z", "x/y-", "x"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(base=[], changes={"a/b/c": None, "a/b": b"1"})
@given(
    base=st.lists(NAMES, max_size=6, unique=True),
    changes=st.dictionaries(NAMES, st.sampled_from([b"1", b"2", None]), max_size=6),
)
def test_trees_are_those_that_git_would_make(
    base: list[str], changes: dict[str, bytes | None], shared: Repository
) -> None:
    def clash(paths: set[str]) -> bool:
        return any(one != other and other.startswith(one + "/") for one in paths for other in paths)

    if clash(set(base)):
        return
    files = {path: shared.store(path.encode()) for path in base}
    tree = shared.make_tree(None, files)
    expected = files | {path: shared.store(data) for path, data in changes.items() if data is not None}
    for path, data in changes.items():
        if data is None:
            expected.pop(path, None)
    blobs = {path: None if data is None else shared.store(data) for path, data in changes.items()}
    if clash(set(expected)):
        with pytest.raises(DeliveryError, match="cannot write"):
            shared.make_tree(tree, blobs)
        return
    made = shared.make_tree(tree, blobs)
    assert shared.tree(made) == expected
    lines = "".join(f"100644 {blob}\t{path}\0" for path, blob in expected.items()).encode()
    # git's own index, in the same private repository
    index = shared._git
    index.place.index.unlink(missing_ok=True)
    index.run("update-index", "-z", "--index-info", stdin=lines)
    assert index.text("write-tree") == made


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    root = make_repository(tmp_path_factory.mktemp("shared") / "work", FILES)
    return Repository.open(root, redactor=Redactor())


def test_git_finds_nothing_wrong_with_trees_of_ours(checkout: Path, server: Path, opened: Opener) -> None:
    repo = opened(checkout)
    names = {"a": b"1", "a.b/c": b"2", "a-b": b"3", "a0/x/y": b"4", "web/z/ü": b"5"}
    tree = repo.make_tree(repo.head, {path: repo.store(data) for path, data in names.items()})
    repo.push([RefUpdate("refs/heads/t", repo.commit(tree, [], "t", author=None, when=0), None)])
    done = subprocess.run(["git", "fsck", "--strict", "--full"], cwd=server, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
