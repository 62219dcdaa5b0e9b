#!/usr/bin/env python3
"""
Record what the platforms answer, one cassette per wire contract, for tests that replay it without a server.

    python tools/record_cassettes.py [FOLDER] [--platform smartcat|smartling] [--account-wide]

Each platform has a folder below FOLDER. One whose credentials are set is asked live; the sandbox stands in for the other:

- Smartcat: SMARTCAT_ACCOUNT_ID and SMARTCAT_API_KEY (SMARTCAT_URL or --server choose where). Projects are created, used
  and deleted, nothing else is touched, and a few words are billed. The account's callback is only read; with
  --account-wide it is replaced and put back, and two short texts are translated on the spot.
- Smartling: SMARTLING_USER_IDENTIFIER, SMARTLING_USER_SECRET and SMARTLING_PROJECT (SMARTLING_URL chooses where). Files
  below `ci-l10n-cassettes/` are uploaded, used and deleted, a job is made and canceled; nothing else is touched.

Credentials, tokens, accounts, people and callbacks are replaced before anything is written, and a recording in which a
secret is still found is not written at all.
"""

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from ci_l10n.clock import Clock, SystemClock  # noqa: E402
from ci_l10n.errors import L10nError  # noqa: E402
from ci_l10n.tms.smartcat.making import SERVERS  # noqa: E402
from tools.cassettes.keeping import Problem  # noqa: E402
from tools.cassettes.smartcat import recording as smartcat  # noqa: E402
from tools.cassettes.smartling import recording as smartling  # noqa: E402

FOLDER = ROOT / "tests" / "cassettes"
PLATFORMS = ("smartcat", "smartling")


def main(argv: Sequence[str], clock: Clock | None = None) -> int:
    parser = argparse.ArgumentParser(description="Record cassettes of what the platforms answer.")
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--platform", choices=PLATFORMS, help="only this one")
    parser.add_argument("--server", choices=sorted(SERVERS), default="eu", help="of Smartcat")
    parser.add_argument("--account-wide", action="store_true", help="also what concerns the whole account")
    options = parser.parse_args(argv)
    time = clock or SystemClock()
    recorders = {
        "smartcat": partial(
            smartcat.record_into,
            options.folder / "smartcat",
            options.server,
            account_wide=options.account_wide,
            clock=time,
        ),
        "smartling": partial(smartling.record_into, options.folder / "smartling", clock=time),
    }
    problems: list[Problem] = []
    for platform in [options.platform] if options.platform else PLATFORMS:
        try:
            problems += recorders[platform]()
        except L10nError as error:
            problems.append(Problem("all scenes", error))
    for problem in problems:
        sys.stderr.write(f"error: {problem.scene}: {problem.error.message}\n  hint: {problem.error.hint}\n")
        sys.stderr.write(f"  the cassette of {problem.scene} stays as it was\n")
    return problems[0].error.exit_code if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
