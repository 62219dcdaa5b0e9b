"""
What `init` proposes for the layouts of repositories and for other tools' configurations.

``make golden`` does not write these: ``CI_L10N_GOLDEN=write pytest tests/unit/setup``.
"""

import argparse
from pathlib import Path

import pytest

from ci_l10n import cli
from ci_l10n.arguments import make_parser
from ci_l10n.setup.answers import Answers
from ci_l10n.setup.draft import Note
from ci_l10n.setup.foreign.convert import convert
from ci_l10n.setup.story import Wishes, propose, set_up
from ci_l10n.setup.tree import make_tree
from tests.unit.setup import cases
from tests.unit.setup.repositories import make_repository


def _flags(name: str) -> argparse.Namespace:
    return make_parser().parse_args(["init", *cases.arguments(name)])


@pytest.mark.parametrize("name", cases.names())
def test_a_repository_gets_the_configuration_that_is_expected(name: str) -> None:
    files = cases.read_case(name)
    flags = _flags(name)
    tree = make_tree(files, lambda path: files[path].encode() if path in files else None, flags.file or ())
    given = flags.from_file
    draft = convert(given, given.rpartition("/")[0], files[given].encode(), sorted(files)) if given else None
    wishes = Wishes(flags.source_locale, flags.locale or (), "none")
    proposal = propose(tree, wishes, draft)
    project = proposal_project(draft.project if draft else "")
    answers = Answers(draft.platform if draft and draft.platform else "smartcat", project, "eu")
    setup = set_up(proposal, answers, wishes, sorted(files), ())
    cases.compare(name, "l10n.yml", setup.files["l10n.yml"])
    cases.compare(name, "notes.txt", "".join(map(_line, setup.proposal.notes)))


def proposal_project(found: str) -> str:
    return found or cases.PROJECT


def _line(note: Note) -> str:
    place = f"{note.location}: " if note.location else ""
    return f"{note.code}: {place}{note.message}{f'; {note.hint}' if note.hint else ''}\n"


@pytest.mark.long
@pytest.mark.parametrize("name", cases.names())
def test_what_is_written_passes_check(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_repository(tmp_path, cases.read_case(name))
    flags = cases.arguments(name)
    if not any("smartling" in flag for flag in flags):
        flags += ["--project", cases.PROJECT]
    assert (
        cli.run(["init", "-C", str(tmp_path), "--yes", "--forge", "none", *_rooted(flags, tmp_path)]) == 0
    ), capsys.readouterr().err
    assert cli.run(["check", "-C", str(tmp_path), "--strict"]) == 0, capsys.readouterr().out


def _rooted(flags: list[str], folder: Path) -> list[str]:
    return flags
