"""
Key paths: where the directives ``source_key_paths`` and ``translate_paths`` say that keys and texts are.

A directive holds one path or several with commas between them; a list may be wrapped over lines. What a path may
consist of is the format's matter.
"""

import re
from collections.abc import Mapping, Sequence

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.inline import Directive

SOURCE_KEYS = "source_key_paths"
TEXTS = "translate_paths"

_PATHS = re.compile(r"""(?>(?:"[^"]*"|'[^']*'|[^,"'])+)""")


def split_paths(text: str) -> list[str]:
    """
    The paths of a list; commas in quotes do not separate.

    >>> split_paths('/a/{b.id},\\n  c[@t="x,y"]/{d}')
    ['/a/{b.id}', 'c[@t="x,y"]/{d}']
    """
    return [path for part in _PATHS.findall(text) if (path := part.strip())]


def given(directives: Mapping[str, str], found: Sequence[Directive], name: str) -> str:
    """What is said of ``name``: by the user, else by the file's own comments, all of them together."""
    if directives.get(name, "").strip():
        return directives[name]
    return ",".join(directive.value for directive in found if directive.name == name)


def bad_path(directive: str, path: str, why: str, hint: str, file: str) -> ContentError:
    """The error for a path that cannot be."""
    return ContentError(f"{directive}: {path!r} {why}", hint=hint, location=Location(file))
