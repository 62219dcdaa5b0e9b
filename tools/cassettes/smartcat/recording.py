"""
Recording Smartcat.

With SMARTCAT_ACCOUNT_ID and SMARTCAT_API_KEY set, the live service is asked (SMARTCAT_URL or ``server`` choose which):
projects are created, used and deleted, nothing else is touched, and a few words are billed. The account's callback is
only read; with ``account_wide`` it is replaced and put back, and two short texts are translated on the spot. Without
credentials the sandbox stands in for everything.
"""

import base64
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ci_l10n.clock import Clock
from ci_l10n.errors import L10nError
from ci_l10n.sandbox.server import Sandbox
from ci_l10n.tms.smartcat.callbacks import Callback, Callbacks, Header
from ci_l10n.tms.smartcat.making import SERVERS, Access, checked_url
from tools.cassettes.keeping import Problem, record_checked
from tools.cassettes.scrub import Scrubber
from tools.cassettes.smartcat.people import make_scrubber
from tools.cassettes.smartcat.scenes import SCENES
from tools.cassettes.smartcat.stage import Scene, Stage


@dataclass(frozen=True)
class Place:
    """Where it is recorded; ``sandbox`` is None for a server that is not ours to adjust."""

    access: Access
    host: str
    sandbox: Sandbox | None = None

    def serves(self, scene: Scene, *, account_wide: bool) -> bool:
        is_ours = self.sandbox is not None
        return is_ours or scene.concerns == "project" or (scene.concerns == "account" and account_wide)


def record(place: Place, server: str, scenes: Iterable[Scene], recorder: Any, clock: Clock) -> list[Problem]:
    """One project from its creation to its end, a cassette for each scene; what went wrong, scene by scene."""
    project_id = ""
    problems = []
    if place.sandbox is not None:
        # A callback that nobody receives, so that there are errors to be read.
        callback = Callback("http://127.0.0.1:1/hook", (Header("X-Token", "value"),))
        Callbacks(Stage(place.access, server, clock).client).set(callback)
    try:
        for scene in scenes:
            # A client of its own for each, as in the tests: clients remember what a server can do.
            stage = Stage(place.access, server, clock, project_id)
            clock.sleep(1)
            try:
                _play(scene, place, stage, recorder)
            except L10nError as error:
                problems.append(Problem(scene.name, error))
                (Path(recorder.cassette_library_dir) / f"{scene.name}.yaml").unlink(missing_ok=True)
            project_id = stage.project_id
            if not project_id and scene.name == "create":
                break
    finally:
        if project_id:
            Stage(place.access, server, clock).client.delete_project(project_id)
    return problems


def _play(scene: Scene, place: Place, stage: Stage, recorder: Any) -> None:
    with ExitStack() as after:
        if scene.knobs and place.sandbox is not None:
            after.enter_context(_knobs(place.sandbox, scene.knobs))
        if scene.concerns == "account":
            after.enter_context(_same_callback(stage))
        with recorder.use_cassette(f"{scene.name}.yaml"):
            scene.play(stage)
    if scene.settles:
        stage.settle(translated=place.sandbox is not None)


@contextmanager
def _knobs(sandbox: Sandbox, knobs: Mapping[str, object]) -> Iterator[None]:
    before = {name: sandbox.smartcat.knobs()[name] for name in knobs}
    sandbox.set_knobs(**knobs)
    try:
        yield
    finally:
        sandbox.set_knobs(**before)


@contextmanager
def _same_callback(stage: Stage) -> Iterator[None]:
    """Whatever callback is set before is set afterwards."""
    callbacks = Callbacks(stage.client)
    before = callbacks.show()
    try:
        yield
    finally:
        if before is not None:
            callbacks.set(before)
        elif callbacks.show() is not None:
            callbacks.delete()


@contextmanager
def _place(server: str) -> Iterator[Place]:
    names = ("SMARTCAT_ACCOUNT_ID", "SMARTCAT_API_KEY", "SMARTCAT_URL")
    account, key, url = (os.environ.get(name, "").strip() for name in names)
    if account and key:
        yield Place(Access(account, key, url), checked_url(url) if url else SERVERS[server])
        return
    with Sandbox(seed=1) as sandbox:
        told = sandbox.announcement
        access = Access(told["smartcat_account_id"], told["smartcat_api_key"], told["smartcat"])
        yield Place(access, told["smartcat"], sandbox)


def scrubber_of(place: Place) -> Scrubber:
    access = place.access
    basic = base64.b64encode(f"{access.account_id}:{access.api_key}".encode()).decode()
    secrets = [access.account_id, access.api_key, basic]
    if place.host not in SERVERS.values():
        secrets.append(urlsplit(place.host).netloc)
    return make_scrubber(place.host, secrets)


def record_into(folder: Path, server: str, *, account_wide: bool, clock: Clock) -> list[Problem]:
    with _place(server) as place:
        scenes = [scene for scene in SCENES if place.serves(scene, account_wide=account_wide)]
        return record_checked(
            folder, scrubber_of(place), lambda recorder: record(place, server, scenes, recorder, clock)
        )
