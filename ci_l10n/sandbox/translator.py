"""
The pseudo translator: readable, different from the source, and harmless to whatever the text is written in.

Letters of the literal text get accents, `⟦de⟧` in front names the locale. What a program reads (placeholders, tags,
ICU structure, entities, addresses, code) stays as it is, and no character with a meaning in any format is added.
"""

import hashlib
import re

ACCENTS = {
    "a": "àáâãäå", "c": "ćčç", "d": "ďđ", "e": "èéêë", "g": "ğģ", "h": "ĥħ", "i": "ìíîï", "k": "ķ", "l": "ĺľł",
    "n": "ńňñ", "o": "òóôõö", "r": "ŕř", "s": "śšş", "t": "ťţ", "u": "ùúûü", "w": "ŵ", "y": "ýŷ", "z": "źžż",
    "A": "ÀÁÂÃÄÅ", "C": "ĆČÇ", "D": "ĎĐ", "E": "ÈÉÊË", "G": "ĞĢ", "H": "ĤĦ", "I": "ÌÍÎÏ", "L": "ĹĽŁ", "N": "ŃŇÑ",
    "O": "ÒÓÔÕÖ", "R": "ŔŘ", "S": "ŚŠŞ", "T": "ŤŢ", "U": "ÙÚÛÜ", "W": "Ŵ", "Y": "ÝŶ", "Z": "ŹŽŻ",
}  # fmt: skip

PROTECTED = re.compile(
    r"""
      https?://[^\s<>"')\]]+ | www\.[^\s<>"')\]]+           # addresses
    | [\w.+-]+@[\w-]+\.[\w.-]+
    | <!\[CDATA\[ | \]\]>
    | <!--.*?--> | </?[A-Za-z!?][^<>]*>                     # tags
    | &(?:\#\d+|\#x[0-9A-Fa-f]+|\w+);                       # entities
    | \\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{2}|[0-7]{3}|.)   # escapes
    | \$t\([^)]*\) | @(?:\.\w+)?:(?:\([\w.]+\)|[\w.]+)      # references of i18next and vue-i18n
    | %%
    | %\w{2,}%(?!\w)                                        # Symfony
    | %\([^)]*\)[-+\#0\ ]*\d*(?:\.\d+)?[A-Za-z]             # Python's named printf
    | %(?:\d+\$)?\#@\w+@                                    # stringsdict
    | %\d*\$?[-+\#0,\ ]*(?:\*|\d+)?(?:\.(?:\*|\d+))?(?:hh|h|ll|l|q|L|z|t|j)?[@A-Za-z]   # printf
    | \$\w+\$ | \$\w+                                       # Chrome, shells
    | :\w+                                                  # Laravel
    | __\w+?__
    | `[^`]*` | \]\([^)\s]*(?:\s"[^"]*")?\)                 # Markdown: code, where links lead
    """,
    re.VERBOSE | re.DOTALL,
)


def pseudo(text: str, locale: str, seed: int = 0) -> str:
    """
    Translate ``text`` into ``locale``; the same for the same three values, and never equal to ``text``.

    >>> pseudo("{count} items", "de")[:5], pseudo("{count} items", "de").count("{count}")
    ('⟦de⟧ ', 1)
    """
    start = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    if start >= end:
        return text
    choice = hashlib.sha256(f"{seed}\0{locale}\0{text}".encode("utf-8", "surrogatepass")).digest()
    parts: list[str] = []
    for literal, is_literal in pieces(text[start:end]):
        parts.append(_accented(literal, choice) if is_literal else literal)
    return f"{text[:start]}⟦{locale}⟧ {''.join(parts)}{text[end:]}"


def pieces(text: str) -> list[tuple[str, bool]]:
    """Cut into literal text and what must stay; anything in braces (nested ones as a whole) must stay."""
    found: list[tuple[str, bool]] = []
    position = 0
    while position < len(text):
        brace = text.find("{", position)
        stop = len(text) if brace < 0 else brace
        found += _protect(text[position:stop])
        if brace < 0:
            break
        end = _closing(text, brace)
        found.append((text[brace:end], False))
        position = end
    return found


def _protect(text: str) -> list[tuple[str, bool]]:
    found: list[tuple[str, bool]] = []
    position = 0
    for match in PROTECTED.finditer(text):
        found += [(text[position : match.start()], True), (match.group(), False)]
        position = match.end()
    return [*found, (text[position:], True)]


def _closing(text: str, brace: int) -> int:
    """Where the braces that open at ``brace`` are closed again; the end of the text when they never are."""
    depth = 0
    for position in range(brace, len(text)):
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        if depth == 0:
            return position + 1
    return len(text)


def _accented(text: str, choice: bytes) -> str:
    return "".join(
        ACCENTS[letter][choice[place % len(choice)] % len(ACCENTS[letter])] if letter in ACCENTS else letter
        for place, letter in enumerate(text)
    )
