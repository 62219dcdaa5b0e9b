"""Characters nobody sees or nobody meant: control characters, marks of direction, remains of escapes."""

import re
from collections.abc import Sequence

from ci_l10n.checks.problem import Problem

# C1 controls are what a wrong decoding makes of quotes and dashes; U+0085 ends lines
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_OVERRIDES = frozenset("\u202d\u202e")
_CLOSES = {"\u202c": frozenset("\u202a\u202b\u202d\u202e"), "\u2069": frozenset("\u2066\u2067\u2068")}
_LINE_BREAK = re.compile(r"\\r\\n|\\[nr]")
_ESCAPE = re.compile(r"\\(?:[\"']|u[0-9A-Fa-f]{4})")


def check(sources: Sequence[str], translation: str, suffix: str) -> list[Problem]:
    """What the translation has and no form of the source; direction marks in pairs (RLM, LRM, ALM, ...) are fine."""
    problems = []
    for character in sorted(set(_CONTROL.findall(translation))):
        if not any(character in source for source in sources):
            message = f"the control character U+{ord(character):04X} is not in the source"
            problems.append(Problem("escapes", "control-character", suffix, message, "remove it"))
    marks = _BIDI.findall(translation)
    if marks and not any(_BIDI.findall(source) == marks for source in sources):
        if overrides := [m for m in marks if m in _OVERRIDES]:
            message = f"U+{ord(overrides[0]):04X} overrides the direction of the text"
            problems.append(
                Problem("escapes", "bidi-control", suffix, message, "use U+200E or U+200F instead")
            )
        elif open_mark := _unbalanced(marks):
            message = f"the direction mark U+{ord(open_mark):04X} has no partner"
            problems.append(Problem("escapes", "bidi-control", suffix, message, "close or remove it"))
    return problems


def check_replacements(sources: Sequence[str], translation: str, suffix: str) -> list[Problem]:
    """U+FFFD stands where a decoder met bytes it could not read."""
    if any("\ufffd" in source for source in sources):
        return []
    message = "U+FFFD stands where a character was lost"
    return [Problem("escapes", "replacement-character", suffix, message, "write the character anew")]


def check_escapes(sources: Sequence[str], translation: str, suffix: str) -> list[Problem]:
    """
    Escapes that people would read as such, because they were escaped once more on the way.

    ``\\n`` counts where the source has a line break and nowhere a backslash, other escapes where it has no backslash;
    paths, regular expressions and code samples have theirs in the source too.
    """
    if any("\\" in source for source in sources):
        return []
    breaks = max((source.count("\n") for source in sources), default=0)
    found = _LINE_BREAK.search(translation) if translation.count("\n") < breaks else None
    if found := found or _ESCAPE.search(translation):
        message = f"{found[0]} stands in the text, where people will read it"
        hint = "write the character itself; the format escapes it where it must"
        return [Problem("escapes", "escape-sequence", suffix, message, hint)]
    return []


def _unbalanced(marks: Sequence[str]) -> str:
    """The first mark without a partner; an isolate's end closes what is open inside of it."""
    stack: list[str] = []
    for mark in marks:
        if (openers := _CLOSES.get(mark)) is None:
            stack.append(mark)
        elif stack and stack[-1] in openers:
            stack.pop()
        else:
            return mark
    return stack[0] if stack else ""
