"""Regular expressions that every supported Python matches alike."""

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "ci_l10n"


@pytest.mark.parametrize("module", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_group_is_possessive(module: Path) -> None:
    """Before Python 3.11.5 such a group may match half of itself (CPython gh-106052); atomic groups are right."""
    text = module.read_text(encoding="utf-8")
    assert not re.search(r"\)(?:\*|\+|\?|\{[0-9,]+\})\+(?![ \"'\w])", text.replace("re.compile", ""))
