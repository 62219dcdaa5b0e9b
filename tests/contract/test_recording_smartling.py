"""The recorder of Smartling's cassettes: what it may touch, and that no secret gets into what it writes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import requests

from ci_l10n.sandbox.server import Sandbox
from ci_l10n.tms.smartling.making import Access
from tests.contract.platforms import HurriedClock
from tools import record_cassettes
from tools.cassettes.scrub import MASK, pieces
from tools.cassettes.smartling import recording as recorder
from tools.cassettes.smartling.people import PROJECT, make_scrubber, without_people
from tools.cassettes.smartling.scenes import SCENES
from tools.cassettes.smartling.stage import Where

PRIVATE = "planted/private-roadmap.json"
MAIL = "person@planted.example"


class Recording(NamedTuple):
    folder: Path
    sandbox: Sandbox
    secrets: list[str]


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recording]:
    """Made as from a live project, in which there is a file of somebody else."""
    folder = tmp_path_factory.mktemp("cassettes")
    with Sandbox(seed=99) as sandbox, pytest.MonkeyPatch.context() as patch:
        told = sandbox.announcement
        user, secret = told["smartling_user_identifier"], told["smartling_user_secret"]
        for name, value in (
            ("USER_IDENTIFIER", user),
            ("USER_SECRET", f"{secret}\n"),
            ("PROJECT", told["smartling_project"]),
            ("URL", f"{told['smartling']}/"),
        ):
            patch.setenv(f"SMARTLING_{name}", value)
        sandbox.smartling.set_knobs({"locales": ("de-DE", "fr-FR")})
        upload_private(sandbox)
        assert record(folder) == 0
        sessions = sandbox.smartling.desk.records.sessions.values()
        tokens = [token for each in sessions for token in (*each.access, *each.refresh)]
        assert len(tokens) > len(SCENES)
        place = [told["smartling"].partition("//")[2], told["smartling_project"]]
        yield Recording(folder / "smartling", sandbox, [user, secret, PRIVATE, *place, *tokens])


def record(folder: Path) -> int:
    return record_cassettes.main([str(folder), "--platform", "smartling"], HurriedClock())


def upload_private(sandbox: Sandbox) -> None:
    told = sandbox.announcement
    login = {
        "userIdentifier": told["smartling_user_identifier"],
        "userSecret": told["smartling_user_secret"],
    }
    answer = requests.post(f"{told['smartling']}/auth-api/v2/authenticate", json=login, timeout=10).json()
    done = requests.post(
        f"{told['smartling']}/files-api/v2/projects/{told['smartling_project']}/file",
        data={"fileUri": PRIVATE, "fileType": "json"},
        files={"file": b'{"a": "Secret plans"}'},
        headers={"Authorization": f"Bearer {answer['response']['data']['accessToken']}"},
        timeout=10,
    )
    assert done.ok, done.text


def test_no_secret_gets_into_a_recording(recording: Recording) -> None:
    assert {path.stem for path in recording.folder.iterdir()} == {
        scene.name for scene in SCENES if not scene.knobs
    }
    for path in recording.folder.iterdir():
        for piece in pieces(path):
            for secret in recording.secrets:
                assert secret.encode() not in piece, path.name


def test_only_files_of_the_recording_are_touched_and_none_is_left(recording: Recording) -> None:
    assert list(recording.sandbox.smartling.desk.records.files) == [PRIVATE]
    assert [job.end for job in recording.sandbox.smartling.desk.records.jobs.jobs.values()] == ["CANCELLED"]
    asked = recording.sandbox.log.as_json("smartling")
    assert not any("planted" in str(entry["query"]) for entry in asked)


def test_wrong_credentials_are_told_and_nothing_is_written(
    recording: Recording, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = recording.sandbox.announcement
    with pytest.MonkeyPatch.context() as patch:
        for name, key in (("USER_IDENTIFIER", "smartling_user_identifier"), ("PROJECT", "smartling_project")):
            patch.setenv(f"SMARTLING_{name}", told[key])
        patch.setenv("SMARTLING_URL", told["smartling"])
        patch.setenv("SMARTLING_USER_SECRET", "wrong")
        assert record(tmp_path) == 3
        assert "SMARTLING_USER_SECRET" in capsys.readouterr().err
        patch.setenv("SMARTLING_URL", "http://smartling.example")
        assert record(tmp_path) == 2
        assert "https" in capsys.readouterr().err
        patch.delenv("SMARTLING_PROJECT")
        assert record(tmp_path) == 2
        assert "needs SMARTLING_PROJECT" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_scene_that_fails_costs_only_its_own_cassette(
    recording: Recording, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recording.sandbox.faults.add([{"match": "GET recently-published", "do": "422"}])
    with pytest.MonkeyPatch.context() as patch:
        chosen = [each for each in SCENES if each.name in ("project", "published")]
        patch.setattr(recorder, "SCENES", chosen)
        assert record(tmp_path) == 4
    assert [path.stem for path in (tmp_path / "smartling").iterdir()] == ["project"]
    assert "published: Smartling: cannot list what was published" in capsys.readouterr().err


def test_a_recording_with_a_planted_secret_is_refused(recording: Recording, tmp_path: Path) -> None:
    where = Where(Access("userIdentifierOfOurs", "secretOfOurs"), "zzz999zzz", {})
    scrubber = make_scrubber(where)
    scrubber.check(recording.folder)
    text = (recording.folder / "project.yaml").read_text("utf-8")
    for planted in (where.access.user, where.access.secret, where.project, MAIL):
        (tmp_path / "project.yaml").write_text(text.replace('"Project"', json.dumps(planted)), "utf-8")
        with pytest.raises(SystemExit, match=r"project\.yaml would hold a secret"):
            scrubber.check(tmp_path)


def test_tokens_people_and_files_of_others_are_replaced_at_any_depth() -> None:
    job = {"createdByUserUid": "abcdefghijkl", "sourceFiles": [{"projectId": "abcdefghi"}]}
    assert without_people({"response": {"data": job}}) == {
        "response": {"data": {"createdByUserUid": "user00000000", "sourceFiles": [{"projectId": PROJECT}]}}
    }
    tokens = {"accessToken": "a", "refreshToken": "b", "expiresIn": 480}
    assert without_people(tokens) == {"accessToken": MASK, "refreshToken": MASK, "expiresIn": 480}
    listed = {"totalCount": 7, "items": [{"fileUri": PRIVATE}, {"fileUri": "ci-l10n-cassettes/a.json"}]}
    assert without_people(listed) == {"totalCount": 6, "items": [{"fileUri": "ci-l10n-cassettes/a.json"}]}
