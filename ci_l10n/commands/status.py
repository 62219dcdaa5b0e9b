"""`status`: looking once, or until everything is complete, and showing it on a terminal or anywhere else."""

import argparse
from collections.abc import Callable

from ci_l10n.ci.terminal import Screen
from ci_l10n.commands.outcome import World
from ci_l10n.flow import sync
from ci_l10n.flow.bars import ASCII, BLOCKS, bar_lines
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.report import Report
from ci_l10n.flow.statistics import with_statistics
from ci_l10n.flow.table import status_lines


def look(args: argparse.Namespace, ports: Ports, world: World) -> Report:
    """The report; with ``--watch`` the last one, and then without statistics, which would cost more requests."""
    if not args.watch:
        report = sync.run(ports, "status", sync.STATUS)
        return with_statistics(report, ports.platform, ports.config, ports.options)
    screen = Screen(world.redactor)
    if args.json or not screen.columns:
        return _watch(ports, _Changes(world).tell)
    try:
        return _watch(ports, lambda report: screen.draw([*shown_lines(report, screen), "", _HINT]))
    finally:
        screen.clear()


_HINT = "watching until everything is complete; Ctrl-C ends it"


def shown_lines(report: Report, screen: Screen) -> list[str]:
    """The tables, under bars where there is a terminal that is wide enough."""
    bars = bar_lines(report, screen.columns, BLOCKS if screen.has_blocks else ASCII)
    return [*bars, *([""] if bars else []), *status_lines(report)]


def _watch(ports: Ports, show: Callable[[Report], None]) -> Report:
    """One look each ``wait.poll``, which reads the project once; ends when there is nothing left to wait for."""
    while True:
        report = sync.run(ports, "status", sync.STATUS)
        if report.is_complete:
            return report
        show(report)
        ports.clock.sleep(ports.config.wait_poll)


class _Changes:
    """For logs: a line when anything moved."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._last = ""

    def tell(self, report: Report) -> None:
        line = ", ".join(f"{row.locale} {row.percent:.0f} %" for row in report.rows())
        if line != self._last:
            self._world.ci.step(line)
            self._last = line
