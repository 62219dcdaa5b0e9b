"""Import of one translated file: each key by the rules of the Translation Import API."""

import json
from pathlib import Path
from typing import Any

import pytest

from ci_l10n import cli

SOURCE = '{\n  "greet": "Hello {name}",\n  "open": "Open",\n  "bye": "Good bye"\n}\n'


def run(folder: Path, translated: str, *flags: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, Any]:
    (folder / "en.json").write_text(SOURCE)
    (folder / "in.json").write_text(translated)
    capsys.readouterr()
    arguments = ["import", "-C", str(folder), "--source", "en.json", "--translated", "in.json"]
    code = cli.run([*arguments, "--into", "de.json", "--locale", "de", "--json", *flags])
    return code, json.loads(capsys.readouterr().out)


def test_each_key_is_decided_on_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "de.json").write_text('{\n  "open": "Auf",\n  "bye": "Good bye"\n}\n')
    given = '{"greet": "Hallo {nam}", "open": "Öffnen", "bye": "Tschüss", "new": "Neu"}'
    code, result = run(tmp_path, given, capsys=capsys)
    assert code == 0
    assert (result["stringCount"], result["wordCount"], result["skipped"], result["held"]) == (1, 2, 1, 1)
    assert {e["importKey"]: e["messages"] for e in result["translationImportErrors"]} == {
        "greet": ["Mismatched placeholders for original string and translated one"],
        "new": ["Key not found"],
    }
    assert (tmp_path / "de.json").read_text() == '{\n  "open": "Auf",\n  "bye": "Tschüss"\n}\n'


def test_a_platform_s_spelling_of_what_is_there_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = b'<resources>\n    <string name="of">%s of %s, 5% off</string>\n</resources>\n'
    here = source.replace(b"of %s, 5% off", b"von %s, 5% Rabatt")
    (tmp_path / "en.xml").write_bytes(source)
    (tmp_path / "in.xml").write_bytes(source.replace(b"%s of %s, 5% off", b"%1$s von %2$s, 5%% Rabatt"))
    (tmp_path / "de.xml").write_bytes(here)
    arguments = ["import", "-C", str(tmp_path), "--source", "en.xml", "--translated", "in.xml", "--overwrite"]
    assert cli.run([*arguments, "--into", "de.xml", "--locale", "de", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["unchanged"], result["translationImportErrors"]) == (1, [])
    assert (tmp_path / "de.xml").read_bytes() == here


def test_overwriting_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "de.json").write_text('{"open": "Auf"}')
    _, result = run(tmp_path, '{"open": "Öffnen"}', "--overwrite", capsys=capsys)
    assert result["stringCount"] == 1
    assert (tmp_path / "de.json").read_text() == '{"open": "Öffnen"}'


def test_a_missing_target_is_made_and_a_second_import_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = run(tmp_path, '{"open": "Auf"}', capsys=capsys)[1]
    assert (first["changed"], first["target"]) == (True, "de.json")
    second = run(tmp_path, '{"open": "Auf"}', capsys=capsys)[1]
    assert (second["changed"], second["unchanged"]) == (False, 1)


def test_errors_are_an_exit_code_only_when_that_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, '{"new": "Neu"}', "--dry-run", capsys=capsys)[0] == 0
    assert run(tmp_path, '{"new": "Neu"}', "--dry-run", "--strict", capsys=capsys)[0] == 5
    assert not (tmp_path / "de.json").exists()


def test_an_unreadable_file_is_exit_5_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, result = run(tmp_path, '{"open": ', capsys=capsys)
    assert code == 5
    assert result["error"]["file"] == "in.json"
    assert not (tmp_path / "de.json").exists()


def test_a_file_over_ten_megabytes_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, result = run(tmp_path, '{"open": "' + "x" * 10 * 1024 * 1024 + '"}', capsys=capsys)
    assert code == 5
    assert "10 MB" in result["error"]["message"]


def run_files(
    folder: Path, files: dict[str, str], *flags: str, capsys: pytest.CaptureFixture[str]
) -> tuple[int, Any]:
    """Import ``in.*`` with ``en.*`` as its source into ``de.*``."""
    for name, text in files.items():
        (folder / name).write_text(text)
    source, translated = (next(n for n in files if n.startswith(stem)) for stem in ("en.", "in."))
    target = f"de{Path(source).suffix}"
    arguments = ["import", "-C", str(folder), "--source", source, "--translated", translated, "--json"]
    code = cli.run([*arguments, "--into", target, "--locale", "de", *flags])
    return code, json.loads(capsys.readouterr().out)


def test_a_file_of_another_format_is_refused_although_it_could_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {"en.properties": "open = Open\n", "in.json": '{"open": "Auf"}'}
    code, result = run_files(tmp_path, files, capsys=capsys)
    assert code == 5
    assert "the format json, the source is properties" in result["error"]["message"]
    assert not (tmp_path / "de.properties").exists()


def test_a_text_does_not_replace_plural_forms_and_a_list_keeps_its_length(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        "en.json": '{"files_one": "a file", "files_other": "files", "days": ["Mon", "Tue"]}',
        "in.json": '{"files": "Dateien", "days": ["Montag"]}',
    }
    _, result = run_files(tmp_path, files, capsys=capsys)
    assert {e["importKey"]: e["messages"] for e in result["translationImportErrors"]} == {
        "files": ["the source has plural forms, the translation one text"],
        "days": ["the source has 2 items, the translation 1"],
    }
    assert (result["held"], result["stringCount"]) == (2, 0)


def test_what_needs_review_already_is_not_imported_for_review_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = 'msgid ""\nmsgstr "Language: de\\n"\n\nmsgid "Open"\nmsgstr "{}"\n'
    files = {"en.po": entry.format(""), "in.po": entry.format("Auf")}
    review = ("--state", "POST_TRANSLATION")
    assert run_files(tmp_path, files, *review, capsys=capsys)[1]["stringCount"] == 1
    assert "#, fuzzy" in (tmp_path / "de.po").read_text()
    again = run_files(tmp_path, files, *review, capsys=capsys)[1]
    assert (again["stringCount"], again["unchanged"], again["changed"]) == (0, 1, False)
    assert run_files(tmp_path, files, capsys=capsys)[1]["stringCount"] == 1
    assert "fuzzy" not in (tmp_path / "de.po").read_text()


def test_a_placeholder_format_decides_what_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {"en.json": '{"a": "Hi [name]"}', "in.json": '{"a": "Hallo"}'}
    custom = ("--directive", r"placeholder_format_custom=\[\w+\]")
    assert run_files(tmp_path, files, "--dry-run", capsys=capsys)[1]["held"] == 0
    assert run_files(tmp_path, files, "--dry-run", *custom, capsys=capsys)[1]["held"] == 1
