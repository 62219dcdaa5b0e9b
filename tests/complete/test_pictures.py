"""The pictures of the README can be taken again, of what the product does now."""

import re
from pathlib import Path

import pytest

from tests.browser.chromium import find_chromium
from tools.pictures.__main__ import take_pictures

ROOT = Path(__file__).resolve().parents[2]
PNG = b"\x89PNG\r\n\x1a\n"

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(600),
    pytest.mark.skipif(find_chromium() is None, reason="no Chromium on this machine"),
]


def test_every_picture_of_the_readme_is_one_that_can_be_taken_again(tmp_path: Path) -> None:
    take_pictures(tmp_path)
    shown = re.findall(
        r"!\[[^\]]+\]\(docs/pictures/([^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8")
    )
    assert sorted(shown) == sorted(path.name for path in tmp_path.iterdir())
    for name in shown:
        new, old = (folder / name for folder in (tmp_path, ROOT / "docs" / "pictures"))
        assert new.read_bytes().startswith(PNG)
        assert new.read_bytes()[16:24] == old.read_bytes()[16:24], f"{name} has another size: `make pictures`"
