"""
A whole run in one process: real git with a bare origin, a platform and a forge that are kept in memory.

The platform translates every text to ``<locale>:<text>`` unless it was told otherwise, and can die at any request,
before or after the request took effect.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ci_l10n.ci.base import Reviewed
from ci_l10n.config.load import load_config
from ci_l10n.config.model import StatePlace
from ci_l10n.flow import sync
from ci_l10n.flow.ports import Options, Ports
from ci_l10n.flow.report import Report
from ci_l10n.flow.sync import Legs, run
from ci_l10n.forge.base import ChangeRequest, Proposal
from ci_l10n.git.repo import Repository
from ci_l10n.git.state_ref import load_state
from ci_l10n.model import Finding, Locale
from ci_l10n.redact import Redactor
from ci_l10n.state import State
from ci_l10n.tms.base import Export, Import, Project, RemoteFile, Stage
from tests.fakes import MemoryPlatform
from tests.unit.git.real_git import commit, git, write

CONFIG = """\
version: 1
source_locale: en
target_locales: [{locales}]
platform:
  smartcat: {{project: 11111111-2222-4333-8444-555555555555}}
wait: {{timeout: 10s, poll: 1s}}
files:
{rules}
"""
RULES = """\
  - source: src/**/*.en.json
    target: src/{path}/{stem1}.{locale}.json
"""
BRANCH = "l10n/main"
STATE = "refs/l10n/state/main"


class Killed(BaseException):
    """The process is gone: nobody catches this, nothing is tidied up."""


class QuietCi:
    name = "quiet"
    base_branch: str | None = "main"
    default_branch: str | None = "main"
    is_fork = False
    may_comment = True
    change_request: Reviewed | None = None

    def step(self, message: str) -> None: ...
    def progress(self, done: int, total: int, what: str) -> None: ...
    def say(self, line: str) -> None: ...
    def mask(self, secret: str) -> None: ...
    def annotate(self, finding: Finding) -> None: ...
    def summary(self, markdown: str) -> None: ...
    def outputs(self, values: Mapping[str, str]) -> None: ...


@dataclass
class SkippingClock:
    """Waiting costs nothing."""

    time: float = 1_700_000_000.0

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += max(seconds, 0)


@dataclass
class Vendor(MemoryPlatform):
    """`MemoryPlatform` with translations, refusals and sudden death."""

    words: dict[tuple[Locale, str], str] = field(default_factory=dict)  # (locale, source text) -> translation
    broken: dict[tuple[str, Locale], str] = field(
        default_factory=dict
    )  # (name, locale) -> problem of its export
    dies_before: str = ""  # a request that starts so kills the run and has no effect
    dies_after: str = ""  # ... and has its effect
    errors: dict[str, Exception] = field(default_factory=dict)  # start of a request -> raised instead

    def _request(self, name: str) -> None:
        if self.dies_before and name.startswith(self.dies_before):
            raise Killed(name)
        for start, error in self.errors.items():
            if name.startswith(start):
                raise error

    def _done(self, name: str) -> None:
        if self.dies_after and name.startswith(self.dies_after):
            raise Killed(name)

    def add_locale(self, locale: Locale) -> None:
        self._request(f"locale {locale}")
        super().add_locale(locale)
        for file in {file.group: file for file in self.files.values()}.values():
            new = replace(file, id=f"{file.group}_{locale}", locale=locale)
            self.files.setdefault(new.id, new)
        self._done(f"locale {locale}")

    def send_new(self, imports: Sequence[Import]) -> Iterator[list[RemoteFile]]:
        for item in imports:
            self._request(f"new {item.name}")
        taken = {file.name for file in self.files.values()}
        assert not taken & {item.name for item in imports}, "a file of this name is there already"
        made = list(super().send_new(imports))
        for item in imports:
            self._done(f"new {item.name}")
        yield from made

    def send_changed(self, file: RemoteFile, change: Import) -> list[RemoteFile]:
        self._request(f"changed {change.name}")
        assert file.id in self.files, "no such file"
        files = super().send_changed(file, change)
        self._done(f"changed {change.name}")
        return files

    def rename(self, file: RemoteFile, name: str) -> Sequence[RemoteFile]:
        self._request(f"rename {name}")
        assert Path(file.name).suffix == Path(name).suffix, "a remote file keeps its extension"
        files = super().rename(file, name)
        self._done(f"rename {name}")
        return files

    def delete(self, files: Sequence[RemoteFile]) -> None:
        self._request("delete")
        super().delete(files)
        self._done("delete")

    def export(self, files: Sequence[RemoteFile], *, sources: bool = False) -> Iterator[Export]:
        self._request("export")
        self.asked.append(f"export {'sources ' if sources else ''}{' '.join(sorted(f.id for f in files))}")
        for file in files:
            if problem := self.broken.get((file.name, file.locale)):
                yield Export(file, None, problem)
                continue
            content = self.sources[file.group]
            if not sources:
                content = self.answers.get((file.name, file.locale)) or self._translated(
                    content, file.name, file.locale
                )
            yield Export(file, content)

    def _translated(self, source: bytes, name: str, locale: Locale) -> bytes:
        if not name.endswith(".json"):
            return f"{locale}:".encode() + source
        strings = json.loads(source.decode("utf-8-sig"))
        return dump(
            {key: self.words.get((locale, text), f"{locale}:{text}") for key, text in strings.items()}
        )

    # What people do on the platform

    def translate(self, text: str, translation: str, locale: Locale = "de") -> None:
        """A person translates ``text``; the fingerprints of the locale move."""
        self.words[locale, text] = translation
        self.touch(locale)

    def touch(self, locale: Locale) -> None:
        for file in list(self.files.values()):
            if file.locale == locale:
                self.files[file.id] = replace(file, fingerprint=file.fingerprint + ".")

    def set(self, name: str, locale: Locale, **changes: Any) -> None:
        """Change fields of a remote file."""
        for file in list(self.files.values()):
            if file.name == name and file.locale == locale:
                self.files[file.id] = replace(file, fingerprint=file.fingerprint + "!", **changes)

    def names(self) -> list[str]:
        return sorted({file.name for file in self.files.values()})

    def writes(self) -> list[str]:
        """Requests since the last call that changed something, and exports."""
        made = [request for request in self.asked if request != "project"]
        self.asked.clear()
        return made


@dataclass
class MemoryForge:
    """Change requests of one repository."""

    name: str = "memory"
    body_limit: int = 60_000
    notes: list[str] = field(default_factory=list)
    unmet: list[tuple[str, str]] = field(default_factory=list)
    requests: list[ChangeRequest] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    dies_at: str = ""
    asked: tuple[str, ...] = ()

    def _call(self, name: str) -> None:
        self.calls.append(name)
        if name == self.dies_at:
            raise Killed(name)

    def find(self, branch: str, base: str) -> ChangeRequest | None:
        self._call("find")
        return next(
            (r for r in reversed(self.requests) if r.state == "open"),
            self.requests[-1] if self.requests else None,
        )

    def create(self, proposal: Proposal) -> ChangeRequest:
        self._call("create")
        number = len(self.requests) + 1
        self.requests.append(
            ChangeRequest(
                number, f"https://forge.example/{number}", "open", proposal.title, proposal.body, ""
            )
        )
        return self.requests[-1]

    def reopen(self, existing: ChangeRequest, proposal: Proposal) -> ChangeRequest | None:
        self._call("reopen")
        return None

    def update(self, existing: ChangeRequest, proposal: Proposal) -> bool:
        self._call("update")
        if (existing.title, existing.body) == (proposal.title, proposal.body):
            return False
        self._set(existing, title=proposal.title, body=proposal.body)
        return True

    def close(self, existing: ChangeRequest, comment: str) -> None:
        self._call("close")
        self._set(existing, state="closed")

    def _set(self, request: ChangeRequest, **changes: Any) -> None:
        self.requests[self.requests.index(request)] = replace(request, **changes)

    def settle(self, state: str) -> None:
        """A person merges or closes what is open."""
        for request in list(self.requests):
            if request.state == "open":
                self._set(request, state=state)

    @property
    def open(self) -> list[int]:
        return [request.number for request in self.requests if request.state == "open"]


class Repo:
    """A checkout of `main`, its origin, and what a run needs."""

    def __init__(
        self,
        folder: Path,
        files: Mapping[str, str | bytes],
        *,
        rules: str = RULES,
        locales: Sequence[Locale] = ("de", "fr"),
        extra: str = "",
        has_forge: bool = True,
    ) -> None:
        self.folder, self.origin = folder / "app", folder / "origin.git"
        self.folder.mkdir(parents=True)
        git(folder, "init", "-q", "--bare", "-b", "main", str(self.origin))
        git(self.origin, "config", "uploadpack.allowAnySHA1InWant", "true")
        git(self.folder, "init", "-q", "-b", "main")
        git(self.folder, "remote", "add", "origin", f"file://{self.origin}")
        self.platform = Vendor(tuple(locales))
        self.forge = MemoryForge() if has_forge else None
        self.rules, self.locales, self.extra = rules, tuple(locales), extra
        self.configure()
        self.commit(files)

    # The repository

    def configure(
        self,
        *,
        rules: str | None = None,
        locales: Sequence[Locale] | None = None,
        extra: str | None = None,
    ) -> None:
        """Write l10n.yml; the next `commit` takes it along."""
        self.rules = self.rules if rules is None else rules
        self.locales = self.locales if locales is None else tuple(locales)
        self.extra = self.extra if extra is None else extra
        text = CONFIG.format(locales=", ".join(self.locales), rules=self.rules.rstrip()) + self.extra
        write(self.folder, {"l10n.yml": text.encode()})

    def git(self, *args: str) -> str:
        return git(self.folder, *args)

    def commit(self, files: Mapping[str, str | bytes | Mapping[str, str] | None] = {}) -> str:
        """Write (or, for None, delete) files, commit, push to main; a mapping becomes JSON."""
        for path, content in files.items():
            if content is None:
                (self.folder / path).unlink()
        made = commit(self.folder, {path: as_bytes(c) for path, c in files.items() if c is not None})
        self.git("push", "-q", "origin", "HEAD:main")
        return made

    def move(self, *pairs: tuple[str, str]) -> None:
        """`git mv`, without a commit."""
        for old, new in pairs:
            (self.folder / new).parent.mkdir(parents=True, exist_ok=True)
            self.git("mv", old, new)

    def commit_on_branch(self, files: Mapping[str, str | bytes | Mapping[str, str] | None]) -> str:
        """A person pushes to the branch of the pull request."""
        self.git("fetch", "-q", "origin", BRANCH)
        self.git("checkout", "-q", "FETCH_HEAD")
        for path, content in files.items():
            if content is None:
                (self.folder / path).unlink()
        made = commit(self.folder, {path: as_bytes(c) for path, c in files.items() if c is not None})
        self.git("push", "-q", "origin", f"HEAD:{BRANCH}")
        self.git("checkout", "-q", "main")
        return made

    def merge(self, how: str = "squash", *, keep_branch: bool = False) -> None:
        """A person merges the pull request."""
        self.git("fetch", "-q", "origin", BRANCH)
        if how == "squash":
            self.git("merge", "-q", "--squash", "FETCH_HEAD")
            self.git("commit", "-q", "--allow-empty", "-m", "Squashed")
        elif how == "merge":
            self.git("merge", "-q", "--no-ff", "-m", "Merge", "FETCH_HEAD")
        else:
            base = self.git("merge-base", "HEAD", "FETCH_HEAD")
            self.git("cherry-pick", "--allow-empty", f"{base}..FETCH_HEAD")
        self.git("push", "-q", "origin", "HEAD:main")
        if self.forge:
            self.forge.settle("merged")
        if not keep_branch:
            self.git("push", "-q", "origin", f":{BRANCH}")

    # Runs

    def run(self, legs: Legs = sync.SYNC, folder: Path | None = None, **options: Any) -> Report:
        chosen = Options(**{"deliver": "pr" if self.forge else "branch", **options})
        clock = SkippingClock()
        with Repository.open(folder or self.folder, redactor=Redactor(), clock=clock) as repo:
            ports = Ports(
                config=load_config(repo.root),
                repo=repo,
                platform=self.platform,
                forge=self.forge if chosen.deliver == "pr" else None,
                ci=QuietCi(),
                clock=clock,
                base="main",
                is_default_base=True,
                options=chosen,
            )
            return run(ports, "sync", legs)

    def sync(self, **options: Any) -> Report:
        return self.run(sync.SYNC, **options)

    def push(self, **options: Any) -> Report:
        return self.run(sync.PUSH, **options)

    def pull(self, **options: Any) -> Report:
        return self.run(sync.PULL, **options)

    def assert_settled(self) -> None:
        """Another run makes no commit, no state, and sends nothing."""
        before = self.refs()
        self.platform.writes()
        report = self.sync()
        assert self.refs() == before
        assert [w for w in self.platform.writes() if not w.startswith("export")] == []
        assert report.delivered is None or report.delivered.operation == "none"

    # Looking

    def refs(self) -> dict[str, str]:
        """All refs of the origin."""
        lines = git(self.origin, "for-each-ref", "--format=%(refname) %(objectname)").splitlines()
        return dict(line.split(" ") for line in lines)

    def has_branch(self) -> bool:
        return f"refs/heads/{BRANCH}" in self.refs()

    def files(self, ref: str = BRANCH) -> list[str]:
        """Paths on a branch of the origin, without the configuration."""
        listing = git(self.origin, "ls-tree", "-r", "--name-only", ref).splitlines()
        return [path for path in listing if path != "l10n.yml"]

    def targets(self, ref: str = BRANCH) -> list[str]:
        return [path for path in self.files(ref) if ".en." not in path]

    def show(self, path: str, ref: str = BRANCH) -> bytes:
        import subprocess

        return subprocess.run(
            ["git", "show", f"{ref}:{path}"], cwd=self.origin, capture_output=True, check=True
        ).stdout

    def strings(self, path: str, ref: str = BRANCH) -> dict[str, str]:
        found: dict[str, str] = json.loads(self.show(path, ref).decode("utf-8-sig"))
        return found

    def result(self, path: str) -> dict[str, str]:
        """Strings of a file as they are once what is proposed is merged."""
        return self.strings(path, BRANCH if self.has_branch() else "main")

    def state(self) -> State:
        with Repository.open(self.folder, redactor=Redactor()) as repo:
            return load_state(repo, "main", StatePlace())

    def lose_state(self) -> None:
        git(self.origin, "update-ref", "-d", STATE)


def dump(strings: Mapping[str, str]) -> bytes:
    return json.dumps(strings, indent=2, ensure_ascii=False).encode() + b"\n"


def as_bytes(content: str | bytes | Mapping[str, str]) -> bytes:
    if isinstance(content, Mapping):
        return dump(content)
    return content.encode() if isinstance(content, str) else content


def kinds(report: Report) -> list[tuple[str, str]]:
    """Open findings as (kind, key)."""
    return [(item.kind, item.key) for item in report.open]


def codes(report: Report) -> list[str]:
    """Codes of the run's own findings."""
    return [finding.code for finding in report.findings]


__all__ = [
    "BRANCH", "RULES", "STATE", "Killed", "MemoryForge", "Project", "Repo", "SkippingClock", "Stage", "Vendor",
    "codes", "dump", "kinds",
]  # fmt: skip
