"""Names of branches, by the rules of git-check-ref-format(1)."""

import re

_FORBIDDEN = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]")
MAX_BYTES = 200  # file systems allow 255, the state and lock files of the same name need some


def branch_problem(name: str) -> str:
    """
    What is wrong with ``name`` as a branch, as the end of a sentence; "" when it is fine.

    Stricter than git where a name could become an option or read like another ref.

    >>> branch_problem("l10n/main"), branch_problem("-x")
    ('', 'begins with -, which commands take for an option')
    """
    if not name:
        return "is empty"
    if name.startswith("-"):
        return "begins with -, which commands take for an option"
    if bad := _FORBIDDEN.search(name):
        return f"has {bad.group()!r}, which git does not allow"
    for sequence in ("..", "@{", "//"):
        if sequence in name:
            return f"has {sequence!r}, which git does not allow"
    if name in ("@", "HEAD") or name.startswith("refs/"):
        return "is a name that git keeps for itself"
    if name.startswith("/") or name.endswith(("/", ".")):
        return "begins or ends with / or ends with ."
    if any(part.startswith(".") or part.endswith(".lock") for part in name.split("/")):
        return "has a part that begins with . or ends with .lock"
    if not name.isprintable() or len(name.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        return "has characters that cannot be printed, or is too long"
    return ""
