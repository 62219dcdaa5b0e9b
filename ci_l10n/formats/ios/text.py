r"""
Encodings and escapes of ``.strings`` files.

CoreFoundation knows ``\a \b \f \n \r \t \v``, ``\Uxxxx`` (a UTF-16 unit), one to three octal digits (a character of the
NeXTSTEP encoding); any other character behind a backslash, a line end too, is itself. ``\uxxxx``, which many tools write,
it reads as letters: here it is read as the character that was meant.
"""

import codecs
import re

from ci_l10n.errors import ContentError, Location

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ESCAPE = re.compile(r"\\(?:U([0-9a-fA-F]{0,4})|u([0-9a-fA-F]{4})|([0-7]{1,3})|(.))", re.S)
_SURROGATE = re.compile("[\ud800-\udfff]")
_NAMED = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
# The upper half of the NeXTSTEP encoding (unicode.org, NEXTSTEP.TXT).
_NEXTSTEP = (
    "\xa0ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖÙÚÛÜÝÞµ×÷©¡¢£⁄¥ƒ§¤’“«‹›ﬁﬂ®–†‡·¦¶•‚„”»…‰¬¿"
    "¹ˋ´ˆ˜¯˘˙¨²˚¸³˝˛ˇ—±¼½¾àáâãäåçèéêëìÆíªîïðñŁØŒºòóôõöæùúûıüýłøœßþÿ\ufffd\ufffd"
)


def decode(data: bytes, path: str) -> tuple[str, str, int]:
    """(text, encoding, size of the byte order mark); raises `ContentError` with the line of a bad byte."""
    bom, encoding = next(((mark, name) for mark, name in _BOMS if data.startswith(mark)), (b"", ""))
    if not encoding:  # every text begins with a character of ASCII: its zero byte tells UTF-16
        encoding = "utf-16-be" if data[:1] == b"\0" else "utf-16-le" if data[1:2] == b"\0" else "utf-8"
    try:
        return data[len(bom) :].decode(encoding), encoding, len(bom)
    except UnicodeDecodeError as error:
        before = data[len(bom) : len(bom) + error.start].decode(encoding, "ignore")
        shown = f"byte 0x{error.object[error.start]:02x}" if error.start < len(error.object) else "the end"
        raise ContentError(
            f"not valid {encoding.upper()}: {shown}",
            hint="save the file as UTF-8, or take it from its origin again if it was cut off",
            location=Location(path, before.count("\n") + 1, len(before) - before.rfind("\n")),
        ) from None


def unescape(raw: str) -> str:
    r"""
    The meaning of ``raw``, the inside of a quoted text.

    >>> unescape(r"\"caf\U00e9\"\n")
    '"café"\n'
    """
    if "\\\\" not in raw:  # most texts have these escapes alone
        text = raw.replace('\\"', '"').replace("\\n", "\n").replace("\\'", "'")
        if "\\" not in text:
            return text
    text = _ESCAPE.sub(_character, raw)
    if _SURROGATE.search(text):  # join the halves of a pair
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return text


def _character(match: re.Match[str]) -> str:
    wide, narrow, octal, other = match.groups()
    if other is not None:
        return _NAMED.get(other, other)
    if octal is not None:
        code = int(octal, 8) & 0xFF
        return chr(code) if code < 0x80 else _NEXTSTEP[code - 0x80]
    return chr(int(wide or narrow or "0", 16))
