"""Every request our client sends to GitHub is one that GitHub's own description allows."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

from ci_l10n.sandbox.github.service import GitHubService
from ci_l10n.sandbox.server import Sandbox
from ci_l10n.sandbox.service import Service
from tests.github_schema import check_request
from tests.scenarios.world import World

RULES = "  - source: web/en.json\n    target: web/{locale}.json\n"
SETTINGS = """
pull_request:
  labels: [l10n, automated]
  reviewers: [ada]
  assignees: [bob]
  draft: true
"""


class Recorder:
    """A service that passes everything on and remembers what was asked of it."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.name = service.name
        self.prefixes = service.prefixes
        self.seen: list[tuple[str, str, dict[str, str], Any]] = []

    def respond(self, request: Request) -> Response:
        body = request.get_data(cache=True)
        self.seen.append(
            (request.method, request.path, request.args.to_dict(), json.loads(body) if body else None)
        )
        return self.service.respond(request)

    def reset(self) -> None:
        self.service.reset()


@pytest.fixture
def recorded() -> Iterator[tuple[Sandbox, Recorder]]:
    sandbox = Sandbox()
    place = next(index for index, service in enumerate(sandbox.services) if service.name == "github")
    recorder = Recorder(sandbox.services[place])
    sandbox.services[place] = recorder
    with sandbox:
        yield sandbox, recorder


def test_the_life_of_a_pull_request_is_spoken_as_github_describes_it(
    recorded: tuple[Sandbox, Recorder], tmp_path: Path
) -> None:
    sandbox, recorder = recorded
    world = World(sandbox, tmp_path / "app")
    world.create({"web/en.json": '{"open": "Open"}\n'}, RULES, extra=SETTINGS)
    recorder.seen.clear()
    world.sync()
    world.translate("web/en.json", "de", {"Open": "Auf"})
    world.sync()
    for locale in ("de", "fr"):
        world.write({f"web/{locale}.json": world.on_branch(f"web/{locale}.json")})
    world.commit("Take them by hand")
    world.sync()
    calls = {(method, path.partition("/acme/app")[2]) for method, path, _, _ in recorder.seen}
    assert {("POST", "/pulls"), ("GET", "/pulls")} <= calls
    assert {("POST", "/git/trees"), ("POST", "/git/commits")} <= calls
    assert any(method == "PATCH" and path.startswith("/pulls/") for method, path in calls)
    assert any(path.endswith("/labels") for _, path in calls)
    assert any(path.endswith("/requested_reviewers") for _, path in calls)
    assert any("updateRefs" in query for query in check_all(recorder))


def test_the_commits_of_a_person_are_spoken_as_github_describes_it(
    recorded: tuple[Sandbox, Recorder], tmp_path: Path
) -> None:
    sandbox, recorder = recorded
    world = World(sandbox, tmp_path / "app", extra_env={"GITHUB_TOKEN": "ghp_0123456789012345"})
    world.create({"web/en.json": '{"open": "Open"}\n'}, RULES)
    assert isinstance(recorder.service, GitHubService)
    recorder.service.configure({"personal_token": True, "more_tokens": ["ghp_0123456789012345"]})
    world.sync()
    assert any("createCommitOnBranch" in query for query in check_all(recorder))


@pytest.mark.long
def test_a_pull_request_that_merges_itself_is_spoken_as_github_describes_it(
    recorded: tuple[Sandbox, Recorder], tmp_path: Path
) -> None:
    sandbox, recorder = recorded
    world = World(sandbox, tmp_path / "app")
    world.create({"web/en.json": '{"open": "Open"}\n'}, RULES, extra="pull_request: {auto_merge: squash}\n")
    assert isinstance(recorder.service, GitHubService)
    recorder.service.configure({"auto_merge": True, "pending_checks": True})
    world.sync()
    assert world.pulls()[0]["auto_merge"]["merge_method"] == "squash"
    queries = check_all(recorder)
    assert any("enablePullRequestAutoMerge" in query for query in queries)


def test_the_comment_of_a_plan_is_spoken_as_github_describes_it(
    recorded: tuple[Sandbox, Recorder], tmp_path: Path
) -> None:
    sandbox, recorder = recorded
    world = World(sandbox, tmp_path / "app")
    world.create({"web/en.json": '{"open": "Open"}\n'}, RULES)
    pull = propose(world, '{"open": "Open it"}\n')
    event = {"number": pull, "pull_request": {"head": {"ref": "feature", "repo": {"full_name": "acme/app"}}}}
    (tmp_path / "event.json").write_text(json.dumps(event))
    env = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
        "GITHUB_BASE_REF": "main",
        "SMARTCAT_ACCOUNT_ID": "",
        "SMARTCAT_API_KEY": "",
    }
    recorder.seen.clear()
    assert world.run("plan", env=env).code == 0
    world.write({"web/en.json": '{"open": "Open up"}\n'})
    world.git("commit", "-q", "-am", "Again")
    assert world.run("plan", env=env).code == 0
    calls = [(method, path.partition("/acme/app")[2]) for method, path, _, _ in recorder.seen]
    comments = f"/issues/{pull}/comments"
    assert calls[:4] == [("GET", comments), ("POST", comments), ("GET", comments), ("POST", "")]
    assert calls[4][0] == "PATCH"
    assert check_all(recorder) == ["query { viewer { login } }"]


def propose(world: World, source: str) -> int:
    """A developer's pull request; the checkout stays on its branch."""
    world.git("checkout", "-q", "-b", "feature")
    world.write({"web/en.json": source})
    world.git("commit", "-q", "-am", "Change")
    world.git("push", "-q", "origin", "feature")
    values = {"title": "Change", "head": "feature", "base": "main"}
    return int(world.github("POST", "repos/acme/app/pulls", values)["number"])


def check_all(recorder: Recorder) -> list[str]:
    """Every REST request fits the description; returns the GraphQL queries, which the sandbox's schema has judged."""
    queries = []
    for method, path, query, body in recorder.seen:
        if path.endswith("/graphql"):
            queries.append(body["query"])
        else:
            assert check_request(method, path, query, body) == [], f"{method} {path}"
    return queries
