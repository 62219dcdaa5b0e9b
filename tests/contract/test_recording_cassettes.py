"""The recorder of cassettes: what it may touch, and that no secret gets into what it writes."""

import io
import json
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import requests

from ci_l10n.redact import Redactor
from ci_l10n.sandbox.server import Sandbox
from tests.contract.platforms import HurriedClock
from tools import record_cassettes
from tools.cassettes.scrub import pieces
from tools.cassettes.smartcat import recording as recorder
from tools.cassettes.smartcat.people import HOOK, NOBODY, SOMETHING, make_scrubber, without_people
from tools.cassettes.smartcat.scenes import SCENES

HEADER = "planted-header-value"
RECEIVER = "planted-receiver"
MAIL = "person@planted.example"


class Recording(NamedTuple):
    folder: Path
    sandbox: Sandbox
    secrets: list[str]

    def calls(self) -> list[str]:
        return [f"{each['method']} {each['path']}" for each in self.sandbox.log.as_json("smartcat")]

    def names(self) -> set[str]:
        return {path.stem for path in self.folder.iterdir()}


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recording]:
    """Made as from a live account, in which somebody has a callback with a secret that cannot be delivered."""
    folder = tmp_path_factory.mktemp("cassettes")
    with Sandbox(seed=99) as sandbox, pytest.MonkeyPatch.context() as patch:
        told = sandbox.announcement
        account, key, url = told["smartcat_account_id"], told["smartcat_api_key"], told["smartcat"]
        for name, value in (
            ("ACCOUNT_ID", account),
            ("API_KEY", f"{key}\n"),
            ("URL", f"{url}/api/integration/v1/"),
        ):
            patch.setenv(f"SMARTCAT_{name}", value)
        sandbox.set_knobs(rate_limit=False)
        set_callback(told)
        failing_delivery(sandbox, told)
        sandbox.log.clear()
        assert record(folder) == 0
        token = Redactor()
        token.add_basic(account, key)
        secrets = [account, key, url.partition("//")[2], HEADER, RECEIVER, MAIL, *token._needles]
        yield Recording(folder / "smartcat", sandbox, secrets)


def record(folder: Path, *options: str) -> int:
    return record_cassettes.main([str(folder), "--platform", "smartcat", *options], HurriedClock())


def ask(told: dict[str, str], method: str, path: str, **options: Any) -> requests.Response:
    auth = (told["smartcat_account_id"], told["smartcat_api_key"])
    url = f"{told['smartcat']}/api/integration/v1/{path}"
    return requests.request(method, url, auth=auth, timeout=10, **options)


def set_callback(told: dict[str, str]) -> None:
    header = {"name": "X-Token", "value": HEADER}
    body = {"url": f"http://127.0.0.1:1/{RECEIVER}?mail={MAIL}", "additionalHeaders": [header]}
    assert ask(told, "POST", "callback", json=body).ok


def failing_delivery(sandbox: Sandbox, told: dict[str, str]) -> None:
    """Something happens that the callback's receiver is told of, in vain."""
    model = {"name": "P", "sourceLanguage": "en", "targetLanguages": ["de"], "assignToVendor": False}
    project = ask(told, "POST", "project/create", files={"model": (None, json.dumps(model))}).json()["id"]
    assert ask(told, "POST", f"project/cancel?projectId={project}").ok
    for _ in range(100):
        sandbox.control.callbacks()
        if RECEIVER in ask(told, "GET", "callback/lastErrors").text:
            return
        time.sleep(0.05)
    raise AssertionError("no delivery failed")


def test_no_secret_gets_into_a_recording(recording: Recording) -> None:
    assert recording.names() == {scene.name for scene in SCENES if scene.concerns == "project"}
    for path in recording.folder.iterdir():
        for piece in pieces(path):
            for secret in recording.secrets:
                assert secret.encode() not in piece, path.name


def test_recording_an_account_only_reads_its_callback_and_leaves_no_project(recording: Recording) -> None:
    about_callbacks = {call for call in recording.calls() if "/callback" in call}
    assert about_callbacks == {
        "GET /api/integration/v1/callback",
        "GET /api/integration/v1/callback/lastErrors",
    }
    assert not any("smartTranslation" in call for call in recording.calls())
    answer = ask(recording.sandbox.announcement, "GET", "project/list?externalTag=source:ci-l10n")
    assert answer.json() == []


def test_recording_account_wide_puts_the_callback_back(recording: Recording, tmp_path: Path) -> None:
    told = recording.sandbox.announcement
    before = ask(told, "GET", "callback").json()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recorder, "SCENES", [each for each in SCENES if each.concerns == "account"])
        assert record(tmp_path, "--account-wide") == 0
    assert {path.stem for path in (tmp_path / "smartcat").iterdir()} == {"callbacks-set", "smart-translation"}
    assert ask(told, "GET", "callback").json() == before
    assert before["additionalHeaders"] == [{"name": "X-Token", "value": HEADER}]


def test_a_scene_that_fails_costs_only_its_own_cassette(
    recording: Recording, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recording.sandbox.faults.add([{"match": "GET callback", "do": "422"}])
    with pytest.MonkeyPatch.context() as patch:
        chosen = [each for each in SCENES if each.name in ("account", "callbacks-read")]
        patch.setattr(recorder, "SCENES", chosen)
        assert record(tmp_path) == 4
    assert [path.stem for path in (tmp_path / "smartcat").iterdir()] == ["account"]
    assert "callbacks-read: Smartcat: cannot read the callback" in capsys.readouterr().err


def test_wrong_credentials_are_told_and_nothing_is_written(
    recording: Recording, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SMARTCAT_API_KEY", "1_wrong")
        assert record(tmp_path) == 3
        assert "SMARTCAT_API_KEY" in capsys.readouterr().err
        patch.setenv("SMARTCAT_URL", "http://smartcat.example")
        assert record(tmp_path) == 2
        assert "without encryption" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_recording_with_a_planted_secret_is_refused(recording: Recording, tmp_path: Path) -> None:
    secret = "1_plantedSecretKey"
    scrubber = make_scrubber("https://smartcat.ai", [secret])
    scrubber.check(recording.folder)
    text = (recording.folder / "account.yaml").read_text("utf-8")
    for planted in (secret, MAIL):
        (tmp_path / "account.yaml").write_text(text.replace('"Account"', json.dumps(planted)), "utf-8")
        with pytest.raises(SystemExit, match=r"account\.yaml would hold a secret"):
            scrubber.check(tmp_path)


@pytest.mark.parametrize(
    "kind", ["application/json", "text/plain", "application/octet-stream", "application/zip"]
)
def test_what_is_planted_anywhere_in_an_answer_is_replaced(kind: str) -> None:
    secrets = ["5f0a1c3e-0000-4000-8000-aaaaaaaaaaaa", "1_plantedSecretKey", "cGxhbnRlZDpzZWNyZXQ="]
    host = "http://127.0.0.1:12345"
    planted = [*secrets, host, MAIL, "Jane Doe"]
    text = json.dumps({"note": " ".join([*secrets, host, MAIL]), "createdByUserId": "Jane Doe"})
    body = text.encode()
    if kind == "application/octet-stream":
        body = f'<x sc:last-modified-user="Jane Doe">{" ".join([*secrets, host, MAIL])}</x>'.encode()
    if kind == "application/zip":
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            archive.writestr("a.xliff", f'<x last-modified-user="Jane Doe">{MAIL} {secrets[1]}</x>')
        body = made.getvalue()
    headers = {"Content-Type": [kind], "Location": [f"{host}/x"], "Set-Cookie": [secrets[1]], "X-By": [MAIL]}
    answer = {"status": {"code": 200}, "headers": headers, "body": {"string": body}}
    scrubbed = make_scrubber(host, secrets).response(answer)
    shown = repr(scrubbed["headers"]) + repr(scrubbed["body"])
    content = scrubbed["body"]["string"]
    if kind == "application/zip":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            shown += archive.read("a.xliff").decode()
            assert archive.namelist() == ["a.xliff"]
    assert [each for each in planted if each in shown] == []
    assert "Set-Cookie" not in shown


def test_people_accounts_and_receivers_are_replaced_at_any_depth() -> None:
    answer = {
        "accountId": "1e2d703f",
        "createdByUserEmail": MAIL,
        "documents": [{"workflowStages": [{"executives": [{"id": "person"}], "progress": 5}]}],
        "vendors": [{"vendorAccountId": "x"}],
    }
    assert without_people(answer) == {
        "accountId": NOBODY,
        "createdByUserEmail": NOBODY,
        "documents": [{"workflowStages": [{"executives": [], "progress": 5}]}],
        "vendors": [],
    }
    failed = {
        "url": "https://x.test",
        "reason": "x.test: no",
        "code": 500,
        "content": "s",
        "sourceIds": ["a_7"],
    }
    assert without_people([failed]) == [
        {"url": HOOK, "reason": "reason", "code": 500, "content": "content", "sourceIds": [SOMETHING]}
    ]
    account = {"Id": "1e2d703f", "name": "Acme", "description": "Acme's own", "isPersonal": False}
    assert without_people(account) == {
        "Id": NOBODY,
        "name": "Account",
        "description": "About the account",
        "isPersonal": False,
    }
