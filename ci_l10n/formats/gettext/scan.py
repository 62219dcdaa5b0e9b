"""
Where the entries of a gettext file are.

One pattern matches one entry, over UTF-8 bytes: GNU gettext's grammar is free-form (a blank line may stand anywhere
between keywords and texts), and one C-level match per entry is several times faster than looking at lines. A file in
another charset is transcoded for scanning; `Scan.original` takes edits back to its own bytes.
"""

import codecs
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.spans import Edit

_BLANK = rb"[ \t\r\n\f\v]*+"
_STRING = rb'"[^"\\\n]*+(?>(?:\\[^\n][^"\\\n]*+)*)"'
# Godot and hand-edited files leave quotes inside a text unescaped; the last one of the line closes it then.
_LOOSE_STRING = rb'"[^\n]*"(?=[ \t\r]*+(?:\n|\Z))'
_DOMAIN = (
    rb"domain" + _BLANK + _STRING
)  # the entries below go into another catalog, which matters to msgfmt alone
_GAP = rb"(?>(?:[ \t\r\n\f\v]++|#[^\n]*+|" + _DOMAIN + rb")*)"


def _form_pattern(string: bytes) -> re.Pattern[bytes]:
    texts = b"(" + string + b"(?>(?:" + _BLANK + string + b")*))"
    return re.compile(rb"msgstr[ \t]*+\[[ \t]*+([0-9]+)[ \t]*+\]" + _BLANK + texts)


def _entry_pattern(string: bytes) -> re.Pattern[bytes]:
    texts = b"(" + string + b"(?>(?:" + _BLANK + string + b")*))"
    plain = texts.replace(b"(", b"(?:", 1)
    form = rb"msgstr[ \t]*+\[[ \t]*+[0-9]{1,3}[ \t]*+\]" + _BLANK + plain
    return re.compile(
        _GAP + rb"()(?>(?:msgctxt" + _BLANK + texts + _BLANK + rb")?)msgid" + _BLANK + texts + _BLANK
        # the empty groups mark where the entry and its translation begin
        + rb"(?:()msgstr" + _BLANK + texts
        + rb"|msgid_plural" + _BLANK + texts + _BLANK + rb"()(" + form + b"(?>(?:" + _BLANK + form + b")*)))"
    )  # fmt: skip


_ENTRY = _entry_pattern(_STRING)
_LOOSE_ENTRY = _entry_pattern(_LOOSE_STRING)
_END = re.compile(_GAP + rb"\Z")
_INNER = re.compile(rb'"([^"\\\n]*+(?>(?:\\[^\n][^"\\\n]*+)*))"')
_LOOSE_INNER = re.compile(rb'"([^\n]*)"(?=[ \t\r]*+(?:\n|\Z))')
_FORM, _LOOSE_FORM = _form_pattern(_STRING), _form_pattern(_LOOSE_STRING)
_TOKEN = re.compile(
    _BLANK
    + rb"(?:(#[^\n]*+|"
    + _DOMAIN
    + rb")|(msgctxt|msgid_plural|msgid|msgstr(?>(?:[ \t]*+\[[^\]\n]*+\])?))(?=[\s\"]|\Z)|("
    + _STRING
    + rb")|([^\n]*+))"
)
_HEADER = re.compile(
    rb'^[ \t]*+(?>(msgctxt[^\n]*+\n[ \t]*+)?)msgid[ \t]*+""'
    + _BLANK
    + rb"msgstr"
    + _BLANK
    + rb'((?>(?:"[^\n]*+\s*+)*))',
    re.M,
)
_CHARSET = re.compile(rb'content-type:[^"\n]*?charset=([^\s"\\;]+)', re.I)
_ESCAPE = re.compile(r'\\(?:([abfnrtv"\\])|([0-7]{1,3})|x([0-9A-Fa-f]{1,2}))')
_MEANING = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", '"': '"', "\\": "\\"}
_STATEFUL = ("utf-16", "utf-32", "utf-7", "iso2022", "hz")


class Place(NamedTuple):
    """Offsets of an entry in the scanned bytes."""

    gap: int  # where the previous entry ends
    head: int  # first keyword
    body: int  # first msgstr
    end: int  # after the last quote
    loose: bool  # holds unescaped quotes


class Entry(NamedTuple):
    """One entry with its texts as the file spells them, quotes and line breaks included."""

    place: Place
    context: bytes | None
    msgid: bytes
    plural: bytes | None
    msgstr: bytes | None  # None: the entry has forms
    forms: bytes | None


@dataclass(frozen=True)
class Scan:
    """A file made ready for scanning: ``text`` is UTF-8 whatever ``charset`` the file has."""

    text: bytes
    charset: str
    path: str

    def entries(self) -> Iterator[Entry]:
        """All entries in file order; raises `ContentError` where the file is not gettext."""
        text, match, position = self.text, _ENTRY.match, 3 if self.text.startswith(codecs.BOM_UTF8) else 0
        while True:
            found = match(text, position)
            if found is None:
                if _END.match(text, position):
                    return
                found = _LOOSE_ENTRY.match(text, position)
                if found is None:
                    raise self.complaint(position)
                yield _entry(found, True)
            else:
                yield _entry(found, False)
            position = found.end()

    def entry_at(self, place: Place) -> Entry:
        """The entry at ``place`` again."""
        found = (_LOOSE_ENTRY if place.loose else _ENTRY).match(self.text, place.gap)
        if found is None:
            raise ValueError("the place is not of this file")
        return _entry(found, place.loose)

    def complaint(self, position: int) -> ContentError:
        """Why no entry can be read at ``position``."""
        offset, message = _explain(self.text, position)
        line = self.text.count(b"\n", 0, offset) + 1
        return ContentError(
            message, hint="`msgfmt --check` shows the same place", location=Location(self.path, line)
        )

    def original(self, edits: Sequence[Edit]) -> list[Edit]:
        """``edits`` of the scanned bytes as edits of the file's own bytes."""
        if self.charset == "utf-8":
            return list(edits)
        return [
            Edit(self._original(e.start), self._original(e.end), self._encode(e.new.decode())) for e in edits
        ]

    def _original(self, offset: int) -> int:
        starts, originals = self._lines
        line = bisect_right(starts, offset) - 1
        return originals[line] + len(self._encode(self.text[starts[line] : offset].decode()))

    def _encode(self, text: str) -> bytes:
        try:
            return text.encode(self.charset)
        except UnicodeEncodeError as error:
            character = text[error.start]
            raise ContentError(
                f"{character!r} cannot be written: the file is in {self.charset} by its own header",
                hint="convert the file to UTF-8 (`msgconv --to-code=UTF-8`) and commit that first",
                location=Location(self.path),
            ) from error

    @cached_property
    def _lines(self) -> tuple[list[int], list[int]]:
        starts, originals = [0], [0]
        for line in self.text.split(b"\n"):
            starts.append(starts[-1] + len(line) + 1)
            originals.append(originals[-1] + len(line.decode().encode(self.charset)) + 1)
        return starts, originals


def open_scan(data: bytes, path: str) -> Scan:
    """``data`` in the charset its header names, UTF-8 by default; raises `ContentError` when it is not in it."""
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) or b"\0" in data[:4]:
        raise ContentError(
            "the file is in UTF-16, which gettext does not know",
            hint="convert it to UTF-8",
            location=Location(path, 1),
        )
    charset, line = _declared_charset(data, path)
    try:
        text = data.decode(charset)
    except UnicodeDecodeError as error:
        raise ContentError(
            f"the file is not in {charset}: byte 0x{data[error.start]:02X} cannot be read",
            hint="correct the file, or the charset that its header names"
            if line
            else "name its charset in a header",
            location=Location(path, data.count(b"\n", 0, error.start) + 1),
        ) from error
    return Scan(data if charset == "utf-8" else text.encode(), charset, path)


def _declared_charset(data: bytes, path: str) -> tuple[str, int]:
    """The codec of the charset in the header and the header's line (0: no header)."""
    for header in _HEADER.finditer(data):
        if header.group(1):  # an empty msgid with a context is an entry like any other
            continue
        line = data.count(b"\n", 0, header.start()) + 1
        declared = _CHARSET.search(header.group(2))
        if declared is None or declared.group(1) == b"CHARSET":
            return "utf-8", line
        name = declared.group(1).decode("ascii", "replace")
        try:
            codec = codecs.lookup(name).name
        except (LookupError, ValueError):  # ValueError: it holds a zero byte
            codec = ""
        if not codec or codec.startswith(_STATEFUL) or not _is_text(codec):
            raise ContentError(
                f"the header names the charset {name!r}, which is not known here",
                hint="convert the file to UTF-8 and say charset=UTF-8 in its header",
                location=Location(path, line),
            )
        return ("utf-8" if codec in ("ascii", "utf-8-sig") else codec), line
    return "utf-8", 0


def _is_text(codec: str) -> bool:
    """Whether the codec makes text of bytes and leaves ASCII as it is (hex, rot13, EBCDIC do not)."""
    try:
        return bytes.decode(b'msgid "\\n"', codec) == 'msgid "\\n"'
    except (LookupError, UnicodeError):
        return False


def _entry(found: re.Match[bytes], loose: bool) -> Entry:
    context, msgid, msgstr, plural, forms = found.group(2, 3, 5, 6, 8)
    body = found.start(7 if msgstr is None else 4)
    place = Place(found.start(), found.start(1), body, found.end(), loose)
    return Entry(place, context, msgid, plural, msgstr, forms)


def text_of(raw: bytes, loose: bool) -> str:
    """The meaning of the quoted texts in ``raw``."""
    text = raw[1:-1].decode()
    if '"' in text:
        text = b"".join((_LOOSE_INNER if loose else _INNER).findall(raw)).decode()
    return _ESCAPE.sub(_unescape, text) if "\\" in text else text


def _unescape(found: re.Match[str]) -> str:
    known, octal, hexadecimal = found.groups()
    if known:
        return _MEANING[known]
    number = int(octal, 8) if octal else int(hexadecimal, 16)
    # beyond ASCII such an escape is one byte of an unknown charset: left as it is spelled
    return chr(number) if 0 < number < 0x80 else found.group()


def forms_of(raw: bytes, loose: bool) -> tuple[tuple[str, str], ...]:
    """The (suffix, text) pairs of a block of ``msgstr[n]``."""
    pattern = _LOOSE_FORM if loose else _FORM
    return tuple((f"[{int(m[1])}]", text_of(m[2], loose)) for m in pattern.finditer(raw))


def form_spans(scan: Scan, place: Place) -> dict[str, tuple[int, int]]:
    """Where each ``msgstr[n] "..."`` lies, by suffix."""
    pattern = _LOOSE_FORM if place.loose else _FORM
    return {f"[{int(m[1])}]": m.span() for m in pattern.finditer(scan.text, place.body, place.end)}


def comment_start(text: bytes, place: Place) -> int:
    """Where the comment lines directly above the entry begin; an obsolete entry (``#~``) is not its comment."""
    start = max(text.rfind(b"\n", place.gap, place.head) + 1, place.gap)
    while start > place.gap:
        previous = max(text.rfind(b"\n", place.gap, start - 1) + 1, place.gap)
        line = text[previous:start].lstrip(b" \t")
        if not line.startswith(b"#") or line.startswith(b"#~"):
            break
        start = previous
    return start


_FOLLOWS = {
    "": ("msgctxt", "msgid"),
    "msgctxt": ("msgid",),
    "msgid": ("msgid_plural", "msgstr"),
    "msgid_plural": ("msgstr[",),
    "msgstr": ("msgctxt", "msgid"),
    "msgstr[": ("msgctxt", "msgid", "msgstr["),
}


def _explain(text: bytes, position: int) -> tuple[int, str]:
    """The offset of what is wrong in the entry at ``position``, and what it is."""
    last, wants_text = "", False
    while True:
        token = _TOKEN.match(text, position)
        if token is None or token.end() == position or (token.end() == len(text) and not any(token.groups())):
            return len(
                text.rstrip()
            ), f"the file ends inside an entry: nothing follows {last or 'the comment'}"
        comment, keyword, string, other = token.groups()
        position, start = token.end(), token.start(token.lastindex or 0)
        if other:
            if other.startswith(b'"'):
                return start, "a text is not closed by a quote"
            return start, f"{_shown(other)} is neither a keyword, a text in quotes nor a comment"
        if keyword:
            name = "msgstr[" if b"[" in keyword else keyword.decode()
            if wants_text:
                return start, f"{last} has no text in quotes"
            if name not in _FOLLOWS[last]:
                return (
                    start,
                    f"{_shown(keyword)} cannot stand {'after ' + last.rstrip('[') if last else 'first in an entry'}",
                )
            last, wants_text = name, True
        elif string:
            if not last:
                return start, "a text in quotes belongs to no keyword"
            wants_text = False
        elif comment and last and (wants_text or not last.startswith("msgstr")):
            return start, "a comment stands inside an entry"


def _shown(raw: bytes) -> str:
    text = raw.decode(errors="replace").strip()
    return repr(text if len(text) <= 40 else text[:39] + "…")
