"""The server side of a repository: its address, its credentials, and the three questions asked of it."""

import base64
import fnmatch
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit, urlunsplit

from ci_l10n.clock import Clock, SystemClock
from ci_l10n.config.address import host_of
from ci_l10n.errors import AuthError, DeliveryError, L10nError
from ci_l10n.git.failures import AtomicUnsupported, LeaseLost, NetworkDown
from ci_l10n.git.process import Git
from ci_l10n.redact import Redactor

_LOOPBACK = re.compile(r"localhost|127(\.\d{1,3}){3}|::1")
_REF = re.compile(r"refs/(?!.*(//|\.\.|@\{|\.lock(/|$)|/\.|\.$|/$))[^\x00-\x20\x7f~^:?*\[\\]+")
_WAITS = (1.0, 3.0)  # seconds before a question is asked again
_PUSH_PATIENCE = 5  # how many times longer than it may be silent a server may take for a push
_MOST_REFS = 2  # organisations can forbid more in one push
_JOB = "gitlab-ci-token"  # the user name that goes with job tokens (GitLab documentation, "CI/CD job token")
_OF_JOB = (
    "git has only the job token of GitLab CI, which may not push: make a project access token with scope api and role"
    " Developer (Settings > Access tokens), and set it as the masked CI/CD variable GITLAB_TOKEN; or, as what is pushed"
    " with it starts no pipeline, second best: Settings > CI/CD > Job token permissions > Allow Git push requests to"
    " the repository"
)
# What a refusal is called when the token is one of GitHub's or GitLab's, by the user name that it goes with.
_CODES = {
    "x-access-token": {
        "git-access-refused": "github-token-refused",
        "git-push-denied": "github-right-missing",
    },
    "oauth2": {"git-access-refused": "gitlab-token-refused", "git-push-denied": "gitlab-role-too-low"},
}


class RefUpdate(NamedTuple):
    """Move ``ref`` (full name) from ``expected`` (None: it must not exist) to ``new`` (None: delete it)."""

    ref: str
    new: str | None
    expected: str | None


@dataclass(frozen=True, slots=True)
class Address:
    """
    Where the remote is, and what to say to be let in.

    ``url`` has no credentials in it. ``settings`` hold them for `git.process.Git`; they apply to this very address
    only, and reset whatever header is configured elsewhere: two Authorization headers are refused (HTTP 400).
    """

    url: str
    settings: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    withheld: str = ""  # why the token is not sent, where it is not
    user: str = ""  # whose name the token is sent with, which tells the kind of token

    @property
    def is_of_job(self) -> bool:
        """Whether the credentials are the token of a GitLab job."""
        return self.user == _JOB

    @property
    def has_credentials(self) -> bool:
        return bool(self.settings)


def make_address(
    url: str,
    root: Path,
    user: str,
    token: str | None,
    redactor: Redactor,
    hosts: Collection[str] | None = None,
) -> Address:
    """
    Read a remote's address as git does; a relative path counts from ``root``.

    The credentials are ``token`` if it is for that host (``hosts`` as `host_of` spells them, None for any), else those
    in the address (as CI systems put them there). They are sent over https, or over http to this machine, and nowhere
    else.
    """
    if not url or url.startswith("-") or re.search(r"[\x00-\x1f]", url):
        raise DeliveryError(
            "the remote's address cannot be used",
            hint="look at `git remote get-url origin`",
            code="remote-unusable",
        )
    if not re.match(r"https?://", url, re.IGNORECASE):
        return Address(_local_path(url, root), withheld="tokens are sent over https only" if token else "")
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    clean = urlunsplit((parts.scheme.lower(), host, parts.path, parts.query, ""))
    foreign = ""
    if token and hosts is not None and host_of(clean) not in hosts:
        redactor.add(token)
        token, foreign = None, f"the token is for {', '.join(sorted(hosts))}, not for {host_of(clean)}"
    if not token and parts.password:
        user, token = unquote(parts.username or ""), unquote(parts.password)
    elif not token and parts.username:
        user, token = unquote(parts.username), ""
    if not token:
        return Address(clean, withheld=foreign)
    redactor.add_basic(user, token)
    if parts.scheme.lower() != "https" and not _LOOPBACK.fullmatch(parts.hostname or ""):
        return Address(clean, withheld="tokens are not sent over plain http")
    return Address(clean, _credentials(clean, user, token), user=user)


def _credentials(url: str, user: str, token: str) -> tuple[tuple[str, str], ...]:
    basic = base64.b64encode(f"{user}:{token}".encode()).decode()
    # The whole address as the key: the most specific one wins, so no header from elsewhere can come on top.
    header = f"http.{url}.extraheader"
    return (
        (header, ""),
        (header, f"Authorization: Basic {basic}"),
        ("credential.helper", ""),  # a wrong token must fail, not be replaced by somebody's stored password
        ("http.followRedirects", "false"),  # git would send the header to wherever it is redirected
    )


def _local_path(url: str, root: Path) -> str:
    """An ssh or other address as it is; a path made absolute, since git runs elsewhere."""
    if "://" in url or re.match(r"[^/]+:", url):
        return url
    return str((root / url).resolve())


def check_refs(refs: Iterable[str], is_id: Callable[[str], bool]) -> None:
    """Refuse what git could read as an option or as more than one ref."""
    for ref in refs:
        if not is_ref_name(ref) and not is_id(ref):
            raise DeliveryError(
                f"{ref!r} is neither a ref nor a commit",
                hint="look at the names of the branches",
                code="ref-name-invalid",
            )


def is_ref_name(name: str) -> bool:
    """Whether ``name`` is a full ref name (`refs/...`) by the rules of git-check-ref-format(1)."""
    return _REF.fullmatch(name) is not None


class Remote:
    """Asks and tells the server. Questions are repeated when the network fails, pushes are looked into."""

    def __init__(self, git: Git, address: Address, clock: Clock | None = None) -> None:
        variables = {"GIT_ASKPASS": "", "SSH_ASKPASS": ""} if address.has_credentials else {}
        self._git = replace(git, settings=(*git.settings, *address.settings), variables=variables)
        self._clock = clock or SystemClock()
        self.address = address

    @property
    def git(self) -> Git:
        """git with the credentials of this remote, for commands that may fetch on their own (partial clones)."""
        return self._git

    def refs(self, patterns: Sequence[str]) -> tuple[dict[str, str], str | None]:
        """Refs whose full names match (`*` matches slashes too), and the default branch: one request."""
        args = ("ls-remote", "--symref", "--quiet", "--", self.address.url, "HEAD", *patterns)
        refs: dict[str, str] = {}
        default = None
        for line in self._ask(args, f"list the refs of {self.address.url}").splitlines():
            value, _, name = line.partition("\t")
            if value.startswith("ref: refs/heads/") and name == "HEAD":
                default = value.removeprefix("ref: refs/heads/")
            elif any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns):
                refs[name] = value
        return refs, default

    def fetch(self, refs: Sequence[str], into: str, depth: int | None) -> None:
        """
        Fetch refs (to ``into`` + name without `refs/`) and commits (by id) into the private repository.

        ``depth`` counts commits of history, None fetches all that is missing.
        """
        specs = [
            f"+{ref}:{into}{ref.removeprefix('refs/')}" if ref.startswith("refs/") else ref for ref in refs
        ]
        args = [
            "fetch",
            "--quiet",
            "--no-tags",
            "--no-write-fetch-head",
            "--no-recurse-submodules",
            "--no-auto-gc",
        ]
        args += ["--refmap="]
        args += [f"--depth={depth}"] if depth else []
        self._ask((*args, "--end-of-options", self.address.url, *specs), f"fetch from {self.address.url}")

    def _ask(self, args: Sequence[str], action: str) -> str:
        for wait in (*_WAITS, None):
            try:
                return self._git.run(*args, action=action).decode("utf-8", "surrogateescape")
            except NetworkDown:
                if wait is None:
                    raise
                self._clock.sleep(wait)
            except AuthError as error:
                raise self._with_reason(error) from None
        raise AssertionError("unreachable")

    def try_push(self, commit: str, ref: str) -> None:
        """
        Whether ``commit`` might be pushed to ``ref``, as far as the server says before anything is sent.

        git's dry run stops after the server has let us in and listed its refs. Raises what `push` would.
        """
        args = ("push", "--dry-run", "--porcelain", "--quiet", "--no-verify", "--end-of-options")
        self._ask((*args, self.address.url, f"{commit}:{ref}"), f"push to {self.address.url}")

    def push(self, updates: Sequence[RefUpdate]) -> None:
        """
        Move the refs, together where the server can, else one after the other in the given order.

        Raises `LeaseLost` when one of them is not where it was expected to be; nothing is forced beyond that.
        """
        if len(updates) > _MOST_REFS:
            raise ValueError("never more than two refs a push")
        for update in updates:
            if not is_ref_name(update.ref):
                raise DeliveryError(
                    f"{update.ref!r} is no name for a ref",
                    hint="look at `pull_request.branch`",
                    code="ref-name-invalid",
                )
        try:
            self._push_or_look(updates)
        except AtomicUnsupported:
            for update in updates:
                self._push_or_look([update])

    def _push_or_look(self, updates: Sequence[RefUpdate]) -> None:
        """Push; when that fails, see what the server has: an answer can get lost after the work was done."""
        try:
            self._push(updates)
        except AtomicUnsupported:
            raise
        except AuthError as error:
            if self.address.is_of_job:
                raise AuthError(error.message, hint=_OF_JOB, code="gitlab-job-token") from None
            raise self._with_reason(error) from None
        except DeliveryError as error:
            now = self._try_refs([update.ref for update in updates])
            if now is None:
                raise
            if all(now.get(update.ref) == update.new for update in updates):
                return
            moved = [
                update.ref for update in updates if now.get(update.ref) not in (update.expected, update.new)
            ]
            if moved and not isinstance(error, LeaseLost):
                raise LeaseLost(
                    error.message, hint=f"{', '.join(moved)} moved meanwhile; run again"
                ) from error
            raise

    def _push(self, updates: Sequence[RefUpdate]) -> None:
        args = ["push", "--porcelain", "--quiet", "--no-verify", "--no-follow-tags", "--no-signed"]
        args += ["--atomic"] if len(updates) > 1 else []
        args += [f"--force-with-lease={update.ref}:{update.expected or ''}" for update in updates]
        specs = [f"{update.new or ''}:{update.ref}" for update in updates]
        args += ["--end-of-options", self.address.url, *specs]
        self._git.run_within(self._git.silence * _PUSH_PATIENCE, *args, action=f"push to {self.address.url}")

    def _try_refs(self, names: Sequence[str]) -> Mapping[str, str] | None:
        try:
            return self.refs(names)[0]
        except L10nError:
            return None

    def _with_reason(self, error: AuthError) -> AuthError:
        """``error`` with what is known of the token: why it was not sent, or which forge refused it."""
        reason = self.address.withheld
        hint = f"{reason}; {error.hint}" if reason else error.hint
        code = _CODES.get(self.address.user, {}).get(error.code, error.code)
        return AuthError(error.message, hint=hint, code=code)
