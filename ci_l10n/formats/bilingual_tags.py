"""Whether the inline tags of a segment's source stand in its target too, each once and nested as they were."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from ci_l10n.formats.xliff.text import Piece

CODED = frozenset(["ph", "bpt", "ept", "it"])
"""Elements whose content is code of the original file, which nobody translates."""
_BEGINNINGS = {"bx": "ex", "bpt": "ept"}
_NAME = re.compile(r"</?([^\s/>]+)")
_ATTRIBUTE = re.compile(r'([^\s=]+)="([^"]*)"')
_NOTES = frozenset(["mrk"])  # marks of tools, which a target may have or not


class Tag(NamedTuple):
    """One inline element of a text."""

    name: str
    id: str
    rid: str  # what an unpaired beginning and its end have in common
    above: tuple[str, ...]  # the elements it stands in, outermost first
    code: str  # its content when that is code

    @property
    def shown(self) -> str:
        return f'<{self.name} id="{self.id}">' if self.id else f"<{self.name}>"


def tags_of(pieces: Sequence[Piece]) -> list[Tag]:
    """The inline elements in the order of their beginnings."""
    found: list[Tag] = []
    opened: list[int] = []  # indexes in `found`
    for piece in pieces:
        if not piece.is_tag:
            _add_code(found, opened, piece.text)
            continue
        if piece.text.startswith("</"):
            if opened:
                opened.pop()
            continue
        attributes = dict(_ATTRIBUTE.findall(piece.text))
        above = tuple(found[index].shown for index in opened if found[index].name not in _NOTES)
        found.append(Tag(_name(piece.text), attributes.get("id", ""), attributes.get("rid", ""), above, ""))
        if not piece.text.endswith("/>"):
            opened.append(len(found) - 1)
    return [tag for tag in found if tag.name not in _NOTES]


def _add_code(found: list[Tag], opened: Sequence[int], text: str) -> None:
    for index in opened:
        if found[index].name in CODED:
            found[index] = found[index]._replace(code=found[index].code + text)


def tag_problems(source: Sequence[Piece], target: Sequence[Piece]) -> list[str]:
    """What is wrong with the tags of ``target``, a sentence each; empty when they are intact."""
    if not any(piece.is_tag for piece in (*source, *target)):
        return []
    ours, theirs = tags_of(source), tags_of(target)
    had, has = Counter(tag.shown for tag in ours), Counter(tag.shown for tag in theirs)
    problems = [f"the tag {tag} of the source is missing" for tag in (had - has)]
    problems += [f"the tag {tag} is not in the source (as often)" for tag in (has - had)]
    if problems:
        return problems
    problems += _moved(ours, theirs)
    problems += _out_of_order(theirs)
    return problems


def _moved(ours: Sequence[Tag], theirs: Sequence[Tag]) -> list[str]:
    """Tags that stand in other tags than in the source, or hold other code."""
    above = Counter((tag.shown, tag.above) for tag in ours)
    code = Counter((tag.shown, tag.code) for tag in ours)
    problems = []
    for tag in theirs:
        if not above[tag.shown, tag.above]:
            where = f"in {tag.above[-1]}" if tag.above else "outside of other tags"
            problems.append(f"the tag {tag.shown} stands {where}, unlike in the source")
        if not code[tag.shown, tag.code]:
            problems.append(f"the code in the tag {tag.shown} was changed")
    return list(dict.fromkeys(problems))


def _out_of_order(tags: Sequence[Tag]) -> list[str]:
    """Ends that come before their beginnings."""
    began: set[tuple[str, str]] = set()
    starts = {(_BEGINNINGS[tag.name], tag.rid or tag.id) for tag in tags if tag.name in _BEGINNINGS}
    problems = []
    for tag in tags:
        pair = tag.rid or tag.id
        if tag.name in _BEGINNINGS:
            began.add((_BEGINNINGS[tag.name], pair))
        elif (tag.name, pair) in starts and (tag.name, pair) not in began:
            problems.append(f"the tag {tag.shown} ends what begins behind it")
    return problems


def plain_text(pieces: Sequence[Piece]) -> str:
    """The text that a translator writes: without tags and the code in them."""
    text: list[str] = []
    coded = 0
    for piece in pieces:
        if not piece.is_tag:
            text += [piece.text] if not coded else []
            continue
        if _name(piece.text) in CODED and not piece.text.endswith("/>"):
            coded += -1 if piece.text.startswith("</") else 1
    return "".join(text)


def _name(tag: str) -> str:
    match = _NAME.match(tag)
    return match[1] if match else ""
