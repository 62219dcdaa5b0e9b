"""One control request makes what a first run needs."""

import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from ci_l10n.sandbox.server import Sandbox


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seed=5) as running:
        yield running


def make(sandbox: Sandbox, order: object) -> requests.Response:
    return requests.post(f"{sandbox.origin}/_sandbox/workplace", json=order, timeout=20)


def test_a_shell_is_told_of_a_project_and_of_a_repository_that_takes_pushes(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    answer = make(sandbox, {"name": "hello", "source": "en", "locales": ["de", "pt-BR"]})
    told = dict(shlex.split(line)[1].split("=", 1) for line in answer.text.splitlines())
    auth = (told["SMARTCAT_ACCOUNT_ID"], told["SMARTCAT_API_KEY"])
    address = f"{told['SMARTCAT_URL']}/api/integration/v1/project/{told['SMARTCAT_PROJECT']}"
    project = requests.get(address, auth=auth, timeout=20).json()
    assert (project["sourceLanguage"], project["targetLanguages"]) == ("en", ["de", "pt-BR"])
    headers = {"Authorization": f"Bearer {told['GITHUB_TOKEN']}"}
    address = f"{told['GITHUB_API_URL']}/repos/{told['GITHUB_REPOSITORY']}"
    assert requests.get(address, headers=headers, timeout=20).json()["full_name"] == "acme/hello"
    script = 'git init -q -b main . && git -c user.name=A -c user.email=a@b commit -q --allow-empty -m x && git push -q "$0" main'
    done = subprocess.run(
        ["sh", "-c", script, told["REMOTE"]], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("order", "told"),
    [
        ({"name": "hel/lo", "locales": ["de"]}, "a name for project and repository"),
        ({"name": "hello", "locales": []}, "expected locales"),
        ({"name": "hello", "locales": ["xx-qq"]}, "'xx-qq' is not supported"),
        ([], "must be a JSON object"),
    ],
)
def test_what_cannot_be_made_is_refused_with_the_reason(sandbox: Sandbox, order: object, told: str) -> None:
    answer = make(sandbox, order)
    assert answer.status_code == 400
    assert told in answer.json()["error"]


def test_a_name_is_free_only_once(sandbox: Sandbox) -> None:
    order = {"name": "hello", "locales": ["de"]}
    assert make(sandbox, order).status_code == 200
    assert "already exists" in make(sandbox, order).json()["error"]
