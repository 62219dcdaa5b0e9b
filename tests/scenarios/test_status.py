"""`status`: progress per stage, words by match, and what they cost."""

import json

import pytest
import requests
from jsonschema import Draft202012Validator

from tests.scenarios.world import REPORT_SCHEMA, World

RULES = "  - {source: en.json, target: '{locale}.json'}\n"
RATES = """\
rates:
  currency: EUR
  new: 0.10
  repetitions: 0.02
  locales: {fr: {new: 0.2}}
"""
ENGLISH = '{"a": "Save all files", "b": "Save all files", "c": "Close"}\n'


def statistics_requests(world: World, since: int = 0) -> list[str]:
    return [call for call in world.requests_to("smartcat", since) if "statistics" in call]


def test_status_counts_words_by_match_and_prices_them_by_the_rate_card(world: World) -> None:
    world.create({"en.json": ENGLISH}, RULES, extra=RATES, stages=("translation", "editing"))
    before = world.run("status", "--json")
    assert before.code == 0, before.err
    assert before.json["statistics"] == []
    assert statistics_requests(world) == [], "nothing is there to be counted"
    world.sync()
    assert statistics_requests(world) == [], "only status asks for statistics"

    ran = world.run("status", "--json")
    assert ran.code == 0, ran.err
    report = ran.json
    Draft202012Validator(json.loads(REPORT_SCHEMA.read_text(encoding="utf-8"))).validate(report)
    german, french = report["statistics"]
    assert (german["locale"], german["words"]) == ("de", 7)
    assert (german["bands"]["new"], german["bands"]["repetitions"]) == (4, 3)
    assert "total" not in german["bands"]
    costs = [(each["cost"], each["currency"]) for each in (german, french)]
    assert costs == [(0.46, "EUR"), (0.86, "EUR")]
    assert [len(item["stages"]) for item in report["progress"]] == [2, 2]
    assert report["platform_requests"] == 1 + len(statistics_requests(world))

    table = world.run("status", "--locale", "fr", "--dry-run").out
    assert "100 % / 100 %" in table
    assert "repetitions" in table
    assert "estimated cost by the rate card: 0.86 EUR" in table
    assert "de " not in table


@pytest.mark.long
def test_statistics_that_are_refused_are_a_notice(world: World) -> None:
    world.create({"en.json": ENGLISH}, RULES)
    world.sync("--timeout", "0")
    for refusal in ("403", "404", "422"):
        world.control("faults", [{"match": "statistics", "nth": n, "do": refusal} for n in (1, 2, 3)])
        ran = world.run("status", "--json")
        requests.delete(f"{world.origin}/_sandbox/faults", timeout=20)
        assert ran.code == 0, ran.err
        assert ran.json["statistics"] == []
        assert len(ran.json["progress"]) == 2
        (notice,) = [each for each in ran.json["findings"] if each["code"] == "no-statistics"]
        assert notice["severity"] == "notice"
        assert notice["hint"]
        assert refusal in notice["message"] or "no right" in notice["message"]


def test_without_a_rate_card_there_are_words_and_no_costs(world: World) -> None:
    world.create({"en.json": ENGLISH}, RULES, locales=("de",))
    world.control("knobs", {"statistics_reads": 0})
    world.sync("--timeout", "0")
    (german,) = world.run("status", "--json").json["statistics"]
    assert german["bands"]["new"] == 4
    assert (german["cost"], german["currency"]) == (None, None)
    assert len(statistics_requests(world)) == 1
    (german,) = world.run("status", "--json", "--file", "en.json").json["statistics"]
    assert german["bands"]["repetitions"] == 3
    assert statistics_requests(world)[1:] == ["GET /api/integration/v1/document/statistics"]


def test_a_rate_card_with_a_misspelt_band_is_told_with_a_hint(world: World) -> None:
    world.create(
        {"en.json": ENGLISH},
        RULES,
        extra="rates: {currency: EUR, new: 0.1, match_99: 0.2, locales: {it: {new: 1}}}\n",
    )
    ran = world.run("status")
    assert ran.code == 2
    assert "unknown key 'match_99'" in ran.err
    assert "did you mean 'match_95_99'" in ran.err
    assert "'it' is not one of target_locales" in ran.err
