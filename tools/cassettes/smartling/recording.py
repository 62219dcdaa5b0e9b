"""
Recording Smartling.

With SMARTLING_USER_IDENTIFIER, SMARTLING_USER_SECRET and SMARTLING_PROJECT set, that project of the live service is used
(SMARTLING_URL chooses another host): files below `ci-l10n-cassettes/` are uploaded, used and deleted. Without, the
sandbox stands in for it.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from ci_l10n.clock import Clock
from ci_l10n.config.credentials import service_url
from ci_l10n.errors import ConfigError, L10nError
from ci_l10n.sandbox.server import Sandbox
from ci_l10n.tms.shapes import Fields
from ci_l10n.tms.smartling.making import Access
from tools.cassettes.keeping import Problem, record_checked
from tools.cassettes.smartling.people import make_scrubber
from tools.cassettes.smartling.scenes import BROKEN, JOB, JOINED, SCENES, is_ready, ours
from tools.cassettes.smartling.stage import Scene, Stage, Where

NAMES = ("SMARTLING_USER_IDENTIFIER", "SMARTLING_USER_SECRET", "SMARTLING_PROJECT")
SANDBOX_LOCALES = ("de-DE", "fr-FR")


class Place(NamedTuple):
    """``sandbox`` is None for a server that is not ours to adjust."""

    where: Where
    sandbox: Sandbox | None = None

    def serves(self, scene: Scene) -> bool:
        return self.sandbox is not None or not scene.knobs


def record_into(folder: Path, *, clock: Clock) -> list[Problem]:
    with _place(clock) as place:
        scenes = [scene for scene in SCENES if place.serves(scene)]
        return record_checked(
            folder, make_scrubber(place.where), lambda recorder: record(place, scenes, recorder, clock)
        )


def record(place: Place, scenes: Sequence[Scene], recorder: Any, clock: Clock) -> list[Problem]:
    """A cassette for each scene; what went wrong, scene by scene. No file of ours is left."""
    problems = []
    try:
        for scene in scenes:
            stage = Stage(place.where, clock)  # a session of its own for each, as in the tests
            try:
                _play(scene, place, stage, recorder)
            except L10nError as error:
                problems.append(Problem(scene.name, error))
                (Path(recorder.cassette_library_dir) / f"{scene.name}.yaml").unlink(missing_ok=True)
    finally:
        with suppress(L10nError):
            _leave_nothing(Stage(place.where, clock))
    return problems


def _leave_nothing(stage: Stage) -> None:
    """Delete our files and cancel our job, whatever happened."""
    stage.platform.delete(ours(stage, JOINED, BROKEN).files)
    client = stage.client
    jobs = client.path("jobs-api/v3", "/jobs")
    found = client.ask(
        "GET",
        jobs,
        "find the job",
        lambda data: Fields.of(data, "list of jobs").items("items"),
        query=[("jobName", JOB)],
    )
    for item in found:
        told = Fields.of(item, "job")
        if told.text("jobName").startswith(JOB) and told.text("jobStatus") not in ("CANCELLED", "CLOSED"):
            path = f"{jobs}/{told.required('translationJobUid')}/cancel"
            client.ask("POST", path, "cancel the job", lambda data: None, json={"reason": "recorded"})


def _play(scene: Scene, place: Place, stage: Stage, recorder: Any) -> None:
    with ExitStack() as after:
        if scene.knobs and place.sandbox is not None:
            after.enter_context(_knobs(place.sandbox, scene.knobs))
        with recorder.use_cassette(f"{scene.name}.yaml"):
            scene.play(stage)
    if scene.settles:
        stage.until(lambda: ours(stage), is_ready)


@contextmanager
def _knobs(sandbox: Sandbox, knobs: Mapping[str, object]) -> Iterator[None]:
    before = {name: sandbox.smartling.knobs()[name] for name in knobs}
    sandbox.smartling.set_knobs(knobs)
    try:
        yield
    finally:
        sandbox.smartling.set_knobs(before)


@contextmanager
def _place(clock: Clock) -> Iterator[Place]:
    given = {name: os.environ.get(name, "").strip() for name in NAMES}
    missing = [name for name, value in given.items() if not value]
    if 0 < len(missing) < len(NAMES):
        raise ConfigError(
            f"recording the live Smartling needs {' and '.join(missing)}, too",
            hint=f"set it, or unset {' and '.join(name for name in NAMES if name not in missing)} to use the sandbox",
        )
    user, secret, project = given.values()
    if not missing:
        access = Access(user, secret, service_url(os.environ, "SMARTLING_URL") or "")
        yield Place(Where(access, project, _two_locales(access, project, clock)))
        return
    with Sandbox(seed=1) as sandbox:
        told = sandbox.announcement
        sandbox.smartling.set_knobs({"locales": SANDBOX_LOCALES})
        access = Access(told["smartling_user_identifier"], told["smartling_user_secret"], told["smartling"])
        locales = _two_locales(access, told["smartling_project"], clock)
        yield Place(Where(access, told["smartling_project"], locales), sandbox)


def _two_locales(access: Access, project: str, clock: Clock) -> dict[str, str]:
    """The first locales of the project, as they are called there."""
    found = Stage(Where(access, project, {}), clock).client.project()
    enabled = [locale.id for locale in found.locales if locale.is_enabled]
    if len(enabled) < 2:
        raise ConfigError(
            "a project without two target locales cannot be recorded",
            hint="add locales to it in the Smartling dashboard, or name another project in SMARTLING_PROJECT",
        )
    return {locale: locale for locale in enabled[:2]}
