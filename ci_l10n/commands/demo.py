"""`demo`: a sample app, the sandbox, and three syncs with the command a user types."""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ci_l10n.ci.base import Ci
from ci_l10n.commands.outcome import Outcome, World
from ci_l10n.errors import ConfigError, L10nError

_REPOSITORY = "acme/orchard"
_ANDROID = "android/app/src/main/res/values-de/strings.xml"
_WEB = "web/locales/fr/common.json"


def run(args: argparse.Namespace, world: World) -> Outcome:
    """Run the demo; everything to look at is left in a new folder."""
    try:
        from ci_l10n.sandbox.server import Sandbox
    except ImportError as error:
        raise ConfigError(
            f"the demo needs a package that is not installed: {error.name}",
            hint="install it with: pip install 'ci-l10n[sandbox]'",
            code="package-missing",
        ) from error
    folder = Path(tempfile.mkdtemp(prefix="ci-l10n-demo-"))
    state = Path(world.directory) / args.state if args.state else None
    with Sandbox(args.port, args.seed, "pseudo", args.latency, state) as sandbox:
        demo = _Demo(world.ci, folder, sandbox.announcement)
        steps = demo.play()
    return Outcome(
        lines=tuple(demo.epilogue()),
        document=lambda code, problem: {
            "version": 1, "command": "demo", "exit_code": code, "error": problem, "folder": str(folder), "steps": steps,
        },
    )  # fmt: skip


@dataclass
class _Demo:
    ci: Ci
    folder: Path
    services: Mapping[str, str]

    @property
    def app(self) -> Path:
        return self.folder / "orchard"

    def play(self) -> list[dict[str, Any]]:
        """Three syncs with what people do in between; the reports."""
        self._say(
            "1  a small app: Android, web, server, docs; 5 locales; nothing translated but a little German"
        )
        self._make_app()
        first = self._sync("1-first-sync")
        self._keep(first, "1-first-sync")
        changed = len(first["files"])
        self._say(
            f"2  first sync: {first['words_sent']} words sent, {changed} files in pull request {first['delivery']['url']}"
        )
        before = self._count()
        second = self._sync()
        self._say(f"3  second sync: {self._count() - before} requests to Smartcat, {self._told(second)}")
        self._say(
            "4  people at work: the pull request is merged, a translator changes two strings and breaks a third,"
        )
        self._say("   a developer repairs a German string in git")
        self._merge(first["delivery"]["number"])
        repaired = self._repair()
        self._translate()
        third = self._sync("3-third-sync")
        self._keep(third, "3-third-sync")
        kinds = [item["kind"] for item in third["strings"]]
        taken = sum(item["changed"] for item in third["files"])
        self._say(
            f"5  third sync: took {taken} strings, kept {kinds.count('edit')} repair ({repaired!r}), "
            f"held {kinds.count('held')} back: {self._reason(third)}"
        )
        self._say(f"   and says so in pull request {third['delivery']['url']}")
        return [first, second, third]

    def epilogue(self) -> list[str]:
        return [
            "",
            "Look at",
            f"  {self.folder / '3-third-sync.pull-request.md'}   what reviewers read",
            f"  {self.folder / '3-third-sync.review.html'}       every string before and after, in a browser",
            f"  {self.folder / '3-third-sync.diff'}              what would be merged",
            f"  {self.folder / '3-third-sync.report.json'}       the whole report",
            f"  {self.app}                        the repository (try: git log --all --graph)",
        ]

    def _say(self, line: str) -> None:
        self.ci.say(line)

    def _told(self, report: Mapping[str, Any]) -> str:
        delivery = report["delivery"]
        return (
            "nothing to do, nothing written"
            if not delivery["changed"] and delivery["operation"] == "none"
            else "?"
        )

    def _reason(self, report: Mapping[str, Any]) -> str:
        return next((item["message"] for item in report["strings"] if item["kind"] == "held"), "nothing")

    # -- the repository ----------------------------------------------------------------------------------------

    def _make_app(self) -> None:
        sample = Path(__file__).parents[1] / "sandbox" / "sample"
        shutil.copytree(sample, self.app)
        config = self.app / "l10n.yml"
        project = self._make_project()
        config.write_text(
            re.sub(r"0{8}-[0-]+", project, config.read_text(encoding="utf-8")), encoding="utf-8"
        )
        self._github("POST", "user/repos", {"name": _REPOSITORY.partition("/")[2]})
        self._git("init", "--quiet", "--initial-branch", "main")
        self._git("remote", "add", "origin", f"{self.services['git']}/{_REPOSITORY}.git")
        self._commit("Plant the orchard")

    def _commit(self, message: str) -> None:
        self._git("add", "--all")
        self._git("commit", "--quiet", "--message", message)
        self._git("push", "--quiet", "origin", "main")

    def _merge(self, number: int) -> None:
        self._github("PUT", f"repos/{_REPOSITORY}/pulls/{number}/merge", {"merge_method": "squash"})
        self._git("pull", "--quiet", "--rebase", "origin", "main")

    def _repair(self) -> str:
        path = self.app / _ANDROID
        text = path.read_text(encoding="utf-8")
        repaired = "Diesen Korb teilen"
        text = re.sub(r'(<string name="share">).*(</string>)', rf"\g<1>{repaired}\g<2>", text)
        path.write_text(text, encoding="utf-8")
        self._commit("Repair the German share button")
        return repaired

    def _git(self, *arguments: str) -> str:
        origin = self.services["git"].rpartition("/git")[0]
        token = self.services["github_token"]
        settings = {
            "user.name": "Ada Gardener",
            "user.email": "ada@orchard.example",
            f"url.{origin.replace('://', f'://x-access-token:{token}@')}/.insteadOf": f"{origin}/",
        }
        env = dict(os.environ, GIT_CONFIG_COUNT=str(len(settings)))
        for index, (key, value) in enumerate(settings.items()):
            env |= {f"GIT_CONFIG_KEY_{index}": key, f"GIT_CONFIG_VALUE_{index}": value}
        command = ["git", "-C", str(self.app), *arguments]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            raise L10nError(f"git {arguments[0]} failed: {done.stderr.strip()}")
        return done.stdout

    # -- the services ------------------------------------------------------------------------------------------

    def _make_project(self) -> str:
        model = {
            "name": "Orchard",
            "sourceLanguage": "en",
            "targetLanguages": ["de", "fr", "ja", "pl", "pt-BR"],
            "assignToVendor": False,
        }
        auth = (self.services["smartcat_account_id"], self.services["smartcat_api_key"])
        url = f"{self.services['smartcat'].rstrip('/')}/api/integration/v1/project/create"
        answer = self._http(
            "POST", url, auth=auth, files={"model": (None, json.dumps(model), "application/json")}
        )
        return str(answer["id"])

    def _translate(self) -> None:
        orders = [
            (_source_of(_WEB), "fr", {"Pick": "Cueillir", "Cancel": "Annuler"}),
            (_source_of(_WEB), "fr", {"Good morning, {{name}}!": "Bonjour, {{nom}} !"}),
        ]
        for source, locale, segments in orders:
            order = {"source": source, "locale": locale, "segments": segments, "complete": True}
            self._http("POST", self._control("translate"), json=order)

    def _count(self) -> int:
        log = self._http("GET", self._control("log"))
        return sum(1 for entry in log if entry["service"] == "smartcat")

    def _control(self, what: str) -> str:
        return self.services["git"].rpartition("/git")[0] + f"/_sandbox/{what}"

    def _github(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        headers = {"Authorization": f"Bearer {self.services['github_token']}"}
        return self._http(method, f"{self.services['github']}/{path}", headers=headers, json=body)

    def _http(self, method: str, url: str, **options: Any) -> Any:
        import requests

        answer = requests.request(method, url, timeout=30, **options)
        if not answer.ok:
            raise L10nError(
                f"the sandbox answered {answer.status_code} to {method} {url}: {answer.text[:200]}"
            )
        return answer.json() if answer.content else None

    # -- the product -------------------------------------------------------------------------------------------

    def _sync(self, name: str = "") -> dict[str, Any]:
        """The report; with a ``name``, a page to review it is kept."""
        env = {
            **os.environ,
            "SMARTCAT_ACCOUNT_ID": self.services["smartcat_account_id"],
            "SMARTCAT_API_KEY": self.services["smartcat_api_key"],
            "SMARTCAT_URL": self.services["smartcat"],
            "GITHUB_API_URL": self.services["github"],
            "GITHUB_TOKEN": self.services["github_token"],
            "GITHUB_REPOSITORY": _REPOSITORY,
        }
        for name in ("GITHUB_ACTIONS", "GITHUB_REF", "GITHUB_BASE_REF", "GITLAB_CI", "CI_API_V4_URL"):
            env.pop(name, None)
        command = [sys.executable, "-m", "ci_l10n", "sync", "--json"]
        if name:
            command += ["--review-page", str(self.folder / f"{name}.review.html")]
        done = subprocess.run(command, cwd=self.app, env=env, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            raise L10nError(f"sync ended with exit code {done.returncode}:\n{done.stderr}")
        report: dict[str, Any] = json.loads(done.stdout)
        return report

    def _keep(self, report: Mapping[str, Any], name: str) -> None:
        """Store what can be looked at: the report, the pull request's body and its difference."""
        text = json.dumps(report, indent=1, ensure_ascii=False)
        (self.folder / f"{name}.report.json").write_text(text + "\n", encoding="utf-8")
        number = report["delivery"]["number"]
        pull = self._github("GET", f"repos/{_REPOSITORY}/pulls/{number}")
        (self.folder / f"{name}.pull-request.md").write_text(pull["body"], encoding="utf-8")
        self._git("fetch", "--quiet", "origin", report["delivery"]["branch"])
        difference = self._git("diff", "HEAD", "FETCH_HEAD")
        (self.folder / f"{name}.diff").write_text(difference, encoding="utf-8")


def _source_of(target: str) -> str:
    return target.replace("/fr/", "/en/")
