"""Sections for what is open: held strings, conflicts, edits, stale ones. Pure."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from ci_l10n.flow.markdown.sections import Section
from ci_l10n.flow.markdown.text import link, plural, quote
from ci_l10n.flow.report import Report, as_finding
from ci_l10n.flow.slots import file_of
from ci_l10n.model import Locale
from ci_l10n.state import OpenFinding, Path

Urls = Mapping[tuple[Path, Locale], str]  # of the editor, by target and locale


class _Kind(NamedTuple):
    """How findings of one kind are shown: heading, introduction, columns, and a row's cells after place and key."""

    name: str
    title: str
    intro: str
    columns: str
    cells: Callable[[OpenFinding, Urls], tuple[str, ...]]


def finding_sections(report: Report) -> Iterator[Section]:
    """The most important kind first."""
    urls = {(p.target, p.locale): p.editor_url for p in report.progress}
    by_kind: dict[str, list[OpenFinding]] = {}
    for finding in report.open:
        by_kind.setdefault(finding.kind, []).append(finding)
    for kind in _KINDS:
        rows = [_row(item, kind.cells(item, urls)) for item in by_kind.get(kind.name, ())]
        yield Section(kind.title, kind.intro, f"| where | string |{kind.columns}", rows)


def next_steps(report: Report) -> list[str]:
    """What people can do now, as a list; nothing when there is nothing."""
    counts: dict[str, int] = {}
    for finding in report.open:
        counts[finding.kind] = counts.get(finding.kind, 0) + 1
    steps = []
    if held := counts.get("held"):
        what = plural("the string that is held back", f"the {held} strings that are held back", held)
        steps.append(f"- Correct {what} on the platform; the next run takes the correction.")
    if counts.get("conflict"):
        steps.append("- Look through the conflicts: a correction in git or on the platform settles them.")
    if counts.get("edit") or counts.get("first"):
        steps.append(
            "- Run <code>ci-l10n seed --overwrite</code> to give the platform the translations of the repository."
        )
    if report.pending_locales:
        steps.append(
            f"- Still being translated: {', '.join(report.pending_locales)}. This updates itself as they arrive."
        )
    return ["", "### Next steps", "", *steps] if steps else []


def _row(finding: OpenFinding, cells: tuple[str, ...]) -> str:
    line = f":{finding.line}" if finding.line else ""
    place = f"{quote((finding.line_of or file_of(finding.path)) + line)} ({finding.locale})"
    key = quote(finding.key + finding.suffix) if finding.key else "whole file"
    return "| " + " | ".join((place, key, *cells)) + " |"


def _values(*names: str) -> Callable[[OpenFinding, Urls], tuple[str, ...]]:
    return lambda finding, urls: tuple(quote(finding.values.get(name)) for name in names)


def _held(finding: OpenFinding, urls: Urls) -> tuple[str, ...]:
    url = urls.get((file_of(finding.path), finding.locale), "")
    why = quote(as_finding(finding).message.removeprefix("held back: "))
    edit = f" ({link('edit', url)})" if link("edit", url) != "edit" else ""
    return why + edit, quote(finding.values.get("source")), quote(finding.values.get("platform"))


def _conflict(finding: OpenFinding, urls: Urls) -> tuple[str, ...]:
    values = _values("source", "before", "repository", "platform")(finding, urls)
    return (*values, quote(finding.message))


def _remark(finding: OpenFinding, urls: Urls) -> tuple[str, ...]:
    return quote(finding.message), quote(finding.values.get("platform"))


_SEED = "`ci-l10n seed --overwrite` gives the platform those of the repository."
_KINDS = (
    _Kind(
        "held",
        "Held back",
        "A check failed, so the earlier text stays. Each is taken as soon as the platform has a good translation.",
        " why | source | translation |",
        _held,
    ),
    _Kind(
        "conflict",
        "Changed on both sides",
        "Git and platform both changed these strings since the last sync.",
        " source | before | in git | on the platform | result |",
        _conflict,
    ),
    _Kind(
        "stale",
        "Stale",
        "The source changed after these were translated.",
        " source now | translation |",
        _values("source", "before"),
    ),
    _Kind(
        "warning",
        "Worth a look",
        "Taken, but a check has a remark.",
        " remark | translation |",
        _remark,
    ),
    _Kind(
        "edit",
        "Changed in git",
        "People corrected these translations here; they stay until the platform changes them again. " + _SEED,
        " in git | on the platform |",
        _values("repository", "platform"),
    ),
    _Kind(
        "first",
        "Two translations",
        "Repository and platform both had a translation before the first sync; nothing was overwritten. "
        + _SEED,
        " in git | on the platform |",
        _values("repository", "platform"),
    ),
    _Kind(
        "people",
        "Not in the source",
        "These keys are in target files only; they are left as they are.",
        "",
        lambda finding, urls: (),
    ),
)
