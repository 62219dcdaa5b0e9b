"""
Signs before a brace that belong to the words: ``${price}`` is ``{price} $`` in German, ``{n}%`` is ``%{n}`` in Turkish.

Where ``${x}`` or ``%{x}`` is a placeholder of its own, the sign is part of it; elsewhere it is moved away so that the
brace is seen.
"""

import re
from collections.abc import Collection, Sequence

_PRICE = re.compile(r"(?<!\$)\{(\w[\w.]*)\}([ \u00a0\u202f]?(?:US|CA|AU)?)\$(?!\{)")


def apart(sources: Sequence[str], translation: str, syntaxes: Collection[str]) -> tuple[tuple[str, ...], str]:
    """
    Source and translation with each sign where the placeholders of ``syntaxes`` want it.

    >>> apart(["${price}"], "{price} $", {"dollar"}), apart(["{n}% off"], "%{n} indirim", {"ruby"})
    ((('${price}',), '${price} '), (('{n}% off',), '% {n} indirim'))
    """
    texts = (*sources, translation)
    if any("${" in text for text in texts):
        if "dollar" not in syntaxes:
            texts = tuple(text.replace("${", "$ {") for text in texts)
        elif any("${" in source for source in sources):
            texts = (*texts[:-1], _PRICE.sub(r"${\1}\2", texts[-1]))
    if any("%{" in text for text in texts):
        if "ruby" not in syntaxes:
            texts = tuple(text.replace("%{", "% {") for text in texts)
        elif any("%" in s and "{" in s for s in sources) and not any("%{" in source for source in sources):
            texts = (*texts[:-1], texts[-1].replace("%{", "% {"))
    return texts[:-1], texts[-1]
