"""Every request our client sends to GitHub is one that GitHub's own description allows."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

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
    assert any(method == "PATCH" and path.startswith("/pulls/") for method, path in calls)
    assert any(path.endswith("/labels") for _, path in calls)
    assert any(path.endswith("/requested_reviewers") for _, path in calls)
    for method, path, query, body in recorder.seen:
        assert check_request(method, path, query, body) == [], f"{method} {path}"
