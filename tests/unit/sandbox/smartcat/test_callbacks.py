"""Callbacks: the configuration, and notifications that really travel."""

import json
import socket
from typing import Any

import pytest

from ci_l10n.sandbox.server import Sandbox
from tests.unit.sandbox.smartcat.api import Api, Json
from tests.unit.sandbox.smartcat.receiver import Receiver, wait_for

SOURCE = json.dumps({"a": "One", "b": "Two words"}).encode()


def set_callback(api: Api, url: str, *headers: Json) -> None:
    answer = api.call("POST", "v1/callback", json={"url": url, "additionalHeaders": list(headers)})
    assert answer.status_code == 200, answer.text


def notices(api: Api) -> list[Json]:
    listed: list[Json] = api.control("GET", "callbacks").json()
    return listed


def last_errors(api: Api, **query: str) -> list[Json]:
    listed: list[Json] = api.call("GET", "v1/callback/lastErrors", params=query).json()
    return listed


def wait_for_failures(api: Api, count: int) -> None:
    wait_for(lambda: len(last_errors(api)) >= count)


def test_a_callback_is_set_shown_replaced_and_deleted(api: Api) -> None:
    assert api.call("GET", "v1/callback").status_code == 404
    set_callback(api, "https://example.com/one")
    assert api.call("GET", "v1/callback").json() == {
        "url": "https://example.com/one",
        "additionalHeaders": [],
    }
    header = {"name": "Authorization", "value": "Bearer x"}
    set_callback(api, "http://example.com/two?event=", header)
    assert api.call("GET", "v1/callback").json()["additionalHeaders"] == [header]
    assert [api.call("DELETE", "v1/callback").status_code for _ in range(2)] == [204, 204]
    assert api.call("GET", "v1/callback").status_code == 404
    api.control("POST", "knobs", {"callback_status": 204})
    assert api.call("POST", "v1/callback", json={"url": "http://example.com"}).status_code == 204


@pytest.mark.parametrize(
    "model",
    [
        {},
        {"url": ""},
        {"url": "example.com/hooks"},
        {"url": "/hooks"},
        {"url": "ftp://example.com"},
        {"url": "http://"},
        {"url": "http://example.com:99999"},
        {"url": "http://exa mple.com"},
        {"url": "http://example.com", "additionalHeaders": [{"name": " ", "value": "x"}]},
        {"url": "http://example.com", "additionalHeaders": [{"name": "X-A", "value": None}]},
        {"url": "http://example.com", "additionalHeaders": [{"name": "X-A", "value": "ä"}]},
        {"url": "http://example.com", "additionalHeaders": [{"name": "X-A", "value": "x\r\nX-B: y"}]},
        {"url": "http://example.com", "additionalHeaders": [{"name": "X A", "value": "x"}]},
        {"url": "http://example.com", "additionalHeaders": [{"name": "content-length", "value": "1"}]},
        {"url": "http://example.com", "additionalHeaders": {"X-A": "x"}},
    ],
)
def test_impossible_callbacks_are_refused_and_the_old_one_stays(api: Api, model: Json) -> None:
    set_callback(api, "https://example.com/kept")
    assert api.call("POST", "v1/callback", json=model).status_code == 400
    assert api.call("GET", "v1/callback").json()["url"] == "https://example.com/kept"


def test_changes_of_status_imports_and_exports_are_told_with_the_headers_asked_for(manual: Api) -> None:
    project = manual.create(["de", "fr"])["id"]
    ids = [d["id"] for d in manual.upload(project, {"a.json": SOURCE}).json()]
    with Receiver() as receiver:
        set_callback(manual, receiver.url, {"name": "X-Token", "value": "secret"})
        manual.documents(project)
        manual.sandbox.translate({"document": ids[0], "segments": {"One": "Eins"}, "stage": 1})
        assert [(r.path, r.ids) for r in receiver.wait(2)] == [
            ("/hooks/document/status", [ids[0]]),
            ("/hooks/project/status", [project]),
        ]
        headers = receiver.received[0].headers
        assert (headers["Content-Type"], headers["X-Token"]) == ("application/json", "secret")
        manual.sandbox.translate({"project": project, "all": "pseudo", "stage": 1})
        assert receiver.wait(4)[2].ids == ids
        xliff = manual.export(ids[1], type="xliff")
        task = receiver.wait(5)[4]
        assert task.path == "/hooks/document/exportRequestCompleted"
        assert len(task.ids) == 1
        files = {"xliff": ("xliff.xliff", xliff)}
        query = {"documentId": ids[1], "confirmTranslation": "true"}
        manual.call("PUT", "v1/document/translateWithXliff", params=query, files=files)
        manual.call("GET", "v1/document/translate/status", params=query)
        assert (receiver.wait(6)[5].path, receiver.received[5].ids) == (
            "/hooks/document/translationImportCompleted",
            [ids[1]],
        )


def test_the_event_is_appended_to_the_address_as_text(manual: Api) -> None:
    project = manual.create(["de"])["id"]
    with Receiver() as receiver:
        set_callback(manual, f"{receiver.url}?id=1&eventType=")
        manual.call("POST", "v1/project/cancel", params={"projectId": project})
        assert receiver.wait(1)[0].path == "/hooks?id=1&eventType=/project/status"


def test_nothing_is_told_of_what_was_before_nor_without_a_callback(manual: Api) -> None:
    project = manual.create(["de"])["id"]
    manual.call("POST", "v1/project/cancel", params={"projectId": project})
    with Receiver() as receiver:
        set_callback(manual, receiver.url)
        manual.call("DELETE", "v1/callback")
        manual.call("POST", "v1/project/restore", params={"projectId": project})
        set_callback(manual, receiver.url)
        manual.call("POST", "v1/project/cancel", params={"projectId": project})
        assert receiver.wait(1)[0].ids == [project]
        assert [(n["event"], n["ids"]) for n in notices(manual)] == [("project/status", [project])]


def test_work_is_finished_for_those_who_wait_without_asking(api: Api) -> None:
    with Receiver() as receiver:
        set_callback(api, receiver.url)
        project = api.create(["de"])["id"]
        document = api.upload(project, {"a.json": SOURCE}).json()[0]["id"]
        api.control("POST", "clock", {"advance": 1})
        assert receiver.wait(2)[0].path == "/hooks/document/status"
        ordered = api.call("POST", "v1/document/export", params={"documentIds": document})
        api.control("POST", "clock", {"advance": 1})
        assert receiver.wait(3)[2].ids == [ordered.json()["id"]]
        assert api.call("GET", f"v1/document/export/{ordered.json()['id']}").status_code == 200


def test_real_time_brings_what_is_due_too(manual: Api) -> None:
    manual.control("POST", "knobs", {"callback_delay": 0.3})
    project = manual.create(["de"])["id"]
    with Receiver() as receiver:
        set_callback(manual, receiver.url)
        manual.call("POST", "v1/project/cancel", params={"projectId": project})
        assert notices(manual)[0]["outcome"] == "pending"
        receiver.wait(1)


def test_an_undelivered_notification_is_repeated_on_schedule(manual: Api) -> None:
    project = manual.create(["de"])["id"]
    with Receiver(500) as receiver:
        set_callback(manual, receiver.url)
        manual.call("POST", "v1/project/cancel", params={"projectId": project})
        receiver.wait(1)
        for number, pause in enumerate((30, 60, 120, 240, 480, 960, 1920, 3840), 2):
            wait_for(lambda: bool(notices(manual)[0]["attempts"] == len(receiver.received)))
            manual.control("POST", "clock", {"advance": pause - 20})  # real time passes too
            assert len(receiver.received) == number - 1
            manual.control("POST", "clock", {"advance": 20})
            receiver.wait(number)
        wait_for(lambda: bool(notices(manual)[0]["outcome"] == "failed"))
        manual.control("POST", "clock", {"advance": 100_000})
        assert len(receiver.received) == 9
        assert {tuple(entry.ids) for entry in receiver.received} == {(project,)}
        assert notices(manual)[0]["next"] is None


def test_a_great_leap_of_the_clock_makes_all_repeats_of_that_time(manual: Api) -> None:
    project = manual.create(["de"])["id"]
    with Receiver(503) as receiver:
        set_callback(manual, receiver.url)
        manual.call("POST", "v1/project/cancel", params={"projectId": project})
        receiver.wait(1)
        manual.control("POST", "clock", {"advance": 100})
        assert len(receiver.wait(3)) == 3


def test_what_was_delivered_is_never_repeated(manual: Api) -> None:
    project = manual.create(["de"])["id"]
    with Receiver(500, 302, 204) as receiver:
        set_callback(manual, receiver.url)
        manual.call("POST", "v1/project/cancel", params={"projectId": project})
        receiver.wait(1)
        manual.control("POST", "clock", {"advance": 10_000})
        wait_for(lambda: bool(notices(manual)[0]["outcome"] == "delivered"))
        manual.control("POST", "clock", {"advance": 10_000})
        assert len(receiver.received) == 3
        assert {entry.path for entry in receiver.received} == {"/hooks/project/status"}
        assert [error["code"] for error in last_errors(manual)] == [302, 500]


def test_failures_are_listed_newest_first(manual: Api) -> None:
    projects = [manual.create(["de"], name=name)["id"] for name in ("one", "two")]
    with Receiver(404) as receiver:
        set_callback(manual, receiver.url)
        for number, project in enumerate(projects, 1):
            manual.call("POST", "v1/project/cancel", params={"projectId": project})
            wait_for_failures(manual, number)
        errors = last_errors(manual)
        assert [error["sourceIds"] for error in errors] == [[project] for project in reversed(projects)]
        assert (errors[0]["code"], errors[0]["content"]) == (404, "no")
        assert errors[0]["url"] == f"{receiver.url}/project/status"
        assert len(last_errors(manual, limit="1")) == 1
        for limit in ("101", "0", "-1", "many"):
            assert manual.call("GET", "v1/callback/lastErrors", params={"limit": limit}).status_code == 400


def test_nobody_answering_is_a_failure_without_a_code(manual: Api) -> None:
    project = manual.create(["de"])["id"]
    with Receiver() as receiver:
        nowhere = receiver.url
    set_callback(manual, nowhere)
    assert manual.call("POST", "v1/project/cancel", params={"projectId": project}).status_code == 204
    wait_for_failures(manual, 1)
    (error,) = last_errors(manual)
    assert "code" not in error
    assert "refused" in error["reason"]


def test_replacing_the_address_sends_repeats_to_the_new_one(manual: Api) -> None:
    project = manual.create(["de"])["id"]
    with Receiver(500) as old, Receiver() as new:
        set_callback(manual, old.url)
        manual.call("POST", "v1/project/cancel", params={"projectId": project})
        wait_for_failures(manual, 1)
        set_callback(manual, new.url)
        manual.control("POST", "clock", {"advance": 30})
        assert new.wait(1)[0].ids == [project]
        assert len(old.received) == 1


def test_deleting_the_callback_gives_up_what_was_not_delivered(manual: Api) -> None:
    project = manual.create(["de"])["id"]
    with Receiver(500) as receiver:
        set_callback(manual, receiver.url)
        manual.call("POST", "v1/project/cancel", params={"projectId": project})
        wait_for_failures(manual, 1)
        manual.call("DELETE", "v1/callback")
        manual.control("POST", "clock", {"advance": 10_000})
        assert [notice["outcome"] for notice in notices(manual)] == ["canceled"]
        assert len(receiver.received) == 1


@pytest.mark.parametrize(
    ("knobs", "expected"),
    [
        ({"callback_duplicates": 2}, ["one"] * 3 + ["two"] * 3),
        ({"callback_drop_every": 2}, ["one"]),
        ({"callback_out_of_order": True}, ["two", "one"]),
        ({"callback_delay": 3600.0}, []),
    ],
)
def test_notifications_travel_as_badly_as_ordered(
    manual: Api, knobs: dict[str, Any], expected: list[str]
) -> None:
    manual.control("POST", "knobs", knobs)
    names = {manual.create(["de"], name=name)["id"]: name for name in ("one", "two")}
    with Receiver() as receiver:
        set_callback(manual, receiver.url)
        for project in names:
            manual.call("POST", "v1/project/cancel", params={"projectId": project})
        manual.control("POST", "clock", {"advance": 1000})
        manual.control("POST", "clock", {"advance": 1000})
        receiver.wait(len(expected))
        assert [names[entry.ids[0]] for entry in receiver.received] == expected


def test_every_import_is_told_and_faulted_ones_by_order(manual: Api) -> None:
    document = manual.upload(manual.create(["de"])["id"], {"a.json": SOURCE}).json()[0]["id"]
    good = manual.export(document, type="xliff")
    manual.control("POST", "knobs", {"import_reads": 0})

    def imported(content: bytes) -> int:
        """How many imports were told once ``content`` was imported."""
        files = {"xliff": ("x.xliff", content)}
        manual.call("PUT", "v1/document/translateWithXliff", params={"documentId": document}, files=files)
        assert {tuple(n["ids"]) for n in notices(manual) if "Import" in n["event"]} <= {(document,)}
        return sum("Import" in notice["event"] for notice in notices(manual))

    with Receiver() as receiver:
        set_callback(manual, receiver.url)
        assert [imported(good), imported(good), imported(b"broken")] == [1, 2, 2]
        manual.control("POST", "knobs", {"callback_on_faulted_import": True})
        assert imported(b"broken") == 3


def test_reset_forgets_callbacks_and_what_was_on_its_way(manual: Api) -> None:
    project = manual.create(["de"])["id"]
    with Receiver(500) as receiver:
        set_callback(manual, receiver.url)
        manual.call("POST", "v1/project/cancel", params={"projectId": project})
        wait_for_failures(manual, 1)
        manual.control("POST", "reset")
        manual.control("POST", "clock", {"advance": 10_000})
        assert manual.call("GET", "v1/callback").status_code == 404
        assert (notices(manual), last_errors(manual), len(receiver.received)) == ([], [], 1)


def test_a_receiver_that_never_answers_blocks_nobody(manual: Api) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        set_callback(manual, f"http://127.0.0.1:{silent.getsockname()[1]}")
        project = manual.create(["de"])["id"]
        manual.control("POST", "knobs", {"callback_timeout": 30.0})
        for order in ("cancel", "restore", "cancel"):
            answer = manual.call("POST", f"v1/project/{order}", params={"projectId": project})
            assert answer.status_code == 204
        assert [notice["attempts"] for notice in notices(manual)] == [0, 0, 0]


def test_a_configured_callback_outlives_a_restart(tmp_path: Any) -> None:
    with Sandbox(seed=1, state_dir=tmp_path) as sandbox:
        set_callback(Api(sandbox), "http://example.com/hooks", {"name": "X-A", "value": "b"})
    with Sandbox(seed=1, state_dir=tmp_path) as sandbox:
        found = Api(sandbox).call("GET", "v1/callback").json()
    assert found == {
        "url": "http://example.com/hooks",
        "additionalHeaders": [{"name": "X-A", "value": "b"}],
    }
