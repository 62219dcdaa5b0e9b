"""The tracked files of a repository, without those that are nobody's to translate."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from ci_l10n.paths.glob import compile_glob
from ci_l10n.paths.safe import is_printable
from ci_l10n.setup.draft import Note
from ci_l10n.setup.folders import why_aside

_MOST_BYTES = 1 << 18
_NAMELESS = "rules cannot name a path"


@dataclass(frozen=True, slots=True)
class Tree:
    """
    Paths in order, and a way to read them; ``read`` gives None for what is not there.

    ``every`` are all tracked files, ``paths`` those that setting up looks at.
    """

    every: tuple[str, ...]
    paths: tuple[str, ...]
    read: Callable[[str], bytes | None]
    aside: tuple[tuple[str, str], ...] = ()  # path, why it was left out
    is_chosen: bool = False  # somebody named the files

    def text(self, path: str) -> str:
        """The beginning of a file, as text however it is encoded."""
        data = (self.read(path) or b"")[:_MOST_BYTES]
        encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
        return data.decode(encoding, "replace")

    def without(self, paths: Iterable[str]) -> "Tree":
        """The tree with fewer files to look at."""
        gone = set(paths)
        return replace(self, paths=tuple(path for path in self.paths if path not in gone))

    def without_examples(self) -> "Tree":
        """The tree without the localization of examples, which is not what the repository is about."""
        if self.is_chosen:
            return self
        reasons = {path: reason for path in self.paths if (reason := why_aside(path, examples=True))}
        return replace(self.without(reasons), aside=(*self.aside, *reasons.items()))


def make_tree(
    tracked: Iterable[str], read: Callable[[str], bytes | None], chosen: Sequence[str] = ()
) -> Tree:
    """The tree of ``tracked``; with globs in ``chosen`` only those files count, wherever they lie."""
    every = tuple(sorted(path for path in tracked if is_printable(path)))
    if chosen:
        globs = [compile_glob(glob, hidden=True) for glob in chosen]
        paths = tuple(path for path in every if any(glob.match(path) is not None for glob in globs))
        return Tree(every, paths, read, is_chosen=True).without(filter(_unusable, paths))
    reasons = {path: reason for path in every if (reason := _unusable(path) or why_aside(path))}
    return replace(Tree(every, every, read).without(reasons), aside=tuple(reasons.items()))


def _unusable(path: str) -> str:
    """Why no rule can name this file; "" when one can. In targets braces are placeholders."""
    odd = next((char for char in "{}\\" if char in path), "")
    return f"{_NAMELESS} with a {odd}" if odd else ""


def aside_globs(paths: Iterable[str]) -> list[str]:
    """Globs for the folders that keep ``paths`` aside."""
    found: set[str] = set()
    for path in paths:
        for name in path.split("/")[:-1]:
            if why_aside(f"{name}/", examples=True):
                found.add(f"**/{name}/**")
                break
    return sorted(found)


def notes_aside(tree: Tree, would_count: Callable[[str], bool]) -> list[Note]:
    """What was left out by folder, one note per reason, as far as ``would_count`` takes it for localization."""
    found: dict[str, list[str]] = {}
    for path, reason in tree.aside:
        if would_count(path):
            found.setdefault(reason, []).append(path)
    return [
        Note(
            "init-left-out",
            f"{_files(len(paths))} left out, {reason}: {paths[0]}{' ...' if len(paths) > 1 else ''}",
            "rename them if they are to be translated"
            if reason.startswith(_NAMELESS)
            else "name them with --file if they are to be translated",
        )
        for reason, paths in sorted(found.items())
    ]


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"
