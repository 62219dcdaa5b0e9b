"""The folder that patch files are written into: never a managed one, never git's own, never behind a link."""

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ci_l10n.errors import ConfigError, DeliveryError
from ci_l10n.git.checkout import write_files

DEFAULT = "l10n-patch"
_ANOTHER = "name another folder with --out"


@dataclass(frozen=True, slots=True)
class PatchFolder:
    """``below`` is relative to ``root``: the root of the checkout, or, elsewhere, the folder itself."""

    root: Path
    below: str  # with slashes; empty for root itself
    shown: str  # as the user gave it
    is_in_checkout: bool
    hides_itself: bool = False  # from git, so that nobody commits it by accident

    def check(self, names: Collection[str], tracked: Collection[str], managed: Collection[str]) -> None:
        """Raise `ConfigError` where files called ``names`` would lie among the repository's own."""
        if not self.is_in_checkout:
            return
        folders = {str(PurePosixPath(path).parent) for path in managed}
        if (self.below or ".") in folders:
            raise ConfigError(f"--out {self.shown}: managed files lie in this folder", hint=_ANOTHER)
        if taken := [path for path in map(self._path, (*names, *self._hidden({}))) if path in tracked]:
            raise ConfigError(f"--out {self.shown}: {taken[0]} is a file of the repository", hint=_ANOTHER)

    def write(self, files: Mapping[str, bytes | None]) -> None:
        """Replace or, for None, remove files by name; raises `DeliveryError`."""
        files = {**files, **self._hidden(files)}
        try:
            if any(data is not None for data in files.values()):
                self.root.mkdir(parents=True, exist_ok=True)
            write_files(self.root, {self._path(name): data for name, data in files.items()})
        except OSError as error:
            why = error.strerror or str(error)
            raise DeliveryError(f"cannot write into {self.shown}: {why}", hint=_ANOTHER) from error
        except DeliveryError as error:
            raise DeliveryError(
                error.message,
                hint=f"check owner, rights and free space, or {_ANOTHER}",
                code="file-unwritable",
            ) from error

    def _hidden(self, files: Mapping[str, bytes | None]) -> dict[str, bytes | None]:
        if not self.hides_itself:
            return {}
        return {".gitignore": b"*\n" if any(data is not None for data in files.values()) else None}

    def show(self, name: str) -> str:
        """The path of a file as the user would write it."""
        return Path(self.shown, name).as_posix()

    def _path(self, name: str) -> str:
        return f"{self.below}/{name}" if self.below else name


def patch_folder(directory: str, name: str | None, checkout: Path, git_dir: Path) -> PatchFolder:
    """
    The folder called ``name``, seen from ``directory``; None is the default one.

    Raises `ConfigError` for one in a git directory or behind a link: links in a repository are made by whoever can
    push to it. A folder elsewhere is the user's own word; there only the folder itself has to be no link.
    """
    given = name or DEFAULT
    full = Path(os.path.normpath(Path(directory).resolve() / given))
    is_in_checkout = full == checkout or checkout in full.parents
    root = checkout if is_in_checkout else full
    below = full.relative_to(root).as_posix() if is_in_checkout and full != root else ""
    _check_way(root, below, given, is_in_checkout=is_in_checkout)
    real = full.resolve()
    if any(name.lower() == ".git" for name in real.parts) or git_dir in (real, *real.parents):
        raise ConfigError(f"--out {given}: this is a folder of git itself", hint=_ANOTHER)
    if not is_in_checkout and checkout in (real, *real.parents):
        raise ConfigError(f"--out {given}: it leads into the checkout through a link", hint=_ANOTHER)
    return PatchFolder(root, below, given, is_in_checkout, hides_itself=name is None and is_in_checkout)


def _check_way(root: Path, below: str, given: str, *, is_in_checkout: bool) -> None:
    step = root
    steps = [] if is_in_checkout else [root]
    for name in filter(None, below.split("/")):
        step /= name
        steps.append(step)
    for place in steps:
        try:
            if place.is_symlink():
                raise ConfigError(
                    f"--out {given}: {place.name!r} is a link, and links are not followed", hint=_ANOTHER
                )
            if place.exists() and not place.is_dir():
                raise ConfigError(f"--out {given}: {place.name!r} is not a folder", hint=_ANOTHER)
        except OSError as error:  # a name that is too long, a folder that may not be looked into
            raise ConfigError(f"--out {given}: {error.strerror}", hint=_ANOTHER) from error
