"""What people write in git is still there after fifty syncs, however the pull requests in between end."""

import json
from pathlib import Path

import pytest

from tests.scenarios.people import BRANCH, DE, FR, People, dump, traffic
from tests.scenarios.world import World

RULES = """
  - source: web/*.en.json
    target: web/{stem1}.{locale}.json
"""
SOURCE = "web/app.en.json"
EN = {"open": "Open", "bye": "Good bye", "save": "Save", "quit": "Quit"}
SYNCS = 50


@pytest.fixture
def people(world: World, tmp_path: Path) -> People:
    world.control("knobs", {"smartcat": {"rate_limit": False}})
    world.create({SOURCE: dump(EN), "notes.txt": "0\n"}, RULES)
    return People(world, tmp_path / "people")


class Story:
    """The repository, round by round; ``de`` is what German must be once everything open is merged."""

    def __init__(self, people: People) -> None:
        self.people, self.app = people, people.app
        self.app.sync()
        people.merge()
        people.edit(FR, "main", quit="Fini (git)")
        people.edit(DE, "main", quit="Schluss (git)", open="Öffnen (git)")
        self.de = {**self.held("main", DE), "quit": "Schluss (git)", "open": "Öffnen (git)"}

    def held(self, branch: str, path: str) -> dict[str, str]:
        found: dict[str, str] = json.loads(self.app.on_branch(path, branch))
        return found

    def platform_says(self, number: int, key: str) -> str:
        """The platform's next value, confirmed."""
        value = f"{key} {number} (platform)"
        self.app.translate(SOURCE, "de", {EN[key]: value})
        return value

    def sync(self) -> list[dict[str, object]]:
        """A sync with everything pulled before; the open findings."""
        self.app.pull_branch()
        report = self.app.sync("--timeout", "0")
        has_branch = bool(self.app.remote_ref(f"refs/heads/{BRANCH}"))
        branch = BRANCH if has_branch else "main"
        assert self.held(branch, DE) == self.de
        assert self.held(branch, FR)["quit"] == "Fini (git)"
        found: list[dict[str, object]] = report["strings"]
        return found

    def change(self, number: int) -> None:
        """One round: somebody changes something, everywhere else something changes too."""
        self.de["bye"] = self.platform_says(number, "bye")
        if number % 10 == 3:  # both sides at once
            self.people.edit(DE, "main", open=f"Öffnen {number} (git)")
            before, self.de["open"] = self.de["open"], self.platform_says(number, "open")
            (conflict,) = [each for each in self.sync() if each["kind"] == "conflict"]
            values = {"before": before, "repository": f"Öffnen {number} (git)", "platform": self.de["open"]}
            assert {side: conflict["values"][side] for side in values} == values  # type: ignore[index]
            return
        if number % 10 == 6:  # people have the last word until the platform speaks again
            self.de["open"] = f"Öffnen {number} (git)"
            self.people.edit(DE, "main", open=self.de["open"])
        self.sync()
        if number % 10 == 8:
            self.de["save"] = f"Sichern {number} (reviewer)"
            self.people.edit(DE, BRANCH, save=self.de["save"])
            self.sync()

    def end(self, number: int) -> None:
        """Somebody ends the pull request, in one of the ways there are."""
        how = number % 10
        if how == 4:
            return
        if how == 5:
            self.people.set_pull(state="closed")
        elif how == 7:
            self.people.git("push", "-q", "origin", f":{BRANCH}")
        else:
            way = {2: "merge", 3: "rebase"}.get(how, "squash")
            self.people.merge(way, keep_branch=how in (1, 9))
        if how == 9:
            self.people.commit_to_base({"notes.txt": f"{number}\n"})


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_edits_in_git_survive_fifty_syncs_with_squash_merges_and_deleted_branches(people: People) -> None:
    story = Story(people)
    for number in range(SYNCS):
        story.change(number)
        story.end(number)
    story.sync()
    since = people.app.log_length()
    story.sync()
    quiet = traffic(people.app, since)
    assert (quiet.pushes, quiet.writes) == (0, 0)
