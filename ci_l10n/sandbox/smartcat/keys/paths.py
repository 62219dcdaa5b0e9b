"""Where an exported file lies: a template with placeholders for the language and for labels."""

import re
from collections.abc import Sequence

from ci_l10n.sandbox.smartcat.failures import ApiError

PLACEHOLDER = re.compile(r"\{(LANGUAGE|LOCALE:IOS|LOCALE:ANDROID|LABEL:[^{}]*)\}")


class Template:
    """`values-{LOCALE:ANDROID}/{LABEL:file:}.xml`; 400 for what would leave the archive or is no placeholder."""

    def __init__(self, text: str) -> None:
        unknown = re.search(r"\{[^{}]*\}", PLACEHOLDER.sub("", text))
        if unknown:
            raise ApiError(400, "BadTemplate", f"'{unknown.group()}' is no placeholder of a path template.")
        if text.startswith("/") or "\\" in text or ".." in text.split("/"):
            raise ApiError(400, "BadTemplate", f"The path template '{text}' is not valid.")
        self._text = text

    @property
    def splits_by_label(self) -> bool:
        return "{LABEL:" in self._text

    def path(self, language: str, labels: Sequence[str] = ()) -> str:
        """The path for a language and, where the template tells files apart by label, for a key with ``labels``."""

        def value(match: re.Match[str]) -> str:
            name = match[1]
            if name == "LOCALE:ANDROID":
                return android_locale(language)
            if name.startswith("LABEL:"):
                return _rest_of_label(labels, name.removeprefix("LABEL:"))
            return language

        return PLACEHOLDER.sub(value, self._text)


def _rest_of_label(labels: Sequence[str], prefix: str) -> str:
    """What follows ``prefix`` in the first label that has it; "" for keys without such a label."""
    found = next((label for label in labels if label.startswith(prefix)), "")
    return found.removeprefix(prefix).lstrip(":")


def android_locale(language: str) -> str:
    """
    A resource qualifier as the service writes it: `pt-rBR`, and `zh-rHans`, which Android itself does not know.

    pixab, a client that writes resources, renames the folder `zh-rHans` by itself.
    """
    return language.replace("-", "-r")
