"""Which element of one file is which of another: entries by their keys, what stands round them by what it holds."""

from collections.abc import Sequence

from ci_l10n.formats.xml.layout import Layout


def labels_of(layout: Layout, parent: int) -> list[str]:
    """
    What the children of an element are called, each one differently.

    An entry is called by its key; any other element by its name and by the attributes that the rules ask for.
    """
    seen: dict[str, int] = {}
    labels = []
    for child in layout.children.get(parent, ()):
        label = layout.labels.get(child) or _described(layout, child)
        count = seen[label] = seen.get(label, 0) + 1
        labels.append(label if count == 1 else f"{label}#{count}")
    return labels


def _described(layout: Layout, index: int) -> str:
    element = layout.element(index)
    depth = element.depth - 1
    names: dict[str, None] = {}
    for rule in layout.rules:
        for path in (rule.keys, rule.texts):
            if depth < len(path) and path[depth].name == element.name:
                names.update((name, None) for name, _ in path[depth].conditions)
        names.update((c.attribute, None) for c in rule.captures if c.depth == depth and c.attribute)
    known = [f' {name}="{element.attributes[name]}"' for name in names if name in element.attributes]
    return f"<{element.name}{''.join(known)}>"


class Counterparts:
    """For elements of ``here``, those of ``there``."""

    def __init__(self, here: Layout, there: Layout) -> None:
        self.here, self.there = here, there
        self.known: dict[int, int | None] = {0: 0}
        self._labels: tuple[dict[int, Sequence[str]], dict[int, dict[str, int]]] = ({}, {})
        self._learn()

    def find(self, index: int) -> int | None:
        """The element that corresponds to ``index``; None if there is none."""
        if index in self.known:
            return self.known[index]
        label = self.here.labels.get(index)
        found = self.there.entry_of_label.get(label) if label else self._by_place(index)
        self.known[index] = found
        return found

    def _learn(self) -> None:
        """Elements round entries correspond when they hold an entry of the same key."""
        seen: set[tuple[int, int]] = set()
        entry_of_label = self.there.entry_of_label
        for index, label in self.here.labels.items():
            other = entry_of_label.get(label)
            if other is None:
                continue
            pair = self.here.element(index).parent, self.there.element(other).parent
            if pair in seen:
                continue
            seen.add(pair)
            ways = self.here.way(pair[0]), self.there.way(pair[1])
            if len(ways[0]) == len(ways[1]):
                for one, two in zip(*ways, strict=True):
                    self.known.setdefault(one, two)

    def _by_place(self, index: int) -> int | None:
        parent = self.here.element(index).parent
        other = self.find(parent)
        if other is None:
            return None
        own, others = self._labels
        if parent not in own:
            own[parent] = labels_of(self.here, parent)
            for child, label in zip(self.here.children[parent], own[parent], strict=True):
                if child not in self.known and child not in self.here.labels:
                    if other not in others:
                        children = self.there.children.get(other, ())
                        others[other] = dict(zip(labels_of(self.there, other), children, strict=True))
                    self.known[child] = others[other].get(label)
        return self.known.get(index)
