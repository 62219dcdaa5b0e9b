"""The examples of a page: fenced blocks, and which block of output belongs to which commands."""

from pathlib import Path
from typing import NamedTuple

from markdown_it import MarkdownIt


class Block(NamedTuple):
    """One fenced block. ``line`` counts from 1 and is that of the fence; ``info`` is what stands behind the fence."""

    info: str
    text: str
    line: int


class Step(NamedTuple):
    """Commands for a shell, and the block of output that follows them, if one does."""

    commands: Block
    output: Block | None


def find_blocks(page: Path) -> list[Block]:
    """All fenced blocks of ``page``, in order."""
    tokens = MarkdownIt().parse(page.read_text(encoding="utf-8"))
    fences = (token for token in tokens if token.type == "fence")
    return [Block(each.info.strip(), each.content, (each.map or [0])[0] + 1) for each in fences]


def find_steps(page: Path) -> list[Step]:
    """Blocks of commands (`sh`), each with the `text` block that is the next one on the page."""
    blocks = find_blocks(page)
    following = [*blocks[1:], None]
    return [
        Step(block, after if after is not None and after.info == "text" else None)
        for block, after in zip(blocks, following, strict=True)
        if block.info == "sh"
    ]
