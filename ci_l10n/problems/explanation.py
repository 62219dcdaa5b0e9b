"""What a code means: the shape of the registry, and where its page is."""

from typing import NamedTuple

PROJECT = "https://github.com/ci-l10n/ci-l10n"
PAGES = "docs/reference/problems"


class Explanation(NamedTuple):
    """One code, for people who met it; texts are Markdown."""

    title: str
    cause: str
    cure: str
    exit_code: int | None = None  # of a run that it ends; None: a finding about one place, which ends nothing


def docs_link(code: str) -> str:
    """The page about ``code``."""
    return f"{PROJECT}/blob/main/{PAGES}/{code}.md"
