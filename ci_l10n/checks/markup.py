"""HTML and XML tags in a text: the same ones must come back, in any order."""

import re
from collections import Counter
from collections.abc import Sequence
from html.entities import html5

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
_CODES = frozenset({"x", "g", "bx", "ex", "bpt", "ept", "ph", "it"})
_ID = re.compile(r"""\bid\s*=\s*(["'])(.*?)\1""", re.S)
_ENTITY = re.compile(r"&(#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BROKEN_ENTITY = re.compile(
    r"&\s+(?:amp|lt|gt|quot|apos|nbsp|#[0-9]+)\s*;|&(?:amp|lt|gt|quot|apos|nbsp|#[0-9]+)\s+;"
)


def compare(
    sources: Sequence[str], translation: str, suffix: str, *, may_omit: bool, may_repeat: bool = False
) -> list[Problem]:
    """Compare tags by name with the union of the source's forms; in branches of a message they ``may_repeat``."""
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
    added = [name for name in opening - wanted if not (may_repeat and wanted[name])]
    lost = [name for name in wanted - opening if not (may_repeat and opening[name])]
    problems = [_problem(f"<{name}> is not in the source, or not as often", suffix) for name in added]
    if not may_omit:
        problems += [_problem(f"<{name}> is missing", suffix) for name in lost]
    if not problems and not may_repeat and " id=" in translation:
        problems = _compare_inline(sources, translation, suffix, may_omit=may_omit)
    if not problems and not _is_balanced(opening, closing):
        name = next(n for n in (opening | closing) if opening[n] != closing[n] and n not in _UNCLOSED)
        what = f"</{name}> is missing" if opening[name] > closing[name] else f"</{name}> closes nothing"
        problems.append(_problem(what, suffix))
    return problems


def check_entities(sources: Sequence[str], translation: str, suffix: str) -> list[Problem]:
    """Entities that no browser knows or that have a blank in them, in a text whose source has some."""
    if not any(_ENTITY.search(source) for source in sources):
        return []
    found = next((e[0] for e in _ENTITY.finditer(translation) if not _is_known(e, sources)), "")
    if not found and (broken := _BROKEN_ENTITY.search(translation)):
        found = broken[0]
    if not found:
        return []
    message = f"{found} is no character reference"
    hint = "write it as in the source, with & before and ; behind and no blank between"
    return [Problem("markup", "markup-entity", suffix, message, hint)]


def _is_known(entity: re.Match[str], sources: Sequence[str]) -> bool:
    name = entity[1]
    return name[0] == "#" or f"{name};" in html5 or any(entity[0] in source for source in sources)


def _compare_inline(
    sources: Sequence[str], translation: str, suffix: str, *, may_omit: bool
) -> list[Problem]:
    wanted: Counter[str] = Counter()
    for source in sources:
        wanted |= _inline(source)
    got = _inline(translation)
    problems = [_problem(f"{tag} is not in the source, or not as often", suffix) for tag in got - wanted]
    return problems + [_problem(f"{tag} is missing", suffix) for tag in wanted - got if not may_omit]


def _inline(text: str) -> Counter[str]:
    """XLIFF's inline elements stand for code of the source: which one says the id."""
    found = ((name, _ID.search(rest)) for slash, name, rest, _ in _TAG.findall(text) if not slash)
    return Counter(f'<{name} id="{match[2]}">' for name, match in found if match and name in _CODES)


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
