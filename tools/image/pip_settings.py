"""Print a pip configuration for a build: where this machine gets packages from, with certificates at a given path."""

import ast
import os
import subprocess
import sys

_WANTED = ("index-url", "extra-index-url", "trusted-host", "proxy", "timeout")


def main() -> None:
    """Ask pip, which knows its files and its environment; places on this machine mean nothing in a build."""
    certificates = sys.argv[1]
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    settings = {}
    for line in listed.splitlines():
        name, _, value = line.partition("=")
        settings[name.rpartition(".")[2]] = " ".join(
            part for part in str(ast.literal_eval(value)).split() if not part.startswith(("file:", "/"))
        )
    print("[global]")
    if os.environ.get("PIP_CERT") or os.environ.get("SSL_CERT_FILE") or "cert" in settings:
        print(f"cert = {certificates}")
    for name in _WANTED:
        if settings.get(name):
            print(f"{name} = {settings[name]}")


if __name__ == "__main__":
    main()
