"""The page of a pull request, for people who try things out."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from ci_l10n.sandbox.server import Sandbox

BODY = "### Locales (1)\n\n| locale | new |\n|---|---|\n| de | 1 |\n\n<code>&#60;b&#62;</code>\n"
PUSH = """
git init --quiet --initial-branch main
git config user.name Ada
git config user.email ada@example.com
git commit --quiet --allow-empty --message Begin
git push --quiet "$0" HEAD:main
echo '<b>hö</b>' >de.txt
git add de.txt
git commit --quiet --message Translate
git push --quiet "$0" HEAD:l10n/main
"""


class Trier:
    """Somebody with a repository that has one pull request."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        self.origin = sandbox.origin
        self.api = f"{sandbox.announcement['github']}/repos/acme/shop"
        self.headers = {"Authorization": f"Bearer {sandbox.github_token}"}
        self.call("POST", f"{sandbox.announcement['github']}/user/repos", name="shop")
        remote = sandbox.announcement["git"].replace("://", f"://x-access-token:{sandbox.github_token}@")
        subprocess.run(["sh", "-ec", PUSH, f"{remote}/acme/shop.git"], cwd=folder, check=True)
        pull = {"title": "Update <i>translations</i>", "body": BODY, "head": "l10n/main", "base": "main"}
        self.address = self.call("POST", f"{self.api}/pulls", **pull)["html_url"]

    def call(self, method: str, address: str, **body: object) -> dict[str, dict[str, str]]:
        answer = requests.request(method, address, json=body or None, headers=self.headers, timeout=20)
        answer.raise_for_status()
        found = answer.json()
        assert isinstance(found, dict)
        return found

    def look(self, address: object = None) -> requests.Response:
        return requests.get(str(address or self.address), timeout=20)


@pytest.fixture(scope="module")
def trier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trier]:
    with Sandbox(seed=5) as running:
        yield Trier(running, tmp_path_factory.mktemp("shop"))


def test_the_page_shows_state_branches_description_and_differences(trier: Trier) -> None:
    answer = trier.look()
    assert answer.status_code == 200
    assert '<span class="state open">Open</span>' in answer.text
    assert '<span class="branch">l10n/main</span>' in answer.text
    assert "<h3>Locales (1)</h3>" in answer.text
    assert "<td>de</td>" in answer.text
    assert '<span class="added">+&lt;b&gt;hö&lt;/b&gt;</span>' in answer.text


def test_texts_are_texts_and_no_script_may_run(trier: Trier) -> None:
    answer = trier.look()
    assert "Update &lt;i&gt;translations&lt;/i&gt; <span>#1" in answer.text
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none';")


def test_what_is_no_pull_request_has_no_page(trier: Trier) -> None:
    for path in ("acme/shop/pull/99", "acme/none/pull/1", "nobody/shop/pull/1"):
        assert trier.look(f"{trier.origin}/{path}").status_code in (401, 404)
    assert requests.post(str(trier.address), timeout=20).status_code in (401, 404)


def test_looking_is_no_request_of_a_run(trier: Trier) -> None:
    trier.look()
    log = requests.get(f"{trier.origin}/_sandbox/log", timeout=20).json()
    assert [entry for entry in log if "/pull/" in entry["path"] and entry["status"] == 200] == []
