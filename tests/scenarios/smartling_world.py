"""A world whose platform is Smartling, with its log in short words and the formula that it is held against."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from tests.scenarios.import_world import ImportWorld

NAMES = {
    "POST authenticate": "login",
    "POST authenticate/refresh": "refresh",
    "GET projects-api": "project",
    "GET files/list": "list",
    "GET files/list/recently-published": "published",
    "GET file/status": "status",
    "GET file/last-modified": "modified",
    "POST file": "upload",
    "GET file": "source",
    "POST file/rename": "rename",
    "POST file/delete": "delete",
    "POST files/zip": "archive",
    "GET locales/file": "download",
    "POST jobs": "job",
    "POST batches": "batch",
    "POST batches/file": "batch upload",
    "GET batches": "batch status",
    "PUT batches": "batch cancel",
}


@dataclass(frozen=True)
class Asked:
    """What a run asked of Smartling, in order."""

    entries: list[dict[str, Any]]
    project: str

    @property
    def names(self) -> list[str]:
        return [NAMES[self._short(entry)] for entry in self.entries]

    @property
    def counts(self) -> Counter[str]:
        return Counter(self.names)

    def _short(self, entry: dict[str, Any]) -> str:
        parts = str(entry["path"]).strip("/").split("/")
        service, rest = parts[0], parts[2:]
        if self.project in rest:
            rest = rest[rest.index(self.project) + 1 :]
        if rest[:1] in (["locales"], ["batches"]) and len(rest) > 1:
            del rest[1]  # which one
        return f"{entry['method']} {'/'.join(rest) or service}"


class SmartlingWorld(ImportWorld):
    def asked_since(self, at: int) -> Asked:
        entries = [each for each in self.control("log")[at:] if each["service"] == "smartling"]
        return Asked(entries, self.announced["smartling_project"])

    def synced(self, *arguments: str) -> tuple[dict[str, Any], Asked]:
        """A sync that must succeed: its report, which must count the requests right, and these."""
        at = self.log_length()
        report = self.sync(*arguments)
        asked = self.asked_since(at)
        assert report["platform_requests"] == len(asked.entries)
        return report, asked

    def uris(self) -> list[str]:
        items: list[dict[str, Any]] = self.ask("GET", "files/list").json()["response"]["data"]["items"]
        return sorted(str(item["fileUri"]) for item in items)

    def merge(self) -> None:
        """Merge what is proposed, and take it over."""
        number = self.pulls("open")[0]["number"]
        self.github("PUT", f"repos/{self.repository}/pulls/{number}/merge", {})
        self.pull_branch()
