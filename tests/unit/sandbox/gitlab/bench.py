"""A sandbox with a project on its GitLab and a clone of that, for these tests."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from ci_l10n.sandbox.server import Sandbox
from tests.unit.sandbox.github_server import git

APP = "/projects/acme%2Fapp"
MERGE_REQUESTS = f"{APP}/merge_requests"


@dataclass(frozen=True)
class Reply:
    status: int
    body: Any
    headers: Any


class Bench:
    """``work`` is a clone of `acme/app`, empty until `start`."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        self.sandbox = sandbox
        self.told = sandbox.announcement
        self.token = self.told["gitlab_token"]
        self.person = self.told["gitlab_person_token"]
        self.job = self.told["gitlab_job_token"]
        self.session = requests.Session()
        self.folder = folder
        folder.mkdir()

    def call(
        self, method: str, path: str, body: object = None, token: str = "", header: str = "PRIVATE-TOKEN"
    ) -> Reply:
        """One call below `/api/v4`; ``token`` is that of the owner unless told otherwise."""
        value = token or self.token
        done = self.session.request(
            method,
            self.told["gitlab"] + path,
            json=body,
            headers={header: f"Bearer {value}" if header == "Authorization" else value},
            timeout=20,
        )
        is_json = done.headers.get("Content-Type", "").startswith("application/json")
        return Reply(done.status_code, done.json() if is_json else done.text, done.headers)

    def knobs(self, **values: object) -> None:
        self.sandbox.set_knobs(gitlab=values)

    def remote(self, user: str = "oauth2", token: str = "", name: str = "app") -> str:
        return f"{self.told['git']}/acme/{name}.git".replace("//", f"//{user}:{token or self.token}@", 1)

    def start(self) -> None:
        """Make `acme/app` and push a first commit on `main`."""
        made = self.call("POST", "/projects", {"name": "app"})
        assert made.status == 201, made.body
        git(self.folder, "init", "-q", "-b", "main")
        remotes = {
            "origin": self.remote(),
            "person": self.remote("mona", self.person),
            "job": self.remote("gitlab-ci-token", self.job),
        }
        with (self.folder / ".git" / "config").open("a", encoding="utf-8") as config:
            for name, address in remotes.items():
                config.write(f'[remote "{name}"]\n\turl = {address}\n')
        self.commit("README.md", "# App\n", "First")
        self.push("main")

    def commit(self, path: str, text: str, message: str) -> str:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        git(self.folder, "add", "-A")
        git(self.folder, "commit", "-q", "-m", message)
        return self.sha()

    def branch(self, name: str, start: str = "main") -> None:
        git(self.folder, "switch", "-q", "-C", name, start)

    def sha(self, name: str = "HEAD") -> str:
        return git(self.folder, "rev-parse", name).stdout.strip()

    def push(self, *arguments: str, remote: str = "origin", check: bool = True) -> str:
        """What git says about a push."""
        return git(self.folder, "push", "-q", remote, *arguments, check=check).stderr

    def tip(self, ref: str) -> str:
        """Where a ref is on the server, empty when it is not there."""
        return git(self.folder, "ls-remote", "origin", ref).stdout.partition("\t")[0]

    def propose(self, branch: str = "l10n/main", **values: object) -> Reply:
        """A merge request into `main` from a new branch with one commit."""
        self.branch(branch)
        self.commit("de.json", '{"a": "b"}\n', f"Update translations on {branch}")
        self.push(branch)
        order = {"source_branch": branch, "target_branch": "main", "title": "Translations"}
        made = self.call("POST", MERGE_REQUESTS, order | values)
        assert made.status == 201, made.body
        return made

    def state(self, iid: int = 1) -> Any:
        return self.call("GET", f"{MERGE_REQUESTS}/{iid}").body["state"]
