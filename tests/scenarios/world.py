"""A world for whole runs: the sandbox over real HTTP, a real repository, and the command line as a user types it."""

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from jsonschema import Draft202012Validator

from ci_l10n import cli
from ci_l10n.sandbox.server import Sandbox

REPORT_SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "reference" / "report.schema.json"
LOCALES = ("de", "fr")
CONFIG = """\
version: 1
source_locale: en
target_locales: [{locales}]
platform:
  smartcat: {{project: {project}}}
files:
{files}
wait: {{timeout: 20s, poll: 1s}}
"""


@dataclass
class Ran:
    """One command that was run."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.out)
        return document


@dataclass
class World:
    """A project on the simulated platform and a repository on the simulated forge."""

    sandbox: Sandbox
    folder: Path  # the checkout
    repository: str = "acme/app"
    project: str = ""
    base: str = "main"
    extra_env: dict[str, str] = field(default_factory=dict)

    @property
    def announced(self) -> Mapping[str, str]:
        return self.sandbox.announcement

    @property
    def origin(self) -> str:
        return self.announced["git"].rpartition("/git")[0]

    # -- building ----------------------------------------------------------------------------------------------

    def create(
        self,
        files: Mapping[str, str | bytes],
        rules: str,
        locales: tuple[str, ...] = LOCALES,
        extra: str = "",
        stages: tuple[str, ...] = ("translation",),
        platform_locales: tuple[str, ...] = (),
    ) -> None:
        """A project, a repository with ``files`` and a configuration with ``rules``, pushed."""
        self.project = self.make_project(platform_locales or locales, stages)
        self.make_repository()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", self.base)
        self.git("remote", "add", "origin", f"{self.announced['git']}/{self.repository}.git")
        config = CONFIG.format(locales=", ".join(locales), project=self.project, files=rules.rstrip())
        self.write({"l10n.yml": config + extra, **files})
        self.commit("First")

    def make_repository(self) -> None:
        self.github("POST", "user/repos", {"name": self.repository.partition("/")[2]})

    @property
    def push_token(self) -> str:
        """What people's git pushes with."""
        return self.announced["github_token"]

    def make_project(self, locales: tuple[str, ...], stages: tuple[str, ...] = ("translation",)) -> str:
        model = {
            "name": "App",
            "sourceLanguage": "en",
            "targetLanguages": list(locales),
            "assignToVendor": False,
            "workflowStages": list(stages),
        }
        answer = self.smartcat(
            "POST", "project/create", files={"model": (None, json.dumps(model), "application/json")}
        )
        return str(answer.json()["id"])

    def write(self, files: Mapping[str, str | bytes]) -> None:
        for name, content in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    def commit(self, message: str, *, push: bool = True) -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)
        if push:
            self.git("push", "-q", "origin", f"HEAD:{self.base}")
        return self.git("rev-parse", "HEAD")

    def git(self, *arguments: str) -> str:
        token = self.push_token
        env = {
            **os.environ,
            "GIT_CONFIG_COUNT": "3",
            "GIT_CONFIG_KEY_0": "user.name",
            "GIT_CONFIG_VALUE_0": "Dev",
            "GIT_CONFIG_KEY_1": "user.email",
            "GIT_CONFIG_VALUE_1": "dev@example.org",
            "GIT_CONFIG_KEY_2": f"url.{self.origin.replace('://', f'://x:{token}@')}/.insteadOf",
            "GIT_CONFIG_VALUE_2": f"{self.origin}/",
        }
        done = subprocess.run(
            ["git", *arguments], cwd=self.folder, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"git {' '.join(arguments)}: {done.stderr}"
        return done.stdout.strip()

    # -- services ----------------------------------------------------------------------------------------------

    def smartcat(self, method: str, path: str, **options: Any) -> requests.Response:
        auth = (self.announced["smartcat_account_id"], self.announced["smartcat_api_key"])
        url = f"{self.announced['smartcat'].rstrip('/')}/api/integration/v1/{path}"
        while True:
            answer = requests.request(method, url, auth=auth, timeout=20, **options)
            if answer.status_code != 429:
                return answer
            time.sleep(0.3)

    def github(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {self.announced['github_token']}"}
        url = f"{self.announced['github']}/{path}"
        answer = requests.request(method, url, json=body, headers=headers, timeout=20)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def control(self, path: str, body: Any = None) -> Any:
        url = f"{self.origin}/_sandbox/{path}"
        answer = (
            requests.post(url, json=body, timeout=20) if body is not None else requests.get(url, timeout=20)
        )
        assert answer.ok, f"{path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def translate(
        self, source: str, locale: str, segments: Mapping[str, str], *, complete: bool = True
    ) -> None:
        order: dict[str, Any] = {"source": source, "locale": locale, "segments": dict(segments)}
        if complete:
            order["complete"] = True
        self.control("translate", order)

    # -- running -----------------------------------------------------------------------------------------------

    @property
    def env(self) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")
        }
        return {
            **kept,
            "SMARTCAT_ACCOUNT_ID": self.announced["smartcat_account_id"],
            "SMARTCAT_API_KEY": self.announced["smartcat_api_key"],
            "SMARTCAT_URL": self.announced["smartcat"],
            "GITHUB_TOKEN": self.announced["github_token"],
            "GITHUB_API_URL": self.announced["github"],
            "GITHUB_REPOSITORY": self.repository,
            **self.extra_env,
        }

    def run(self, *arguments: str, env: Mapping[str, str] | None = None) -> Ran:
        """
        `ci-l10n ARGUMENTS` in the checkout.

        The command line runs in this process, which spares each test the imports; `spawn` is the real thing.
        """
        before, folder = dict(os.environ), Path.cwd()
        handler = signal.getsignal(signal.SIGTERM)
        out, err = io.StringIO(), io.StringIO()
        try:
            os.environ.clear()
            os.environ.update({**self.env, **(env or {})})
            os.chdir(self.folder)
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                code = cli.run(arguments)
        finally:
            os.chdir(folder)
            os.environ.clear()
            os.environ.update(before)
            signal.signal(signal.SIGTERM, handler)
        return Ran(code, out.getvalue(), err.getvalue())

    def spawn(self, *arguments: str) -> subprocess.Popen[str]:
        """`ci-l10n ARGUMENTS` in the checkout, in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "ci_l10n", *arguments],
            cwd=self.folder,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def sync(self, *arguments: str) -> dict[str, Any]:
        """A sync that must succeed; its JSON report."""
        ran = self.run("sync", "--json", *arguments)
        assert ran.code == 0, ran.err + ran.out
        Draft202012Validator(json.loads(REPORT_SCHEMA.read_text(encoding="utf-8"))).validate(ran.json)
        return ran.json

    # -- looking -----------------------------------------------------------------------------------------------

    def pulls(self, state: str = "all") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.github("GET", f"repos/{self.repository}/pulls?state={state}")
        return found

    def remote_ref(self, ref: str) -> str:
        return self.git("ls-remote", "origin", ref).partition("\t")[0]

    def on_branch(self, path: str, branch: str = "l10n/main") -> bytes:
        self.git("fetch", "-q", "origin", branch)
        done = subprocess.run(
            ["git", "show", f"FETCH_HEAD:{path}"], cwd=self.folder, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    def on_branch_or_base(self, path: str) -> bytes:
        """A file as it is once the pull request (if there is one) is merged."""
        return self.on_branch(path, "l10n/main" if self.remote_ref("refs/heads/l10n/main") else self.base)

    def export(self, source: str, locale: str) -> bytes:
        """What the platform gives for a source file now."""
        documents = self.smartcat("GET", f"project/{self.project}").json()["documents"]
        (document,) = [
            d["id"] for d in documents if d["externalId"] == source and d["targetLanguage"] == locale
        ]
        query = {"documentIds": document, "type": "target", "mode": "confirmed"}
        task = self.smartcat("POST", "document/export", params=query).json()["id"]
        for _ in range(50):
            answer = self.smartcat("GET", f"document/export/{task}")
            if answer.status_code == 200:
                return answer.content
            time.sleep(0.3)
        raise AssertionError(f"{source} in {locale} was not exported")

    def pull_branch(self) -> None:
        self.git("pull", "-q", "--rebase", "origin", self.base)

    def requests_to(self, service: str, since: int = 0) -> list[str]:
        """Method and path of the logged requests to a service, from the ``since``-th request of all on."""
        log = self.control("log")
        return [f"{e['method']} {e['path']}" for e in log[since:] if e["service"] == service]

    def log_length(self) -> int:
        return len(self.control("log"))
