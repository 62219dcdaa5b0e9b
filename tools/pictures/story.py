"""Two syncs of a small app, with people at work on both sides in between, by the commands that a user types."""

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import requests

from ci_l10n.sandbox.server import Sandbox

LOCALES = ("de", "ar", "ja")
WEB = "web/locales/{}/app.json"
GREETING = "Hello {name}, your basket holds <b>{count}</b> pears."
SHARE = "Share this basket with friends"

SOURCE = {
    "title": "Orchard",
    "greeting": GREETING,
    "pick": "Pick pears",
    "save": "Save",
    "cancel": "Cancel",
    "share": SHARE,
    "sort": "Sort by ripeness",
    "email": "E-mail address",
}
FIRST = {
    "de": {
        "Orchard": "Obstgarten",
        GREETING: "Hallo {name}, in deinem Korb liegen <b>{count}</b> Birnen.",
        "Pick pears": "Birnen pflücken",
        "Save": "Speichern",
        "Cancel": "Abbrechen",
        SHARE: "Diesen Korb mit Freunden teilen",
        "Sort by ripeness": "Nach Reife sortieren",
        "E-mail address": "E-Mail-Adresse",
    },
    "ar": {
        "Orchard": "البستان",
        GREETING: "مرحبًا {name}، في سلتك <b>{count}</b> كمثرى.",
        "Pick pears": "اقطف الكمثرى",
        "Save": "حفظ",
        "Cancel": "إلغاء",
        SHARE: "شارك هذه السلة مع الأصدقاء",
        "Sort by ripeness": "الترتيب حسب النضج",
        "E-mail address": "عنوان البريد الإلكتروني",
    },
    "ja": {
        "Orchard": "果樹園",
        GREETING: "{name}さん、かごには梨が<b>{count}</b>個あります。",
        "Pick pears": "梨を摘む",
        "Save": "保存",
        "Cancel": "キャンセル",
        SHARE: "このかごを友達と共有する",
        "Sort by ripeness": "熟した順に並べる",
        "E-mail address": "メールアドレス",
    },
}
ADDED = {"thanks": "Thank you for picking with us!", "rain": "It will rain at {time}."}
SECOND = {
    "de": {
        "Thank you for picking with us!": "Danke fürs Mitpflücken!",
        "It will rain at {time}.": "Um {time} regnet es.",
        "Cancel": "Verwerfen",
        SHARE: "Korb mit Freunden teilen",
    },
    "ar": {
        "Thank you for picking with us!": "شكرًا لقطفك معنا!",
        "It will rain at {time}.": "ستمطر في {time}.",
        "Save": "احفظ التغييرات",
    },
    "ja": {
        "Thank you for picking with us!": "ご一緒に摘んでいただきありがとうございます！",
        "It will rain at {time}.": "{jikan}に雨が降ります。",
        "Save": "保存する",
    },
}
REPAIRS = {"de": {"share": "Teile diesen Korb", "pick": "Birnen ernten"}, "ar": {"pick": "قطف الكمثرى"}}


@dataclass(frozen=True, slots=True)
class Told:
    """What there is to look at: the address of the open pull request, and the review page."""

    pull: str
    page: Path


class Story:
    """A working folder, and the sandbox beside it."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        self.origin = sandbox.origin
        self.folder = folder
        self.given: dict[str, str] = {}
        order = {"name": "orchard", "source": "en", "locales": LOCALES}
        exports = self._request("POST", f"{self.origin}/_sandbox/workplace", order).text
        self.given = dict(shlex.split(line)[1].split("=", 1) for line in exports.splitlines())

    def play(self) -> Told:
        """All of it."""
        self._begin()
        self._sync("--timeout", "0")
        self._translate(FIRST)
        self._sync("--timeout", "2s")
        self._merge(1)
        self._work_in_git()
        self._sync("--timeout", "0")
        self._translate(SECOND)
        self._sync("--timeout", "2s")
        page = self.folder.parent / "review.html"
        self._run(sys.executable, "-m", "ci_l10n", "report", "--html", str(page))
        (pull,) = self._github("GET", "pulls").json()
        return Told(pull["html_url"], page)

    def _begin(self) -> None:
        self.folder.mkdir(parents=True)
        self._run("git", "init", "--quiet", "--initial-branch", "main")
        self._run("git", "config", "user.name", "Ada Gardener")
        self._run("git", "config", "user.email", "ada@orchard.example")
        self._run("git", "remote", "add", "origin", self.given["REMOTE"])
        self._write("en", SOURCE)
        self._commit("Plant the orchard")
        locales = [word for locale in LOCALES for word in ("--locale", locale)]
        project = self.given["SMARTCAT_PROJECT"]
        self._run(sys.executable, "-m", "ci_l10n", "init", "--yes", "--project", project, *locales)
        self._commit("Set up localization")

    def _work_in_git(self) -> None:
        self._write("en", {**SOURCE, **ADDED})
        for locale, texts in REPAIRS.items():
            path = self.folder / WEB.format(locale)
            self._write(locale, {**json.loads(path.read_text(encoding="utf-8")), **texts})
        self._commit("Say thanks; repair translations")

    def _translate(self, texts: Mapping[str, Mapping[str, str]]) -> None:
        for locale, segments in texts.items():
            order = {"source": WEB.format("en"), "locale": locale, "segments": segments, "complete": True}
            self._request("POST", f"{self.origin}/_sandbox/translate", order)

    def _sync(self, *flags: str) -> None:
        self._run(sys.executable, "-m", "ci_l10n", "sync", *flags)

    def _merge(self, number: int) -> None:
        self._github("PUT", f"pulls/{number}/merge")
        self._run("git", "pull", "--quiet", "origin", "main")

    def _write(self, locale: str, texts: Mapping[str, str]) -> None:
        path = self.folder / WEB.format(locale)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(texts, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")

    def _commit(self, message: str) -> None:
        self._run("git", "add", "--all")
        self._run("git", "commit", "--quiet", "--message", message)
        self._run("git", "push", "--quiet", "origin", "main")

    def _run(self, *command: str) -> None:
        done = subprocess.run(
            command, cwd=self.folder, env={**os.environ, **self.given}, capture_output=True, text=True, check=False
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")

    def _github(self, method: str, path: str) -> requests.Response:
        address = f"{self.given['GITHUB_API_URL']}/repos/{self.given['GITHUB_REPOSITORY']}/{path}"
        return self._request(method, address, {} if method != "GET" else None)

    def _request(self, method: str, address: str, body: object = None) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.given['GITHUB_TOKEN']}"} if "/api/" in address else None
        answer = requests.request(method, address, json=body, headers=headers, timeout=60)
        if not answer.ok:
            raise RuntimeError(f"{method} {address} was answered with {answer.status_code}: {answer.text}")
        return answer
