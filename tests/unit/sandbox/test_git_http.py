"""The simulated git server, driven by real git."""

import base64
import concurrent.futures
import gzip
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from ci_l10n.sandbox.receiving import PushRules
from tests.unit.sandbox.github_server import TOKEN, GitHubServer, Work, git

pytestmark = pytest.mark.long  # real git many times over; scenarios prove the main ways in every check


@pytest.fixture
def server(tmp_path: Path) -> Iterator[GitHubServer]:
    with GitHubServer(tmp_path / "repositories") as running:
        running.repositories.create("acme", "app")
        yield running


@pytest.fixture
def work(server: GitHubServer, tmp_path: Path) -> Work:
    return Work(server, tmp_path / "work")


def test_clone_gives_back_what_was_pushed(server: GitHubServer, work: Work, tmp_path: Path) -> None:
    sha = work.commit("a/b.txt", "hello\n", "Second")
    work.push("main")
    git(tmp_path, "clone", "-q", server.remote(), "clone")
    assert (tmp_path / "clone/a/b.txt").read_text() == "hello\n"
    assert git(tmp_path / "clone", "rev-parse", "HEAD").stdout.strip() == sha
    assert server.repositories.find("acme", "app").branch("main") == sha  # type: ignore[union-attr]


@pytest.mark.parametrize("version", ["0", "1", "2"])
def test_every_protocol_version_lists_all_refs(server: GitHubServer, work: Work, version: str) -> None:
    work.push("HEAD:refs/l10n/state/main")
    listed = git(work.folder, "-c", f"protocol.version={version}", "ls-remote", "origin").stdout
    assert "refs/l10n/state/main" in listed


def test_protocol_version_two_is_spoken_when_asked_for(server: GitHubServer, work: Work) -> None:
    headers = {"Git-Protocol": "version=2"}
    url = f"{server.origin}/git/acme/app.git/info/refs?service=git-upload-pack"
    assert "version 2" in requests.get(url, auth=("x", TOKEN), headers=headers, timeout=10).text


def test_chunked_push_of_many_megabytes_arrives(server: GitHubServer, work: Work) -> None:
    (work.folder / "noise").write_bytes(os.urandom(3_000_000))
    sha = work.commit("small.txt", "small\n", "Big")
    work.push("main")  # more than http.postBuffer: Transfer-Encoding: chunked
    assert server.repositories.find("acme", "app").branch("main") == sha  # type: ignore[union-attr]


def test_gzipped_request_bodies_are_understood(server: GitHubServer, work: Work) -> None:
    body = gzip.compress(b"0014command=ls-refs\n00010009peel\n0000")
    answer = requests.post(
        f"{server.origin}/git/acme/app.git/git-upload-pack",
        data=body,
        auth=("x", TOKEN),
        headers={
            "Content-Type": "application/x-git-upload-pack-request",
            "Content-Encoding": "gzip",
            "Git-Protocol": "version=2",
        },
        timeout=10,
    )
    assert "refs/heads/main" in answer.text
    broken = requests.post(
        answer.url, data=body[:20], auth=("x", TOKEN), headers=answer.request.headers, timeout=10
    )
    assert broken.status_code == 400


def test_shallow_clone_and_fetch_of_a_single_commit_work(
    server: GitHubServer, work: Work, tmp_path: Path
) -> None:
    first = work.sha()
    work.commit("x", "x", "Second")
    work.push("main")
    git(tmp_path, "clone", "-q", "--depth=1", server.remote(), "shallow")
    git(tmp_path / "shallow", "fetch", "-q", "--depth=1", "origin", first)
    assert git(tmp_path / "shallow", "cat-file", "-t", first).stdout.strip() == "commit"


def test_without_credentials_git_is_asked_for_them(server: GitHubServer, work: Work) -> None:
    answer = requests.get(f"{server.origin}/git/acme/app.git/info/refs?service=git-upload-pack", timeout=10)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")
    assert (
        "could not read Username"
        in git(work.folder, "ls-remote", server.remote(token=""), check=False).stderr
    )


def test_a_wrong_token_is_refused(server: GitHubServer, work: Work) -> None:
    failed = git(work.folder, "ls-remote", server.remote(token="nonsense"), check=False).stderr
    assert "Authentication failed" in failed


@pytest.mark.parametrize("user", ["x-access-token", "oauth2", "gitlab-ci-token", "anything"])
@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
def test_any_user_name_and_any_spelling_of_the_scheme_do(
    server: GitHubServer, work: Work, user: str, scheme: str
) -> None:
    value = base64.b64encode(f"{user}:{TOKEN}".encode()).decode()
    listed = git(
        work.folder,
        "-c",
        f"http.extraheader=AUTHORIZATION: {scheme} {value}",
        "ls-remote",
        server.remote(token=""),
    )
    assert "refs/heads/main" in listed.stdout


def test_two_authorization_headers_are_one_too_many(server: GitHubServer, work: Work) -> None:
    value = base64.b64encode(f"x:{TOKEN}".encode()).decode()
    header = f"http.extraheader=Authorization: basic {value}"
    failed = git(
        work.folder, "-c", header, "-c", header, "ls-remote", server.remote(token=""), check=False
    ).stderr
    assert 'Duplicate header: "Authorization"' in failed
    assert "400" in failed


def test_unknown_repositories_and_strange_paths_are_not_found(server: GitHubServer, tmp_path: Path) -> None:
    (tmp_path / "secret.git").mkdir()
    (tmp_path / "secret.git" / "HEAD").write_text("ref: refs/heads/main\n")
    for name in (
        "acme/none.git",
        "../secret.git",
        "acme/..%2F..%2Fsecret.git",
        "acme/app.git/../../secret.git",
        "a",
    ):
        with socket.create_connection(("127.0.0.1", int(server.origin.rpartition(":")[2]))) as raw:
            value = base64.b64encode(f"x:{TOKEN}".encode()).decode()
            head = f"GET /git/{name}/info/refs?service=git-upload-pack HTTP/1.0\r\nAuthorization: Basic {value}\r\n\r\n"
            raw.sendall(head.encode())
            assert b" 404 " in raw.recv(200).split(b"\r\n")[0], name


def test_objects_are_not_served_as_files(server: GitHubServer, work: Work) -> None:
    assert (
        requests.get(f"{server.origin}/git/acme/app.git/HEAD", auth=("x", TOKEN), timeout=10).status_code
        == 404
    )


def test_a_read_only_token_may_fetch_and_not_push(server: GitHubServer, work: Work) -> None:
    server.github.configure({"read_only_tokens": [TOKEN]})
    assert "main" in git(work.folder, "ls-remote", "origin").stdout
    work.commit("x", "x", "Second")
    assert "403" in work.push("main", check=False)
    assert "denied" in work.push("main", check=False)
    server.github.reset()
    assert server.repositories.access.right(TOKEN, "write") == "write"


def test_an_expired_token_is_refused_until_a_new_one_is_given(server: GitHubServer, work: Work) -> None:
    server.github.configure({"expires_in": 3600})
    git(work.folder, "ls-remote", "origin")
    server.clock.advance(3601)
    assert git(work.folder, "ls-remote", "origin", check=False).returncode == 128
    assert server.call("GET", "/repos/acme/app").status == 401


def test_a_protected_branch_answers_gh006_and_stays(server: GitHubServer, work: Work) -> None:
    before = work.sha()
    work.commit("x", "x", "Second")
    server.github.configure({"protected_branches": ["main"]})
    failed = work.push("main", check=False)
    assert "GH006: Protected branch update failed for refs/heads/main." in failed
    assert "protected branch hook declined" in failed
    assert server.repositories.find("acme", "app").branch("main") == before  # type: ignore[union-attr]
    work.push("HEAD:free")


def test_a_rule_answers_gh013_on_any_ref(server: GitHubServer, work: Work) -> None:
    server.github.configure({"ruled_refs": ["refs/l10n/*"], "ruled_because": "File path is restricted"})
    failed = work.push("HEAD:refs/l10n/state/main", check=False)
    assert "GH013: Repository rule violations found for refs/l10n/state/main." in failed
    assert "- File path is restricted" in failed
    assert "push declined due to repository rule violations" in failed


def test_a_refused_namespace_is_no_rule(server: GitHubServer, work: Work) -> None:
    server.github.configure({"hidden_refs": ["refs/l10n/"]})
    failed = work.push("HEAD:refs/l10n/state/main", check=False)
    assert "deny updating a hidden ref" in failed
    assert "GH0" not in failed
    assert "refs/l10n" not in git(work.folder, "ls-remote", "origin").stdout


def test_too_many_refs_in_one_push_are_refused_together(server: GitHubServer, work: Work) -> None:
    server.github.configure({"most_refs": 2})
    failed = work.push("HEAD:a", "HEAD:b", "HEAD:c", check=False)
    assert "do not allow pushes that update more than 2 branches or tags" in failed
    assert failed.count("remote rejected") == 3
    work.push("HEAD:a", "HEAD:b")


def test_refused_pushes_are_reported_in_full_for_thousands_of_refs(server: GitHubServer, work: Work) -> None:
    server.repositories.rules = PushRules(hidden_refs=("refs/x/",))
    failed = work.push(*(f"HEAD:refs/x/{number:04}" for number in range(1500)), check=False)
    assert failed.count("deny updating a hidden ref") == 1500


def test_leases_and_atomic_pushes_work_and_atomic_can_be_taken_away(server: GitHubServer, work: Work) -> None:
    work.commit("x", "x", "Second")
    stale = work.push(f"--force-with-lease=main:{'1' * 40}", "HEAD:main", check=False)
    assert "stale info" in stale
    work.push("--atomic", "HEAD:one", "HEAD:refs/l10n/state/main")
    server.github.configure({"atomic": False})
    assert "does not support --atomic" in work.push(
        "--atomic", "HEAD:two", "HEAD:refs/l10n/state/x", check=False
    )


def test_pull_request_refs_cannot_be_pushed(server: GitHubServer, work: Work) -> None:
    assert "hidden ref" in work.push("HEAD:refs/pull/1/head", check=False)


def test_the_first_branch_pushed_becomes_the_default_one(server: GitHubServer, tmp_path: Path) -> None:
    created = server.repositories.create("acme", "old")
    folder = tmp_path / "old"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "master")
    git(folder, "commit", "-q", "--allow-empty", "-m", "First")
    git(folder, "push", "-q", server.remote("old"), "master")
    assert created.default_branch == "master"


def test_pushes_at_the_same_time_all_arrive(server: GitHubServer, work: Work, tmp_path: Path) -> None:
    def push(number: int) -> str:
        return git(work.folder, "push", "-q", "origin", f"HEAD:refs/heads/b{number}").stderr

    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        list(pool.map(push, range(12)))
    found = server.repositories.find("acme", "app")
    assert found is not None
    assert len(found.refs("refs/heads/b")) == 12


def test_nobodys_hooks_run_on_the_server(server: GitHubServer, work: Work) -> None:
    found = server.repositories.find("acme", "app")
    assert found is not None
    hooks = found.path / "hooks"
    hooks.mkdir(exist_ok=True)
    (hooks / "pre-receive").write_text("#!/bin/sh\nexit 1\n")
    (hooks / "pre-receive").chmod(0o755)
    work.push("HEAD:refs/heads/again")
