"""`status`: looking once, or until everything is complete, and showing it on a terminal or anywhere else."""

import argparse
from collections.abc import Callable
from dataclasses import replace

from ci_l10n.ci.terminal import Screen
from ci_l10n.commands.outcome import World
from ci_l10n.errors import RemoteError
from ci_l10n.flow import sync
from ci_l10n.flow.bars import ASCII, BLOCKS
from ci_l10n.flow.board import board_lines
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.report import Report
from ci_l10n.flow.statistics import with_statistics
from ci_l10n.flow.table import status_lines

_HINT = "watching until everything is complete; Ctrl-C ends it"
_MOST_FAILURES = 10  # looks in a row at a platform that does not answer, each with its own repetitions


def look(args: argparse.Namespace, ports: Ports, world: World) -> Report:
    """The report; with ``--watch`` the last one, and then without statistics, which would cost more requests."""
    if not args.watch:
        report = sync.run(ports, "status", sync.STATUS)
        return with_statistics(report, ports.platform, ports.config, ports.options)
    screen = Screen(world.redactor)

    def once() -> Report:
        return sync.run(ports, "status", sync.STATUS)

    def pause() -> None:
        ports.clock.sleep(ports.config.wait_poll)

    if args.json or not screen.can_draw:
        return watch(once, _Changes(world).tell, pause)
    shown: list[str] = []

    def draw(report: Report) -> None:
        shown[:] = shown_lines(report, screen)
        screen.draw(shown, _HINT)

    try:
        return watch(once, draw, pause)
    except BaseException:  # Ctrl-C is one: what was seen last is what people want to keep
        screen.clear()
        for line in shown:
            world.ci.say(line)
        raise
    finally:
        screen.clear()


def shown_lines(report: Report, screen: Screen) -> list[str]:
    """Bars and what is left to do on a terminal, elsewhere everything as tables."""
    if not screen.columns:
        return status_lines(report)
    return board_lines(report, screen.columns, BLOCKS if screen.has_blocks else ASCII)


def watch(once: Callable[[], Report], show: Callable[[Report], None], pause: Callable[[], None]) -> Report:
    """
    Look ``once``, which reads the project, and again after each ``pause`` until there is nothing left to wait for.

    A platform that is out of order for a while is no reason to go away; raises its `RemoteError` when it stays so.
    """
    last: Report | None = None
    failures = 0
    while True:
        try:
            last = once()
            failures = 0
            if last.is_complete:
                return last
            show(last)
        except RemoteError as error:
            failures += 1
            if last is None or failures == _MOST_FAILURES:
                raise
            show(replace(last, notes=(*last.notes, f"as it was; now {error.message}; asking again")))
        pause()


class _Changes:
    """For logs: a line when anything moved."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._last = ""

    def tell(self, report: Report) -> None:
        progress = ", ".join(f"{row.locale} {row.percent:.0f} %" for row in report.rows())
        line = "; ".join([progress, *report.notes])
        if line != self._last:
            self._world.ci.step(line)
            self._last = line
