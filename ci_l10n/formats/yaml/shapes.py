"""
Keeps groups of keys from turning into one unit.

Of ``{one: A, other: B, title: T}`` without its title ``{one: A, other: B}`` would be left, which reads as a plural set
under another key. A null in its place keeps the group a group.
"""

from collections.abc import Iterable, Iterator

from ci_l10n.formats.base import Reading
from ci_l10n.formats.yaml.render import Renderer
from ci_l10n.formats.yaml.scalars import is_text
from ci_l10n.formats.yaml.tree import Body, Container, NewNode, Node, Raw, Text
from ci_l10n.formats.yaml.units import CATEGORIES, NULLS, detects_plurals, has_only_other, makes_plural_set

_NULL = Raw("~")


class Shapes:
    """``reading`` is how the file that is written will be read."""

    def __init__(self, renderer: Renderer, reading: Reading) -> None:
        self.renderer = renderer
        self.plural_sets = detects_plurals(reading)
        self.only_other = has_only_other(reading.locale)

    def keep(self, body: Body, model: Container | None) -> bool:
        """Add to ``body`` what keeps it a group; False when nothing can."""
        nodes = [*body.added.values(), *body.replaced.values()]
        if not all(self.keep_node(node) for node in nodes if isinstance(node, NewNode)):
            return False
        container = body.container
        if container.is_set or container.parent is None or not (body.added or body.removed or body.replaced):
            return True
        if not container.is_map:
            return not _is_array(_left(body))
        if not self._is_plural(_left(body)):
            return True
        for index in sorted(body.removed):
            if container.rows[index][0] not in CATEGORIES:
                body.removed.discard(index)
                body.replaced[index] = _NULL
                return True
        name = _other_name(model)
        if name:
            body.added[name] = _NULL
        return bool(name)

    def keep_node(self, node: NewNode) -> bool:
        """The same for a container that is new."""
        stack = [node]
        while stack:
            node = stack.pop()
            items = self.renderer.items(node)
            stack += [child for _, child in items if isinstance(child, NewNode)]
            if node.is_set:
                continue
            if not node.is_map and _is_array(items):
                return False
            if node.is_map and self._is_plural(items):
                name = _other_name(node.origin)
                if not name:
                    return False
                node.children[name] = _NULL
        return True

    def _is_plural(self, items: Iterable[tuple[str | int, Node | None]]) -> bool:
        forms: dict[str, str] = {}
        for name, node in items if self.plural_sets else ():
            if name not in CATEGORIES or not _may_be_form(node):
                return False
            forms[str(name)] = node.value if isinstance(node, Text) else ""
        return bool(forms) and makes_plural_set(forms, self.only_other)


def _left(body: Body) -> Iterator[tuple[str | int, Node | None]]:
    """The entries as they will be, with None for what is neither text nor null."""
    rows, is_map = body.container.rows, body.container.is_map
    names = body.container.names() if is_map else {}
    for index, (name, *_, style, value) in enumerate(rows):
        if index in body.removed or (is_map and name is not None and names[name] != index):
            continue
        key = index if not is_map else name if name is not None else ""
        if index in body.replaced:
            yield key, body.replaced[index]
        elif isinstance(value, str) and is_text(value, style):
            yield key, Text(value)
        else:
            yield key, _NULL if isinstance(value, str) and value in NULLS else None
    yield from body.added.items()


def _is_array(items: Iterable[tuple[str | int, Node | None]]) -> bool:
    nodes = [node for _, node in items]
    return any(isinstance(node, Text) for node in nodes) and all(map(_may_be_form, nodes))


def _may_be_form(node: Node | None) -> bool:
    return isinstance(node, Text) or (isinstance(node, Raw) and node.text.strip() in NULLS)


def _other_name(model: Container | None) -> str:
    """A key of the source's group that is no plural category."""
    return next((name for name in model.names() if name not in CATEGORIES), "") if model is not None else ""
