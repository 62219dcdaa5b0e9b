"""Directives in comments: `smartling.placeholder_format = IOS`."""

import re
from collections.abc import Iterator

DIRECTIVE = re.compile(r"smartling\.([a-z_]+)\s*=\s*(.*)", re.DOTALL)
SPACE = re.compile(r"\s*\n[\s#/*]*")


def read_directive(comment: str) -> Iterator[tuple[str, str]]:
    """
    Name and value, when a comment is a directive; a value that goes on in the next line is put together.

    >>> list(read_directive(" smartling.translate_paths = a/b,\\n   c/d "))
    [('translate_paths', 'a/b, c/d')]
    """
    match = DIRECTIVE.fullmatch(comment.strip())
    if match is not None and match[1] != "namespace":
        yield match[1], SPACE.sub(" ", match[2]).strip()
