"""
Entries: objects that come and go with a key that stands in them, ``{"id": "greeting", "text": "Hello"}``.

They are found by their key, not by their number in an array, and copied from the source's as they are written there.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ci_l10n.formats.base import Change
from ci_l10n.formats.json.scan import Container
from ci_l10n.formats.json.style import Style, line_indent
from ci_l10n.formats.json.tree import NewNode, Node, Raw, Spot, TextEdit, ancestors, chained, members_of
from ci_l10n.formats.json.write import BodyChange, BodyWriter, Renderer
from ci_l10n.formats.placing import place
from ci_l10n.model import Unit, Value

if TYPE_CHECKING:
    from ci_l10n.formats.json.edit import Editor


class Entries:
    """The part of an `Editor` that works on entries; without key paths it has nothing to do."""

    def __init__(self, editor: "Editor") -> None:
        self.editor = editor
        self.new: dict[
            int, tuple[Container, dict[str, tuple[Unit, Value]]]
        ] = {}  # by id of the source's entry
        self.gone: set[str] = set()
        self.receiving: set[int] = set()

    def plan(self, changes: Sequence[Change]) -> None:
        """Which keys go, and which entries of the target get new ones."""
        target, source = self.editor.target, self.editor.source
        self.gone = {change.key for change in changes if change.value is None}
        for key, value, _ in changes:
            unit = source.units.get(key)
            if value is not None and key not in target.units and unit and (entry := self._counterpart(unit)):
                self.receiving.add(id(entry))

    def remove(self, key: str, unit: Unit) -> bool:
        """Remove the entry of ``unit`` when this is the last of its keys; False when only the text is to go."""
        spots = [unit.place, *self.editor.document.hidden.get(key, ())]
        if not all(isinstance(spot, Spot) and self._is_emptied(spot.entry) for spot in spots):
            for spot in spots[1:]:
                self.editor.remove_members(spot.container, spot.indices)
            return False
        for spot in spots:
            self.editor.remove_item(spot.entry)
        return True

    def _is_emptied(self, entry: Container | None) -> bool:
        if entry is None or entry.parent is None or id(entry) in self.receiving:
            return False
        return all(key in self.gone for key in self.editor.document.in_entry[id(entry)])

    def insert(self, unit: Unit, value: Value) -> bool:
        """Take ``unit`` of the source as part of an entry that is to be copied; False when it needs no copy."""
        spot = unit.place
        if not isinstance(spot, Spot) or spot.entry is None or spot.entry.parent is None:
            return False
        there = self._counterpart(unit)
        if there is None:
            self.new.setdefault(id(spot.entry), (spot.entry, {}))[1][unit.key] = unit, value
            return True
        self._insert_into(there, spot.entry, unit, value)
        return True

    def _insert_into(self, there: Container, entry: Container, unit: Unit, value: Value) -> None:
        """Add a text to an entry that the target has already."""
        node: Container | NewNode = self.editor.known(there, entry)
        above = {id(model): (part, model) for part, model in ancestors(entry)}
        for part, model in ancestors(members_of(unit)[0]):
            if id(model) not in above:
                node = self.editor.descend(node, part, model, unit.key) or self.editor.conflict(
                    unit.key, str(part)
                )
        self.editor.write_into(node, unit, value)

    def _counterpart(self, unit: Unit) -> Container | None:
        """The target's entry of the same key."""
        spot = unit.place
        if not isinstance(spot, Spot) or spot.entry is None:
            return None
        label = self.editor.model.labels.get(id(spot.entry), "")
        return self.editor.document.entries.get(label)

    # New entries

    def place(self, renderer: Renderer, source_style: Style) -> None:
        """Decide where the new entries stand and how they are written."""
        homes: dict[int, tuple[Container, list[Container]]] = {}
        for entry, _ in self.new.values():
            assert entry.parent is not None  # noqa: S101 -- `insert` takes no others
            homes.setdefault(id(entry.parent), (entry.parent, []))[1].append(entry)
        for origin, entries in homes.values():
            home = self._home(origin)
            if isinstance(home, NewNode):
                for number, entry in enumerate(entries):
                    name = _name(entry, number)
                    home.children[name] = {name: self._copied(entry)}
            else:
                self._add(home, origin, entries, renderer, source_style)

    def _home(self, origin: Container) -> Container | NewNode:
        """Where the target has the entries that the source has in ``origin``."""
        document = self.editor.document
        for inner in origin.containers():
            label = self.editor.model.labels.get(id(inner))
            there = document.entries.get(label) if label else None
            if there is not None and there.parent is not None and there.parent.is_object == origin.is_object:
                return there.parent
        return self._container_like(origin)

    def _container_like(self, origin: Container) -> Container | NewNode:
        """The target's container at the place of the source's ``origin``, made if need be."""
        node: Container | NewNode = self.editor.known(self.editor.document.root, self.editor.model.root)
        for part, model in ancestors(origin):
            node = self.editor.descend(node, part, model, str(part)) or self.editor.conflict(
                str(part), str(part)
            )
        return node

    def _add(
        self,
        home: Container,
        origin: Container,
        entries: Sequence[Container],
        renderer: Renderer,
        source_style: Style,
    ) -> None:
        document, model = self.editor.document, self.editor.model
        labels = {
            document.labels[id(inner)]: inner.index
            for inner in home.containers()
            if id(inner) in document.labels
        }
        order = [model.labels[id(inner)] for inner in origin.containers() if id(inner) in model.labels]
        by_label = {model.labels[id(entry)]: entry for entry in entries}
        body = self.editor.body_of(home)
        removed = body.removed
        for entry in entries if home.is_object else ():
            if (index := home.name_members().get(str(_name(entry, 0)))) is not None and index not in removed:
                self.editor.conflict(next(iter(self.new[id(entry)][1])), str(_name(entry, 0)))
        present = [label for label, index in labels.items() if index not in removed]
        front = min(labels.values(), default=len(home.rows)) - 1
        chains = chained(place(present, order, list(by_label)), labels, front)
        for index, names in chains.items():
            nodes = [
                (_name(by_label[n], 0), self._node(by_label[n], home, renderer, source_style)) for n in names
            ]
            body.added[index] = body.added.get(index, []) + nodes

    def _node(self, entry: Container, home: Container, renderer: Renderer, source_style: Style) -> Node:
        """The source's bytes when they look as the target's entries do, else the same in the target's layout."""
        text, model = self.editor.document.text, self.editor.model.text
        neighbour = next(iter(home.containers()), None)
        mine = "\n" in model[entry.start : entry.end]
        theirs = "\n" in text[neighbour.start : neighbour.end] if neighbour else renderer.style.multiline
        if neighbour is None and "\n" not in text and not renderer.style.multiline:
            theirs = False
        elif neighbour is None:
            theirs = mine
        wanted = self.new[id(entry)][1]
        plain = all(
            isinstance(value, str) and len(unit.place.indices) == 1 for unit, value in wanted.values()
        )
        if mine and not theirs:
            return Raw(renderer.node(self._copied(entry), "", False))
        if mine != theirs or not plain:
            return self._copied(entry)
        edits = [
            TextEdit(*_span(unit.place), renderer.style.quote(str(value))) for unit, value in wanted.values()
        ]
        edits += self._omissions(entry, renderer)
        new = _spliced(model[entry.start : entry.end], edits, entry.start)
        start = home.members[0].start if home.members else home.start
        indent = line_indent(text, start) + ("" if home.members else renderer.style.indent)
        return Raw(_relaid(new, line_indent(model, entry.start), source_style, indent, renderer.style))

    def _omissions(self, entry: Container, renderer: Renderer) -> list[TextEdit]:
        """What takes the entry's other texts out: they have no translation yet."""
        bodies: dict[int, BodyChange] = {}
        for spot in self._unwanted(entry):
            bodies.setdefault(id(spot.container), BodyChange(spot.container)).removed.update(spot.indices)
        return [
            edit
            for body in bodies.values()
            for edit in BodyWriter(self.editor.model.text, renderer, body).edits()
        ]

    def _unwanted(self, entry: Container) -> list[Spot]:
        units = self.editor.source.units
        keys = self.editor.model.in_entry.get(id(entry), ())
        places = [units[key].place for key in keys if key in units and key not in self.new[id(entry)][1]]
        return [spot for spot in places if spot.entry is entry]

    def _copied(self, entry: Container) -> NewNode:
        """``entry`` with its new texts, for the renderer to lay out."""
        nodes: dict[int, NewNode] = {}

        def node_of(container: Container) -> NewNode:
            if id(container) not in nodes:
                nodes[id(container)] = NewNode(container.is_object, container, copy=True)
                if container is not entry and container.parent is not None:
                    name: str | int = container.parent.labels()[container.index] or container.index
                    node_of(container.parent).children[name] = {name: nodes[id(container)]}
            return nodes[id(container)]

        node_of(entry)
        for spot in self._unwanted(entry):
            node = node_of(spot.container)
            node.left_out |= {spot.container.labels()[index] for index in spot.indices}
        for unit, value in self.new[id(entry)][1].values():
            self.editor.write_into(node_of(unit.place.container), unit, value)
        return nodes[id(entry)]


def _name(entry: Container, number: int) -> str | int:
    assert entry.parent is not None  # noqa: S101 -- an entry lies in an array or object
    return entry.parent.labels()[entry.index] if entry.parent.is_object else number


def _span(spot: Spot) -> tuple[int, int]:
    member = spot.container.members[spot.indices[0]]
    return member.value_start, member.end


def _spliced(text: str, edits: Sequence[TextEdit], offset: int) -> str:
    parts: list[str] = []
    position = 0
    for start, end, new in sorted(edits):
        parts += (text[position : start - offset], new)
        position = end - offset
    return "".join([*parts, text[position:]])


def _relaid(text: str, base: str, old: Style, indent: str, new: Style) -> str:
    """``text`` with the line ends and indentation of the target; texts of JSON never hold a line end."""
    first, *lines = text.replace("\r\n", "\n").split("\n")
    result = [first]
    for line in lines:
        rest = line.removeprefix(base)
        steps = 0
        while old.indent and rest.startswith(old.indent):
            rest, steps = rest[len(old.indent) :], steps + 1
        result.append(indent + new.indent * steps + rest if line.strip() else line)
    return new.newline.join(result)
