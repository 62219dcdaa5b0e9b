"""`/repos/{owner}/{repo}/pulls`: list, open, change, merge."""

from ci_l10n.sandbox.github.call import Answer, Call, Route, choice
from ci_l10n.sandbox.github.commits import full_commit, read_commit
from ci_l10n.sandbox.github.life import check_base, close, keep_head, open_pulls, reopen
from ci_l10n.sandbox.github.merging import MergeOrder, commits_between, merge
from ci_l10n.sandbox.github.pull_shapes import changed_files, full_pull, simple_pull
from ci_l10n.sandbox.github.records import Pull
from ci_l10n.sandbox.github.refusals import Refusal, custom, invalid, unprocessable

#: GitHub refuses longer bodies with 422.
BODY_LIMIT = 65536


def list_pulls(call: Call) -> Answer:
    state = choice(call, "state", ("open", "closed", "all"), "open")
    order = choice(call, "sort", ("created", "updated", "popularity", "long-running"), "created")
    direction = choice(call, "direction", ("asc", "desc"), "desc" if order == "created" else "asc")
    pulls = [
        pull for pull in call.project.pulls.values() if state in ("all", pull.state) and _matches(call, pull)
    ]
    pulls.sort(
        key=lambda pull: (pull.updated if order == "updated" else pull.created, pull.number),
        reverse=direction == "desc",
    )
    return call.paged([simple_pull(call.hub, call.project, pull) for pull in pulls])


def _matches(call: Call, pull: Pull) -> bool:
    base, head = call.request.args.get("base", ""), call.request.args.get("head", "")
    if base and pull.base != base:
        return False
    owner, colon, branch = head.partition(":")
    # A head without "owner:" is no filter at all on GitHub: everything matches.
    return not colon or (owner.lower() == call.project.repository.owner.lower() and branch == pull.head)


def create_pull(call: Call) -> Answer:
    title, base = call.get("title", str), call.get("base", str)
    head = _own_branch(call, call.get("head", str))
    draft = bool(call.find("draft", bool))
    repository, knobs = call.project.repository, call.hub.knobs
    if not knobs.may_create_pulls:
        raise Refusal(403, "GitHub Actions is not permitted to create or approve pull requests.")
    head_sha, base_sha = repository.branch(head), repository.branch(base)
    for field, sha in (("head", head_sha), ("base", base_sha)):
        if sha is None:
            raise invalid("PullRequest", field)
    if head_sha is None or base_sha is None:
        raise invalid("PullRequest", "head")
    for other in open_pulls(call.project):
        if (other.head, other.base) == (head, base):
            raise custom("PullRequest", f"A pull request already exists for {repository.owner}:{head}.")
    if repository.is_ancestor(head_sha, base_sha):
        raise custom("PullRequest", f"No commits between {base} and {head}")
    if draft and not knobs.drafts:
        raise unprocessable("Draft pull requests are not supported in this repository.")
    pull = Pull(
        id=call.hub.next_id(),
        number=call.project.next_number(),
        author=call.hub.login,
        title=_checked_title(title),
        body=_checked_body(call.find("body", str)),
        head=head,
        base=base,
        head_sha=head_sha,
        base_sha=base_sha,
        created=call.now,
        updated=call.now,
        draft=draft,
        late=knobs.late_nodes,
    )
    call.project.pulls[pull.number] = pull
    keep_head(call.project, pull)
    value = full_pull(call.hub, call.project, pull)
    return Answer(value, 201, {"Location": value["url"]})


def _own_branch(call: Call, head: str) -> str:
    """The branch of `branch` or `owner:branch`; forks there are none."""
    owner, colon, branch = head.partition(":")
    if not colon:
        return head
    if owner.lower() != call.project.repository.owner.lower():
        raise invalid("PullRequest", "head")
    return branch


def _checked_title(title: str) -> str:
    if not title.strip():
        raise invalid("PullRequest", "title", "missing_field")
    if len(title) > 256:
        raise custom("PullRequest", "title is too long (maximum is 256 characters)")
    return title


def _checked_body(body: str | None) -> str | None:
    if body is not None and len(body) > BODY_LIMIT:
        raise custom("PullRequest", f"body is too long (maximum is {BODY_LIMIT} characters)")
    return body


def get_pull(call: Call) -> Answer:
    return Answer(full_pull(call.hub, call.project, call.pull()))


def update_pull(call: Call) -> Answer:
    """Either everything that was asked for happens or nothing."""
    pull = call.pull()
    title, state, base = call.find("title", str), call.find("state", str), call.find("base", str)
    title = pull.title if title is None else _checked_title(title)
    body = _checked_body(call.find("body", str)) if "body" in call.body else pull.body
    if state not in (None, "open", "closed"):
        raise invalid("PullRequest", "state")
    if base is not None and base != pull.base:
        base_sha = check_base(call.project, pull, base)
        pull.base, pull.base_sha = base, base_sha
    if state == "open" and pull.state == "closed":
        reopen(call.project, pull, call.now)
    if state == "closed" and pull.state == "open":
        close(pull, call.now)
    pull.title, pull.body, pull.updated = title, body, call.now
    return Answer(full_pull(call.hub, call.project, pull))


def list_commits(call: Call) -> Answer:
    repository = call.project.repository
    found = [read_commit(repository, sha) for sha in commits_between(repository, call.pull())]
    return call.paged([full_commit(call.hub, call.project, commit) for commit in found])


def list_files(call: Call) -> Answer:
    return call.paged(changed_files(call.hub, call.project, call.pull()))


def is_merged(call: Call) -> Answer:
    return Answer(None, 204 if call.pull().merged is not None else 404)


def merge_pull(call: Call) -> Answer:
    pull = call.pull()
    method = call.find("merge_method", str) or "merge"
    if method not in ("merge", "squash", "rebase"):
        raise invalid("PullRequest", "merge_method")
    expected = call.find("sha", str)
    if expected is not None and expected != pull.head_sha:
        raise Refusal(409, "Head branch was modified. Review and try the merge again.")
    order = MergeOrder(method, call.find("commit_title", str) or "", call.find("commit_message", str) or "")
    sha = merge(call.hub, call.project, pull, order)
    return Answer({"sha": sha, "merged": True, "message": "Pull Request successfully merged"})


_PULLS = "/repos/<owner>/<repo>/pulls"

ROUTES = (
    Route("GET", _PULLS, list_pulls),
    Route("POST", _PULLS, create_pull),
    Route("GET", f"{_PULLS}/<int:number>", get_pull),
    Route("PATCH", f"{_PULLS}/<int:number>", update_pull),
    Route("GET", f"{_PULLS}/<int:number>/commits", list_commits),
    Route("GET", f"{_PULLS}/<int:number>/files", list_files),
    Route("GET", f"{_PULLS}/<int:number>/merge", is_merged),
    Route("PUT", f"{_PULLS}/<int:number>/merge", merge_pull),
)
