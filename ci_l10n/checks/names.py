"""Placeholders that a framework fills in whether the source names them or not."""

from collections.abc import Sequence

from ci_l10n.checks.placeholders import FINDERS, OTHER_FINDERS

# What ActiveModel passes to each message of a validation ("Error Message Interpolation" in the Rails I18n guide)
_OF_MESSAGES = frozenset({"attribute", "model", "value"})
_OF_VALIDATIONS = _OF_MESSAGES | {"count", "message"}
# What the heading and the introduction of a list of errors get
_OF_TEMPLATES = frozenset({"count", "model"})
_TWO_DIGITS = frozenset(str(number) for number in range(10, 100))


def always_passed(key: str, sources: Sequence[str]) -> frozenset[str]:
    """
    Names that ``%{...}`` may use under ``key`` more often than the source does.

    Without a key it is judged by the source: one that has other names is no message of a validation.

    >>> sorted(always_passed("errors.messages.blank", ["can't be blank"]))
    ['attribute', 'model', 'value']
    >>> always_passed("home.title", ["Welcome"])
    frozenset()
    """
    segments = key.split(".")
    if "template" in segments and "errors" in segments:
        return _OF_TEMPLATES
    if key:
        return _OF_MESSAGES if "errors" in segments else frozenset()
    of_source = {name for source in sources for name, _ in FINDERS["ruby"](source)}
    return _OF_MESSAGES - {"value"} if of_source <= _OF_VALIDATIONS else frozenset()


def prose_of_qt(sources: Sequence[str]) -> frozenset[str]:
    """Qt's numbers that are rather percentages (``%50 indirim``): two digits, where the source has no such number."""
    of_source = (name for source in sources for name, _ in OTHER_FINDERS["qt"][1](source))
    return frozenset() if any(len(name) > 1 for name in of_source) else _TWO_DIGITS
