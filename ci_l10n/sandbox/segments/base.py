"""What a file is to a translation platform: texts to translate, and the way back into a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


class Unreadable(ValueError):
    """The file cannot be taken apart; the text says why."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """
    One text of a source file.

    ``key`` is unique in the file and stays when other texts come and go. ``form`` is the plural form (`few`, or a
    number in gettext), "" for a plain text. ``is_extra``: a form only the target language has, translated from the
    nearest one of the source. ``target`` is a translation the file brought along.
    """

    key: str
    text: str
    form: str = ""
    is_extra: bool = False
    target: str = ""

    @property
    def words(self) -> int:
        return len(self.text.split())


class FileForm(Protocol):
    """One kind of file."""

    is_bilingual: bool  # the file holds source and target: what is not translated stays empty

    def parse(self, content: bytes, language: str) -> list[SourceText]:
        """The texts to translate into ``language``, in file order; raises `Unreadable`."""

    def render(self, content: bytes, language: str, targets: Mapping[str, str]) -> bytes:
        """The file in ``language``, in the platform's own style; ``targets`` by key, a missing one is left out."""


def decode(content: bytes) -> str:
    """Text of a file in the encoding its byte order mark tells, else UTF-8, else Latin-1."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")
