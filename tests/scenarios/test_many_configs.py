"""Several configurations in one repository: each has its state and its branch, and none harms another."""

from collections.abc import Mapping

import pytest

from tests.scenarios.world import World

RULES = """
  - source: web/en.json
    target: web/{locale}.json
"""
OTHER = """\
version: 1
{name}source_locale: en
target_locales: [de]
platform: {{smartcat: {{project: {project}}}}}
files:
  - source: app/values/strings.xml
    target: app/values-{{android_locale}}/strings.xml
wait: {{timeout: 20s, poll: 1s}}
"""
XML = '<resources>\n    <string name="hello">Hello</string>\n</resources>\n'
OURS = "refs/heads/l10n/main"

pytestmark = [pytest.mark.long, pytest.mark.timeout(500)]


@pytest.fixture
def both(world: World) -> World:
    world.create({"web/en.json": '{"open": "Open"}\n', "app/values/strings.xml": XML}, RULES)
    return world


def configure(world: World, project: str, name: str = "") -> None:
    world.write({"l10n.app.yml": OTHER.format(project=project, name=f"name: {name}\n" if name else "")})
    world.commit("Configure the app")


def sources(world: World, project: str) -> list[str]:
    documents: list[Mapping[str, str]] = world.smartcat("GET", f"project/{project}").json()["documents"]
    return sorted({document["externalId"] for document in documents})


def test_a_second_configuration_is_refused_until_it_has_a_name_and_then_both_go_on(both: World) -> None:
    assert both.sync()["delivery"]["operation"] == "created"
    other = both.make_project(("de",))
    configure(both, other)
    before = (both.remote_ref(OURS), both.remote_ref("refs/l10n/state/main"))
    for command in ("plan", "sync", "push", "status"):
        ran = both.run(command, "--config", "l10n.app.yml")
        assert ran.code == 2, ran.out + ran.err
        assert "state-of-another" in ran.err
        assert "give this configuration a `name`" in ran.err
    assert (both.remote_ref(OURS), both.remote_ref("refs/l10n/state/main")) == before
    assert sources(both, both.project) == ["web/en.json"]

    configure(both, other, "app")
    made = both.sync("--config", "l10n.app.yml")
    assert made["delivery"]["branch"] == "l10n-app/main"
    assert made["delivery"]["operation"] == "created"
    assert both.remote_ref("refs/l10n/state-app/main")
    again = (both.sync(), both.sync("--config", "l10n.app.yml"))
    assert [each["delivery"]["changed"] for each in again] == [False, False]
    assert [each["plan"]["deleted"] for each in again] == [[], []]
    assert sources(both, both.project) == ["web/en.json"]
    assert sources(both, other) == ["app/values/strings.xml"]
    assert len(both.pulls("open")) == 2
    assert both.on_branch("web/de.json")
    assert both.on_branch("app/values-de/strings.xml", "l10n-app/main")

    both.git("switch", "-q", "--create", "l10n-app/main", "FETCH_HEAD")
    ran = both.run("sync")
    assert (ran.code, "there is nothing to do" in ran.out) == (0, True), ran.out + ran.err
    assert sources(both, both.project) == ["web/en.json"]


def test_two_configurations_may_share_a_project(both: World) -> None:
    configure(both, both.project, "app")
    both.sync()
    both.sync("--config", "l10n.app.yml")
    both.sync("--full")
    assert sources(both, both.project) == ["app/values/strings.xml", "web/en.json"]


def test_a_configuration_that_was_moved_goes_on_with_its_state(both: World) -> None:
    both.sync()
    (both.folder / ".github").mkdir()
    both.git("mv", "l10n.yml", ".github/l10n.yml")
    both.commit("Move")
    report = both.sync()
    assert report["plan"]["new"] == []
    assert not report["delivery"]["changed"]
