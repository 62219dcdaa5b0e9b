"""
Where everything is in a YAML text: the events of libyaml, which give character offsets, as a tree of rows.

Nothing is constructed, no alias is followed, nothing recurses: depth is checked before a container is entered. Where
PyYAML was built without libyaml its own parser gives the same events, slower.
"""

import re
from typing import Any, NoReturn

import yaml

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.yaml.tree import ALIAS, LONGEST_KEY, OPAQUE, Container, Document, Reference

MAX_DEPTH = 200
_BOM = b"\xef\xbb\xbf"
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXT_TAGS = frozenset({"!", "tag:yaml.org,2002:str"})
_CONTAINER_TAGS = frozenset({None, "!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"})
_PROPERTY = re.compile(r"&[0-9A-Za-z_-]*|![^\s,\]}]*")
_STARTS: Any = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_SCALAR: Any = yaml.ScalarEvent
_ALIAS: Any = yaml.AliasEvent
_ENDS: Any = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


def scan(data: bytes, path: str) -> Document:
    """The tree of ``data``; raises `ContentError` at the place where it stops being one YAML document in UTF-8."""
    text = _decode(data, path)
    offset = len(data) - len(data.removeprefix(_BOM))
    try:
        return _Builder(text, offset, path).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = error.problem or error.context or "it ends unexpectedly"
        place = Location(path, mark.line + 1, mark.column + 1) if mark else Location(path)
        if _is_long_key(error):
            raise ContentError(
                f"a key has more than {LONGEST_KEY} characters",
                hint="write `? ` in front of it and its value behind `: ` in the next line, or shorten it",
                location=place,
            ) from None
        raise ContentError(
            f"not valid YAML: {what}",
            hint="look at quotes, indentation and `: ` in that line and the one above",
            location=place,
        ) from None
    except yaml.reader.ReaderError as error:
        raise _bad_character(text, int(error.character), path) from None
    except yaml.YAMLError as error:
        raise ContentError(f"not valid YAML: {error}", location=Location(path)) from None


def _is_long_key(error: yaml.MarkedYAMLError) -> bool:
    """Whether libyaml gave up on what would have been a key, because no colon came soon enough."""
    start, end = error.context_mark, error.problem_mark
    return (
        "simple key" in (error.context or "")
        and start is not None
        and end is not None
        and start.line == end.line
        and end.index - start.index > LONGEST_KEY
    )


class _Builder:
    def __init__(self, text: str, offset: int, path: str) -> None:
        self.text = text
        self.path = path
        self.next = _LOADER(text).get_event
        self.result = Document(text, offset, None, [], [])
        self.anchored: set[str] = set()

    def document(self) -> Document:
        self.next()  # stream start
        if isinstance(self.next(), yaml.StreamEndEvent):
            return self.result
        first = self.next()
        if isinstance(first, _STARTS):
            self.result.root = self._container(first, None, 0)
            self._fill(self.result.root)
        elif not isinstance(first, yaml.ScalarEvent) or first.value or first.style:
            self._fail(
                first.start_mark, "a mapping of keys and texts was expected", "is this the right file?"
            )
        self.next()  # document end
        while not isinstance(event := self.next(), yaml.StreamEndEvent):
            empty = isinstance(event, _SCALAR) and not event.value and not event.style
            if not empty and isinstance(event, yaml.NodeEvent):
                self._fail(
                    event.start_mark,
                    "a second document begins behind `---`",
                    "make it a file of its own: applications read only the first document",
                )
        return self.result

    def _fill(self, root: Container) -> None:
        """
        Read ``root`` and all below it.

        The loop over scalars is the place where the time of reading a file goes, hence the local names.
        """
        next_event, scalar = self.next, _SCALAR
        node, depth = root, 1
        rows, is_map = root.rows, root.is_map
        name: str | None = ""
        line = start = -1
        while True:
            event = next_event()
            if is_map:
                if type(event) is scalar and event.anchor is None and event.tag is None:
                    mark = event.start_mark
                    start, line, name = mark.index, mark.line + 1, event.value
                    event = next_event()
                elif not isinstance(event, _ENDS):
                    mark = event.start_mark
                    start, line = mark.index, mark.line + 1
                    name = self._key(event, node, depth)
                    event = next_event()
            if type(event) is scalar:
                mark = event.start_mark
                if not is_map:
                    start, line = mark.index, mark.line + 1
                if event.anchor is None and event.tag is None:
                    rows.append(
                        (name, line, start, mark.index, event.end_mark.index, event.style or "", event.value)
                    )
                else:
                    self._add_marked(event, node, name, line, start)
            elif isinstance(event, _ENDS):
                node.end = event.end_mark.index
                if node.parent is None:
                    return
                self._close(node)
                node, depth = node.parent, depth - 1
                rows, is_map = node.rows, node.is_map
                if not is_map:
                    name = ""
            else:
                mark = event.start_mark
                if not is_map:
                    start, line = mark.index, mark.line + 1
                if isinstance(event, _ALIAS):
                    self._add_alias(event, node)
                    rows.append((name, line, start, mark.index, event.end_mark.index, ALIAS, None))
                    continue
                self._check_depth(depth, mark)
                child = self._container(event, node, len(rows))
                rows.append((name, line, start, child.start, child.start, "", child))
                node, depth = child, depth + 1
                rows, is_map = node.rows, node.is_map
                if not is_map:
                    name = ""

    def _close(self, node: Container) -> None:
        parent = node.parent
        if parent is None:
            return
        if not node.flow:  # its end mark is where the next token begins
            node.end = node.rows[-1][4] if node.rows else node.start
        name, line, start, value_start, _, style, _ = parent.rows[node.index]
        parent.rows[node.index] = (
            name,
            line,
            start,
            value_start,
            node.end,
            OPAQUE if node.opaque else style,
            node,
        )

    def _container(self, event: Any, parent: Container | None, index: int) -> Container:
        start = event.start_mark.index
        if event.anchor is not None or event.tag is not None:
            start = self._behind_properties(start, event.anchor is not None, event.tag is not None)
        node = Container(
            is_map=isinstance(event, yaml.MappingStartEvent),
            flow=bool(event.flow_style),
            start=start,
            parent=parent,
            index=index,
        )
        node.opaque = event.tag not in _CONTAINER_TAGS or bool(parent and parent.opaque)
        if event.anchor:
            self.anchored.add(event.anchor)
            node.anchor = event.anchor
            if parent is not None:
                self.result.anchors.append(Reference(event.anchor, event.start_mark.index, parent, index))
        return node

    def _add_marked(self, event: Any, node: Container, name: str | None, line: int, start: int) -> None:
        """Add a scalar that has an anchor or a tag; what has a tag of its own is left alone."""
        begin, end = event.start_mark.index, event.end_mark.index
        if event.anchor:
            self.anchored.add(event.anchor)
            self.result.anchors.append(Reference(event.anchor, begin, node, len(node.rows)))
        value_start = min(
            self._behind_properties(begin, event.anchor is not None, event.tag is not None), end
        )
        if event.tag is not None and event.tag not in _TEXT_TAGS:
            node.rows.append((name, line, start, begin, end, OPAQUE, None))
            return
        if not event.value and not event.style:  # an empty span, right behind the properties
            value_start = end = begin + len(self.text[begin:end].rstrip())
        style = event.style or ""
        forced = "s" if event.tag is not None and not style else style
        node.rows.append((name, line, start, value_start, end, forced, event.value))

    def _key(self, event: Any, node: Container, depth: int) -> str | None:
        """The name of a key that is not simply a scalar; None for one that is an alias, a tagged one, a container."""
        if event.anchor and not isinstance(event, _ALIAS):
            self.anchored.add(event.anchor)
        if isinstance(event, _SCALAR):
            return str(event.value) if event.tag is None or event.tag in _TEXT_TAGS else None
        if isinstance(event, _ALIAS):
            self._add_alias(event, node)
            return None
        inside = 1
        while inside:
            self._check_depth(depth + inside - 1, event.start_mark)
            event = self.next()
            if isinstance(event, yaml.NodeEvent) and event.anchor and not isinstance(event, _ALIAS):
                self.anchored.add(event.anchor)
            inside += isinstance(event, _STARTS) - isinstance(event, _ENDS)
        return None

    def _add_alias(self, event: Any, node: Container) -> None:
        if event.anchor not in self.anchored:
            self._fail(
                event.start_mark,
                f"the alias *{event.anchor} has no anchor &{event.anchor} above it",
                "put a text that begins with * in quotes",
            )
        self.result.aliases.append(Reference(event.anchor, event.start_mark.index, node, len(node.rows)))

    def _behind_properties(self, position: int, anchor: bool, tag: bool) -> int:
        """Step over an anchor and a tag, and over blanks, line ends and comments behind them."""
        text = self.text
        for _ in range(anchor + tag):
            match = _PROPERTY.match(text, position)
            position = match.end() if match else position
            while position < len(text) and (text[position].isspace() or text[position] == "#"):
                if text[position] == "#":
                    position = self.result.line_after(position) - 1
                position += 1
        return position

    def _check_depth(self, depth: int, mark: Any) -> None:
        if depth >= MAX_DEPTH:
            self._fail(mark, f"more than {MAX_DEPTH} levels of nesting", "flatten the file")

    def _fail(self, mark: Any, what: str, hint: str) -> NoReturn:
        raise ContentError(what, hint=hint, location=Location(self.path, mark.line + 1, mark.column + 1))


def _decode(data: bytes, path: str) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[:1] == b"\0" or data[1:2] == b"\0":
        raise ContentError(
            "the file is UTF-16 or UTF-32; Rails and Symfony read UTF-8",
            hint="convert it to UTF-8",
            location=Location(path, 1, 1),
        )
    try:
        return data.removeprefix(_BOM).decode()
    except UnicodeDecodeError as error:
        start = error.start + (len(_BOM) if data.startswith(_BOM) else 0)
        line = data.count(b"\n", 0, start) + 1
        column = start - (data.rfind(b"\n", 0, start) + 1) + 1
        raise ContentError(
            f"not UTF-8: byte 0x{data[start]:02x} at offset {start}",
            hint="save the file as UTF-8",
            location=Location(path, line, column),
        ) from None


def _bad_character(text: str, code: int, path: str) -> ContentError:
    position = max(text.find(chr(code)), 0)
    line = text.count("\n", 0, position) + 1
    column = position - (text.rfind("\n", 0, position) + 1) + 1
    return ContentError(
        f"the character U+{code:04X} is not allowed in YAML",
        hint='remove it, or write it as an escape in double quotes: "\\x07"',
        location=Location(path, line, column),
    )
