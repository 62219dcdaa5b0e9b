"""Project calls and temporary projects against the simulated service, over real HTTP."""

from collections.abc import Iterator

import pytest

from ci_l10n.config.model import TemporaryProject, UploadSettings
from ci_l10n.errors import RemoteError
from ci_l10n.sandbox.server import Sandbox
from ci_l10n.tms.smartcat.client import Upload
from ci_l10n.tms.smartcat.projects import NewProject
from ci_l10n.tms.smartcat.temporary import TemporaryPlatform
from tests.contract.platforms import Bench, make_bench, source

WANTED = TemporaryProject("Acme: {branch}", keep=False, stages=("translation", "editing"))
VALUES = {"branch": "main", "sha": "abc", "sha7": "abc"}


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def bench(sandbox: Sandbox) -> Bench:
    return make_bench(sandbox)


def temporary(sandbox: Sandbox, wanted: TemporaryProject = WANTED) -> tuple[Bench, TemporaryPlatform]:
    bench = make_bench(sandbox, project=wanted)
    assert isinstance(bench.platform, TemporaryPlatform)
    bench.platform.resume({})
    return bench, bench.platform


def test_a_change_keeps_the_fields_it_is_not_about(bench: Bench) -> None:
    made = bench.client.create(
        NewProject("Texts", "en", ("de",), description="About", deadline="2030-01-01T00:00:00Z")
    )
    bench.client.change_project(made, {"name": "New name"})
    changed = bench.client.project(made.id)
    assert (changed.name, changed.description, changed.external_tag) == (
        "New name",
        "About",
        "source:ci-l10n",
    )
    assert str(changed.details["deadline"]).startswith("2030-01-01")


def test_a_project_lives_through_all_its_orders(bench: Bench) -> None:
    client = bench.client
    uploads = (
        Upload("a.json", "a", ("de", "fr"), lambda: b'{"a": "A"}', UploadSettings(placeholders=True), "ours"),
    )
    made = client.create(
        NewProject("Texts", "en", ("de", "fr"), stages=("translation", "editing"), uploads=uploads)
    )
    assert made.stages == ("translation", "editing")
    assert [document.external_id for document in made.documents] == ["a", "a"]
    client.cancel_project(made.id)
    assert client.project(made.id).status == "canceled"
    client.restore_project(made.id)
    assert client.project(made.id).status != "canceled"
    client.set_meta_info(made.documents[0].id, "theirs")
    client.remove_language(made.id, "fr")
    assert client.project(made.id).target_languages == ("de",)
    with pytest.raises(RemoteError) as caught:
        client.remove_language(made.id, "de")
    assert "delete the project" in caught.value.hint
    client.complete_project(made.id)
    assert client.project(made.id).status == "completed"
    client.delete_project(made.id)
    with pytest.raises(RemoteError, match="404"):
        client.project(made.id)


def test_a_document_that_waits_for_its_manager_is_completed(bench: Bench) -> None:
    bench.sandbox.set_knobs(manager_review=True)
    list(bench.platform.send_new([source("a.json", b'{"a": "A"}')]))
    (file, *_) = bench.ready().files
    document = bench.client.document(file.id)
    assert (document.status, document.ready_for_completion) == ("inprogress", True)
    bench.client.complete_document(file.id)
    assert bench.client.document(file.id).status == "completed"
    bench.client.complete_document(file.id)


def test_a_temporary_project_costs_one_request_to_make_and_one_to_delete(sandbox: Sandbox) -> None:
    bench, platform = temporary(sandbox)
    assert platform.fetch_project().files == ()
    platform.prepare(VALUES)
    made = platform.open()
    assert (made.name, made.target_locales, made.stages) == ("Acme_ main", ("de", "pt-BR"), 2)
    list(platform.send_new([source(f"f{number}.json", b'{"a": "A"}') for number in range(21)]))
    platform.finish()
    platform.close()
    upload = "POST v1/project/document"
    assert bench.calls() == ["POST v1/project/create", upload, upload, f"DELETE v1/project/{made.id}"]


@pytest.mark.parametrize("fault", ["429", "500", "reset", "truncate", "empty", "html", "apply-then-502"])
def test_one_project_is_made_whatever_happens_to_the_answer(sandbox: Sandbox, fault: str) -> None:
    bench, platform = temporary(sandbox)
    platform.prepare(VALUES)
    bench.fault("POST project/create", fault)
    made = platform.open()
    assert [project.id for project in bench.client.projects("Acme_ main", "source:ci-l10n")] == [made.id]


def test_a_project_is_found_again_among_others_of_its_name(sandbox: Sandbox) -> None:
    bench, platform = temporary(sandbox)
    platform.prepare(VALUES)
    intended = platform.memory()
    bench.client.create(NewProject("Acme_ main", "en", ("de",), description="somebody's"))
    made = platform.open()
    platform.resume(intended)
    assert platform.fetch_project().id == made.id
    assert platform.is_open
