"""Text from outside as text in HTML, SVG and JSON inside a script element: never markup. Pure."""

import html
import json
import re
from typing import Any
from urllib.parse import urlsplit

_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TURNS = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_UNSAFE_IN_SCRIPT = re.compile("[<>&\u2028\u2029\ud800-\udfff]")
_ODD_IN_URL = re.compile(r"[\x00-\x20\x7f-\x9f\"'<>\\^`{|}\ud800-\udfff]")


def text(value: object) -> str:
    """
    For element content and quoted attributes; what HTML or XML may not hold is replaced, the invisible named.

    >>> text('<b title="x">')
    '&lt;b title=&quot;x&quot;&gt;'
    """
    shown = _TURNS.sub(lambda match: f"[U+{ord(match.group()):04X}]", _NO_XML.sub("\ufffd", str(value)))
    return html.escape(shown)


def script_json(data: Any) -> str:
    """
    JSON that ends no script element and opens no comment in one, whatever its texts hold.

    >>> script_json("</script>")
    '"\\\\u003c/script\\\\u003e"'
    """
    dumped = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _UNSAFE_IN_SCRIPT.sub(lambda match: f"\\u{ord(match.group()):04x}", dumped)


def safe_url(url: object) -> str:
    """
    ``url`` when it leads to a website, else nothing.

    >>> safe_url("javascript:alert(1)"), safe_url("https://a.example/b?c=1")
    ('', 'https://a.example/b?c=1')
    """
    if not isinstance(url, str) or _ODD_IN_URL.search(url):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.hostname else ""
