"""What `plan` shows on a pull request and on the page of the run. Pure."""

from collections.abc import Sequence

from ci_l10n.flow.markdown.sections import Section, fit
from ci_l10n.flow.markdown.summary import LIMIT, byte_size, findings_section
from ci_l10n.flow.markdown.text import prose, quote
from ci_l10n.flow.preview.lines import count_strings
from ci_l10n.flow.preview.model import FileChange, Preview, StringChange

COMMENT_LIMIT = 58_000  # characters; GitHub takes 65,536, and counts some more than once
_ADDED, _CHANGED, _REMOVED = "Added strings", "Changed strings", "Removed strings"


def preview_comment(preview: Preview) -> str:
    """For people who review: strings, words and costs. It holds no time, so it stays as it is while nothing changes."""
    lead = ["**Localization**: " + _totals(preview), "", *_when(preview)]
    sections = (_cost_section(preview), *_string_sections(preview), _file_section(preview))
    return fit(lead, (*sections, findings_section(preview.findings)), [], COMMENT_LIMIT)


def preview_summary(preview: Preview, notes: Sequence[str]) -> str:
    """Everything, under the limit that runners have."""
    told = [f"- {prose(note)}" for note in (*preview.notes, *notes)]
    lead = ["## Localization: plan", "", _totals(preview), "", *_when(preview), *told]
    sections = (
        _cost_section(preview),
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


def _cost_section(preview: Preview) -> Section:
    rows = []
    for each in preview.costs:
        cost = "" if each.cost is None else f"{each.cost:.2f} {each.currency}"
        rows.append(f"| {each.locale} | {each.words} | {cost} |")
    intro = "At most: what the translation memory knows costs less." if _has_costs(preview) else ""
    return Section("Words", intro, "| locale | words | cost |", rows)


def _has_costs(preview: Preview) -> bool:
    return any(each.cost is not None for each in preview.costs)


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
