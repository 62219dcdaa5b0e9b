"""
The elements of a property list, in arrays: five numbers each, as a large file has a million and a half of them.

expat has checked by then that the XML is well-formed; what an `Element` tells beyond its numbers is looked up in the text
when it is asked for.
"""

import re
from array import array

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.xml_scan import MAX_DEPTH, Element

KEY, STRING, DICT, OTHER = range(4)  # tags, as numbers
_TAGS = {b"key": KEY, b"string": STRING, b"dict": DICT}
_PLAIN = (len("<key>"), len("<string>"), len("<dict>"))
_WIDTH = (
    5  # numbers of an element: tag, start, end of what is inside, index of the next one beside it, parent
)

# Nearly all of a file is <key>…</key><string>…</string>, <key>…</key><dict> and </dict>.
_USUAL = re.compile(rb"\s*+(?:<key>([^<]*+)</key>\s*+<(?:string>([^<]*+)</string>|(dict)>)|</(dict)>)")
_TAG = rb"""[^>"']*+(?>(?:"[^"]*+"[^>"']*+|'[^']*+'[^>"']*+)*)>"""
_ANY = re.compile(rb"<(?:!--.*?-->|!\[CDATA\[.*?\]\]>|\?.*?\?>|(/)[^>]*+>|([^\s/>!?]++)" + _TAG + rb")", re.S)
_PROLOG = re.compile(
    rb"(?:[^<]++|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\"'\[]*+(?>(?:\"[^\"]*+\"[^>\"'\[]*+|'[^']*+'[^>\"'\[]*+)*)"
    rb"(?:\[(?:[^\]\"'<]++|\"[^\"]*+\"|'[^']*+'|<!--.*?-->|<\?.*?\?>|<!)*\]\s*+)?>)*",
    re.S,
)
_END = re.compile(_TAG)
_NAME = re.compile(rb"[^\s/>]++")
_GREATER = ord(">")
_BLOCK = 4096  # bytes whose lines are counted at once


class Elements:
    """All elements of ``text`` in document order; `find` makes an `Element` of one."""

    def __init__(self, text: bytes, path: str) -> None:
        self.text, self.path = text, path
        self._numbers = array("I" if len(text) < 2**32 else "Q")
        self._newline = b"\n" if b"\n" in text else b"\r"
        self._lines: list[int] = []  # before each block
        self._read()

    def __len__(self) -> int:
        return len(self._numbers) // _WIDTH

    def tag(self, index: int) -> int:
        return self._numbers[index * _WIDTH]

    def name(self, index: int) -> str:
        start = self._numbers[index * _WIDTH + 1] + 1
        match = _NAME.match(self.text, start)
        return match.group().decode() if match else ""

    def line(self, index: int) -> int:
        """Counted from 1."""
        if not self._lines:
            text, newline, count = self.text, self._newline, 1
            for start in range(0, len(text), _BLOCK):
                self._lines.append(count)
                count += text.count(newline, start, start + _BLOCK)
        start = self._numbers[index * _WIDTH + 1]
        block = start // _BLOCK
        return self._lines[block] + self.text.count(self._newline, block * _BLOCK, start)

    def inner(self, index: int) -> tuple[int, int]:
        """Where what stands between the tags begins and ends; for ``<a/>`` both are the element's end."""
        numbers, at = self._numbers, index * _WIDTH
        tag, start, end = numbers[at : at + 3]
        if tag <= DICT and self.text[start + _PLAIN[tag] - 1] == _GREATER:
            return start + _PLAIN[tag], end
        match = _END.match(self.text, start)
        return (match.end() if match else start), end

    def pairs(self, index: int) -> list[tuple[int, int, bytes]]:
        """
        The children of a <dict> by twos: a <key>, what comes after it, and the bytes between the tags of the key.

        Raises `ContentError` when keys and values do not alternate.
        """
        numbers, text = self._numbers, self.text
        last = numbers[index * _WIDTH + 3]
        key = index + 1
        found = []
        while key < last:
            at = key * _WIDTH
            start = numbers[at + 1]
            value = numbers[at + 3]
            if numbers[at] != KEY:
                raise self._odd(
                    key,
                    f"a <{self.name(key)}> stands where a <key> is expected",
                    "give it a key, or remove it",
                )
            if value >= last or numbers[value * _WIDTH] == KEY:
                raise self._odd(key, "this <key> has no value", "give it one, or remove the key")
            if text[start + 4] == _GREATER:
                found.append((key, value, text[start + 5 : numbers[at + 2]]))
            else:
                inner, end = self.inner(key)
                found.append((key, value, text[inner:end]))
            key = numbers[value * _WIDTH + 3]
        return found

    def parent(self, index: int) -> int:
        """-1 for the root."""
        return self._numbers[index * _WIDTH + 4] - 1

    def find(self, index: int) -> Element:
        inner, inner_end = self.inner(index)
        start = self._numbers[index * _WIDTH + 1]
        empty = self.text[inner - 2 : inner] == b"/>"
        end = inner if empty else self.text.index(b">", inner_end) + 1
        depth, parent = 1, self.parent(index)
        while parent >= 0:
            depth, parent = depth + 1, self.parent(parent)
        return Element(
            self.name(index), {}, self.parent(index), depth, self.line(index), start, inner, inner_end, end
        )

    def _read(self) -> None:
        text, numbers = self.text, self._numbers
        usual, add = _USUAL.match, numbers.extend
        prolog = _PROLOG.match(text)
        position = prolog.end() if prolog else 0
        opened: list[int] = []
        above = 0  # the element all is in, plus one
        count = 0
        while True:
            match = usual(text, position) if opened else None
            if match is None:
                match = _ANY.search(text, position)
                if match is None:
                    return
                position = match.end()
                if match[2]:
                    is_open = text[position - 2] != ord("/")
                    add((_TAGS.get(match[2], OTHER), match.start(), position, count + 1, above))
                    count += 1
                    if is_open:
                        opened.append(above)
                        above = count
                        if len(opened) > MAX_DEPTH:
                            raise self._too_deep(count - 1)
                elif match[1]:
                    self._close(above, match.start(), count)
                    above = opened.pop()
                continue
            position = match.end()
            kind = match.lastindex
            if kind == 2:
                start, end = match.span(1)
                first, last = match.span(2)
                add((KEY, start - 5, end, count + 1, above, STRING, first - 8, last, count + 2, above))
                count += 2
            elif kind == 3:
                start, end = match.span(1)
                add((KEY, start - 5, end, count + 1, above, DICT, position - 6, 0, 0, above))
                count += 2
                opened.append(above)
                above = count
                if len(opened) > MAX_DEPTH:
                    raise self._too_deep(count - 1)
            else:
                self._close(above, position - 7, count)
                above = opened.pop()

    def _close(self, above: int, inner_end: int, count: int) -> None:
        at = (above - 1) * _WIDTH
        self._numbers[at + 2] = inner_end
        self._numbers[at + 3] = count

    def _too_deep(self, index: int) -> ContentError:
        return self._odd(
            index,
            f"elements are nested deeper than {MAX_DEPTH} levels",
            "such a file is broken or hostile; no localization file needs this",
        )

    def _odd(self, index: int, message: str, hint: str) -> ContentError:
        return ContentError(message, hint=hint, location=Location(self.path, self.line(index)))
