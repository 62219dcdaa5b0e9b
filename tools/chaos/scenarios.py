"""The reference scenarios: a world that is built up to the point where the run under test begins."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.scenarios.gitlab_world import GitLabWorld
from tests.scenarios.smartling_world import SmartlingWorld
from tests.scenarios.world import World

Sync = Callable[[], None]  # a run before the one under test

RULES = """
  - source: web/en/*.json
    target: web/{locale}/{name}
  - source: app/values/strings.xml
    target: app/values-{android_locale}/strings.xml
"""
LOCALES = ("de", "fr")
XML = '<resources>\n    <string name="hi">Hi %1$s</string>\n    <string name="ok">All right</string>\n</resources>\n'


def _json(**texts: str) -> str:
    return json.dumps(texts, indent=2) + "\n"


FILES: Mapping[str, str | bytes] = {
    "web/en/shop.json": _json(open="Open the shop", bye="Good bye"),
    "web/en/gone.json": _json(last="Nobody will miss this"),
    "web/en/old.json": _json(name="A file with a name"),
    "app/values/strings.xml": XML,
}


@dataclass(frozen=True)
class Scenario:
    """``prepare`` builds the world; each ``sync`` it asks for is a run that is not disturbed."""

    name: str
    platform: str
    forge: str
    world: type[World]
    prepare: Callable[[World, Sync], None]


def _first(world: World, _: Sync) -> None:
    if isinstance(world, SmartlingWorld):
        world.begin(FILES, RULES, LOCALES)
    else:
        world.create(FILES, RULES, LOCALES)


def _after_first(world: World, sync: Sync) -> None:
    _first(world, sync)
    sync()


def _translated(world: World, sync: Sync) -> None:
    """The pull request is open, and translators went on working."""
    _after_first(world, sync)
    for locale in LOCALES:
        world.translate("web/en/shop.json", locale, {"Good bye": f"{locale}: bye"})


def _merged_and_changed(world: World, sync: Sync) -> None:
    """The pull request was merged; then one source changed, one was renamed, one deleted and one added."""
    _after_first(world, sync)
    _merge(world)
    world.git("mv", "web/en/old.json", "web/en/renamed.json")
    world.git("rm", "-q", "web/en/gone.json")
    changed = _json(open="Open all the shops", bye="Good bye", more="Some more")
    world.write({"web/en/shop.json": changed, "web/en/new.json": _json(fresh="Entirely new")})
    world.commit("Change, rename, delete, add")


def _merge(world: World) -> None:
    if isinstance(world, GitLabWorld):
        world.merge()
        return
    (pull,) = world.pulls("open")
    world.github("PUT", f"repos/{world.repository}/pulls/{pull['number']}/merge", {})
    world.pull_branch()


SCENARIOS = (
    Scenario("first", "smartcat", "github", World, _first),
    Scenario("incremental", "smartcat", "github", World, _merged_and_changed),
    Scenario("update", "smartcat", "github", World, _translated),
    Scenario("nothing", "smartcat", "github", World, _after_first),
    Scenario("smartling-first", "smartling", "github", SmartlingWorld, _first),
    Scenario("smartling-incremental", "smartling", "github", SmartlingWorld, _merged_and_changed),
    Scenario("gitlab-first", "smartcat", "gitlab", GitLabWorld, _first),
    Scenario("gitlab-incremental", "smartcat", "gitlab", GitLabWorld, _merged_and_changed),
)
