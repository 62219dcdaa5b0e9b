"""Values as nodes to be written, with what the source's entry tells of quotes and layout."""

from ci_l10n.errors import Location
from ci_l10n.formats.base import Change, KeyConflict, Reading
from ci_l10n.formats.yaml.scalars import is_text
from ci_l10n.formats.yaml.tree import Container, Document, NewNode, Node, Raw, Text, members_of
from ci_l10n.formats.yaml.units import has_only_other, makes_plural_set
from ci_l10n.model import Catalog, Forms, Value, texts_of


class Modeller:
    """Makes nodes of values; ``path`` is for error messages."""

    def __init__(self, source: Catalog, reading: Reading) -> None:
        self.source = source
        self.model: Document = source.layout
        self.path = reading.path
        self.only_other = has_only_other(reading.locale)

    def node(self, key: str, value: Value) -> Node:
        """``value`` with what the source's entry tells of quotes."""
        if isinstance(value, str):
            unit = self.source.units.get(key)
            return self._text(value, *(members_of(unit) if unit is not None else (None, 0)))
        return self.forms(key, value)

    def forms(self, key: str, value: Forms) -> NewNode:
        unit = self.source.units.get(key)
        container, index = members_of(unit) if unit is not None else (None, 0)
        row = container.rows[index] if container is not None else None
        origin = row[6] if row is not None and isinstance(row[6], Container) else None
        if origin is not None and origin.is_map != (value.kind == "plural"):
            origin = None
        if value.kind == "array":
            node = NewNode(False, origin, is_set=True)
            for suffix, text in value.parts:
                number = int(suffix.strip("[]"))
                node.children[number] = self._text(text, origin, number)
            return node
        node = NewNode(True, origin, is_set=True)
        for suffix, text in value.parts:
            name = suffix.lstrip("._")
            at = origin.names().get(name, len(origin.rows) - 1) if origin is not None else 0
            node.children[name] = self._text(text, origin, at)
        if not makes_plural_set({suffix.lstrip("._"): text for suffix, text in value.parts}, self.only_other):
            # Too few forms would read as a group of keys; a null is no form.
            node.children["one" if "other" in node.children else "other"] = Raw("~")
        return node

    def _text(self, value: str, container: Container | None, index: int) -> Text:
        if container is None or index >= len(container.rows):
            return Text(value)
        _, _, _, start, end, style, old = container.rows[index]
        if not isinstance(old, str) or not is_text(old, style):
            return Text(value)
        raw = self.model.text[start:end] if style in ("|", ">") else ""
        return Text(value, style, old, raw)

    def check(self, change: Change) -> None:
        for text in texts_of(change.value) if change.value is not None else ():
            if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
                raise KeyConflict(
                    f"{change.key!r} holds half of a character (a lone surrogate), which YAML cannot hold",
                    hint="correct the translation",
                    location=Location(self.path, key=change.key),
                )
