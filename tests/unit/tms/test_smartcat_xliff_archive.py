import io
import zipfile
from collections.abc import Mapping

import pytest

from ci_l10n.config.model import DEFAULT_SIZES
from ci_l10n.net.http import Response
from ci_l10n.tms.archives import Got
from ci_l10n.tms.smartcat.archive import Wanted
from ci_l10n.tms.smartcat.xliff_archive import Bilingual, unpack_xliff

A = Bilingual("a_7", Wanted("docs/app", ".json", "de"))
B = Bilingual("b_7", Wanted("docs/app", ".yml", "de"))


def xliff(original: str) -> bytes:
    return f'<xliff version="1.2"><file original="{original}"/></xliff>'.encode()


def zipped(members: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def got(body: bytes, *wanted: Bilingual) -> list[Got]:
    return list(unpack_xliff(Response(200, {}, body), wanted, DEFAULT_SIZES))


def test_a_single_document_comes_as_it_is_or_in_an_archive() -> None:
    assert got(xliff("a_7"), A) == [Got(xliff("a_7"))]
    assert got(zipped({"whatever.xlf": xliff("a_7")}), A) == [Got(xliff("a_7"))]


def test_documents_are_told_by_what_stands_in_them_not_by_their_names() -> None:
    body = zipped({"docs/app(de).xliff": xliff("b_7"), "docs/app(de) 2.xliff": xliff("a_7")})
    assert got(body, A, B) == [Got(xliff("a_7")), Got(xliff("b_7"))]


@pytest.mark.parametrize("name", ["docs/app(de).xliff", "docs/App(DE).xml", "docs/app(de).json.xliff"])
def test_a_file_that_does_not_say_whose_it_is_is_told_by_its_name(name: str) -> None:
    nameless = xliff("").replace(b' original=""', b"")
    assert got(zipped({name: nameless, "other(de).xliff": xliff("c_7")}), A) == [Got(nameless)]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "empty"),
        (b"<html><title>502</title></html>", "HTML"),
        (b'{"status": 500, "detail": "Crash"}', "Crash"),
        (b"<tmx/>", "instead of an XLIFF file"),
        (xliff("a_7")[:-3], "broken XLIFF"),
        (b"PK\x03\x04 nothing more", "archive from Smartcat is broken"),
        (zipped({"x.xliff": xliff("z_7")}), "has no docs/app"),
        (zipped({"docs/app(de).xliff": xliff("a_7")[:-3]}), "broken XLIFF"),
        (zipped({"1.xliff": xliff("a_7"), "2.xliff": xliff("a_7")}), "ambiguous"),
        (zipped({f"{n}.xliff": b"" for n in range(20)}), "20 members"),
    ],
)
def test_what_is_no_such_file_is_a_problem(body: bytes, problem: str) -> None:
    (answer,) = got(body, A)
    assert answer.content is None
    assert problem in answer.problem


def test_one_file_is_never_taken_for_two_documents() -> None:
    answers = got(xliff("a_7"), A, B)
    assert [answer.content for answer in answers] == [None, None]
    first, second = got(zipped({"docs/app(de).xliff": xliff("a_7")}), A, B)
    assert first.content == xliff("a_7")
    assert second.content is None
