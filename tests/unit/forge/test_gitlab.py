import dataclasses
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests

from ci_l10n.errors import AuthError, ConfigError, DeliveryError
from ci_l10n.forge.base import Forge, Proposal
from ci_l10n.forge.gitlab import GitLabForge
from ci_l10n.redact import Redactor
from ci_l10n.sandbox.server import Sandbox
from tests.unit.forge.conftest import FastClock
from tests.unit.git.real_git import commit, git, make_repository

PROPOSAL = Proposal("l10n/main", "main", "Update translations", "Body\n\nof it")
PROJECT = "/api/v4/projects/acme/app"


@pytest.fixture(scope="module")
def shared() -> Iterator[Sandbox]:
    with Sandbox(seed=1) as running:
        yield running


@pytest.fixture
def sandbox(shared: Sandbox) -> Iterator[Sandbox]:
    """Forgotten between tests: no projects, no faults, knobs as at the start."""
    where = shared.origin
    yield shared
    requests.post(f"{where}/_sandbox/reset", json={}, timeout=10)


@pytest.fixture(scope="module")
def original(shared: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with `main` and `l10n/main`, which know where acme/app is."""
    root = make_repository(tmp_path_factory.mktemp("original") / "work", {"a.json": b"{}"})
    where = shared.announcement
    address = f"{where['git']}/acme/app.git".replace("//", f"//oauth2:{where['gitlab_token']}@", 1)
    git(root, "remote", "add", "origin", address)
    git(root, "checkout", "-q", "-b", "l10n/main")
    commit(root, {"de.json": b"{}"}, "Translate")
    return root


@pytest.fixture
def checkout(sandbox: Sandbox, original: Path, tmp_path: Path) -> Path:
    """A checkout whose `main` and `l10n/main` are on the server as acme/app."""
    _on_gitlab(sandbox, "POST", "projects", name="app")
    root = shutil.copytree(original, tmp_path / "work")
    git(root, "push", "-q", "origin", "main", "l10n/main")
    sandbox.log.clear()
    return root


@pytest.fixture
def forge(sandbox: Sandbox, checkout: Path, clock: FastClock) -> GitLabForge:
    where = sandbox.announcement
    return GitLabForge("acme/app", where["gitlab_token"], where["gitlab"], Redactor(), clock)


def _on_gitlab(sandbox: Sandbox, verb: str, path: str, **body: object) -> Any:
    """What a person does on the web site, or looks at there."""
    where = sandbox.announcement
    headers = {"PRIVATE-TOKEN": where["gitlab_token"]}
    answer = requests.request(
        verb, f"{where['gitlab']}/{path}", json=body or None, headers=headers, timeout=10
    )
    assert answer.status_code < 300, answer.text
    return answer.json()


def _person(sandbox: Sandbox, verb: str, path: str, **body: object) -> Any:
    return _on_gitlab(sandbox, verb, f"projects/acme%2Fapp/{path}", **body)


def _asked(sandbox: Sandbox) -> list[str]:
    """Requests below the project since the log was cleared."""
    entries = sandbox.log.entries("gitlab")
    return [f"{entry.method} {entry.path.removeprefix(PROJECT)}" for entry in entries]


def _with(**values: object) -> Proposal:
    return dataclasses.replace(PROPOSAL, **values)  # type: ignore[arg-type]


def test_a_merge_request_is_opened_found_and_left_alone_when_nothing_differs(
    forge: GitLabForge, checkout: Path, sandbox: Sandbox
) -> None:
    port: Forge = forge
    assert port.find("l10n/main", "main") is None
    made = port.create(PROPOSAL)
    found = port.find("l10n/main", "main")
    assert found == made
    assert (made.state, made.title, made.body) == ("open", "Update translations", "Body\n\nof it")
    assert made.head == git(checkout, "rev-parse", "HEAD")
    assert port.update(found, PROPOSAL) is False
    assert port.notes == []
    assert _asked(sandbox) == ["GET /merge_requests", "POST /merge_requests", "GET /merge_requests"]


def test_merge_requests_of_other_branches_are_not_ours(forge: GitLabForge) -> None:
    forge.create(PROPOSAL)
    assert forge.find("l10n/mai", "main") is None


def test_one_with_another_base_is_found_while_it_is_open_and_there_is_none_of_ours(
    forge: GitLabForge, checkout: Path, sandbox: Sandbox
) -> None:
    git(checkout, "push", "-q", "origin", "main:develop")
    made = forge.create(PROPOSAL)
    _person(sandbox, "PUT", f"merge_requests/{made.number}", target_branch="develop")
    found = forge.find("l10n/main", "main")
    assert found is not None
    assert (found.number, found.base) == (made.number, "develop")
    second = forge.create(PROPOSAL)
    newer = forge.find("l10n/main", "main")
    assert newer is not None
    assert (newer.number, newer.base) == (second.number, "main")


def test_the_open_merge_request_is_preferred_and_else_the_newest(
    forge: GitLabForge, sandbox: Sandbox
) -> None:
    first = forge.create(PROPOSAL)
    _person(sandbox, "PUT", f"merge_requests/{first.number}", state_event="close")
    second = forge.create(PROPOSAL)
    _person(sandbox, "PUT", f"merge_requests/{second.number}", state_event="close")
    newest = forge.find("l10n/main", "main")
    assert newest is not None
    assert (newest.number, newest.state) == (second.number, "closed")
    _person(sandbox, "PUT", f"merge_requests/{first.number}", state_event="reopen")
    preferred = forge.find("l10n/main", "main")
    assert preferred is not None
    assert preferred.number == first.number


def test_a_merged_merge_request_is_merged_and_not_just_closed(forge: GitLabForge, sandbox: Sandbox) -> None:
    made = forge.create(PROPOSAL)
    _person(sandbox, "PUT", f"merge_requests/{made.number}/merge")
    found = forge.find("l10n/main", "main")
    assert found is not None
    assert found.state == "merged"
    assert forge.reopen(found, PROPOSAL) is None


def test_only_what_differs_is_sent_in_one_request(forge: GitLabForge, sandbox: Sandbox) -> None:
    made = forge.create(PROPOSAL)
    _person(sandbox, "PUT", f"merge_requests/{made.number}", add_labels="theirs")
    sandbox.log.clear()
    assert forge.update(made, _with(title="New", body="New", labels=("l10n",))) is True
    assert _asked(sandbox) == [f"PUT /merge_requests/{made.number}"]
    found = forge.find("l10n/main", "main")
    assert found is not None
    assert (found.title, found.body, sorted(found.labels)) == ("New", "New", ["l10n", "theirs"])
    assert forge.update(found, _with(title="New", body="New\r\n", labels=("L10N", "theirs, l10n"))) is False


def test_all_that_is_asked_for_is_set(forge: GitLabForge, sandbox: Sandbox) -> None:
    _person(sandbox, "POST", "milestones", title="v2")
    made = forge.create(
        _with(
            labels=("l10n", "bot"),
            reviewers=("ann", "@eve"),
            assignees=("bob",),
            milestone="v2",
            draft=True,
        )
    )
    request = _person(sandbox, "GET", f"merge_requests/{made.number}")
    assert request["draft"] is True
    assert sorted(request["labels"]) == ["bot", "l10n"]
    assert [one["username"] for one in request["reviewers"]] == ["ann", "eve"]
    assert [one["username"] for one in request["assignees"]] == ["bob"]
    assert request["milestone"]["title"] == "v2"
    assert forge.notes == []


def test_what_the_configuration_adds_later_is_added_and_what_people_took_away_stays_away(
    forge: GitLabForge, sandbox: Sandbox
) -> None:
    _person(sandbox, "POST", "milestones", title="v2")
    first = {"labels": ("l10n", "bot"), "reviewers": ("ann",), "assignees": ("bob",)}
    path = f"merge_requests/{forge.create(_with(**first)).number}"
    _person(sandbox, "PUT", path, remove_labels="l10n", reviewer_ids=[])
    now = {"labels": ("l10n", "bot", "late"), "reviewers": ("ann", "eve"), "assignees": ("bob", "dan")}
    existing = forge.find("l10n/main", "main")
    assert existing is not None
    sandbox.log.clear()
    assert forge.update(existing, _with(**now, milestone="v2", asked=first)) is True
    assert [call for call in _asked(sandbox) if call.startswith("PUT")] == [f"PUT /{path}"]
    request = _person(sandbox, "GET", path)
    assert sorted(request["labels"]) == ["bot", "late"]
    assert [one["username"] for one in request["reviewers"]] == ["eve"]
    assert sorted(one["username"] for one in request["assignees"]) == ["bob", "dan"]
    assert request["milestone"]["title"] == "v2"
    assert forge.notes == []
    sandbox.log.clear()
    assert forge.update(existing, _with(**now, milestone="v2", asked={**now, "milestone": ("v2",)})) is False
    assert _asked(sandbox) == []


def test_strangers_plans_and_unknown_names_are_noted(forge: GitLabForge, sandbox: Sandbox) -> None:
    sandbox.set_knobs(gitlab={"users": ["ann", "bob", "eve"], "members": ["ann", "bob"], "free_tier": True})
    made = forge.create(
        _with(
            reviewers=("ann", "bob", "nobody"),
            assignees=("eve",),
            team_reviewers=("docs",),
            milestone="v9",
        )
    )
    request = _person(sandbox, "GET", f"merge_requests/{made.number}")
    assert [one["username"] for one in request["reviewers"]] == ["ann"]
    notes = "\n".join(forge.notes)
    assert "reviewer 'nobody' was not set: GitLab knows nobody of this name" in notes
    assert "GitLab took 1 of 2 as reviewer; not set: 'bob'" in notes
    assert "several at once need a paid tier" in notes
    assert "GitLab took 0 of 1 as assignee; not set: 'eve'" in notes
    assert "milestone 'v9' was not set" in notes
    assert "unsupported: team reviewers" in notes
    assert len(forge.notes) == 5


def test_a_draft_follows_the_setting_and_else_stays_what_people_made_of_it(
    forge: GitLabForge, sandbox: Sandbox
) -> None:
    def title() -> str:
        return str(_person(sandbox, "GET", f"merge_requests/{number}")["title"])

    def deliver(**values: object) -> None:
        found = forge.find("l10n/main", "main")
        assert found is not None
        forge.update(found, _with(**values))

    number = forge.create(_with(draft=True)).number
    assert title() == "Draft: Update translations"
    _person(sandbox, "PUT", f"merge_requests/{number}", title="Update translations")
    deliver(draft=True, body="News")
    assert title() == "Update translations"
    deliver(draft=False)
    deliver(draft=True, title="Translations")
    assert title() == "Draft: Translations"
    deliver(draft=False, title="Translations")
    assert title() == "Translations"
    _person(sandbox, "PUT", f"merge_requests/{number}", title="Draft: Translations")
    deliver(draft=False, title="Other")
    assert title() == "Draft: Other"


def test_one_that_is_there_already_is_found_and_brought_up_to_date(
    forge: GitLabForge, sandbox: Sandbox
) -> None:
    made = forge.create(PROPOSAL)
    again = forge.create(_with(title="Other", labels=("l10n",)))
    assert again.number == made.number
    request = _person(sandbox, "GET", f"merge_requests/{made.number}")
    assert (request["title"], request["labels"]) == ("Other", ["l10n"])


def test_a_closed_one_is_opened_again_with_the_news(forge: GitLabForge, sandbox: Sandbox) -> None:
    made = forge.create(PROPOSAL)
    _person(sandbox, "PUT", f"merge_requests/{made.number}", state_event="close")
    closed = forge.find("l10n/main", "main")
    assert closed is not None
    again = forge.reopen(closed, _with(body="News"))
    assert again is not None
    request = _person(sandbox, "GET", f"merge_requests/{made.number}")
    assert (request["state"], request["description"]) == ("opened", "News")


def test_one_that_cannot_be_opened_again_is_followed_by_a_new_one_that_links_it(
    forge: GitLabForge, sandbox: Sandbox
) -> None:
    first = forge.create(PROPOSAL)
    _person(sandbox, "PUT", f"merge_requests/{first.number}", state_event="close")
    closed = forge.find("l10n/main", "main")
    assert closed is not None
    second = forge.create(_with(follows=closed))
    assert forge.reopen(closed, PROPOSAL) is None  # the other one is open
    notes = _person(sandbox, "GET", f"merge_requests/{second.number}/notes")
    assert [note["body"] for note in notes] == [f"This goes on with !{first.number}."]


def test_auto_merge_waits_for_a_pipeline_to_appear(
    forge: GitLabForge, checkout: Path, sandbox: Sandbox, clock: FastClock
) -> None:
    sandbox.set_knobs(gitlab={"pipelines": "running", "pipeline_reads": 2})
    commit(checkout, {"fr.json": b"{}"})
    git(checkout, "push", "-q", "origin", "l10n/main")
    made = forge.create(_with(auto_merge="squash"))
    request = _person(sandbox, "GET", f"merge_requests/{made.number}")
    assert request["merge_when_pipeline_succeeds"] is True
    assert request["squash"] is True
    assert forge.notes == []
    assert 0 < sum(clock.slept) < 20
    found = forge.find("l10n/main", "main")
    assert found is not None
    assert found.auto_merge
    assert forge.update(found, _with(auto_merge="squash")) is False
    forge.update(found, PROPOSAL)
    assert _person(sandbox, "GET", f"merge_requests/{made.number}")["merge_when_pipeline_succeeds"] is False


def test_auto_merge_without_any_pipeline_ends_as_a_note(
    forge: GitLabForge, sandbox: Sandbox, clock: FastClock
) -> None:
    made = forge.create(_with(auto_merge="rebase"))
    assert _person(sandbox, "GET", f"merge_requests/{made.number}")["state"] == "opened"
    unsupported, reason = forge.notes
    assert "auto-merge by rebase" in unsupported
    assert "no pipeline has started" in reason
    assert sum(clock.slept) < 60


def test_a_draft_is_not_merged_by_itself(forge: GitLabForge, sandbox: Sandbox) -> None:
    forge.create(_with(auto_merge="merge", draft=True))
    assert forge.notes == ["auto-merge waits until the merge request is no draft any more"]
    assert not [call for call in _asked(sandbox) if call.endswith("/merge")]


def test_a_rate_limit_is_waited_out(forge: GitLabForge, sandbox: Sandbox, clock: FastClock) -> None:
    sandbox.set_knobs(gitlab={"throttled": 1, "retry_after": 7})
    forge.create(PROPOSAL)
    assert clock.slept == [7]
    assert _asked(sandbox) == ["POST /merge_requests", "POST /merge_requests"]


def test_an_endless_rate_limit_ends_in_an_error(
    forge: GitLabForge, sandbox: Sandbox, clock: FastClock
) -> None:
    sandbox.set_knobs(gitlab={"throttled": 1000})
    with pytest.raises(DeliveryError, match="Retry later") as raised:
        forge.create(PROPOSAL)
    assert "rate limit" in raised.value.hint
    assert sum(clock.slept) <= 300


@pytest.mark.parametrize("fault", ["502", "apply-then-502", "reset", "truncate", "html", "empty"])
def test_an_answer_that_got_lost_never_makes_two_merge_requests(
    fault: str, forge: GitLabForge, sandbox: Sandbox
) -> None:
    sandbox.faults.add([{"match": "POST /merge_requests", "do": fault}])
    made = forge.create(_with(labels=("l10n",)))
    (request,) = _person(sandbox, "GET", "merge_requests?state=all")
    assert (request["iid"], request["labels"]) == (made.number, ["l10n"])


@pytest.mark.parametrize("fault", ["502", "reset", "truncate"])
def test_reading_is_repeated_when_an_answer_is_lost(fault: str, forge: GitLabForge, sandbox: Sandbox) -> None:
    made = forge.create(PROPOSAL)
    sandbox.faults.add([{"match": "GET /merge_requests", "do": fault, "times": 2}])
    assert forge.find("l10n/main", "main") == made


@pytest.mark.parametrize("fault", ["html", "empty"])
def test_an_error_page_is_never_taken_for_no_merge_request(
    fault: str, forge: GitLabForge, sandbox: Sandbox
) -> None:
    sandbox.faults.add([{"match": "GET /merge_requests", "do": fault, "times": 9}])
    with pytest.raises(DeliveryError, match="no usable answer"):
        forge.find("l10n/main", "main")


def test_closing_says_why_and_happens_once(forge: GitLabForge, sandbox: Sandbox) -> None:
    made = forge.create(PROPOSAL)
    sandbox.faults.add([{"match": "POST /notes", "do": "apply-then-502"}])
    forge.close(made, "Nothing is left to change.")
    found = forge.find("l10n/main", "main")
    assert found is not None
    assert found.state == "closed"
    notes = _person(sandbox, "GET", f"merge_requests/{made.number}/notes")
    assert [note["body"] for note in notes] == ["Nothing is left to change."]
    sandbox.log.clear()
    forge.close(found, "again")
    assert _asked(sandbox) == []


def test_texts_that_are_too_long_are_cut_rather_than_refused(forge: GitLabForge) -> None:
    long = _with(title="t" * 300, body="x" * 1_100_000, draft=True)
    made = forge.create(long)
    assert len(made.body) <= forge.body_limit
    assert len(made.title) == 255
    assert forge.update(made, long) is False


def test_a_wrong_token_is_an_error_that_does_not_show_it(checkout: Path, sandbox: Sandbox) -> None:
    where = sandbox.announcement
    forge = GitLabForge("acme/app", "glpat-wrong_token_0123", where["gitlab"], Redactor(), FastClock())
    with pytest.raises(AuthError) as raised:
        forge.find("l10n/main", "main")
    assert "glpat-wrong" not in f"{raised.value} {raised.value.hint}"
    assert "GITLAB_TOKEN is wrong, has expired or was revoked" in raised.value.hint


@pytest.mark.parametrize(
    ("knobs", "hint"), [({"read_only": True}, "scope `api`"), ({"access_level": 20}, "role Developer")]
)
def test_a_right_that_is_missing_is_named_with_the_place_to_set_it(
    knobs: dict[str, object], hint: str, forge: GitLabForge, sandbox: Sandbox
) -> None:
    sandbox.set_knobs(gitlab=knobs)
    with pytest.raises(AuthError) as raised:
        forge.create(PROPOSAL)
    assert hint in raised.value.hint
    assert "Settings > Access tokens" in raised.value.hint


def test_a_token_that_expires_in_between_is_an_error_with_a_hint(
    forge: GitLabForge, sandbox: Sandbox
) -> None:
    made = forge.create(PROPOSAL)
    sandbox.set_knobs(gitlab={"expires_in": 0})
    with pytest.raises(AuthError, match="expired"):
        forge.update(made, _with(title="New"))


def test_a_branch_that_is_not_there_is_an_error_in_gitlabs_words(forge: GitLabForge) -> None:
    with pytest.raises(DeliveryError, match="source_branch"):
        forge.create(_with(branch="none"))


def test_a_project_nobody_sees_is_an_error(sandbox: Sandbox, checkout: Path) -> None:
    where = sandbox.announcement
    forge = GitLabForge("acme/none", where["gitlab_token"], where["gitlab"], Redactor(), FastClock())
    with pytest.raises(AuthError, match="Not Found"):
        forge.find("l10n/main", "main")


@pytest.mark.parametrize("name", ["", "acme", "../x", "acme/a?b", "a b/c"])
def test_a_name_that_is_no_project_is_refused(name: str) -> None:
    with pytest.raises(ConfigError):
        GitLabForge(name, "token", "https://gitlab.example/api/v4", Redactor())


def test_no_library_is_loaded_before_the_first_request() -> None:
    code = (
        "import sys; from ci_l10n.forge.gitlab import GitLabForge; from ci_l10n.redact import Redactor;"
        " GitLabForge('a/b', 'token', 'https://gitlab.example/api/v4', Redactor());"
        " sys.exit('gitlab' in sys.modules or 'requests' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_token_does_not_follow_a_redirect(sandbox: Sandbox) -> None:
    told: list[str | None] = []

    class Moved(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(301)
            self.send_header("Location", f"{sandbox.announcement['gitlab']}{self.path}")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the name is the base's
            told.append(self.headers.get("PRIVATE-TOKEN"))

    with HTTPServer(("127.0.0.1", 0), Moved) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/api/v4"
        forge = GitLabForge("acme/app", "glpat-secret", address, Redactor(), FastClock())
        sandbox.log.clear()
        with pytest.raises(DeliveryError, match="redirected to") as raised:
            forge.find("l10n/main", "main")
    assert "CI_API_V4_URL" in raised.value.hint
    assert told == ["glpat-secret"]
    assert sandbox.log.entries("gitlab") == []


def test_a_server_that_is_not_there_is_an_error_with_a_hint() -> None:
    forge = GitLabForge("acme/app", "token", "http://127.0.0.1:9/api/v4", Redactor(), FastClock())
    with pytest.raises(DeliveryError, match="no answer") as raised:
        forge.find("l10n/main", "main")
    assert raised.value.hint
