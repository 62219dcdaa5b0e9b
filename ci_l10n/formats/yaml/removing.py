"""Taking the lines of entries away, and a blank line that would be one too many."""

from bisect import bisect_left

from ci_l10n.formats.yaml.scalars import HEADER
from ci_l10n.formats.yaml.tree import Document, TextEdit, last_row
from ci_l10n.formats.yaml.write import Removal


def removal_edits(document: Document, removals: list[Removal], others: list[TextEdit]) -> list[TextEdit]:
    """Take lines away, and a blank line that would be one too many."""
    added = sorted(edit.start for edit in others if edit.start == edit.end)
    spans: list[Removal] = []
    for removal in sorted(removals, key=lambda r: r.start):
        last = spans[-1] if spans else None
        if last is not None and last.end == removal.start and not _any_within(added, last.end, last.end):
            spans[-1] = last._replace(end=removal.end)
        else:
            spans.append(removal)
    found: list[TextEdit] = []
    done = 0
    for span in spans:
        start, end = span.start, span.end
        wide_start, wide_end = _widen(document, span)
        # What is added exactly where blank lines begin may stay there, unless the line end above goes too.
        inside = wide_start + (span.end < len(document.text) or document.text[-1:] in "\r\n")
        if not _any_within(added, min(inside, wide_end), wide_end):
            start, end = wide_start, wide_end
        found.append(TextEdit(max(start, done), max(end, done), ""))
        done = max(end, done)
    return found


def last_block_edits(document: Document, others: list[TextEdit]) -> list[TextEdit]:
    """
    A block scalar that ends without a line end, as the file does, says so once something follows it.

    ``a: |`` with the line ``x`` is the text "x" at the end of a file without a last line end, and "x" with a line end
    anywhere else.
    """
    end = len(document.text)
    if document.root is None or not document.root.rows or not any(edit.start == end for edit in others):
        return []
    _, _, _, start, stop, style, value = last_row(document.root.rows[-1])
    match = HEADER.match(document.text, start) if style in ("|", ">") else None
    if match is None or stop < end or not isinstance(value, str) or value[-1:] in ("", "\n"):
        return []
    if any(edit.start < end and edit.end > start for edit in others):  # it is written anew, or goes
        return []
    return [TextEdit(match.start(2), match.end(), f"{match[3]}-")]


def _widen(document: Document, span: Removal) -> tuple[int, int]:
    """Take blank lines before or behind along: none is doubled, and a file without last line end gets none."""
    text = document.text
    blanks = span.start
    while (above := document.line_before(blanks)) >= span.floor and above >= 0:
        if not document.is_blank_line(above, blanks):
            break
        blanks = above
    after = span.end
    while after < len(text) and document.is_blank_line(after, document.line_after(after)):
        after = document.line_after(after)
    if span.end == len(text):
        if text[-1:] in "\r\n" or blanks == 0 or span.after_block:
            return blanks, span.end
        return blanks - (2 if text[blanks - 2 : blanks] == "\r\n" else 1), span.end
    if span.blanks_too:
        return blanks, after
    if after == span.end:
        return span.start, span.end
    return (blanks, span.end) if span.start > 0 else (span.start, after)


def _any_within(places: list[int], start: int, end: int) -> bool:
    index = bisect_left(places, start)
    return index < len(places) and places[index] <= end
