from collections.abc import Mapping
from typing import Any

import pytest

from ci_l10n.config.model import TemporaryProject
from ci_l10n.errors import RemoteError
from ci_l10n.tms.base import Platform, Project, Temporary
from ci_l10n.tms.smartcat.client import SmartcatClient
from ci_l10n.tms.smartcat.temporary import TemporaryPlatform
from tests.unit.net.fakes import Answer, FakeClock, FakeTransport, answer
from tests.unit.tms.samples import PROJECT, document, project, settings
from tests.unit.tms.test_smartcat_client import model

LOCALES = {"en": "en", "de": "de", "pt-BR": "pt-BR"}
VALUES = {"branch": "feature/x", "sha": "abcdef0123", "sha7": "abcdef0"}
CREATE, LIST, READ = "POST v1/project/create", "GET v2/project/list", f"GET v1/project/{PROJECT}"
DELETE = f"DELETE v1/project/{PROJECT}"


def make(
    *answers: Answer, name: str = "Acme {branch} {sha7}", **wanted: Any
) -> tuple[TemporaryPlatform, FakeTransport]:
    transport = FakeTransport(answers)
    client = SmartcatClient(transport, "https://smartcat.ai", "account", "key")
    chosen = TemporaryProject(name, **{"keep": False, **wanted})
    platform = TemporaryPlatform(client, settings(project=chosen), chosen, LOCALES, FakeClock())
    return platform, transport


def broken() -> RemoteError:
    return RemoteError("reset", maybe_applied=True)


def opened(*answers: Answer, **wanted: Any) -> tuple[TemporaryPlatform, FakeTransport]:
    platform, transport = make(answer(project()), *answers, **wanted)
    platform.resume({})
    platform.prepare(VALUES)
    platform.open()
    return platform, transport


def mark_of(platform: Platform) -> str:
    return str(platform.memory()["project"]["mark"])


def resumed(memory: Mapping[str, Any], *answers: Answer) -> tuple[TemporaryPlatform, FakeTransport]:
    platform, transport = make(*answers)
    platform.resume(memory)
    return platform, transport


def test_without_a_project_nobody_is_asked() -> None:
    platform, transport = make()
    platform.resume({})
    assert platform.fetch_project() == Project("", "", "en", ("de", "pt-BR"), 0, ())
    assert isinstance(platform, Temporary)
    assert (platform.is_open, platform.is_over, platform.memory()) == (False, False, {})
    assert transport.calls == []


def test_names_are_filled_cleaned_and_cut() -> None:
    platform, _ = make(name='A*|\\:"<>?/ {branch} {sha} {date}  {time} ' + "x" * 100)
    platform.prepare(VALUES)
    name = platform.memory()["project"]["name"]
    assert name.startswith("A_________ feature_x abcdef0123 2023-11-14 22-13-20 xx")
    assert len(name) == 94


def test_the_creation_answers_like_a_project_read() -> None:
    platform, transport = make(answer(project(targetLanguages=["de", "pt-BR"])))
    platform.resume({})
    platform.prepare(VALUES)
    intended = platform.memory()["project"]
    assert (intended["stage"], intended["name"], intended["id"]) == ("intended", "Acme feature_x abcdef0", "")
    made = platform.open()
    assert (made.id, made.target_locales, made.stages) == (PROJECT, ("de", "pt-BR"), 1)
    assert transport.calls == [CREATE]
    sent = model(transport.requests[0])
    assert isinstance(sent, dict)
    assert mark_of(platform) in sent.pop("description")
    assert sent == {
        "name": "Acme feature_x abcdef0",
        "sourceLanguage": "en",
        "targetLanguages": ["de", "pt-BR"],
        "assignToVendor": False,
        "externalTag": "source:ci-l10n",
    }
    assert platform.account == f"smartcat.ai, project {PROJECT}"
    assert (platform.memory()["project"]["stage"], platform.memory()["project"]["id"]) == ("open", PROJECT)


def test_all_that_a_template_may_say_is_sent() -> None:
    _, transport = opened(
        description="Texts",
        stages=("translation", "editing"),
        template=PROJECT,
        machine_translation=True,
        pretranslate=False,
        translation_memory=True,
        due=3600.0,
    )
    sent = model(transport.requests[0])
    assert isinstance(sent, dict)
    assert sent["description"].startswith("Texts (")
    assert sent["deadline"].endswith(".000Z")
    assert sent["workflowStages"] == ["translation", "editing"]
    assert (sent["templateId"], sent["useMT"], sent["pretranslate"]) == (PROJECT, True, False)
    assert sent["useTranslationMemory"] is True


def test_after_a_lost_answer_the_project_is_looked_for_before_another_is_made() -> None:
    there: list[dict[str, Any]] = []
    platform, transport = make(
        broken(), answer(there), broken(), answer([project(name="Acme feature_x abcdef0")])
    )
    platform.resume({})
    platform.prepare(VALUES)
    assert platform.open().id == PROJECT
    assert transport.calls == [CREATE, LIST, CREATE, LIST]
    assert dict(transport.requests[1].query)["externalTag"] == "source:ci-l10n"


def test_a_creation_that_never_succeeds_is_given_up() -> None:
    empty: list[dict[str, Any]] = []
    answers: list[Answer] = [broken(), answer(empty)] * 3
    platform, transport = make(*answers)
    platform.prepare(VALUES)
    with pytest.raises(RemoteError):
        platform.open()
    assert transport.calls == [CREATE, LIST] * 3
    assert platform.memory()["project"]["stage"] == "intended"


def test_a_refused_creation_is_forgotten() -> None:
    platform, _ = make(answer({"detail": "Unknown language"}, status=400))
    platform.prepare(VALUES)
    with pytest.raises(RemoteError, match="Unknown language") as caught:
        platform.open()
    assert "locales:" in caught.value.hint
    assert platform.memory() == {}


def test_an_interrupted_creation_is_found_by_name_tag_and_mark() -> None:
    platform, _ = make()
    platform.prepare(VALUES)
    name, mark = platform.memory()["project"]["name"], mark_of(platform)
    others = [
        project(id="1", name=name, description="another run's"),
        project(id="2", name=name + " 2", description=f"({mark})"),
        project(id="3", name=name, description=f"({mark})", status="canceled"),
    ]
    mine = project([document()], name=name, description=f"x (run {mark})")
    again, transport = resumed(platform.memory(), answer([*others, mine]))
    assert [file.locale for file in again.fetch_project().files] == ["de"]
    assert again.is_open
    assert transport.calls == [LIST]

    never, _ = resumed(platform.memory(), answer(others))
    assert never.fetch_project().files == ()
    assert never.memory() == {}


def test_an_open_project_is_read_and_ended_by_one_request_each() -> None:
    before, _ = opened()
    platform, transport = resumed(before.memory(), answer(project([document()])), answer(status=204))
    assert len(platform.fetch_project().files) == 1
    platform.finish()
    assert (platform.is_open, platform.is_over) == (False, True)
    over = platform.memory()
    platform.close()
    assert platform.memory() == {}
    assert transport.calls == [READ, DELETE]
    assert any("deleted the project" in note for note in platform.notes())

    late, transport = resumed(over, answer(status=404))
    assert late.fetch_project().files == ()
    late.close()
    assert transport.calls == [DELETE]
    assert late.memory() == {}


@pytest.mark.parametrize(
    ("found", "why"),
    [(answer(status=404), "was deleted"), (answer(project(status="Canceled")), "was canceled")],
)
def test_a_project_that_is_gone_is_told_and_forgotten(found: Answer, why: str) -> None:
    before, _ = opened()
    platform, transport = resumed(before.memory(), found)
    assert platform.fetch_project().files == ()
    assert why in platform.lost
    assert PROJECT in platform.lost
    assert platform.memory() == {}
    assert transport.calls == [READ]


def test_other_errors_of_the_read_are_errors() -> None:
    before, _ = opened()
    platform, _ = resumed(before.memory(), answer(status=500))
    with pytest.raises(RemoteError):
        platform.fetch_project()
    assert platform.is_open


def test_only_a_project_without_any_document_is_empty() -> None:
    before, _ = opened()
    memory = before.memory()
    assert not resumed(memory, answer(project([document(language="ru")])))[0].is_empty()
    assert resumed(memory, answer(project()))[0].is_empty()
    assert resumed(memory, answer(status=404))[0].is_empty()


def test_a_project_made_in_vain_because_another_run_was_faster_is_deleted() -> None:
    platform, transport = opened(answer(status=204))
    platform.resume({})
    assert platform.is_over
    platform.close()
    assert transport.calls == [CREATE, DELETE]
    assert not platform.is_over

    same, transport = opened()
    same.resume(same.memory())
    assert not same.is_over


def test_memory_that_makes_no_sense_is_no_project() -> None:
    for memory in ({"project": "x"}, {"project": {"stage": "huh", "id": "1"}}, {"other": 1}):
        platform, transport = resumed(memory)
        assert platform.fetch_project().files == ()
        assert transport.calls == []
