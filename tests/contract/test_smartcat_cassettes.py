"""Recorded answers of Smartcat, replayed without a server; `tools/record_cassettes.py` makes them anew."""

import importlib.util
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from ci_l10n.errors import RemoteError
from ci_l10n.redact import Redactor
from ci_l10n.sandbox.server import Sandbox
from ci_l10n.tms.smartcat.client import SmartcatClient
from ci_l10n.tms.smartcat.making import Access, make_client, make_smartcat
from ci_l10n.tms.smartcat.provider import SmartcatPlatform
from tests.contract.platforms import HurriedClock

ROOT = Path(__file__).resolve().parents[2]
ACCESS = Access("nobody", "1_nothing")


def _load_tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("record_cassettes", ROOT / "tools" / "record_cassettes.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL: Any = _load_tool()
CASSETTES = sorted(TOOL.FOLDER.glob("*.yaml"))


@pytest.fixture
def recorder() -> Any:
    """Plays what was recorded; a request that was not is an error, and no network is touched."""
    return TOOL.make_recorder(None, TOOL.FOLDER, "none")


@pytest.fixture
def project_id() -> str:
    found = re.search(r'"id": "([0-9a-f-]{36})"', (TOOL.FOLDER / "create.yaml").read_text("utf-8"))
    assert found
    return found[1]


@pytest.fixture
def platform(project_id: str) -> SmartcatPlatform:
    settings = TOOL.settings_of(project_id)
    return make_smartcat(settings, ACCESS, TOOL.LOCALES, HurriedClock(), Redactor()).platform


@pytest.fixture
def client() -> SmartcatClient:
    return make_client(ACCESS, "eu", HurriedClock(), Redactor())[0]


def test_an_account_as_recorded_is_understood(recorder: Any, client: SmartcatClient) -> None:
    with recorder.use_cassette("account.yaml") as cassette:
        assert client.account().is_personal is False
        assert cassette.all_played


def test_a_project_as_recorded_is_created(recorder: Any, client: SmartcatClient, project_id: str) -> None:
    with recorder.use_cassette("create.yaml") as cassette:
        project = client.create_project("ci-l10n cassettes", "en", ["de"])
        assert (project.id, project.source_language, project.target_languages) == (project_id, "en", ("de",))
        assert cassette.all_played


def test_a_push_as_recorded_gives_a_document_per_file_and_language(
    recorder: Any, platform: SmartcatPlatform
) -> None:
    with recorder.use_cassette("push.yaml") as cassette:
        assert platform.fetch_project().files == ()
        platform.add_locale("fr")
        (files,) = platform.send_new(TOOL.imports())
        assert cassette.all_played
    assert {(file.name, file.external_id, file.locale) for file in files} == {
        (path, path, locale) for path in TOOL.SOURCES for locale in ("de", "fr")
    }


def test_a_pull_as_recorded_gives_every_file_in_every_language(
    recorder: Any, platform: SmartcatPlatform
) -> None:
    with recorder.use_cassette("pull.yaml") as cassette:
        project = platform.fetch_project()
        targets = list(platform.export(project.files))
        sources = list(platform.export(project.files, sources=True))
        assert cassette.all_played
    assert len(targets) == len(sources) == 4
    assert all(export.content and export.content != TOOL.SOURCES[export.file.name] for export in targets)
    assert all(export.content == TOOL.SOURCES[export.file.name] for export in sources)
    assert all(0 < file.words < 20 and file.condition == "ready" for file in project.files)


def test_an_update_and_a_rename_as_recorded_keep_the_documents(
    recorder: Any, platform: SmartcatPlatform, project_id: str
) -> None:
    with recorder.use_cassette("pull.yaml"):
        before = platform.fetch_project()
    with recorder.use_cassette("change.yaml") as cassette:
        app = next(file for file in before.files if file.name == "web/en/app.json")
        assert {file.locale for file in platform.send_changed(app, TOOL.changed())} == {"de", "fr"}
        platform.rename(app, "web/en/main.json")
        after = platform.fetch_project()
        assert cassette.all_played
    assert {file.id for file in after.files} == {file.id for file in before.files}
    assert {file.name for file in after.files if file.group == app.group} == {"web/en/main.json"}
    assert {file.external_id for file in after.files if file.group == app.group} == {"web/en/app.json"}
    moved = {file.id for file in before.files} & {
        file.id for file in after.files if file.fingerprint not in {each.fingerprint for each in before.files}
    }
    assert {file.id for file in after.files if file.group == app.group} <= moved


def test_refusals_as_recorded_have_a_status_and_a_next_step(
    recorder: Any, client: SmartcatClient, project_id: str
) -> None:
    with recorder.use_cassette("refusals.yaml") as cassette:
        for call in TOOL.refused_calls(client, project_id):
            with pytest.raises(RemoteError) as caught:
                call()
            assert 400 <= caught.value.status < 500
            assert caught.value.hint
        assert cassette.all_played


def test_a_deletion_as_recorded_leaves_nothing(recorder: Any, platform: SmartcatPlatform) -> None:
    with recorder.use_cassette("delete.yaml") as cassette:
        platform.delete(platform.fetch_project().files)
        assert platform.fetch_project().files == ()
        assert cassette.all_played


def test_every_cassette_is_replayed_here() -> None:
    text = Path(__file__).read_text("utf-8")
    assert CASSETTES
    assert [path.name for path in CASSETTES if f'"{path.name}"' not in text] == []


@pytest.mark.parametrize("path", CASSETTES, ids=lambda path: path.name)
def test_committed_cassettes_name_nobody(path: Path) -> None:
    for piece in TOOL._pieces(path):
        text = piece.decode("utf-8", "replace").casefold()
        assert "authorization" not in text
        assert "cookie" not in text
        assert "127.0.0.1" not in text
        assert not re.search(r"[\w.]+@[\w-]+\.\w", text)
        assert set(re.findall(r'"accountid": "([^"]*)"', text)) <= {TOOL.NOBODY}


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[str]]]:
    """Cassettes made right now from a sandbox whose secrets are known."""
    folder = tmp_path_factory.mktemp("cassettes")
    with Sandbox(seed=99) as sandbox, pytest.MonkeyPatch.context() as patch:
        told = sandbox.announcement
        patch.setenv("SMARTCAT_ACCOUNT_ID", told["smartcat_account_id"])
        patch.setenv("SMARTCAT_API_KEY", told["smartcat_api_key"])
        patch.setenv("SMARTCAT_URL", told["smartcat"])
        assert TOOL.main([str(folder)]) == 0
        token = Redactor()
        token.add_basic(told["smartcat_account_id"], told["smartcat_api_key"])
        secrets = [told["smartcat_account_id"], told["smartcat_api_key"], told["smartcat"].partition("//")[2]]
        yield folder, [*secrets, *token._needles]


def test_secrets_do_not_reach_new_recordings(recorded: tuple[Path, list[str]]) -> None:
    folder, secrets = recorded
    assert sorted(path.name for path in folder.iterdir()) == [path.name for path in CASSETTES]
    for path in folder.iterdir():
        for piece in TOOL._pieces(path):
            for secret in secrets:
                assert secret.encode() not in piece


def test_a_recording_with_a_planted_secret_is_refused(
    recorded: tuple[Path, list[str]], tmp_path: Path
) -> None:
    folder, _ = recorded
    secret = "1_plantedSecretKey"
    scrubber = TOOL.Scrubber("https://smartcat.ai", [secret])
    scrubber.check(folder)
    text = (folder / "account.yaml").read_text("utf-8")
    planted = text.replace('"Account"', json.dumps(secret))
    assert planted != text
    (tmp_path / "account.yaml").write_text(planted, "utf-8")
    with pytest.raises(SystemExit, match=r"account\.yaml would hold a secret"):
        scrubber.check(tmp_path)


def test_people_and_accounts_are_replaced_at_any_depth() -> None:
    answer = {
        "accountId": "1e2d703f",
        "createdByUserEmail": "person@example.test",
        "documents": [{"workflowStages": [{"executives": [{"id": "person"}], "progress": 5}]}],
        "vendors": [{"vendorAccountId": "x"}],
    }
    assert TOOL._without_people(answer) == {
        "accountId": TOOL.NOBODY,
        "createdByUserEmail": TOOL.NOBODY,
        "documents": [{"workflowStages": [{"executives": [], "progress": 5}]}],
        "vendors": [],
    }
