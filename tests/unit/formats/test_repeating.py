"""Directives that a translation lacks are written into it, where they hold for the same entries."""

import pytest

from ci_l10n.formats.base import Reading
from ci_l10n.formats.registry import get_format
from ci_l10n.formats.repeating import with_directives_of
from ci_l10n.model import Catalog

CASES = {
    "properties": (
        b"# smartling.placeholder_format = C\n\na = A %s\n# smartling.string_format = NONE\nb = B {0}\n",
        b"# Deutsch\na = \xe4 %s\nb = {0} b\n",
        b"# smartling.placeholder_format = C\n# Deutsch\na = \xe4 %s\n# smartling.string_format = NONE\nb = {0} b\n",
    ),
    "ios": (
        b'// smartling.placeholder_format = IOS\n"a" = "A";\n',
        b'"a" = "\xc3\x84";\n',
        b'// smartling.placeholder_format = IOS\n"a" = "\xc3\x84";\n',
    ),
    "android": (
        b"<resources>\n<!-- smartling.placeholder_format_custom = \\[\\w+\\] -->\n<string name='a'>A</string>\n</resources>\n",
        b"<?xml version='1.0'?>\r\n<resources>\r\n<string name='a'>B</string>\r\n</resources>\r\n",
        b"<?xml version='1.0'?>\r\n<resources>\r\n"
        b"<!-- smartling.placeholder_format_custom = \\[\\w+\\] -->\r\n<string name='a'>B</string>\r\n</resources>\r\n",
    ),
    "yaml": (
        b"# smartling.placeholder_format = YAML\nen:\n  a: A\n",
        b"\xef\xbb\xbfde:\n  a: B\n",
        b"\xef\xbb\xbf# smartling.placeholder_format = YAML\nde:\n  a: B\n",
    ),
    "gettext": (
        b'# smartling.placeholder_format = PYTHON\nmsgid ""\nmsgstr "Language: en\\n"\n\nmsgid "a"\nmsgstr ""\n',
        b'msgid ""\nmsgstr "Language: de\\n"\n\nmsgid "a"\nmsgstr "b"\n',
        b'# smartling.placeholder_format = PYTHON\nmsgid ""\nmsgstr "Language: de\\n"\n\nmsgid "a"\nmsgstr "b"\n',
    ),
    "json": (
        b'{"smartling": {"placeholder_format_custom": ["\\\\[.+?\\\\]"]}, "a": "A"}',
        b'{\n  "a": "\xc3\x84"\n}\n',
        b'{\n  "smartling": {"placeholder_format_custom": ["\\\\[.+?\\\\]"]},\n  "a": "\xc3\x84"\n}\n',
    ),
}  # fmt: skip


def read(name: str, data: bytes, role: str = "target") -> Catalog:
    return get_format(name).parse(data, Reading("source" if role == "source" else "target", "de", "a"))


@pytest.mark.parametrize("name", CASES)
def test_what_the_translation_lacks_is_written_into_it(name: str) -> None:
    source, target, expected = CASES[name]
    catalog = read(name, target)
    written = with_directives_of(read(name, source, "source"), catalog, name)
    assert written == expected
    again = read(name, written)
    assert {key: unit.value for key, unit in again.units.items()} == {
        key: unit.value for key, unit in catalog.units.items()
    }
    assert with_directives_of(read(name, source, "source"), again, name) == written


def test_files_of_two_byte_characters_stay_such() -> None:
    source = b"\xff\xfe" + '// smartling.placeholder_format = IOS\n"a" = "A";\n'.encode("utf-16-le")
    target = b"\xfe\xff" + '"a" = "Ä";\n'.encode("utf-16-be")
    written = with_directives_of(read("ios", source, "source"), read("ios", target), "ios")
    assert written.decode("utf-16") == '// smartling.placeholder_format = IOS\n"a" = "Ä";\n'


def test_without_directives_no_byte_changes() -> None:
    target = b"a = b"
    assert (
        with_directives_of(read("properties", b"a = A", "source"), read("properties", target), "properties")
        == target
    )


def test_a_directive_below_everything_that_is_sent_is_left_out() -> None:
    source = read("properties", b"a = A\n# smartling.placeholder_format = C\nb = B\n", "source")
    assert with_directives_of(source, read("properties", b"a = C\n"), "properties") == b"a = C\n"
