"""Whole syncs of real projects' files, read back by independent libraries."""

from typing import Any, NamedTuple

import pytest

from tests.corpus import corpus, needs_corpus
from tests.scenarios.readers import read_texts
from tests.scenarios.world import World

pytestmark = [pytest.mark.long, needs_corpus, pytest.mark.timeout(300)]


class Project(NamedTuple):
    """A folder of the corpus, with the rules that fit its layout."""

    name: str
    locales: tuple[str, ...]
    rules: str
    extra: str = ""


ANDROID = Project(
    "duckduckgo-android",
    ("de", "fr", "pl", "ru", "it"),
    "  - source: '**/src/main/res/values/strings*.xml'\n    target: '{path}/src/main/res/values-{android_locale}/{name}'\n",
)
JSON = Project(
    "excalidraw",
    ("de", "fr", "ja", "pt-BR", "ru"),
    "  - source: packages/excalidraw/locales/en.json\n    target: packages/excalidraw/locales/{locale}.json\n",
    "locales:\n  de: {path: de-DE}\n  fr: {path: fr-FR}\n  ja: {path: ja-JP}\n  ru: {path: ru-RU}\n",
)
GETTEXT = Project(
    "sphinx",
    ("de", "fr", "ja", "pt-BR", "ar"),
    "  - source: sphinx/locale/sphinx.pot\n    target: sphinx/locale/{locale_underscore}/LC_MESSAGES/sphinx.po\n",
)
PROPERTIES = Project(
    "hibernate-validator",
    ("de", "fr", "ja", "pt-BR", "zh-CN"),
    "  - source: '**/ValidationMessages.properties'\n    target: '{path}/ValidationMessages_{locale_underscore}.properties'\n",
    "locales:\n  zh-CN: {smartcat: zh-Hans}\n",
)


@pytest.mark.parametrize("project", [ANDROID, JSON, GETTEXT, PROPERTIES], ids=lambda p: p.name)
def test_a_real_project_is_synchronised_string_by_string(world: World, project: Project) -> None:
    folder = corpus()
    assert folder is not None
    files = {
        str(path.relative_to(folder / project.name)): path.read_bytes()
        for path in (folder / project.name).rglob("*")
        if path.is_file() and path.suffix in (".xml", ".json", ".pot", ".po", ".properties")
    }
    platform_locales = tuple("zh-Hans" if locale == "zh-CN" else locale for locale in project.locales)
    world.create(files, project.rules, project.locales, project.extra, platform_locales=platform_locales)
    report = world.sync()
    assert [f for f in report["findings"] if f["severity"] == "error"] == []
    targets = {(item["target"], item["locale"]): item["source"] for item in report["progress"]}
    assert len(targets) >= len(project.locales)
    for (target, locale), source in targets.items():
        platform_locale = "zh-Hans" if locale == "zh-CN" else locale
        check_target(world, source, target, platform_locale, files.get(target))
    check_difference(world, report)
    assert world.sync()["delivery"]["operation"] == "none"


def check_target(world: World, source: str, target: str, locale: str, before: bytes | None) -> None:
    """Every string of the source is translated: as people had it, else as the platform has it."""
    delivered = read_texts(target, world.on_branch_or_base(target))
    exported = read_texts(target, world.export(source, locale))
    people = read_texts(target, before) if before else {}
    for key, text in exported.items():
        expected = people.get(key) or text
        assert delivered.get(key) == expected, f"{target}: {key}"


def check_difference(world: World, report: dict[str, Any]) -> None:
    """What the pull request removes are changed strings only; in files that existed nothing else moves."""
    world.git("fetch", "-q", "origin", "l10n/main")
    stat = world.git("diff", "--numstat", "HEAD", "FETCH_HEAD").splitlines()
    changed = {item["target"]: item for item in report["files"]}
    for line in stat:
        added, removed, path = line.split("\t")
        entry = changed[path]
        if entry["effect"] == "updated":
            assert int(removed) <= 3 * (entry["changed"] + entry["removed"]) + entry["new"], line
        assert int(added) > 0
