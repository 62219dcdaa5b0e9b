"""
The paths of generic XML: ``/terms/{term.id}``, ``data/item/{string_name}``, ``data/group[@type="x"]/{string.name}``.

Element names from the root on, separated by slashes, as the file spells them (with their prefix); no wildcards. An
attribute is ``node.attribute`` (the last dot separates), a condition ``node[@attribute="value"]``, and ``{...}`` says
what becomes the key: an attribute, or the text of an element. The names of several ``{...}`` are joined by a blank.
(Smartling's documentation of XML files.)
"""

import re
from typing import NamedTuple

from ci_l10n.errors import ContentError
from ci_l10n.formats.key_paths import SOURCE_KEYS, TEXTS, bad_path, split_paths

_NAME = r"(?:[^\W\d]|:)[\w:-]*(?:\.[\w:-]+)*"
_STEP = re.compile(
    rf"""\s*(?P<open>\{{)?\s*(?P<name>{_NAME})\s*(?P<close_early>\}})?"""
    r"""(?P<conditions>(?:\[\s*@[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*')\s*\])*)"""
    r"""(?P<attribute>\.[\w:-]+)?\s*(?P<close>\})?\s*\Z"""
)
_CONDITION = re.compile(r"""\[\s*@([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')\s*\]""")
_SLASH = re.compile(r"""/(?=(?:[^"']|"[^"]*"|'[^']*')*\Z)""")
_EXAMPLE = 'write names from the root on, as in "/terms/{term.id}" or "data/item/{string_name}"'


class Node(NamedTuple):
    """An element that a path goes through."""

    name: str
    conditions: tuple[tuple[str, str], ...] = ()  # attributes and the values they must have


class Capture(NamedTuple):
    """What a part of the key is: an attribute, or with ``attribute`` empty the text, of the node at ``depth``."""

    depth: int  # 0 is the root
    attribute: str


class Rule(NamedTuple):
    """
    Where texts are and what their keys are.

    ``texts`` leads to the element that holds a text; when the text is an attribute, ``attribute`` names it. With
    ``siblings`` the texts are all children of that element but ``keys``' last node. ``keys`` leads to what is captured;
    ``common`` says how many nodes both begin with, ``entry`` the depth of the element that comes and goes with a key.
    """

    texts: tuple[Node, ...]
    attribute: str
    siblings: bool
    keys: tuple[Node, ...]
    captures: tuple[Capture, ...]
    common: int
    entry: int
    suffix: str = ""  # what keys end with when an entry holds several texts

    @property
    def depth(self) -> int:
        """The depth of the elements that matter, as `xml_scan.scan` counts it."""
        return max(len(self.texts) + self.siblings, len(self.keys))


def read_rules(source_keys: str, texts: str, file: str) -> list[Rule]:
    """The rules that two directives state; raises `ContentError` for a path that cannot be."""
    keys = [_key_path(path, file) for path in split_paths(source_keys)]
    paths = split_paths(texts)
    if not paths:
        return [_alone(nodes, captures, path, file) for nodes, captures, path in keys]
    rules: list[Rule] = []
    for path in paths:
        rule = _paired(path, keys, file)
        earlier = sum(
            rule.keys == r.keys and r.texts[: r.entry + 1] == rule.texts[: rule.entry + 1] for r in rules
        )
        if earlier:
            rule = rule._replace(suffix=f".{rule.attribute or rule.texts[-1].name}")
        if rule.siblings or not any(rule[:4] == r[:4] for r in rules):
            rules.append(rule)
    return rules


_Keys = tuple[tuple[Node, ...], tuple[Capture, ...], str]


def _key_path(path: str, file: str) -> _Keys:
    nodes, captures = [], []
    for depth, (node, attribute, captured) in enumerate(_steps(SOURCE_KEYS, path.rstrip("/"), file)):
        nodes.append(node)
        if captured:
            captures.append(Capture(depth, attribute))
        elif attribute:
            raise bad_path(
                SOURCE_KEYS, path, f"names the attribute {attribute!r}, which is not marked as the key",
                f"write {{{node.name}.{attribute}}}", file,
            )  # fmt: skip
    if not captures:
        raise bad_path(
            SOURCE_KEYS, path, "does not say what the key is",
            'put {} round it: "/terms/{term.id}" for an attribute, "data/item/{name}" for the text of an element', file,
        )  # fmt: skip
    return tuple(nodes), tuple(captures), path


def _steps(directive: str, path: str, file: str) -> list[tuple[Node, str, bool]]:
    """(element, attribute, whether it is captured) of each step of ``path``."""
    steps = []
    parts = _SLASH.split(path.strip().removeprefix("/"))
    for number, part in enumerate(parts):
        if "*" in part:
            raise bad_path(directive, path, "holds a wildcard; XML paths have none", _EXAMPLE, file)
        match = _STEP.match(part)
        if not match or bool(match["open"]) != bool(match["close"] or match["close_early"]):
            raise bad_path(directive, path, f"cannot be understood at {part!r}", _EXAMPLE, file)
        name, dot, attribute = match["name"].rpartition(".")
        if match["attribute"]:
            name, attribute = match["name"], match["attribute"][1:]
        elif not dot:
            name, attribute = attribute, ""
        if attribute and not match["open"] and number < len(parts) - 1:
            raise bad_path(directive, path, f"goes on behind the attribute {attribute!r}", _EXAMPLE, file)
        conditions = _CONDITION.findall(match["conditions"])
        node = Node(name, tuple((key, double or single) for key, double, single in conditions))
        steps.append((node, attribute, bool(match["open"])))
    return steps


def _alone(nodes: tuple[Node, ...], captures: tuple[Capture, ...], path: str, file: str) -> Rule:
    """The rule of a key path without any ``translate_paths``."""
    last = captures[-1]
    if last.attribute or last.depth < len(nodes) - 1:
        if any(not capture.attribute for capture in captures):
            raise _needs_texts(path, file)
        return Rule(nodes, "", False, nodes, captures, len(nodes), last.depth)
    if len(nodes) == 1 or any(not capture.attribute for capture in captures[:-1]):
        raise _needs_texts(path, file)
    common = len(nodes) - 1
    return Rule(nodes[:-1], "", True, nodes, captures, common, common - 1)


def _needs_texts(path: str, file: str) -> ContentError:
    return bad_path(
        SOURCE_KEYS, path, "takes the text of an element as the key, and where the text to translate is remains open",
        'name it with the directive translate_paths, as in "data/item/string_text"', file,
    )  # fmt: skip


def _paired(path: str, keys: list[_Keys], file: str) -> Rule:
    """The rule of one of ``translate_paths``, with the key path that goes along with it furthest."""
    includes_all = path.endswith("/")
    steps = _steps(TEXTS, path.rstrip("/"), file)
    texts, attribute = tuple(node for node, _, _ in steps), steps[-1][1]
    best = max(keys, key=lambda key: _common(key[0], texts))
    nodes, captures, _ = best
    common = _common(nodes, texts)
    if not common:
        raise bad_path(
            TEXTS, path, f"begins with another element than {best[2]!r}, so its texts have no key",
            "begin both paths with the root element of the file", file,
        )  # fmt: skip
    if includes_all and common == len(texts) and len(nodes) >= len(texts):
        return _alone(nodes, captures, best[2], file)
    entry = max(capture.depth if capture.depth < common else common - 1 for capture in captures)
    if any(not capture.attribute and capture.depth < common for capture in captures):
        raise bad_path(
            TEXTS, path, "leads to what is the key itself", "name the element that holds the text", file
        )
    return Rule(texts, attribute, False, nodes, captures, common, entry)


def _common(one: tuple[Node, ...], other: tuple[Node, ...]) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
