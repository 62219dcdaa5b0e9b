"""Decides which members of a JSON file are replaced, removed and added; `json_write` turns that into edits."""

from collections.abc import Iterable, Sequence
from typing import NoReturn

from ci_l10n.errors import Location
from ci_l10n.formats.base import Change, KeyConflict
from ci_l10n.formats.json.entries import Entries
from ci_l10n.formats.json.flat import Flat, comparable
from ci_l10n.formats.json.scan import Container
from ci_l10n.formats.json.style import learn_style
from ci_l10n.formats.json.tree import (
    Document,
    NewNode,
    Node,
    Raw,
    TextEdit,
    ancestors,
    block_ends,
    block_of,
    chained,
    find_member,
    has_container,
    is_value,
    members_of,
    named_nodes,
    node_of,
)
from ci_l10n.formats.json.units import joins_others
from ci_l10n.formats.json.write import BodyChange, BodyWriter, Renderer, replacements
from ci_l10n.formats.placing import place as place_keys
from ci_l10n.formats.spans import Edit
from ci_l10n.model import Catalog, Forms, Unit, Value, parts_of


def _is_array(value: Value) -> bool:
    return isinstance(value, Forms) and value.kind == "array"


class Editor:
    """
    Collects the changes of one target.

    ``drop_empty``: objects that removals leave empty go too, even when the source has them.
    """

    def __init__(self, target: Catalog, source: Catalog, path: str, *, drop_empty: bool = False) -> None:
        self.target, self.source, self.path, self.drop_empty = target, source, path, drop_empty
        self.document: Document = target.layout
        self.model: Document = source.layout
        self.bodies: dict[int, BodyChange] = {}  # by id of the container
        self.blocks: dict[int, dict[str | int, dict[str | int, Node]]] = {}  # new ones, not placed yet
        self.replaced: dict[int, dict[int, Node]] = {}  # container id -> index -> new value
        self.containers: dict[int, Container] = {}
        self.models: dict[int, Container] = {}  # container id -> the source's container at the same path
        self.discarded: set[int] = set()
        self.entries = Entries(self)
        self.flat = Flat(self)
        self.metadata = {
            self.document.root.labels()[i]: i
            for i in self.document.metadata()
        }  # fmt: skip
        self.brings_metadata = any(not name.startswith("@@") for name in self.metadata)
        self.model_metadata = frozenset(self.model.metadata())

    def apply(self, changes: Sequence[Change]) -> None:
        """Removals first: what replaces a key of another shape then finds its place free."""
        gone = {
            c.key: self.target.units[c.key] for c in changes if c.value is None and c.key in self.target.units
        }
        if self.document.in_entry:
            self.entries.plan(changes)
            gone = {key: unit for key, unit in gone.items() if not self.entries.remove(key, unit)}
        for old in gone.values():
            self._remove_unit(old)
        for change in changes:
            unit = self.target.units.get(change.key)
            if change.value is None or (unit is not None and unit.value == change.value):
                continue
            if unit is None:
                self._insert(change.key, change.value)
            else:
                self._replace_unit(unit, change.value)

    def set_locale(self, locale: str) -> None:
        """The ``@@locale`` of an ARB file, where it has one."""
        index = self.metadata.get("@@locale")
        if index is not None and self.document.root.members[index].value != locale:
            self._replace(self.document.root, index, locale)

    def edits(self) -> list[Edit]:
        self._drop_emptied()
        style = source_style = learn_style(self.model.text, self.model.root)
        if self.model is not self.document:
            style = learn_style(self.document.text, self.document.root, style)
        renderer = Renderer(style, self.model.text)
        self.entries.place(renderer, source_style)
        found: list[TextEdit] = []
        for key, values in self.replaced.items():
            if key not in self.discarded:
                found += replacements(self.document.text, self.containers[key], values, renderer)
        for key, blocks in self.blocks.items():
            self._place(self.containers[key], blocks, renderer)
        for key, body in self.bodies.items():
            body.model = self.models.get(key)
            if key not in self.discarded and (body.removed or body.added):
                found += BodyWriter(self.document.text, renderer, body).edits()
        return self.document.encode(found)

    # What to do with units

    def _remove_unit(self, unit: Unit) -> None:
        self.remove_members(*members_of(unit))

    def remove_members(self, container: Container, indices: Iterable[int]) -> None:
        for index in indices:
            if container.is_object:
                self._remove(container, index)
            else:
                self._replace(container, index, Raw("null"))  # other items keep their index

    def remove_item(self, item: Container) -> None:
        """Remove an object from the array or object that it lies in."""
        assert item.parent is not None  # noqa: S101 -- the root is no item
        self._remove(item.parent, item.index)

    def _replace_unit(self, unit: Unit, value: Value) -> None:
        container, indices = members_of(unit)
        member = container.members[indices[0]]
        if not self.replaced.get(id(container), {}).keys().isdisjoint(indices):
            self.conflict(unit.key, member.name)
        plural = any(isinstance(v, Forms) and v.kind == "plural" for v in (unit.value, value))
        if self.document.chrome:
            if isinstance(member.value, Container):
                self._replace(member.value, member.value.name_members()["message"], node_of(value))
        elif plural and container.is_object and (_is_array(unit.value) or _is_array(value)):
            for index in indices:
                self._remove(container, index)
            items = named_nodes(block_of(container, indices[0]), value)
            kept = [item for item in items if not self._occupy(container, item[0], item[1], unit.key)]
            if kept:
                self.body_of(container).added.setdefault(indices[-1], []).extend(kept)
        elif plural and container.is_object and not isinstance(member.value, Container):
            self._replace_forms(unit, block_of(container, indices[0]), value)
        elif isinstance(member.value, Container) and isinstance(value, Forms) and value.kind == "array":
            self._replace_array(member.value, [text for _, text in value.parts])
        else:
            self._replace(container, indices[0], node_of(value))

    def _replace_forms(self, unit: Unit, base: str, value: Value) -> None:
        """Give a plural set the forms of ``value``; a plain text is the set of one form without suffix."""
        container, indices = members_of(unit)
        current = {container.labels()[i]: i for i in indices}
        wanted = {base + suffix: text for suffix, text in parts_of(value)}
        for name, index in current.items():
            if name not in wanted:
                self._remove(container, index)
        staying = [index for name, index in current.items() if name in wanted]
        anchor = min(staying) - 1 if staying else indices[-1]
        for name, text in wanted.items():
            if name in current:
                anchor = current[name]
                if container.members[anchor].value != text:
                    self._replace(container, anchor, text)
            elif not self._occupy(container, name, text, unit.key):
                self.body_of(container).added.setdefault(anchor, []).append((name, text))

    def _replace_array(self, array: Container, texts: list[str]) -> None:
        for index, member in enumerate(array.members):
            if index >= len(texts):
                self.body_of(array).removed.add(index)
            elif member.value != texts[index]:
                self._replace(array, index, texts[index])
        if new := texts[len(array.members) :]:
            last = len(array.members) - 1
            self.body_of(array).added[last] = [(last + 1 + i, text) for i, text in enumerate(new)]

    def _insert(self, key: str, value: Value) -> None:
        unit = self.source.units.get(key)
        node: Container | NewNode = self.known(self.document.root, self.model.root)
        if unit is None:  # not a key of the source: nothing to model it on
            if not node.is_object:
                self.conflict(key, "the whole file")
            self._put(node, key, {key: node_of(value)}, key)
            return
        if self.entries.insert(unit, value):
            return
        origin, _ = members_of(unit)
        if node.is_object != self.model.root.is_object:
            self.conflict(key, "the whole file")
        for part, model in ancestors(origin):
            if self.flat.takes(node, part, unit):
                self.flat.add(node, unit, value)
                return
            below = self.descend(node, part, model, key)
            if below is None:
                self.flat.add_beside(node, part, unit, value)
                return
            node = below
        if not self.flat.nest(node, unit, value):
            self.write_into(node, unit, value)

    def write_into(self, node: Container | NewNode, unit: Unit, value: Value) -> None:
        """Add what ``unit`` of the source is there, with another value."""
        origin, indices = members_of(unit)
        name = block_of(origin, indices[0]) if origin.is_object else indices[0]
        removed = self.body_of(node).removed if isinstance(node, Container) else ()
        if not self.model.chrome and joins_others(node, name, value, removed):
            self.conflict(unit.key, str(name))
        if self.model.chrome:
            above = origin.members[indices[0]].value
            entry = NewNode(True, above if isinstance(above, Container) else None, copy=True)
            entry.children["message"] = {"message": node_of(value)}
            self._put(node, name, {name: entry}, unit.key)
        elif isinstance(name, str) and isinstance(value, Forms) and value.kind == "plural":
            self._put(node, name, {name + suffix: text for suffix, text in value.parts}, unit.key)
        else:
            new = node_of(value)
            above = origin.members[indices[0]].value
            if isinstance(new, NewNode) and isinstance(above, Container):
                new.origin = above
            self._put(node, name, {name: new} | self._metadata_of(node, name), unit.key)

    def _metadata_of(self, node: Container | NewNode, name: str | int) -> dict[str | int, Node]:
        """The source's ``@name`` of an ARB file, for a target that has such members too."""
        if node is not self.document.root or not self.brings_metadata:
            return {}
        index = self.model.root.name_members().get(f"@{name}")
        value = (
            self.model.root.members[index].value
            if index in self.model_metadata and index is not None
            else None
        )
        return {f"@{name}": NewNode(True, value, copy=True)} if isinstance(value, Container) else {}

    # Finding the place

    def descend(
        self, node: Container | NewNode, part: str | int, model: Container, key: str
    ) -> Container | NewNode | None:
        """The container at ``part`` below ``node``, existing or new; None where something else is that must stay."""
        if isinstance(node, NewNode):
            child = node.children.setdefault(part, {}).setdefault(part, NewNode(model.is_object, model))
            return child if isinstance(child, NewNode) else self.conflict(key, str(part))
        index = find_member(node, part)
        if index is None:
            blocks = self.blocks.setdefault(id(self._remember(node)), {})
            child = blocks.setdefault(part, {}).setdefault(part, NewNode(model.is_object, model))
            return child if isinstance(child, NewNode) else self.conflict(key, str(part))
        existing = node.members[index].value
        replaced = self.replaced.get(id(node), {}).get(index)
        if isinstance(replaced, NewNode | str):
            return replaced if isinstance(replaced, NewNode) else None
        stays = replaced is None and index not in self.body_of(node).removed
        if stays and is_value(existing) and not is_value(model):
            return None
        if isinstance(existing, Container) and existing.is_object == model.is_object and stays:
            return self.known(existing, model)
        new = NewNode(model.is_object, model)
        return new if self._take(node, index, new) else None

    def _put(
        self, node: Container | NewNode, block: str | int, items: dict[str | int, Node], key: str
    ) -> None:
        if isinstance(node, NewNode):
            node.children.setdefault(block, {}).update(items)
            return
        new = {name: child for name, child in items.items() if not self._occupy(node, name, child, key)}
        if new:
            self.blocks.setdefault(id(self._remember(node)), {}).setdefault(block, {}).update(new)

    def _occupy(self, node: Container, name: str | int, child: Node, key: str) -> bool:
        """Write ``child`` where a member of that name is that holds no text (any more); False if there is none."""
        index = find_member(node, name)
        if index is None:
            return False
        if not self._take(node, index, child):
            self.conflict(key, str(name))
        return True

    def _take(self, node: Container, index: int, new: Node) -> bool:
        """Replace the value of a member that is null, a number, empty or on its way out; False if it holds something."""
        value = node.members[index].value
        removed = self.body_of(node).removed
        if isinstance(value, Container):
            if index not in removed and not self._will_be_empty(value):
                return False
            self._discard(value)
        elif index not in removed and (value or index in node.bases):
            return False
        removed.discard(index)
        self._replace(node, index, new)
        return True

    def _place(
        self, container: Container, blocks: dict[str | int, dict[str | int, Node]], renderer: Renderer
    ) -> None:
        """Decide behind which member each new block goes."""
        added = self.body_of(container).added
        last = len(container.labels()) - 1
        model = self.models.get(id(container))
        if not container.is_object:
            top = max(index for index in blocks if isinstance(index, int))
            new = {index: child for block in blocks.values() for index, child in block.items()}
            items: list[tuple[str | int, Node]] = [
                (i, new[i] if i in new else renderer.filler(model, i)) for i in range(last + 1, top + 1)
            ]
            added.setdefault(last, []).extend(items)
            return
        ends = block_ends(container)
        order = comparable(block_ends(model), ends, blocks) if model else []
        known = set(order)
        front = (
            next((i for i, name in enumerate(container.labels()) if not name.startswith("@@")), last + 1) - 1
        )
        wanted = [str(block) for block in blocks]
        placed = place_keys(list(ends), order, [block for block in wanted if block in known])
        chains = chained(placed, ends, front)
        chains.setdefault(last, []).extend(block for block in wanted if block not in known)
        for index, names in chains.items():
            if names:
                items = [item for name in names for item in blocks[name].items()]
                added[index] = added.get(index, []) + items

    # Emptied containers

    def _drop_emptied(self) -> None:
        """Objects that have lost all their members go as well, unless the source has them."""
        waiting = [body.container for body in self.bodies.values() if body.removed]
        while waiting:
            container = waiting.pop()
            parent = container.parent
            if parent is None or not parent.is_object or id(container) in self.discarded:
                continue
            if not self._is_emptied(container) or not (
                self.drop_empty or not has_container(self.model.root, container)
            ):
                continue
            self.discarded.add(id(container))
            self._remove(parent, container.index)
            waiting.append(parent)

    def _is_emptied(self, container: Container) -> bool:
        body = self.bodies.get(id(container))
        if id(container) in self.blocks or (body and body.added) or not container.members:
            return False
        return body is not None and len(body.removed) == len(container.members)

    def _will_be_empty(self, container: Container) -> bool:
        body = self.bodies.get(id(container))
        if id(container) in self.blocks or id(container) in self.replaced or (body and body.added):
            return False
        removed = body.removed if body else set()
        return all(
            i in removed or (isinstance(value, Container) and self._will_be_empty(value))
            for i, value in enumerate(container.contents()[1])
        )

    def _discard(self, container: Container) -> None:
        """Whatever was planned inside ``container`` is void: it is replaced as a whole."""
        self.discarded.add(id(container))
        for inner in container.containers():
            self._discard(inner)

    # Book-keeping

    def _remove(self, container: Container, index: int) -> None:
        """Remove a member, those it shadows, and its metadata."""
        removed = self.body_of(container).removed
        removed.add(index)
        names = container.labels()
        name = names[index]
        if len(container.name_members()) < len(names):
            removed |= {i for i in container.ignored if names[i] == name}
        if container is self.document.root and f"@{name}" in self.metadata:
            removed.add(self.metadata[f"@{name}"])

    def _replace(self, container: Container, index: int, value: Node) -> None:
        self.replaced.setdefault(id(self._remember(container)), {})[index] = value

    def body_of(self, container: Container) -> BodyChange:
        return self.bodies.setdefault(id(self._remember(container)), BodyChange(container))

    def _remember(self, container: Container) -> Container:
        self.containers[id(container)] = container
        return container

    def known(self, container: Container, model: Container) -> Container:
        self.models[id(container)] = model
        return container

    def conflict(self, key: str, what: str) -> NoReturn:
        raise KeyConflict(
            f"{key!r} cannot be added: the target has something of another shape at {what!r}",
            hint="make the target's structure the same as the source's there, or delete that entry of the target",
            location=Location(self.path, key=key),
        )
