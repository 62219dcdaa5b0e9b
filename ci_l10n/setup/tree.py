"""The tracked files of a repository, without those that are nobody's to translate."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ci_l10n.paths.glob import compile_glob
from ci_l10n.paths.safe import is_printable
from ci_l10n.setup.draft import Note

_VENDORED = frozenset(
    [
        "node_modules",
        "bower_components",
        "jspm_packages",
        "vendor",
        "vendors",
        "third_party",
        "third-party",
        "thirdparty",
        "external",
        "externals",
        "Pods",
        "Carthage",
        "site-packages",
        "dist",
        "build",
        "out",
        "target",
        "generated",
        ".build",
        "DerivedData",
    ]
)
_TESTS = frozenset(
    [
        "test",
        "tests",
        "__tests__",
        "testing",
        "spec",
        "specs",
        "e2e",
        "cypress",
        "fixtures",
        "__fixtures__",
        "testdata",
        "test-data",
        "test_data",
        "test-fixtures",
        "testFixtures",
        "test-resources",
        "__mocks__",
        "mocks",
        "androidTest",
        "testFixtures",
    ]
)


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

    def text(self, path: str) -> str:
        """The beginning of a file, as text however it is encoded."""
        data = (self.read(path) or b"")[: 1 << 18]
        encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
        return data.decode(encoding, "replace")


def make_tree(
    tracked: Iterable[str], read: Callable[[str], bytes | None], chosen: Sequence[str] = ()
) -> Tree:
    """The tree of ``tracked``; with globs in ``chosen`` only those files count, wherever they lie."""
    every = tuple(sorted(path for path in tracked if is_printable(path)))
    if chosen:
        globs = [compile_glob(glob, hidden=True) for glob in chosen]
        paths = tuple(path for path in every if any(glob.match(path) is not None for glob in globs))
        return Tree(every, paths, read)
    reasons = {path: why_aside(path) for path in every}
    return Tree(
        every,
        tuple(path for path in every if not reasons[path]),
        read,
        tuple((path, reason) for path, reason in reasons.items() if reason),
    )


def why_aside(path: str) -> str:
    """
    Why the files in this folder are left out: "" when they are not.

    >>> why_aside("node_modules/a/en.json"), why_aside("src/test/resources/messages.properties")
    ('others wrote it (node_modules)', 'it is for tests (test)')
    """
    for name in path.split("/")[:-1]:
        if name in _VENDORED:
            return f"others wrote it ({name})"
        if name in _TESTS:
            return f"it is for tests ({name})"
        if name.startswith("."):
            return f"the folder is hidden ({name})"
    return ""


def aside_globs(paths: Iterable[str]) -> list[str]:
    """Globs for the folders that keep ``paths`` aside."""
    found: set[str] = set()
    for path in paths:
        for name in path.split("/")[:-1]:
            if name in _VENDORED or name in _TESTS:
                found.add(f"**/{name}/**")
                break
    return sorted(found)


def notes_aside(tree: Tree, would_count: Callable[[str], bool]) -> list[Note]:
    """What was left out by folder, one note per reason, as far as it looks like localization."""
    found: dict[str, list[str]] = {}
    for path, reason in tree.aside:
        if would_count(path):
            found.setdefault(reason, []).append(path)
    return [
        Note(
            "init-left-out",
            f"{_files(len(paths))} left out, {reason}: {paths[0]}{' ...' if len(paths) > 1 else ''}",
            "name them with --file if they are to be translated",
        )
        for reason, paths in sorted(found.items())
    ]


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"
