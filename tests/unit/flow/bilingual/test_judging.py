import pytest

from ci_l10n.flow.bilingual.judging import Verdict, Wish, file_problem, has_own_work, judge, verify
from ci_l10n.formats.bilingual import BilingualFile, parse_bilingual

UNLOCKED = 'sc:locked="false"'
PLAIN = Wish()
OLD, NEW = "2024-01-01T10:00:00.000Z", "2024-01-01T11:00:00.000Z"


def unit(
    number: int, target: str, *, date: str = OLD, user: str = "A", more: str = "", source: str = "Hello"
) -> str:
    return (
        f'<trans-unit id="{number}" approved="no" sc:last-modified-date="{date}" sc:last-modified-user="{user}" '
        f"{more or UNLOCKED}><source>{source}</source><target>{target}</target></trans-unit>"
    )


def file(*units: str, tool: str = "t", language: str = "de") -> BilingualFile:
    text = (
        f'<xliff version="1.2" xmlns:sc="s"><file original="k_7" source-language="en" target-language="{language}">'
        f'<header><tool tool-id="{tool}"/></header><body>{"".join(units)}</body></file></xliff>'
    )
    return parse_bilingual(text.encode(), "a.xliff")


def verdict_of(given: str, now: str, wish: Wish = PLAIN, *, finds: tuple[bool, str] | None = None) -> Verdict:
    (verdict,) = judge(file(given), file(now), wish, lambda source, target: [finds] if finds else [])
    return verdict


@pytest.mark.parametrize(
    ("given", "now", "result"),
    [
        (unit(1, "Hallo"), unit(1, ""), "sent"),
        (unit(1, "Hallo"), unit(1, "Hallo"), "unchanged"),
        (unit(1, " "), unit(1, "Hallo"), "skipped"),
        (unit(1, "Hallo"), unit(2, ""), "held"),
        (unit(1, "Hallo", source="Hi"), unit(1, ""), "held"),
        (unit(1, '<x id="1"/>'), unit(1, ""), "held"),
        (unit(1, "Hallo"), unit(1, "", more='sc:locked="true"'), "locked"),
        (unit(1, "Hallo"), unit(1, "Servus", date=NEW, user="B"), "newer"),
        (unit(1, "Hallo"), unit(1, "Hallo", date=NEW, user="B"), "unchanged"),
        (unit(1, "Hallo", date=NEW), unit(1, ""), "held"),
        (unit(1, "Hallo", user="B"), unit(1, ""), "held"),
        (unit(1, "Hallo", more='x="1"'), unit(1, ""), "held"),
        (unit(1, "Hallo", more=f'{UNLOCKED} sc:x="1"'), unit(1, "", more=f'{UNLOCKED} sc:x="2"'), "held"),
        (unit(1, "Hallo", more=f'xml:lang="de" xml:locked="true" {UNLOCKED}'), unit(1, ""), "sent"),
        (unit(1, "Hallo", date="yesterday"), unit(1, "", date="today"), "sent"),
        (unit(1, "Hallo", date="yesterday"), unit(1, ""), "held"),
    ],
)
def test_each_segment_has_its_result(given: str, now: str, result: str) -> None:
    verdict = verdict_of(given, now)
    assert verdict.result == result
    assert bool(verdict.reason and verdict.hint) == (result in ("held", "locked", "newer"))


def test_newer_text_is_replaced_when_that_is_wished_for() -> None:
    assert verdict_of(unit(1, "Hallo"), unit(1, "Servus", date=NEW), Wish(overwrite=True)).result == "sent"


def test_an_unconfirmed_text_is_sent_to_be_confirmed() -> None:
    assert verdict_of(unit(1, "Hallo"), unit(1, "Hallo"), Wish(confirm=True)).result == "sent"


def test_what_was_touched_since_the_export_is_not_sent_in_vain_to_be_confirmed() -> None:
    given, now = unit(1, "Hallo"), unit(1, "Hallo", date=NEW)
    assert verdict_of(given, now, Wish(confirm=True)).result == "newer"
    assert verdict_of(given, now, Wish(confirm=True, overwrite=True)).result == "sent"


def test_checks_hold_or_warn() -> None:
    held = verdict_of(unit(1, "Hallo"), unit(1, ""), finds=(True, "bad"))
    assert (held.result, held.reason) == ("held", "bad")
    warned = verdict_of(unit(1, "Hallo"), unit(1, ""), finds=(False, "long"))
    assert (warned.result, warned.warnings) == ("sent", ("long",))


def test_only_chosen_segments_are_looked_at() -> None:
    both = file(unit(1, "a"), unit(2, "b"))
    now = file(unit(1, ""), unit(2, ""))
    chosen = judge(both, now, Wish(segments=frozenset("2")), lambda source, target: [])
    assert [verdict.segment.id for verdict in chosen] == ["2"]


def test_a_file_with_another_header_cannot_be_used() -> None:
    now = file(unit(1, ""))
    assert file_problem(file(unit(1, "a")), now) is None
    assert file_problem(file(unit(1, "a"), tool='t"/><tool tool-id="mine'), now) is None
    assert file_problem(file(unit(1, "a"), language="DE"), now) is None
    for given, word in (
        (file(unit(1, "a"), tool="other"), "tool"),
        (file(unit(1, "a"), language="fr"), "target-language"),
        (file(unit(9, "a")), "not one of its 1 segments"),
    ):
        problem = file_problem(given, now)
        assert problem is not None
        assert word in problem[0]


@pytest.mark.parametrize(
    ("now", "result"),
    [
        (unit(1, "Hallo"), "sent"),
        (unit(1, "", more='sc:locked="true"'), "locked"),
        (unit(1, "Servus", date=NEW), "newer"),
        (unit(1, ""), "held"),
    ],
)
def test_what_did_not_arrive_is_told(now: str, result: str) -> None:
    sent = verdict_of(unit(1, "Hallo"), unit(1, ""))
    assert verify(sent, file(now).segments["1"], PLAIN).result == result


def test_a_confirmation_that_did_not_come_is_told() -> None:
    sent = verdict_of(unit(1, "Hallo"), unit(1, ""))
    (warning,) = verify(sent, file(unit(1, "Hallo")).segments["1"], Wish(confirm=True)).warnings
    assert "confirm" in warning


@pytest.mark.parametrize(
    ("existing", "is_work"),
    [
        (unit(1, "Hallo"), True),
        (unit(1, ""), False),
        (unit(1, "Servus"), False),
        (unit(1, "Hallo", date="2023-01-01T00:00:00Z"), False),
        (unit(9, "Hallo"), False),
    ],
)
def test_translations_nobody_imported_are_seen(existing: str, is_work: bool) -> None:
    data = file(existing).document.data
    assert has_own_work(data, file(unit(1, "Servus"))) == is_work
    assert not has_own_work(None, file())
    assert has_own_work(b"notes", file())


def test_exports_that_tell_less_are_believed_or_explained() -> None:
    sent = verdict_of(unit(1, "Hallo"), unit(1, ""))
    silent = file(unit(1, "").replace("<target></target>", "")).segments["1"]
    assert verify(sent, silent, PLAIN).result == "sent"
    assert verify(sent, silent, PLAIN).warnings
    undated = file('<trans-unit id="1"><source>Hello</source><target/></trans-unit>').segments["1"]
    assert verify(sent, undated, PLAIN).result == "newer"
    assert verify(sent, undated, Wish(overwrite=True)).result == "held"
