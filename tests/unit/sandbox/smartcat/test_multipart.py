"""Bodies as clients of many languages send them: names of parts, types and order are free."""

import json

import pytest

from tests.unit.sandbox.smartcat.api import Api

SOURCE = b'{"a": "One"}'
CREATE = {"name": "App", "sourceLanguage": "en", "targetLanguages": ["de"], "assignToVendor": False}


def body(*parts: tuple[str, bytes], boundary: str = "b") -> bytes:
    pieces = [f"--{boundary}\r\n{head}\r\n\r\n".encode() + content + b"\r\n" for head, content in parts]
    return b"".join(pieces) + f"--{boundary}--\r\n".encode()


def field(name: str, more: str = "") -> str:
    return f'Content-Disposition: form-data; name="{name}"{more}'


def post(
    api: Api, path: str, content: bytes, kind: str = "multipart/form-data; boundary=b", **query: str
) -> int:
    headers = {"Content-Type": kind}
    return api.call("POST", path, data=content, headers=headers, params=query).status_code


@pytest.mark.parametrize(
    ("head", "model"),
    [
        (field("model") + "\r\nContent-Type: application/json", CREATE),
        (field("model") + "\r\nContent-Type: application/json; charset=utf-8", [CREATE]),
        (field("projectModel") + "\r\nContent-Type: text/plain; charset=utf-8", CREATE),
        (field("value"), CREATE),
        ("content-disposition: form-data; name=model", CREATE),
        ("Content-Type: application/json\r\n" + field("model"), CREATE),
    ],
)
def test_a_project_is_created_from_a_part_of_any_name(api: Api, head: str, model: object) -> None:
    assert post(api, "v1/project/create", body((head, json.dumps(model).encode()))) == 200


@pytest.mark.parametrize(
    "kind", ['multipart/form-data; boundary="b"', "Multipart/Form-Data; charset=utf-8; boundary=b"]
)
def test_the_boundary_may_be_quoted(api: Api, kind: str) -> None:
    assert post(api, "v1/project/create", body((field("model"), json.dumps(CREATE).encode())), kind) == 200


def test_a_project_is_created_from_a_form_and_from_json(api: Api) -> None:
    assert api.call("POST", "v1/project/create", data={"value": json.dumps(CREATE)}).status_code == 200
    for kind in (
        "application/json",
        "text/json",
        "application/json-patch+json",
        "application/vnd.x+json",
        "multipart/form-data",
    ):
        assert post(api, "v1/project/create", json.dumps(CREATE).encode(), kind) == 200


@pytest.mark.parametrize("type_", ["application/octetstream", "application/octet-stream", "text/html", ""])
@pytest.mark.parametrize("name", ["file", "file0", "file_1", "uploadedFile", "files", "xliff"])
def test_files_are_parts_with_a_file_name(api: Api, name: str, type_: str) -> None:
    project = api.create(["de"])["id"]
    head = field(name, '; filename="docs/app_de.json"') + (f"\r\nContent-Type: {type_}" if type_ else "")
    model = (field("documentModel"), json.dumps([{"externalId": "42"}]).encode())
    for number, parts in enumerate(([model, (head, SOURCE)], [(head.replace("app", "b"), SOURCE), model])):
        assert post(api, "v1/project/document", body(*parts), projectId=project) == 200
        assert len(api.documents(project)) == number + 1
    assert {document["externalId"] for document in api.documents(project).values()} == {"42"}
    assert {path for path, _ in api.documents(project)} == {"docs/app_de", "docs/b_de"}


def test_names_are_raw_utf8_and_windows_paths_are_folders(api: Api) -> None:
    project = api.create(["de"])["id"]
    for name in ("Übersicht.json", "web\\\\en\\\\app.json", "日本 語.json"):
        content = body((field("file", f'; filename="{name}"'), SOURCE))
        assert post(api, "v1/project/document", content, projectId=project) == 200
    assert {path for path, _ in api.documents(project)} == {"Übersicht", "web/en/app", "日本 語"}


def test_an_empty_field_for_a_file_is_no_file(api: Api) -> None:
    project = api.create(["de"])["id"]
    nothing = (field("other", '; filename=""') + "\r\nContent-Type: application/octet-stream", b"")
    good = (field("file", '; filename="a.json"'), SOURCE)
    assert post(api, "v1/project/document", body(nothing, good), projectId=project) == 200
    assert post(api, "v1/project/document", body(nothing), projectId=project) == 400


def test_bytes_without_a_file_name_are_a_file_too(api: Api) -> None:
    document = api.upload(api.create(["de"])["id"], {"a.json": SOURCE}).json()[0]["id"]
    head = "Content-Type: application/octet-stream\r\n" + field("uploadedFile") + "\r\nContent-Length: 14"
    model = (field("updateDocumentModel") + "\r\nContent-Type: application/json", b"{}")
    content = body((head, b'{"a": "Other"}'), model)
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    query = {"documentId": document}
    assert api.call("PUT", "v1/document/update", params=query, data=content, headers=headers).ok
    assert api.export(document, type="source") == b'{"a": "Other"}'


def test_content_that_looks_like_a_boundary_stays_content(api: Api) -> None:
    content = b'{"a": "x\\r\\n--b --bb"}\r\n\r\n--bb'
    project = api.create(["de"])["id"]
    file = (field("file", '; filename="a.txt"'), content)
    assert (
        post(
            api,
            "v1/project/document",
            body(file, boundary="b0"),
            "multipart/form-data; boundary=b0",
            projectId=project,
        )
        == 200
    )
    document = api.documents(project)["a", "de"]["id"]
    assert api.export(document, type="source") == content


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "multipart/form-data; boundary=b"),
        (b"nonsense", "multipart/form-data; boundary=b"),
        (b"--b\r\n", "multipart/form-data; boundary=b"),
        (body((field("model"), b"{")), "multipart/form-data; boundary=b"),
        (body((field("model"), b"[1]")), "multipart/form-data; boundary=b"),
        (body((field("model"), b"\xff\xfe\xff")), "multipart/form-data; boundary=b"),
        (b"{}", "multipart/form-data"),
        (b"{}", "text/plain"),
        (b"\xff{", "application/json"),
        (b"null", "application/json"),
    ],
)
def test_broken_bodies_are_refused(api: Api, content: bytes, kind: str) -> None:
    assert post(api, "v1/project/create", content, kind) == 400
    assert api.call("GET", "v1/project/list").json() == []
