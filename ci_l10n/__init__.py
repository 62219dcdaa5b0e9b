"""Continuous localization for git repositories."""

__version__ = "0.1.0"
