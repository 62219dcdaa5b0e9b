"""`python -m ci_l10n` and the console script."""

import sys


def main() -> None:
    from ci_l10n.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
