"""A scanned JSON file as the merge sees it: where units are, what is metadata, and nodes that are still to be written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from ci_l10n.formats.json.scan import Container, path_of
from ci_l10n.formats.spans import Edit
from ci_l10n.model import Forms, Unit, Value


class TextEdit(NamedTuple):
    """An `Edit` in characters."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON text; ``offset`` bytes (the BOM) stand before it in the file."""

    text: str
    root: Container
    offset: int
    chrome: bool  # messages.json of a browser extension
    arb: bool  # called *.arb
    directives: int | None = None  # the member of the root that says how to read the file
    hidden: "dict[str, list[Spot]]" = field(
        default_factory=dict
    )  # later places of a key that paths give twice
    labels: dict[int, str] = field(default_factory=dict)  # what entries are called, by id of their object
    entries: "dict[str, Container]" = field(default_factory=dict)  # by what they are called
    in_entry: dict[int, list[str]] = field(default_factory=dict)  # the keys in an entry, by id of its object

    def metadata(self) -> list[int]:
        """Indices of the members of the root that are ARB metadata: ``@@locale``, ``@key`` objects."""
        if not self.root.is_object:
            return []
        names, values = self.root.contents()
        if "\0@" not in "\0".join(("", *names)):
            return []
        arb = self.arb or any(name.startswith("@@") for name in names)
        known = set(names)
        return [
            i
            for i, name in enumerate(names)
            if name.startswith("@@")
            or (name.startswith("@") and isinstance(values[i], Container) and (arb or name[1:] in known))
        ]

    def encode(self, edits: Iterable[TextEdit]) -> list[Edit]:
        """``edits`` in bytes of the file, in one pass over the text."""
        if self.text.isascii():
            return [
                Edit(edit.start + self.offset, edit.end + self.offset, edit.new.encode()) for edit in edits
            ]
        listed = list(edits)
        offsets: dict[int, int] = {}
        position, size = 0, self.offset
        for place in sorted({edit.start for edit in listed} | {edit.end for edit in listed}):
            size += len(self.text[position:place].encode())
            offsets[place] = size
            position = place
        return [Edit(offsets[edit.start], offsets[edit.end], edit.new.encode()) for edit in listed]


class Spot(NamedTuple):
    """
    The place of a unit that key paths have found: its container and its members there, several for a plural set.

    ``entry`` is the object that comes and goes with the key, when the key is a text in it.
    """

    container: Container
    indices: tuple[int, ...]
    entry: Container | None = None


class Raw(NamedTuple):
    """A literal to be written as it stands: a number, true, false, null."""

    text: str


@dataclass(slots=True)
class NewNode:
    """
    An object or array to be written.

    ``children`` are grouped by block: a plural set is one block and stays together. ``origin`` is the container of
    the source that it is modelled on: its order, its numbers and booleans, and with ``copy`` its texts too, but for
    ``left_out``.
    """

    is_object: bool
    origin: Container | None = None
    copy: bool = False
    children: "dict[str | int, dict[str | int, Node]]" = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()


Node: TypeAlias = str | Raw | NewNode


def block_of(container: Container, index: int) -> str:
    """The name of the block that a member belongs to: the base of its plural set, else its own name."""
    return container.bases.get(index) or container.labels()[index]


def members_of(unit: Unit) -> tuple[Container, tuple[int, ...]]:
    """The container of ``unit`` and its members there: several for a plural set."""
    if isinstance(unit.place, Spot):
        return unit.place.container, unit.place.indices
    container: Container = unit.place
    name = unit.key[len(container.prefix) :]
    if not container.is_object:
        return container, (int(name[1:-1]),)
    is_set = isinstance(unit.value, Forms) and unit.value.kind == "plural"
    return container, container.groups[name] if is_set else (_index(container, name),)


def _index(container: Container, name: str) -> int:
    index = container.index_of(name)
    if index is None:
        raise KeyError(name)
    return index


def node_of(value: Value) -> Node:
    """``value`` as one JSON value."""
    if isinstance(value, str):
        return value
    if value.kind == "array":
        return NewNode(False, children={i: {i: text} for i, (_, text) in enumerate(value.parts)})
    return NewNode(True, children={suffix: {suffix: text} for suffix, text in value.parts})


def named_nodes(name: str, value: Value) -> "list[tuple[str | int, Node]]":
    """``value`` as members: one called ``name``, or one for each form of a plural set."""
    is_set = isinstance(value, Forms) and value.kind == "plural"
    parts = value.parts if is_set and isinstance(value, Forms) else (("", value),)
    return [(name + suffix, node_of(part)) for suffix, part in parts]


def ancestors(container: Container) -> list[tuple[str | int, Container]]:
    """The way from the root down to ``container``: name or index, and the container there."""
    way: list[tuple[str | int, Container]] = []
    node = container
    while node.parent is not None:
        part = node.parent.labels()[node.index] if node.parent.is_object else node.index
        way.append((part, node))
        node = node.parent
    return way[::-1]


def find_member(container: Container, part: str | int) -> int | None:
    if isinstance(part, int):
        return part if not container.is_object and part < len(container.members) else None
    return container.index_of(part) if container.is_object else None


def block_ends(container: Container) -> dict[str, int]:
    """The blocks of an object in file order, with the index of the last member of each; metadata follows its key."""
    ends: dict[str, int] = {}
    bases, ignored = container.bases, container.ignored
    for index, name in enumerate(container.labels()):
        if index in bases:
            ends[bases[index]] = index
        elif index in ignored and name.startswith("@"):
            if name[1:] in ends:
                ends[name[1:]] = index
        else:
            ends[name] = index
    return ends


def is_value(node: object) -> bool:
    """Whether ``node`` is an array of nothing but texts, which is one value."""
    return (
        isinstance(node, Container)
        and not node.is_object
        and bool(node.labels())
        and all(isinstance(value, str) for value in node.contents()[1])
    )


def has_container(root: Container, container: Container) -> bool:
    """Whether below ``root`` there is an object or array at the path that ``container`` has in its own file."""
    node = root
    for part in path_of(container):
        index = find_member(node, part)
        value = node.members[index].value if index is not None else None
        if not isinstance(value, Container):
            return False
        node = value
    return True


def chained(
    placed: Iterable[tuple[str | None, str]], positions: Mapping[str, int], front: int
) -> dict[int, list[str]]:
    """
    What `placing.place` says, as the names that follow each index; ``front`` is that of what has nothing before it.

    >>> chained([(None, "a"), ("x", "b"), ("b", "c")], {"x": 4}, -1)
    {-1: ['a'], 4: ['b', 'c']}
    """
    chains: dict[int, list[str]] = {}
    index_of: dict[str, int] = {}
    for anchor, name in placed:
        if anchor is not None and anchor in index_of:
            index = index_of[anchor]
            chain = chains[index]
            chain.insert(len(chain) if chain[-1] == anchor else chain.index(anchor) + 1, name)
        else:
            index = front if anchor is None else positions[anchor]
            chains.setdefault(index, []).insert(0, name)
        index_of[name] = index
    return chains
