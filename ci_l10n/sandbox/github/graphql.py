"""
GraphQL: what REST cannot do. Errors come with HTTP 200, beside the data, with a `type` of GitHub's own.

Values are dictionaries; graphql-core calls those members that are functions, with the arguments of the field.
"""

import functools
from collections.abc import Mapping
from typing import Any, NoReturn

from graphql import ExecutionResult, GraphQLError, GraphQLResolveInfo, GraphQLSchema, graphql_sync

from ci_l10n.sandbox.github import shapes
from ci_l10n.sandbox.github.call import Answer
from ci_l10n.sandbox.github.commits import read_commit, verification
from ci_l10n.sandbox.github.graphql_schema import make_schema
from ci_l10n.sandbox.github.mutations import Mutations
from ci_l10n.sandbox.github.pull_shapes import pull_node_id
from ci_l10n.sandbox.github.records import Hub, Project, Pull
from ci_l10n.sandbox.github.refusals import Refusal, wrong_request
from ci_l10n.sandbox.github.trouble import Trouble
from ci_l10n.sandbox.repositories import Right

Json = dict[str, Any]
Info = GraphQLResolveInfo[Any]


@functools.cache
def _schema(*, has_update_refs: bool) -> GraphQLSchema:
    return make_schema(() if has_update_refs else ("updateRefs",))


def execute(hub: Hub, right: Right, body: Mapping[str, object]) -> Answer:
    """Answer one GraphQL request."""
    query, variables = body.get("query"), body.get("variables") or {}
    if not isinstance(query, str) or not isinstance(variables, dict):
        raise wrong_request("A query attribute must be specified and must be a string.")
    name = body.get("operationName")
    root = _Root(hub, right)
    result = graphql_sync(
        _schema(has_update_refs=hub.knobs.update_refs),
        query,
        root_value=root,
        variable_values=variables,
        operation_name=name if isinstance(name, str) else None,
        type_resolver=lambda value, *_: value["__typename"],
    )
    return Answer(_answer(result))


def _answer(result: ExecutionResult) -> Json:
    answer: Json = {} if result.data is None and result.errors else {"data": result.data}
    if result.errors:
        answer["errors"] = [_error(error) for error in result.errors]
    return answer


def _error(error: GraphQLError) -> Json:
    shown: Json = dict(error.formatted)
    shown.pop("extensions", None)
    original = error.original_error
    if isinstance(original, Trouble):
        shown = {"type": original.kind, **shown}
    elif isinstance(original, Refusal):
        shown = {"type": "FORBIDDEN" if original.status == 403 else "UNPROCESSABLE", **shown}
    return shown


class _Root:
    """Resolves `Query` and `Mutation`."""

    def __init__(self, hub: Hub, right: Right) -> None:
        self._hub = hub
        self._right = right

    def viewer(self, info: Info) -> Json:
        return show_user(self._hub.login)

    def rateLimit(self, info: Info) -> Json:  # noqa: N802 - the name of the field
        return {"limit": 5000, "remaining": 5000}

    def repository(self, info: Info, owner: str, name: str, followRenames: bool) -> Json:  # noqa: N803
        project = self._hub.find(owner, name)
        if project is None:
            not_resolved("Repository", f"{owner}/{name}")
        return show_repository(self._hub, project)

    def node(self, info: Info, id: str) -> Json:  # noqa: A002 - the name of the argument
        project, pull = Mutations(self._hub).find_pull(id)
        return show_pull(self._hub, project, pull)

    def __getattr__(self, field: str) -> Any:
        """A mutation; they are named like the fields, and all of them write."""
        if field.startswith("_"):
            raise AttributeError(field)
        return functools.partial(self._mutate, field)

    def _mutate(self, field: str, info: Info, input: Json) -> Json:  # noqa: A002
        if self._right != "write":
            raise Trouble("FORBIDDEN", "Resource not accessible by integration")
        changed = Mutations(self._hub).run(field, input)
        shown: Json = {"clientMutationId": input.get("clientMutationId"), "actor": show_user(self._hub.login)}
        if changed.pull is not None:
            shown["pullRequest"] = show_pull(self._hub, changed.project, changed.pull)
        if changed.branch and changed.sha:
            shown["commit"] = show_commit(self._hub, changed.project, changed.sha)
            shown["ref"] = show_ref(self._hub, changed.project, f"refs/heads/{changed.branch}", changed.sha)
        return shown


def not_resolved(kind: str, name: str) -> NoReturn:
    raise Trouble("NOT_FOUND", f"Could not resolve to a {kind} with the name '{name}'.")


def show_user(login: str) -> Json:
    return {"__typename": "User", "id": shapes.node_id("U", login), "login": login}


def show_repository(hub: Hub, project: Project) -> Json:
    repository, settings = project.repository, project.settings
    allowed = hub.knobs.auto_merge
    branch = repository.default_branch

    def ref(info: Info, qualifiedName: str) -> Json | None:  # noqa: N803
        name = qualifiedName if qualifiedName.startswith("refs/") else f"refs/heads/{qualifiedName}"
        sha = repository.ref(name)
        return show_ref(hub, project, name, sha) if sha else None

    def pull_request(info: Info, number: int) -> Json:
        pull = project.pulls.get(number)
        if pull is None:
            raise Trouble("NOT_FOUND", f"Could not resolve to a PullRequest with the number of {number}.")
        return show_pull(hub, project, pull)

    return {
        "__typename": "Repository",
        "id": shapes.node_id("R", repository.full_name),
        "name": repository.name,
        "nameWithOwner": repository.full_name,
        "url": f"{hub.origin}/{repository.full_name}",
        "isPrivate": project.private,
        "autoMergeAllowed": settings.get("allow_auto_merge", False) if allowed is None else allowed,
        "mergeCommitAllowed": settings.get("allow_merge_commit", True),
        "squashMergeAllowed": settings.get("allow_squash_merge", True),
        "rebaseMergeAllowed": settings.get("allow_rebase_merge", True),
        "defaultBranchRef": lambda info: ref(info, qualifiedName=branch),
        "ref": ref,
        "pullRequest": pull_request,
    }


def show_ref(hub: Hub, project: Project, name: str, sha: str) -> Json:
    prefix, _, short = name.removeprefix("refs/").partition("/")
    return {
        "__typename": "Ref",
        "id": shapes.node_id("REF", f"{project.repository.full_name}:{name}"),
        "name": short,
        "prefix": f"refs/{prefix}/",
        "target": lambda info: (
            show_commit(hub, project, sha) if project.repository.kind(sha) == "commit" else None
        ),
    }


def show_commit(hub: Hub, project: Project, sha: str) -> Json:
    commit = read_commit(project.repository, sha)
    told = verification(commit)
    verified = told["verified"]
    signature = {
        "__typename": "GpgSignature",
        "isValid": verified,
        "state": told["reason"].upper(),
        "wasSignedByGitHub": verified,
    }
    return {
        "__typename": "Commit",
        "id": shapes.node_id("C", sha),
        "oid": sha,
        "abbreviatedOid": sha[:7],
        "url": f"{hub.origin}/{project.repository.full_name}/commit/{sha}",
        "message": commit.message,
        "messageHeadline": commit.message.partition("\n")[0],
        "signature": signature if commit.signature else None,
    }


def show_pull(hub: Hub, project: Project, pull: Pull) -> Json:
    order = pull.auto_merge
    return {
        "__typename": "PullRequest",
        "id": pull_node_id(project, pull),
        "number": pull.number,
        "title": pull.title,
        "body": pull.body or "",
        "url": f"{hub.origin}/{project.repository.full_name}/pull/{pull.number}",
        "state": "MERGED" if pull.merged is not None else pull.state.upper(),
        "isDraft": pull.draft,
        "merged": pull.merged is not None,
        "headRefName": pull.head,
        "headRefOid": pull.head_sha,
        "baseRefName": pull.base,
        "autoMergeRequest": {"mergeMethod": order.method.upper(), "enabledBy": show_user(order.by)}
        if order
        else None,
    }
