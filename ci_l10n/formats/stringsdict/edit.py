"""The edits of a property list."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.base import Change
from ci_l10n.formats.placing import place
from ci_l10n.formats.spans import Edit, apply_edits
from ci_l10n.formats.stringsdict.layout import FORMAT_KEY, SUFFIXES, Layout, Leaf, bare, forms, is_bare
from ci_l10n.formats.stringsdict.text import TextStyle, impossible, style_of, write
from ci_l10n.formats.xml_layout import Block, filled, insertions, relaid, removals
from ci_l10n.model import Forms, Value

_LINE_END = b"\0"  # in copied texts, which must not be indented anew; no XML file can hold it
_GAP = re.compile(rb"(</(?:key|string|dict)>|<dict>|/>)\s++(?=<)")  # texts of blanks are none
_SAMPLE = 300
_STEP = b"\t"


class Texts:
    """Writes texts and plural forms into ``layout``; ``newline`` ends their lines."""

    def __init__(self, layout: Layout, source: Layout, newline: bytes, common: TextStyle) -> None:
        self.layout, self.source, self.plist = layout, source, layout.plist
        self.newline, self.common = newline, common
        self.copying = newline == _LINE_END

    def value_edits(self, leaf: Leaf, value: Value) -> list[Edit]:
        """Give ``leaf`` the value, which is of its kind; nothing where it has it already."""
        twin = self.source.leaves.get(leaf.key)
        if isinstance(value, Forms):
            return [
                *self._format_edits(leaf, dict(value.parts).get("")),
                *self._form_edits(leaf, value, twin),
            ]
        if leaf.is_format and is_bare(value):
            raise ContentError(
                f"the translation of the format of {leaf.key!r} is nothing but one of its variables: {value!r}",
                hint="leave text around the variable, or change the file by hand",
                location=Location(self.plist.document.path, leaf.line, key=leaf.key),
            )
        hint = self.source.plist.raw(twin.element) if twin and twin.kind == "text" else ""
        return self._text_edits(leaf.key, leaf.element, value, hint)

    def _text_edits(self, key: str, index: int, text: str, hint: str) -> list[Edit]:
        element, raw = self.plist.element(index), self.plist.raw(index)
        if self.plist.text(index) == text:
            if not self.copying or "\n" not in raw:
                return []
            kept = raw.encode().replace(b"\r\n", self.newline).replace(b"\n", self.newline)
            return [Edit(element.inner, element.inner_end, kept)]
        new = self._written(key, text, raw if raw.strip() else hint)
        if element.is_empty_tag:
            return [filled(self.plist.document.text, element, new)]
        return [Edit(element.inner, element.inner_end, new)]

    def _written(self, key: str, text: str, model: str) -> bytes:
        if character := impossible(text):
            raise ContentError(
                f"the translation holds the character U+{ord(character):04X}, which no XML file can hold",
                hint="remove it from the translation",
                location=Location(self.plist.document.path, key=key),
            )
        return write(text, style_of(model).over(self.common), self.newline.decode()).encode()

    def _format_edits(self, leaf: Leaf, wanted: str | None) -> list[Edit]:
        """The format of an entry with one variable; left alone where the value says nothing of it."""
        if not leaf.variable or wanted is None:
            return []
        if leaf.format < 0:
            return self._new_format(leaf, wanted) if wanted != bare(leaf.variable) else []
        return self._text_edits(leaf.key, leaf.format, wanted, "")

    def _new_format(self, leaf: Leaf, text: str) -> list[Edit]:
        container = self.plist.container(leaf.home)
        indent = container.indent(0)
        between = b"" if indent is None else self.plist.document.newline + indent
        new = f"<key>{FORMAT_KEY}</key>".encode() + between
        new += b"<string>" + self._written(leaf.key, text, "") + b"</string>" + between
        start = container.children[0].start
        return [Edit(start, start, new)]

    def _form_edits(self, leaf: Leaf, value: Forms, twin: Leaf | None) -> list[Edit]:
        plist = self.plist
        present = forms(plist, leaf.element)
        hints = forms(self.source.plist, twin.element) if twin and twin.kind == "plural" else {}
        wanted = {suffix: text for suffix, text in value.parts if suffix}
        edits: list[Edit] = []
        for suffix, pair in present.items():
            if suffix in wanted:
                hint = self.source.plist.raw(hints[suffix].value) if suffix in hints else ""
                edits += self._text_edits(leaf.key, pair.value, wanted[suffix], hint)
        pairs, container = plist.pairs(leaf.element), plist.container(leaf.element)
        gone = {
            number
            for number, pair in enumerate(pairs)
            if pair.name in SUFFIXES and plist.is_string(pair.value) and SUFFIXES[pair.name] not in wanted
        }
        edits += removals(container, gone, lambda comment: False)
        new = [suffix for suffix in wanted if suffix not in present]
        if not new:
            return edits
        model = plist.raw(next(iter(reversed(present.values()))).value)
        sign = _between(
            container.text, plist.element(pairs[-1].key).end, plist.element(pairs[-1].value).start
        )

        def block_of(suffix: str, indent: bytes | None) -> Block:
            between = sign if sign is not None else b"" if indent is None else plist.document.newline + indent
            text = self._written(leaf.key, wanted[suffix], model)
            return Block(f"<key>{suffix[1:]}</key>".encode() + between + b"<string>" + text + b"</string>")

        position = {SUFFIXES.get(pair.name, pair.name): number for number, pair in enumerate(pairs)}
        names = [SUFFIXES.get(pair.name, pair.name) for pair in pairs]
        return edits + insertions(
            container,
            _placed(names, [suffix for suffix in present if suffix in wanted], new),
            position,
            block_of,
            indent=container.indent(0),
            newline=plist.document.newline,
            gone=gone,
        )

    def removal_edits(self, entry: int, keys: Iterable[str]) -> list[Edit]:
        """Take some, not all, of the leaves of an entry out."""
        gone = [self.layout.leaves[key] for key in keys]
        elements = {leaf.element for leaf in gone}
        every = [self.layout.leaves[key] for key in self.layout.of_entry[entry]]
        stays = {option for leaf in every if leaf.element not in elements for option in leaf.options}
        values: dict[int, None] = {}  # of the pairs that go
        for leaf in gone:
            option = next((option for option in leaf.options if option not in stays), None)
            if option is not None:
                values[option] = None
            elif leaf.kind == "text":
                values[leaf.element] = None
            else:
                values |= dict.fromkeys(
                    pair.value
                    for pair in self.plist.pairs(leaf.element)
                    if pair.name in SUFFIXES and self.plist.is_string(pair.value)
                )
                if leaf.format >= 0:
                    values[leaf.format] = None
        by_home: dict[int, set[int]] = {}
        for value in values:
            by_home.setdefault(self.plist.elements.parent(value), set()).add(value)
        edits: list[Edit] = []
        for home, found in by_home.items():
            numbers = {n for n, pair in enumerate(self.plist.pairs(home)) if pair.value in found}
            edits += removals(self.plist.container(home), numbers, lambda comment: False)
        return edits


def _usual_style(layout: Layout) -> TextStyle:
    return style_of(
        "".join(
            layout.plist.raw(index)
            for leaf in islice(layout.leaves.values(), _SAMPLE)
            for index in _strings(layout, leaf)
        )
    )


def _strings(layout: Layout, leaf: Leaf) -> list[int]:
    if leaf.kind == "text":
        return [leaf.element]
    return [pair.value for pair in forms(layout.plist, leaf.element).values()]


def _between(text: bytes, start: int, end: int) -> bytes | None:
    """What stands between key and value on one line; None when they are on two."""
    found = text[start:end]
    return None if b"\n" in found else found


def _placed(names: Sequence[str], present: Sequence[str], new: Sequence[str]) -> list[tuple[str | None, str]]:
    """Where new forms go: as CLDR orders them, behind what is no form."""
    first = min((names.index(suffix) for suffix in present), default=len(names))
    before = names[first - 1] if first else None
    return [
        (before if anchor is None else anchor, suffix)
        for anchor, suffix in place(present, list(SUFFIXES.values()), new)
    ]


def _suits(leaf: Leaf, value: Value) -> bool:
    """Whether ``value`` can be a value of ``leaf``: only a set of one variable has a format."""
    if isinstance(value, str):
        return leaf.kind == "text"
    return leaf.kind == "plural" and (bool(leaf.variable) or all(suffix for suffix, _ in value.parts))


class Editor:
    """Makes the changes of one target."""

    def __init__(
        self, layout: Layout, source: Layout, path: str, keeps_heading: Callable[[bytes], bool]
    ) -> None:
        self.layout, self.source, self.path = layout, source, path
        self.keeps_heading = keeps_heading
        self.root = layout.plist.container(layout.plist.root)
        self.model = self.root if source is layout else source.plist.container(source.plist.root)
        document = layout.plist.document
        self.newline = document.newline if b"\n" in document.text else source.plist.document.newline
        self.texts = Texts(layout, source, self.newline, _usual_style(layout if layout.leaves else source))

    def edits(self, changes: Sequence[Change], gone: Iterable[int] = ()) -> list[Edit]:
        """``gone`` are the numbers of entries to be taken out besides."""
        layout = self.layout
        removed: dict[int, set[str]] = {}
        changed: dict[int, dict[str, Value]] = {}
        new: dict[str, dict[str, Value]] = {}  # name of an entry: values by key
        for key, value, _ in changes:
            leaf = layout.leaves.get(key)
            if value is None:
                if leaf:
                    removed.setdefault(leaf.entry, set()).add(key)
            elif leaf and self._fits(leaf, value):
                changed.setdefault(leaf.entry, {})[key] = value
            else:
                new.setdefault(self._entry_of(key, value), {})[key] = value
        entries = set(gone) | {n for n, keys in removed.items() if keys == set(layout.of_entry[n])}
        entries |= {n for n, (name, _, _) in enumerate(layout.entries) if layout.last[name] in entries}
        edits: list[Edit] = []
        replaced = {layout.last[name] for name in new if name in layout.last} - entries
        for number in replaced:
            values = changed.pop(number, {}) | new.pop(layout.entries[number].name)
            edits.append(self._replacement(number, values, removed.pop(number, set())))
        for values in changed.values():
            for key, value in values.items():
                edits += self.texts.value_edits(layout.leaves[key], value)
        for number, keys in removed.items():
            if number not in entries:
                edits += self.texts.removal_edits(number, keys)
        edits += removals(self.root, entries, self.keeps_heading)
        edits += self._insertions(new, entries)
        return layout.plist.document.in_file(edits)

    def _fits(self, leaf: Leaf, value: Value) -> bool:
        if isinstance(value, str) or leaf.kind == "text":
            return isinstance(value, str) and leaf.kind == "text"
        text = dict(value.parts).get("")
        if not leaf.variable or text is None:
            return text is None
        twin = self.source.leaves.get(leaf.key)
        return not twin or twin.variable == leaf.variable or f"#@{leaf.variable}@" in text

    def _entry_of(self, key: str, value: Value) -> str:
        """The name of the source's entry that has ``key``, whose value can be ``value``."""
        leaf = self.source.leaves.get(key)
        if leaf is None:
            raise self._refusal(
                key,
                f"{key!r} cannot be written: the source does not have it",
                "remove it from the translation, or add it to the source",
            )
        if not _suits(leaf, value):
            raise self._refusal(
                key,
                f"{key!r} is of another kind in the source than in the translation",
                "send the source again, so that both are of one kind",
            )
        return self.source.entries[leaf.entry].name

    def _refusal(self, key: str, message: str, hint: str) -> ContentError:
        return ContentError(message, hint=hint, location=Location(self.path, key=key))

    def _replacement(self, number: int, values: Mapping[str, Value], removed: set[str]) -> Edit:
        """The source's entry in place of one that is made otherwise, with what it has beyond ``values``."""
        others = [
            key for key in self.layout.of_entry.get(number, ()) if key not in values and key not in removed
        ]
        kept = {key: self.layout.value(self.layout.leaves[key]) for key in others}
        for key, value in kept.items():
            leaf = self.source.leaves.get(key)
            if leaf is None or not _suits(leaf, value):
                raise self._refusal(
                    key,
                    f"{key!r} would be lost: the source makes this entry in another way",
                    "make the entry of the target as the source does, and merge again",
                )
        values = {**kept, **values}
        child = self.root.children[number]
        block = self._copied(self.layout.entries[number].name, values, self.root.indent(number))
        return Edit(child.start, child.end, block.lines)

    def _insertions(self, new: Mapping[str, Mapping[str, Value]], gone: set[int]) -> list[Edit]:
        if not new:
            return []
        layout, source = self.layout, self.source
        present = [
            pair.name
            for n, pair in enumerate(layout.entries)
            if n not in gone and layout.last[pair.name] == n
        ]
        order = [pair.name for n, pair in enumerate(source.entries) if source.last[pair.name] == n]
        model = self.model
        indent = next(
            (blanks for n in range(len(model.children)) if (blanks := model.indent(n)) is not None), _STEP
        )
        return insertions(
            self.root,
            place(present, order, list(new)),
            layout.last,
            lambda name, blanks: self._copied(name, new[name], blanks),
            indent=indent,
            newline=self.newline,
            gone=gone,
        )

    def _is_on_one_line(self) -> bool:
        """Whether the entries of the target have no line ends."""
        children = self.root.children
        return len(children) > 0 and b"\n" not in self.root.text[children[0].start : children[0].end]

    def _copied(self, name: str, values: Mapping[str, Value], indent: bytes | None) -> Block:
        """The source's entry with ``values`` in it, to stand in the target on a line that begins with ``indent``."""
        source = self.source
        number = source.last[name]
        texts = Texts(source, source, _LINE_END, self.texts.common)
        keys = source.of_entry[number]
        edits = [
            edit
            for key in keys
            if key in values
            for edit in texts.value_edits(source.leaves[key], values[key])
        ]
        edits += texts.removal_edits(number, [key for key in keys if key not in values])
        model = self.model
        child = model.children[number]
        shifted = [Edit(start - child.start, end - child.start, new) for start, end, new in edits]
        lines = apply_edits(model.text[child.start : child.end], shifted)
        own = model.indent(number) or b""
        if indent is None:
            if self._is_on_one_line():
                lines = _GAP.sub(rb"\1", lines)
            return Block(lines.replace(_LINE_END, self.newline))
        return Block(
            relaid(lines, own, indent, self.newline).replace(_LINE_END, self.newline),
            relaid(model.comment(number), own, indent, self.newline),
            model.has_blank_line_above(number),
            model.has_blank_line_below(number),
            model.heads_others(number),
        )
