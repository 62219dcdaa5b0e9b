"""Files that flags name: how one is read, and where one is written: never through a link, in one piece."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from ci_l10n.errors import ContentError, DeliveryError, Location
from ci_l10n.flow.files import check_size
from ci_l10n.paths.rule import MOST_BYTES

_RIGHTS = "check owner, rights and free space of the folder"


@dataclass(frozen=True, slots=True)
class Place:
    """A path below a folder that is trusted to be what it is called."""

    root: Path
    relative: str  # with /
    shown: str  # as the user gave it

    @property
    def path(self) -> str:
        return os.path.join(self.root, self.relative)

    @property
    def exists(self) -> bool:
        return os.path.lexists(self.path)

    def write(self, content: bytes) -> None:
        """Make the file and its folders, or replace it; raises `ContentError`, and then nothing was written."""
        from ci_l10n.git.checkout import write_files

        if self.exists and not os.access(self.path, os.W_OK):
            raise _refused(self.shown, "it is read-only", "make it writable, or name another file")
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            write_files(self.root, {self.relative: content})
        except OSError as error:
            raise _refused(self.shown, error.strerror or str(error), _RIGHTS) from error
        except DeliveryError as error:
            raise ContentError(
                error.message, hint=_RIGHTS, location=Location(self.shown), code="target-unwritable"
            ) from error


def place_of(directory: str, given: str) -> Place:
    """
    The place that ``given`` names, seen from ``directory``; raises `ContentError` where a link is in the way.

    Links in a repository are made by whoever can push to it, so none is followed below ``directory``. A path that
    leads elsewhere is the user's own word; there only the file itself has to be no link.
    """
    full = os.path.join(directory, given)
    relative = os.path.relpath(full, directory)
    if ".." in Path(given).parts or relative.startswith(os.pardir):
        place = Place(Path(full).parent, Path(full).name, given)
    else:
        place = Place(Path(directory), Path(relative).as_posix(), given)
    if ".git" in (part.lower() for part in Path(os.path.normpath(full)).parts):
        raise _refused(given, "it lies in a git directory", "name a file elsewhere")
    step = place.root
    for name in place.relative.split("/"):
        step /= name
        if _is_link(step, given):
            what = "is a link" if step == Path(place.path) else f"leads through the link {name!r}"
            hint = f"name what it leads to: {os.path.realpath(full)}"
            raise _refused(given, f"it {what}, and links are not followed", hint)
    if place.exists and not os.path.isfile(place.path):  # a pipe would be waited for
        raise _refused(given, "it is not a regular file", "name another file")
    return place


def _is_link(path: Path, shown: str) -> bool:
    try:
        return path.is_symlink()
    except OSError as error:  # a name that is too long, a folder that may not be looked into
        raise _refused(shown, error.strerror or str(error), _RIGHTS) from error


def _refused(shown: str, why: str, hint: str) -> ContentError:
    return ContentError(
        f"cannot be written: {why}", hint=hint, location=Location(shown), code="target-unwritable"
    )


def read_given(path: str, shown: str, most: int = MOST_BYTES, hint: str = "") -> bytes:
    """The bytes of a file, of a pipe too; raises `ContentError`."""
    try:
        with open(path, "rb") as file:
            status = os.fstat(file.fileno())
            if stat.S_ISREG(status.st_mode):
                check_size(status.st_size, shown, most, hint)
                return file.read()
            data = file.read(most + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise ContentError(
            f"cannot be read: {why}", location=Location(shown), code="file-unreadable"
        ) from error
    check_size(len(data), shown, most, hint)
    return data
