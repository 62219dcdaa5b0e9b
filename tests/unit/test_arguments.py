"""Command lines: what they may say, and what is refused before anything is done."""

import pytest

from ci_l10n.arguments import ACTIONS, COMMANDS, make_parser
from ci_l10n.errors import ConfigError


@pytest.mark.parametrize("command", ["sync", "status", "check", "report", "init"])
@pytest.mark.parametrize("glob", ["", "[", "{a,b", "**a", "a/" * 3000])
def test_a_glob_that_is_none_is_refused(command: str, glob: str) -> None:
    with pytest.raises(ConfigError, match="argument --file: ") as refused:
        make_parser().parse_args([command, "--file", glob])
    assert refused.value.exit_code == 2


def test_a_glob_stays_as_it_was_given() -> None:
    globs = ["web/**/*.json", "{a,b}/[x-z]?.xml", "a b.json", "[[]"]
    args = make_parser().parse_args(["sync", *(part for glob in globs for part in ("--file", glob))])
    assert args.file == globs


def test_the_review_page_is_a_flag_of_commands_that_merge() -> None:
    for command in COMMANDS.keys() - ACTIONS.keys():
        plan = ["plan.json"] if command == "apply" else []
        try:
            known = hasattr(make_parser().parse_args([command, *plan]), "review_page")
        except ConfigError:  # needs more flags
            known = False
        assert known == (command in ("sync", "pull", "apply"))
