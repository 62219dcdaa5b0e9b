"""Large files, each import in a process with little memory and much patience: an error, or the right result."""

from pathlib import Path

import pytest

from tests.hostile.desk import ROLES, first_error, lay_out, run_fenced
from tests.hostile.files import BLANKS, LONG_LINE, large_text, many_entries
from tests.scenarios.import_samples import SAMPLES

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]
MEGA = 1024 * 1024

every_format = pytest.mark.parametrize("name", SAMPLES)
every_role = pytest.mark.parametrize("role", ROLES)


@every_format
@every_role
def test_two_hundred_megabytes_are_refused_before_they_are_read(name: str, role: str, tmp_path: Path) -> None:
    paths = lay_out(tmp_path, name)
    with paths[role].open("r+b") as file:
        file.truncate(200 * MEGA)  # zeros that take no room on the disk
    size, start = paths["target"].stat().st_size, paths["target"].read_bytes()[:1000]
    run = run_fenced(tmp_path, name, paths, memory=400 * MEGA)
    message, place = first_error(run.stderr)
    assert (run.returncode, place) == (5, paths[role].name)
    assert f"more than {10 if role == 'given' else 100} MB" in message
    assert (paths["target"].stat().st_size, paths["target"].read_bytes()[:1000]) == (size, start)


@every_format
@every_role
@pytest.mark.parametrize(
    ("fill", "size"), [(b"x", LONG_LINE), (b" ", BLANKS)], ids=["one long line", "a million blanks"]
)
def test_a_text_of_one_long_line_is_a_text(
    name: str, role: str, fill: bytes, size: int, tmp_path: Path
) -> None:
    paths = lay_out(tmp_path, name)
    paths[role].write_bytes(large_text(name, fill, size))
    run = run_fenced(tmp_path, name, paths)
    assert (run.returncode, run.stderr) == (0, "")
    texts = SAMPLES[name].read(name, paths["target"].read_bytes())
    expected = {"source": "Auf", "given": (fill * size).decode(), "target": (fill * size).decode()}
    # What is nothing but blanks is no text in some formats, and then the target takes the translation.
    assert fill == b" " or texts["open"] == expected[role]


@every_format
@pytest.mark.parametrize("blank", [" ", "\t", "\n", "\r\n"], ids=["blanks", "tabs", "LF", "CRLF"])
@pytest.mark.parametrize("where", [0.0, 0.5, 1.0], ids=["above", "between", "below"])
def test_a_million_blank_characters_are_read_or_refused(
    name: str, blank: str, where: float, tmp_path: Path
) -> None:
    paths = lay_out(tmp_path, name)
    for role in ("given", "target"):
        lines = paths[role].read_text().splitlines(keepends=True)
        lines.insert(round(where * len(lines)), blank * (BLANKS // len(blank)))
        paths[role].write_bytes("".join(lines).encode())
    before = paths["target"].read_bytes()
    run = run_fenced(tmp_path, name, paths)
    assert run.returncode in (0, 5)
    if run.returncode:
        first_error(run.stderr)
        assert paths["target"].read_bytes() == before


@pytest.mark.parametrize("name", ["json", "yaml", "android", "ios", "properties", "gettext", "csv"])
def test_a_file_that_needs_more_memory_than_there_is_is_an_error(name: str, tmp_path: Path) -> None:
    paths = lay_out(tmp_path, name)
    before = paths["target"].read_bytes()
    paths["source"].write_bytes(many_entries(name, 27 * MEGA))  # up to 90 MB, below the limit for files
    run = run_fenced(tmp_path, name, paths, memory=200 * MEGA)
    message, _ = first_error(run.stderr)
    assert (run.returncode, "memory" in message) == (5, True)
    assert paths["target"].read_bytes() == before
