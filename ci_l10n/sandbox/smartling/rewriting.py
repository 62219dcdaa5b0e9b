"""What the vendor does to texts and files on their way out, each by a knob."""

from collections.abc import Mapping

from ci_l10n.sandbox.smartling.filetypes import FileType
from ci_l10n.sandbox.smartling.knobs import Knobs
from ci_l10n.sandbox.smartling.strings import String


def rewritten(text: str, string: String, kind: FileType, knobs: Knobs) -> str:
    return text


def style(
    kind: FileType, rendered: bytes, source: bytes, locale: str, knobs: Knobs, targets: Mapping[str, str]
) -> bytes:
    return rendered
