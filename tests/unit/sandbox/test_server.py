"""The server around the services: HTTP as it comes, faults on order, control requests."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
import requests

from ci_l10n.errors import ConfigError
from ci_l10n.sandbox.server import Sandbox
from ci_l10n.sandbox.spoiling import STRANGER
from tests.unit.sandbox.smartcat.api import Api

SOURCE = json.dumps({"hello": "Hello world"}).encode()


@pytest.fixture
def api() -> Iterator[Api]:
    with Sandbox(seed=2) as sandbox:
        sandbox.set_knobs(rate_limit=False)
        yield Api(sandbox)


def connect(api: Api) -> socket.socket:
    return socket.create_connection(("127.0.0.1", int(api.origin.rpartition(":")[2])), timeout=20)


def authorization(api: Api) -> str:
    return str(requests.Request("GET", api.origin, auth=api.session.auth).prepare().headers["Authorization"])


def test_announcement_tells_all_services(api: Api) -> None:
    found = api.sandbox.announcement
    assert set(found) == {
        "smartcat", "smartcat_account_id", "smartcat_api_key", "smartling", "smartling_user_identifier",
        "smartling_user_secret", "smartling_project", "github", "github_token", "git",
        "gitlab", "gitlab_token", "gitlab_person_token", "gitlab_job_token",
    }  # fmt: skip
    assert found["github"] == f"{api.origin}/api/v3"
    assert found["git"] == f"{api.origin}/git"
    headers = {"Authorization": f"Bearer {found['github_token']}"}
    assert requests.get(f"{found['github']}/user", headers=headers, timeout=20).json()["login"] == "acme"
    headers = {"PRIVATE-TOKEN": found["gitlab_token"]}
    assert requests.get(f"{found['gitlab']}/user", headers=headers, timeout=20).json()["username"] == "acme"


def test_connections_stay_open_between_requests(api: Api) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", int(api.origin.rpartition(":")[2]), timeout=20)
    used = set()
    for body in (None, b"x" * 100_000, None):
        connection.request("POST" if body else "GET", "/api/integration/v1/account", body=body)
        answer = connection.getresponse()
        answer.read()
        assert connection.sock is not None
        used.add(connection.sock.getsockname())
        assert answer.status == 401
    assert len(used) == 1
    connection.close()


def test_chunked_bodies_are_read_to_their_end(api: Api) -> None:
    project = api.create(["de"])["id"]
    boundary = "b0undary"
    part = 'Content-Disposition: form-data; name="f"; filename="a.json"\r\n\r\n'
    body = f"--{boundary}\r\n{part}".encode() + SOURCE + f"\r\n--{boundary}--\r\n".encode()
    answer = api.call(
        "POST",
        "v1/project/document",
        params={"projectId": project},
        data=(body[at : at + 7] for at in range(0, len(body), 7)),
        headers={"Content-Type": f'multipart/form-data; boundary="{boundary}"'},
    )
    assert answer.json()[0]["filename"] == "a.json"
    assert api.call("GET", "v1/account").status_code == 200
    assert api.sandbox.log.entries()[-2].request_bytes == len(body)


def test_head_answers_like_get_without_a_body(api: Api) -> None:
    get, head = api.call("GET", "v1/account"), api.call("HEAD", "v1/account")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == get.headers["Content-Length"]
    assert api.call("GET", "v1/account").json() == get.json()


def test_waiting_clients_are_told_to_go_on(api: Api) -> None:
    with connect(api) as raw:
        raw.sendall(
            f"POST /api/integration/v1/project/cancel HTTP/1.1\r\nHost: x\r\nAuthorization: {authorization(api)}\r\n"
            "Expect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n".encode()
        )
        assert raw.recv(1000).startswith(b"HTTP/1.1 100 Continue")
        raw.sendall(b"{}")
        answer = raw.recv(1000)
        assert b" 400 " in answer.split(b"\r\n", 1)[0]


def test_many_threads_are_answered_at_once(api: Api) -> None:
    project = api.create(["de"])["id"]
    codes: list[int] = []

    def work(number: int) -> None:
        own = Api(api.sandbox)
        codes.append(own.upload(project, {f"{number}.json": SOURCE}).status_code)
        codes.append(own.call("GET", f"v1/project/{project}").status_code)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [200] * 48
    assert len(api.documents(project)) == 24


def test_log_holds_every_request_with_its_sizes(api: Api) -> None:
    before = time.time()
    answer = api.call("GET", "v1/project/list", params={"projectName": "ü"})
    entry = api.control("GET", "log").json()[-1]
    assert {name: entry[name] for name in ("service", "method", "path", "query", "status")} == {
        "service": "smartcat",
        "method": "GET",
        "path": "/api/integration/v1/project/list",
        "query": "projectName=%C3%BC",
        "status": 200,
    }
    assert entry["response_bytes"] == len(answer.content)
    assert before <= entry["time"] <= time.time()


def test_latency_delays_answers() -> None:
    with Sandbox(latency_ms=150) as sandbox:
        start = time.monotonic()
        Api(sandbox).call("GET", "v1/account")
        assert time.monotonic() - start >= 0.15


def test_faults_strike_the_request_they_were_ordered_for(api: Api) -> None:
    order = [{"match": "GET account", "nth": 2, "times": 2, "do": "429", "retry_after": 3}]
    assert api.control("POST", "faults", order).json()[0]["remaining"] == 2
    api.call("GET", "v1/project/list")
    answers = [api.call("GET", "v1/account") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 429, 429, 200]
    assert answers[1].headers["Retry-After"] == "3"
    assert api.control("GET", "faults").json() == []
    assert [entry.fault for entry in api.sandbox.log.entries()[-4:]] == ["", "429", "429", ""]


def test_reset_breaks_the_connection_before_anything_happens(api: Api) -> None:
    api.control("POST", "faults", [{"match": "POST project/create", "do": "reset"}])
    with pytest.raises(requests.ConnectionError):
        api.create()
    assert api.call("GET", "v2/project/list").json() == []


def test_truncated_answers_lack_their_second_half(api: Api) -> None:
    whole = api.call("GET", "v1/directory", params={"type": "language"}).content
    api.control("POST", "faults", [{"match": "GET directory", "do": "truncate"}])
    answer = api.call("GET", "v1/directory", params={"type": "language"}, stream=True)
    assert int(answer.headers["Content-Length"]) == len(whole)
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        _ = answer.content


def test_applied_faults_hide_that_the_work_was_done(api: Api) -> None:
    for number, kind in enumerate(("apply-then-502", "empty"), 1):
        api.control("POST", "faults", [{"match": "POST project/create", "do": kind}])
        model = {"name": kind, "sourceLanguage": "en", "targetLanguages": ["de"]}
        answer = api.call("POST", "v1/project/create", json=model)
        assert answer.status_code == (502 if kind == "apply-then-502" else 200)
        assert kind == "apply-then-502" or answer.content == b""
        assert len(api.call("GET", "v2/project/list").json()) == number


def test_half_and_foreign_answers_are_complete_by_their_length(api: Api) -> None:
    whole = api.call("GET", "v1/directory", params={"type": "language"}).content
    api.control("POST", "faults", [{"match": "GET directory", "do": "half"}])
    half = api.call("GET", "v1/directory", params={"type": "language"})
    assert half.content == whole[: len(whole) // 2]
    api.control("POST", "faults", [{"match": "GET directory", "do": "foreign"}])
    assert api.call("GET", "v1/directory", params={"type": "language"}).json() == []


def test_answers_can_hold_other_types_at_the_same_keys(api: Api) -> None:
    whole = api.call("GET", "v1/account").json()
    api.control("POST", "faults", [{"match": "GET account", "do": "types"}])
    other = api.call("GET", "v1/account").json()
    assert other.keys() == whole.keys()
    assert all(type(other[key]) is not type(whole[key]) for key in whole)


@pytest.mark.parametrize("kind", ["gzip", "chunks", "long-length"])
def test_clients_see_that_http_is_wrong_about_a_body(api: Api, kind: str) -> None:
    api.control("POST", "faults", [{"match": "GET account", "do": kind}])
    with pytest.raises(requests.exceptions.RequestException):
        api.call("GET", "v1/account", timeout=0.5)
    assert api.call("GET", "v1/account").status_code == 200


def test_a_flood_begins_with_the_answer_and_a_short_length_cuts_it(api: Api) -> None:
    whole = api.call("GET", "v1/account").content
    kinds = enumerate(("flood", "short-length"), 1)
    api.control("POST", "faults", [{"match": "GET account", "nth": n, "do": kind} for n, kind in kinds])
    with api.call("GET", "v1/account", stream=True) as flood:
        assert flood.raw.read(len(whole) + 2) == whole + b"  "
    with api.call("GET", "v1/account", headers={"Connection": "close"}) as short:
        assert short.content == whole[: len(whole) // 2]


def test_redirects_lead_to_where_they_come_from(api: Api) -> None:
    api.control("POST", "faults", [{"match": "GET directory", "do": "redirect"}])
    answer = api.call("GET", "v1/directory", params={"type": "language"}, allow_redirects=False)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/api/integration/v1/directory?type=language"


def test_refusals_can_carry_a_body_and_a_date(api: Api) -> None:
    order = {
        "match": "GET account",
        "do": "403",
        "retry_after": 60,
        "as_date": True,
        "body": {"message": "No"},
    }
    api.control("POST", "faults", [order])
    answer = api.call("GET", "v1/account")
    assert answer.json() == {"message": "No"}
    waits = parsedate_to_datetime(answer.headers["Retry-After"]).timestamp() - api.sandbox.clock.now()
    assert 58 <= waits <= 60


def test_connections_can_end_after_an_answer_that_said_nothing_of_it(api: Api) -> None:
    api.control("POST", "faults", [{"match": "GET account", "do": "hang-up"}])
    answer = api.call("GET", "v1/account")
    assert answer.status_code == 200
    assert "Connection" not in answer.headers


def test_foreign_archives_and_extra_members_are_of_nobody(api: Api) -> None:
    project = api.create()["id"]
    ids = [document["id"] for document in api.upload(project, {"a.json": b'{"a": "A"}'}).json()]
    own = set(api.export_all(*ids))
    for kind, expected in (("extra", own | {STRANGER[0]}), ("foreign", {STRANGER[0]})):
        api.control("POST", "faults", [{"match": "GET document/export", "nth": 2, "do": kind}])
        assert set(api.export_all(*ids)) == expected


def test_no_answer_comes_after_the_work_was_done(api: Api) -> None:
    api.control("POST", "faults", [{"match": "POST project/create", "do": "no-answer", "seconds": 0.1}])
    model = {"name": "x", "sourceLanguage": "en", "targetLanguages": ["de"]}
    with pytest.raises(requests.ConnectionError):
        api.call("POST", "v1/project/create", json=model)
    assert len(api.call("GET", "v2/project/list").json()) == 1


def test_a_slow_body_comes_whole_and_late(api: Api) -> None:
    api.control("POST", "faults", [{"match": "GET account", "do": "slow-body", "seconds": 0.3}])
    start = time.monotonic()
    answer = api.call("GET", "v1/account")
    assert time.monotonic() - start >= 0.3
    assert len(answer.content) == int(answer.headers["Content-Length"])


def test_error_pages_and_plain_failures_apply_nothing(api: Api) -> None:
    api.control("POST", "faults", [{"match": "POST project/create", "do": kind} for kind in ("html", "500")])
    model = {"name": "x", "sourceLanguage": "en", "targetLanguages": ["de"]}
    first = api.call("POST", "v1/project/create", json=model)
    assert (first.status_code, first.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert api.call("POST", "v1/project/create", json=model).status_code == 200
    assert len(api.call("GET", "v2/project/list").json()) == 1


def test_two_faults_for_the_same_request_wait_for_their_turn(api: Api) -> None:
    orders = [{"match": "GET account", "nth": n, "do": code} for n, code in ((1, "500"), (2, "503"))]
    api.control("POST", "faults", orders)
    assert [api.call("GET", "v1/account").status_code for _ in range(3)] == [500, 503, 200]


def test_slow_answers_come_late(api: Api) -> None:
    api.control("POST", "faults", [{"match": "GET account", "do": "slow", "seconds": 0.3}])
    start = time.monotonic()
    assert api.call("GET", "v1/account").status_code == 200
    assert time.monotonic() - start >= 0.3


def test_client_is_killed_after_its_request_was_carried_out(api: Api) -> None:
    program = (
        "import sys, time, requests\n"
        "url, user, key = sys.argv[1:]\n"
        "sys.stdin.read()\n"
        "model = {'name': 'x', 'sourceLanguage': 'en', 'targetLanguages': ['de']}\n"
        "requests.post(url + '/api/integration/v1/project/create', json=model, auth=(user, key))\n"
        "time.sleep(30)\n"
    )
    user, key = str(api.sandbox.smartcat_account_id), api.sandbox.smartcat_api_key
    client = subprocess.Popen([sys.executable, "-c", program, api.origin, user, key], stdin=subprocess.PIPE)
    try:
        order = [{"match": "POST project/create", "do": "kill-client", "pid": client.pid}]
        assert api.control("POST", "faults", order).status_code == 200
        client.communicate(timeout=30)
        assert client.returncode == -signal.SIGKILL
    finally:
        client.kill()
    assert len(api.call("GET", "v2/project/list").json()) == 1


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ({"do": "500"}, '"match"'),
        ({"match": "GET x", "do": "explode"}, "explode"),
        ({"match": "GET x", "do": "kill-client"}, '"pid"'),
        ({"match": "GET x", "do": "kill-client", "pid": os.getpid()}, '"pid"'),
        ({"match": "GET x", "do": "500", "nth": "two"}, '"nth"'),
        ("nonsense", "list of faults"),
    ],
)
def test_impossible_faults_are_refused_with_a_reason(api: Api, order: object, words: str) -> None:
    answer = api.control("POST", "faults", [{"match": "GET account", "do": "500"}, order])
    assert answer.status_code == 400
    assert words in answer.json()["error"]
    assert api.control("GET", "faults").json() == []


def test_control_tells_what_there_is_and_refuses_web_pages(api: Api) -> None:
    assert "POST /_sandbox/faults" in api.control("GET", "nothing").json()["error"]
    answer = requests.get(f"{api.origin}/_sandbox/log", headers={"Origin": "http://evil.example"}, timeout=20)
    assert answer.status_code == 403


def test_knobs_reach_their_service_and_wrong_ones_say_so(api: Api) -> None:
    answer = api.control("POST", "knobs", {"smartcat": {"export_reads": 5}})
    assert answer.json()["smartcat"]["export_reads"] == 5
    assert "no knob 'nonsense'" in api.control("POST", "knobs", {"nonsense": 1}).json()["error"]
    assert "takes a bool" in api.control("POST", "knobs", {"zip_always": "yes"}).json()["error"]


def test_reset_forgets_everything_but_the_credentials(api: Api) -> None:
    project = api.create(["de"])["id"]
    api.upload(project, {"a.json": SOURCE})
    api.control("POST", "knobs", {"export_reads": 9})
    api.control("POST", "faults", [{"match": "GET account", "do": "500"}])
    assert api.control("POST", "reset").status_code == 200
    assert api.control("GET", "log").json() == []
    assert api.control("GET", "billing").json() == []
    assert api.control("GET", "knobs").json()["smartcat"]["export_reads"] == 1
    assert api.call("GET", "v1/account").status_code == 200
    assert api.call("GET", "v2/project/list").json() == []
    time.sleep(0.3)
    assert api.create(["de"])["id"] != project


def test_state_survives_in_its_folder(tmp_path: Path) -> None:
    with Sandbox(seed=7, state_dir=tmp_path) as sandbox:
        sandbox.set_knobs(rate_limit=False)
        api = Api(sandbox)
        project = api.create(["de"])["id"]
        api.upload(project, {"a.json": SOURCE})
        before = api.documents(project)
        words = api.control("GET", "billing").json()
    with Sandbox(seed=7, state_dir=tmp_path) as sandbox:
        sandbox.set_knobs(rate_limit=False)
        api = Api(sandbox)
        assert api.documents(project) == before
        assert api.control("GET", "billing").json() == words
        assert api.create(["de"])["id"] != project
        assert b"\xe2\x9f\xa6de" in api.export(before["a", "de"]["id"])


def test_stop_ends_connections_that_are_kept_open() -> None:
    sandbox = Sandbox().start()
    with connect(Api(sandbox)) as raw:
        raw.sendall(b"GET /_sandbox/log HTTP/1.1\r\nHost: x\r\n\r\n")
        assert raw.recv(1000).startswith(b"HTTP/1.1 200")
        sandbox.stop()
        while raw.recv(1000):
            pass


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve_announces_itself_and_ends_when_told(number: signal.Signals, tmp_path: Path) -> None:
    program = (
        "from pathlib import Path\n"
        "from ci_l10n.sandbox.server import SandboxOptions, serve\n"
        f"serve(SandboxOptions(seed=3, state_dir=Path({str(tmp_path)!r})))\n"
    )
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        found = json.loads(process.stdout.readline())
        auth = (found["smartcat_account_id"], found["smartcat_api_key"])
        url = f"{found['smartcat']}/api/integration/v1/account"
        assert requests.get(url, auth=auth, timeout=20).status_code == 200
        process.send_signal(number)
        assert process.wait(timeout=20) == 0
        assert process.stdout.read() == ""
    finally:
        process.kill()
    assert (tmp_path / "smartcat.json").exists()


def test_a_taken_port_and_an_impossible_folder_are_told_with_the_option_to_change(tmp_path: Path) -> None:
    with Sandbox() as first, pytest.raises(ConfigError) as taken:
        Sandbox(port=int(first.origin.rpartition(":")[2])).start()
    assert "--port" in taken.value.hint
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError) as wrong:
        Sandbox(state_dir=tmp_path / "file" / "below")
    assert "--state" in wrong.value.hint


def test_a_killed_process_leaves_what_the_next_one_goes_on_with(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "ci_l10n", "sandbox", "--state", str(tmp_path)]
    saved = tmp_path / "smartcat.json"
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        announced = json.loads(process.stdout.readline())
        auth = (announced["smartcat_account_id"], announced["smartcat_api_key"])
        model = {"name": "App", "sourceLanguage": "en", "targetLanguages": ["de"], "assignToVendor": False}
        made = requests.post(
            f"{announced['smartcat']}/api/integration/v1/project/create",
            auth=auth, files={"model": (None, json.dumps(model), "application/json")}, timeout=20,
        )  # fmt: skip
        deadline = time.monotonic() + 20
        while not saved.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        process.kill()
    with Sandbox(state_dir=tmp_path) as sandbox:
        url = f"{sandbox.announcement['smartcat']}/api/integration/v1/project/{made.json()['id']}"
        assert requests.get(url, auth=auth, timeout=20).status_code == 200
