"""Taking entries out of a ``.strings`` text, line by line, as a person would."""

from collections.abc import Callable, Collection, Sequence

from ci_l10n.formats.ios.layout import Document, Replacement


def removals(
    document: Document, indexes: Collection[int], keeps_heading: Callable[[str], bool]
) -> list[Replacement]:
    """
    Take entries out, each with its line, the comments directly above it, and a blank line that would be one too many.

    A comment above several entries may be their heading: it stays when ``keeps_heading`` says so.
    """
    found: list[Replacement] = []
    for first, last in _runs(document, sorted(indexes)):
        group = last  # the entry whose comment may head what stays
        while group > first and document.is_continued(group - 1):
            group -= 1
        if document.has_heading(group, last) and keeps_heading(document.comment(group)):
            if group > first:
                found.append(_removal(document, document.lead(first), first, group - 1))
            found.append(_removal(document, document.start(group), group, last))
        else:
            found.append(_removal(document, document.lead(first), first, last))
    return found


def _runs(document: Document, indexes: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbours with nothing but their own comments between them, as (first, last)."""
    runs: list[tuple[int, int]] = []
    for index in indexes:
        if runs and runs[-1][1] == index - 1:
            between = document.text[document.after(index - 1) : document.lead(index)]
            if not between.strip():
                runs[-1] = runs[-1][0], index
                continue
        runs.append((index, index))
    return runs


def _removal(document: Document, start: int, first: int, last: int) -> Replacement:
    """Take the lines from ``start`` on that the entries ``first`` to ``last`` stand on."""
    text = document.text
    end = document.after(last)
    floor, ceiling = document.gap_before(first)[0], document.gap_before(last + 1)[1]
    begin = document.line_start(start, floor)
    if begin is None or text[begin:start].strip():  # others stand before it on its line
        return floor + len(text[floor:start].rstrip(" \t")), end, ""
    following = _next_line(text, end, ceiling)
    if following is None:  # others stand behind it
        return start, _behind_blanks(text, end, ceiling), ""
    is_last = last + 1 == len(document.keys) and not text[end:ceiling].strip()
    above = _blank_lines_above(text, begin, floor)
    below = _blank_lines_below(text, following, ceiling)
    if is_last and following == end and first:  # the last line of a file, which has no end
        return _without_line_end(text, above, floor), end, ""
    if not first and not text[floor:begin].strip():  # blank lines that begin a file stay
        return begin, following if is_last else below, ""
    if above < begin and (is_last or below > following):
        return above, following, ""
    return begin, following, ""


def _next_line(text: str, position: int, ceiling: int) -> int | None:
    """Where the next line begins when only blanks follow on this one; the end of the text is one."""
    position = _behind_blanks(text, position, ceiling)
    for newline in ("\r\n", "\r", "\n"):
        if text.startswith(newline, position):
            return position + len(newline)
    return position if position == len(text) else None


def _behind_blanks(text: str, position: int, ceiling: int) -> int:
    while position < ceiling and text[position] in " \t":
        position += 1
    return position


def _blank_lines_above(text: str, begin: int, floor: int) -> int:
    """Where the blank lines directly above the line at ``begin`` begin."""
    while begin > floor:
        line = begin - (2 if text.startswith("\r\n", begin - 2) else 1)
        start = line
        while start > floor and text[start - 1] in " \t":
            start -= 1
        if start and text[start - 1] not in "\r\n":
            break
        begin = start
    return begin


def _blank_lines_below(text: str, position: int, ceiling: int) -> int:
    """Behind the blank lines that begin at ``position``."""
    while position < ceiling:
        after = _next_line(text, position, ceiling)
        if after is None or after == position or after > ceiling:
            break
        position = after
    return position


def _without_line_end(text: str, position: int, floor: int) -> int:
    if position <= floor:
        return position
    return position - (2 if text.startswith("\r\n", position - 2) else 1)
