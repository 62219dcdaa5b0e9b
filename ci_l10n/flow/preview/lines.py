"""A preview as plain lines, for terminals and logs. Pure."""

from collections.abc import Iterator

from ci_l10n.flow.preview.model import FileChange, Preview, StringChange
from ci_l10n.flow.table import band_lines, total_cost

MOST_STRINGS = 200  # that are printed; --json has all of them
_LONGEST = 100  # characters of a string
NOT_IN_MEMORY = "what the translation memory has for these words is not known before they are sent"
ON_PLATFORM = "the platform's own count of what it has already, by match:"
_SIGNS = {"added": "+", "changed": "~", "removed": "-"}


def preview_lines(preview: Preview) -> list[str]:
    """What would be sent and fetched, the strings behind it, what it costs, and what is not known."""
    return [
        *(_file_line(file) for file in preview.files),
        *_locale_lines(preview),
        *(_string_line(each) for each in preview.strings[:MOST_STRINGS]),
        *_left_out(preview),
        *(f"export {item.target} ({item.locale}) from {item.source}" for item in preview.exports or ()),
        *total_lines(preview),
        *_cost_lines(preview),
        *preview.notes,
    ]


def total_lines(preview: Preview) -> Iterator[str]:
    """Strings, words and costs, one line each."""
    if preview.is_empty:
        yield "nothing to do"
        return
    if not preview.is_unchanged:
        yield f"{count_strings(preview)}; about {preview.words} words to translate"
    if preview.compared_with == "base branch":
        yield f"compared with {preview.origin.base}; translations are ordered when this is merged"


def _cost_lines(preview: Preview) -> Iterator[str]:
    """Per locale: what this brings, by our own count, and below what the platform has, by its count."""
    if preview.costs:
        yield from band_lines(preview.costs)
        if total := total_cost(preview.costs):
            yield f"about {total} by the rate card, rather too high than too low: {NOT_IN_MEMORY}"
        else:
            yield f"counted in the repository: {NOT_IN_MEMORY}"
    if preview.on_platform:
        yield ON_PLATFORM
        yield from band_lines(preview.on_platform, has_costs=False)


def count_strings(preview: Preview) -> str:
    """How many strings were added, changed and removed, in words."""
    added, changed, removed = preview.count("added"), preview.count("changed"), preview.count("removed")
    return f"{added} {'string' if added == 1 else 'strings'} added, {changed} changed, {removed} removed"


def _file_line(file: FileChange) -> str:
    if file.action == "rename":
        return f"rename {file.old} -> {file.source}"
    if file.action == "delete":
        return f"delete {file.source}"
    return f"{file.action} {file.source}: {file.words} words into {', '.join(file.locales)}"


def _locale_lines(preview: Preview) -> Iterator[str]:
    words = dict(preview.added)
    for locale in preview.plan.locales:
        more = f": {words[locale]} words of files that are there already" if locale in words else ""
        yield f"add locale {locale}{more}"


def _string_line(each: StringChange) -> str:
    texts = [_short(text) for text in (each.before, each.after) if text is not None]
    place = f"{each.source}:{each.line}" if each.line else each.source
    return f"{_SIGNS[each.effect]} {each.key}: {' -> '.join(texts)}  ({place})"


def _short(text: str) -> str:
    return repr(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")


def _left_out(preview: Preview) -> Iterator[str]:
    if (count := len(preview.strings) - MOST_STRINGS) > 0:
        yield f"... and {count} more strings; --json lists all of them"
