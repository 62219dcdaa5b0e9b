"""Progress as pictures: one small chart per locale. Pure."""

import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ci_l10n.review.escaping import text

_WIDTH, _HEIGHT, _EDGE = 220.0, 60.0, 5.0


class Moment(NamedTuple):
    """How far one locale was at a time."""

    when: int  # seconds since the epoch
    percent: float
    words: int


def progress_cards(
    now: Mapping[str, tuple[float, int]], history: Mapping[str, Sequence[Moment]], held: Mapping[str, int]
) -> str:
    """Per locale a bar with its percentage, and a line over time where there were several runs."""
    times = [moment.when for moments in history.values() for moment in moments]
    span = (min(times), max(times)) if times else (0, 0)
    cards = [
        _card(locale, percent, words, history.get(locale, ()), span, held.get(locale, 0))
        for locale, (percent, words) in now.items()
    ]
    return f'<ul class="locales">{"".join(cards)}</ul>' if cards else ""


def _card(
    locale: str,
    percent: float,
    words: int,
    moments: Sequence[Moment],
    span: tuple[int, int],
    held: int,
) -> str:
    shown = f"{int(percent * 10 + 1e-6) / 10:g} %"
    told = f"{words:,} words" + (f" · {held:,} held" if held else "")
    return (
        f'<li><div class="top"><strong>{text(locale)}</strong><span class="percent">{shown}</span></div>'
        f"{_bar(percent)}{_line(locale, moments, span)}<small>{told}</small>{_since(moments)}</li>"
    )


def _since(moments: Sequence[Moment]) -> str:
    return (
        f"<small>{len(moments)} runs since <time>{_day(moments[0])}</time></small>"
        if len(moments) > 1
        else ""
    )


def _bar(percent: float) -> str:
    """Says nothing that the number beside it does not."""
    width = max(0.0, min(percent, 100.0))
    return (
        '<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<rect class="rail" width="100" height="4"/><rect class="done" width="{width:.1f}" height="4"/></svg>'
    )


def _line(locale: str, moments: Sequence[Moment], span: tuple[int, int]) -> str:
    if len(moments) < 2 or span[0] == span[1]:
        return ""
    places = [
        (
            _EDGE + (_WIDTH - 2 * _EDGE) * (moment.when - span[0]) / (span[1] - span[0]),
            _EDGE + (_HEIGHT - 2 * _EDGE) * (1 - moment.percent / 100),
        )
        for moment in moments
    ]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    first, last = moments[0], moments[-1]
    label = f"{locale}: {_at(first)} to {_at(last)}, {len(moments)} runs"
    grid = "".join(
        f'<line class="grid" x1="0" x2="{_WIDTH:g}" y1="{y:g}" y2="{y:g}"/>'
        for y in (_EDGE, _HEIGHT / 2, _HEIGHT - _EDGE)
    )
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2"><title>{text(_at(moment))}</title></circle>'
        for (x, y), moment in zip(places, moments, strict=True)
    )
    return (
        f'<svg class="line" viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" role="img" aria-label="{text(label)}">'
        f'{grid}<polyline points="{points}"/>{dots}</svg>'
    )


def _at(moment: Moment) -> str:
    return f"{moment.percent:g} % on {_day(moment)}"


def _day(moment: Moment) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(moment.when))
