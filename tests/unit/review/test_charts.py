"""Progress as pictures that can be read without seeing them."""

import re
from xml.etree import ElementTree

from ci_l10n.review.charts import Moment, progress_cards

DAY = 86_400
START = 1_750_000_000


def cards(*moments: Moment, percent: float = 50.0, held: int = 0) -> ElementTree.Element:
    text = progress_cards({"de": (percent, 1200)}, {"de": moments}, {"de": held} if held else {})
    return ElementTree.fromstring(text)


def words(element: ElementTree.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def points(element: ElementTree.Element) -> list[tuple[float, float]]:
    (line,) = element.iter("polyline")
    return [(float(x), float(y)) for x, y in re.findall(r"([\d.]+),([\d.]+)", line.get("points", ""))]


def test_a_card_says_locale_percent_words_and_what_is_held() -> None:
    assert words(cards(percent=99.97, held=3)) == "de99.9 %1,200 words · 3 held"


def test_a_first_run_has_a_bar_and_no_line() -> None:
    found = cards(Moment(START, 50.0, 1200))
    assert not list(found.iter("polyline"))
    assert len(list(found.iter("svg"))) == 1


def test_runs_become_points_in_time_a_higher_one_for_more() -> None:
    found = points(
        cards(*(Moment(START + DAY * day, percent, 9) for day, percent in ((0, 0), (1, 50), (4, 100))))
    )
    (x0, y0), (x1, y1), (x2, y2) = found
    assert x1 - x0 == (x2 - x0) / 4
    assert y0 > y1 > y2
    assert y0 - y1 == y1 - y2


def test_the_line_is_told_in_words() -> None:
    found = cards(Moment(START, 10.0, 9), Moment(START + DAY, 20.0, 9))
    (line,) = [svg for svg in found.iter("svg") if svg.get("role") == "img"]
    assert line.get("aria-label") == "de: 10 % on 2025-06-15 to 20 % on 2025-06-16, 2 runs"
    assert "2 runs since 2025-06-15" in words(found)


def test_runs_within_one_second_draw_no_line() -> None:
    assert not list(cards(Moment(START, 1.0, 9), Moment(START, 2.0, 9)).iter("polyline"))


def test_locales_share_their_time_so_that_lines_can_be_compared() -> None:
    history = {
        "de": [Moment(0, 0.0, 1), Moment(100, 1.0, 1)],
        "fr": [Moment(50, 0.0, 1), Moment(100, 1.0, 1)],
    }
    text = progress_cards({"de": (1.0, 1), "fr": (1.0, 1)}, history, {})
    german, french = ElementTree.fromstring(text)
    (a0, _), (a1, _) = points(german)
    (b0, _), (b1, _) = points(french)
    assert (a1, b0) == (b1, (a0 + a1) / 2)


def test_without_locales_there_is_nothing() -> None:
    assert progress_cards({}, {}, {}) == ""
