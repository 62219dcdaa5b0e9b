"""What git's own words mean, and what a person can do about it."""

import re
from typing import NamedTuple

from ci_l10n.errors import AuthError, DeliveryError, L10nError
from ci_l10n.redact import Redactor

_SHOWN_LINES = 6  # of git's own words; the first ones hold the reason


class LeaseLost(DeliveryError):
    """A ref on the server moved since it was read: somebody else pushed. Read again, plan again."""

    code = "another-run"


class NetworkDown(DeliveryError):
    """The server did not answer, or not to the end: the same command may succeed a moment later."""

    code = "git-unreachable"


class NamespaceRefused(DeliveryError):
    """The server takes no refs outside of branches and tags; a rule (GH013) is something else."""

    code = "namespace-refused"


class AtomicUnsupported(DeliveryError):
    """The server cannot move several refs together."""

    code = "atomic-unsupported"


class _Meaning(NamedTuple):
    pattern: re.Pattern[str]
    error: type[L10nError]
    hint: str
    code: str


def _meaning(pattern: str, error: type[L10nError], hint: str, code: str = "") -> _Meaning:
    return _Meaning(re.compile(pattern, re.IGNORECASE), error, hint, code)


# The first match counts, so what is said inside a longer refusal stands before the refusal itself.
_MEANINGS = (
    _meaning(
        r"the receiving end does not support --atomic",
        AtomicUnsupported,
        "the server moves refs one by one only",
    ),
    _meaning(
        r"stale info|fetch first|but expected [0-9a-f]{40}|incorrect old value|reference already exists"
        r"|non-fast-forward|reference is missing but expected",
        LeaseLost,
        "somebody else pushed at the same time; run again",
    ),
    _meaning(
        r"without `?workflows?`? permission",
        AuthError,
        "the token may not change workflow files: grant it `workflows: write`, or use an App or personal token",
        "workflow-right-missing",
    ),
    _meaning(
        r"more than \d+ (branches|refs|branches or tags)",
        DeliveryError,
        "a policy of the organisation limits how many refs one push may move",
        "push-too-many-refs",
    ),
    _meaning(
        r"GH013|repository rule violations",
        DeliveryError,
        "a ruleset of the repository forbids this push: let the token's identity bypass it, or choose another"
        " `pull_request.branch`",
        "push-rule",
    ),
    _meaning(
        r"GH006|protected branch|not allowed to (force )?push code to (a )?protected",
        DeliveryError,
        "the branch is protected: exempt it from the rule, or choose another `pull_request.branch`",
        "branch-protected",
    ),
    _meaning(
        r"(pre-receive|update) hook declined",
        DeliveryError,
        "a rule of the server refuses this commit; its own words above say what it wants (GitLab: Settings > Repository"
        " > Push rules): exempt the token's identity, or suit the rule with `pull_request.title` or"
        " `pull_request.commit: author`",
        "push-rule",
    ),
    _meaning(
        r"deny updating a hidden ref|funny refname|hidden ref|PermissionDenied: branch",
        NamespaceRefused,
        "this server takes branches only: set `state: branch`",
    ),
    _meaning(
        r"cannot lock ref '[^']*': '[^']*' exists; cannot create|directory/file conflict|failed to update ref",
        DeliveryError,
        "one branch cannot be called like the folder of another: rename the existing branch or `pull_request.branch`",
        "branch-name-clash",
    ),
    _meaning(
        r"duplicate header",
        DeliveryError,
        "two Authorization headers were sent: remove `http.extraheader` from the global git configuration",
        "authorization-twice",
    ),
    _meaning(
        r"permission to \S+ denied|write access to repository not granted|not allowed to push code",
        AuthError,
        "the token may read and not write: GitHub: `contents: write`, under `permissions:` of the job or in the settings"
        " of the App or token; GitLab: role Developer and scope `api`",
        "git-push-denied",
    ),
    _meaning(
        r"authentication failed|could not read (username|password)|returned error: 40[13]|HTTP 40[13]"
        r"|permission denied \(|access denied"
        r"|invalid username or|invalid credentials|terminal prompts disabled",
        AuthError,
        "the token is missing, expired (that of a GitHub App lives one hour: keep `wait.timeout` below 45m) or lacks the"
        " right to this repository (GitHub: `contents: write`, under `permissions:` of the job or in the settings of"
        " the App or token; GitLab: role Developer and scope `api`)",
        "git-access-refused",
    ),
    _meaning(
        r"shallow update not allowed",
        DeliveryError,
        "the server wants the full history: check out with `fetch-depth: 0`",
        "history-missing",
    ),
    _meaning(
        r"no space left|out of diskspace|couldn't write|unable to (write|create temporary) |write error",
        DeliveryError,
        "free some space in the folder for temporary files (TMPDIR names another), or on the server where it is the"
        " one that says so",
        "disk-full",
    ),
    _meaning(
        r"dubious ownership",
        DeliveryError,
        "the folder belongs to another user: run as its owner, or add it to `safe.directory` of the global"
        " git configuration",
        "ownership",
    ),
    _meaning(
        r"unrelated histories",
        DeliveryError,
        "the commits have no common ancestor in this checkout: check out with `fetch-depth: 0`",
        "history-missing",
    ),
    _meaning(
        r"unable to update url base from redirection|too many redirects|redirects followed|returned error: 3\d\d",
        DeliveryError,
        "the repository has moved, and credentials are not sent along: set the remote to its new address",
        "remote-moved",
    ),
    _meaning(
        r"remote ref|no such ref|not our ref",
        DeliveryError,
        "the ref is not on the server; it may have been deleted a moment ago",
        "ref-gone",
    ),
    _meaning(
        r"repository .*not found|project you were looking for could not be found|does not appear to be a git"
        r"|returned error: 404|no such remote",
        DeliveryError,
        "check the address of the remote; a private repository also looks like this to a token without access",
        "remote-not-found",
    ),
    _meaning(
        r"not valid: is this a git repository|bad line length|invalid server response|expected flush after",
        NetworkDown,
        "something answers in place of the git server, such as a proxy or a page for maintenance: check the address of"
        " the remote and the proxy settings, then run again",
    ),
    _meaning(
        r"protocol error: .*service|transport '[^']*' not allowed",
        DeliveryError,
        "only https, http, ssh, git and local paths are used as remotes",
        "remote-unusable",
    ),
    _meaning(
        r"could not resolve|failed to connect|couldn't connect|connection (refused|timed out|reset|closed)"
        r"|operation (too slow|timed out)|early eof|hung up|returned error: (5\d\d|429)|network is unreachable"
        r"|RPC failed|unable to access|recv failure|SSL|gnutls",
        NetworkDown,
        "check network, proxy and certificates, then run again: nothing was half done",
    ),
    _meaning(
        r"bad object|missing blob|unable to read|could not (get|read) object|not a valid object",
        DeliveryError,
        "the checkout lacks objects: check out with `fetch-depth: 0` and without a filter",
        "objects-missing",
    ),
    _meaning(
        r"unknown option|is not a git command|usage: git|unknown command",
        DeliveryError,
        "git 2.38 or newer is needed",
        "git-too-old",
    ),
)


def explain(action: str, words: str, redactor: Redactor) -> L10nError:
    """
    The error for a git command that failed; ``action`` says what was tried ("push to URL").

    ``words`` is git's stderr (and what it prints on stdout for people). It is searched whole, shown in part and
    never shown with a secret in it.
    """
    said = clean(words, redactor)
    shown = _shown(said)
    message = f"git could not {action}: {shown}" if shown else f"git could not {action}"
    for meaning in _MEANINGS:
        if meaning.pattern.search(said):
            return meaning.error(message, hint=meaning.hint, code=meaning.code)
    return DeliveryError(
        message,
        hint="run the same with -v to see more, or ask whoever runs the git server",
        code="git-failed",
    )


def clean(text: str, redactor: Redactor) -> str:
    """``text`` without secrets, credentials in addresses, or characters that would drive a terminal."""
    text = re.sub(r"(\w+://)[^/@\s]+@", r"\1", redactor.clean(text))
    return re.sub(r"[^\S\n]|[\x00-\x08\x0b-\x1f\x7f-\x9f]", " ", text)


def _shown(said: str) -> str:
    lines = (re.sub(r"^remote:\s*", "", line).strip() for line in said.splitlines())
    wanted = [line for line in lines if line and not line.startswith(("hint:", "To "))]
    return "; ".join(wanted[:_SHOWN_LINES])[:1000]
