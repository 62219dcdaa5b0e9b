"""What a hostile repository tries, and where credentials go."""

import os
import subprocess
from pathlib import Path

import pytest

from ci_l10n.errors import DeliveryError
from ci_l10n.git.process import Git
from ci_l10n.git.repo import RefUpdate, Repository
from ci_l10n.redact import Redactor
from tests.unit.git.conftest import Opener
from tests.unit.git.real_git import commit, git, make_repository, snapshot

TOKEN = "ghs_0123456789secret"


def _script(path: Path, marker: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho \"$0 $*\" >> '{marker}'\nexit 1\n")
    path.chmod(0o755)
    return str(path)


def _work(repo: Repository) -> None:
    blob = repo.store(b"new\r\n")
    made = repo.commit(
        repo.make_tree(repo.head, {"web/de.json": blob}), [repo.head], "Add", author=None, when=1
    )
    repo.uncommitted(["web/en.json", "web/de.json", "x.bin"])
    repo.remote_overview(["refs/heads/*"])
    repo.fetch(["refs/heads/main"])
    repo.merge_tree(made, repo.head)
    repo.changed_paths(made, repo.head)
    repo.renames(made, repo.head)
    repo.log(f"{repo.head}..{made}")
    repo.push([RefUpdate("refs/heads/l10n/main", made, None), RefUpdate("refs/l10n/state/main", made, None)])
    repo.write_files({"web/de.json": b"new\r\n"})


def test_nothing_that_a_repository_configures_ever_runs(
    checkout: Path, tmp_path: Path, opened: Opener
) -> None:
    marker = tmp_path / "ran"
    evil = _script(tmp_path / "evil", marker)
    commit(checkout, {"web/en.json": b"other\n", ".gitattributes": b"* filter=evil diff=evil merge=evil\n"})
    for name in (
        "pre-push",
        "post-checkout",
        "reference-transaction",
        "post-index-change",
        "fsmonitor-watchman",
    ):
        _script(checkout / ".git" / "hooks" / name, marker)
    settings = {
        "core.hooksPath": str(checkout / ".git" / "hooks"),
        **dict.fromkeys(
            (
                "core.fsmonitor",
                "core.sshCommand",
                "core.gitProxy",
                "core.pager",
                "core.editor",
                "core.askPass",
            ),
            evil,
        ),
        **dict.fromkeys(
            ("filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "diff.evil.textconv"), evil
        ),
        **dict.fromkeys(
            ("diff.evil.command", "merge.evil.driver", "diff.external", "credential.helper"), evil
        ),
        **dict.fromkeys(
            (
                "core.alternateRefsCommand",
                "gpg.program",
                "uploadpack.packObjectsHook",
                "remote.origin.uploadpack",
            ),
            evil,
        ),
        "remote.origin.receivepack": evil,
        "filter.evil.required": "true",
        "log.showSignature": "true",
        "push.gpgSign": "true",
        "alias.status": f"!{evil}",
    }
    for key, value in settings.items():
        git(checkout, "config", key, value)
    (checkout / "web/en.json").write_bytes(b"edited\n")
    os.utime(checkout / "web/de.json", (1, 1))
    _work(opened(checkout))
    assert not marker.exists(), marker.read_text()
    git(checkout, "diff", check=False)
    assert marker.exists(), "the trap must work for a git that is not fenced"


@pytest.mark.parametrize(
    "url",
    [
        "ext::sh -c touch% {0}",
        "--upload-pack=touch {0}",
        "fd::17",
        "ssh://-oProxyCommand=touch%20{0}/x",
        "-oProxyCommand=x:y",
    ],
)
def test_addresses_that_run_programs_are_refused(url: str, checkout: Path, tmp_path: Path) -> None:
    git(checkout, "config", "remote.origin.url", url.format(tmp_path / "pwned"))
    with pytest.raises(DeliveryError), Repository.open(checkout, redactor=Redactor()) as repo:
        repo.remote_refs(["refs/heads/main"])
    assert not (tmp_path / "pwned").exists()


def test_variables_of_a_hook_we_run_in_lead_nowhere(
    checkout: Path, tmp_path: Path, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_repository(tmp_path / "other", {"other": b""})
    for name, value in {
        "GIT_DIR": other / ".git",
        "GIT_WORK_TREE": other,
        "GIT_INDEX_FILE": other / ".git/index",
        "GIT_OBJECT_DIRECTORY": other / ".git/objects",
        "GIT_COMMON_DIR": other / ".git",
        "GIT_NAMESPACE": "space",
        "GIT_CONFIG_PARAMETERS": "'core.bare=true'",
        "GIT_EXTERNAL_DIFF": "false",
        "GIT_PREFIX": "web/",
    }.items():
        monkeypatch.setenv(name, str(value))
    before = snapshot(other)
    repo = opened(checkout)
    assert set(repo.tree(repo.head)) == {"web/en.json", "web/de.json", "README.md"}
    _work(repo)
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_NAMESPACE", "GIT_COMMON_DIR", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name)
    assert snapshot(other) == before


def test_settings_the_user_passes_by_environment_stay(
    checkout: Path, server: Path, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", f"url.file://{server}.insteadOf")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "https://nowhere.invalid/x")
    assert opened(checkout, remote_url="https://nowhere.invalid/x").remote_refs(["refs/heads/main"])


def test_what_git_says_is_shown_without_secrets_and_control_characters(
    checkout: Path, tmp_path: Path
) -> None:
    hook = tmp_path / "server.git" / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(
        f"#!/bin/sh\nprintf 'no {TOKEN} \\033[31m ::error::x https://u:{TOKEN}@host/' >&2\nexit 1\n"
    )
    hook.chmod(0o755)
    with (
        Repository.open(checkout, redactor=Redactor([TOKEN])) as repo,
        pytest.raises(DeliveryError) as raised,
    ):
        repo.push([RefUpdate("refs/heads/x", repo.head, None)])
    assert TOKEN not in raised.value.message
    assert "\x1b" not in raised.value.message
    assert "***" in raised.value.message


@pytest.mark.parametrize("token", [None, TOKEN])
@pytest.mark.parametrize(
    "url", ["https://{0}github.com/acme/app.git", "http://{0}127.0.0.1:8080/acme/app.git"]
)
def test_the_token_is_in_the_environment_and_nowhere_else(
    url: str, token: str | None, checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A recording git on PATH shows what other users of the machine could see."""
    real = subprocess.run(["which", "git"], capture_output=True, text=True, check=True).stdout.strip()
    record = tmp_path / "record"
    fake = tmp_path / "bin" / "git"
    fake.parent.mkdir()
    fake.write_text(
        f'#!/bin/sh\nprintf \'%s\\n\' "$@" >> {record}\nexec {real} -c http.proxy=http://127.0.0.1:9 "$@"\n'
    )
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}:{os.environ['PATH']}")
    address = url.format("" if token else f"oauth2:{TOKEN}@")
    redactor = Redactor()
    with Repository.open(checkout, remote_url=address, token=token, redactor=redactor) as repo:
        with pytest.raises(DeliveryError):
            _work_remotely(repo)
        private = snapshot(repo._git.place.git_dir)
        environment = repo._git.environment()
        assert repo.remote_url == url.format("")
    secrets = (TOKEN, redactor_spelling(environment))
    seen = record.read_text() + "".join(data.decode("latin-1") for data in private.values())
    assert "ls-remote" in seen
    assert not any(secret in seen for secret in secrets)
    assert redactor.clean(" ".join(secrets)) == "*** ***"


def _work_remotely(repo: Repository) -> None:
    repo._remote._clock.sleep = lambda seconds: None  # type: ignore[union-attr,method-assign]
    repo.remote_refs(["refs/heads/main"])


def redactor_spelling(environment: dict[str, str]) -> str:
    (header,) = [value for value in environment.values() if value.startswith("Authorization: Basic ")]
    return header.removeprefix("Authorization: Basic ")


@pytest.mark.parametrize(
    "url",
    ["http://example.com/x.git", "ssh://git@example.com/x.git", "git@example.com:x.git", "../server.git"],
)
def test_a_token_is_never_prepared_for_an_address_that_is_not_safe(url: str, checkout: Path) -> None:
    with Repository.open(checkout, remote_url=url, token=TOKEN, redactor=Redactor()) as repo:
        assert TOKEN not in str(repo._git.environment())
        assert "Authorization" not in str(repo._git.environment())


def test_a_header_configured_elsewhere_is_reset_before_ours(checkout: Path) -> None:
    url = "https://github.com/acme/app.git"
    with Repository.open(checkout, remote_url=url, token=TOKEN, redactor=Redactor()) as repo:
        environment = repo._git.environment()
    names = {value: key for key, value in environment.items() if key.startswith("GIT_CONFIG_KEY")}
    last = int(names[f"http.{url}.extraheader"].rpartition("_")[2])
    assert environment[f"GIT_CONFIG_VALUE_{last - 1}"] == ""
    assert environment[f"GIT_CONFIG_KEY_{last - 1}"] == f"http.{url}.extraheader"


def test_a_missing_git_is_an_error_with_a_hint(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(DeliveryError, match="git was not found") as raised:
        Repository.open(checkout, redactor=Redactor())
    assert "install git" in raised.value.hint


def test_a_git_object_keeps_its_secrets_out_of_its_description(checkout: Path) -> None:
    with Repository.open(checkout, remote_url="https://h/x", token=TOKEN, redactor=Redactor()) as repo:
        assert isinstance(repo._git, Git)
        assert "Authorization" not in repr(repo._git) + repr(repo._remote)
