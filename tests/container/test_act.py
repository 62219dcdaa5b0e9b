"""Workflows that use the action, run by act: what action.yml says, inputs in, outputs and summary out."""

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.container.engine import ROOT, script
from tests.scenarios.world import Ran, World

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(900),
    pytest.mark.skipif(os.geteuid() != 0, reason="act's containers leave files of root"),
]

ACTION = "ci-l10n/ci-l10n@v1"
PARTS = (
    "action.yml",
    "Dockerfile",
    ".dockerignore",
    "requirements.lock",
    "entrypoint.py",
    "LICENSE",
    "ci_l10n",
)

WORKFLOW = """\
on: push
permissions: {contents: write, pull-requests: write}
jobs:
  sync:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - id: l10n
        uses: ci-l10n/ci-l10n@v1
        with:
          locales: de
          timeout: 20s
          smartcat_account_id: ${{ secrets.SMARTCAT_ACCOUNT_ID }}
          smartcat_api_key: ${{ secrets.SMARTCAT_API_KEY }}
      - env:
          OPERATION: ${{ steps.l10n.outputs.pull_request_operation }}
          URL: ${{ steps.l10n.outputs.pull_request_url }}
          CHANGED: ${{ steps.l10n.outputs.changed }}
          HELD: ${{ steps.l10n.outputs.held_strings }}
        run: echo "after operation=$OPERATION changed=$CHANGED held=$HELD url=$URL"
"""


@pytest.fixture(scope="session")
def action(image: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The action as a runner fetches it: what is tracked that it needs, nothing that lies about."""
    folder = tmp_path_factory.mktemp("action")
    ignore = shutil.ignore_patterns("__pycache__")
    for name in (*PARTS, "tools/image"):
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=ignore)
        else:
            shutil.copy2(source, target)
    dockerfile = (
        folder / "Dockerfile"
    )  # a stand-in for the base image cannot have the digest of the official one
    dockerfile.write_text(re.sub("@sha256:[0-9a-f]+", "", dockerfile.read_text(encoding="utf-8")))
    return folder


def act(world: World, action: Path, workflow: str) -> Ran:
    """Commit ``workflow`` to the repository and run its jobs for a push."""
    world.write({".github/workflows/l10n.yml": workflow})
    world.commit("Add a workflow")
    announced = world.announced
    secrets = {
        "SMARTCAT_ACCOUNT_ID": announced["smartcat_account_id"],
        "SMARTCAT_API_KEY": announced["smartcat_api_key"],
        "GITHUB_TOKEN": announced["github_token"],
    }
    env = {
        "GITHUB_API_URL": announced["github"],
        "GITHUB_GRAPHQL_URL": f"{announced['github']}/graphql",
        "GITHUB_REPOSITORY": world.repository,
        "SMARTCAT_URL": announced["smartcat"],
    }
    return script(
        "act.sh", "push", "-C", str(world.folder), "--local-repository", f"{ACTION}={action}",
        *_options("--secret", secrets), *_options("--env", env),
    )  # fmt: skip


def _options(flag: str, values: Mapping[str, str]) -> list[str]:
    return [part for name, value in values.items() for part in (flag, f"{name}={value}")]


def test_a_later_step_reads_the_outputs_of_the_action(world: World, action: Path) -> None:
    ran = act(world, action, WORKFLOW)
    assert ran.code == 0, ran.out[-4000:] + ran.err[-4000:]
    (pull,) = world.pulls("open")
    said = re.search(r"after operation=(\w+) changed=(\w+) held=(\d+) url=(\S+)", ran.out)
    assert said is not None, ran.out
    assert said.groups() == ("created", "true", "0", pull["html_url"])
    files = world.github("GET", f"repos/{world.repository}/pulls/{pull['number']}/files")
    assert [item["filename"] for item in files] == ["web/de.json"]  # the input `locales` arrived
    assert world.announced["smartcat_api_key"] not in ran.out + ran.err


def test_the_example_that_users_paste_opens_a_pull_request(world: World, action: Path) -> None:
    text = (ROOT / "examples" / "github.yml").read_text(encoding="utf-8")
    before, _, rest = text.partition("      - if: always()")
    upload, mark, after = rest.partition("      - if: steps")  # the upload needs GitHub's own server
    assert "actions/upload-artifact@" in upload
    ran = act(world, action, before + mark + after)
    assert ran.code == 0, ran.out[-4000:] + ran.err[-4000:]
    assert [pull["head"]["ref"] for pull in world.pulls("open")] == ["l10n/main"]
    (name,) = re.findall(r"path: \$\{\{ runner\.temp \}\}/(\S+)", upload)
    assert re.search(rf"page written: \S+/{re.escape(name)}\b", ran.out)
    assert "held back" not in ran.out
