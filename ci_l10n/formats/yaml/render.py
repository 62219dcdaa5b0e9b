"""Writes new values and entries in the style of the file."""

from collections.abc import Iterator

from ci_l10n.formats.yaml.layout import Places, Style
from ci_l10n.formats.yaml.order import wanted_order
from ci_l10n.formats.yaml.scalars import Block, is_plain_safe, is_text
from ci_l10n.formats.yaml.tree import LONGEST_KEY, Container, Document, NewNode, Node, Raw, Row, Text

BLOCKS = ("|", ">")


class Renderer:
    """Renders nodes; ``source`` is the document that the origins of new nodes lie in."""

    def __init__(self, style: Style, source: Document) -> None:
        self.style = style
        self.source = source
        self.places = Places(source)

    def scalar(self, text: Text, style: str, column: int, *, flow: bool) -> str:
        """``text`` in ``style``; ``column`` is that of the mapping or sequence around it."""
        if style in BLOCKS:
            block = Block(style, column + self.style.step, column, text.raw)
            block.explicit = 0
            rendered = None if flow else block.render(text.value, self.style.newline)
            return rendered if rendered is not None else self.style.quotes.quote(text.value)
        if style in ("", "s"):
            if is_plain_safe(text.value, flow=flow) or _is_symbol(text, flow=flow):
                return text.value
            style = self.style.sign_like(text.style)
        return self.style.quotes.quote(text.value, style)

    def style_of(self, text: Text) -> str:
        """The style of a text that is new in the file."""
        if text.style in BLOCKS and "\n" in text.value:
            return text.style or ""
        if _is_symbol(text, flow=False):
            return ""
        if self.style.quoting == "all" or (
            self.style.quoting == "source" and text.style in ("'", '"', *BLOCKS)
        ):
            return self.style.sign_like(text.style)
        return ""

    def key(self, name: str, origin: Container | None, *, flow: bool) -> str:
        """A key as the source has it, else quoted where it has to be."""
        index = origin.find(name) if origin is not None else None
        if origin is not None and index is not None:
            raw = self.source.raw_key(origin.rows[index])
            if raw and (not flow or raw[0] in "'\"" or is_plain_safe(raw, flow=True)):
                return raw
        return name if is_plain_safe(name, flow=flow) else self.style.quotes.quote(name, self.style.sign)

    def inline(self, node: Node) -> str:
        """A node on one line, as in brackets."""
        if isinstance(node, Raw):
            return node.text
        if isinstance(node, Text):
            return self.scalar(node, self.style_of(node), 0, flow=True)
        if not node.is_map:
            return f"[{', '.join(self.inline(child) for _, child in self.items(node))}]"
        return f"{{{', '.join(self.pair(str(n), c, node.origin) for n, c in self.items(node))}}}"

    def pair(self, name: str, node: Node, origin: Container | None) -> str:
        """An entry between brackets."""
        key = self.key(name, origin, flow=True)
        return f"{'? ' if len(key) > LONGEST_KEY else ''}{key}: {self.inline(node)}"

    def entry(self, name: str | int, node: Node, origin: Container | None, column: int) -> list[str]:
        """The lines of an entry: its comment in the source, its key or dash, its value."""
        indent = " " * column
        lines: list[str] = []
        if isinstance(name, int):
            return [*lines, *self._item(node, column)]
        index = origin.find(name) if origin is not None else None
        if origin is not None and index is not None:
            lines += [indent + line for line in self.places.comment(origin, index)]
        key = self.key(name, origin, flow=False)
        first, *others = self._value(node, column)
        if len(key) > LONGEST_KEY:
            return [*lines, f"{indent}? {key}", f"{indent}:{first}", *others]
        return [*lines, f"{indent}{key}:{first}", *others]

    def _value(self, node: Node, column: int) -> list[str]:
        """What stands behind a colon, and the lines below."""
        if isinstance(node, Raw):
            return [f" {node.text}"]
        if isinstance(node, Text):
            return [f" {self.scalar(node, self.style_of(node), column, flow=False)}"]
        items = self.items(node)
        if not items or (node.origin is not None and node.origin.flow and node.origin.rows):
            return [f" {self.inline(node)}"]
        return ["", *self.body(node, column + (self.style.step if node.is_map else self.style.dash_indent))]

    def body(self, node: NewNode, column: int) -> list[str]:
        """The lines of all that is in ``node``."""
        lines: list[str] = []
        for name, child in self.items(node):
            if lines and self.is_apart(node.origin, name):
                lines.append("")
            lines += self.entry(name, child, node.origin, column)
        return lines

    def _item(self, node: Node, column: int) -> list[str]:
        indent = " " * column
        if isinstance(node, Raw):
            return [f"{indent}- {node.text}" if node.text.strip() else f"{indent}-{node.text}"]
        if isinstance(node, Text):
            return [f"{indent}- {self.scalar(node, self.style_of(node), column, flow=False)}"]
        items = self.items(node)
        if not items or (node.origin is not None and node.origin.flow):
            return [f"{indent}- {self.inline(node)}"]
        lines = self.body(node, column + 2)
        while lines[0].lstrip().startswith("#"):
            lines.pop(0)
        return [f"{indent}- {lines[0][column + 2 :]}", *lines[1:]]

    def is_apart(self, origin: Container | None, name: str | int) -> bool:
        index = origin.find(name) if origin is not None and not origin.flow else None
        return origin is not None and index is not None and self.places.is_apart(origin, index)

    def items(self, node: NewNode) -> list[tuple[str | int, Node]]:
        """What is in a new node, in the order of its origin, with the origin's numbers and truth values."""
        if not node.is_map:
            top = max((i for i in node.children if isinstance(i, int)), default=-1)
            return [
                (i, node.children[i] if i in node.children else self.filler(node.origin, i))
                for i in range(top + 1)
            ]
        items: list[tuple[str | int, Node]] = []
        waiting = dict(node.children)
        for name, row in self._origin_rows(node.origin):
            if name in waiting:
                items.append((name, waiting.pop(name)))
            elif (literal := self._literal(row)) is not None:
                items.append((name, literal))
        if waiting and node.is_set:  # forms that the source's language does not have
            names = [str(name) for name, _ in items]
            order = wanted_order(names, [str(name) for name in waiting], names)
            return sorted([*items, *waiting.items()], key=lambda item: order.index(str(item[0])))
        return [*items, *waiting.items()]

    def _origin_rows(self, origin: Container | None) -> Iterator[tuple[str, Row]]:
        if origin is not None and origin.is_map:
            names = origin.names()
            for index, row in enumerate(origin.rows):
                if row[0] is not None and names[row[0]] == index:
                    yield row[0], row

    def _literal(self, row: Row) -> Raw | None:
        """A number, truth value or written null."""
        value, style = row[6], row[5]
        if isinstance(value, str) and value and not is_text(value, style) and "\n" not in value:
            return Raw(value)
        return None

    def filler(self, origin: Container | None, index: int) -> Node:
        """What holds the place of an item that is no text."""
        if origin is not None and not origin.is_map and index < len(origin.rows):
            row = origin.rows[index]
            if isinstance(row[6], str) and not is_text(row[6], row[5]):
                if not row[6]:
                    blank = self.source.text[row[3] : row[3] + 1] == " "
                    return Raw("~" if origin.flow else " " if blank else "")
                return Raw(row[6])
            if isinstance(row[6], Container) and row[6].is_map:
                return NewNode(True, row[6])
        return Raw("~")


def _is_symbol(text: Text, *, flow: bool) -> bool:
    """A plain Ruby symbol that replaces another: `:day`. All other texts that begin like one are quoted."""
    return (
        not flow
        and text.style == ""
        and text.model[:1] == ":"
        and text.value[:1] == ":"
        and text.value[1:2].isalpha()
        and is_plain_safe(text.value[1:])
    )
