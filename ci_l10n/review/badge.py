"""The coverage badge. Pure."""

from collections.abc import Mapping
from typing import Any

from ci_l10n.review.escaping import text

# White text on each of these has a contrast of 4.5 and more.
_COLOURS = ((100.0, "#16794b"), (90.0, "#4f7a14"), (70.0, "#8a6400"), (40.0, "#b4540a"), (0.0, "#b3261e"))
_UNKNOWN = "#5f6368"
_WIDE, _NARROW = set("mwMW%@—"), set("fijlrtI.,:;'|! ")


def colour_of(percent: float | None) -> str:
    if percent is None:
        return _UNKNOWN
    return next((colour for least, colour in _COLOURS if percent >= least), _COLOURS[-1][1])


def make_badge(coverage: Mapping[str, Any], label: str = "translated") -> str:
    """An SVG of its own: label and percentage, which is also what screen readers say."""
    percent = coverage.get("percent")
    value = "unknown" if percent is None else f"{int(percent)}%"
    left, right = _width(label) + 12, _width(value) + 12
    width, said = left + right, text(f"{label}: {value}")
    halves = ((label, left / 2), (value, left + right / 2))
    words = "".join(f'<text x="{x:g}" y="14">{text(word)}</text>' for word, x in halves)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" aria-label="{said}">'
        f'<title>{said}</title><clipPath id="r"><rect width="{width}" height="20" rx="3"/></clipPath>'
        f'<g clip-path="url(#r)"><rect width="{left}" height="20" fill="#3c4043"/>'
        f'<rect x="{left}" width="{right}" height="20" fill="{colour_of(percent)}"/></g>'
        '<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">'
        f"{words}</g></svg>\n"
    )


def make_endpoint(coverage: Mapping[str, Any], label: str = "translated") -> dict[str, Any]:
    """The same for services that draw badges from JSON, with the numbers themselves."""
    percent = coverage.get("percent")
    return {
        "schemaVersion": 1,
        "label": label,
        "message": "unknown" if percent is None else f"{int(percent)}%",
        "color": colour_of(percent).removeprefix("#"),
        "coverage": dict(coverage),
    }


def _width(word: str) -> int:
    """Pixels of a word at 11 px, roughly."""
    return round(sum(10.5 if char in _WIDE else 4.2 if char in _NARROW else 7.0 for char in word))
