"""Uploads that go through a job."""

import json

import pytest

from ci_l10n.config.model import SmartlingSettings
from ci_l10n.errors import RemoteError
from ci_l10n.tms.base import Import
from ci_l10n.tms.smartling.jobs import job_name, parse_batch
from tests.unit.tms.smartling.service import PROJECT, Said, Service, connected, envelope, refusal

ROOT = f"/job-batches-api/v2/projects/{PROJECT}"
JOB, MAKE, SHOW, FILE = (
    f"POST {ROOT}/jobs",
    f"POST {ROOT}/batches",
    f"GET {ROOT}/batches/b1",
    f"POST {ROOT}/batches/b1/file",
)
CANCEL = f"PUT {ROOT}/batches/b1"
ACCEPTED = Said(envelope(None, "ACCEPTED"), 202)


def batch(state: str, *files: dict[str, str], errors: str = "") -> Said:
    return Said(envelope({"status": state, "generalErrors": errors, "files": list(files)}, "OK"))


def item(uri: str, state: str = "COMPLETED", errors: str = "") -> dict[str, str]:
    return {"fileUri": uri, "status": state, "errors": errors}


@pytest.fixture
def service() -> Service:
    made = Service()
    made.on(JOB, Said(envelope({"translationJobUid": "j1", "jobName": "x"})))
    made.on(MAKE, Said(envelope({"batchUid": "b1"})))
    made.on(FILE, ACCEPTED)
    made.on(CANCEL, Said(envelope(None)))
    made.on(SHOW, batch("EXECUTING"), batch("COMPLETED", item("a.json"), item("b.json", errors="{}")))
    return made


def file(name: str) -> Import:
    return Import(name, name, ("de", "fr"), "json", lambda: b'{"a": "b"}')


def settings(authorize: bool | None = True, job: str = "") -> SmartlingSettings:
    return SmartlingSettings(PROJECT, "PUBLISHED", authorize=authorize, job=job)


def test_all_files_of_a_run_are_one_batch_of_one_job(service: Service) -> None:
    client = connected(service, settings(job="Texts of {branch}"))
    platform = client.smartling.platform
    platform.begin(["a.json", "b.json"], "main")
    list(platform.send_new([file("a.json"), file("b.json")]))
    assert platform.finish() == {}
    asked = [json.loads(each.body) for each in client.service.seen[1:3]]
    upload = client.service.seen[3].body
    assert asked == [
        {"nameTemplate": "Texts of main", "mode": "REUSE_EXISTING", "targetLocaleIds": ["de-DE", "fr"]},
        {"authorize": True, "translationJobUid": "j1", "fileUris": ["a.json", "b.json"]},
    ]
    assert service.calls[1:] == [JOB, MAKE, FILE, FILE, SHOW, SHOW]
    assert upload.count(b'name="localeIdsToAuthorize[]"') == 2


def test_without_job_and_authorization_nothing_of_it_happens(service: Service) -> None:
    service.on("POST /file", Said(envelope({"stringCount": 1})))
    client = connected(service)
    platform = client.smartling.platform
    platform.begin(["a.json"], "main")
    list(platform.send_new([file("a.json")]))
    assert platform.finish() == {}
    assert service.calls[1:] == ["POST /file"]


def test_a_job_without_authorization_leaves_that_to_people(service: Service) -> None:
    client = connected(service, settings(authorize=None, job="Texts"))
    client.smartling.platform.begin(["a.json"], "main")
    assert json.loads(client.service.seen[2].body)["authorize"] is False


def test_files_that_failed_are_told_although_the_batch_is_complete(service: Service) -> None:
    service.on(
        SHOW, batch("COMPLETED", item("a.json", "ATTACH_FAILED"), item("b.json", "COMPLETED", "too long"))
    )
    service.on("POST /file/delete", Said(envelope(None)))
    client = connected(service, settings())
    platform = client.smartling.platform
    platform.begin(["a.json", "b.json"], "main")
    list(platform.send_new([file("a.json"), file("b.json")]))
    failed = platform.finish()
    assert {uri: error.message.rpartition(": ")[2] for uri, error in failed.items()} == {
        "a.json": "ATTACH_FAILED",
        "b.json": "too long",
    }
    assert all(error.status == 400 for error in failed.values())
    assert service.calls.count("POST /file/delete") == 2  # else the next run would take them for sent


def test_a_file_that_never_comes_is_cancelled_so_that_the_batch_goes_on(service: Service) -> None:
    service.on(SHOW, batch("COMPLETED", item("a.json"), item("b.json", "CANCELED", "not uploaded")))
    client = connected(service, settings())
    platform = client.smartling.platform
    platform.begin(["a.json", "b.json"], "main")
    list(platform.send_new([file("a.json")]))
    assert platform.finish() == {}
    (cancelled,) = [json.loads(each.body) for each in client.service.seen if each.method == "PUT"]
    assert cancelled == {"action": "CANCEL_FILE", "fileUri": "b.json", "reason": "not uploaded"}


def test_a_file_that_had_arrived_before_its_answer_got_lost_is_not_refused(service: Service) -> None:
    service.on(FILE, Said(b"", 502), Said(refusal("VALIDATION_ERROR", "batch.not.suitable", "already"), 400))
    service.on("GET /file", Said(refusal("VALIDATION_ERROR", "file.not.found", "none"), 404))
    client = connected(service, settings())
    platform = client.smartling.platform
    platform.begin(["a.json"], "main")
    list(platform.send_new([file("a.json")]))
    assert platform.finish() == {}
    assert service.calls.count(FILE) == 2


def test_a_batch_that_does_not_end_is_not_waited_for_without_end(service: Service) -> None:
    service.on(SHOW, batch("EXECUTING", item("a.json", "ATTACHING")))
    client = connected(service, settings())
    platform = client.smartling.platform
    platform.begin(["a.json"], "main")
    list(platform.send_new([file("a.json")]))
    assert platform.finish() == {}
    assert 600 <= sum(client.clock.slept) < 620
    assert "still adding files" in platform.notes()[0]


def test_errors_of_the_job_are_passed_on(service: Service) -> None:
    service.on(SHOW, batch("COMPLETED", item("a.json"), errors="Locale fr has no workflow"))
    client = connected(service, settings())
    platform = client.smartling.platform
    platform.begin(["a.json"], "main")
    list(platform.send_new([file("a.json")]))
    platform.finish()
    assert platform.notes()[0] == "Smartling says of the job: Locale fr has no workflow"


def test_a_refused_job_is_an_error_before_anything_is_sent(service: Service) -> None:
    service.on(JOB, Said(refusal("VALIDATION_ERROR", "job.name.evaluation.failed", "bad name"), 400))
    client = connected(service, settings())
    with pytest.raises(RemoteError, match="bad name"):
        client.smartling.platform.begin(["a.json"], "main")


def test_names_of_jobs_are_short_and_without_braces() -> None:
    assert job_name("", "main") == "ci-l10n main"
    assert job_name("{branch}", "a{b}c") == "a(b)c"
    assert len(job_name("x" * 160 + "{branch}", "y" * 160)) == 170


@pytest.mark.parametrize("nothing", ["", "{}", "[]", "null"])
def test_nothing_is_no_error(nothing: str) -> None:
    found = parse_batch(
        {"status": "completed", "generalErrors": nothing, "files": [item("a.json", errors=nothing)]}
    )
    assert (found.status, found.errors, found.items[0].has_failed) == ("COMPLETED", "", False)
