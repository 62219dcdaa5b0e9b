"""XLIFF out of and into Smartcat against the simulated service, over real HTTP."""

import re
from collections.abc import Iterator

import pytest

from ci_l10n.errors import RemoteError
from ci_l10n.sandbox.server import Sandbox
from ci_l10n.tms.base import Bilingual, RemoteFile
from ci_l10n.tms.smartcat.bilingual import SmartcatBilingual
from ci_l10n.tms.smartcat.translations import Translations
from tests.contract.platforms import LOCALES, Bench, HurriedClock, make_bench, source

SEND = "PUT v1/document/translateWithXliff"
ASK = "GET v1/document/translate/status"


@pytest.fixture
def bench() -> Iterator[Bench]:
    with Sandbox() as running:
        yield make_bench(running)


def bilingual(bench: Bench) -> Bilingual:
    return SmartcatBilingual(bench.client, LOCALES, HurriedClock())


def sent(bench: Bench, *names: str) -> list[RemoteFile]:
    """These files in all locales, drafted by the sandbox's translator."""
    for batch in bench.platform.send_new([source(name, b'{"a": "Hello", "b": "Bye"}') for name in names]):
        assert batch
    return sorted(bench.ready().files, key=lambda file: (file.name, file.locale))


def xliff_of(bench: Bench, file: RemoteFile) -> bytes:
    (export,) = bilingual(bench).export_xliff([file])
    assert export.content is not None, export.problem
    return export.content


def with_target(content: bytes, number: int, text: str) -> bytes:
    targets = list(re.finditer(rb"<target[^>]*?(?:/>|>[^<]*</target>)", content))
    at = targets[number]
    return b"".join(
        (
            content[: at.start()],
            f'<target state="translated">{text}</target>'.encode(),
            content[at.end() :],
        )
    )


def test_each_document_comes_as_its_own_xliff(bench: Bench) -> None:
    files = sent(bench, "web/en/app.json", "web/en/app.yml", "größe.json")
    exports = list(bilingual(bench).export_xliff(files))
    assert len(exports) == 6
    for export in exports:
        assert export.content is not None, export.problem
        assert f'original="{export.file.id}"'.encode() in export.content
    assert bench.calls().count("POST v1/document/export") == 1


def test_a_target_that_was_edited_arrives(bench: Bench) -> None:
    file = sent(bench, "a.json")[0]
    edited = with_target(xliff_of(bench, file), 0, "Guten Tag")
    bench.forget()
    bilingual(bench).import_xliff(file, lambda: edited, confirm=True, overwrite=False)
    assert bench.calls() == [SEND, ASK, ASK]
    assert b">Guten Tag<" in xliff_of(bench, file)
    query = [
        str(entry["query"]) for entry in bench.sandbox.log.as_json("smartcat") if entry["method"] == "PUT"
    ]
    assert [
        "confirmTranslation=true" in text and "overwriteUpdatedSegments=false" in text for text in query
    ] == [True]


@pytest.mark.parametrize("fault", ["apply-then-502", "reset", "500", "html", "empty", "truncate"])
def test_a_lost_answer_is_followed_by_a_look(bench: Bench, fault: str) -> None:
    file = sent(bench, "a.json")[0]
    edited = with_target(xliff_of(bench, file), 0, "Guten Tag")
    bench.forget()
    bench.fault("PUT document/translateWithXliff", fault)
    bilingual(bench).import_xliff(file, lambda: edited, confirm=False, overwrite=True)
    assert bench.calls()[:2] == [SEND, ASK]
    assert bench.calls().count(SEND) == (2 if fault in ("reset", "500", "html") else 1)
    assert b">Guten Tag<" in xliff_of(bench, file)


def test_a_faulted_import_says_what_to_do(bench: Bench) -> None:
    file = sent(bench, "a.json")[0]
    with pytest.raises(RemoteError, match=r"a\.json \(de\): the import faulted") as caught:
        bilingual(bench).import_xliff(file, lambda: b"<no/>", confirm=False, overwrite=False)
    assert "export" in caught.value.hint


def test_an_import_that_does_not_end_is_given_up(bench: Bench) -> None:
    file = sent(bench, "a.json")[0]
    content = xliff_of(bench, file)
    bench.sandbox.set_knobs(import_reads=1000)
    with pytest.raises(RemoteError, match="did not finish the import"):
        bilingual(bench).import_xliff(file, lambda: content, confirm=False, overwrite=False, timeout=8)


def test_a_document_that_is_gone_is_named(bench: Bench) -> None:
    file = sent(bench, "a.json")[0]
    content = xliff_of(bench, file)
    bench.platform.delete([file])
    with pytest.raises(RemoteError, match=file.id) as caught:
        bilingual(bench).import_xliff(file, lambda: content, confirm=False, overwrite=False)
    assert caught.value.status == 404
    assert Translations(bench.client).translation_status(file.id) is None


def test_a_translated_file_of_the_documents_own_format_is_taken_by_its_keys(bench: Bench) -> None:
    file = sent(bench, "a.json")[0]
    translations = Translations(bench.client)
    content = b'{"a": "Guten Tag", "b": "Bis bald"}'
    translations.translate(file.id, "a.json", lambda: content, overwrite=True, confirm=True)
    for _ in range(20):
        if translations.translation_status(file.id) == "completed":
            break
    (export,) = bench.platform.export([file])
    assert export.content is not None
    assert b"Guten Tag" in export.content
    assert b"Bis bald" in export.content
    assert translations.translation_result(file.id)
