"""
The commands of the how-to pages, run by a shell against the sandbox, in repositories as the pages suppose them.

The configurations are those of the pages, too. What is not run, and what has to be there before, stands in `GUIDES`.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from tests.markdown_blocks import Block, find_blocks
from tests.scenarios.world import World

ROOT = Path(__file__).resolve().parents[2]
SMARTCAT_PROJECT, SMARTLING_PROJECT = "1e2d703f-9def-4d27-ab4d-350cbbe8c44b", "abc123def"
PATIENCE = 500  # seconds for one page: some 30, on a quiet machine
QUICK = "\nwait: {timeout: 20s, poll: 1s}\n"
RULES = """
  - source: web/en.json
    target: web/{locale}.json
"""
SOURCE = {"web/en.json": '{"open": "Open", "bye": "Good bye {name}"}\n', "web/de.json": '{"open": "Auf"}\n'}
STRINGS = '<resources>\n    <string name="hello">Hello</string>\n</resources>\n'
UNCONFIGURED = 'git rm -q l10n.yml && git commit -qm "Begin anew" && git push -q origin HEAD:main'


class Guide(NamedTuple):
    """
    One page: what has to lie in the repository, and be done before the block of that number; ``without`` begins lines
    that are not run here, ``says`` is part of the output.
    """

    page: str
    says: str
    files: Mapping[str, str] = SOURCE
    before: Mapping[int, str] = {}
    without: tuple[str, ...] = ()
    locales: tuple[str, ...] = ("de", "fr")


GUIDES = (
    Guide(
        "README.md", "2 targets: 0 errors",
        before={0: f"{UNCONFIGURED}; ci-l10n init --yes --project {SMARTCAT_PROJECT} --locale de --locale fr"},
        without=("make", "pip install", "ci-l10n init"),  # that takes minutes, packages, or asks
    ),
    Guide("docs/how-to/init.md", "written: l10n.yml", before={0: UNCONFIGURED}, without=("ci-l10n init   ",)),  # asks
    Guide(
        "docs/how-to/migrate.md", "seeded web/de.json (de)",
        files={**SOURCE, "crowdin.yml": "files:\n  - {source: /web/en.json, translation: /web/%locale%.json}\n"},
        before={0: UNCONFIGURED},
    ),
    Guide(
        "docs/how-to/many-projects.md", "pull request #1 created",
        files={"web/locales/en/app.json": SOURCE["web/en.json"], "app/src/main/res/values/strings.xml": STRINGS},
        locales=("de", "fr", "ja"),
    ),
    Guide(
        "docs/how-to/monorepo.md", "pull request #1 created",
        files={
            "packages/ui/i18n/en.json": SOURCE["web/en.json"],
            "apps/web/src/locales/en/pages/app.json": SOURCE["web/en.json"],
            "apps/shop/src/locales/en/app.json": SOURCE["web/en.json"],
            "apps/android/app/src/main/res/values/strings.xml": STRINGS,
            "apps/ios/App/en.lproj/Localizable.strings": '"hello" = "Hello";\n',
        },
        locales=("de", "pt-BR"),
    ),
    Guide(
        "docs/how-to/feature-branches.md", "missing strings drafted",
        before={
            0: "git branch release/2 && git push -q origin release/2 && git switch -q -c feature/cart",
            1: "git checkout -q . && git clean -fdq",
        },
    ),
    Guide(
        "docs/how-to/review.md", "badge written",
        before={1: "ci-l10n status --json >stored.json"},
        without=("ci-l10n status --watch",),  # waits for translators
    ),
    Guide("docs/how-to/seed.md", "seeded web/de.json (de)"),
    Guide("docs/how-to/drafts.md", "strings drafted", locales=("de", "fr", "ja")),
    Guide("docs/how-to/pull-requests.md", "stored in plan.json"),
    Guide(
        "docs/how-to/import.md", "de.json",
        files={
            **SOURCE,
            "en.json": SOURCE["web/en.json"],
            "from-agency.json": '{"open": "Auf", "bye": "Tschüss {name}"}\n',
            "terms.en.xml": '<terms><term id="a">Hello</term></terms>\n',
            "terms.de.xml": '<terms><term id="a">Hallo</term></terms>\n',
        },
    ),
    Guide(
        "docs/how-to/xliff.md", "de",
        files={"web/en/app.json": SOURCE["web/en.json"]},
        before={0: "sed -i 's#web/en.json#web/en/*.json#; s#web/{locale}.json#web/{locale}/{name}#' l10n.yml && git commit -qam Rules && git push -q origin main && ci-l10n push"},
    ),
    Guide("docs/how-to/callbacks.md", "https://hooks.example.org/smartcat", before={0: "export HOOK_TOKEN=secret"}),
    Guide(
        "docs/how-to/self-hosted.md", "patch written",
        without=("export GITHUB_",),  # the world has its own
    ),
)  # fmt: skip


def configurations(page: Path) -> dict[str, str]:
    """The configurations of a page, by the name in their first line; the one without is `l10n.yml`."""
    found = {}
    for block in find_blocks(page):
        if block.info == "yaml" and "files" in (data := yaml.safe_load(block.text)) and "version" in data:
            first = block.text.splitlines()[0]
            found[first.removeprefix("# ") if first.startswith("# ") else "l10n.yml"] = block.text + QUICK
    return found


def script_of(guide: Guide, blocks: list[Block]) -> str:
    lines = ["set -e", "exec 2>&1"]
    for number, block in enumerate(blocks):
        lines += [guide.before[number]] if number in guide.before else []
        lines += [line for line in block.text.splitlines() if not line.startswith(guide.without or ("\0",))]
    return "\n".join(lines)


@pytest.mark.long
@pytest.mark.timeout(PATIENCE + 30)
@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: Path(guide.page).stem)
def test_the_commands_of_a_page_work(guide: Guide, world: World) -> None:
    page = ROOT / guide.page
    world.create(guide.files, RULES, guide.locales)
    projects = {SMARTCAT_PROJECT: world.project, SMARTLING_PROJECT: world.announced["smartling_project"]}

    def ours(text: str) -> str:
        for name, value in projects.items():
            text = text.replace(name, value)
        return text

    if guide.page != "README.md" and (found := configurations(page)):
        world.write({name: ours(text) for name, text in found.items()})
        world.commit("Configure")
    world.git("config", "push.default", "upstream")
    world.git("branch", "--set-upstream-to=origin/main")
    script = ours(script_of(guide, [block for block in find_blocks(page) if block.info == "sh"]))
    done = subprocess.run(
        ["bash", "-c", script], cwd=world.folder, env=environment(world), capture_output=True, text=True,
        stdin=subprocess.DEVNULL, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert guide.says in done.stdout


def environment(world: World) -> dict[str, str]:
    """That of somebody with the secrets in the environment, git set up, and the program on the path."""
    authorized = world.origin.replace("://", f"://x:{world.push_token}@")
    settings = {"user.name": "Ada", "user.email": "ada@example.com", f"url.{authorized}/.insteadOf": f"{world.origin}/"}  # fmt: skip
    given = {f"GIT_CONFIG_KEY_{n}": name for n, name in enumerate(settings)}
    given |= {f"GIT_CONFIG_VALUE_{n}": value for n, value in enumerate(settings.values())}
    return {
        **world.env,
        **given,
        "GIT_CONFIG_COUNT": str(len(settings)),
        "SMARTLING_URL": world.announced["smartling"],
        "SMARTLING_USER_IDENTIFIER": world.announced["smartling_user_identifier"],
        "SMARTLING_USER_SECRET": world.announced["smartling_user_secret"],
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
    }


def test_all_pages_with_commands_are_run_or_left_out_for_a_reason() -> None:
    left = {
        "troubleshooting.md",
        "verify-live.md",
    }  # doctor is run by self-hosted.md; the other one needs a real account
    named = {Path(guide.page).name for guide in GUIDES}
    pages = ROOT.glob("docs/how-to/*.md")
    assert {page.name for page in pages if any(b.info == "sh" for b in find_blocks(page))} - named == left
