"""
A commit as a mail that `git am` takes: the mbox format of git-format-patch(1).

Written here rather than by `git format-patch`, which some twenty settings of the user change. Mail programs and
`git am` itself alter text (git-mailsplit(1) drops a carriage return at the end of a line, git-mailinfo(1) takes
bytes for characters), so a file that is more than plain UTF-8 lines goes as a binary patch, which nothing alters.
"""

from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import replace
from email.header import Header
from email.utils import formataddr, formatdate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ci_l10n.git.process import Git

_EPOCH = "Mon Sep 17 00:00:00 2001"  # what format-patch writes, by which file(1) knows its output
_DIFF = (
    "diff-tree",
    "-r",
    "-M",
    "--binary",
    "--full-index",
    "--patch-with-stat",
    "--summary",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--no-relative",
    "--src-prefix=a/",
    "--dst-prefix=b/",
)


class Mail(NamedTuple):
    """What the head of a patch says; ``when`` is in seconds since the epoch."""

    commit: str
    author: tuple[str, str]  # name and address
    when: float
    message: str


def is_plain(data: bytes) -> bool:
    """Whether a file's lines can travel as text."""
    if b"\r" in data or b"\0" in data:
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def make_patch(git: "Git", mail: Mail, trees: tuple[str, str], binary: Iterable[str]) -> bytes:
    """The mail with what turns the first tree into the second; paths in ``binary`` are not shown as text."""
    # Names that are not ASCII are escaped: a mail has one encoding, names of files may have another.
    quoted = replace(git, settings=(*git.settings, ("core.quotePath", "true")))
    with _without_text(git, binary):
        diff = quoted.run(*_DIFF, *trees, action="write a patch")
    return _head(mail).encode("utf-8", "surrogateescape") + diff + b"-- \nci-l10n\n\n"


def _head(mail: Mail) -> str:
    subject, _, body = mail.message.strip("\n").partition("\n")
    lines = [
        f"From {mail.commit} {_EPOCH}",
        f"From: {_address(*mail.author)}",
        f"Date: {formatdate(int(mail.when)).replace('-0000', '+0000')}",
        f"Subject: [PATCH] {_encoded(subject)}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
    ]
    return "\n".join((*lines, "", *([body.strip("\n")] if body.strip() else []), "---", ""))


def _address(name: str, email: str) -> str:
    # An address outside of ASCII has no encoding in headers; git reads such a header as UTF-8.
    return formataddr((name, email), "utf-8") if email.isascii() else f"{name} <{email}>"


def _encoded(text: str) -> str:
    if text.isascii() and "=?" not in text:
        return text
    return Header(text, "utf-8", maxlinelen=76, header_name="Subject: [PATCH]").encode()


@contextmanager
def _without_text(git: "Git", paths: Iterable[str]) -> "Iterator[None]":
    """Attributes of the private repository that make ``paths`` binary, for a while."""
    file = git.place.git_dir / "info" / "attributes"
    before = file.read_bytes()
    lines = [f'"{_pattern(path)}" -diff\n' for path in paths]
    file.write_bytes(before + "".join(lines).encode("utf-8", "surrogateescape"))
    try:
        yield
    finally:
        file.write_bytes(before)


def _pattern(path: str) -> str:
    r"""
    The path as a pattern of gitattributes(5) that matches nothing else, to be put between quotation marks.

    >>> print(_pattern('a/"*".json'))
    /a/\"\\*\".json
    """
    literal = "".join(f"\\{char}" if char in "\\*?[" else char for char in path)
    quoted = "".join(f"\\{char}" if char in '"\\' else char for char in literal)
    return "/" + "".join(f"\\{ord(char):03o}" if char < " " or char == "\x7f" else char for char in quoted)
