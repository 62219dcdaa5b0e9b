"""JSON: which texts are translated, their keys, and the object `smartling` at the top that says so."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ci_l10n.sandbox.segments.base import decode
from ci_l10n.sandbox.smartling.marks import Mark

MEMBER = "smartling"
OFF = ("false", "off")
NOTHING = re.compile(r"(?!)")


class Rule(NamedTuple):
    """One of `translate_paths`; ``keys`` are the parts of a compound key."""

    path: str
    keys: tuple[str, ...]


class Place(NamedTuple):
    """A text: names with array places, and names alone, which is what paths see."""

    full: tuple[str, ...]
    names: tuple[str, ...]


def json_marks(content: bytes, directives: Mapping[str, str]) -> dict[str, Mark]:
    """Marks by JSON pointer. The default key is the whole path; the file's own directives hold for all of it."""
    try:
        root = json.loads(decode(content))
    except (ValueError, RecursionError):
        return {}  # the file form tells what is wrong
    current = {name: value for name, value in directives.items() if name != "namespace"}
    own = root.get(MEMBER) if isinstance(root, dict) else None
    if isinstance(own, dict):
        current |= {name: _text(value) for name, value in own.items()}
    rules = _rules(current.get("translate_paths", ""))
    old = current.get("source_key_paths", "")
    has_variants = current.get("variants_enabled", "").lower() not in OFF
    found: dict[str, Mark] = {}
    for place in _places(root, (), ()):
        pointer = "".join(f"/{name.replace('~', '~0').replace('/', '~1')}" for name in place.full)
        if isinstance(own, dict) and place.full[:1] == (MEMBER,):
            found[pointer] = Mark("", is_skipped=True)
            continue
        rule = _rule_for(rules, place.names)
        by_default = not old and (rule is None or not rule.keys)
        key = pointer if by_default else _key(rule, old, place, root)
        found[pointer] = Mark(
            key,
            key if has_variants else "",
            current,
            is_skipped=bool(rules) and rule is None,
            has_default_key=by_default,
        )
    return found


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _rules(given: str) -> list[Rule]:
    """A JSON object, a list of objects or of texts, or paths with commas; what is no rule is passed over."""
    if not given.strip():
        return []
    try:
        value = json.loads(given)
    except ValueError:
        value = [path.strip() for path in given.split(",")]
    found: list[Rule] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            found.append(Rule(item, ()))
        elif isinstance(item, dict) and isinstance(item.get("path"), str):
            keys = item.get("key", [])
            listed = keys if isinstance(keys, list) else [keys]
            found.append(Rule(item["path"], tuple(str(key) for key in listed)))
    return found


def _rule_for(rules: Sequence[Rule], names: Sequence[str]) -> Rule | None:
    """The rule whose path leads to the text or to something above it; exact paths beat patterns."""
    path = "/".join(names)
    for is_exact in (True, False):
        for rule in rules:
            if ("*" not in rule.path) == is_exact and _pattern(rule.path).fullmatch(path):
                return rule
    return None


def _pattern(path: str) -> re.Pattern[str]:
    """`*` stands for one or more names; a path covers what is below it; braces mark what is captured."""
    if not re.fullmatch(r"[^{}]*(?:\{[^{}]*\}[^{}]*)*", path):
        return NOTHING
    parts: list[str] = []
    for name in path.strip().strip("/").split("/"):
        start, end = "(" if name.startswith("{") else "", ")" if name.endswith("}") else ""
        bare = name.strip("{}")
        parts.append(start + ("[^/]+(?:/[^/]+)*" if bare == "*" else re.escape(bare)) + end)
    return re.compile("/".join(parts) + "(?:/.*)?", re.DOTALL)


def _key(rule: Rule | None, old: str, place: Place, root: object) -> str:
    """The key a rule makes; "" when one of its parts is missing, which is no error."""
    paths = rule.keys if rule is not None and rule.keys else (old.strip('"'),)
    parts = [_part(path, place, root) for path in paths]
    return ":#:".join(parts) if all(parts) else ""


def _part(path: str, place: Place, root: object) -> str:
    if "{" in path:  # a part of the text's own path
        match = _pattern(path).fullmatch("/".join(place.names))
        return " ".join(match.groups()) if match is not None else ""
    value = _neighbour(root, place.full, [name for name in path.strip("/").split("/") if name])
    return value if isinstance(value, str) else ""


def _neighbour(root: object, full: Sequence[str], names: Sequence[str]) -> object:
    """What a path leads to, through the same array elements as the text itself as long as both go together."""
    node, left = root, list(full)
    for position, name in enumerate(names):
        while isinstance(node, list):
            place = left.pop(0) if left and left[0].isdigit() else "0"
            node = node[int(place)] if int(place) < len(node) else None
        if name == "*":
            last = names[-1]
            return _shared(node, left, last) if position == len(names) - 2 else None
        if not isinstance(node, dict):
            return None
        node = node.get(name)
        left = left[1:] if left and left[0] == name else []
    return node


def _shared(node: object, left: Sequence[str], name: str) -> object:
    """The member ``name`` beside a text that is somewhere below ``node``: `*/key` for `*/title`."""
    for step in left[:-1]:
        if isinstance(node, list):
            node = node[int(step)]
        elif isinstance(node, dict):
            node = node.get(step)
    return node.get(name) if isinstance(node, dict) else None


def _places(value: object, full: tuple[str, ...], names: tuple[str, ...]) -> Iterator[Place]:
    if isinstance(value, str):
        yield Place(full, names)
    elif isinstance(value, dict):
        for name, below in value.items():
            yield from _places(below, (*full, name), (*names, name))
    elif isinstance(value, list):
        for place, below in enumerate(value):
            yield from _places(below, (*full, str(place)), names)
