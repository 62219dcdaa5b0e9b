"""
Files that break parsers, for every format: small ones as bytes, large ones as recipes.

``line`` is the line that the message has to name, None where a file as a whole is at fault.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tests.scenarios.import_samples import SAMPLES

DEEP = 100_000
BLANKS = 1_000_000
LONG_LINE = 10_000_000 - 1000  # bytes; with what stands round it still taken
XML = ("android", "xml", "xliff", "resx")


class Hostile(NamedTuple):
    name: str
    data: bytes
    line: int | None = None
    harmless: bool = False  # applications may read it, and so it is read, with nothing expanded or executed


def small_files(name: str) -> Iterator[Hostile]:
    """Files that are none of the format, and some that nobody should load carelessly."""
    sample = SAMPLES[name]
    good = sample.render({"greet": "Hallo %s", "open": "Auf", "bye": "Tschau"}).encode()
    yield Hostile("a control character for text", b"\x00\x01\x02" * 20)
    if name in ("csv", "properties"):  # nearly everything is one of those
        return
    yield Hostile("prose", b"This is a letter, and no table of anything.\n")
    yield Hostile("another language's bytes", good.replace(b"Auf", b"\xc3\x28"), _line(good, b"Auf"))
    yield Hostile("a lone surrogate as UTF-8", good.replace(b"Auf", b"\xed\xa0\x80"), _line(good, b"Auf"))
    yield Hostile("an overlong form", good.replace(b"Auf", b"\xc0\xaf"), _line(good, b"Auf"))
    yield Hostile("half of it", good[: good.index(b"Auf") + 1])
    yield from _SPECIAL.get(name, ())
    if name in XML:
        yield from _xml_files(name, good)


def _line(good: bytes, text: bytes) -> int:
    return good[: good.index(text)].count(b"\n") + 1


def _xml_files(name: str, good: bytes) -> Iterator[Hostile]:
    head, _, tail = good.partition(b">")
    root = head.lstrip(b"<").split()[0]
    entities = b"".join(b'<!ENTITY e%d "%s">' % (n + 1, b"&e%d;" % n * 10) for n in range(12))
    bomb = b'<!DOCTYPE %s [<!ENTITY e0 "boom">%s]>\n' % (root, entities)
    yield Hostile(
        "a bomb of entities", bomb + good.replace(b"Auf", b"&e12;"), harmless=name in ("android", "xml")
    )
    outside = b'<!DOCTYPE %s [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n' % root
    yield Hostile("an external entity", outside + good.replace(b"Auf", b"&x;"), 1)
    parameter = b'<!DOCTYPE %s [<!ENTITY %% x SYSTEM "http://127.0.0.1:9/x.dtd"> %%x;]>\n' % root
    yield Hostile("a parameter entity", parameter + good.replace(b"Auf", b"&y;"), 1)
    yield Hostile("an unknown entity", good.replace(b"Auf", b"&nope;"), _line(good, b"Auf"))
    yield Hostile("a NUL byte", good.replace(b"Auf", b"A\x00f"), _line(good, b"Auf"))
    yield Hostile("a NUL as reference", good.replace(b"Auf", b"&#0;"), _line(good, b"Auf"))
    yield Hostile("a twice given attribute", head + b' a="1" a="2">' + tail, 1)
    yield Hostile("an encoding nobody knows", b'<?xml version="1.0" encoding="KLINGON"?>' + good, 1)
    yield Hostile(
        "an encoding it does not have", b'<?xml version="1.0" encoding="UTF-16"?>' + good, harmless=True
    )
    yield Hostile("something behind the end", good + b"<more/>", good.count(b"\n") + 1)
    yield Hostile("deep nesting", good.replace(b"Auf", b"<b>" * DEEP), _line(good, b"Auf"))


_YAML = [
    Hostile("a bomb of aliases", b"a0: &a0 [x, x]\n" + b"".join(
        b"a%d: &a%d [%s]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 10)) for n in range(1, 12)
    ), harmless=True),
    Hostile("a tag that makes objects", b'a: "x"\nopen: !!python/object/apply:os.system ["true"]\n', harmless=True),
    Hostile("an unknown alias", b'a: "x"\nopen: *nowhere\n', 2),
    Hostile("an alias of itself", b"a: &a [*a]\n", harmless=True),
    Hostile("a tab for indentation", b"a:\n\tb: c\n", 2),
    Hostile("a NUL byte", b'a: "x"\nopen: "A\x00f"\n', 2),
    Hostile("deep nesting", b"a: " + b"[" * DEEP),
    Hostile("deep nesting that ends", b"a: " + b"[" * DEEP + b"]" * DEEP),
    Hostile("deep mappings", b"".join(b" " * n + b"a:\n" for n in range(2_000))),
    Hostile("a mapping as a key", b"? {a: b}\n: c\n", harmless=True),
]  # fmt: skip
_JSON = [
    Hostile("deep nesting", b'{"a":' * DEEP),
    Hostile("deep nesting that ends", b'{"a":' * DEEP + b"1" + b"}" * DEEP),
    Hostile("deep arrays", b'{"a":' + b"[" * DEEP + b"]" * DEEP + b"}"),
    Hostile("a NUL byte", b'{"a": "x",\n"open": "A\x00f"}', 2),
    Hostile("a line break in a text", b'{"a": "x",\n"open": "A\nf"}', 2),
    Hostile("something behind the end", b'{"a": "x"}\n}', 2),
    Hostile("an escape that is none", b'{"a": "x",\n"open": "\\q"}', 2),
    Hostile("half an escape", b'{"a": "x",\n"open": "\\u12"}', 2),
    Hostile("a number nobody can read", b'{"a": ' + b"1" * 10 + b"e}"),
]
_SPECIAL: Mapping[str, list[Hostile]] = {
    "yaml": _YAML,
    "json": _JSON,
    "xcstrings": _JSON,
    "ios": [
        Hostile("a text without an end", b'"a" = "x";\n"open" = "Auf;\n', 2),
        Hostile("a missing semicolon", b'"a" = "x"\n"open" = "Auf";\n', 1),
        Hostile("a comment without an end", b'"a" = "x";\n/* open\n', 2),
        Hostile("deep nesting", b'"a" = ' + b"(" * DEEP, 1),
        Hostile("deep comments", b"/*" * DEEP, 1),
    ],
    "gettext": [
        Hostile("a text without an end", b'msgid "a"\nmsgstr "Auf\n', 2),
        Hostile("a keyword nobody knows", b'msgid "a"\nmsgtxt "Auf"\n', 2),
        Hostile("a msgstr without msgid", b'msgstr "Auf"\n', 1),
        Hostile("an encoding nobody knows", b'msgid ""\nmsgstr "Content-Type: text/plain; charset=KLINGON\\n"\n'),
    ],
}  # fmt: skip


def large_text(name: str, fill: bytes, size: int) -> bytes:
    """A good file with one text that is ``size`` bytes of ``fill``."""
    sample = SAMPLES[name]
    good = sample.render({"greet": "Hallo %s", "open": "Auf", "bye": "Tschau"}).encode()
    return good.replace(b"Auf", fill * (size // len(fill)))


def many_entries(name: str, size: int) -> bytes:
    """A good file of more than ``size`` bytes in short entries."""
    render = SAMPLES[name].render
    count = size // (len(render({"key": "x"})) - len(render({}))) + 1
    return render({f"key{number}": f"text {number}" for number in range(count)}).encode()
