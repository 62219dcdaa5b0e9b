"""Text from outside as Markdown that means nothing: no markup, mention, reference, link or command. Pure."""

import re

_LONGEST = 200  # characters of a string that are shown

# Markup, mentions, references, mathematics; the beginning of a link that Markdown finds by itself; what is invisible,
# turns the direction of text, or is half a character.
_UNSAFE = re.compile(
    r"[&<>`*_~\[\]|\\@#$]|:(?=//)|(?<=[wW])\."
    "|[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
# Words and numbers of a sentence. Not seven letters and more from a to f, which forges may take for a commit.
_PLAIN_WORD = re.compile(
    r"\(?'?(?![a-f]{7,}\b)[^\W\d_]+(?:[-'][^\W\d_]+)*'?[.,;:!?)]*|\d{1,6}[,;:%]?|[.,;:)]", re.IGNORECASE
)
_CODE_OR_WORD = re.compile(r"`([^`]*)`|(\S+)")
_SAFE_URL = re.compile(r"https?://[A-Za-z0-9.:-]+(?:/[A-Za-z0-9._~/?&=%;+:,!-]*)?(?:#[A-Za-z0-9-]+)?")


def quote(text: str | None, longest: int = _LONGEST) -> str:
    """
    Text from outside, to be shown literally in one line of Markdown.

    What could mean something to Markdown, HTML, or a forge (mentions, links, commands) is written as character
    references inside ``<code>``, where forges look for no references; control and direction characters are named.

    >>> quote("@all <b>")
    '<code>&#64;all &#60;b&#62;</code>'
    """
    if text is None:
        return "—"
    if len(text) > longest:
        text = text[: longest - 1] + "…"
    return f"<code>{_UNSAFE.sub(_reference, text)}</code>" if text.strip() else "<code>&#32;</code>"


def prose(line: str) -> str:
    """
    A line of ours that may hold words from outside: those that could mean anything are quoted, one by one.

    >>> prose("label 'x' was not set; see `ci-l10n seed`, @all")
    "label 'x' was not set; see <code>ci-l10n seed</code>, <code>&#64;all</code>"
    """
    return _CODE_OR_WORD.sub(_safe_word, " ".join(line.split()))


def _safe_word(match: re.Match[str]) -> str:
    if match[2] is None:
        return quote(match[1])
    word = match[2]
    return word if _PLAIN_WORD.fullmatch(word) else quote(word)


def link(words: str, url: str) -> str:
    """``words`` of ours as a link; the words alone when ``url`` is nothing that a link can safely lead to."""
    return f"[{words}]({url})" if _SAFE_URL.fullmatch(url) else words


def _reference(match: re.Match[str]) -> str:
    char = match.group()
    if char == "\n":
        return "↵"
    code = ord(char)
    return f"&#{code};" if 32 <= code < 127 else f"(U+{code:04X})"


def plural(one: str, many: str, count: int) -> str:
    return one if count == 1 else many
