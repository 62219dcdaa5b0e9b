"""Where everything is in an XLIFF file: its units, and what holds them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from ci_l10n.formats.xliff.index import Entry, Parts, Units
from ci_l10n.formats.xml_layout import Container
from ci_l10n.formats.xml_scan import Document, Element

_HOLDERS = ("file", "body", "group", "bin-unit")
_LOOKED_AT = 100  # units, to learn the indentation from


class Node(NamedTuple):
    """An element that holds units or other such elements."""

    path: str
    element: int  # index in `Layout.elements`
    container: Container
    keys: Sequence[str]  # of each child: its path, or what `unit_path` makes of its key; empty for all else
    positions: Mapping[str, int]


@dataclass(frozen=True)
class Layout:
    document: Document
    prefix: str  # of XLIFF's own elements, with its colon
    entries: Sequence[Entry]
    last: Mapping[str, int]  # the entry that each key means: of several, the last one
    units: Units
    files: Mapping[int, str]  # by offset of each <file>: what its keys begin with

    @property
    def text(self) -> bytes:
        return self.document.text

    @cached_property
    def newline(self) -> bytes:
        """Found once: a file without CRLF has to be searched to its end."""
        return self.document.newline

    def find(self, key: str) -> Entry | None:
        number = self.last.get(key)
        return None if number is None else self.entries[number]

    def is_shadowed(self, number: int) -> bool:
        """Whether a later entry has the same key."""
        key = self.entries[number].key
        return bool(key) and self.last[key] != number

    def parts(self, entry: Entry) -> Parts:
        return self.units.parts(entry.start, entry.end, entry.line)

    def raw(self, element: Element | None) -> str:
        """The XML between the tags of an element; nothing where there is none."""
        return self.text[element.inner : element.inner_end].decode("utf-8") if element else ""

    @cached_property
    def step(self) -> bytes | None:
        """By how much a level is indented; None when the file does not say."""
        for entry in self.entries[:_LOOKED_AT]:
            source = self.parts(entry).source
            outer = line_start(self.text, entry.start)
            inner = line_start(self.text, source.start) if source else None
            if outer is not None and inner is not None and inner.startswith(outer):
                return inner[len(outer) :]
        return None if self.entries else self._step_of_holders()

    def _step_of_holders(self) -> bytes | None:
        for element in self.elements[1:]:
            outer = line_start(self.text, self.elements[element.parent].start)
            inner = line_start(self.text, element.start)
            if outer is not None and inner is not None and inner.startswith(outer):
                return inner[len(outer) :]
        return None

    @property
    def elements(self) -> Sequence[Element]:
        """All elements of the file; only for what comes and goes, since it takes its time."""
        return self.units.elements

    def file_elements(self) -> list[Element]:
        return [element for element in self.elements if element[5] in self.files]

    @cached_property
    def _children(self) -> dict[int, list[Element]]:
        """The child elements of every element that has some, by index."""
        children: dict[int, list[Element]] = {}
        for element in self.elements:
            children.setdefault(element[2], []).append(element)
        return children

    def container_of(self, entry: Entry) -> Container:
        """What holds a unit."""
        return self._container(self.elements[self.units.index_at[entry.start]].parent)

    def _container(self, index: int) -> Container:
        return Container(self.text, self.elements[index], self._children.get(index, ()))

    def node_of(self, entry: Entry) -> Node:
        """What holds a unit."""
        return self._nodes_by_index[self.elements[self.units.index_at[entry.start]].parent]

    def parent_of(self, node: Node) -> Node:
        return self._nodes_by_index[self.elements[node.element].parent]

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """What can hold units, by path."""
        return {node.path: node for node in self._nodes_by_index.values()}

    @cached_property
    def _nodes_by_index(self) -> dict[int, Node]:
        paths = self._paths()
        labels = {self.elements[index].start: path for index, path in paths.items()}
        for number, entry in enumerate(self.entries):
            if entry.key and not self.is_shadowed(number):
                labels[entry.start] = unit_path(entry.key)
        nodes = {}
        for index, path in paths.items():
            container = self._container(index)
            keys = [labels.get(child.start, "") for child in container.children]
            positions = {key: position for position, key in enumerate(keys) if key}
            nodes[index] = Node(path, index, container, keys, positions)
        return nodes

    def _paths(self) -> dict[int, str]:
        """Paths of the elements that hold units or can do so, by index in file order; no two are equal."""
        names = {self.prefix + name for name in _HOLDERS}
        holding = self._holding()
        paths = {0: "/"}
        seen: dict[str, int] = {}
        for index, (name, attributes, parent, _, _, start, *_) in enumerate(self.elements):
            if parent in paths and (index in holding or name in names):
                label = self.files.get(start)
                if label is None:
                    label = attributes.get("id") or attributes.get("resname", "")
                path = f"{paths[parent]}{name.removeprefix(self.prefix)}[{label}]"
                seen[path] = seen.get(path, 0) + 1
                paths[index] = f"{path}{seen[path]}/"
        return paths

    def _holding(self) -> set[int]:
        """All elements that have a unit somewhere inside."""
        holding: set[int] = set()
        for entry in self.entries:
            index = self.elements[self.units.index_at[entry.start]].parent
            while index >= 0 and index not in holding:
                holding.add(index)
                index = self.elements[index].parent
        return holding


def unit_path(key: str) -> str:
    """How a unit is called among the children of what holds it; numbers sort as numbers."""
    return f"#{key:0>20}\0{key}" if key.isdigit() and key.isascii() else f"#{key}"


def key_of(path: str) -> str:
    """The key of a unit, nothing for all else."""
    return path[1:].rpartition("\0")[2] if path.startswith("#") else ""


def line_start(text: bytes, start: int) -> bytes | None:
    """The blanks before ``start`` on its line; None when something else stands there, or there is but one line."""
    begin = text.rfind(b"\n", 0, start) + 1
    line = text[begin:start]
    return None if line.strip(b" \t") or not begin else line
