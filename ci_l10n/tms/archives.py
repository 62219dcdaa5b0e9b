"""
Reading ZIP archives that came over the network, which are hostile until checked.

Limits of entries, size and ratio; nothing is ever unpacked to a disk, and names are only compared.
"""

import contextlib
import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from ci_l10n.config.model import Sizes

RATIO_FREE = 1024 * 1024  # bytes below which a ratio says nothing
ZIP_START = (b"PK\x03\x04", b"PK\x05\x06")
# Whatever Python's reader raises over hostile bytes (found by flipping them all).
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError)


class Got(NamedTuple):
    """One file of an answer: its bytes, or why there are none."""

    content: bytes | None
    problem: str = ""


class BrokenArchiveError(Exception):
    """The archive cannot be used at all; the message says why."""


class Archive(zipfile.ZipFile):
    """An archive that knows what it may hold."""

    def __init__(self, body: bytes, limits: Sizes) -> None:
        self.limits = limits
        super().__init__(io.BytesIO(body))


@contextmanager
def opened(
    body: bytes, sender: str, documents: int, limits: Sizes
) -> Iterator[tuple[Archive, list[zipfile.ZipInfo]]]:
    """
    The archive ``body`` and the files in it, folders left out.

    Raises `BrokenArchiveError` when it is broken or cannot be one of so many ``documents``.
    """
    try:
        archive = Archive(body, limits)
    except BROKEN as error:
        raise BrokenArchiveError(f"the archive from {sender} is broken: {error}") from error
    with archive:
        members = [info for info in archive.infolist() if not info.filename.endswith("/")]
        if problem := excess_of(members, sender, documents, limits):
            raise BrokenArchiveError(problem)
        yield archive, members


def excess_of(members: Sequence[zipfile.ZipInfo], sender: str, documents: int, limits: Sizes) -> str:
    """Why an archive with these members cannot be of so many documents; "" when it can."""
    if len(members) > 2 * documents + 10:
        return f"the archive from {sender} has {len(members)} members for {documents} documents"
    if len(members) > limits.archive_entries:
        return f"the archive from {sender} has {len(members)} members; limits.archive_entries is {limits.archive_entries}"
    if sum(info.file_size for info in members) > limits.archive_total:
        return f"the archive from {sender} would unpack to more than {limits.archive_total} bytes, limits.archive_total"
    return ""


def read_member(archive: Archive, info: zipfile.ZipInfo, sender: str) -> Got:
    """One file of the archive, unless it is broken or hostile."""
    where = f"the file in {sender}'s archive"
    if info.flag_bits & 0x1:
        return Got(None, f"{where} is encrypted")
    if not is_plain(info):
        return Got(None, f"{where} is no plain file but a link or a device")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return Got(None, f"{where} is packed in an unusual way ({info.compress_type})")
    limits = archive.limits
    if info.file_size > limits.file:
        return Got(None, f"{where} is larger than {limits.file} bytes, limits.file_size")
    if info.file_size > RATIO_FREE and info.file_size > limits.archive_ratio * max(info.compress_size, 1):
        return Got(None, f"{where} unpacks to more than files of that size can hold (limits.archive_ratio)")
    try:
        with archive.open(info) as member:
            content = member.read(info.file_size)  # the check sum is checked at the end
    except BROKEN as error:
        return Got(None, f"{where} is broken: {error}")
    if len(content) != info.file_size:
        return Got(None, f"{where} is shorter than it says")
    return Got(content)


def is_plain(info: zipfile.ZipInfo) -> bool:
    """Whether a member is a regular file, as far as its archive knows of kinds of files (those made on Unix do)."""
    return stat.S_IFMT(info.external_attr >> 16) in (0, stat.S_IFREG)


def member_name(info: zipfile.ZipInfo) -> str:
    """The member's name with slashes; archives that forget to say that theirs are UTF-8 are read as such."""
    raw = info.orig_filename
    name = (
        raw if "\0" in raw else info.filename
    )  # Python ends names at a NUL, which could be that of another file
    if not info.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name.replace("\\", "/")
