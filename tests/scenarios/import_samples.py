"""The same three texts as a source and as a translation, in every format that holds plain texts."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ci_l10n.formats.base import Reading
from ci_l10n.formats.registry import get_format
from ci_l10n.model import Value

Texts: TypeAlias = Mapping[str, str]

SOURCE: Texts = {"greet": "Hello %s", "open": "Open", "bye": "Good bye"}
WORDS = 5
"""Of the source's texts."""


@dataclass(frozen=True)
class Sample:
    """``render`` writes texts by key; source texts stand beside them where the format has both."""

    suffix: str
    render: Callable[[Texts | None], str]
    bilingual: bool = False
    keyed_by_source: bool = False
    directives: tuple[str, ...] = ()

    def key(self, name: str) -> str:
        """What an entry is called: in gettext and the like by its source text."""
        return SOURCE.get(name, name) if self.keyed_by_source else name

    @property
    def flags(self) -> list[str]:
        return [flag for directive in self.directives for flag in ("--directive", directive)]

    def read(self, name: str, data: bytes) -> dict[str, Value]:
        """The translations of a German file by the names above."""
        directives = dict(directive.split("=", 1) for directive in self.directives)
        units = get_format(name).parse(data, Reading("target", "de", "de", directives)).units
        return {n: units[self.key(n)].value for n in SOURCE if self.key(n) in units}


def _lines(line: str, head: str = "", tail: str = "") -> Callable[[Texts | None], str]:
    def render(texts: Texts | None) -> str:
        body = "".join(
            line.format(k=k, v=v, s=SOURCE.get(k, k)) for k, v in (SOURCE if texts is None else texts).items()
        )
        return head + body + tail

    return render


def _beside(line: str, head: str, tail: str = "") -> Callable[[Texts | None], str]:
    """Source and translation side by side; a source file has no translations."""

    def render(texts: Texts | None) -> str:
        given = dict.fromkeys(SOURCE, "") if texts is None else texts
        return head + "".join(line.format(k=k, v=v, s=SOURCE.get(k, k)) for k, v in given.items()) + tail

    return render


def _xcstrings(texts: Texts | None) -> str:
    strings = {
        SOURCE.get(key, key): {
            "localizations": {"de": {"stringUnit": {"state": "translated", "value": text}}}
        }
        for key, text in (texts or {}).items()
    }
    if texts is None:
        strings = {text: {} for text in SOURCE.values()}
    return json.dumps({"sourceLanguage": "en", "strings": strings, "version": "1.0"}, indent=2)


def _json(texts: Texts | None) -> str:
    return json.dumps(dict(SOURCE if texts is None else texts), indent=2, ensure_ascii=False) + "\n"


_HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
_XLIFF = (
    '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">\n'
    '<file original="app" source-language="en" target-language="de" datatype="plaintext"><body>\n'
)
_UNIT = '<trans-unit id="{k}"><source>{s}</source><target>{v}</target></trans-unit>\n'
_RESX = (
    '<root>\n  <resheader name="resmimetype"><value>text/microsoft-resx</value></resheader>\n'
    '  <resheader name="version"><value>2.0</value></resheader>\n'
)

SAMPLES: Mapping[str, Sample] = {
    "json": Sample(".json", _json),
    "yaml": Sample(".yaml", _lines('{k}: "{v}"\n')),
    "android": Sample(
        ".xml", _lines('    <string name="{k}">{v}</string>\n', "<resources>\n", "</resources>\n")
    ),
    "ios": Sample(".strings", _lines('"{k}" = "{v}";\n')),
    "properties": Sample(".properties", _lines("{k} = {v}\n")),
    "gettext": Sample(".po", _beside('\nmsgid "{s}"\nmsgstr "{v}"\n', _HEADER), True, True),
    "xml": Sample(
        ".xml",
        _lines('  <term id="{k}">{v}</term>\n', "<terms>\n", "</terms>\n"),
        directives=("source_key_paths=/terms/{term.id}",),
    ),
    "csv": Sample(".csv", _beside("{k},{s},{v}\n", "key,en,de\n"), True),
    "xliff": Sample(".xlf", _beside(_UNIT, _XLIFF, "</body></file></xliff>\n"), True),
    "xcstrings": Sample(".xcstrings", _xcstrings, True, True),
    "resx": Sample(
        ".resx",
        _lines('  <data name="{k}" xml:space="preserve"><value>{v}</value></data>\n', _RESX, "</root>\n"),
    ),
}
