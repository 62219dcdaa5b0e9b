"""Synthetic localization files with as many entries as asked for, and where the real ones are."""

import json
from collections.abc import Callable

WORDS = [
    "the",
    "quick",
    "brown",
    "fox",
    "jumps",
    "over",
    "lazy",
    "dogs",
    "while",
    "seven",
    "wizards",
    "brew",
    "potions",
]


def text(number: int) -> str:
    """Six words and a number: what an entry says."""
    return " ".join(WORDS[(number + step) % len(WORDS)] for step in range(6)) + f" {number}"


def _android(count: int) -> str:
    lines = "".join(f'    <string name="key_{n}">{text(n)}</string>\n' for n in range(count))
    return f'<?xml version="1.0" encoding="utf-8"?>\n<resources>\n{lines}</resources>\n'


def _gettext(count: int) -> str:
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    return header + "\n".join(f'#: a.c:{n}\nmsgid "{text(n)}"\nmsgstr "{text(n)} x"\n' for n in range(count))


def _yaml(count: int) -> str:
    return "de:\n" + "".join(
        f'  group_{n // 100}:\n    key_{n}: "{text(n)}"\n' if n % 100 == 0 else f'    key_{n}: "{text(n)}"\n'
        for n in range(count)
    )


def _xliff(count: int) -> str:
    units = "".join(
        f'      <trans-unit id="key_{n}">\n        <source>{text(n)}</source>\n        <target>{text(n)} x</target>\n'
        "      </trans-unit>\n"
        for n in range(count)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">\n'
        '  <file original="a" source-language="en" target-language="de" datatype="plaintext">\n    <body>\n'
        f"{units}    </body>\n  </file>\n</xliff>\n"
    )


def _resx(count: int) -> str:
    entries = "".join(
        f'  <data name="key_{n}" xml:space="preserve">\n    <value>{text(n)}</value>\n  </data>\n'
        for n in range(count)
    )
    header = '  <resheader name="resmimetype">\n    <value>text/microsoft-resx</value>\n  </resheader>\n'
    return f'<?xml version="1.0" encoding="utf-8"?>\n<root>\n{header}{entries}</root>\n'


def _stringsdict(count: int) -> str:
    entries = "".join(
        f"\t<key>key_{n}</key>\n\t<dict>\n\t\t<key>NSStringLocalizedFormatKey</key>\n\t\t<string>%#@n@</string>\n"
        "\t\t<key>n</key>\n\t\t<dict>\n\t\t\t<key>NSStringFormatSpecTypeKey</key>\n"
        "\t\t\t<string>NSStringPluralRuleType</string>\n\t\t\t<key>NSStringFormatValueTypeKey</key>\n"
        f"\t\t\t<string>d</string>\n\t\t\t<key>one</key>\n\t\t\t<string>%d {text(n)}</string>\n"
        f"\t\t\t<key>other</key>\n\t\t\t<string>%d {text(n)} s</string>\n\t\t</dict>\n\t</dict>\n"
        for n in range(count)
    )
    doctype = '"-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd"'
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC {doctype}>\n'
    return f'{head}<plist version="1.0">\n<dict>\n{entries}</dict>\n</plist>\n'


def _xcstrings(count: int) -> str:
    unit = {"state": "translated"}
    strings = {
        f"key_{n}": {"localizations": {"de": {"stringUnit": {**unit, "value": text(n)}}}}
        for n in range(count)
    }
    catalog = {"sourceLanguage": "en", "strings": strings, "version": "1.0"}
    return json.dumps(catalog, indent=2, separators=(",", " : "))


SAMPLES: dict[str, Callable[[int], str]] = {
    "json": lambda count: json.dumps({f"key_{n}": text(n) for n in range(count)}, indent=2) + "\n",
    "yaml": _yaml,
    "android": _android,
    "ios": lambda count: "".join(f'/* note {n} */\n"key_{n}" = "{text(n)}";\n\n' for n in range(count)),
    "stringsdict": _stringsdict,
    "xcstrings": _xcstrings,
    "gettext": _gettext,
    "properties": lambda count: "".join(f"key_{n} = {text(n)}\n" for n in range(count)),
    "csv": lambda count: (
        "location,source,target\n" + "".join(f'key_{n},{text(n)},"{text(n)} x"\n' for n in range(count))
    ),
    "xliff": _xliff,
    "resx": _resx,
}

SUFFIXES = {
    "json": ".json",
    "yaml": ".yml",
    "android": ".xml",
    "ios": ".strings",
    "stringsdict": ".stringsdict",
    "xcstrings": ".xcstrings",
    "gettext": ".po",
    "properties": ".properties",
    "csv": ".csv",
    "xliff": ".xlf",
    "resx": ".resx",
}

REAL = {
    "json": ("**/*.json", "**/*.arb"),
    "yaml": ("**/*.yml", "**/*.yaml"),
    "android": ("duckduckgo-android/**/*.xml",),
    "ios": ("**/*.strings",),
    "stringsdict": ("**/*.stringsdict",),
    "xcstrings": ("**/*.xcstrings",),
    "gettext": ("**/*.po",),
    "properties": ("**/*.properties",),
    "csv": ("**/*.csv",),
    "xliff": ("**/*.xlf", "**/*.xliff"),
    "resx": ("**/*.resx",),
}
"""Globs of each format's files in a folder of real projects (`L10N_CORPUS`)."""
