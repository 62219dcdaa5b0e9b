#!/usr/bin/env python3
"""
Record what Smartcat answers, one cassette per wire contract, for tests that replay it without a server.

    python tools/record_cassettes.py [FOLDER] [--account-wide]

With SMARTCAT_ACCOUNT_ID and SMARTCAT_API_KEY set, the live service is asked (SMARTCAT_URL or --server choose which):
projects are created, used and deleted, nothing else is touched, and a few words are billed. The account's callback is
only read; with --account-wide it is replaced and put back, and two short texts are translated on the spot. Without
credentials the sandbox stands in for everything. Credentials, accounts, people and callbacks are replaced before
anything is written, and a recording in which a secret is still found is not written at all.
"""

import argparse
import base64
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from ci_l10n.clock import Clock, SystemClock  # noqa: E402
from ci_l10n.errors import L10nError  # noqa: E402
from ci_l10n.sandbox.server import Sandbox  # noqa: E402
from ci_l10n.tms.smartcat.callbacks import Callback, Callbacks, Header  # noqa: E402
from ci_l10n.tms.smartcat.making import SERVERS, Access, checked_url  # noqa: E402
from tools.cassettes.scenes import SCENES  # noqa: E402
from tools.cassettes.scrub import Scrubber, make_recorder  # noqa: E402
from tools.cassettes.stage import Scene, Stage  # noqa: E402

FOLDER = ROOT / "tests" / "cassettes" / "smartcat"


@dataclass(frozen=True)
class Place:
    """Where it is recorded; ``sandbox`` is None for a server that is not ours to adjust."""

    access: Access
    host: str
    sandbox: Sandbox | None = None

    def serves(self, scene: Scene, *, account_wide: bool) -> bool:
        is_ours = self.sandbox is not None
        return is_ours or scene.concerns == "project" or (scene.concerns == "account" and account_wide)


class Problem(NamedTuple):
    scene: str
    error: L10nError


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
    return Scrubber(place.host, secrets)


def main(argv: Sequence[str], clock: Clock | None = None) -> int:
    parser = argparse.ArgumentParser(description="Record cassettes of Smartcat's answers.")
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--server", choices=sorted(SERVERS), default="eu")
    parser.add_argument("--account-wide", action="store_true", help="also what concerns the whole account")
    options = parser.parse_args(argv)
    try:
        problems = record_into(options, clock or SystemClock())
    except L10nError as error:
        problems = [Problem("all scenes", error)]
    for problem in problems:
        sys.stderr.write(f"error: {problem.scene}: {problem.error.message}\n  hint: {problem.error.hint}\n")
        sys.stderr.write(f"  the cassette of {problem.scene} stays as it was\n")
    return problems[0].error.exit_code if problems else 0


def record_into(options: argparse.Namespace, clock: Clock) -> list[Problem]:
    """Record somewhere else first: only what was checked gets into the folder."""
    with ExitStack() as stack:
        place = stack.enter_context(_place(options.server))
        made = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        scrubber = scrubber_of(place)
        recorder = make_recorder(scrubber, made, "all")
        scenes = [scene for scene in SCENES if place.serves(scene, account_wide=options.account_wide)]
        problems = record(place, options.server, scenes, recorder, clock)
        scrubber.check(made)
        options.folder.mkdir(parents=True, exist_ok=True)
        for path in sorted(made.iterdir()):
            (options.folder / path.name).write_bytes(path.read_bytes())
            print(f"{path.name}: {path.stat().st_size} bytes")
        return problems


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
