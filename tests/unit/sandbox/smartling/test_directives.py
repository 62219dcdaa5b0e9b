"""Directives: which texts are captured, what their keys are, which placeholders are recognized."""

import json
from collections.abc import Mapping

import pytest

from ci_l10n.sandbox.smartling.filetypes import find_type, shaped
from ci_l10n.sandbox.smartling.placeholders import PATTERNS, Recognizer
from ci_l10n.sandbox.smartling.strings import String, capture
from tests.unit.sandbox.smartling.api import Api


def strings(kind: str, content: str, directives: Mapping[str, str] | None = None) -> list[String]:
    found, data = find_type(kind), content.encode()
    return list(capture(shaped(found, data, directives or {}), data, directives or {}))


def keys(kind: str, content: str, **directives: str) -> dict[str, str]:
    """Texts by key."""
    return {string.mark.key: string.text for string in strings(kind, content, directives)}


@pytest.mark.parametrize(
    ("kind", "content", "expected"),
    [
        (
            "android",
            '<resources><string name="a">A</string><string-array name="b"><item>B</item><item>C</item>'
            '</string-array><plurals name="c"><item quantity="other">D</item></plurals>'
            '<string name="d" translatable="false">E</string></resources>',
            ["string@a", "string-array@b[0]", "string-array@b[1]", "plurals@c"],
        ),
        ("ios", '"a b" = "A"; c = "C"; "n##{one}" = "N";', ["a b", "c", "n##{one}"]),
        ("gettext", 'msgctxt "m"\nmsgid "A"\nmsgstr ""\n', ["A"]),
        ("java_properties", "a.b = A\n", ["a.b"]),
        ("yaml", "en:\n  a:\n    b: A\n    c: [B, C]\n", ["a/b", "a/c/0", "a/c/1"]),
        ("yaml", "title: A\nother: B\n", ["title", "other"]),
        ("json", '{"a": {"b": "A"}, "c/d": ["B"]}', ["/a/b", "/c~1d/0"]),
        ("resx", '<root><data name="a"><value>A</value></data></root>', ["data@a"]),
        (
            "stringsdict",
            "<plist><dict><key>a</key><dict><key>n</key><dict><key>one</key><string>A</string>"
            "<key>other</key><string>B</string></dict></dict></dict></plist>",
            ["a/n/one", "a/n/other"],
        ),
        ("csv", "k,en\na,A\n", [""]),
        ("xml", "<d><a>A</a></d>", [""]),
    ],
)
def test_each_type_has_keys_of_its_own(kind: str, content: str, expected: list[str]) -> None:
    assert [string.mark.key for string in strings(kind, content)] == expected


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ("d/item/{string.name}", {"k1": "A", "k2": "B"}),
        ("/d/{item.id}/{string.name}", {"i1 k1": "A", "i2 k2": "B"}),
        ("d/item/{note}", {"n1": "A", "n2": "B"}),
        ('d/item[@id="i2"]/{string.name}', {"": "A", "k2": "B"}),
        ("d/nothing/{string.name}", {"": "B"}),
    ],
)
def test_paths_say_what_keys_of_xml_are(paths: str, expected: dict[str, str]) -> None:
    content = (
        '<d><item id="i1"><note>n1</note><string name="k1">A</string></item>'
        '<item id="i2"><note>n2</note><string name="k2">B</string></item></d>'
    )
    assert keys("xml", content, source_key_paths=paths, translate_paths="d/item/string") == expected


def test_elements_beside_those_with_a_key_have_none() -> None:
    content = '<d><note>Hello</note><s name="a">Hello</s></d>'
    found = strings("xml", content, {"source_key_paths": "d/{s.name}"})
    assert [string.mark.key for string in found] == ["", "a"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [("d/a", ["A"]), ("d/", ["A", "B", "C"]), ("d/b, d/a", ["A", "B"]), ("d/b/", ["B", "C"]), ("x/", [])],
)
def test_paths_say_which_elements_are_translated(path: str, expected: list[str]) -> None:
    content = "<d><a>A</a><b>B</b><b><c>C</c></b></d>"
    assert [s.text for s in strings("xml", content, {"translate_paths": path})] == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("*/text", ["1", "2", "3"]),
        ("/description/text", ["1", "3"]),
        ("a", ["2"]),
        ("list/name", ["4", "5"]),
        ("nothing", []),
    ],
)
def test_paths_of_json_take_what_is_below_and_see_no_arrays(path: str, expected: list[str]) -> None:
    content = {
        "description": {"text": {"own": "1", "general": "3"}},
        "a": {"b": {"text": "2"}},
        "list": [{"name": "4"}, {"name": "5"}],
    }
    found = strings("json", json.dumps(content), {"translate_paths": json.dumps({"path": path})})
    assert sorted(string.text for string in found) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"path": "*/title", "key": "{*}/title"}, {"x": "A", "y": "B"}),
        ({"path": "*/title", "key": "*/id"}, {"i1": "A", "i2": "B"}),
        ({"path": "x/title", "key": ["x/id", "x/kind"]}, {"i1:#:k": "A"}),
        ({"path": "y/title", "key": ["y/id", "y/kind"]}, {"": "B"}),
        ({"path": "*/title", "key": "nothing/here"}, {"": "B"}),
        ({"path": "*/title"}, {"/x/title": "A", "/y/title": "B"}),
        ({"path": "*/title", "key": "{*/title"}, {"": "B"}),
    ],
)
def test_keys_of_json_are_parts_of_the_path_or_neighbours(
    rule: dict[str, object], expected: dict[str, str]
) -> None:
    content = {
        "smartling": {"translate_paths": [rule]},
        "x": {"id": "i1", "kind": "k", "title": "A"},
        "y": {"id": "i2", "title": "B"},
    }
    assert keys("json", json.dumps(content)) == expected


def test_elements_of_arrays_take_the_key_beside_them() -> None:
    content = {"b": [{"id": "one", "text": "A"}, {"id": "two", "text": "B"}]}
    rule = json.dumps({"path": "b/text", "key": "b/id"})
    assert keys("json", json.dumps(content), translate_paths=rule) == {"one": "A", "two": "B"}


def test_columns_of_a_table_are_named_by_number() -> None:
    content = "# smartling.first_row_header = true\nkey;note;en\na;hint;A\nb;;B\n"
    found = keys("csv", content, paths="3", source_key_paths="1", field_separator=";")
    assert found == {"a": "A", "b": "B"}


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("java_properties", "a = A\n# smartling.sltrans = notranslate\nb = B\n# smartling.sltrans = translate\nc = C\n"),
        ("yaml", "a: A\n# smartling.sltrans = notranslate\nb: B\n# smartling.sltrans = translate\nc: C\n"),
        ("ios", '"a" = "A";\n// smartling.sltrans = notranslate\n"b" = "B";\n// smartling.sltrans = translate\n"c" = "C";\n'),
        (
            "gettext",
            'msgid "A"\nmsgstr ""\n\n# smartling.sltrans = notranslate\nmsgid "B"\nmsgstr ""\n\n'
            '# smartling.sltrans = translate\nmsgid "C"\nmsgstr ""\n',
        ),
        ("xml", "<d><a>A</a><!-- smartling.sltrans = notranslate --><a>B</a><!-- smartling.sltrans = translate --><a>C</a></d>"),
    ],
)  # fmt: skip
def test_comments_hold_for_what_follows(kind: str, content: str) -> None:
    assert [string.text for string in strings(kind, content)] == ["A", "C"]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("C", "%s %1$d %5.2f %ld 100%% 5 %", ["%s", "%1$d", "%5.2f", "%ld"]),
        ("JAVA", "50% off", ["% o"]),
        ("IOS", "%@ %2$@ %lld %#@n@ %2$#@m@", ["%@", "%2$@", "%lld", "%#@n@", "%2$#@m@"]),
        ("PYTHON", "%(name)s %s %(n)5.1f", ["%(name)s", "%s", "%(n)5.1f"]),
        ("YAML", "%{a} {{b}} %s", ["%{a}", "{{b}}", "%s"]),
        ("QT", "%1 %L2 %n", ["%1", "%L2", "%n"]),
        ("RESX", "{0} {1:C2} {x}", ["{0}", "{1:C2}"]),
        ("MESSAGE_FORMAT", "{0} {1,number}", ["{0}", "{1,number}"]),
        ("JSON", "{a} {{b}} ${c} %d% %%e%% ##f## __g__", ["{a}", "{{b}}", "${c}", "%d%", "%%e%%", "##f##", "__g__"]),
    ],
)  # fmt: skip
def test_placeholders_are_recognized_by_format(name: str, text: str, expected: list[str]) -> None:
    assert name in PATTERNS
    assert Recognizer(frozenset({name})).find(text) == expected


@pytest.mark.parametrize(
    ("directives", "expected"),
    [
        ({}, ["%s", "{0}"]),
        ({"placeholder_format": "NONE"}, ["{0}"]),
        ({"string_format": "NONE"}, ["%s"]),
        ({"placeholder_format": "QT", "string_format": "NONE"}, []),
        ({"placeholder_format_custom": r"\[\w+\]"}, ["%s", "{0}", "[x]"]),
        ({"placeholder_format_custom": r'["\\[\\w+\\]", "you"]'}, ["%s", "{0}", "[x]", "you"]),
        ({"placeholder_format_custom": "NULL"}, ["%s", "{0}"]),
    ],
)
def test_directives_choose_the_formats(directives: dict[str, str], expected: list[str]) -> None:
    (string,) = strings("java_properties", "a = %s {0} [x] you\n", directives)
    assert string.recognizer.find(string.text) == expected


def test_flags_of_gettext_choose_the_format_of_an_entry() -> None:
    first, second = strings(
        "gettext", '#, python-format\nmsgid "%(a)s"\nmsgstr ""\n\nmsgid "%(b)s"\nmsgstr ""\n'
    )
    assert first.recognizer.find(first.text) == ["%(a)s"]
    assert second.recognizer.find(second.text) == []


def test_a_broken_pattern_breaks_the_upload_as_it_does_there(api: Api) -> None:
    fields = {"smartling.placeholder_format_custom": "[", "smartling.placeholder_format": "C"}
    answer = api.upload("a.json", b'{"a": "A"}', "json", "", **fields)
    assert (answer.status_code, answer.json()["response"]["code"]) == (500, "GENERAL_ERROR")
    assert api.data("GET", f"{api.files}/files/list")["totalCount"] == 0


def test_the_same_text_is_one_string_without_variants_and_two_with() -> None:
    content = '<d><s id="a">Open</s><s id="b">Open</s></d>'
    plain = strings("xml", content, {"source_key_paths": "d/{s.id}"})
    assert len({string.hashcode("n") for string in plain}) == 1
    varied = strings("xml", content, {"source_key_paths": "d/{s.id}", "variants_enabled": "ON"})
    assert len({string.hashcode("n") for string in varied}) == 2
    assert varied[0].hashcode("n") != varied[0].hashcode("m")
