"""`doctor`: what would keep a run from working, asked of everybody involved; nothing is written anywhere."""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ci_l10n.commands.outcome import Outcome, World
from ci_l10n.commands.wiring import make_probe
from ci_l10n.doctor.examine import Diagnosis, Place, examine
from ci_l10n.flow.markdown.text import prose
from ci_l10n.flow.report_json import finding_json
from ci_l10n.model import Finding
from ci_l10n.problems.explanation import docs_link

_SHOWN = 10  # annotations of a kind


def run(args: argparse.Namespace, world: World) -> Outcome:
    """Examine the place; the exit code is that of the most important error."""
    place = Place(
        env=world.env,
        directory=Path(world.directory),
        config=args.config,
        ci=world.ci,
        clock=world.clock,
        redactor=world.redactor,
        connect=lambda config: make_probe(config, world),
    )
    diagnosis = examine(place)
    for finding in diagnosis.findings[:_SHOWN]:
        world.ci.annotate(finding)
    return Outcome(
        lines=tuple(_lines(diagnosis)),
        document=lambda code, _: _document(diagnosis, code),
        summary=_summary(diagnosis),
        exit_code=diagnosis.exit_code,
    )


def _lines(diagnosis: Diagnosis) -> Iterator[str]:
    """One line per finding, then the facts."""
    for finding in diagnosis.findings:
        yield _line(finding)
    yield _verdict(diagnosis)
    for topic, text in diagnosis.facts:
        yield f"  {topic}: {text}"


def _line(finding: Finding) -> str:
    place = f" --> {finding.location}" if finding.location else ""
    hint = f"; hint: {finding.hint}" if finding.hint else ""
    return (
        f"{finding.severity}[{finding.code}]: {finding.message}{place}{hint}; docs: {docs_link(finding.code)}"
    )


def _verdict(diagnosis: Diagnosis) -> str:
    counts = [
        f"{count} {kind}{'s' if count != 1 else ''}"
        for kind in ("error", "warning", "notice")
        if (count := sum(finding.severity == kind for finding in diagnosis.findings))
    ]
    if diagnosis.first_error:
        return f"{', '.join(counts)}; begin with the first line"
    return f"nothing keeps a sync from working ({', '.join(counts) or 'no findings'})"


def _document(diagnosis: Diagnosis, code: int) -> dict[str, Any]:
    first = diagnosis.first_error
    return {
        "version": 1,
        "command": "doctor",
        "exit_code": code,
        "error": _json(first) if first else None,
        "findings": [_json(finding) for finding in diagnosis.findings],
        "facts": [{"topic": topic, "text": text} for topic, text in diagnosis.facts],
    }


def _json(finding: Finding) -> Mapping[str, Any]:
    return {**finding_json(finding), "docs": docs_link(finding.code)}


def _summary(diagnosis: Diagnosis) -> str:
    rows = [f"* **[{f.code}]({docs_link(f.code)})** {prose(f.message)}" for f in diagnosis.findings]
    facts = [f"* {prose(topic)}: {prose(text)}" for topic, text in diagnosis.facts]
    return "\n".join(["## Localization: doctor", "", prose(_verdict(diagnosis)), "", *rows, *facts, ""])
