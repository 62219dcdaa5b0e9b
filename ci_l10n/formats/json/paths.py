"""
The directives that say which texts of a JSON file are for translators and what their keys are.

``translate_paths`` is one path, several with commas, a JSON object ``{"path": .., "key": ..}`` or a list of those.
Paths are names from the root on with slashes between them, ``*`` stands for one or more names, arrays are passed
through, and a path covers what lies below it. Paths without ``*`` go before others. ``key`` is the text's own path with
``{}`` round the names that make the key, or the path of another member whose text is the key; of a list, all parts
must be there, and are joined by ``:#:``. Without ``key`` a text is called as it always is.

``source_key_paths`` marks names with ``{}`` in the same way, as in ``{*}``; where it ends with one plain name,
``/items/{id}``, the text of that member is the key, as in XML, and the text to translate is what ``translate_paths``
names, or the other text of the same object, of several the one that mostly comes first.
(Smartling's documentation of JSON files.)
"""

import json
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from ci_l10n.formats.key_paths import SOURCE_KEYS, TEXTS, bad_path, split_paths

END = "\0"  # behind each name of a path; never part of a name worth a path
_MOST_STARS = 3  # more would take long on deeply nested files
_EXAMPLE = 'write names from the root on, as in "/items/text" or "*/title"'


class Pattern(NamedTuple):
    """A path: its names, and an expression for names with `END` behind each; what is below is the group ``rest``."""

    steps: tuple[str, ...]
    expression: re.Pattern[str]
    captures: bool
    of_member: bool  # nothing but the last name is in braces: the text of that member may be the key


class Rule(NamedTuple):
    """``keys`` empty: texts keep their usual key; ``siblings``: the texts lie beside the key, wherever that is."""

    path: Pattern
    keys: tuple[Pattern, ...] = ()
    siblings: bool = False


def read_rules(source_keys: str, texts: Any, file: str) -> list[Rule]:
    """
    The rules that two directives state, exact ones first; raises `ContentError` for what cannot be understood.

    ``texts`` is the directive as a text, or the JSON value that the file itself has for it.
    """
    keys = [_pattern(SOURCE_KEYS, path, file) for path in split_paths(source_keys)]
    for key in keys:
        if not key.captures:
            raise bad_path(
                SOURCE_KEYS, "/".join(key.steps), "does not say what the key is",
                'put {} round it: "/items/{id}" or "{*}"', file,
            )  # fmt: skip
    rules = [_rule(item, keys, file) for item in _items(texts, file)]
    if not rules:
        rules = [_of_key(key) for key in keys]
    return sorted(rules, key=lambda rule: "*" in rule.path.steps)


def _items(texts: Any, file: str) -> list[Any]:
    if isinstance(texts, str):
        if not texts.lstrip().startswith(("{", "[")) or texts.lstrip().startswith("{*"):
            return list(split_paths(texts))
        try:
            texts = json.loads(texts)
        except (ValueError, RecursionError) as error:
            raise bad_path(
                TEXTS, texts, f"is no JSON: {error}", 'write {"path": "*/title", "key": "{*}/title"}', file
            ) from None
    return texts if isinstance(texts, list) else [texts] if texts else []


def _rule(item: Any, keys: Sequence[Pattern], file: str) -> Rule:
    if isinstance(item, str):
        path = _pattern(TEXTS, item, file)
        best = max(keys, key=lambda key: common(key.steps, path.steps), default=None)
        return Rule(path, (best,) if best else ())
    if not isinstance(item, dict) or not isinstance(item.get("path"), str):
        raise bad_path(
            TEXTS,
            json.dumps(item)[:200],
            'has no "path"',
            'write {"path": "*/title", "key": "{*}/title"}',
            file,
        )
    given = item.get("key", [])
    parts = given if isinstance(given, list) else [given]
    if not all(isinstance(part, str) and part.strip() for part in parts):
        raise bad_path(TEXTS, json.dumps(item)[:200], 'has a "key" that is no path', _EXAMPLE, file)
    return Rule(_pattern(TEXTS, item["path"], file), tuple(_pattern(TEXTS, part, file) for part in parts))


def _of_key(key: Pattern) -> Rule:
    """The rule of one of ``source_key_paths`` alone."""
    steps = key.steps[:-1] if key.of_member else key.steps
    return Rule(_compiled(tuple((name, False) for name in steps)), (key,), siblings=key.of_member)


def _pattern(directive: str, path: str, file: str) -> Pattern:
    steps: list[tuple[str, bool]] = []
    captured = False
    for part in path.strip().removeprefix("/").removesuffix("/").split("/"):
        name = part.strip()
        opens, closes = name.startswith("{"), name.endswith("}")
        name = name.removeprefix("{").removesuffix("}").strip()
        if not name or (opens and captured) or (closes and not (captured or opens)):
            raise bad_path(directive, path, f"cannot be understood at {part!r}", _EXAMPLE, file)
        captured = captured or opens
        steps.append((name, captured))
        captured = captured and not closes
    if captured:
        raise bad_path(directive, path, "has a { without its }", _EXAMPLE, file)
    if sum(name == "*" for name, _ in steps) > _MOST_STARS:
        raise bad_path(directive, path, f"has more than {_MOST_STARS} *", "write some of the names out", file)
    return _compiled(tuple(steps))


def _compiled(steps: tuple[tuple[str, bool], ...]) -> Pattern:
    parts: list[str] = []
    inside = False
    for name, captured in steps:
        if inside and not captured:
            parts.append(")")
        if captured and not inside:
            parts.append("(")
        inside = captured
        parts.append(rf"(?:[^{END}]*{END})+?" if name == "*" else re.escape(name) + END)
    expression = "".join(parts) + (")" if inside else "") + rf"(?P<rest>(?:[^{END}]*{END})*)"
    marked = [name for name, captured in steps if captured]
    of_member = len(marked) == 1 and marked[0] != "*" and steps[-1][1]
    return Pattern(tuple(name for name, _ in steps), re.compile(expression), bool(marked), of_member)


def common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many names both begin with."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
