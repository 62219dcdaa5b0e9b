"""Progress in the messages of state commits: written short, read with care."""

import pytest

from ci_l10n.flow.review_history import progress_line, read_line


def test_what_is_written_is_read_again_rounded_down() -> None:
    line = progress_line({"de": (99.97, 1200), "pt-BR": (0.0, 0), "zh-Hans-CN": (100.0, 7)})
    assert read_line(line) == {"de": (99.9, 1200), "pt-BR": (0.0, 0), "zh-Hans-CN": (100.0, 7)}


@pytest.mark.parametrize(
    "line",
    [
        "",
        ",",
        "de",
        "de 50",
        "de fifty 3",
        "de -1 3",
        "de 1e3 3",
        "de 50 9999999999999",
        "<b> 50.0 3",
        "d\u0435 1 3",
    ],
)
def test_what_is_no_entry_is_left_out(line: str) -> None:
    assert read_line(line) == {}
    assert read_line(f"{line}, fr 20.5 9") == {"fr": (20.5, 9)}


def test_nothing_is_more_than_whole() -> None:
    assert read_line("de 999 3") == {"de": (100.0, 3)}
