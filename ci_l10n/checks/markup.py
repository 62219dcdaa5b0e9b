"""HTML and XML tags in a text: the same ones must come back, in any order."""

import re
from collections import Counter
from collections.abc import Sequence

from ci_l10n.checks.problem import Problem

_TAG = re.compile(r"<(/?)([A-Za-z0-9][\w:.-]*)(?=[\s/>])((?:\"[^\"<]*\"|'[^'<]*'|[^<>\"'])*?)(/?)>")
_VOID = frozenset({"br", "hr", "img", "input", "wbr"})
_UNCLOSED = _VOID | {"li", "p", "dt", "dd", "tr", "td", "th"}
_PAIRED = """
    a abbr b big blockquote body button center code div dl em font h1 h2 h3 h4 h5 h6 head html i kbd label link mark ol pre
    q s small span strike strong sub sup table tbody thead tt u ul var
"""
_HTML = _UNCLOSED.union(_PAIRED.split())
# marks what must not be translated; the placeholder inside is compared as such
_IGNORED = frozenset({"xliff:g"})


def compare(sources: Sequence[str], translation: str, suffix: str, *, may_omit: bool) -> list[Problem]:
    """Compare tags by name with the union of the source's forms."""
    wanted: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    for source in sources:
        opening, closing = _tags(source)
        wanted |= opening
        ends |= closing
    opening, closing = _tags(translation, frozenset(wanted))
    if "br" in wanted:  # where lines break differs from language to language
        opening["br"] = wanted["br"]
    if not _is_balanced(wanted, ends):  # <html> closed by <html> in the source: opened or closed is one then
        wanted, opening = wanted + ends, opening + closing
        closing = opening
    problems = [
        _problem(f"<{name}> is not in the source, or not as often", suffix) for name in opening - wanted
    ]
    if not may_omit:
        problems += [_problem(f"<{name}> is missing", suffix) for name in wanted - opening]
    if not problems and not _is_balanced(opening, closing):
        name = next(n for n in (opening | closing) if opening[n] != closing[n] and n not in _UNCLOSED)
        what = f"</{name}> is missing" if opening[name] > closing[name] else f"</{name}> closes nothing"
        problems.append(_problem(what, suffix))
    return problems


def _tags(text: str, known: frozenset[str] = frozenset()) -> tuple[Counter[str], Counter[str]]:
    """
    How often each element is opened and closed.

    ``<your name>`` in prose is no tag: an unknown name counts when it is closed, here or in the source (``known``).
    """
    opening: Counter[str] = Counter()
    closing: Counter[str] = Counter()
    for slash, name, _, empty in _TAG.findall(text):
        lowered = name.lower() if name.lower() in _HTML else name
        if slash or empty:
            closing[lowered] += 1
        if not slash:
            opening[lowered] += 1
    for name in {*opening, *closing}:
        if name in _IGNORED or (
            name not in _HTML and name not in known and not (opening[name] and closing[name])
        ):
            del opening[name], closing[name]
    return opening, closing


def _is_balanced(opening: Counter[str], closing: Counter[str]) -> bool:
    return all(opening[name] == closing[name] or name in _UNCLOSED for name in {*opening, *closing})


def _problem(message: str, suffix: str) -> Problem:
    return Problem(
        "markup", "markup-tags", suffix, message, "use the source's tags, each one closed as there"
    )
