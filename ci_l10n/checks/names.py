"""Placeholders that a framework fills in whether the source names them or not."""

from collections.abc import Sequence

from ci_l10n.checks.placeholders import FINDERS

# What ActiveModel passes to each message of a validation ("Error Message Interpolation" in the Rails I18n guide)
_OF_MESSAGES = frozenset({"attribute", "model", "value"})
_OF_VALIDATIONS = _OF_MESSAGES | {"count", "message"}
# What the heading and the introduction of a list of errors get
_OF_TEMPLATES = frozenset({"count", "model"})


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
