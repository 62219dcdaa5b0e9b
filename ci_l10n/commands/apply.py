"""`apply`: carry out a plan that `plan --out` stored, exactly as it stands, or refuse."""

import argparse
import os
from collections.abc import Sequence

from ci_l10n.commands import run as road
from ci_l10n.commands.outcome import Outcome, World
from ci_l10n.commands.place import read_given
from ci_l10n.errors import ConfigError, ContentError, Location
from ci_l10n.flow.agreed import Agreed
from ci_l10n.flow.preview.stored import read_plan

_MOST_BYTES = 200_000_000  # a plan holds every string that changes


def run(args: argparse.Namespace, world: World) -> Outcome:
    """As `sync`, bound to the plan. Raises `ConfigError` or `DeliveryError` before anything was asked or sent."""
    agreed = read_plan(_read(args.plan, world), args.plan)
    _check_selection("--locale", args.locale, agreed.origin.locales, agreed)
    _check_selection("--file", args.file, agreed.origin.files, agreed)
    return road.run(args, world, agreed)


def _read(given: str, world: World) -> bytes:
    try:
        return read_given(os.path.join(world.directory, given), given, _MOST_BYTES)
    except ContentError as error:
        raise ConfigError(
            f"{given}: {error.message}",
            hint="name the file that `ci-l10n plan --out` wrote; a path is seen from the folder of -C",
            location=Location(given),
            code="plan-unreadable",
        ) from error


def _check_selection(flag: str, given: Sequence[str] | None, planned: Sequence[str], agreed: Agreed) -> None:
    """What is left out was decided when the plan was made."""
    if given and set(given) != set(planned):
        chosen = ", ".join(planned) or "all"
        raise ConfigError(
            f"{flag} {', '.join(given)}: the plan is about another selection, {chosen}",
            hint=f"leave {flag} out, or make the plan again with it: `ci-l10n plan --out {agreed.shown}`",
            location=Location(agreed.shown, key="selection"),
            code="plan-selection",
        )
