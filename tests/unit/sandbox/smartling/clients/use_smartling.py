"""
A session of the vendor's Python client, printed as JSON: [what was called, status, answer].

The answer is the parsed envelope, or the body as Latin-1 text. Runs in an environment of its own:
python use_smartling.py ORIGIN USER SECRET PROJECT FOLDER
"""

import json
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from smartlingApiSdk.ApiV2 import ApiV2  # type: ignore[import-not-found]
from smartlingApiSdk.HttpClient import HttpClient  # type: ignore[import-not-found]
from smartlingApiSdk.Settings import Settings  # type: ignore[import-not-found]

ORIGIN, USER, SECRET, PROJECT, FOLDER = sys.argv[1:]

# There is no option for these; they have to be set before anything is made.
Settings.printToLogfile = False
HttpClient.protocol = "http://"
ApiV2.hostProd = urlsplit(ORIGIN).netloc

from smartlingApiSdk.api.AccountProjectsApi import AccountProjectsApi  # type: ignore[import-not-found] # noqa: E402
from smartlingApiSdk.api.FilesApi import FilesApi  # type: ignore[import-not-found] # noqa: E402
from smartlingApiSdk.api.JobBatchesV2Api import JobBatchesV2Api  # type: ignore[import-not-found] # noqa: E402
from smartlingApiSdk.api.JobsApi import JobsApi  # type: ignore[import-not-found] # noqa: E402

ANDROID = """<?xml version="1.0" encoding="utf-8"?>
<resources>
    <string name="hello">Hello %s</string>
    <string name="bye">Goodbye</string>
    <plurals name="items"><item quantity="one">%d item</item><item quantity="other">%d items</item></plurals>
</resources>
"""
SPANISH = """<?xml version="1.0" encoding="utf-8"?>
<resources>
    <string name="hello">Hola</string>
    <string name="bye">Adiós</string>
    <string name="nowhere">Nada</string>
</resources>
"""
JSON = '{"greeting": "Good morning {name}", "count": "One"}'

seen: list[tuple[str, int, object]] = []


def make(kind: Any, secret: str = SECRET) -> Any:
    return kind(USER, secret, PROJECT, ignore_errors=True)


def note(name: str, answer: Any) -> Any:
    """Write the answer down; returns its data."""
    response, status = answer
    body = response.decode("latin-1") if isinstance(response, bytes) else response.responseDict
    seen.append((name, status, body))
    return None if isinstance(response, bytes) else (response.responseDict["response"].get("data") or {})


def write(name: str, text: str) -> str:
    path = Path(FOLDER) / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def until(ask: Callable[[], Any], is_done: Callable[[Any], bool]) -> Any:
    """The first answer that ``is_done`` likes, of at most 60."""
    for _ in range(60):
        answer = ask()
        if is_done(answer[0].data.dict):
            return answer
        time.sleep(0.1)
    raise SystemExit(f"never done: {answer[0]}")


def is_translated(status: Any) -> bool:
    items = status.get("items", [status])
    return all(item["completedStringCount"] == status["totalStringCount"] for item in items)


def projects() -> None:
    api = make(AccountProjectsApi)
    account = note("project", api.getProjectDetails(includeDisabledLocales=True))["accountUid"]
    note("projects", api.getProjectsByAccount(account, includeArchived=False, limit=10))


def files() -> None:
    api = make(FilesApi)
    directives = {"namespace": "shared", "placeholder_format_custom": r"\[\w+\]"}
    source = write("strings.xml", ANDROID)
    note(
        "upload",
        api.uploadSourceFile(source, "/app/strings.xml", "android", "https://x.test", directives=directives),
    )
    note("upload again", api.uploadSourceFile(source, "/app/strings.xml", "android", directives=directives))
    # What cannot be opened as a file is sent as content.
    note("upload content", api.uploadSourceFile(JSON, "/web/en.json", "json"))
    note("upload nothing", api.uploadSourceFile("{}", "/web/empty.json", "json"))
    for uri in ("/app/strings.xml", "/web/en.json"):
        until(partial(api.getFileTranslationStatusSingleLocale, "de-DE", uri), is_translated)
    note("status", api.getFileTranslationStatusAllLocales("/app/strings.xml"))
    note("status of a locale", api.getFileTranslationStatusSingleLocale("de-DE", "/app/strings.xml"))
    note("status of nothing", api.getFileTranslationStatusAllLocales("/not/there.xml"))
    lists(api)
    downloads(api)
    imports(api)
    ends(api)


def lists(api: Any) -> None:
    for offset in (0, 1, 2):
        answer = api.getRecentlyUploadedSourceFilesList(limit=1, offset=offset, orderBy="fileUri_asc")
        note(f"list from {offset}", answer)
    note("list some", api.getRecentlyUploadedSourceFilesList(uriMask="EN.J", fileTypes=["json", "android"]))
    note("list late", api.getRecentlyUploadedSourceFilesList(lastUploadedAfter="2100-01-01T00:00:00Z"))
    note("file types", api.getFileTypesList())
    uri = "/app/strings.xml"
    note("last modified", api.getTranslatedFileLastModifiedDateAllLocales(uri))
    note("last modified in a locale", api.getTranslatedFileLastModifiedDateSingleLocale("de-DE", uri))
    late = api.getTranslatedFileLastModifiedDateAllLocales(uri, lastModifiedAfter="2100-01-01T00:00:00Z")
    note("last modified late", late)
    note(
        "published",
        api.getRecentlyPublishedFilesList("2020-01-01T00:00:00Z", fileUris=[uri], localeIds=["de-DE"]),
    )


def downloads(api: Any) -> None:
    uri = "/app/strings.xml"
    note("source", api.downloadSourceFile(uri))
    for kind in ("published", "pending", "pseudo"):
        note(f"download {kind}", api.downloadTranslatedFileSingleLocale("de-DE", uri, kind))
    note(
        "download without originals", api.downloadTranslatedFileSingleLocale("de-DE", uri, "published", False)
    )
    note("download nothing", api.downloadTranslatedFileSingleLocale("de-DE", "/not/there.xml", "published"))
    note("download badly", api.downloadTranslatedFileSingleLocale("de-DE", uri, "finished"))
    note("zip of a file", api.downloadTranslatedFilesAllLocales(uri, "published", zipFileName="all.zip"))
    names, locales = [uri, "/web/en.json"], ["de-DE", "fr-FR"]
    answer = api.downloadMultipleTranslatedFiles(names, locales, "published", localeMode="LOCALE_IN_NAME")
    note("zip of files", answer)
    old = write("old.xml", ANDROID.replace("Goodbye", "So long"))
    note("get translations", api.exportFileTranslations("de-DE", old, uri, "published"))


def imports(api: Any) -> None:
    uri, spanish = "/app/strings.xml", write("es.xml", SPANISH)
    note("import", api.importFileTranslations("es-ES", spanish, uri, "android", "PUBLISHED", overwrite=True))
    note("imported", api.downloadTranslatedFileSingleLocale("es-ES", uri, "published"))
    other = write("es2.xml", SPANISH.replace("Adiós", "Hasta luego"))
    note(
        "import kept",
        api.importFileTranslations("es-ES", other, uri, "android", "PUBLISHED", overwrite=False),
    )
    note("kept", api.downloadTranslatedFileSingleLocale("es-ES", uri, "pending"))
    note(
        "import pending", api.importFileTranslations("es-ES", other, uri, "android", "POST_TRANSLATION", True)
    )
    note("import badly", api.importFileTranslations("es-ES", spanish, uri, "android", "IN_TRANSLATION", True))
    note(
        "import broken", api.importFileTranslations("es-ES", "<resources>", uri, "android", "PUBLISHED", True)
    )


def ends(api: Any) -> None:
    note("rename", api.renameUploadedSourceFile("/web/en.json", "/web/new.json"))
    note("rename taken", api.renameUploadedSourceFile("/web/new.json", "/app/strings.xml"))
    note("renamed", api.getFileTranslationStatusAllLocales("/web/new.json"))
    note("delete", api.deleteUploadedSourceFile("/web/new.json"))
    note("deleted", api.getFileTranslationStatusAllLocales("/web/new.json"))
    note("upload deleted", api.uploadSourceFile(JSON, "/web/new.json", "json"))


def jobs() -> None:
    api = make(JobsApi)
    made = note(
        "add job",
        api.addJob(
            "Autumn",
            ["de-DE"],
            description="Texts",
            dueDate="2100-01-31T10:00:00Z",
            callbackUrl="https://x.test/job",
            callbackMethod="GET",
        ),
    )
    uid = made["translationJobUid"]
    note("add job again", api.addJob("Autumn"))
    note("add file", api.addFileToJob(uid, "/app/strings.xml", ["de-DE"]))
    note("add unknown file", api.addFileToJob(uid, "/not/there.xml", ["de-DE"]))
    note("add locale", api.addLocaleToJob(uid, "fr-FR"))
    note("job files", api.getJobFilesList(uid))
    note("authorize", api.authorizeJob(uid, localeWorkflows=[{"targetLocaleId": "de-DE"}]))
    note("job progress", api.getJobProgress(uid))
    note("job file progress", api.getJobFileProgress(uid, "/app/strings.xml"))
    note("update job", api.updateJob(uid, "Winter", description="More"))
    note("find jobs", api.getJobsByProject(jobName="winT", translationJobStatus=["IN_PROGRESS", "COMPLETED"]))
    account = make(AccountProjectsApi).getProjectDetails()[0].data.accountUid
    note("account jobs", api.getJobsByAccount(account, jobName="Winter", projectIds=[PROJECT]))
    note("search jobs", api.searchForJob(fileUris=["/app/strings.xml"]))
    note("remove locale", api.removeLocaleFromJob(uid, "fr-FR"))
    note("remove file", api.removeFileFromJob(uid, "/app/strings.xml"))
    note("job", api.getJobDetails(uid))
    note("cancel job", api.cancelJob(uid, "Changed our minds"))
    note("delete job", api.deleteJob(uid))
    note("deleted job", api.getJobDetails(uid))
    batches(api)


def batches(jobs: Any) -> None:
    api = make(JobBatchesV2Api)
    job = note("add batch job", jobs.addJob("Batched", ["de-DE", "fr-FR"]))["translationJobUid"]
    uris = ["one.properties", "bad.json", "never.json"]
    flows = [{"targetLocaleId": "de-DE"}]
    batch = note("create batch", api.createJobBatchV2(True, job, uris, localeWorkflows=flows))["batchUid"]
    note("create batch twice", api.createJobBatchV2(True, job, ["a", "a"]))
    note("create batch nowhere", api.createJobBatchV2(True, "nosuchjobuid", ["a"]))

    def upload(uri: str, content: str, kind: str) -> Any:
        return api.uploadFileToJobBatchV2(
            batch, content, uri, kind, localeIdsToAuthorize=["de-DE", "fr-FR"], directives={"namespace": "ns"}
        )

    note("batch upload", upload("one.properties", "a=One {0}\nb=Two\n", "javaProperties"))
    note("batch upload twice", upload("one.properties", "a=One\n", "javaProperties"))
    note("batch upload other", upload("other.json", "{}", "json"))
    note("batch upload bad", upload("bad.json", "{", "json"))
    note("batch open", api.getJobBatchStatusV2(batch))
    note("batch cancel", api.processBatchActionV2(batch, "CANCEL_FILE", "never.json", "Not wanted"))
    done = until(lambda: api.getJobBatchStatusV2(batch), lambda told: told["status"] == "COMPLETED")
    note("batch done", done)
    note("batch upload late", upload("bad.json", JSON, "json"))
    note("batches", api.getJobBatchesListV2(translationJobUid=job, status="COMPLETED"))
    until(lambda: jobs.getJobDetails(job), lambda told: told["jobStatus"] == "COMPLETED")
    note("batch job", jobs.getJobDetails(job))
    note("close job", jobs.closeJob(job))


def access() -> None:
    wrong = make(AccountProjectsApi, "not the secret")
    try:
        wrong.getProjectDetails()
    except Exception as error:  # what the client raises
        seen.append(("wrong secret", 0, str(error)))
    api = make(AccountProjectsApi)
    tokens = []
    for _ in range(2):
        note("with a token", api.getProjectDetails())
        tokens.append(api.authClient.accessToken)
        api.authClient.accessExpiresAt = 0  # it takes its token for expired and refreshes it
    seen.append(("refreshed", 0, tokens[0] != tokens[1]))


def main() -> None:
    talk = sys.stdout
    sys.stdout = sys.stderr  # the client prints what it cannot do
    projects()
    files()
    jobs()
    access()
    talk.write(json.dumps(seen))


if __name__ == "__main__":
    main()
