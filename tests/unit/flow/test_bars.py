"""Bars of progress: as wide as there is room, per locale and stage."""

from ci_l10n.flow.bars import ASCII, bar_lines
from ci_l10n.flow.exports import Progress
from ci_l10n.flow.report import Report
from ci_l10n.tms.base import Stage


def progress(locale: str, words: int, percent: float, *stages: float) -> Progress:
    shown = tuple(Stage(stage, 0) for stage in stages)
    return Progress("en.json", f"{locale}.json", locale, percent, words, percent == 100, True, "", shown)


TWO_STAGES = Report(
    "status",
    progress=(
        progress("de", 30, 50, 100, 50),
        progress("de", 10, 0, 0, 0),
        progress("pt-BR", 40, 100, 100, 100),
    ),
)


def test_files_of_a_locale_count_by_their_words_at_each_stage() -> None:
    assert bar_lines(TWO_STAGES, 68, ASCII) == [
        "       stage 1          stage 2",
        "de     ######...  75 %  ###......  37 %  40 words, 2 of 2 files open",
        "pt-BR  ######### 100 %  ######### 100 %  40 words",
    ]


def test_a_hundred_percent_means_that_everything_is_done() -> None:
    (line,) = bar_lines(Report("status", progress=(progress("de", 10_000, 99.99),)), 100, ASCII)
    assert " 99 %" in line
    assert "." in line
    (line,) = bar_lines(Report("status", progress=(progress("de", 0, 100),)), 100, ASCII)
    assert "100 %" in line


def test_without_room_there_are_numbers_and_without_progress_nothing() -> None:
    assert bar_lines(TWO_STAGES, 40, ASCII)[0] == "de      75 %   37 %  40 words, 2 of 2 files open"
    assert bar_lines(Report("status"), 200, ASCII) == []
