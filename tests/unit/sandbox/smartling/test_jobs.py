"""Jobs: their states, their content, their ends."""

import pytest

from tests.unit.sandbox.smartling.api import Api

INVALID = "VALIDATION_ERROR"


def add(api: Api, job: str, uri: str, *locales: str) -> dict[str, int]:
    body = {"fileUri": uri, "targetLocaleIds": list(locales)}
    return dict(api.data("POST", f"{api.jobs}/{job}/file/add", json=body))


def test_a_job_goes_from_draft_to_closed(manual: Api) -> None:
    api = manual
    api.control("knobs", {"smartling": {"auto_authorize": False}})
    api.upload("a.xml")
    job = api.make_job("Autumn", "de-DE")
    assert api.job(job)["jobStatus"] == "DRAFT"
    assert add(api, job, "a.xml") == {"successCount": 2, "failCount": 0}
    assert api.job(job)["jobStatus"] == "AWAITING_AUTHORIZATION"
    assert api.data("POST", f"{api.jobs}/{job}/authorize", json={}) is None
    begun = api.job(job)
    assert begun["jobStatus"] == "IN_PROGRESS"
    assert begun["firstAuthorizedDate"] == begun["lastAuthorizedDate"] is not None
    assert api.refusal("POST", f"{api.jobs}/{job}/close") == (400, INVALID, None)
    api.sandbox.translate({"source": "a.xml", "locale": "de-DE", "all": "pseudo", "complete": True})
    done = api.job(job)
    assert done["jobStatus"] == "COMPLETED"
    assert done["lastCompletedDate"]
    assert api.refusal("DELETE", f"{api.jobs}/{job}") == (400, INVALID, None)
    api.data("POST", f"{api.jobs}/{job}/close")
    assert api.job(job)["jobStatus"] == "CLOSED"
    refused = api.refusal("POST", f"{api.jobs}/{job}/file/add", json={"fileUri": "a.xml"})
    assert refused == (400, INVALID, None)


def test_jobs_are_canceled_and_then_deleted(api: Api) -> None:
    job = api.make_job()
    api.data("POST", f"{api.jobs}/{job}/cancel", json={"reason": "no longer wanted"})
    assert api.job(job)["jobStatus"] == "CANCELLED"
    assert api.refusal("POST", f"{api.jobs}/{job}/cancel") == (400, INVALID, None)
    api.data("DELETE", f"{api.jobs}/{job}")
    assert api.refusal("GET", f"{api.jobs}/{job}") == (404, INVALID, "job.not.found")
    assert api.make_job() != job, "the name is free again"


def test_names_are_unique_and_values_are_checked(api: Api) -> None:
    job = api.make_job("Autumn")
    answer = api.call("POST", api.jobs, json={"jobName": "Autumn"}).json()["response"]["errors"][0]
    assert (answer["key"], answer["details"]) == (None, {"field": "jobName"})
    wrong: object
    for wrong in (
        {"jobName": ""},
        {"jobName": "x" * 171},
        {"jobName": "B", "targetLocaleIds": "de-DE"},
        {"jobName": "B", "targetLocaleIds": ["not a locale"]},
        {"jobName": "B", "description": "x" * 8001},
        {"jobName": "B", "dueDate": "tomorrow"},
        {"jobName": "B", "callbackMethod": "PUT"},
        [],
    ):
        assert api.refusal("POST", api.jobs, json=wrong)[:2] == (400, INVALID), wrong
    body = {"jobName": "Autumn", "description": "Texts", "dueDate": "2100-01-31T11:00:00.000+01:00"}
    changed = api.data("PUT", f"{api.jobs}/{job}", json=body)
    assert (changed["jobName"], changed["description"]) == ("Autumn", "Texts")
    assert changed["dueDate"] == "2100-01-31T10:00:00Z"
    assert [item["jobName"] for item in api.data("GET", api.jobs)["items"]] == ["Autumn"]


def test_jobs_are_found_by_part_of_their_name_by_state_and_in_pages(api: Api) -> None:
    for name in ("One sync", "Two SYNCS", "Other"):
        api.make_job(name)
    found = api.data("GET", api.jobs, params={"jobName": "Sync", "limit": 1, "offset": 1})
    assert (found["totalCount"], [item["jobName"] for item in found["items"]]) == (2, ["One sync"])
    states = {"translationJobStatus": ["COMPLETED", "CANCELLED"]}
    assert api.data("GET", api.jobs, params=states)["totalCount"] == 0
    by_name = api.data("GET", api.jobs, params={"sortBy": "jobName", "sortDirection": "ASC"})
    assert [item["jobName"] for item in by_name["items"]] == ["One sync", "Other", "Two SYNCS"]
    assert api.refusal("GET", api.jobs, params={"translationJobStatus": "OPEN"})[0] == 400
    account = api.data("GET", f"projects-api/v2/projects/{api.project}")["accountUid"]
    path = f"jobs-api/v3/accounts/{account}/jobs"
    assert api.data("GET", path, params={"jobName": "sync"})["totalCount"] == 2
    assert api.data("GET", path, params={"projectIds": "another00"})["totalCount"] == 0


def test_a_file_that_is_being_taken_in_is_refused_until_it_is_there(api: Api) -> None:
    api.control("knobs", {"smartling": {"ingest_reads": 2}})
    api.upload("a.xml")
    job = api.make_job("Autumn", "de-DE")
    path, body = f"{api.jobs}/{job}/file/add", {"fileUri": "a.xml"}
    for _ in range(2):
        assert api.refusal("POST", path, json=body) == (423, INVALID, None)
    assert api.data("POST", path, json=body) == {"successCount": 2, "failCount": 0}
    assert api.refusal("POST", path, json={"fileUri": "x.xml"}) == (400, INVALID, "file.not.found")


def test_content_can_be_changed_by_a_process_that_is_asked(api: Api) -> None:
    api.control("knobs", {"smartling": {"jobs_async": True, "process_reads": 2}})
    api.upload("a.xml")
    job = api.make_job("Autumn", "de-DE")
    answer = api.call("POST", f"{api.jobs}/{job}/file/add", json={"fileUri": "a.xml"})
    assert (answer.status_code, answer.json()["response"]["code"]) == (202, "ACCEPTED")
    process = answer.json()["response"]["data"]["url"].lstrip("/")
    told = [api.data("GET", process)["processState"] for _ in range(3)]
    assert told == ["IN_PROGRESS", "IN_PROGRESS", "COMPLETED"]
    assert [file["uri"] for file in api.job(job)["sourceFiles"]] == ["a.xml"]
    api.control("knobs", {"smartling": {"process_reads": 0, "process_fails": True}})
    process = api.data("POST", f"{api.jobs}/{job}/file/remove", json={"fileUri": "a.xml"})["url"]
    assert api.data("GET", process.lstrip("/"))["processState"] == "FAILED"
    assert [file["uri"] for file in api.job(job)["sourceFiles"]] == ["a.xml"]
    unknown = api.refusal("GET", f"{api.jobs}/{job}/processes/nosuchproces")
    assert unknown == (404, INVALID, "process.not.found")


def test_files_and_locales_come_and_go(api: Api) -> None:
    for uri in ("a.xml", "b.xml"):
        api.upload(uri)
    job = api.make_job("Autumn", "de-DE")
    add(api, job, "a.xml", "fr-FR")
    add(api, job, "b.xml")
    api.data("POST", f"{api.jobs}/{job}/locales/es-ES", json={"syncContent": False})
    api.data("POST", f"{api.jobs}/{job}/locales/ja-JP")
    held = api.data("GET", f"{api.jobs}/{job}/files")
    assert {item["uri"]: item["localeIds"] for item in held["items"]} == {
        "a.xml": ["fr-FR", "ja-JP"],
        "b.xml": ["de-DE", "fr-FR", "ja-JP"],
    }
    for locale in ("fr-FR", "ja-JP"):
        api.data("DELETE", f"{api.jobs}/{job}/locales/{locale}")
    held = api.data("GET", f"{api.jobs}/{job}/files", params={"limit": 5})
    assert [item["uri"] for item in held["items"]] == ["b.xml"]
    assert api.job(job)["targetLocaleIds"] == ["de-DE", "es-ES"]
    api.data("POST", f"{api.files}/file/rename", data={"fileUri": "b.xml", "newFileUri": "c.xml"})
    assert [file["uri"] for file in api.job(job)["sourceFiles"]] == ["c.xml"]
    found = api.data("POST", f"{api.jobs}/search", json={"fileUris": ["c.xml"]})
    assert [item["translationJobUid"] for item in found["items"]] == [job]
    api.data("POST", f"{api.files}/file/delete", data={"fileUri": "c.xml"})
    assert api.job(job)["sourceFiles"] == []


def test_one_locale_can_be_authorized_and_progress_tells_the_rest(manual: Api) -> None:
    api = manual
    api.control("knobs", {"smartling": {"auto_authorize": False}})
    api.upload("a.xml")
    job = api.make_job("Autumn", "de-DE", "fr-FR")
    path = f"{api.jobs}/{job}/authorize"
    assert api.refusal("POST", path) == (400, INVALID, None), "nothing to authorize"
    add(api, job, "a.xml")
    strange = {"localeWorkflows": [{"targetLocaleId": "es-ES"}]}
    assert api.refusal("POST", path, json=strange) == (400, INVALID, None)
    api.data("POST", path, json={"localeWorkflows": [{"targetLocaleId": "de-DE", "workflowUid": "1"}]})
    api.sandbox.translate(
        {"source": "a.xml", "locale": "de-DE", "segments": {"Bye for now": "Tschüss"}, "complete": True}
    )
    progress = api.data("GET", f"{api.jobs}/{job}/progress")
    french = progress["contentProgressReport"][1]
    assert french["unauthorizedProgressReport"] == {"stringCount": 2, "wordCount": 4}
    german = api.data("GET", f"{api.jobs}/{job}/progress", params={"targetLocaleId": "de-DE"})
    assert german["progress"] == {"percentComplete": 75, "totalWordCount": 4}
    assert api.data("GET", f"{api.jobs}/{job}/file/progress", params={"fileUri": "a.xml"}) == progress


@pytest.mark.parametrize("path", ["", "/files", "/progress"])
def test_a_job_nobody_made_is_not_found(api: Api, path: str) -> None:
    assert api.refusal("GET", f"{api.jobs}/nosuchjobuid{path}") == (404, INVALID, "job.not.found")


def test_recently_published_files_are_those_published_since(manual: Api) -> None:
    api = manual
    api.upload("a.xml")
    path = f"published-files-api/v2/projects/{api.project}/files/list/recently-published"
    since = {"publishedAfter": "2020-01-01T00:00:00Z"}
    assert api.data("GET", path, params=since)["totalCount"] == 0
    api.sandbox.translate({"source": "a.xml", "locale": "de-DE", "all": "pseudo", "complete": True})
    (item,) = api.data("GET", path, params={**since, "fileUris[]": "a.xml"})["items"]
    assert (item["fileUri"], item["localeId"]) == ("a.xml", "de-DE")
    assert api.data("GET", path, params={**since, "localeIds[]": "fr-FR"})["items"] == []
    assert api.refusal("GET", path) == (400, INVALID, "publishedAfter")
    many = {**since, "fileUris[]": [f"{number}.xml" for number in range(21)]}
    assert api.refusal("GET", path, params=many) == (400, INVALID, "fileUris")
    api.sandbox.clock.advance(15 * 24 * 3600)
    api.log_in()
    assert api.data("GET", path, params=since)["items"] == [], "only the last 14 days are remembered"
