"""Text from outside is text wherever it is put."""

import json
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ci_l10n.review.escaping import safe_url, script_json, text

ANY = st.text(st.characters(codec=None), max_size=30) | st.sampled_from(
    ["</script>", "<!--<script>", "]]>", "\u2028", "\u202e", "\0", "\ud800", "&amp;", "'\"><img src=x>"]
)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.data = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.data += "".join(value or "" for _, value in attrs)

    def handle_comment(self, data: str) -> None:
        self.tags.append("comment")

    def handle_data(self, data: str) -> None:
        self.data += data


@settings(max_examples=40)
@given(ANY)
def test_no_text_makes_an_element_or_ends_an_attribute(given_text: str) -> None:
    reader = _Reader()
    reader.feed(f'<p title="{text(given_text)}">{text(given_text)}</p>')
    reader.close()
    assert reader.tags == ["p"]
    assert reader.data[: len(reader.data) // 2] == reader.data[len(reader.data) // 2 :]


@settings(max_examples=40)
@given(ANY)
def test_json_in_a_script_comes_back_as_it_was_and_holds_nothing_that_a_parser_of_html_looks_for(
    given_text: str,
) -> None:
    written = script_json({given_text: [given_text]})
    assert not set("<>&\u2028\u2029") & set(written)
    written.encode()  # half a character is written as an escape
    assert json.loads(written) == {given_text: [given_text]}


def test_what_turns_the_direction_of_text_or_is_invisible_is_named() -> None:
    assert text("a\u202eb\u200bc\0d\ud800") == "a[U+202E]b[U+200B]c\ufffdd\ufffd"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", " javascript:alert(1)", "data:text/html,x",
        "vbscript:x", "//evil.example/x", "/x", "https:", "https:///x", "http://[::1", "https://a.example/\" onclick=x",
        "https://a.example/<b>", "https://a.example/\u2028" + "\0", "file:///etc/passwd", "", None, 7, ["https://a.example"],
    ],
)  # fmt: skip
def test_only_addresses_of_websites_become_links(url: object) -> None:
    assert safe_url(url) == ""


def test_an_address_of_a_website_stays_as_it_is() -> None:
    url = "https://smartcat.com/editor?DocumentId=1&LanguageId=7#x"
    assert safe_url(url) == url
