"""Configurations with the expected place of a problem marked by `§`."""

from ci_l10n.config.load import parse_config
from ci_l10n.errors import ConfigError

HEAD = """\
version: 1
source_locale: en
target_locales: [de, pt-BR]
platform:
  smartcat: {project: 1e2d703f-9def-4d27-ab4d-350cbbe8c44b}
"""
FILES = """\
files:
  - source: locales/en/*.json
    target: locales/{locale}/{name}
"""
WHOLE = HEAD + FILES


def problems_of(text: str) -> tuple[ConfigError, ...]:
    """All problems of a configuration; at least one."""
    try:
        parse_config(text.encode(), "l10n.yml")
    except ConfigError as error:
        return error.problems or (error,)
    raise AssertionError(f"no problem was found in:\n{text}")


def marked(text: str) -> tuple[str, int, int]:
    """``text`` without its mark, and the line and column of the mark."""
    before, after = text.split("§")
    return before + after, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def check_problem(text: str, key: str, message: str, hint: str) -> None:
    """The one problem of the marked ``text`` is at the mark and says what it should."""
    clean, line, column = marked(text)
    problems = problems_of(clean)
    assert [problem.message for problem in problems] == [problems[0].message]
    (problem,) = problems
    assert problem.location is not None
    place = problem.location
    assert (place.path, place.line, place.column, place.key) == ("l10n.yml", line, column, key)
    assert message in problem.message
    assert hint in problem.hint
    assert bool(hint) == bool(problem.hint)
