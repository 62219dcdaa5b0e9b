"""What an attack is: read from `tests/hostile/attacks/*.yml`, where each file is a class of attacks."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parents[1] / "attacks"


@dataclass(frozen=True)
class Case:
    """
    One attack. What is not said is harmless: a repository with `web/en.json`, translated to de and fr.

    The first fields say what the attacker controls, the others what has to come of it.
    """

    name: str
    family: str
    world: str = "offline"  # offline | smartcat | smartling | gitlab (with Smartcat)
    command: Sequence[str] = ("check",)
    before: Sequence[Sequence[str]] = ()  # commands that run first, undisturbed
    quick: bool = False  # also in the quick tests
    config: str = ""  # the whole of l10n.yml
    rules: str = ""  # the value of `files:`
    settings: str = ""  # what follows in l10n.yml
    locales: str = "de, fr"
    files: Mapping[str, Any] = field(default_factory=dict)  # in the commit
    untracked: Mapping[str, Any] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)  # in the commit, path -> what it points to
    branch: str = "main"
    dot_git: Mapping[str, Any] = field(default_factory=dict)  # written into `.git`
    git_config: str = ""  # appended to `.git/config`
    hooks: Sequence[str] = ()  # each one leaves a mark when it runs
    state: Mapping[str, Any] = field(
        default_factory=dict
    )  # files of the state commit, rewritten after `before`
    env: Mapping[str, str] = field(default_factory=dict)
    event: Any = None  # of a GitHub job
    runner: bool = False  # runs in a GitHub job
    spoil: Sequence[Mapping[str, Any]] = ()  # answers of the services
    control: Mapping[str, Any] = field(default_factory=dict)  # orders for the sandbox
    memory: int = 0  # MiB of address space that the run may have

    exit: int | Sequence[int] = 0
    says: Sequence[str] = ()  # what the log must hold
    hides: Sequence[str] = ()  # what neither the log nor the description of the change may hold
    managed: Sequence[str] = ("web/de.json", "web/fr.json")  # what may be written or proposed
    delivers: Mapping[str, str] = field(default_factory=dict)  # proposed file -> text that it must hold
    keeps: Sequence[str] = ()  # files that must not be proposed
    asked: bool = False  # may the foreign host be asked at all (without any secret)?

    @property
    def id(self) -> str:
        return f"{self.family}: {self.name}"

    @property
    def exits(self) -> tuple[int, ...]:
        return (self.exit,) if isinstance(self.exit, int) else tuple(self.exit)


@dataclass(frozen=True)
class Run:
    """One command, and the attacks that meet it: several where a file says that its cases go `together`."""

    cases: tuple[Case, ...]
    whole: Case

    @property
    def quick(self) -> bool:
        return self.whole.quick


def all_runs() -> list[Run]:
    """The corpus; a field that no case has is an error."""
    return [run for path in sorted(FOLDER.glob("*.yml")) for run in _runs_of(path)]


def _runs_of(path: Path) -> Iterator[Run]:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    common: Mapping[str, Any] = document.get("common", {})
    cases = []
    for number, given in enumerate(document["cases"]):
        values = _numbered({**common, **given}, number)
        if unknown := values.keys() - {each.name for each in dataclasses.fields(Case)}:
            raise ValueError(f"{path.name}: {given['name']}: {', '.join(sorted(unknown))}")
        cases.append(Case(family=path.stem.replace("_", " "), **values))
    if document.get("together"):
        yield Run(tuple(cases), _joined(cases))
    else:
        yield from (Run((case,), case) for case in cases)


def _numbered(value: Any, number: int) -> Any:
    """`%N%` is the number of the case, so that each has files of its own."""
    if isinstance(value, str):
        return value.replace("%N%", str(number))
    if isinstance(value, Mapping):
        return {_numbered(key, number): _numbered(item, number) for key, item in value.items()}
    return [_numbered(item, number) for item in value] if isinstance(value, list) else value


def _joined(cases: Sequence[Case]) -> Case:
    """All attacks of a file at once: what each adds is put together, the rest is the first one's."""
    first, *others = cases
    for other in others:
        first = replace(
            first,
            files={**first.files, **other.files},
            links={**first.links, **other.links},
            dot_git={**first.dot_git, **other.dot_git},
            git_config=first.git_config + other.git_config
            if other.git_config != first.git_config
            else first.git_config,
            hooks=[*dict.fromkeys((*first.hooks, *other.hooks))],
            spoil=[*first.spoil, *(each for each in other.spoil if each not in first.spoil)],
            managed=[*dict.fromkeys((*first.managed, *other.managed))],
        )
    return replace(first, name="together", exit=first.exit)
