"""Batches: what is waited for, what is refused, what becomes of it."""

import pytest

from tests.unit.sandbox.smartling.api import Api

INVALID = "VALIDATION_ERROR"


def states(api: Api, batch: str) -> tuple[str, list[str]]:
    told = api.batch(batch)
    return told["status"], [item["status"] for item in told["files"]]


def test_a_batch_goes_from_draft_to_completed(api: Api) -> None:
    job = api.make_job("Autumn", "de-DE")
    batch = api.make_batch(job, "a.xml", "b.xml")
    assert states(api, batch) == ("DRAFT", ["DRAFT", "DRAFT"])
    answer = api.put_into(batch, "a.xml", locales=("de-DE", "fr-FR"))
    assert (answer.status_code, answer.json()) == (202, {"response": {"code": "ACCEPTED", "data": None}})
    assert states(api, batch) == ("ADDING_FILES", ["UPLOADING", "DRAFT"])
    api.put_into(batch, "b.xml")
    assert states(api, batch) == ("EXECUTING", ["ATTACHING", "ATTACHING"])
    assert states(api, batch) == ("COMPLETED", ["COMPLETED", "COMPLETED"])
    told = api.batch(batch)
    assert (told["authorized"], told["generalErrors"], told["translationJobUid"]) == (True, "", job)
    locales = [{"localeId": "de-DE", "stringsAdded": 2}, {"localeId": "fr-FR", "stringsAdded": 2}]
    assert told["files"][0]["targetLocales"] == locales
    assert api.job(job)["targetLocaleIds"] == ["de-DE", "fr-FR"]
    assert [file["uri"] for file in api.job(job)["sourceFiles"]] == ["a.xml", "b.xml"]


def test_a_registered_file_that_never_comes_leaves_the_batch_open(api: Api) -> None:
    batch = api.make_batch(api.make_job(), "a.xml", "never.xml")
    api.put_into(batch, "a.xml")
    for _ in range(5):
        assert states(api, batch) == ("ADDING_FILES", ["UPLOADING", "DRAFT"])
    cancel = {"action": "CANCEL_FILE", "fileUri": "never.xml", "reason": "not there"}
    assert api.data("PUT", f"{api.batches}/batches/{batch}", json=cancel) is None
    states(api, batch)
    assert states(api, batch) == ("COMPLETED", ["COMPLETED", "CANCELED"])


def test_the_same_uri_is_taken_once_and_only_when_it_is_registered(api: Api) -> None:
    batch = api.make_batch(api.make_job(), "a.xml", "b.xml")
    path = f"{api.batches}/batches/{batch}/file"
    locales = {"localeIdsToAuthorize[]": "de-DE"}
    body = {"fileUri": "c.xml", "fileType": "android", **locales}
    file = {"file": ("c.xml", b"<resources/>")}
    assert api.refusal("POST", path, data=body, files=file) == (400, INVALID, "file.not.registered")
    assert api.put_into(batch, "a.xml").status_code == 202
    twice = api.put_into(batch, "a.xml")
    assert (twice.status_code, twice.json()["response"]["errors"][0]["key"]) == (400, "batch.not.suitable")
    assert "already uploaded" in twice.text
    assert api.refusal(
        "POST", f"{api.batches}/batches", json={"authorize": False, "translationJobUid": "x", "fileUris": ["a", "a"]}
    ) == (400, INVALID, "fileUris")  # fmt: skip


def test_a_batch_that_is_carried_out_takes_nothing_more(api: Api) -> None:
    batch = api.make_batch(api.make_job(), "a.xml")
    api.put_into(batch, "a.xml")
    path = f"{api.batches}/batches/{batch}"
    for action in ("REGISTER_FILE", "CANCEL_FILE"):
        body = {"action": action, "fileUri": "b.xml"}
        assert api.refusal("PUT", path, json=body) == (400, INVALID, "batch.not.suitable")
    assert api.put_into(batch, "a.xml").status_code == 400


def test_files_are_registered_later_and_canceled_until_they_come(api: Api) -> None:
    batch = api.make_batch(api.make_job())
    path = f"{api.batches}/batches/{batch}"
    for uri in ("a.xml", "b.xml"):
        api.data("PUT", path, json={"action": "REGISTER_FILE", "fileUri": uri})
    api.put_into(batch, "a.xml")
    canceled = {"action": "CANCEL_FILE", "fileUri": "a.xml"}
    assert api.refusal("PUT", path, json=canceled) == (400, INVALID, "file.not.cancelled")
    unknown = {"action": "CANCEL_FILE", "fileUri": "x.xml"}
    assert api.refusal("PUT", path, json=unknown) == (400, INVALID, "file.not.registered")
    assert api.refusal("PUT", path, json={"action": "STOP", "fileUri": "a.xml"}) == (400, INVALID, "action")


def test_a_batch_completes_with_files_that_failed(api: Api) -> None:
    api.control("knobs", {"smartling": {"batch_failing": "bad", "batch_reads": 0}})
    job = api.make_job()
    batch = api.make_batch(job, "a.xml", "bad.xml", "empty.json")
    api.put_into(batch, "a.xml")
    api.put_into(batch, "bad.xml")
    assert api.put_into(batch, "empty.json", b"{}", "json").status_code == 202
    told = api.batch(batch)
    assert told["status"] == "COMPLETED"
    assert [item["status"] for item in told["files"]] == ["COMPLETED", "ATTACH_FAILED", "UPLOAD_FAILED"]
    assert "Cannot add bad.xml" in told["files"][1]["errors"]
    assert "No source strings found" in told["files"][2]["errors"]
    assert [file["uri"] for file in api.job(job)["sourceFiles"]] == ["a.xml"]


def test_other_words_that_descriptions_of_the_api_use(api: Api) -> None:
    api.control(
        "knobs",
        {"smartling": {"item_words": "process", "empty_errors": "{}", "batch_status_code": "OK"}},
    )
    batch = api.make_batch(api.make_job(), "a.xml", "bad.json")
    api.put_into(batch, "bad.json", b"{", "json")
    answer = api.call("GET", f"{api.batches}/batches/{batch}").json()["response"]
    assert (answer["code"], answer["data"]["generalErrors"]) == ("OK", "{}")
    assert [item["status"] for item in answer["data"]["files"]] == ["UPLOADING", "FAILED"]
    api.put_into(batch, "a.xml")
    assert states(api, batch) == ("EXECUTING", ["PROCESSING", "FAILED"])
    assert api.batch(batch)["files"][0]["errors"] == "{}"


def test_only_an_authorizing_batch_has_its_files_translated(api: Api) -> None:
    for authorize, done in ((False, 0), (True, 2)):
        uri = f"{authorize}.xml"
        job = api.make_job(f"Job {authorize}")
        batch = api.make_batch(job, uri, authorize=authorize)
        api.put_into(batch, uri)
        path = f"{api.files}/locales/de-DE/file/status"
        assert api.data("GET", path, params={"fileUri": uri})["completedStringCount"] == done
        assert api.job(job)["jobStatus"] == ("COMPLETED" if done else "AWAITING_AUTHORIZATION")
    other = api.data("GET", f"{api.files}/locales/fr-FR/file/status", params={"fileUri": "True.xml"})
    assert (other["authorizedStringCount"], other["completedStringCount"]) == (0, 0)


def test_an_upload_needs_locales_of_the_project(api: Api) -> None:
    api.control("knobs", {"smartling": {"locales": ["de-DE"]}})
    batch = api.make_batch(api.make_job(), "a.xml")
    assert api.put_into(batch, "a.xml", locales=()).status_code == 400
    assert api.put_into(batch, "a.xml", locales=("fr-FR",)).status_code == 400
    assert api.put_into(batch, "a.xml", locales=("de-DE",)).status_code == 202


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({"translationJobUid": "nosuchjobuid", "fileUris": []}, (400, INVALID, "authorize")),
        ({"authorize": True, "fileUris": []}, (400, INVALID, "translationJobUid")),
        ({"authorize": "yes", "translationJobUid": "x", "fileUris": []}, (400, INVALID, "authorize")),
        ({"authorize": True, "translationJobUid": "x"}, (400, INVALID, "fileUris")),
        ({"authorize": True, "translationJobUid": "x", "fileUris": ["a" * 513]}, (400, INVALID, "fileUris")),
        ({"authorize": True, "translationJobUid": "x", "fileUris": []}, (404, INVALID, "job.not.found")),
    ],
)
def test_a_batch_that_cannot_be_made(
    api: Api, body: dict[str, object], refusal: tuple[int, str, str]
) -> None:
    assert api.refusal("POST", f"{api.batches}/batches", json=body) == refusal


def test_schedules_and_jobs_that_do_not_suit(api: Api) -> None:
    job = api.make_job("Autumn", "de-DE")
    flows = [{"targetLocaleId": "de-DE", "dueDate": "2001-01-01T00:00:00Z"}]
    body = {"authorize": True, "translationJobUid": job, "fileUris": ["a"], "localeWorkflows": flows}
    assert api.refusal("POST", f"{api.batches}/batches", json=body) == (
        400,
        INVALID,
        "batch.schedule.invalid",
    )
    api.data("POST", f"{api.jobs}/{job}/cancel")
    del body["localeWorkflows"]
    assert api.refusal("POST", f"{api.batches}/batches", json=body) == (400, INVALID, "batch.not.created")
    assert api.refusal("GET", f"{api.batches}/batches/nosuchbatch1") == (404, INVALID, "batch.not.found")


def test_batches_are_listed_by_job_and_state_in_pages(api: Api) -> None:
    job, other = api.make_job("One"), api.make_job("Two")
    made = [api.make_batch(job, f"{number}.xml") for number in range(3)]
    api.make_batch(other, "x.xml")
    api.put_into(made[0], "0.xml")
    path = f"{api.batches}/batches"
    page = api.data("GET", path, params={"translationJobUid": job, "limit": 2, "offset": 1})
    assert (page["totalCount"], [item["batchUid"] for item in page["items"]]) == (3, [made[1], made[0]])
    drafts = api.data("GET", path, params={"status": "DRAFT", "orderBy": "asc"})
    assert [item["batchUid"] for item in drafts["items"]][:2] == made[1:]
    assert api.refusal("GET", path, params={"status": "OPEN"}) == (400, INVALID, "status")


class TestJobsByName:
    def ask(self, api: Api, name: str, **more: object) -> dict[str, object]:
        return dict(api.data("POST", f"{api.batches}/jobs", json={"nameTemplate": name, **more}))

    def test_the_job_of_that_name_is_used_again_while_it_is_open(self, api: Api) -> None:
        first = self.ask(api, "CI", targetLocaleIds=["de-DE"])
        assert (first["jobName"], first["targetLocaleIds"], first["jobStatus"]) == ("CI", ["de-DE"], "DRAFT")
        assert self.ask(api, "CI")["translationJobUid"] == first["translationJobUid"]
        new = self.ask(api, "CI", mode="CREATE_NEW")
        assert str(new["jobName"]).startswith("CI ")
        assert new["jobName"] != "CI"
        api.data("POST", f"{api.jobs}/{first['translationJobUid']}/cancel")
        assert self.ask(api, "CI", salt="ORDINAL")["jobName"] == "CI 2"

    def test_dates_in_the_name_are_those_of_the_time_zone(self, api: Api) -> None:
        name = str(self.ask(api, "CI {yyyy} {'week'}", timeZoneName="Pacific/Auckland")["jobName"])
        assert name.endswith(" week")
        assert name.split()[1].isdigit()
        path = f"{api.batches}/jobs"
        bad = {"nameTemplate": "CI {what is this?}"}
        assert api.refusal("POST", path, json=bad) == (400, INVALID, "job.name.evaluation.failed")
        long = {"nameTemplate": "x" * 171}
        assert api.refusal("POST", path, json=long) == (400, INVALID, "job.name.evaluation.failed")
        nowhere = {"nameTemplate": "CI", "timeZoneName": "Nowhere/Land"}
        assert api.refusal("POST", path, json=nowhere) == (400, INVALID, "timeZoneName")
