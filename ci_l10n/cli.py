"""Argument tree, the one try/except, exit codes."""

from collections.abc import Sequence


def run(argv: Sequence[str]) -> int:
    """Run one command line; returns the exit code."""
    raise SystemExit(2)
