"""The units that key paths choose among all texts of a JSON file, and their keys."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

from ci_l10n.errors import Location
from ci_l10n.formats.json.paths import END, Pattern, Rule, common
from ci_l10n.formats.json.scan import Container
from ci_l10n.formats.json.tree import Document, Spot, block_of, members_of
from ci_l10n.model import Finding, Unit

_SEVERAL = ":#:"


_Found: TypeAlias = tuple[str, Container | None]
"""A key, and the entry that it names."""


class _Text(NamedTuple):
    """A unit and where it is; ``name`` is that of its member, empty in arrays."""

    unit: Unit
    container: Container
    indices: tuple[int, ...]
    name: str


def _text(unit: Unit) -> _Text:
    container, indices = members_of(unit)
    return _Text(unit, container, indices, block_of(container, indices[0]) if container.is_object else "")


class Selector:
    """Applies rules to the units that a file has without any; `run` gives the chosen ones under their new keys."""

    def __init__(self, document: Document, rules: Sequence[Rule], path: str) -> None:
        self.document = document
        self.rules = rules
        self.path = path
        self.findings: list[Finding] = []
        self._names: dict[int, str] = {id(document.root): ""}
        self._keyless: list[Unit] = []
        self._others: dict[str, tuple[str, Unit]] = {}
        self._suffixes = _suffixes(rules)
        self._entries: dict[tuple[int, int], bool] = {}  # by rule and container

    def run(self, units: Mapping[str, Unit]) -> dict[str, Unit]:
        every = [_text(unit) for unit in units.values()]
        mains = self._mains(every)
        chosen: dict[str, Unit] = {}
        for text in every:
            found = self._find(text, mains)
            if found is None:
                continue
            key, entry = found
            spot = Spot(text.container, text.indices, entry)
            if key in chosen:
                self.document.hidden.setdefault(key, []).append(spot)
                self._warn_duplicate(key, text.unit, chosen[key])
            else:
                unit = text.unit
                chosen[key] = Unit(
                    key, unit.value, unit.line, spot, unit.needs_review, unit.flags, unit.comment
                )
            if entry is not None:
                self.document.in_entry.setdefault(id(entry), []).append(key)
        self._name_empty_entries()
        self._report(chosen)
        return chosen

    def names_of(self, container: Container) -> str:
        """The names from the root to ``container``, each with `END` behind it; arrays add none."""
        way = []
        node: Container | None = container
        while node is not None and id(node) not in self._names:
            way.append(node)
            node = node.parent
        for inner in reversed(way):
            parent = inner.parent
            assert parent is not None  # noqa: S101 -- the root is known from the beginning
            name = parent.labels()[inner.index] + END if parent.is_object else ""
            self._names[id(inner)] = self._names[id(parent)] + name
        return self._names[id(container)]

    def _find(self, text: _Text, mains: Mapping[int, str]) -> _Found | None:
        """What the first rule that leads to ``text`` makes of it."""
        container = text.container
        names = ""
        for number, rule in enumerate(self.rules):
            if rule.siblings:
                if self._is_entry(rule, container) and text.name != rule.keys[0].steps[-1]:
                    return self._beside(number, text, mains[number])
                continue
            names = names or self.names_of(container) + (text.name + END if container.is_object else "")
            match = rule.path.expression.fullmatch(names)
            if match:
                found = self._key(number, text, names, match["rest"])
                if found is None:
                    self._keyless.append(text.unit)
                return found
        return None

    # Keys

    def _key(self, number: int, text_: _Text, names: str, rest: str) -> _Found | None:
        rule, container = self.rules[number], text_.container
        if not rule.keys:
            return text_.unit.key, None
        parts: list[str] = []
        entry: Container | None = None
        for pattern in rule.keys:
            own = pattern.expression.fullmatch(names) if pattern.captures else None
            if own is not None and (not pattern.of_member or pattern.steps == rule.path.steps):
                parts.append(" ".join(group.rstrip(END).replace(END, ".") for group in own.groups()[:-1]))
                continue
            if pattern.captures and not pattern.of_member:
                return None
            home, below = self._common_object(rule.path, pattern, container, names, rest)
            text = self._member_text(home, below) if home else ""
            if home is None or not text:
                return None
            entry = home if entry is None or home.start > entry.start else entry
            parts.append(text)
        label = _SEVERAL.join(parts)
        inside = "".join(f".{name}" for name in rest.split(END) if name)
        if entry is not None:
            self._name_entry(entry, label)
        return label + self._suffixes[number] + inside, entry

    def _name_entry(self, entry: Container, label: str) -> None:
        self.document.labels.setdefault(id(entry), label)
        self.document.entries.setdefault(label, entry)

    def _common_object(
        self, path: Pattern, key: Pattern, container: Container, names: str, rest: str
    ) -> tuple[Container | None, Sequence[str]]:
        """The object that holds both a text, at ``names``, and its key, and the way from there to the key."""
        length = names.count(END) - rest.count(END)
        shared = common(path.steps, key.steps)
        tail = path.steps[shared:]
        if "*" in tail:
            shared = common(key.steps, names.split(END)[:length])
            depth = shared
        else:
            depth = length - len(tail)
        depth = min(depth, length - 1)
        node: Container | None = container
        while node is not None and (self.names_of(node).count(END) > depth or not node.is_object):
            node = node.parent
        return node, key.steps[shared:]

    def _member_text(self, home: Container, rest: Sequence[str]) -> str:
        """The text or number that ``rest`` leads to from ``home``."""
        node = home
        for number, name in enumerate(rest):
            index = node.name_members().get(name)
            if index is None:
                return ""
            value = node.contents()[1][index]
            if number == len(rest) - 1:
                return self._scalar(node, index)
            if not isinstance(value, Container) or not value.is_object:
                return ""
            node = value
        return ""

    def _scalar(self, container: Container, index: int) -> str:
        """A text, or a number as it is spelled; nothing for null and for what has members."""
        _, _, start, end, value = container.rows[index]
        if value is None and (literal := self.document.text[start:end]) != "null":
            return literal
        return value if isinstance(value, str) else ""

    # Texts beside their key

    def _is_entry(self, rule: Rule, container: Container) -> bool:
        """Whether the path of ``rule`` leads to this very object."""
        known = self._entries.get((id(rule), id(container)))
        if known is None:
            match = rule.path.expression.fullmatch(self.names_of(container)) if container.is_object else None
            known = match is not None and not match["rest"]
            self._entries[id(rule), id(container)] = known
        return known

    def _mains(self, texts: Sequence[_Text]) -> dict[int, str]:
        """For each rule without a path for texts, the name that mostly comes first beside a key."""
        mains: dict[int, str] = {}
        for number, rule in enumerate(self.rules):
            if not rule.siblings:
                continue
            key = rule.keys[0].steps[-1]
            firsts: dict[int, str] = {}
            for _, container, _, name in texts:
                if name != key and id(container) not in firsts and self._is_entry(rule, container):
                    firsts[id(container)] = name
            mains[number] = Counter(firsts.values()).most_common(1)[0][0] if firsts else ""
        return mains

    def _beside(self, number: int, text: _Text, main: str) -> _Found | None:
        container = text.container
        if text.name != main:
            self._others.setdefault(text.name, (main, text.unit))
            return None
        index = container.name_members().get(self.rules[number].keys[0].steps[-1])
        label = self._scalar(container, index) if index is not None else ""
        if not label:
            self._keyless.append(text.unit)
            return None
        self._name_entry(container, label)
        return label, container

    # Entries without a text

    def _name_empty_entries(self) -> None:
        """Name the entries that have their key and no text yet, so that the text finds its place there."""
        homes = [home for rule in self.rules if (home := _home_of(rule)) is not None]
        waiting = [self.document.root] if homes else []
        while waiting:
            container = waiting.pop()
            waiting += reversed(container.containers())
            if not container.is_object or id(container) in self.document.labels:
                continue
            names = self.names_of(container)
            for home in homes:
                if home.expression.fullmatch(names):
                    parts = [self._member_text(container, way) for way in home.ways]
                    if all(parts):
                        self._name_entry(container, _SEVERAL.join(parts))
                    break

    # Findings

    def _report(self, chosen: Mapping[str, Unit]) -> None:
        if self._keyless:
            first, count = self._keyless[0], len(self._keyless)
            more = f", nor have {count - 1} more" if count > 1 else ""
            self._note(
                "warning", "missing-key", f"the text {first.key!r} has no key where the key path says{more}",
                "correct the path in translate_paths or source_key_paths; without a key a text is left alone", first,
            )  # fmt: skip
        for name, (main, unit) in self._others.items():
            self._note(
                "notice", "several-texts", f"{main!r} is taken for the text of an entry, {name!r} beside it is left alone",
                "name what is to be translated with the directive translate_paths", unit,
            )  # fmt: skip
        if not chosen and not self._keyless and not self.document.labels:
            self._note(
                "warning", "no-keys", "translate_paths and source_key_paths lead to no text of this file",
                "compare the paths with the names in the file, from the root on", None,
            )  # fmt: skip

    def _warn_duplicate(self, key: str, unit: Unit, first: Unit) -> None:
        self._note(
            "warning", "duplicate-key", f"{key!r} is in the file again; the first one, in line {first.line}, counts",
            "remove one of them, or make the key path tell them apart", unit._replace(key=key),
        )  # fmt: skip

    def _note(self, severity: str, code: str, message: str, hint: str, unit: Unit | None) -> None:
        place = Location(self.path, unit.line, key=unit.key) if unit else Location(self.path, 1)
        self.findings.append(
            Finding("notice" if severity == "notice" else "warning", code, message, hint, place)
        )


class _Home(NamedTuple):
    """Where the entries of a rule are, and from there the ways to the parts of their keys."""

    expression: re.Pattern[str]
    ways: tuple[Sequence[str], ...]


def _home_of(rule: Rule) -> _Home | None:
    """None for rules whose keys stand in no member beside the text."""
    if not rule.keys or any(key.captures and not key.of_member for key in rule.keys):
        return None
    if any(key.steps == rule.path.steps for key in rule.keys):
        return None
    if rule.siblings:
        steps: Sequence[str] = rule.path.steps
    else:
        shared = {common(rule.path.steps[:-1], key.steps[:-1]) for key in rule.keys}
        if len(shared) > 1:
            return None
        steps = rule.path.steps[: shared.pop()]
        if "*" in rule.path.steps[len(steps) :]:
            return None
    parts = [rf"(?:[^{END}]*{END})+?" if name == "*" else re.escape(name) + END for name in steps]
    return _Home(re.compile("".join(parts)), tuple(key.steps[len(steps) :] for key in rule.keys))


def _suffixes(rules: Sequence[Rule]) -> list[str]:
    """What tells the texts of several rules apart that lie in one entry; nothing for the first of them."""
    suffixes = []
    for number, rule in enumerate(rules):
        same = any(
            other.keys == rule.keys
            and other.path.steps[:-1] == rule.path.steps[:-1]
            and other.path != rule.path
            for other in rules[:number]
        )
        by_member = bool(rule.keys) and any(not key.captures or key.of_member for key in rule.keys)
        suffixes.append(f".{rule.path.steps[-1]}" if same and by_member else "")
    return suffixes
