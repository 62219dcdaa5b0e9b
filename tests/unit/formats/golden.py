"""
Golden cases: directories ``tests/golden/<format>/<case>/``.

========================  ==========================================================================
``source.<ext>``          the source file
``before.<ext>``          the target file as it is; absent: a new one is made from the source
``translations.json``     what to merge, see below
``after.<ext>``           the target file as it must be; ``CI_L10N_GOLDEN=write`` writes it
========================  ==========================================================================

``translations.json``::

    {"locale": "de",
     "source_locale": "en",                  optional, as is everything below
     "values": {"key": "text",
                "files": {"plural": {"_one": "...", "_other": "..."}},
                "days": {"array": [["[0]", "Montag"], ["[1]", "Dienstag"]]},
                "gone": null},               null removes
     "review": ["key"],                      values to be marked as needing review
     "untranslated": "omit",                 for new files: omit | source | empty
     "directives": {"name": "value"},
     "findings": ["duplicate-key"]}          codes of the findings of source and target, sorted

The files are compared byte for byte; ``.gitattributes`` keeps git from touching their line ends.
"""

import json
import os
from pathlib import Path
from typing import Any

from ci_l10n.formats.base import Change, Format, Reading
from ci_l10n.formats.rewriting import create, rewrite
from ci_l10n.model import Forms, Value

GOLDEN = Path(__file__).resolve().parents[2] / "golden"


def cases(name: str) -> list[Path]:
    """The directories of the format called ``name``, for ``pytest.mark.parametrize(..., ids=case_id)``."""
    return sorted(path for path in (GOLDEN / name).iterdir() if path.is_dir())


def case_id(case: Path) -> str:
    return case.name


def check_case(format_: Format, case: Path) -> None:
    """Merge ``translations.json`` and compare with ``after.*``; merging again must change nothing."""
    spec = json.loads((case / "translations.json").read_text("utf-8"))
    source_file = _only(case, "source")
    before_file = _find(case, "before")
    directives = spec.get("directives", {})
    reading = Reading("target", spec["locale"], f"before{source_file.suffix}", directives)
    source = format_.parse(
        source_file.read_bytes(),
        Reading("source", spec.get("source_locale", "en"), source_file.name, directives),
    )
    changes = [Change(k, _value(v), k in spec.get("review", ())) for k, v in spec["values"].items()]
    if before_file is None:
        values = {change.key: change.value for change in changes if change.value is not None}
        findings = list(source.findings)
        result = create(format_, source, values, spec.get("untranslated", "omit"), reading)
    else:
        target = format_.parse(before_file.read_bytes(), reading)
        findings = [*source.findings, *target.findings]
        result = rewrite(format_, target, changes, source, reading)
        assert rewrite(format_, format_.parse(result, reading), changes, source, reading) == result
    assert sorted(finding.code for finding in findings) == spec.get("findings", [])
    _compare(case, f"after{source_file.suffix}", result)


def _compare(case: Path, name: str, result: bytes) -> None:
    expected = case / name
    if os.environ.get("CI_L10N_GOLDEN") == "write":
        expected.write_bytes(result)
    assert expected.exists(), f"{expected} is missing: run with CI_L10N_GOLDEN=write and review it"
    assert result.splitlines(keepends=True) == expected.read_bytes().splitlines(keepends=True)


def _value(spelled: Any) -> Value | None:
    if spelled is None or isinstance(spelled, str):
        return spelled
    if "plural" in spelled:
        return Forms("plural", tuple(spelled["plural"].items()))
    return Forms("array", tuple((suffix, text) for suffix, text in spelled["array"]))


def _find(case: Path, stem: str) -> Path | None:
    found = [path for path in case.iterdir() if path.name.startswith(f"{stem}.")]
    assert len(found) <= 1, f"{case} has several files called {stem}"
    return found[0] if found else None


def _only(case: Path, stem: str) -> Path:
    found = _find(case, stem)
    assert found is not None, f"{case} has no {stem} file"
    return found
