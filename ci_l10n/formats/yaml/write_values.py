"""Writes other values in place of those of existing rows."""

from ci_l10n.formats.yaml.layout import Places
from ci_l10n.formats.yaml.render import BLOCKS, Renderer
from ci_l10n.formats.yaml.scalars import Block, block_indent, header_rest, is_text
from ci_l10n.formats.yaml.tree import Body, Container, Document, NewNode, Node, Row, Text, TextEdit


class RowWriter:
    """The rows of one `Body` whose values are replaced."""

    def __init__(self, document: Document, renderer: Renderer, body: Body) -> None:
        self.document = document
        self.text = document.text
        self.places = Places(document)
        self.renderer = renderer
        self.body = body
        self.container = body.container
        self.rows = body.container.rows

    def _replace(self, index: int, node: Node) -> list[TextEdit]:
        row = self.rows[index]
        column = self._column()
        if isinstance(node, Text) and isinstance(row[6], str):
            return [self._rescale(row, node, column)]
        end = self.document.value_end(row)
        start = self._value_start(index)
        if isinstance(node, NewNode) and not self.container.flow:
            items = self.renderer.items(node)
            inner = column + (self.renderer.style.step if node.is_map else self.renderer.style.dash_indent)
            if items and self.container.is_map:
                lines = self.renderer.body(node, inner)
                if colon := self._missing_colon(row):
                    start = end = self._key_end(row)
                    lines = [colon.lstrip("\r\n"), *lines]
                return self._open(start, end, lines)
            new = self.renderer.inline(node)
        elif isinstance(node, Text):
            new = self.renderer.scalar(node, self.renderer.style_of(node), column, flow=self.container.flow)
        else:
            new = self.renderer.inline(node)
        return [TextEdit(start, end, self._spaced(start, new))]

    def _open(self, start: int, end: int, lines: list[str]) -> list[TextEdit]:
        """Put ``lines`` below the line that ``start`` is on, where a value up to ``end`` goes."""
        newline = self.renderer.style.newline
        block = newline.join(lines)
        after = self.document.line_after(end)
        if not self.text[end:after].strip():
            return [TextEdit(start, end, newline + block)]
        ended = after > end and self.text[after - 1] in "\r\n"
        new = block + newline if ended else newline + block
        return [TextEdit(start, end, ""), TextEdit(after, after, new)]

    def _value_start(self, index: int) -> int:
        """Where the value of a row begins, or right behind what stands before it when it is to be taken away."""
        row = self.rows[index]
        value = row[6]
        start = self.places.slot(value) if isinstance(value, Container) and not value.flow else row[3]
        if self.container.flow and row[4] > row[3]:
            return start
        while start > row[2] and self.text[start - 1] in " \t":
            start -= 1
        return start

    def _spaced(self, start: int, new: str) -> str:
        if self.text[start - 1] in (" \t\r\n[{," if self.container.flow else " \t"):
            return new
        if self.container.is_map and self.container.flow and self.text[start - 1] not in ":\"'":
            return f": {new}"
        return f" {new}"

    def _rescale(self, row: Row, node: Text, column: int) -> TextEdit:
        """Another text in place of a scalar, in its style."""
        _, _, _, start, end, style, old = row
        raw = self.text[start:end]
        if style in BLOCKS:
            return self._rewrite_block(row, node, column)
        model = node._replace(style=style, model=old if isinstance(old, str) else "")
        if not raw and style == "":
            model = node
            style = self.renderer.style_of(node)
        elif style in ("", "s") and not is_text(str(old), style):
            style = self.renderer.style_of(node)
            model = node
        block = style in BLOCKS
        new = self.renderer.scalar(model, style, column, flow=self.container.flow)
        if block and not self._ends_line(end):
            new = self.renderer.style.quotes.quote(node.value)
        if raw and (self.text[start - 1].isalnum() or self.text[start - 1] in "_-!"):  # `&a:x`
            new = f" {new}"
        if colon := self._missing_colon(row):
            return TextEdit(self._key_end(row), self._key_end(row), f"{colon} {new}")
        return TextEdit(start, end, new if raw else self._filled(row, new))

    def _ends_line(self, end: int) -> bool:
        return not self.text[end : self.document.line_after(end)].strip()

    def _filled(self, row: Row, new: str) -> str:
        """A value where there was none."""
        start = row[3]
        if (
            self.container.flow
            and self.container.is_map
            and ":" not in self.text[row[2] + len(row[0] or "") : start]
        ):
            return f": {new}"
        return new if self.text[start - 1] in " \t" else f" {new}"

    def _missing_colon(self, row: Row) -> str:
        """A line with the colon that ``? key`` lacks when nothing stands behind it."""
        if row[4] > row[3] or not self.container.is_map or self.container.flow:
            return ""
        key = self.document.raw_key(row)  # of several lines: ""
        if self.text[row[3] - 1] == ":" or (key and ":" in self.text[row[2] + len(key) : row[3]]):
            return ""
        return f"{self.renderer.style.newline}{' ' * self._column()}:"

    def _key_end(self, row: Row) -> int:
        """Behind a key without colon, and a comment behind it."""
        return row[2] + len(self.text[row[2] : row[3]].rstrip())

    def _rewrite_block(self, row: Row, node: Text, column: int) -> TextEdit:
        start, end, style, newline = row[3], row[4], row[5], self.renderer.style.newline
        raw = self.text[start:end]
        indent = block_indent(raw)
        block = Block(style, indent if indent is not None else column + self.renderer.style.step, column, raw)
        if block.explicit:
            block.indent = column + block.explicit
        rest = header_rest(raw)
        new = block.render(node.value, newline, rest, may_keep=True)
        stop = self.document.row_after(row)
        if new is not None and node.value.endswith("\n\n"):
            stop = max(end, stop)  # no blank line may follow
        if new is None:
            new = self.renderer.style.quotes.quote(node.value) + rest
        if stop > start and self.text[stop - 1] in "\r\n":
            stop -= 2 if self.text.endswith("\r\n", 0, stop) else 1
        elif node.value.endswith("\n"):
            new += newline
        return TextEdit(start, stop, new)

    def _column(self) -> int:
        return 0 if self.container.flow else self.document.column(self.container.start)
