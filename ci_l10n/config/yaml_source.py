"""
YAML with positions: plain data, and the line and column of every key and value.

Read from parser events, so that nothing is ever constructed from a tag, and resolved by the core schema of YAML 1.2
(section 10.3 of the specification), so that the locale ``no`` and the level ``off`` stay texts. The configuration may
come from a fork, hence the limits on size, depth and aliases.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ci_l10n.errors import ConfigError, Location

MAX_BYTES = 1 << 20
MAX_DEPTH = 100
MAX_ALIASES = 200
MAX_NODES = 100_000  # counted with aliases written out

KeyPath: TypeAlias = tuple[str | int, ...]

_INT = re.compile(r"[-+]?[0-9]{1,18}|0o[0-7]{1,18}|0x[0-9a-fA-F]{1,15}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_HARMLESS_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("str", "map", "seq")) | {"!"}


@dataclass(slots=True)
class Node:
    """A value and where it begins (counted from 1); an alias shares the node of its anchor."""

    line: int
    column: int
    value: Any = None  # of a scalar
    text: str = ""  # of a scalar, as written
    items: "list[Node] | None" = None
    entries: "dict[str, tuple[Node, Node]] | None" = None  # key -> (key node, value node)
    size: int = 1  # nodes below and including this one

    def plain(self) -> Any:
        """Dicts, lists, texts, numbers, booleans and None."""
        if self.entries is not None:
            return {key: value.plain() for key, (_, value) in self.entries.items()}
        if self.items is not None:
            return [item.plain() for item in self.items]
        return self.value


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file; ``problems`` did not keep the rest from being read (duplicate keys, tags)."""

    path: str
    root: Node
    problems: tuple[ConfigError, ...] = ()

    def find(self, keys: KeyPath) -> Node | None:
        """The value at ``keys``."""
        node: Node | None = self.root
        for key in keys:
            if node is None:
                return None
            if isinstance(key, int):
                node = node.items[key] if node.items is not None and key < len(node.items) else None
            else:
                node = node.entries[key][1] if node.entries is not None and key in node.entries else None
        return node

    def locate(self, keys: KeyPath, *, key: str | None = None) -> Location:
        """Where the value at ``keys`` is, or with ``key`` where that key of the mapping at ``keys`` is."""
        node = self.find(keys)
        while node is None and keys:  # absent: the nearest that is there
            keys = keys[:-1]
            node = self.find(keys)
        node = node or self.root
        if key is not None and node.entries is not None and key in node.entries:
            node = node.entries[key][0]
        return Location(self.path, node.line, node.column, render_keys(keys))

    def places(self) -> dict[str, Location]:
        """Where the keys of mappings are, by their paths as messages show them; not those inside of lists."""
        found: dict[str, Location] = {}
        waiting: list[tuple[KeyPath, Node]] = [((), self.root)]
        while waiting:
            keys, node = waiting.pop()
            for name, (_, value) in (node.entries or {}).items():
                waiting.append(((*keys, name), value))
                found[render_keys((*keys, name))] = self.locate(keys, key=name)._replace(
                    key=render_keys((*keys, name))
                )
        return found


def render_keys(keys: KeyPath) -> str:
    """
    A key path as messages show it.

    >>> render_keys(("files", 2, "directives", "a.b"))
    'files[2].directives["a.b"]'
    """
    text = ""
    for key in keys:
        if isinstance(key, int):
            text += f"[{key}]"
        elif re.fullmatch(r"[\w-]+", key):
            text += f".{key}" if text else key
        else:
            text += '["' + key.encode("unicode_escape").decode("ascii").replace('"', '\\"') + '"]'
    return text


def parse_yaml(data: bytes, path: str) -> Document:
    """Parse one YAML document; raises `ConfigError` with the location for what is not YAML or exceeds a limit."""
    import yaml

    if len(data) > MAX_BYTES:
        raise ConfigError(f"{path} is larger than 1 MiB", location=Location(path), code="config-yaml")
    text = _decode(data, path)
    try:
        return _Builder(path, yaml.parse(text, Loader=yaml.SafeLoader)).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Location(path, mark.line + 1, mark.column + 1) if mark else Location(path)
        raise ConfigError(
            f"not valid YAML: {_reason(error)}", hint=_syntax_hint(error), location=place, code="config-yaml"
        ) from None
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        place = Location(path, before.count("\n") + 1, error.position - (before.rfind("\n") + 1) + 1)
        raise ConfigError(
            "a character that YAML does not allow", hint="remove it", location=place, code="config-yaml"
        ) from None


def _decode(data: bytes, path: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        place = Location(path, before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1)
        raise ConfigError(
            "not UTF-8", hint="save the file as UTF-8", location=place, code="config-yaml"
        ) from None


def _reason(error: Any) -> str:
    context = f"{error.context}, " if error.context else ""
    return f"{context}{error.problem}"


def _syntax_hint(error: Any) -> str:
    problem = str(error.problem)
    if "'\\t'" in problem:
        return "indent with spaces; YAML does not allow tabs"
    if "<block end>" in problem:
        return "put texts that begin with { or [ into quotes, and check the indentation"
    if "alphabetic or numeric" in problem or "'%'" in problem or "cannot start any token" in problem:
        return "put texts that begin with *, &, %, @ or ` into quotes"
    if "mapping values are not allowed" in problem:
        return "put texts that contain ': ' into quotes, and check the indentation"
    return ""


@dataclass
class _Builder:
    """Makes nodes of events; recursion is bounded by `MAX_DEPTH`."""

    path: str
    events: Iterator[Any]
    anchors: dict[str, Node | None] = field(default_factory=dict)  # None: still open
    aliases: int = 0
    problems: list[ConfigError] = field(default_factory=list)

    def document(self) -> Document:
        import yaml

        root: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                raise self._error(
                    "a second document begins here", event, "keep one document, without `---` lines"
                )
            if isinstance(event, yaml.NodeEvent):
                root = self._node(event, 1)
        if root is None:
            raise ConfigError(
                f"{self.path} is empty",
                hint="`ci-l10n init` writes one",
                location=Location(self.path, 1, 1),
                code="config-missing-key",
            )
        return Document(self.path, root, tuple(self.problems))

    def _node(self, event: Any, depth: int) -> Node:
        import yaml

        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        if depth > MAX_DEPTH:
            raise self._error(f"nested deeper than {MAX_DEPTH} levels", event)
        if event.tag is not None and event.tag not in _HARMLESS_TAGS:
            self.problems.append(self._error(f"the tag '{event.tag}' is refused", event, "leave it out"))
        node = Node(event.start_mark.line + 1, event.start_mark.column + 1)
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        if isinstance(event, yaml.MappingStartEvent):
            self._fill_mapping(node, depth)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._fill_sequence(node, depth)
        else:
            node.text = event.value
            is_plain = event.implicit[0] and event.tag is None
            node.value = _resolve(event.value) if is_plain else event.value
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        if node.size > MAX_NODES:
            raise self._error(f"more than {MAX_NODES} values when aliases are written out", event)
        return node

    def _alias(self, event: Any) -> Node:
        self.aliases += 1
        if self.aliases > MAX_ALIASES:
            raise self._error(f"more than {MAX_ALIASES} aliases", event)
        if event.anchor not in self.anchors:
            raise self._error(
                f"nothing is anchored as '&{event.anchor}'", event, "put texts that begin with * into quotes"
            )
        node = self.anchors[event.anchor]
        if node is None:
            raise self._error(f"'*{event.anchor}' contains itself", event)
        return node

    def _fill_sequence(self, node: Node, depth: int) -> None:
        import yaml

        node.items = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            item = self._node(event, depth + 1)
            node.items.append(item)
            node.size += item.size

    def _fill_mapping(self, node: Node, depth: int) -> None:
        import yaml

        node.entries = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                return
            key = self._node(event, depth + 1)
            value = self._node(next(self.events), depth + 1)
            node.size += key.size + value.size
            self._add_entry(node.entries, key, value, event)

    def _add_entry(self, entries: dict[str, tuple[Node, Node]], key: Node, value: Node, event: Any) -> None:
        if key.items is not None or key.entries is not None:
            self.problems.append(self._error("a key must be a text", event))
        elif key.text in entries:
            first = entries[key.text][0].line
            self.problems.append(
                self._error(
                    f"duplicate key '{key.text}'",
                    event,
                    f"it is already set in line {first}; keep one of them",
                )
            )
        elif key.text == "<<":
            self.problems.append(
                self._error("merge keys (<<) are not supported", event, "write the keys out")
            )
        else:
            entries[key.text] = (key, value)

    def _error(self, message: str, event: Any, hint: str = "") -> ConfigError:
        mark = event.start_mark
        return ConfigError(
            message,
            hint=hint,
            location=Location(self.path, mark.line + 1, mark.column + 1),
            code="config-yaml",
        )


def _resolve(text: str) -> Any:
    """The value of a plain scalar."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INT.fullmatch(text):
        return int(text, 0) if text.startswith(("0o", "0x")) else int(text)
    if len(text) <= 40 and not text.lstrip("+-").isdigit() and _FLOAT.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else text
    return text
