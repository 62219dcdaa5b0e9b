"""What only stands for a file is told from files."""

import pytest

from ci_l10n.config.load import parse_config
from ci_l10n.errors import ContentError
from ci_l10n.flow.files import has_text, reader_for
from ci_l10n.flow.pointers import find_linked, is_pointer
from ci_l10n.flow.situation import find_sources

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"4d7a" * 16 + b"\nsize 12345\n"
CONFIG = b"""
version: 1
source_locale: en
target_locales: [de]
platform: {smartcat: {project: 1e2d703f-9def-4d27-ab4d-350cbbe8c44b}}
files:
  - source: web/en.json
    target: libs/ui/{locale}.json
  - source: libs/ui/src/**/*.json
    target: ui/{path}/{locale}.json
  - source: docs/*.md
    target: out/{locale}/{name}
"""


@pytest.mark.parametrize(
    ("data", "is_one"),
    [
        (POINTER, True),
        (POINTER.replace(b"\noid", b"\next-0-foo sha256:ab\noid"), True),
        (POINTER.replace(b"https://git-lfs.github.com/spec/v1", b"http://git-media.io/v/2"), True),
        (b"", False),
        (b"# About\n" + POINTER, False),
        (POINTER + b"x" * 1024, False),
        (b"version https://git-lfs.github.com/spec/v1 is what a pointer begins with\n", False),
    ],
)
def test_a_pointer_is_known_by_its_first_line_and_size(data: bytes, is_one: bool) -> None:
    assert is_pointer(data) is is_one


@pytest.mark.parametrize("path", ["web/en.json", "docs/a.md"])
def test_a_pointer_has_no_text_to_send_whatever_its_format(path: str) -> None:
    rule = parse_config(CONFIG, "l10n.yml").rules[0]
    with pytest.raises(ContentError, match="Git LFS pointer") as raised:
        has_text(reader_for(rule, path, POINTER, "en"), POINTER, path)
    assert "git lfs untrack" in raised.value.hint


def test_only_what_lies_at_or_behind_a_link_is_named() -> None:
    config = parse_config(CONFIG, "l10n.yml")
    tracked = ["web/en.json", "docs/a.md", "libs/uix/src/a.json"]
    sources = find_sources(
        parse_config(CONFIG.replace(b"libs/ui/src", b"libs/uix/src"), "l10n.yml"), tracked
    ).sources
    assert find_linked(config.rules, sources, ()) == []
    assert find_linked(config.rules[2:], (), {"libs/ui", "out"}) == []
    messages = [problem.message for problem in find_linked(config.rules, sources, {"libs/ui", "docs/a"})]
    assert [message.partition(" lies at or behind ")[0] for message in messages] == [
        "the target 'libs/ui/de.json' of 'web/en.json'",
        "'libs/ui/src/**/*.json'",
    ]
