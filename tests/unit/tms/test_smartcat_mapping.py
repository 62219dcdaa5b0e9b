from typing import Any

import pytest

from ci_l10n.errors import ConfigError
from ci_l10n.tms.base import RemoteFile
from ci_l10n.tms.smartcat import wire
from ci_l10n.tms.smartcat.mapping import Mapper, language_codes
from tests.unit.tms.samples import KEYS, document, project, settings, stages

LOCALES = {"en": "en", "de": "de", "pt-BR": "pt-BR", "zh-Hans": "zh-CN"}
MAPPER = Mapper(settings(), LOCALES)


def file(mapper: Mapper = MAPPER, **fields: Any) -> RemoteFile:
    (mapped,) = mapper.files([wire.parse_document(document(**fields))])
    return mapped


def test_a_document_becomes_a_remote_file() -> None:
    mapped = file()
    assert mapped.id == f"{KEYS[0]}_7"
    assert mapped.group == KEYS[0]
    assert mapped.name == mapped.external_id == "docs/intro.html"
    assert (mapped.locale, mapped.words, mapped.condition) == ("de", 8, "ready")
    assert mapped.stages == ((12.5, 1),)


def test_only_configured_locales_are_seen() -> None:
    documents = [document(), document(language="fr"), document(targetLanguage="zh-CN")]
    mapped = MAPPER.project(wire.parse_project(project(documents, targetLanguages=["de", "fr", "zh-CN"])))
    assert mapped.target_locales == ("de", "zh-Hans")
    assert [each.locale for each in mapped.files] == ["de", "zh-Hans"]


def test_codes_are_compared_without_regard_to_letter_case() -> None:
    assert file(targetLanguage="PT-br").locale == "pt-BR"


def test_spellings_come_from_the_config_else_from_the_tag() -> None:
    spellings = {"zh-Hans": {"smartcat": "zh-CN", "path": "cn"}, "pt-BR": {"path": "pt"}}
    assert language_codes(["en", "zh-Hans", "pt-BR"], spellings) == {
        "en": "en",
        "zh-Hans": "zh-CN",
        "pt-BR": "pt-BR",
    }


def test_two_locales_with_one_spelling_are_refused() -> None:
    with pytest.raises(ConfigError, match="both 'zh-CN'"):
        Mapper(settings(), {"zh-Hans": "zh-CN", "zh": "zh-CN"})


@pytest.mark.parametrize("made_up", [KEYS[0], "5b4917a1da2a7e28a0b5dd4a"])
def test_an_external_id_that_the_server_made_up_is_none(made_up: str) -> None:
    assert file(externalId=made_up).external_id == ""


@pytest.mark.parametrize(
    ("status", "words", "expected"),
    [
        ("inProgress", 0, "preparing"),
        ("success", 0, "ready"),
        ("error", 0, "failed"),
        (None, 0, "ready"),
        ("queuedOnMars", 0, "preparing"),
        ("queuedOnMars", 8, "ready"),
    ],
)
def test_the_condition_follows_the_taking_apart(status: str | None, words: int, expected: str) -> None:
    mapped = file(documentDisassemblingStatus=status, wordsCount=words)
    assert mapped.condition == expected
    assert bool(mapped.reason) is (expected == "failed")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"status": "completed"}, True),
        ({"status": "Completed", "workflowStages": stages(0)}, True),
        ({"status": "inProgress", "workflowStages": stages(100, 100)}, True),
        ({"status": "inProgress", "workflowStages": stages(100, 99.9)}, False),
        ({"status": "inProgress", "workflowStages": []}, False),
        ({"status": "inProgress", "readyForCompletion": True}, True),
        ({"status": "completed", "documentDisassemblingStatus": "inProgress"}, False),
        ({"status": "completed", "documentDisassemblingStatus": "error"}, False),
        ({"status": "updated", "workflowStages": stages(50)}, False),
    ],
)
def test_complete_means_closed_or_all_stages_done_and_taken_apart(
    fields: dict[str, Any], expected: bool
) -> None:
    assert file(**fields).is_complete is expected


@pytest.mark.parametrize(
    "change",
    [
        {"status": "completed"},
        {"statusModificationDate": "2024-01-31T10:00:00.6Z"},
        {"wordsCount": 9},
        {"workflowStages": stages(13)},
        {"workflowStages": [{"progress": 12.5, "wordsTranslated": 2, "status": "inProgress"}]},
        {"workflowStages": [{"progress": 12.5, "wordsTranslated": 1, "status": "completed"}]},
        {"workflowStages": stages(12.5, 0)},
    ],
)
def test_the_fingerprint_moves_with_everything_an_export_depends_on(change: dict[str, Any]) -> None:
    assert file().fingerprint != file(**change).fingerprint


def test_the_fingerprint_moves_when_something_else_is_to_be_exported() -> None:
    assert (
        len(
            {
                file(Mapper(settings(mode=m, stage=s), LOCALES)).fingerprint
                for m in ("current", "confirmed")
                for s in (None, 1, 2)
            }
        )
        == 6
    )


@pytest.mark.parametrize(
    "spelling",
    [
        {"status": "InProgress"},
        {"statusModificationDate": "2024-01-31T10:00:00.5000000Z"},
        {"somethingNew": 1},
        {"name": "other", "fullPath": "other/place"},
        {"wordsCount": 8.0},
    ],
)
def test_the_fingerprint_stands_still_when_only_spelling_or_name_differ(spelling: dict[str, Any]) -> None:
    assert file().fingerprint == file(**spelling).fingerprint


def test_the_fingerprint_is_the_same_in_every_run() -> None:
    # States in repositories hold fingerprints: another value would export everything again.
    assert file().fingerprint == "88751a8e5839820cdbe23f533540974a"
