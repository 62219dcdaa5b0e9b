"""Everything that can be wrong with a configuration before the repository's files are looked at. Pure."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ci_l10n.config import rule_checks
from ci_l10n.config.refname import branch_problem
from ci_l10n.config.schema_errors import Schema, closest, schema_problems
from ci_l10n.config.values import parse_duration
from ci_l10n.config.yaml_source import Document, KeyPath
from ci_l10n.errors import ConfigError
from ci_l10n.paths import locales

# What people write for the language of a country; none of these is a language, or not the one they mean.
_COUNTRY_FOR_LANGUAGE = {
    "cn": "zh-Hans",
    "cz": "cs",
    "dk": "da",
    "gr": "el",
    "jp": "ja",
    "tw": "zh-Hant",
    "ua": "uk",
}
_TEMPORARY_PLACEHOLDERS = ("branch", "sha", "sha7", "date", "time")
_MIN_POLL = 1.0  # seconds


def check_config(document: Document, schema: Schema) -> list[ConfigError]:
    """All problems of ``document``, sorted by place: those of YAML, of the schema, and of what the values mean."""
    data = document.root.plain()
    problems = [*document.problems, *schema_problems(document, data, schema)]
    if isinstance(data, dict):
        problems += _check_locales(document, data)
        problems += _check_spellings(document, data)
        problems += _check_rates(document, data)
        problems += _check_rules(document, data)
        problems += _check_temporary(document, data)
        problems += _check_keys(document, data)
        problems += _check_wait(document, data)
        problems += _check_pull_request(document, data)
    return sorted(problems, key=_place)


def _place(problem: ConfigError) -> tuple[int, int]:
    return (problem.location.line, problem.location.column) if problem.location else (0, 0)


def _check_locales(document: Document, data: Mapping[str, Any]) -> Iterator[ConfigError]:
    source = data.get("source_locale")
    if isinstance(source, str):
        yield from _check_tag(document, ("source_locale",), source)
    seen: dict[str, int] = {}
    for index, tag in enumerate(_list(data.get("target_locales"))):
        keys = ("target_locales", index)
        if not isinstance(tag, str) or not tag:
            continue
        yield from _check_tag(document, keys, tag)
        known = _canonical(tag)
        place = document.locate(keys)
        if isinstance(source, str) and known == _canonical(source):
            yield ConfigError(
                f"'{tag}' is the source locale",
                hint="remove it from target_locales",
                location=place,
                code="locale-duplicate",
            )
        elif known in seen:
            hint = f"it is already item {seen[known] + 1}; remove one of them"
            yield ConfigError(f"duplicate locale '{tag}'", hint=hint, location=place, code="locale-duplicate")
        seen.setdefault(known, index)


def _canonical(tag: str) -> str:
    try:
        return locales.canonical(tag)
    except ValueError:
        return tag


def _check_tag(
    document: Document, keys: KeyPath, tag: str, *, key: str | None = None
) -> Iterator[ConfigError]:
    """A tag must be known and written in its canonical form: it names files, and comparisons are exact."""
    if not tag:
        return
    place = document.locate(keys, key=key)
    try:
        known = locales.canonical(tag)
    except ValueError:
        yield ConfigError(
            f"'{tag}' is not a known locale", hint=_locale_hint(tag), location=place, code="locale-unknown"
        )
        return
    if known != tag:
        hint = f"write '{known}'"
        if key is None:
            hint += "; other spellings belong under `locales`"
        yield ConfigError(
            f"'{tag}' is not the canonical form of this locale",
            hint=hint,
            location=place,
            code="locale-spelling",
        )


def _locale_hint(tag: str) -> str:
    if instead := _COUNTRY_FOR_LANGUAGE.get(tag.lower()):
        return f"did you mean '{instead}'?"
    for read in (locales.from_android, locales.from_underscore):
        try:
            return f"write '{read(tag)}'; other spellings belong under `locales`"
        except ValueError:
            continue
    return "write a BCP 47 tag such as de, pt-BR or zh-Hans"


def _check_spellings(document: Document, data: Mapping[str, Any]) -> Iterator[ConfigError]:
    listed = [
        tag for tag in (data.get("source_locale"), *_list(data.get("target_locales"))) if isinstance(tag, str)
    ]
    yield from _check_listed(document, ("locales",), data.get("locales"), listed)


def _check_rates(document: Document, data: Mapping[str, Any]) -> Iterator[ConfigError]:
    listed = [tag for tag in _list(data.get("target_locales")) if isinstance(tag, str)]
    yield from _check_listed(document, ("rates", "locales"), _at(data, ("rates", "locales")), listed)


def _check_listed(document: Document, keys: KeyPath, given: Any, listed: list[str]) -> Iterator[ConfigError]:
    """Keys of ``given`` have to be among the locales of the file."""
    for tag in _dict(given):
        if tag in listed:
            continue
        known = _canonical(tag)
        place = document.locate(keys, key=tag)
        if known != tag and known in listed:
            yield ConfigError(
                f"'{tag}' is listed as '{known}'",
                hint=f"write '{known}'",
                location=place,
                code="locale-spelling",
            )
        else:
            hint = closest(tag, listed) or "add it to target_locales, or remove it here"
            yield ConfigError(
                f"'{tag}' is not one of target_locales", hint=hint, location=place, code="locale-unlisted"
            )


def _check_rules(document: Document, data: Mapping[str, Any]) -> Iterator[ConfigError]:
    for index, rule in enumerate(_list(data.get("files"))):
        if isinstance(rule, dict):
            yield from rule_checks.check_rule(document, index, rule)


def _check_temporary(document: Document, data: Mapping[str, Any]) -> Iterator[ConfigError]:
    keys = ("platform", "smartcat", "project", "temporary")
    name = _at(data, keys)
    if isinstance(name, str):
        yield from rule_checks.check_placeholders(document, keys, name, _TEMPORARY_PLACEHOLDERS)
    smartcat = _dict(_at(data, ("platform", "smartcat")))
    stages = _list(_dict(smartcat.get("project")).get("stages"))
    stage = _dict(smartcat.get("export")).get("stage")
    if stages and isinstance(stage, int) and stage > len(stages):
        yield ConfigError(
            f"'stage' is {stage}, but the project is created with {len(stages)} workflow stages",
            hint=f"write a number from 1 to {len(stages)}, or add stages to the project",
            location=document.locate(("platform", "smartcat", "export", "stage")),
            code="stage-missing",
        )


def _check_keys(document: Document, data: Mapping[str, Any]) -> Iterator[ConfigError]:
    """Keys are no documents, and are exported by how far they are confirmed, not by the number of a stage."""
    smartcat = _dict(_at(data, ("platform", "smartcat")))
    if "keys" not in _dict(smartcat.get("project")):
        return
    if "upload" in smartcat:
        yield ConfigError(
            "'upload' has no effect in a key project",
            hint="remove it; it says how documents are taken apart",
            location=document.locate(("platform", "smartcat"), key="upload"),
            code="config-contradiction",
        )
    if "stage" in _dict(smartcat.get("export")):
        yield ConfigError(
            "'stage' has no effect in a key project",
            hint="remove it; `mode: confirmed` takes what the first stage confirmed, `complete` what all stages did",
            location=document.locate(("platform", "smartcat", "export"), key="stage"),
            code="config-contradiction",
        )


def _check_wait(document: Document, data: Mapping[str, Any]) -> Iterator[ConfigError]:
    poll = _at(data, ("wait", "poll"))
    if isinstance(poll, str) or (isinstance(poll, int) and poll == 0):
        try:
            seconds = parse_duration(poll)
        except ValueError:
            return  # the schema said so
        if seconds < _MIN_POLL:
            place = document.locate(("wait", "poll"))
            yield ConfigError(
                "'poll' must be at least 1s", hint="write 15s", location=place, code="config-wrong-value"
            )


def _check_pull_request(document: Document, data: Mapping[str, Any]) -> Iterator[ConfigError]:
    keys: KeyPath = ("pull_request",)
    settings = _dict(data.get("pull_request"))
    branch = settings.get("branch")
    if isinstance(branch, str) and branch:
        yield from _check_branch(document, (*keys, "branch"), branch)
    if settings.get("commit") == "author" and "author" not in settings:
        yield ConfigError(
            "`commit: author` needs an author",
            hint="add `author: {name: Your Name, email: you@example.com}` under pull_request",
            location=document.locate((*keys, "commit")),
            code="config-missing-key",
        )
    if "author" in settings and settings.get("commit", "verified") == "verified":
        yield ConfigError(
            "'author' has no effect without `commit: author`",
            hint="add `commit: author`, or remove `author`",
            location=document.locate(keys, key="author"),
            code="config-contradiction",
        )


def _check_branch(document: Document, keys: KeyPath, branch: str) -> Iterator[ConfigError]:
    unknown = list(rule_checks.check_placeholders(document, keys, branch, ("base",)))
    yield from unknown
    place = document.locate(keys)
    if branch == "{base}":
        hint = "write l10n/{base}: translations need a branch of their own"
        yield ConfigError(
            "the branch is the base branch itself", hint=hint, location=place, code="branch-name-invalid"
        )
    elif not unknown and (problem := branch_problem(re.sub(r"\{base\}", "main", branch))):
        yield ConfigError(
            f"the branch name '{branch}' {problem}",
            hint="write l10n/{base}",
            location=place,
            code="branch-name-invalid",
        )


def _at(data: Any, keys: tuple[str, ...]) -> Any:
    for key in keys:
        data = _dict(data).get(key)
    return data


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
