"""
Cut the part of GitHub's REST description that this project talks to out of the whole.

::

    npm pack @octokit/openapi@23.0.2 && tar xzf octokit-openapi-23.0.2.tgz
    python tools/github_schema.py package/generated/api.github.com.json tests/data/github-openapi.json

The package is published by Octokit under the MIT licence; its notice is kept in `info.x-notice` of the result and in
`github-openapi.LICENSE` beside it. Descriptions, examples and webhooks are dropped: only what decides whether a
request or an answer is valid stays.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_REPO = "/repos/{owner}/{repo}"

#: What is kept: each path with its methods.
OPERATIONS: dict[str, tuple[str, ...]] = {
    "/user": ("get",),
    "/user/repos": ("post",),
    "/rate_limit": ("get",),
    _REPO: ("get", "delete"),
    f"{_REPO}/pulls": ("get", "post"),
    f"{_REPO}/pulls/{{pull_number}}": ("get", "patch"),
    f"{_REPO}/pulls/{{pull_number}}/commits": ("get",),
    f"{_REPO}/pulls/{{pull_number}}/files": ("get",),
    f"{_REPO}/pulls/{{pull_number}}/merge": ("put",),
    f"{_REPO}/pulls/{{pull_number}}/requested_reviewers": ("get", "post", "delete"),
    f"{_REPO}/issues/{{issue_number}}": ("get", "patch"),
    f"{_REPO}/issues/{{issue_number}}/assignees": ("post", "delete"),
    f"{_REPO}/issues/{{issue_number}}/comments": ("get", "post"),
    f"{_REPO}/issues/{{issue_number}}/labels": ("get", "post", "put", "delete"),
    f"{_REPO}/issues/{{issue_number}}/labels/{{name}}": ("delete",),
    f"{_REPO}/issues/comments/{{comment_id}}": ("patch",),
    f"{_REPO}/labels": ("get", "post"),
    f"{_REPO}/labels/{{name}}": ("get",),
    f"{_REPO}/milestones": ("get", "post"),
    f"{_REPO}/branches": ("get",),
    f"{_REPO}/branches/{{branch}}": ("get",),
    f"{_REPO}/rules/branches/{{branch}}": ("get",),
    f"{_REPO}/git/blobs": ("post",),
    f"{_REPO}/git/blobs/{{file_sha}}": ("get",),
    f"{_REPO}/git/commits": ("post",),
    f"{_REPO}/git/commits/{{commit_sha}}": ("get",),
    f"{_REPO}/git/matching-refs/{{ref}}": ("get",),
    f"{_REPO}/git/ref/{{ref}}": ("get",),
    f"{_REPO}/git/refs": ("post",),
    f"{_REPO}/git/refs/{{ref}}": ("patch", "delete"),
    f"{_REPO}/git/trees": ("post",),
    f"{_REPO}/git/trees/{{tree_sha}}": ("get",),
}

_DROPPED = frozenset(
    {
        "description",
        "summary",
        "example",
        "examples",
        "externalDocs",
        "tags",
        "x-github",
        "operationId",
        "title",
    }
)
_NAMES_FOLLOW = frozenset(
    {"properties", "patternProperties", "schemas", "parameters", "responses", "headers"}
)


def strip(value: Any, names: bool = False) -> Any:
    """``value`` without prose; ``names`` says that the keys of this object are names, not keywords."""
    if isinstance(value, list):
        return [strip(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {key: item for key, item in value.items() if names or key not in _DROPPED}
    return {key: strip(item, not names and key in _NAMES_FOLLOW) for key, item in kept.items()}


def drop_response_headers(operation: dict[str, Any]) -> dict[str, Any]:
    for response in operation["responses"].values():
        response.pop("headers", None)
    return operation


def references(value: Any) -> Iterator[str]:
    """Every `$ref` anywhere in ``value``."""
    if isinstance(value, list):
        for item in value:
            yield from references(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "$ref" and isinstance(item, str):
                yield item
            else:
                yield from references(item)


def closure(whole: dict[str, Any], paths: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The components that ``paths`` needs, with what those need in turn."""
    components: dict[str, dict[str, Any]] = {}
    waiting = sorted(set(references(paths)))
    while waiting:
        _, _, kind, name = waiting.pop().split("/")
        group = components.setdefault(kind, {})
        if name in group:
            continue
        group[name] = strip(whole["components"][kind][name])
        group[name].pop("headers", None) if kind == "responses" else None
        waiting.extend(references(group[name]))
    return {kind: dict(sorted(group.items())) for kind, group in sorted(components.items())}


def subset(whole: dict[str, Any], notice: str) -> dict[str, Any]:
    """The description of `OPERATIONS` alone."""
    paths: dict[str, Any] = {}
    for path, methods in OPERATIONS.items():
        paths[path] = {
            method: drop_response_headers(strip(whole["paths"][path][method])) for method in methods
        }
    info = {"title": whole["info"]["title"], "version": whole["info"]["version"], "x-notice": notice}
    return {"openapi": whole["openapi"], "info": info, "paths": paths, "components": closure(whole, paths)}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument(
        "whole", type=Path, help="generated/api.github.com.json of the npm package @octokit/openapi"
    )
    parser.add_argument("result", type=Path)
    given = parser.parse_args()
    licence = given.whole.resolve().parents[1] / "LICENSE"
    notice = licence.read_text(encoding="utf-8")
    cut = subset(json.loads(given.whole.read_text(encoding="utf-8")), " ".join(notice.split()))
    text = json.dumps(cut, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    given.result.write_text(text + "\n", encoding="utf-8")
    given.result.with_suffix(".LICENSE").write_text(notice, encoding="utf-8")
    print(f"{given.result}: {len(cut['paths'])} paths, {len(text)} characters")


if __name__ == "__main__":
    main()
