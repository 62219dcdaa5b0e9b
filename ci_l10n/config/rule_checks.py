"""What can be wrong with one rule of ``files`` before the repository's files are looked at. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ci_l10n import directives
from ci_l10n.checks.catalog import check_directives
from ci_l10n.config.schema_errors import closest
from ci_l10n.config.yaml_source import Document, KeyPath
from ci_l10n.errors import ConfigError
from ci_l10n.formats import registry
from ci_l10n.paths import template
from ci_l10n.paths.glob import compile_glob
from ci_l10n.paths.safe import path_problem


def check_rule(document: Document, index: int, rule: Mapping[str, Any]) -> Iterator[ConfigError]:
    """Problems of ``rule``, entry ``index`` of ``files``; values of a wrong type are left to the schema."""
    keys: KeyPath = ("files", index)
    source = rule.get("source")
    if isinstance(source, str) and source:
        yield from _check_glob(document, (*keys, "source"), source)
    exclude = rule.get("exclude")
    for number, pattern in enumerate(exclude if isinstance(exclude, list) else ()):
        if isinstance(pattern, str) and pattern:
            yield from _check_glob(document, (*keys, "exclude", number), pattern)
    format_name = rule.get("format")
    if isinstance(format_name, str) and format_name:
        yield from _check_format(document, (*keys, "format"), format_name)
    yield from _check_directives(document, (*keys, "directives"), rule.get("directives"))
    target = rule.get("target")
    if isinstance(target, str) and target:
        yield from _check_target(document, (*keys, "target"), target, rule)


def check_placeholders(
    document: Document, keys: KeyPath, text: str, known: Sequence[str]
) -> Iterator[ConfigError]:
    """Placeholders of ``text`` that are not ``known``, and braces without a partner."""
    place = document.locate(keys)
    listing = ", ".join(f"{{{name}}}" for name in known)
    for name in dict.fromkeys(template.placeholders(text)):
        if name not in known:
            hint = closest(name, known) or f"known here: {listing}"
            yield ConfigError(
                f"unknown placeholder '{{{name}}}'", hint=hint, location=place, code="target-placeholder"
            )
    if template.has_stray_brace(text):
        yield ConfigError(
            "a brace without its partner",
            hint=f"placeholders are {listing}",
            location=place,
            code="target-placeholder",
        )


def _check_glob(document: Document, keys: KeyPath, pattern: str) -> Iterator[ConfigError]:
    try:
        alternatives = compile_glob(pattern).alternatives
    except ValueError as error:
        problem, hint = str(error), _glob_hint(pattern)
    else:
        problem, hint = next(filter(None, map(_glob_problem, alternatives)), ""), ""
    if problem:
        yield ConfigError(
            f"the pattern '{pattern}' {problem}",
            hint=hint,
            location=document.locate(keys),
            code="glob-invalid",
        )


def _glob_problem(pattern: str) -> str:
    segments = pattern.split("/")
    if pattern.startswith(("/", "~/")) or re.match(r"[A-Za-z]:", pattern):
        return "is absolute; paths are relative to the top of the repository"
    if ".." in segments:
        return "leaves the checkout"
    if segments[-1] == "":
        return "names a folder; add ** for the files in it"
    return "has a needless './' or '//'" if "." in segments or "" in segments else ""


def _glob_hint(pattern: str) -> str:
    if "\\" in pattern:
        return f"write '{pattern.replace(chr(92), '/')}'"
    if fixed := re.sub(r"\*\*(?=[^/*])", "**/*", pattern):
        return f"did you mean '{fixed}'?" if fixed != pattern else ""
    return ""


def _check_format(document: Document, keys: KeyPath, name: str) -> Iterator[ConfigError]:
    if name in registry.NAMES:
        return
    hint = closest(name, registry.NAMES) or (
        f"one of {', '.join(registry.NAMES)}; documents (md, html, docx and the like) need no `format`"
    )
    yield ConfigError(
        f"unknown format '{name}'", hint=hint, location=document.locate(keys), code="format-unknown"
    )


def _check_directives(document: Document, keys: KeyPath, given: Any) -> Iterator[ConfigError]:
    """Values that cannot be followed, and names that are nearly right; other tools' directives may stand."""
    for name, value in given.items() if isinstance(given, Mapping) else ():
        place = document.locate((*keys, name))
        if hint := directives.unknown_hint(str(name)):
            yield ConfigError(
                f"unknown directive '{name}'", hint=hint, location=place, code="directive-invalid"
            )
        for problem in check_directives({str(name): str(value)}):
            yield ConfigError(
                problem, hint="see docs/reference/directives.md", location=place, code="directive-invalid"
            )


def _check_target(
    document: Document, keys: KeyPath, target: str, rule: Mapping[str, Any]
) -> Iterator[ConfigError]:
    bad_names = list(check_placeholders(document, keys, target, template.PLACEHOLDERS))
    yield from bad_names
    place = document.locate(keys)
    if not bad_names and not template.has_locale(target):
        yield from _check_without_locale(document, keys, rule)
    problem, hint = (
        path_problem(template.sample(target)),
        "targets lie in the checkout, where translations belong",
    )
    if problem:
        yield ConfigError(f"the target '{target}' {problem}", hint=hint, location=place, code="target-unsafe")


def _check_without_locale(
    document: Document, keys: KeyPath, rule: Mapping[str, Any]
) -> Iterator[ConfigError]:
    """A target without a locale is all locales' file: right only where a format can touch one locale's cells."""
    place = document.locate(keys)
    source, format_name = rule.get("source"), rule.get("format")
    source = source if isinstance(source, str) else ""
    format_name = format_name if isinstance(format_name, str) else None
    if not template.is_single_file(source, format_name):
        names = ", ".join(template.SINGLE_FILE_FORMATS)
        hint = f"put {{locale}} into it; only formats that hold all locales in one file ({names}) do without"
        yield ConfigError(
            "the target is the same for every locale", hint=hint, location=place, code="target-without-locale"
        )
        return
    if rule.get("delivery") == "replace":
        hint = "remove `delivery: replace`: one locale's export would overwrite all the others"
        yield ConfigError(
            "the target is the same for every locale", hint=hint, location=place, code="target-without-locale"
        )
