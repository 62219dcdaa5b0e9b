"""Tables under headings, as many rows of them as there is room for. Pure."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

_FAIR = 10  # rows that a table gets before more important ones get all of theirs


class Section(NamedTuple):
    title: str
    intro: str
    head: str  # of the table, such as "| a | b |"
    rows: Sequence[str]


def fit(
    lead: Sequence[str],
    sections: Iterable[Section],
    tail: Sequence[str],
    limit: int,
    size: Callable[[str], int] = len,
) -> str:
    """
    Lead, sections (the most important one first) and tail in at most ``limit``, as ``size`` measures text.

    Whole rows are left out, and counted, never parts of one: half an entity or tag would change what follows. Where
    there is no room for a table at all, its heading says how many there are.
    """
    full = [section for section in sections if section.rows]
    room = limit - size("\n".join([*lead, *tail])) - 2
    shown: list[int | None] = []  # rows of each section; None: not even the heading
    for section in full:
        cost = size("\n".join(_render(section, 0))) + _frame_cost(section, size)
        shown.append(0 if cost <= room else None)
        room -= cost if cost <= room else 0
    for most in (_FAIR, None):
        room = _give_rows(full, shown, room, most, size)
    body = [
        line
        for section, rows in zip(full, shown, strict=True)
        if rows is not None
        for line in _render(section, rows)
    ]
    return "\n".join([*lead, *body, *tail]) + "\n"


def _give_rows(
    sections: Sequence[Section],
    shown: list[int | None],
    room: int,
    most: int | None,
    size: Callable[[str], int],
) -> int:
    """Add rows to what is ``shown``, at most ``most`` a section; returns the room that is left."""
    for index, section in enumerate(sections):
        count = shown[index]
        if count is None:
            continue
        for row in section.rows[count:most]:
            cost = size(row) + 1
            if cost > room:
                break
            room -= cost
            count += 1
        shown[index] = count
    return room


def _frame_cost(section: Section, size: Callable[[str], int]) -> int:
    """Of the head of the table and of the line that says what was left out, whether they come to be needed or not."""
    return size(section.head) * 2 + size(_left_out(len(section.rows))) + 8


def _render(section: Section, rows: int) -> list[str]:
    count = len(section.rows)
    lines = ["", f"### {section.title} ({count})", ""]
    if section.intro:
        lines += [section.intro, ""]
    if rows:
        columns = section.head.count("|") - 1
        lines += [section.head, "|" + "---|" * columns, *section.rows[:rows]]
    if count > rows:
        lines += ["", _left_out(count - rows)]
    return lines


def _left_out(count: int) -> str:
    return f"… and {count} more; the report of the run lists all of them."
