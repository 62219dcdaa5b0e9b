"""
Running git, fenced.

Every command runs without a shell, in an environment that is spelled out here, on the private repository of
`git.repo` (never with the configuration of a checkout, except for one question about HEAD). Credentials travel in
the environment, never in arguments or files: other users of the machine can list arguments, and files outlive a crash.
"""

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, NamedTuple

from ci_l10n.errors import DeliveryError
from ci_l10n.git.failures import explain
from ci_l10n.redact import Redactor

# Settings of command scope: they win over system and global configuration, whose helpers, proxies and certificates
# stay in use. The repository's own configuration is not read in the first place; what is here guards the rest.
_FENCE: tuple[tuple[str, str], ...] = (
    ("core.hooksPath", os.devnull),
    ("core.fsmonitor", "false"),
    ("core.untrackedCache", "false"),
    ("core.alternateRefsCommand", "true"),  # /bin/true: never starts git in the checkout to list its refs
    ("core.pager", "cat"),
    ("core.quotePath", "false"),
    ("core.logAllRefUpdates", "false"),
    ("safe.directory", "*"),  # the owner of a container's workspace is not the user in the container
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
    ("fetch.recurseSubmodules", "false"),
    ("fetch.writeCommitGraph", "false"),
    ("fetch.prune", "false"),
    ("submodule.recurse", "false"),
    ("push.recurseSubmodules", "no"),
    ("push.gpgSign", "false"),
    ("push.followTags", "false"),
    ("push.negotiate", "false"),
    ("log.showSignature", "false"),
    ("advice.detachedHead", "false"),
    ("http.lowSpeedLimit", "1"),  # bytes a second, over `Git.silence`: a dead connection must not hang a job
)
_PROTOCOLS = "http:https:ssh:git:file"  # never ext:: and other helpers that run what an address says

# Names of variables and settings that traces show with their values, credentials among them: no such name.
_UNTRACED = {"GIT_TRACE2_ENV_VARS": "none", "GIT_TRACE2_CONFIG_PARAMS": "none"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command works; all four are given to git, so that nothing inherited can lead it elsewhere."""

    git_dir: Path
    common_dir: Path
    work_tree: Path
    index: Path

    @property
    def objects(self) -> Path:
        return self.common_dir / "objects"


class Result(NamedTuple):
    status: int
    out: bytes
    err: str


@dataclass(frozen=True)
class Git:
    """Runs git at one place; ``settings`` are (key, value) pairs of command scope, credentials among them."""

    place: Place
    redactor: Redactor
    settings: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)
    silence: int = 120  # seconds that a server may be silent

    def run(self, *args: str, stdin: bytes | IO[bytes] | None = None, action: str = "") -> bytes:
        """Standard output of a command that must succeed; else the error that git's words mean."""
        result = self.attempt(*args, stdin=stdin)
        if result.status:
            raise self.failure(result, action or f"run `git {args[0]}`")
        return result.out

    def text(self, *args: str, action: str = "") -> str:
        """Like `run`, as text without the final newline; bytes that are not UTF-8 become surrogates."""
        return self.run(*args, action=action).decode("utf-8", "surrogateescape").rstrip("\n")

    def attempt(self, *args: str, stdin: bytes | IO[bytes] | None = None) -> Result:
        """Run to the end, whatever the exit status."""
        if not isinstance(stdin, bytes):
            return self._execute(args, stdin)
        with tempfile.TemporaryFile() as spool:
            spool.write(stdin)
            spool.seek(0)
            return self._execute(args, spool)

    def failure(self, result: Result, action: str) -> Exception:
        words = f"{result.err}\n{result.out.decode('utf-8', 'replace')}"
        return explain(action, words, self.redactor)

    def run_within(self, seconds: float, *args: str, action: str) -> bytes:
        """
        Like `run`; after ``seconds`` the command and what it started are ended, and that is the failure.

        For `push`: it waits for ever, speaking to nobody, when an answer ends in the middle of a line of the protocol.
        """
        with _git_needed():
            process = _runner(self.place.work_tree).execute(
                ["git", *args],
                as_process=True,
                shell=False,
                env=self.environment(),
                start_new_session=True,  # so that it can be ended together with its helpers
            )
        try:
            out, err = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            out, err = process.communicate()
            err += b"\nfatal: operation timed out\n"
        result = Result(process.returncode, out, err.decode("utf-8", "replace"))
        if result.status:
            raise self.failure(result, action)
        return result.out

    def _execute(self, args: Sequence[str], stdin: IO[bytes] | None) -> Result:
        with _git_needed():
            status, out, err = _runner(self.place.work_tree).execute(
                ["git", *args],
                istream=stdin,
                with_extended_output=True,
                with_exceptions=False,
                stdout_as_string=False,
                strip_newline_in_stdout=False,
                shell=False,
                env=self.environment(),
            )
        return Result(status, out, err if isinstance(err, str) else err.decode("utf-8", "replace"))

    def start(self, *args: str) -> Any:
        """A process with pipes (GitPython's wrapper, which ends it when it is forgotten)."""
        with _git_needed():
            return _runner(self.place.git_dir).execute(
                ["git", *args],
                istream=subprocess.PIPE,
                as_process=True,
                shell=False,
                env=self.environment(),
            )

    def environment(self) -> dict[str, str]:
        """What is set for git on top of the process's own environment."""
        place = self.place
        return {
            "GIT_DIR": str(place.git_dir),
            "GIT_COMMON_DIR": str(place.common_dir),
            "GIT_WORK_TREE": str(place.work_tree),
            "GIT_INDEX_FILE": str(place.index),
            "GIT_OBJECT_DIRECTORY": str(place.objects),
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": "",
            "GIT_NAMESPACE": "",
            "GIT_PREFIX": "",
            "GIT_CONFIG_PARAMETERS": "",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_LITERAL_PATHSPECS": "1",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_ALLOW_PROTOCOL": _PROTOCOLS,
            "GIT_TRACE_REDACT": "1",
            **_UNTRACED,
            "GIT_EDITOR": "true",
            "LC_ALL": "C",
            "LANGUAGE": "C",
            **self.variables,
            **dict(_numbered((*_FENCE, ("http.lowSpeedTime", str(self.silence)), *self.settings))),
        }


def _numbered(settings: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """``settings`` as GIT_CONFIG_* variables, after those that the user may have set that way."""
    inherited = os.environ.get("GIT_CONFIG_COUNT", "")
    first = int(inherited) if inherited.isdigit() else 0
    for number, (key, value) in enumerate(settings, first):
        yield f"GIT_CONFIG_KEY_{number}", key
        yield f"GIT_CONFIG_VALUE_{number}", value
    yield "GIT_CONFIG_COUNT", str(first + len(settings))


def _runner(folder: Path) -> Any:
    """GitPython's command runner; imported late, because that costs as much as a small run."""
    os.environ.update(_UNTRACED)  # the import runs `git version` in what is our environment by then
    from git.cmd import Git as Runner

    return Runner(folder)


@contextmanager
def _git_needed() -> Iterator[None]:
    """GitPython looks for git when it is imported and again when it runs it."""
    try:
        yield
    except (ImportError, OSError) as error:
        raise _no_git() from error
    except Exception as error:
        if type(error).__name__ == "GitCommandNotFound":
            raise _no_git() from error
        raise


def _no_git() -> DeliveryError:
    return DeliveryError(
        "git was not found", hint="install git 2.38 or newer and put it on PATH", code="git-missing"
    )
