"""What the page's script reads: each string once, the worst first, texts only as texts."""

from typing import Any

import pytest

from ci_l10n.review.data import ROW, PageData, direction, make_data
from tests.unit.review.reports import EDITOR, finding, report, string


def rows(data: PageData) -> list[dict[str, Any]]:
    """The rows as people would name them."""
    names = ("file", "key", "line", "source", "before", "after", "decision", "notes")
    found = []
    for start in range(0, len(data.rows), ROW):
        row = dict(zip(names, data.rows[start : start + ROW], strict=True))
        texts = {
            name: None if row[name] < 0 else data.texts[row[name]]
            for name in ("key", "source", "before", "after")
        }
        notes = [] if row["notes"] < 0 else data.notes[row["notes"]]
        place = data.files[row["file"]]
        decision = data.decisions[row["decision"]]
        found.append({**texts, "line": row["line"], "decision": decision, "notes": notes, "place": place})
    return found


def test_a_string_comes_with_its_texts_its_place_and_the_editor() -> None:
    (row,) = rows(make_data(report({("de.json", "de"): [string("a", "Alt", "Neu")]})))
    assert (row["key"], row["source"], row["before"], row["after"]) == ("a", "Source", "Alt", "Neu")
    assert (row["line"], row["decision"], row["notes"]) == (3, "platform", [])
    assert row["place"] == {
        "target": "de.json", "source": "en.json", "locale": "de", "dir": "ltr", "url": EDITOR,
    }  # fmt: skip


def test_no_text_is_something_else_than_an_empty_one() -> None:
    strings = [string("new", None, ""), string("gone", "", None, None)]
    found = rows(make_data(report({("de.json", "de"): strings})))
    assert [(row["before"], row["after"]) for row in found] == [(None, ""), ("", None)]
    assert found[1]["source"] is None


def test_strings_with_findings_come_first_the_worst_of_all_before_the_others() -> None:
    strings = {("de.json", "de"): [string("plain", "x", "y"), string("fight", "x", "z")]}
    findings = [finding("kept", "edit", repository="k"), finding("fight", "conflict"), finding("bad", "held")]
    found = rows(make_data(report(strings, findings)))
    assert [(row["key"], [note["severity"] for note in row["notes"]]) for row in found] == [
        ("bad", ["error"]),
        ("fight", ["warning"]),
        ("kept", ["notice"]),
        ("plain", []),
    ]


def test_a_held_string_shows_what_stays_and_the_value_that_was_refused() -> None:
    (row,) = rows(make_data(report({}, [finding("a", before="Alt", repository="Alt", platform="Neu {nom}")])))
    assert (row["before"], row["after"], row["decision"]) == ("Alt", "Alt", "held")
    (note,) = row["notes"]
    assert note["values"] == {"before": "Alt", "repository": "Alt", "platform": "Neu {nom}"}


def test_findings_about_forms_of_a_plural_belong_to_its_one_string() -> None:
    one = {**finding("pears[one]"), "suffix": "[one]"}
    other = {**finding("pears[other]", "warning"), "suffix": "[other]"}
    (row,) = rows(make_data(report({("de.json", "de"): [string("pears", None, "one: Birne")]}, [one, other])))
    assert row["key"] == "pears"
    assert [note["kind"] for note in row["notes"]] == ["held", "warning"]


def test_the_same_key_in_two_locales_and_files_is_as_many_strings() -> None:
    strings = {
        ("de.json", "de"): [string("a", None, "x")],
        ("fr.json", "fr"): [string("a", None, "y")],
        ("all.csv", "de"): [string("a", None, "z")],
    }
    assert make_data(report(strings)).count == 3


def test_names_that_mean_something_to_javascript_are_names_like_others() -> None:
    names = ["__proto__", "constructor", "toString", "hasOwnProperty"]
    strings = [string(name, name, name + "x", name) for name in names]
    data = make_data(report({("__proto__", "de"): strings}))
    assert [row["key"] for row in rows(data)] == names
    assert data.files[0]["target"] == "__proto__"


def test_texts_that_repeat_are_written_once() -> None:
    strings = [string(f"k{i}", "same", "other") for i in range(50)]
    assert sorted(make_data(report({("de.json", "de"): strings})).texts) == sorted(
        ["Source", "same", "other", *(f"k{i}" for i in range(50))]
    )


def test_what_has_no_room_is_counted_and_findings_keep_theirs() -> None:
    strings = [string(f"k{i}", None, str(i) * 100) for i in range(100)]
    data = make_data(report({("de.json", "de"): strings}, [finding("k99", "held")]), most=2_000)
    assert 0 < data.count < 100
    assert data.count + data.left_out == 100
    assert rows(data)[0]["key"] == "k99"


@pytest.mark.parametrize(
    ("locale", "runs"),
    [
        ("ar", "rtl"), ("he", "rtl"), ("iw", "rtl"), ("fa-IR", "rtl"), ("ur", "rtl"), ("uz-Arab", "rtl"), ("ckb", "rtl"),
        ("dv", "rtl"), ("yi", "rtl"), ("az-Latn", "ltr"), ("uz", "ltr"), ("de", "ltr"), ("ja", "ltr"), ("sr-Latn", "ltr"),
        ("", "auto"), ("not a locale", "auto"), ("\ud800", "auto"), ("a" * 5000, "auto"),
    ],
)  # fmt: skip
def test_the_direction_of_a_locale_is_that_of_its_script(locale: str, runs: str) -> None:
    assert direction(locale) == runs
