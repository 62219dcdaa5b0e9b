"""A workflow with Lokalise's actions: their steps say where translations lie."""

from typing import Any

from ci_l10n.config.yaml_source import Document, KeyPath
from ci_l10n.setup.draft import SLOT, Draft, Pattern
from ci_l10n.setup.foreign.source import CREDENTIAL, Foreign, items, mapping, read_document
from ci_l10n.setup.slots import locale_of

_KNOWN = ("translations_path", "base_lang", "file_ext", "file_format", "flat_naming")
_HINTS = {
    "api_token": CREDENTIAL,
    "project_id": "the project is now one of Smartcat or Smartling: --project",
    "additional_params": "what is exported: `platform: {smartcat: {export: ...}}`",
    "name_pattern": "write the rule by hand: `source` takes globs",
    "pr_title": "`pull_request: {title: ...}`",
    "pr_labels": "`pull_request: {labels: [...]}`",
    "pr_draft": "`pull_request: {draft: true}`",
    "pr_reviewers": "`pull_request: {reviewers: [...]}`",
    "pr_teams_reviewers": "`pull_request: {team_reviewers: [...]}`",
    "pr_assignees": "`pull_request: {assignees: [...]}`",
    "override_branch_name": "`pull_request: {branch: ...}`",
    "skip_tagging": "there are no tags",
    "skip_polling": "`wait: {timeout: 0}`",
    "max_retries": "requests are repeated as the service asks for",
}
_EXTENSIONS = {"json_structured": "json", "yaml": "yml", "android": "xml", "ios": "strings", "xliff": "xlf"}


def convert(foreign: Foreign, data: bytes) -> Draft:
    document = read_document(foreign, data)
    foreign.folder = ""  # paths of steps begin at the checkout
    patterns: list[Pattern] = []
    tags = []
    steps = list(_steps(document.root.plain()))
    if not steps:
        raise foreign.malformed("no step uses lokalise/lokalise-push-action or -pull-action")
    for keys, step in steps:
        given = mapping(step.get("with"))
        foreign.unmapped_keys(document, (*keys, "with"), _KNOWN, _HINTS)
        base = locale_of(str(given.get("base_lang") or "en")) or "en"
        tags.append(base)
        patterns += _patterns(foreign, document, (*keys, "with"), given, base)
    unique = {(pattern.source, pattern.target): pattern for pattern in reversed(patterns)}
    return Draft(tuple(unique.values())[::-1], tags[0])


def _steps(workflow: Any) -> list[tuple[KeyPath, Any]]:
    return [
        (("jobs", name, "steps", index), step)
        for name, job in mapping(workflow.get("jobs")).items()
        for index, step in enumerate(items(mapping(job).get("steps")))
        if str(mapping(step).get("uses", "")).startswith(
            ("lokalise/lokalise-push-action", "lokalise/lokalise-pull-action")
        )
    ]


def _patterns(foreign: Foreign, document: Document, keys: KeyPath, given: Any, base: str) -> list[Pattern]:
    format_name = str(given.get("file_format") or "json")
    extensions = str(given.get("file_ext") or "").split() or [_EXTENSIONS.get(format_name, format_name)]
    written = str(given.get("base_lang") or "en")
    is_flat = str(given.get("flat_naming") or "false").lower() == "true"
    found = []
    for folder in str(given.get("translations_path") or "locales").split():
        for ext in (extension.lstrip(".") for extension in extensions):
            place = document.locate((*keys, "translations_path"))
            source = f"{folder}/{written}.{ext}" if is_flat else f"{folder}/{written}/**/*.{ext}"
            target = f"{folder}/{SLOT}.{ext}" if is_flat else f"{folder}/{SLOT}/{{path}}/{{name}}"
            found.append(Pattern(foreign.at(source), foreign.at(target), origin=place))
    return found
