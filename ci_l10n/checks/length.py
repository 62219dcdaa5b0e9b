"""The length of a text as its readers see it."""

import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from ci_l10n.checks.problem import Problem

_JOINER = "\u200d"
_INVISIBLE = frozenset({"Mn", "Me", "Mc", "Cf"})


def check(sources: Sequence[str], text: str, limit: int, suffix: str) -> list[Problem]:
    """
    Whether ``text`` has more than ``limit`` characters.

    A limit that the source does not keep is not meant for it: people write a directive above the entry they think of
    and forget to switch it off below.
    """
    if len(text) <= limit or (length := count(text)) <= limit:
        return []
    if any(len(source) > limit and count(source) > limit for source in sources):
        return []
    message = f"the translation has {length} characters, {length - limit} more than the limit of {limit}"
    return [Problem("length", "too-long", suffix, message, "shorten it, or raise the limit of the source")]


def count(text: str) -> int:
    """
    Characters as people count them: a letter with its marks is one, so is an emoji joined of several.

    Placeholders and tags count as they are spelled.

    >>> count("e\\u0301"), count("\\U0001f469\\u200d\\U0001f4bb"), count("\\u0915\\u094d\\u0937\\u093f")
    (1, 1, 2)
    """
    text = unicodedata.normalize("NFC", text)
    return sum(
        unicodedata.category(character) not in _INVISIBLE
        and not "\U0001f3fb" <= character <= "\U0001f3ff"
        and (before != _JOINER or character.isalnum())
        for before, character in pairwise("\n" + text)
    )
