"""What is in the image, and what is not."""

import re

import pytest

from ci_l10n import __version__
from tests.container import engine

pytestmark = [pytest.mark.long, pytest.mark.timeout(900), pytest.mark.usefixtures("image")]

LARGEST = 160_000_000  # bytes, uncompressed


def test_it_says_its_version_from_any_working_directory() -> None:
    for folder in ("/", "/tmp"):
        ran = engine.run("--version", options=["--workdir", folder])
        assert (ran.code, ran.out.strip()) == (0, f"ci-l10n {__version__}"), ran.err


def test_the_command_is_on_the_path_when_the_entry_point_is_taken_away_as_on_gitlab() -> None:
    ran = engine.shell("ci-l10n --version")
    assert (ran.code, ran.out.strip()) == (0, f"ci-l10n {__version__}"), ran.err


def test_it_keeps_the_rules_for_container_actions() -> None:
    config = engine.inspect()["Config"]
    assert config.get("User", "") == ""
    assert config.get("WorkingDir") in (None, "", "/")
    assert all(part.startswith("/") for part in config["Entrypoint"])
    assert config["Labels"]["org.opencontainers.image.licenses"] == "Apache-2.0"


def test_it_is_small() -> None:
    assert engine.inspect()["Size"] < LARGEST


def test_it_holds_no_perl_no_installer_and_no_compiler() -> None:
    names = "perl pip pip3 apt-get dpkg gcc cc ld make curl wget ssh sudo su mount"
    ran = engine.shell(
        f"for name in {names}; do if command -v $name; then exit 9; fi; done\n"
        'python3 -c "import importlib.util as u; '
        "print([name for name in ('pip', 'ensurepip', 'setuptools', 'tkinter', 'test') if u.find_spec(name)])\""
    )
    assert (ran.code, ran.out.strip()) == (0, "[]"), ran.out + ran.err


def test_nothing_of_the_build_machine_is_left_in_it() -> None:
    ran = engine.shell("ls -d /etc/pip.conf /run/ci-l10n /src /rootfs 2>/dev/null || true; env")
    assert "/etc/pip.conf" not in ran.out
    assert "/run/ci-l10n" not in ran.out
    assert "/src" not in ran.out
    assert re.search(r"^PIP_|_TOKEN=|_CA_", ran.out, re.MULTILINE) is None


def test_python_and_its_extension_modules_load_and_trust_public_certificates() -> None:
    ran = engine.shell(
        'python3 -c "import ssl, sqlite3, ctypes, bz2, lzma, uuid, nacl.bindings, cryptography.x509, rpds, yaml; '
        "print(ssl.create_default_context().cert_store_stats()['x509_ca'])\"; wc -c </etc/ssl/certs/ca-certificates.crt"
    )
    assert ran.code == 0, ran.err
    authorities, size = map(int, ran.out.split())
    assert authorities > 50
    assert size > 100_000


def test_modules_are_compiled_already() -> None:
    """What is compiled at start is compiled at every start: the program's user cannot write there."""
    ran = engine.shell(
        "python3 -v -c 'import ci_l10n.cli, requests, github, yaml' 2>&1 | grep 'code object from'"
    )
    assert ran.code == 0, ran.err
    loaded = re.findall(r"code object from '?(\S+?)'?$", ran.out, re.MULTILINE)
    assert len(loaded) > 100
    assert [path for path in loaded if not path.endswith(".pyc")] == []


def test_git_does_what_is_asked_of_it() -> None:
    ran = engine.shell(
        """
        cd /tmp; export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
        git init -q -b main one 2>&1; cd one
        echo 1 >a; git add a; git commit -q -m A
        git checkout -q -b other; echo 2 >b; git add b; git commit -q -m B
        git checkout -q main; echo 3 >c; git add c; git commit -q -m C
        git merge-tree --write-tree main other
        git diff-tree -r -M main other; git rev-list --count --all; git log --oneline | wc -l
        echo main | git cat-file --batch-check
        git clone -q --bare . ../two.git; git push -q ../two.git main:refs/l10n/state/main
        git fetch -q ../two.git refs/l10n/state/main; git ls-remote ../two.git | wc -l
        git --exec-path; ls "$(git --exec-path)"
        """
    )
    assert ran.code == 0, ran.err
    assert "warning" not in ran.out + ran.err
    assert ran.out.split()[-3:] == ["git-http-backend", "git-remote-http", "git-remote-https"]


def test_the_demo_runs_in_it() -> None:
    ran = engine.run("demo", options=["--read-only", "--tmpfs", "/tmp", "--network", "none"])
    assert ran.code == 0, ran.out + ran.err
    assert "held 1 back" in ran.out
