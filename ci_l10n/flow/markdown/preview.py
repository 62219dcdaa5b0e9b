"""What `plan` shows on a pull request and on the page of the run. Pure."""

from collections.abc import Sequence

from ci_l10n.flow.costs import Estimate
from ci_l10n.flow.markdown.sections import Section, fit
from ci_l10n.flow.markdown.summary import LIMIT, bands_of, byte_size, cost_of, findings_section
from ci_l10n.flow.markdown.text import prose, quote
from ci_l10n.flow.preview.lines import NOT_IN_MEMORY, ON_PLATFORM, count_strings
from ci_l10n.flow.preview.model import FileChange, Preview, StringChange
from ci_l10n.flow.table import total_cost

COMMENT_LIMIT = 58_000  # characters; GitHub takes 65,536, and counts some more than once
_ON_PLATFORM = ON_PLATFORM[0].upper() + ON_PLATFORM[1:]
_ADDED, _CHANGED, _REMOVED = "Added strings", "Changed strings", "Removed strings"


def preview_comment(preview: Preview) -> str:
    """For people who review: strings, words and costs. It holds no time, so it stays as it is while nothing changes."""
    lead = ["**Localization**: " + _totals(preview), "", *_when(preview)]
    sections = (*_cost_sections(preview), *_string_sections(preview), _file_section(preview))
    return fit(lead, (*sections, findings_section(preview.findings)), [], COMMENT_LIMIT)


def preview_summary(preview: Preview, notes: Sequence[str]) -> str:
    """Everything, under the limit that runners have."""
    told = [f"- {prose(note)}" for note in (*preview.notes, *notes)]
    lead = ["## Localization: plan", "", _totals(preview), "", *_when(preview), *told]
    sections = (
        *_cost_sections(preview),
        findings_section(preview.findings),
        _file_section(preview),
        *_string_sections(preview),
        _export_section(preview),
    )
    return fit(lead, sections, [], LIMIT, byte_size)


def _totals(preview: Preview) -> str:
    if preview.is_unchanged:
        return "nothing to translate." if preview.is_empty else "no string changed."
    return f"{count_strings(preview)}; about {preview.words} words to translate (source words times locales)."


def _when(preview: Preview) -> list[str]:
    if preview.compared_with != "base branch" or preview.is_unchanged:
        return []
    return ["They are sent for translation when this is merged."]


def _cost_sections(preview: Preview) -> tuple[Section, Section]:
    """What this brings, by our own count, and what the platform has, by its count."""
    total = total_cost(preview.costs)
    intro = (
        f"About {total} by the rate card: {NOT_IN_MEMORY}." if total else f"Counted here: {NOT_IN_MEMORY}."
    )
    head = "| locale | words | by kind | estimated cost |"
    return (
        Section("Words", intro, head, _estimates(preview.costs)),
        Section(
            "On the platform", _ON_PLATFORM, "| locale | words | by match |", _counts(preview.on_platform)
        ),
    )


def _counts(estimates: Sequence[Estimate]) -> list[str]:
    """Without costs: what the platform has was ordered, and may be done."""
    return [f"| {each.locale} | {each.words} | {bands_of(each)} |" for each in estimates]


def _estimates(estimates: Sequence[Estimate]) -> list[str]:
    return [f"| {each.locale} | {each.words} | {bands_of(each)} | {cost_of(each)} |" for each in estimates]


def _string_sections(preview: Preview) -> tuple[Section, ...]:
    by_effect: dict[str, list[StringChange]] = {"added": [], "changed": [], "removed": []}
    for each in preview.strings:
        by_effect[each.effect].append(each)
    return (
        Section(
            _CHANGED, "", "| where | string | before | now |", [_changed(s) for s in by_effect["changed"]]
        ),
        Section(_ADDED, "", "| where | string | text |", [_one(s, s.after) for s in by_effect["added"]]),
        Section(_REMOVED, "", "| where | string | text |", [_one(s, s.before) for s in by_effect["removed"]]),
    )


def _changed(each: StringChange) -> str:
    return f"| {_place(each)} | {quote(each.key)} | {quote(each.before)} | {quote(each.after)} |"


def _one(each: StringChange, text: str | None) -> str:
    return f"| {_place(each)} | {quote(each.key)} | {quote(text)} |"


def _place(each: StringChange) -> str:
    return quote(f"{each.source}:{each.line}" if each.line else each.source)


def _file_section(preview: Preview) -> Section:
    return Section("Files", "", "| file | what | words | locales |", [_file(file) for file in preview.files])


def _file(file: FileChange) -> str:
    moved = f" from {quote(file.old)}" if file.old else ""
    words = file.words or ""
    return f"| {quote(file.source)} | {file.action}{moved} | {words} | {', '.join(file.locales)} |"


def _export_section(preview: Preview) -> Section:
    rows = [f"| {quote(item.target)} | {item.locale} |" for item in preview.exports or ()]
    return Section("Translations to fetch", "", "| file | locale |", rows)
