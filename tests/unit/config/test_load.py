import os
import subprocess
import sys
from pathlib import Path

import pytest

from ci_l10n.config.load import find_config, load_config, load_schema, parse_config, with_defaults
from ci_l10n.config.model import (
    Author,
    Limits,
    PullRequest,
    Ready,
    SmartcatSettings,
    SmartlingSettings,
    StatePlace,
)
from ci_l10n.errors import ConfigError, Location
from tests.unit.config.places import HEAD, WHOLE

DEFAULTS = """\
conflict: platform
first_sync: repository
obsolete: remove
untranslated: omit
checks: {placeholders: hold, icu: hold, markup: hold, escapes: hold, length: warn}
ready: {create: 95, update: 80}
wait: {timeout: 10m, poll: 15s}
limits: {delete: 10%}
state: ref
pull_request:
  branch: l10n/{base}
  title: "Update translations"
  labels: [l10n]
  reviewers: []
  draft: false
  auto_merge: false
  commit: verified
  split: none
"""


def write(folder: Path, name: str, text: str = WHOLE) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_written_defaults_change_nothing() -> None:
    assert parse_config((WHOLE + DEFAULTS).encode(), "l10n.yml") == parse_config(WHOLE.encode(), "l10n.yml")


def test_a_setting_that_proves_wrong_later_is_shown_at_its_line() -> None:
    config = parse_config(WHOLE.encode(), "l10n.yml")
    lines = WHOLE.splitlines()
    place = config.locate("target_locales")
    assert lines[place.line - 1].startswith("target_locales")
    assert str(config.locate("limits.files")) == "l10n.yml  limits.files"  # not there


def test_defaults_are_those_of_the_documents() -> None:
    config = parse_config(WHOLE.encode(), "l10n.yml")
    assert config.platform == SmartcatSettings(
        "1e2d703f-9def-4d27-ab4d-350cbbe8c44b", "eu", "confirmed", None
    )
    assert (config.wait_timeout, config.wait_poll, config.state) == (600.0, 15.0, StatePlace("ref"))
    assert config.limits == Limits(10.0, None)
    assert config.pull_request == PullRequest(
        "l10n/{base}", "Update translations", ("l10n",), (), (), (), "", False, None, None, "none"
    )
    policy = config.rules[0].policy
    assert (policy.conflict, policy.first_sync, policy.obsolete, policy.untranslated) == (
        "platform", "repository", "remove", "omit",
    )  # fmt: skip
    assert policy.checks == {
        "placeholders": "hold", "icu": "hold", "markup": "hold", "escapes": "hold", "length": "warn",
    }  # fmt: skip
    assert policy.ready == Ready(95.0, 80.0)


def test_everything_can_be_set() -> None:
    text = HEAD.replace(
        "smartcat: {project: 1e2d703f-9def-4d27-ab4d-350cbbe8c44b}",
        "smartling: {project: a1, state: POST_TRANSLATION, authorize: false, job: L10n, namespace: app}",
    )
    text += """\
locales: {en: {smartling: en-US}, pt-BR: {path: pt, android: pt, apple: pt}}
files:
  - source: "a/{b,c}/**/*.json"
    target: "{dir}/{locale}.json"
    exclude: [a/b/x/**]
    format: json
    delivery: merge
    directives: {one: true, two: 1.0, three: text}
    conflict: hold
    first_sync: platform
    obsolete: keep
    untranslated: empty
    checks: {icu: off, length: hold}
    ready: {update: 50%}
ready: {create: 12.5}
wait: {timeout: 1h30m, poll: 2s}
limits: {delete: 100, words: 1000}
state: branch
pull_request:
  branch: i18n
  labels: []
  reviewers: [ann]
  team_reviewers: [team]
  assignees: [bob]
  milestone: M1
  draft: true
  auto_merge: squash
  commit: author
  author: {name: Ann B, email: ann@example.com, sign_off: true}
  split: locale
"""
    config = parse_config(text.encode(), "sub/l10n.yml")
    assert config.path == "sub/l10n.yml"
    assert config.platform == SmartlingSettings(
        "a1", "POST_TRANSLATION", authorize=False, job="L10n", namespace="app"
    )
    assert config.platform.uses_jobs
    assert config.spellings["pt-BR"] == {"path": "pt", "android": "pt", "apple": "pt"}
    (rule,) = config.rules
    assert (rule.exclude, rule.format, rule.delivery) == (("a/b/x/**",), "json", "merge")
    assert rule.directives == {"one": "true", "two": "1.0", "three": "text"}
    assert rule.location == Location("sub/l10n.yml", 8, 13, "files[0].source")
    assert rule.target_location == Location("sub/l10n.yml", 9, 13, "files[0].target")
    assert rule.policy.ready == Ready(12.5, 50.0)
    assert rule.policy.checks["icu"] == "off"
    assert rule.policy.checks["markup"] == "hold"
    assert (config.wait_timeout, config.wait_poll) == (5400.0, 2.0)
    assert config.limits == Limits(100.0, 1000)
    assert config.pull_request == PullRequest(
        "i18n", "Update translations", (), ("ann",), ("team",), ("bob",), "M1", True, "squash",
        Author("Ann B", "ann@example.com", True), "locale",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("settings", "uses_jobs"),
    [("", False), (", authorize: true", True), (", authorize: false", True), (", job: x", True)],
)
def test_an_unset_authorization_is_no_denied_one(settings: str, uses_jobs: bool) -> None:
    text = WHOLE.replace(
        "smartcat: {project: 1e2d703f-9def-4d27-ab4d-350cbbe8c44b}", f"smartling: {{project: a1{settings}}}"
    )
    platform = parse_config(text.encode(), "l10n.yml").platform
    assert isinstance(platform, SmartlingSettings)
    assert platform.uses_jobs is uses_jobs


def test_rules_override_only_what_they_name() -> None:
    text = (
        WHOLE
        + "    checks: {icu: off}\n    ready: {create: 100}\nchecks: {icu: warn, markup: off}\nready: {update: 1}\n"
    )
    policy = parse_config(text.encode(), "l10n.yml").rules[0].policy
    assert (policy.checks["icu"], policy.checks["markup"], policy.checks["length"]) == ("off", "off", "warn")
    assert policy.ready == Ready(100.0, 1.0)


def test_defaults_of_the_schema_are_not_shared_between_configurations() -> None:
    schema = load_schema()
    first = with_defaults({}, schema, schema)
    assert first["pull_request"]["title"] == "Update translations"
    assert "author" not in first["pull_request"]
    assert "platform" not in first


def test_project_id_is_compared_in_lower_case() -> None:
    config = parse_config(WHOLE.replace("9def", "9DEF").encode(), "l10n.yml")
    assert isinstance(config.platform, SmartcatSettings)
    assert config.platform.project == "1e2d703f-9def-4d27-ab4d-350cbbe8c44b"


@pytest.mark.parametrize("name", ["l10n.yml", ".l10n.yml", ".github/l10n.yml"])
def test_configuration_is_found_by_its_names(tmp_path: Path, name: str) -> None:
    write(tmp_path, name)
    assert find_config(tmp_path, None) == tmp_path / name
    assert load_config(tmp_path).path == name


def test_given_path_wins_over_the_usual_names(tmp_path: Path) -> None:
    write(tmp_path, "l10n.yml", "broken: [")
    write(tmp_path, "tools/other.yml")
    assert load_config(tmp_path, "tools/other.yml").path == "tools/other.yml"
    assert load_config(tmp_path, str(tmp_path / "tools" / "other.yml")).path == "tools/other.yml"


def test_missing_configuration_tells_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(tmp_path)
    assert "ci-l10n init" in caught.value.hint
    with pytest.raises(ConfigError, match=r"there is no file 'x\.yml'"):
        load_config(tmp_path, "x.yml")
    write(tmp_path, ".github/l10n.yaml")
    with pytest.raises(ConfigError) as caught:
        load_config(tmp_path)
    assert caught.value.hint == "rename .github/l10n.yaml to .github/l10n.yml"


def test_link_out_of_the_checkout_is_refused(tmp_path: Path) -> None:
    outside = write(tmp_path, "outside.yml")
    root = tmp_path / "root"
    root.mkdir()
    (root / "l10n.yml").symlink_to(outside)
    with pytest.raises(ConfigError, match="lies outside the checkout"):
        load_config(root)
    with pytest.raises(ConfigError, match="lies outside the checkout"):
        load_config(root, "../outside.yml")
    with pytest.raises(ConfigError, match="lies outside the checkout"):
        load_config(root, str(outside))


def test_link_to_a_folder_outside_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "elsewhere/l10n.yml")
    root = tmp_path / "root"
    root.mkdir()
    (root / ".github").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ConfigError, match="lies outside the checkout"):
        load_config(root)


def test_link_within_the_checkout_is_fine(tmp_path: Path) -> None:
    write(tmp_path, "config/l10n.yml")
    (tmp_path / "l10n.yml").symlink_to("config/l10n.yml")
    assert load_config(tmp_path).path == "l10n.yml"


def test_checkout_behind_a_link_is_fine(tmp_path: Path) -> None:
    write(tmp_path, "real/l10n.yml")
    (tmp_path / "link").symlink_to("real")
    assert load_config(tmp_path / "link").path == "l10n.yml"


def test_pipes_and_folders_are_no_configuration(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "l10n.yml")
    (tmp_path / ".l10n.yml").mkdir()
    with pytest.raises(ConfigError, match="no configuration"):
        load_config(tmp_path)


def test_one_problem_is_the_error_itself(tmp_path: Path) -> None:
    write(tmp_path, "l10n.yml", WHOLE + "colour: red\n")
    with pytest.raises(ConfigError) as caught:
        load_config(tmp_path)
    assert caught.value.message == "unknown key 'colour'"
    assert str(caught.value.location) == "l10n.yml:9:1"
    assert len(caught.value.problems) == 1


def test_importing_the_reader_imports_no_slow_library() -> None:
    code = (
        "import sys, ci_l10n.config.load, ci_l10n.config.credentials, ci_l10n.paths.discover\n"
        "print([m for m in ('jsonschema', 'langcodes', 'yaml', 'requests', 'wcmatch') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "[]"


def test_a_name_gives_a_configuration_a_branch_of_its_own_unless_one_is_set() -> None:
    minimal = (
        b"version: 1\nsource_locale: en\ntarget_locales: [de]\nplatform: {smartling: {project: abc123def}}\n"
        b"files: [{source: en.json, target: '{locale}.json'}]\n"
    )
    assert parse_config(minimal, "l10n.yml").pull_request.branch == "l10n/{base}"
    named = parse_config(minimal + b"name: app\n", "l10n.yml")
    assert (named.state, named.pull_request.branch) == (StatePlace("ref", "app"), "l10n-app/{base}")
    both = parse_config(minimal + b"name: app\npull_request: {branch: 'i18n/{base}'}\n", "l10n.yml")
    assert both.pull_request.branch == "i18n/{base}"
    for wrong in (b"App", b"-a", b"a/b", b"'a b'", b"''"):
        with pytest.raises(ConfigError, match="small letters"):
            parse_config(minimal + b"name: " + wrong + b"\n", "l10n.yml")
