"""Paths of XML: which elements are translated, and what their keys are."""

import re
from collections.abc import Sequence
from typing import NamedTuple
from xml.dom.minidom import Element

from ci_l10n.sandbox.segments.xml_tools import elements, inner_text

STEP = re.compile(
    r"(\{)?([\w:\-]+)(?:\[@([\w:\-]+)=[\"']([^\"']*)[\"']\])?(?:\.([\w:\-]+))?(\})?(?:\[@([\w:\-]+)=[\"']([^\"']*)[\"']\])?"
)


class Step(NamedTuple):
    """One element of a path; ``attribute`` "" means its text, ``filter`` a name and a value it must have."""

    name: str
    is_captured: bool
    attribute: str
    filter: tuple[str, str]


def xml_key(element: Element, paths: str) -> str:
    """
    The key of an element: what the braces of the first fitting path mark; "" when nothing fits.

    `data/item/{string.name}` takes an attribute, `data/item/{string_name}` the text of a neighbour. Several names
    are put together with a space.
    """
    for path in paths.split(","):
        found = _captured(element, _steps(path))
        if found:
            return " ".join(found)
    return ""


def is_wanted(element: Element, paths: str) -> bool:
    """Whether one of the `translate_paths` leads to the element; a path with a slash at its end takes all below."""
    if not paths.strip():
        return True
    line = _line(element)
    for path in paths.split(","):
        steps = _steps(path)
        is_open = path.strip().endswith("/")
        fits_length = len(line) >= len(steps) if is_open else len(line) == len(steps)
        if steps and fits_length and all(map(_fits, line, steps)):
            return True
    return False


def _steps(path: str) -> list[Step]:
    found: list[Step] = []
    for part in path.strip().strip("/").split("/"):
        match = STEP.fullmatch(part.strip())
        if match is None:
            return []
        held = (match[3] or match[7] or "", match[4] or match[8] or "")
        found.append(Step(match[2], bool(match[1]), match[5] or "", held))
    return found


def _line(element: Element) -> list[Element]:
    """The element and what it is in, from the root."""
    line = [element]
    while isinstance(line[0].parentNode, Element):
        line.insert(0, line[0].parentNode)
    return line


def _fits(element: Element, step: Step) -> bool:
    name, value = step.filter
    return element.tagName == step.name and (not name or element.getAttribute(name) == value)


def _captured(element: Element, steps: Sequence[Step]) -> list[str]:
    """Go down with the element's own line; only the last step may lead to a neighbour, for its text. Nothing where that fails."""
    found: list[str] = []
    line = _line(element)
    for depth, step in enumerate(steps):
        if depth < len(line) and _fits(line[depth], step):
            node = line[depth]
        elif 0 < depth == len(steps) - 1 <= len(line) and not step.attribute:
            neighbour = next(
                (child for child in elements(line[depth - 1], step.name) if _fits(child, step)), None
            )
            if neighbour is None:
                return []
            node = neighbour
        else:
            return []
        if step.is_captured:
            found.append(node.getAttribute(step.attribute) if step.attribute else inner_text(node).strip())
    return found if all(found) else []
