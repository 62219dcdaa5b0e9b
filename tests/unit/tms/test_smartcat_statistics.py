import json
from http.server import BaseHTTPRequestHandler

import pytest

from ci_l10n.errors import AuthError, RemoteError
from ci_l10n.net.transport import RequestsTransport
from ci_l10n.tms.base import Band, LocaleStatistics, Measured
from ci_l10n.tms.smartcat.calls import Calls
from ci_l10n.tms.smartcat.mapping import Mapper
from ci_l10n.tms.smartcat.statistics import PATIENCE, Language, Row, Statistics, band_of, parse_languages
from tests.unit.net.fakes import Answer, FakeClock, FakeTransport, answer
from tests.unit.net.server import reply, serving
from tests.unit.tms.samples import PROJECT, settings

V2, V1 = f"v2/project/{PROJECT}/statistics", f"v1/project/{PROJECT}/statistics"
ROWS = [
    {"name": "newWords", "words": 10, "effectiveWordsForBilling": 8.5},
    {"name": "Match_95_99", "words": 5},
    {"name": "aiRepaired", "words": 2, "effectiveWordsForBilling": None},
    {"name": "total", "words": 17},
]
PARSED = (
    Row("newWords", 10, 8.5),
    Row("Match_95_99", 5, None),
    Row("aiRepaired", 2, None),
    Row("total", 17, None),
)
BUILDING = b"Build of statistics is in progress"


def make(*answers: Answer) -> tuple[Statistics, FakeTransport, FakeClock]:
    transport, clock = FakeTransport(answers), FakeClock()
    return Statistics(Calls(transport, "https://smartcat.ai", "account", "key"), clock), transport, clock


def test_statistics_that_are_there_cost_one_request() -> None:
    body = json.dumps([{"language": "de", "statistics": ROWS, "documents": None}]).encode()
    with serving(reply(body)) as server:
        calls = Calls(RequestsTransport(), server.url, "account", "key")
        assert Statistics(calls, FakeClock()).of_project(PROJECT) == (Language("de", PARSED),)
    (seen,) = server.seen
    assert seen.path == f"/api/integration/{V2}?onlyExactMatches=false"


@pytest.mark.parametrize(
    "building",
    [
        answer(BUILDING, 202),
        answer(BUILDING, 200),
        answer(json.dumps("soon").encode(), 200),
        answer(status=204),
    ],
)
def test_they_are_asked_for_again_while_the_service_counts(building: Answer) -> None:
    statistics, transport, clock = make(building, building, answer([{"language": "de", "statistics": ROWS}]))
    assert statistics.of_project(PROJECT) == (Language("de", PARSED),)
    assert len(transport.requests) == 3
    assert clock.slept == [1.0, 1.5], "each pause is longer than the one before"


def test_a_count_without_end_is_given_up_in_time() -> None:
    statistics, transport, clock = make(*[answer(BUILDING, 202)] * 20)
    assert statistics.of_project(PROJECT) is None
    assert sum(clock.slept) <= PATIENCE
    assert len(transport.requests) < 10


def test_older_servers_are_asked_the_older_way_and_told_to_count() -> None:
    statistics, transport, _ = make(
        answer(status=404), answer(BUILDING, 202), answer(status=202), answer({"de": {"statistics": ROWS}})
    )
    assert statistics.of_project(PROJECT) == (Language("de", PARSED),)
    assert transport.calls == [f"GET {V2}", f"GET {V1}", f"POST {V1}/build", f"GET {V1}"]


def test_a_project_that_is_gone_is_told_with_the_first_answer() -> None:
    statistics, _, _ = make(answer({"message": "no such project"}, 404), answer(status=405))
    with pytest.raises(RemoteError, match="no such project"):
        statistics.of_project(PROJECT)


def test_a_document_that_was_not_taken_apart_is_told_with_the_next_step() -> None:
    statistics, _, _ = make(answer({"title": "A document is not disassembled."}, 422))
    with pytest.raises(RemoteError, match="not disassembled") as caught:
        statistics.of_project(PROJECT)
    assert "taken every document apart" in caught.value.hint


def test_no_right_to_statistics_is_an_error_of_rights() -> None:
    statistics, _, _ = make(answer(status=403))
    with pytest.raises(AuthError):
        statistics.of_project(PROJECT)


@pytest.mark.parametrize(
    "body", [b"<html>", b'[{"language": "de", "sta', b'{"de": ', b"7", b'[{"statistics": [{}]}]']
)
def test_nonsense_is_neither_an_answer_nor_waited_for(body: bytes) -> None:
    statistics, transport, _ = make(answer(body), answer(body))
    with pytest.raises(RemoteError, match="the server answers with"):
        statistics.of_project(PROJECT)
    assert len(transport.requests) == 1


def test_one_document_has_rows_of_its_own() -> None:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        is_first = len(server.seen) == 1
        reply(BUILDING if is_first else json.dumps({"Name": "a", "Statistics": ROWS}).encode())(handler)

    with serving(respond) as server:
        calls = Calls(RequestsTransport(), server.url, "account", "key")
        assert Statistics(calls, FakeClock()).of_document("abc_7") == PARSED
    assert "documentId=abc_7" in server.seen[1].path


@pytest.mark.parametrize(
    ("name", "band"),
    [
        ("newWords", "new"),
        ("NewWords", "new"),
        ("crossFileRepeated", "cross_file_repeated"),
        ("match_50_74", "match_50_74"),
        ("Match_100", "match_100"),
        ("contextMatch_102", "context_match_102"),
        ("CONTEXTMATCH_101", "context_match_101"),
        ("aiRepaired", "ai_repaired"),
    ],
)
def test_bands_are_called_as_in_rate_cards(name: str, band: str) -> None:
    assert band_of(name) == band


def test_only_configured_languages_are_told_and_the_total_is_no_band() -> None:
    languages = parse_languages(
        [{"language": "DE", "statistics": ROWS}, {"language": "it", "statistics": ROWS}]
    )
    (german,) = Mapper(settings(), {"en": "en", "de": "de"}).statistics(languages)
    assert german == LocaleStatistics(
        "de", (Band("new", 10, 8.5), Band("match_95_99", 5, None), Band("ai_repaired", 2, None)), 17
    )


def test_the_platform_is_one_that_counts() -> None:
    from ci_l10n.tms.smartcat.provider import SmartcatPlatform

    assert issubclass(SmartcatPlatform, Measured)
