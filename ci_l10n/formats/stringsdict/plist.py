"""XML property lists: dictionaries as pairs of a key and a value, with the places of both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, NoReturn

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.stringsdict.text import NotText, meaning
from ci_l10n.formats.xml_layout import Container
from ci_l10n.formats.xml_scan import Document, Element, scan

_DICT = "dict"
_RECENT = 8


class Pair(NamedTuple):
    """An item of a dictionary; numbers are indexes of elements."""

    name: str
    key: int
    value: int


@dataclass(frozen=True, slots=True)
class Plist:
    """A file whose root is a dictionary."""

    document: Document
    root: int  # index of that dictionary
    children: Mapping[int, Sequence[int]]  # of dictionaries
    _names: dict[bytes, str] = field(default_factory=dict)  # what was read already: most keys are alike
    _recent: dict[int, list[Pair]] = field(
        default_factory=dict
    )  # dictionaries are asked for several times in a row

    def element(self, index: int) -> Element:
        return self.document.elements[index]

    def is_dict(self, index: int) -> bool:
        return index in self.children

    def is_string(self, index: int) -> bool:
        return self.document.elements[index][0] == "string"

    def pairs(self, index: int) -> list[Pair]:
        """The items of a dictionary in file order; raises `ContentError` when keys and values do not alternate."""
        if index in self._recent:
            return self._recent[index]
        elements, text, names = self.document.elements, self.document.text, self._names
        found = []
        kids = iter(self.children[index])
        for key in kids:
            tag, _, _, _, line, _, inner, inner_end, _ = elements[key]
            if tag != "key":
                self.refuse(
                    line, f"a <{tag}> stands where a <key> is expected", "give it a key, or remove it"
                )
            value = next(kids, -1)
            if value < 0 or elements[value][0] == "key":
                self.refuse(line, "this <key> has no value", "give it one, or remove the key")
            raw = text[inner:inner_end]
            name = names.get(raw)
            if name is None:
                name = names[raw] = self.text(key)
            found.append(Pair(name, key, value))
        if len(self._recent) > _RECENT:
            self._recent.clear()
        self._recent[index] = found
        return found

    def raw(self, index: int) -> str:
        """The XML between the tags of an element."""
        element = self.document.elements[index]
        return self.document.text[element[6] : element[7]].decode()

    def text(self, index: int) -> str:
        try:
            return meaning(self.raw(index))
        except NotText as error:
            element = self.element(index)
            self.refuse(
                element.line,
                f"this <{element.name}> holds {error}",
                "write the text out, with &lt; for each <",
            )

    def container(self, index: int) -> Container:
        """A dictionary whose children are pairs, each as one element from its key to the end of its value."""
        elements = self.document.elements
        children = [
            elements[value]._replace(start=elements[key].start, line=elements[key].line)
            for _, key, value in self.pairs(index)
        ]
        return Container(self.document.text, elements[index], children)

    def refuse(self, line: int, message: str, hint: str) -> NoReturn:
        raise ContentError(message, hint=hint, location=Location(self.document.path, line))


def read_plist(data: bytes, path: str) -> Plist:
    """Index ``data``; raises `ContentError` when it is no XML property list with a dictionary at its root."""
    if data.startswith(b"bplist"):
        raise ContentError(
            "this is a binary property list, in which nothing can be changed byte by byte",
            hint="keep it as text in the repository: plutil -convert xml1 FILE",
            location=Location(path, 1),
        )
    document = scan(data, path, foreign_doctype=True)
    children: dict[int, list[int]] = {}
    for index, element in enumerate(document.elements):
        parent = element[2]
        if parent in children:
            children[parent].append(index)
        if element[0] == _DICT:
            children[index] = []
    elements = document.elements
    root = 0
    if elements[0].name == "plist":
        root = 1 if len(elements) > 1 else 0
    if elements[root].name != _DICT:
        raise ContentError(
            f"the root is <{elements[root].name}>, but a dictionary <plist><dict> is expected",
            hint="is this the right file, and the right format for it?",
            location=Location(path, elements[root].line),
        )
    return Plist(document, root, children)
