"""The page to review a run: made from its report and from the progress that earlier states tell of."""

import argparse
import json
import os
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ci_l10n.commands.outcome import World
from ci_l10n.commands.place import Place, place_of
from ci_l10n.errors import L10nError
from ci_l10n.flow.review_history import fetch_history
from ci_l10n.git.repo import Repository
from ci_l10n.review.charts import Moment
from ci_l10n.review.page import make_page

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


def page_place(args: argparse.Namespace, world: World) -> Place | None:
    """Where ``--review-page`` wants the page; raises `ContentError` before the run for what cannot be written."""
    given = getattr(args, "review_page", None)
    return None if given is None else place_of(world.directory, given)


def keep_page(
    place: Place, document: Mapping[str, Any], repo: Repository, world: World, *, is_dry: bool
) -> None:
    """Write the page of a run that is over; one that cannot be written is no reason for the run to fail."""
    if is_dry:
        world.ci.step(f"would write {place.shown}")
        return
    cleaned = json.loads(world.redactor.clean(json.dumps(document)))
    page = make_page(cleaned, history_of(repo, cleaned, world))
    try:
        place.write(page.encode("utf-8", "replace"))
    except L10nError as error:
        world.ci.step(f"the review page was not written to {place.shown}: {error.message}")
    else:
        world.ci.step(f"page written: {place.shown}")


def history_of(repo: Repository, document: Mapping[str, Any], world: World) -> dict[str, Sequence[Moment]]:
    """Progress over time from the state on the server; a page without it is better than none, and that is told."""
    commit = document["commit"]
    if commit and not (_COMMIT.fullmatch(commit) and repo.has(commit)):
        world.ci.step(
            f"the page has no history of progress: commit {commit[:10]} of the report is not in this checkout,"
            " which may be one of another repository"
        )
        return {}
    try:
        found = fetch_history(repo, document["base"], document["platform"])
    except L10nError as error:
        world.ci.step(f"the page has no history of progress: {error.message}")
        return {}
    return {locale: [Moment(*point) for point in points] for locale, points in found.items()}


def page_output(place: Place | None, env: Mapping[str, str]) -> str:
    """The page as later steps of the job find it: below the runner's folder for temporary files, else as given."""
    folder = env.get("RUNNER_TEMP")
    if place is None or not place.exists:
        return ""
    inside = os.path.relpath(place.path, folder) if folder else os.pardir
    return place.shown if inside.startswith(os.pardir) else inside
