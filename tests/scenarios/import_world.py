"""A world whose platform is Smartling, seen as the documents on its import see it."""

import json
from collections.abc import Mapping
from typing import Any

import requests

from tests.scenarios.world import World

_CONFIG = """\
version: 1
source_locale: en
target_locales: [{locales}]
platform:
  smartling: {{project: {project}{settings}}}
files:
{files}
wait: {{timeout: 20s, poll: 1s}}
"""


class ImportWorld(World):
    """Nobody translates there but who is told to."""

    def begin(
        self,
        files: Mapping[str, str | bytes],
        rules: str,
        locales: tuple[str, ...] = ("de",),
        settings: str = "",
        extra: str = "",
    ) -> None:
        """A repository with ``files``, pushed; nothing is on the platform."""
        self.make_repository()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", self.base)
        self.git("remote", "add", "origin", f"{self.announced['git']}/{self.repository}.git")
        config = _CONFIG.format(
            locales=", ".join(locales),
            project=self.announced["smartling_project"],
            settings=settings,
            files=rules.rstrip(),
        )
        self.write({"l10n.yml": config + extra, **files})
        self.commit("First")

    @property
    def env(self) -> dict[str, str]:
        named = ("smartling_user_identifier", "smartling_user_secret")
        given = {name.upper(): self.announced[name] for name in named}
        return {**super().env, **given, "SMARTLING_URL": self.announced["smartling"]}

    def seed(self, *arguments: str, code: int = 0) -> dict[str, Any]:
        """The JSON of `ci-l10n seed`."""
        ran = self.run("seed", "--json", *arguments)
        assert ran.code == code, ran.err + ran.out
        return ran.json

    def knobs(self, **values: object) -> None:
        self.control("knobs", {"smartling": values})

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        """A request to the Files API, as anybody with the credentials may send it."""
        origin, project = self.announced["smartling"], self.announced["smartling_project"]
        account = {
            "userIdentifier": self.announced["smartling_user_identifier"],
            "userSecret": self.announced["smartling_user_secret"],
        }
        given = requests.post(f"{origin}/auth-api/v2/authenticate", json=account, timeout=20).json()
        headers = {"Authorization": f"Bearer {given['response']['data']['accessToken']}"}
        url = f"{origin}/files-api/v2/projects/{project}/{path}"
        return requests.request(method, url, headers=headers, timeout=20, **options)

    def upload(self, uri: str, file_type: str, content: str, **directives: str) -> None:
        """A source that somebody sends by other means."""
        form = {"fileUri": uri, "fileType": file_type}
        form |= {f"smartling.{name}": value for name, value in directives.items()}
        answer = self.ask("POST", "file", data=form, files={"file": (uri, content.encode())})
        assert answer.status_code == 200, answer.text

    def there(self, uri: str, state: str = "published", locale: str = "de") -> str:
        """What the platform gives out; without the source's texts where nobody translated."""
        query = {"fileUri": uri, "retrievalType": state, "includeOriginalStrings": "false"}
        answer = self.ask("GET", f"locales/{locale}/file", params=query)
        assert answer.status_code == 200, answer.text
        return answer.content.decode()

    def strings(self, uri: str, state: str = "published") -> dict[str, str]:
        """The same of a flat JSON file, as it reads."""
        texts: dict[str, str] = json.loads(self.there(uri, state))
        return {key: text for key, text in texts.items() if text}
