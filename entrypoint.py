"""Entry point of the container: the action when a runner starts it, else the command line."""

from ci_l10n.action import main

if __name__ == "__main__":
    main()
