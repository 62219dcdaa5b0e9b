"""What a person sees at a terminal: everything of interest, in lines that fit."""

from dataclasses import replace

from ci_l10n.flow.bars import ASCII, BLOCKS
from ci_l10n.flow.board import MOST_FILES, board_lines, cut, width_of
from ci_l10n.flow.costs import Estimate
from ci_l10n.flow.report import Report
from ci_l10n.tms.base import Band
from tests.unit.flow.test_bars import progress

BANDS = tuple(Band(name, 10, None) for name in ("new", "repetitions", "match_95_99", "match_100", "perfect"))
ESTIMATES = (Estimate("de", BANDS, 50, 5.0, "EUR"), Estimate("fr", BANDS, 50, 6.0, "EUR"))


def test_files_that_are_complete_are_left_out_where_there_are_many() -> None:
    done = tuple(progress(f"l{number}", 10, 100) for number in range(MOST_FILES))
    few = board_lines(Report("status", progress=done), 80, BLOCKS)
    assert few.count("l7      100 %     10  complete  en.json") == 1
    many = board_lines(Report("status", progress=(*done, progress("de", 9, 40))), 80, BLOCKS)
    assert many[-2:] == ["locale  done  words  state  file", "de      40 %      9  ready  en.json"]
    open_ = tuple(replace(each, is_complete=False) for each in (*done, *done))
    assert (
        board_lines(Report("status", progress=open_), 80, BLOCKS)[-1]
        == "… and 20 more; --json lists all of them"
    )


def test_narrow_terminals_get_the_ends_of_paths_and_tables_without_bands() -> None:
    path = "app/src/main/res/values/文字列.xml"
    files = (replace(progress("de", 9, 40), source=path, is_due=False), progress("fr", 9, 100))
    report = Report("status", progress=files, statistics=ESTIMATES)
    for columns in (24, 40, 80, 200):
        lines = board_lines(report, columns, ASCII)
        tables = [line for line in lines if not line.startswith("estimated cost")]
        assert max(map(width_of, tables)) <= max(columns, 36)
        assert any(line.endswith("文字列.xml") for line in lines)
        assert ("locale  words      cost" in lines) == (columns < 80)
        assert "estimated cost by the rate card: 11.00 EUR" in lines


def test_words_that_were_not_sent_yet_stand_below() -> None:
    new = (Estimate("de", (Band("new", 4, None), Band("changed", 0, None)), 4, None, ""),)
    lines = board_lines(Report("status", progress=(progress("de", 9, 40),), unsent=new), 80, ASCII)
    assert lines[-3:] == [
        "not sent yet; `ci-l10n plan` tells more:",
        "locale  words  new",
        "de          4    4",
    ]


def test_text_is_cut_by_the_columns_that_it_takes() -> None:
    assert cut("日本語のファイル", 9, BLOCKS) == "日本語の…"
    assert width_of("e\u0301") == 1


def test_before_the_first_sync_there_are_words_to_send_and_nothing_else() -> None:
    new = (Estimate("de", (Band("new", 4, None),), 4, None, ""),)
    nothing = "the platform has none of the configured files yet; `ci-l10n sync` sends them"
    assert board_lines(Report("status"), 80, ASCII) == [nothing]
    assert board_lines(Report("status", unsent=new), 80, ASCII)[0] == nothing
    assert board_lines(Report("status", unsent=new), 80, ASCII)[-1] == "de          4    4"
