"""
Obsolete entries (``#~ msgid "..."``): kept as comments, until their key comes back.

GNU's msgfmt, msgcat and msgmerge refuse a file that has an entry and an obsolete one of the same key ("duplicate message
definition"), so the obsolete one goes when the key is inserted, as msgmerge has it.
"""

import re
from collections.abc import Collection, Iterator

from ci_l10n.errors import ContentError
from ci_l10n.formats.gettext.scan import Place, Scan, text_of

_RUN = re.compile(rb"(?>(?:^[ \t]*+#~[^\n]*+(?:\n|\Z))+)", re.M)
_LINE = re.compile(rb"[^\n]*\n|[^\n]+")
_MARK = re.compile(rb"^[ \t]*+#~(?>(\|?)) ?", re.M)


def revived(text: bytes, keys: Collection[str]) -> list[Place]:
    """Where the obsolete entries of ``keys`` are."""
    if not keys or b"#~" not in text:
        return []
    return [place for key, place in _obsolete(text) if key in keys]


def _obsolete(text: bytes) -> Iterator[tuple[str, Place]]:
    for run in _RUN.finditer(text):
        starts = [run.start()]
        bare: list[bytes] = []
        for line in _LINE.findall(run.group()):
            starts.append(starts[-1] + len(line))
            bare.append(_MARK.sub(lambda mark: b"#|" if mark.group(1) else b"", line))
        try:
            yield from _entries(b"".join(bare), text, starts)
        except ContentError:
            continue  # a comment that is no entry is nobody's business


def _entries(bare: bytes, text: bytes, starts: list[int]) -> Iterator[tuple[str, Place]]:
    """The entries of a run whose lines begin at ``starts`` in ``text``, from ``bare``, the run without its marks."""
    first = counted = 0
    for (_, _, _, end, loose), context, msgid, *_ in Scan(bare, "utf-8", "").entries():
        line = first + bare.count(b"\n", counted, end)
        stop = text[starts[line] : starts[line + 1]].rstrip()
        key = text_of(msgid, loose)
        if context is not None:
            key = f"{text_of(context, loose)}|{key}"
        yield key, Place(0, starts[first], starts[first], starts[line] + len(stop), loose)
        first, counted = line + 1, bare.find(b"\n", end) + 1
