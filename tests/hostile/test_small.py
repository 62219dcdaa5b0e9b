"""Small files that break parsers: exit 5, one line that says what and where, and the target as it was."""

from pathlib import Path

import pytest

from ci_l10n import cli
from tests.hostile.desk import ROLES, command, first_error, lay_out
from tests.hostile.files import Hostile, small_files
from tests.scenarios.import_samples import SAMPLES

CASES = [
    pytest.param(name, case, id=f"{name}: {case.name}") for name in SAMPLES for case in small_files(name)
]


@pytest.mark.parametrize(("name", "case"), [p for p in CASES if not p.values[1].harmless])  # type: ignore[union-attr]
def test_a_broken_file_is_one_error_with_its_place(
    name: str, case: Hostile, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for role in ROLES:
        paths = lay_out(tmp_path, name)
        paths[role].write_bytes(case.data)
        before = paths["target"].read_bytes()
        code = cli.run(command(tmp_path, name, paths))
        message, place = first_error(capsys.readouterr().err)
        assert (code, paths["target"].read_bytes()) == (5, before)
        assert message
        file, line = place.split(":")[:2]
        assert (file, int(line)) == (paths[role].name, int(line) if case.line is None else case.line)


@pytest.mark.parametrize(("name", "case"), [p for p in CASES if p.values[1].harmless])  # type: ignore[union-attr]
def test_what_is_no_text_is_left_alone_and_never_expanded(
    name: str, case: Hostile, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for role in ROLES:
        paths = lay_out(tmp_path, name)
        paths[role].write_bytes(case.data)
        size = sum(path.stat().st_size for path in paths.values())
        code = cli.run(command(tmp_path, name, paths))
        assert "Traceback" not in capsys.readouterr().err
        assert code in (0, 5)
        assert paths["target"].stat().st_size <= size


@pytest.mark.parametrize("name", SAMPLES)
def test_the_good_files_that_they_are_made_of_are_imported(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = lay_out(tmp_path, name)
    assert cli.run(command(tmp_path, name, paths)) == 0
    assert "Auf" in paths["target"].read_text()
