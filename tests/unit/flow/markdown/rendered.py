"""Markdown as a forge shows it: rendered by markdown-it with HTML allowed, then read tag by tag."""

from html.parser import HTMLParser

from markdown_it import MarkdownIt

_LITERAL = ("code", "pre")
_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


class Page(HTMLParser):
    """Tags, links, comments, and the text inside and outside of what is shown literally."""

    def __init__(self, markdown: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.comments: list[str] = []
        self.literal: list[str] = []  # one for each piece of code
        self.prose = ""
        self.rows: list[int] = []  # cells of each row of all tables
        self._open: list[str] = []
        self.feed(_MARKDOWN.render(markdown))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag in _LITERAL:
            self.literal.append("")
            self._open.append(tag)
        if tag == "tr":
            self.rows.append(0)
        if tag in ("td", "th"):
            self.rows[-1] += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in _LITERAL and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open:
            self.literal[-1] += data
        else:
            self.prose += data

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)
