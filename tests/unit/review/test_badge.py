"""The badge: a picture and a document, right for odd numbers, too."""

from typing import Any
from xml.etree import ElementTree

import pytest

from ci_l10n.flow.review import coverage_json
from ci_l10n.review.badge import make_badge, make_endpoint

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({}, "unknown"),  # no run yet, or one that failed early
        ({"de": (0.0, 10)}, "0%"),
        ({"de": (99.97, 1000)}, "99%"),  # 100 is said of what is whole
        ({"de": (100.0, 10), "fr": (100.0, 3)}, "100%"),
        ({"de": (100.0, 0)}, "100%"),  # sources without a word
        ({"de": (100.0, 0), "fr": (0.0, 0)}, "0%"),
        ({"de": (50.0, 10), "fr": (100.0, 30)}, "87%"),
    ],
)
def test_the_badge_says_the_share_of_words_rounded_down(
    rows: dict[str, tuple[float, int]], said: str
) -> None:
    coverage = coverage_json(rows)
    root = ElementTree.fromstring(make_badge(coverage))
    assert [element.text for element in root.iter(f"{SVG}text")] == ["translated", said]
    assert make_endpoint(coverage)["message"] == said


def test_the_badge_has_a_title_for_those_who_do_not_see_it() -> None:
    root = ElementTree.fromstring(make_badge({"percent": 42.0}))
    title = root.find(f"{SVG}title")
    assert title is not None
    assert title.text == root.get("aria-label") == "translated: 42%"
    assert root.get("role") == "img"


def test_a_label_is_never_markup() -> None:
    root = ElementTree.fromstring(make_badge({"percent": 1.0}, '"><script>\u202e\0'))
    assert {element.tag.removeprefix(SVG) for element in root.iter()} == {
        "svg", "title", "clipPath", "g", "rect", "text",
    }  # fmt: skip


def test_the_endpoint_has_what_badge_services_ask_for() -> None:
    coverage: dict[str, Any] = coverage_json({"de": (50.0, 10)})
    assert make_endpoint(coverage) == {
        "schemaVersion": 1,
        "label": "translated",
        "message": "50%",
        "color": "b4540a",
        "coverage": coverage,
    }


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("percent", [None, 0.0, 40.0, 70.0, 90.0, 100.0])
def test_white_letters_can_be_read_on_every_colour(percent: float | None) -> None:
    colour = make_endpoint({"percent": percent})["color"]
    assert 1.05 / (_luminance(colour) + 0.05) >= 4.5
