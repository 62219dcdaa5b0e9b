"""The pieces that the inside of a JSON container consists of: members, each with its comma and its comments."""

import re

from ci_l10n.formats.json.scan import BLANK, Container
from ci_l10n.formats.json.style import skip

_LINE_COMMENT = re.compile(r"[ \t]*+(?://[^\r\n]*+|/\*[^\n]*?\*/(?=[ \t]*+\r?\n))")
"""A comment behind a member that ends its line, and so belongs to it."""
BLANK_LINE = re.compile(r"\n(?=[ \t]*+\r?\n)")


class Pieces:
    """The members of ``container``; ``multiline`` says how one without members would be written."""

    def __init__(self, text: str, container: Container, *, multiline: bool) -> None:
        self.text = text
        self.container = container
        self.members = container.members
        self._empty_is_multiline = multiline
        self.multiline = self._is_multiline()

    def _is_multiline(self) -> bool:
        if not self.members:
            return self._empty_is_multiline
        second = self.members[1].start if len(self.members) > 1 else self.container.end
        first = self.members[0]
        return "\n" in self.text[self.container.start : first.start] or "\n" in self.text[first.end : second]

    def behind(self, index: int) -> str:
        """The comment behind a member that ends its line, with the blanks before it."""
        comma = self._comma(index)
        end = comma + 1 if comma >= 0 else self.members[index].end
        return self.text[end : self._piece_end(index)]

    def heads_group(self, index: int) -> bool:
        """Whether a member is the first of several below a blank line."""
        begin = self._piece_end(index - 1) if index else self._front()
        lead = self.text[begin : self.members[index].start]
        return BLANK_LINE.search(lead) is not None and not self._stands_alone(index)

    def above(self, index: int) -> tuple[bool, str]:
        """Whether a member stands alone below a blank line, and the comment directly above it."""
        begin = self._piece_end(index - 1) if index else self._front()
        lead = self.text[begin : self.members[index].start]
        if lead.count("\n") < 2:
            return False, ""
        blank_lines = list(BLANK_LINE.finditer(lead))
        comment = lead[blank_lines[-1].end() :] if blank_lines else lead
        return bool(blank_lines) and self._stands_alone(index), comment.strip(BLANK)

    def _front(self) -> int:
        start = self.container.start + 1
        match = _LINE_COMMENT.match(self.text, start) if self.multiline else None
        return match.end() if match else start

    def _comma(self, index: int) -> int:
        """Where the comma behind a member is; -1 if there is none."""
        place = skip(self.text, self.members[index].end)
        return place if self.text[place] == "," else -1

    def _piece_end(self, index: int) -> int:
        comma = self._comma(index)
        end = comma + 1 if comma >= 0 else self.members[index].end
        match = _LINE_COMMENT.match(self.text, end)
        return match.end() if match else end

    def _own_start(self, index: int) -> int:
        """Where what goes with a member begins: its line, the comment above, a blank line that would be one too many."""
        begin = self._piece_end(index - 1) if index else self._front()
        lead = self.text[begin : self.members[index].start]
        blank_lines = list(BLANK_LINE.finditer(lead))
        if not blank_lines:
            return begin
        alone = self._stands_alone(index)
        kept = lead[: blank_lines[-1].end()]
        return begin if alone and not kept.strip(BLANK) else begin + len(kept)

    def _stands_alone(self, index: int) -> bool:
        is_last = index == len(self.members) - 1
        follows = self.container.end if is_last else self.members[index + 1].start
        return is_last or BLANK_LINE.search(self.text, self._piece_end(index), follows) is not None

    def _has_comment(self, start: int, end: int) -> bool:
        """Whether a comment lies between members there."""
        position = start
        for member in self.members:
            if member.start >= start and member.end <= end:
                if self.text[position : member.start].replace(",", "").strip(BLANK):
                    return True
                position = member.end
        return bool(self.text[position:end].replace(",", "").strip(BLANK))
