"""`init`: look at a repository, or at another tool's configuration, and write `l10n.yml` and a workflow."""

import argparse
import re
import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ci_l10n.commands.outcome import Outcome, World
from ci_l10n.commands.place import read_given
from ci_l10n.config.load import CANDIDATES
from ci_l10n.errors import ConfigError, ContentError, DeliveryError, Location
from ci_l10n.flow.report_json import finding_json
from ci_l10n.git.checkout import read_file
from ci_l10n.git.remote import is_ref_name
from ci_l10n.git.repo import Repository
from ci_l10n.model import Finding
from ci_l10n.setup.answers import find_answers
from ci_l10n.setup.draft import Draft, Note
from ci_l10n.setup.foreign.convert import convert
from ci_l10n.setup.story import Setup, Wishes, propose, set_up
from ci_l10n.setup.tree import make_tree
from ci_l10n.setup.workflow import GITLAB_MAIN, SECRETS, find_forge, is_enterprise

_SEVERITY = {"init-left-out": "notice", "init-not-mapped": "warning"}


def run(args: argparse.Namespace, world: World) -> Outcome:
    """Propose, ask what nothing tells, write; raises `ConfigError` before anything is written."""
    with Repository.open(Path(world.directory), redactor=world.redactor) as repo:
        tracked = sorted(repo.tree(repo.head))
        tree = make_tree(tracked, lambda path: read_file(repo.root, path), args.file or ())
        wishes = _wishes(args, world, repo, tree.every)
        _refuse_existing(repo.root, args)
        converted = _converted(args, world, repo.root, tree.every)
        proposal = propose(tree, wishes, converted)
        answers = find_answers(
            args.platform or (converted.platform if converted else None) or None,
            args.project or (converted.project if converted else None) or None,
            args.server,
            ask=_ask if _can_ask(args) else None,
            assume=args.yes,
        )
        setup = set_up(proposal, answers, wishes, tracked, repo.links(repo.head))
        operations = _operations(repo.root, setup.files, wishes, force=args.force)
        written = {path: setup.files[path].encode() for path, done in operations.items() if done == "written"}
        if not args.dry_run:
            for path, data in written.items():
                with _explained(path, wishes):
                    repo.write_files({path: data})
    notes = [_finding(note) for note in setup.proposal.notes]
    for line in _note_lines(notes):
        world.ci.step(line)
    done = _Done(setup, operations, notes, wishes, tracked)
    return Outcome(
        lines=tuple(_dry(done) if args.dry_run else _lines(done)),
        document=lambda code, error: _document(done, args, code, error),
    )


@contextmanager
def _explained(path: str, wishes: Wishes) -> Iterator[None]:
    """A path that leads through a link, out of the repository or into `.git` is the mistake of a flag here."""
    try:
        yield
    except DeliveryError as error:
        if error.code != "path-refused":
            raise
        flag = "--config" if path == wishes.config else "--forge none writes no pipeline; --config"
        hint = f"{flag} takes a path in the repository, in folders that are no links"
        raise ConfigError(error.message, hint=hint) from None


@dataclass(frozen=True)
class _Done:
    """What came of a run; ``operations`` by path, as `_operations` names them."""

    setup: Setup
    operations: Mapping[str, str]
    notes: Sequence[Finding]
    wishes: Wishes
    tracked: Sequence[str]

    @property
    def is_translated(self) -> bool:
        """Are there translations already?"""
        targets = {path for source in self.setup.sources for path in source.targets.values()}
        return not targets.isdisjoint(self.tracked)


def _wishes(args: argparse.Namespace, world: World, repo: Repository, every: Sequence[str]) -> Wishes:
    forge = args.forge or find_forge(repo.remote_url or "", world.env, every)
    named = (world.ci.default_branch, _default_branch(repo), repo.branch)
    branch = next((name for name in named if name and is_ref_name(f"refs/heads/{name}")), "main")
    there = [name for name in CANDIDATES if (repo.root / name).is_file()]
    config = args.config or next(iter(there), CANDIDATES[0])
    return Wishes(
        args.source_locale,
        tuple(args.locale or ()),
        forge,
        branch,
        config,
        name=_name(config) if there and config not in CANDIDATES else "",
        is_enterprise=is_enterprise(repo.remote_url or "", world.env),
    )


def _name(config: str) -> str:
    """What tells this configuration from the one that is there already: `ios` for `ci/l10n-ios.yml`."""
    stem = re.sub(r"[^a-z0-9_-]+", "-", Path(config).stem.lower()).strip("-_")
    return stem.removeprefix("l10n").strip("-_")[:40] or "second"


def _default_branch(repo: Repository) -> str | None:
    """What a clone noted down about its remote, without asking that."""
    try:
        text = (repo.git_dir / "refs/remotes/origin/HEAD").read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
    return text.strip().removeprefix("ref: refs/remotes/origin/") or None


def _refuse_existing(root: Path, args: argparse.Namespace) -> None:
    """A repository has one configuration, and people's work is not overwritten."""
    if args.force or args.dry_run:
        return
    names = (args.config,) if args.config else CANDIDATES
    if there := next((name for name in names if (root / name).is_file()), None):
        raise ConfigError(
            "there is a configuration already",
            hint="--force overwrites it, --dry-run only shows the new one; `ci-l10n check` checks the one that is there",
            location=Location(there),
            code="init-exists",
        )


def _converted(args: argparse.Namespace, world: World, root: Path, every: Sequence[str]) -> Draft | None:
    if not args.from_file:
        return None
    path = Path(world.directory, args.from_file)
    try:
        data = read_given(str(path), args.from_file)
    except ContentError as error:
        hint = "the path is relative to the current folder, or that of -C"
        raise ConfigError(error.message, hint=hint, location=error.location, code="init-foreign") from None
    folder = path.resolve().parent
    inside = folder.relative_to(root.resolve()).as_posix() if folder.is_relative_to(root.resolve()) else ""
    return convert(args.from_file, "" if inside == "." else inside, data, every)


def _can_ask(args: argparse.Namespace) -> bool:
    return not args.yes and sys.stdin is not None and sys.stdin.isatty()


def _ask(question: str) -> str:
    """On stderr, so that what goes to stdout stays what was asked for."""
    sys.stderr.write(question)
    sys.stderr.flush()
    answer = sys.stdin.readline()
    if not answer:
        raise ConfigError(
            "the question was not answered", hint="give the flag instead", code="init-unanswered"
        )
    return answer.strip()


def _operations(root: Path, files: Mapping[str, str], wishes: Wishes, *, force: bool) -> dict[str, str]:
    """What becomes of each file: ``written``, ``unchanged`` or ``kept`` (it is there, and is people's)."""
    result = {}
    for path, text in files.items():
        with _explained(path, wishes):
            there = read_file(root, path)
        if there == text.encode():
            result[path] = "unchanged"
        elif there is None or (force and path != GITLAB_MAIN):
            result[path] = "written"
        else:
            result[path] = "kept"
    return result


def _finding(note: Note) -> Finding:
    severity: Any = _SEVERITY[note.code]
    return Finding(severity, note.code, note.message, note.hint, note.location)


def _note_lines(notes: Sequence[Finding]) -> Iterator[str]:
    for note in notes:
        place = f"{note.location}: " if note.location else ""
        yield f"{note.severity}[{note.code}]: {place}{note.message}" + (f"; {note.hint}" if note.hint else "")


def _dry(done: _Done) -> Iterator[str]:
    for path, text in done.setup.files.items():
        operation = done.operations[path]
        yield f"# ----- {path} ({'would be ' if operation == 'written' else ''}{operation})"
        yield from text.splitlines()
        yield ""


def _lines(done: _Done) -> Iterator[str]:
    setup, forge = done.setup, done.wishes.forge
    targets = ", ".join(setup.proposal.target_locales)
    count = len(setup.sources)
    yield f"{count} source file{'s' if count != 1 else ''} in {setup.proposal.source_locale}, to {targets}"
    for path, operation in done.operations.items():
        why = "" if operation != "kept" else " (it was there before; --force overwrites it)"
        yield f"{operation}: {path}{why if path != GITLAB_MAIN else ''}"
    if done.operations.get(GITLAB_MAIN) == "kept":
        yield f"add to {GITLAB_MAIN}: `include: [{{local: {setup.pipeline}}}]`"
    yield ""
    yield _where(forge)
    for secret in SECRETS[setup.answers.platform]:
        yield f"  {secret.name}  ({secret.origin})"
    if forge == "gitlab":
        yield "  GITLAB_TOKEN  (Settings > Access tokens: role Developer, scope api)"
    elif forge == "github":
        yield "tick: Settings > Actions > General > Allow GitHub Actions to create and approve pull requests"
    yield ""
    yield "next:"
    yield from (f"  {command}" for command in _next(done))


def _where(forge: str) -> str:
    return {
        "github": "secrets to set (Settings > Secrets and variables > Actions):",
        "gitlab": "variables to set, masked (Settings > CI/CD > Variables):",
    }.get(forge, "environment variables to set where it runs:")


def _next(done: _Done) -> Iterator[str]:
    """
    The commands that come next.

    Where there are translations the pipeline comes last: its first run would send the sources without them.
    """
    config = done.wishes.config
    flag = "" if config in CANDIDATES else f" --config {shlex.quote(config)}"
    changed = [path for path, operation in done.operations.items() if operation != "kept"]
    later = [path for path in changed if path != config] if done.is_translated and config in changed else []
    yield f"ci-l10n check{flag}"
    if changed:
        yield _commit([path for path in changed if path not in later], "Set up localization")
    if done.is_translated:
        yield f"ci-l10n push --seed{flag}    # sends the translations that are there, so that nobody pays for them twice"
    if later:
        yield _commit(later, "Run localization")
    yield f"ci-l10n sync{flag}    # or let the pipeline do it"


def _commit(paths: Sequence[str], message: str) -> str:
    return f'git add {" ".join(map(shlex.quote, paths))} && git commit -m "{message}" && git push'


def _document(
    done: _Done, args: argparse.Namespace, exit_code: int, error: Mapping[str, Any] | None
) -> dict[str, Any]:
    setup, proposal = done.setup, done.setup.proposal
    return {
        "version": 1,
        "command": "init",
        "exit_code": exit_code,
        "error": error,
        "dry_run": args.dry_run,
        "from": args.from_file,
        "forge": done.wishes.forge,
        "source_locale": proposal.source_locale,
        "target_locales": list(proposal.target_locales),
        "rules": [{"source": rule.source, "target": rule.target} for rule in proposal.rules],
        "sources": [source.path for source in setup.sources],
        "files": [
            {"path": path, "operation": done.operations[path], "content": text}
            for path, text in setup.files.items()
        ],
        "findings": [finding_json(note) for note in done.notes],
        "secrets": [secret.name for secret in SECRETS[setup.answers.platform]],
        "next": list(_next(done)),
    }
