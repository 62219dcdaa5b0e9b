"""XML property lists: dictionaries as pairs of a key and a value, with the places of both."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, NoReturn, overload

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.stringsdict.elements import DICT, STRING, Elements
from ci_l10n.formats.stringsdict.text import NotText, meaning
from ci_l10n.formats.xml_layout import Container
from ci_l10n.formats.xml_scan import Document, Element, scan

_RECENT = 8
_new = tuple.__new__  # half the time of calling the class


class Pair(NamedTuple):
    """An item of a dictionary; numbers are indexes of elements."""

    name: str
    key: int
    value: int


class Items(Sequence[Element]):
    """The pairs of a dictionary, each as one element from its key to the end of its value; made when asked for."""

    def __init__(self, elements: Elements, pairs: Sequence[Pair]) -> None:
        self._elements, self._pairs = elements, pairs

    def __len__(self) -> int:
        return len(self._pairs)

    @overload
    def __getitem__(self, index: int) -> Element: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Element]: ...
    def __getitem__(self, index: int | slice) -> Element | Sequence[Element]:
        if isinstance(index, slice):
            return Items(self._elements, self._pairs[index])
        _, key, value = self._pairs[index]
        begin = self._elements.find(key)
        return self._elements.find(value)._replace(start=begin.start, line=begin.line)


@dataclass(frozen=True, slots=True)
class Plist:
    """A file whose root is a dictionary."""

    document: Document  # without elements
    elements: Elements
    root: int  # index of that dictionary
    _names: dict[bytes, str] = field(default_factory=dict)  # what was read already: most keys are alike
    _recent: dict[int, list[Pair]] = field(
        default_factory=dict
    )  # dictionaries are asked for several times in a row

    def element(self, index: int) -> Element:
        return self.elements.find(index)

    def is_dict(self, index: int) -> bool:
        return self.elements.tag(index) == DICT

    def is_string(self, index: int) -> bool:
        return self.elements.tag(index) == STRING

    def pairs(self, index: int) -> list[Pair]:
        """The items of a dictionary in file order; raises `ContentError` when keys and values do not alternate."""
        if index in self._recent:
            return self._recent[index]
        names, pairs = self._names, self.elements.pairs(index)
        for key, _, raw in pairs:
            if raw not in names:
                names[raw] = self.text(key)
        found = [_new(Pair, (names[raw], key, value)) for key, value, raw in pairs]
        if len(self._recent) > _RECENT:
            self._recent.clear()
        self._recent[index] = found
        return found

    def raw(self, index: int) -> str:
        """The XML between the tags of an element."""
        inner, inner_end = self.elements.inner(index)
        return self.document.text[inner:inner_end].decode()

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
        children = Items(self.elements, self.pairs(index))
        return Container(self.document.text, self.elements.find(index), children)

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
    document = scan(data, path, depth=0, foreign_doctype=True)
    elements = Elements(document.text, path)
    root = 1 if elements.name(0) == "plist" and len(elements) > 1 else 0
    if elements.tag(root) != DICT:
        raise ContentError(
            f"the root is <{elements.name(root)}>, but a dictionary <plist><dict> is expected",
            hint="is this the right file, and the right format for it?",
            location=Location(path, elements.line(root)),
        )
    return Plist(document, elements, root)
