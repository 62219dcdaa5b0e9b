import io
import json
import stat
import unicodedata
import zipfile
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_l10n.config.model import DEFAULT_SIZES, Sizes
from ci_l10n.net.http import Response
from ci_l10n.tms.archives import Got
from ci_l10n.tms.smartcat.archive import Wanted, unpack

DE = Wanted("docs/intro", ".json", "de")
FR = Wanted("docs/intro", ".json", "fr")
APP = Wanted("app", ".json", "de")
HTML = b"<!DOCTYPE html><html><head><title>Please stand by</title></head></html>"


def zipped(members: Mapping[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", kind) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return made.getvalue()


def got(
    body: bytes, *wanted: Wanted, sources: bool = False, limits: Sizes = DEFAULT_SIZES, **headers: str
) -> list[Got]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return list(unpack(Response(200, named, body), wanted, limits, sources=sources))


def contents(body: bytes, *wanted: Wanted, sources: bool = False) -> list[bytes | None]:
    return [each.content for each in got(body, *wanted, sources=sources)]


def test_a_single_document_comes_as_it_is() -> None:
    assert contents(b'{"a": "b"}\r\n', DE) == [b'{"a": "b"}\r\n']


def test_several_documents_come_as_members_named_after_path_and_language() -> None:
    body = zipped({"docs/intro(fr).json": b"fr", "docs/intro(de).json": b"de", "app(de).json": b"app"})
    assert contents(body, DE, FR, APP) == [b"de", b"fr", b"app"]


def test_a_single_document_in_an_archive_is_unpacked() -> None:
    assert contents(zipped({"docs/intro(de).json": b"de"}), DE) == [b"de"]


def test_an_office_file_is_a_document_not_an_archive() -> None:
    office = zipped({"word/document.xml": b"<w/>", "[Content_Types].xml": b"<t/>"})
    assert contents(office, Wanted("a", ".docx", "de")) == [office]


def test_a_missing_member_concerns_its_document_only() -> None:
    one, two = got(zipped({"docs/intro(de).json": b"de", "other(xx).json": b"?"}), DE, FR)
    assert one.content == b"de"
    assert two.content is None
    assert "no docs/intro(fr).json" in two.problem
    assert "other(xx).json" in two.problem


@pytest.mark.parametrize(
    "name",
    [
        "Docs/Intro(DE).json",
        "docs\\intro(de).json",
        "intro(de).json",
        "elsewhere/intro(de).json",
        "/docs/intro(de).json",
    ],
)
def test_letter_case_slashes_and_missing_folders_are_tolerated_when_unambiguous(name: str) -> None:
    assert contents(zipped({name: b"de", "app(de).json": b"app"}), DE, APP) == [b"de", b"app"]


def test_unicode_forms_are_tolerated() -> None:
    wanted = Wanted("Größe", ".json", "de")
    member = unicodedata.normalize("NFD", "Größe(de).json")
    assert contents(zipped({member: b"1", "app(de).json": b"app"}), wanted, APP) == [b"1", b"app"]


def test_names_in_utf8_without_the_flag_are_read() -> None:
    body = zipped({"Größe(de).json": b"1", "app(de).json": b"app"})
    info = zipfile.ZipFile(io.BytesIO(body)).infolist()[0]
    assert info.flag_bits & 0x800
    unflagged = body.replace(
        b"\x00\x08\x08\x00", b"\x00\x00\x08\x00"
    )  # general purpose flags, method deflate
    assert not zipfile.ZipFile(io.BytesIO(unflagged)).infolist()[0].flag_bits & 0x800
    assert contents(unflagged, Wanted("Größe", ".json", "de"), APP) == [b"1", b"app"]


def test_names_that_could_mean_two_documents_are_refused() -> None:
    body = zipped({"intro(de).json": b"?", "app(de).json": b"app"})
    one, two, three = got(body, DE, Wanted("web/intro", ".json", "de"), APP)
    assert one.content is two.content is None
    assert "ambiguous" in one.problem
    assert three.content == b"app"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_of_the_same_name_are_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("app(de).json", b"1")
        file.writestr("app(de).json", b"2")
        file.writestr("docs/intro(de).json", b"de")
    one, two = got(made.getvalue(), APP, DE)
    assert one.content is None
    assert two.content == b"de"


def test_exact_names_win_over_similar_ones() -> None:
    body = zipped({"DOCS/intro(de).json": b"other", "docs/intro(de).json": b"de"})
    assert contents(body, DE, Wanted("DOCS/intro", ".json", "de")) == [b"de", b"other"]


def test_sources_may_come_without_language() -> None:
    body = zipped({"docs/intro.json": b"source", "app(de).json": b"app"})
    assert contents(body, DE, APP, sources=True) == [b"source", b"app"]
    assert contents(body, DE, APP) == [None, b"app"]


@pytest.mark.parametrize("body", [b"", b" \r\n"])
def test_nothing_is_no_translation(body: bytes) -> None:
    assert "empty" in got(body, DE)[0].problem
    assert [each.content for each in got(body, DE, FR)] == [None, None]


@pytest.mark.parametrize("page", [HTML, b"\xef\xbb\xbf \n<HTML><body>", b"<html lang='en'>"])
def test_an_html_page_is_no_translation_unless_the_document_is_html(page: bytes) -> None:
    assert "HTML" in got(page, DE)[0].problem
    assert got(page, DE, FR)[1].content is None
    assert contents(page, Wanted("a", ".html", "de")) == [page]
    assert contents(page, Wanted("a", ".HTM", "de")) == [page]


def test_a_gateways_page_is_no_translation_of_an_html_document_either() -> None:
    page = b"<html><head><title>502 Bad Gateway</title></head></html>"
    wanted = Wanted("a", ".html", "de")
    assert "502 Bad Gateway" in got(page, wanted)[0].problem
    assert got(page, wanted, content_disposition='attachment; filename="a.html"')[0].content == page


@pytest.mark.parametrize(
    "error",
    [
        {"type": "about:blank", "title": "Not Found", "status": 404, "detail": "gone", "instance": None},
        {"title": "Gone", "status": 410},
    ],
)
def test_an_error_object_is_no_translation_even_of_json(error: dict[str, object]) -> None:
    assert "error message" in got(json.dumps(error).encode(), DE)[0].problem
    assert "error message" in got(json.dumps(error).encode(), Wanted("a", ".po", "de"))[0].problem


def test_a_short_message_object_is_no_translation_of_other_formats_but_may_be_one_of_json() -> None:
    body = b'{"message": "Something broke"}'
    assert "Something broke" in got(body, Wanted("a", ".properties", "de"))[0].problem
    assert contents(body, DE) == [body]


def test_a_json_file_with_similar_keys_is_a_translation() -> None:
    body = b'{"title": "Titel", "status": "Zustand", "detail": "Einzelheit", "type": "Art"}'
    assert contents(body, DE) == [body]


def test_problem_json_is_no_translation_by_its_content_type() -> None:
    body = b'{"anything": 1}'
    assert got(body, DE, content_type="application/problem+json")[0].content is None


@pytest.mark.parametrize("cut", [10, 60, -1, -10, -30])
def test_a_truncated_archive_is_no_translation(cut: int) -> None:
    body = zipped({"docs/intro(de).json": b"de" * 50, "docs/intro(fr).json": b"fr" * 50})
    assert [each.content for each in got(body[:cut], DE, FR)] == [None, None]


def test_a_damaged_member_concerns_its_document_only() -> None:
    body = bytearray(
        zipped({"docs/intro(de).json": b"A" * 20, "docs/intro(fr).json": b"fr"}, zipfile.ZIP_STORED)
    )
    body[body.index(b"AAAA")] ^= 1
    one, two = got(bytes(body), DE, FR)
    assert "broken" in one.problem
    assert two.content == b"fr"


@pytest.mark.parametrize("bit", range(8))
def test_no_flipped_bit_gives_other_bytes_or_an_exception(bit: int) -> None:
    body = zipped({"docs/intro(de).json": b"hello world" * 3, "docs/intro(fr).json": b"fr" * 9})
    for place in range(len(body)):
        damaged = bytearray(body)
        damaged[place] ^= 1 << bit
        one, two = got(bytes(damaged), DE, FR)
        assert one.content in (None, b"hello world" * 3)
        assert two.content in (None, b"fr" * 9)


@given(st.binary())
def test_no_bytes_after_the_start_of_an_archive_raise(rest: bytes) -> None:
    assert all(each.content is None for each in got(b"PK\x03\x04" + rest, DE, FR))


def test_a_bomb_is_not_unpacked() -> None:
    body = zipped({"docs/intro(de).json": b"\0" * 30_000_000, "docs/intro(fr).json": b"fr"})
    one, two = got(body, DE, FR)
    assert "unpacks to more" in one.problem
    assert two.content == b"fr"
    assert "larger than 1000" in got(body, DE, FR, limits=Sizes(file=1000))[0].problem
    assert "unpack to more than 10000" in got(body, DE, FR, limits=Sizes(archive_total=10_000))[1].problem
    assert got(body, DE, FR, limits=Sizes(archive_ratio=2000))[0].content == b"\0" * 30_000_000
    assert "limits.archive_entries is 1" in got(body, DE, FR, limits=Sizes(archive_entries=1))[1].problem


def test_a_name_that_ends_at_a_nul_is_none_of_ours() -> None:
    body = zipped({"docs/intro(de).json": b"de", "docs/intro(fr).json": b"fr"})
    one, two = got(body.replace(b"intro(de).json", b"intro(de)\0json"), DE._replace(extension=""), FR)
    assert (one.content, two.content) == (None, b"fr")


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFDIR])
def test_what_is_no_plain_file_is_no_translation(kind: int) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, mode in (("docs/intro(de).json", kind), ("docs/intro(fr).json", stat.S_IFREG)):
            info = zipfile.ZipInfo(name)
            info.external_attr = (mode | 0o777) << 16
            file.writestr(info, b"{}")
    one, two = got(made.getvalue(), DE, FR)
    assert (one.content, two.content) == (None, b"{}")
    assert "no plain file" in one.problem


def test_a_member_that_lies_about_its_size_is_refused() -> None:
    content = b"hello world " * 200
    body = bytearray(zipped({"docs/intro(de).json": content, "docs/intro(fr).json": b"fr"}))
    size = len(content).to_bytes(4, "little")
    for lie in (0, 10, len(content) - 1, len(content) + 1, 100_000):
        lying = bytes(body.replace(size, lie.to_bytes(4, "little")))
        assert contents(lying, DE, FR) == [None, b"fr"]


def test_an_archive_with_far_too_many_members_is_refused() -> None:
    body = zipped({f"m{number}": b"x" for number in range(100)})
    assert "100 members" in got(body, DE, FR)[0].problem


def test_encrypted_members_are_refused() -> None:
    body = bytearray(zipped({"docs/intro(de).json": b"de", "docs/intro(fr).json": b"fr"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        body[body.index(signature) + offset] |= 1
    one, two = got(bytes(body), DE, FR)
    assert "encrypted" in one.problem
    assert two.content == b"fr"


def test_something_else_instead_of_an_archive_is_no_translation() -> None:
    for each in got(b'{"id": 1}', DE, FR):
        assert each.content is None
        assert "no archive" in each.problem
