"""`sandbox`: simulated services on this machine."""

import argparse
from pathlib import Path

from ci_l10n.commands.outcome import Outcome, World
from ci_l10n.errors import ConfigError


def run(args: argparse.Namespace, world: World) -> Outcome:
    """Serve until interrupted; when ready, one JSON line on stdout says where everything is."""
    try:
        from ci_l10n.sandbox.server import SandboxOptions, serve
    except ImportError as error:
        raise ConfigError(
            f"the sandbox needs a package that is not installed: {error.name}",
            hint="install it with: pip install 'ci-l10n[sandbox]'",
            code="package-missing",
        ) from error
    state = Path(world.directory) / args.state if args.state else None
    serve(SandboxOptions(args.port, args.seed, args.translator, args.latency, state))
    return Outcome()
