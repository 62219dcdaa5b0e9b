"""What the flags of `import` mean."""

import difflib
import json
import os
from collections.abc import Iterable, Mapping, Sequence

from ci_l10n.checks.catalog import check_directives
from ci_l10n.directives import PREFIX, unknown_hint
from ci_l10n.errors import ConfigError, ContentError
from ci_l10n.formats.base import Format
from ci_l10n.formats.registry import NAMES, detect_format, get_format
from ci_l10n.model import Locale
from ci_l10n.paths.locales import canonical, from_android, from_underscore

_CUSTOM = "placeholder_format_custom"  # the one directive of which several add up
_MANY_LOCALES = ("csv", "gettext", "xcstrings", "xliff")
"""Formats whose files hold source and translation side by side, so that one file may be both."""
_SEE = "see docs/reference/directives.md"


def parse_locale(given: str) -> Locale:
    """As BCP 47, Android's resource folders, Java or gettext spell it; raises `ConfigError`."""
    why = ""
    for spelling in (canonical, from_android, from_underscore):
        try:
            return spelling(given)
        except ValueError as error:
            why = why or str(error)
    raise ConfigError(f"--locale: {why}", hint="use a BCP 47 tag such as pt-BR", code="locale-unknown")


def parse_directives(given: Sequence[str]) -> dict[str, str]:
    """``name=value`` each, the later of two counts; raises `ConfigError` that names all that is wrong."""
    directives: dict[str, str] = {}
    patterns: list[str] = []
    problems: list[ConfigError] = []
    for text in given:
        name, separator, value = text.partition("=")
        name = name.strip().removeprefix(PREFIX)
        if not separator or not name:
            lacking = "no name before the '='" if separator else "no '='"
            problems.append(
                ConfigError(
                    f"--directive {text}: {lacking}",
                    hint="write --directive name=value",
                    code="directive-invalid",
                )
            )
            continue
        if hint := unknown_hint(name):
            problems.append(
                ConfigError(f"--directive: unknown directive '{name}'", hint=hint, code="directive-invalid")
            )
        problems += (
            ConfigError(f"--directive {why}", hint=_SEE, code="directive-invalid")
            for why in check_directives({name: value})
        )
        if name == _CUSTOM:
            patterns = [*patterns, *_expressions(value)]
        directives[name] = value
    if problems:
        raise (
            problems[0]
            if len(problems) == 1
            else ConfigError("wrong directives", problems=problems, code="directive-invalid")
        )
    if len(patterns) > 1:
        directives[_CUSTOM] = json.dumps(_last_ones(patterns))
    return directives


def _expressions(value: str) -> list[str]:
    """One, or those of a JSON list."""
    try:
        found = json.loads(value) if value.lstrip().startswith("[") else None
    except (ValueError, RecursionError):
        found = None
    return found if isinstance(found, list) and found else [value]


def _last_ones(patterns: Sequence[str]) -> list[str]:
    """Those behind the last ``NONE``, which ends what was said before."""
    ends = [
        index for index, pattern in enumerate(patterns) if pattern.strip().upper() in ("NONE", "NULL", "")
    ]
    kept = list(patterns[ends[-1] + 1 :]) if ends else list(patterns)
    return kept or ["(?!)"]


def choose_format(name: str | None, path: str, source: bytes, directives: Mapping[str, str]) -> Format:
    """The format asked for, else that of the source file; raises `ConfigError`."""
    name = name or detect_format(path, source, directives)
    if name in NAMES:
        return get_format(name)
    hint = f"pass --format with one of {', '.join(NAMES)}"
    if name:
        close = difflib.get_close_matches(name.lower(), NAMES, n=1)
        raise ConfigError(
            f"no format is called {name!r}",
            hint=f"did you mean '{close[0]}'?" if close else hint,
            code="format-unknown",
        )
    if b"<string name=" in source[:4096]:
        hint = "Android's <string> elements stand inside one <resources> element: put that round them"
    elif source.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        hint += "; XML of no known kind needs the directive source_key_paths"
    raise ConfigError(f"the format of {path} is unknown", hint=hint, code="format-unknown")


def refuse_source_as_target(format_: Format, source: str, target: str, shown: str) -> None:
    """Raise `ConfigError` where translations would take the place of the source's own texts."""
    if format_.name in _MANY_LOCALES or not os.path.exists(target):
        return
    if os.path.samefile(source, target):
        raise ConfigError(
            f"--into {shown} is the source file itself, whose texts would be replaced",
            hint="name the translation's own file; it is made new when it is missing",
        )


def blamed(error: ContentError, given: Iterable[str]) -> ContentError | ConfigError:
    """An error about a file as a whole that names one of the flag's directives is an error of the flag."""
    name = next((name for name in given if name in error.message), None)
    if name is None or (error.location and error.location.line):
        return error
    message = error.message.removeprefix("directive ")
    return ConfigError(
        f"--directive {message}", hint=error.hint or _SEE, location=error.location, code="directive-invalid"
    )
