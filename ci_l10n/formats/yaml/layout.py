"""How a YAML file is laid out: indentation, quoting, line ends; and where entries begin and end with their comments."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from ci_l10n.directives import PREFIX
from ci_l10n.formats.yaml.scalars import Quotes, is_plain_safe, is_text, learn_quotes
from ci_l10n.formats.yaml.tree import Container, Document, Row

_SAMPLE = 2000


@dataclass(frozen=True, slots=True)
class Style:
    """
    The habits of one file.

    ``quoting`` says which new texts get quotes: "all" of them, those that "need" them, or those that have them in the
    "source". ``dash_indent`` is how far dashes stand to the right of the key above them.
    """

    newline: str
    step: int
    dash_indent: int
    quotes: Quotes
    sign: str
    signs: frozenset[str]
    quoting: str

    def sign_like(self, model: str | None) -> str:
        """The quote of the source's text if this file has it too, else the file's own."""
        return model if model is not None and model in self.signs else self.sign


def learn_style(document: Document, source: Document) -> Style:
    """The style of ``document``; what it does not show is taken from ``source``."""
    own = list(islice(_rows(document), _SAMPLE))
    model = own if document is source else list(islice(_rows(source), _SAMPLE))
    plain, single, double, needless = _count_quotes(own)
    if plain + single + double == 0:
        _, single, double, _ = _count_quotes(model)
        quoting = "source"
    elif plain == 0:
        quoting = "all"
    else:
        quoting = "source" if needless else "need"
    if single + double == 0 and document is not source:
        _, single, double, _ = _count_quotes(model)
    return Style(
        newline=_newline(document.text) or _newline(source.text) or "\n",
        step=_step(document, own) or _step(source, model) or 2,
        dash_indent=next((d for d in (_dashes(document, own), _dashes(source, model)) if d is not None), 0),
        quotes=learn_quotes((document.text, source.text)),
        sign="'" if single > double else '"',
        signs=frozenset(sign for sign, count in (("'", single), ('"', double)) if count),
        quoting=quoting,
    )


def _rows(document: Document) -> Iterator[tuple[Container, Row]]:
    stack = [document.root] if document.root else []
    while stack:
        node = stack.pop()
        for row in node.rows:
            yield node, row
        stack += [row[6] for row in reversed(node.rows) if isinstance(row[6], Container)]


def _count_quotes(rows: list[tuple[Container, Row]]) -> tuple[int, int, int, bool]:
    """How many texts are plain, in single quotes, in double quotes; whether some have quotes that they do not need."""
    counts = {"": 0, "'": 0, '"': 0}
    needless = False
    for node, (*_, style, value) in rows:
        if isinstance(value, str) and style in counts and (value or style) and is_text(value, style):
            counts[style] += 1
            needless = needless or (style != "" and is_plain_safe(value, flow=node.flow))
    return counts[""], counts["'"], counts['"'], needless


def _newline(text: str) -> str:
    if "\r\n" in text:
        return "\r\n"
    return "\n" if "\n" in text else "\r" if "\r" in text else ""


def _step(document: Document, rows: list[tuple[Container, Row]]) -> int | None:
    """How much deeper mappings are indented than the mapping around them."""
    for node, row in rows:
        child = row[6]
        if isinstance(child, Container) and node.is_map and child.is_map and not (node.flow or child.flow):
            step = document.column(child.start) - document.column(node.start)
            if step > 0 and child.rows and document.begins_line(child.start):
                return step
    return None


def _dashes(document: Document, rows: list[tuple[Container, Row]]) -> int | None:
    for node, row in rows:
        child = row[6]
        if isinstance(child, Container) and node.is_map and not child.is_map and not child.flow:
            return document.column(child.start) - document.column(node.start)
    return None


class Places:
    """Where the entries of a document begin and end, with their comments."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text

    def row_start(self, container: Container, index: int) -> int:
        """Where a row begins: its key, or the dash of an item."""
        row = container.rows[index]
        if container.is_map or container.flow:
            return self._with_properties(row, container, index)
        if index == 0:
            return container.start
        position = self.document.value_end(container.rows[index - 1])
        while self.text[position] != "-":
            position = self.document.line_after(position) if self.text[position] == "#" else position + 1
        return position

    def _with_properties(self, row: Row, container: Container, index: int) -> int:
        """In front of a ``?`` that begins an entry."""
        start = row[2]
        if not container.is_map or container.flow:
            return start
        if self.document.begins_line(start):
            if self.document.column(start) == self.document.column(container.start):
                return start
            above = self.text[container.start : start].rstrip()  # `?` alone, its key in a line below
            return container.start + len(above) - 1 if above.endswith("?") else start
        line = self.document.line_start(start)
        lead = self.text[line:start]
        return line + lead.index("?") if lead.strip(" ") == "?" else start

    def floor(self, container: Container, index: int) -> int:
        """Where what is between a row and the one before it begins."""
        if index > 0:
            return self.document.row_after(container.rows[index - 1])
        if container.parent is None:
            return 0
        return self.document.line_after(self.slot(container))

    def slot(self, container: Container) -> int:
        """Where on the line above its first row a value could stand instead of a block container."""
        parent = container.parent
        if parent is None:
            return container.start
        row = parent.rows[container.index]
        if parent.is_map:
            begin = row[2] + len(self.document.raw_key(row))
        else:
            begin = self.row_start(parent, container.index) + 1  # behind the dash
        end = min(self.document.line_after(begin), container.start)
        line = self.text[begin:end]
        comment = line.find(" #")
        return begin + len((line[:comment] if comment >= 0 else line).rstrip())

    def comment_start(self, container: Container, index: int, *, may_be_header: bool = True) -> int:
        """Where the comment directly above a row begins, else its line; the header of the file does not count."""
        start = self.row_start(container, index)
        begin = self.document.line_start(start)
        column = start - begin
        floor = self.floor(container, index)
        here = begin
        while here > floor:
            above = self.document.line_before(here)
            if above < floor or self.text[above : above + column + 1] != " " * column + "#":
                break
            here = above
        is_header = index == 0 and container.parent is None and not self._has_content(here)
        return begin if is_header and may_be_header else here

    def _has_content(self, position: int) -> bool:
        """Whether a blank line or a comment stands above, so that what follows is not the header of the file."""
        above = self.document.line_before(position)
        return above >= 0 and not self.text.startswith(("---", "%"), above)

    def is_apart(self, container: Container, index: int) -> bool:
        """Whether a blank line stands between a row with its comment and what is above."""
        start = self.comment_start(container, index)
        above = self.document.line_before(start)
        return (
            above >= self.floor(container, index) and above >= 0 and self.document.is_blank_line(above, start)
        )

    def comment(self, container: Container, index: int) -> list[str]:
        """The lines of the comment above a row, without indentation and without directives."""
        if container.flow:
            return []
        start = self.comment_start(container, index)
        end = self.document.line_start(self.row_start(container, index))
        lines = [line.strip() for line in self.text[start:end].splitlines()]
        return [line for line in lines if PREFIX not in line]

    def behind_deeper_comments(self, position: int, column: int) -> int:
        """
        Behind comments that stand further right than the entries around them.

        They belong to what is above: below a block scalar written there they would be part of its text.
        """
        end = position
        while position < len(self.text):
            after = self.document.line_after(position)
            line = self.text[position:after]
            if line.strip():
                if not line.lstrip(" ").startswith("#") or len(line) - len(line.lstrip(" ")) <= column:
                    return end
                end = after
            position = after
        return end
