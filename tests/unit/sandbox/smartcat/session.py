"""Every call of the API, well and badly, in one long session."""

import json
from typing import Any, NamedTuple

from tests.unit.sandbox.smartcat.api import Api, Json

SOURCE = json.dumps({"a": "One", "b": "Two words"}).encode()
CHANGED = json.dumps({"a": "One", "b": "Two words", "c": "Three"}).encode()
UNKNOWN = "00000000-0000-4000-8000-000000000000"
CREATE = {"name": "App", "sourceLanguage": "en", "targetLanguages": ["de", "fr"], "assignToVendor": False}


class Target(NamedTuple):
    project: str
    document: str
    others: list[str]


def whole_session(api: Api) -> None:
    """What a project goes through from its making to its end; the callback leads nowhere."""
    accounts(api)
    callbacks(api)
    made = api.create(["de", "fr"], workflowStages=["translation", "editing"])
    uploaded = api.upload(made["id"], {"x/a.json": SOURCE, "b.po": b'msgid "One"\nmsgstr ""\n'}).json()
    target = Target(made["id"], uploaded[0]["id"], [document["id"] for document in uploaded[1:]])
    projects(api, target)
    uploads(api, target)
    statistics(api, target)
    documents(api, target)
    assignments(api, target)
    resources(api, target)
    exports(api, target)
    imports(api, target)
    keys(api)
    endings(api, target)


def accounts(api: Api) -> None:
    for path in ("account", "account/mtengines", "directory/formats", "template", "smartwords/balance"):
        api.call("GET", f"v1/{path}")
    for kind in ("language", "documentStatus", "Client", "vendor", "nonsense"):
        for version in ("v1", "v2"):
            api.call("GET", f"{version}/directory", params={"type": kind})
    api.call("GET", "v1//directory", params={"type": "language"})
    api.call("PUT", "v1/placeholders", json=[{"regex": "%s"}])
    api.call("GET", "v1/placeholders")
    api.call("GET", "v1/placeholders/validate", params={"format": "%[sd]"})
    preset = {"name": "Preset", "algorithmName": "JSON", "settings": {}}
    presets = "v1/fileDisassemblingAlgorithmPresets"
    created = api.call("POST", presets, json=preset)
    api.call("GET", presets)
    if created.ok:
        one = f"{presets}/{created.json()['presetId']}"
        api.call("GET", one)
        api.call("PUT", one, json=preset)
        api.call("DELETE", one)
    for path in ("translationmemory", "glossaries"):
        api.call("GET", f"v1/{path}")
    text = {"sourceLanguage": "en", "targetLanguages": ["de"], "isHtml": False, "texts": [{"text": "One"}]}
    api.call("POST", "v1/smartTranslation/translate", json=text)
    api.call("POST", "v1/smartTranslation/translate", json={})


def callbacks(api: Api) -> None:
    api.call("GET", "v1/callback")
    api.call("POST", "v1/callback", json={"url": "nowhere"})
    header = {"name": "X-Token", "value": "t"}
    api.call("POST", "v1/callback", json={"url": "http://127.0.0.1:9/x", "additionalHeaders": [header]})
    api.call("GET", "v1/callback")


def projects(api: Api, target: Target) -> None:
    for path in ("v1/project/list", "v2/project/list"):
        api.call("GET", path, params={"projectName": "App", "limit": 10})
        api.call("GET", path, params={"limit": 101})
    for project in (target.project, UNKNOWN, "none"):
        api.call("GET", f"v1/project/{project}")
        api.call("PUT", f"v1/project/{project}", json={"name": "New"})
    api.create(["de"], name="Other", description="d", deadline="2030-01-01T00:00:00Z", externalTag="t")
    api.call("PUT", f"v1/project/{target.project}", json={"name": "Other"})
    api.call("PUT", f"v1/project/{target.project}", json={})
    api.call("POST", "v1/project/create", json={})
    api.call("POST", "v1/project/create", json={**CREATE, "targetLanguages": ["qq"]})
    for language in ("ja", "ja", "en"):
        query = {"projectId": target.project, "targetLanguage": language}
        api.call("POST", "v1/project/language", params=query)
    for language in ("ja", "ja"):
        query = {"projectId": target.project, "targetLanguage": language}
        api.call("DELETE", "v1/project/language", params=query)
    api.call("POST", "v1/project/language", params={"projectId": UNKNOWN, "targetLanguage": "ja"})


def uploads(api: Api, target: Target) -> None:
    api.upload(target.project, {"x/a.json": SOURCE})
    api.upload(target.project, {"empty.json": b""})
    api.upload(UNKNOWN, {"a.json": SOURCE})
    file = {"file": ("c.json", SOURCE)}
    api.call("POST", "v1/document", params={"projectId": target.project}, files=file)
    api.call("POST", "v1/document", params={"projectId": target.project}, files=file)


def statistics(api: Api, target: Target) -> None:
    for project in (target.project, target.project, UNKNOWN):
        api.call("GET", f"v2/project/{project}/statistics", params={"onlyExactMatches": "false"})
        api.call("GET", f"v1/project/{project}/statistics")
        api.call("POST", f"v1/project/{project}/statistics/build")
        api.call("GET", f"v1/project/{project}/completedWorkStatistics")
    for _ in range(2):
        api.call("GET", "v1/document/statistics", params={"documentId": target.document})
    broken = api.create(["de"], name="Broken")["id"]
    bad = api.upload(broken, {"bad.json": b"{"}).json()[0]["id"]
    api.call("GET", f"v2/project/{broken}/statistics")
    api.call("GET", f"v1/project/{broken}/statistics")
    api.call("POST", f"v1/project/{broken}/statistics/build")
    api.call("GET", "v1/document/statistics", params={"documentId": bad})
    api.download(bad)


def documents(api: Api, target: Target) -> None:
    for document in (target.document, "0_7"):
        query = {"documentId": document}
        api.call("GET", "v1/document", params=query)
        api.call("PUT", "v1/document/rename", params={**query, "name": "x/c"})
        api.call("PUT", "v1/document/updateMetaInfo", params=query, json="note")
        api.call("POST", "v1/document/complete", params=query)
        api.call("GET", "v1/document/getAuthUrl", params={**query, "userId": UNKNOWN})
    api.call("PUT", "v1/document/rename", params={"documentId": target.document, "name": "b"})
    api.call("PUT", "v1/document/rename", params={"documentId": target.others[-1], "name": "x/c"})
    api.update(target.document, SOURCE, "v1")
    api.update(target.document.partition("_")[0], CHANGED)
    for version in ("v1", "v2"):
        api.update("0" * 24 + "_7", SOURCE, version)
        api.update(target.document, b"", version)
    api.control("POST", "knobs", {"manager_review": True})
    api.sandbox.translate({"document": target.document, "all": "pseudo", "stage": 2})
    api.call("GET", "v1/document", params={"documentId": target.document})
    for _ in range(2):
        api.call("POST", "v1/document/complete", params={"documentId": target.document})
    api.call("POST", "v1/document/complete", params={"documentId": target.others[0]})


def assignments(api: Api, target: Target) -> None:
    query = {"documentId": target.document, "stageNumber": "1"}
    person = {"executives": [{"id": UNKNOWN, "wordsCount": 2}], "assignmentMode": "distributeAmongAll"}
    api.call("POST", "v1/document/assign", params=query, json=person)
    api.call("GET", "v1/document", params={"documentId": target.document})
    api.call("GET", f"v1/project/{target.project}/completedWorkStatistics")
    api.call("POST", "v1/document/unassign", params=query, json=UNKNOWN)
    api.call("POST", "v1/document/assignFreelancers", params=query, json=[UNKNOWN])
    for _ in range(2):
        vendor = {**query, "stageNumber": "2", "vendorAccountId": UNKNOWN}
        api.call("POST", "v1/document/assignVendors", params=vendor)
    team = {
        "documentIds": [target.document],
        "stageNumber": "1",
        "specializations": [],
        "matchProjectClient": False,
    }
    api.call("POST", "v1/document/assignFromMyTeam", json=team)
    units = {"projectId": target.project, "stageNumber": "1", "targetLanguageId": "7"}
    counts = [{"documentId": target.document, "unitCount": 3}]
    api.call("POST", "v1/document/setStageUnitCount", params=units, json=counts)
    api.call("POST", f"v1/project/{target.project}/assign", params={"mode": "currentAssignees"})


def resources(api: Api, target: Target) -> None:
    """Engines, rules, memories, glossaries, people and files of a project."""
    root = f"v1/project/{target.project}"
    engines = api.call("GET", f"{root}/mt/available")
    api.call("POST", f"{root}/mt", json=engines.json() if engines.ok else [])
    api.call("GET", f"{root}/mt")
    rules = [{"ruleType": "tM", "order": 1, "minThreshold": 95}]
    for method in ("POST", "PUT", "GET"):
        api.call(method, f"{root}/pretranslation-rules", json=rules if method != "GET" else None)
    memories: list[Json] = [{"id": UNKNOWN, "matchThreshold": 75, "isWritable": False}]
    api.call("POST", f"{root}/translationmemories", json=memories)
    by_language = [{"language": "de", "translationMemories": memories}]
    api.call("POST", f"{root}/translationmemories/bylanguages", json=by_language)
    api.call("GET", f"{root}/translationmemories")
    api.call("PUT", f"{root}/glossaries", json=[])
    api.call("GET", f"{root}/glossaries")
    api.call("POST", f"{root}/managers", json=["somebody"])
    api.call("DELETE", f"{root}/managers", json=["somebody"])
    api.call("POST", f"{root}/ReferenceFiles", files={"files": ("style.md", b"Be brief.")})
    task = api.call("POST", f"{root}/copying", json={"newProjectName": "Copy"})
    if task.ok:
        api.call("GET", f"v1/project/copying/{task.json()}")


def exports(api: Api, target: Target) -> None:
    ids = [target.document, *target.others]
    for kind in ("target", "source", "xliff", "multilangCsv", "documentWithMetadata"):
        api.download(*ids, type=kind, mode="confirmed", stageNumber="1")
        api.download(ids[0], type=kind, mode="complete")
    api.call("POST", "v1/document/export")
    api.call("POST", "v1/document/export", params={"documentIds": "0_7"})
    api.call("GET", f"v1/document/export/{UNKNOWN}")


def imports(api: Api, target: Target) -> None:
    files: dict[str, Any] = {"xliff": ("x.xliff", api.export(target.document, type="xliff"))}
    for document in (target.document, "0_7"):
        query = {"documentId": document, "confirmTranslation": "true", "overwriteUpdatedSegments": "true"}
        api.call("PUT", "v1/document/translateWithXliff", params=query, files=files)
        for _ in range(2):
            api.call("GET", "v1/document/translate/status", params=query)
        api.call("GET", "v1/document/translate/result", params=query)
        values = {"translationFile": ("de.json", b'{"a": "Eins"}')}
        api.call("PUT", "v1/document/translate", params={"documentId": document}, files=values)


def keys(api: Api) -> None:
    project = api.create(["de"], name="Keys", type="softwareLocalization")["id"]
    files = {"files": ("en.json", SOURCE)}
    started = api.call("POST", f"v2/project/{project}/import", params={"language": "en"}, files=files)
    api.call("POST", f"v2/project/{project}/import", params={"language": "qq"}, files=files)
    for _ in range(3):
        api.call("GET", f"v1/project/import-result/{started.json()}")
    api.call("GET", f"v1/project/{project}")
    task = api.call("POST", f"v2/project/{project}/export", params={"languages": "de", "format": "json"})
    for _ in range(3):
        api.call("GET", f"v1/document/export/{task.json()}")
    api.call("POST", f"v2/project/{UNKNOWN}/export")


def endings(api: Api, target: Target) -> None:
    api.call("POST", "v1/project/complete", params={"projectId": target.project})
    api.sandbox.translate({"project": target.project, "all": "pseudo", "complete": True})
    for order in ("cancel", "restore", "complete"):
        api.call("POST", f"v1/project/{order}", params={"projectId": target.project})
        api.call("GET", f"v1/project/{target.project}")
        api.call("POST", f"v1/project/{order}", params={"projectId": UNKNOWN})
    for query in ({"documentIds": [target.document, *target.others]}, {"documentIds": [target.document]}, {}):
        api.call("DELETE", "v1/document", params=query)
    for _ in range(2):
        api.call("DELETE", f"v1/project/{target.project}")
    api.call("GET", "v1/callback/lastErrors")
    api.call("GET", "v1/callback/lastErrors", params={"limit": 101})
    api.call("DELETE", "v1/callback")
