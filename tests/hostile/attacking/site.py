"""The place of a case: a checkout, a home, a job, planted secrets, and the services with what is spoilt in them."""

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from ci_l10n.sandbox.server import Sandbox
from tests.hostile.attacking.case import Case
from tests.hostile.attacking.making import add_members, fill, make_bytes
from tests.hostile.attacking.secrets_of_run import planted
from tests.hostile.attacking.servers import Between, Listening, Spoiling

SOURCE = '{\n  "open": "Open",\n  "greet": "Hello {name}"\n}\n'
RULES = '- {source: web/en.json, target: "web/{locale}.json"}'
PLATFORMS = {"smartling": "smartling: {project: %PROJECT%}"}
CONFIG = """\
version: 1
source_locale: en
target_locales: [%LOCALES%]
platform: {%PLATFORM%}
wait: {timeout: 20s, poll: 1s}
files:
%RULES%
"""
RECORDER = """\
#!/bin/sh
printf '%s\\n' "$*" >> "$ARGUMENTS"
exec "{git}" "$@"
"""
HTTP = requests.Session()
HTTP.trust_env = False  # many threads ask, and pytest changes the environment between two tests
FOLDERS = ("app", "home", "tmp", "outside", "job/temp", "bin", "log")


@dataclass
class Site:
    """One case, set up in a folder of its own."""

    case: Case
    folder: Path
    sandbox: Sandbox
    trap: str  # the address of the foreign host, for this case
    slug: str
    service: str = ""  # the address of what stands before the sandbox
    project: str = ""
    names: dict[str, str] = field(default_factory=dict)
    spoilings: list[Spoiling] = field(default_factory=list)

    @property
    def app(self) -> Path:
        return self.folder / "app"

    @property
    def is_online(self) -> bool:
        return self.case.world != "offline"

    @property
    def secrets(self) -> dict[str, str]:
        """By name: what nobody may ever see."""
        told = self.sandbox.announcement
        names = (
            "smartcat_api_key",
            "smartling_user_secret",
            "github_token",
            "gitlab_token",
            "gitlab_job_token",
        )
        made = ("DEPLOY_TOKEN", "netrc", "stored header", "NPM_PASSWORD")
        return {**{name: told[name] for name in names}, **{name: planted(name) for name in made}}

    @property
    def environment(self) -> dict[str, str]:
        env = {
            "PATH": f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.folder / "home"),
            "TMPDIR": str(self.folder / "tmp"),
            "ARGUMENTS": str(self.folder / "log" / "arguments"),
            "LANG": "C.UTF-8",
            "DEPLOY_TOKEN": planted("DEPLOY_TOKEN"),
            "NPM_PASSWORD": planted("NPM_PASSWORD"),
            **(self._services() if self.is_online else {}),
            **(self._job() if self.case.runner else {}),
        }
        return env | {name: fill(value, self.names) for name, value in self.case.env.items()}

    def _services(self) -> dict[str, str]:
        told = self.sandbox.announcement
        keys = (
            "smartcat_account_id",
            "smartcat_api_key",
            "smartling_user_identifier",
            "smartling_user_secret",
        )
        env = {name.upper(): told[name] for name in keys}
        env |= {"SMARTCAT_URL": self.service, "SMARTLING_URL": self.service}
        if self.case.world == "gitlab":
            return env | {
                "GITLAB_CI": "true",
                "CI_API_V4_URL": f"{self.service}/api/v4",
                "CI_SERVER_URL": self.service,
                "CI_PROJECT_PATH": f"acme/{self.slug}",
                "CI_COMMIT_BRANCH": "main",
                "CI_DEFAULT_BRANCH": "main",
                "CI_JOB_TOKEN": told["gitlab_job_token"],
                "GITLAB_TOKEN": told["gitlab_token"],
            }
        return env | {
            "GITHUB_TOKEN": told["github_token"],
            "GITHUB_API_URL": f"{self.service}/api/v3",
            "GITHUB_REPOSITORY": f"acme/{self.slug}",
        }

    def _job(self) -> dict[str, str]:
        job = self.folder / "job"
        return {
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": "push",
            "GITHUB_REF": "refs/heads/main",
            "GITHUB_WORKSPACE": str(self.app),
            "GITHUB_EVENT_PATH": str(job / "event.json"),
            "GITHUB_OUTPUT": str(job / "output"),
            "GITHUB_STEP_SUMMARY": str(job / "summary.md"),
            "GITHUB_ENV": str(job / "env"),
            "GITHUB_PATH": str(job / "path"),
            "RUNNER_TEMP": str(job / "temp"),
        }

    # -- building ----------------------------------------------------------------------------------------------

    def build(self) -> None:
        for name in FOLDERS:
            (self.folder / name).mkdir(parents=True)
        self._build_surroundings()
        if self.is_online:
            self._build_remote()
        self.names |= {
            "TRAP": self.trap,
            "HERE": str(self.folder),
            "PROJECT": self.project,
            "TOKEN": planted("DEPLOY_TOKEN"),
            "SERVICE": self.service,
            "SLUG": self.slug,
            "TRAPPORT": str(urlsplit(self.trap).port),
            **self._spelt_secrets(),
        }
        self.git("init", "-q", "-b", self.case.branch)
        if self.is_online:
            self.git("remote", "add", "origin", f"{self.service}/git/acme/{self.slug}.git")
        self._write(self.app, {"l10n.yml": self._config(), "web/en.json": SOURCE, **self.case.files})
        for path, target in self.case.links.items():
            place = self.app / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(fill(target, self.names))
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "First")
        if self.is_online:
            self.git("push", "-q", "origin", f"HEAD:refs/heads/{self.case.branch}")
        self._write(self.app, self.case.untracked)
        for order, body in self.case.control.items():
            HTTP.post(f"{self.sandbox.origin}/_sandbox/{order}", json=body, timeout=20).raise_for_status()

    def arm(self) -> None:
        """What would disturb the commands before: spoilt answers, hooks, configuration of git, a rewritten state."""
        if self.case.state:
            self._rewrite_state()
        dot_git = self.app / ".git"
        self._write(dot_git, self.case.dot_git)
        for hook in self.case.hooks:
            path = dot_git / "hooks" / hook
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"#!/bin/sh\necho pwned > '{self.folder}/outside/pwned'\n")
            path.chmod(0o755)
        with (dot_git / "config").open("a") as file:
            file.write(f'[http "http://localhost"]\n\textraheader = X-Stored: {planted("stored header")}\n')
            file.write(fill(self.case.git_config, self.names))
        self.spoilings += [make_spoiling(each, self.names) for each in self.case.spoil]

    def _spelt_secrets(self) -> dict[str, str]:
        """What a service that knows our credentials could say of them."""
        told = self.sandbox.announcement
        names = {
            "APIKEY": "smartcat_api_key",
            "SECRET": "smartling_user_secret",
            "GITHUBTOKEN": "github_token",
        }
        plain = {name: told[of] for name, of in names.items()}
        return plain | {
            f"{name}64": base64.b64encode(f"x:{value}".encode()).decode() for name, value in plain.items()
        }

    def _build_surroundings(self) -> None:
        recorder = self.folder / "bin" / "git"
        recorder.write_text(RECORDER.format(git=shutil.which("git")))
        recorder.chmod(0o755)
        netrc = f"machine localhost login x password {planted('netrc')}\n"
        (self.folder / "home" / ".netrc").write_text(netrc)
        (self.folder / "outside" / "precious").write_text("as it was\n")
        job = self.folder / "job"
        for name in ("output", "summary.md", "env", "path"):
            (job / name).touch()
        event = {} if self.case.event is None else self.case.event
        is_made = isinstance(event, str) or (isinstance(event, Mapping) and "make" in event)
        (job / "event.json").write_bytes(
            make_bytes(event, self.names) if is_made else json.dumps(event).encode()
        )

    def _build_remote(self) -> None:
        told = self.sandbox.announcement
        self.project = told["smartling_project"]
        if self.case.world != "smartling":
            model = {
                "name": "App",
                "sourceLanguage": "en",
                "targetLanguages": ["de", "fr"],
                "assignToVendor": False,
                "workflowStages": ["translation"],
            }
            answer = HTTP.post(
                f"{told['smartcat']}/api/integration/v1/project/create",
                files={"model": (None, json.dumps(model), "application/json")},
                auth=(told["smartcat_account_id"], told["smartcat_api_key"]),
                timeout=20,
            )
            self.project = answer.json()["id"]
        is_gitlab = self.case.world == "gitlab"
        url = f"{told['gitlab']}/projects" if is_gitlab else f"{told['github']}/user/repos"
        token = told["gitlab_token" if is_gitlab else "github_token"]
        headers = {"PRIVATE-TOKEN": token} if is_gitlab else {"Authorization": f"Bearer {token}"}
        HTTP.post(url, json={"name": self.slug}, headers=headers, timeout=20).raise_for_status()

    def _config(self) -> str:
        if self.case.config:
            return self.case.config
        rules = "\n".join(f"  {line}" for line in (self.case.rules or RULES).rstrip().splitlines())
        platform = PLATFORMS.get(self.case.world, "smartcat: {project: %PROJECT%}")
        text = CONFIG.replace("%PLATFORM%", platform).replace("%RULES%", rules)
        text = text.replace("%LOCALES%", self.case.locales)
        if not self.is_online:
            text = text.replace("%PROJECT%", "1e2d703f-9def-4d27-ab4d-350cbbe8c44b")
        return f"{text}{self.case.settings}"

    def _write(self, root: Path, files: Mapping[str, Any]) -> None:
        for name, content in files.items():
            path = root / fill(name, self.names)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(make_bytes(content, self.names))

    def _rewrite_state(self) -> None:
        """A commit on top of the state, by somebody with a text editor; None deletes a file."""
        ref = "refs/l10n/state/main"
        folder = self.folder / "log" / "state"
        self.git("fetch", "-q", "origin", f"{ref}:{ref}")
        self.git("worktree", "add", "-q", "--detach", str(folder), ref)
        for name, content in self.case.state.items():
            if content is None:
                (folder / name).unlink(missing_ok=True)
            else:
                self._write(folder, {name: content})
        self.git("-C", str(folder), "add", "-A")
        self.git("-C", str(folder), "commit", "-q", "-m", "Mine now")
        self.git("-C", str(folder), "push", "-q", "-f", "origin", f"HEAD:{ref}")
        self.git("worktree", "remove", "--force", str(folder))
        self.git("update-ref", "-d", ref)

    def git(self, *arguments: str) -> str:
        told = self.sandbox.announcement
        token = told["gitlab_token" if self.case.world == "gitlab" else "github_token"]
        settings = {"user.name": "Mallory", "user.email": "mallory@example.org", "core.hooksPath": os.devnull}
        if self.service:
            settings[f"url.{self.service.replace('://', f'://x:{token}@')}/.insteadOf"] = f"{self.service}/"
        env = {"PATH": os.environ["PATH"], "HOME": os.devnull, "GIT_CONFIG_COUNT": str(len(settings))}
        for number, (key, value) in enumerate(settings.items()):
            env |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
        done = subprocess.run(
            ["git", *arguments], cwd=self.app, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"git {' '.join(arguments)}: {done.stderr}"
        return done.stdout.strip()

    # -- afterwards --------------------------------------------------------------------------------------------

    @property
    def remote(self) -> Path:
        """The repository on the forge."""
        kind = "gitlab" if self.case.world == "gitlab" else "git"
        return self.sandbox.state_dir / kind / "acme" / f"{self.slug}.git"

    def remote_git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", "--git-dir", str(self.remote), *arguments], capture_output=True, check=False
        )
        return done.stdout.decode("utf-8", "replace")

    def proposals(self) -> list[dict[str, Any]]:
        """Pull or merge requests as the forge shows them, with their comments."""
        told = self.sandbox.announcement
        if self.case.world == "gitlab":
            headers = {"PRIVATE-TOKEN": told["gitlab_token"]}
            url = f"{told['gitlab']}/projects/acme%2F{self.slug}/merge_requests?state=all"
        else:
            headers = {"Authorization": f"Bearer {told['github_token']}"}
            url = f"{told['github']}/repos/acme/{self.slug}/pulls?state=all"
        found: list[dict[str, Any]] = HTTP.get(url, headers=headers, timeout=20).json()
        return found


@contextmanager
def opened(case: Case, folder: Path, sandbox: Sandbox, trap: str, slug: str) -> Iterator[Site]:
    """The place of a case, with its services listening."""
    site = Site(case, folder, sandbox, f"{trap}/{slug}", slug)
    with Listening(Between(sandbox.app, site.spoilings)) as between:
        site.service = f"http://127.0.0.1:{between.port}"
        site.build()
        yield site


def make_spoiling(given: Mapping[str, Any], names: Mapping[str, str]) -> Spoiling:
    method, _, path = given["match"].partition(" ")
    return Spoiling(
        method,
        path,
        status=given.get("status", 0),
        headers={name: fill(value, names) for name, value in given.get("headers", {}).items()},
        body=make_bytes(given["body"], names) if "body" in given else None,
        members=add_members(given["members"], names) if "members" in given else None,
        renames={old: fill(new, names) for old, new in given.get("renames", {}).items()},
        replaces={old: fill(new, names) for old, new in given.get("replaces", {}).items()},
    )
