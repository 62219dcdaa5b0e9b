"""The pictures of the README, made from a real run against the sandbox: `python -m tools.pictures`."""
