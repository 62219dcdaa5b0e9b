"""
Files that spell one key in two ways: ``{"menu.open": ".."}`` in one, ``{"menu": {"open": ".."}}`` in the other.

What is new in the target is written as the target has what is already there.
"""

from collections.abc import Collection, Iterable
from itertools import islice
from typing import TYPE_CHECKING

from ci_l10n.formats.json.scan import Container
from ci_l10n.formats.json.tree import NewNode, Spot, find_member, members_of, named_nodes
from ci_l10n.model import Unit, Value

if TYPE_CHECKING:
    from ci_l10n.formats.json.edit import Editor

_NEIGHBOURS = 100  # of the source, that are looked for in the target


class Flat:
    """The part of an `Editor` that inserts keys where source and target differ in that."""

    def __init__(self, editor: "Editor") -> None:
        self.editor = editor
        self._dotted: dict[int, set[str]] = {}  # by container: what stands before the first dot of its names
        self._order: list[str] = []
        self._position: dict[str, int] = {}

    def takes(self, node: Container | NewNode, part: str | int, unit: Unit) -> bool:
        """Whether ``node`` has no member ``part``, but others whose names begin with it and a dot."""
        if not isinstance(node, Container) or not isinstance(part, str) or isinstance(unit.place, Spot):
            return False
        if "[" in unit.key or part not in self._heads(node) or node.index_of(part) is not None:
            return False
        return node.index_of(unit.key.removeprefix(node.prefix)) is None

    def add(self, node: Container | NewNode, unit: Unit, value: Value) -> None:
        """Add ``unit`` to the object ``node`` with dots in its name."""
        if isinstance(node, Container):
            self._add(node, unit, value, unit.key.removeprefix(node.prefix))

    def add_beside(self, node: Container | NewNode, part: str | int, unit: Unit, value: Value) -> None:
        """
        Beside a member that holds something of another shape: ``"a": "text", "a.b": "new"``.

        The key is the same, libraries that know dots find it, and nothing is lost.
        """
        index = find_member(node, part) if isinstance(node, Container) else None
        if (
            not isinstance(node, Container)
            or index is None
            or not node.is_object
            or isinstance(unit.place, Spot)
        ):
            self.editor.conflict(unit.key, str(part))
        self._add_behind(node, index, unit.key.removeprefix(node.prefix), value)

    def nest(self, node: Container | NewNode, unit: Unit, value: Value) -> bool:
        """Add a ``unit`` that has dots in its name to the objects that ``node`` has instead; False if it has none."""
        if not isinstance(node, Container) or not node.is_object or isinstance(unit.place, Spot):
            return False
        origin, _ = members_of(unit)
        name = unit.key.removeprefix(origin.prefix)
        if (
            "." not in name
            or not origin.is_object
            or self.editor.model.chrome
            or node.index_of(name) is not None
        ):
            return False
        home, rest = node, name
        head, dot, tail = rest.partition(".")
        while dot and (below := self._object(home, head)) is not None:
            home, rest = below, tail
            head, dot, tail = rest.partition(".")
        if home is node or home.index_of(rest) is not None:
            return False
        self._add(home, unit, value, rest)
        return True

    def _object(self, node: Container, name: str) -> Container | None:
        """The object called ``name`` that ``node`` has and keeps."""
        index = node.index_of(name)
        if index is None or index in self.editor.body_of(node).removed:
            return None
        if index in self.editor.replaced.get(id(node), {}):
            return None
        value = node.contents()[1][index]
        return value if isinstance(value, Container) and value.is_object else None

    def _heads(self, node: Container) -> set[str]:
        heads = self._dotted.get(id(node))
        if heads is None:
            heads = {name.partition(".")[0] for name in node.labels() if "." in name}
            self._dotted[id(node)] = heads
        return heads

    def _add(self, node: Container, unit: Unit, value: Value, name: str) -> None:
        self._add_behind(node, self._anchor(node, unit.key), name, value)

    def _add_behind(self, node: Container, anchor: int, name: str, value: Value) -> None:
        added = self.editor.body_of(node).added
        added[anchor] = [*added.get(anchor, []), *named_nodes(name, value)]

    def _anchor(self, node: Container, key: str) -> int:
        """The index of the member that the source has before ``key``; the last one if none of them is near."""
        if not self._position:
            self._order = list(self.editor.source.units)
            self._position = {known: number for number, known in enumerate(self._order)}
        place, prefix = self._position[key], node.prefix
        for number in islice(range(place - 1, -1, -1), _NEIGHBOURS):
            if indices := self._indices(node, self._order[number], prefix):
                return max(indices)
        for number in islice(range(place + 1, len(self._order)), _NEIGHBOURS):
            if indices := self._indices(node, self._order[number], prefix):
                return min(indices) - 1
        return len(node.labels()) - 1

    def _indices(self, node: Container, key: str, prefix: str) -> tuple[int, ...]:
        """The members of ``node`` that hold ``key``, or what is to hold it."""
        if not key.startswith(prefix):
            return ()
        name = key[len(prefix) :]
        if name in node.groups:
            return node.groups[name]
        index = node.index_of(name)
        if index is None and "." in name:
            index = node.index_of(name.partition(".")[0])
        return () if index is None else (index,)


def comparable(order: Iterable[str], present: Collection[str], new: Collection[str | int]) -> list[str]:
    """``order``, the names of the source, with those of the target for what it spells in the other way."""
    heads: dict[str, list[str]] = {}
    for name in present:
        if "." in name:
            heads.setdefault(name.partition(".")[0], []).append(name)
    names: dict[str, None] = {}
    for name in order:
        head = name.partition(".")[0]
        if name in present or name in new or (name not in heads and head not in present):
            names[name] = None
        else:
            names |= dict.fromkeys(heads.get(name, [head]))
    return list(names)
