"""One sample file of every format, written by hand from plain tokens, as people and platforms write them."""

import csv
import io
import json
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

from ci_l10n.model import Value

Texts: TypeAlias = Mapping[str, str]  # key -> token; a token that starts with "?" is marked for review
Write: TypeAlias = Callable[[Texts, Mapping[str, Texts], str], bytes]
"""(source texts, translations by locale, locale) -> file; the locale "en" asks for the source file."""


WHOLE = ""
"""The key of a document."""


class Specimen(NamedTuple):
    source: str  # path, in a folder that files move away from
    target: str  # template; the path of the source where all locales share it
    write: Write
    plurals: tuple[str, ...] = ()  # keys that are plural sets
    arrays: tuple[str, ...] = ()
    extra: str = ""  # of the rule
    marks_review: bool = False

    @property
    def is_shared(self) -> bool:
        return self.source == self.target

    @property
    def keys(self) -> tuple[str, ...]:
        if self.write is _document:
            return (WHOLE,)
        return tuple(dict.fromkeys(("k0", "k1", "k2", "k3", *self.plurals, *self.arrays)))


def expand(token: str, kind: str) -> dict[str, str]:
    """The parts of a set whose value is ``token``."""
    names = ("one", "other") if kind == "plural" else ("0", "1")
    return {name: f"{token} {name}" if token else "" for name in names}


def token_of(value: Value) -> str:
    """The token a value was made of; sets that were mixed of two come out as something else."""
    if isinstance(value, str):
        return value
    tokens = {text.rpartition(" ")[0] for _, text in value.parts if text != "%#@n@"}
    return tokens.pop() if len(tokens) == 1 else f"mixed of {sorted(tokens)}"


def _own(texts: Texts, translations: Mapping[str, Texts], locale: str) -> Texts:
    return texts if locale == "en" else translations.get(locale, {})


def _json(texts: Texts, translations: Mapping[str, Texts], locale: str) -> bytes:
    lines: dict[str, str | list[str]] = {}
    for key, token in _own(texts, translations, locale).items():
        if key.startswith("n"):
            lines |= {f"{key}_{name}": text for name, text in expand(token, "plural").items()}
        else:
            lines[key] = list(expand(token, "array").values()) if key.startswith("d") else token
    return json.dumps(lines, indent=2).encode() + b"\n"


def _yaml(texts: Texts, translations: Mapping[str, Texts], locale: str) -> bytes:
    lines = [f"# strings\n{locale}:\n"]
    for key, token in _own(texts, translations, locale).items():
        if key.startswith("n"):
            lines += [f"  {key}:\n", *(f'    {n}: "{t}"\n' for n, t in expand(token, "plural").items())]
        else:
            lines.append(f'  {key}: "{token}"\n')
    return "".join(lines).encode()


def _android(texts: Texts, translations: Mapping[str, Texts], locale: str) -> bytes:
    lines = ['<?xml version="1.0" encoding="utf-8"?>\n<resources>\n']
    for key, token in _own(texts, translations, locale).items():
        if key.startswith("n"):
            items = (f'        <item quantity="{n}">{t}</item>\n' for n, t in expand(token, "plural").items())
            lines += [f'    <plurals name="{key}">\n', *items, "    </plurals>\n"]
        elif key.startswith("d"):
            items = (f"        <item>{t}</item>\n" for t in expand(token, "array").values())
            lines += [f'    <string-array name="{key}">\n', *items, "    </string-array>\n"]
        else:
            lines.append(f'    <string name="{key}">{token}</string>\n')
    return "".join([*lines, "</resources>\n"]).encode()


def _ios(texts: Texts, translations: Mapping[str, Texts], locale: str) -> bytes:
    own = _own(texts, translations, locale)
    return "".join(f'/* about {key} */\n"{key}" = "{token}";\n' for key, token in own.items()).encode()


_PLIST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n'
    '<plist version="1.0">\n<dict>\n'
)


def _stringsdict(texts: Texts, translations: Mapping[str, Texts], locale: str) -> bytes:
    lines = [_PLIST]
    for key, token in _own(texts, translations, locale).items():
        lines.append(f"\t<key>{key}</key>\n\t<dict>\n")
        lines.append("\t\t<key>NSStringLocalizedFormatKey</key>\n\t\t<string>%#@n@</string>\n")
        lines.append("\t\t<key>n</key>\n\t\t<dict>\n")
        lines.append(
            "\t\t\t<key>NSStringFormatSpecTypeKey</key>\n\t\t\t<string>NSStringPluralRuleType</string>\n"
        )
        lines.append("\t\t\t<key>NSStringFormatValueTypeKey</key>\n\t\t\t<string>d</string>\n")
        for name, text in expand(token, "plural").items():
            lines.append(f"\t\t\t<key>{name}</key>\n\t\t\t<string>{text}</string>\n")
        lines.append("\t\t</dict>\n\t</dict>\n")
    return "".join([*lines, "</dict>\n</plist>\n"]).encode()


def _xcstrings(texts: Texts, translations: Mapping[str, Texts], locale: str) -> bytes:
    def unit(token: str) -> dict[str, object]:
        state = "needs_review" if token.startswith("?") else "translated"
        return {"stringUnit": {"state": state, "value": token.removeprefix("?")}}

    strings = {}
    for key, text in texts.items():
        values = {"en": text, **{loc: own[key] for loc, own in translations.items() if key in own}}
        localizations = {}
        for loc, token in sorted(values.items()):
            forms = {n: unit(f"{token} {n}" if token else "") for n in ("one", "other")}
            localizations[loc] = {"variations": {"plural": forms}} if key.startswith("n") else unit(token)
        strings[key] = {"localizations": localizations}
    whole = {"sourceLanguage": "en", "strings": strings, "version": "1.0"}
    return json.dumps(whole, indent=2, separators=(",", " : ")).encode() + b"\n"


def _gettext(texts: Texts, translations: Mapping[str, Texts], locale: str) -> bytes:
    plural = "Plural-Forms: nplurals=2; plural=(n != 1);\\n"
    lines = [f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"{plural}"\n']
    for key, token in _own(texts, translations, locale).items():
        lines.append("\n#, fuzzy\n" if token.startswith("?") else "\n")
        token = token.removeprefix("?")
        if key.startswith("n"):
            one, other = expand(token, "plural").values()
            lines.append(f'msgid "{key}"\nmsgid_plural "{key}s"\nmsgstr[0] "{one}"\nmsgstr[1] "{other}"\n')
        else:
            lines.append(f'msgid "{key}"\nmsgstr "{token}"\n')
    return "".join(lines).encode()


def _properties(texts: Texts, translations: Mapping[str, Texts], locale: str) -> bytes:
    own = _own(texts, translations, locale)
    return "".join(["# strings\n", *(f"{key} = {token}\n" for key, token in own.items())]).encode()


def _xml(texts: Texts, translations: Mapping[str, Texts], locale: str) -> bytes:
    own = _own(texts, translations, locale)
    lines = (f'  <term id="{key}">{token}</term>\n' for key, token in own.items())
    return "".join(["<terms>\n", *lines, "</terms>\n"]).encode()


def _csv(texts: Texts, translations: Mapping[str, Texts], locale: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["key", "en", "de", "fr"])
    for key, text in texts.items():
        writer.writerow([key, text, *(translations.get(loc, {}).get(key, "") for loc in ("de", "fr"))])
    return out.getvalue().encode()


def _xliff(texts: Texts, translations: Mapping[str, Texts], locale: str) -> bytes:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    lines.append('<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">\n')
    lines.append('  <file original="app" source-language="en" datatype="plaintext"')
    lines.append(">\n" if locale == "en" else f' target-language="{locale}">\n')
    lines.append("    <body>\n")
    for key, token in _own(texts, translations, locale).items():
        text = texts.get(key, "gone")
        lines.append(f'      <trans-unit id="{key}">\n        <source>{text}</source>\n')
        if locale != "en":
            state = ' state="needs-review-translation"' if token.startswith("?") else ""
            lines.append(f"        <target{state}>{token.removeprefix('?')}</target>\n")
        lines.append("      </trans-unit>\n")
    return "".join([*lines, "    </body>\n  </file>\n</xliff>\n"]).encode()


def _document(texts: Texts, translations: Mapping[str, Texts], locale: str) -> bytes:
    """The whole file is one value."""
    return "".join(_own(texts, translations, locale).values()).encode()


def _resx(texts: Texts, translations: Mapping[str, Texts], locale: str) -> bytes:
    lines = ['<?xml version="1.0" encoding="utf-8"?>\n<root>\n  <resheader name="resmimetype">\n']
    lines.append("    <value>text/microsoft-resx</value>\n  </resheader>\n")
    for key, token in _own(texts, translations, locale).items():
        lines.append(f'  <data name="{key}" xml:space="preserve">\n    <value>{token}</value>\n  </data>\n')
    return "".join([*lines, "</root>\n"]).encode()


SPECIMENS = {
    "json": Specimen("json/a/en.json", "json/{path}/{locale}.json", _json, ("n0",), ("d0",)),
    "yaml": Specimen("yaml/a/en.yml", "yaml/{path}/{locale}.yml", _yaml, ("n0",)),
    "android": Specimen(
        "android/a/values/strings.xml", "android/{path}/values-{android_locale}/strings.xml", _android,
        ("n0",), ("d0",),
    ),
    "ios": Specimen("ios/a/en.lproj/L.strings", "ios/{path}/{apple_locale}.lproj/L.strings", _ios),
    "stringsdict": Specimen(
        "dict/a/en.lproj/L.stringsdict", "dict/{path}/{apple_locale}.lproj/L.stringsdict", _stringsdict,
        ("k0", "k1", "k2", "k3"),
    ),
    "xcstrings": Specimen(
        "xc/L.xcstrings", "xc/L.xcstrings", _xcstrings, ("n0",), marks_review=True
    ),
    "gettext": Specimen("po/a/en.po", "po/{path}/{locale}.po", _gettext, ("n0",), marks_review=True),
    "properties": Specimen("props/a/app.properties", "props/{path}/app_{locale}.properties", _properties),
    "xml": Specimen(
        "xml/a/en.xml", "xml/{path}/{locale}.xml", _xml,
        extra="    format: xml\n    directives: {source_key_paths: '/terms/{term.id}'}\n",
    ),
    "csv": Specimen("csv/texts.csv", "csv/texts.csv", _csv),
    "xliff": Specimen("xlf/a/en.xlf", "xlf/{path}/{locale}.xlf", _xliff, marks_review=True),
    "resx": Specimen("resx/a/App.resx", "resx/{path}/App.{locale}.resx", _resx),
    "document": Specimen("doc/a/en.md", "doc/{path}/{locale}.md", _document),
}  # fmt: skip
