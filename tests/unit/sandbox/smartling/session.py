"""A long session with the simulated Smartling: every operation with success, and many refusals."""

from tests.unit.sandbox.smartling.api import ANDROID, Api

JSON = b'{"greeting": "Good morning {name}", "nested": {"a": "One", "b": "Two words"}}'
SPANISH = b'<resources><string name="hello">Hola</string><string name="gone">Nada %s</string></resources>'


def whole_session(api: Api) -> None:
    access(api)
    project(api)
    files(api)
    downloads(api)
    imports(api)
    jobs(api)
    batches(api)
    ends(api)


def access(api: Api) -> None:
    tokens = api.log_in()
    refresh = "auth-api/v2/authenticate/refresh"
    fresh = api.data("POST", refresh, json={"refreshToken": tokens["refreshToken"]})
    api.session.headers["Authorization"] = f"Bearer {fresh['accessToken']}"
    api.call("POST", refresh, json={"refreshToken": "nonsense"})
    api.call("POST", refresh, data="{")
    api.call("POST", "auth-api/v2/authenticate", json={"userIdentifier": "x", "userSecret": "y"})
    api.call("GET", f"{api.files}/files/list", headers={"Authorization": "Bearer nonsense"})
    api.call("GET", f"{api.files}/files/list", headers={"Authorization": ""})


def project(api: Api) -> None:
    path = f"projects-api/v2/projects/{api.project}"
    account = api.data("GET", path, params={"includeDisabledLocales": "true"})["accountUid"]
    api.call("GET", f"accounts-api/v2/accounts/{account}/projects", params={"projectNameFilter": "sand"})
    api.call("GET", "accounts-api/v2/accounts/nobody/projects")
    api.call("GET", "projects-api/v2/projects/aaaaaaaaa")
    api.control("knobs", {"smartling": {"forbidden": True}})
    api.call("GET", path)
    api.control("knobs", {"smartling": {"forbidden": False}})


def files(api: Api) -> None:
    api.upload("a.xml")
    api.upload("a.xml", namespace="shared", callback="https://x.test")
    api.upload("b.json", JSON, "json")
    api.upload("empty.json", b"{}", "json")
    api.upload("broken.json", b"{", "json")
    api.upload("a.xml", kind="nonsense")
    api.upload("", kind="android")
    api.control("knobs", {"smartling": {"upload_accepted": True, "ingest_reads": 1}})
    api.upload("later.json", JSON, "json")
    api.call("GET", f"{api.files}/file/status", params={"fileUri": "later.json"})  # 423
    api.control("knobs", {"smartling": {"upload_accepted": False, "ingest_reads": 0}})
    for path in (
        "file/status",
        "locales/de-DE/file/status",
        "file/last-modified",
        "locales/de-DE/file/last-modified",
    ):
        for uri in ("a.xml", "later.json", "no.xml", ""):
            api.call("GET", f"{api.files}/{path}", params={"fileUri": uri})
    api.call("GET", f"{api.files}/locales/klingon!/file/status", params={"fileUri": "a.xml"})
    for query in (
        {"limit": 1, "offset": 1},
        {"orderBy": "created_desc", "uriMask": "B"},
        {"orderBy": "size"},
    ):
        api.call("GET", f"{api.files}/files/list", params=query)
    api.call("GET", f"{api.files}/file-types")


def downloads(api: Api) -> None:
    query = {"fileUri": "a.xml", "retrievalType": "published"}
    for path in ("file", "locales/de-DE/file", "locales/all/file/zip"):
        api.call("GET", f"{api.files}/{path}", params=query)
        api.call("GET", f"{api.files}/{path}", params={**query, "fileUri": "no.xml"})
    for kind in ("pending", "pseudo", "nonsense"):
        wanted = {**query, "retrievalType": kind, "includeOriginalStrings": "false"}
        api.call("GET", f"{api.files}/locales/de-DE/file", params=wanted)
    several = {"fileUris[]": ["a.xml", "b.json"], "localeIds[]": ["de-DE"], "retrievalType": "published"}
    api.call("GET", f"{api.files}/files/zip", params=several)
    pairs = [{"fileUri": "a.xml", "localeIds": ["de-DE", "fr-FR"]}]
    api.call("POST", f"{api.files}/files/zip", json={"files": pairs, "retrievalType": "PUBLISHED"})
    api.call(
        "POST", f"{api.files}/files/zip", json={"files": [{"fileUri": "no.xml", "localeIds": ["de-DE"]}]}
    )
    api.call("POST", f"{api.files}/files/zip", json={})
    path = f"{api.files}/locales/de-DE/file/get-translations"
    api.upload("a.xml", ANDROID, path=path, retrievalType="published")
    published = f"published-files-api/v2/projects/{api.project}/files/list/recently-published"
    api.call("GET", published, params={"publishedAfter": "2020-01-01T00:00:00Z"})
    api.call("GET", published)


def imports(api: Api) -> None:
    path = f"{api.files}/locales/es-ES/file/import"
    for state in ("PUBLISHED", "POST_TRANSLATION", "IN_EDITING"):
        api.upload("a.xml", SPANISH, path=path, translationState=state, overwrite="true")
    api.upload("no.xml", SPANISH, path=path, translationState="PUBLISHED")
    api.upload("a.xml", b"<resources>", path=path, translationState="PUBLISHED")
    api.upload("a.xml", SPANISH, "html", path=path, translationState="PUBLISHED")


def jobs(api: Api) -> None:
    job = api.make_job("Autumn", "de-DE")
    one = f"{api.jobs}/{job}"
    api.call("POST", api.jobs, json={"jobName": "Autumn"})
    api.call("GET", api.jobs, params={"jobName": "aut"})
    api.call("GET", api.jobs, params={"translationJobStatus": "nonsense"})
    account = api.data("GET", f"projects-api/v2/projects/{api.project}")["accountUid"]
    api.call("GET", f"jobs-api/v3/accounts/{account}/jobs", params={"projectIds": api.project})
    api.call("GET", "jobs-api/v3/accounts/nobody/jobs")
    api.call("POST", f"{one}/authorize")
    for uri in ("a.xml", "no.xml"):
        api.call("POST", f"{one}/file/add", json={"fileUri": uri})
        api.call("POST", f"{api.jobs}/search", json={"fileUris": [uri]})
    api.call("POST", f"{one}/locales/fr-FR", json={"syncContent": True})
    api.call("POST", f"{one}/authorize", json={})
    for path in ("", "/files", "/progress", "/file/progress?fileUri=a.xml", "/file/progress?fileUri=no.xml"):
        api.call("GET", one + path)
    api.call(
        "PUT", one, json={"jobName": "Winter", "dueDate": "2100-01-01T00:00:00Z", "callbackMethod": "GET"}
    )
    api.call("PUT", one, json={"jobName": "Winter", "dueDate": "never"})
    api.call("DELETE", f"{one}/locales/fr-FR")
    api.control("knobs", {"smartling": {"jobs_async": True}})
    for path, body in (
        ("file/remove", {"fileUri": "a.xml"}),
        ("locales/fr-FR", {}),
        ("file/add", {"fileUri": "a.xml"}),
    ):
        process = api.data("POST", f"{one}/{path}", json=body)["url"].lstrip("/")
        api.call("GET", process)
        api.call("GET", process)
    api.call("DELETE", f"{one}/locales/fr-FR")
    api.call("GET", f"{one}/processes/nosuchproces")
    other = api.make_job("Other")
    api.call("POST", f"{api.jobs}/{other}/cancel", json={"reason": "no"})
    api.control("knobs", {"smartling": {"jobs_async": False}})
    for path in ("cancel", "close"):
        api.call("POST", f"{api.jobs}/{other}/{path}")
    third = f"{api.jobs}/{api.make_job('Third', 'de-DE')}"
    for path in ("file/add", "file/remove"):
        api.call("POST", f"{third}/{path}", json={"fileUri": "a.xml"})
    api.call("POST", f"{third}/cancel")
    api.call("DELETE", f"{api.jobs}/{other}")
    api.call("POST", f"{one}/close")


def batches(api: Api) -> None:
    template = {"nameTemplate": "Batch {yyyy-MM-dd}", "targetLocaleIds": ["de-DE"]}
    job = api.data("POST", f"{api.batches}/jobs", json=template)["translationJobUid"]
    api.call("POST", f"{api.batches}/jobs", json={})
    batch = api.make_batch(job, "new.json", "broken.json")
    path = f"{api.batches}/batches/{batch}"
    api.batch(batch)
    api.put_into(batch, "new.json", JSON, "json")
    api.put_into(batch, "broken.json", b"{", "json")
    api.put_into(batch, "late.json", JSON, "json")
    for _ in range(2):
        api.batch(batch)
    api.call("GET", f"{api.batches}/batches")
    api.call("GET", f"{api.batches}/batches/nosuchbatch1")
    api.call("PUT", path, json={"action": "CANCEL_FILE", "fileUri": "new.json"})
    open_one = api.make_batch(job, "x.json")
    api.call(
        "PUT", f"{api.batches}/batches/{open_one}", json={"action": "REGISTER_FILE", "fileUri": "y.json"}
    )


def ends(api: Api) -> None:
    api.call("POST", f"{api.files}/file/rename", data={"fileUri": "b.json", "newFileUri": "c.json"})
    api.call("POST", f"{api.files}/file/rename", json={"fileUri": "c.json", "newFileUri": "a.xml"})
    names = {"fileUri": (None, "c.json")}
    api.call("POST", f"{api.files}/file/delete", files=names)
    api.call("POST", f"{api.files}/file/delete", files=names)
    api.call("POST", f"{api.files}/file/delete", json={"fileUri": "no.xml"})
    api.call("GET", f"{api.files}/nothing/of/the/kind")
    empty = {"fileFilter": "PUBLISHED_FILES_ONLY", "files": [{"fileUri": "y.json", "localeIds": ["ja-JP"]}]}
    api.control("knobs", {"smartling": {"auto_authorize": False}})
    api.upload("y.json", JSON, "json")
    api.call("POST", f"{api.files}/files/zip", json=empty)
