import pytest

from ci_l10n.errors import ContentError
from ci_l10n.formats.bilingual import parse_bilingual
from ci_l10n.formats.bilingual_tags import plain_text, tag_problems
from ci_l10n.formats.xliff.text import Piece, xml_pieces

HEAD = (
    b'<?xml version="1.0" encoding="utf-8"?>\r\n<xliff version="1.2" xmlns:sc="SmartcatXliff" '
    b'xmlns="urn:oasis:names:tc:xliff:document:1.2">\r\n <file original="k_7" source-language="en" '
    b'target-language="de"><header><tool tool-id="t" /></header><body>'
)
ONE = b'\r\n  <trans-unit id="1" sc:locked="true"><source>One &amp; all</source><target/></trans-unit>'
TWO = b'\r\n  <trans-unit id="2" approved="yes">\r\n<source>Two</source><target>Zwei</target></trans-unit>'
END = b"\r\n</body></file></xliff>\r\n"


def test_a_file_is_read() -> None:
    file = parse_bilingual(HEAD + ONE + TWO + END, "a.xliff")
    assert (file.original, file.target_language, file.tools) == ("k_7", "de", ({"tool-id": "t"},))
    one, two = file.segments.values()
    assert (one.id, one.source, one.target, one.is_locked, one.is_confirmed, one.line) == (
        "1",
        "One & all",
        "",
        True,
        False,
        4,
    )
    assert (two.target, two.is_locked, two.is_confirmed, two.line) == ("Zwei", False, True, 6)


@pytest.mark.parametrize(("ids", "kept"), [("12", ONE + TWO), ("1", ONE), ("2", TWO), ("", b"")])
def test_a_part_is_the_same_bytes_without_the_others(ids: str, kept: bytes) -> None:
    assert parse_bilingual(HEAD + ONE + TWO + END, "a").part(set(ids)) == HEAD + kept + END


def test_a_part_keeps_its_encoding() -> None:
    data = (HEAD + ONE + TWO + END).decode().replace("utf-8", "utf-16").encode("utf-16")
    part = parse_bilingual(data, "a").part({"2"})
    assert part.decode("utf-16") == (HEAD + TWO + END).decode().replace("utf-8", "utf-16")


@pytest.mark.parametrize(
    ("data", "message", "line"),
    [
        (b"", "the file is empty", 1),
        (HEAD + ONE, "ends too early", 4),
        (HEAD + ONE + ONE + END, "twice .first in line 4", 5),
        (HEAD + ONE.replace(b'id="1"', b"") + END, "has no id", 4),
        (HEAD + b"<trans-unit id='1'/>" + END, "no source", 3),
        (HEAD.replace(b'version="1.2"', b'version="2.0"') + END, "XLIFF 2.0, not 1.2", 2),
        (HEAD.replace(b'original="k_7"', b"") + END, "'original'", 3),
        (b"<html/>", "<html>", 1),
        (b'<xliff version="1.2"/>', "0 <file>", 1),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><xliff version="1.2"/>', "DOCTYPE", 1),
    ],
)
def test_what_the_platform_could_not_take_back_is_refused_with_its_line(
    data: bytes, message: str, line: int
) -> None:
    with pytest.raises(ContentError, match=message) as caught:
        parse_bilingual(data, "x.xliff")
    assert caught.value.location is not None
    assert (caught.value.location.path, caught.value.location.line) == ("x.xliff", line)


def pieces(raw: str) -> list[Piece]:
    return xml_pieces(raw)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("a", "b"),
        ('<g id="1" ctype="x">a</g> <g id="2">b</g>', '<g id="2">b</g> <g id="1">a</g>'),
        ('<g id="1">a <x id="2"/></g>', '<g id="1"><x id="2" equiv-text="n"/> a</g>'),
        (
            '<bpt id="1">&lt;b></bpt>x<ept id="1">&lt;/b></ept>',
            '<bpt id="1">&lt;b></bpt>y<ept id="1">&lt;/b></ept>',
        ),
        ('<ex id="1"/>a', '<ex id="1"/>b'),
        ('a <g id="1">b</g>', '<mrk mtype="seg"><g id="1">b</g></mrk>'),
    ],
)
def test_intact_tags_are_no_problem(source: str, target: str) -> None:
    assert tag_problems(pieces(source), pieces(target)) == []


@pytest.mark.parametrize(
    ("source", "target", "problem"),
    [
        ('<g id="1">a</g>', "a", 'the tag <g id="1"> of the source is missing'),
        ('<g id="1">a</g>', '<g id="2">a</g>', 'the tag <g id="2"> is not in the source'),
        ('<x id="1"/>', '<x id="1"/><x id="1"/>', 'the tag <x id="1"> is not in the source'),
        ("a", '<ph id="1"/>a', 'the tag <ph id="1"> is not in the source'),
        ('<g id="1">a<g id="2">b</g></g>', '<g id="1">a</g><g id="2">b</g>', "stands outside of other tags"),
        ('<g id="1">a</g><x id="2"/>', '<g id="1">a<x id="2"/></g>', 'stands in <g id="1">'),
        ('<ph id="1">&lt;br></ph>', '<ph id="1">&lt;hr></ph>', "the code in the tag"),
        ('<bx id="1"/>a<ex id="1"/>', '<ex id="1"/>a<bx id="1"/>', "ends what begins behind it"),
    ],
)
def test_broken_tags_are_named(source: str, target: str, problem: str) -> None:
    assert problem in "; ".join(tag_problems(pieces(source), pieces(target)))


def test_a_translators_text_is_what_is_left_without_tags_and_their_code() -> None:
    assert plain_text(pieces('A <g id="1">b &lt;i></g><ph id="2">%s</ph> c<x id="3"/>')) == "A b <i> c"
