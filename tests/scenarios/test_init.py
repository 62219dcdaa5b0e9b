"""`init` on repositories as they are found, and the first sync with what it wrote."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.corpus import corpus, needs_corpus
from tests.scenarios.world import World
from tests.unit.setup.cases import read_case

ANDROID = '<resources>\n    <string name="hello">Hello {0}</string>\n</resources>\n'
APP = {
    "web/locales/en/common.json": '{"open": "Open", "greet": "Hello {name}"}\n',
    "web/locales/de/common.json": '{"open": "Auf"}\n',
    "web/locales/zh-CN/common.json": "{}\n",
    "android/src/main/res/values/strings.xml": ANDROID.format("Android"),
    "android/src/main/res/values-de/strings.xml": "<resources>\n</resources>\n",
    "ios/en.lproj/Localizable.strings": '"bye" = "Good bye";\n',
    "ios/zh-Hans.lproj/Localizable.strings": "",
    "locale/app.pot": 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Save"\nmsgstr ""\n',
    "locale/de/LC_MESSAGES/app.po": 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n',
}


def _push_plain(world: World, files: Mapping[str, str | bytes], locales: tuple[str, ...]) -> None:
    """A repository that nobody has set up, and a project for it."""
    world.create(files, "", locales)
    world.git("rm", "-q", "l10n.yml")
    world.commit("Without a configuration")


@pytest.mark.long
def test_a_first_sync_works_with_what_was_written(world: World) -> None:
    _push_plain(world, APP, ("de", "zh-Hans"))
    ran = world.run("init", "--yes", "--project", world.project, "--forge", "github")
    assert ran.code == 0, ran.err
    assert "SMARTCAT_API_KEY" in ran.out
    assert world.announced["smartcat_api_key"] not in ran.out + (world.folder / "l10n.yml").read_text()
    assert world.run("check", "--strict").code == 0
    world.commit("Set up localization")
    report = world.sync("--timeout", "20s")
    assert report["delivery"]["operation"] == "created"
    assert b'"Auf"' in world.on_branch("web/locales/de/common.json")
    for path in (
        "web/locales/zh-CN/common.json",
        "android/src/main/res/values-zh-rCN/strings.xml",
        "ios/zh-Hans.lproj/Localizable.strings",
        "ios/de.lproj/Localizable.strings",
        "locale/zh_CN/LC_MESSAGES/app.po",
    ):
        assert world.on_branch(path).strip(), path
    assert world.sync()["delivery"]["operation"] == "none"


LAYOUTS = (
    "documents-beside-folders", "documents-beside-suffixes", "docusaurus", "shopify", "rails-engines", "typo3", "resw",
    "gettext-folder", "wordpress-pot", "flutter-arb", "chrome-extension", "symfony",
)  # fmt: skip


@pytest.mark.long
def test_layouts_of_frameworks_are_delivered_and_a_second_sync_has_nothing_to_do(world: World) -> None:
    files = {
        f"{name}/{path}": text for name in LAYOUTS for path, text in read_case(name).items() if text != "x\n"
    }
    _push_plain(world, files, ("de",))
    ran = world.run(
        "init", "--yes", "--project", world.project, "--locale", "de", "--forge", "none", "--json"
    )
    assert ran.code == 0, ran.err
    assert {path.partition("/")[0] for path in ran.json["sources"]} == set(LAYOUTS)
    checked = world.run("check", "--strict", "--json")
    assert checked.code == 0, checked.out
    world.commit("Set up localization")
    assert world.sync("--timeout", "60s")["delivery"]["operation"] == "created"
    for file in checked.json["files"]:
        for path in file["targets"].values():
            assert world.on_branch(path).strip(), path
    assert world.sync()["delivery"]["operation"] == "none"


@needs_corpus
@pytest.mark.long
@pytest.mark.parametrize(
    "name",
    [
        "duckduckgo-android", "duckduckgo-ios", "excalidraw", "flutter-gallery", "focus-ios", "godot",
        "hibernate-validator", "home-assistant-frontend", "jmeter", "rails-i18n", "sphinx", "sylius", "symfony",
    ],
)  # fmt: skip
def test_real_repositories_get_a_configuration_that_passes_check(name: str, world: World) -> None:
    folder = (corpus() or Path()) / name
    if not folder.is_dir():
        pytest.skip("the corpus has no such repository")
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith("LICENSE")
    }
    _push_plain(world, files, ("de",))
    flags = ("--locale", "de") if name == "home-assistant-frontend" else ()
    ran = world.run("init", "--yes", "--project", world.project, "--json", *flags)
    assert ran.code == 0, ran.err
    assert set(ran.json["sources"]) == set(_sources(name, files))
    checked = world.run("check", "--json")
    assert checked.code == 0, checked.err
    translated = {path for file in checked.json["files"] for path in file["targets"].values()}
    assert len(translated & files.keys()) >= len(files) - len(ran.json["sources"]) - _OTHERS.get(name, 0)


# Files that hold no texts, or translate texts of storyboards.
_OTHERS = {"godot": 20, "excalidraw": 1, "duckduckgo-ios": 66}


def _sources(name: str, files: Mapping[str, bytes]) -> list[str]:
    marks = {
        "duckduckgo-android": "/values/",
        "duckduckgo-ios": "/en.lproj/",
        "excalidraw": "/en.json",
        "flutter-gallery": "_en.arb",
        "focus-ios": "en-US/",
        "godot": (".pot", "/text.csv"),
        "hibernate-validator": "Messages.properties",
        "home-assistant-frontend": "en.json",
        "jmeter": "messages.properties",
        "rails-i18n": "/en.yml",
        "sphinx": ".pot",
        "sylius": (".en.yml", ".en.yaml"),
        "symfony": ".en.xlf",
    }[name]
    wanted = (marks,) if isinstance(marks, str) else marks
    return [path for path in files if any(mark in path for mark in wanted)]
