"""String catalogs: one file for all locales, its shapes and states, its layout, and what is refused."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ci_l10n.errors import ContentError
from ci_l10n.formats.base import Change, Reading
from ci_l10n.formats.rewriting import create
from ci_l10n.formats.xcstrings.format import FORMAT
from ci_l10n.model import Forms, Value
from tests.unit.formats import golden, laws
from tests.unit.formats.laws import SOURCE, TARGET, changed, check_laws, check_remove_and_insert, values_of


def unit(value: str, state: str = "translated") -> dict[str, Any]:
    return {"stringUnit": {"state": state, "value": value}}


def plural(**forms: str) -> dict[str, Any]:
    return {"variations": {"plural": {name: unit(text) for name, text in forms.items()}}}


def catalog(strings: dict[str, Any], language: str = "en") -> bytes:
    """As Xcode writes it: blanks around colons, an empty line in an empty object, no line end at the end."""
    value = {"sourceLanguage": language, "strings": strings, "version": "1.0"}
    text = json.dumps(value, indent=2, separators=(",", " : "), ensure_ascii=False)
    return re.sub(r"(?m)^( *)(.* : )\{\}", r"\1\2{\n\n\1}", text).encode()


COUNT = {"argNum": 1, "formatSpecifier": "lld"}
STRINGS: dict[str, Any] = {
    "": {},
    "%lld files in %@": {
        "localizations": {
            "de": {
                **unit("%#@files@ in %@"),
                "substitutions": {"files": {**COUNT, **plural(one="%arg Datei", other="%arg Dateien")}},
            },
            "en": {
                **unit("%#@files@ in %@", "new"),
                "substitutions": {"files": {**COUNT, **plural(one="%arg file", other="%arg files")}},
            },
        }
    },
    "%lld photos": {
        "comment": "Album subtitle",
        "localizations": {
            "de": plural(one="%lld Foto", other="%lld Fotos"),
            "en": plural(one="%lld photo", other="%lld photos"),
            "fr": plural(many="%lld de photos", one="%lld photo", other="%lld photos"),
        },
    },
    "a.b.c": {"extractionState": "manual", "localizations": {"de": unit("Punkte", "needs_review")}},
    "Cancel": {"localizations": {"de": unit("Abbrechen"), "fr": unit("Annuler")}},
    "Hello / \\ \"you\" 😀": {},
    "Ignored": {"localizations": {"de": unit("x")}, "shouldTranslate": False},
    "New": {"localizations": {"de": unit("New", "new"), "pt-BR": unit("Novo")}},
    "Phrases": {
        "localizations": {
            "de": {"stringSet": {"state": "translated", "values": ["Öffne ${applicationName}", "Auf"]}},
            "en": {"stringSet": {"state": "new", "values": ["Open ${applicationName}", "Open it"]}},
        }
    },
    "Stale": {"extractionState": "stale", "localizations": {"de": unit("Alt")}},
    "Tap": {
        "localizations": {
            "de": {"variations": {"device": {"iphone": unit("Tippen"), "mac": plural(one="1", other="2")}}},
            "en": {"variations": {"device": {"iphone": unit("Tap"), "mac": plural(one="1x", other="2x")}}},
        }
    },
}  # fmt: skip
XCODE = catalog(STRINGS)
LAYOUTS = {
    "xcode": XCODE,
    "crlf and bom": b"\xef\xbb\xbf" + XCODE.replace(b"\n", b"\r\n"),
    "minified": json.dumps(json.loads(XCODE), separators=(",", ":")).encode(),
    "tabs": json.dumps(json.loads(XCODE), indent="\t").encode() + b"\n",
    "strings first": json.dumps(dict(reversed(json.loads(XCODE).items())), indent=4).encode(),
}
TEXTS = laws.texts(controls=True)


def forms(**texts: str) -> Forms:
    return Forms("plural", tuple((f".{name}", text) for name, text in texts.items()))


def in_locale(locale: str) -> Reading:
    return Reading("target", locale, "target")


def others(data: bytes, locale: str) -> Any:
    """All that the catalog holds but for one locale, as an independent reader sees it."""
    held = json.loads(data.removeprefix(b"\xef\xbb\xbf"))
    for entry in held["strings"].values():
        entry.get("localizations", {}).pop(locale, None)
        if not entry.get("localizations", True):
            del entry["localizations"]
    return held


def said(data: bytes, key: str, locale: str) -> Any:
    return json.loads(data.removeprefix(b"\xef\xbb\xbf"))["strings"][key]["localizations"][locale]


@pytest.mark.parametrize("case", golden.cases("xcstrings"), ids=golden.case_id)
def test_golden(case: Path) -> None:
    golden.check_case(FORMAT, case)


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
def test_source_says_what_the_program_shows(data: bytes) -> None:
    for locale in ("en", ""):
        read = FORMAT.parse(data, Reading("source", locale, "source"))
        assert values_of(read) == {
            "%lld files in %@": "%#@files@ in %@",
            "%lld files in %@.substitutions.files": forms(one="%arg file", other="%arg files"),
            "%lld photos": forms(one="%lld photo", other="%lld photos"),
            "a.b.c": "a.b.c",
            "Cancel": "Cancel",
            'Hello / \\ "you" 😀': 'Hello / \\ "you" 😀',
            "New": "New",
            "Phrases": Forms("array", (("[0]", "Open ${applicationName}"), ("[1]", "Open it"))),
            "Tap.device.iphone": "Tap",
            "Tap.device.mac": forms(one="1x", other="2x"),
        }
        assert read.aside == {"", "Ignored", "Stale"}
        assert not any(unit.needs_review for unit in read.units.values())
        assert read.units["%lld photos"].comment == "Album subtitle"


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
def test_target_says_what_its_locale_has(data: bytes) -> None:
    read = FORMAT.parse(data, TARGET)
    assert values_of(read) == {
        "%lld files in %@": "%#@files@ in %@",
        "%lld files in %@.substitutions.files": forms(one="%arg Datei", other="%arg Dateien"),
        "%lld photos": forms(one="%lld Foto", other="%lld Fotos"),
        "a.b.c": "Punkte",
        "Cancel": "Abbrechen",
        "New": "New",
        "Phrases": Forms("array", (("[0]", "Öffne ${applicationName}"), ("[1]", "Auf"))),
        "Tap.device.iphone": "Tippen",
        "Tap.device.mac": forms(one="1", other="2"),
    }
    assert [key for key, unit in read.units.items() if unit.needs_review] == ["a.b.c", "New"]
    assert list(values_of(FORMAT.parse(data, in_locale("pt-BR")))) == ["New"]
    assert not FORMAT.parse(data, in_locale("pt")).units


def test_lines_are_those_of_the_entries() -> None:
    for key, unit_ in FORMAT.parse(XCODE, TARGET).units.items():
        line = XCODE.decode().splitlines()[unit_.line - 1]
        assert line.startswith(f"    {json.dumps(unit_.place.name, ensure_ascii=False)} : "), key


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
@settings(max_examples=8, deadline=None)
@given(draw=st.data())
def test_laws_hold_in_every_layout(data: bytes, draw: st.DataObject) -> None:
    changes = draw.draw(laws.changes_of(FORMAT.parse(data, TARGET), TEXTS))
    result = check_laws(FORMAT, data, changes, data)
    assert others(result, "de") == others(data, "de")


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
@settings(max_examples=8, deadline=None)
@given(draw=st.data())
def test_any_locale_can_be_added(data: bytes, draw: st.DataObject) -> None:
    units = FORMAT.parse(data, SOURCE).units
    keys = draw.draw(st.sets(st.sampled_from(sorted(units))))
    reading = in_locale(draw.draw(st.sampled_from(["ar", "fr", "zh-Hans"])))
    changes = [Change(key, draw.draw(laws.values_like(units[key].value, TEXTS))) for key in keys]
    result = check_laws(FORMAT, data, changes, data, reading)
    assert others(result, reading.locale) == others(data, reading.locale)
    emptied = changed(FORMAT, result, [Change(key, None) for key in keys], data, reading)
    if reading.locale == "ar":
        assert emptied == data or b"{}" in data


@settings(max_examples=5, deadline=None)
@given(draw=st.data())
def test_any_set_of_texts_makes_a_new_file(draw: st.DataObject) -> None:
    for data in LAYOUTS.values():
        units = FORMAT.parse(data, SOURCE).units
        keys = draw.draw(st.sets(st.sampled_from(sorted(units))))
        values: dict[str, Value] = {key: draw.draw(laws.values_like(units[key].value, TEXTS)) for key in keys}
        laws.check_skeleton(FORMAT, data, values, in_locale("ar"))


def test_removed_text_comes_back_to_the_same_bytes() -> None:
    for key, unit_ in FORMAT.parse(XCODE, TARGET).units.items():
        _, restored = check_remove_and_insert(FORMAT, XCODE, key, XCODE)
        if not unit_.needs_review:
            assert restored == XCODE, key


def test_localizations_stand_in_the_order_of_the_file() -> None:
    def order(*locales: str) -> list[str]:
        data = catalog({"a": {"localizations": {locale: unit("x") for locale in locales}}})
        result = changed(FORMAT, data, [Change("a", "y")], data)
        return list(json.loads(result)["strings"]["a"]["localizations"])

    assert order("ar", "de-AT", "en") == ["ar", "de", "de-AT", "en"]
    assert order("en", "ar", "fr") == ["en", "ar", "de", "fr"]
    assert order("fr", "ar") == ["fr", "ar", "de"]
    assert order("zh-Hans") == ["de", "zh-Hans"]


@pytest.mark.parametrize(
    ("locale", "spelled"), [("pt-BR", "pt_BR"), ("zh-Hans", "zh-hans"), ("zh-Hans", "zh_Hans")]
)
def test_locale_keeps_the_spelling_of_the_catalog(locale: str, spelled: str) -> None:
    data = catalog({"a": {"localizations": {spelled: unit("x")}}, "b": {}})
    result = check_laws(FORMAT, data, [Change("a", "y"), Change("b", "z")], data, in_locale(locale))
    assert said(result, "a", spelled) == unit("y")
    assert said(result, "b", spelled) == unit("z")


def test_states_follow_what_is_written() -> None:
    data = catalog(
        {
            "a": {"localizations": {"de": unit("x", "needs_review")}},
            "b": {"localizations": {"de": unit("x")}},
            "c": {"localizations": {"de": {"stringUnit": {"value": "x"}}}},
            "d": {},
        }
    )
    reviewed = [Change(key, "y", True) for key in "abcd"]
    marked = changed(FORMAT, data, reviewed, data)
    assert all(said(marked, key, "de")["stringUnit"]["state"] == "needs_review" for key in "abcd")
    assert all(unit.needs_review for unit in FORMAT.parse(marked, TARGET).units.values())
    plain = changed(FORMAT, marked, [Change(key, "y") for key in "abcd"], data)
    assert all(said(plain, key, "de")["stringUnit"]["state"] == "translated" for key in "abcd")
    assert said(changed(FORMAT, data, [Change("a", "x")], data), "a", "de") == unit("x")
    assert said(changed(FORMAT, data, [Change("c", "y")], data), "c", "de") == {"stringUnit": {"value": "y"}}


def test_only_the_form_that_differs_is_marked_for_review() -> None:
    data = catalog({"a": {"localizations": {"de": plural(one="1", other="2")}}})
    result = changed(FORMAT, data, [Change("a", forms(one="1", other="zwei"), True)], data)
    assert said(result, "a", "de")["variations"]["plural"] == {
        "one": unit("1"),
        "other": unit("zwei", "needs_review"),
    }


def test_text_becomes_plural_and_plural_becomes_text() -> None:
    data = catalog({"a": {"localizations": {"de": unit("x"), "fr": unit("y")}}, "b": {}})
    forms_ = forms(one="1", other="2")
    many = check_laws(FORMAT, data, [Change("a", forms_)], data)
    assert said(many, "a", "de") == plural(one="1", other="2")
    assert check_laws(FORMAT, many, [Change("a", "x")], data) == data
    polish = forms(one="1", few="2", other="3")
    result = check_laws(FORMAT, data, [Change("b", polish)], data, in_locale("pl"))
    assert list(said(result, "b", "pl")["variations"]["plural"]) == ["few", "one", "other"]


def test_new_substitution_says_what_the_sources_says_of_its_argument() -> None:
    key = "%lld files in %@.substitutions.files"
    result = check_laws(FORMAT, XCODE, [Change(key, forms(other="%arg"))], XCODE, in_locale("ja"))
    assert said(result, "%lld files in %@", "ja") == {
        "substitutions": {"files": {**COUNT, **plural(other="%arg")}}
    }


def test_whole_entries_are_inserted_into_another_file() -> None:
    target = catalog({key: value for key, value in STRINGS.items() if key not in ("Cancel", "%lld photos")})
    changes = [Change("Cancel", "Ab"), Change("%lld photos", forms(one="1", other="2"))]
    result = check_laws(FORMAT, target, changes, XCODE)
    assert list(json.loads(result)["strings"]) == list(STRINGS)
    assert said(result, "Cancel", "fr") == unit("Annuler")
    assert said(result, "%lld photos", "de") == plural(one="1", other="2")


def test_names_that_could_mean_two_texts_mean_the_entry() -> None:
    device = {"variations": {"device": {"mac": unit("Klick"), "other": unit("Tipp")}}}
    data = catalog({"a": {"localizations": {"de": device}}, "a.device.mac": {}})
    read = FORMAT.parse(data, TARGET)
    assert list(read.units) == ["a.device.other"]
    assert [finding.code for finding in read.findings] == ["ambiguous-key"]
    result = check_laws(FORMAT, data, [Change("a.device.mac", "Taste")], data)
    assert said(result, "a.device.mac", "de") == unit("Taste")
    assert said(result, "a", "de") == device


def test_the_last_of_duplicates_counts() -> None:
    data = b'{"sourceLanguage":"en","strings":{"a":{"localizations":{"de":{"stringUnit":{"value":"1"}}}},"a":{}}}'
    read = FORMAT.parse(data, TARGET)
    assert not read.units
    assert [finding.code for finding in read.findings] == ["duplicate-key"]
    result = check_laws(FORMAT, data, [Change("a", "2")], data)
    assert said(result, "a", "de") == unit("2")


def test_new_file_leaves_other_locales_and_marks_what_nobody_translated() -> None:
    source = FORMAT.parse(XCODE, SOURCE)
    made = create(FORMAT, source, {"Cancel": "إلغاء"}, "source", in_locale("ar"))
    assert said(made, "Cancel", "ar") == unit("إلغاء")
    assert said(made, "New", "ar") == unit("New", "new")
    assert others(made, "ar") == others(XCODE, "ar")
    assert create(FORMAT, source, {}, "omit", in_locale("ar")) == XCODE


def test_numbers_of_any_length_are_left_alone() -> None:
    data = XCODE.replace(b'"1.0"', b"1" * 5000)
    result = check_laws(FORMAT, data, [Change("Cancel", "x")], data)
    assert result == data.replace(b'"Abbrechen"', b'"x"')


def test_lone_surrogates_survive() -> None:
    data = catalog({"a": {}})
    result = check_laws(FORMAT, data, [Change("a", "x\ud83dy")], data)
    assert said(result, "a", "de") == unit("x\ud83dy")


def test_key_that_the_source_lacks_is_refused() -> None:
    with pytest.raises(ContentError, match="the source does not have it"):
        changed(FORMAT, XCODE, [Change("nope", "x")], XCODE)


def test_source_without_a_language_is_refused_where_nobody_names_it() -> None:
    data = b'{"strings": {"a": {}}}'
    with pytest.raises(ContentError, match="sourceLanguage"):
        FORMAT.parse(data, Reading("source", "", "source"))
    assert values_of(FORMAT.parse(data, SOURCE)) == {"a": "a"}


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", 1),
        (b"  \n", 1),
        (b"[]", 1),
        (b"{}", 1),
        (b'{"sourceLanguage": "en"}', 1),
        (b'{"strings": []}', 1),
        (b'{"strings": {}}x', 1),
        (b'{"strings": {"a": {}\n', 2),
        (b'{"strings": {"a": {},\n}}', 2),
        (b'{"strings": {"a"\n{}}}', 2),
        (b'{"strings": {"a": \n}}', 2),
        (b'{"strings": {\n"a": NaN}}', 2),
        (b'{"strings": {\n"a": {"comment": "\t"}}}', 2),
        (b'{"strings": {\n// no\n"a": {}}}', 2),
        (b'{"strings": {"a": {}}}\n\xff', 2),
        (b'{"strings": {"a": ' + b"[" * 100_000, 1),
        (b'{"strings": {"a": ' + b'{"a":' * 100_000, 1),
        ('{"strings": {}}'.encode("utf-16"), 1),
        (b"\0\0\0{", 1),
    ],
)
def test_bad_input_is_refused_with_its_place(data: bytes, line: int) -> None:
    with pytest.raises(ContentError) as caught:
        FORMAT.parse(data, TARGET)
    assert caught.value.location is not None
    assert (caught.value.location.path, caught.value.location.line) == ("target", line)
    assert caught.value.hint


@pytest.mark.parametrize(
    "entry",
    ["null", "1", "[]", '{"localizations": 1}', '{"localizations": {"de": 5}}', '{"comment": []}',
     '{"localizations": {"de": {"stringUnit": {"value": 1}}}}',
     '{"localizations": {"de": {"stringUnit": []}}}', '{"localizations": {"de": {"variations": {"plural": 1}}}}',
     '{"localizations": {"de": {"variations": {"plural": {"one": 1}, "device": {"mac": 1}}}}}',
     '{"localizations": {"de": {"substitutions": {"a": {"variations": {"plural": {}}}}}}}',
     '{"localizations": {"de": {"stringSet": {"values": [1]}}}}'],
)  # fmt: skip
def test_entries_of_other_shapes_do_no_harm(entry: str) -> None:
    data = f'{{"sourceLanguage": "en", "strings": {{"a": {entry}, "b": {{}}}}}}'.encode()
    assert "a" not in FORMAT.parse(data, TARGET).units
    source = catalog({"a": {}, "b": {}})
    if entry[0] == "{":
        check_laws(FORMAT, data, [Change("a", "x"), Change("b", "y")], source)
    else:
        with pytest.raises(ContentError, match="no object"):
            changed(FORMAT, data, [Change("a", "x")], source)


def test_deep_variations_are_read_no_deeper_than_any_catalog_needs() -> None:
    deep = unit("x")
    for _ in range(150):
        deep = {"variations": {"device": {"mac": deep}}}
    strings = {"a": {"localizations": {"de": deep}}}
    data = json.dumps({"sourceLanguage": "en", "strings": strings}).encode()
    assert not FORMAT.parse(data, TARGET).units


def test_texts_that_look_like_the_one_to_be_changed_stay() -> None:
    """A device and a substitution may be called like a locale, a text may quote an entry."""
    quoted = '"de" : { "stringUnit" : { "state" : "translated", "value" : "x" } }'
    data = catalog(
        {
            "a": {
                "comment": quoted,
                "localizations": {
                    "ar": {"variations": {"device": {"de": unit("x"), "other": unit(quoted)}}},
                    "de": {"stringUnit": {"value": "x", "state": "new"}},
                    "fr": unit("x"),
                },
            },
            "b": {"localizations": {"de": {**unit("x"), "substitutions": {"de": plural(other="x")}}}},
        }
    )
    result = check_laws(FORMAT, data, [Change("a", "y"), Change("b", "z")], data)
    assert others(result, "de") == others(data, "de")
    assert said(result, "a", "de") == {"stringUnit": {"value": "y", "state": "translated"}}
    assert said(result, "b", "de") == {**unit("z"), "substitutions": {"de": plural(other="x")}}


@pytest.mark.parametrize("depth", [150, 300, 480, 900, 5_000])
def test_nested_entries_are_copied_or_refused(depth: int) -> None:
    """How deep is too deep depends on the interpreter; it must be told in our words."""
    nested = b"[" * depth + b"]" * depth
    source = b'{"sourceLanguage":"en","strings":{"a":{"x":' + nested + b"}}}"
    try:
        result = changed(FORMAT, catalog({}), [Change("a", "x")], source)
    except ContentError as error:
        refusal = error.message
    else:
        refusal = ""
        assert re.sub(rb"\s", b"", result).count(nested) == 1
    assert not refusal or (depth > 200 and re.search("level|nested", refusal))


@pytest.mark.long
def test_many_entries_are_merged_in_linear_time() -> None:
    locales = ["de", "fr", "ja", "pt-BR", "zh-Hans"]
    data = catalog({f"k{i}": {"localizations": {x: unit(f"{i} {x}") for x in locales}} for i in range(3_000)})
    keys = list(FORMAT.parse(data, SOURCE).units)
    result = changed(FORMAT, data, [Change(key, "neu") for key in keys], data)
    assert json.loads(result)["strings"]["k77"]["localizations"] == {x: unit(f"77 {x}") for x in locales} | {
        "de": unit("neu")
    }
    assert changed(FORMAT, catalog({}), [Change(key, None) for key in keys], data) == catalog({})
    emptied = changed(FORMAT, result, [Change(key, None) for key in keys], data)
    assert changed(FORMAT, emptied, [Change(key, "neu") for key in keys], data) == result
