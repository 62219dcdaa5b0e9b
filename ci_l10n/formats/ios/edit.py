"""The edits of a ``.strings`` file."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.base import Change
from ci_l10n.formats.ios.insert import Writer
from ci_l10n.formats.ios.layout import Document, Replacement
from ci_l10n.formats.ios.remove import removals
from ci_l10n.formats.ios.write import Style
from ci_l10n.formats.placing import place
from ci_l10n.formats.spans import Edit
from ci_l10n.model import Catalog, Value


class Editor:
    """Makes the changes of one target; ``keeps_heading`` says whether a comment above several entries stays."""

    def __init__(
        self, target: Catalog, source: Catalog, path: str, keeps_heading: Callable[[str], bool]
    ) -> None:
        self.target, self.source, self.path = target, source, path
        self.document: Document = target.layout
        self.model: Document = source.layout
        self.style = Style(self.document, self.model)
        self.keeps_heading = keeps_heading

    def edits(self, changes: Sequence[Change], gone: Iterable[int] = ()) -> list[Edit]:
        """``gone`` are the indexes of entries to be taken out besides."""
        removed = set(gone)
        new: dict[str, str] = {}
        found: list[Replacement] = []
        for key, value, _ in changes:
            unit = self.target.units.get(key)
            if value is None:
                if unit is not None:
                    removed |= {unit.place, *self.document.shadowed.get(key, ())}
            elif unit is None:
                new[key] = self._text(key, value)
            elif unit.value != value:
                found.append(self._replacement(unit.place, self._text(key, value)))
        found += removals(self.document, removed, self.keeps_heading)
        if new:
            found += self._insertions(new, removed, found)
        return self.document.in_file(found)

    def _text(self, key: str, value: Value) -> str:
        if isinstance(value, str):
            return value
        raise ContentError(
            f"{key!r} has plural forms or items, which .strings files cannot hold",
            hint="plural forms of Apple's platforms stand in .stringsdict files; check the format of the translated file",
            location=Location(self.path, key=key),
        )

    def _replacement(self, index: int, text: str) -> Replacement:
        entry = self.document.entry(index)
        if entry.value_start == entry.value_end:  # a key alone
            written = self.style.separator + self.style.replacing(text, "")
            return entry.key_end, entry.key_end, written
        old = self.document.text[entry.value_start : entry.value_end]
        return entry.value_start, entry.value_end, self.style.replacing(text, old)

    def _insertions(
        self, new: Mapping[str, str], removed: set[int], found: Sequence[Replacement]
    ) -> list[Replacement]:
        document, model = self.document, self.model
        hidden = removed | {i for indexes in document.shadowed.values() for i in indexes}
        present = {key: index for index, key in enumerate(document.keys) if index not in hidden}
        order = {key: index for index, key in enumerate(model.keys)}  # of several the last, as when reading
        known = [key for key in new if key in order]
        groups = _grouped(place(list(present), sorted(order, key=order.__getitem__), known))
        if others := [key for key in new if key not in order]:
            last = next(reversed(present), None)
            groups.setdefault(last, []).extend(others)
        kept = next(iter(present.values()), None)
        writer = Writer(document, model, self.style, order, kept)
        return [
            writer.insertion(None if anchor is None else present[anchor], keys, new, removed, found)
            for anchor, keys in groups.items()
        ]


def _grouped(placed: Iterable[tuple[str | None, str]]) -> dict[str | None, list[str]]:
    """The new keys behind each key that is present, in their final order."""
    groups: dict[str | None, list[str]] = {}
    group_of: dict[str, list[str]] = {}
    for anchor, key in placed:
        if anchor is None or anchor not in group_of:
            group = groups.setdefault(anchor, [])
            group.insert(0, key)
        else:
            group = group_of[anchor]
            group.insert(len(group) if group[-1] == anchor else group.index(anchor) + 1, key)
        group_of[key] = group
    return groups
