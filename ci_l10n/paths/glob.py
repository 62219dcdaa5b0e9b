"""
Globs over repository paths: `*`, `?`, `[...]`, `{a,b}` and `**`.

They are translated here because targets need to know what `**` matched (`{path}`), which glob libraries do not tell,
and because 100,000 paths against many globs must take well under a second: the literal beginning of a glob picks
its paths from the sorted list before any expression runs.

As in a shell, names that begin with a dot are matched only where the glob spells the dot; case matters.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from os.path import commonprefix

MAX_LENGTH = 4096
MAX_ALTERNATIVES = 256
_WILD = re.compile(r"[*?\[{]")
_END = "\U0010ffff"  # sorts behind every path


@dataclass(frozen=True)
class Glob:
    """A checked glob; make one with `compile_glob`."""

    pattern: str
    alternatives: tuple[str, ...]  # braces expanded
    hidden: bool  # wildcards match names that begin with a dot too

    def match(self, path: str) -> str | None:
        """
        The folders that the first `**` matched ("" for none) when the whole of ``path`` matches, else None.

        >>> compile_glob("en/**/*.json").match("en/a/b/c.json"), compile_glob("en/*.json").match("en/a/c.json")
        ('a/b', None)
        """
        found = self.fullmatch(path)
        return found["path"].rstrip("/") if found else None

    def fullmatch(self, path: str) -> re.Match[str] | None:
        """The match of the whole of ``path``."""
        for expression in self._expressions:
            if found := expression.fullmatch(path):
                return found
        return None

    def select(self, paths: Sequence[str]) -> Iterator[tuple[str, str]]:
        """The members of ``paths`` (sorted) that match, each with what `match` gives."""
        start = bisect_left(paths, self.prefix)
        end = bisect_left(paths, self.prefix + _END) if self.prefix else len(paths)
        candidates = paths[start:end]
        if suffix := self._suffix:
            candidates = [path for path in candidates if path.endswith(suffix)]
        for piece in self._pieces:
            candidates = [path for path in candidates if piece in path]
        for path in candidates:
            if (folders := self.match(path)) is not None:
                yield path, folders

    @cached_property
    def prefix(self) -> str:
        """What every matching path begins with."""
        return commonprefix([_WILD.split(text, maxsplit=1)[0] for text in self.alternatives])  # noqa: RUF071 -- texts

    @cached_property
    def is_literal(self) -> bool:
        return not _WILD.search(self.pattern)

    @cached_property
    def _suffix(self) -> str:
        # A slash behind ** does not have to be there: `**/a` matches `a`.
        ends = [re.split(r"[*?\]]", text)[-1].lstrip("/")[::-1] for text in self.alternatives]
        return commonprefix(ends)[::-1]  # noqa: RUF071 -- texts

    @cached_property
    def _pieces(self) -> tuple[str, ...]:
        """Texts that every matching path contains; looking for them is much cheaper than an expression."""
        if len(self.alternatives) > 1:
            return ()
        literal = re.split(r"[*?]|\[[!^]?.[^\]]*\]", self.alternatives[0])[1:-1]
        return tuple(text for piece in literal if (text := piece.lstrip("/")))

    @cached_property
    def _expressions(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(_translate(text, self.hidden), re.DOTALL) for text in self.alternatives)


@lru_cache(maxsize=1024)
def compile_glob(pattern: str, *, hidden: bool = False) -> Glob:
    """Check ``pattern``; raises ValueError that says what is wrong with it, in words for its author."""
    if not pattern or len(pattern) > MAX_LENGTH:
        raise ValueError("is empty" if not pattern else f"is longer than {MAX_LENGTH} characters")
    if "\\" in pattern:
        raise ValueError("has a backslash; paths use /")
    alternatives = tuple(_expand(pattern))
    for text in alternatives:
        for segment in text.split("/"):
            if segment != "**" and "**" in segment:
                raise ValueError(f"has ** inside {segment!r}; ** stands alone between slashes")
            _translate_segment(segment, hidden)
    return Glob(pattern, alternatives, hidden)


def _expand(pattern: str) -> list[str]:
    """``pattern`` without braces: one text per combination of alternatives, in order, without repeats."""
    done: list[str] = []
    pending = [pattern]
    while pending:
        text = pending.pop(0)
        braces = _first_braces(text)
        if braces is None:
            done.append(text)
        else:
            start, end, choices = braces
            pending[:0] = [text[:start] + choice + text[end:] for choice in choices]
        if len(done) + len(pending) > MAX_ALTERNATIVES:
            raise ValueError(f"has more than {MAX_ALTERNATIVES} combinations of {{a,b}}")
    return list(dict.fromkeys(done))


def _first_braces(text: str) -> tuple[int, int, list[str]] | None:
    """Start, end and choices of the first outermost braces; those inside `[...]` are letters."""
    depth = start = piece = 0
    choices: list[str] = []
    position = 0
    while position < len(text):
        char = text[position]
        if char == "[" and (close := _class_end(text, position)):
            position = close
            continue
        if char == "{":
            depth += 1
            if depth == 1:
                start, piece = position, position + 1
        elif char == "}" and depth == 0:
            raise ValueError("has } without {; [}] is the letter")
        elif depth == 1 and char in ",}":
            choices.append(text[piece:position])
            piece = position + 1
            if char == "}":
                return start, position + 1, choices
        elif char == "}":
            depth -= 1
        position += 1
    if depth:
        raise ValueError("has { without }; [{] is the letter")
    return None


def _class_end(text: str, start: int) -> int:
    """The position behind the `]` of the class that opens at ``start``; 0 when it never closes."""
    first = start + 1
    if text[first : first + 1] in ("!", "^"):
        first += 1
    return text.find("]", first + 1) + 1


def _translate(pattern: str, hidden: bool) -> str:
    """
    A regular expression for a glob without braces.

    All but the last `**` match as little as they can and atomically: where the segments between two of them fit
    first is as good as any later place, so nothing is ever tried twice and no glob can take exponential time.
    """
    segments = pattern.split("/")
    if segments[-1] == "**":
        segments.append("*")  # `docs/**` is every file below docs
    folder = "[^/]+/" if hidden else r"(?!\.)[^/]+/"
    groups: list[list[str]] = [[]]  # segments between one ** and the next
    for segment in segments:
        if segment != "**":
            groups[-1].append(_translate_segment(segment, hidden))
        elif len(groups) == 1 or groups[-1]:
            groups.append([])
    result = ("" if groups[1:] else "(?P<path>)") + "/".join(groups[0])
    for index, group in enumerate(groups[1:], 1):
        slash = "/" if index == 1 and groups[0] else ""
        rest = "/".join(group)
        name = "?P<path>" if index == 1 else "?:"
        if index == len(groups) - 1:
            result += f"{slash}({name}(?:{folder})*){rest}"
        else:
            result += f"{slash}(?>({name}(?:{folder})*?){rest}/)"
    return result


def _translate_segment(segment: str, hidden: bool) -> str:
    """A regular expression for one segment; all `*` but the last match as little as they can, atomically."""
    pieces: list[str] = [""]  # what lies between one * and the next
    position = 0
    while position < len(segment):
        char = segment[position]
        position += 1
        if char == "*":
            pieces.append("")
        elif char == "?":
            pieces[-1] += "[^/]"
        elif char == "[":
            close = _class_end(segment, position - 1)
            if not close:
                raise ValueError("has [ without ]; [[] is the letter")
            pieces[-1] += _translate_class(segment[position : close - 1])
            position = close
        else:
            pieces[-1] += re.escape(char)
    head, *rest = pieces
    middle = "".join(f"(?>[^/]*?{piece})" for piece in rest[:-1] if piece)
    body = head + middle + (f"[^/]*{rest[-1]}" if rest else "")
    return rf"(?!\.){body}" if not hidden and segment[:1] in ("*", "?", "[") else body


def _translate_class(content: str) -> str:
    """The inside of `[...]` as a character class that never matches a slash."""
    negated = content[0] in "!^"
    letters = re.sub(r"([\\\[\]&~|^])", r"\\\1", content[1:] if negated else content)
    expression = f"[^/{letters}]" if negated else f"(?!/)[{letters}]"
    try:
        re.compile(expression)
    except re.error:
        raise ValueError(f"has a bad range in [{content}]") from None
    return expression
