from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ci_l10n.config.load import parse_config
from ci_l10n.errors import AuthError
from ci_l10n.flow.exports import Progress
from ci_l10n.flow.markdown.summary import job_summary
from ci_l10n.flow.ports import Options
from ci_l10n.flow.report import Report
from ci_l10n.flow.statistics import MOST_FILES, with_statistics
from ci_l10n.flow.table import status_lines
from ci_l10n.model import Locale
from ci_l10n.tms.base import Band, LocaleStatistics, Stage
from tests.fakes import MemoryPlatform

CONFIG = parse_config(
    b"""\
version: 1
source_locale: en
target_locales: [de, fr]
platform: {smartcat: {project: 11111111-2222-4333-8444-555555555555}}
files: [{source: en.json, target: "{locale}.json"}]
rates: {currency: EUR, new: 0.1, match_100: 0.01}
""",
    "l10n.yml",
)
BANDS = (Band("new", 1200, None), Band("match_100", 50, None), Band("match_50_74", 0, None))
EVERYTHING = [LocaleStatistics("de", BANDS, 1250), LocaleStatistics("fr", BANDS, 1250)]


@dataclass
class Counting(MemoryPlatform):
    """A platform that counts ``counted``, still does when that is None, or fails."""

    counted: Sequence[LocaleStatistics] | Exception | None = ()
    chosen: list[Mapping[str, Locale]] = field(default_factory=list)

    def fetch_statistics(self, files: Mapping[str, Locale]) -> Sequence[LocaleStatistics] | None:
        self.asked.append("statistics")
        self.chosen.append(files)
        if isinstance(self.counted, Exception):
            raise self.counted
        return self.counted


def progress(locale: Locale = "de", number: int = 0) -> Progress:
    stages = (Stage(100.0, 9), Stage(40.0, 3))
    return Progress(
        "en.json", f"{locale}.json", locale, 100.0, 9, False, True, "", stages, f"{number}_{locale}"
    )


def report_of(platform: MemoryPlatform, options: Options, *items: Progress) -> Report:
    return with_statistics(Report("status", progress=items), platform, CONFIG, options)


def test_words_and_costs_of_the_chosen_locales_are_shown() -> None:
    platform = Counting(("de", "fr"), counted=EVERYTHING)
    report = report_of(platform, Options(locales=("fr",)), progress("fr"))
    (french,) = report.statistics
    assert (french.locale, french.words, french.cost) == ("fr", 1250, 120.5)
    assert report.requests == 1
    assert platform.chosen == [{}]


def test_chosen_files_are_counted_one_by_one_up_to_a_bound() -> None:
    platform = Counting(("de",), counted=EVERYTHING[:1])
    few = [progress(number=n) for n in range(MOST_FILES)]
    report_of(platform, Options(files=("*.json",)), *few)
    report = report_of(platform, Options(files=("*.json",)), *few, progress(number=MOST_FILES))
    assert [len(chosen) for chosen in platform.chosen] == [MOST_FILES, 0]
    assert "whole project" in report.notes[0]


def test_what_is_still_being_counted_is_a_note() -> None:
    report = report_of(Counting(("de",), counted=None), Options(), progress())
    assert report.statistics == ()
    assert "ask again" in report.notes[0]
    assert report.notes[0] in status_lines(report)


def test_a_refusal_is_a_notice() -> None:
    platform = Counting(("de",), counted=AuthError("no right to it", hint="ask for it"))
    (finding,) = report_of(platform, Options(), progress()).findings
    assert (finding.severity, finding.hint) == ("notice", "ask for it")


def test_nobody_is_asked_when_there_is_nothing_to_count_or_nobody_who_counts() -> None:
    platform = Counting(("de",))
    assert report_of(platform, Options()) == Report("status")
    assert platform.asked == []
    assert report_of(MemoryPlatform(("de",)), Options(), progress()).statistics == ()


def test_the_tables_have_stages_words_and_costs_in_columns() -> None:
    report = report_of(Counting(("de",), counted=EVERYTHING), Options(), progress(), progress("fr"))
    assert status_lines(report) == [
        "locale   done        stages  words  state  file",
        "de      100 %  100 % / 40 %      9  ready  en.json",
        "fr      100 %  100 % / 40 %      9  ready  en.json",
        "",
        "locale  words   new  match_100        cost",
        "de       1250  1200         50  120.50 EUR",
        "fr       1250  1200         50  120.50 EUR",
        "estimated cost by the rate card: 241.00 EUR",
    ]


def test_the_job_summary_has_words_and_costs_with_names_from_outside_escaped() -> None:
    odd = LocaleStatistics("de", (Band("new", 10, None), Band("@all|", 2, None)), 12)
    summary = job_summary(report_of(Counting(("de",), counted=[odd]), Options(), progress()))
    assert "| de | 12 | <code>new</code> 10, <code>&#64;all&#124;</code> 2 | 1.20 EUR |" in summary
    assert "Words by match" not in job_summary(Report("status", progress=(progress(),)))


def test_the_job_summary_has_a_column_of_stages_where_there_are_several() -> None:
    summary = job_summary(report_of(Counting(("de",), counted=None), Options(), progress()))
    assert "| locale | translated | stages | words | new | changed | removed | held |" in summary
    assert "| de | 100 % | 100 % / 40 % | 9 |  |  |  |  |" in summary
