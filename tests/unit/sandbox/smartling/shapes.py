"""
What answers look like, written from the vendor's public API reference and from the types of its own clients.

Not from the sandbox: it is held against this. All fields are listed; one that is not is a problem, as a missing one is.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import requests
from jsonschema import Draft202012Validator

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
FLAG: Schema = {"type": "boolean"}
NULL: Schema = {"type": "null"}
DATE: Schema = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
UID: Schema = {"type": "string", "pattern": "^[a-z0-9]{12}$"}
PROJECT_ID: Schema = {"type": "string", "pattern": "^[a-z0-9]{9}$"}
LOCALE: Schema = {"type": "string", "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]+)*$"}
ANY_BODY = "a file"


def one_of(*values: str) -> Schema:
    return {"enum": list(values)}


def maybe(schema: Schema) -> Schema:
    return {"anyOf": [schema, NULL]}


def several(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def shape(fields: Mapping[str, Schema]) -> Schema:
    """An object with all of ``fields`` and no other; names that end in `?` may be missing."""
    return {
        "type": "object",
        "properties": {name.rstrip("?"): schema for name, schema in fields.items()},
        "required": [name for name in fields if not name.endswith("?")],
        "additionalProperties": False,
    }


def page(item: Schema) -> Schema:
    return shape({"totalCount": COUNT, "items": several(item)})


ERRORS = shape(
    {
        "response": shape(
            {
                "code": one_of(
                    "VALIDATION_ERROR", "AUTHENTICATION_ERROR", "AUTHORIZATION_ERROR", "NOT_FOUND_ERROR",
                    "RESOURCE_LOCKED", "MAX_OPERATIONS_LIMIT_EXCEEDED", "GENERAL_ERROR", "MAINTENANCE_MODE_ERROR",
                ),
                "errors": several(shape({"key": maybe(TEXT), "message": maybe(TEXT), "details": {}})),
            }
        )
    }
)  # fmt: skip

TOKENS = shape(
    {
        "accessToken": TEXT,
        "refreshToken": TEXT,
        "expiresIn": COUNT,
        "refreshExpiresIn": COUNT,
        "tokenType": one_of("Bearer"),
    }
)
_PROJECT = {
    "projectId": PROJECT_ID,
    "projectName": TEXT,
    "accountUid": TEXT,
    "archived": FLAG,
    "projectTypeCode": TEXT,
    "projectTypeDisplayValue?": TEXT,
    "packageUid?": maybe(TEXT),
    "sourceLocaleId": LOCALE,
    "sourceLocaleDescription": TEXT,
}
PROJECT = shape(
    {
        **_PROJECT,
        "targetLocales": several(shape({"localeId": LOCALE, "description": TEXT, "enabled": FLAG})),
    }
)
_LISTED = {"fileUri": TEXT, "fileType": TEXT, "created": DATE, "lastUploaded": DATE, "hasInstructions": FLAG}
_COUNTS = {
    f"{kind}{what}Count": COUNT
    for kind in ("authorized", "completed", "excluded")
    for what in ("String", "Word")
}
_STATUS = {
    **_LISTED,
    "parserVersion": COUNT,
    "totalStringCount": COUNT,
    "totalWordCount": COUNT,
    "directives?": {"type": "object", "additionalProperties": TEXT},
    "namespace?": shape({"name": TEXT}),
}
STATUS = shape({**_STATUS, "totalCount": COUNT, "items": several(shape({"localeId": LOCALE, **_COUNTS}))})
UPLOADED = shape(
    {
        "overWritten": FLAG,
        "stringCount": COUNT,
        "wordCount": COUNT,
        "fileUri?": TEXT,
        "message?": maybe(TEXT),
    }
)
MODIFIED = shape({"localeId": LOCALE, "lastModified": DATE})
IMPORTED = shape(
    {
        "stringCount": COUNT,
        "wordCount": COUNT,
        "translationImportErrors": several(
            shape(
                {
                    "fileUri": TEXT,
                    "importKey": maybe(TEXT),
                    "stringHashcode": maybe({"type": "string", "pattern": "^([0-9a-f]{32})?$"}),
                    "messages": several(TEXT),
                }
            )
        ),
    }
)
MESSAGE = shape({"message": TEXT})
PUBLISHED = shape({"fileUri": TEXT, "localeId": LOCALE, "publishDate": DATE})

_JOB = {
    "translationJobUid": UID,
    "jobName": TEXT,
    "jobNumber": TEXT,
    "jobStatus": one_of(
        "DRAFT", "AWAITING_AUTHORIZATION", "IN_PROGRESS", "COMPLETED", "CANCELLED", "CLOSED", "DELETED"
    ),
    "targetLocaleIds": several(LOCALE),
    "description": maybe(TEXT),
    "dueDate": maybe(DATE),
    "referenceNumber": maybe(TEXT),
    "createdDate": DATE,
}  # fmt: skip
_WHOLE_JOB = {
    **_JOB,
    "callbackUrl": maybe(TEXT),
    "callbackMethod": maybe(one_of("GET", "POST")),
    "createdByUserUid": UID,
    "modifiedByUserUid": UID,
    "modifiedDate": DATE,
    "firstAuthorizedDate?": maybe(DATE),
    "lastAuthorizedDate?": maybe(DATE),
    "firstCompletedDate": maybe(DATE),
    "lastCompletedDate": maybe(DATE),
    "customFields": several({}),
}
_SOURCE = {"uri": TEXT, "fileUid": TEXT}
JOB = shape(_WHOLE_JOB)
JOB_DETAILS = shape(
    {**_WHOLE_JOB, "priority": maybe(COUNT), "sourceFiles": several(shape({**_SOURCE, "name": TEXT}))}
)
DONE = shape({"successCount": COUNT, "failCount": COUNT})
LATER = shape({"message?": TEXT, "url": TEXT})
PROCESS = shape(
    {
        "processUid": UID,
        "translationJobUid?": UID,
        "processState": one_of("IN_PROGRESS", "COMPLETED", "FAILED"),
        "createdDate?": DATE,
        "modifiedDate?": DATE,
    }
)
_SUM = {"stringCount": COUNT, "wordCount": COUNT}
_PROGRESS = {
    "progress": shape({"percentComplete": COUNT, "totalWordCount": COUNT}),
    "summaryReport": several(shape({**_SUM, "workflowStepType": TEXT})),
}
PROGRESS = shape(
    {
        **_PROGRESS,
        "contentProgressReport": several(
            shape(
                {
                    **_PROGRESS,
                    "targetLocaleId": LOCALE,
                    "targetLocaleDescription": TEXT,
                    "unauthorizedProgressReport": shape(_SUM),
                    "workflowProgressReportList": several({}),
                }
            )
        ),
    }
)
_BATCH_STATE = one_of("DRAFT", "ADDING_FILES", "EXECUTING", "COMPLETED")
_ITEM_STATE = one_of(
    "DRAFT", "UPLOADING", "UPLOAD_FAILED", "ATTACHING", "ATTACH_FAILED", "COMPLETED", "CANCELED",
    "UPLOADED", "PROCESSING", "FAILED",
)  # fmt: skip
BATCH = shape(
    {
        "status": _BATCH_STATE,
        "authorized": FLAG,
        "generalErrors": TEXT,
        "projectId": PROJECT_ID,
        "translationJobUid": UID,
        "updatedDate": DATE,
        "files": several(
            shape(
                {
                    "fileUri": TEXT,
                    "status": _ITEM_STATE,
                    "errors": TEXT,
                    "updatedDate": DATE,
                    "targetLocales": several(shape({"localeId": LOCALE, "stringsAdded": COUNT})),
                }
            )
        ),
    }
)
LISTED_BATCH = shape(
    {
        "batchUid": UID,
        "status": _BATCH_STATE,
        "authorized": FLAG,
        "translationJobUid": UID,
        "projectId": PROJECT_ID,
        "createdDate": DATE,
        "modifiedDate": DATE,
    }
)

_FILES = "/files-api/v2/projects/{project}"
_JOBS = "/jobs-api/v3/projects/{project}/jobs"
_ONE_JOB = _JOBS + "/{job}"
_BATCHES = "/job-batches-api/v2/projects/{project}"

Answers = Mapping[int, Schema | str]


class Operation(NamedTuple):
    """``answers``: the data of successes by status, `ANY_BODY` for a download."""

    method: str
    path: str
    answers: Answers


LATER_OR_NOT: Answers = {200: NULL, 202: LATER}
OPERATIONS = [
    Operation("POST", "/auth-api/v2/authenticate", {200: TOKENS}),
    Operation("POST", "/auth-api/v2/authenticate/refresh", {200: TOKENS}),
    Operation("GET", "/projects-api/v2/projects/{project}", {200: PROJECT}),
    Operation("GET", "/accounts-api/v2/accounts/{account}/projects", {200: page(shape(_PROJECT))}),
    Operation("POST", _FILES + "/file", {200: UPLOADED, 202: MESSAGE}),
    Operation("GET", _FILES + "/file", {200: ANY_BODY}),
    Operation("GET", _FILES + "/file/status", {200: STATUS}),
    Operation(
        "GET",
        _FILES + "/locales/{locale}/file/status",
        {200: shape({**_STATUS, "localeId": LOCALE, **_COUNTS})},
    ),
    Operation("GET", _FILES + "/locales/{locale}/file", {200: ANY_BODY}),
    Operation("GET", _FILES + "/locales/all/file/zip", {200: ANY_BODY}),
    Operation("GET", _FILES + "/files/zip", {200: ANY_BODY}),
    Operation("POST", _FILES + "/files/zip", {200: ANY_BODY, 204: ANY_BODY}),
    Operation("GET", _FILES + "/files/list", {200: page(shape(_LISTED))}),
    Operation("GET", _FILES + "/file-types", {200: shape({"items": several(TEXT)})}),
    Operation("GET", _FILES + "/file/last-modified", {200: page(MODIFIED)}),
    Operation("GET", _FILES + "/locales/{locale}/file/last-modified", {200: MODIFIED}),
    Operation("POST", _FILES + "/file/rename", {200: NULL}),
    Operation("POST", _FILES + "/file/delete", {200: NULL}),
    Operation("POST", _FILES + "/locales/{locale}/file/import", {200: IMPORTED}),
    Operation("POST", _FILES + "/locales/{locale}/file/get-translations", {200: ANY_BODY}),
    Operation(
        "GET",
        "/published-files-api/v2/projects/{project}/files/list/recently-published",
        {200: page(PUBLISHED)},
    ),
    Operation("POST", _BATCHES + "/jobs", {200: shape(_JOB)}),
    Operation("POST", _BATCHES + "/batches", {200: shape({"batchUid": UID})}),
    Operation("GET", _BATCHES + "/batches", {200: page(LISTED_BATCH)}),
    Operation("GET", _BATCHES + "/batches/{batch}", {200: BATCH}),
    Operation("PUT", _BATCHES + "/batches/{batch}", {200: NULL}),
    Operation("POST", _BATCHES + "/batches/{batch}/file", {202: NULL}),
    Operation(
        "GET",
        "/jobs-api/v3/accounts/{account}/jobs",
        {200: page(shape({**_JOB, "projectId": PROJECT_ID, "priority": maybe(COUNT)}))},
    ),
    Operation("GET", _JOBS, {200: page(shape(_JOB))}),
    Operation("POST", _JOBS, {200: JOB}),
    Operation("POST", _JOBS + "/search", {200: page(shape(_JOB))}),
    Operation("GET", _ONE_JOB, {200: JOB_DETAILS}),
    Operation("PUT", _ONE_JOB, {200: JOB}),
    Operation("DELETE", _ONE_JOB, {200: NULL}),
    Operation("POST", _ONE_JOB + "/cancel", LATER_OR_NOT),
    Operation("POST", _ONE_JOB + "/close", {200: NULL}),
    Operation("POST", _ONE_JOB + "/file/add", {200: DONE, 202: LATER}),
    Operation("POST", _ONE_JOB + "/file/remove", {200: DONE, 202: LATER}),
    Operation("GET", _ONE_JOB + "/files", {200: page(shape({**_SOURCE, "localeIds": several(LOCALE)}))}),
    Operation("POST", _ONE_JOB + "/authorize", {200: NULL}),
    Operation("POST", _ONE_JOB + "/locales/{locale}", LATER_OR_NOT),
    Operation("DELETE", _ONE_JOB + "/locales/{locale}", LATER_OR_NOT),
    Operation("GET", _ONE_JOB + "/processes/{process}", {200: PROCESS}),
    Operation("GET", _ONE_JOB + "/progress", {200: PROGRESS}),
    Operation("GET", _ONE_JOB + "/file/progress", {200: PROGRESS}),
]  # fmt: skip


def find(method: str, path: str) -> Operation | None:
    """The operation of a request; the one with the fewest variable parts."""
    fitting = [
        operation
        for operation in OPERATIONS
        if operation.method == method and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", operation.path), path)
    ]
    return min(fitting, key=lambda operation: operation.path.count("{"), default=None)


def problems(operation: Operation, answer: requests.Response) -> list[str]:
    """Where an answer differs from its shape."""
    label = f"{operation.method} {operation.path} {answer.status_code}"
    return [f"{label}: {text}"[:300] for text in _problems(operation, answer)]


def _problems(operation: Operation, answer: requests.Response) -> Iterator[str]:
    if "X-SL-RequestId" not in answer.headers:
        yield "no id of the request"
    if answer.status_code >= 400:
        yield from _differences(answer, ERRORS)
    elif answer.status_code not in operation.answers:
        yield "this status is not described"
    elif isinstance(data := operation.answers[answer.status_code], dict):
        code = one_of("ACCEPTED", "SUCCESS") if answer.status_code == 202 else one_of("SUCCESS")
        name = "data?" if data is NULL else "data"
        yield from _differences(answer, shape({"response": shape({"code": code, name: data})}))
    elif answer.status_code == 200 and "Content-Disposition" not in answer.headers:
        yield "a file without a name"


def _differences(answer: requests.Response, schema: Schema) -> Iterator[str]:
    kind = answer.headers.get("Content-Type", "")
    if "json" not in kind:
        yield f"{kind or 'nothing'} instead of JSON"
        return
    for error in Draft202012Validator(schema).iter_errors(answer.json()):
        yield f"{error.json_path} {error.message}"
