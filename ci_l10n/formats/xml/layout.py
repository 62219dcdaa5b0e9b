"""Where the keys and texts of a generic XML file are, as its key paths say."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from ci_l10n.formats.xml.paths import Capture, Node, Rule
from ci_l10n.formats.xml.text import meaning
from ci_l10n.formats.xml_layout import Container
from ci_l10n.formats.xml_scan import Document, Element

_NUMBER = re.compile(rb"[-+]?[0-9]+(?:[.,:-][0-9]+)*|true|false")


class Slot(NamedTuple):
    """The place of one text; ``element`` and ``entry`` are indexes in `Document.elements`."""

    key: str
    element: int
    attribute: str  # when the text is one
    entry: int  # the element that comes and goes with the key


@dataclass(frozen=True)
class Layout:
    """A document and its slots; of several slots of one key the first counts."""

    document: Document
    rules: Sequence[Rule]
    slots: Mapping[str, Slot]
    hidden: Sequence[Slot]  # later ones of a key that is there already
    labels: Mapping[int, str]  # what the entries are called, by element
    keyless: Sequence[int]  # elements that a rule leads to and that have no key
    others: Mapping[
        str, tuple[str, int]
    ]  # texts that nobody chose: name, what was taken instead, where the first is

    @property
    def text(self) -> bytes:
        return self.document.text

    @cached_property
    def children(self) -> Mapping[int, Sequence[int]]:
        """The indexes of an element's children, by its own."""
        found: dict[int, list[int]] = {}
        for index, element in enumerate(self.document.elements):
            found.setdefault(element[2], []).append(index)
        return found

    @cached_property
    def newline(self) -> bytes:
        return self.document.newline

    @cached_property
    def step(self) -> bytes | None:
        """One step of indentation; None for a file whose elements have no lines of their own."""
        children = self.container(0)
        blanks = children.indent(0) if children.children else None
        if blanks is None or b"\n" not in self.text[children.element.start : children.children[0].start]:
            return None
        start = children.element.start
        line = self.text[self.text.rfind(b"\n", 0, start) + 1 : start]
        return blanks.removeprefix(b"" if line.strip() else line)

    @cached_property
    def _containers(self) -> dict[int, Container]:
        return {}

    def container(self, index: int) -> Container:
        """An element and its children, for `xml_layout`."""
        if index not in self._containers:
            children = [self.element(child) for child in self.children.get(index, ())]
            self._containers[index] = Container(self.text, self.element(index), children)
        return self._containers[index]

    @cached_property
    def numbers(self) -> Mapping[int, int]:
        """Which child of its parent an element is, from 0."""
        return {child: number for children in self.children.values() for number, child in enumerate(children)}

    @cached_property
    def in_entry(self) -> Mapping[int, Sequence[Slot]]:
        """The slots of an entry, by its element; hidden ones too."""
        found: dict[int, list[Slot]] = {}
        for slot in (*self.slots.values(), *self.hidden):
            found.setdefault(slot.entry, []).append(slot)
        return found

    @cached_property
    def of_key(self) -> Mapping[str, Sequence[Slot]]:
        found: dict[str, list[Slot]] = {}
        for slot in (*self.slots.values(), *self.hidden):
            found.setdefault(slot.key, []).append(slot)
        return found

    @cached_property
    def entry_of_label(self) -> Mapping[str, int]:
        return {label: index for index, label in reversed(list(self.labels.items()))}

    def element(self, index: int) -> Element:
        return self.document.elements[index]

    def raw(self, slot: Slot) -> str:
        """The XML between the tags of a slot's element."""
        element = self.element(slot.element)
        return self.text[element.inner : element.inner_end].decode("utf-8")

    def value(self, slot: Slot) -> str:
        if slot.attribute:
            return self.element(slot.element).attributes[slot.attribute]
        return meaning(self.raw(slot))

    def way(self, index: int) -> list[int]:
        """The elements from the root down to one, itself included."""
        found = [index]
        while (parent := self.document.elements[found[-1]].parent) >= 0:
            found.append(parent)
        return found[::-1]


def read_layout(document: Document, rules: Sequence[Rule]) -> Layout:
    """Apply ``rules`` to ``document``."""
    reader = _Reader(document)
    for rule in rules:
        reader.apply(rule)
    ordered = sorted(reader.found, key=lambda slot: slot.element) if len(rules) > 1 else reader.found
    slots: dict[str, Slot] = {}
    hidden = []
    for slot in ordered:
        if slots.setdefault(slot.key, slot) is not slot:
            hidden.append(slot)
    labels = dict(sorted(reader.labels.items())) if len(rules) > 1 else reader.labels
    return Layout(document, rules, slots, hidden, labels, reader.keyless, reader.others)


class _Reader:
    """Collects slots, rule by rule; the loop over all elements is the place where the time goes."""

    def __init__(self, document: Document) -> None:
        self.elements = document.elements
        self.text = document.text
        self.found: list[Slot] = []
        self.labels: dict[int, str] = {}
        self.keyless: list[int] = []
        self.others: dict[str, tuple[str, int]] = {}
        self._children: dict[int, list[int]] | None = None

    def apply(self, rule: Rule) -> None:
        matched = self._matched(rule.texts)
        if rule.siblings:
            self._apply_siblings(rule, matched)
            return
        attribute, suffix, captures = rule.attribute, rule.suffix, rule.captures
        own = len(rule.texts) - 1
        if captures == (Capture(own, captures[0].attribute),) and rule.entry == own and own < rule.common:
            self._apply_simple(captures[0].attribute, attribute, suffix, matched)
            return
        for index in matched:
            if attribute and attribute not in self.elements[index].attributes:
                continue
            way = self._way(index)
            if (label := self._label(rule, way)) is None:
                self.keyless.append(index)
            else:
                entry = way[rule.entry]
                self.labels.setdefault(entry, label)
                self.found.append(Slot(label + suffix, index, attribute, entry))

    def _apply_simple(self, captured: str, attribute: str, suffix: str, matched: Sequence[int]) -> None:
        """``/terms/{term.id}``: key and text are of one element."""
        new = tuple.__new__  # half the time of calling the class
        for index in matched:
            attributes = self.elements[index][1]
            label = attributes.get(captured)
            if not label:
                self.keyless.append(index)
            elif not attribute or attribute in attributes:
                self.labels[index] = label
                self.found.append(new(Slot, (label + suffix, index, attribute, index)))

    def _apply_siblings(self, rule: Rule, matched: Sequence[int]) -> None:
        """``data/item/{name}``: the text is the other child, of several the one that mostly comes first."""
        key_name = rule.keys[-1].name
        rows: list[tuple[int, str, list[int]]] = []
        firsts: Counter[str] = Counter()
        for index in matched:
            texts = [child for child in self._inside(index) if self.elements[child].name != key_name]
            if (label := self._label(rule, self._way(index))) is None:
                self.keyless.append(index)
            elif texts:
                first = next((child for child in texts if not self._is_number(child)), texts[0])
                firsts[self.elements[first].name] += 1
                rows.append((index, label, texts))
        main = firsts.most_common(1)[0][0] if firsts else ""
        for index, label, texts in rows:
            for child in texts:
                if self.elements[child].name == main:
                    self.labels.setdefault(index, label)
                    self.found.append(Slot(label, child, "", index))
                elif not self._is_number(child):
                    self.others.setdefault(self.elements[child].name, (main, child))

    def _is_number(self, index: int) -> bool:
        element = self.elements[index]
        return _NUMBER.fullmatch(self.text[element.inner : element.inner_end].strip()) is not None

    def _matched(self, nodes: Sequence[Node]) -> list[int]:
        """The elements that the path ``nodes`` leads to."""
        elements = self.elements
        alive = bytearray(len(elements))
        found = []
        names, deepest = [node.name for node in nodes], len(nodes)
        for index, element in enumerate(elements):
            depth = element[3]
            if depth > deepest or element[0] != names[depth - 1] or (depth > 1 and not alive[element[2]]):
                continue
            if conditions := nodes[depth - 1].conditions:
                attributes = element[1]
                if any(attributes.get(name) != value for name, value in conditions):
                    continue
            alive[index] = 1
            if depth == deepest:
                found.append(index)
        return found

    def _label(self, rule: Rule, way: Sequence[int]) -> str | None:
        """The key of what lies at the end of ``way``; None when a part of it is missing."""
        parts = []
        for depth, attribute in rule.captures:
            index: int | None = way[depth] if depth < rule.common else self._down(rule, way, depth)
            if index is None:
                return None
            part = self.elements[index].attributes.get(attribute, "") if attribute else self._plain(index)
            if not part:
                return None
            parts.append(part)
        return " ".join(parts)

    def _down(self, rule: Rule, way: Sequence[int], depth: int) -> int | None:
        """The first element along the key path, from where it leaves the path of the text."""
        index = way[rule.common - 1]
        for node in rule.keys[rule.common : depth + 1]:
            for child in self._inside(index):
                element = self.elements[child]
                if element.name == node.name and all(
                    element.attributes.get(k) == v for k, v in node.conditions
                ):
                    index = child
                    break
            else:
                return None
        return index

    def _plain(self, index: int) -> str:
        element = self.elements[index]
        return meaning(self.text[element.inner : element.inner_end].decode("utf-8")).strip()

    def _inside(self, index: int) -> Sequence[int]:
        if self._children is None:
            self._children = {}
            for number, element in enumerate(self.elements):
                self._children.setdefault(element[2], []).append(number)
        return self._children.get(index, ())

    def _way(self, index: int) -> list[int]:
        found = [index]
        while (parent := self.elements[found[-1]][2]) >= 0:
            found.append(parent)
        return found[::-1]
