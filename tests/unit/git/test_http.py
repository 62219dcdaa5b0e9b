"""The same work over smart HTTP, against the sandbox's git server."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ci_l10n.config.model import StatePlace
from ci_l10n.errors import AuthError, DeliveryError, L10nError
from ci_l10n.git.failures import NamespaceRefused, explain
from ci_l10n.git.repo import LeaseLost, RefUpdate, Repository
from ci_l10n.git.state_ref import load_state, state_ref_name, write_state
from ci_l10n.redact import Redactor
from ci_l10n.sandbox.server import Sandbox
from ci_l10n.state import State
from tests.unit.git.conftest import FILES, Opener
from tests.unit.git.real_git import commit, git, make_repository, snapshot

BRANCH, STATE = "refs/heads/l10n/main", "refs/l10n/state/main"


class NoWait:
    def now(self) -> float:
        return 0

    def monotonic(self) -> float:
        return 0

    def sleep(self, seconds: float) -> None:
        pass


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seed=1) as running:
        yield running


@pytest.fixture
def work(sandbox: Sandbox, tmp_path: Path) -> Path:
    """A checkout of acme/app; its origin holds no credentials, as with `persist-credentials: false`."""
    services: dict[str, Any] = {service.name: service for service in sandbox.services}
    services["github"].repositories.create("acme", "app")
    root = make_repository(tmp_path / "http", FILES)
    address = f"{sandbox.announcement['git']}/acme/app.git"
    git(root, "push", "-q", address.replace("//", f"//x:{sandbox.github_token}@", 1), "main")
    git(root, "remote", "add", "origin", address)
    return root


@pytest.fixture
def repo(work: Path, sandbox: Sandbox, opened: Opener) -> Repository:
    return opened(work, token=sandbox.github_token, clock=NoWait())


def _new(repo: Repository, text: bytes) -> str:
    return repo.commit(
        repo.make_tree(repo.head, {"f": repo.store(text)}), [repo.head], "c", author=None, when=0
    )


def test_a_run_over_http_leaves_the_checkout_as_it_was(
    repo: Repository, work: Path, opened: Opener, sandbox: Sandbox
) -> None:
    before = snapshot(work)
    made = _new(repo, b"1")
    state = write_state(
        repo, State(sources={"f": repo.store(b"1")}), source_commit=repo.head, trailers={}, when=0
    )
    repo.push([RefUpdate(BRANCH, made, None), RefUpdate(STATE, state, None)])
    second = opened(work, token=sandbox.github_token)
    assert load_state(second, "main", StatePlace()).commit == state
    second.fetch([BRANCH])
    assert second.blob(second.tree(made)["f"]) == b"1"
    assert repo.remote_overview(["refs/l10n/*"]) == ({STATE: state}, "main")
    assert snapshot(work) == before


def test_one_question_and_one_push_are_few_requests(repo: Repository, sandbox: Sandbox) -> None:
    sandbox.log.clear()
    repo.remote_overview(["refs/heads/*", "refs/l10n/*"])
    assert len(sandbox.log.entries("git")) == 2  # the capabilities and the refs of protocol 2
    sandbox.log.clear()
    repo.push([RefUpdate(BRANCH, _new(repo, b"1"), None), RefUpdate(STATE, _new(repo, b"2"), None)])
    assert len(sandbox.log.entries("git")) <= 3
    assert {entry.status for entry in sandbox.log.entries("git")} == {
        200
    }  # never asked to authenticate first


def test_a_wrong_token_is_a_matter_of_credentials_and_is_not_shown(work: Path, opened: Opener) -> None:
    repo = opened(work, token="ghp_wrong_0123456789", clock=NoWait())
    with pytest.raises(AuthError) as raised:
        repo.remote_refs(["refs/heads/main"])
    assert "ghp_wrong" not in f"{raised.value.message}{raised.value.hint}"


def test_no_token_is_a_matter_of_credentials(work: Path, opened: Opener) -> None:
    with pytest.raises(AuthError) as raised:
        opened(work).remote_refs(["refs/heads/main"])
    assert "token" in raised.value.hint


def test_a_read_only_token_cannot_push_and_the_hint_names_the_right(
    repo: Repository, sandbox: Sandbox
) -> None:
    sandbox.set_knobs(read_only_tokens=[sandbox.github_token])
    assert repo.remote_refs(["refs/heads/main"])
    with pytest.raises(AuthError) as raised:
        repo.push([RefUpdate(BRANCH, _new(repo, b"1"), None)])
    assert "contents: write" in raised.value.hint


def test_credentials_in_the_address_work_and_are_hidden(work: Path, sandbox: Sandbox, opened: Opener) -> None:
    address = git(work, "remote", "get-url", "origin")
    git(
        work,
        "remote",
        "set-url",
        "origin",
        address.replace("//", f"//gitlab-ci-token:{sandbox.github_token}@", 1),
    )
    repo = opened(work)
    assert repo.remote_url == address
    assert repo.remote_refs(["refs/heads/main"])


@pytest.mark.parametrize(
    "scope",
    [
        "http.{0}/.extraheader",
        "http.extraheader",
        "http.{0}/git/acme/.extraheader",
        "http.{0}/git/acme/app.git.extraheader",
    ],
)
@pytest.mark.parametrize("where", ["checkout", "global"])
def test_two_authorization_headers_never_meet(
    scope: str,
    where: str,
    work: Path,
    sandbox: Sandbox,
    tmp_path: Path,
    opened: Opener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key = scope.format(sandbox.origin)
    header = "AUTHORIZATION: basic eC1hY2Nlc3MtdG9rZW46b2xk"
    if where == "checkout":
        git(work, "config", key, header)
    else:
        git(work, "config", "--file", str(tmp_path / "global"), key, header)
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "global"))
    repo = opened(work, token=sandbox.github_token, clock=NoWait())
    assert repo.remote_refs(["refs/heads/main"])
    repo.push([RefUpdate(BRANCH, _new(repo, b"1"), None)])


def test_rules_of_the_forge_are_explained(repo: Repository, sandbox: Sandbox) -> None:
    made = _new(repo, b"1")
    sandbox.set_knobs(ruled_refs=[STATE])
    with pytest.raises(DeliveryError, match="GH013"):
        repo.push([RefUpdate(STATE, made, None)])
    sandbox.set_knobs(ruled_refs=[], protected_branches=["l10n/*"])
    with pytest.raises(DeliveryError, match="GH006"):
        repo.push([RefUpdate(BRANCH, made, None)])
    sandbox.set_knobs(protected_branches=[], hidden_refs=["refs/l10n"])
    with pytest.raises(NamespaceRefused) as raised:
        repo.push([RefUpdate(STATE, made, None)])
    assert "state: branch" in raised.value.hint
    sandbox.set_knobs(hidden_refs=[], most_refs=1)
    with pytest.raises(DeliveryError, match="more than 1"):
        repo.push([RefUpdate(BRANCH, made, None), RefUpdate(STATE, made, None)])
    assert repo.remote_refs([BRANCH, STATE]) == {}


def test_without_atomic_pushes_the_refs_move_in_order(repo: Repository, sandbox: Sandbox) -> None:
    sandbox.set_knobs(atomic=False)
    made = _new(repo, b"1")
    repo.push([RefUpdate(BRANCH, made, None), RefUpdate(STATE, made, None)])
    assert repo.remote_refs([BRANCH, STATE]) == {BRANCH: made, STATE: made}


def test_a_lost_lease_over_http_moves_nothing(repo: Repository) -> None:
    made = _new(repo, b"1")
    repo.push([RefUpdate(STATE, made, None)])
    with pytest.raises(LeaseLost):
        repo.push([RefUpdate(BRANCH, made, None), RefUpdate(STATE, _new(repo, b"2"), repo.head)])
    assert repo.remote_refs([BRANCH, STATE]) == {STATE: made}


@pytest.mark.parametrize("fault", ["apply-then-502", "reset", "502"])
def test_a_push_whose_answer_is_lost_is_looked_into(fault: str, repo: Repository, sandbox: Sandbox) -> None:
    made = _new(repo, b"1")
    sandbox.faults.add([{"match": "POST git-receive-pack", "do": fault}])
    updates = [RefUpdate(BRANCH, made, None), RefUpdate(STATE, made, None)]
    try:
        repo.push(updates)
    except L10nError:
        assert repo.remote_refs([BRANCH, STATE]) == {}  # told that it failed only when it did
        repo.push(updates)
    assert repo.remote_refs([BRANCH, STATE]) == {BRANCH: made, STATE: made}


@pytest.mark.long
@pytest.mark.parametrize("fault", ["half", "foreign"])
def test_a_push_whose_answer_ends_in_the_middle_is_ended_and_looked_into(
    fault: str, work: Path, sandbox: Sandbox, opened: Opener
) -> None:
    """git itself would wait for ever."""
    repo = opened(work, token=sandbox.github_token, clock=NoWait(), timeout=1)
    new = _new(repo, b"x")
    sandbox.faults.add([{"match": "POST git-receive-pack", "do": fault}])
    repo.push([RefUpdate(BRANCH, new, None)])
    assert repo.remote_refs([BRANCH]) == {BRANCH: new}


@pytest.mark.parametrize("fault", ["502", "reset", "empty", "truncate"])
def test_questions_are_asked_again_when_the_network_fails(
    fault: str, repo: Repository, sandbox: Sandbox
) -> None:
    sandbox.faults.add([{"match": "GET info/refs", "do": fault}])
    assert repo.remote_refs(["refs/heads/main"])


def test_a_server_that_is_gone_is_an_error_with_a_hint(work: Path, opened: Opener) -> None:
    repo = opened(work, remote_url="http://127.0.0.1:9/acme/app.git", token="t0ken", clock=NoWait())
    with pytest.raises(DeliveryError) as raised:
        repo.remote_refs(["refs/heads/main"])
    assert "network" in raised.value.hint


@pytest.mark.parametrize(
    ("fault", "hint"), [("html", "in place of the git server"), ("redirect", "has moved"), ("500", "network")]
)
def test_what_answers_in_place_of_git_is_named(
    fault: str, hint: str, repo: Repository, sandbox: Sandbox
) -> None:
    sandbox.faults.add([{"match": "GET info/refs", "do": fault, "times": 9}])
    with pytest.raises(DeliveryError) as raised:
        repo.remote_refs(["refs/heads/main"])
    assert hint in raised.value.hint


@pytest.mark.parametrize(
    "words",
    [
        "fatal: sha1 file '/tmp/x/objects/pack/tmp_idx_jvr' write error. Out of diskspace",
        "error: cannot update ref 'refs/x': couldn't write '/tmp/x/refs/x.lock'",
        "error: unable to write file: No space left on device",
    ],
)
def test_a_full_disk_is_named_whatever_git_calls_it(words: str) -> None:
    error = explain("store objects", words, Redactor())
    assert error.code == "disk-full"
    assert "TMPDIR" in error.hint


def test_a_redirect_takes_no_credentials_along(repo: Repository) -> None:
    settings = dict(zip(*_pairs(repo), strict=True))
    assert settings["http.followRedirects"] == "false"
    assert settings["credential.helper"] == ""


def _pairs(repo: Repository) -> tuple[list[str], list[str]]:
    environment = repo._git.environment()
    numbers = range(int(environment["GIT_CONFIG_COUNT"]))
    return (
        [environment[f"GIT_CONFIG_KEY_{number}"] for number in numbers],
        [environment[f"GIT_CONFIG_VALUE_{number}"] for number in numbers],
    )


def test_a_shallow_clone_over_http_delivers(
    work: Path, sandbox: Sandbox, tmp_path: Path, opened: Opener
) -> None:
    commit(work, {"web/en.json": b"2"})
    address = git(work, "remote", "get-url", "origin")
    with_token = address.replace("//", f"//x:{sandbox.github_token}@", 1)
    git(work, "push", "-q", with_token, "main")
    git(tmp_path, "clone", "-q", "--depth=1", with_token, "shallow")
    git(tmp_path / "shallow", "remote", "set-url", "origin", address)
    with Repository.open(tmp_path / "shallow", token=sandbox.github_token, redactor=Redactor()) as repo:
        made = _new(repo, b"1")
        state = write_state(
            repo, State(sources={"f": repo.store(b"1")}), source_commit="", trailers={}, when=0
        )
        repo.push(
            [RefUpdate(BRANCH, made, None), RefUpdate(state_ref_name("main", StatePlace()), state, None)]
        )
        assert load_state(repo, "main", StatePlace()).commit == state
