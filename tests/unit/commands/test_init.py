"""`init` as it is typed: what it refuses, and what it leaves alone."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from ci_l10n import cli
from tests.unit.setup.cases import PROJECT
from tests.unit.setup.repositories import git, make_repository

FILES = {"web/locales/en.json": '{"a": "A"}\n', "web/locales/de.json": '{"a": "B"}\n'}
GIVEN = ("--yes", "--project", PROJECT, "--forge", "none")


@pytest.fixture
def app(tmp_path: Path) -> Path:
    make_repository(tmp_path, FILES)
    return tmp_path


def _error(capsys: pytest.CaptureFixture[str], folder: Path, *flags: str) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    code = cli.run(["init", "-C", str(folder), "--json", *flags])
    error: dict[str, Any] = json.loads(capsys.readouterr().out)["error"]
    return code, error


def test_without_answers_and_terminal_the_flags_are_named(
    app: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, error = _error(capsys, app)
    assert (code, error["code"]) == (2, "init-unanswered")
    assert "--project" in error["message"]
    assert "--server" in error["message"]
    code, error = _error(capsys, app, "--yes")
    assert (code, error["code"]) == (2, "init-unanswered")
    assert not (app / "l10n.yml").exists()


def test_nothing_is_overwritten_unless_forced(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workflow = app / ".github/workflows/l10n.yml"
    workflow.parent.mkdir(parents=True)
    workflow.write_text("mine\n")
    assert cli.run(["init", "-C", str(app), *GIVEN, "--forge", "github"]) == 0
    assert workflow.read_text() == "mine\n"
    before = (app / "l10n.yml").read_bytes()
    code, error = _error(capsys, app, *GIVEN, "--locale", "fr")
    assert (code, error["code"], error["file"]) == (2, "init-exists", "l10n.yml")
    assert (app / "l10n.yml").read_bytes() == before
    assert cli.run(["init", "-C", str(app), *GIVEN, "--locale", "fr", "--forge", "github", "--force"]) == 0
    assert b"[fr]" in (app / "l10n.yml").read_bytes()
    assert workflow.read_text() != "mine\n"


def test_a_dry_run_prints_the_files_and_writes_none(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(app, "remote", "add", "origin", "https://gitlab.example.org/a/b.git")
    assert cli.run(["init", "-C", str(app), "--yes", "--project", PROJECT, "--dry-run"]) == 0
    out = capsys.readouterr().out
    assert "source: web/locales/en.json" in out
    assert "local: .gitlab/l10n.yml" in out
    assert sorted(path.name for path in app.iterdir()) == [".git", "web"]


def test_pipelines_of_other_people_stay_as_they_are(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main = app / ".gitlab-ci.yml"
    main.write_text("test: {script: [make]}\n")
    assert cli.run(["init", "-C", str(app), *GIVEN, "--forge", "gitlab", "--force"]) == 0
    assert main.read_text() == "test: {script: [make]}\n"
    assert "add to .gitlab-ci.yml: `include: [{local: .gitlab/l10n.yml}]`" in capsys.readouterr().out
    job = yaml.safe_load((app / ".gitlab/l10n.yml").read_text())
    assert job["l10n"]["script"][0].startswith("ci-l10n sync --timeout")


def test_a_smartling_project_gets_its_own_secrets(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flags = ("--yes", "--platform", "smartling", "--project", "abc123def", "--forge", "github")
    assert cli.run(["init", "-C", str(app), *flags]) == 0
    assert "SMARTLING_USER_SECRET" in capsys.readouterr().out
    steps = yaml.safe_load((app / ".github/workflows/l10n.yml").read_text())["jobs"]["sync"]["steps"]
    assert steps[1]["with"]["smartling_user_secret"] == "${{ secrets.SMARTLING_USER_SECRET }}"
    assert yaml.safe_load((app / "l10n.yml").read_text())["platform"] == {
        "smartling": {"project": "abc123def"}
    }


def test_the_address_of_a_project_will_do(app: Path) -> None:
    address = f"https://us.smartcat.com/projects/{PROJECT}/files"
    assert cli.run(["init", "-C", str(app), "--project", address, "--forge", "none"]) == 0
    written = yaml.safe_load((app / "l10n.yml").read_text())["platform"]["smartcat"]
    assert written == {"project": PROJECT, "server": "us"}


@pytest.mark.parametrize(
    ("files", "flags", "code"),
    [
        ({"src/main.py": "", "package.json": "{}"}, (), "init-nothing-found"),
        ({"i18n/en.json": "{}"}, (), "init-undecided"),
        ({"i18n/de.json": "{}", "i18n/fr.json": "{}"}, (), "init-undecided"),
        (FILES, ("--locale", "xx-yy-zz"), "locale-unknown"),
        (FILES, ("--project", "abc"), "usage"),
        (FILES, ("--config", "../l10n.yml"), "usage"),
        (FILES, ("--config", "web/locales/en.json/l10n.yml"), "usage"),
    ],
)
def test_what_cannot_be_set_up_is_refused(
    files: dict[str, str],
    flags: tuple[str, ...],
    code: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    make_repository(tmp_path, files)
    assert _error(capsys, tmp_path, *GIVEN, *flags)[1]["code"] == code
    assert not (tmp_path / "l10n.yml").exists()


def test_a_folder_without_git_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _error(capsys, tmp_path, *GIVEN)[1]["code"] == "checkout-missing"


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("crowdin.yml", "files:\n  - source: [\n", ("config-yaml", 3)),
        ("crowdin.yml", "[]\n", ("init-foreign", None)),
        ("crowdin.yml", "\ufeff\r\n", ("init-foreign", None)),
        ("i18n.json", '{"locale": {"source": "en"}\n "buckets": {}}\n', ("init-foreign", 2)),
        ("i18n.json", '{"locale": {"source": "en"}, "buckets": {}}\n', ("init-foreign", None)),
        (".tx/config", "[main]\nhost\n", ("init-foreign", 2)),
        (".phrase.yml", "push: {}\n", ("init-foreign", None)),
        (".tolgeerc", '{"push": {}}\n', ("init-foreign", 1)),
        ("lokalise.yml", "jobs: {}\n", ("init-foreign", None)),
        ("a.serge", "jobs {\n  {\n  }\n", ("init-foreign", 1)),
        ("a.serge", "sync { }\n", ("init-foreign", None)),
        ("smartling.yml", "files: {}\n", ("init-foreign", None)),
        ("other.yml", "a: b\n", ("init-foreign", None)),
        ("crowdin.yml", None, ("init-foreign", None)),
    ],
)  # fmt: skip
def test_another_tools_file_that_cannot_be_read_is_refused_with_its_place(
    name: str,
    content: str | None,
    place: tuple[str, int | None],
    app: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if content is not None:
        (app / name).parent.mkdir(exist_ok=True)
        (app / name).write_text(content)
    code, error = _error(capsys, app, *GIVEN, "--from", name)
    assert (code, error["code"], error["line"]) == (2, *place)
    assert error["file"] == name
    assert error["hint"] or error["code"] == "config-yaml"  # whose message says what YAML expects


def test_two_converted_rules_for_one_target_are_refused_where_they_were_written(
    app: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (app / "web/other.json").write_text("{}\n")
    git(app, "add", "-A")
    git(app, "commit", "-q", "-m", "Second")
    entry = "  - source: /web/{}.json\n    translation: /out/%two_letters_code%.json\n"
    (app / "crowdin.yml").write_text("files:\n" + entry.format("locales/en") + entry.format("other"))
    code, error = _error(capsys, app, *GIVEN, "--from", "crowdin.yml", "--locale", "de")
    assert (code, error["code"], error["file"], error["line"]) == (2, "target-collides", "crowdin.yml", 4)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        (
            "crowdin.yml",
            "api_token: s3cr3t-s3cr3t\nfiles: [{source: web/locales/en.json, translation: web/locales/%locale%.json}]\n",
            "crowdin.yml:1:1: 'api_token' is a credential",
        ),
        (
            ".tx/config",
            "[main]\nhost = https://a:s3cr3t@example.org\ntoken = s3cr3t\n[a.b]\nfile_filter = web/locales/<lang>.json\n",
            ".tx/config:3:1: 'token' is a credential",
        ),
    ],
)
def test_secrets_of_another_tool_are_neither_written_nor_printed(
    name: str, content: str, told: str, app: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (app / name).parent.mkdir(exist_ok=True)
    (app / name).write_text(content)
    assert cli.run(["init", "-C", str(app), *GIVEN, "--from", name]) == 0
    printed = capsys.readouterr()
    assert told in printed.err
    assert "s3cr3t" not in printed.out + printed.err + (app / "l10n.yml").read_text()


def test_a_second_configuration_gets_a_name_and_a_pipeline_of_its_own(
    app: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["init", "-C", str(app), *GIVEN, "--forge", "github"]) == 0
    flags = (*GIVEN, "--forge", "github", "--config", "ci/l10n-Web app.yml")
    capsys.readouterr()
    assert cli.run(["init", "-C", str(app), *flags]) == 0
    assert yaml.safe_load((app / "ci/l10n-Web app.yml").read_text())["name"] == "web-app"
    assert 'config: "ci/l10n-Web app.yml"' in (app / ".github/workflows/l10n-web-app.yml").read_text()
    told = capsys.readouterr().out
    assert "ci-l10n check --config 'ci/l10n-Web app.yml'" in told
    assert "ci-l10n push --seed --config 'ci/l10n-Web app.yml'" in told
    assert "name" not in yaml.safe_load((app / "l10n.yml").read_text())


def test_where_there_are_translations_they_are_sent_before_the_pipeline_runs(
    app: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["init", "-C", str(app), *GIVEN, "--forge", "github", "--json"]) == 0
    steps = [step.partition("#")[0].strip() for step in json.loads(capsys.readouterr().out)["next"]]
    assert steps == [
        "ci-l10n check",
        'git add l10n.yml && git commit -m "Set up localization" && git push',
        "ci-l10n push --seed",
        'git add .github/workflows/l10n.yml && git commit -m "Run localization" && git push',
        "ci-l10n sync",
    ]
