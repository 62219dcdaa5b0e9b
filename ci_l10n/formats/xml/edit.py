"""Which elements of a generic XML file are changed, taken out and put in."""

from collections.abc import Callable, Collection, Mapping, Sequence

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.base import Change
from ci_l10n.formats.placing import place
from ci_l10n.formats.spans import Edit, apply_edits
from ci_l10n.formats.xml.counterparts import Counterparts, labels_of
from ci_l10n.formats.xml.layout import Layout, Slot
from ci_l10n.formats.xml.values import (
    Indentation,
    Writer,
    attributes_of,
    relaid_edits,
    shifted,
    without_overlaps,
)
from ci_l10n.formats.xml_layout import Block, insertions, removals
from ci_l10n.model import Value

_DEFAULT_STEP = b"  "
_FEWEST_FOR_SORTED = 4  # as for `place`


def pruned(
    layout: Layout, gone: Collection[str], *, below: int = 0, stays: Callable[[int], bool],
    keeps_heading: Callable[[bytes], bool],
) -> tuple[list[Edit], set[int]]:  # fmt: skip
    """
    Take the keys ``gone`` out of the element ``below``: the edits, and the elements that go.

    An entry goes with the last of its keys, an element round entries with the last of them; not those that ``stays``
    says.
    """
    removed: set[int] = set()
    edits: list[Edit] = []
    entries = {slot.entry for key in gone for slot in layout.of_key.get(key, ())}
    for entry in entries:
        slots = layout.in_entry[entry]
        if entry != 0 and not stays(entry) and all(slot.key in gone for slot in slots):
            removed.add(entry)
            continue
        for slot in slots:
            if slot.key in gone:
                edits += _removed_slot(layout, slot, removed)
    _add_emptied(layout, removed, below, stays)
    by_parent: dict[int, list[int]] = {}
    for index in removed:
        by_parent.setdefault(layout.element(index).parent, []).append(index)
    for parent, indexes in by_parent.items():
        if parent not in removed:
            numbers = {layout.numbers[index] for index in indexes}
            edits += removals(layout.container(parent), numbers, keeps_heading)
    return edits, removed


def _removed_slot(layout: Layout, slot: Slot, removed: set[int]) -> list[Edit]:
    """One text out of an entry that stays."""
    if not slot.attribute:
        removed.add(slot.element)
        return []
    element = layout.element(slot.element)
    return [
        Edit(element.start + match.start(), element.start + match.end(), b"")
        for match in attributes_of(layout, element)
        if match[2].decode() == slot.attribute
    ]


def _add_emptied(layout: Layout, removed: set[int], below: int, stays: Callable[[int], bool]) -> None:
    waiting = {layout.element(index).parent for index in removed}
    while waiting:
        index = waiting.pop()
        if index <= 0 or index == below or index in layout.labels or index in removed or stays(index):
            continue
        if all(child in removed for child in layout.children[index]):
            removed.add(index)
            waiting.add(layout.element(index).parent)


class Editor:
    """Collects the edits of one target; offsets count bytes of its document's text."""

    def __init__(self, target: Layout, source: Layout, path: str) -> None:
        self.target, self.source, self.path = target, source, path
        self.writer = Writer(target, source)

    def edits(self, changes: Sequence[Change]) -> list[Edit]:
        edits: list[Edit] = []
        gone = {change.key for change in changes if change.value is None and change.key in self.target.slots}
        new: dict[str, Value] = {}
        for key, value, _ in changes:
            slot = self.target.slots.get(key)
            if value is None:
                continue
            if slot is None:
                new[key] = value
            else:
                edits += self.writer.edits(slot, value)
        if gone or new:
            edits += self._restructured(gone, new)
        return edits

    def _restructured(self, gone: Collection[str], new: Mapping[str, Value]) -> list[Edit]:
        """Entries out and in."""
        there = Counterparts(self.source, self.target)
        groups: dict[tuple[int, int], dict[str, Value]] = {}  # (place in the target, element of the source)
        edits: list[Edit] = []
        receiving: set[int] = set()
        for key, value in new.items():
            parent, block = self._home(there, key)
            if block < 0:
                edits += self.writer.edits(self.source.slots[key]._replace(element=parent), value)
            else:
                groups.setdefault((parent, block), {})[key] = value
            receiving.update(self.target.way(parent))
        back = Counterparts(self.target, self.source) if gone else None

        def stays(index: int) -> bool:
            if index in receiving:
                return True
            return back is not None and index not in self.target.labels and back.find(index) is not None

        cuts, removed = pruned(
            self.target, gone, stays=stays, keeps_heading=lambda comment: comment in self.source.text
        )
        edits += cuts
        blocks: dict[int, dict[int, dict[str, Value]]] = {}
        for (parent, block), values in groups.items():
            blocks.setdefault(parent, {})[block] = values
        for parent, values_of_block in blocks.items():
            edits += self._inserted(parent, values_of_block, removed)
        return edits

    def _home(self, there: Counterparts, key: str) -> tuple[int, int]:
        """The element of the target to put something of the source into, and what; -1: the target has everything."""
        slot = self.source.slots.get(key)
        if slot is None:
            raise ContentError(
                f"{key!r} cannot be written: the source does not have it",
                hint="remove it from the translation, or add it to the source",
                location=Location(self.path, key=key),
            )
        home = 0
        for index in self.source.way(slot.element)[1:]:
            found = there.find(index)
            if found is None:
                return home, index
            home = found
        return home, -1

    # New elements

    def _inserted(
        self, parent: int, values_of_block: Mapping[int, Mapping[str, Value]], removed: Collection[int]
    ) -> list[Edit]:
        layout = self.target
        children = layout.children.get(parent, ())
        labels = labels_of(layout, parent)
        gone = {number for number, child in enumerate(children) if child in removed}
        source_parent = self.source.element(next(iter(values_of_block))).parent
        source_labels = labels_of(self.source, source_parent)
        label_of = dict(zip(self.source.children[source_parent], source_labels, strict=True))
        blocks = {label_of[index]: index for index in values_of_block}
        positions = {label: number for number, label in enumerate(labels)}
        present = [label for number, label in enumerate(labels) if number not in gone]
        placed = self._placed(parent, present, source_labels, list(blocks))
        newline = self.writer.spelling.newline.encode()

        def block_of(label: str, indent: bytes | None) -> Block:
            index = blocks[label]
            return self._block(index, values_of_block[index], indent, newline)

        return insertions(
            layout.container(parent), placed, positions, block_of,
            indent=self._indent_in(parent), newline=newline, gone=gone,
        )  # fmt: skip

    def _placed(
        self, parent: int, present: list[str], order: Sequence[str], new: list[str]
    ) -> list[tuple[str | None, str]]:
        """Where the new children go; other elements among entries do not make these unsorted."""
        entries = {
            label
            for child, label in zip(
                self.target.children.get(parent, ()), labels_of(self.target, parent), strict=True
            )
            if child in self.target.labels
        }
        sortable = [label for label in present if label in entries]
        shows_order = len(sortable) >= _FEWEST_FOR_SORTED and sortable == sorted(sortable)
        if not shows_order or len(sortable) == len(present) or list(order) == sorted(order):
            return place(present, order, new)
        first = present.index(sortable[0])
        front = present[first - 1] if first else None
        return [(front if anchor is None else anchor, key) for anchor, key in place(sortable, order, new)]

    def _indent_in(self, parent: int) -> bytes | None:
        """What the lines of children begin with in an element that has none yet."""
        step = self.target.step
        if step is None and not self.target.children.get(0):
            step = self.source.step
        if step is None:
            return None
        start = self.target.element(parent).start
        line = self.target.text[self.target.text.rfind(b"\n", 0, start) + 1 : start]
        outer = b"" if line.strip() else line
        return outer + step

    def _block(self, index: int, values: Mapping[str, Value], indent: bytes | None, newline: bytes) -> Block:
        """The source's element ``index`` with ``values`` and nothing else, to stand on a line indented so."""
        source = self.source
        element = source.element(index)
        wanted = [source.slots[key] for key in values]
        inside = [slot for slot in self._slots_below(index) if slot.key not in values]
        ways = {other for slot in wanted for other in source.way(slot.element)}
        cuts, _ = pruned(
            source, {slot.key for slot in inside}, below=index, keeps_heading=lambda comment: True,
            stays=lambda other: other == index or other in ways,
        )  # fmt: skip
        edits = [edit for edit in cuts if element.start <= edit.start and edit.end <= element.end]
        for slot in wanted:
            edits += self.writer.edits_in(source, slot, values[slot.key])
        container = source.container(element.parent)
        number = source.numbers[index]
        base = container.indent(number)
        if indent is not None and base is not None:
            old = Indentation(base, source.step or _DEFAULT_STEP)
            new = Indentation(indent, self.target.step or old.step)
            if old != new or newline != source.newline:
                relaid = relaid_edits(
                    source.text, element.start, element.end, old, new, newline,
                    self.writer.protected(source, wanted),
                )  # fmt: skip
                edits += without_overlaps(relaid, edits)
        lines = apply_edits(source.text[element.start : element.end], shifted(edits, element.start))
        if indent is None:
            return Block(lines)
        comment = container.comment(number)
        if base is not None and comment:
            comment = newline.join(
                [
                    line if not n else _reindented(line, base, indent)
                    for n, line in enumerate(comment.splitlines())
                ]
            )
        return Block(
            lines, comment, container.has_blank_line_above(number), container.has_blank_line_below(number),
            container.heads_others(number),
        )  # fmt: skip

    def _slots_below(self, index: int) -> list[Slot]:
        source = self.source
        if index in source.labels:
            return list(source.in_entry.get(index, ()))
        element = source.element(index)
        return [
            slot
            for slots in source.in_entry.values()
            for slot in slots
            if element.start <= source.element(slot.element).start < element.end
        ]


def _reindented(line: bytes, base: bytes, indent: bytes) -> bytes:
    return indent + line[len(base) :] if line.startswith(base) else line
