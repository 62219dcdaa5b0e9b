"""Turns what happens to the rows of a container into edits."""

from typing import NamedTuple

from ci_l10n.formats.yaml.render import BLOCKS, Renderer
from ci_l10n.formats.yaml.tree import Body, Container, Document, NewNode, Node, TextEdit, last_row
from ci_l10n.formats.yaml.write_values import RowWriter


class Removal(NamedTuple):
    """Lines to remove; ``floor`` is where what stands above them begins."""

    floor: int
    start: int
    end: int
    after_block: bool  # a block scalar stands above, which needs its line end
    blanks_too: bool  # blank lines below would become part of that scalar


class BodyWriter(RowWriter):
    """The edits of one `Body`; lines that go are collected in ``removals``."""

    def __init__(self, document: Document, renderer: Renderer, body: Body) -> None:
        super().__init__(document, renderer, body)
        self.removals: list[Removal] = []

    def edits(self, model: Container | None) -> list[TextEdit]:
        """``model`` is the source's container at this place."""
        found = [edit for index, node in self.body.replaced.items() for edit in self._replace(index, node)]
        if self.container.flow and not self.rows:
            return found + self._fill_empty(model)
        if self.container.flow:
            return found + self._flow(model)
        if self.rows and len(self.body.removed) == len(self.rows) and not self.body.added:
            return found + self._empty()
        if self._shares_line() and 0 in self.body.removed | self.body.chains.keys() - set(
            range(1, len(self.rows))
        ):
            return found + self._rewrite_shared(model)
        self._remove()
        return found + self._add(model)

    # Blocks

    def _shares_line(self) -> bool:
        """Whether the first row stands behind a dash."""
        return self.container.is_map and not self.document.begins_line(
            self.places.row_start(self.container, 0)
        )

    def _rewrite_shared(self, model: Container | None) -> list[TextEdit]:
        """The first rows of a mapping behind a dash go: what follows moves up to the dash."""
        kept = [i for i in range(len(self.rows)) if i not in self.body.removed]
        column = self._column()
        newline = self.renderer.style.newline
        first = kept[0] if kept else len(self.rows)
        lines = [
            line
            for anchor, items in sorted(self.body.chains.items())
            if anchor < first
            for name, node in items
            for line in self.renderer.entry(name, node, model, column)
        ]
        while lines and lines[0].lstrip().startswith("#"):
            lines.pop(0)
        start = self.places.row_start(self.container, 0)
        if lines:
            lines[0] = lines[0][column:]
        new = newline.join(lines)
        if kept:
            end = self.places.row_start(self.container, first)
            new += newline + " " * column if lines else ""
        else:
            end = self.document.line_bound(self.rows[-1])
        early = {anchor for anchor in self.body.chains if anchor < first}
        rest = Body(self.container, {i for i in self.body.removed if i > first})
        rest.chains = {a: items for a, items in self.body.chains.items() if a not in early}
        rest.added = {name: node for items in rest.chains.values() for name, node in items}
        self.body = rest
        self._remove()
        return [TextEdit(start, end, new), *self._add(model)]

    def _empty(self) -> list[TextEdit]:
        """Nothing is left, and the container stays: in brackets."""
        brackets = "{}" if self.container.is_map else "[]"
        start = self.places.row_start(self.container, 0)
        if not self.document.begins_line(start):
            return [TextEdit(start, self.document.line_bound(self.rows[-1]), brackets)]
        self._remove()
        if self.container.parent is None:
            start = self.places.comment_start(self.container, 0)
            return [TextEdit(start, start, brackets + self.renderer.style.newline)]
        slot = self.places.slot(self.container)
        return [TextEdit(slot, slot, f" {brackets}")]

    def _remove(self) -> None:
        for index in sorted(self.body.removed):
            above = last_row(self.rows[index - 1]) if index > 0 else None
            after_block = above is not None and above[5] in BLOCKS
            end = self.document.row_after(self.rows[index])
            self.removals.append(
                Removal(
                    self.places.floor(self.container, index),
                    self.places.comment_start(self.container, index),
                    self.places.behind_deeper_comments(end, self._column()),
                    after_block,
                    above is not None and self.document.is_kept(above),
                )
            )

    def _add(self, model: Container | None) -> list[TextEdit]:
        found = []
        for anchor, items in sorted(self.body.chains.items()):
            split = self._paragraph(anchor, items, model)
            if items[:split]:
                found.append(self._write_behind(anchor, items[:split], model))
            if items[split:]:
                found.append(self._write_before(anchor + 1, items[split:], model))
        return found

    def _paragraph(self, anchor: int, items: list[tuple[str | int, Node]], model: Container | None) -> int:
        """From where on new entries begin the paragraph of the row behind ``anchor``, as they do in the source."""
        following = anchor + 1
        none = len(items)
        if following >= len(self.rows) or model is None or model.flow or not model.is_map:
            return none
        successor = model.find(self.rows[following][0] or "")
        last = model.find(items[-1][0])
        if successor is None or last is None or successor != last + 1:
            return none
        apart = self.renderer.places.is_apart
        if apart(model, successor) or not self.places.is_apart(self.container, following):
            return none
        for index in range(none - 1, -1, -1):
            begun = model.find(items[index][0])
            if begun is None:
                return none
            if apart(model, begun):
                return index
        return none

    def _lines(
        self, items: list[tuple[str | int, Node]], model: Container | None, *, inside: bool
    ) -> list[str]:
        lines: list[str] = []
        for name, node in items:
            if (lines or inside) and self.renderer.is_apart(model, name):
                lines.append("")
            lines += self.renderer.entry(name, node, model, self._column())
        return lines

    def _write_before(
        self, following: int, items: list[tuple[str | int, Node]], model: Container | None
    ) -> TextEdit:
        here = self.places.comment_start(self.container, following)
        lines = self._lines(items, model, inside=False)
        return TextEdit(here, here, "".join(line + self.renderer.style.newline for line in lines))

    def _write_behind(
        self, anchor: int, items: list[tuple[str | int, Node]], model: Container | None
    ) -> TextEdit:
        newline = self.renderer.style.newline
        if anchor < 0:
            if self._shares_line():
                here = self.places.row_start(self.container, 0)
                lines = self._lines(items, model, inside=False)
                column = self._column()
                return TextEdit(here, here, newline.join(lines).lstrip(" ") + newline + " " * column)
            here = self._first_start(model)
            lines = self._lines(items, model, inside=False)
            return TextEdit(here, here, newline.join(lines) + newline)
        row = self.rows[anchor]
        lines = self._lines(items, model, inside=not self.document.is_kept(row))
        here = self.places.behind_deeper_comments(self.document.row_after(row), self._column())
        ended = here > 0 and self.text[here - 1] in "\r\n"
        new = newline.join(lines)
        return TextEdit(here, here, new + newline if ended else newline + new)

    def _first_start(self, model: Container | None) -> int:
        """Where the first row begins; what seems to be the header of the file is its comment if it is in the source."""
        here = self.places.comment_start(self.container, 0)
        above = self.places.comment_start(self.container, 0, may_be_header=False)
        index = model.find(self.rows[0][0] or "") if model is not None else None
        if model is None or not index or above == here:
            return here
        comment = [line.strip() for line in self.text[above:here].splitlines()]
        return above if comment == self.renderer.places.comment(model, index) else here

    # Brackets

    def _fill_empty(self, model: Container | None) -> list[TextEdit]:
        """New entries in ``{}``: in a block below it, unless it is in brackets itself."""
        parent = self.container.parent
        node = NewNode(self.container.is_map, model, dict(self.body.added))
        items = self.renderer.items(NewNode(node.is_map, None, node.children)) if model is None else None
        ordered = (
            items if items is not None else [i for i in self.renderer.items(node) if i[0] in node.children]
        )
        start, end = self.container.start, self.container.end
        plain = NewNode(node.is_map, model, dict(ordered))
        if parent is not None and (parent.flow or not parent.is_map):
            return [TextEdit(start, end, self.renderer.inline(plain))]
        column = self.document.column(parent.start) if parent else -self.renderer.style.step
        inner = column + (self.renderer.style.step if node.is_map else self.renderer.style.dash_indent)
        lines = self._plain_lines(ordered, model, inner)
        if parent is None:
            lead = "" if self.document.begins_line(start) else self.renderer.style.newline
            return [TextEdit(start, end, lead + self.renderer.style.newline.join(lines))]
        while self.text[start - 1] in " \t":
            start -= 1
        return self._open(start, end, lines)

    def _plain_lines(
        self, items: list[tuple[str | int, Node]], model: Container | None, column: int
    ) -> list[str]:
        lines: list[str] = []
        for name, node in items:
            if lines and self.renderer.is_apart(model, name):
                lines.append("")
            lines += self.renderer.entry(name, node, model, column)
        return lines

    def _flow(self, model: Container | None) -> list[TextEdit]:
        """Pairs in brackets; a lone pair in a sequence has none of its own: ``[a: A, b]``."""
        found = self._pairs(model)
        if not found or self.text[self.container.start] in "{[":
            return found
        end = self._pair_end(len(self.rows) - 1)
        opening = TextEdit(self.container.start, self.container.start, "{")
        return [opening, *found, TextEdit(end, end, "}")]

    def _pairs(self, model: Container | None) -> list[TextEdit]:
        removed = self.body.removed
        kept = [i for i in range(len(self.rows)) if i not in removed]
        gap = self._gap()
        pieces = {
            anchor: [self._pair(*item, model) for item in items] for anchor, items in self.body.chains.items()
        }
        if not kept:
            new = gap.join(piece for _, found in sorted(pieces.items()) for piece in found)
            start = self._start(0)
            end = self.document.line_bound(self.rows[-1])
            if self.text[self.container.start] not in "{[":
                return [TextEdit(start, end, new)]
            return (
                [TextEdit(start, self._behind_comma(end), new)]
                if new
                else [TextEdit(self.container.start + 1, self.container.end - 1, "")]
            )
        found = self._flow_removals(kept)
        for anchor, texts in sorted(pieces.items()):
            before = [i for i in kept if i <= anchor]
            if before:
                end = self._pair_end(before[-1])
                found.append(TextEdit(end, end, "".join(gap + piece for piece in texts)))
            else:
                here = self._start(kept[0])
                found.append(TextEdit(here, here, "".join(piece + gap for piece in texts)))
        return found

    def _flow_removals(self, kept: list[int]) -> list[TextEdit]:
        found = []
        run: list[int] = []
        following = {i: next((k for k in kept if k > i), None) for i in sorted(self.body.removed)}
        for index in sorted(self.body.removed):
            run.append(index)
            if index + 1 in self.body.removed:
                continue
            successor = following[index]
            if successor is not None:
                found.append(TextEdit(self._start(run[0]), self._start(successor), ""))
            else:
                found.append(TextEdit(self._pair_end(kept[-1]), self._pair_end(index), ""))
            run = []
        return found

    def _start(self, index: int) -> int:
        row = self.rows[index]
        return row[2] if self.container.is_map or not isinstance(row[6], Container) else row[6].start

    def _pair_end(self, index: int) -> int:
        return self.document.value_end(self.rows[index])

    def _behind_comma(self, end: int) -> int:
        rest = self.text[end : self.container.end]
        blanks = len(rest) - len(rest.lstrip())
        return end + blanks + 1 if rest[blanks : blanks + 1] == "," else end

    def _gap(self) -> str:
        """What stands between two pairs in brackets."""
        if len(self.rows) > 1:
            between = self.text[self._pair_end(0) : self._start(1)]
            if between.strip() == ",":
                return between
        lead = self.text[self.container.start + 1 : self._start(0)]
        return f",{lead}" if "\n" in lead and not lead.strip() else ", "

    def _pair(self, name: str | int, node: Node, model: Container | None) -> str:
        return self.renderer.inline(node) if isinstance(name, int) else self.renderer.pair(name, node, model)
