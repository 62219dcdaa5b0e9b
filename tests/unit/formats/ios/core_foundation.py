"""
A second reader of ``.strings`` files, one character at a time, after CoreFoundation's ``CFOldStylePList.c``.

Slow, and stricter in nothing: what CoreFoundation drops behind a place that it cannot read raises `ValueError` here.
"""

import string

_BLANKS = frozenset("\t\n\x0b\x0c\r \u2028\u2029")
_BARE = frozenset(string.ascii_letters + string.digits + "_$/:.-")
_ENDS = frozenset("\n\r\u2028\u2029")
_NAMED = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def read(data: bytes) -> dict[str, str]:
    """Keys and values of a file."""
    return _Reader(_decoded(data)).file()


def _decoded(data: bytes) -> str:
    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return data[len(mark) :].decode(name)
    if len(data) > 1 and 0 in data[:2]:
        return data.decode("utf-16-be" if data[0] == 0 else "utf-16-le")
    return data.decode()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def file(self) -> dict[str, str]:
        wrapped = self.more() and self.text[self.at] == "{"
        self.at += wrapped
        result: dict[str, str] = {}
        while self.more() and self.text[self.at] != "}":
            key = self.string()
            value = key
            self.more()
            if self.peek() == "=":
                self.at += 1
                self.more()
                value = self.string()
                self.more()
            if self.peek() != ";":
                raise ValueError(f"no semicolon at {self.at}")
            self.at += 1
            result[key] = value
        if wrapped:
            if self.peek() != "}":
                raise ValueError("no closing brace")
            self.at += 1
        if self.more():
            raise ValueError(f"junk at {self.at}")
        return result

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def more(self) -> bool:
        """Go to what is neither blank nor comment; False at the end."""
        while self.at < len(self.text):
            if self.text[self.at] in _BLANKS:
                self.at += 1
            elif self.text.startswith("//", self.at):
                while self.at < len(self.text) and self.text[self.at] not in _ENDS:
                    self.at += 1
            elif self.text.startswith("/*", self.at):
                self.at = self.text.index("*/", self.at + 2) + 2
            else:
                return True
        return False

    def string(self) -> str:
        quote = self.peek()
        if quote and quote in "'\"":
            return self.quoted(quote)
        start = self.at
        while self.peek() and self.peek() in _BARE:
            self.at += 1
        if start == self.at:
            raise ValueError(f"no text at {start}")
        return self.text[start : self.at]

    def quoted(self, quote: str) -> str:
        self.at += 1
        units: list[str] = []
        while self.peek() != quote:
            character = self.peek()
            if not character:
                raise ValueError("no closing quote")
            self.at += 1
            units.append(self.escaped() if character == "\\" else character)
        self.at += 1
        return "".join(units).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")

    def escaped(self) -> str:
        character = self.peek()
        self.at += 1
        if character == "U":
            return chr(int("0" + self.digits(string.hexdigits, 4), 16))
        if character in "01234567":
            self.at -= 1
            return bytes([int(self.digits("01234567", 3), 8) & 0x7F]).decode("ascii")
        return _NAMED.get(character, character)

    def digits(self, allowed: str, most: int) -> str:
        start = self.at
        while self.at < start + most and self.peek() and self.peek() in allowed:
            self.at += 1
        return self.text[start : self.at]
