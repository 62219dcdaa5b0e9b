"""What is offered of a target file, and what becomes of it in view of the platform's segments."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

import pytest

from ci_l10n.errors import Location
from ci_l10n.flow.files import Reader
from ci_l10n.flow.seeding.candidates import Candidates, Sides, find_candidates
from ci_l10n.flow.seeding.decisions import Filled, decide
from ci_l10n.flow.seeding.outcomes import Wish
from ci_l10n.formats.bilingual_targets import Fillable, read_fillable
from ci_l10n.formats.registry import get_format
from ci_l10n.paths.rule import Policy, Ready, Rule

POLICY = Policy(
    conflict="platform",
    first_sync="repository",
    obsolete="remove",
    untranslated="omit",
    checks={"placeholders": "hold"},
    ready=Ready(95, 80),
)
RULE = Rule(0, Location("l10n.yml"), "a", "b", (), None, None, {}, POLICY)
GERMAN = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def candidates(
    source: str,
    target: str,
    name: str = "json",
    locale: str = "de",
    *,
    sent: str = "",
    complete: bool = False,
    stale: Sequence[str] = (),
) -> Candidates:
    reader = Reader(RULE, get_format(name), "en")
    head = reader.source(source.encode(), "s")
    before = reader.source(sent.encode(), "s") if sent else head
    there = reader.target(target.encode(), "t", locale)
    return find_candidates(Sides(before, head, there, complete, stale), reader, POLICY, locale)


def xliff(*units: tuple[str, str], attributes: str = "") -> Fillable:
    """Pairs of source and target; ids count from 1."""
    body = "".join(
        f'<trans-unit id="{number}" {attributes}><source>{source}</source><target>{target}</target></trans-unit>'
        for number, (source, target) in enumerate(units, 1)
    )
    text = f'<xliff version="1.2" xmlns:sc="SmartcatXliff"><file original="k_7"><body>{body}</body></file></xliff>'
    return read_fillable(text.encode(), "a.xliff")


def of(offered: Candidates, file: Fillable, wish: Wish | None = None, *, ordered: bool = True) -> Filled:
    return decide(offered, file, wish or Wish(), is_ordered=ordered)


def kinds(decided: Filled) -> list[tuple[str, str]]:
    return [(d.form.key + d.form.suffix, d.kind) for d in decided.decisions]


def test_translations_go_where_the_platform_has_none() -> None:
    offered = candidates('{"a": "Open it", "b": "Close"}', '{"a": "Öffnen", "b": "Zu"}')
    decided = of(offered, xliff(("Open it", ""), ("Close", "Zu")))
    assert decided.targets == {"1": "Öffnen"}
    assert decided.words == 2
    assert kinds(decided) == [("a", "sent"), ("b", "unchanged")]


@pytest.mark.parametrize(
    "target",
    ['{"a": ""}', '{"a": "Open"}', "{}", '{"a": "Öffne {x}"}'],
    ids=["empty", "source", "no", "held"],
)
def test_what_is_no_translation_or_fails_a_check_is_not_offered(target: str) -> None:
    offered = candidates('{"a": "Open"}', target)
    assert offered.is_empty
    assert [(item.key, item.line) for item in offered.held] == ([("a", 1)] if "{x}" in target else [])


def test_the_source_text_is_a_translation_where_the_platform_calls_the_file_complete() -> None:
    assert not candidates('{"a": "Open"}', '{"a": "Open"}', complete=True).is_empty


def test_fuzzy_translations_are_not_offered() -> None:
    source = GERMAN + 'msgid "Open"\nmsgstr ""\n'
    target = GERMAN + '#, fuzzy\nmsgid "Open"\nmsgstr "Öffnen"\n'
    assert candidates(source, target, "gettext").is_empty
    assert not candidates(source, target.replace("#, fuzzy\n", ""), "gettext").is_empty


def test_a_translation_of_an_older_source_text_is_held() -> None:
    offered = candidates('{"a": "Open"}', '{"a": "Öffnen"}', stale=["a"])
    assert offered.is_empty
    assert [item.code for item in offered.held] == ["seed-stale"]


def test_keys_whose_source_was_not_pushed_yet_wait_and_the_others_go() -> None:
    offered = candidates(
        '{"a": "Open", "b": "New", "c": "Newer"}',
        '{"a": "Auf", "b": "Neu", "c": "Neuer"}',
        sent='{"a": "Open", "b": "Old"}',
    )
    assert offered.unsent == 2
    assert of(offered, xliff(("Open", ""), ("Old", ""))).targets == {"1": "Auf"}


def test_another_translation_is_kept_unless_it_may_be_replaced() -> None:
    offered = candidates('{"a": "Open"}', '{"a": "Auf"}')
    file = xliff(("Open", "Öffnen"))
    assert kinds(of(offered, file)) == [("a", "kept")]
    assert of(offered, file, Wish(overwrite=True)).targets == {"1": "Auf"}


def test_a_draft_that_is_equal_is_sent_to_be_confirmed_and_once_only() -> None:
    offered = candidates('{"a": "Open"}', '{"a": "Auf"}')
    assert of(offered, xliff(("Open", "Auf")), Wish(confirm=True)).targets == {"1": "Auf"}
    confirmed = xliff(("Open", "Auf"), attributes='approved="yes"')
    assert kinds(of(offered, confirmed, Wish(confirm=True))) == [("a", "unchanged")]


def test_locked_segments_are_left_alone() -> None:
    offered = candidates('{"a": "Open"}', '{"a": "Auf"}')
    locked = xliff(("Open", ""), attributes='sc:locked="true"')
    assert kinds(of(offered, locked, Wish(overwrite=True))) == [("a", "locked")]


def test_repeated_texts_are_told_apart_by_order_only_in_the_version_that_was_sent() -> None:
    offered = candidates('{"a": "Save", "b": "Open", "c": "Save"}', '{"a": "Sichern", "c": "Speichern"}')
    file = xliff(("Save", ""), ("Open", ""), ("Save", ""))
    assert of(offered, file).targets == {"1": "Sichern", "3": "Speichern"}
    assert kinds(of(offered, file, ordered=False)) == [("a", "ambiguous"), ("c", "ambiguous")]


def test_a_text_split_into_sentences_is_not_sent() -> None:
    offered = candidates('{"a": "One. Two."}', '{"a": "Eins. Zwei."}')
    decided = of(offered, xliff(("One.", ""), ("Two.", "")))
    assert kinds(decided) == [("a", "split")]
    assert not decided.targets


def test_placeholders_that_became_inline_elements_do_not_hinder() -> None:
    offered = candidates('{"a": "%{n} of %d files", "b": "Open"}', '{"a": "%{n} von %d Dateien", "b": "Auf"}')
    file = xliff(('%<x id="1"/> of <x id="2"/> files', ""), ("Open", ""))
    got = of(
        candidates('{"a": "%{n} files", "b": "Open"}', '{"a": "%{n} Dateien", "b": "Auf"}'),
        xliff(("%<x id='1'/> files", ""), ("Open", "")),
    )
    assert got.targets == {"1": "%<x id='1'/> Dateien", "2": "Auf"}
    assert kinds(of(offered, file)) == [("a", "unwritable"), ("b", "sent")]


def test_inline_tags_are_mapped_or_reported() -> None:
    offered = candidates(
        '{"a": "Do <b>it</b>", "b": "See <i>it</i>"}', '{"a": "<b>Es</b> tun", "b": "<i>Es</i> sehen"}'
    )
    file = xliff(('Do <g id="1">it</g>', ""), ('See <g id="1">it</g> <x id="2"/>', ""))
    decided = of(offered, file)
    assert decided.targets == {"1": '<g id="1">Es</g> tun'}
    assert kinds(decided) == [("a", "sent"), ("b", "unwritable")]


ANDROID = '<resources><plurals name="p">{}</plurals></resources>'


def items(**forms: str) -> str:
    return ANDROID.format("".join(f'<item quantity="{q}">{text}</item>' for q, text in forms.items()))


def test_plural_forms_match_as_the_source_has_them_or_as_the_target_language_has_them() -> None:
    offered = candidates(
        items(one="%d file", other="%d files"),
        items(one="%d plik", few="%d pliki", many="%d plików", other="%d pliku"),
        "android",
        "pl",
    )
    as_source = of(offered, xliff(("%d file", ""), ("%d files", "")))
    assert as_source.targets == {"1": "%d plik", "2": "%d pliku"}
    as_target = of(offered, xliff(("%d file", ""), *[("%d files", "")] * 3))
    assert as_target.targets == {"1": "%d plik", "2": "%d pliki", "3": "%d plików", "4": "%d pliku"}


def test_plural_forms_in_an_order_of_the_platforms_own_are_ambiguous() -> None:
    offered = candidates(
        items(one="%d file", other="%d files"),
        items(one="%d plik", few="%d pliki", many="%d plików", other="%d pliku"),
        "android",
        "pl",
    )
    decided = of(offered, xliff(*[("%d files", "")] * 3, ("%d file", "")))
    assert decided.targets == {"4": "%d plik"}


def test_numbered_plural_forms_follow_their_numbers() -> None:
    source = GERMAN + 'msgid "%d file"\nmsgid_plural "%d files"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    target = GERMAN + (
        'msgid "%d file"\nmsgid_plural "%d files"\nmsgstr[0] "%d plik"\nmsgstr[1] "%d pliki"\nmsgstr[2] "%d plików"\n'
    )
    offered = candidates(source, target, "gettext", "pl")
    decided = of(offered, xliff(("%d file", ""), ("%d files", ""), ("%d files", "")))
    assert decided.targets == {"1": "%d plik", "2": "%d pliki", "3": "%d plików"}


def test_texts_with_characters_of_xml_arrive_as_they_are() -> None:
    offered = candidates('{"a": "x & y"}', '{"a": "x < y & z"}')
    assert of(offered, xliff(("x &amp; y", ""))).targets == {"1": escape("x < y & z")}
