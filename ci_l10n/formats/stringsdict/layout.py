"""
What of a property list is for translators.

The shapes are those of Apple's documentation ("Localizing strings that contain plurals", "Creating width and device
variants of strings"): an entry has a format (``NSStringLocalizedFormatKey``) and variables with plural forms, or
variants by width or device.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from ci_l10n import plurals
from ci_l10n.formats.stringsdict.plist import Pair, Plist
from ci_l10n.model import Forms, Value

FORMAT_KEY = "NSStringLocalizedFormatKey"
_SPEC_KEY = "NSStringFormatSpecTypeKey"
_PLURAL_RULE = "NSStringPluralRuleType"
_WIDTH_RULE = "NSStringVariableWidthRuleType"
_DEVICE_RULE = "NSStringDeviceSpecificRuleType"
_BARE = re.compile(r"%(?:\d+\$?)?#@[^@]+@\Z")
SUFFIXES: Mapping[str, str] = {category: f".{category}" for category in plurals.ORDER}


class Leaf(NamedTuple):
    """What a unit stands for; numbers are indexes of elements."""

    key: str
    entry: int  # counts the pairs of the root
    kind: Literal["text", "plural"]
    element: int  # the <string>, or the <dict> of the variable
    line: int
    format: int = -1  # of an entry's only variable: the <string> of the format
    variable: str = ""  # likewise: its name
    home: int = -1  # likewise: the <dict> that holds format and variable
    is_format: bool = False  # a text that is the format of several variables
    options: tuple[int, ...] = ()  # values of the variants it is part of, outermost first


@dataclass(frozen=True, slots=True)
class Layout:
    """A property list and its leaves."""

    plist: Plist
    entries: Sequence[Pair]  # of the root
    last: Mapping[str, int]  # the entry each name means: of several, the last one
    leaves: Mapping[str, Leaf]
    of_entry: Mapping[int, Sequence[str]]  # keys of its leaves

    def value(self, leaf: Leaf) -> Value:
        return value_of(self.plist, leaf)


def value_of(plist: Plist, leaf: Leaf) -> Value:
    if leaf.kind == "text":
        return plist.text(leaf.element)
    parts = [(suffix, plist.text(pair.value)) for suffix, pair in forms(plist, leaf.element).items()]
    if leaf.variable:
        parts.insert(0, ("", plist.text(leaf.format) if leaf.format >= 0 else bare(leaf.variable)))
    return Forms("plural", tuple(parts))


def bare(variable: str) -> str:
    """The format that is nothing but ``variable``."""
    return f"%#@{variable}@"


def is_bare(text: str) -> bool:
    """
    Whether a format is nothing but one variable: there is nothing to translate.

    >>> is_bare("%1$#@files@"), is_bare("In %#@files@")
    (True, False)
    """
    return _BARE.match(text) is not None


def forms(plist: Plist, index: int) -> dict[str, Pair]:
    """The plural forms of a variable by suffix; of two of one category the last."""
    return {
        SUFFIXES[pair.name]: pair
        for pair in plist.pairs(index)
        if pair.name in SUFFIXES and plist.is_string(pair.value)
    }


def read_layout(plist: Plist) -> tuple[Layout, Mapping[str, Value], list[tuple[int, str]]]:
    """The layout of a file, the values of its leaves, and (entry, name) of each that a later one of its name hides."""
    entries = plist.pairs(plist.root)
    last = {pair.name: number for number, pair in enumerate(entries)}
    hidden = [(n, pair.name) for n, pair in enumerate(entries) if last[pair.name] != n]
    reader = _Reader(plist, last)
    for number, pair in enumerate(entries):
        if last[pair.name] == number:
            reader.read(pair.name, pair.key, pair.value, number, ())
    return Layout(plist, entries, last, reader.leaves, reader.of_entry), reader.values, hidden


class _Reader:
    """Collects leaves."""

    def __init__(self, plist: Plist, taken: Mapping[str, int]) -> None:
        self.plist, self.taken = plist, taken
        self.leaves: dict[str, Leaf] = {}
        self.values: dict[str, Value] = {}  # read while the dictionaries they are in are at hand
        self.of_entry: dict[int, list[str]] = {}

    def read(self, key: str, place: int, value: int, entry: int, options: tuple[int, ...]) -> None:
        """An entry, or a variant of one that looks like an entry itself; ``place`` is its <key>."""
        plist = self.plist
        line = plist.elements.line(place)
        if plist.is_string(value):
            self._add(Leaf(key, entry, "text", value, line, options=options))
        if not plist.is_dict(value):
            return
        items = {pair.name: pair for pair in plist.pairs(value)}
        found = items.get(FORMAT_KEY)
        format_ = found.value if found and plist.is_string(found.value) else -1
        variables = [pair for pair in items.values() if self._is_variable(pair)]
        if len(variables) == 1:
            only = variables[0]
            self._add(
                Leaf(key, entry, "plural", only.value, line, format_, only.name, value, options=options)
            )
        else:
            if found and format_ >= 0 and not is_bare(plist.text(format_)):
                self._add(
                    Leaf(
                        key,
                        entry,
                        "text",
                        format_,
                        plist.elements.line(found.key),
                        is_format=True,
                        options=options,
                    )
                )
            for pair in variables:
                at = plist.elements.line(pair.key)
                self._add(Leaf(f"{key}.{pair.name}", entry, "plural", pair.value, at, options=options))
        for name, rule in (("width", _WIDTH_RULE), ("device", _DEVICE_RULE)):
            if rule in items and plist.is_dict(items[rule].value):
                for pair in {pair.name: pair for pair in plist.pairs(items[rule].value)}.values():
                    self.read(
                        f"{key}.{name}.{pair.name}", pair.key, pair.value, entry, (*options, pair.value)
                    )

    def _is_variable(self, pair: Pair) -> bool:
        """Also without plural forms: a set that lost them all must not give its name to another variable."""
        plist = self.plist
        if not plist.is_dict(pair.value) or pair.name in (_WIDTH_RULE, _DEVICE_RULE):
            return False
        specs = [item.value for item in plist.pairs(pair.value) if item.name == _SPEC_KEY]
        return not specs or (plist.is_string(specs[-1]) and plist.text(specs[-1]) == _PLURAL_RULE)

    def _add(self, leaf: Leaf) -> None:
        if leaf.kind == "plural" and not forms(self.plist, leaf.element):
            return
        while leaf.key in self.leaves or (self.taken.get(leaf.key, leaf.entry) != leaf.entry):
            leaf = leaf._replace(key=f"{leaf.key}#variable")  # an entry is called `name.variable` too
        self.leaves[leaf.key] = leaf
        self.values[leaf.key] = value_of(self.plist, leaf)
        self.of_entry.setdefault(leaf.entry, []).append(leaf.key)
