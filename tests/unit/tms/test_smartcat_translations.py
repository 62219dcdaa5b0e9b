import pytest

from ci_l10n.errors import RemoteError
from ci_l10n.tms.smartcat.calls import Calls
from ci_l10n.tms.smartcat.translations import Translations
from tests.unit.net.fakes import Answer, FakeTransport, answer


def make(*answers: Answer) -> tuple[Translations, FakeTransport]:
    transport = FakeTransport(answers)
    return Translations(Calls(transport, "https://smartcat.ai", "a", "k")), transport


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'"completed"', "completed"),
        (b"Completed", "completed"),
        (b'"FAULTED"\n', "faulted"),
        (b'\xef\xbb\xbf"inProgress"', "inProgress"),
        (b'"queued"', "inProgress"),
        (b"", "inProgress"),
    ],
)
def test_a_status_is_read_in_every_spelling(body: bytes, status: str) -> None:
    assert make(answer(body))[0].translation_status("k_7") == status


def test_no_import_is_no_status_and_no_result() -> None:
    translations, transport = make(answer(status=404), answer(status=404))
    assert translations.translation_status("k_7") is None
    assert translations.translation_result("k_7") is None
    assert transport.calls == ["GET v1/document/translate/status", "GET v1/document/translate/result"]
    assert [request.query for request in transport.requests] == [[("documentId", "k_7")]] * 2


def test_a_page_is_no_status() -> None:
    with pytest.raises(RemoteError, match="HTML"):
        make(answer(b"<html></html>"))[0].translation_status("k_7")


@pytest.mark.parametrize(("answered", "result"), [(answer({"a": 1}), {"a": 1}), (answer(b"Done"), "Done")])
def test_results_have_any_shape(answered: Answer, result: object) -> None:
    assert make(answered)[0].translation_result("k_7") == result


@pytest.mark.parametrize("status", [200, 202, 204])
def test_flags_are_words_and_the_file_is_one_part(status: int) -> None:
    translations, transport = make(answer(status=status), answer(status=status))
    translations.translate_with_xliff("k_7", lambda: b"<xliff/>", confirm=True, overwrite=False)
    translations.translate("k_7", "de.json", lambda: b"{}", overwrite=True, confirm=False)
    first, second = transport.requests
    assert first.query == [
        ("documentId", "k_7"),
        ("confirmTranslation", "true"),
        ("overwriteUpdatedSegments", "false"),
    ]
    assert second.query == [("documentId", "k_7"), ("overwrite", "true"), ("confirmTranslation", "false")]
    for request, name, content in ((first, "k_7.xliff", b"<xliff/>"), (second, "de.json", b"{}")):
        (part,) = request.parts
        assert (part.name, part.filename, part.content()) == ("translationFile", name, content)
        assert not request.repeatable
