"""Checks of the git server: is the commit there, would a push be let in, is there room for our names."""

import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from ci_l10n.config.model import StatePlace
from ci_l10n.doctor.ground import Fact, Ground, Results, error, warning
from ci_l10n.git.state_ref import load_state, state_ref_name

REPORT = "ci-l10n/report.json"  # of the last run, in the git directory
_MOST_BYTES = 50_000_000
_PROBE = "refs/l10n/doctor"  # a name that nothing has; a dry run does not make it


def check_remote(ground: Ground) -> Results:
    """Raises `AuthError` or `DeliveryError` when the server cannot be asked."""
    repo, config = ground.repo, ground.config
    if not ground.base:
        return
    place = config.state if config else StatePlace()
    state = state_ref_name(ground.base, place)
    other = state_ref_name(ground.base, place._replace(kind="ref" if place.kind == "branch" else "branch"))
    base = f"refs/heads/{ground.base}"
    stems = [f"refs/heads/{branch}" for branch in ground.branches]
    refs, default = repo.remote_overview(
        [base, state, other, *stems, *_blocking(stems), *(f"{s}/*" for s in stems)]
    )
    yield from _check_pushed(ground, refs.get(base))
    yield from _check_names(refs, stems)
    yield from _check_state(ground, refs, state, other)
    where = f"{repo.remote_url}, default branch {default or 'unknown'}"
    yield Fact("remote", where)


def _blocking(refs: list[str]) -> list[str]:
    """Names that are folders of ``refs``: git cannot have both."""
    found = []
    for ref in refs:
        parts = ref.split("/")
        found += ["/".join(parts[:length]) for length in range(3, len(parts))]
    return found


def _check_pushed(ground: Ground, tip: str | None) -> Results:
    repo = ground.repo
    if tip is None:
        hint = (
            f"push it first (git push origin {ground.base}), or check out the branch that is to be localized"
        )
        yield error("base-not-pushed", f"the remote has no branch {ground.base!r}", hint)
        return
    if not repo.has(tip):
        repo.fetch([f"refs/heads/{ground.base}"])
    if repo.head != tip and not repo.is_ancestor(repo.head, tip):
        hint = "push your commits first; what is sent for translation must be what everybody sees"
        message = f"this checkout ({repo.head[:10]}) is not part of {ground.base!r} on the remote"
        yield error("commit-not-pushed", message, hint)


def _check_names(refs: Mapping[str, str], stems: list[str]) -> Results:
    """A branch `l10n` forbids `l10n/main`, and `l10n/main/x` does, too."""
    for stem in stems:
        clashes = [ref for ref in refs if ref in _blocking([stem]) or ref.startswith(f"{stem}/")]
        if clashes:
            name, ours = clashes[0].removeprefix("refs/heads/"), stem.removeprefix("refs/heads/")
            hint = "rename the existing branch, or choose another `pull_request.branch`"
            yield error("branch-name-clash", f"the branch {name} keeps {ours} from being made", hint)


def _check_state(ground: Ground, refs: Mapping[str, str], state: str, other: str) -> Results:
    if state in refs:
        place = ground.config.state if ground.config else StatePlace()
        commit = load_state(ground.repo, ground.base, place, refs=refs)
        yield Fact(
            "state", f"{state}: {len(commit.sources)} sources were sent last from {commit.source_commit[:10]}"
        )
        return
    if other in refs:
        message = f"there is no state at {state}, and one at {other}: the setting `state` was changed"
        yield warning(
            "state-elsewhere", message, "set `state` back, or delete the other ref once the new one is there"
        )
    yield Fact("state", "none yet; whether the server takes its ref shows when it is pushed first")


def check_namespace(ground: Ground) -> Results:
    """
    Whether the server takes refs outside of branches and tags, as far as that is known without pushing one.

    The last run may have found out; of one server it is known (wearerequired/git-mirror-action#28).
    """
    if ground.config is None or ground.config.state.kind == "branch":
        return
    hint = "set `state: branch`"
    host = urlsplit(ground.repo.remote_url or "").hostname or ""
    if host == "codeup.aliyun.com" or host.endswith(".codeup.aliyun.com"):
        yield error("namespace-refused", f"{host} takes branches and tags only", hint)
    elif _last_error(ground.repo.git_dir / REPORT) == "namespace-refused":
        yield error("namespace-refused", "the server refused the ref of the state in the last run", hint)


def _last_error(report: Path) -> str:
    """The code that the last run here ended with."""
    try:
        with report.open("rb") as file:
            document = json.loads(file.read(_MOST_BYTES))
        return str(document["error"]["code"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def check_push(ground: Ground) -> Results:
    """Whether the server lets us push, found out by a dry run; raises `AuthError` or `DeliveryError`."""
    ground.repo.try_push(_PROBE)
    yield Fact("push", "the server would let us push")
