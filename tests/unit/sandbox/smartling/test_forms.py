"""Bodies as the official clients send them."""

import http.client
import json
import urllib.parse

import pytest

from tests.unit.sandbox.smartling.api import Api

PART = 'Content-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n'


def multipart(boundary: str, file_first: bool = False) -> bytes:
    parts = [
        PART.format(name="fileUri", more="", value="a.json"),
        PART.format(name="fileType", more="", value="JSON"),
        PART.format(name="file", more='; filename="x.json"', value='{"a": "Hello"}'),
    ]
    lines = [f"--{boundary}\r\n{part}" for part in (reversed(parts) if file_first else parts)]
    return "".join([*lines, f"--{boundary}--\r\n"]).encode()


def connect(api: Api) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", int(api.origin.rpartition(":")[2]), timeout=20)


@pytest.mark.parametrize("boundary", ["plain", "---------------66170--", "--"])
@pytest.mark.parametrize("is_chunked", [False, True])
def test_multipart_in_any_order_with_any_boundary_whole_or_in_chunks(
    api: Api, boundary: str, is_chunked: bool
) -> None:
    body = multipart(boundary, file_first=is_chunked)
    headers = {
        "Authorization": str(api.session.headers["Authorization"]),
        "Content-Type": f'multipart/form-data; boundary="{boundary}"',
    }
    connection = connect(api)
    chunks = (body[place : place + 7] for place in range(0, len(body), 7))
    connection.request(
        "POST", f"/{api.files}/file", chunks if is_chunked else body, headers, encode_chunked=is_chunked
    )
    answer = connection.getresponse()
    assert (answer.status, json.loads(answer.read())["response"]["data"]["stringCount"]) == (200, 1)
    assert ("Content-Type", "application/json;charset=UTF-8") in answer.getheaders()


def test_a_query_may_come_a_second_time_as_the_body(api: Api) -> None:
    api.upload("a.xml")
    query = urllib.parse.urlencode({"fileUri": "a.xml"})
    headers = {
        "Authorization": str(api.session.headers["Authorization"]),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection = connect(api)
    for _ in range(2):  # on the same connection
        connection.request("GET", f"/{api.files}/file/status?{query}", query, headers)
        answer = connection.getresponse()
        assert answer.status == 200
        answer.read()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data; boundary=x", b"--y\r\n\r\n"),
        ("multipart/form-data", b""),
        ("application/json", b"["),
        ("text/plain", b"fileUri=a.xml"),
    ],
)
def test_bodies_that_cannot_be_read_are_refused(api: Api, kind: str, body: bytes) -> None:
    answer = api.call("POST", f"{api.files}/file/delete", data=body, headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["response"]["code"]) == (400, "VALIDATION_ERROR")


def test_a_file_without_a_name_is_a_file(api: Api) -> None:
    fields = {"fileUri": (None, "a.json"), "fileType": (None, "json"), "file": (None, b'{"a": "Hello"}')}
    assert api.call("POST", f"{api.files}/file", files=fields).status_code == 200
