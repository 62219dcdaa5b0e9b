"""One repository on both platforms: the pull requests hold the same tree, whatever a vendor makes of spellings."""

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from ci_l10n.paths.glob import compile_glob
from ci_l10n.sandbox.server import Sandbox
from tests.corpus import corpus, needs_corpus
from tests.scenarios.smartling_world import SmartlingWorld
from tests.scenarios.test_corpus import ANDROID, GETTEXT, JSON, PROPERTIES, Project
from tests.scenarios.test_formats import SAMPLES
from tests.scenarios.world import World

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]

IOS = Project(
    "duckduckgo-ios",
    ("de", "fr"),
    "  - source: '**/en.lproj/*.strings'\n    target: '{path}/{apple_locale}.lproj/{name}'\n"
    "  - source: '**/en.lproj/*.stringsdict'\n    target: '{path}/{apple_locale}.lproj/{name}'\n",
)
RAILS = Project(
    "rails-i18n",
    ("de", "fr"),
    "  - source: rails/locale/en.yml\n    target: rails/locale/{locale}.yml\n",
)
XLIFF = Project(
    "symfony", ("de", "fr"), "  - source: '**/*.en.xlf'\n    target: '{path}/{stem1}.{locale}.xlf'\n"
)
ARB = Project(
    "flutter-gallery",
    ("de", "fr"),
    "  - source: '**/intl_en.arb'\n    target: '{path}/intl_{locale_underscore}.arb'\n",
)
SUFFIXES = (".arb", ".json", ".po", ".pot", ".properties", ".strings", ".stringsdict", ".xlf", ".xml", ".yml")
MARKDOWN = "# Title\n\nSome text with *stress* and `code`.\n"
HTML = "<!DOCTYPE html>\n<html><head><title>Hi there</title></head><body><p>Some <b>bold</b> text.</p></body></html>\n"


def tree_of(world: World) -> Mapping[str, str]:
    """Blobs by path of what is proposed."""
    world.git("fetch", "-q", "origin", "l10n/main")
    lines = world.git("ls-tree", "-r", "FETCH_HEAD").splitlines()
    blobs = {line.partition("\t")[2]: line.split()[2] for line in lines}
    del blobs["l10n.yml"]  # which names the platform
    return blobs


def check_same(
    sandbox: Sandbox,
    folder: Path,
    files: Mapping[str, str | bytes],
    rules: str,
    locales: tuple[str, ...],
    extra: str = "",
) -> None:
    smartcat = World(sandbox, folder / "smartcat", repository="acme/smartcat")
    smartcat.control("reset", {})
    smartling = SmartlingWorld(sandbox, folder / "smartling", repository="acme/smartling")
    on_platform = tuple("zh-Hans" if locale == "zh-CN" else locale for locale in locales)
    smartcat.create(files, rules, locales, extra, platform_locales=on_platform)
    smartling.begin(files, rules, locales, extra=extra.replace("{smartcat:", "{smartling:"))
    for world in (smartcat, smartling):
        findings = world.sync()["findings"]
        assert [finding for finding in findings if finding["severity"] == "error"] == []
    assert tree_of(smartling) == tree_of(smartcat)
    assert smartling.sync()["delivery"]["changed"] is False


def test_files_of_every_format_and_documents_come_out_the_same(sandbox: Sandbox, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"docs/en/a.md": MARKDOWN, "docs/en/b.html": HTML}
    rules = "  - source: docs/en/*\n    target: docs/{locale}/{name}\n"
    for name, sample in SAMPLES.items():
        files[f"{name}/{sample.source}"] = sample.content
        rules += f"  - source: {name}/{sample.source}\n    target: '{name}/{sample.target}'\n{sample.extra}"
    check_same(sandbox, tmp_path, files, rules, ("de", "fr"))


def files_of(project: Project) -> dict[str, str | bytes]:
    root = corpus()
    assert root is not None
    folder = root / project.name
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix in SUFFIXES
    }


def sources_of(project: Project) -> dict[str, str | bytes]:
    """The same without any translation."""
    globs = [compile_glob(rule["source"]) for rule in yaml.safe_load(project.rules)]
    return {
        path: content
        for path, content in files_of(project).items()
        if any(glob.match(path) is not None for glob in globs)
    }


@needs_corpus
@pytest.mark.parametrize("project", [ANDROID, JSON, GETTEXT, PROPERTIES], ids=lambda p: p.name)
def test_the_translations_of_a_real_project_are_merged_the_same(
    sandbox: Sandbox, tmp_path: Path, project: Project
) -> None:
    check_same(sandbox, tmp_path, files_of(project), project.rules, project.locales, project.extra)


@needs_corpus
@pytest.mark.parametrize("project", [IOS, RAILS, XLIFF, ARB], ids=lambda p: p.name)
def test_a_real_project_without_translations_comes_out_the_same(
    sandbox: Sandbox, tmp_path: Path, project: Project
) -> None:
    check_same(sandbox, tmp_path, sources_of(project), project.rules, project.locales, project.extra)
