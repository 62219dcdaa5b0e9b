"""
Plural forms in one text, parted by ``|``: Symfony's, Laravel's and vue-i18n's ``one file|%count% files``.

How many forms there are is up to the language, so they are compared like the forms of a plural. An explicit number or
interval may stand before a form (``{0} none|[1,19] some|[20,*] many``; Symfony, "Pluralization", and ISO 31-11).
"""

import re

_INTERVAL = re.compile(
    r"\s*(?:\{\s*-?\d+(?:\s*,\s*-?\d+)*\s*\}|[\[\]]\s*(?:-?\d+|-Inf|\*)\s*,\s*(?:-?\d+|\+?Inf|\*)\s*[\[\]])\s*"
)


def forms_of(text: str) -> tuple[str, ...]:
    """
    The forms of ``text`` without their intervals; the text itself when it has no ``|``.

    >>> forms_of("{0} none|]1,Inf] %count% files")
    ('none', '%count% files')
    """
    found = []
    for part in text.split("|"):
        match = _INTERVAL.match(part)
        found.append(part[match.end() :] if match else part.strip())
    return tuple(form for form in found if form) or (text,)
