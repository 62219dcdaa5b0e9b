"""Patches that `git am` takes, byte for byte, whatever the files hold."""

import subprocess
from pathlib import Path

import pytest

from ci_l10n.git.patches import is_plain
from ci_l10n.git.repo import Repository
from tests.unit.git.conftest import Opener
from tests.unit.git.real_git import ENVIRONMENT, git, make_repository

WHEN = 1_800_000_000.0
BEFORE = {
    "plain.json": b'{"a": "x"}\n',
    "no-newline.json": b'{"a": "x"}',
    "crlf.json": b'{\r\n "a": "x"\r\n}\r\n',
    "lone-cr.txt": b"one\rtwo\n",
    "latin-1.properties": "a=\u00fcber\n".encode("latin-1"),
    "utf-16.strings": '"a" = "x";\n'.encode("utf-16"),
    "bom.json": b'\xef\xbb\xbf{"a": "x"}\n',
    "gone.json": b'{"gone": "yes"}\n',
    "old/name.json": b"".join(b'"key%d": "value",\n' % number for number in range(40)),
    'odd/"*[a]?\\\t.json': b'{"a":\r\n "x"}\r\n',
    "odd/\udcff.json": b'{"a": "x"}\n',
    "odd/*.json": b'{"a": "x"}\n',
    "odd/kept.json": b'{"a": "x"}\n',
    "trailing blank .json": b'{"a": "x"}\n',
    "From here.json": b"From nobody Mon Sep 17 00:00:00 2001\n---\ndiff --git a/x b/x\n",
}
AFTER = {
    "plain.json": '{"a": "\u65e5\u672c \U0001f600"}\n'.encode(),
    "no-newline.json": b'{"a": "y"}',
    "crlf.json": b'{\r\n "a": "y"\r\n}\r\n',
    "lone-cr.txt": b"one\rthree\n",
    "latin-1.properties": "a=\u00e4ber\n".encode("latin-1"),
    "utf-16.strings": '"a" = "y";\n'.encode("utf-16"),
    "bom.json": b'\xef\xbb\xbf{"a": "y"}\n',
    "gone.json": None,
    "old/name.json": None,
    "new/name.json": b"".join(b'"key%d": "value",\n' % number for number in range(41)),
    'odd/"*[a]?\\\t.json': b'{"a":\r\n "y"}\r\n',
    "odd/\udcff.json": b'{"a": "y"}\n',
    "odd/*.json": b'{"a": "y"}\r\n',
    "odd/kept.json": b'{"a": "y"}\n',
    "trailing blank .json": b'{"a": "y"} \n\n\n',
    "From here.json": b"From nobody Mon Sep 17 00:00:00 2001\n-- \nFrom other Mon Sep 17 00:00:00 2001\n",
    "deep/er/new.json": b"new\n",
    "empty.json": b"",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_repository(tmp_path / "work", BEFORE)


def patch_of(
    repo: Repository, message: str, after: dict[str, bytes | None], who: tuple[str, str] | None = None
) -> tuple[bytes, str]:
    """The patch and the id of its tree."""
    tree = repo.make_tree(
        repo.head, {path: repo.store(data) if data is not None else None for path, data in after.items()}
    )
    commit = repo.commit(tree, [repo.head], message, author=who, when=WHEN)
    return repo.patch(commit, author=who, when=WHEN), tree


def apply(root: Path, patch: bytes, *options: str) -> None:
    done = subprocess.run(
        ["git", *options, "am", "-q"],
        cwd=root,
        input=patch,
        capture_output=True,
        env=ENVIRONMENT,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()


@pytest.mark.parametrize("options", [(), ("-c", "am.keepcr=true")], ids=["as-it-is", "keepcr"])
def test_every_byte_arrives(options: tuple[str, ...], root: Path, opened: Opener) -> None:
    patch, tree = patch_of(opened(root), "Update translations\n\nde: 2 new\n\nL10n-Source: abc\n", AFTER)
    apply(root, patch, *options)
    assert git(root, "rev-parse", "HEAD^{tree}") == tree
    assert git(root, "status", "--porcelain") == ""
    assert git(root, "log", "-1", "--format=%an <%ae> %ad|%B", "--date=unix") == (
        "ci-l10n <ci-l10n@noreply.invalid> 1800000000|Update translations\n\nde: 2 new\n\nL10n-Source: abc"
    )
    assert git(root, "log", "-1", "--format=%(trailers:key=L10n-Source,valueonly)").strip() == "abc"


@pytest.mark.parametrize(
    ("title", "who"),
    [
        ("\u00dcbersetzungen " * 12 + "f\u00fcr alle", ("J\u00f6rg \u00d6", "j\u00f6rg@example.org")),
        ("=?utf-8?q?no?= encoding", ("Doe, \"Ann\" (x)", "ann@example.org")),
        ("A long title " * 20 + "ends", ("Ann \\ Doe", "ann@example.org")),
        ("\u7ffb\u8a33", ("\u7ffb\u8a33 \u8005", "who@example.org")),
    ],
    ids=["umlauts", "encoded-word", "long", "japanese"],
)  # fmt: skip
def test_titles_and_names_arrive(title: str, who: tuple[str, str], root: Path, opened: Opener) -> None:
    message = f"{title}\n\nText with \u00fc.\n\nSigned-off-by: {who[0]} <{who[1]}>\n"
    patch, tree = patch_of(opened(root), message, {"plain.json": b"{}\n"}, who)
    apply(root, patch)
    assert git(root, "rev-parse", "HEAD^{tree}") == tree
    said = git(root, "log", "-1", "--format=%an|%ae|%B")
    assert said == f"{who[0]}|{who[1]}|{message}".rstrip("\n")


def test_every_byte_arrives_where_git_changes_line_ends(root: Path, opened: Opener) -> None:
    git(root, "config", "core.autocrlf", "true")
    git(root, "rm", "-qr", "--cached", ".")
    git(root, "reset", "-q", "--hard")
    assert (root / "plain.json").read_bytes().endswith(b"\r\n")
    patch, tree = patch_of(opened(root), "Title\n", AFTER)
    apply(root, patch)
    assert git(root, "rev-parse", "HEAD^{tree}") == tree


def test_settings_of_the_user_do_not_change_a_patch(
    root: Path, opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = patch_of(opened(root), "Title\n", AFTER)[0]
    settings = tmp_path / "gitconfig"
    settings.write_text(
        "[diff]\n\tnoprefix = true\n\tmnemonicPrefix = true\n\texternal = false\n\talgorithm = patience\n"
        "\trelative = true\n\trenames = copies\n\tcolorMoved = zebra\n\tstatNameWidth = 5\n"
        "[format]\n\tattach = true\n\tsignOff = true\n\tsubjectPrefix = X\n[color]\n\tui = always\n"
        "[i18n]\n\tlogOutputEncoding = latin1\n\tcommitEncoding = latin1\n[core]\n\tabbrev = 5\n"
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    assert patch_of(opened(root), "Title\n", AFTER)[0] == plain


def test_text_is_shown_as_text_and_renames_as_renames(root: Path, opened: Opener) -> None:
    text = patch_of(opened(root), "Title\n", AFTER)[0].decode()
    assert text.startswith("From ")
    assert '\n+{"a": "\u65e5\u672c \U0001f600"}\n' in text
    assert "rename from old/name.json\nrename to new/name.json\n" in text
    assert text.count("GIT binary patch") == 6
    assert "plain.json " in text.partition("\ndiff ")[0].partition("\n---\n")[2]


@pytest.mark.parametrize(
    ("data", "plain"),
    [(b"", True), ("\u00fc\n".encode(), True), (b"a\r\n", False), (b"a\0", False), (b"\xff\n", False)],
)
def test_only_utf_8_lines_travel_as_text(data: bytes, plain: bool) -> None:
    assert is_plain(data) is plain


def test_a_patch_in_a_sha_256_repository_is_taken(tmp_path: Path, opened: Opener) -> None:
    root = make_repository(tmp_path / "long", {"a.json": b"{}\n"}, "--object-format=sha256")
    patch, tree = patch_of(opened(root), "Title\n", {"a.json": b"{ }\r\n"})
    apply(root, patch)
    assert git(root, "rev-parse", "HEAD^{tree}") == tree
