"""Where new entries go among the rows of their container: behind their predecessor in the source, or where they sort."""

from collections.abc import Callable
from typing import TypeAlias

from ci_l10n.formats.placing import place
from ci_l10n.formats.yaml.tree import Body, Container, Node
from ci_l10n.plurals import ORDER

Filler: TypeAlias = Callable[[Container | None, int], Node]
"""What holds the place of an item of the source's sequence that is no text."""


def order_added(body: Body, model: Container | None, filler: Filler) -> None:
    """Decide behind which row each new entry of ``body`` goes; ``model`` is the source's container at this place."""
    if not body.added:
        return
    if not body.container.is_map:
        _append(body, model, filler)
        return
    last = len(body.container.rows) - 1
    ends = body.container.names()
    wanted = [str(name) for name in body.added]
    order = wanted_order(list(ends), wanted, list(model.names()) if model is not None else [])
    known = set(order)
    chain_of: dict[str, int] = {}
    for anchor, name in place(list(ends), order, [n for n in wanted if n in known]):
        index = chain_of[anchor] if anchor in chain_of else -1 if anchor is None else ends[anchor]
        body.chains.setdefault(index, []).append((name, body.added[name]))
        chain_of[name] = index
    rest: list[tuple[str | int, Node]] = [(n, body.added[n]) for n in wanted if n not in known]
    if rest:
        body.chains.setdefault(last, []).extend(rest)


def _append(body: Body, model: Container | None, filler: Filler) -> None:
    """Items come last, with what holds the place of those that are no texts."""
    last = len(body.container.rows) - 1
    top = max(int(i) for i in body.added)
    body.chains[last] = [
        (i, body.added[i] if i in body.added else filler(model, i)) for i in range(last + 1, top + 1)
    ]


def wanted_order(present: list[str], wanted: list[str], order: list[str]) -> list[str]:
    """The order of the source; plural categories that it lacks in CLDR's, or sorted where the target has them so."""
    if order and not {*wanted, *present} <= set(ORDER):
        return order
    order = sorted({*order, *wanted, *present} & set(ORDER), key=ORDER.index) or order
    in_order = sorted(present, key=lambda n: ORDER.index(n) if n in ORDER else -1)
    if in_order != present == sorted(present) and set(present) <= set(ORDER):
        return sorted({*order, *present})
    return order
