import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ci_l10n.config.model import StatePlace
from ci_l10n.errors import DeliveryError
from ci_l10n.git.repo import LeaseLost, RefUpdate, Repository
from ci_l10n.git.state_ref import FOLDERS, load_state, read_state, state_ref_name, write_state
from ci_l10n.redact import Redactor
from ci_l10n.state import Delivery, Known, Maker, OpenFinding, State
from tests.unit.git.conftest import FILES, Opener
from tests.unit.git.real_git import git, make_repository

SOURCE = "1" * 40


def _write(repo: Repository, state: State, source: str = SOURCE) -> str:
    return write_state(repo, state, source_commit=source, trailers={"L10n-Platform": "smartcat"}, when=1)


def _full(repo: Repository) -> State:
    return State(
        source_commit=SOURCE,
        sources={"web/en.json": repo.store(b"1"), "b\udcff": repo.store(b"2")},
        target={"web/de.json": repo.store(b"3")},
        base={"web/de.json": repo.store(b"4")},
        platform={"web/de.json": repo.store(b"5")},
        known={"web/en.json": Known("web/en.json", {"de": "12_7"}, {"de": "done"}), "b\udcff": Known("b")},
        findings=(
            OpenFinding(
                "held", "web/de.json", "de", "a", "placeholders", "no %s", line=3, values={"x": None}
            ),
        ),
        intents=({"action": "new", "path": "web/en.json", "locales": ["de"]},),
        deliveries={
            "l10n/main": Delivery(
                "l10n/main",
                "2" * 40,
                number=7,
                url="https://example.com/7",
                asked={"labels": ("l10n", "bot")},
            )
        },
    )


@pytest.mark.parametrize("place", [StatePlace(), StatePlace("branch"), StatePlace("ref", "app")], ids=str)
def test_a_state_comes_back_from_the_server_as_it_was_written(
    place: StatePlace, checkout: Path, opened: Opener
) -> None:
    repo = opened(checkout)
    assert load_state(repo, "main", place) == State()
    state = _full(repo)
    commit = _write(repo, state)
    repo.push([RefUpdate(state_ref_name("main", place), commit, None)])
    assert load_state(opened(checkout), "main", place) == dataclasses.replace(
        state, commit=commit, made_by=Maker("", "smartcat")
    )


def test_the_next_state_goes_on_top_and_can_be_pushed_from_a_fetch_of_depth_one(
    checkout: Path, server: Path, opened: Opener
) -> None:
    name = state_ref_name("main", StatePlace())
    repo = opened(checkout)
    first = _write(repo, _full(repo))
    second = _write(repo, dataclasses.replace(_full(repo), commit=first, intents=()))
    repo.push([RefUpdate(name, second, None)])
    other = opened(checkout)
    loaded = load_state(other, "main", StatePlace())
    third = _write(other, dataclasses.replace(loaded, sources={}), source="3" * 40)
    other.push([RefUpdate(name, third, loaded.commit)])
    assert git(server, "rev-list", name).split() == [third, second, first]
    assert load_state(opened(checkout), "main", StatePlace()).source_commit == "3" * 40


def test_the_same_state_makes_no_commit_even_for_another_source_commit(
    checkout: Path, opened: Opener
) -> None:
    repo = opened(checkout)
    commit = _write(repo, _full(repo))
    again = dataclasses.replace(_full(repo), commit=commit)
    assert _write(repo, again, source="9" * 40) == commit
    assert _write(repo, dataclasses.replace(again, findings=())) != commit


def test_what_else_lies_in_the_tree_is_left_alone(checkout: Path, opened: Opener) -> None:
    repo = opened(checkout)
    commit = _write(repo, _full(repo))
    tree = repo.make_tree(commit, {"README.md": repo.store(b"mine"), "extra/x": repo.store(b"x")})
    commit = repo.commit(tree, [commit], "Add", author=None, when=2)
    files = repo.tree(_write(repo, State(commit=commit)))
    assert {"README.md", "extra/x"} <= set(files)
    assert not any(path.startswith(("source/", "target/")) for path in files)


@pytest.mark.parametrize(
    ("content", "message", "hint"),
    [
        (b'{"version": 2, "documents": {}}', "newer version", "use that version"),
        (b'{"version": "1", "documents": {}}', "cannot be read", "start afresh"),
        (b'{"documents": {}}', "cannot be read", "start afresh"),
        (b'{"version": 1}', "cannot be read", "start afresh"),
        (b'{"version": 1, "documents": []}', "cannot be read", "start afresh"),
        (b'{"version": 1, "documents": {"a": {"strange": 1}}}', "cannot be read", "start afresh"),
        (b"[" * 100_000, "cannot be read", "start afresh"),
        (b"<html>", "cannot be read", "start afresh"),
        (b"\xff", "cannot be read", "start afresh"),
    ],
)
def test_a_state_that_cannot_be_understood_is_an_error_and_not_an_empty_state(
    content: bytes, message: str, hint: str, checkout: Path, opened: Opener
) -> None:
    repo = opened(checkout)
    tree = repo.make_tree(None, {"documents.json": repo.store(content)})
    commit = repo.commit(tree, [], "State", author=None, when=0)
    with pytest.raises(DeliveryError, match=message) as raised:
        read_state(repo, commit)
    assert hint in raised.value.hint


def test_a_state_that_moves_while_it_is_read_is_a_lost_lease(checkout: Path, opened: Opener) -> None:
    repo = opened(checkout)
    commit = _write(repo, _full(repo))
    repo.push([RefUpdate(state_ref_name("main", StatePlace()), commit, None)])
    with pytest.raises(LeaseLost):
        load_state(
            opened(checkout), "main", StatePlace(), refs={state_ref_name("main", StatePlace()): "f" * 40}
        )


def test_the_json_is_stable_and_readable(checkout: Path, opened: Opener) -> None:
    repo = opened(checkout)
    text = repo.blob(repo.tree(_write(repo, _full(repo)))["delivery.json"]).decode()
    assert text == json.dumps(json.loads(text), indent=1, sort_keys=True) + "\n"
    assert json.loads(text)["version"] == 1


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    root = make_repository(tmp_path_factory.mktemp("state") / "work", FILES)
    return Repository.open(root, redactor=Redactor())


PATHS = st.lists(st.sampled_from(["a", "ü", "d e", "x\udcfe"]), min_size=1, max_size=3).map("/".join)
TEXT = st.text(max_size=8)
TEXTS = st.dictionaries(TEXT, TEXT, max_size=3)
SHAPES = {
    "commit": st.none(),
    "source_commit": st.just(SOURCE),
    "known": st.dictionaries(
        PATHS, st.builds(Known, TEXT, TEXTS, TEXTS, st.dictionaries(TEXT, PATHS)), max_size=3
    ),
    "findings": st.lists(
        st.builds(OpenFinding, TEXT, PATHS, TEXT, TEXT, TEXT, TEXT, line=st.integers(0)), max_size=3
    ).map(tuple),
    "intents": st.lists(
        st.dictionaries(TEXT, TEXT | st.integers() | st.lists(TEXT), max_size=3), max_size=3
    ).map(tuple),
    "deliveries": st.dictionaries(
        TEXT,
        st.builds(Delivery, TEXT, TEXT, st.lists(TEXT).map(tuple), TEXT, st.integers(0), TEXT, st.booleans()),
        max_size=3,
    ),
    "memory": st.dictionaries(TEXT, TEXT | st.integers() | st.lists(TEXT), max_size=3),
}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_field_of_a_state_survives_writing_and_reading(data: st.DataObject, shared: Repository) -> None:
    blobs = st.sampled_from([shared.store(text) for text in (b"1", b"2", b"3")])
    values: dict[str, Any] = {
        field.name: data.draw(
            st.dictionaries(PATHS, blobs, max_size=5).filter(_no_clash)
            if field.name in FOLDERS
            else SHAPES[field.name]
        )
        for field in dataclasses.fields(State)
        if field.name not in ("progress", "made_by")  # stand in the message of the commit only
    }
    state = State(**values)
    commit = _write(shared, state)
    made_by = Maker("", "smartcat")  # as `_write` has it
    assert read_state(shared, commit) == dataclasses.replace(state, commit=commit, made_by=made_by)


def _no_clash(files: dict[str, str]) -> bool:
    return not any(other.startswith(path + "/") for path in files for other in files)
