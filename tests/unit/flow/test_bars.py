"""Bars of progress: as wide as there is room, per locale and stage."""

from ci_l10n.flow.bars import ASCII, bar_lines
from ci_l10n.flow.exports import Progress
from ci_l10n.flow.report import Report
from ci_l10n.tms.base import Stage


def progress(locale: str, words: int, percent: float, *stages: float) -> Progress:
    shown = tuple(Stage(stage, 0) for stage in stages)
    return Progress("en.json", f"{locale}.json", locale, percent, words, percent == 100, True, "", shown)


def test_files_of_a_locale_count_by_their_words_at_each_stage() -> None:
    report = Report(
        "status",
        progress=(
            progress("de", 30, 50, 100, 50),
            progress("de", 10, 0, 0, 0),
            progress("pt-BR", 40, 100, 100, 100),
        ),
    )
    german, brazilian = bar_lines(report, 80, ASCII)
    assert german == "de     " + "#" * 18 + "." * 6 + "  75 %  " + "#" * 9 + "." * 15 + "  37 %  40 words"
    assert brazilian.count("100 %") == 2
    assert len(german) <= 80


def test_a_hundred_percent_means_that_everything_is_done() -> None:
    (line,) = bar_lines(Report("status", progress=(progress("de", 10_000, 99.99),)), 100, ASCII)
    assert " 99 %" in line
    assert "." in line
    (line,) = bar_lines(Report("status", progress=(progress("de", 0, 100),)), 100, ASCII)
    assert "100 %" in line


def test_there_are_no_bars_without_room_or_progress() -> None:
    report = Report("status", progress=(progress("de", 10, 50, *([50] * 9)),))
    assert bar_lines(report, 59, ASCII) == bar_lines(report, 80, ASCII) == []
    assert bar_lines(Report("status"), 200, ASCII) == []
