"""Inputs of the action become a command line."""

from pathlib import Path

import pytest
import yaml

from ci_l10n.action import argv_of, secrets_of
from ci_l10n.errors import ConfigError


def argv(**inputs: str) -> list[str]:
    return argv_of(lambda name: inputs.get(name, ""))


def test_nothing_given_is_a_sync_of_the_workspace() -> None:
    assert argv() == ["sync", "--directory", "."]


def test_inputs_become_flags() -> None:
    assert argv(
        command="wait",
        config="cfg/l10n.yml",
        working_directory="app",
        timeout="5m",
        locales="de, pt-BR",
        dry_run="TRUE",
        options="--require-complete --file 'a b/*.json'",
    ) == [
        "wait", "--directory", "app", "--config", "cfg/l10n.yml", "--timeout", "5m", "--locale", "de",
        "--locale", "pt-BR", "--dry-run", "--require-complete", "--file", "a b/*.json",
    ]  # fmt: skip


def test_a_timeout_is_left_out_for_commands_that_do_not_wait() -> None:
    assert "--timeout" not in argv(command="push", timeout="5m")


def test_a_review_page_lies_in_the_folder_that_later_steps_can_read() -> None:
    inputs = {"review_page": "l10n/review.html"}
    assert argv_of(lambda name: inputs.get(name, ""), "/github/runner_temp")[-2:] == [
        "--review-page",
        "/github/runner_temp/l10n/review.html",
    ]
    assert "--review-page" not in argv(command="push", review_page="review.html")


@pytest.mark.parametrize(
    "name", ["/home/runner/work/_temp/x.html", "../x.html", "a/../../x.html", "C:\\x.html", "a\\..\\x"]
)
def test_a_review_page_elsewhere_on_the_runner_is_refused_since_the_container_has_other_paths(
    name: str,
) -> None:
    with pytest.raises(ConfigError, match=r"`review_page` is not a name below runner\.temp"):
        argv(review_page=name)


def test_quotes_that_do_not_match_are_an_error_of_configuration() -> None:
    with pytest.raises(ConfigError, match="`options` cannot be split into flags: No closing quotation"):
        argv(options="--file 'a b.json")


def test_secrets_go_into_the_environment_and_never_into_arguments() -> None:
    inputs = {"smartcat_api_key": "key-of-smartcat", "github_token": "token-of-github"}
    assert secrets_of(lambda name: inputs.get(name, "")) == {
        "SMARTCAT_API_KEY": "key-of-smartcat",
        "GITHUB_TOKEN": "token-of-github",
    }
    assert "key-of-smartcat" not in " ".join(argv(**inputs))


def test_every_input_of_the_action_is_read_and_every_read_input_exists() -> None:
    read: set[str] = set()

    def record(name: str) -> str:
        read.add(name)
        return ""

    argv_of(record)
    secrets_of(record)
    read.discard("")
    root = Path(__file__).resolve().parents[2]
    declared = yaml.safe_load((root / "action.yml").read_text(encoding="utf-8"))["inputs"]
    assert read == set(declared)
