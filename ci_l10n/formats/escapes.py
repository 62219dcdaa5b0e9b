"""``\\uXXXX`` escapes, shared by the formats that have them."""

from collections.abc import Mapping


def escape_utf16(character: str, upper: bool = False) -> str:
    r"""
    One or two ``\uXXXX``, the UTF-16 units of ``character``; a lone surrogate is its own unit.

    >>> print(escape_utf16("é"), escape_utf16("😀", upper=True))
    \u00e9 \uD83D\uDE00
    """
    units = character.encode("utf-16-be", "surrogatepass")
    digits = [units[i : i + 2].hex() for i in range(0, len(units), 2)]
    return "".join(f"\\u{d.upper() if upper else d}" for d in digits)


class EscapeTable(dict[int, str]):
    """
    For `str.translate`: ``fixed`` escapes, ``\\uXXXX`` for what lies above ``highest`` and for surrogates.

    Filled as characters turn up, which is what makes it fast.
    """

    def __init__(self, fixed: Mapping[str, str], highest: str, upper: bool) -> None:
        super().__init__({ord(character): escape for character, escape in fixed.items()})
        self.highest = highest
        self.upper = upper

    def __missing__(self, code: int) -> str:
        character = chr(code)
        raw = character <= self.highest and not "\ud800" <= character <= "\udfff"
        self[code] = character if raw else escape_utf16(character, self.upper)
        return self[code]
