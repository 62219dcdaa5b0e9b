"""Gives texts of a string catalog other values, in one locale."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.base import Change
from ci_l10n.formats.json.scan import Container
from ci_l10n.formats.json.style import learn_style, line_indent
from ci_l10n.formats.json.tree import Document, NewNode, TextEdit
from ci_l10n.formats.json.write import BodyChange, BodyWriter
from ci_l10n.formats.placing import place as place_keys
from ci_l10n.formats.spans import Edit
from ci_l10n.formats.xcstrings.draft import CatalogRenderer, Draft, has_spaced_empty_objects
from ci_l10n.formats.xcstrings.index import Place, Spellings
from ci_l10n.formats.xcstrings.plain import PlainTexts
from ci_l10n.formats.xcstrings.scan import Outline
from ci_l10n.formats.xcstrings.shapes import UNFINISHED
from ci_l10n.model import Catalog, Forms, Locale, Unit


@dataclass(frozen=True, slots=True)
class Layout:
    """A catalog as one side sees it: the members its keys mean, and how it spells the locale."""

    outline: Outline
    rows: dict[str, int]
    spelled: Locale


class Editor:
    """Collects the changes of one catalog."""

    def __init__(self, target: Catalog, source: Catalog, path: str, locale: Locale) -> None:
        self.target, self.source, self.path = target, source, path
        self.layout: Layout = target.layout
        self.model: Layout = source.layout
        self.spellings = Spellings(locale)
        self.locale = self.layout.spelled
        self._entries: dict[str, Draft] = {}  # by the catalog's own key
        self._plain = PlainTexts(self.locale)
        self._replaced: list[tuple[tuple[int, int], str]] = []  # spans of texts, and what they are to say
        self._originals: dict[str, Draft] = {}  # entries of the source

    def apply(self, changes: Sequence[Change], state: str = "translated") -> None:
        """Make ``changes``; ``state`` is that of texts which nobody is asked to review."""
        for change in changes:
            unit = self.target.units.get(change.key)
            if change.value is None:
                if unit is not None:
                    self._remove(unit)
            elif unit is None:
                self._write(self._place(change.key), change, state)
            elif (unit.value, unit.needs_review) == (change.value, change.review):
                continue
            elif not self._write_plain(unit, change, state):
                self._write(unit.place, change, state)

    def edits(self) -> list[Edit]:
        text = self.layout.outline.text
        style = learn_style(self.model.outline.text, _beginning(self.model.outline))
        if self.source.data != self.target.data:
            style = learn_style(text, _beginning(self.layout.outline), style)
        renderer = CatalogRenderer(style, spaced=has_spaced_empty_objects(text))
        found = [TextEdit(*span, style.quote(value)) for span, value in self._replaced]
        new: dict[str, Draft] = {}
        for name, draft in self._entries.items():
            draft.prune()
            if name in self.layout.rows:
                _, _, start, _, _ = self.layout.outline.strings.rows[self.layout.rows[name]]
                shift = start - draft.container.start  # type: ignore[union-attr]  # it was scanned
                found += (TextEdit(a + shift, b + shift, c) for a, b, c in draft.edits(renderer))
            else:
                new[name] = draft
        if new:
            found += self._insertions(new, renderer)
        outline = self.layout.outline
        return Document(text, outline.root, outline.offset, chrome=False, arb=False).encode(found)

    # What to do with a text

    def _place(self, key: str) -> Place:
        """Where a text goes that the target lacks: where the source has it."""
        unit = self.source.units.get(key)
        if unit is None:
            raise ContentError(
                f"{key!r} cannot be written: the source does not have it",
                hint="remove it from the translation, or add it to the source",
                location=Location(self.path, key=key),
            )
        place: Place = unit.place
        return place

    def _write_plain(self, unit: Unit, change: Change, state: str) -> bool:
        """Replace a plain text by another; False where it is not as plain as that."""
        place: Place = unit.place
        if place.path or not isinstance(change.value, str) or not isinstance(unit.value, str):
            return False
        if place.name in self._entries:
            return False
        _, _, start, end, _ = self.layout.outline.strings.rows[self.layout.rows[place.name]]
        spans = self._plain.find(self.layout.outline.text, start, end, unit.value)
        if spans is None or (spans.state is None and change.review):
            return False
        changed = unit.value != change.value
        wanted = _next_state(spans.state, change, state, changed=changed or change.review)
        if wanted is not None and wanted != spans.state:
            self._replaced.append((spans.state_span, wanted))
        if changed:
            self._replaced.append((spans.value_span, change.value))
        return True

    def _write(self, place: Place, change: Change, state: str) -> None:
        holder = self._holder(place)
        value = change.value
        if place.path[:1] == ("substitutions",):
            self._complete_substitution(place)
        if isinstance(value, str):
            _clear(holder, "stringUnit")
            changed = _unit_text(holder) != value
            _write_unit(holder.child("stringUnit"), value, _state(holder, change, state, changed=changed))
        elif isinstance(value, Forms) and value.kind == "array":
            _clear(holder, "stringSet")
            _write_set(holder.child("stringSet"), [text for _, text in value.parts], change, state)
        elif isinstance(value, Forms):
            _clear(holder, "plural")
            _write_plural(holder.child("variations").child("plural"), value, change, state)

    def _remove(self, unit: Unit) -> None:
        place: Place = unit.place
        if len(place.path) == 2 and place.path[0] == "substitutions":
            self._holder(Place(place.name, ("substitutions",))).remove(place.path[1])
            return
        holder = self._holder(place)
        if isinstance(unit.value, str):
            holder.remove("stringUnit")
        elif unit.value.kind == "array":
            holder.remove("stringSet")
        else:
            plural = holder.child("variations").child("plural")
            for suffix, _ in unit.value.parts:
                _remove_text(plural, suffix[1:])

    # Finding the place

    def _holder(self, place: Place) -> Draft:
        """The object that holds the text or its forms, existing or new."""
        localizations = self._entry(place.name).child("localizations", self.layout.outline.language)
        spelled = self.locale
        if not localizations.has(spelled):
            spelled = self.spellings.find(dict.fromkeys(localizations.names())) or spelled
        draft = localizations.child(spelled)
        for part in place.path:
            draft = draft.child(part)
        return draft

    def _entry(self, name: str) -> Draft:
        if name not in self._entries:
            if name in self.layout.rows:
                self._entries[name] = self._scanned(name, self.layout)
            else:
                self._entries[name] = self._copy(name)
        return self._entries[name]

    def _copy(self, name: str) -> Draft:
        """The source's entry, whole, but for what it says in our locale."""
        draft = self._scanned(name, self.model)
        localizations = draft.child("localizations")
        spelled = self.spellings.find(dict.fromkeys(localizations.names()))
        if spelled is not None and spelled != self.model.outline.language:
            localizations.remove(spelled)
        return draft

    def _scanned(self, name: str, layout: Layout) -> Draft:
        text = layout.outline.text
        _, start, value_start, end, _ = layout.outline.strings.rows[layout.rows[name]]
        indent = line_indent(text, start)
        if text[value_start] != "{":
            raise ContentError(
                f"{name!r} cannot be edited: it is no object",
                hint="delete it, and let Xcode write it again",
                location=Location(self.path, text.count("\n", 0, start) + 1, key=name),
            )
        container = Container("{", len(indent))
        container.end = len(indent) + end - value_start
        return Draft(f"{indent}{text[value_start:end]}", container)

    def _complete_substitution(self, place: Place) -> None:
        """What a substitution says of its argument, taken from the source's where the target has none yet."""
        path = place.path[:2]
        draft = self._holder(Place(place.name, path))
        if draft.container is not None or draft.names():
            return
        if place.name not in self._originals:
            self._originals[place.name] = self._scanned(place.name, self.model)
        original = self._originals[place.name].child("localizations").child(self.model.spelled)
        for part in path:
            original = original.child(part)
        for name, node in original.node().children.items():
            if name != "variations":
                draft.set(str(name), node[name])

    def _insertions(self, new: dict[str, Draft], renderer: CatalogRenderer) -> Iterator[TextEdit]:
        """Whole entries, after their predecessors in the source."""
        strings = self.layout.outline.strings
        change = BodyChange(strings)
        group_of: dict[str, list[str]] = {}
        groups: dict[int, list[str]] = {}
        present = [row[0] for row in strings.rows]
        for anchor, name in place_keys(present, list(self.model.rows), list(new)):
            if anchor in group_of:
                group = group_of[anchor]
                group.insert(group.index(anchor) + 1, name)
            else:
                group = groups.setdefault(-1 if anchor is None else self.layout.rows[anchor], [])
                group.insert(0, name)
            group_of[name] = group
        for position, names in groups.items():
            change.added[position] = [(name, new[name].node()) for name in names]
        yield from BodyWriter(self.layout.outline.text, renderer, change).edits()


def _beginning(outline: Outline) -> Container:
    """The root with some of its strings, enough to learn the style from."""
    root = Container("{", outline.root.start)
    for index, row in enumerate(outline.root.rows):
        child = row[4]
        if isinstance(child, Container):
            child = Container("{", row[2], root, index)
            child.rows += outline.strings.rows[:50]
        root.rows.append((*row[:4], child))
    return root


def _clear(holder: Draft, shape: str) -> None:
    """Take out what the holder says in another shape than ``shape``."""
    for name in ("stringUnit", "stringSet"):
        if name != shape and holder.has(name):
            holder.remove(name)
    if shape != "plural" and holder.has("variations"):
        holder.child("variations").remove("plural")


def _write_unit(unit: Draft, text: str, state: str | None) -> None:
    if state is not None:
        unit.set("state", state)
    unit.set("value", text)


def _write_set(unit: Draft, texts: list[str], change: Change, state: str) -> None:
    current = unit.texts("values")
    wanted = _state_of(unit, change, state, changed=current != texts)
    if wanted is not None:
        unit.set("state", wanted)
    if current != texts:
        unit.set("values", NewNode(False, children={i: {i: text} for i, text in enumerate(texts)}))


def _write_plural(plural: Draft, value: Forms, change: Change, state: str) -> None:
    wanted = {suffix.lstrip("."): text for suffix, text in value.parts}
    for name in plural.names():
        if name not in wanted and _unit_text(plural.child(name)) is not None:
            _remove_text(plural, name)
    texts = {name: _unit_text(plural.child(name)) for name in wanted}
    none_differs = texts == wanted
    for name, text in wanted.items():
        case = plural.child(name)
        changed = none_differs or texts[name] != text
        _write_unit(case.child("stringUnit"), text, _state(case, change, state, changed=changed))


def _remove_text(plural: Draft, name: str) -> None:
    """Take out a form, and all of its case where it had nothing else."""
    case = plural.child(name)
    case.remove("stringUnit")
    if not case.names():
        plural.remove(name)


def _state(holder: Draft, change: Change, state: str, *, changed: bool) -> str | None:
    return _state_of(holder.child("stringUnit"), change, state, changed=changed)


def _state_of(unit: Draft, change: Change, state: str, *, changed: bool) -> str | None:
    """The state to be written; None where it stays as it is."""
    if unit.container is None:
        return "needs_review" if change.review else state
    current = unit.get("state")
    return _next_state(current if isinstance(current, str) else None, change, state, changed=changed)


def _next_state(current: str | None, change: Change, state: str, *, changed: bool) -> str | None:
    if change.review:
        return "needs_review" if changed else None
    if current in UNFINISHED or (changed and current is not None):
        return state
    return None


def _unit_text(holder: Draft) -> str | None:
    if not isinstance(holder.get("stringUnit"), Container):
        return None
    value = holder.child("stringUnit").get("value")
    return value if isinstance(value, str) else None
