"""Every code that is raised is registered with the right exit code, none is registered in vain, each has its page."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ci_l10n import errors
from ci_l10n.checks import problem
from ci_l10n.git import failures
from ci_l10n.net import http, retry
from ci_l10n.problems.explanation import docs_link
from ci_l10n.problems.registry import AREAS, PROBLEMS
from tools import make_problem_docs

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    path
    for path in sorted((ROOT / "ci_l10n").rglob("*.py"))
    if not {"sandbox", "problems"} & set(path.relative_to(ROOT).parts)
]
# Where a code stands among the arguments of what makes findings; errors have it as a keyword.
POSITIONS = {"Finding": 1, "Problem": 1, "_warn": 0, "_find": 0, "_meaning": 3}
KINDS: dict[str, type[errors.L10nError]] = {
    name: kind
    for module in (errors, failures, http, retry)
    for name, kind in vars(module).items()
    if isinstance(kind, type) and issubclass(kind, errors.L10nError)
}


class Raised(NamedTuple):
    code: str
    place: str
    exit_code: int | None  # None: not raised here as an error of a known class


_QUOTED = re.compile(r'"([a-z0-9-]+)"')


def _calls(path: Path) -> Iterator[Raised]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            kind = KINDS.get(name)
            given = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
            position = POSITIONS.get(name)
            if position is not None and len(node.args) > position:
                given.append(node.args[position])
            read = (value for value in given if not isinstance(value, ast.Subscript))  # out of a report
            for constant in (c for value in read for c in ast.walk(value)):
                if not isinstance(constant, ast.Constant) or not isinstance(constant.value, str):
                    continue
                if _is_code(constant.value):
                    place = f"{path.relative_to(ROOT)}:{node.lineno}"
                    yield Raised(constant.value, place, kind.exit_code if kind else None)


def _is_code(value: str) -> bool:
    return re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value) is not None


RAISED = [raised for path in SOURCES for raised in _calls(path)]


def test_every_code_that_is_raised_is_registered() -> None:
    unknown = [f"{raised.place}: {raised.code}" for raised in RAISED if raised.code not in PROBLEMS]
    assert not unknown, "explain them in ci_l10n/problems"


def test_every_class_of_errors_has_a_registered_code_of_its_exit_code() -> None:
    for kind in KINDS.values():
        assert PROBLEMS[kind.code].exit_code == kind.exit_code, kind


def test_errors_end_runs_with_the_exit_code_that_is_documented() -> None:
    wrong = [
        f"{raised.place}: {raised.code} ends with {raised.exit_code}"
        for raised in RAISED
        if raised.exit_code is not None
        and raised.code in PROBLEMS
        and PROBLEMS[raised.code].exit_code != raised.exit_code
    ]
    assert not wrong


def test_no_code_is_registered_that_nothing_raises() -> None:
    quoted = {found for path in SOURCES for found in _QUOTED.findall(path.read_text(encoding="utf-8"))}
    assert not sorted(PROBLEMS.keys() - quoted)


def test_areas_share_no_code() -> None:
    assert len(PROBLEMS) == sum(map(len, AREAS.values()))


def test_codes_are_kebab_case_and_explained_in_sentences() -> None:
    for code, each in PROBLEMS.items():
        assert _is_code(code), code
        assert each.cause.endswith("."), code
        assert each.cure.rstrip(")").endswith((".", "below")), code
        assert not each.title.endswith("."), code


def test_pages_of_codes_are_fresh() -> None:
    found = {path.name: path.read_text(encoding="utf-8") for path in make_problem_docs.FOLDER.glob("*.md")}
    assert found == make_problem_docs.make_pages(), "run `make docs`"


def test_the_link_of_a_code_leads_to_its_page() -> None:
    for code in PROBLEMS:
        path = docs_link(code).partition("/blob/main/")[2]
        assert (ROOT / path).is_file()


def test_problems_of_checks_carry_codes() -> None:
    assert "code" in problem.Problem._fields
