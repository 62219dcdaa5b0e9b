"""The edits of a target file: translations that change, come and go."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.base import Change, Reading
from ci_l10n.formats.placing import place
from ci_l10n.formats.spans import Edit
from ci_l10n.formats.xliff.blocks import Manner, copied, taken_out
from ci_l10n.formats.xliff.edit import attribute_span, value_edits
from ci_l10n.formats.xliff.index import Entry, Parts
from ci_l10n.formats.xliff.layout import Layout, Node, line_start, unit_path
from ci_l10n.formats.xliff.text import meaning
from ci_l10n.formats.xml_layout import Block, insertions
from ci_l10n.model import Catalog, Value

_DEFAULT_STEP = b"  "
_LEADING = ""  # the notes and other elements that come before all units of a group


def text_of(key: str, value: Value, path: str) -> str:
    """A value that XLIFF can hold: it has neither plural sets nor arrays."""
    if isinstance(value, str):
        return value
    raise ContentError(
        "the translation is a set of texts, and an XLIFF unit holds one",
        hint="are source and translation in the same format?",
        location=Location(path, key=key),
    )


class Editor:
    """Edits ``target`` with the help of ``source``."""

    def __init__(self, target: Layout, origin: Catalog, reading: Reading) -> None:
        self.target = target
        self.origin = origin
        self.source: Layout = origin.layout
        self.reading = reading

    @cached_property
    def manner(self) -> Manner:
        """How the target is laid out, and how it spells its locale."""
        target, source = self.target, self.source
        spelled = (file.attributes.get("target-language", "") for file in target.file_elements())
        return Manner(
            (target if b"\n" in target.text else source).newline,
            target.step or source.step or _DEFAULT_STEP,
            next(filter(None, spelled), self.reading.locale),
        )

    def edits(self, changes: Sequence[Change]) -> list[Edit]:
        edits: list[Edit] = []
        new: dict[str, str] = {}
        review = frozenset(change.key for change in changes if change.review)
        removed = {change.key for change in changes if change.value is None}
        for key, value, _ in changes:
            if value is None:
                continue
            text = text_of(key, value, self.reading.path)
            entry = self.target.find(key)
            if entry is None:
                new[key] = text
            else:
                edits += self._changed(entry, text, is_review=key in review)
        gone = [entry for entry in self.target.entries if entry.key in removed] if removed else []
        edits += taken_out(self.target, gone, self.source.text)
        return edits + (self._added(new, review, {entry.start for entry in gone}) if new else [])

    def _changed(self, entry: Entry, value: str, *, is_review: bool) -> list[Edit]:
        layout = self.target
        original = self.source.find(entry.key)
        if original is None:
            return value_edits(layout, entry, value, "review" if is_review else "done")
        theirs = self.source.parts(original)
        models = self.source.raw(theirs.target), self.source.raw(theirs.source)
        edits = value_edits(layout, entry, value, "review" if is_review else "done", models)
        if edits:
            ours = layout.parts(entry)
            self._ensure_same(entry, ours, theirs)
            edits += self._source_edits(entry, ours, theirs)
            if entry.is_aside and (span := attribute_span(layout.text, ours.unit, "translate")):
                edits.append(Edit(*span, b""))  # the source wants it translated now
        return edits

    def _ensure_same(self, entry: Entry, ours: Parts, theirs: Parts) -> None:
        """Refuse to write into a unit that has the key by chance: ids were renumbered."""
        name, named = ours.unit.attributes.get("resname"), theirs.unit.attributes.get("resname")
        if name and named and name != named and named in self._resnames:
            raise ContentError(
                f"the unit {entry.key!r} is {named!r} in the source and {name!r} here",
                hint="give the units of the target file the ids of the source file",
                location=Location(self.reading.path, entry.line, key=entry.key),
            )

    @cached_property
    def _resnames(self) -> set[str]:
        name = self.target.prefix + "trans-unit"
        units = (element for element in self.target.elements if element.name == name)
        return {unit.attributes.get("resname", "") for unit in units}

    def _source_edits(self, entry: Entry, ours: Parts, theirs: Parts) -> list[Edit]:
        """Bring the ``<source>`` along with its new translation, where it is another one than the source file's."""
        layout, source = self.target, self.source
        if ours.source is None or ours.segmented or theirs.source is None or layout.prefix != source.prefix:
            return []
        raw = source.raw(theirs.source)
        old, new = meaning(layout.raw(ours.source), layout.prefix), meaning(raw, source.prefix)
        unit = self.origin.units.get(entry.key)
        # The source file's <source> may be a key while the target file's is the text, or the other way round.
        others = (new, unit.value if unit else new, theirs.unit.attributes.get("resname"))
        if not new or ours.source.is_empty_tag or old in others:
            return []
        raw = raw.replace("\r\n", "\n").replace("\n", layout.newline.decode())
        return [Edit(ours.source.inner, ours.source.inner_end, raw.encode("utf-8"))]

    def _added(self, new: Mapping[str, str], review: frozenset[str], gone: set[int]) -> list[Edit]:
        """Insert units, and the groups and files that are missing around them; ``gone`` says where units leave."""
        wanted: dict[str, dict[str, None]] = {}
        for key in new:
            holder, path = self._place(key)
            wanted.setdefault(holder, {})[path] = None
        edits: list[Edit] = []
        for holder, paths in wanted.items():
            node, model = self.target.nodes[holder], self.source.nodes[holder]
            edits += self._inserted(node, model, list(paths), new, review, gone)
        return edits

    def _place(self, key: str) -> tuple[str, str]:
        """(path of an element of the target, path of what is new in it) for a key of the source."""
        entry = self.source.find(key)
        if entry is None:
            raise ContentError(
                f"{key!r} cannot be written: the source does not have it",
                hint="remove it from the translation, or add it to the source",
                location=Location(self.reading.path, key=key),
            )
        node, path = self.source.node_of(entry), unit_path(key)
        while node.path not in self.target.nodes:
            path = node.path
            node = self.source.parent_of(node)
        return node.path, path

    def _inserted(
        self,
        node: Node,
        model: Node,
        paths: Sequence[str],
        new: Mapping[str, str],
        review: frozenset[str],
        gone_from: set[int],
    ) -> list[Edit]:
        gone = {n for n, child in enumerate(node.container.children) if child.start in gone_from}
        present = [key for n, key in enumerate(node.keys) if key and n not in gone]
        leading = next((n for n, key in enumerate(node.keys) if key), len(node.keys))
        positions = {**node.positions, _LEADING: leading - 1}
        placed = [
            (_LEADING if anchor is None and leading else anchor, path)
            for anchor, path in place(present, [key for key in model.keys if key], paths)
        ]

        def block_of(path: str, indent: bytes | None) -> Block:
            return copied(self.origin, model, path, new, review, indent, self.manner)

        return insertions(
            node.container,
            placed,
            positions,
            block_of,
            indent=self._indent(node),
            newline=self.manner.newline,
            gone=gone,
        )

    def _indent(self, node: Node) -> bytes | None:
        """For the first child of an element: one level more than its own; None in a file of one line."""
        outer = line_start(self.target.text, node.container.element.start)
        if outer is not None:
            return outer + self.manner.step
        return None if b"\n" not in self.target.text.strip() else self.manner.step
