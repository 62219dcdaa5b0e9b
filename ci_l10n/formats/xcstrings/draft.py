"""An object of a string catalog while it is being changed, and the edits that make the change."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from ci_l10n.formats.json.scan import Container
from ci_l10n.formats.json.style import Style, line_indent
from ci_l10n.formats.json.tree import NewNode, Node, Raw, TextEdit
from ci_l10n.formats.json.write import BodyChange, BodyWriter, Renderer
from ci_l10n.formats.xcstrings.scan import fill

_SPACED = re.compile(r"\{[ \t]*+\r?\n[ \t]*+\r?\n[ \t]*+\}")
_UNSPACED = re.compile(r"\{[ \t]*+\}")


def has_spaced_empty_objects(text: str) -> bool:
    """Whether an empty object has an empty line in it, as Xcode writes it."""
    return _SPACED.search(text) is not None or _UNSPACED.search(text) is None


class CatalogRenderer(Renderer):
    """Writes an empty object as the catalog does: Xcode leaves an empty line in it."""

    def __init__(self, style: Style, *, spaced: bool) -> None:
        super().__init__(style, "")
        self.spaced = spaced

    def node(self, node: Node, indent: str, multiline: bool) -> str:
        if isinstance(node, NewNode) and node.is_object and not node.children and multiline and self.spaced:
            return f"{{{self.style.newline * 2}{indent}}}"
        return super().node(node, indent, multiline)


class Draft:
    """
    One object: what it has (``container`` in ``text``; None for one that is new), and what is to become of it.

    ``first`` is the name of a member that stands before all others whatever their order: the source's locale.
    """

    def __init__(self, text: str = "", container: Container | None = None, first: str = "") -> None:
        self.text = text
        self.container = container
        self.first = first
        self._present = fill(text, container).name_members() if container else {}
        self._removed: set[str] = set()
        self._new: dict[str, Node] = {}  # members that get another value, and new ones
        self._children: dict[str, Draft] = {}  # objects that are changed inside, and new ones

    def get(self, name: str) -> "str | Container | None":
        """The value of a member as it is in the file; None where there is none."""
        if self.container is None or name not in self._present:
            return None
        return self.container.rows[self._present[name]][4]

    def texts(self, name: str) -> list[str] | None:
        """The items of an array of texts."""
        value = self.get(name)
        if not isinstance(value, Container) or value.is_object:
            return None
        texts = [row[4] for row in fill(self.text, value).rows]
        return [text for text in texts if isinstance(text, str)] if texts else None

    def has(self, name: str) -> bool:
        """Whether there will be a member of that name."""
        return (name in self._present and name not in self._removed) or name in self._new

    def names(self) -> list[str]:
        """The members that there will be."""
        new = [name for name in (*self._new, *self._children) if name not in self._present]
        return [*(name for name in self._present if name not in self._removed), *new]

    def set(self, name: str, value: Node) -> None:
        self._children.pop(name, None)
        if name in self._removed or self.get(name) != value:
            self._removed.discard(name)
            self._new[name] = value

    def remove(self, name: str) -> None:
        self._new.pop(name, None)
        self._children.pop(name, None)
        if name in self._present:
            self._removed.add(name)

    def child(self, name: str, first: str = "") -> "Draft":
        """The object called ``name``; a new one where there is none."""
        if name not in self._children:
            value = self.get(name)
            is_kept = isinstance(value, Container) and value.is_object and name not in self._removed
            self._children[name] = Draft(self.text, value if is_kept else None, first)  # type: ignore[arg-type]
        return self._children[name]

    def prune(self) -> None:
        """Take out the objects that removals have left without members, and forget those that got none."""
        for name, child in list(self._children.items()):
            child.prune()
            if child.names():
                self._removed.discard(name)
            elif child.container is None:
                del self._children[name]
            elif child._removed:
                self.remove(name)

    def node(self) -> NewNode:
        """All of it, to be written anew."""
        node = NewNode(True)
        for name in self._in_order():
            node.children[name] = {name: self._member(name)}
        return node

    def edits(self, renderer: CatalogRenderer) -> Iterator[TextEdit]:
        """The edits of `text`; only for what is in the file, and has been pruned."""
        container = self.container
        assert container is not None  # noqa: S101 -- new ones are written by those around them
        new = sorted((n for n in (*self._new, *self._children) if n not in self._present), key=str.casefold)
        if self._present and len(self._removed) == len(self._present):
            yield self._rewritten(renderer, container)
            return
        for name in (*self._new, *self._children):
            if name in self._present:
                yield from self._member_edits(name, renderer)
        if self._removed or new:
            change = BodyChange(container)
            change.removed |= {i for i, row in enumerate(container.rows) if row[0] in self._removed}
            present = [row[0] for row in container.rows]
            for name in new:
                anchor = _position(present, name, self.first) - 1
                change.added.setdefault(anchor, []).append((name, self._member(name)))
            yield from BodyWriter(self.text, renderer, change).edits()

    def _member_edits(self, name: str, renderer: CatalogRenderer) -> Iterator[TextEdit]:
        child = self._children.get(name)
        if child is not None and child.container is not None:
            yield from child.edits(renderer)
            return
        _, start, value_start, end, _ = self.container.rows[self._present[name]]  # type: ignore[union-attr]
        multiline = "\n" in self.text
        new = renderer.node(self._member(name), line_indent(self.text, start), multiline)
        yield TextEdit(value_start, end, new)

    def _rewritten(self, renderer: CatalogRenderer, container: Container) -> TextEdit:
        """The whole object anew: none of its members stays."""
        multiline = "\n" in self.text[container.start : container.members[0].start]
        new = renderer.node(self.node(), line_indent(self.text, container.start), multiline)
        return TextEdit(container.start, container.end, new)

    def _member(self, name: str) -> Node:
        if name in self._children:
            return self._children[name].node()
        return self._new[name] if name in self._new else self._copied(self._present[name], self.container)

    def _copied(self, index: int, container: Container | None) -> Node:
        assert container is not None  # noqa: S101 -- it has a member
        _, _, start, end, value = container.rows[index]
        if not isinstance(value, Container):
            return Raw(self.text[start:end]) if value is None else value
        if value.is_object:
            return Draft(self.text, value).node()
        items = {i: {i: self._copied(i, value)} for i in range(len(fill(self.text, value).rows))}
        return NewNode(False, children=items)  # type: ignore[arg-type]

    def _in_order(self) -> list[str]:
        ordered = [name for name in self._present if name not in self._removed]
        for name in sorted((n for n in self.names() if n not in self._present), key=str.casefold):
            ordered.insert(_position(ordered, name, self.first), name)
        return ordered


def _position(names: list[str], new: str, first: str) -> int:
    """Where ``new`` goes among ``names``: as Xcode sorts them, at the end where they are not sorted."""
    folded = [name.casefold() for name in names]
    start = 1 if names[:1] == [first] and len(names) > 1 and folded[0] > folded[1] else 0
    if all(a <= b for a, b in pairwise(folded[start:])):
        return bisect_right(folded, new.casefold(), lo=start)
    return len(names)
