"""
Trees: reading all paths at once, and making new ones by rewriting only the folders that change.

`git update-index` on a copy of the base would read and write an entry for every tracked file; here the cost is that
of the folders touched. Format of a tree object: `mode SP name NUL binary-id`, sorted by name, a folder as if its
name ended with a slash (gitformat-pack(5), and `base_name_compare` as documented in fsck's `treeNotSorted`).
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

from ci_l10n.errors import DeliveryError
from ci_l10n.git.objects import Objects

FILE, EXECUTABLE, LINK, SUBMODULE, FOLDER = "100644", "100755", "120000", "160000", "40000"
_IGNORED_BY_HFS = re.compile("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")
_SURROGATE = re.compile("[\udc80-\udcff]")
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?", re.IGNORECASE)


class Entry(NamedTuple):
    mode: str
    id: str


Folder: TypeAlias = dict[bytes, Entry]
# Changes nested by folder: a name's value is a blob id, None (remove), or the changes below that name.
Nested: TypeAlias = "dict[bytes, Change]"
Change: TypeAlias = "str | Nested | None"


class Listing(NamedTuple):
    """All paths of a tree. ``links`` are symbolic links and submodules: never read, never written."""

    files: dict[str, str]
    executables: frozenset[str]
    links: frozenset[str]


class EntryChange(NamedTuple):
    """One path that differs between two trees; ``id`` None takes it away, ``mode`` is then what it had."""

    path: str
    mode: str
    id: str | None
    old_mode: str = ""  # empty for a path that is new

    @property
    def is_utf8(self) -> bool:
        """Whether the path is text; the bytes of git's paths may be anything."""
        return not _SURROGATE.search(self.path)


def parse_changes(raw: bytes) -> list[EntryChange]:
    """What `git diff-tree -r -z --raw --no-renames` printed: `:mode mode id id status NUL path NUL`."""
    fields = raw.decode("utf-8", "surrogateescape").split("\0")
    return [_change_of(about, path) for about, path in zip(fields[::2], fields[1::2], strict=False)]


def _change_of(about: str, path: str) -> EntryChange:
    old_mode, mode, _, new, status = about.removeprefix(":").split(" ")
    if status == "D":
        return EntryChange(path, old_mode, None, old_mode)
    return EntryChange(path, mode, new, "" if status == "A" else old_mode)


def parse_listing(listing: bytes, id_length: int) -> Listing:
    """What `git ls-tree -r -z` printed: `mode SP type SP id TAB path NUL`."""
    files: dict[str, str] = {}
    executables, links = [], []
    path_at = 13 + id_length  # "100644 blob " + id + TAB
    for record in listing.decode("utf-8", "surrogateescape").split("\0"):
        if record.startswith("100"):
            path = record[path_at:]
            files[path] = record[12 : path_at - 1]
            if record.startswith(EXECUTABLE):
                executables.append(path)
        elif record:
            links.append(record.split("\t", 1)[1])
    return Listing(files, frozenset(executables), frozenset(links))


def check_path(path: str, *, devices: bool = False) -> None:
    """
    Raise `DeliveryError` unless ``path`` stays inside a work tree and outside of its git directory on every system.

    HFS+ ignores some characters, NTFS trailing dots and spaces, short names and what follows a colon, and most
    desktops the case. ``devices`` forbids the reserved names of Windows too.
    """
    for name in path.split("/"):
        plain = _IGNORED_BY_HFS.sub("", name).split(":")[0].split("\\")[0].rstrip(". ").lower()
        bad = name in ("", ".", "..") or plain in (".git", "git~1") or "\0" in name
        if bad or (devices and ("\\" in name or ":" in name or _DEVICE.fullmatch(name.rstrip(". ")))):
            raise DeliveryError(
                f"{path!r} is no path that a file of a repository may have",
                hint="change the `target` of the rule that gives this path",
                code="path-refused",
            )


def change_tree(objects: Objects, base: str | None, changes: Mapping[str, str | None]) -> str:
    """
    The tree ``base`` (id of a tree, None: the empty one) with blobs set or, for None, removed; returns its id.

    A file keeps its mode, a new one gets 100644, a folder that becomes empty goes. Raises `DeliveryError` where a
    path leads through a file, or where a link, submodule or folder has the name of a file to write.
    """
    for path in changes:
        check_path(path)
    return _change(objects, base, _nest(changes), "") or objects.write("tree", b"")


def _nest(changes: Mapping[str, str | None]) -> Nested:
    """
    ``changes`` by folder. Where a name is both, the file's own change has the empty name among those below it.

    >>> _nest({"a/b": None, "a": "12", "c": "34"})
    {b'a': {b'b': None, b'': '12'}, b'c': '34'}
    """
    root: Nested = {}
    for path, blob in changes.items():
        *folders, name = path.encode("utf-8", "surrogateescape").split(b"/")
        node = root
        for folder in folders:
            child = node.setdefault(folder, {})
            if not isinstance(child, dict):
                child = node[folder] = {b"": child}
            node = child
        present = node.get(name)
        if isinstance(present, dict):
            present[b""] = blob
        else:
            node[name] = blob
    return root


def _change(objects: Objects, base: str | None, changes: Nested, prefix: str) -> str | None:
    """The new tree's id; None when nothing is left in it."""
    folder = read_folder(objects, base) if base else {}
    for name, change in changes.items():
        if name:
            path = prefix + name.decode("utf-8", "surrogateescape")
            entry = _changed_entry(objects, folder.pop(name, None), change, path)
            if entry is not None:
                folder[name] = entry
    return objects.write("tree", render_folder(folder)) if folder else None


def _changed_entry(objects: Objects, entry: Entry | None, change: Change, path: str) -> Entry | None:
    if isinstance(change, dict):
        return _changed_folder(objects, entry, change, path)
    if entry is not None and entry.mode in (LINK, SUBMODULE):
        raise _clash(path, "is a symbolic link or submodule")
    if change is None:
        return entry if entry and entry.mode == FOLDER else None  # a folder is not the file that is to go
    if entry is not None and entry.mode == FOLDER:
        raise _clash(path)
    if not objects.is_id(change):
        raise ValueError(f"not an object id: {change!r}")
    return Entry(entry.mode if entry else FILE, change)


def _changed_folder(objects: Objects, entry: Entry | None, change: Nested, path: str) -> Entry | None:
    """A folder that empties may become a file and a file that goes a folder, in this order only."""
    if entry is not None and entry.mode == FOLDER:
        tree = _change(objects, entry.id, change, path + "/")
        entry = Entry(FOLDER, tree) if tree else None
        return _changed_entry(objects, entry, change[b""], path) if b"" in change else entry
    if b"" in change:
        entry = _changed_entry(objects, entry, change[b""], path)
    if not _has_blobs(change):
        return entry
    if entry is not None:
        raise _clash(path, "is not a folder")
    tree = _change(objects, None, change, path + "/")
    return Entry(FOLDER, tree) if tree else None


def _has_blobs(node: Nested) -> bool:
    """Whether anything is to be written below; the node's own change is seen to already."""
    return any(_writes(child) for name, child in node.items() if name)


def _writes(change: Change) -> bool:
    return any(map(_writes, change.values())) if isinstance(change, dict) else change is not None


def _clash(path: str, why: str = "is both a file and a folder") -> DeliveryError:
    return DeliveryError(
        f"cannot write {path!r}: it {why}",
        hint="change the `target` of the rule that gives this path",
        code="path-refused",
    )


def read_folder(objects: Objects, tree: str) -> Folder:
    """The entries of one tree object."""
    data = objects.get(tree, "tree").data
    return dict(_entries(data, objects.id_length // 2))


def _entries(data: bytes, id_bytes: int) -> Iterator[tuple[bytes, Entry]]:
    position = 0
    while position < len(data):
        space = data.index(b" ", position)
        end = data.index(b"\0", space)
        mode = data[position:space].decode("ascii")
        position = end + 1 + id_bytes
        yield data[space + 1 : end], Entry(mode, data[end + 1 : position].hex())


def render_folder(folder: Folder) -> bytes:
    """The tree object's bytes."""
    ordered = sorted(folder.items(), key=lambda item: item[0] + b"/" if item[1].mode == FOLDER else item[0])
    return b"".join(
        b"%s %s\0%s" % (entry.mode.encode(), name, bytes.fromhex(entry.id)) for name, entry in ordered
    )
