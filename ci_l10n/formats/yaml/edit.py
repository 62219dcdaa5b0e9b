"""Decides which rows of a YAML file are replaced, removed and added; `write` turns that into edits."""

from collections.abc import Sequence
from typing import NoReturn

from ci_l10n.errors import Location
from ci_l10n.formats.base import Change, KeyConflict, Reading
from ci_l10n.formats.spans import Edit
from ci_l10n.formats.yaml.layout import learn_style
from ci_l10n.formats.yaml.order import order_added
from ci_l10n.formats.yaml.removing import last_block_edits, removal_edits
from ci_l10n.formats.yaml.render import Renderer
from ci_l10n.formats.yaml.root import RootWriter
from ci_l10n.formats.yaml.scalars import is_text
from ci_l10n.formats.yaml.shapes import Shapes
from ci_l10n.formats.yaml.tree import (
    ALIAS,
    OPAQUE,
    Body,
    Container,
    Document,
    NewNode,
    Node,
    Raw,
    Reference,
    Row,
    Text,
    TextEdit,
    members_of,
    way_to,
)
from ci_l10n.formats.yaml.values import Modeller
from ci_l10n.formats.yaml.write import BodyWriter, Removal
from ci_l10n.model import Catalog, Forms, Unit, Value


class Editor:
    """
    Collects the changes of one target.

    ``fresh``: the target is a copy of the source that becomes a new file. Mappings that removals leave empty go then
    even where the source has them.
    """

    def __init__(self, target: Catalog, source: Catalog, reading: Reading, *, fresh: bool = False) -> None:
        self.target, self.source, self.reading, self.fresh = target, source, reading, fresh
        self.document: Document = target.layout
        self.model: Document = source.layout
        self.values = Modeller(source, reading)
        self.bodies: dict[int, Body] = {}
        self.models: dict[int, Container] = {}  # by id of the target's container
        self.discarded: set[int] = set()
        self.new_root: NewNode | None = None
        self.changed: list[str] = []
        if self.document.base is not None and self.model.base is not None:
            self.models[id(self.document.base)] = self.model.base

    def apply(self, changes: Sequence[Change]) -> None:
        """Removals first: what replaces a key of another shape then finds its place free."""
        units = self.target.units
        self.changed = [change.key for change in changes]
        for change in changes:
            self.values.check(change)
            if change.value is None and change.key in units:
                container, index = members_of(units[change.key])
                self._remove(container, index)
        for change in changes:
            unit = units.get(change.key)
            if change.value is None or (unit is not None and unit.value == change.value):
                continue
            if unit is None:
                self._insert(change.key, change.value)
            else:
                self._replace_unit(unit, change.value)

    def edits(self) -> list[Edit]:
        self._drop_emptied()
        self._drop_dangling()
        roots = RootWriter(self.document, self.model, self.reading)
        roots.check(self.bodies, self.new_root)
        renderer = Renderer(learn_style(self.document, self.model), self.model)
        self._keep_shapes(renderer)
        found: list[TextEdit] = []
        removals: list[Removal] = []
        bodies = [body for key, body in self.bodies.items() if key not in self.discarded]
        for body in sorted(bodies, key=lambda b: -_depth(b.container)):
            model = self.models.get(id(body.container))
            order_added(body, model, renderer.filler)
            writer = BodyWriter(self.document, renderer, body)
            found += writer.edits(model)
            removals += writer.removals
        if self.new_root is not None:
            found.append(roots.write(renderer, self.new_root))
        if self.fresh:
            found += roots.rename(renderer)
        found += removal_edits(self.document, removals, found)
        found += last_block_edits(self.document, found)
        return self.document.encode(found)

    # What to do with units

    def _remove(self, container: Container, index: int) -> None:
        """Remove a row and those it shadows; other items of a sequence keep their index."""
        name = container.rows[index][0]
        if not container.is_map:
            self._body(container).replaced[index] = Raw("~")
            return
        self._take_away(container, index, name)

    def _take_away(self, container: Container, index: int, name: str | None) -> None:
        removed = self._body(container).removed
        removed.add(index)
        if container.is_map and name is not None:
            removed.update(container.shadowed().get(name, ()))
        value = container.rows[index][6]
        if isinstance(value, Container):
            self._discard(value)

    def _replace_unit(self, unit: Unit, value: Value) -> None:
        container, index = members_of(unit)
        old = container.rows[index][6]
        if isinstance(old, Container) and isinstance(value, Forms):
            if old.is_map and value.kind == "plural":
                self._replace_forms(old, unit.key, value)
                return
            if not old.is_map and value.kind == "array":
                self._replace_array(old, unit.key, value)
                return
        if isinstance(old, Container):
            self._discard(old)
        self._body(container).replaced[index] = self.values.node(unit.key, value)

    def _replace_forms(self, forms: Container, key: str, value: Forms) -> None:
        new = self.values.forms(key, value)
        for name, index in forms.names().items():
            old = new.children.get(name)
            if old is None:
                if is_text(str(forms.rows[index][6]), forms.rows[index][5]):
                    self._take_away(forms, index, name)
            elif not _says(forms.rows[index], old):
                self._body(forms).replaced[index] = old
        for form, node in new.children.items():
            if form not in forms.names():
                self._body(forms).added[form] = node

    def _replace_array(self, array: Container, key: str, value: Forms) -> None:
        new = self.values.forms(key, value)
        for index, (*_, style, old) in enumerate(array.rows):
            node = new.children.get(index)
            if node is not None and not _says(array.rows[index], node):
                self._body(array).replaced[index] = node
            elif node is None and is_text(str(old), style):
                if index > max(i for i in new.children if isinstance(i, int)):
                    self._body(array).removed.add(index)
                else:
                    self._body(array).replaced[index] = Raw("~")
        self._body(array).added.update({i: n for i, n in new.children.items() if int(i) >= len(array.rows)})

    def _insert(self, key: str, value: Value) -> None:
        unit = self.source.units.get(key)
        node = self._base()
        if unit is None or self.model.base is None:  # not a key of the source: nothing to model it on
            if not node.is_map:
                self._conflict(key, "the top")
            self._put(node, key, self.values.node(key, value), key)
            return
        origin, index = members_of(unit)
        if isinstance(node, Container):
            self.models[id(node)] = self.model.base
        for part, model in way_to(origin, self.model.base):
            node = self._descend(node, part, model, key)
        self._put(
            node, origin.rows[index][0] or "" if origin.is_map else index, self.values.node(key, value), key
        )

    def _base(self) -> Container | NewNode:
        """What holds the keys; made anew when the target is empty or has nothing but its locale."""
        if self.document.base is not None:
            return self.document.base
        if self.new_root is not None:
            return self.new_root
        new = NewNode(True, self.model.base)
        root = self.document.root
        if root is not None:
            body = self._body(root)
            return body.replaced.setdefault(self.document.locale_row, new)  # type: ignore[return-value]
        self.new_root = new
        return new

    # Finding the place

    def _descend(
        self, node: Container | NewNode, part: str | int, model: Container, key: str
    ) -> Container | NewNode:
        """The container at ``part`` below ``node``, existing or new."""
        if isinstance(node, NewNode):
            child = node.children.setdefault(part, NewNode(model.is_map, model))
            return child if isinstance(child, NewNode) else self._conflict(key, part)
        index = node.find(part)
        if index is None:
            child = self._body(node).added.setdefault(part, NewNode(model.is_map, model))
            return child if isinstance(child, NewNode) else self._conflict(key, part)
        replaced = self._body(node).replaced.get(index)
        if isinstance(replaced, NewNode):
            return replaced
        existing = node.rows[index][6]
        removed = index in self._body(node).removed
        if isinstance(existing, Container) and existing.is_map == model.is_map and not (replaced or removed):
            if existing.opaque or existing.is_set:
                self._conflict(key, part)
            self.models[id(existing)] = model
            return existing
        new = NewNode(model.is_map, model)
        self._take(node, index, new, key)
        return new

    def _put(self, node: Container | NewNode, name: str | int, child: Node, key: str) -> None:
        if isinstance(node, NewNode):
            node.children[name] = child
            return
        index = node.find(name)
        if index is None:
            self._body(node).added[name] = child
        else:
            self._take(node, index, child, key)

    def _take(self, node: Container, index: int, new: Node, key: str) -> None:
        """Replace a row that holds no text: null, a number, an alias, what is empty or on its way out."""
        style, value = node.rows[index][5], node.rows[index][6]
        body = self._body(node)
        if index in body.removed:
            body.removed.discard(index)
        elif isinstance(value, Container):
            if value.opaque or not self._will_be_empty(value):
                self._conflict(key, node.rows[index][0] or index)
            self._discard(value)
        elif (
            isinstance(value, str) and is_text(value, style) and not isinstance(body.replaced.get(index), Raw)
        ) or style == OPAQUE:
            self._conflict(key, node.rows[index][0] or index)
        body.replaced[index] = new

    # Emptied containers, aliases without anchor

    def _drop_emptied(self) -> None:
        """Mappings that have lost all their rows go as well, unless the source has them empty."""
        waiting = [body.container for body in self.bodies.values() if body.removed]
        while waiting:
            container = waiting.pop()
            parent = container.parent
            if (
                parent is None
                or not parent.is_map
                or container is self.document.base
                or id(container) in self.discarded
            ):
                continue
            if not self._body(container).is_emptied or self._stays_empty(container):
                continue
            self._take_away(parent, container.index, parent.rows[container.index][0])
            waiting.append(parent)

    def _stays_empty(self, container: Container) -> bool:
        if container.anchor and any(alias.name == container.anchor for alias in self.document.aliases):
            return not self.fresh
        if self.fresh or self.document.base is None or self.model.base is None:
            return False
        node = self.model.base
        for part, _ in way_to(container, self.document.base):
            index = node.find(part)
            value = node.rows[index][6] if index is not None else None
            if not isinstance(value, Container):
                return False
            node = value
        return not node.rows

    def _drop_dangling(self) -> None:
        """An alias whose anchor goes, goes too: without it no reader takes the file."""
        defined = self.document.definitions()
        while dangling := [a for a, anchor in defined if not self._is_gone(a) and self._is_gone(anchor)]:
            for alias in dangling:
                self._take_away(alias.container, alias.row, alias.container.rows[alias.row][0])
            self._drop_emptied()

    def _is_gone(self, reference: Reference) -> bool:
        node, index = reference.container, reference.row
        first = True
        while True:
            body = self.bodies.get(id(node))
            if body is not None and index in body.removed:
                return True
            replaced = body.replaced.get(index) if body is not None else None
            is_alias = node.rows[index][5] == ALIAS
            if replaced is not None and not (first and not is_alias and isinstance(replaced, Text)):
                return True
            if node.parent is None:
                return False
            node, index, first = node.parent, node.index, False

    def _will_be_empty(self, container: Container) -> bool:
        body = self.bodies.get(id(container))
        if body is not None and (body.added or body.replaced):
            return False
        removed = body.removed if body is not None else set()
        return all(
            i in removed or (isinstance(row[6], Container) and self._will_be_empty(row[6]))
            for i, row in enumerate(container.rows)
        )

    def _discard(self, container: Container) -> None:
        """Whatever was planned inside ``container`` is void: it goes as a whole."""
        self.discarded.add(id(container))
        for row in container.rows:
            if isinstance(row[6], Container):
                self._discard(row[6])

    def _keep_shapes(self, renderer: Renderer) -> None:
        """What is left of a group, and what is new of one, must not read as a plural set or an array."""
        shapes = Shapes(renderer, self.reading)
        for body in [body for key, body in self.bodies.items() if key not in self.discarded]:
            if not shapes.keep(body, self.models.get(id(body.container))):
                self._conflict(self._key_below(body.container.prefix), "there")
        if self.new_root is not None and not shapes.keep_node(self.new_root):
            self._conflict(self._key_below(""), "there")

    def _key_below(self, prefix: str) -> str:
        """A key among the changes that begins with ``prefix``."""
        return next((key for key in self.changed if key.startswith(prefix)), prefix)

    # Book-keeping

    def _body(self, container: Container) -> Body:
        found = self.bodies.get(id(container))
        if found is None:
            found = self.bodies[id(container)] = Body(container)
        return found

    def _conflict(self, key: str, what: str | int | None) -> NoReturn:
        raise KeyConflict(
            f"{key!r} cannot be added: the target has something of another shape at {what!r}",
            hint="make the target's structure the same as the source's there, or delete that entry of the target",
            location=Location(self.reading.path, key=key),
        )


def _says(row: Row, node: Node) -> bool:
    """Whether a row has the text of ``node`` already; of a null, whether it has no text."""
    value = row[6]
    holds_text = isinstance(value, str) and is_text(value, row[5])
    return holds_text and value == node.value if isinstance(node, Text) else not holds_text


def _depth(container: Container) -> int:
    depth = 0
    while container.parent is not None:
        container, depth = container.parent, depth + 1
    return depth
