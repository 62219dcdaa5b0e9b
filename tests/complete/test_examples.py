"""
Every example of the pages is one: configurations load, pipelines follow their vendors' schemas, commands parse.

Pages are README.md, SECURITY.md, CONTRIBUTING.md and all of docs; `OTHERS` names the blocks that are something else.
That what is said about running them is true, is tests/scenarios/test_guides.py (long) and test_tutorial.py.
"""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from ci_l10n.action import argv_of
from ci_l10n.arguments import make_parser
from ci_l10n.config.load import load_schema, parse_config
from ci_l10n.errors import L10nError
from ci_l10n.problems.registry import PROBLEMS
from tests.markdown_blocks import Block, find_blocks

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
PIPELINES = [*sorted(ROOT.glob("examples/*.yml")), ROOT / "templates" / "ci-l10n.yml"]
# Blocks that are no example of ours, by page and first line: why.
OTHERS = {
    ("docs/how-to/smartling-cli.md", "# smartling.yml"): "the other tool's configuration",
    ("docs/reference/sandbox.md", "HttpClient.protocol"): "a line for users of that SDK, in Python",
    (
        "docs/reference/sandbox.md",
        "new SmartlingApiClientBuilder()",
    ): "a line for users of that SDK, in JavaScript",
}
SKELETON: Mapping[str, Any] = {
    "version": 1,
    "source_locale": "en",
    "target_locales": ["de", "fr", "ja"],
    "platform": {"smartcat": {"project": "1e2d703f-9def-4d27-ab4d-350cbbe8c44b"}},
    "files": [{"source": "en/*.json", "target": "{locale}/{name}"}],
}
WORKFLOW = {"on": "push", "jobs": {"one": {"runs-on": "ubuntu-latest", "steps": []}}}


class Example(NamedTuple):
    page: Path
    block: Block

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.block.line}"


@cache
def examples() -> tuple[Example, ...]:
    pages = (page for page in PAGES if "```" in page.read_text(encoding="utf-8"))
    return tuple(Example(page, block) for page in pages for block in find_blocks(page))


def is_other(example: Example) -> bool:
    page = str(example.page.relative_to(ROOT))
    return any(page == name and example.block.text.startswith(start) for name, start in OTHERS)


def of_kind(kind: str) -> list[Example]:
    return [each for each in examples() if each.block.info == kind and not is_other(each)]


# What the YAML is


def load(example: Example) -> Any:
    return yaml.safe_load(example.block.text)


def is_workflow(data: Any) -> bool:
    return isinstance(data, dict) and "jobs" in data


def is_step_list(data: Any) -> bool:
    return isinstance(data, list) and all("uses" in step or "run" in step for step in data)


def is_configuration(data: Any) -> bool:
    return isinstance(data, dict) and data.keys() <= load_schema()["properties"].keys()


def is_gitlab(data: Any) -> bool:
    return isinstance(data, dict) and ("include" in data or any("script" in job for job in data.values()))


def workflows() -> dict[str, Any]:
    """Workflows of the pages by their place; lists of steps are put into one."""
    found = {}
    for each in of_kind("yaml"):
        data = load(each)
        if is_step_list(data):
            found[each.place] = {"on": "push", "jobs": {"one": {"runs-on": "ubuntu-latest", "steps": data}}}
        elif is_workflow(data):
            found[each.place] = {("on" if key is True else key): value for key, value in data.items()}
    return found


def gitlab_pipelines() -> dict[str, Any]:
    found = {each.place: load(each) for each in of_kind("yaml")}
    return {place: data for place, data in found.items() if not is_configuration(data) and is_gitlab(data)}


def write_all(documents: Mapping[str, Any], folder: Path) -> list[Path]:
    """One file for each, called after its place; a schema's complaint names the file."""
    paths = []
    for place, data in documents.items():
        path = folder / f"{re.sub('[^A-Za-z0-9]', '-', place)}.yml"
        path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
        paths.append(path)
    return paths


def finds_nothing(program: str, *arguments: str | Path) -> bool:
    path = Path(sys.executable).with_name(program)
    if not path.exists():
        pytest.skip(f"no {program} for this machine in the development environment")
    done = subprocess.run([path, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    print(done.stdout, done.stderr)
    return done.returncode == 0


def test_every_block_says_what_it_is_and_the_table_of_others_has_none_too_many() -> None:
    known = ("sh", "text", "yaml", "json")
    assert [each.place for each in examples() if each.block.info not in known and not is_other(each)] == []
    starts = {(str(each.page.relative_to(ROOT)), start) for each in examples() for _, start in OTHERS if each.block.text.startswith(start)}  # fmt: skip
    assert OTHERS.keys() <= starts
    assert len(examples()) > 70


def test_every_block_of_yaml_is_a_configuration_a_workflow_or_a_gitlab_pipeline() -> None:
    kinds = (is_configuration, is_workflow, is_step_list, is_gitlab)
    unknown = [each.place for each in of_kind("yaml") if not any(kind(load(each)) for kind in kinds)]
    assert not unknown


def test_every_configuration_is_read_and_parts_of_one_fit_into_one() -> None:
    """By the real loader, as it stands on the page where it is whole."""
    wrong, read = [], 0
    for each in of_kind("yaml"):
        data = load(each)
        if not is_configuration(data):
            continue
        text = each.block.text if "version" in data else yaml.safe_dump({**SKELETON, **data})
        try:
            parse_config(text.encode(), "l10n.yml")
        except L10nError as error:
            wrong += [f"{each.place}: {problem}" for problem in getattr(error, "problems", ()) or (error,)]
        read += 1
    assert not wrong
    assert read > 10


def test_blocks_of_json_are_json() -> None:
    for each in of_kind("json"):
        assert json.loads(each.block.text) is not None, each.place


def test_workflows_follow_githubs_schema(tmp_path: Path) -> None:
    paths = write_all(workflows(), tmp_path)
    assert len(paths) > 6
    assert finds_nothing("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *paths)


def test_gitlab_pipelines_follow_gitlabs_schema(tmp_path: Path) -> None:
    paths = write_all(gitlab_pipelines(), tmp_path)
    assert len(paths) > 2
    transform = ("--data-transform", "gitlab-ci")
    assert finds_nothing("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", *transform, *paths)


def test_zizmor_finds_nothing_in_workflows_but_that_they_name_versions(tmp_path: Path) -> None:
    config = tmp_path / "zizmor.yml"
    config.write_text('rules: {unpinned-uses: {config: {policies: {"*": ref-pin}}}}\n', encoding="utf-8")
    paths = write_all({place: data for place, data in workflows().items() if "name" in data}, tmp_path)
    assert finds_nothing("zizmor", "--offline", "--no-progress", "--config", config, *paths)


# Commands


def commands_in(script: str) -> Iterator[list[str]]:
    """The arguments of each `ci-l10n` in a script for a shell, as the shell would pass them."""
    for line in script.replace("\\\n", " ").splitlines():
        lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;<>()")
        lexer.whitespace_split = True
        words: list[str] = []
        for word in [*lexer, ";"]:
            if set(word) <= set("|&;<>()"):
                if words and words[0].rpartition("/")[2] == "ci-l10n":
                    yield [word for word in words[1:] if word != "$@"]
                words = []
            else:
                words.append(word)


parser = cache(make_parser)


def why_refused(argv: list[str]) -> str:
    """What the real parser says against it; "" when it takes it."""
    try:
        parser().parse_args(argv)
    except L10nError as error:
        return f"ci-l10n {shlex.join(argv)}: {error.message}"
    return ""


def filled(path: Path) -> str:
    """A pipeline; the inputs of a GitLab component have their defaults."""
    text = path.read_text(encoding="utf-8")
    if "\n---\n" not in text:
        return text
    header, body = text.split("\n---\n")
    inputs = yaml.safe_load(header)["spec"]["inputs"]
    return re.sub(r"\$\[\[ inputs\.([\w-]+) \]\]", lambda match: str(inputs[match[1]]["default"]), body)


def scripts() -> Iterator[tuple[str, str]]:
    """Everything that a shell is to run: blocks, and what pipelines of pages and examples run."""
    yield from ((each.place, each.block.text) for each in of_kind("sh"))
    pipelines = {**workflows(), **gitlab_pipelines()}
    for path in PIPELINES:
        for data in yaml.safe_load_all(filled(path)):
            pipelines[f"{path.name}: {next(iter(data))}"] = data
    for place, data in pipelines.items():
        jobs = data.get("jobs", data)
        for job in (job for job in jobs.values() if isinstance(job, dict)):
            yield from ((place, line) for line in job.get("script", ()))
            yield from ((place, step["run"]) for step in job.get("steps", ()) if "run" in step)


def test_every_command_line_is_one_that_the_program_takes() -> None:
    found = [(place, argv) for place, script in scripts() for argv in commands_in(script)]
    assert [f"{place}: {why}" for place, argv in found if (why := why_refused(argv))] == []
    assert len(found) > 50


def test_commands_in_sentences_are_ones_that_the_program_takes() -> None:
    """`ci-l10n ...` between backticks; words in capitals and dots stand for something."""
    found = []
    for page in PAGES:
        text = re.sub(r"^ *```.*?^ *```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
        spans = re.findall(r"`(ci-l10n [a-z][^`]*)`", text)
        found += [(page.name, argv) for span in spans for argv in commands_in(span.replace(" ...", ""))]
    wrong = [f"{page}: {why}" for page, argv in found if (why := why_refused(argv))]
    # What an import cannot do without is told elsewhere on that page.
    assert [each for each in wrong if "the following arguments are required" not in each] == []
    assert len(found) > 40


def test_steps_with_the_action_describe_command_lines_that_the_program_takes() -> None:
    used = 0
    inputs = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    documents = {
        **workflows(),
        **{path.name: yaml.safe_load(path.read_text("utf-8")) for path in PIPELINES[:2]},
    }
    for place, data in documents.items():
        for step in (step for job in data["jobs"].values() for step in job.get("steps", ())):
            if not step.get("uses", "").startswith("ci-l10n/ci-l10n@"):
                continue
            given = {name: str(value) for name, value in step.get("with", {}).items()}
            assert given.keys() <= inputs.keys(), place
            argv = argv_of(lambda name, given=given: given.get(name, ""), "/tmp")  # type: ignore[misc]
            assert why_refused(argv) == "", place
            used += 1
    assert used > 8


def test_shells_can_read_every_script() -> None:
    everything = "\n".join(
        f"f{number}() {{\n{each.block.text}\n}}" for number, each in enumerate(of_kind("sh"))
    )
    done = subprocess.run(["sh", "-n"], input=everything, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_codes_in_outputs_exist() -> None:
    shown = [
        code
        for each in of_kind("text")
        for code in re.findall(r"^ *(?:error|warning|notice)\[([\w-]+)\]", each.block.text, re.MULTILINE)
    ]
    assert shown
    assert set(shown) <= PROBLEMS.keys()
