"""gettext catalogs (``.po``) and templates (``.pot``): GNU gettext manual, "The Format of PO Files"."""

import re
from collections.abc import Iterator, Mapping, Sequence

from ci_l10n import directives, plurals
from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.base import About, Change, Reading, Untranslated
from ci_l10n.formats.gettext.entries import (
    Layout,
    body_of,
    head_of,
    insertions,
    removals,
    source_entry,
)
from ci_l10n.formats.gettext.obsolete import revived
from ci_l10n.formats.gettext.scan import (
    Entry,
    Place,
    Scan,
    comment_start,
    form_spans,
    forms_of,
    open_scan,
    text_of,
)
from ci_l10n.formats.gettext.write import (
    Style,
    comment_lines,
    flag_edits,
    flags_in,
    header_text,
    learn,
)
from ci_l10n.formats.inline import find_directives, with_directives
from ci_l10n.formats.spans import Edit, apply_edits
from ci_l10n.model import Catalog, Finding, Forms, Unit, Value, is_empty, texts_of

_NO_COMMENTS: tuple[bool, tuple[str, ...], str] = False, (), ""
_NPLURALS = re.compile(r"^plural-forms:[^\n]*?nplurals\s*=\s*([0-9]{1,3})\b", re.I | re.M)
_TELLING = re.compile(rb"#[,.=]")  # flags and extracted comments


ABOUT = About(
    files="`.pot`, `.po`",
    key=r"msgid, with a context `msgctxt\|msgid`",
    sets="plurals `msgid[0]`, as many as the file's `Plural-Forms` has",
    comment=r"all lines of its entry: `#`, `#.`, `#:`, `#,`, `#\|`",
    untranslated="empty or fuzzy",
    review="`fuzzy`",
    duplicates="the first",
)


class Gettext:
    """The format; see `ci_l10n.formats.base.Format`."""

    name = "gettext"
    syntaxes: tuple[str, ...] = ("printf", "icu", "i18next", "brace", "ruby", "percent", "dollar", "markup")
    marks_review = True
    about = ABOUT

    def parse(self, data: bytes, reading: Reading) -> Catalog:
        scan = open_scan(data, reading.path)
        index = _Index(scan, reading)
        for entry in scan.entries():
            index.add(entry)
        layout = Layout(
            scan, index.header, tuple(index.places), {k: tuple(v) for k, v in index.twins.items()}
        )
        catalog = Catalog(data, index.units, tuple(index.findings), layout)
        if directives.PREFIX.encode() not in scan.text:
            return catalog
        found = find_directives(scan.text.decode(), "#")
        return with_directives(catalog, found, is_source=index.is_source)

    def edits(
        self, target: Catalog, changes: Sequence[Change], source: Catalog, reading: Reading
    ) -> list[Edit]:
        scan: Scan = target.layout.scan
        style = learn(scan, target.layout.places)
        new, drafts, gone = {}, list[Edit](), list[Place]()
        for change in changes:
            unit = target.units.get(change.key)
            if change.value is None:
                gone += [unit.place, *target.layout.twins.get(change.key, ())] if unit else []
            elif unit is None:
                new[change.key] = change
            else:
                drafts += _update(scan, unit, change, source, style)
        removed = list(removals(scan.text, [*gone, *revived(scan.text, new.keys())]))
        dropped = {change.key for change in changes if change.value is None}
        inserted = insertions(target, source, new, style, dropped, removed)
        # an entry that is put in goes before a flag that is put at the same place, above the entry below
        return scan.original([*inserted, *drafts, *removed])

    def skeleton(
        self, source: Catalog, values: Mapping[str, Value], untranslated: Untranslated, reading: Reading
    ) -> bytes:
        layout: Layout = source.layout
        style = learn(layout.scan, layout.places)
        drafts = [_header_edit(layout, reading, style)]
        if layout.header:
            drafts += flag_edits(layout.scan, layout.header.place, style, fuzzy=False)
        for unit in source.units.values():
            value = values.get(unit.key)
            entry = layout.scan.entry_at(unit.place)
            if value is None:
                value = _untranslated(unit, untranslated, reading)
            drafts += flag_edits(layout.scan, unit.place, style, fuzzy=False)
            drafts.append(_rewritten(entry, value, style, layout.scan))
        drafts += removals(layout.scan.text, [place for twins in layout.twins.values() for place in twins])
        return apply_edits(layout.scan.text, drafts)


class _Index:
    """Collects the units of a file."""

    def __init__(self, scan: Scan, reading: Reading) -> None:
        self.text, self.path = scan.text, reading.path
        self.is_source = reading.role == "source"
        self.units: dict[str, Unit] = {}
        self.places: list[Place] = []
        self.twins: dict[str, list[Place]] = {}
        self.findings: list[Finding] = []
        self.header: Entry | None = None
        self.nplurals = 0  # unknown
        self._line, self._counted = 1, 0

    def add(self, entry: Entry) -> None:
        place, context, msgid, _, msgstr, _ = entry
        gap, head, _, _, loose = place
        self._line += self.text.count(b"\n", self._counted, head)
        self._counted = head
        key = text_of(msgid, loose)
        if context is not None:
            key = f"{text_of(context, loose)}|{key}"
        elif not key:
            self._header(entry)
            return
        if loose:
            self._find(
                "unescaped-quote", "a quote inside a text is not escaped", 'write \\" instead of "', key
            )
        self.places.append(place)
        if key in self.units:
            self._duplicate(key, place)
            return
        review, flags, comment = _NO_COMMENTS
        if b"#" in (above := self.text[gap:head]) and _TELLING.search(above):
            review, flags, comment = _comments(self.text, place)
        value = self._value(entry, review) if msgstr is None or self.is_source else text_of(msgstr, loose)
        if msgstr is None and not self.is_source and self.nplurals:
            self._check_count(key, value)
        self.units[key] = Unit(key, value, self._line, place, review, flags, comment)

    def _header(self, entry: Entry) -> None:
        """The first entry without a msgid is the header; another one is no text for anybody."""
        if self.header is None:
            self.header = entry
            if (text := entry.msgstr) and (count := _NPLURALS.search(text_of(text, entry.place.loose))):
                self.nplurals = int(count.group(1))
            return
        self.places.append(entry.place)
        self.twins.setdefault("", []).append(entry.place)
        message = "the file has a second header, an entry without msgid; the first one is used"
        self._find("duplicate-header", message, "join the two: msgfmt refuses the file", "")

    def _value(self, entry: Entry, review: bool) -> Value:
        """msgstr; in a source file the msgid where msgstr is empty or (fuzzy) not in use."""
        loose = entry.place.loose
        value = _translation(entry)
        if not self.is_source or not (review or is_empty(value)):
            return value
        if entry.plural is None:
            return text_of(entry.msgid, loose)
        parts = ("[0]", text_of(entry.msgid, loose)), ("[1]", text_of(entry.plural, loose))
        return Forms("plural", parts)

    def _check_count(self, key: str, value: Value) -> None:
        """GNU's msgfmt refuses a file where one entry has another number of forms than the header says."""
        count = len(texts_of(value))
        if count != self.nplurals and not is_empty(value):
            message = (
                f"this entry has {count} plural forms, the file's Plural-Forms says nplurals={self.nplurals}"
            )
            hint = "add or remove forms, or correct the header: msgfmt refuses the file"
            self._find("plural-forms", message, hint, key)

    def _duplicate(self, key: str, place: Place) -> None:
        self.twins.setdefault(key, []).append(place)
        first = self.units[key].line
        self._find(
            "duplicate-key",
            f"this entry is already in line {first}; the first one is used, and msgfmt refuses the file",
            "remove one of the two",
            key,
        )

    def _find(self, code: str, message: str, hint: str, key: str) -> None:
        self.findings.append(
            Finding("warning", code, message, hint, Location(self.path, self._line, key=key))
        )


def _translation(entry: Entry) -> Value:
    loose = entry.place.loose
    if entry.msgstr is not None:
        return text_of(entry.msgstr, loose)
    return Forms("plural", forms_of(entry.forms or b"", loose))


def _comments(text: bytes, place: Place) -> tuple[bool, tuple[str, ...], str]:
    """Fuzzy or not, the other flags, and the extracted comment (``#.``) of the entry at ``place``."""
    flags: list[bytes] = []
    comment: list[str] = []
    for line in comment_lines(text, place):
        if line.kind in (b"#,", b"#="):
            flags += flags_in(line.raw)
        elif line.kind == b"#.":
            comment.append(line.raw.decode().strip()[2:].strip())
    others = tuple(flag.decode() for flag in flags if flag != b"fuzzy")
    return len(others) != len(flags), others, "\n".join(comment)


def _update(scan: Scan, unit: Unit, change: Change, source: Catalog, style: Style) -> Iterator[Edit]:
    """The edits that give the entry of ``unit`` the value and the review flag of ``change``."""
    place: Place = unit.place
    value = change.value
    assert value is not None  # noqa: S101 - removals are not updates
    if unit.needs_review != change.review:
        yield from flag_edits(scan, place, style, fuzzy=change.review)
    if value == unit.value:
        return
    if isinstance(value, str) and isinstance(unit.value, str):
        yield Edit(place.body, place.end, body_of(value, style, scan.path, unit.key))
    elif isinstance(value, Forms) and isinstance(unit.value, Forms):
        yield from _update_forms(scan, unit, unit.value, value, style)
    else:  # the entry became a plural in the source, or ceased to be one
        text = head_of(source_entry(source, change, scan.path), style) + style.eol.encode()
        yield Edit(place.head, place.end, text + body_of(value, style, scan.path, unit.key))


def _update_forms(scan: Scan, unit: Unit, old: Forms, new: Forms, style: Style) -> Iterator[Edit]:
    place: Place = unit.place
    before, after = dict(old.parts), dict(new.parts)
    spans = form_spans(scan, place)
    if before.keys() != after.keys() or len(old.parts) != len(before):
        yield Edit(place.body, place.end, body_of(new, style, scan.path, unit.key))
        return
    for suffix, text in after.items():
        if text != before[suffix]:
            yield Edit(*spans[suffix], style.field(f"msgstr{suffix}", text).encode())


def _untranslated(unit: Unit, untranslated: Untranslated, reading: Reading) -> Value:
    """
    What an entry without a translation holds; omitting it would take the text from translators' tools.

    The text of the source is its msgstr where it has one, as in projects whose msgids are names, else the msgid.
    """
    copies = untranslated == "source"
    if not isinstance(unit.value, Forms):
        return unit.value if copies else ""
    texts = texts_of(unit.value) if copies else ("",)
    count, _ = plurals.plural_forms(reading.locale)
    first = texts[0] if count > 1 else texts[-1]
    return Forms("plural", tuple((f"[{i}]", texts[-1] if i else first) for i in range(count)))


def _rewritten(entry: Entry, value: Value, style: Style, scan: Scan) -> Edit:
    """The edit that gives an entry of the source its translation."""
    place = entry.place
    if (entry.plural is None) == isinstance(value, Forms):
        raise ContentError(
            "the entry is a plural on one side only",
            hint="export the translation again after the current source was sent",
            location=Location(scan.path, key=text_of(entry.msgid, place.loose)),
        )
    body = body_of(value, style, scan.path, text_of(entry.msgid, place.loose))
    if place.loose:
        return Edit(place.head, place.end, head_of(entry, style) + style.eol.encode() + body)
    return Edit(place.body, place.end, body)


def _header_edit(layout: Layout, reading: Reading, style: Style) -> Edit:
    """The header for a new file in the locale; one is made when the source has none."""
    header = layout.header
    plain = Style(None, True, style.eol)
    if header is None or header.msgstr is None:
        start = comment_start(layout.scan.text, layout.places[0]) if layout.places else len(layout.scan.text)
        text = plain.field("msgstr", header_text("", reading.locale))
        return Edit(start, start, f'msgid ""{style.eol}{text}{style.eol}{style.eol}'.encode())
    text = header_text(text_of(header.msgstr, header.place.loose), reading.locale)
    return Edit(header.place.body, header.place.end, plain.field("msgstr", text).encode())


FORMAT = Gettext()
