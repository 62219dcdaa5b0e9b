"""Which repository paths may be written: a pure question about their spelling; links are the writer's concern."""

import re
import unicodedata
from functools import lru_cache

# Code points that HFS+ ignores in names, so that `.g<U+200C>it` opens `.git` (git's own list, CVE-2014-9390).
_IGNORED = re.compile("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_DEVICES = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])[ ]*([.:].*)?", re.IGNORECASE | re.DOTALL
)
_SHORT_NAMES = (
    (re.compile(r"git~[0-9]+"), ".git"),
    (re.compile(r"github~[0-9]+"), ".github"),
    (re.compile(r"(workfl|wo[0-9a-f]{4})~[0-9]+"), "workflows"),
)
_WORKFLOWS = tuple((folder, "workflows") for folder in (".github", ".gitea", ".forgejo"))
MAX_LENGTH = 4096
MAX_SEGMENT = 255  # bytes, on every file system that matters


def path_problem(path: str) -> str:
    """
    What is wrong with ``path`` as a file to write in a checkout, as the end of a sentence; "" when it is fine.

    Judged as strictly as the most careless file system would need: Windows and macOS users check this out too.

    >>> path_problem("a/../../b"), path_problem(".GIT/config"), path_problem("locales/de.json")
    ('leaves the checkout', 'enters .git', '')
    """
    if not path:
        return "is empty"
    if not is_printable(path):
        return "has a control character or is not valid UTF-8"
    if "\\" in path:
        return "has a backslash; paths use /"
    if path.startswith(("/", "~/")) or re.match(r"[A-Za-z]:", path):
        return "is absolute; paths are relative to the top of the repository"
    if len(path) > MAX_LENGTH:
        return "is too long"
    segments = path.split("/")
    for segment in segments:
        if problem := _segment_problem(segment):
            return problem
    folder = tuple(_plain_name(segment) for segment in segments[:2])
    return f"enters {'/'.join(folder)}" if folder in _WORKFLOWS else ""


@lru_cache(maxsize=4096)
def _segment_problem(segment: str) -> str:
    if segment.rstrip(" ") == "..":
        return "leaves the checkout"
    if segment in ("", "."):
        return "has an empty or needless segment ('//', './' or a slash at the end)"
    if len(segment.encode()) > MAX_SEGMENT:
        return "is too long"
    if _plain_name(segment) == ".git":
        return "enters .git"
    if _DEVICES.fullmatch(segment):
        return f"has {segment!r} in it, a device on Windows"
    return ""


def is_printable(path: str) -> bool:
    """No line breaks, control characters or bytes that were not UTF-8 (lone surrogates)."""
    return not _UNPRINTABLE.search(path)


def shown(path: str) -> str:
    r"""
    ``path`` for messages: what cannot be printed is escaped.

    >>> print(shown("a\nb"))
    a\nb
    """
    if path.isprintable():
        return path
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in path
    )


def fold(path: str) -> str:
    """What is equal for paths that are one file where case or Unicode composition do not count."""
    return path.lower() if path.isascii() else unicodedata.normalize("NFC", path.casefold())


@lru_cache(maxsize=4096)
def _plain_name(segment: str) -> str:
    """The name that a careless file system would open for ``segment``."""
    name = _IGNORED.sub("", unicodedata.normalize("NFKC", segment)).casefold()
    name = name.partition(":")[0].rstrip(" .")  # NTFS streams, and the trailing dots and spaces that it drops
    for short, long in _SHORT_NAMES:
        if short.fullmatch(name):
            return long
    return name
