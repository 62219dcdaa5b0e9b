"""The file that is imported: the target's own bytes, less what is not to be sent."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from ci_l10n.errors import ContentError
from ci_l10n.flow.files import Reader, reader_for
from ci_l10n.flow.seeding.parts import part_of
from ci_l10n.model import Value
from tests.unit.flow.test_merge import RULE


def part(
    path: str, source: bytes, target: bytes, keys: set[str], directives: Mapping[str, str] | None = None
) -> bytes:
    rule = replace(RULE, source=path, directives=directives or {})
    reader: Reader = reader_for(rule, path, source, "en")
    catalog = reader.target(target, path, "de")
    values: dict[str, Value] = {key: catalog.units[key].value for key in keys}
    return part_of(catalog, reader.source(source, path), values, reader, path, "de")


def test_everything_else_goes_and_the_rest_stays_as_it_is() -> None:
    source = b'"a" = "A";\n"b" = "B";\n"c" = "C";\n'
    target = b'/* one */\n"a"  =  "\xc3\x84";\r\n/* two */\n"b" = "B2";\n"old" = "X";\n'
    assert part("a.strings", source, target, {"a"}) == b'/* one */\n"a"  =  "\xc3\x84";\r\n'


def test_directives_of_the_source_are_repeated_before_what_they_hold_for() -> None:
    source = b"a = A\n# smartling.placeholder_format = C\nb = %s\n"
    target = b"a = 1\nb = %s b\n"
    written = part("a.properties", source, target, {"a", "b"})
    assert written == b"a = 1\n# smartling.placeholder_format = C\nb = %s b\n"
    assert part("a.properties", source, target, {"a"}) == b"a = 1\n"


def test_entries_in_another_order_than_the_directives_want_are_not_sent() -> None:
    source = b"a = %s\n# smartling.placeholder_format = NONE\nb = %s\n"
    with pytest.raises(ContentError, match="another order"):
        part("a.properties", source, b"b = %s b\na = %s a\n", {"a", "b"})
