"""
Placeholders by a regular expression of the user's (``placeholder_format_custom``).

People write them for Java or PCRE; what those spell otherwise than Python is translated where it is cheap to. An
expression that Python cannot read finds nothing: `problems_of` says so where the configuration is read.
"""

import json
import re
import signal
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import NoReturn, TypeAlias

from ci_l10n.checks.placeholders import Finder, Placeholder

Pattern: TypeAlias = re.Pattern[str]

_LONGEST = 1_000
"""Characters of an expression; what is longer is a mistake rather than a placeholder."""
LONGEST_TEXT = 20_000
"""Characters of source and translation together; what an expression costs may grow with the square of that, or worse."""

_PATIENCE = 1.0
"""Seconds of computing that an expression may take in one text; a good one takes microseconds."""
_GIVEN_UP: set[Pattern] = set()

_QUOTED = re.compile(r"\\Q(.*?)(?:\\E|$)", re.S)
_DIFFERENT = re.compile(r"\(\?<(?=[A-Za-z_])|\\k<(\w+)>|\\p\{(\w+)\}|\\.|\[\^?\]?|\]", re.S)
_CLASSES = {
    "Alnum": "A-Za-z0-9",
    "Alpha": "A-Za-z",
    "Digit": "0-9",
    "Lower": "a-z",
    "Upper": "A-Z",
    "Space": r"\s",
    "L": "A-Za-z\u00aa-\U0010ffff",  # more than letters, as a name in a placeholder may have
    "N": r"\d",
    "Nd": r"\d",
}
_SPELLED = {r"\h": r" \t", r"\R": r"(?:\r\n|[\n\r])"}


def patterns_of(value: str) -> tuple[Pattern, ...]:
    """The expressions of a directive that can be read; a JSON list holds several."""
    return tuple(found for one in _split(value) if not isinstance(found := _compiled(one), str))


def problems_of(value: str) -> list[str]:
    """What is wrong with the expressions of a directive, one sentence each."""
    return [found for one in _split(value) if isinstance(found := _compiled(one), str)]


class TooSlow(Exception):
    """An expression backtracks without end, as (a+)+$ does; it is given up for all texts."""


def finder(pattern: Pattern) -> Finder:
    """Finds the matched texts, none of them empty; raises `TooSlow`."""

    def find(text: str) -> list[Placeholder]:
        if pattern in _GIVEN_UP:
            raise TooSlow
        try:
            with _bounded(_PATIENCE):
                return [Placeholder(match[0], match[0]) for match in pattern.finditer(text) if match[0]]
        except TooSlow:
            _GIVEN_UP.add(pattern)
            raise

    return find


@contextmanager
def _bounded(seconds: float) -> Iterator[None]:
    """
    Raise `TooSlow` after so many seconds of computing.

    Python's engine looks for signals while it backtracks. Only the main thread gets them, which is where texts are
    checked; Windows has no such timer.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _stop(*_: object) -> NoReturn:
    raise TooSlow


def _split(value: str) -> list[str]:
    if value.lstrip().startswith("["):
        try:
            found = json.loads(value)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, list) and found and all(isinstance(one, str) for one in found):
            return found
    return [value]


@lru_cache(maxsize=256)
def _compiled(expression: str) -> Pattern | str:
    """The pattern, or why there is none."""
    if len(expression) > _LONGEST:
        return f"the regular expression has more than {_LONGEST} characters"
    try:
        with warnings.catch_warnings(action="ignore"):  # of what may mean another thing in a later Python
            return re.compile(_translated(expression))
    except (re.error, OverflowError, RecursionError) as error:
        return f"{expression!r} is no regular expression: {error}"


def _translated(expression: str) -> str:
    """
    An expression of Java or PCRE as Python spells it.

    >>> _translated(r"\\Q{{\\E(?<name>\\p{Alpha}+)"), _translated(r"[\\p{Upper}_]")
    ('\\\\{\\\\{(?P<name>[A-Za-z]+)', '[A-Z_]')
    """
    expression = _QUOTED.sub(lambda match: re.escape(match[1]), expression)
    in_class = False

    def spell(match: re.Match[str]) -> str:
        nonlocal in_class
        text = match[0]
        if text[0] == "[":
            was, in_class = in_class, True
            return "\\" + text if was else text
        if text == "]":
            in_class = False
        elif text.startswith("(?<"):
            return "(?P<"
        elif match[1]:
            return f"(?P={match[1]})"
        elif match[2]:
            inside = _CLASSES.get(match[2])
            return text if inside is None else inside if in_class else f"[{inside}]"
        elif text == r"\h" and not in_class:
            return r"[ \t]"
        elif text in (r"\z", r"\Z"):
            return r"\Z"
        return _SPELLED.get(text, text)

    return _DIFFERENT.sub(spell, expression)
