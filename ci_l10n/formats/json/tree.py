"""A scanned JSON file as the merge sees it: where units are, what is metadata, and nodes that are still to be written."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from ci_l10n.formats.json.scan import Container
from ci_l10n.formats.spans import Edit
from ci_l10n.model import Unit


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

    def metadata(self) -> list[int]:
        """Indices of the members of the root that are ARB metadata: ``@@locale``, ``@key`` objects."""
        if not self.root.is_object:
            return []
        names = [row[0] for row in self.root.rows]
        if not any(name.startswith("@") for name in names):
            return []
        arb = self.arb or any(name.startswith("@@") for name in names)
        known = set(names)
        return [
            i
            for i, name in enumerate(names)
            if name.startswith("@@")
            or (
                name.startswith("@")
                and isinstance(self.root.rows[i][4], Container)
                and (arb or name[1:] in known)
            )
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


class Raw(NamedTuple):
    """A literal to be written as it stands: a number, true, false, null."""

    text: str


@dataclass(slots=True)
class NewNode:
    """
    An object or array to be written.

    ``children`` are grouped by block: a plural set is one block and stays together. ``origin`` is the container of
    the source that it is modelled on: its order, its numbers and booleans, and with ``copy`` its texts too.
    """

    is_object: bool
    origin: Container | None = None
    copy: bool = False
    children: "dict[str | int, dict[str | int, Node]]" = field(default_factory=dict)


Node: TypeAlias = str | Raw | NewNode


def block_of(container: Container, index: int) -> str:
    """The name of the block that a member belongs to: the base of its plural set, else its own name."""
    return container.bases.get(index) or container.rows[index][0]


def members_of(unit: Unit) -> tuple[Container, tuple[int, ...]]:
    """The container of ``unit`` and its members there: several for a plural set."""
    container: Container = unit.place
    name = unit.key[len(container.prefix) :]
    if not container.is_object:
        return container, (int(name[1:-1]),)
    return container, container.groups.get(name) or (container.names[name],)
